//! Rows of tables that Markdown does not show as they were meant: parted from their table, broken, or with a cell too many.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::Reader;
use crate::config::Profile;
use crate::document::{Break, Broken};
use crate::parse::blocks::{Block, BlockKind, Cell, Inline, Row, Table};
use crate::parse::table::TableKind;
use crate::parse::{cell, matrix, table};
use crate::text::Span;

impl<'s> Reader<'_, 's> {
    /// A row with one cell too many, read without the one that is what is too much: the only one that is empty, or one that is there twice.
    pub(super) fn without_cell_too_many(&self, row: Row<'s>, columns: usize) -> Row<'s> {
        let mut whole = self.stray_row(row.span);
        if whole.cell_twice(columns).is_some() {
            return whole.level_out(columns);
        }
        let is_empty = |cell: &Cell<'_>| cell.content.text.is_blank();
        let empty = whole.cells.iter().position(is_empty);
        let is_only = whole.cells.iter().filter(|cell| is_empty(cell)).count() == 1;
        let Some(empty) = empty.filter(|_| is_only && whole.cells.len() == columns + 1) else {
            return row;
        };
        let surplus = whole.cells.remove(empty).span;
        Row { surplus, ..whole }
    }

    /// Joins what a line break within a row has parted, in a table whose header is between bars: a row that nothing closes and a line that no
    /// bar opens; or one of the two, where both together have as many cells as the header.
    pub(super) fn joined_rows(&self, header: &Row<'s>, rows: Vec<Row<'s>>) -> Vec<Row<'s>> {
        let source = self.source;
        let opens = |row: &Row<'_>| row.span.of(source).starts_with('|');
        let is_closed = |row: &Row<'_>| row.span.of(source).trim_end().ends_with('|');
        let is_between_bars = |row: &Row<'_>| opens(row) && is_closed(row);
        if !is_between_bars(header) || rows.iter().all(is_between_bars) {
            return rows;
        }
        let columns = header.cells.len();
        let cells = |row: &Row<'_>| cells_of(source, row.span).len();
        let goes_on = |above: &Row<'_>, row: &Row<'_>| match (is_closed(above), opens(row)) {
            (false, false) => true,
            (true, true) => false,
            _ => cells(above) + cells(row) == columns,
        };
        let mut joined: Vec<Row<'s>> = Vec::with_capacity(rows.len());
        for row in rows {
            match joined.last_mut() {
                Some(above) if goes_on(above, &row) => {
                    let whole = above.span.to(row.span);
                    *above = self.stray_row(whole).level_out(columns);
                }
                _ => joined.push(row),
            }
        }
        joined
    }

    /// Lines that begin with a bar and that Markdown takes for a paragraph: rows that an empty line parts from their table, or a table
    /// without its header or its line of dashes. What they say is read all the same.
    pub(super) fn stray_rows(&mut self, span: Span) {
        let source = self.source;
        let mut at = span.start as usize;
        let mut rows = Vec::new();
        let mut dashes = None;
        self.damaged.set(None);
        for line in span.of(source).split_inclusive('\n') {
            let start = at + (line.len() - line.trim_start().len());
            let row = Span::new(start, start + line.trim().len());
            at += line.len();
            let is_damaged =
                rows.len() == 1 && dashes.is_none() && is_nearly_line_of_dashes(row.of(source));
            let header = parted_before_dashes(source, row).filter(|_| rows.is_empty());
            if let Some(header) = header {
                rows.push(self.stray_row(header));
            }
            let (above, row) = if is_damaged || header.is_some() {
                let start = header.map_or(row.start, |header| header.end);
                let line = source[start as usize..row.end as usize].trim_start();
                let line = Span::new(row.end as usize - line.len(), row.end as usize);
                (Some(line), Span::empty(row.end as usize))
            } else {
                parted_from_dashes(source, row)
            };
            if let Some(above) = above {
                dashes = dashes.or(Some((rows.len(), above)));
            }
            if !row.is_empty() {
                rows.push(self.stray_row(row));
            }
        }
        let Some(first) = rows.first().map(|row| row.span) else {
            return;
        };
        if dashes.is_none()
            && let Some(above) = self.parted_table(&rows)
        {
            let why = Break::Parted;
            above.go_on(rows, Broken { place: first, why });
            return;
        }
        let longest = |rows: &[Row<'_>]| rows.iter().map(|row| row.cells.len()).max();
        let written = rows[0].cells.len();
        if let [header, below @ ..] = &mut rows[..]
            && let Some(columns) = longest(below)
        {
            drop_empty_cells(header, columns);
        }
        let of_dashes = dashes.filter(|(above, _)| *above == 1);
        let of_dashes = of_dashes.map(|(_, row)| cells_of(source, row).len());
        // Where the line of dashes has as many cells as the rows, both are right, whatever the header has.
        let agreed = of_dashes.filter(|_| of_dashes == longest(&rows[1..]));
        let columns = agreed.or(longest(&rows)).unwrap_or(0);
        if dashes.is_some_and(|(above, _)| above == 0)
            && let Some(BlockKind::Table(above)) =
                self.body.blocks.last_mut().map(|block| &mut block.kind)
            && above.rows.is_empty()
            && above.header.cells.len() == columns
        {
            // A header that an empty line parts from its line of dashes.
            above.rows = rows.into_iter().map(|row| row.level_out(columns)).collect();
            above.recognised = table::recognise(above, self.profile);
            return;
        }
        let header = match dashes {
            Some((0, _)) if self.is_header(&rows[0]) => rows.remove(0),
            Some((0, span)) => Row::missing(span),
            None if self.is_entry(&rows[0]) => Row::missing(Span::empty(first.start as usize)),
            _ => rows.remove(0),
        };
        // GitHub takes tabs in the line of dashes, which this parser does not.
        let shown = of_dashes == Some(written)
            && dashes.is_some_and(|(_, row)| row.of(source).contains('\t'));
        // A header with as many cells as the rows below it is right, and the line of dashes is not.
        let fits = rows.first().is_some_and(|row| row.cells.len() == written);
        let broken = (!shown).then(|| Broken {
            place: dashes
                .filter(|(above, _)| *above == 0 || *above == 1 && fits)
                .map_or(first, |(_, row)| row),
            why: Break::Headless,
        });
        let broken = broken.or(self.damaged.take());
        let is_misread = agreed.is_some_and(|columns| columns != header.cells.len());
        let header = header.level_out(columns);
        let rows = rows.into_iter().map(|row| row.level_out(columns)).collect();
        let mut table = Table {
            header,
            rows,
            recognised: None,
            broken,
            in_code: false,
        };
        if is_misread {
            recognise_by_rows(&mut table, self.profile);
        } else {
            table.recognised = table::recognise(&table, self.profile);
        }
        self.body.blocks.push(Block {
            kind: BlockKind::Table(table),
            span,
        });
    }

    /// Gives the rows of a table whose header is an entry to the header that stands alone right above: the line of dashes is one row too low.
    /// Gives them back where there is none.
    pub(super) fn give_to_header_above(
        &mut self,
        first: Row<'s>,
        rows: Vec<Row<'s>>,
    ) -> Option<(Row<'s>, Vec<Row<'s>>)> {
        let is_entry = self.is_entry(&first);
        let (source, profile) = (self.source, self.profile);
        let is_header = |above: &&mut Table<'_>| {
            let end = above.header.span.end as usize;
            let between = source.get(end..first.span.start as usize);
            let is_right_above = between
                .is_some_and(|between| between.trim().is_empty() && between.lines().count() < 2);
            is_entry
                && is_right_above
                && above.rows.is_empty()
                && above.broken.is_some()
                && above.header.cells.len() == first.cells.len()
        };
        let Some(above) = self.last_table().filter(is_header) else {
            return Some((first, rows));
        };
        let below = &source[first.span.end as usize..];
        let start = source.len() - below.trim_start().len();
        let dashes = below
            .trim_start()
            .lines()
            .next()
            .unwrap_or_default()
            .trim_end();
        above.broken = Some(Broken {
            place: Span::new(start, start + dashes.len()),
            why: Break::Headless,
        });
        above.rows = std::iter::once(first).chain(rows).collect();
        above.recognised = table::recognise(above, profile);
        None
    }

    /// Whether a row is no header: it describes a level, or has one in each cell but the first.
    fn is_entry(&self, row: &Row<'_>) -> bool {
        let mut texts = row.cells.iter().map(|cell| cell.content.text.as_str());
        matrix::is_row_of_levels(row, self.profile)
            || texts.any(|text| cell::opens_description(text, self.profile))
    }

    /// Whether a row begins with the name of a column.
    fn is_header(&self, row: &Row<'_>) -> bool {
        let first = row.cells.first().map(|cell| &cell.content);
        first.is_some_and(|first| {
            let name = first.text.as_str().trim();
            first.links.is_empty() && table::ColumnKind::named(name, self.profile).is_some()
        })
    }

    /// The table that rows belong to: the one right above them, or a matrix with a paragraph between.
    fn parted_table(&mut self, rows: &[Row<'s>]) -> Option<&mut Table<'s>> {
        let blocks = &mut self.body.blocks;
        let is_text = matches!(blocks.last()?.kind, BlockKind::Paragraph(_));
        let above = blocks.iter_mut().rev().nth(usize::from(is_text))?;
        let BlockKind::Table(above) = &mut above.kind else {
            return None;
        };
        let recognised = above.recognised.as_ref();
        let is_matrix = recognised.is_some_and(|found| found.kind == TableKind::Matrix);
        let mut rows = rows.iter();
        let goes_on = is_matrix && rows.all(|row| matrix::is_row_of_levels(row, self.profile));
        (goes_on || !is_text).then_some(above)
    }

    /// The lines of a paragraph below its first that are rows of the matrix above it.
    pub(super) fn rows_below_text(&self, paragraph: Span) -> Option<Span> {
        let above = self.body.blocks.last()?;
        if !matches!(above.kind, BlockKind::Table(_)) {
            return None;
        }
        let text = paragraph.of(self.source);
        let rows = Span::new(
            paragraph.start as usize + text.find("\n|")? + 1,
            paragraph.end as usize,
        );
        let is_row = |line: &str| {
            let start = line.as_ptr() as usize - self.source.as_ptr() as usize;
            let row = self.stray_row(Span::new(start, start + line.len()));
            matrix::is_row_of_levels(&row, self.profile)
        };
        let mut lines = rows.of(self.source).lines().map(str::trim);
        lines.all(is_row).then_some(rows)
    }

    /// A paragraph whose last lines are rows: the text above them, and they.
    pub(super) fn text_above_rows(&mut self, mut content: Inline<'s>, whole: Span, rows: Span) {
        let text = content.text.as_str();
        let end = text.find("\n|").unwrap_or(text.len());
        content.text = content.text.slice(0..end);
        content.links.retain(|(range, _)| range.end <= end);
        self.body.blocks.push(Block {
            kind: BlockKind::Paragraph(content),
            span: Span::new(whole.start as usize, rows.start as usize),
        });
        self.stray_rows(rows);
    }

    /// A list item right below a table of a framework whose lines have as many cells as that, read as rows of it; whether it is one. Its
    /// first line can be the rest of the row above.
    pub(super) fn listed_rows(&mut self, item: Span) -> bool {
        let source = self.source;
        let Some(above) = self.last_table().filter(|above| above.recognised.is_some()) else {
            return false;
        };
        let columns = above.header.cells.len();
        let end = above.rows.last().unwrap_or(&above.header).span.end;
        let between = &source[end.min(item.start) as usize..item.start as usize];
        let text = item.of(source).trim_end();
        let sign = text.find(char::is_whitespace).unwrap_or(text.len());
        let mut start = item.start as usize + sign;
        let mut lines = Vec::new();
        for line in text[sign..].split_inclusive('\n') {
            let indent = line.len() - line.trim_start().len();
            let line_start = start + indent;
            lines.push(Span::new(line_start, line_start + line.trim().len()));
            start += line.len();
        }
        let is_row = |line: &Span| cells_of(source, *line).len() == columns;
        let is_right_below = between.lines().skip(1).all(|line| !line.trim().is_empty());
        let first = lines.first().filter(|_| columns > 1 && is_right_below);
        if let Some(first) = first
            && lines[1..].iter().all(is_row)
            && self.complete_last_row(Span::new(item.start as usize, first.end as usize))
        {
            let rows = lines[1..].iter().map(|line| self.stray_row(*line));
            let rows: Vec<_> = rows.map(|row| row.level_out(columns)).collect();
            if let Some(above) = self.last_table() {
                above.rows.extend(rows);
            }
            return true;
        }
        let Some(first) = first.filter(|_| lines.iter().all(is_row)) else {
            return false;
        };
        let place = Span::new(item.start as usize, first.end as usize);
        let rows = lines.into_iter().map(|line| self.stray_row(line)).collect();
        if let Some(above) = self.last_table() {
            let why = Break::Listed;
            above.go_on(rows, Broken { place, why });
        }
        true
    }

    /// Joins a line to the last row above it, if nothing closes that, in a table whose header is between bars, and both together have as
    /// many cells as the header; whether it does.
    fn complete_last_row(&mut self, line: Span) -> bool {
        let source = self.source;
        let is_closed = |row: Span| row.of(source).trim_end().ends_with('|');
        let whole = self.last_table().and_then(|table| {
            let columns = table.header.cells.len();
            let last = table.rows.last()?.span;
            let whole = last.to(line);
            let is_part = is_closed(table.header.span) && is_closed(line) && !is_closed(last);
            (is_part && cells_of(source, whole).len() == columns).then_some((whole, columns))
        });
        let Some((whole, columns)) = whole else {
            return false;
        };
        let row = self.stray_row(whole).level_out(columns);
        if let Some(last) = self.last_table().and_then(|table| table.rows.last_mut()) {
            *last = row;
        }
        true
    }

    fn last_table(&mut self) -> Option<&mut Table<'s>> {
        match self.body.blocks.last_mut()?.kind {
            BlockKind::Table(ref mut table) => Some(table),
            _ => None,
        }
    }

    pub(super) fn stray_row(&self, span: Span) -> Row<'s> {
        let cell = |span: Span| {
            let mut reader = Reader::new(self.source, self.start, self.profile);
            reader.is_cell = true;
            let options = Options::ENABLE_WIKILINKS;
            // White space before the text would make it a block of code.
            let text = span.of(self.source).trim();
            let start = text.as_ptr() as usize - self.source.as_ptr() as usize;
            for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
                let range = range.start + start..range.end + start;
                match event {
                    Event::Start(Tag::Paragraph | Tag::List(_))
                    | Event::End(TagEnd::Paragraph | TagEnd::List(_) | TagEnd::Item) => {}
                    // Where a row was broken before a point.
                    Event::Start(Tag::Item) => {
                        let place = Span::empty(range.start);
                        reader.inline_at(place).text.push("\n- ", place);
                    }
                    // A line break in a cell is white space.
                    Event::SoftBreak => {
                        let span = Span::from(range);
                        reader.inline_at(span).text.push(" ", span);
                    }
                    event => reader.event(event, range),
                }
            }
            self.damaged
                .set(self.damaged.take().or(reader.damaged.take()));
            let open = reader.inline.unwrap_or_default();
            let content = Inline {
                text: open.text.finish(span),
                links: open.links,
            };
            Cell {
                span: Some(span),
                content,
            }
        };
        let cells = cells_of(self.source, span).into_iter().map(cell).collect();
        Row {
            span,
            cells,
            surplus: None,
        }
    }
}

