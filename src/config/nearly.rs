//! What a phrase of the profile would have to be for a text to follow it.

use super::close_match;
use super::profile::fold;
use super::template::{Template, Token};
use crate::text::{same_ignoring_case, words};

/// A text with more words follows no phrase.
const MOST_WORDS: usize = 40;

impl Template {
    /// Whether a text begins with the phrase, case and white space aside. A colon that stands by itself belongs to the words before it.
    pub(super) fn opens(&self, text: &str) -> bool {
        let mut found = words(text);
        let mut expected = words(self.as_str());
        let begins = expected.all(|(_, expected)| {
            let next = found.next();
            next.is_some_and(|(_, word)| same_ignoring_case(word, expected))
        });
        begins && found.next().is_none_or(|(_, word)| word != ":")
    }

    /// The phrase with the fixed words of a text that follows it but for few letters, or for its signs; `None` for one that does not, or
    /// follows it exactly. Where the phrase only `opens` texts, more may follow in the text. `fits` tells whether a variable can have a value.
    pub(super) fn nearly(
        &self,
        text: &str,
        opens: bool,
        fits: &dyn Fn(&str, &str) -> bool,
    ) -> Option<String> {
        let found: Vec<&str> = words(text).map(|(_, word)| word).take(MOST_WORDS).collect();
        if (found.len() == MOST_WORDS && !opens) || self.is_bare() || !self.may_be_near(&found) {
            return None;
        }
        let has_variables = self.tokens.iter().any(Token::is_variable);
        if !has_variables {
            return self.nearly_fixed(&found, opens);
        }
        let fixed = self.tokens.iter().filter(|token| !token.is_variable());
        let most = 1 + fixed.count() / 4;
        let mut said = Vec::new();
        let alignment = Alignment { opens, fits };
        (0..=most)
            .any(|budget| {
                said.clear();
                alignment.follows(&self.tokens, &found, budget, &mut said)
            })
            .then(|| said.join(" "))
            .filter(|said| fold(said) != fold(self.as_str()))
    }

    /// A cheap look: one of the first two words is what it must be, unless they vary.
    fn may_be_near(&self, found: &[&str]) -> bool {
        let pairs = self.tokens.iter().zip(found).take(2);
        let mut fixed = pairs.take_while(|(token, _)| !token.is_variable());
        let mut is_first = true;
        let mut none = true;
        let near = fixed.any(|(token, word)| {
            none = false;
            let Token::Word(expected) = token else {
                return true;
            };
            let near = if is_first {
                is_near(word, expected)
            } else {
                same_ignoring_case(word, expected)
            };
            is_first = false;
            near
        });
        near || none
    }

    fn nearly_fixed(&self, found: &[&str], opens: bool) -> Option<String> {
        let phrase = self.as_str();
        let count = self.tokens.len();
        let candidates = if opens {
            count.saturating_sub(1).max(1)..=(count + 1).min(found.len())
        } else {
            found.len()..=found.len()
        };
        candidates
            .filter_map(|count| {
                let said = found[..count].join(" ");
                let said = if phrase.ends_with('.') {
                    said.as_str()
                } else {
                    said.trim_end_matches('.')
                };
                let is_close = close_match(said, [phrase]).is_some()
                    || same_ignoring_case(&letters(said), &letters(phrase));
                let distance = strsim::osa_distance(&fold(said), &fold(phrase));
                (is_close && distance > 0).then(|| (distance, said.to_owned()))
            })
            .min_by_key(|(distance, _)| *distance)
            .map(|(_, said)| said)
    }
}

/// The letters and digits of a text.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Whether a word stands for another: but for signs it is the same or close to it.
fn is_near(word: &str, expected: &str) -> bool {
    if same_ignoring_case(word, expected) {
        return true;
    }
    let bare = |word: &str| {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        bare.to_lowercase()
    };
    let (word, expected) = (bare(word), bare(expected));
    match (word.is_empty(), expected.is_empty()) {
        (true, true) => true,
        (false, false) if word == expected => true,
        // Of short words, the first letter has to be the same.
        (false, false) if expected.chars().count() < 3 => {
            word.chars().next() == expected.chars().next()
                && strsim::osa_distance(&word, &expected) == 1
        }
        (false, false) => close_match(&word, [expected.as_str()]).is_some(),
        _ => false,
    }
}

