//! Which of a framework's tables a table is, and which of its columns is which.

mod rows;
mod shared;

pub use rows::{is_header_again, skill_table};
pub use shared::{references, settle, shared_skills};

use super::blocks::{Cell, Row, Table};
use super::{cell, matrix};
use crate::config::{Profile, close_match, fold};
use crate::document::Column;
use crate::text::same_ignoring_case;

/// The columns that a profile knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// The skill of an entry.
    Skill,
    /// The level of an entry.
    Level,
    /// The level of a catalogue's row.
    SkillLevel,
    /// The description.
    Description,
    /// The other role of a shared-skills table.
    Role,
    /// The skills of a shared-skills table.
    SharedSkills,
}

use ColumnKind::{Description, Level, Role, SharedSkills as Shared, Skill, SkillLevel};

const KINDS: [ColumnKind; 6] = [Skill, Level, SkillLevel, Description, Role, Shared];

impl ColumnKind {
    /// The column's name in the profile.
    pub fn name(self, profile: &Profile) -> &str {
        let columns = &profile.columns;
        match self {
            Skill => &columns.skill,
            Level => &columns.level,
            SkillLevel => &columns.skill_level,
            Description => &columns.description,
            Role => &columns.role,
            Shared => &columns.shared_skills,
        }
    }

    /// The column that a name is, or is close to.
    pub fn named(name: &str, profile: &Profile) -> Option<Self> {
        let exact = KINDS
            .into_iter()
            .find(|kind| same_ignoring_case(name, kind.name(profile)));
        let folded = || {
            let folded = fold(name);
            KINDS
                .into_iter()
                .find(|kind| fold(kind.name(profile)) == folded)
        };
        exact.or_else(folded).or_else(|| {
            let close = close_match(name, KINDS.into_iter().map(|kind| kind.name(profile)))?;
            KINDS.into_iter().find(|kind| kind.name(profile) == close)
        })
    }
}

/// The tables of a framework.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableKind {
    /// The skills of a role level.
    RoleLevel,
    /// The levels of a skill in the catalogue.
    Catalogue,
    /// The skills shared with other roles.
    Shared,
    /// All role levels of a role: a row for each skill, a column for each of them.
    Matrix,
}

/// A table's kind, its columns, and how sure that is.
#[derive(Clone, Debug)]
pub struct Recognised {
    /// What the table is.
    pub kind: TableKind,
    /// What each of its columns is; `None` for a column that the profile does not have.
    pub columns: Vec<Option<ColumnKind>>,
    /// How many signs say so: columns, and rows that read like it.
    pub votes: u32,
}

/// Recognises a table by its columns and by what its first rows say; `None` for a table of something else.
pub fn recognise(table: &Table<'_>, profile: &Profile) -> Option<Recognised> {
    if let Some(recognised) = matrix::recognise(table, profile) {
        return Some(recognised);
    }
    let names = || {
        table
            .header
            .cells
            .iter()
            .map(|cell| cell.content.text.as_str())
    };
    let mut columns: Vec<_> = names()
        .map(|name| ColumnKind::named(name, profile))
        .collect();
    let has = |columns: &[Option<ColumnKind>], kind| columns.contains(&Some(kind));
    // Whose columns are both named is taken for a table of shared skills unless its rows describe skills.
    let is_shared = has(&columns, Role) && has(&columns, Shared);
    let body = BodySigns::of(table, is_shared, profile);
    let count = |kinds: &[ColumnKind]| {
        u32::try_from(
            columns
                .iter()
                .flatten()
                .filter(|kind| kinds.contains(kind))
                .count(),
        )
        .unwrap_or(0)
    };
    let shared = count(&[Role, Shared]);
    let skills = count(&[Skill, Level, Description]) + body.votes;
    let catalogue =
        count(&[SkillLevel, Description]) + if body.skill_first { 0 } else { body.votes };
    let kind = if shared > 0 && shared >= skills {
        TableKind::Shared
    } else if has(&columns, SkillLevel) && !has(&columns, Skill) && !body.skill_first {
        TableKind::Catalogue
    } else if body.votes > 0 || (skills > 1 && (has(&columns, Skill) || has(&columns, Level))) {
        // A misspelt first column may hold skills or levels: its cells say which.
        let levels_first = !has(&columns, Skill) && !has(&columns, Level) && body.levels_alone;
        if levels_first {
            TableKind::Catalogue
        } else {
            TableKind::RoleLevel
        }
    } else {
        return None;
    };
    let (expected, votes): (&[ColumnKind], _) = match kind {
        TableKind::RoleLevel => (&[Skill, Level, Description], skills),
        TableKind::Catalogue => (&[SkillLevel, Description], catalogue),
        TableKind::Shared | TableKind::Matrix => (&[Role, Shared], shared),
    };
    for column in &mut columns {
        *column = column.filter(|kind| expected.contains(kind));
    }
    if kind == TableKind::RoleLevel {
        trust_cells(&mut columns, table, profile);
    }
    trust_descriptions(&mut columns, table, profile);
    infer(&mut columns, expected, kind, table, profile);
    Some(Recognised {
        kind,
        columns,
        votes,
    })
}

