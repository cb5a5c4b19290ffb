//! HTML tables in Markdown to the same tables as Markdown's own.

use std::borrow::Cow;
use std::ops::Range;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};

use super::blocks::{Cell, Inline, Row, Table};
use crate::document::Link;
use crate::text::{Span, TextBuilder};

/// The bytes (from 0) of the first table in `range` of `source`, up to the end of `</table>`, which may lie behind the range: Markdown
/// ends a block of HTML at an empty line. `None` where there is none, or it is never closed.
pub fn find_table(source: &str, range: Range<usize>) -> Option<Range<usize>> {
    let start = range.start + find_tag(&source[range], "<table")?;
    let length = find_tag(&source[start..], "</table")?;
    let close = start + length;
    let end = close + source[close..].find('>')? + 1;
    Some(start..end)
}

/// The row of the table at `table` of `source` in which `place` stands, else the next one; bytes from 0.
pub fn row_at(source: &str, table: Span, place: Span) -> Option<Span> {
    let mut at = table.start as usize;
    while let Some(length) = find_tag(&source[at..table.end as usize], "<tr") {
        let start = at + length;
        let end = find_tag(&source[start..table.end as usize], "</tr");
        let end = end.map_or(table.end as usize, |length| start + length);
        if end > place.start as usize {
            let close = source[end..]
                .find('>')
                .map_or(end, |length| end + length + 1);
            return Some(Span::new(start, close.min(table.end as usize)));
        }
        at = end;
    }
    None
}

/// The anchors in a piece of HTML, wherever it is cut off: the values of `id` and `name` attributes.
pub fn anchors(html: &str) -> impl Iterator<Item = &str> {
    values(html, "id=").chain(values(html, "name="))
}

/// Where the links and pictures in a piece of HTML lead, as far as it is written in plain letters: what a program is to fill in
/// (`{{ url }}`) is no address.
pub fn links(html: &str) -> impl Iterator<Item = &str> {
    let is_in_tag = |value: &str| {
        let before = &html[..value.as_ptr() as usize - html.as_ptr() as usize];
        before.rfind('<') > before.rfind('>')
    };
    let links = values(html, "href=").chain(values(html, "src="));
    links.filter(move |link| is_in_tag(link) && !link.contains(['{', '<', '$', '&', ' ']))
}

/// The values of an attribute (its name with `=`) in a piece of HTML.
fn values<'h>(html: &'h str, attribute: &'static str) -> impl Iterator<Item = &'h str> {
    html.match_indices(attribute).filter_map(move |(at, _)| {
        let before = html[..at].chars().next_back();
        let begins = before.is_none_or(char::is_whitespace);
        let value = &html[at + attribute.len()..];
        let value = match value.chars().next()? {
            quote @ ('"' | '\'') => value[1..].split_once(quote)?.0,
            _ => value.split([' ', '\t', '\n', '>', '/']).next()?,
        };
        (begins && !value.is_empty()).then_some(value)
    })
}

/// Where `tag` (its name with the opening bracket, lower case) begins, in bytes from 0.
fn find_tag(html: &str, tag: &str) -> Option<usize> {
    let bytes = html.as_bytes();
    memchr::memchr_iter(b'<', bytes).find(|&at| {
        let after = at + tag.len();
        let named = bytes
            .get(at..after)
            .is_some_and(|name| name.eq_ignore_ascii_case(tag.as_bytes()));
        named && !bytes.get(after).is_some_and(u8::is_ascii_alphanumeric)
    })
}

/// Reads the table at `range` (bytes from 0) of `source`: the first row is its header, whatever its cells are called. Rows shorter
/// than the header are filled up with cells that are not there, and so is a header that is shorter than every other row. `None` for a
/// table without a row.
pub fn read_table(source: &str, range: Range<usize>) -> Option<Table<'_>> {
    let mut reader = Reader {
        source,
        ..Reader::default()
    };
    let emitter = DefaultEmitter::new_with_span();
    for token in Tokenizer::new_with_emitter(&source[range.clone()], emitter) {
        let Ok(token) = token;
        reader.token(token, range.start);
    }
    reader.close_row(range.end);
    let mut rows = reader.rows.into_iter();
    let header = rows.next()?;
    let rows: Vec<Row<'_>> = rows.collect();
    let shortest = rows.iter().map(|row| row.cells.len()).min();
    let columns = header.cells.len().max(shortest.unwrap_or(0));
    let rows = rows.into_iter().map(|row| row.level_out(columns)).collect();
    Some(Table {
        header: header.level_out(columns),
        rows,
        recognised: None,
        broken: None,
        in_code: false,
    })
}

