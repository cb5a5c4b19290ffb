//! `front-matter-duplicate-key`: a key that stands twice in the same map.

use crate::document::FrontMatterProblemKind;
use crate::finding::{Finding, Severity, Subject};
use crate::rule::{DocumentContext, DocumentRule, Group, RuleInfo};

/// What is known about the rule.
static INFO: RuleInfo = RuleInfo {
    id: "front-matter-duplicate-key",
    group: Group::FrontMatter,
    severity: Some(Severity::Error),
    summary: "a key of the front matter stands twice",
    explanation: "\
Which of the two values counts depends on the tool that reads them: some take the first, some the last, some refuse the whole page. Remove \
the one that is not meant.

The finding stands at the second key and names the first. For every other rule the first one counts.",
    yields_to: &[],
};

/// The rule.
pub struct FrontMatterDuplicateKey;

impl DocumentRule for FrontMatterDuplicateKey {
    fn info(&self) -> &'static RuleInfo {
        &INFO
    }

    fn check(&self, context: &DocumentContext<'_>, findings: &mut Vec<Finding>) {
        let source = context.source;
        let problems = context
            .document
            .front_matter
            .iter()
            .flat_map(|block| &block.problems);
        for problem in
            problems.filter(|problem| problem.kind == FrontMatterProblemKind::DuplicateKey)
        {
            let key = problem.span.of(source.text());
            let first = source.locate(problem.first.unwrap_or(problem.span));
            let message = format!(
                "`{}` stands here a second time",
                key.trim_matches(['"', '\''])
            );
            let finding = INFO
                .finding(source, problem.span, message)
                .help("keep the one that is meant and remove the other")
                .subject(Subject {
                    pointer: Some(problem.pointer.clone()),
                    ..Subject::default()
                });
            findings.push(finding.related(first, "it stands here first"));
        }
    }
}
