//! The lines of a document around the places of a finding: long lines cut to what matters, every character harmless.

use std::ops::Range;

use codespan_reporting::files::{Error, Files, Location};

use super::harmless::{harmless, shown_as};
use crate::source::Source;
use crate::text::{Position, Span};

/// Lines of up to this many characters are shown whole.
const LINE_WIDTH: usize = 100;
/// Characters shown before a place in a longer line.
const BEFORE: usize = 24;
/// Characters shown after a place in a longer line.
const AFTER: usize = 36;
/// Characters shown of a place that is longer: so many of its start, and half as many of its end.
const PLACE_WIDTH: usize = 80;
/// Places on more lines than this are shown by their first line.
const PLACE_LINES: usize = 8;
/// A cut moves by up to this many bytes so as not to split a word, and closes gaps of up to this many.
const NEARBY: usize = 12;

/// What is shown of one document.
pub(super) struct Excerpt {
    name: String,
    text: String,
    lines: Vec<Line>,
    /// Where a place begins in `text`, and in the document.
    places: Vec<(usize, Position)>,
}

/// One line of the document as shown.
struct Line {
    /// Which line, from 0.
    index: usize,
    /// The line in the excerpt's text, with its line break.
    range: Range<usize>,
    /// For each character that is shown: its first byte in the document, and its bytes in the excerpt's text.
    characters: Vec<(usize, Range<usize>)>,
}

impl Excerpt {
    /// The lines around `spans` of `source`, and where each span begins and ends in the excerpt. Spans must lie within the source.
    pub(super) fn new(source: &Source, spans: &[Span]) -> (Self, Vec<Range<usize>>) {
        let places: Vec<Range<usize>> = spans
            .iter()
            .map(|&span| first_lines(source, span))
            .collect();
        let mut excerpt = Self {
            name: harmless(source.path()).into_owned(),
            text: String::new(),
            lines: Vec::new(),
            places: Vec::new(),
        };
        for index in lines_of(source, &places) {
            excerpt.add_line(source, index, &places);
        }
        let ranges: Vec<_> = places
            .iter()
            .map(|place| excerpt.range_of(source, place))
            .collect();
        let starts = places.iter().zip(&ranges);
        excerpt.places = starts
            .map(|(place, range)| {
                let start = source.locate(Span::empty(place.start)).start;
                (range.start, start)
            })
            .collect();
        (excerpt, ranges)
    }

    fn add_line(&mut self, source: &Source, index: usize, places: &[Range<usize>]) {
        let line = content(source, index);
        let begin = self.text.len();
        let mut characters = Vec::new();
        let mut shown_up_to = line.start;
        for window in windows(source.text(), &line, places) {
            if window.start > shown_up_to {
                let gap = if shown_up_to == line.start {
                    "… "
                } else {
                    " … "
                };
                self.text.push_str(gap);
            }
            for (at, character) in source.text()[window.clone()].char_indices() {
                let at_start = window.start + at == 0;
                let visible = || (!at_start).then_some(char::REPLACEMENT_CHARACTER);
                if let Some(shown) = shown_as(character).or_else(visible) {
                    let start = self.text.len();
                    self.text.push(shown);
                    characters.push((window.start + at, start..self.text.len()));
                }
            }
            shown_up_to = window.end;
        }
        if shown_up_to < line.end {
            self.text.push_str(" …");
        }
        self.text.push('\n');
        self.lines.push(Line {
            index,
            range: begin..self.text.len(),
            characters,
        });
    }

    /// Where bytes of the document are in the excerpt.
    fn range_of(&self, source: &Source, place: &Range<usize>) -> Range<usize> {
        let first = self.line(source.lines().line_of(place.start));
        let following = first
            .characters
            .partition_point(|(at, _)| *at < place.start);
        let start = match first.characters.get(following) {
            Some((_, shown)) => shown.start,
            None => first.range.end - 1,
        };
        let last = self.line(source.lines().line_of(place.end));
        let before = last.characters.partition_point(|(at, _)| *at < place.end);
        let end = match before.checked_sub(1).map(|before| &last.characters[before]) {
            Some((_, shown)) => shown.end,
            None => last.range.start,
        };
        start..end.max(start)
    }

    fn line(&self, index: usize) -> &Line {
        let at = self.lines.partition_point(|line| line.index < index);
        &self.lines[at.min(self.lines.len() - 1)]
    }
}

