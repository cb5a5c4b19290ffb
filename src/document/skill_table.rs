//! Skill tables: their columns, their entries, and what an entry says.

use std::sync::OnceLock;

use super::Link;
use crate::text::{Span, Spanned, Text};

/// What opens a point where no list of Markdown does, as in cells and in copied page text.
pub const BULLETS: [char; 11] = ['-', '•', '●', '*', '+', '–', '—', '·', '◦', '▪', '‣'];

/// A skill table of a role level.
#[derive(Debug)]
pub struct SkillTable<'s> {
    /// The header: the row in Markdown, the line in copied page text; empty, before the first entry, where it is missing.
    pub header: Span,
    /// The columns as written.
    pub columns: Vec<Column<'s>>,
    /// The columns that the dialect calls for and the table lacks, as the profile writes them.
    pub missing_columns: Vec<String>,
    /// Its rows.
    pub entries: Vec<Entry<'s>>,
    /// Where Markdown does not show it as a table.
    pub broken: Option<Broken>,
    /// Its header, or the line of dashes below that, where it stands once more among the rows.
    pub repeated_header: Option<Span>,
}

/// Where a reader does not see rows as the table that they were meant to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken {
    /// What hides the table, or its first row that is not shown as one.
    pub place: Span,
    /// Why it is not shown.
    pub why: Break,
}

/// Why a reader does not see rows as a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Break {
    /// A block of code or a comment opens above it.
    Hidden,
    /// It has no header with a line of as many dashes below it.
    Headless,
    /// An empty line or other text parts its rows from those above them.
    Parted,
    /// One of its rows is an item of a list.
    Listed,
    /// No empty line parts it from the table above it.
    RunOn,
    /// A tag of HTML is not as it should be. Browsers guess what was meant, each table is read as it was.
    Tag(TagFault),
}

/// What is wrong with a tag of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TagFault {
    /// Its `>` is missing, or a quotation mark within.
    Open,
    /// Its `<` is missing.
    Bracket,
    /// It is there twice in a row.
    Twice,
    /// It should be another one.
    Instead(&'static str),
    /// The other one that belongs to it is missing, or the one before it.
    Missing(&'static str),
    /// The one of a cell before it is missing, which should be as the one here is.
    MissingCell(Span),
}

impl Break {
    /// Whether it has all of its rows and cells nevertheless.
    pub fn is_of_tag(self) -> bool {
        matches!(self, Self::Tag(_))
    }
}

/// One column of a table's header.
#[derive(Debug)]
pub struct Column<'s> {
    /// Its name as written.
    pub name: Text<'s>,
    /// The profile's name for it; `None` for one that the profile does not know, even approximately.
    pub known_as: Option<String>,
}

/// One skill at one level in a role level, or one level of a skill in the catalogue.
#[derive(Debug)]
pub struct Entry<'s> {
    /// Position among all entries of the document, from 0: its identity as a [`Place`](crate::facts::Place).
    pub index: u32,
    /// The row in Markdown; in copied page text from the skill's line to the description's end.
    pub span: Span,
    /// The skill's name; `None` in a catalogue and where the cell is empty.
    pub skill: Option<Text<'s>>,
    /// Where the skill's name leads.
    pub link: Option<Link<'s>>,
    /// The level.
    pub level: Option<Level<'s>>,
    /// *Working is the second of 4 ascending skill levels*.
    pub ordinal: Option<Ordinal<'s>>,
    /// The description.
    pub description: Option<Description<'s>>,
    /// The parts that the row lacks, as the profile names their columns, each with the nearest place that should contain it.
    pub missing: Vec<Spanned<String>>,
    /// Text of the row after its last column, which a reader does not see, or an empty cell too many.
    pub surplus: Option<Span>,
    /// Its skill, level or ordinal sentence where that is there a second time.
    pub doubled: Option<Span>,
    /// In a heading: what stands between its skill and its level where that is not what the profile has there.
    pub between: Option<Text<'s>>,
}