#[derive(Default)]
struct Reader<'s> {
    source: &'s str,
    rows: Vec<Row<'s>>,
    row: Option<Row<'s>>,
    cell: Option<OpenCell<'s>>,
}

/// A cell whose end tag is still to come.
struct OpenCell<'s> {
    start: usize,
    text: TextBuilder<'s>,
    links: Vec<(Range<usize>, Link<'s>)>,
    /// The link that is open, with the length of the text at its start.
    link: Option<(usize, Link<'s>)>,
}

impl Reader<'_> {
    fn token(&mut self, token: Token<usize>, base: usize) {
        match token {
            Token::StartTag(tag) => {
                let span = Span::new(base + tag.span.start, base + tag.span.end);
                let href = tag.attributes.get(&b"href"[..]);
                let href = href.map(|href| String::from_utf8_lossy(&href.value).into_owned());
                self.open(&tag.name, span, href);
            }
            Token::EndTag(tag) => {
                self.close(
                    &tag.name,
                    Span::new(base + tag.span.start, base + tag.span.end),
                );
            }
            Token::String(text) => {
                let span = Span::new(base + text.span.start, base + text.span.end);
                if let Some(cell) = &mut self.cell {
                    push_text(
                        &mut cell.text,
                        self.source,
                        span,
                        &String::from_utf8_lossy(&text.value),
                    );
                }
            }
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }

    fn open(&mut self, name: &[u8], span: Span, href: Option<String>) {
        match name {
            b"tr" => {
                self.close_row(span.start as usize);
                self.row = Some(Row {
                    span,
                    cells: Vec::new(),
                    surplus: None,
                });
            }
            b"td" | b"th" => {
                self.close_cell(span.start as usize);
                let start = span.end as usize;
                let text = TextBuilder::default();
                self.cell = Some(OpenCell {
                    start,
                    text,
                    links: Vec::new(),
                    link: None,
                });
            }
            b"a" => {
                let source = self.source;
                if let (Some(cell), Some(href)) = (&mut self.cell, href) {
                    cell.link = Some((cell.text.len(), link(source, span, href)));
                }
            }
            b"li" => self.separate("\n- ", span),
            b"br" | b"p" | b"ul" | b"ol" | b"div" => self.separate("\n", span),
            _ => {}
        }
    }

    fn close(&mut self, name: &[u8], span: Span) {
        match name {
            b"td" | b"th" => self.close_cell(span.start as usize),
            b"tr" => {
                self.close_cell(span.start as usize);
                self.close_row(span.end as usize);
            }
            b"a" => {
                if let Some(cell) = &mut self.cell
                    && let Some((at, mut link)) = cell.link.take()
                {
                    link.text = Cow::Owned(cell.text.as_str()[at..].to_owned());
                    cell.links.push((at..cell.text.len(), link));
                }
            }
            b"p" | b"ul" | b"ol" | b"div" => self.separate("\n", span),
            _ => {}
        }
    }

    fn separate(&mut self, separator: &str, span: Span) {
        if let Some(cell) = &mut self.cell {
            cell.text.push(separator, span);
        }
    }

    fn close_cell(&mut self, end: usize) {
        let (Some(cell), Some(row)) = (self.cell.take(), &mut self.row) else {
            return;
        };
        let span = Span::new(cell.start, end.max(cell.start));
        let content = Inline {
            text: cell.text.finish(span),
            links: cell.links,
        };
        row.cells.push(Cell {
            span: Some(span),
            content,
        });
    }

    fn close_row(&mut self, end: usize) {
        self.close_cell(end);
        let Some(mut row) = self.row.take() else {
            return;
        };
        row.span = Span::new(row.span.start as usize, end);
        if !row.cells.is_empty() {
            self.rows.push(row);
        }
    }
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

#[cfg(test)]
mod tests {
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
    fn anchors_are_the_values_of_ids_and_names_and_of_nothing_else() {
        let found = |html| anchors(html).collect::<Vec<_>>();
        assert_eq!(found("<a id=\"x\" name='y'>"), ["x", "y"]);
        assert_eq!(found("<p id=plain>"), ["plain"]);
        assert_eq!(found(" id=\"cut\">"), ["cut"]);
        assert_eq!(found("<p data-id=\"x\" id=\"\" class=\"id=y\">"), [""; 0]);
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
