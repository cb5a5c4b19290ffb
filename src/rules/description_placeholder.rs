//! `description-placeholder`: a description that is still to be written.

use super::placed::{self, Owner, Placed};
use super::skill_row_incomplete;
use crate::document::{Column, Entry, PartKind};
use crate::finding::{Finding, Severity};
use crate::rule::{DocumentContext, DocumentRule, Group, RuleInfo};
use crate::text::Span;

/// The rule.
pub struct DescriptionPlaceholder;

static INFO: RuleInfo = RuleInfo {
    id: "description-placeholder",
    group: Group::SkillTables,
    severity: Some(Severity::Warning),
    summary: "a description is empty or still to be written",
    explanation: "A description of which there is only *TBC*, *MISSING* or nothing at all was forgotten. The rule looks for the profile's \
placeholders where they are the whole description, a whole point or a whole skill summary. A level that the framework says it does \
not define (*This skill level is currently not defined*) is no defect.",
    yields_to: &["skill-row-incomplete"],
};

impl DocumentRule for DescriptionPlaceholder {
    fn info(&self) -> &'static RuleInfo {
        &INFO
    }

    fn check(&self, context: &DocumentContext<'_>, findings: &mut Vec<Finding>) {
        let profile = context.profile;
        for placed in placed::entries(context.document) {
            if let Some(column) = placed.emptied_column(context.source) {
                if placed.is_first() {
                    findings.extend(empty_column(context, &placed, column));
                }
                continue;
            }
            for (span, what) in unwritten(context, placed.entry) {
                let message = what.message(&placed.described(profile));
                findings.push(
                    INFO.finding(context.source, span, message)
                        .help("write what a person at this level can do")
                        .subject(placed.subject(profile))
                        .about(placed.entry.span),
                );
            }
        }
        for skill in &context.document.skills {
            for summary in skill
                .summary
                .iter()
                .filter(|text| profile.is_placeholder(text.as_str()))
            {
                let summary = summary.trimmed();
                let message = format!(
                    "`{}` stands for the summary of `{}`",
                    summary.as_str(),
                    skill.name.as_str()
                );
                findings.push(
                    INFO.finding(context.source, summary.span(), message)
                        .help("write what the skill is about")
                        .subject(Owner::Skill(&skill.name).subject(context.document)),
                );
            }
        }
    }
}

/// The column of the descriptions, if it is the one of which every cell is empty.
fn empty_column(
    context: &DocumentContext<'_>,
    placed: &Placed<'_, '_>,
    column: &Column<'_>,
) -> Option<Finding> {
    let name = column.name.trimmed();
    let is_empty = skill_row_incomplete::is_empty_description(context, placed.entry);
    let message = format!("the column `{}` is empty", name.as_str());
    let finding = INFO
        .finding(context.source, name.span(), message)
        .help("write what a person at each of these levels can do")
        .subject(placed.owner.subject(context.document))
        .about(name.span());
    is_empty.then_some(finding)
}

enum What {
    Empty,
    Placeholder(String),
}

impl What {
    fn message(&self, described: &str) -> String {
        match self {
            Self::Empty => format!("the description of {described} is empty"),
            Self::Placeholder(text) => format!("`{text}` stands in the description of {described}"),
        }
    }
}

/// What is still to be written in the description of an entry.
fn unwritten(context: &DocumentContext<'_>, entry: &Entry<'_>) -> Vec<(Span, What)> {
    let profile = context.profile;
    let Some(description) = &entry.description else {
        let column = &profile.columns.description;
        let cell = entry.missing.iter().find(|part| part.value == *column);
        return match cell {
            Some(cell) if skill_row_incomplete::is_empty_description(context, entry) => {
                vec![(cell.span, What::Empty)]
            }
            _ => Vec::new(),
        };
    };
    if description.undefined {
        return Vec::new();
    }
    let mut parts = description
        .parts
        .iter()
        .filter(|part| part.kind != PartKind::LeadIn && !part.text.is_blank())
        .peekable();
    if parts.peek().is_none() {
        let lead_in = description.parts.iter().find(|part| !part.text.is_blank());
        let span = lead_in.map_or(description.span, |lead_in| lead_in.text.span());
        return vec![(span, What::Empty)];
    }
    parts
        .filter(|part| profile.is_placeholder(part.text.as_str()))
        .map(|part| {
            let text = part.text.trimmed();
            (text.span(), What::Placeholder(text.as_str().to_owned()))
        })
        .collect()
}
