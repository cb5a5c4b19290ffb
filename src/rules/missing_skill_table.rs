//! `missing-skill-table`: a role level that lists no skills.

use super::placed::Owner;
use crate::document::RoleLevel;
use crate::finding::{Finding, Severity};
use crate::rule::{DocumentContext, DocumentRule, Group, RuleInfo};
use crate::text::Span;

/// The rule.
pub struct MissingSkillTable;

static INFO: RuleInfo = RuleInfo {
    id: "missing-skill-table",
    group: Group::Page,
    severity: Some(Severity::Error),
    summary: "a role level, or a skill of the catalogue, has no skill table",
    explanation: "A role level is described by the skills that it needs. One without a skill table, or with a table without rows, leaves its \
readers with nothing to compare. In a catalogue the same is true of a skill whose roles are listed and whose levels are not.",
    yields_to: &["skill-table-columns", "role-level-count"],
};

impl DocumentRule for MissingSkillTable {
    fn info(&self) -> &'static RuleInfo {
        &INFO
    }

    fn check(&self, context: &DocumentContext<'_>, findings: &mut Vec<Finding>) {
        let document = context.document;
        let mut add = |owner: Owner<'_, '_>, span, message: String, help: &str| {
            findings.push(
                INFO.finding(context.source, span, message)
                    .help(help)
                    .subject(owner.subject(document)),
            );
        };
        for level in &document.role_levels {
            let owner = Owner::RoleLevel(&level.title);
            let title = level.title.as_str();
            let help = "list the skills that the role level needs";
            match level.tables.first() {
                None if let Some(line) = line_with_tabs(context, level) => add(
                    owner,
                    line,
                    format!(
                        "the skill table of `{title}` has tabs between its cells, and is not shown as a table"
                    ),
                    "write `|` between the cells, and a line of dashes below the header: `| --- | --- |`",
                ),
                None => add(
                    owner,
                    level.title.span(),
                    format!("`{title}` has no skill table"),
                    help,
                ),
                Some(table) if level.entries().next().is_none() => add(
                    owner,
                    table.header,
                    format!("the skill table of `{title}` has no rows"),
                    help,
                ),
                Some(_) => {}
            }
        }
        for skill in &document.skills {
            if skill.entries().is_empty() && skill.required_by.is_some() {
                let name = skill.name.as_str();
                add(
                    Owner::Skill(&skill.name),
                    skill.name.span(),
                    format!("`{name}` has no table of its levels"),
                    "say in a skill table what a person at each level can do",
                );
            }
        }
    }
}

/// The first line below a role level's heading that tabs part into cells, as they do in a table copied from a word processor.
fn line_with_tabs(context: &DocumentContext<'_>, level: &RoleLevel<'_>) -> Option<Span> {
    let text = context.source.text();
    level.summary.iter().find_map(|part| {
        let paragraph = part.text.span();
        let line = paragraph.of(text).lines().next()?.trim_end();
        let start = paragraph.start as usize;
        line.contains('\t')
            .then(|| Span::new(start, start + line.len()))
    })
}
