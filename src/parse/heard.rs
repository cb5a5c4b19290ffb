//! Which words of its profile a document says, and which it says nearly, wherever its reader looks for them.

use super::blocks::{Block, BlockKind, Row};
use crate::config::{OwnWord, Profile, Sort, close_match};
use crate::document::{Date, Document, FrontMatter};
use crate::source::{Location, Source};
use crate::text::{Span, Text, collapse_white_space, same_ignoring_case};

/// What a document says of the words of a profile; nothing where they are those of the built-in one.
#[derive(Debug, Default)]
pub struct Heard {
    /// By the positions of words whether they are said.
    said: Vec<bool>,
    /// What is said in the place of words that are not.
    instead: Vec<Instead>,
}

/// What a document says in the place of a word.
#[derive(Debug)]
pub struct Instead {
    /// The position of the word.
    pub word: usize,
    /// How the word would have to be for the document to say it.
    pub said: String,
    /// How often.
    pub times: usize,
    /// Where it does first.
    pub first: Location,
}

impl Heard {
    /// Whether the document says the word at this position.
    pub fn says(&self, word: usize) -> bool {
        self.said.get(word).copied().unwrap_or_default()
    }

    /// What it says in the place of words that it does not say.
    pub fn instead(&self) -> impl Iterator<Item = &Instead> {
        self.instead.iter().filter(|one| !self.says(one.word))
    }
}

/// Where in a document a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Heading,
    Line,
    Item,
    Header,
    Cell,
}

impl Place {
    /// Whether a word of this sort may be misspelt here; an exact one counts everywhere.
    fn is_of(self, sort: Sort) -> bool {
        match sort {
            Sort::Heading => matches!(self, Self::Heading | Self::Line),
            Sort::Sentence | Sort::Opening => matches!(self, Self::Line | Self::Item | Self::Cell),
            Sort::Column => self == Self::Header,
            Sort::Cell => self == Self::Cell,
            Sort::Level | Sort::Ordinal | Sort::Number | Sort::Month | Sort::Key => false,
        }
    }
}

/// Listens to a document for the words of a profile.
pub(super) struct Listener<'a> {
    source: &'a Source,
    profile: &'a Profile,
    words: &'a [OwnWord],
    heard: Heard,
}

impl<'a> Listener<'a> {
    pub(super) fn new(source: &'a Source, profile: &'a Profile) -> Self {
        let words = profile.own_words.as_ref().map_or(&[][..], |own| own.all());
        let heard = Heard {
            said: vec![false; words.len()],
            instead: Vec::new(),
        };
        Self {
            source,
            profile,
            words,
            heard,
        }
    }

    pub(super) fn finish(mut self) -> Heard {
        let said = &self.heard.said;
        self.heard.instead.retain(|one| !said[one.word]);
        self.heard
    }

    /// Listens to the keys of the front matter.
    pub(super) fn front_matter(&mut self, front_matter: &FrontMatter<'_>) {
        if let Some(root) = front_matter
            .root
            .as_ref()
            .filter(|_| !self.words.is_empty())
        {
            for member in root.members() {
                self.hear(Sort::Key, &member.key.value, member.key.span);
            }
        }
    }

