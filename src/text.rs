//! Positions in a source text: byte spans, lines and columns, and texts that know where each of their bytes came from.

use std::borrow::Cow;
use std::ops::Range;

use crate::composed::{composed, marked_letters, may_have_marks};

/// A range of bytes of one source, counted from 0; `end` is exclusive.
///
/// Both ends always lie on character boundaries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte, from 0.
    pub start: u32,
    /// One past the last byte, from 0.
    pub end: u32,
}

impl Span {
    /// The bytes from `start` up to `end`, both counted from 0.
    ///
    /// Sources are refused above [`MAX_SOURCE_BYTES`], so that an offset always fits.
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(
            start <= end && end <= MAX_SOURCE_BYTES,
            "span {start}..{end}"
        );
        #[expect(
            clippy::cast_possible_truncation,
            reason = "sources over MAX_SOURCE_BYTES are never parsed"
        )]
        Self {
            start: start as u32,
            end: end as u32,
        }
    }

    /// The empty span before byte `offset`, from 0.
    pub fn empty(offset: usize) -> Self {
        Self::new(offset, offset)
    }

    /// The same range as `usize` byte offsets from 0.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The bytes of `source` that the span covers.
    pub fn of(self, source: &str) -> &str {
        &source[self.range()]
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether the span covers no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The smallest span that covers both.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }

    /// Whether every byte of `other` lies within this span.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two have a byte in common or meet.
    pub fn touches(self, other: Self) -> bool {
        self.start <= other.end && other.start <= self.end
    }

    /// The same span with `bytes` added to both ends.
    #[must_use]
    pub fn shifted(self, bytes: usize) -> Self {
        Self::new(self.start as usize + bytes, self.end as usize + bytes)
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

/// Sources above this many bytes are reported as unreadable, so that offsets fit 32 bits.
pub const MAX_SOURCE_BYTES: usize = u32::MAX as usize;

/// A value and the place in the source that says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spanned<T> {
    /// What the source says.
    pub value: T,
    /// Where it says so.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Joins a value with its place.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

/// Where a reader finds a byte: line and column count from 1, the offset from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in Unicode scalar values, from 1; a tab is one, a byte-order mark none.
    pub column: usize,
    /// Bytes from the start of the file, from 0.
    pub offset: usize,
}

/// The line starts of one source. Lines end at `\n`; the `\r` of a `\r\n` belongs to its line.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
}

const BYTE_ORDER_MARK: char = '\u{feff}';

impl LineIndex {
    /// Finds the line starts of `source`.
    pub fn new(source: &str) -> Self {
        let after_newlines =
            memchr::memchr_iter(b'\n', source.as_bytes()).map(|at| Span::empty(at + 1).start);
        Self {
            starts: std::iter::once(0).chain(after_newlines).collect(),
        }
    }

    /// Line (from 0) that holds byte `offset` (from 0).
    pub fn line_of(&self, offset: usize) -> usize {
        self.starts
            .partition_point(|&start| start as usize <= offset)
            - 1
    }

    /// First byte (from 0) of `line` (from 0).
    pub fn line_start(&self, line: usize) -> usize {
        self.starts[line] as usize
    }

    /// How many lines there are; at least one.
    pub fn line_count(&self) -> usize {
        self.starts.len()
    }

    /// Line and column of byte `offset` (from 0) of `source`, which must be the text that the index was made from.
    pub fn position(&self, source: &str, offset: usize) -> Position {
        let line = self.line_of(offset);
        let before = &source[self.line_start(line)..offset];
        let mark = usize::from(line == 0 && before.starts_with(BYTE_ORDER_MARK));
        Position {
            line: line + 1,
            column: before.chars().count() - mark + 1,
            offset,
        }
    }
}

