//! The blocks of a page, whatever it is written in: what the Markdown reader gives and the document readers take.

use std::ops::Range;

use super::table::Recognised;
use crate::document::{BULLETS, Broken, Link};
use crate::text::{Span, Spanned, Text, TextBuilder};

/// One block of a page.
#[derive(Debug)]
pub struct Block<'s> {
    /// What it is.
    pub kind: BlockKind<'s>,
    /// All of it, markup included; bytes from 0.
    pub span: Span,
}

/// The kinds of blocks that documents are made of.
#[derive(Debug)]
pub enum BlockKind<'s> {
    /// A heading of level 1 to 6.
    Heading(u8, Inline<'s>),
    /// A paragraph.
    Paragraph(Inline<'s>),
    /// The first paragraph of a list item.
    Item(Inline<'s>),
    /// A table.
    Table(Table<'s>),
}

/// Text with links in it.
#[derive(Clone, Debug, Default)]
pub struct Inline<'s> {
    /// What a reader sees; `<br>` and the like are line breaks, HTML list items begin with a bullet.
    pub text: Text<'s>,
    /// The links with the bytes (from 0) of the text that they cover.
    pub links: Vec<(Range<usize>, Link<'s>)>,
}

/// A table.
#[derive(Debug)]
pub struct Table<'s> {
    /// Its header.
    pub header: Row<'s>,
    /// The rows below the delimiter row.
    pub rows: Vec<Row<'s>>,
    /// Which of a framework's tables it is; `None` for a table of something else.
    pub recognised: Option<Recognised>,
    /// Where Markdown does not show it as a table.
    pub broken: Option<Broken>,
    /// Whether a closed block of code shows it as it is written.
    pub in_code: bool,
}

/// A row of a table.
#[derive(Debug)]
pub struct Row<'s> {
    /// From its first pipe to its last, without the line break; bytes from 0.
    pub span: Span,
    /// As many cells as the header has.
    pub cells: Vec<Cell<'s>>,
    /// Text of the row after the last column, which a reader does not see, or an empty cell too many, or one that is there twice.
    pub surplus: Option<Span>,
}

/// A cell of a row.
#[derive(Clone, Debug)]
pub struct Cell<'s> {
    /// The bytes between the pipes; `None` where the row ends before this column.
    pub span: Option<Span>,
    /// What it says.
    pub content: Inline<'s>,
}

impl<'s> Table<'s> {
    /// Adds rows that Markdown does not show as such.
    pub fn go_on(&mut self, rows: Vec<Row<'s>>, broken: Broken) {
        let columns = self.header.cells.len();
        self.broken = self.broken.or(Some(broken));
        self.rows
            .extend(rows.into_iter().map(|row| row.level_out(columns)));
    }

    /// Makes the header the first row: the real header is missing above it.
    pub fn lose_header(&mut self) {
        let place = Span::empty(self.header.span.start as usize);
        let missing = Row::missing(place).level_out(self.header.cells.len());
        let first = std::mem::replace(&mut self.header, missing);
        self.rows.insert(0, first);
    }
}

impl Row<'_> {
    /// A row that is not there, at the place where it should be.
    pub fn missing(span: Span) -> Self {
        Self {
            span,
            cells: Vec::new(),
            surplus: None,
        }
    }

    /// The row with as many cells as the header has: missing ones are not there, and what is left over is its surplus.
    #[must_use]
    pub fn level_out(mut self, columns: usize) -> Self {
        let twice = self.cell_twice(columns);
        let surplus = self.cells.get(columns..).unwrap_or_default().iter();
        let surplus = surplus
            .filter(|cell| !cell.content.text.is_blank())
            .find_map(|cell| cell.span);
        self.surplus = match twice {
            Some(twice) => self.cells.remove(twice).span,
            None => surplus,
        };
        self.cells.truncate(columns);
        let end = Span::empty(self.span.end as usize);
        self.cells.resize_with(columns, || Cell {
            span: None,
            content: Inline {
                text: TextBuilder::default().finish(end),
                links: Vec::new(),
            },
        });
        self
    }
}

impl Row<'_> {
    /// The cell that is too many in a row with one more than the table has columns, because it says and links what the one before it does.
    pub fn cell_twice(&self, columns: usize) -> Option<usize> {
        let is_same = |pair: &[Cell<'_>]| {
            let [one, other] = [&pair[0].content, &pair[1].content];
            let link =
                |content: &Inline<'_>| Some(content.links.first()?.1.destination.to_string());
            one.text.trimmed().as_str() == other.text.trimmed().as_str()
                && link(one).is_some()
                && link(one) == link(other)
        };
        let mut pairs = self.cells.windows(2);
        let is_longer = self.cells.len() == columns + 1;
        Some(pairs.position(is_same).filter(|_| is_longer)? + 1)
    }
}

impl Inline<'_> {
    /// What stands behind byte `at` (from 0) of the text, with the links in it.
    pub fn behind(&self, at: usize) -> Self {
        let links = self.links.iter().filter(|(range, _)| range.start >= at);
        let links = links.map(|(range, link)| (range.start - at..range.end - at, link.clone()));
        Self {
            text: self.text.slice(at..self.text.as_str().len()),
            links: links.collect(),
        }
    }

    /// What stands before byte `at` (from 0) of the text, with the links in it.
    pub fn before(&self, at: usize) -> Self {
        let links = self.links.iter().filter(|(range, _)| range.end <= at);
        Self {
            text: self.text.slice(0..at),
            links: links.cloned().collect(),
        }
    }

    /// The number that opens the text (`2. `, `2) `) and the byte (from 0) at which the text goes on after it.
    pub fn number(&self) -> Option<(Spanned<u32>, usize)> {
        number_prefix(&self.text)
    }
}

/// The number that opens a text (`2. `, `2) `) and the byte (from 0) at which the text goes on after it.
pub fn number_prefix(text: &Text<'_>) -> Option<(Spanned<u32>, usize)> {
    let value = text.as_str();
    let digits = value.len() - value.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let number = value[..digits].parse().ok()?;
    let rest = value[digits..].strip_prefix(['.', ')'])?;
    if !rest.starts_with(char::is_whitespace) {
        return None;
    }
    let resume = value.len() - rest.trim_start().len();
    Some((Spanned::new(number, text.span_of(0..digits)), resume))
}

/// The text after a bullet (`-`, `•` …) and white space, as a byte offset (from 0); `None` without a bullet.
pub fn after_bullet(value: &str) -> Option<usize> {
    // Word copies the circle of its second lists as a letter.
    let circle = || {
        value
            .strip_prefix('o')
            .filter(|rest| rest.starts_with('\t'))
    };
    let rest = value.strip_prefix(BULLETS).or_else(circle)?;
    rest.starts_with(char::is_whitespace)
        .then(|| value.len() - rest.trim_start().len())
}
