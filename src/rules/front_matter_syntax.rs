//! `front-matter-syntax`: front matter that cannot be read.

use crate::document::FrontMatterProblemKind;
use crate::finding::{Finding, Severity};
use crate::rule::{DocumentContext, DocumentRule, Group, RuleInfo};

/// What is known about the rule.
static INFO: RuleInfo = RuleInfo {
    id: "front-matter-syntax",
    group: Group::FrontMatter,
    severity: Some(Severity::Error),
    summary: "front matter cannot be read as YAML, TOML or JSON",
    explanation: "\
One forgotten colon or quotation mark is enough, and a site builder drops the whole block or stops. The finding stands where the mistake was \
made, which is often the line before the one at which a parser gives up.

Delimiters count too: a block that is closed by `--` or `----` is reported at that line, one that is never closed at its last line, one that \
is never opened at its first, one that stands there a second time at that place, and a page in a block of code at the line that opens it; the document is read on from the line where its text must begin. Front matter that would grow without bounds through references to itself, or that is nested more than 128 deep, \
is refused.

Where only a delimiter is wrong, what is in the block is checked all the same; where the block cannot be read, nothing else is said about \
what is in it.",
    yields_to: &[],
};

/// The rule.
pub struct FrontMatterSyntax;

impl DocumentRule for FrontMatterSyntax {
    fn info(&self) -> &'static RuleInfo {
        &INFO
    }

    fn check(&self, context: &DocumentContext<'_>, findings: &mut Vec<Finding>) {
        let problems = context
            .document
            .front_matter
            .iter()
            .flat_map(|block| &block.problems);
        for problem in problems.filter(|problem| problem.kind == FrontMatterProblemKind::Syntax) {
            findings.push(INFO.finding(context.source, problem.span, problem.message.clone()));
        }
    }
}
