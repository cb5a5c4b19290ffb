//! The update history: when a page was published, when it last changed, and what changed.

use std::ops::Range;

use crate::config::template::Template;
use crate::config::{Profile, fold};
use crate::document::{Date, Day, History, Update};
use crate::text::{Text, words};

/// Takes the blocks below the history's heading one after the other.
#[derive(Debug, Default)]
pub struct HistoryReader<'s> {
    history: Option<History<'s>>,
}

impl<'s> HistoryReader<'s> {
    /// Takes a paragraph; `false` when it says nothing about an update. Dates on lines of their own may stand in one paragraph.
    pub fn paragraph(&mut self, text: &Text<'s>, profile: &Profile) -> bool {
        let lines = lines(text);
        let is_dated = |line: &Text<'s>| {
            let phrases = [&profile.phrases.last_updated, &profile.phrases.published];
            let mut phrases = phrases.into_iter();
            phrases.any(|phrase| dated(line, phrase, profile).is_some())
                || date(line, profile).is_some()
        };
        if lines.len() > 1 && lines.first().is_some_and(is_dated) {
            // The first line opens the history, so that the others belong to it.
            return lines.iter().all(|line| self.line(line, profile));
        }
        self.line(text, profile)
    }

    fn line(&mut self, text: &Text<'s>, profile: &Profile) -> bool {
        if let Some(second) = second_phrase(text, profile) {
            let lines = [0..second, second..text.as_str().len()];
            let [first, second] = lines.map(|range| text.slice(range).trimmed());
            self.history().joined = Some(second.span());
            return self.line(&first, profile) && self.line(&second, profile);
        }
        let phrases = &profile.phrases;
        let with = |phrase| dated(text, phrase, profile).or_else(|| undated(text, phrase));
        if let Some(date) = with(&phrases.last_updated) {
            self.history().last_updated.get_or_insert(date);
        } else if let Some(date) = with(&phrases.published) {
            self.history().published.get_or_insert(date);
        } else if let Some(date) = date(text, profile) {
            self.history().entries.push(Update {
                date,
                notes: Vec::new(),
            });
        } else if let Some(update) = self.history().entries.last_mut() {
            update.notes.push(text.clone());
        } else {
            return false;
        }
        true
    }

    /// Takes a list item: a note of the entry above it; `false` where there is none.
    pub fn note(&mut self, text: &Text<'s>) -> bool {
        let Some(update) = self.history().entries.last_mut() else {
            return false;
        };
        update.notes.push(text.clone());
        true
    }

    /// The history, if there was any.
    pub fn finish(self) -> Option<History<'s>> {
        self.history
    }

    fn history(&mut self) -> &mut History<'s> {
        self.history.get_or_insert_with(|| History {
            published: None,
            last_updated: None,
            entries: Vec::new(),
            joined: None,
        })
    }
}

/// Whether a line is the one that an update history begins with, so that it is one even without its heading.
pub fn opens_history(text: &Text<'_>, profile: &Profile) -> bool {
    let published = profile.phrases.published.matches(text.as_str());
    let range = published.and_then(|found| found.get("date"));
    range.is_some_and(|range| date(&text.slice(range), profile).is_some())
}

/// The lines of a text.
fn lines<'s>(text: &Text<'s>) -> Vec<Text<'s>> {
    let mut start = 0;
    let lines = text.as_str().split_inclusive('\n').map(|line| {
        let range = start..start + line.len();
        start = range.end;
        text.slice(range).trimmed()
    });
    lines.filter(|line| !line.is_blank()).collect()
}

/// The byte (from 0) at which the second of two phrases with a date begins, with nothing but white space between them.
fn second_phrase(text: &Text<'_>, profile: &Profile) -> Option<usize> {
    let phrases = [&profile.phrases.published, &profile.phrases.last_updated];
    let value = text.as_str();
    let of = |range: Range<usize>| {
        let mut phrases = phrases.iter();
        let part = text.slice(range.clone()).trimmed();
        let is_phrase = |phrase: &Template| {
            phrase.matches(part.as_str()).is_some() && dated(&part, phrase, profile).is_some()
        };
        phrases.position(|phrase| is_phrase(phrase))
    };
    if value.len() > LONGEST_PAIR {
        return None;
    }
    let mut starts = words(value).map(|(start, _)| start).skip(1);
    starts.find(|&start| {
        let second = of(start..value.len());
        second.is_some_and(|second| of(0..start).is_some_and(|first| first != second))
    })
}

