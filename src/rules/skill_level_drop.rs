//! `skill-level-drop`: a more senior role level asks for less.

use foldhash::{HashMap, HashMapExt};

use super::placed;
use crate::facts::NameId;
use crate::finding::Finding;
use crate::rule::{DocumentContext, DocumentRule, Group, RuleInfo};

/// The rule.
pub struct SkillLevelDrop;

static INFO: RuleInfo = RuleInfo {
    id: "skill-level-drop",
    group: Group::SkillTables,
    severity: None,
    summary: "a more senior role level needs a skill at a lower level",
    explanation: "Who moves up to the next role level expects to need no skill at a lower level than before. Where a page says so, it is often a \
slip in one of the two tables. It is off by default, because it can be meant: the head of a profession may need less of a craft than the specialists below.

Each skill is compared with the nearest role level before it that has the skill, in the order of the page, lowest first.",
    yields_to: &[
        "unknown-skill-level",
        "skill-level-ordinal",
        "skill-level-mismatch",
        "role-level-numbering",
    ],
};

impl DocumentRule for SkillLevelDrop {
    fn info(&self) -> &'static RuleInfo {
        &INFO
    }

    fn check(&self, context: &DocumentContext<'_>, findings: &mut Vec<Finding>) {
        if context.document.role_levels.len() < 2 {
            return;
        }
        let profile = context.profile;
        let mut needed = HashMap::new();
        for placed in placed::entries(context.document) {
            let (Some(skill), Some(level)) = (placed.skill(), placed.entry.level_index()) else {
                continue;
            };
            let before = needed.insert(NameId::of(skill.as_str()), (placed, level));
            let Some((before, higher)) = before.filter(|&(_, before)| before > level) else {
                continue;
            };
            if before.owner.name().span() == placed.owner.name().span() {
                continue;
            }
            let (title, lower_title) = (placed.owner.name().as_str(), before.owner.name().as_str());
            let (name, higher) = (profile.level_name(level), profile.level_name(higher));
            let skill = skill.as_str();
            findings.push(
                INFO.finding(
                    context.source,
                    placed.entry.level_span(),
                    format!("`{title}` needs `{skill}` at {name}, and `{lower_title}` at {higher}"),
                )
                .label("lower than before")
                .help(format!(
                    "ask for {higher} or more, or for less in `{lower_title}`"
                ))
                .related(
                    context.source.locate(before.entry.level_span()),
                    format!("{higher} in `{lower_title}`"),
                )
                .subject(placed.subject(profile))
                .about(placed.entry.span)
                .also_about(before.entry.span),
            );
        }
    }
}
