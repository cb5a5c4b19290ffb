//! Tags that are not written as they should be.

use std::ops::Range;

use crate::config::close_match;
use crate::text::Span;

/// The elements that a cell can have within, but for [those of other elements](PARTS).
const ELEMENTS: [&str; 76] = [
    "a",
    "abbr",
    "address",
    "article",
    "aside",
    "audio",
    "b",
    "bdi",
    "bdo",
    "big",
    "blockquote",
    "br",
    "button",
    "canvas",
    "center",
    "cite",
    "code",
    "data",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "em",
    "figcaption",
    "figure",
    "font",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "li",
    "main",
    "mark",
    "nav",
    "ol",
    "p",
    "picture",
    "pre",
    "q",
    "ruby",
    "s",
    "samp",
    "script",
    "section",
    "select",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "svg",
    "template",
    "time",
    "tt",
    "u",
    "ul",
    "var",
    "wbr",
];

/// The elements that stand only within another one, with the tag of that.
const PARTS: [(&str, &str); 5] = [
    ("dd", "<dl"),
    ("dt", "<dl"),
    ("rb", "<ruby"),
    ("rp", "<ruby"),
    ("rt", "<ruby"),
];

/// Tags that are known without their opening bracket.
const TAGS: [&str; 12] = [
    "table", "thead", "tbody", "tfoot", "tr", "td", "th", "a", "p", "ul", "ol", "li",
];

/// Whether a name (in lower case) is that of an element that can stand in a cell of a table in `source`.
pub fn is_element(name: &str, source: &str) -> bool {
    let is_part = |(part, whole): &(&str, &str)| *part == name && source.contains(whole);
    ELEMENTS.binary_search(&name).is_ok() || PARTS.iter().any(is_part)
}

/// Which of `tags`, with their brackets, a misspelt name means: the one that has its letters in another order, else the one close to it.
pub fn meant(name: &str, tags: &[&'static str]) -> Option<&'static str> {
    let letters = |name: &str| {
        let mut letters = name.as_bytes().to_vec();
        letters.sort_unstable();
        letters
    };
    let of_letters = letters(name);
    let mut anagrams = tags.iter().filter(|tag| letters(bare(tag)) == of_letters);
    anagrams.next().copied().or_else(|| {
        let close = close_match(name, tags.iter().map(|tag| bare(tag)))?;
        tags.iter().copied().find(|tag| bare(tag) == close)
    })
}

/// Whether the end tag of a cell that comes first is that of a header's.
pub fn is_closed_by_th(html: &str) -> bool {
    let mut tags = html.match_indices("</").map(|(at, _)| &html[at + 2..]);
    let is_cell =
        |tag: &&str| ["td", "th"].contains(&&*tag[..name_length(tag)].to_ascii_lowercase());
    let end = tags.find(is_cell);
    end.is_some_and(|tag| tag[..2].eq_ignore_ascii_case("th"))
}

/// The name of a tag of which nothing else is written.
pub fn bare(tag: &str) -> &str {
    tag.trim_matches(['<', '/', '>'])
}

/// The bytes (from 0) of a tag in a text that has lost its opening bracket: an end tag, or one that begins the text.
pub fn without_bracket(text: &str) -> Option<Range<usize>> {
    let start = text.len() - text.trim_start().len();
    if let Some(length) = start_tag(&text[start..]) {
        return Some(start..start + length);
    }
    let mut ends = text.match_indices('/');
    let end = ends.find_map(|(at, _)| {
        let rest = &text[at + 1..];
        let name = &rest[..name_length(rest)];
        let is_tag = is_tag(name) && rest[name.len()..].starts_with('>');
        let before = text[..at].trim_end();
        let start = before.strip_suffix('<').map_or(at, str::len);
        is_tag.then(|| start..at + 1 + name.len() + 1)
    });
    end.or_else(|| break_without_bracket(text))
}

/// The bytes (from 0) of a line break in a text that has lost its opening bracket.
pub fn break_without_bracket(text: &str) -> Option<Range<usize>> {
    // Most texts have no bracket at all, which is quickly seen.
    if !text.contains('>') {
        return None;
    }
    let mut breaks = text.match_indices("br>");
    let (at, written) = breaks.find(|(at, _)| !text[..*at].ends_with(['<', '/']))?;
    Some(at..at + written.len())
}

/// Whether a tag of HTML is a line break, but for its name.
pub fn is_nearly_break(tag: &str) -> bool {
    let inner = tag.strip_prefix('<').unwrap_or_default();
    let name = inner[..name_length(inner)].to_ascii_lowercase();
    !is_element(&name, "") && meant(&name, &["<br>"]).is_some()
}

/// How many bytes of a text, which may go on with a word right behind it, are a line break whose end is missing.
pub fn break_without_end(text: &str) -> Option<usize> {
    let rest = text.strip_prefix("<br")?;
    let goes_on = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '>' | '/');
    let is_cut = !rest.starts_with(goes_on);
    is_cut.then(|| text.len() - rest.len())
}

/// How many bytes of a text are a tag that has lost its opening bracket.
fn start_tag(text: &str) -> Option<usize> {
    let name = &text[..name_length(text)];
    let rest = &text[name.len()..];
    let end = rest.find('>').filter(|_| is_tag(name))?;
    let behind = &rest[end + 1..];
    // `p > 0` is no tag.
    let is_whole = end == 0 && (name.len() > 1 || behind.starts_with(char::is_alphabetic));
    let has_values = rest.starts_with(char::is_whitespace) && rest[..end].contains("=\"");
    (is_whole || has_values).then_some(name.len() + end + 1)
}

fn is_tag(name: &str) -> bool {
    TAGS.iter().any(|tag| tag.eq_ignore_ascii_case(name))
}

/// Whether a line begins with the tag of a table, which can be misspelt or have no opening bracket.
pub fn opens_nearly_table(line: &str) -> bool {
    let line = line.trim_start();
    let inner = line.strip_prefix('<').unwrap_or(line);
    let (name, rest) = inner.split_at(name_length(inner));
    let is_tag = rest.starts_with('>') || rest.starts_with(' ') && rest.contains("=\"");
    is_tag && is_close_to_table(name)
}

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

/// A tag that is cut off, has a quotation mark too few, or no opening bracket.
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
        const CELLS: [&str; 7] = ["td", "th", "tr", "li", "ul", "ol", "a"];
        let written = span.of(source);
        let inner = written.trim_start_matches(['<', '/', ' ']);
        let before = written.len() - inner.len();
        let whole = &inner[..name_length(inner)];
        let starts = |name: &&&str| {
            let start = whole.get(..name.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(name))
        };
        let lower = whole.to_ascii_lowercase();
        let is_known = ["table", "thead", "tbody", "tfoot", "caption"].contains(&&*lower)
            || is_element(&lower, "");
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