/// Text as a reader sees it, each byte of it traceable to the source.
///
/// A run of text that stands verbatim in the source is borrowed. Where markup, escapes or entities lie between its parts the text is
/// put together, and `pieces` says where each part came from.
#[derive(Clone, Debug, Default)]
pub struct Text<'s> {
    value: Cow<'s, str>,
    span: Span,
    /// `(offset in the value, offset in the source)` of each verbatim run, ascending; empty when the value is the span verbatim.
    pieces: Vec<(u32, u32)>,
    /// The source, so that a part of a text put together can be borrowed again; empty where it is not at hand.
    source: &'s str,
}

impl<'s> Text<'s> {
    /// The text that `span` covers in `source`, verbatim; a letter and its accent as one character, however it is written.
    pub fn verbatim(source: &'s str, span: Span) -> Self {
        if may_have_marks(span.of(source)) {
            let mut builder = TextBuilder::default();
            builder.push_verbatim(source, span);
            return builder.finish(span);
        }
        Self {
            value: Cow::Borrowed(span.of(source)),
            span,
            pieces: Vec::new(),
            source,
        }
    }

    /// A text that `span` says in whatever way, as one piece: parts of it are traced to the whole span's start on.
    pub fn new(value: Cow<'s, str>, span: Span) -> Self {
        Self {
            value,
            span,
            pieces: Vec::new(),
            source: "",
        }
    }

    /// What a reader sees.
    pub fn as_str(&self) -> &str {
        &self.value
    }

    /// Everything in the source that the text was made from.
    pub fn span(&self) -> Span {
        self.span
    }

    /// Whether there is nothing to read in it but white space.
    pub fn is_blank(&self) -> bool {
        self.value.trim().is_empty()
    }

    /// The place in the source of bytes `range` (from 0) of the text.
    pub fn span_of(&self, range: Range<usize>) -> Span {
        if self.pieces.is_empty() && self.value.len() == self.span.len() {
            return Span::from(range).shifted(self.span.start as usize);
        }
        let start = self.source_offset(range.start);
        if range.is_empty() {
            return Span::empty(start);
        }
        // The last byte's own piece decides: the source may have more between the pieces than the text has.
        let last = self.value[..range.end]
            .char_indices()
            .next_back()
            .map_or(range.start, |(at, _)| at);
        let mut end = self.source_offset(last) + (range.end - last);
        // An accent may stand behind its letter in the source.
        while !self.source.is_empty() && !self.source.is_char_boundary(end) {
            end += 1;
        }
        Span::new(start, end.max(start).min(self.span.end as usize))
    }

    fn source_offset(&self, offset: usize) -> usize {
        let following = self
            .pieces
            .partition_point(|&(at, _)| at as usize <= offset);
        match following.checked_sub(1).map(|at| self.pieces[at]) {
            None => self.span.start as usize + offset,
            Some((in_value, in_source)) => {
                let limit = self
                    .pieces
                    .get(following)
                    .map_or(self.span.end, |&(_, next)| next.max(in_source));
                (in_source as usize + (offset - in_value as usize)).min(limit as usize)
            }
        }
    }

    /// Bytes `range` (from 0) of the text, as a text of its own.
    #[must_use]
    pub fn slice(&self, range: Range<usize>) -> Self {
        let span = self.span_of(range.clone());
        let value = match &self.value {
            Cow::Borrowed(value) => Cow::Borrowed(&value[range.clone()]),
            // Within one run of the source there is nothing to put together.
            Cow::Owned(value) if self.source.get(span.range()) == Some(&value[range.clone()]) => {
                return Self::verbatim(self.source, span);
            }
            Cow::Owned(value) => Cow::Owned(value[range.clone()].to_owned()),
        };
        let mut pieces = Vec::new();
        if !self.pieces.is_empty() {
            pieces.push((0, Span::empty(self.source_offset(range.start)).start));
            let inner = self
                .pieces
                .iter()
                .filter(|&&(at, _)| (at as usize) > range.start && (at as usize) < range.end);
            pieces.extend(inner.map(|&(at, source)| (at - Span::empty(range.start).start, source)));
        }
        Self {
            value,
            span,
            pieces,
            source: self.source,
        }
    }

