//! `date-order`: a file that was created after it was modified.

use crate::document::Day;
use crate::finding::{Finding, Severity, Subject};
use crate::rule::{DocumentContext, DocumentRule, Group, RuleInfo};

/// What is known about the rule.
static INFO: RuleInfo = RuleInfo {
    id: "date-order",
    group: Group::FrontMatter,
    severity: Some(Severity::Warning),
    summary: "the front matter says that a file was created after it was modified",
    explanation: "\
One of the two dates is wrong: mostly a year that was not changed with the rest, or day and month the wrong way round. Lists of what is new are \
sorted by them.

The profile names the two keys (`created` and `modified`). Only whole days are compared; a value that is no date is left to \
`front-matter-schema`.",
    yields_to: &["front-matter-schema"],
};

/// The rule.
pub struct DateOrder;

impl DocumentRule for DateOrder {
    fn info(&self) -> &'static RuleInfo {
        &INFO
    }

    fn check(&self, context: &DocumentContext<'_>, findings: &mut Vec<Finding>) {
        let keys = &context.profile.front_matter;
        let date = |key: &str| {
            let (text, span) = context.document.front_matter_str(key)?;
            Some((Day::from_iso(text)?, text, span))
        };
        let (Some(created), Some(modified)) = (date(&keys.created), date(&keys.modified)) else {
            return;
        };
        if created.0 <= modified.0 {
            return;
        }
        let message = format!(
            "`{}` is {}, which is after `{}`, {}",
            keys.created, created.1, keys.modified, modified.1
        );
        let finding = INFO
            .finding(context.source, created.2, message)
            .help("a file cannot be modified before it is created: one of the two dates is wrong")
            .related(
                context.source.locate(modified.2),
                format!("`{}`", keys.modified),
            )
            .subject(Subject {
                pointer: Some(format!("/{}", keys.created)),
                ..Subject::default()
            });
        findings.push(finding);
    }
}
