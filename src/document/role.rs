//! What only a role page says: its role levels and the skills that it shares with other roles.

use super::{Broken, Column, Entry, Part, Reference, SkillTable};
use crate::text::{Span, Spanned, Text};

/// *There are 5 product manager role levels, from associate product manager to head of product*.
#[derive(Debug)]
pub struct LevelCount<'s> {
    /// The whole sentence.
    pub span: Span,
    /// How many it says, as written (*one*, *5*); empty, at its place, where the number is missing.
    pub count: Text<'s>,
    /// The number that `count` says; `None` where it is no number.
    pub number: Option<u32>,
    /// The name of the role in it.
    pub role: Text<'s>,
    /// The lowest role level, after *from*.
    pub first: Option<Text<'s>>,
    /// The highest role level, after *to*.
    pub last: Option<Text<'s>>,
    /// The only word of the sentence that is not the profile's, and the profile's.
    pub otherwise: Option<(Text<'s>, String)>,
}

/// One level of a role.
#[derive(Debug)]
pub struct RoleLevel<'s> {
    /// Its title; the role's where it has no heading of its own.
    pub title: Text<'s>,
    /// Whether it has a heading of its own.
    pub has_heading: bool,
    /// The number in its heading.
    pub number: Option<Spanned<u32>>,
    /// What a person at this level does: paragraphs and points above the skills.
    pub summary: Vec<Part<'s>>,
    /// Its skill tables; one as a rule.
    pub tables: Vec<SkillTable<'s>>,
}

impl<'s> RoleLevel<'s> {
    /// A role level without a heading of its own, and without skills as yet.
    pub fn without_heading(title: Text<'s>, summary: Vec<Part<'s>>) -> Self {
        Self {
            title,
            has_heading: false,
            number: None,
            summary,
            tables: Vec::new(),
        }
    }

    /// The entries of all its tables.
    pub fn entries(&self) -> impl Iterator<Item = &Entry<'s>> {
        self.tables.iter().flat_map(|table| &table.entries)
    }
}

/// The table *Role / Shared skills*.
#[derive(Debug)]
pub struct SharedSkills<'s> {
    /// The header row or line.
    pub header: Span,
    /// The columns as written; one, the whole line, in copied page text.
    pub columns: Vec<Column<'s>>,
    /// The columns that the profile has and the table lacks, as the profile writes them.
    pub missing_columns: Vec<String>,
    /// Its rows.
    pub rows: Vec<SharedRow<'s>>,
    /// Where Markdown does not show it as a table.
    pub broken: Option<Broken>,
}

/// One row of a shared-skills table.
#[derive(Debug)]
pub struct SharedRow<'s> {
    /// The row in Markdown; from the role's line to the last skill's in copied page text.
    pub span: Span,
    /// The other role; `None` where the cell is empty.
    pub role: Option<Reference<'s>>,
    /// The skills that both roles have.
    pub skills: Vec<Reference<'s>>,
    /// Text of the row after its last column, which a reader does not see.
    pub surplus: Option<Span>,
}
