//! The rules, one a file, in the order of their groups.

mod ascending;
mod broken_link;
mod catalogue_roles_mismatch;
mod contents_mismatch;
mod date_order;
mod description_lead_in;
mod description_placeholder;
mod document_schema;
mod duplicate_role;
mod duplicate_skill;
mod front_matter_duplicate_key;
mod front_matter_missing;
mod front_matter_schema;
mod front_matter_syntax;
mod inconsistent_value;
pub mod invalid_configuration;
pub mod invalid_schema;
pub mod invalid_suppression;
mod link_drift;
mod missing_skill_table;
mod misspelt_heading;
mod misspelt_level;
mod misspelt_schema;
mod names;
mod outdated_skill_name;
mod placed;
mod point_style;
mod repeated_description;
mod repeated_word;
mod role_level_count;
mod role_level_numbering;
mod role_levels;
mod role_link_drift;
mod role_name_variant;
mod shared_skills_mismatch;
mod skill_description_drift;
mod skill_level_drop;
mod skill_level_mismatch;
mod skill_level_ordinal;
mod skill_link_drift;
mod skill_name_variant;
mod skill_order;
mod skill_row_incomplete;
mod skill_summary_missing;
mod skill_table_columns;
mod title_mismatch;
mod unbalanced_quote;
mod unknown_skill;
mod unknown_skill_level;
pub mod unreadable_file;
pub mod unrecognised_document;
mod unused_skill;
pub mod unused_suppression;
mod update_history;

use crate::rule::Rule;

/// Every rule.
pub static ALL: &[Rule] = &[
    // Input
    Rule::Elsewhere(&unreadable_file::INFO),
    Rule::Elsewhere(&invalid_configuration::INFO),
    Rule::Elsewhere(&invalid_schema::INFO),
    // Front matter
    Rule::Document(&front_matter_missing::FrontMatterMissing),
    Rule::Document(&front_matter_syntax::FrontMatterSyntax),
    Rule::Document(&front_matter_duplicate_key::FrontMatterDuplicateKey),
    Rule::Document(&front_matter_schema::FrontMatterSchema),
    Rule::Document(&title_mismatch::TitleMismatch),
    Rule::Document(&date_order::DateOrder),
    // Page
    Rule::Document(&document_schema::DocumentSchema),
    Rule::Elsewhere(&unrecognised_document::INFO),
    Rule::Document(&contents_mismatch::ContentsMismatch),
    Rule::Document(&misspelt_heading::MisspeltHeading),
    Rule::Document(&role_level_count::RoleLevelCount),
    Rule::Document(&role_level_numbering::RoleLevelNumbering),
    Rule::Document(&missing_skill_table::MissingSkillTable),
    Rule::Document(&update_history::UpdateHistory),
    Rule::Document(&unbalanced_quote::UnbalancedQuote),
    Rule::Document(&repeated_word::RepeatedWord),
    Rule::Agreement(&broken_link::BrokenLink),
    Rule::Elsewhere(&invalid_suppression::INFO),
    Rule::Elsewhere(&unused_suppression::INFO),
    // Skill tables
    Rule::Document(&skill_table_columns::SkillTableColumns),
    Rule::Document(&skill_row_incomplete::SkillRowIncomplete),
    Rule::Document(&unknown_skill_level::UnknownSkillLevel),
    Rule::Document(&skill_level_ordinal::SkillLevelOrdinal),
    Rule::Agreement(&skill_level_mismatch::SkillLevelMismatch),
    Rule::Document(&duplicate_skill::DuplicateSkill),
    Rule::Document(&description_lead_in::DescriptionLeadIn),
    Rule::Document(&description_placeholder::DescriptionPlaceholder),
    Rule::Document(&skill_summary_missing::SkillSummaryMissing),
    Rule::Document(&point_style::PointStyle),
    Rule::Document(&repeated_description::RepeatedDescription),
    Rule::Document(&skill_order::SkillOrder),
    Rule::Document(&skill_level_drop::SkillLevelDrop),
    // Agreement
    Rule::Agreement(&skill_description_drift::SkillDescriptionDrift),
    Rule::Agreement(&unknown_skill::UnknownSkill),
    Rule::Agreement(&skill_name_variant::SkillNameVariant),
    Rule::Agreement(&outdated_skill_name::OutdatedSkillName),
    Rule::Agreement(&role_name_variant::RoleNameVariant),
    Rule::Agreement(&role_link_drift::RoleLinkDrift),
    Rule::Agreement(&skill_link_drift::SkillLinkDrift),
    Rule::Agreement(&unused_skill::UnusedSkill),
    Rule::Agreement(&catalogue_roles_mismatch::CatalogueRolesMismatch),
    Rule::Agreement(&shared_skills_mismatch::SharedSkillsMismatch),
    Rule::Agreement(&duplicate_role::DuplicateRole),
    Rule::Agreement(&inconsistent_value::InconsistentValue),
];

/// The rules of the group of this name that are on by default.
pub fn in_group(name: &str) -> impl Iterator<Item = Rule> {
    let rules = ALL.iter().copied();
    rules.filter(move |rule| {
        let info = rule.info();
        info.group.name() == name && info.severity.is_some()
    })
}

/// The ids of all rules, and the names of their groups.
pub fn names() -> impl Iterator<Item = &'static str> {
    let infos = ALL.iter().map(|rule| rule.info());
    infos.flat_map(|info| [info.id, info.group.name()])
}

/// The rule with this id.
pub fn find(id: &str) -> Option<Rule> {
    ALL.iter().copied().find(|rule| rule.info().id == id)
}