/// Leaves out cells of a header that are empty and make it longer than its columns: they are none. The last go first.
fn drop_empty_cells(header: &mut Row<'_>, columns: usize) {
    let is_empty = |cell: &Cell<'_>| cell.content.text.is_blank();
    while header.cells.len() > columns
        && let Some(empty) = header.cells.iter().rposition(is_empty)
    {
        header.cells.remove(empty);
    }
}

/// Recognises a table whose header has another number of cells than its rows, so that none of its names is sure to stand above what it
/// names: it counts only where the rows don't tell the table.
fn recognise_by_rows(table: &mut Table<'_>, profile: &Profile) {
    let nameless = Row::missing(table.header.span).level_out(table.header.cells.len());
    let written = std::mem::replace(&mut table.header, nameless);
    table.recognised = table::recognise(table, profile);
    if table.recognised.is_none() {
        table.header = written;
        table.recognised = table::recognise(table, profile);
    }
}

/// The bytes between the bars of a row; a bar behind a backslash is text.
fn cells_of(source: &str, row: Span) -> Vec<Span> {
    let text = row.of(source);
    let inner = text.strip_prefix('|').unwrap_or(text);
    let mut start = row.start as usize + (text.len() - inner.len());
    let mut cells = Vec::new();
    let mut escaped = false;
    for (at, character) in inner.char_indices() {
        let offset = row.end as usize - inner.len() + at;
        if character == '|' && !escaped {
            cells.push(Span::new(start, offset));
            start = offset + 1;
        }
        escaped = character == '\\' && !escaped;
    }
    if start < row.end as usize {
        cells.push(Span::new(start, row.end as usize));
    }
    cells
}