    /// The text without white space at its ends.
    #[must_use]
    pub fn trimmed(&self) -> Self {
        let value = self.as_str();
        let start = value.len() - value.trim_start().len();
        let end = start + value.trim().len();
        if start == 0 && end == value.len() {
            self.clone()
        } else {
            self.slice(start..end)
        }
    }

    /// The value alone.
    pub fn into_value(self) -> Cow<'s, str> {
        self.value
    }
}

/// Puts a [`Text`] together from runs of a source.
#[derive(Debug, Default)]
pub struct TextBuilder<'s> {
    text: Text<'s>,
    started: bool,
}

impl<'s> TextBuilder<'s> {
    /// Adds a run that stands verbatim at `span` of `source`.
    pub fn push_verbatim(&mut self, source: &'s str, span: Span) {
        self.text.source = source;
        if may_have_marks(span.of(source)) {
            self.push_composed(source, span);
        } else if !self.started {
            self.text = Text::verbatim(source, span);
            self.started = true;
        } else if self.text.pieces.is_empty() && self.text.span.end == span.start {
            self.text.span.end = span.end;
            self.text.value = Cow::Borrowed(self.text.span.of(source));
        } else {
            self.push(span.of(source), span);
        }
    }

    /// Adds a run in which marks stand behind their letters.
    fn push_composed(&mut self, source: &'s str, span: Span) {
        let text = span.of(source);
        let mut done = 0;
        for letter in marked_letters(text) {
            if done < letter.start {
                let run = Span::from(done..letter.start).shifted(span.start as usize);
                self.push(run.of(source), run);
            }
            done = letter.end;
            let value = composed(&text[letter.clone()]);
            self.push(&value, Span::from(letter).shifted(span.start as usize));
        }
        let rest = Span::new(span.start as usize + done, span.end as usize);
        if !rest.is_empty() {
            self.push(rest.of(source), rest);
        }
    }

    /// Adds `value`, which the source says in other bytes at `span` (an entity, a line break, a list bullet).
    pub fn push(&mut self, value: &str, span: Span) {
        if !self.started {
            self.text.span = span;
            self.started = true;
        }
        if self.text.pieces.is_empty() && !self.text.value.is_empty() {
            self.text.pieces.push((0, self.text.span.start));
        }
        self.text
            .pieces
            .push((Span::empty(self.text.value.len()).start, span.start));
        self.text.value.to_mut().push_str(value);
        self.text.span = self.text.span.to(span);
    }

    /// Bytes of text so far.
    pub fn len(&self) -> usize {
        self.text.value.len()
    }

    /// Whether there is no text yet.
    pub fn is_empty(&self) -> bool {
        self.text.value.is_empty()
    }

    /// What has been put together so far.
    pub fn as_str(&self) -> &str {
        self.text.as_str()
    }

    /// The finished text; an empty one stands at `fallback` when nothing was added.
    pub fn finish(self, fallback: Span) -> Text<'s> {
        if self.started {
            self.text
        } else {
            Text {
                span: Span::empty(fallback.start as usize),
                ..Text::default()
            }
        }
    }
}

/// `name` with a capital first letter where the first of `written` is one, whatever signs are before it.
pub fn in_case_of(written: &str, name: &str) -> String {
    let mut letters = name.chars();
    let is_capital = written.chars().find(|c| c.is_alphanumeric());
    match letters.next() {
        Some(first) if is_capital.is_some_and(char::is_uppercase) => {
            first.to_uppercase().chain(letters).collect()
        }
        _ => name.to_owned(),
    }
}

/// A heading's words without the number before them.
pub fn without_number(text: &str) -> &str {
    let text = text.trim();
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let rest = (rest.len() < text.len()).then_some(rest);
    let name = rest.and_then(|rest| rest.strip_prefix(['.', ')']));
    name.map_or(text, str::trim_start)
}

