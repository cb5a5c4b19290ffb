//! One table for a whole role: a row for each skill, a column for each role level, the skill level in the cells.

use super::blocks::{Cell, Row, Table};
use super::cell;
use super::table::{ColumnKind, Recognised, TableKind};
use crate::config::Profile;
use crate::document::{Column, Entry, SkillTable};
use crate::text::{Span, Spanned, Text};

/// A matrix is as sure a sign of a role as a skill table with all of its columns.
const VOTES: u32 = 3;

/// Recognises a matrix: its first column holds skills, the others are none that the profile knows, and nearly all of their cells
/// name a level or say that there is none. `None` for another table, or where the profile has no matrices.
pub fn recognise(table: &Table<'_>, profile: &Profile) -> Option<Recognised> {
    profile.matrix.as_ref()?;
    let mut names = table
        .header
        .cells
        .iter()
        .map(|cell| cell.content.text.as_str());
    let skills = names
        .next()
        .and_then(|name| ColumnKind::named(name, profile))
        == Some(ColumnKind::Skill);
    let strange = names
        .clone()
        .all(|name| ColumnKind::named(name, profile).is_none());
    if !skills || !strange || names.next().is_none() {
        return None;
    }
    let cells = || table.rows.iter().flat_map(|row| row.cells.iter().skip(1));
    let reads = |cell: &&Cell<'_>| {
        let text = cell.content.text.as_str().trim();
        text.is_empty()
            || profile.is_no_level(text)
            || profile.level_index(text).is_some()
            || profile.close_level(text).is_some()
    };
    let all = cells().count();
    if cells().filter(reads).count() * 3 < all * 2 {
        return None;
    }
    let mut columns = vec![None; table.header.cells.len()];
    columns[0] = Some(ColumnKind::Skill);
    Some(Recognised {
        kind: TableKind::Matrix,
        columns,
        votes: VOTES,
    })
}

/// Reads a matrix: the name of each role level with its skills. Entries are numbered from `first` on, role level by role level.
pub fn read<'s>(
    table: &Table<'s>,
    first: u32,
    profile: &Profile,
) -> Vec<(Text<'s>, SkillTable<'s>)> {
    let mut index = first;
    let names = table.header.cells.iter().enumerate().skip(1);
    names
        .map(|(at, name)| {
            let mut entries = Vec::new();
            for row in &table.rows {
                let Some(entry) = entry(row, at, index, profile) else {
                    continue;
                };
                entries.push(entry);
                index += 1;
            }
            let columns = table
                .header
                .cells
                .iter()
                .take(1)
                .chain([name])
                .map(|cell| Column {
                    name: cell.content.text.trimmed(),
                    known_as: Some(cell.content.text.as_str().trim().to_owned()),
                });
            let header = table.header.span;
            let columns = columns.collect();
            (
                name.content.text.trimmed(),
                SkillTable {
                    header,
                    columns,
                    missing_columns: Vec::new(),
                    entries,
                    broken: table.broken,
                    repeated_header: None,
                },
            )
        })
        .collect()
}

/// The entry that a row has for the role level in column `at`; `None` where the role level does not need the skill.
fn entry<'s>(row: &Row<'s>, at: usize, index: u32, profile: &Profile) -> Option<Entry<'s>> {
    let level = row.cells.get(at)?;
    let text = level.content.text.trimmed();
    if profile.is_no_level(text.as_str()) {
        return None;
    }
    let skill = row
        .cells
        .first()
        .map(|cell| cell::skill_cell(&cell.content, profile))
        .unwrap_or_default();
    let mut missing = Vec::new();
    let mut lacks = |column: &str, span: Span| missing.push(Spanned::new(column.to_owned(), span));
    if skill.skill.is_none() {
        lacks(
            &profile.columns.skill,
            row.cells[0].span.unwrap_or(row.span),
        );
    }
    if text.is_blank() {
        lacks(
            &profile.columns.level,
            level.span.unwrap_or(Span::empty(row.span.end as usize)),
        );
    }
    Some(Entry {
        index,
        span: row.span,
        skill: skill.skill,
        link: skill.link,
        level: (!text.is_blank()).then(|| cell::level(text, profile)),
        ordinal: None,
        description: None,
        missing,
        surplus: row.surplus,
        doubled: skill.doubled,
    })
}