/// The line of dashes that a row is or, its line break lost, begins with; and the rest, which is empty where nothing follows.
fn parted_from_dashes(source: &str, row: Span) -> (Option<Span>, Span) {
    let end = row.end as usize;
    if is_line_of_dashes(row.of(source)) {
        return (Some(row), Span::empty(end));
    }
    let cells = cells_of(source, row);
    let is_dashes = |cell: &&Span| is_line_of_dashes(cell.of(source));
    let bar = match cells.iter().take_while(is_dashes).last() {
        Some(last) => last.end as usize,
        None => return (None, row),
    };
    let rest = source[bar + 1..end].trim_start();
    (
        Some(Span::new(row.start as usize, bar + 1)),
        Span::new(end - rest.len(), end),
    )
}

/// Dashes, be they some that an editor made longer, and what other dialects have in their place.
const DASHES: [char; 4] = ['-', '–', '—', '='];

/// The header that a row begins with whose other half is the line of dashes below it, their line break lost.
fn parted_before_dashes(source: &str, row: Span) -> Option<Span> {
    let cells = cells_of(source, row);
    // A single dash is what a cell of a matrix can say.
    let is_dashes = |cell: &&Span| {
        let text = cell.of(source);
        is_line_of_dashes(text) && text.contains("--")
    };
    let dashes = cells.iter().rev().take_while(is_dashes).count();
    let names = &cells[..cells.len() - dashes];
    // Between the two bars that met stands nothing.
    let names = match names {
        [names @ .., between] if between.of(source).trim().is_empty() => names,
        names => names,
    };
    let last = names.last().filter(|_| dashes == names.len())?;
    Some(Span::new(row.start as usize, last.end as usize + 1))
}

