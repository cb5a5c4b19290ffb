//! Which of two spellings of a name is the document's own: the one that it uses elsewhere.

use std::cmp::Ordering;

use crate::composed::composed;
use crate::config::{close_match, fold};
use crate::text::{Text, begin_differently, same_ignoring_case};

/// Whether two texts are the same name: case, white space and a closing full stop don't count.
pub fn same(one: &str, other: &str) -> bool {
    same_ignoring_case(one, other)
        || (!begin_differently(one.trim_start(), other.trim_start()) && bare(one) == bare(other))
}

fn bare(text: &str) -> String {
    fold(text.trim().trim_end_matches('.'))
}

/// Whether one of two names is most likely a misspelling of the other.
pub fn close(one: &str, other: &str) -> bool {
    close_match(one, [other]).is_some()
}

/// Whether a heading begins with signs that are no part of a name: those of another heading, or a number.
pub fn begins_with_signs(heading: &str) -> bool {
    heading.starts_with('#') || after_a_number(heading).is_some()
}

/// What follows a number that opens a heading, with a word before it or without (*3 Senior developer*, *Level 3: Senior developer*).
fn after_a_number(heading: &str) -> Option<&str> {
    let after_word = heading.split_once(' ').map(|(_, rest)| rest);
    let after_digits = |text: &'_ str| {
        let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
        (rest.len() < text.len()).then_some(text.len() - rest.len())
    };
    let (text, digits) = match after_digits(heading) {
        Some(digits) => (heading, digits),
        None => after_word.and_then(|text| Some((text, after_digits(text)?)))?,
    };
    let rest = &text[digits..];
    let name = rest.trim_start_matches(|c: char| c.is_whitespace() || ".):-–—".contains(c));
    (name.len() < rest.len()).then_some(name)
}

/// Whether a heading is the name with a number before it that is not written as those of headings are.
pub fn same_after_a_number(heading: &str, name: &str) -> bool {
    after_a_number(heading).is_some_and(|rest| same(rest, name))
}

/// Whether two names differ in nothing but case, hyphens and spaces.
pub fn same_letters(one: &str, other: &str) -> bool {
    let letters = |name: &str| {
        let kept = name
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '‐' | '–'));
        kept.flat_map(char::to_lowercase).collect::<String>()
    };
    letters(one) == letters(other)
}

/// Whether one name is the other with another end.
pub fn is_inflected(one: &str, other: &str) -> bool {
    one.starts_with(other) || other.starts_with(one)
}

/// `name` with capitals as `written` has them: a capital first letter where `written` has one, and else small letters, but in words that
/// are no plain words (*DevOps*, *IT*). Later words keep their capitals where `written` has any.
pub fn cased_like(written: &str, name: &str) -> String {
    let mut cased = String::with_capacity(name.len());
    let bare = written.trim_start_matches(|c: char| !c.is_alphanumeric());
    for (at, word) in name.split(' ').enumerate() {
        if at > 0 {
            cased.push(' ');
        }
        let mut letters = word.chars();
        let first = letters.next();
        let is_plain =
            letters.as_str().chars().all(|c| !c.is_uppercase()) && word.chars().nth(1).is_some();
        let lower = match at {
            0 => !bare.starts_with(char::is_uppercase),
            _ => !written.contains(char::is_uppercase),
        };
        match first {
            Some(first) if at == 0 && !lower => {
                cased.extend(first.to_uppercase());
                cased.push_str(letters.as_str());
            }
            Some(_) if is_plain && lower => cased.push_str(&word.to_lowercase()),
            _ => cased.push_str(word),
        }
    }
    cased
}

/// Of two places that should say the same name, the one that is wrong: the one whose spelling the rest of `source` has less often. The
/// second where the source does not tell. Hyphens count as spaces, so that the anchor of a link is evidence.
pub fn misspelt<'t, 's>(source: &str, one: &'t Text<'s>, other: &'t Text<'s>) -> &'t Text<'s> {
    if evidence(source, one, other) == Ordering::Less {
        one
    } else {
        other
    }
}

/// Whether the rest of `source` has the spelling of `right` more often than that of `wrong`: two places alone don't tell.
pub fn is_confirmed(source: &str, right: &Text<'_>, wrong: &Text<'_>) -> bool {
    evidence(source, right, wrong) == Ordering::Greater
}

/// Which of two names is more at home in `source`: as a whole, or by the words in which they differ.
fn evidence(source: &str, one: &Text<'_>, other: &Text<'_>) -> Ordering {
    let everything = anchored(source);
    let uses = |name: &str| {
        everything
            .match_indices(name)
            .filter(|(at, found)| is_whole(&everything, *at, found.len()))
            .count()
    };
    let (one, other) = (anchored(one.as_str()), anchored(other.as_str()));
    let (one, other) = (one.trim(), other.trim());
    uses(one).cmp(&uses(other)).then_with(|| {
        let words = one.split(' ').zip(other.split(' '));
        let differing = words.filter(|(one, other)| one != other);
        differing
            .map(|(one, other)| uses(one).cmp(&uses(other)))
            .fold(Ordering::Equal, Ordering::then)
    })
}

fn anchored(text: &str) -> String {
    fold(&composed(text).replace(['-', '(', ')'], " "))
}

/// Whether the words at `at` stand alone, not inside longer ones.
fn is_whole(text: &str, at: usize, length: usize) -> bool {
    let before = text[..at].chars().next_back();
    let after = text[at + length..].chars().next();
    !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_before_a_name_is_no_part_of_it() {
        for heading in [
            "3 Lead baker",
            "3) Lead baker",
            "Level 3: Lead baker",
            "Level 3 – lead baker",
        ] {
            assert!(same_after_a_number(heading, "Lead baker"), "{heading}");
        }
        for heading in ["Lead baker", "3D baker", "The lead baker 3", "3Lead baker"] {
            assert!(!same_after_a_number(heading, "Lead baker"), "{heading}");
        }
        assert!(!begins_with_signs("3D artist") && !begins_with_signs("Senior 3D artist"));
    }

    #[test]
    fn a_name_is_written_with_the_capitals_of_its_place() {
        for (written, name, expected) in [
            ("hed of product", "Head of Product", "head of product"),
            ("Hed of product", "head of product", "Head of product"),
            (
                "principal DevOps enginer",
                "Principal DevOps engineer",
                "principal DevOps engineer",
            ),
            (
                "aprentice devops engineer",
                "Apprentice DevOps engineer",
                "apprentice DevOps engineer",
            ),
            ("it suport", "IT support", "IT support"),
            ("Élève", "élève officier", "Élève officier"),
            ("#Hed of product", "head of product", "Head of product"),
        ] {
            assert_eq!(cased_like(written, name), expected);
        }
    }
}
