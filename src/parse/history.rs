//! The update history: when a page was published, when it last changed, and what changed.

use std::ops::Range;

use crate::config::Profile;
use crate::config::template::Template;
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
        if let Some(date) = dated(text, &profile.phrases.last_updated, profile) {
            self.history().last_updated.get_or_insert(date);
        } else if let Some(date) = dated(text, &profile.phrases.published, profile) {
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

/// Reads a phrase with a date, such as *Last updated 30 November 2024*.
pub fn dated<'s>(text: &Text<'s>, phrase: &Template, profile: &Profile) -> Option<Date<'s>> {
    let found = phrase.resembles(text.as_str())?;
    let range = found.get("date")?;
    let date = date(&text.slice(range.clone()), profile)?;
    let label = text.slice(0..range.start).trimmed();
    // Another date before it is no part of the phrase.
    if label.as_str().contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    Some(Date {
        misspelt_label: (!found.exact && !label.is_blank()).then_some(label),
        ..date
    })
}

/// Reads *30 November 2024*, *30 de noviembre de 2024* or `2024-11-30`. A text that is recognisably a date but names no day, or does so
/// in digits that people read in two ways (*30/11/2024*), gives a date without a day.
pub fn date<'s>(text: &Text<'s>, profile: &Profile) -> Option<Date<'s>> {
    let text = text.trimmed();
    let value = text.as_str();
    if value.len() > 40 {
        return None;
    }
    if let Some(day) = Day::from_iso(value) {
        return Some(Date {
            text,
            day: Some(day),
            misspelt_label: None,
        });
    }
    if is_in_digits(value) {
        return Some(Date {
            text,
            day: None,
            misspelt_label: None,
        });
    }
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
    let year = number(third, 1000..10_000);
    let found = (number(day, 1..100), profile.month(month), year);
    let day = match found {
        (Some(day), Some(month), Some(year)) => {
            Day::new(year, month, u8::try_from(day).unwrap_or(u8::MAX))
        }
        (Some(_), None, Some(_)) => None,
        _ => return None,
    };
    Some(Date {
        text,
        day,
        misspelt_label: None,
    })
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
