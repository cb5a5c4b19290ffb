//! Words of a profile that no document says, where documents agree on others that are close: the profile is what is misspelt.

use std::collections::BTreeMap;

use crate::config::{OwnWords, Sort, Written, different_words, fold};
use crate::document::Kind;
use crate::finding::{Finding, Subject};
use crate::parse::heard::{Heard, Instead};
use crate::rules::invalid_configuration::INFO;
use crate::source::Location;
use crate::text::{Span, in_case_of};

/// What documents say in the place of a word of the profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misheard {
    /// The position of the word.
    pub word: usize,
    /// What the word should be.
    pub said: String,
    times: usize,
    documents: usize,
    first: Location,
}

/// One document: its kind, where it is known, and what it says of the profile's words.
pub type Speaker<'a> = (Option<&'a Kind>, &'a Heard);

/// The words that no document says, and for which others agree on another one.
///
/// What two documents have in common is no slip of the hand, and neither is what the only document of its kind has twice, nor a number or
/// another word of a list that stands in their texts again. `has_times` tells whether the texts of the documents have some words anywhere
/// at least so often.
pub fn misheard(
    own_words: &OwnWords,
    documents: &[Speaker<'_>],
    has_times: impl Fn(&str, usize) -> bool,
) -> Vec<Misheard> {
    let is_said = |word: usize| documents.iter().any(|(_, heard)| heard.says(word));
    let mut instead: BTreeMap<usize, Vec<(Option<&Kind>, &Instead)>> = BTreeMap::new();
    for &(kind, heard) in documents {
        for one in heard.instead() {
            instead.entry(one.word).or_default().push((kind, one));
        }
    }
    instead.retain(|word, _| !is_said(*word));
    let is_only = |kind: Option<&Kind>| {
        let mut same = documents.iter().filter(|(other, _)| *other == kind);
        kind.is_some() && same.nth(1).is_none()
    };
    let found = instead.into_iter().filter_map(|(word, said)| {
        let known = &own_words.all()[word];
        let agreed = agreed(word, known.sort, known.phrase.as_str(), &said)?;
        let is_common = agreed.documents > 1 || is_only(said.first()?.0);
        let is_enough = (agreed.times > 1 && is_common)
            || (known.sort.is_of_list() && has_times(&agreed.said, 2));
        let fixed = known.fixed();
        // Where both have the same words but not the same signs, the text tells nothing.
        let has_fixed = || has_words(&fold(&agreed.said), &fold(fixed));
        let is_nowhere = || fixed.is_empty() || has_fixed() || !has_times(fixed, 1);
        (is_enough && is_nowhere()).then_some(agreed)
    });
    let mut found: Vec<Misheard> = found.collect();
    let mut before: Vec<(Sort, String)> = Vec::new();
    // One word of a list is enough.
    found.retain(|one| {
        let of_sort = (own_words.all()[one.word].sort, one.said.to_lowercase());
        let is_new = !before.contains(&of_sort);
        before.push(of_sort);
        is_new
    });
    found
}

/// What most places have in common.
fn agreed(
    word: usize,
    sort: Sort,
    phrase: &str,
    instead: &[(Option<&Kind>, &Instead)],
) -> Option<Misheard> {
    let mut candidates: BTreeMap<String, Misheard> = BTreeMap::new();
    let mut all = 0;
    for (_, one) in instead {
        all += one.times;
        let candidate = candidates
            .entry(one.said.to_lowercase())
            .or_insert_with(|| Misheard {
                word,
                said: match sort {
                    Sort::Key | Sort::Opening => one.said.clone(),
                    _ => in_first_case_of(phrase, &one.said),
                },
                times: 0,
                documents: 0,
                first: one.first.clone(),
            });
        candidate.times += one.times;
        candidate.documents += 1;
    }
    let most = candidates.into_values().max_by_key(|one| one.times)?;
    (most.times * 2 > all).then_some(most)
}

/// `said` with a small first letter where `phrase` has the same in small, and a capital one where it has a capital.
fn in_first_case_of(phrase: &str, said: &str) -> String {
    let mut letters = said.chars();
    let lower = |text: &str| {
        text.chars()
            .next()
            .map(|first| first.to_lowercase().to_string())
    };
    if lower(phrase) != lower(said) {
        return said.to_owned();
    }
    match letters.next() {
        Some(first) if phrase.starts_with(char::is_lowercase) => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => in_case_of(phrase, said),
    }
}

impl Misheard {
    /// What documents say in the place of the word at this position.
    pub fn new(word: usize, said: String, times: usize, documents: usize, first: Location) -> Self {
        Self {
            word,
            said,
            times,
            documents,
            first,
        }
    }

    /// How much other than the word of the profile it is, in thousandths of its length.
    pub fn distance(&self, own_words: &OwnWords) -> usize {
        let (phrase, said) = (own_words.all()[self.word].phrase.as_str(), &self.said);
        let length = phrase.chars().count().max(said.chars().count()).max(1);
        strsim::osa_distance(&fold(phrase), &fold(said)) * 1000 / length
    }

    /// In how many documents it is said.
    pub fn documents(&self) -> usize {
        self.documents
    }

    /// Whether it can hardly be anything else: three documents have it, each with the name of its role.
    pub fn is_clear(&self) -> bool {
        self.documents > 2 && self.said.contains("{role}")
    }

    /// The finding at the words of the profile, or at the table in which it lacks them.
    pub fn finding(&self, own_words: &OwnWords) -> Option<Finding> {
        let word = &own_words.all()[self.word];
        let said = &self.said;
        let places = match self.documents {
            1 if self.times == 1 => "in one place".to_owned(),
            1 => format!("in {} places", self.times),
            documents => format!("in {documents} documents"),
        };
        let finding = if let Some(written) = &word.written {
            let phrase = word.phrase.as_str();
            let message = format!("no document says `{phrase}`: {places} it is `{said}`");
            let span = different_part(written, phrase, said);
            let finding = INFO.finding(&written.source, span, message);
            finding.help(format!("did you mean `{said}`?"))
        } else {
            let table = word.lacking.as_ref()?;
            let (name, key, is_list) = word.key()?;
            let message = format!("the profile has no `{key}`: {places} it is `{said}`");
            let value = if is_list {
                format!("[\"{said}\"]")
            } else {
                format!("\"{said}\"")
            };
            let finding = INFO.finding(&table.source, table.span, message);
            finding.help(format!("add `{key} = {value}` to `[{name}]`"))
        };
        let subject = Subject {
            pointer: Some(word.pointer.clone()),
            ..Subject::default()
        };
        let related = format!("the first `{said}`");
        Some(
            finding
                .related(self.first.clone(), related)
                .subject(subject),
        )
    }
}

/// The words of a phrase, which stands at a place of a profile, that are not those that documents say.
fn different_part(written: &Written, phrase: &str, said: &str) -> Span {
    if written.span.of(written.source.text()) != phrase {
        return written.span;
    }
    let words = different_words(phrase, said);
    let start = written.span.start as usize;
    Span::new(start + words.start, start + words.end)
}

/// Whether a text has some words that are no parts of others.
pub fn has_words(text: &str, words: &str) -> bool {
    places_of(text, words).next().is_some()
}

/// Where (bytes from 0) a text has some words that are no parts of others.
pub fn places_of<'t>(text: &'t str, words: &'t str) -> impl Iterator<Item = usize> + 't {
    let is_edge = |character: Option<char>| !character.is_some_and(char::is_alphanumeric);
    let places = text.match_indices(words).map(|(at, _)| at);
    places.filter(move |&at| {
        let (before, behind) = (&text[..at], &text[at + words.len()..]);
        is_edge(before.chars().next_back()) && is_edge(behind.chars().next())
    })
}
