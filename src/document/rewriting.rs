//! Other words in the place of a text, where the source has nothing but its words there.

use super::{Document, FrontMatter};
use crate::finding::Edit;
use crate::source::Source;
use crate::text::{Span, Text, collapse_white_space};

impl Document<'_> {
    /// The change after which a reader of `source`, which is this document's, sees `words` in the place of `text`.
    ///
    /// `None` where markup begins or ends within the text, which a replacement would cut in two, and where the words stand there already.
    pub fn rewrite(&self, source: &Source, text: &Text<'_>, words: &str) -> Option<Edit> {
        let is_plain = is_plain(source.text(), text);
        let written = is_plain.then(|| {
            self.dialect
                .written(&collapse_white_space(words))
                .into_owned()
        })?;
        changed(source, text.span(), written)
    }
}

impl FrontMatter<'_> {
    /// The change that gives the value at `span` of `source`, of which the front matter is a part, the text `words`.
    ///
    /// `None` where the value is a list or a map, or goes over several lines, and where it is those words already.
    pub fn rewrite(&self, source: &Source, span: Span, words: &str) -> Option<Edit> {
        let written = self.format.value(words, span.of(source.text()));
        self.replace(source, span, written)
    }

    /// The same with `written` as it is.
    pub fn replace(&self, source: &Source, span: Span, written: String) -> Option<Edit> {
        let before = span.of(source.text());
        let is_one_value = !before.contains(['\n', '\r']) && !before.starts_with(['[', '{']);
        is_one_value
            .then(|| changed(source, span, written))
            .flatten()
    }
}

fn changed(source: &Source, span: Span, replacement: String) -> Option<Edit> {
    (span.of(source.text()) != replacement).then(|| Edit {
        location: source.locate(span),
        replacement,
    })
}

/// Whether `source` has nothing but the words of a text between its ends; white space may be any, and signs may be escaped.
pub(crate) fn is_plain(source: &str, text: &Text<'_>) -> bool {
    let written = collapse_white_space(text.span().of(source));
    let words = collapse_white_space(text.as_str());
    let mut characters = words.chars();
    let rest = characters.try_fold(&*written, |written, character| after(written, character));
    rest == Some("")
}

/// What follows `character` at the start of Markdown, as itself, behind a backslash or as an entity (`CommonMark` 0.31, 2.4 and 2.5).
fn after(written: &str, character: char) -> Option<&str> {
    let is_name = |name: &str| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '#')
    };
    let escaped = written
        .strip_prefix('\\')
        .and_then(|rest| rest.strip_prefix(character));
    let entity = || {
        let (name, rest) = written.strip_prefix('&')?.split_once(';')?;
        is_name(name).then_some(rest)
    };
    escaped
        .or_else(entity)
        .or_else(|| written.strip_prefix(character))
}
