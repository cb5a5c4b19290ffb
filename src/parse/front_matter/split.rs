//! Finds the front matter block at the top of a text.
//!
//! A block is what `gray_matter` takes for one: a first line of `---`, `+++` or `---json` and a later line of the same
//! (`---` for `---json`). Three things go beyond it: a byte-order mark may stand before the block; an empty block is a
//! block; and Hugo's bare `{ … }` is one.
//!
//! A block whose delimiter is damaged is still found, so that a document does not lose its body to one wrong line:
//!
//! - One that is never closed ends before the first line that cannot be front matter: a Markdown heading, or a line that is neither
//!   indented nor blank and has no key. Where a line resembles the delimiter (`--`, `----`), it ends there.
//! - One that is never opened is recognised by two lines of keys before a line of `---`.
//! - One in a block of code that the first line opens is read as if that line were not there.

use crate::document::{FrontMatterFormat, FrontMatterProblem};
use crate::text::Span;

use super::{misplaced, syntax};

/// Where the front matter of a text stands; bytes from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What it is written in.
    pub format: FrontMatterFormat,
    /// From the opening delimiter to the closing one, without the line break after it.
    pub span: Span,
    /// The opening delimiter.
    pub opening: Span,
    /// What lies between the delimiters; for a bare `{ … }` the whole block.
    pub content: Span,
    /// First byte of the line after the block.
    pub body_start: usize,
    /// What is wrong with a delimiter.
    pub problem: Option<FrontMatterProblem>,
}

/// The text after its byte-order mark.
pub(super) fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// Finds the front matter block; `None` where a text has none.
pub fn split(text: &str) -> Option<Block> {
    let start = text.len() - without_mark(text).len();
    let first = Line::at(text, start)?;
    match first.of(text).trim_end() {
        "---" | "---yaml" => fenced(text, FrontMatterFormat::Yaml, &first),
        "---toml" | "+++" => fenced(text, FrontMatterFormat::Toml, &first),
        "---json" => fenced(text, FrontMatterFormat::Json, &first),
        line if line.starts_with('{') => bare_json(text, &first),
        line if line.starts_with(['`', '~']) => misplaced::in_code(text, &first),
        _ => damaged_opening(text, &first),
    }
}

/// The same block ended before the line where the body begins, if the closing delimiter that was found belongs to the body: a heading
/// or a damaged delimiter stands before the place (byte from 0) at which reading gave up, and no front matter follows it.
pub(super) fn end_before_body(text: &str, block: &Block, gave_up_at: usize) -> Option<Block> {
    if text[block.span.range()].starts_with('{') {
        return None;
    }
    let end = block.content.end as usize;
    let mut lines =
        Lines::from(text, block.content.start as usize).take_while(|line| line.start < end);
    let stop = lines.by_ref().find(|line| {
        let line = line.of(text);
        is_heading(line) || resembles_delimiter(line)
    })?;
    let body_follows = lines.any(|line| !can_be_front_matter(line.of(text), block.format));
    (stop.start <= gave_up_at && body_follows)
        .then(|| unclosed(text, block.format, block.opening, block.content.start))
}

/// The block that the line `first` opens and a later line closes.
pub(super) fn closed(text: &str, format: FrontMatterFormat, first: &Line) -> Option<Block> {
    let opening = Span::new(first.start, first.start + first.of(text).trim_end().len());
    let content_start = first.next?;
    let close = if opening.of(text) == "+++" {
        "+++"
    } else {
        "---"
    };
    let closing = closing_line(text, content_start, close)?;
    Some(Block {
        format,
        span: Span::new(first.start, closing.start + close.len()),
        opening,
        content: Span::new(content_start, closing.start),
        body_start: closing.next.unwrap_or(text.len()),
        problem: None,
    })
}

fn fenced(text: &str, format: FrontMatterFormat, first: &Line) -> Option<Block> {
    let block = closed(text, format, first);
    if block.is_some() {
        return block;
    }
    let opening = Span::new(first.start, first.start + first.of(text).trim_end().len());
    let content_start = first.next?;
    // A text may begin with a thematic break: without a key there is nothing to close.
    let mut lines = Lines::from(text, content_start).map(|line| line.of(text));
    lines
        .find(|line| !line.trim().is_empty() && !line.starts_with('#'))
        .filter(|line| has_key(line, format))?;
    Some(unclosed(
        text,
        format,
        opening,
        Span::empty(content_start).start,
    ))
}

/// The first line from `start` on that is exactly `close`, white space after it aside.
fn closing_line(text: &str, start: usize, close: &str) -> Option<Line> {
    let found = memchr::memmem::find_iter(&text.as_bytes()[start..], close.as_bytes());
    found
        .map(|at| start + at)
        .filter(|&at| at == start || text.as_bytes()[at - 1] == b'\n')
        .filter_map(|at| Line::at(text, at))
        .find(|line| line.of(text).trim_end() == close)
}

