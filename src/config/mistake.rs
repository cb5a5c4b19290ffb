//! What is wrong in a configuration: which setting, which words of it, and how that is said.

use std::ops::Range;

use crate::document::{Node, pointer::join};
use crate::text::Span;

/// One thing in a configuration that cannot be used.
#[derive(Debug)]
pub(super) struct Mistake {
    /// JSON pointer to the setting that is wrong.
    pub pointer: String,
    /// Where it is, and what is left out because of it.
    place: Place,
    pub message: String,
    pub help: Option<String>,
    /// The pointer to a setting with which it is at odds.
    pub other: Option<String>,
}

/// Which words of a setting are wrong.
#[derive(Debug)]
enum Place {
    /// The key at the mistake's pointer.
    Key,
    /// The value at the mistake's pointer.
    Value,
    /// These bytes (from 0) of the text at the mistake's pointer.
    Words(Range<usize>),
    /// The table at this pointer, which lacks the setting.
    Lacking(String),
}

impl Mistake {
    /// A mistake in the value at `pointer`.
    pub(super) fn at(pointer: &str, message: impl Into<String>) -> Self {
        Self {
            pointer: pointer.to_owned(),
            place: Place::Value,
            message: message.into(),
            help: None,
            other: None,
        }
    }

    /// A mistake in those bytes (from 0) of the text at `pointer`.
    pub(super) fn in_text(pointer: &str, words: Range<usize>, message: impl Into<String>) -> Self {
        Self {
            place: Place::Words(words),
            ..Self::at(pointer, message)
        }
    }

    /// A mistake in the key at `pointer`.
    pub(super) fn at_key(pointer: &str, message: impl Into<String>) -> Self {
        Self {
            place: Place::Key,
            ..Self::at(pointer, message)
        }
    }

    /// The table at `pointer` has no `key`.
    pub(super) fn lacking(pointer: &str, key: &str, message: impl Into<String>) -> Self {
        Self {
            place: Place::Lacking(pointer.to_owned()),
            ..Self::at(&join(pointer, key), message)
        }
    }

    /// What to do, where there is something to do.
    pub(super) fn help(mut self, help: Option<String>) -> Self {
        self.help = help;
        self
    }

    /// The key in question and the table that it stands in, where it is a key that is wrong.
    pub(super) fn key_in_table(&self) -> Option<(&str, &str)> {
        let (table, key) = self.pointer.rsplit_once('/')?;
        let is_key = matches!(self.place, Place::Key);
        (is_key && !table.is_empty()).then(|| (key, table.trim_start_matches('/')))
    }

    /// Which setting it is at odds with.
    pub(super) fn beside(mut self, pointer: impl Into<String>) -> Self {
        self.other = Some(pointer.into());
        self
    }

    pub(super) fn is_about_something_missing(&self) -> bool {
        matches!(self.place, Place::Lacking(_))
    }

    /// The pointer to what cannot be read because of the mistake.
    pub(super) fn spoilt(&self) -> &str {
        match &self.place {
            Place::Key | Place::Value | Place::Words(_) => &self.pointer,
            Place::Lacking(table) => table,
        }
    }

    /// The words in question (bytes from 0) of `text`, which `root` is the whole of.
    pub(super) fn span(&self, text: &str, root: &Node<'_>) -> Span {
        let mut path = self.spoilt();
        loop {
            if let Some(target) = root.pointer(path) {
                return match (&self.place, target.key) {
                    (Place::Key, Some(key)) => key.span,
                    (Place::Words(words), _) => part(text, target.node, words),
                    _ => first_line(text, target.node.span),
                };
            }
            let Some((parent, _)) = path.rsplit_once('/') else {
                return Span::empty(root.span.start as usize);
            };
            path = parent;
        }
    }
}

/// A table's span reaches over all that it holds; its first line is what opens it.
fn first_line(text: &str, span: Span) -> Span {
    let written = span.of(text);
    let line = written.lines().next().unwrap_or_default().trim_end();
    let start = span.start as usize;
    Span::new(start, start + line.len())
}

/// The place of what a text says, without its quotation marks.
pub(super) fn text_in(source: &str, text: &Node<'_>) -> Span {
    part(source, text, &(0..text.as_str().map_or(0, str::len)))
}

/// The place of those bytes of a text; the whole of it where it is not written as it reads.
fn part(source: &str, text: &Node<'_>, words: &Range<usize>) -> Span {
    let written = text.span.of(source);
    let offset = text.as_str().and_then(|text| written.find(text));
    offset.map_or(text.span, |offset| {
        let start = text.span.start as usize + offset;
        Span::new(start + words.start, start + words.end)
    })
}

/// Names in backticks, as a list in a sentence.
pub(super) fn listed<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

/// What to say where one name is close.
pub(super) fn did_you_mean(name: &str) -> String {
    format!("did you mean `{name}`?")
}
