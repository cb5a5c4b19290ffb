//! `skill-row-incomplete`: a row of a skill table lacks a part.

use super::placed::{self, Owner, Placed, listed};
use crate::document::{Column, Description, Dialect, Entry, SharedRow};
use crate::finding::{Finding, Fix, Grade, Severity};
use crate::rule::{DocumentContext, DocumentRule, Group, RuleInfo};
use crate::text::{Span, Text, words};

/// The rule.
pub struct SkillRowIncomplete;

static INFO: RuleInfo = RuleInfo {
    id: "skill-row-incomplete",
    group: Group::SkillTables,
    severity: Some(Severity::Error),
    summary: "a row of a skill table lacks its skill, level or description, or has a part or a cell too many",
    explanation: "An entry says which skill is needed, at which level and what a person at that level can do. A row that lacks one of \
the three says nothing that anyone could use; where every row lacks the same, the finding is at the name of the column. A row that goes on in the next line is cut off for its readers. A cell after the last column is not \
shown to readers at all, and a name, level or ordinal sentence that stands twice in its cell is one too many. Where skills are headings, the sign between skill and level is the profile's. An empty cell for the description is a `description-placeholder`; a column that the whole table \
lacks is one of `skill-table-columns`.",
    yields_to: &[],
};

impl DocumentRule for SkillRowIncomplete {
    fn info(&self) -> &'static RuleInfo {
        &INFO
    }

    fn fixes(&self) -> Option<Grade> {
        Some(Grade::Safe)
    }

    fn check(&self, context: &DocumentContext<'_>, findings: &mut Vec<Finding>) {
        let first = findings.len();
        for placed in placed::entries(context.document) {
            match placed.emptied_column(context.source) {
                Some(column) if placed.is_first() => {
                    findings.extend(empty_column(context, &placed, column));
                }
                Some(_) => {}
                None => findings.extend(missing_parts(context, &placed)),
            }
            findings.extend(surplus(context, &placed));
            findings.extend(doubled(context, &placed));
            findings.extend(other_sign(context, &placed));
        }
        placed::keep_first_at_each_place(findings, first);
        let Some(shared) = &context.document.shared_skills else {
            return;
        };
        for row in &shared.rows {
            findings.extend(shared_surplus(context, row));
            findings.extend(shared_broken_off(context, row, shared.header));
        }
    }
}

fn missing_parts(context: &DocumentContext<'_>, placed: &Placed<'_, '_>) -> Option<Finding> {
    let entry = placed.entry;
    if let Some(rest) = second_line(context, entry.span, placed.table.header) {
        return Some(broken_off(context, placed, rest));
    }
    let missing: Vec<_> = entry
        .missing
        .iter()
        .filter(|part| !placed.table.missing_columns.contains(&part.value))
        .collect();
    if is_headless(context, placed) {
        return Some(no_heading(context, placed));
    }
    let span = match missing.as_slice() {
        [] => {
            let rest = cut_off(context, placed)?;
            return Some(broken_off(context, placed, rest));
        }
        [_, ..] if let Some(rest) = rest_of_row(context, entry) => {
            return Some(broken_off(context, placed, rest));
        }
        [only] if is_empty_description(context, entry) => {
            debug_assert_eq!(only.value, context.profile.columns.description);
            return None;
        }
        [only] if let Some(level) = grown_together(context, entry, &only.value) => {
            return Some(no_bar(context, placed, level));
        }
        [only] if entry.level.is_some() && only.value == context.profile.columns.level => {
            return level_on_the_line(context, placed, only.span);
        }
        [only] if !is_bare_name(entry) => only.span,
        _ => entry.span,
    };
    let parts = listed(missing.iter().map(|part| part.value.as_str()));
    let message = format!("{} lacks {parts}", row(context, placed));
    Some(
        INFO.finding(context.source, span, message)
            .label(format!("{parts} should be here"))
            .help(how_to_complete(context, placed, &parts))
            .subject(placed.subject(context.profile))
            .about(entry.span),
    )
}

