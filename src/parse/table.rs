//! Which of a framework's tables a table is, and which of its columns is which.

use super::blocks::{Cell, Inline, Row, Table};
use super::{cell, matrix};
use crate::config::{Profile, close_match, fold};
use crate::document::{Column, Entry, Reference, SharedRow, SharedSkills, SkillTable};
use crate::text::{Span, Spanned, Text, same_ignoring_case};

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
    let columns = row
        .cells
        .iter()
        .zip(&recognised.columns)
        .map(|(cell, kind)| Column {
            name: cell.content.text.trimmed(),
            known_as: kind.map(|kind| kind.name(profile).to_owned()),
        });
    let missing = expected
        .iter()
        .filter(|kind| !recognised.columns.contains(&Some(**kind)));
    (
        columns.collect(),
        missing.map(|kind| kind.name(profile).to_owned()).collect(),
    )
}

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
    let entries = table.rows.iter().zip(first..);
    let entries = entries.map(|(row, index)| entry(row, index, recognised, expected, profile));
    let entries = with_wrapped_rows(entries.collect(), profile);
    SkillTable {
        header: table.header.span,
        columns,
        missing_columns,
        entries,
        broken: table.broken,
    }
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

/// Joins rows that were broken over two lines: the first lacks its description, the second has nothing else.
fn with_wrapped_rows<'s>(entries: Vec<Entry<'s>>, profile: &Profile) -> Vec<Entry<'s>> {
    let lacks_description = |entry: &Entry<'_>| {
        let column = Description.name(profile);
        matches!(&entry.missing[..], [only] if only.value == column) && entry.description.is_none()
    };
    let mut joined: Vec<Entry<'s>> = Vec::with_capacity(entries.len());
    for mut entry in entries {
        let is_rest = entry.skill.is_none() && entry.level.is_none();
        match joined.last_mut() {
            Some(above) if is_rest && entry.description.is_some() && lacks_description(above) => {
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

/// Reads a shared-skills table.
pub fn shared_skills<'s>(
    table: &Table<'s>,
    recognised: &Recognised,
    profile: &Profile,
) -> SharedSkills<'s> {
    let (columns, missing_columns) = header(&table.header, recognised, &[Role, Shared], profile);
    let rows = table.rows.iter().map(|row| {
        let mut shared = SharedRow {
            span: row.span,
            role: None,
            skills: Vec::new(),
        };
        for (cell, column) in row.cells.iter().zip(&recognised.columns) {
            match column {
                Some(Role) => shared.role = references(&cell.content).into_iter().next(),
                Some(Shared) => shared.skills = references(&cell.content),
                _ => {}
            }
        }
        shared
    });
    let rows = rows.collect();
    SharedSkills {
        header: table.header.span,
        columns,
        missing_columns,
        rows,
        broken: table.broken,
    }
}

/// The names in a text, linked or not, separated by line breaks, two and more white spaces, or semicolons.
pub fn references<'s>(content: &super::blocks::Inline<'s>) -> Vec<Reference<'s>> {
    let text = &content.text;
    let mut references = Vec::new();
    let mut from = 0;
    for (range, link) in &content.links {
        bare_references(text, from..range.start, &mut references);
        let name = text.slice(range.clone()).trimmed();
        references.push(Reference {
            name,
            link: Some(link.clone()),
        });
        from = range.end;
    }
    bare_references(text, from..text.as_str().len(), &mut references);
    references
}

fn bare_references<'s>(
    text: &Text<'s>,
    range: std::ops::Range<usize>,
    references: &mut Vec<Reference<'s>>,
) {
    for segment in cell::segments(&text.as_str()[..range.end], range.start) {
        let mut start = segment.start;
        for piece in text.as_str()[segment].split(';') {
            let name = text.slice(start..start + piece.len());
            start += piece.len() + 1;
            let skip = super::blocks::after_bullet(name.as_str()).unwrap_or(0);
            let name = name.slice(skip..name.as_str().len()).trimmed();
            if name.as_str().chars().any(char::is_alphanumeric) {
                references.push(Reference { name, link: None });
            }
        }
    }
}
