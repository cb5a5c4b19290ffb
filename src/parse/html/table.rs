//! The rows and cells of an HTML table, read as a browser does; and as they were meant where a tag is missing or another one stands there.

use std::borrow::Cow;
use std::iter::repeat_n;
use std::ops::Range;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};

use super::tag::{self, Stump, cut, is_close_to_table};
use crate::config::close_match;
use crate::document::{Break, Broken, Link, TagFault};
use crate::parse::blocks::{Cell, Inline, Row, Table};
use crate::parse::comments;
use crate::text::{Span, TextBuilder};

/// Reads the table at `range` (bytes from 0) of `source`: the first row is its header, whatever its cells are called. Rows shorter
/// than the header are filled up with cells that are not there, and so is a header that is shorter than every other row. `None` for a
/// table without a row.
pub fn read_table(source: &str, range: Range<usize>) -> Option<Table<'_>> {
    let mut reader = Reader {
        source,
        ..Reader::default()
    };
    let mut at = range.start;
    while at < range.end {
        at = reader.read(at..range.end);
    }
    reader.finish(range.end);
    let broken = reader.broken;
    let mut rows = reader.rows.into_iter().map(|row| row.row);
    let header = rows.next()?;
    let rows: Vec<Row<'_>> = rows.collect();
    let shortest = rows.iter().map(|row| row.cells.len()).min();
    let columns = header.cells.len().max(shortest.unwrap_or(0));
    let rows = rows.into_iter().map(|row| row.level_out(columns)).collect();
    Some(Table {
        header: header.level_out(columns),
        rows,
        recognised: None,
        broken,
        in_code: false,
    })
}

/// The elements that a table is made of.
const STRUCTURE: [&str; 10] = [
    "table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "colgroup", "col",
];

#[derive(Default)]
struct Reader<'s> {
    source: &'s str,
    rows: Vec<OpenRow<'s>>,
    row: Option<OpenRow<'s>>,
    cell: Option<OpenCell<'s>>,
    /// The first tag that is not as it should be.
    broken: Option<Broken>,
    /// The tag that opens the table.
    table: Option<Span>,
    /// Whether its end has come, or what stands in its place.
    closed: bool,
    /// Whether the part with the header is open.
    in_head: bool,
    /// The end tag of a row or a cell that was read last, where it ends nothing.
    stray: Option<Span>,
    /// The row and the column (both from 0) of the cell whose tag is the first that is not as it should be: it is missing.
    untagged: Option<(usize, usize)>,
}

/// A row with the tags of its cells.
struct OpenRow<'s> {
    row: Row<'s>,
    /// Its own tag.
    tag: Span,
    /// The tag that opens each cell, and whether its end is written.
    cells: Vec<(Span, bool)>,
    /// Whether the row before it was still open.
    within_another: bool,
    /// Its end tag.
    end_tag: Option<Span>,
}