/// Two phrases with a date are shorter, in bytes.
const LONGEST_PAIR: usize = 120;

/// Reads a phrase whose date is missing; the date then has the words of the phrase.
fn undated<'s>(text: &Text<'s>, phrase: &Template) -> Option<Date<'s>> {
    let text = text.trimmed();
    let words = phrase.fill(|_| String::new());
    let bare = |text: &str| fold(text.trim().trim_end_matches(':'));
    (bare(text.as_str()) == bare(&words)).then_some(Date {
        text,
        day: None,
        misspelt_label: None,
    })
}

/// The bytes (from 0) behind the words that a phrase begins with, where a space between them or behind them is lost.
fn behind_joined_words(text: &str, phrase: &Template) -> Option<Range<usize>> {
    let (words, _) = phrase.as_str().split_once("{date}")?;
    let letters = words.chars().filter(|c| !c.is_whitespace());
    let mut characters = text.char_indices().filter(|(_, c)| !c.is_whitespace());
    let mut end = 0;
    for letter in letters {
        let (at, character) = characters.next()?;
        if !letter.to_lowercase().eq(character.to_lowercase()) {
            return None;
        }
        end = at + character.len_utf8();
    }
    (end > 0).then_some(end..text.len())
}

/// Reads a phrase with a date, such as *Last updated 30 November 2024*.
pub fn dated<'s>(text: &Text<'s>, phrase: &Template, profile: &Profile) -> Option<Date<'s>> {
    let found = phrase.resembles(text.as_str());
    let is_exact = found.as_ref().is_some_and(|found| found.exact);
    let range = found.and_then(|found| found.get("date"));
    let read = range.and_then(|range| behind_words(text, range, profile));
    let (date, words) = read.or_else(|| {
        let range = behind_joined_words(text.as_str(), phrase)?;
        behind_words(text, range, profile)
    })?;
    Some(Date {
        misspelt_label: Some(words).filter(|words| !is_exact && !words.is_blank()),
        ..date
    })
}

/// The date in a range of a text (bytes from 0), and the words before it. Another date before it is no part of a phrase.
fn behind_words<'s>(
    text: &Text<'s>,
    range: Range<usize>,
    profile: &Profile,
) -> Option<(Date<'s>, Text<'s>)> {
    let date = date(&text.slice(range.clone()), profile)?;
    let words = text.slice(0..range.start).trimmed();
    let has_digit = words.as_str().contains(|c: char| c.is_ascii_digit());
    (!has_digit).then_some((date, words))
}

/// Reads *30 November 2024*, *30 de noviembre de 2024* or `2024-11-30`, also before a colon. A text that is recognisably a date but names no
/// day, or does so in digits that people read in two ways (*30/11/2024*), gives a date without a day.
pub fn date<'s>(text: &Text<'s>, profile: &Profile) -> Option<Date<'s>> {
    let text = text.trimmed();
    let text = text
        .slice(0..text.as_str().trim_end_matches(':').len())
        .trimmed();
    let value = text.as_str();
    if value.len() > 40 {
        return None;
    }
    let day = match (Day::from_iso(value), parts(value, profile)) {
        (Some(day), _) => Some(day),
        (None, Some((day, month, year))) => month.and_then(|month| Day::new(year, month, day)),
        (None, None) if is_in_digits(value) || is_incomplete(value, profile) => None,
        (None, None) => return None,
    };
    Some(Date {
        text,
        day,
        misspelt_label: None,
    })
}

/// The day, the month and the year that a text of three words names, in the numbers of [`Day::new`]; the month is `None` where there is none of
/// that name.
fn parts(value: &str, profile: &Profile) -> Option<(u8, Option<u8>, u16)> {
    let parts = date_words(value);
    let &[first, second, third] = &parts[..] else {
        return None;
    };
    // *30 November 2024* or *November 30 2024*
    let (day, month) = if profile.month(first).is_some() {
        (second, first)
    } else {
        (first, second)
    };
    let year = number(third, 1000..10_000)?;
    let day = u8::try_from(number(day, 1..100)?).ok()?;
    Some((day, profile.month(month), year))
}

/// The words of a date without the short ones that some languages have between and around them: *14 de marzo de 2025*.
fn date_words(value: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = words(value)
        .map(|(_, word)| word.trim_matches([',', '.']))
        .collect();
    if parts.len() > 3 {
        let is_small = |word: &str| word.chars().all(char::is_lowercase);
        parts.retain(|word| word.chars().count() > 3 || !is_small(word));
    }
    parts
}

