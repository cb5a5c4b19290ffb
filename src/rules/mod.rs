//! The rules, one a file, in the order of their groups.

use crate::rule::Rule;

/// Every rule.
pub static ALL: &[Rule] = &[];

/// The rule with this id.
pub fn find(id: &str) -> Option<Rule> {
    ALL.iter().copied().find(|rule| rule.info().id == id)
}