/// A column without a single cell that says something, unless it is that of the descriptions.
fn empty_column(
    context: &DocumentContext<'_>,
    placed: &Placed<'_, '_>,
    column: &Column<'_>,
) -> Option<Finding> {
    let is_of_descriptions =
        column.known_as.as_deref() == Some(&*context.profile.columns.description);
    let name = column.name.trimmed();
    let message = format!("the column `{}` is empty", name.as_str());
    let finding = INFO
        .finding(context.source, name.span(), message)
        .label("nothing stands below this name")
        .help("fill in the cells, or remove the column")
        .subject(placed.owner.subject(context.document))
        .about(name.span());
    (!is_of_descriptions).then_some(finding)
}

/// Whether a row is nothing but the name of a skill, without a bar.
fn is_bare_name(entry: &Entry<'_>) -> bool {
    let name = entry.skill.as_ref().map(Text::span);
    name == Some(entry.span)
}

/// The second line of a row between bars, as its table's header is, that has two.
fn second_line(context: &DocumentContext<'_>, row: Span, header: Span) -> Option<Span> {
    let text = context.source.text();
    let is_row = header.of(text).starts_with('|') && row.of(text).starts_with('|');
    let at = row.of(text).find('\n').filter(|_| is_row)?;
    Some(Span::new(row.start as usize + at + 1, row.end as usize))
}

/// What to do about the missing parts of a row, or of a heading that opens an entry.
fn how_to_complete(context: &DocumentContext<'_>, placed: &Placed<'_, '_>, parts: &str) -> String {
    let lacks_level = placed.entry.level.is_none();
    match &context.profile.headings.entry {
        Some(words) if is_heading(context, placed) && lacks_level => {
            let level = || context.profile.level_name(0).to_lowercase();
            let skill = placed.skill().map_or("", Text::as_str);
            let example = words.fill(|name| match name {
                "skill" => skill.to_owned(),
                _ => level(),
            });
            format!("write its level into the heading, as in `{example}`")
        }
        _ if is_heading(context, placed) => {
            "write what a person can do below the heading, or remove it".to_owned()
        }
        _ => format!("fill in {parts}, or remove the row"),
    }
}

/// Whether the entry stands below a heading and is no row of a table.
fn is_heading(context: &DocumentContext<'_>, placed: &Placed<'_, '_>) -> bool {
    let headings = &context.profile.headings;
    let table = placed.table;
    (headings.entry.is_some() || headings.skill_level.is_some())
        && context.document.dialect != Dialect::Page
        && table.columns.is_empty()
        && table.missing_columns.is_empty()
}

/// Whether a description stands where skills or levels are headings, and has none.
fn is_headless(context: &DocumentContext<'_>, placed: &Placed<'_, '_>) -> bool {
    let entry = placed.entry;
    is_heading(context, placed) && entry.skill.is_none() && entry.level.is_none()
}

fn no_heading(context: &DocumentContext<'_>, placed: &Placed<'_, '_>) -> Finding {
    let entry = placed.entry;
    let description = entry.description.as_ref();
    let lead_in = description.and_then(Description::lead_in);
    let span = lead_in.map_or(entry.span, Text::span);
    let help = match placed.owner {
        Owner::RoleLevel(_) => "write the heading of its skill and level above it",
        Owner::Skill(_) => "write its level as a heading above it",
    };
    INFO.finding(context.source, span, "this description has no heading")
        .label("the heading is missing above this")
        .help(help)
        .subject(placed.subject(context.profile))
        .about(entry.span)
}

/// The description of a row that was broken over two lines.
fn rest_of_row(context: &DocumentContext<'_>, entry: &Entry<'_>) -> Option<Span> {
    let description = entry.description.as_ref()?.span;
    let in_cells = context.document.dialect != Dialect::Page;
    (in_cells && description.start >= entry.span.end).then_some(description)
}