/// The bytes of a place, without a line break at its end, of its first line alone where it has too many.
fn first_lines(source: &Source, span: Span) -> Range<usize> {
    let Range { start, end } = span.range();
    let breaks = source.text()[start..end].len()
        - source.text()[start..end]
            .trim_end_matches(['\r', '\n'])
            .len();
    let end = end - breaks;
    let line = source.lines().line_of(start);
    if source.lines().line_of(end) - line < PLACE_LINES {
        start..end
    } else {
        start..content(source, line).end.max(start)
    }
}

/// The lines (from 0) that places touch, and single lines between them.
fn lines_of(source: &Source, places: &[Range<usize>]) -> Vec<usize> {
    let of = |place: &Range<usize>| {
        source.lines().line_of(place.start)..=source.lines().line_of(place.end)
    };
    let mut lines: Vec<usize> = places.iter().flat_map(of).collect();
    lines.sort_unstable();
    lines.dedup();
    let between: Vec<usize> = lines
        .windows(2)
        .filter(|pair| pair[1] - pair[0] == 2)
        .map(|pair| pair[0] + 1)
        .collect();
    lines.extend(between);
    lines.sort_unstable();
    lines
}

/// The bytes of a line (from 0) without its line break.
fn content(source: &Source, index: usize) -> Range<usize> {
    let lines = source.lines();
    let start = lines.line_start(index);
    let end = if index + 1 < lines.line_count() {
        lines.line_start(index + 1)
    } else {
        source.text().len()
    };
    start
        ..start
            + source.text()[start..end]
                .trim_end_matches(['\r', '\n'])
                .len()
}

/// The parts of a line that are shown, ascending.
fn windows(text: &str, line: &Range<usize>, places: &[Range<usize>]) -> Vec<Range<usize>> {
    let shown = &text[line.clone()];
    if shown.chars().nth(LINE_WIDTH).is_none() {
        return vec![line.clone()];
    }
    let mut windows = Vec::new();
    for place in places {
        let (start, end) = (place.start.max(line.start), place.end.min(line.end));
        if start > end {
            continue;
        }
        if text[start..end].chars().nth(PLACE_WIDTH).is_none() {
            windows.push(back(text, line, start, BEFORE)..on(text, line, end, AFTER));
        } else {
            windows.push(back(text, line, start, BEFORE)..on(text, line, start, PLACE_WIDTH / 2));
            windows.push(back(text, line, end, PLACE_WIDTH / 4)..on(text, line, end, AFTER));
        }
    }
    if windows.is_empty() {
        windows.push(line.start..on(text, line, line.start, LINE_WIDTH));
    }
    windows.sort_by_key(|window| window.start);
    let mut apart: Vec<Range<usize>> = Vec::with_capacity(windows.len());
    for window in windows {
        match apart.last_mut() {
            Some(last) if window.start <= last.end + NEARBY => last.end = last.end.max(window.end),
            _ => apart.push(window),
        }
    }
    apart
}

/// So many characters before `from`, or a little less so as to begin with a whole word.
fn back(text: &str, line: &Range<usize>, from: usize, characters: usize) -> usize {
    let before = &text[line.start..from];
    let Some((at, _)) = before.char_indices().rev().nth(characters) else {
        return line.start;
    };
    let cut = line.start + at;
    let word = text[cut..from]
        .find(char::is_whitespace)
        .filter(|&length| length <= NEARBY);
    word.map_or(cut, |length| {
        cut + length
            + text[cut + length..]
                .chars()
                .next()
                .map_or(0, char::len_utf8)
    })
}

/// So many characters after `from`, or a little less so as to end with a whole word.
fn on(text: &str, line: &Range<usize>, from: usize, characters: usize) -> usize {
    let Some((at, _)) = text[from..line.end].char_indices().nth(characters) else {
        return line.end;
    };
    let cut = from + at;
    let space = text[from..cut].rfind(char::is_whitespace);
    space
        .map(|at| from + at)
        .filter(|&space| cut - space <= NEARBY)
        .unwrap_or(cut)
}

/// The excerpts of one finding.
pub(super) struct Excerpts(pub Vec<Excerpt>);

impl Excerpts {
    fn get(&self, id: usize) -> Result<&Excerpt, Error> {
        self.0.get(id).ok_or(Error::FileMissing)
    }
}

impl<'e> Files<'e> for Excerpts {
    type FileId = usize;
    type Name = &'e str;
    type Source = &'e str;

