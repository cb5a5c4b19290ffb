//! What documents say where words of the profile belong that none of them says.

use std::collections::{BTreeMap, BTreeSet};

use crate::config::{OwnWord, OwnWords, Profile, Sort, close_match};
use crate::document::{Date, Document, Kind};
use crate::misheard::Misheard;
use crate::source::{Location, Source};
use crate::text::{Span, collapse_white_space, same_ignoring_case};

/// So many texts are tried in the place of one word.
const MOST_GUESSES: usize = 4;

/// The texts of some documents at the places where words of a profile are looked for.
#[derive(Debug, Default)]
pub struct Survey {
    said: BTreeMap<(Sort, String), Said>,
    /// How many documents there are of each kind.
    kinds: BTreeMap<Kind, usize>,
}

#[derive(Debug)]
struct Said {
    times: usize,
    documents: usize,
    kind: Kind,
    first: Location,
}

impl Survey {
    /// Takes in what a document says.
    pub fn add(&mut self, source: &Source, document: &Document<'_>, profile: &Profile) {
        *self.kinds.entry(document.kind.clone()).or_default() += 1;
        let mut before = BTreeSet::new();
        for (sort, text, span) in texts(document, profile) {
            let is_new = before.insert((sort, text.clone()));
            let said = self.said.entry((sort, text)).or_insert_with(|| Said {
                times: 0,
                documents: 0,
                kind: document.kind.clone(),
                first: source.locate(span),
            });
            said.times += 1;
            said.documents += usize::from(is_new);
        }
    }

    /// What may be meant by each of some words, by their positions: what several documents say at its place, or one does again and again,
    /// and no word of the profile is.
    pub fn guesses(&self, own_words: &OwnWords, words: &[usize]) -> Vec<Misheard> {
        let common: Vec<_> = self
            .said
            .iter()
            .filter(|(_, said)| self.is_common(said))
            .collect();
        let guesses = words.iter().flat_map(|&index| {
            let word = &own_words.all()[index];
            let fits = |(sort, text): &(Sort, String)| {
                *sort == word.sort && can_be(word, text) && !is_other(own_words, word, text)
            };
            let guesses = common.iter().filter(|(place, _)| fits(place));
            let guess = |((_, text), said): &(&(Sort, String), &Said)| {
                Misheard::new(
                    index,
                    text.clone(),
                    said.times,
                    said.documents,
                    said.first.clone(),
                )
            };
            let mut guesses: Vec<Misheard> = guesses.map(guess).collect();
            guesses.sort_by_key(|guess| match word.written {
                Some(_) => guess.distance(own_words),
                // How another language says it has little to do with the word.
                None => usize::MAX - guess.documents(),
            });
            guesses.truncate(MOST_GUESSES);
            guesses
        });
        guesses.collect()
    }

    fn is_common(&self, said: &Said) -> bool {
        let is_only = self.kinds.get(&said.kind) == Some(&1);
        said.documents > 1 || said.times > 2 || (is_only && said.times > 1)
    }

    /// What documents say most often at places of this sort that is no word of the profile, not even nearly; `None` where they say words of
    /// the profile more often than others.
    pub fn other_word(&self, own_words: &OwnWords, sort: Sort) -> Option<(&str, &Location)> {
        let words = || {
            let words = own_words.all().iter().filter(|word| word.sort == sort);
            words.map(|word| word.phrase.as_str())
        };
        let of_sort = self.said.iter().filter(|((other, _), _)| *other == sort);
        let is_word = |text: &str| words().any(|word| same_ignoring_case(word, text));
        let (known, others): (Vec<_>, Vec<_>) = of_sort.partition(|((_, text), _)| is_word(text));
        let times = |said: &[(&(Sort, String), &Said)]| -> usize {
            said.iter().map(|(_, said)| said.times).sum()
        };
        if times(&others) <= times(&known) {
            return None;
        }
        // Those that are close to one may be misspelt.
        let others = others.into_iter();
        let others = others.filter(|((_, text), _)| close_match(text, words()).is_none());
        let common = others.filter(|(_, said)| self.is_common(said));
        let ((_, text), said) = common.max_by_key(|(_, said)| said.times)?;
        Some((text, &said.first))
    }

    /// Whether some document has this very text at this place.
    pub fn has(&self, sort: Sort, text: &str) -> bool {
        self.said.contains_key(&(sort, text.to_owned()))
    }
}