/// The line after a row that has no closing bar, unlike its header, where that line has one and no row begins there.
fn cut_off(context: &DocumentContext<'_>, placed: &Placed<'_, '_>) -> Option<Span> {
    let text = context.source.text();
    let end = placed.entry.span.end as usize;
    let is_closed = |row: Span| row.of(text).trim_end().ends_with('|');
    if is_closed(placed.entry.span) || !is_closed(placed.table.header) {
        return None;
    }
    let (_, below) = text.get(end..)?.split_once('\n')?;
    let start = text.len() - below.len();
    let line = below.lines().next()?.trim();
    let indent = below.len() - below.trim_start().len();
    let is_rest = line.ends_with('|') && !line.starts_with('|');
    is_rest.then(|| Span::new(start + indent, start + indent + line.len()))
}

fn broken_off(context: &DocumentContext<'_>, placed: &Placed<'_, '_>, rest: Span) -> Finding {
    two_lines(context, placed.entry.span, rest, &row(context, placed))
        .subject(placed.subject(context.profile))
}

/// The finding about a row that goes on in the next line.
fn two_lines(context: &DocumentContext<'_>, row: Span, rest: Span, described: &str) -> Finding {
    let message = format!("{described} goes on in the next line");
    let first_line = Span::new(
        row.start as usize,
        row.end.min(rest.start).max(row.start) as usize,
    );
    let last_word = words(first_line.of(context.source.text())).last();
    let last_word = last_word.map_or(row, |(at, word)| {
        Span::new(at, at + word.len()).shifted(row.start as usize)
    });
    INFO.finding(context.source, last_word, message)
        .label("the row is broken off here")
        .help("write the whole row on one line")
        .about(row)
        .related(context.source.locate(rest), "the rest of it")
}

/// A level that shares its cell with the skill before it or the description after it: where the bar is missing.
#[derive(Clone, Copy)]
enum NoBar {
    Before(Span),
    After(Span),
}

fn grown_together(
    context: &DocumentContext<'_>,
    entry: &Entry<'_>,
    missing: &str,
) -> Option<NoBar> {
    let columns = &context.profile.columns;
    let level = entry.level.as_ref()?.text.trimmed().span();
    let in_cells = context.document.dialect != Dialect::Page;
    if missing == columns.level && in_cells {
        Some(NoBar::Before(level))
    } else if missing == columns.description && entry.description.is_some() {
        Some(NoBar::After(level))
    } else {
        None
    }
}

fn no_bar(context: &DocumentContext<'_>, placed: &Placed<'_, '_>, place: NoBar) -> Finding {
    let (NoBar::Before(span) | NoBar::After(span)) = place;
    let side = match place {
        NoBar::Before(_) => "before",
        NoBar::After(_) => "after",
    };
    let missing = format!(
        "a `|` is missing {side} `{}`",
        span.of(context.source.text())
    );
    INFO.finding(context.source, span, missing)
        .label("this has no cell of its own")
        .help(format!("write a `|` {side} it"))
        .subject(placed.subject(context.profile))
        .about(placed.entry.span)
}

/// In copied page text: the level stands behind the skill instead of below it.
fn level_on_the_line(
    context: &DocumentContext<'_>,
    placed: &Placed<'_, '_>,
    label: Span,
) -> Option<Finding> {
    let skill = placed.skill()?.as_str();
    let words = label.of(context.source.text());
    let ordinal = placed.entry.ordinal.as_ref();
    let message = if ordinal.is_some_and(|ordinal| ordinal.text.span() == label) {
        format!("the level of `{skill}` and its ordinal sentence are on one line")
    } else {
        format!("the level of `{skill}` is on the line of the skill's name")
    };
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
    let table = placed.table;
    // What every row has and the header has not is a column that was taken out of the header.
    let is_of_header = !table.missing_columns.is_empty()
        && table.entries.iter().all(|entry| entry.surplus.is_some());
    if is_of_header {
        return None;
    }
    let entry = placed.entry;
    let last = entry.description.as_ref().map(|last| last.span);
    let last = last.or(entry.level.as_ref().map(|level| level.text.span()));
    let is_among_cells = last.is_some_and(|last| surplus.end <= last.start);
    let described = row(context, placed);
    let finding = too_many(context, entry.span, surplus, is_among_cells, &described);
    Some(
        finding
            .subject(placed.subject(context.profile))
            .about(placed.entry.span),
    )
}