/// A block without its closing delimiter.
fn unclosed(text: &str, format: FrontMatterFormat, opening: Span, content_start: u32) -> Block {
    let close = if opening.of(text) == "+++" {
        "+++"
    } else {
        "---"
    };
    let mut last: Option<Line> = None;
    let mut body_start = text.len();
    for line in Lines::from(text, content_start as usize) {
        let written = line.of(text);
        if resembles_delimiter(written) || written.trim_end() == "..." {
            let end = line.start + written.trim_end().len();
            let start = line.start + (written.len() - written.trim_start().len());
            // Jekyll and Pandoc close YAML with three full stops as well.
            let problem = (written.trim_end() != "...").then(|| {
                let found = written.trim();
                syntax(
                    Span::new(
                        if start == end {
                            line.start
                        } else {
                            start.min(end)
                        },
                        end,
                    ),
                    format!(
                        "front matter is closed by a line of `{close}` alone, not by `{found}`"
                    ),
                )
            });
            return Block {
                format,
                span: Span::new(opening.start as usize, end),
                opening,
                content: Span::new(content_start as usize, line.start),
                body_start: line.next.unwrap_or(text.len()),
                problem,
            };
        }
        if is_heading(written) || !can_be_front_matter(written, format) {
            body_start = last.map_or(line.start, |last| last.next.unwrap_or(text.len()));
            break;
        }
        if !written.trim().is_empty() {
            last = Some(line);
        }
    }
    let end = last.map_or(content_start as usize, |last| {
        last.start + last.of(text).trim_end().len()
    });
    let end = end.max(opening.end as usize);
    let place = last.map_or(opening, |last| Span::new(last.start, end));
    let message =
        format!("front matter is never closed: a line of `{close}` is missing after this");
    Block {
        format,
        span: Span::new(opening.start as usize, end),
        opening,
        content: Span::new((content_start as usize).min(end), end),
        body_start,
        problem: Some(syntax(place, message)),
    }
}

/// Front matter whose first line is misspelt (`--`, `----`), stands too low, or is missing.
fn damaged_opening(text: &str, first: &Line) -> Option<Block> {
    let mut opening = *first;
    while opening.of(text).trim().is_empty() {
        opening = Line::at(text, opening.next?)?;
    }
    let written = opening.of(text);
    let found = written.trim();
    let fence = if found.starts_with('+') { "+++" } else { "---" };
    let format = if fence == "+++" {
        FrontMatterFormat::Toml
    } else {
        FrontMatterFormat::Yaml
    };
    let misspelt = resembles_delimiter(written) || found == fence;
    let content_start = if misspelt {
        opening.next?
    } else {
        opening.start
    };
    let closing = closing_line(text, content_start, fence)?;
    let content = Span::new(content_start, closing.start);
    let mut keys = 0;
    for line in Lines::from(text, content_start).take_while(|line| line.start < closing.start) {
        let line = line.of(text);
        if is_heading(line) || !can_be_front_matter(line, format) {
            return None;
        }
        keys += usize::from(has_key(line, format));
    }
    // Two lines of keys above a line of dashes are no prose; with something like a delimiter before them one is enough.
    if keys < if misspelt { 1 } else { 2 } {
        return None;
    }
    let start = opening.start + (written.len() - written.trim_start().len());
    let place = Span::new(start, start + found.len());
    let message = if !misspelt {
        format!("front matter is never opened: a line of `{fence}` is missing before this")
    } else if found == fence {
        format!("front matter begins on the first line, with `{fence}` at its start")
    } else {
        format!("front matter is opened by a line of `{fence}` alone, not by `{found}`")
    };
    Some(Block {
        format,
        span: Span::new(opening.start, closing.start + fence.len()),
        opening: if misspelt {
            place
        } else {
            Span::empty(opening.start)
        },
        content,
        body_start: closing.next.unwrap_or(text.len()),
        problem: Some(syntax(place, message)),
    })
}

/// Hugo's `{ … }`: an object at the very top, alone on its lines.
fn bare_json(text: &str, first: &Line) -> Option<Block> {
    let after = text[first.start + 1..].trim_start();
    if !(after.starts_with(['"', '}'])) {
        return None;
    }
    let opening = Span::new(first.start, first.start + 1);
    let block = |end: usize, body_start: usize, problem: Option<FrontMatterProblem>| Block {
        format: FrontMatterFormat::Json,
        span: Span::new(first.start, end),
        opening,
        content: Span::new(first.start, end),
        body_start,
        problem,
    };
    if let Some(end) = object_end(text, first.start) {
        let last = Line::at(text, end).unwrap_or(Line {
            start: end,
            end,
            next: None,
        });
        let alone = last.of(text).trim().is_empty();
        return alone.then(|| block(end, last.next.unwrap_or(text.len()), None));
    }
    // Never closed: up to the first heading, or to the end.
    let body = Lines::from(text, first.start).find(|line| is_heading(line.of(text)));
    let body_start = body.map_or(text.len(), |line| line.start);
    let end = text[..body_start].trim_end().len();
    let problem = syntax(
        opening,
        "front matter is never closed: the `}` that belongs to this is missing",
    );
    Some(block(end, body_start, Some(problem)))
}

