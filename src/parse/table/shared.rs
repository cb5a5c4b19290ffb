//! The table of shared skills: which table it is where its header does not say so, and what its rows say.

use std::ops::Range;

use foldhash::{HashSet, HashSetExt};

use super::super::blocks::{Block, BlockKind, Cell, Inline, Row, Table, after_bullet};
use super::super::cell;
use super::super::markdown::is_line_of_dashes;
use super::{ColumnKind, Recognised, TableKind, header};
use crate::config::{KnownSection, Profile, fold};
use crate::document::{Break, Broken, Reference, SharedRow, SharedSkills};
use crate::text::{Span, Text};

/// Finds the table of shared skills where its header is damaged, by what its rows say: one column holds nothing but skills that
/// the page's own skill tables have, the other names something else. Its header can say anything below a heading that announces it, or where
/// only the contents list does.
///
/// Rows that have run into the skill table above become a table of their own, and columns are known by their cells where their
/// names say otherwise.
pub fn settle(blocks: &mut Vec<Block<'_>>, profile: &Profile) {
    if !blocks.iter().any(|block| may_be_damaged(block, profile)) {
        return;
    }
    let skills = Skills::of(blocks, profile);
    let mut at = 0;
    let is_listed = is_only_listed(blocks, profile);
    let mut is_announced = is_listed;
    while at < blocks.len() {
        hand_down_header(&mut blocks[at..], profile);
        let span = blocks[at].span;
        if let BlockKind::Heading(_, content) = &blocks[at].kind {
            is_announced = is_listed || announces(content.text.as_str(), profile);
        }
        if let BlockKind::Table(table) = &mut blocks[at].kind {
            skills.recognise(table, is_announced, profile);
            skills.complete_rows(table);
            if let Some(shared) = skills.split_off(table, profile) {
                let kind = BlockKind::Table(shared);
                blocks.insert(at + 1, Block { kind, span });
            }
        }
        at += 1;
    }
}

/// Whether a heading or an entry of the contents list announces the table.
fn announces(text: &str, profile: &Profile) -> bool {
    let section = profile.sections.known(text.trim());
    matches!(section, Some((KnownSection::SharedSkills, _)))
}

/// Whether the contents list announces the table, and the page has neither a heading for it nor a table that is known for one.
fn is_only_listed(blocks: &[Block<'_>], profile: &Profile) -> bool {
    let is_known = |block: &Block<'_>| match &block.kind {
        BlockKind::Table(table) => {
            let found = table.recognised.as_ref();
            found.is_some_and(|found| found.kind == TableKind::Shared)
        }
        BlockKind::Heading(_, content) => announces(content.text.as_str(), profile),
        BlockKind::Item(_) | BlockKind::Paragraph(_) => false,
    };
    let is_entry = |block: &Block<'_>| match &block.kind {
        BlockKind::Item(content) => {
            let text = content.text.as_str();
            announces(&text[after_bullet(text).unwrap_or(0)..], profile)
        }
        _ => false,
    };
    // Tables are usually known, and come last.
    !blocks.iter().rev().any(is_known) && blocks.iter().any(is_entry)
}