/// Where the levels stand under the name of the skills, the cells are right: two names are the wrong way round, or one stands twice.
fn trust_cells(columns: &mut [Option<ColumnKind>], table: &Table<'_>, profile: &Profile) {
    let only_levels = |at: usize| {
        let cells = table.rows.iter().filter_map(|row| row.cells.get(at));
        let mut texts = cells
            .map(|cell| cell.content.text.as_str().trim())
            .filter(|text| !text.is_empty())
            .peekable();
        texts.peek().is_some() && texts.all(|text| profile.level_index(text).is_some())
    };
    let at = |kind| columns.iter().position(|column| *column == Some(kind));
    let is_short = table
        .header
        .cells
        .last()
        .is_some_and(|cell| cell.span.is_none());
    let skills = at(Skill).unwrap_or(usize::MAX);
    match at(Level) {
        // The first name is missing, and each of the others stands one column too far to the left.
        Some(levels)
            if is_short
                && !only_levels(levels)
                && levels + 1 < columns.len()
                && only_levels(levels + 1) =>
        {
            columns.rotate_right(1);
        }
        Some(levels) if skills != usize::MAX && only_levels(skills) && !only_levels(levels) => {
            columns.swap(skills, levels);
        }
        Some(_) => {}
        None => {
            let names = columns.iter().enumerate();
            let named_skill = names.filter(|(_, column)| **column == Some(Skill));
            let named_skill: Vec<usize> = named_skill.map(|(at, _)| at).collect();
            let levels = named_skill.iter().find(|&&at| only_levels(at));
            if let (Some(&levels), true) = (levels, named_skill.len() > 1) {
                columns[levels] = Some(Level);
            }
        }
    }
}

/// Where descriptions stand under another name, and none under theirs, the cells are right: the two names are the wrong way round.
fn trust_descriptions(columns: &mut [Option<ColumnKind>], table: &Table<'_>, profile: &Profile) {
    let texts = |at: usize| {
        let cells = table.rows.iter().filter_map(move |row| row.cells.get(at));
        let texts = cells.map(|cell| cell.content.text.as_str());
        texts.filter(|text| !text.trim().is_empty())
    };
    let opens = |text: &str| cell::opens_description(text, profile);
    let Some(described) = columns.iter().position(|kind| *kind == Some(Description)) else {
        return;
    };
    let is_described = |at: usize| texts(at).next().is_some() && texts(at).all(&opens);
    let mut others = (0..columns.len()).filter(|&at| at != described && columns[at].is_some());
    if let Some(other) = others.find(|&at| is_described(at))
        && texts(described).next().is_some()
        && !texts(described).any(opens)
    {
        columns.swap(described, other);
    }
}

/// What the rows of a table say about it.
struct BodySigns {
    votes: u32,
    /// Whether cells name something before the level.
    skill_first: bool,
    /// Whether a column holds nothing but levels and no other column links or names skills.
    levels_alone: bool,
}

