//! Tags that are not written as they should be.

use crate::config::close_match;
use crate::text::Span;

/// Whether a tag, with its brackets, is that of a table, or a misspelt one.
pub fn is_nearly_table(tag: &str) -> bool {
    let name = tag.trim_start_matches(['<', '/']);
    let is_tag = name.len() < tag.len();
    is_tag && is_close_to_table(&name[..name_length(name)])
}

/// Whether the name of a tag is `table`, or a misspelt one.
pub fn is_close_to_table(name: &str) -> bool {
    close_match(name, ["table"]).is_some()
}

fn name_length(text: &str) -> usize {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric());
    end.unwrap_or(text.len())
}

/// Where a tag ends that has another one within, because its own `>` or a quotation mark is missing; `None` for a whole one.
pub fn cut(tag: &str) -> Option<usize> {
    let next = 1 + tag.get(1..)?.find('<')?;
    let quotes = tag[..next].matches('"').count();
    if quotes.is_multiple_of(2) {
        return Some(next);
    }
    // A bracket can stand in a value, but hardly both of them.
    tag[..next].find('>').map(|end| end + 1)
}

/// A tag that is cut off, or has a quotation mark too few.
pub struct Stump<'s> {
    /// Its name, as written.
    pub name: &'s str,
    /// Whether it is an end tag.
    pub is_end: bool,
    /// All that is written of it, without the text that runs on from it.
    pub span: Span,
    /// The text that runs on from it.
    pub rest: Span,
    /// Where it leads.
    pub href: Option<&'s str>,
}

impl<'s> Stump<'s> {
    /// Reads the tag at `span` of `source`.
    pub fn read(source: &'s str, span: Span) -> Self {
        /// What text can run on from.
        const CELLS: [&str; 4] = ["td", "th", "tr", "a"];
        let written = span.of(source);
        let inner = written.trim_start_matches(['<', '/']);
        let before = written.len() - inner.len();
        let whole = &inner[..name_length(inner)];
        let starts = |name: &&&str| {
            let start = whole.get(..name.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(name))
        };
        let is_known = ["table", "thead", "tbody", "tfoot", "caption"]
            .iter()
            .any(|name| name.eq_ignore_ascii_case(whole));
        let cell = CELLS.iter().find(starts).filter(|_| !is_known);
        let name = cell.map_or(whole, |name| &whole[..name.len()]);
        let values = inner.rfind('"').map_or(name.len(), |quote| quote + 1);
        let end = if written.ends_with('>') {
            written.len()
        } else {
            let value = &inner[values..];
            let space = value.len() - value.trim_start().len();
            before + values + if value.trim().is_empty() { 0 } else { space }
        };
        let start = span.start as usize;
        let href = inner.split_once("href=\"").map(|(_, value)| {
            let end = value.find(['"', '>']).unwrap_or(value.len());
            &value[..end]
        });
        Self {
            name,
            is_end: written[..before].ends_with('/'),
            span: Span::new(start, start + end),
            rest: Span::new(start + end, span.end as usize),
            href,
        }
    }
}