impl Entry<'_> {
    /// An entry at `span` of which nothing has been read yet; `index` as the field of that name.
    pub fn unread(index: u32, span: Span) -> Self {
        Self {
            index,
            span,
            skill: None,
            link: None,
            level: None,
            ordinal: None,
            description: None,
            missing: Vec::new(),
            surplus: None,
            doubled: None,
            between: None,
        }
    }

    /// Where it names its level; the whole of it where it does not.
    pub fn level_span(&self) -> Span {
        self.level
            .as_ref()
            .map_or(self.span, |level| level.text.span())
    }

    /// The level of the scale (from 0) that the entry means: the one it names, else the one its ordinal sentence names.
    pub fn level_index(&self) -> Option<u8> {
        let named = self.level.as_ref().and_then(|level| level.index);
        named.or_else(|| {
            self.ordinal
                .as_ref()
                .and_then(|ordinal| ordinal.level_index)
        })
    }
}

/// A skill level as written.
#[derive(Clone, Debug)]
pub struct Level<'s> {
    /// Its name as written.
    pub text: Text<'s>,
    /// The level of the profile's scale (from 0) that it is, or is close to.
    pub index: Option<u8>,
    /// Whether it is spelt as the scale has it, case aside.
    pub exact: bool,
    /// Whether the profile's label stands with it (*Level: working*).
    pub labelled: bool,
}

/// *Working is the second of 4 ascending skill levels*.
#[derive(Debug)]
pub struct Ordinal<'s> {
    /// The whole sentence.
    pub text: Text<'s>,
    /// Whether it has the profile's wording, its three variable words aside.
    pub exact: bool,
    /// The level's name in it.
    pub level: Option<Text<'s>>,
    /// The level of the scale (from 0) that the name is, or is close to.
    pub level_index: Option<u8>,
    /// The ordinal (*second*).
    pub ordinal: Option<Text<'s>>,
    /// The number of levels (*4*).
    pub count: Option<Text<'s>>,
}

/// What a person at a level can do: a lead-in and its points.
#[derive(Debug)]
pub struct Description<'s> {
    /// The cell's text in Markdown; from lead-in to last point in copied page text.
    pub span: Span,
    /// Its parts in order; empty for an empty cell.
    pub parts: Vec<Part<'s>>,
    /// A lead-in that is none of the parts, since it opens nothing: below the first points, or at the end.
    pub stray_lead_in: Option<Text<'s>>,
    /// Whether it is the profile's way of saying that the level has no description.
    pub undefined: bool,
    /// The hash of its words as they are compared, once somebody has asked for it; `None` where it says nothing.
    pub(crate) wording: OnceLock<Option<u128>>,
}

impl<'s> Description<'s> {
    /// The lead-in that opens it.
    pub fn lead_in(&self) -> Option<&Text<'s>> {
        self.parts
            .first()
            .filter(|part| part.kind == PartKind::LeadIn)
            .map(|part| &part.text)
    }

    /// The points, in order.
    pub fn points(&self) -> impl Iterator<Item = &Text<'s>> {
        self.parts
            .iter()
            .filter(|part| part.kind == PartKind::Point)
            .map(|part| &part.text)
    }

    /// The parts that must be the same wherever the skill is described at this level: all but the lead-in that opens it.
    pub fn worded_parts(&self) -> &[Part<'s>] {
        &self.parts[usize::from(self.lead_in().is_some())..]
    }
}

/// One part of a description.
#[derive(Debug)]
pub struct Part<'s> {
    /// What part it is.
    pub kind: PartKind,
    /// What it says, without bullet or number.
    pub text: Text<'s>,
}

/// The kinds of parts that a description is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartKind {
    /// *You can:*
    LeadIn,
    /// One point of the list.
    Point,
    /// Anything else.
    Sentence,
}
