//! The block of metadata at the top of a document.

use super::{Node, Value};
use crate::composed::may_have_marks;
use crate::text::{Span, Text};

/// The block of metadata at the top of a document.
#[derive(Debug)]
pub struct FrontMatter<'s> {
    /// What it is written in.
    pub format: FrontMatterFormat,
    /// The whole block with its delimiters, without the line break after it.
    pub span: Span,
    /// The opening delimiter (`---`, `+++` or `{`).
    pub opening: Span,
    /// What it says; `None` where it could not be read, for which `problems` has the reason. An empty block is an empty map.
    pub root: Option<Node<'s>>,
    /// What the parser could not accept, in order of place.
    pub problems: Vec<FrontMatterProblem>,
}

/// The languages of front matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrontMatterFormat {
    /// Between lines of `---`.
    Yaml,
    /// Between lines of `+++`.
    Toml,
    /// Between lines of `---json` or a bare `{ … }`.
    Json,
}

impl<'s> FrontMatter<'s> {
    /// The string that it has for `key` in the text `source`.
    pub fn string(&self, key: &str, source: &'s str) -> Option<Text<'s>> {
        let node = self.root.as_ref()?.get(key)?;
        let Value::String(string) = &node.value else {
            return None;
        };
        // Of a letter and its accent the value has one character only.
        let has_marks = may_have_marks(node.span.of(source));
        let verbatim = has_marks.then(|| Text::verbatim(source, node.span));
        let verbatim = verbatim.filter(|text| text.as_str() == string);
        Some(verbatim.unwrap_or_else(|| Text::new(string.clone(), node.span)))
    }
}

impl FrontMatterFormat {
    /// How a text is written as the value that takes the place of `before`: with the same quotation marks, where it can be.
    pub fn value(self, text: &str, before: &str) -> String {
        if before.starts_with('\'') && !text.contains(['\'', '\n']) {
            return format!("'{text}'");
        }
        if self == Self::Yaml && !before.starts_with(['"', '\'']) && is_plain_scalar(text) {
            return text.to_owned();
        }
        // A JSON string is one of YAML (1.2.2, section 1.3) and TOML, too.
        serde_json::Value::from(text).to_string()
    }

    /// The same for a key.
    pub fn key(self, key: &str, before: &str) -> String {
        // Bare keys of TOML (1.0.0, "Keys").
        let is_bare =
            |character: char| character.is_ascii_alphanumeric() || "-_".contains(character);
        let is_quoted = before.starts_with(['"', '\'']);
        if self == Self::Toml && !is_quoted && !key.is_empty() && key.chars().all(is_bare) {
            key.to_owned()
        } else {
            self.value(key, before)
        }
    }
}

/// Whether YAML reads the text as that text without quotation marks: a letter first, and nothing behind it that could be markup.
fn is_plain_scalar(text: &str) -> bool {
    let is_plain = |character: char| {
        let signs = " -_./+&()'’:";
        character.is_alphanumeric() || signs.contains(character)
    };
    let reserved = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    text.chars().all(is_plain)
        && text.starts_with(char::is_alphabetic)
        && !text.ends_with([' ', ':'])
        && !text.contains(": ")
        && !reserved.contains(&text.to_lowercase().as_str())
}

/// Why front matter, or a part of it, could not be accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrontMatterProblem {
    /// Which of the two problems it is.
    pub kind: FrontMatterProblemKind,
    /// Where the parser gave up, or the second of two equal keys.
    pub span: Span,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// The first of two equal keys.
    pub first: Option<Span>,
    /// JSON pointer of the second of two equal keys.
    pub pointer: String,
}

/// The two ways in which front matter can be unacceptable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrontMatterProblemKind {
    /// Not well formed, or refused for its size or depth.
    Syntax,
    /// A key that its map has already.
    DuplicateKey,
}
