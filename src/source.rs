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

impl Source {
    /// Names a text. `path` is shown in findings: relative to the working directory, with `/`.
    pub fn new(path: impl Into<Arc<str>>, text: String) -> Self {
        Self {
            path: path.into(),
            text,
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
