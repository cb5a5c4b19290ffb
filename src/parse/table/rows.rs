//! The rows of a skill table to entries.

use super::super::blocks::{Cell, Inline, Row, Table};
use super::super::cell;
use super::super::markdown::is_line_of_dashes;
use super::ColumnKind::{
    self, Description, Level, Role, SharedSkills as Shared, Skill, SkillLevel,
};
use super::{Recognised, TableKind, header};
use crate::config::Profile;
use crate::document::{Entry, SkillTable};
use crate::text::{Span, Spanned, Text, same_ignoring_case};

/// Reads the skill table of a role level, or of a skill in the catalogue. Entries are numbered from `first` on.
pub fn skill_table<'s>(
    table: &Table<'s>,
    recognised: &Recognised,
    first: u32,
    profile: &Profile,
) -> SkillTable<'s> {
    let at = |kind| {
        recognised
            .columns
            .iter()
            .position(|column| *column == Some(kind))
    };
    let inline_level = recognised.kind == TableKind::RoleLevel && at(Level).is_none();
    let expected: &[ColumnKind] = match recognised.kind {
        TableKind::Catalogue => &[SkillLevel, Description],
        _ if inline_level && has_inline_levels(table, at(Skill), profile) => &[Skill, Description],
        _ => &[Skill, Level, Description],
    };
    let (columns, missing_columns) = header(&table.header, recognised, expected, profile);
    let again = |row: &&Row<'_>| is_header_again(row, &table.header);
    let repeated_header = table.rows.iter().find(again).map(|row| row.span);
    let entries = table.rows.iter().filter(|row| !again(row)).zip(first..);
    let entries = entries.map(|(row, index)| entry(row, index, recognised, expected, profile));
    let entries = with_wrapped_rows(entries.collect(), profile);
    SkillTable {
        header: table.header.span,
        columns,
        missing_columns,
        entries,
        broken: table.broken,
        repeated_header,
    }
}

/// Whether a row is the table's header once more, or the line of dashes below it.
pub fn is_header_again(row: &Row<'_>, header: &Row<'_>) -> bool {
    let is_named = |(cell, name): (&Cell<'_>, &Cell<'_>)| {
        same_ignoring_case(
            cell.content.text.as_str().trim(),
            name.content.text.as_str().trim(),
        )
    };
    let is_dashes = |cell: &Cell<'_>| is_line_of_dashes(cell.content.text.as_str().trim());
    (!header.cells.is_empty() && row.cells.iter().zip(&header.cells).all(is_named))
        || row.cells.iter().all(is_dashes)
}

/// Reads one row of such a table.
fn entry<'s>(
    row: &Row<'s>,
    index: u32,
    recognised: &Recognised,
    expected: &[ColumnKind],
    profile: &Profile,
) -> Entry<'s> {
    let at = |kind| {
        let mut columns = recognised.columns.iter();
        columns.position(|column| *column == Some(kind))
    };
    let mut entry = Entry {
        surplus: row.surplus,
        ..Entry::unread(index, row.span)
    };
    let gap = gap(row, recognised, profile);
    let is_exchanged = is_exchanged(row, at(Skill), at(Level), profile);
    for (at, column) in recognised.columns.iter().enumerate() {
        let Some(column) = *column else { continue };
        let cell = if at < gap.start {
            row.cells.get(at)
        } else {
            at.checked_sub(gap.len())
                .filter(|_| at >= gap.end)
                .and_then(|at| row.cells.get(at))
        };
        if column == Description && entry.description.is_some() {
            continue;
        }
        let Some(cell) = cell.filter(|cell| !cell.content.text.is_blank()) else {
            let place = match cell {
                Some(cell) => cell.span,
                None => row
                    .cells
                    .get(gap.start)
                    .and_then(|next| next.span)
                    .map(before),
            };
            let place = place.unwrap_or_else(|| end_of(row));
            entry
                .missing
                .push(Spanned::new(column.name(profile).to_owned(), place));
            continue;
        };
        let text = cell.content.text.trimmed();
        match column {
            Skill | Level if is_exchanged => {
                exchanged(column, &cell.content, &mut entry, profile);
            }
            Skill => {
                let parts = cell::skill_cell(&cell.content, profile);
                (entry.skill, entry.link) = (parts.skill, parts.link);
                if expected.contains(&Level) {
                    entry.level = entry.level.take().or(parts.level);
                } else {
                    entry.level = parts.level;
                }
                entry.ordinal = entry.ordinal.take().or(parts.ordinal);
                entry.doubled = entry.doubled.or(parts.doubled);
                if entry.skill.is_none() {
                    entry
                        .missing
                        .push(Spanned::new(column.name(profile).to_owned(), text.span()));
                }
                if entry.level.is_none() && !expected.contains(&Level) {
                    entry
                        .missing
                        .push(Spanned::new(Level.name(profile).to_owned(), text.span()));
                }
            }
            Level | SkillLevel => {
                let is_short = row.cells.iter().any(|cell| cell.span.is_none());
                let described = is_short
                    .then(|| cell::description_after_level(&cell.content, profile))
                    .flatten();
                let parts = match described {
                    Some((parts, description)) => {
                        let place = parts
                            .level
                            .as_ref()
                            .map_or(text.span(), |level| level.text.span());
                        let missing = Description.name(profile).to_owned();
                        entry.missing.push(Spanned::new(missing, place));
                        entry.description = Some(description);
                        parts
                    }
                    None => cell::level_cell(&cell.content, profile),
                };
                entry.level = parts.level;
                entry.ordinal = parts.ordinal.or(entry.ordinal.take());
                entry.doubled = entry.doubled.or(parts.doubled);
                if entry.level.is_none() {
                    entry
                        .missing
                        .push(Spanned::new(column.name(profile).to_owned(), text.span()));
                }
            }
            Description => {
                entry.description = Some(cell::description(&cell.content.text, profile));
            }
            Role | Shared => {}
        }
    }
    entry
}