/// Whether a row parts a header from the rows below it.
pub(in crate::parse) fn is_line_of_dashes(row: &str) -> bool {
    row.chars()
        .all(|c| DASHES.contains(&c) || matches!(c, '|' | ':' | ' ' | '\t'))
        && row.contains(DASHES)
}

/// Whether a row is such a line but for a stray sign or two.
fn is_nearly_line_of_dashes(row: &str) -> bool {
    let signs = row.chars().filter(|c| !matches!(c, '|' | ':' | ' ' | '\t'));
    let (dashes, others): (Vec<char>, Vec<char>) = signs.partition(|c| DASHES.contains(c));
    !others.is_empty() && others.len() * 3 <= dashes.len()
}

/// The bytes of a row after its last column. (GitHub's tables leave out the excess cells of a row.)
pub(super) fn surplus(source: &str, row: &Row<'_>, columns: usize) -> Option<Span> {
    let last = row.cells.get(columns.checked_sub(1)?)?.span?;
    let rest = Span::new(last.end as usize, row.span.end as usize);
    let after_pipe = rest.of(source).strip_prefix('|')?;
    let text = after_pipe.trim_end().trim_end_matches('|').trim();
    let start = text.as_ptr() as usize - source.as_ptr() as usize;
    (!text.is_empty()).then(|| Span::new(start, start + text.len()))
}
