//! The table of shared skills, and the names in a cell.

use super::super::blocks::{Inline, Table, after_bullet};
use super::super::cell;
use super::ColumnKind::{Role, SharedSkills as Shared};
use super::{Recognised, header};
use crate::config::Profile;
use crate::document::{Reference, SharedRow, SharedSkills};
use crate::text::Text;

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
            let skip = after_bullet(name.as_str()).unwrap_or(0);
            let name = name.slice(skip..name.as_str().len()).trimmed();
            if name.as_str().chars().any(char::is_alphanumeric) {
                references.push(Reference { name, link: None });
            }
        }
    }
}