/// The byte (from 0) at which the line begins that byte `at` belongs to.
pub fn start_of_line(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |end| end + 1)
}

/// Splits into words at white space, non-breaking spaces included, each with its byte offset from 0.
pub fn words(text: &str) -> impl Iterator<Item = (usize, &str)> + Clone {
    let mut at = 0;
    std::iter::from_fn(move || {
        let (start, word) = next_word(text, at)?;
        at = start + word.len();
        Some((start, word))
    })
}

/// The first word at or after byte `at` (from 0), with the byte at which it begins.
pub fn next_word(text: &str, at: usize) -> Option<(usize, &str)> {
    let is_white = |byte: u8| matches!(byte, b'\t'..=b'\r' | b' ');
    let bytes = text.as_bytes();
    let word = bytes[at..].iter().position(|&byte| !is_white(byte))?;
    let start = at + word;
    let mut end = end_of_plain_run(bytes, start);
    // Other control characters belong to their word.
    while bytes
        .get(end)
        .is_some_and(|&byte| byte < b' ' && !is_white(byte))
    {
        end = end_of_plain_run(bytes, end + 1);
    }
    match bytes.get(end) {
        // What is beyond ASCII may be white space, too.
        Some(byte) if !byte.is_ascii() => {
            let rest = &text[at..];
            let start = at + (rest.len() - rest.trim_start().len());
            let word = text[start..].split(char::is_whitespace).next()?;
            (!word.is_empty()).then_some((start, word))
        }
        _ => Some((start, &text[start..end])),
    }
}

/// The first byte (from 0) at or after `start` that is no visible ASCII character: a space, a control character, or a part of one
/// beyond ASCII; the end where there is none.
///
/// Eight bytes at a time, as texts are mostly words: a byte's highest bit is set, or falls to the subtraction, where it is what is looked
/// for. A borrow reaches only the bytes after the first of them.
pub fn end_of_plain_run(bytes: &[u8], start: usize) -> usize {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    const FIRST_VISIBLE: u64 = 0x2121_2121_2121_2121;
    let mut at = start;
    while let Some(eight) = bytes.get(at..).and_then(|rest| rest.first_chunk()) {
        let eight = u64::from_le_bytes(*eight);
        let found = (eight.wrapping_sub(FIRST_VISIBLE) | eight) & HIGH;
        if found != 0 {
            return at + found.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    let is_plain = |byte: &u8| matches!(byte, b'!'..=0x7f);
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|byte| is_plain(byte)).count()
}

/// Whether two texts are the same, case aside. Most texts begin differently or differ in length, and most are ASCII: those are settled by
/// their bytes.
#[inline]
pub fn same_ignoring_case(one: &str, other: &str) -> bool {
    !begin_differently(one, other) && is_same(one, other)
}

/// Whether the first bytes of two texts show that they differ in more than case. `false` says nothing.
#[inline]
pub fn begin_differently(one: &str, other: &str) -> bool {
    match (one.as_bytes().first(), other.as_bytes().first()) {
        (Some(one), Some(other)) => {
            one.is_ascii() && other.is_ascii() && !one.eq_ignore_ascii_case(other)
        }
        _ => false,
    }
}

fn is_same(one: &str, other: &str) -> bool {
    if one.eq_ignore_ascii_case(other) {
        return true;
    }
    if one.is_ascii() || other.is_ascii() {
        return false;
    }
    one.chars()
        .flat_map(char::to_lowercase)
        .eq(other.chars().flat_map(char::to_lowercase))
}

/// The text with every run of white space as one space and none at the ends.
pub fn collapse_white_space(text: &str) -> Cow<'_, str> {
    if is_tidy(text) {
        return Cow::Borrowed(text);
    }
    let mut collapsed = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !collapsed.is_empty() {
            collapsed.push(' ');
        }
        collapsed.push_str(word);
    }
    if collapsed == text {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(collapsed)
    }
}