/// A cell whose end tag is still to come.
struct OpenCell<'s> {
    tag: Span,
    text: TextBuilder<'s>,
    links: Vec<(Range<usize>, Link<'s>)>,
    /// The link that is open, with the length of the text at its start and its tag.
    link: Option<(usize, Link<'s>, Span)>,
    /// How many columns it is for.
    columns: usize,
}

impl Reader<'_> {
    /// Reads up to the end of `range`, or to a tag that swallows the next one: gives where it goes on.
    fn read(&mut self, range: Range<usize>) -> usize {
        let base = range.start;
        let emitter = DefaultEmitter::new_with_span();
        for token in Tokenizer::new_with_emitter(&self.source[range.clone()], emitter) {
            let Ok(token) = token;
            let tag = match &token {
                Token::StartTag(tag) => Some(tag.span.start..tag.span.end),
                Token::EndTag(tag) => Some(tag.span.start..tag.span.end),
                _ => None,
            };
            let tag = tag.map(|tag| Span::new(base + tag.start, base + tag.end));
            if let Token::Comment(comment) = &token {
                let span = Span::new(base + comment.span.start, base + comment.span.end);
                if let Some(end) = self.comment_without_end(span) {
                    return end;
                }
            }
            if let Some(tag) = tag
                && let Some(length) = cut(tag.of(self.source))
            {
                let end = tag.start as usize + length;
                self.stump(Span::new(tag.start as usize, end), TagFault::Open);
                return end;
            }
            if let Token::String(text) = &token {
                let span = Span::new(base + text.span.start, base + text.span.end);
                if let Some(end) = self.tag_without_bracket(span) {
                    return end;
                }
            }
            self.token(token, base);
        }
        range.end
    }

    /// Where it goes on behind a comment that nothing closes, or only another comment: behind `->`, else in the next line.
    fn comment_without_end(&mut self, span: Span) -> Option<usize> {
        let written = span.of(self.source);
        let inside = written.strip_prefix(comments::OPEN)?;
        if comments::close(inside).is_some() {
            return None;
        }
        let open = span.start as usize + comments::OPEN.len();
        if !comments::is_meant(inside) {
            self.fault(Span::new(span.start as usize, open), TagFault::Open);
        }
        let line = inside.find('\n').unwrap_or(inside.len());
        let end = inside[..line].find("->").map_or(line, |end| end + 2);
        Some(open + end)
    }

    /// Reads a text up to the end of the tag in it that has lost its opening bracket: gives where it goes on.
    fn tag_without_bracket(&mut self, text: Span) -> Option<usize> {
        let tag = tag::without_bracket(text.of(self.source))?;
        let start = text.start as usize;
        let tag = Span::new(start + tag.start, start + tag.end);
        if text.start < tag.start {
            self.read(start..tag.start as usize);
        }
        self.stump(tag, TagFault::Bracket);
        Some(tag.end as usize)
    }

    fn fault(&mut self, place: Span, fault: TagFault) {
        let why = Break::Tag(fault);
        self.broken.get_or_insert(Broken { place, why });
    }

    fn stump(&mut self, span: Span, fault: TagFault) {
        let stump = Stump::read(self.source, span);
        self.fault(stump.span, fault);
        let name = stump.name.to_ascii_lowercase();
        if stump.is_end {
            self.close(name.as_bytes(), stump.span);
        } else {
            self.open(name.as_bytes(), stump.span, stump.href.map(str::to_owned));
        }
        let rest = stump.rest.of(self.source);
        self.text(stump.rest, rest);
    }

    fn token(&mut self, token: Token<usize>, base: usize) {
        match token {
            Token::StartTag(tag) => {
                let span = Span::new(base + tag.span.start, base + tag.span.end);
                let href = tag.attributes.get(&b"href"[..]).or_else(|| {
                    let names = tag
                        .attributes
                        .keys()
                        .map(|name| String::from_utf8_lossy(name));
                    let wrong = names
                        .filter(|_| *tag.name == *b"a")
                        .find(|name| close_match(name, ["href"]).is_some())?;
                    let start = span.start as usize + span.of(self.source).find(&*wrong)?;
                    self.fault(
                        Span::new(start, start + wrong.len()),
                        TagFault::Instead("href"),
                    );
                    tag.attributes.get(wrong.as_bytes())
                });
                let href = href.map(|href| String::from_utf8_lossy(&href.value).into_owned());
                let name = self.meant(&tag.name, span, false);
                self.open(name.map_or(&tag.name, str::as_bytes), span, href);
                if let Some(columns) = tag.attributes.get(&b"colspan"[..]) {
                    self.widen(&String::from_utf8_lossy(&columns.value));
                }
            }
            Token::EndTag(tag) => {
                let span = Span::new(base + tag.span.start, base + tag.span.end);
                let name = self.meant(&tag.name, span, true);
                self.close(name.map_or(&tag.name, str::as_bytes), span);
            }
            Token::String(text) => {
                let span = Span::new(base + text.span.start, base + text.span.end);
                self.text(span, &String::from_utf8_lossy(&text.value));
            }
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }

    /// The name that a tag should have which has none of those that can stand here.
    fn meant(&mut self, name: &[u8], span: Span, is_end: bool) -> Option<&'static str> {
        let name = String::from_utf8_lossy(name);
        if tag::is_element(&name, self.source) || STRUCTURE.contains(&&*name) {
            return None;
        }
        let in_cell = self.cell.as_ref().map(|cell| cell.tag.of(self.source));
        let tags: &[&'static str] = match (self.row.is_some(), in_cell, is_end) {
            (_, Some(cell), true) if starts_with(cell, "<th") => {
                &["</th>", "</a>", "</li>", "</ul>", "</ol>", "</tr>"]
            }
            (_, Some(_), true) => &["</td>", "</a>", "</li>", "</ul>", "</ol>", "</tr>"],
            (_, Some(_), false) => &["<br>", "<li>", "<ul>", "<ol>", "<td>", "<th>", "<tr>"],
            (true, None, true) => &["</td>", "</th>", "</tr>"],
            (true, None, false) => &[],
            (false, None, true) => &["</tr>", "</thead>", "</tbody>", "</tfoot>"],
            (false, None, false) => &["<tr>", "<thead>", "<tbody>", "<tfoot>"],
        };
        let right = match tags {
            // Whatever stands in a row was meant for a cell.
            [] if tag::is_closed_by_th(&self.source[span.end as usize..]) => "<th>",
            [] => "<td>",
            tags => tag::meant(&name, tags)?,
        };
        self.fault(span, TagFault::Instead(right));
        Some(tag::bare(right))
    }

    fn text(&mut self, span: Span, value: &str) {
        let source = self.source;
        let is_outside = self.cell.is_none() && self.row.is_some() && !value.trim().is_empty();
        let said = if is_outside {
            self.cell_without_tag(span)
        } else {
            Some(span)
        };
        if let (Some(said), Some(cell)) = (said, &mut self.cell) {
            let value = if said == span { value } else { said.of(source) };
            push_text(&mut cell.text, source, said, value);
        }
    }

    /// Opens a cell for text that stands in a row and in none of its cells; gives what the cell says. `None` for what is no text, but a
    /// part of a template.
    fn cell_without_tag(&mut self, span: Span) -> Option<Span> {
        let text = span.of(self.source);
        let start = span.start as usize + (text.len() - text.trim_start().len());
        let text = text.trim();
        if text.starts_with(['{', '%']) || text == "<" {
            return None;
        }
        // `< td>`: what is left of the tag.
        let left = text.find('>').filter(|&end| {
            let name = text[..end].trim_matches(['<', ' ']);
            ["td", "th"]
                .iter()
                .any(|tag| name.eq_ignore_ascii_case(tag))
        });
        let stray = self.stray.take().or_else(|| self.row_begun_within());
        let (tag, fault) = match (left, stray) {
            (Some(end), _) => {
                let tag = Span::new(start, start + end + 1);
                (tag, TagFault::Instead(cell_meant(tag.of(self.source))))
            }
            (None, Some(stray)) => {
                let meant = cell_meant(stray.of(self.source));
                (stray, TagFault::Instead(meant))
            }
            (None, None) => {
                let said = Span::new(start, start + text.len());
                (said, self.missing_cell())
            }
        };
        self.fault(tag, fault);
        let begin = left.map_or(start, |end| start + end + 1);
        self.open_cell(Span::new(tag.start.min(span.start) as usize, begin));
        Some(Span::new(begin, span.end as usize))
    }

    fn open(&mut self, name: &[u8], span: Span, href: Option<String>) {
        let is_part = matches!(name, b"thead" | b"tbody" | b"tr");
        if is_part && self.table.is_none() {
            self.fault(span, TagFault::Missing("<table>"));
            self.table = Some(span);
        }
        match name {
            b"table" => self.open_table(span),
            b"thead" if self.in_head => {
                self.fault(span, TagFault::Instead("</thead>"));
                self.in_head = false;
            }
            b"thead" => self.in_head = true,
            b"tbody" | b"tfoot" => self.in_head = false,
            b"tr" => {
                let within_another = self.row.is_some();
                let is_bare = |row: &OpenRow<'_>| row.cells.is_empty() && !row.within_another;
                if self.cell.is_none() && self.row.as_ref().is_some_and(is_bare) {
                    self.fault(span, TagFault::Twice);
                }
                self.close_row(span.start as usize);
                self.open_row(span, within_another);
            }
            b"td" | b"th" => self.open_cell(span),
            b"script" | b"template" => {}
            _ if self.row.is_some() && self.cell.is_none() => {
                let fault = self.missing_cell();
                self.fault(span, fault);
                self.open_cell(Span::empty(span.start as usize));
                return self.open(name, span, href);
            }
            b"a" => self.open_link(span, href),
            b"li" => self.separate("\n- ", span),
            b"br" | b"p" | b"ul" | b"ol" | b"div" => self.separate("\n", span),
            _ if self.table.is_none() || self.rows_are_over() => {
                let name = String::from_utf8_lossy(name);
                if is_close_to_table(&name) {
                    let right = if self.table.is_none() {
                        self.table = Some(span);
                        "<table>"
                    } else {
                        self.closed = true;
                        "</table>"
                    };
                    self.fault(span, TagFault::Instead(right));
                }
            }
            _ => {}
        }
        self.stray = None;
    }

    /// What is wrong with the tag of the cell that comes next in the open row.
    fn missing_cell(&mut self) -> TagFault {
        if self.broken.is_none() {
            let column = self.row.as_ref().map_or(0, |row| row.cells.len());
            self.untagged = Some((self.rows.len(), column));
        }
        TagFault::Missing("<td>")
    }

    fn rows_are_over(&self) -> bool {
        self.row.is_none() && !self.rows.is_empty()
    }

    fn open_table(&mut self, span: Span) {
        if self.table.is_some() {
            self.fault(span, TagFault::Instead("</table>"));
            self.closed = true;
        } else {
            self.table = Some(span);
        }
    }

    fn open_row(&mut self, tag: Span, within_another: bool) {
        self.row = Some(OpenRow {
            row: Row {
                span: tag,
                cells: Vec::new(),
                surplus: None,
            },
            tag,
            cells: Vec::new(),
            within_another,
            end_tag: None,
        });
    }

    /// Goes on with the row that was read last, if a tag within it was taken for one of a row: it has fewer cells than the header. Says
    /// whether it does.
    fn resume_row(&mut self, is_meant: impl Fn(&OpenRow<'_>) -> bool) -> bool {
        let columns = self.rows.first().map_or(0, |header| header.cells.len());
        let last = self
            .rows
            .pop_if(|row| row.cells.len() < columns && is_meant(row));
        let resumes = last.is_some();
        if resumes {
            self.row = last;
        }
        resumes
    }

    /// Whether an end tag of a row stood where one of a cell should be; then the row goes on.
    fn row_ended_early(&mut self) -> bool {
        let lacks_end = |row: &OpenRow<'_>| row.cells.last().is_some_and(|(_, has_end)| !has_end);
        let resumes = self.resume_row(|row| row.end_tag.is_some() && lacks_end(row));
        if let Some(tag) = self
            .row
            .as_ref()
            .and_then(|row| row.end_tag)
            .filter(|_| resumes)
        {
            self.fault(tag, TagFault::Instead("</td>"));
        }
        resumes
    }

    /// The tag of the row that has just begun, if it stands where one of a cell should be; then the row before it goes on.
    fn row_begun_within(&mut self) -> Option<Span> {
        let row = self
            .row
            .take_if(|row| row.within_another && row.cells.is_empty())?;
        if self.resume_row(|_| true) {
            return Some(row.tag);
        }
        self.row = Some(row);
        None
    }

    fn open_cell(&mut self, tag: Span) {
        self.close_cell(tag.start as usize, false);
        if self.row.is_none() && !self.row_ended_early() {
            match self.stray.take() {
                Some(stray) => self.fault(stray, TagFault::Instead("<tr>")),
                None => self.fault(tag, TagFault::Missing("<tr>")),
            }
            self.open_row(tag, false);
        }
        self.cell = Some(OpenCell {
            tag,
            text: TextBuilder::default(),
            links: Vec::new(),
            link: None,
            columns: 1,
        });
    }

    /// Gives the cell that has just begun to as many columns as it says, unless it is one of the header.
    fn widen(&mut self, columns: &str) {
        const MOST: usize = 20;
        if let (Some(cell), Ok(columns), false) =
            (&mut self.cell, columns.trim().parse(), self.rows.is_empty())
        {
            cell.columns = MOST.min(columns).max(1);
        }
    }

    fn open_link(&mut self, span: Span, href: Option<String>) {
        let Some(cell) = &mut self.cell else { return };
        if cell.link.is_some() {
            self.fault(span, TagFault::Instead("</a>"));
            self.close_link();
        } else if let Some(href) = href {
            cell.link = Some((cell.text.len(), link(self.source, span, href), span));
        }
    }

    fn close(&mut self, name: &[u8], span: Span) {
        match name {
            b"td" | b"th" if self.cell.is_none() => {
                self.stray = Some(span);
                return;
            }
            b"td" | b"th" => self.close_cell(span.start as usize, true),
            b"tr" if self.row.is_none() => {
                self.stray = Some(span);
                return;
            }
            b"tr" => {
                self.close_cell(span.start as usize, false);
                if let Some(row) = &mut self.row {
                    row.end_tag = Some(span);
                }
                self.close_row(span.end as usize);
            }
            b"thead" => self.close_head(span),
            b"table" => self.closed = true,
            b"a" => self.close_link(),
            b"p" | b"ul" | b"ol" | b"div" => self.separate("\n", span),
            _ if self.rows_are_over() && is_close_to_table(&String::from_utf8_lossy(name)) => {
                self.fault(span, TagFault::Instead("</table>"));
                self.closed = true;
            }
            _ => {}
        }
        self.stray = None;
    }

    fn close_head(&mut self, span: Span) {
        if !self.in_head && self.rows.is_empty() {
            self.fault(span, TagFault::Instead("<thead>"));
            self.in_head = true;
            return;
        }
        if !self.in_head {
            self.fault(span, TagFault::Missing("<thead>"));
        }
        self.in_head = false;
    }

    fn close_link(&mut self) {
        if let Some(cell) = &mut self.cell
            && let Some((at, mut link, _)) = cell.link.take()
        {
            link.text = Cow::Owned(cell.text.as_str()[at..].to_owned());
            cell.links.push((at..cell.text.len(), link));
        }
    }

    fn separate(&mut self, separator: &str, span: Span) {
        if let Some(cell) = &mut self.cell {
            cell.text.push(separator, span);
        }
    }

    fn close_cell(&mut self, end: usize, has_end: bool) {
        let unclosed = self.cell.as_ref().and_then(|cell| cell.link.as_ref());
        if let Some(tag) = unclosed.map(|(.., tag)| *tag) {
            self.fault(tag, TagFault::Missing("</a>"));
            self.close_link();
        }
        let (Some(cell), Some(row)) = (self.cell.take(), &mut self.row) else {
            return;
        };
        let start = cell.tag.end as usize;
        let span = Span::new(start, end.max(start));
        let content = Inline {
            text: cell.text.finish(span),
            links: cell.links,
        };
        let columns = cell.columns;
        row.cells.extend(repeat_n((cell.tag, has_end), columns));
        let span = Some(span);
        row.row
            .cells
            .extend(repeat_n(Cell { span, content }, columns));
    }

    fn close_row(&mut self, end: usize) {
        self.close_cell(end, false);
        let Some(mut row) = self.row.take() else {
            return;
        };
        if row.cells.is_empty() {
            if row.within_another {
                self.fault(row.tag, TagFault::Instead("</tr>"));
            }
            return;
        }
        row.row.span = Span::new(row.row.span.start as usize, end);
        self.rows.push(row);
    }

    fn finish(&mut self, end: usize) {
        self.close_row(end);
        self.find_missing_tag();
        self.drop_cells_of_wrong_tags();
        if let Some(table) = self.table.filter(|_| !self.closed) {
            let close = end.saturating_sub("</table".len());
            let written = self.source.get(close..end);
            if written.is_some_and(|tag| tag.eq_ignore_ascii_case("</table")) {
                self.fault(Span::new(close, end), TagFault::Open);
            } else {
                self.fault(table, TagFault::Missing("</table>"));
            }
        }
    }

    /// A tag that is missing is like those of the other cells of its column, or of the header.
    fn find_missing_tag(&mut self) {
        let Some((row, column)) = self.untagged else {
            return;
        };
        let source = self.source;
        let is_tag = |tag: &Span| starts_with(tag.of(source), "<t");
        let like = if row == 0 {
            let header = self.rows.first().map_or(&[][..], |header| &header.cells);
            header.iter().map(|(tag, _)| *tag).find(is_tag)
        } else {
            let rows = self.rows.iter().skip(1);
            let mut tags = rows.filter_map(|row| Some(row.cells.get(column)?.0));
            tags.find(is_tag)
        };
        if let (Some(like), Some(broken)) = (like, &mut self.broken) {
            broken.why = Break::Tag(TagFault::MissingCell(like));
        }
    }

    /// `<td>Good<td>`: an empty cell too many, behind a cell that has no end; or `<td><td>Good</td>`.
    fn drop_cells_of_wrong_tags(&mut self) {
        let mut lengths: Vec<usize> = self.rows.iter().map(|row| row.cells.len()).collect();
        lengths.sort_unstable();
        let runs = lengths.chunk_by(|one, other| one == other).rev();
        let Some(usual) = runs.max_by_key(|run| run.len()).map(|run| run[0]) else {
            return;
        };
        for at in 0..self.rows.len() {
            let row = &mut self.rows[at];
            if row.cells.len() != usual + 1 {
                continue;
            }
            let source = self.source;
            let is_head = |cell: usize| starts_with(row.cells[cell].0.of(source), "<th");
            let is_empty =
                |cell: &usize| row.row.cells[*cell].content.text.is_blank() && !row.cells[*cell].1;
            let mut empty = (0..row.cells.len()).filter(is_empty);
            let wrong = empty.find_map(|cell| {
                let lacks_end = cell > 0 && !row.cells[cell - 1].1;
                let is_twice = cell < usual && is_head(cell) == is_head(cell + 1);
                if lacks_end {
                    let right = if is_head(cell) { "</th>" } else { "</td>" };
                    Some((cell, row.cells[cell].0, TagFault::Instead(right)))
                } else {
                    is_twice.then(|| (cell, row.cells[cell + 1].0, TagFault::Twice))
                }
            });
            if let Some((cell, tag, fault)) = wrong {
                row.row.cells.remove(cell);
                row.cells.remove(cell);
                self.fault(tag, fault);
            }
        }
    }
}

/// Whether a tag begins so, case aside.
fn starts_with(tag: &str, start: &str) -> bool {
    let begin = tag.get(..start.len());
    begin.is_some_and(|begin| begin.eq_ignore_ascii_case(start))
}

fn link(source: &str, tag: Span, destination: String) -> Link<'_> {
    let written = tag
        .of(source)
        .find(&destination)
        .filter(|_| !destination.is_empty());
    let span = written.map_or(tag, |at| {
        let start = tag.start as usize + at;
        Span::new(start, start + destination.len())
    });
    Link {
        text: Cow::Borrowed(""),
        destination: Cow::Owned(destination),
        span,
        wiki: false,
    }
}

