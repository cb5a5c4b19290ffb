//! One table for a whole role: a row for each skill, a column for each role level, the skill level in the cells.

use super::blocks::{Cell, Row, Table};
use super::cell;
use super::table::{ColumnKind, Recognised, TableKind, is_header_again};
use crate::config::Profile;
use crate::document::{Column, Entry, Level, SkillTable};
use crate::text::{Span, Spanned, Text};

/// A matrix is as sure a sign of a role as a skill table with all of its columns.
const VOTES: u32 = 3;

/// Recognises a matrix: its columns are none that the profile knows but for the first, which holds skills, and nearly all of their
/// cells name a level or say that there is none. `None` for another table, or where the profile has no matrices.
pub fn recognise(table: &Table<'_>, profile: &Profile) -> Option<Recognised> {
    profile.matrix.as_ref()?;
    let names = table.header.cells.iter();
    let mut names = names.map(|cell| ColumnKind::named(cell.content.text.as_str(), profile));
    // A strange name above the skills is a misspelt one.
    let first = names.next()?;
    let of_levels: Vec<_> = names.collect();
    // One of the others can have the name of a column by mistake: it holds levels all the same.
    let holds_levels = |at: usize| {
        let mut cells = table.rows.iter().filter_map(|row| row.cells.get(at));
        cells.all(|cell| {
            let text = cell.content.text.as_str().trim();
            text.is_empty() || names_level(text, profile)
        })
    };
    let known = of_levels.iter().zip(1..).filter(|(name, _)| name.is_some());
    let known: Vec<usize> = known.map(|(_, at)| at).collect();
    let are_of_levels = match known[..] {
        [] => !of_levels.is_empty(),
        [at] => of_levels.len() > 2 && holds_levels(at),
        _ => false,
    };
    if !matches!(first, None | Some(ColumnKind::Skill)) || !are_of_levels {
        return None;
    }
    let cells = table.rows.iter().flat_map(|row| row.cells.iter().skip(1));
    let texts: Vec<&str> = cells
        .map(|cell| cell.content.text.as_str().trim())
        .collect();
    let levels = texts
        .iter()
        .filter(|text| names_level(text, profile))
        .count();
    let empty = texts.iter().filter(|text| text.is_empty()).count();
    // Empty cells alone make no matrix of a table with strange names.
    let readable = levels + if first.is_some() { empty } else { 0 };
    if readable * 3 < texts.len() * 2 || (first.is_none() && texts.is_empty()) {
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

/// Whether a text is a level of the scale or close to one, or says that there is none.
fn names_level(text: &str, profile: &Profile) -> bool {
    profile.is_no_level(text)
        || profile.level_index(text).is_some()
        || profile.close_level(text).is_some()
}

/// Whether a row has a level, or that there is none, in each cell but the first: it is no header of a matrix.
pub fn is_row_of_levels(row: &Row<'_>, profile: &Profile) -> bool {
    let mut cells = row.cells.iter().skip(1).peekable();
    profile.matrix.is_some()
        && cells.peek().is_some()
        && cells.all(|cell| names_level(cell.content.text.as_str().trim(), profile))
}

/// Reads a matrix: the name of each role level with its skills. Entries are numbered from `first` on, role level by role level.
///
/// What is wrong with the table as a whole, or with a whole row, is left with the first role level that has it.
pub fn read<'s>(
    table: &Table<'s>,
    first: u32,
    profile: &Profile,
) -> Vec<(Text<'s>, SkillTable<'s>)> {
    let again = |row: &&Row<'_>| is_header_again(row, &table.header);
    let repeated_header = table.rows.iter().find(again).map(|row| row.span);
    let mut rows: Vec<MatrixRow<'_, 's>> = Vec::with_capacity(table.rows.len());
    for row in table.rows.iter().filter(|row| !again(row)) {
        let row = MatrixRow::of(row, profile);
        match rows.last_mut() {
            Some(above) if row.lacks_skill() && above.has_only_skill() => above.go_on(row),
            _ => rows.push(row),
        }
    }
    let header = &table.header.cells;
    // Where the first name is missing, each of the others stands one column too far to the left.
    let lacks_first = header.last().is_some_and(|cell| cell.span.is_none())
        && header
            .first()
            .is_some_and(|cell| ColumnKind::named(cell.content.text.as_str(), profile).is_none());
    let is_shown = table.broken.is_none_or(|broken| broken.why.is_of_tag());
    let mut index = first;
    let mut tables = Vec::new();
    for at in 1..header.len() {
        let mut entries = Vec::new();
        for row in &mut rows {
            if let Some(entry) = row.entry(at, index, profile) {
                entries.push(entry);
                index += 1;
            }
        }
        let is_first = at == 1;
        let skills = header.first().filter(|_| is_first && !lacks_first);
        let skills = skills.map(|cell| Column {
            name: cell.content.text.trimmed(),
            known_as: Some(profile.columns.skill.clone()),
        });
        let missing = (is_first && lacks_first).then(|| profile.columns.skill.clone());
        let title = header[at - usize::from(lacks_first)].content.text.trimmed();
        let level = Column {
            // That no header is shown says all.
            known_as: is_shown.then(|| title.as_str().to_owned()),
            name: title.clone(),
        };
        let skills = SkillTable {
            header: table.header.span,
            columns: skills.into_iter().chain([level]).collect(),
            missing_columns: missing.into_iter().collect(),
            entries,
            broken: table.broken.filter(|_| is_first),
            repeated_header: repeated_header.filter(|_| is_first),
        };
        tables.push((title, skills));
    }
    tables
}

/// A row with what has been found in it so far.
struct MatrixRow<'t, 's> {
    span: Span,
    cells: Vec<&'t Cell<'s>>,
    /// The column whose cell has the level of the next one, too: the bar between them is missing.
    shared: Option<usize>,
    /// The column in which the skill stands, while its level stands in the first.
    exchanged: Option<usize>,
    /// Text after the last column, until an entry has it.
    surplus: Option<Span>,
    /// Whether an entry has it that the skill is missing.
    is_nameless: bool,
}

impl<'t, 's> MatrixRow<'t, 's> {
    fn of(row: &'t Row<'s>, profile: &Profile) -> Self {
        let mut cells: Vec<_> = row.cells.iter().collect();
        let is_short = cells.last().is_some_and(|cell| cell.span.is_none());
        let says_level =
            |text: &str| profile.is_no_level(text) || profile.level_index(text).is_some();
        let is_level = |cell: &Cell<'_>| says_level(cell.content.text.as_str().trim());
        let begins_with_level = cells.first().is_some_and(|cell| is_level(cell));
        let is_pair = |cell: &&Cell<'_>| {
            let text = cell.content.text.as_str().trim();
            let pair = text.split_once(' ');
            profile.level_index(text).is_none()
                && pair.is_some_and(|(one, other)| {
                    says_level(one) && profile.level_index(other.trim()).is_some()
                })
        };
        let shared = cells.iter().position(is_pair);
        let mut others = (1..cells.len()).filter(|&at| !is_level(cells[at]));
        let exchanged = match (others.next(), others.next()) {
            (Some(only), None) if begins_with_level && !is_short => Some(only),
            _ => None,
        };
        if is_short && begins_with_level {
            // The cell that is missing is that of the skill.
            cells.rotate_right(1);
        }
        Self {
            span: row.span,
            cells,
            shared: shared.filter(|&at| is_short && !begins_with_level && at > 0),
            exchanged,
            surplus: row.surplus,
            is_nameless: false,
        }
    }

    fn lacks_skill(&self) -> bool {
        self.cells.first().is_some_and(|cell| cell.span.is_none())
    }

    fn has_only_skill(&self) -> bool {
        let mut cells = self.cells.iter();
        cells
            .next()
            .is_some_and(|cell| !cell.content.text.is_blank())
            && cells.all(|cell| cell.span.is_none())
    }

    fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.content.text.is_blank())
    }

    /// Takes the levels of the next row, which has no skill.
    fn go_on(&mut self, rest: Self) {
        self.span = self.span.to(rest.span);
        self.cells.truncate(1);
        self.cells.extend(rest.cells.into_iter().skip(1));
        self.surplus = rest.surplus;
    }

    /// The text under the name of a column, and whether its bar is missing; `None` for a cell that is not there.
    fn text(&self, at: usize) -> Option<(Text<'s>, bool)> {
        let shared = self.shared.unwrap_or(usize::MAX);
        let cell = self.cells.get(if at > shared { at - 1 } else { at })?;
        let text = cell.content.text.trimmed();
        let split = text.as_str().find(' ').unwrap_or(text.as_str().len());
        match at {
            _ if at == shared => Some((text.slice(0..split), false)),
            _ if at.checked_sub(1) == Some(shared) => {
                Some((text.slice(split..text.as_str().len()).trimmed(), true))
            }
            _ => Some((text, false)),
        }
    }

    /// The level under the name of a column; that of an exchanged cell keeps its words, so that they are what is wrong.
    fn level(&self, at: usize, text: Text<'s>, profile: &Profile) -> Level<'s> {
        let meant = self.cells.first().filter(|_| self.exchanged == Some(at));
        match meant {
            Some(meant) => Level {
                index: profile.level_index(meant.content.text.as_str().trim()),
                exact: false,
                labelled: false,
                text,
            },
            None => cell::level(text, profile),
        }
    }

    /// The entry that the row has for the role level in column `at`; `None` where the role level does not need the skill.
    fn entry(&mut self, at: usize, index: u32, profile: &Profile) -> Option<Entry<'s>> {
        let (text, lacks_bar) = self.text(at)?;
        // That a row is empty is told once.
        if profile.is_no_level(text.as_str()) || at > 1 && self.is_blank() {
            return None;
        }
        let skill = self.cells.get(self.exchanged.unwrap_or(0));
        let read = skill.map(|cell| cell::skill_cell(&cell.content, profile));
        let read = read.unwrap_or_default();
        let mut missing = Vec::new();
        let mut lacks =
            |column: &str, span: Span| missing.push(Spanned::new(column.to_owned(), span));
        if read.skill.is_none() && !self.is_nameless {
            self.is_nameless = true;
            let place = skill.and_then(|cell| cell.span);
            lacks(&profile.columns.skill, place.unwrap_or(self.span));
        }
        if text.is_blank() {
            let place = self.cells.get(at).and_then(|cell| cell.span);
            let end = Span::empty(self.span.end as usize);
            lacks(&profile.columns.level, place.unwrap_or(end));
        } else if lacks_bar {
            lacks(&profile.columns.level, text.span());
        }
        Some(Entry {
            skill: read.skill,
            link: read.link,
            level: (!text.is_blank()).then(|| self.level(at, text, profile)),
            missing,
            surplus: self.surplus.take(),
            doubled: read.doubled,
            ..Entry::unread(index, self.span)
        })
    }
}
