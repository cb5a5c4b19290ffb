//! `unused-suppression`: a comment for framelint that nothing needs any more.

use crate::finding::{Finding, Severity};
use crate::rule::{Group, RuleInfo};
use crate::source::Location;

/// What is known about the rule. Its findings are made by the policy, which alone knows what was ignored.
pub static INFO: RuleInfo = RuleInfo {
    id: "unused-suppression",
    group: Group::Page,
    severity: Some(Severity::Warning),
    summary: "a `framelint-ignore` comment has nothing to ignore",
    explanation: "\
When the mistake that a comment excuses has gone, the comment waits to hide the next one. It is best deleted.

The finding is at the rule's id in the comment, or in the front matter's `framelint-ignore`. Rules that are off or were left out of this run \
say nothing about their comments.",
    yields_to: &[],
};

/// The finding about a suppression of `rule`, whose id stands at `place`.
pub fn finding(rule: &str, place: &Location) -> Finding {
    let message = format!("there is no `{rule}` here to ignore");
    Finding::without_text(INFO.id, Severity::Warning, place.clone(), message).help(format!(
        "take `{rule}` out, so that it hides no later mistake"
    ))
}