/// A row of the table of shared skills with more cells than the table has columns.
fn shared_surplus(context: &DocumentContext<'_>, row: &SharedRow<'_>) -> Option<Finding> {
    let surplus = row.surplus?;
    let mut skills = row.skills.iter().map(|skill| skill.name.span());
    let is_among_cells = skills.any(|skill| surplus.end <= skill.start);
    let described = shared_row(row);
    let finding = too_many(context, row.span, surplus, is_among_cells, &described);
    let subject = placed::role(context.document);
    Some(finding.subject(subject).about(row.span))
}

/// A row of the table of shared skills that goes on in the next line.
fn shared_broken_off(
    context: &DocumentContext<'_>,
    row: &SharedRow<'_>,
    header: Span,
) -> Option<Finding> {
    let rest = second_line(context, row.span, header)?;
    let finding = two_lines(context, row.span, rest, &shared_row(row));
    Some(finding.subject(placed::role(context.document)))
}

/// How messages name a row of the table of shared skills.
fn shared_row(row: &SharedRow<'_>) -> String {
    match row.role.as_ref().map(|role| role.name.as_str()) {
        Some(role) => format!("the row of `{role}`"),
        None => "a row of the table of shared skills".to_owned(),
    }
}

/// The finding about what stands behind the last column of a row, or among its cells.
fn too_many(
    context: &DocumentContext<'_>,
    row: Span,
    surplus: Span,
    is_among_cells: bool,
    described: &str,
) -> Finding {
    let text = context.source.text();
    let is_empty = surplus.of(text).trim().is_empty();
    let (what, label, help) = if is_empty {
        (
            "has an empty cell too many",
            "nothing stands between these bars",
            "remove one of the two bars",
        )
    } else if is_among_cells {
        (
            "has a cell twice",
            "the same as the cell before it",
            "remove one of the two",
        )
    } else if row.of(text).starts_with('<') {
        (
            "has more cells than the table has columns",
            "readers do not see this",
            "remove the cell that is too many",
        )
    } else {
        (
            "has more cells than the table has columns",
            "readers do not see this",
            r"write `\|` for a bar that belongs to the text, or remove the cell",
        )
    };
    INFO.finding(context.source, surplus, format!("{described} {what}"))
        .label(label)
        .help(help)
}

/// A part of the row that it has already.
fn doubled(context: &DocumentContext<'_>, placed: &Placed<'_, '_>) -> Option<Finding> {
    let doubled = placed.entry.doubled?;
    let words = doubled.of(context.source.text());
    let message = format!("{} has one part too many: `{words}`", row(context, placed));
    Some(
        INFO.finding(context.source, doubled, message)
            .label("this part is there already")
            .help("keep the part that is right and remove the other")
            .subject(placed.subject(context.profile))
            .about(placed.entry.span),
    )
}

/// Something else than the profile has between the skill and the level of a heading.
fn other_sign(context: &DocumentContext<'_>, placed: &Placed<'_, '_>) -> Option<Finding> {
    let between = placed.entry.between.as_ref()?;
    let right = context.profile.headings.entry.as_ref()?;
    let right = right.between("skill", "level")?;
    let sign = right.trim();
    let written = between.trimmed();
    let (span, message) = if written.is_blank() {
        let level = placed.entry.level.as_ref()?.text.as_str();
        let message = format!("`{sign}` is missing before the level `{level}`");
        (between.span(), message)
    } else {
        let message = format!("`{}` should be `{sign}`", written.as_str());
        (written.span(), message)
    };
    let fix = Fix::replace(
        format!("write `{sign}`"),
        true,
        context.source.locate(between.span()),
        right.to_owned(),
    );
    Some(
        INFO.finding(context.source, span, message)
            .label("between the skill and its level")
            .help(format!("write `{sign}` between the skill and its level"))
            .fix(fix)
            .subject(placed.subject(context.profile))
            .about(placed.entry.span),
    )
}

fn row(context: &DocumentContext<'_>, placed: &Placed<'_, '_>) -> String {
    match placed.skill() {
        Some(_) if is_heading(context, placed) => {
            format!("the entry {}", placed.described(context.profile))
        }
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