/// One past the brace that closes the object at `start`; braces in strings do not count.
fn object_end(text: &str, start: usize) -> Option<usize> {
    let (mut depth, mut quoted, mut escaped) = (0usize, false, false);
    for (at, byte) in text.bytes().enumerate().skip(start) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'{' => depth += 1,
            b'}' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// `--`, `----`, ` ---` or `–––`: short, of nothing but dashes (or plus signs), and not the delimiter itself.
fn resembles_delimiter(line: &str) -> bool {
    let found = line.trim();
    let dashes = found
        .chars()
        .filter(|character| "-–—−+".contains(*character))
        .count();
    let length = found.chars().count();
    let misspelt = dashes >= 2 && length <= 6 && length - dashes <= 1 && !found.contains(' ');
    (misspelt && !(found == "---" || found == "+++"))
        || (found == "—" || (misspelt && line.starts_with([' ', '\t'])))
}

/// A Markdown heading: one to six `#`, a space, and words.
fn is_heading(line: &str) -> bool {
    let words = line.trim_start_matches('#');
    let level = line.len() - words.len();
    (1..=6).contains(&level) && words.starts_with([' ', '\t']) && !words.trim().is_empty()
}

/// Whether front matter could have this line, taken by itself.
pub(super) fn can_be_front_matter(line: &str, format: FrontMatterFormat) -> bool {
    let blank = line.trim().is_empty();
    let continues = line.starts_with([' ', '\t', ']', '}', '#', '\'', '"']);
    let own = match format {
        FrontMatterFormat::Yaml => {
            line.starts_with("- ") || line.trim_end() == "-" || line.starts_with(['<', '?', '&'])
        }
        FrontMatterFormat::Toml => line.starts_with('['),
        FrontMatterFormat::Json => line.starts_with('{'),
    };
    blank || continues || own || has_key(line, format)
}

/// Whether the line begins with a key: up to three words and a colon (an equals sign in TOML).
pub(super) fn has_key(line: &str, format: FrontMatterFormat) -> bool {
    let (key, value) = match format {
        FrontMatterFormat::Toml if line.starts_with('[') => return true,
        FrontMatterFormat::Toml => match line.split_once('=') {
            Some(parts) => parts,
            None => return false,
        },
        FrontMatterFormat::Json => return line.trim_start().starts_with(['"', '{']),
        FrontMatterFormat::Yaml => match line.split_once(':') {
            Some(parts) => parts,
            None => return false,
        },
    };
    let key = key.trim_end().trim_matches(['"', '\'']);
    let separated = format == FrontMatterFormat::Toml
        || value.is_empty()
        || value.starts_with(char::is_whitespace);
    let plain = |character: char| character.is_alphanumeric() || "_-. ".contains(character);
    separated
        && key.starts_with(|character: char| character.is_alphanumeric() || character == '_')
        && key.len() <= 64
        && key.chars().all(plain)
        && key.split(' ').count() <= 3
}

/// One line; bytes from 0.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    pub(super) start: usize,
    /// Before the line break (a `\r` belongs to the line).
    end: usize,
    /// Start of the next line, if this one has a line break.
    pub(super) next: Option<usize>,
}

impl Line {
    /// The line that starts at `start`; `None` at the end of the text.
    pub(super) fn at(text: &str, start: usize) -> Option<Self> {
        (start < text.len()).then(|| match memchr::memchr(b'\n', &text.as_bytes()[start..]) {
            Some(length) => Self {
                start,
                end: start + length,
                next: Some(start + length + 1),
            },
            None => Self {
                start,
                end: text.len(),
                next: None,
            },
        })
    }

    pub(super) fn of(self, text: &str) -> &str {
        &text[self.start..self.end]
    }
}

struct Lines<'t> {
    text: &'t str,
    next: Option<usize>,
}

impl<'t> Lines<'t> {
    fn from(text: &'t str, start: usize) -> Self {
        Self {
            text,
            next: Some(start),
        }
    }
}

impl Iterator for Lines<'_> {
    type Item = Line;

    fn next(&mut self) -> Option<Line> {
        let line = Line::at(self.text, self.next?)?;
        self.next = line.next;
        Some(line)
    }
}
