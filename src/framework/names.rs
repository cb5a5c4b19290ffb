//! Which names mean the same thing although they are written differently.

use std::collections::HashMap;

use super::Framework;
use crate::facts::Relation;
use crate::text::same_ignoring_case;

/// The word that `&` is a sign for.
const AMPERSAND: &str = "and";

/// A name as it is compared: letters and digits in lower case, without spaces, hyphens and words that stand there a second time in a row, and
/// with *and* for `&`.
pub(crate) fn folded(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    let mut before = "";
    for word in name.split_whitespace() {
        if same_ignoring_case(before, word) {
            continue;
        }
        before = word;
        for character in word.chars() {
            if character == '&' {
                folded.push_str(AMPERSAND);
            } else if !is_hyphen(character) {
                folded.extend(character.to_lowercase());
            }
        }
    }
    folded
}

/// Letters and digits in lower case: by which the anchors that different programs make of one heading are the same.
pub(crate) fn anchor_key(text: &str) -> String {
    let letters = text.chars().filter(|character| character.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

fn is_hyphen(character: char) -> bool {
    matches!(
        character,
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ad}'
    )
}

/// A name with what it takes to compare it with many others.
#[derive(Debug)]
pub(crate) struct Comparable {
    folded: Vec<char>,
    digits: String,
    qualifier: Option<String>,
    /// Which letters there are: a quick way to tell names that are far apart.
    letters: u64,
}

impl Comparable {
    /// Prepares a name.
    pub(crate) fn new(name: &str) -> Self {
        let folded: Vec<char> = folded(name).chars().collect();
        let letters = folded.iter().fold(0u64, |letters, character| {
            letters | 1 << (u32::from(*character) % 64)
        });
        Self {
            digits: folded.iter().filter(|c| c.is_numeric()).collect(),
            qualifier: qualifier(name),
            letters,
            folded,
        }
    }

    /// How many letters would have to be changed, dropped, added or swapped with their neighbour to make one name of the other;
    /// `None` where that is more than 2 (1 in names under six letters), or where the names differ in a number or in most of a
    /// qualifier in brackets, which makes them two names.
    pub(crate) fn distance(&self, other: &Self) -> Option<usize> {
        let (shorter, longer) = (
            self.folded.len().min(other.folded.len()),
            self.folded.len().max(other.folded.len()),
        );
        let allowed = if shorter < 6 { 1 } else { 2 };
        // Each edit changes at most two letters of the set.
        if longer - shorter > allowed
            || (self.letters ^ other.letters).count_ones() as usize > 2 * allowed
            || self.digits != other.digits
            || !self.same_qualifier(other)
        {
            return None;
        }
        let distance = strsim::generic_damerau_levenshtein(&self.folded, &other.folded);
        (distance <= allowed).then_some(distance)
    }

    fn same_qualifier(&self, other: &Self) -> bool {
        match (&self.qualifier, &other.qualifier) {
            (None, None) => true,
            (Some(one), Some(other)) => {
                let (one_length, other_length) = (one.chars().count(), other.chars().count());
                let (shorter, longer) =
                    (one_length.min(other_length), one_length.max(other_length));
                let allowed = if shorter < 6 { 1 } else { 2 };
                one == other || longer >= 6 && strsim::osa_distance(one, other) <= allowed
            }
            _ => false,
        }
    }
}

fn qualifier(name: &str) -> Option<String> {
    let (_, rest) = name.split_once('(')?;
    Some(folded(rest.split(')').next().unwrap_or(rest)))
}

/// The one of `known` that `name` is closest to; `None` where none is close, or two are equally so.
pub(crate) fn closest<'k, T: Copy + PartialEq + 'k>(
    name: &Comparable,
    known: impl IntoIterator<Item = &'k (Comparable, T)>,
) -> Option<T> {
    let mut best: Option<(usize, T)> = None;
    let mut tie = false;
    for (candidate, meaning) in known {
        let Some(distance) = name.distance(candidate) else {
            continue;
        };
        match best {
            Some((least, _)) if distance > least => {}
            Some((least, closest)) if distance == least => tie |= closest != *meaning,
            _ => (best, tie) = (Some((distance, *meaning)), false),
        }
    }
    best.filter(|_| !tie).map(|(_, meaning)| meaning)
}

/// The words of many names, by which a word that is spelt as it is meant is told from a slip.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    /// In how many names a word occurs.
    words: HashMap<String, u32>,
}

impl Vocabulary {
    /// Adds the words of a name.
    pub(crate) fn add(&mut self, name: &str) {
        let mut words: Vec<String> = words_of(name).collect();
        words.sort_unstable();
        words.dedup();
        for word in words {
            *self.words.entry(word).or_default() += 1;
        }
    }

    /// Adds the words of every skill's name.
    pub(crate) fn add_skills(&mut self, framework: &Framework<'_>) {
        for relation in [Relation::DefinesSkill, Relation::NeedsSkill] {
            for (key, _) in framework.facts.groups(relation) {
                self.add(framework.name(key.subject));
            }
        }
    }

    /// Whether the words in which two names differ occur in further names: *project management* is no slip for *product
    /// management* where there are *managing a project* and *product ownership* too.
    pub(crate) fn tells_apart(&self, name: &str, other: &str) -> bool {
        self.knows_difference(name, other) && self.knows_difference(other, name)
    }

    fn knows_difference(&self, name: &str, other: &str) -> bool {
        let others: Vec<String> = words_of(other).collect();
        let mut own = words_of(name)
            .filter(|word| !others.contains(word))
            .peekable();
        own.peek().is_some()
            && own.all(|word| self.words.get(&word).is_some_and(|&names| names > 1))
    }
}

fn words_of(name: &str) -> impl Iterator<Item = String> {
    name.split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn distance(one: &str, other: &str) -> Option<usize> {
        Comparable::new(one).distance(&Comparable::new(other))
    }

    #[test]
    fn case_hyphens_and_spaces_make_no_difference() {
        assert_eq!(
            folded("User-centred  design"),
            folded("user centred Design")
        );
        assert_eq!(distance("Problem managment", "Problem-management"), Some(1));
        assert_eq!(distance("Agile wroking", "Agile working"), Some(1));
    }

    #[test]
    fn a_number_or_a_qualifier_makes_another_name() {
        assert_eq!(distance("Testing 1", "Testing 2"), None);
        assert_eq!(distance("Programming (R)", "Programming (C)"), None);
        assert_eq!(distance("Testing", "Testing (R)"), None);
        assert_eq!(
            distance("Testing (data scinece)", "Testing (data science)"),
            Some(1)
        );
        assert_eq!(
            distance("Development (DvOps)", "Development (DevOps)"),
            Some(1)
        );
        assert_eq!(distance("Art", "Act"), Some(1));
        assert_eq!(distance("Arts", "Acta"), None);
    }

    #[test]
    fn a_word_that_other_names_have_is_no_slip() {
        let mut vocabulary = Vocabulary::default();
        for name in [
            "Project management",
            "Product management",
            "Leading a project",
            "Product ownership",
        ] {
            vocabulary.add(name);
        }
        assert!(vocabulary.tells_apart("Project management", "Product management"));
        assert!(!vocabulary.tells_apart("Prodect management", "Product management"));
        assert!(!vocabulary.tells_apart("Product management", "Prodect management"));
    }
}