/// Adds what a run of text says, with each entity and each line break traced to its own bytes. A line break in HTML is a space.
fn push_text<'s>(text: &mut TextBuilder<'s>, source: &'s str, span: Span, value: &str) {
    let mut at = span.start as usize;
    let end = span.end as usize;
    let mut value = value;
    while at < end {
        let rest = &source[at..end];
        let plain = rest.find(['\n', '\r', '&']).unwrap_or(rest.len());
        if plain > 0 {
            let Some(after) = value.strip_prefix(&rest[..plain]) else {
                break;
            };
            text.push_verbatim(source, Span::new(at, at + plain));
            (at, value) = (at + plain, after);
            continue;
        }
        if rest.starts_with('&') {
            // An entity stands for one character; an ampersand that begins none for itself.
            let Some(said) = value.chars().next() else {
                break;
            };
            let entity = rest.find(';').map(|at| at + 1);
            let written = entity
                .filter(|&length| !value.starts_with(&rest[..length]))
                .unwrap_or(1);
            text.push(&value[..said.len_utf8()], Span::new(at, at + written));
            (at, value) = (at + written, &value[said.len_utf8()..]);
            continue;
        }
        let broken = rest.len() - rest.trim_start_matches(['\n', '\r', ' ', '\t']).len();
        text.push(" ", Span::new(at, at + broken));
        at += broken;
        value = value.trim_start_matches(['\n', '\r', ' ', '\t']);
    }
    if at < end && !value.is_empty() {
        text.push(value, Span::new(at, end));
    }
}

