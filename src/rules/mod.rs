//! The rules, one a file, in the order of their groups.

mod unreadable_file;

use crate::rule::Rule;

/// Every rule.
pub static ALL: &[Rule] = &[
    // Input
    Rule::Input(&unreadable_file::INFO),
];

/// The rule with this id.
pub fn find(id: &str) -> Option<Rule> {
    ALL.iter().copied().find(|rule| rule.info().id == id)
}
