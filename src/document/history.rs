//! When a page was published and changed.

use crate::text::{Span, Text, words};

/// The update history.
#[derive(Debug)]
pub struct History<'s> {
    /// *Published 7 January 2020*.
    pub published: Option<Date<'s>>,
    /// *Last updated 30 November 2024*.
    pub last_updated: Option<Date<'s>>,
    /// The entries, newest first as a rule.
    pub entries: Vec<Update<'s>>,
    /// The second of *Published* and *Last updated* where both stand on one line.
    pub joined: Option<Span>,
}

/// One entry of the update history.
#[derive(Debug)]
pub struct Update<'s> {
    /// Its date.
    pub date: Date<'s>,
    /// What changed.
    pub notes: Vec<Text<'s>>,
}

/// A date as written.
#[derive(Debug)]
pub struct Date<'s> {
    /// The date's own words; where it is missing, those that should introduce it.
    pub text: Text<'s>,
    /// The day that they name; `None` where there is no such day.
    pub day: Option<Day>,
    /// The words before it that say what day it is, where they are misspelt.
    pub misspelt_label: Option<Text<'s>>,
}

impl Date<'_> {
    /// Its words that are no numbers, with their places.
    pub fn names(&self) -> impl Iterator<Item = (&str, Span)> {
        words(self.text.as_str()).filter_map(|(at, word)| {
            let word = word.trim_matches([',', '.']);
            let is_name = !word.is_empty() && word.chars().all(char::is_alphabetic);
            is_name.then(|| (word, self.text.span_of(at..at + word.len())))
        })
    }
}

/// A calendar day, ordered by time. (The Gregorian calendar; no time zone.)
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    /// Year.
    pub year: u16,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day of the month, 1 to 31.
    pub day: u8,
}

impl Day {
    /// The day, if there is such a day.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let leap =
            year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let length = match month {
            2 => 28 + u8::from(leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        (1..=length)
            .contains(&day)
            .then_some(Self { year, month, day })
    }

    /// Reads `2024-11-30` (RFC 3339 `full-date`); a time of day after it is left aside.
    pub fn from_iso(text: &str) -> Option<Self> {
        let date = text.get(..10)?;
        let rest = &text[10..];
        if !(rest.is_empty() || rest.starts_with(['T', 't', ' '])) {
            return None;
        }
        let mut parts = date.split('-');
        let mut number = |digits: usize| {
            let part = parts.next()?;
            (part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit())).then_some(part)
        };
        let (year, month, day) = (number(4)?, number(2)?, number(2)?);
        Self::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            formatter,
            "{:04}-{:02}-{:02}",
            self.year, self.month, self.day
        )
    }
}