/// How a text may follow a phrase.
struct Alignment<'a> {
    opens: bool,
    fits: &'a dyn Fn(&str, &str) -> bool,
}

impl Alignment<'_> {
    /// Whether `found` follows the tokens with at most `budget` fixed words that are other ones; `said` are then the tokens with the words
    /// of the text.
    fn follows(
        &self,
        tokens: &[Token],
        found: &[&str],
        budget: usize,
        said: &mut Vec<String>,
    ) -> bool {
        let Some((token, rest)) = tokens.split_first() else {
            return found.is_empty() || self.opens;
        };
        let Some((&word, behind)) = found.split_first() else {
            return false;
        };
        match token {
            Token::Word(expected) => {
                let word = match rest {
                    [] if !expected.ends_with('.') => word.trim_end_matches('.'),
                    _ => word,
                };
                let other = usize::from(!same_ignoring_case(word, expected));
                if other > budget || !is_near(word, expected) {
                    return false;
                }
                said.push(word.to_owned());
                if self.follows(rest, behind, budget - other, said) {
                    return true;
                }
                said.pop();
                false
            }
            Token::Variable {
                before,
                name,
                after,
            } => {
                said.push(format!("{before}{{{name}}}{after}"));
                let follows = (1..=found.len()).any(|count| {
                    let value = found[..count].join(" ");
                    let value = value.strip_prefix(before.as_str());
                    let value = value.and_then(|value| value.strip_suffix(after.as_str()));
                    value.is_some_and(|value| {
                        (self.fits)(name, value.trim_end_matches('.'))
                            && self.follows(rest, &found[count..], budget, said)
                    })
                });
                if !follows {
                    said.pop();
                }
                follows
            }
        }
    }
}

/// Where the words of a phrase differ from another that has as many: the bytes (from 0) of the first that does, the whole phrase where
/// their numbers differ or several do.
pub(crate) fn different_words(phrase: &str, other: &str) -> std::ops::Range<usize> {
    let same_number = words(phrase).count() == words(other).count();
    let pairs = words(phrase).zip(words(other));
    let mut different = pairs.filter(|((_, one), (_, other))| one != other);
    match (different.next(), different.next()) {
        (Some(((at, word), _)), None) if same_number => at..at + word.len(),
        _ => 0..phrase.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nearly(phrase: &str, text: &str) -> Option<String> {
        let fits = |name: &str, value: &str| name != "date" || value.starts_with(char::is_numeric);
        Template::new(phrase).nearly(text, false, &fits)
    }

    #[test]
    fn a_phrase_takes_over_what_a_text_has_in_place_of_its_words() {
        for (phrase, text, said) in [
            ("Neded by", "Needed by", "Needed by"),
            ("Writen {date}", "Written 3 May 2024.", "Written {date}"),
            (
                "{skill} - {level}",
                "Pruning — Learner",
                "{skill} — {level}",
            ),
            (
                "The {role} lader has {count} steps, from {first} to {last}",
                "The grafter ladder has 3 steps, from grafter to senior grafter.",
                "The {role} ladder has {count} steps, from {first} to {last}",
            ),
            ("Stufe {level}", "Stufe: Übung", "Stufe: {level}"),
        ] {
            assert_eq!(nearly(phrase, text).as_deref(), Some(said), "{phrase}");
        }
        assert_eq!(
            Template::new("At this levl you:")
                .nearly("At this level you: prune", true, &|_, _| true),
            Some("At this level you:".to_owned())
        );
    }

    #[test]
    fn a_text_that_says_something_else_or_just_the_phrase_gives_nothing() {
        for (phrase, text) in [
            ("Needed by", "needed by."),
            ("Needed by", "Hated by"),
            ("Written {date}", "Written by Anna"),
            ("Writen {date}", "Written by Anna"),
            ("{skill} — {level}", "Pruning"),
        ] {
            assert_eq!(nearly(phrase, text), None, "{phrase}");
        }
    }

    #[test]
    fn a_colon_that_stands_by_itself_belongs_to_what_a_text_begins_with() {
        let phrase = Template::new("Vous savez");
        assert!(phrase.opens("Vous savez pétrir"));
        assert!(!phrase.opens("Vous savez :"));
        assert_eq!(
            phrase.nearly("Vous savez : pétrir", true, &|_, _| true),
            Some("Vous savez :".to_owned())
        );
    }
}