    /// Listens to the blocks of a Markdown document.
    pub(super) fn blocks(&mut self, blocks: &[Block<'_>]) {
        if self.words.is_empty() {
            return;
        }
        for block in blocks {
            match &block.kind {
                BlockKind::Heading(_, content) => self.wrapped(&content.text, Place::Heading),
                BlockKind::Paragraph(content) => self.wrapped(&content.text, Place::Line),
                BlockKind::Item(content) => self.wrapped(&content.text, Place::Item),
                BlockKind::Table(table) if table.in_code => {}
                BlockKind::Table(table) => {
                    self.row(&table.header, Place::Header);
                    for row in &table.rows {
                        self.row(row, Place::Cell);
                    }
                }
            }
        }
    }

    fn row(&mut self, row: &Row<'_>, place: Place) {
        for cell in &row.cells {
            self.lines(&cell.content.text, place);
        }
    }

    /// Listens to a text as a whole, which may go over several lines, and then to its lines.
    fn wrapped(&mut self, text: &Text<'_>, place: Place) {
        if text.as_str().trim().contains('\n') {
            let whole = collapse_white_space(text.as_str().trim());
            self.line(&whole, place, || text.span());
            let mut words = self.words.iter();
            if words.any(|word| place.is_of(word.sort) && word.is_said(&whole)) {
                return;
            }
        }
        self.lines(text, place);
    }

    /// Listens to the lines of a text.
    fn lines(&mut self, text: &Text<'_>, place: Place) {
        let mut start = 0;
        for line in text.as_str().split_inclusive('\n') {
            let trimmed = line.trim();
            let at = start + line.len() - line.trim_start().len();
            start += line.len();
            if !trimmed.is_empty() {
                self.line(trimmed, place, || text.span_of(at..at + trimmed.len()));
            }
        }
    }

    /// Listens to copied page text from byte `start` (from 0) on.
    pub(super) fn page(&mut self, start: usize) {
        if !self.words.is_empty() {
            let text = Text::verbatim(
                self.source.text(),
                Span::new(start, self.source.text().len()),
            );
            self.lines(&text, Place::Line);
        }
    }

    fn line(&mut self, line: &str, place: Place, span: impl Fn() -> Span) {
        let words = self.words;
        for (index, word) in words.iter().enumerate() {
            if !self.heard.said[index] && word.is_said(line) {
                self.heard.said[index] = true;
            }
        }
        for (index, word) in words.iter().enumerate() {
            if self.is_wanted(index) && place.is_of(word.sort) {
                let fits = |name: &str, value: &str| self.profile.can_be(name, value);
                let said = word.nearly_said(line, &fits);
                let is_other = || {
                    let mut others = words.iter().filter(|other| place.is_of(other.sort));
                    others.any(|other| other.is_said(line))
                };
                if let Some(said) = said.filter(|_| !is_other()) {
                    self.note(index, said, span());
                }
            }
        }
    }

    /// Listens to what a document says of levels and days, once it is read.
    pub(super) fn document(&mut self, document: &Document<'_>) {
        if self.words.is_empty() {
            return;
        }
        for entry in document.entries() {
            let level = entry.level.as_ref().map(|level| &level.text);
            let sentence = entry.ordinal.as_ref();
            let in_sentence = sentence.and_then(|sentence| sentence.level.as_ref());
            for level in level.into_iter().chain(in_sentence) {
                self.text(Sort::Level, level);
            }
            if let Some(ordinal) = sentence.and_then(|sentence| sentence.ordinal.as_ref()) {
                self.text(Sort::Ordinal, ordinal);
            }
        }
        if let Some(count) = &document.level_count {
            self.text(Sort::Number, &count.count);
        }
        for (word, span) in document.dates().flat_map(Date::names) {
            self.hear(Sort::Month, word, span);
        }
    }

    fn text(&mut self, sort: Sort, text: &Text<'_>) {
        let text = text.trimmed();
        self.hear(sort, text.as_str(), text.span());
    }

    /// Hears a text that is one of the words of a sort, or close to one of them.
    fn hear(&mut self, sort: Sort, text: &str, span: Span) {
        let words = self.words;
        let of_sort = || {
            words
                .iter()
                .enumerate()
                .filter(|(_, word)| word.sort == sort)
        };
        let mut is_known = false;
        for (index, _) in of_sort().filter(|(_, word)| word.is_said(text)) {
            self.heard.said[index] = true;
            is_known = true;
        }
        if is_known {
            return;
        }
        let Some(close) = close_match(text, of_sort().map(|(_, word)| word.phrase.as_str())) else {
            return;
        };
        let meant = of_sort().find(|(_, word)| word.phrase.as_str() == close);
        if let Some((index, _)) = meant.filter(|(index, _)| self.is_wanted(*index)) {
            self.note(index, text.to_owned(), span);
        }
    }

    /// Whether a word stands in a file of the user, and has not been said yet.
    fn is_wanted(&self, index: usize) -> bool {
        !self.heard.said[index] && self.words[index].written.is_some()
    }

    fn note(&mut self, word: usize, said: String, span: Span) {
        let mut noted = self.heard.instead.iter_mut();
        let same = |one: &&mut Instead| one.word == word && same_ignoring_case(&one.said, &said);
        if let Some(one) = noted.find(same) {
            one.times += 1;
        } else {
            self.heard.instead.push(Instead {
                word,
                said,
                times: 1,
                first: self.source.locate(span),
            });
        }
    }
}