/// Whether a text is three numbers as in *30/11/2024*, *30.11.2024* or *30-11-24*.
fn is_in_digits(value: &str) -> bool {
    let parts: Vec<&str> = value.split(['/', '.', '-']).collect();
    let is_number = |part: &&str| part.bytes().all(|byte| byte.is_ascii_digit());
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    parts.iter().all(is_number)
        && matches!(lengths[..], [1 | 2, 1 | 2, 2 | 4] | [4, 1 | 2, 1 | 2])
        && (lengths.contains(&4) || value.contains('/'))
}

/// Whether a text that names no day is nothing but numbers and the name of a month: a part of a date is missing, or a space (*2June 2025*).
fn is_incomplete(value: &str, profile: &Profile) -> bool {
    let (mut numbers, mut months) = (Vec::new(), 0);
    let words = value.split(|c: char| c.is_whitespace() || matches!(c, ',' | '.'));
    for word in words.filter(|word| !word.is_empty()) {
        let starts_with_digit = word.starts_with(|c: char| c.is_ascii_digit());
        let end = word.find(|c: char| c.is_ascii_digit() != starts_with_digit);
        let (first, second) = word.split_at(end.unwrap_or(word.len()));
        for part in [first, second].into_iter().filter(|part| !part.is_empty()) {
            match part.parse::<u32>() {
                Ok(number) => numbers.push(number),
                Err(_) if profile.month(part).is_some() => months += 1,
                Err(_) => return false,
            }
        }
    }
    let years = numbers
        .iter()
        .filter(|number| (1000..10_000).contains(*number));
    match (numbers.len(), months) {
        (1 | 2, 1) => true,
        (2, 0) => years.count() == 1,
        _ => false,
    }
}

fn number(word: &str, range: Range<u16>) -> Option<u16> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    // *1st*, *2nd*, *30th*
    if word.len() - digits.len() > 2 {
        return None;
    }
    digits
        .parse()
        .ok()
        .filter(|number| range.contains(number) || (range.start == 1 && *number == 0))
}

/// Where a line ends (in bytes from 0) without the link behind it and the dash before that; at the dash where the link's words are
/// others.
pub fn before_link(line: &str, words: &str) -> usize {
    let is_between = |c: char| c.is_whitespace() || matches!(c, '—' | '–' | '-' | '|' | '·');
    let at_link = (!words.is_empty()).then(|| line.find(words)).flatten();
    let end = at_link.or_else(|| line.find(['—', '–']));
    line[..end.unwrap_or(line.len())]
        .trim_end_matches(is_between)
        .len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_may_have_small_words_between() {
        let day = |source: &'static str| {
            let text = Text::verbatim(source, crate::text::Span::new(0, source.len()));
            date(&text, Profile::gov_uk()).and_then(|date| date.day)
        };
        assert_eq!(day("the 14 of March 2025"), Day::new(2025, 3, 14));
        assert_eq!(day("March 14, 2025"), Day::new(2025, 3, 14));
        assert_eq!(day("14 mar 2025"), None);
        assert_eq!(day("from 14 of March 2025"), None);
        assert_eq!(day("14 March 2025:"), Day::new(2025, 3, 14));
    }

    #[test]
    fn a_date_that_lacks_a_part_or_a_space_is_one_without_a_day() {
        let read = |source: &'static str| {
            let text = Text::verbatim(source, crate::text::Span::new(0, source.len()));
            date(&text, Profile::gov_uk()).map(|date| date.day)
        };
        for source in [
            "2June 2025",
            "2 June2025",
            "2 2025",
            "June 2025",
            "2 June",
            "2 June 25",
        ] {
            assert_eq!(read(source), Some(None), "{source}");
        }
        for source in [
            "2025",
            "June",
            "2 new skills",
            "2024 2025",
            "Version 2",
            "in June 2025",
        ] {
            assert_eq!(read(source), None, "{source}");
        }
    }

    #[test]
    fn what_stands_behind_a_date_is_no_part_of_it() {
        let before = |line: &'static str| &line[..before_link(line, "See all updates")];
        for line in [
            "Last updated 1 May 2025 — See all updates",
            "Last updated 1 May 2025 See all updates",
            "Last updated 1 May 2025 — See al updates",
            "Last updated 1 May 2025",
        ] {
            assert_eq!(before(line), "Last updated 1 May 2025");
        }
    }
}