/// Whether a word of the profile can be this text.
fn can_be(word: &OwnWord, text: &str) -> bool {
    let has = |variable: &str| text.contains(&format!("{{{variable}}}"));
    match word.sort {
        // Which of them it is would be a guess.
        sort if sort.is_of_list() => false,
        Sort::Opening => word.is_lead_in(),
        Sort::Heading => {
            ["role", "skill", "level"]
                .iter()
                .all(|variable| word.may_have(variable) || !has(variable))
                && ["skill", "level"]
                    .iter()
                    .all(|variable| word.needs(variable) == has(variable))
        }
        _ => true,
    }
}

/// Whether a text is a word of the profile already; how a lead-in begins says nothing.
fn is_other(own_words: &OwnWords, word: &OwnWord, text: &str) -> bool {
    match word.sort {
        Sort::Opening => word.phrase.as_str() == text,
        sort => {
            let mut words = own_words.all().iter();
            words.any(|other| other.sort == sort && other.is_said(text))
        }
    }
}

/// The texts of a document with their places.
fn texts(document: &Document<'_>, profile: &Profile) -> Vec<(Sort, String, Span)> {
    let mut texts = Vec::new();
    let mut add = |sort: Sort, text: &str, span: Span| {
        let text = collapse_white_space(text.trim()).into_owned();
        if !text.is_empty() {
            texts.push((sort, text, span));
        }
    };
    let front_matter = document.front_matter.as_ref();
    if let Some(root) = front_matter.and_then(|front_matter| front_matter.root.as_ref()) {
        for member in root.members() {
            add(Sort::Key, &member.key.value, member.key.span);
        }
    }
    let tables = document
        .skill_tables()
        .flat_map(|(_, table)| &table.columns);
    let shared = document
        .shared_skills
        .iter()
        .flat_map(|table| &table.columns);
    for column in tables.chain(shared) {
        add(Sort::Column, column.name.as_str(), column.name.span());
    }
    let descriptions = document
        .entries()
        .filter_map(|entry| entry.description.as_ref());
    for lead_in in descriptions.filter_map(|description| description.lead_in()) {
        add(Sort::Opening, lead_in.as_str(), lead_in.span());
    }
    for entry in document.entries() {
        if let Some(level) = &entry.level {
            add(Sort::Level, level.text.as_str(), level.text.span());
        }
        let ordinal = entry.ordinal.as_ref();
        if let Some(ordinal) = ordinal.and_then(|sentence| sentence.ordinal.as_ref()) {
            add(Sort::Ordinal, ordinal.as_str(), ordinal.span());
        }
    }
    for (word, span) in document.dates().flat_map(Date::names) {
        add(Sort::Month, word, span);
    }
    for heading in &document.headings {
        let span = heading.text.span();
        for text in generalised(heading.text.as_str(), document, profile) {
            add(Sort::Heading, &text, span);
        }
    }
    texts
}

/// A heading as it stands, and with variables in the place of the role or of a skill and its level.
fn generalised(heading: &str, document: &Document<'_>, profile: &Profile) -> Vec<String> {
    let mut all = vec![heading.to_owned()];
    if let Some(name) = document.name()
        && let Some(at) = place_of(heading, name.as_str())
    {
        all.push(with_variable(heading, at, "{role}"));
    }
    let levels = profile.scale.levels.iter();
    let level = levels
        .filter_map(|level| place_of(heading, level))
        .max_by_key(|at| at.end);
    if let Some(at) = level {
        let skill = heading[..at.start].trim_end_matches(|c: char| !c.is_alphanumeric());
        let named = with_variable(heading, at, "{level}");
        if !skill.is_empty() {
            all.push(format!("{{skill}}{}", &named[skill.len()..]));
        }
        all.push(named);
    }
    all
}

fn with_variable(text: &str, at: std::ops::Range<usize>, variable: &str) -> String {
    format!("{}{variable}{}", &text[..at.start], &text[at.end..])
}

/// The bytes (from 0) of the last place where a text has a name, case aside.
fn place_of(text: &str, name: &str) -> Option<std::ops::Range<usize>> {
    let (small, name) = (text.to_lowercase(), name.to_lowercase());
    // Where small letters take more or fewer bytes, places differ.
    if small.len() != text.len() || name.is_empty() {
        return None;
    }
    let at = crate::misheard::places_of(&small, &name).last()?;
    let place = at..at + name.len();
    text.get(place.clone()).map(|_| place)
}
