//! The rules, one a file, in the order of their groups.

mod skill_description_drift;
mod skill_level_mismatch;
mod unreadable_file;

use crate::rule::Rule;

/// Every rule.
pub static ALL: &[Rule] = &[
    // Input
    Rule::Input(&unreadable_file::INFO),
    // Agreement
    Rule::Agreement(&skill_description_drift::SkillDescriptionDrift),
    Rule::Agreement(&skill_level_mismatch::SkillLevelMismatch),
];

/// The rule with this id.
pub fn find(id: &str) -> Option<Rule> {
    ALL.iter().copied().find(|rule| rule.info().id == id)
}
