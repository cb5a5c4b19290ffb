//! `skill-summary-missing`: a skill of the catalogue without a summary.

use super::placed::Owner;
use crate::config::fold;
use crate::document::SkillDefinition;
use crate::finding::{Finding, Severity};
use crate::rule::{DocumentContext, DocumentRule, Group, RuleInfo};

/// The rule.
pub struct SkillSummaryMissing;

static INFO: RuleInfo = RuleInfo {
    id: "skill-summary-missing",
    group: Group::SkillTables,
    severity: Some(Severity::Warning),
    summary: "a skill of the catalogue has no summary",
    explanation: "The paragraph under a skill's name says what the skill is about, before its levels say how well it can be mastered. The \
finding stands at the skill's heading. A catalogue that has no summaries at all does without them on purpose, and is left alone.",
    yields_to: &[],
};

impl DocumentRule for SkillSummaryMissing {
    fn info(&self) -> &'static RuleInfo {
        &INFO
    }

    fn check(&self, context: &DocumentContext<'_>, findings: &mut Vec<Finding>) {
        let skills = &context.document.skills;
        let has_summary =
            |summary: &[crate::text::Text<'_>]| summary.iter().any(|text| !text.is_blank());
        if !skills.iter().any(|skill| has_summary(&skill.summary)) {
            return;
        }
        // Where skills have tables, a heading with neither a table nor a list of roles is a section of its own.
        let has_tables = skills.iter().any(|skill| skill.table.is_some());
        let is_skill = |skill: &SkillDefinition<'_>| {
            !has_tables || skill.table.is_some() || skill.required_by.is_some()
        };
        // A heading that stands twice in a row is a `duplicate-skill`.
        let is_doubled = |at: usize| {
            let (skill, next) = (&skills[at], skills.get(at + 1));
            skill.table.is_none()
                && next.is_some_and(|next| fold(next.name.as_str()) == fold(skill.name.as_str()))
        };
        let lacking = skills.iter().enumerate().filter(|(at, skill)| {
            is_skill(skill) && !has_summary(&skill.summary) && !is_doubled(*at)
        });
        for (_, skill) in lacking {
            let name = skill.name.as_str();
            findings.push(
                INFO.finding(
                    context.source,
                    skill.name.span(),
                    format!("`{name}` has no summary"),
                )
                .help("say in a paragraph under the heading what the skill is about")
                .subject(Owner::Skill(&skill.name).subject(context.document)),
            );
        }
    }
}