/// Gives a table without a header the one that an empty line below it has left to the table above.
fn hand_down_header(blocks: &mut [Block<'_>], profile: &Profile) {
    let [above, below, ..] = blocks else {
        return;
    };
    let (BlockKind::Table(above), BlockKind::Table(below)) = (&mut above.kind, &mut below.kind)
    else {
        return;
    };
    let headless = Some(Broken {
        place: below.header.span,
        why: Break::Headless,
    });
    if below.broken == headless
        && !below.header.cells.iter().any(is_filled)
        && let Some(header) = above.rows.pop_if(|row| names_columns(row, profile))
    {
        let place = header.span;
        above.broken = above.broken.filter(|broken| broken.place != place);
        below.header = header.level_out(below.header.cells.len());
        below.broken = headless.map(|broken| Broken { place, ..broken });
    }
}

/// Whether a block is a table that may hold shared skills without a header that says so.
fn may_be_damaged(block: &Block<'_>, profile: &Profile) -> bool {
    let BlockKind::Table(table) = &block.kind else {
        return false;
    };
    match table.recognised.as_ref().map(|found| found.kind) {
        None | Some(TableKind::Shared) => true,
        Some(_) => table.rows.last().is_some_and(|row| !is_entry(row, profile)),
    }
}

/// Whether a row has a level or a description, as those of skill tables do.
fn is_entry(row: &Row<'_>, profile: &Profile) -> bool {
    // The description, which says it at once, is the last cell as a rule.
    row.cells.iter().rev().any(|cell| {
        let text = cell.content.text.as_str().trim();
        cell::opens_description(text, profile)
            || !text.is_empty() && profile.is_no_level(text)
            || profile.level_index(text).is_some()
    })
}

/// The names, folded, of the skills in the skill tables of a page.
struct Skills(HashSet<String>);

impl Skills {
    fn of(blocks: &[Block<'_>], profile: &Profile) -> Self {
        let mut names = HashSet::new();
        for block in blocks {
            match &block.kind {
                BlockKind::Table(table) => {
                    let found = table.recognised.as_ref();
                    let at = found.and_then(|found| {
                        let mut columns = found.columns.iter();
                        columns.position(|column| *column == Some(ColumnKind::Skill))
                    });
                    let entries = table.rows.iter().filter(|row| is_entry(row, profile));
                    let cells = entries.filter_map(|row| row.cells.get(at?));
                    names.extend(cells.filter_map(|cell| first_name(&cell.content)));
                }
                // Skills that are headings.
                BlockKind::Heading(_, content) => {
                    let text = content.text.as_str();
                    let found = profile.headings.entry.as_ref();
                    let found = found.and_then(|template| template.matches(text));
                    names.extend(found.and_then(|found| Some(fold(&text[found.get("skill")?]))));
                }
                BlockKind::Paragraph(_) | BlockKind::Item(_) => {}
            }
        }
        Self(names)
    }

    fn has(&self, reference: &Reference<'_>) -> bool {
        self.0.contains(&fold(reference.name.as_str()))
    }

    /// Whether a cell lists skills of this page: most of its names, so that one may be misspelt.
    fn are_listed(&self, references: &[Reference<'_>]) -> bool {
        let known = references.iter().filter(|name| self.has(name)).count();
        known * 2 > references.len()
    }

    /// The columns (from 0) of the role and of its skills in a row that reads like one of the table.
    fn role_and_skills(&self, row: &Row<'_>, profile: &Profile) -> Option<[usize; 2]> {
        let cells = row.cells.iter().enumerate();
        let mut filled = cells.filter(|(_, cell)| is_filled(cell));
        let (Some((first, one)), Some((second, other)), None) =
            (filled.next(), filled.next(), filled.next())
        else {
            return None;
        };
        if is_entry(row, profile) {
            return None;
        }
        let (one, other) = (references(&one.content), references(&other.content));
        let names_role = |names: &[Reference<'_>]| matches!(names, [only] if !self.has(only));
        if names_role(&one) && self.are_listed(&other) {
            Some([first, second])
        } else if self.are_listed(&one) && names_role(&other) {
            Some([second, first])
        } else {
            None
        }
    }

    /// Takes the rows of a table of shared skills from the end of the skill table into which they have run.
    fn split_off<'s>(&self, table: &mut Table<'s>, profile: &Profile) -> Option<Table<'s>> {
        let is_skill_table = |found: &Recognised| found.kind != TableKind::Shared;
        table
            .recognised
            .as_ref()
            .filter(|found| is_skill_table(found))?;
        let rows = &table.rows;
        let reads = |row: &Row<'_>| self.role_and_skills(row, profile).is_some();
        let is_part = |row: &&Row<'_>| reads(row) || is_dashes(row) || names_columns(row, profile);
        let length = rows.iter().rev().take_while(is_part).count();
        let start = rows.len() - length;
        if !rows[start..].iter().any(reads) {
            return None;
        }
        let mut rows = table.rows.split_off(start);
        let first = rows[0].span;
        let is_parted = table.broken.is_some_and(|broken| broken.place == first);
        let has_header = names_columns(&rows[0], profile);
        let header = if has_header {
            rows.remove(0)
        } else {
            Row::missing(Span::empty(first.start as usize))
        };
        rows.retain(|row| !is_dashes(row));
        let why = if is_parted {
            table.broken = None;
            Break::Headless
        } else {
            Break::RunOn
        };
        let width = |row: &Row<'_>| {
            row.cells
                .iter()
                .rposition(is_filled)
                .map_or(0, |last| last + 1)
        };
        let width = rows.iter().map(width).max().unwrap_or(0);
        Some(Table {
            header: header.level_out(width),
            rows: rows.into_iter().map(|row| row.level_out(width)).collect(),
            recognised: None,
            broken: has_header.then_some(Broken { place: first, why }),
            in_code: table.in_code,
        })
    }

    /// Takes a table for one of shared skills where its rows are those of one and its header names nothing else, unless the heading above
    /// announces it; and its columns for what they hold.
    fn recognise(&self, table: &mut Table<'_>, is_announced: bool, profile: &Profile) {
        let is_known = match &table.recognised {
            Some(found) if found.kind == TableKind::Shared => true,
            Some(_) => return,
            None => false,
        };
        self.free_first_row(table, profile);
        if !is_known
            && !is_announced
            && !table
                .header
                .cells
                .iter()
                .all(|cell| may_name_column(cell, profile))
        {
            return;
        }
        let mut readings: Vec<[usize; 2]> = Vec::new();
        readings.extend(
            table
                .rows
                .iter()
                .filter_map(|row| self.role_and_skills(row, profile)),
        );
        let Some(&reading) = readings.first() else {
            // Another table can have a column of roles: of grades, or of people.
            let mut names = table.header.cells.iter();
            if !is_announced && !names.all(|cell| may_name_column(cell, profile)) {
                table.recognised = None;
            }
            return;
        };
        let is_clear =
            readings.iter().all(|other| *other == reading) && readings.len() * 2 > table.rows.len();
        if is_clear {
            let mut columns = vec![None; table.header.cells.len()];
            columns[reading[0]] = Some(ColumnKind::Role);
            columns[reading[1]] = Some(ColumnKind::SharedSkills);
            table.recognised = Some(Recognised {
                kind: TableKind::Shared,
                columns,
                votes: 0,
            });
        }
    }

    /// Puts the skills of a row that has lost the cell of its role into the column of the skills.
    fn complete_rows(&self, table: &mut Table<'_>) {
        let found = table.recognised.as_ref();
        let Some(found) = found.filter(|found| found.kind == TableKind::Shared) else {
            return;
        };
        let at = |kind| {
            found
                .columns
                .iter()
                .position(|column| *column == Some(kind))
        };
        let (Some(role), Some(shared)) = (at(ColumnKind::Role), at(ColumnKind::SharedSkills))
        else {
            return;
        };
        for row in &mut table.rows {
            let lacks_one = row.cells[role.max(shared)].span.is_none();
            let names = references(&row.cells[role].content);
            // A name before them that is none of theirs is that of the role: a bar is missing.
            let are_skills = names.first().is_some_and(|first| self.has(first));
            if lacks_one && role < shared && are_skills && self.are_listed(&names) {
                row.cells.swap(role, shared);
            }
        }
    }

    /// Takes what stands for the header of a table without a line of dashes for its first row, if it reads like one.
    fn free_first_row(&self, table: &mut Table<'_>, profile: &Profile) {
        let is_headless = |broken: &Broken| broken.why == Break::Headless;
        if table.broken.as_ref().is_some_and(is_headless)
            && self.role_and_skills(&table.header, profile).is_some()
        {
            table.lose_header();
            table.broken = None;
        }
    }
}

/// The first name that [`references`] would find, folded.
fn first_name(content: &Inline<'_>) -> Option<String> {
    match content.links.first() {
        Some((range, _)) if content.text.as_str()[..range.start].trim().is_empty() => {
            Some(fold(content.text.as_str()[range.clone()].trim()))
        }
        _ => Some(fold(references(content).first()?.name.as_str())),
    }
}

fn is_filled(cell: &Cell<'_>) -> bool {
    !cell.content.text.is_blank()
}

/// Whether a cell is blank or has the name, or nearly, of a column of the table.
fn may_name_column(cell: &Cell<'_>, profile: &Profile) -> bool {
    let name = cell.content.text.as_str().trim();
    let named = || ColumnKind::named(name, profile);
    name.is_empty() || matches!(named(), Some(ColumnKind::Role | ColumnKind::SharedSkills))
}

/// Whether a row is the header of the table.
fn names_columns(row: &Row<'_>, profile: &Profile) -> bool {
    row.cells.iter().any(is_filled) && row.cells.iter().all(|cell| may_name_column(cell, profile))
}

/// Whether a row is the line of dashes below a header.
fn is_dashes(row: &Row<'_>) -> bool {
    let mut filled = row.cells.iter().filter(|cell| is_filled(cell)).peekable();
    filled.peek().is_some()
        && filled.all(|cell| is_line_of_dashes(cell.content.text.as_str().trim()))
}

/// Reads a table of shared skills. One that lacks a column says nothing of what is shared.
pub fn shared_skills<'s>(
    table: &Table<'s>,
    recognised: &Recognised,
    profile: &Profile,
) -> SharedSkills<'s> {
    let expected = [ColumnKind::Role, ColumnKind::SharedSkills];
    let (columns, missing_columns) = header(&table.header, recognised, &expected, profile);
    let is_whole = expected
        .iter()
        .all(|kind| recognised.columns.contains(&Some(*kind)));
    let rows = table.rows.iter().filter(|_| is_whole);
    let rows = rows.map(|row| shared_row(row, recognised)).collect();
    SharedSkills {
        header: table.header.span,
        missing_columns,
        columns,
        rows,
        broken: table.broken,
    }
}