    fn name(&'e self, id: usize) -> Result<&'e str, Error> {
        Ok(&self.get(id)?.name)
    }

    fn source(&'e self, id: usize) -> Result<&'e str, Error> {
        Ok(&self.get(id)?.text)
    }

    fn line_index(&'e self, id: usize, byte_index: usize) -> Result<usize, Error> {
        let lines = &self.get(id)?.lines;
        let following = lines.partition_point(|line| line.range.start <= byte_index);
        Ok(lines[following.saturating_sub(1)].index)
    }

    fn line_range(&'e self, id: usize, line_index: usize) -> Result<Range<usize>, Error> {
        let excerpt = self.get(id)?;
        let line = excerpt.line(line_index);
        if line.index == line_index {
            Ok(line.range.clone())
        } else {
            Err(Error::LineTooLarge {
                given: line_index,
                max: line.index,
            })
        }
    }

    fn location(&'e self, id: usize, byte_index: usize) -> Result<Location, Error> {
        let excerpt = self.get(id)?;
        let place = excerpt.places.iter().find(|(at, _)| *at == byte_index);
        let (_, position) = place.ok_or(Error::InvalidCharBoundary { given: byte_index })?;
        Ok(Location {
            line_number: position.line,
            column_number: position.column,
        })
    }
}

#[cfg(test)]
mod tests {
    use codespan_reporting::diagnostic::{Diagnostic, Label};
    use codespan_reporting::term::Config;

    use super::*;

    fn excerpt_of(text: &str, place: &str) -> (String, String) {
        let at = text.find(place).expect("is there");
        let source = Source::new("a.md", text.to_owned());
        let (excerpt, ranges) = Excerpt::new(&source, &[Span::new(at, at + place.len())]);
        (
            excerpt.text.clone(),
            excerpt.text[ranges[0].clone()].to_owned(),
        )
    }

    #[test]
    fn a_short_line_is_shown_whole() {
        let (text, place) = excerpt_of("\u{feff}one\r\ntwo three\r\nfour", "three");
        assert_eq!((text.as_str(), place.as_str()), ("two three\n", "three"));
        let (text, place) = excerpt_of("\u{feff}one\r\ntwo", "one");
        assert_eq!((text.as_str(), place.as_str()), ("one\n", "one"));
    }

    #[test]
    fn a_long_line_is_cut_between_words() {
        let line = format!(
            "{}the middle{}",
            "before it ".repeat(40),
            " after that".repeat(40)
        );
        let (text, place) = excerpt_of(&line, "the middle");
        assert_eq!(place, "the middle");
        assert_eq!(
            text,
            "… it before it before it the middle after that after that after that …\n"
        );
    }

    #[test]
    fn a_long_place_is_shown_by_its_ends() {
        let line = format!(
            "{} {} {}",
            "b".repeat(300),
            "é ".repeat(200).trim(),
            "a".repeat(300)
        );
        let (text, place) = excerpt_of(&line, "é ".repeat(200).trim());
        assert!(text.chars().count() < 180, "{text}");
        assert!(
            place.starts_with("é é") && place.ends_with("é é"),
            "{place}"
        );
        assert!(place.contains(" … "), "{place}");
    }

    #[test]
    fn escape_sequences_are_shown_and_not_followed() {
        let (text, place) = excerpt_of("a \u{1b}[2Jb\u{202e}c", "\u{1b}[2Jb");
        assert_eq!(
            (text.as_str(), place.as_str()),
            ("a ␛[2Jb\u{fffd}c\n", "␛[2Jb")
        );
    }

    proptest::proptest! {
        #[test]
        fn any_place_of_any_text_can_be_shown(
            text in "([ab\u{e9}\u{1f600}\u{feff}\u{1b}]{0,90} ?[\r\n]{0,2}){0,12}",
            places in proptest::collection::vec((0.0..=1.0, 0.0..=1.0), 1..5),
        ) {
            let boundaries: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_precision_loss,
                clippy::cast_sign_loss,
                reason = "some place of the text"
            )]
            let at = |share: f64| boundaries[(share * (boundaries.len() - 1) as f64) as usize];
            let spans: Vec<Span> = places
                .iter()
                .map(|&(one, other): &(f64, f64)| Span::new(at(one.min(other)), at(one.max(other))))
                .collect();
            let source = Source::new("a.md", text);
            let (excerpt, ranges) = Excerpt::new(&source, &spans);
            for range in &ranges {
                proptest::prop_assert!(excerpt.text.get(range.clone()).is_some());
            }
            let harmful = excerpt.text.contains(['\u{1b}', '\u{feff}']);
            proptest::prop_assert!(!harmful);
            let labels = ranges.into_iter().map(|range| Label::primary(0, range).with_message("here"));
            let diagnostic = Diagnostic::error().with_labels(labels.collect());
            let excerpts = Excerpts(vec![excerpt]);
            let emitted = codespan_reporting::term::emit_into_string(&Config::default(), &excerpts, &diagnostic);
            proptest::prop_assert!(emitted.is_ok(), "{emitted:?}");
        }
    }
}
