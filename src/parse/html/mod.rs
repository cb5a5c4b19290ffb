//! HTML tables in Markdown to the same tables as Markdown's own.

mod table;
mod tag;

use std::ops::Range;

pub use self::table::read_table;
pub use self::tag::{break_without_bracket, break_without_end, is_nearly_break};
use self::tag::{is_nearly_table, opens_nearly_table};
use crate::text::Span;

/// The bytes (from 0) of the first table in `range` of `source`, up to the end of `</table>`, which may lie behind the range: Markdown
/// ends a block of HTML at an empty line. One of its two tags may be missing or misspelt. `None` where there is none.
pub fn find_table(source: &str, range: Range<usize>) -> Option<Range<usize>> {
    let html = &source[range.clone()];
    let start = if let Some(at) = find_tag(html, "<table") {
        range.start + at
    } else {
        let rows = range.start + first_row(html)?;
        let tag = misspelt_table(source, rows);
        // That of a table that is over by then is none of these rows.
        tag.filter(|&tag| end_of_table(source, tag) > rows)
            .unwrap_or(rows)
    };
    Some(start..end_of_table(source, start))
}

/// Where the rows of a table begin whose `<table>` is not there; in bytes from 0.
fn first_row(html: &str) -> Option<usize> {
    let row = find_tag(html, "<tr")?;
    let parts = ["<caption", "<colgroup", "<thead", "<tbody"];
    let parts = parts.iter().filter_map(|part| find_tag(&html[..row], part));
    Some(parts.min().unwrap_or(row))
}

/// Where the tag of a table stands before its rows, if it is misspelt, or behind other text, so that Markdown has it in the paragraph
/// above, perhaps with the header.
fn misspelt_table(source: &str, rows: usize) -> Option<usize> {
    let before = source[..rows].trim_end();
    let last = before.rfind('<').filter(|_| before.ends_with('>'));
    let is_table = |at: &usize| is_nearly_table(&before[*at..]) && !before[*at..].starts_with("</");
    last.filter(is_table).or_else(|| {
        let lines = before.lines().rev();
        let mut paragraph = lines.take_while(|line| !line.trim().is_empty());
        let line = paragraph.find(|line| opens_nearly_table(line))?;
        Some(
            line.as_ptr() as usize - source.as_ptr() as usize + line.len()
                - line.trim_start().len(),
        )
    })
}

/// Where the table that begins at `start` ends: behind `</table>`; where that is missing, behind the last of its rows, and behind what
/// stands there in its place.
fn end_of_table(source: &str, start: usize) -> usize {
    let next = find_tag(&source[start + 1..], "<table").map(|length| start + 1 + length);
    let table = &source[start..next.unwrap_or(source.len())];
    if let Some(close) = find_tag(table, "</table") {
        let close = start + close + "</table".len();
        let rest = source[close..].trim_start();
        let end = source.len() - rest.len();
        return if rest.starts_with('>') {
            end + 1
        } else {
            close
        };
    }
    let parts = ["</tr", "</td", "</th", "</tbody", "</tfoot"];
    let last = parts.iter().filter_map(|part| rfind_tag(table, part)).max();
    let last = last.unwrap_or(0);
    let end = table[last..]
        .find('>')
        .map_or(table.len(), |end| last + end + 1);
    let rest = source[start + end..].trim_start();
    let tag = rest.find('>').map_or(rest, |end| &rest[..=end]);
    if is_nearly_table(tag) {
        source.len() - rest.len() + tag.len()
    } else {
        start + end
    }
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
    memchr::memchr_iter(b'<', html.as_bytes()).find(|&at| is_tag(html, at, tag))
}

/// Where `tag` begins for the last time.
fn rfind_tag(html: &str, tag: &str) -> Option<usize> {
    memchr::memrchr_iter(b'<', html.as_bytes()).find(|&at| is_tag(html, at, tag))
}

fn is_tag(html: &str, at: usize, tag: &str) -> bool {
    let bytes = html.as_bytes();
    let after = at + tag.len();
    let named = bytes
        .get(at..after)
        .is_some_and(|name| name.eq_ignore_ascii_case(tag.as_bytes()));
    named && !bytes.get(after).is_some_and(u8::is_ascii_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_the_values_of_ids_and_names_and_of_nothing_else() {
        let found = |html| anchors(html).collect::<Vec<_>>();
        assert_eq!(found("<a id=\"x\" name='y'>"), ["x", "y"]);
        assert_eq!(found("<p id=plain>"), ["plain"]);
        assert_eq!(found(" id=\"cut\">"), ["cut"]);
        assert_eq!(found("<p data-id=\"x\" id=\"\" class=\"id=y\">"), [""; 0]);
    }
}