fn shared_row<'s>(row: &Row<'s>, recognised: &Recognised) -> SharedRow<'s> {
    let mut shared = SharedRow {
        span: row.span,
        role: None,
        skills: Vec::new(),
        surplus: row.surplus,
    };
    for (cell, column) in row.cells.iter().zip(&recognised.columns) {
        match column {
            Some(ColumnKind::Role) => {
                shared.role = references(&cell.content).into_iter().next();
            }
            Some(ColumnKind::SharedSkills) => shared.skills = references(&cell.content),
            _ => {}
        }
    }
    shared
}

/// The names in a text, linked or not, separated by line breaks, two and more white spaces, or semicolons.
pub fn references<'s>(content: &Inline<'s>) -> Vec<Reference<'s>> {
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

fn bare_references<'s>(text: &Text<'s>, range: Range<usize>, references: &mut Vec<Reference<'s>>) {
    for segment in cell::segments(&text.as_str()[..range.end], range.start) {
        let mut start = segment.start;
        for piece in text.as_str()[segment].split(';') {
            let name = text.slice(start..start + piece.len());
            start += piece.len() + 1;
            let skip = after_bullet(name.as_str()).unwrap_or(0);
            let name = name.slice(skip..name.as_str().len()).trimmed();
            if name.as_str().chars().any(char::is_alphanumeric) {
                references.push(Reference { name, link: None });
            }
        }
    }
}