/// Joins rows that were broken over two lines: what the first lacks is all that the second has.
fn with_wrapped_rows<'s>(entries: Vec<Entry<'s>>, profile: &Profile) -> Vec<Entry<'s>> {
    let lacks_description = |entry: &Entry<'_>| {
        let column = Description.name(profile);
        matches!(&entry.missing[..], [only] if only.value == column) && entry.description.is_none()
    };
    let is_name = |entry: &Entry<'_>| {
        entry.skill.is_some() && entry.level_index().is_none() && entry.description.is_none()
    };
    let mut joined: Vec<Entry<'s>> = Vec::with_capacity(entries.len());
    for mut entry in entries {
        let is_rest = entry.skill.is_none() && entry.description.is_some();
        match joined.last_mut() {
            Some(above) if is_rest && entry.level.is_none() && lacks_description(above) => {
                above.description = entry.description;
            }
            Some(above) if is_rest && entry.level.is_some() && is_name(above) => {
                above.level = entry.level;
                above.ordinal = entry.ordinal;
                above.description = entry.description;
            }
            above => {
                entry.index = above.map_or(entry.index, |above| above.index + 1);
                joined.push(entry);
            }
        }
    }
    joined
}

fn has_inline_levels(table: &Table<'_>, skill: Option<usize>, profile: &Profile) -> bool {
    let cells = table.rows.iter().filter_map(|row| row.cells.get(skill?));
    let mut parts = cells.map(|cell| cell::skill_cell(&cell.content, profile));
    table.rows.is_empty()
        || skill.is_none()
        || parts.any(|parts| parts.level.is_some() || parts.ordinal.is_some())
}

/// Whether the level of a row stands in the column of the skills, and something else in that of the levels.
fn is_exchanged(
    row: &Row<'_>,
    skill: Option<usize>,
    level: Option<usize>,
    profile: &Profile,
) -> bool {
    let text = |at: Option<usize>| {
        let cell = row.cells.get(at?)?;
        Some(cell.content.text.as_str().trim())
    };
    let (Some(skill), Some(level)) = (text(skill), text(level)) else {
        return false;
    };
    profile.level_index(skill).is_some()
        && !level.is_empty()
        && profile.level_index(level).is_none()
        && profile.close_level(level).is_none()
        && !cell::opens_description(level, profile)
}

/// Reads a cell of such a row. The level's words stay those in its column, so that they are what is wrong.
fn exchanged<'s>(
    column: ColumnKind,
    content: &Inline<'s>,
    entry: &mut Entry<'s>,
    profile: &Profile,
) {
    let level = |text: &Text<'s>, index| crate::document::Level {
        text: text.clone(),
        index,
        exact: false,
        labelled: false,
    };
    if column == Skill {
        let text = content.text.trimmed();
        let index = profile.level_index(text.as_str());
        let written = entry.level.take().map_or(text, |level| level.text);
        entry.level = Some(level(&written, index));
    } else {
        let parts = cell::skill_cell(content, profile);
        (entry.skill, entry.link) = (parts.skill, parts.link);
        let index = entry.level.take().and_then(|level| level.index);
        entry.level = Some(level(&content.text.trimmed(), index));
    }
}

/// The columns (from 0) whose cells are left out of a row that is too short and has its description further left than the table has.
fn gap(row: &Row<'_>, recognised: &Recognised, profile: &Profile) -> std::ops::Range<usize> {
    let is_short = row.cells.iter().any(|cell| cell.span.is_none());
    let described = || {
        let mut cells = row.cells.iter();
        cells.position(|cell| cell::opens_description(cell.content.text.as_str(), profile))
    };
    let column = || {
        let mut columns = recognised.columns.iter();
        columns.position(|column| *column == Some(Description))
    };
    match is_short.then(|| (described(), column())) {
        Some((Some(is), Some(should_be))) if is < should_be => {
            // The level of a row without a skill stands in the first cell.
            let is_strange = |at: &usize| {
                let text = row.cells[*at].content.text.as_str().trim();
                recognised.columns[*at] == Some(Skill) && profile.level_index(text).is_some()
            };
            let start = (0..is).find(is_strange).unwrap_or(is);
            start..start + should_be - is
        }
        _ => row.cells.len()..row.cells.len(),
    }
}

fn before(span: Span) -> Span {
    Span::empty(span.start as usize)
}

fn end_of(row: &Row<'_>) -> Span {
    Span::empty(row.span.end as usize)
}
