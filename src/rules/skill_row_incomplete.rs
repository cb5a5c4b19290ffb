//! `skill-row-incomplete`: a row of a skill table lacks a part.

use super::placed::{self, Placed, listed};
use crate::document::Entry;
use crate::finding::{Finding, Severity};
use crate::rule::{DocumentContext, DocumentRule, Group, RuleInfo};
use crate::text::Span;

/// The rule.
pub struct SkillRowIncomplete;

static INFO: RuleInfo = RuleInfo {
    id: "skill-row-incomplete",
    group: Group::SkillTables,
    severity: Some(Severity::Error),
    summary: "a row of a skill table lacks its skill, level or description, or has too many cells",
    explanation: "An entry says which skill is needed, at which level and what a person at that level can do. A row that lacks one of \
the three says nothing that anyone could use. A cell after the last column is not \
shown to readers at all. An empty cell for the description is a `description-placeholder`; a column that the whole table \
lacks is one of `skill-table-columns`.",
    yields_to: &[],
};

impl DocumentRule for SkillRowIncomplete {
    fn info(&self) -> &'static RuleInfo {
        &INFO
    }

    fn check(&self, context: &DocumentContext<'_>, findings: &mut Vec<Finding>) {
        for placed in placed::entries(context.document) {
            findings.extend(missing_parts(context, &placed));
            findings.extend(surplus(context, &placed));
        }
    }
}

fn missing_parts(context: &DocumentContext<'_>, placed: &Placed<'_, '_>) -> Option<Finding> {
    let entry = placed.entry;
    let missing: Vec<_> = entry
        .missing
        .iter()
        .filter(|part| !placed.table.missing_columns.contains(&part.value))
        .collect();
    let span = match missing.as_slice() {
        [] => return None,
        [only] if is_empty_description(context, entry) => {
            debug_assert_eq!(only.value, context.profile.columns.description);
            return None;
        }
        [only] if entry.level.is_some() && only.value == context.profile.columns.level => {
            return level_on_the_line(context, placed, only.span);
        }
        [only] => only.span,
        _ => entry.span,
    };
    let parts = listed(missing.iter().map(|part| part.value.as_str()));
    let message = format!("{} lacks {parts}", row(context, placed));
    Some(
        INFO.finding(context.source, span, message)
            .label(format!("{parts} should be here"))
            .help(format!("fill in {parts}, or remove the row"))
            .subject(placed.subject(context.profile))
            .about(entry.span),
    )
}

/// In copied page text: the level stands behind the skill instead of below it.
fn level_on_the_line(
    context: &DocumentContext<'_>,
    placed: &Placed<'_, '_>,
    label: Span,
) -> Option<Finding> {
    let skill = placed.skill()?.as_str();
    let words = label.of(context.source.text());
    let message = format!("the level of `{skill}` is on the line of the skill's name");
    Some(
        INFO.finding(context.source, label, message)
            .label("this belongs on the next line")
            .help(format!("put `{words}` on a line of its own"))
            .subject(placed.subject(context.profile))
            .about(placed.entry.span),
    )
}

fn surplus(context: &DocumentContext<'_>, placed: &Placed<'_, '_>) -> Option<Finding> {
    let surplus = placed.entry.surplus?;
    let message = format!(
        "{} has more cells than the table has columns",
        row(context, placed)
    );
    Some(
        INFO.finding(context.source, surplus, message)
            .label("readers do not see this")
            .help(r"write `\|` for a bar that belongs to the text, or remove the cell")
            .subject(placed.subject(context.profile))
            .about(placed.entry.span),
    )
}

fn row(context: &DocumentContext<'_>, placed: &Placed<'_, '_>) -> String {
    match placed.skill() {
        Some(_) => format!("the row of {}", placed.described(context.profile)),
        None => placed.described(context.profile),
    }
}

/// Whether the row has a cell for the description and nothing is in it.
pub(super) fn is_empty_description(context: &DocumentContext<'_>, entry: &Entry<'_>) -> bool {
    let column = &context.profile.columns.description;
    entry.missing.iter().any(|part| {
        part.value == *column
            && part.span.end < entry.span.end
            && part.span.of(context.source.text()).trim().is_empty()
    })
}