/// Whether `text` has words of ASCII with one space between them and none at its ends: then there is no white space to collapse.
/// Another text may have none either.
pub fn is_tidy(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.starts_with(b" ") || bytes.ends_with(b" ") {
        return false;
    }
    // Neither loop ends early, so that both go over many bytes at a time.
    let strange = |byte: &u8| u8::from(*byte < b' ') | u8::from(*byte > b'~');
    let following = bytes.iter().zip(bytes.get(1..).unwrap_or_default());
    let two_spaces = |(one, next): (&u8, &u8)| u8::from(*one == b' ') & u8::from(*next == b' ');
    bytes.iter().fold(0, |any, byte| any | strange(byte)) == 0
        && following.fold(0, |any, pair| any | two_spaces(pair)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_run_ends_before_a_space_or_what_is_beyond_ascii() {
        for word in [
            "",
            "a",
            "seven77",
            "eight888",
            "a-much-longer-word-than-eight",
            "~\u{7f}!",
        ] {
            for end in [
                "",
                " ",
                "\n",
                "\u{1}",
                "\u{a0}",
                "é",
                " é a",
                "\u{a0}      \u{1}",
            ] {
                for before in ["", "x ", "longer than eight "] {
                    let text = format!("{before}{word}{end}");
                    let expected = before.len() + word.len();
                    assert_eq!(
                        end_of_plain_run(text.as_bytes(), before.len()),
                        expected,
                        "{text:?}"
                    );
                }
            }
        }
        assert_eq!(end_of_plain_run(b"ab", 5), 5);
        assert_eq!(next_word("a\u{1}b\u{b}c", 0), Some((0, "a\u{1}b")));
    }

    #[test]
    fn a_column_counts_characters_and_no_byte_order_mark() {
        let source = "\u{feff}añb\r\nx\ty";
        let index = LineIndex::new(source);
        let at = |needle: &str| index.position(source, source.find(needle).expect("is there"));
        assert_eq!((at("a").line, at("a").column, at("a").offset), (1, 1, 3));
        assert_eq!((at("b").line, at("b").column), (1, 3));
        assert_eq!((at("y").line, at("y").column), (2, 3));
    }

    #[test]
    fn a_text_put_together_knows_where_each_part_came_from() {
        let source = r"one \| two **three**";
        let mut builder = TextBuilder::default();
        builder.push_verbatim(source, Span::new(0, 4));
        builder.push_verbatim(source, Span::new(5, 11));
        builder.push_verbatim(source, Span::new(13, 18));
        let text = builder.finish(Span::default());
        assert_eq!(text.as_str(), "one | two three");
        let at = text.as_str().find("two").expect("is there");
        assert_eq!(text.span_of(at..at + 3).of(source), "two");
        let three = text.slice(10..15);
        assert_eq!(
            (three.as_str(), three.span().of(source)),
            ("three", "three")
        );
        assert_eq!(text.slice(4..15).span().of(source), "| two **three");
    }

    #[test]
    fn an_accent_behind_its_letter_is_one_character_with_its_place() {
        let source = "- Einfu\u{308}hrung, e\u{301}te\u{301}";
        let text = Text::verbatim(source, Span::new(2, source.len()));
        assert_eq!(text.as_str(), "Einführung, été");
        let of = |words: &str| {
            let at = text.as_str().find(words).expect("the words are there");
            text.slice(at..at + words.len()).span().of(source)
        };
        assert_eq!(of("Einfü"), "Einfu\u{308}");
        assert_eq!(of("hrung"), "hrung");
        assert_eq!(of("été"), "e\u{301}te\u{301}");
    }

    #[test]
    fn white_space_collapses_whatever_it_is_made_of() {
        assert!(matches!(collapse_white_space("a b"), Cow::Borrowed(_)));
        assert!(matches!(collapse_white_space("a – b"), Cow::Borrowed(_)));
        assert_eq!(collapse_white_space(" a\u{a0} \tb\r\n"), "a b");
    }
}
