//! One source text with its name, its line starts and its hash.

use std::sync::{Arc, OnceLock};

use xxhash_rust::xxh3::xxh3_128;

use crate::text::{LineIndex, Position, Span};

/// A text that was read, under the name that findings give it.
#[derive(Debug)]
pub struct Source {
    path: Arc<str>,
    text: String,
    lines: OnceLock<LineIndex>,
}

/// A place that a reader can open: a path and two positions, `end` exclusive.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// Path as findings show it, with `/`.
    pub path: Arc<str>,
    /// First character.
    pub start: Position,
    /// One past the last character.
    pub end: Position,
}

impl Location {
    /// The bytes of the place, from 0.
    pub fn span(&self) -> Span {
        Span::new(self.start.offset, self.end.offset)
    }

    /// The start of a file of which nothing is known but its path (it could not be read).
    pub fn start_of(path: Arc<str>) -> Self {
        let start = Position {
            line: 1,
            column: 1,
            offset: 0,
        };
        Self {
            path,
            start,
            end: start,
        }
    }
}

/// The text with a line feed for each carriage return that none follows.
fn with_line_feeds(text: String) -> String {
    let bytes = text.as_bytes();
    let is_lone = |at: usize| bytes.get(at + 1) != Some(&b'\n');
    if !memchr::memchr_iter(b'\r', bytes).any(is_lone) {
        return text;
    }
    let mut read = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let ends_line = character == '\r' && characters.peek() != Some(&'\n');
        read.push(if ends_line { '\n' } else { character });
    }
    read
}

impl Source {
    /// Names a text. `path` is shown in findings: relative to the working directory, with `/`.
    ///
    /// A carriage return by itself ends a line, as it does in Markdown and in editors: it is read as a line feed, which is as long.
    pub fn new(path: impl Into<Arc<str>>, text: String) -> Self {
        Self {
            path: path.into(),
            text: with_line_feeds(text),
            lines: OnceLock::new(),
        }
    }

    /// The path that findings show.
    pub fn path(&self) -> &Arc<str> {
        &self.path
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The line starts, found when first asked for.
    pub fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
    }

    /// The lines and columns of a span.
    pub fn locate(&self, span: Span) -> Location {
        let position = |offset: u32| self.lines().position(&self.text, offset as usize);
        Location {
            path: Arc::clone(&self.path),
            start: position(span.start),
            end: position(span.end),
        }
    }

    /// Hash of the bytes, by which a later reading is known to be the same text.
    pub fn hash(&self) -> u128 {
        xxh3_128(self.text.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_carriage_return_by_itself_ends_a_line() {
        let source = Source::new("a.md", "one\rtwo\r\nthree\nfo\u{fc}r\r".to_owned());
        assert_eq!(source.text(), "one\ntwo\r\nthree\nfo\u{fc}r\n");
        let place = source.locate(Span::new(9, 14));
        assert_eq!((place.start.line, place.start.column), (3, 1));
    }
}
