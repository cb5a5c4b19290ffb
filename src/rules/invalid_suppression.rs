//! `invalid-suppression`: a comment for framelint that does not do what it is there for.

use crate::finding::Severity;
use crate::rule::{Group, RuleInfo};

/// What is known about the rule. Its findings are made where suppressions are read.
pub static INFO: RuleInfo = RuleInfo {
    id: "invalid-suppression",
    group: Group::Page,
    severity: Some(Severity::Warning),
    summary: "a `framelint-ignore` comment names no known rule, or is not ended",
    explanation: "\
A comment that says what not to report is written once and read for years. If it names a rule that there is not, it ignores \
nothing; if its end is missing, it ignores more than anybody meant to.

These are understood, each with one rule or several between commas, and after a colon the reason:
- `<!-- framelint-ignore rule: reason -->`: for the block that follows (a paragraph, a heading, a list, a table); among the words of a table row, \
a heading, a list item or a paragraph it is for these; in the copied text of a page it is a line of its own, for the lines that follow up to an empty one
- `<!-- framelint-ignore-start rule -->` and `<!-- framelint-ignore-end rule -->`: for everything in between; an end without a rule ends all
- `<!-- framelint-ignore-file rule: reason -->`: for the whole file
- `framelint-ignore: [rule]` in the front matter: the same

What counts is where a finding begins. What framelint could not read cannot be ignored.",
    yields_to: &[],
};