impl BodySigns {
    fn of(table: &Table<'_>, is_shared: bool, profile: &Profile) -> Self {
        let mut signs = Self {
            votes: 0,
            skill_first: false,
            levels_alone: false,
        };
        let (mut described, mut levelled, mut bare) = (false, false, false);
        let opens_description =
            |cell: &Cell<'_>| cell::opens_description(cell.content.text.as_str(), profile);
        let first_rows = || table.rows.iter().take(3);
        let mut cells = first_rows().flat_map(|row| &row.cells);
        if is_shared && !cells.any(opens_description) {
            return signs;
        }
        for row in first_rows() {
            for (at, cell) in row.cells.iter().enumerate() {
                let text = &cell.content.text;
                if opens_description(cell) {
                    described = true;
                } else if text.as_str().len() < 300 {
                    let parts = cell::skill_cell(&cell.content, profile);
                    let has_level = parts.level.as_ref().is_some_and(|level| level.exact)
                        || parts.ordinal.is_some();
                    signs.skill_first |= parts.skill.is_some() && has_level;
                    let alone = profile.level_index(text.as_str()).is_some();
                    levelled |= has_level || alone;
                    bare |= at == 0 && parts.ordinal.is_some() && parts.skill.is_none();
                    bare |= at == 0 && parts.ordinal.is_some() && parts.level.is_none();
                }
            }
        }
        signs.levels_alone = bare;
        signs.votes = u32::from(described) + 2 * u32::from(levelled);
        signs
    }
}

/// Gives the columns with strange names the kinds that are still missing, where the cells leave one reading only.
fn infer(
    columns: &mut [Option<ColumnKind>],
    expected: &[ColumnKind],
    kind: TableKind,
    table: &Table<'_>,
    profile: &Profile,
) {
    let inline_level = kind == TableKind::RoleLevel && !columns.contains(&Some(Level));
    for at in 0..columns.len() {
        if columns[at].is_some() {
            continue;
        }
        let cells = || {
            table
                .rows
                .iter()
                .take(5)
                .filter_map(|row| row.cells.get(at))
                .map(|cell| &cell.content)
        };
        let guess = if cells()
            .any(|content| cell::opens_description(content.text.as_str(), profile))
        {
            Description
        } else if kind == TableKind::RoleLevel
            && cells().any(|content| profile.level_index(content.text.as_str().trim()).is_some())
        {
            Level
        } else {
            let rest = expected.iter().find(|&&kind| {
                !(columns.contains(&Some(kind))
                    || kind == Level && inline_level
                    || kind == Description)
            });
            match rest {
                Some(&kind) => kind,
                None => continue,
            }
        };
        if expected.contains(&guess) && !columns.contains(&Some(guess)) {
            columns[at] = Some(guess);
        }
    }
}

/// The header of a table as the document has it, and the columns that it lacks.
fn header<'s>(
    row: &Row<'s>,
    recognised: &Recognised,
    expected: &[ColumnKind],
    profile: &Profile,
) -> (Vec<Column<'s>>, Vec<String>) {
    let kinds = &recognised.columns;
    let lost = lost_name(row, kinds, profile);
    let cells = row.cells.iter().enumerate();
    let columns = cells.filter_map(|(at, cell)| {
        let kind = match lost {
            Some(_) if cell.span.is_none() => return None,
            Some(lost) if at >= lost => kinds.get(at + 1),
            _ => kinds.get(at),
        };
        let known_as = kind?.map(|kind| kind.name(profile).to_owned());
        let name = cell.content.text.trimmed();
        Some(Column { name, known_as })
    });
    let is_lost = |kind: &ColumnKind| lost.is_some_and(|lost| kinds[lost] == Some(*kind));
    let missing = expected
        .iter()
        .filter(|kind| !kinds.contains(&Some(**kind)) || is_lost(kind));
    (
        columns.collect(),
        missing.map(|kind| kind.name(profile).to_owned()).collect(),
    )
}

/// The column (from 0) whose name a header lacks that has one cell less than its rows, so that each name from there on stands one column
/// too far to the left.
fn lost_name(row: &Row<'_>, kinds: &[Option<ColumnKind>], profile: &Profile) -> Option<usize> {
    let end = row.cells.len().checked_sub(1)?;
    let is_written = |cell: &Cell<'_>| cell.span.is_some();
    if is_written(&row.cells[end]) || !row.cells[..end].iter().all(is_written) {
        return None;
    }
    let belongs_to_next = |at: usize| {
        let name = row.cells[at].content.text.as_str().trim();
        let next = kinds.get(at + 1).copied().flatten();
        next.is_some_and(|next| same_ignoring_case(name, next.name(profile)))
    };
    let displaced = (0..end).rev().take_while(|at| belongs_to_next(*at)).count();
    let lost = end - displaced;
    (displaced > 0 && kinds[lost].is_some()).then_some(lost)
}