/// The tag of a cell that a damaged one, with its brackets, is meant to be.
fn cell_meant(tag: &str) -> &'static str {
    let is_header = tag::bare(tag)
        .trim_start()
        .get(..2)
        .is_some_and(|name| name.eq_ignore_ascii_case("th"));
    if is_header { "<th>" } else { "<td>" }
}

#[cfg(test)]
mod tests {
    use super::super::find_table;
    use super::*;

    fn cells(source: &str) -> Vec<Vec<(String, String)>> {
        let range = find_table(source, 0..source.len()).expect("is there");
        let table = read_table(source, range).expect("has rows");
        let rows = std::iter::once(&table.header).chain(&table.rows);
        let text = |cell: &Cell<'_>| {
            let text = cell.content.text.trimmed();
            (text.as_str().to_owned(), text.span().of(source).to_owned())
        };
        rows.map(|row| row.cells.iter().map(text).collect())
            .collect()
    }

    #[test]
    fn cells_say_what_a_browser_shows_and_know_where_it_stands() {
        let source = "é <TABLE>\n<tr><th>Skill</th><th>Level</th></tr>\n\n<tr><td>Tea &amp; cake\n  sale</td><td><b>good</b></tr></table> rest";
        let found = cells(source);
        assert_eq!(found[0][0], ("Skill".into(), "Skill".into()));
        assert_eq!(
            found[1][0],
            ("Tea & cake sale".into(), "Tea &amp; cake\n  sale".into())
        );
        assert_eq!(found[1][1], ("good".into(), "good".into()));
    }

    #[test]
    fn a_short_row_has_cells_that_are_not_there_and_a_long_one_a_surplus() {
        let source = "<table><tr><td>a<td>b</tr><tr><td>c</tr><tr><td>d<td>e<td>f</tr></table>";
        let table = read_table(source, 0..source.len()).expect("has rows");
        assert!(table.rows[0].cells[1].span.is_none());
        assert_eq!(table.rows[1].surplus.map(|span| span.of(source)), Some("f"));
    }

    #[test]
    fn lists_become_lines_with_bullets() {
        let source = "<table><tr><td>Lead:<ul>\n<li>one</li>\n<li>two <a href=\"x.md\">three</a></li></ul></td></tr></table>";
        let table = read_table(source, 0..source.len()).expect("has rows");
        let content = &table.header.cells[0].content;
        let lines: Vec<&str> = content
            .text
            .as_str()
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .collect();
        assert_eq!(lines, ["Lead:", "- one", "- two three"]);
        let (_, link) = &content.links[0];
        assert_eq!((&*link.text, link.span.of(source)), ("three", "x.md"));
    }
}
