//! Names that skills had: where an update history says that one was renamed.

use std::ops::Range;

use crate::config::Profile;
use crate::config::template::Template;
use crate::document::{Day, Document};
use crate::text::{Span, Text};

/// A rename as an update history states it.
#[derive(Clone, Debug)]
pub struct Rename<'s> {
    /// The name that the skill had.
    pub old: Text<'s>,
    /// The name that it was given.
    pub new: Text<'s>,
    /// The day of the entry that says so.
    pub day: Option<Day>,
    /// The words that say so.
    pub span: Span,
}

/// The renames that a document's update history states, in the order in which they stand there.
///
/// The names must be in quotation marks, since nothing else says where they end.
pub fn renames<'s>(document: &Document<'s>, profile: &Profile) -> Vec<Rename<'s>> {
    let phrases = &profile.phrases.renamed;
    if phrases.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    let entries = document.history.iter().flat_map(|history| &history.entries);
    for entry in entries {
        for note in &entry.notes {
            for phrase in phrases {
                for Stated { old, new, whole } in stated(note.as_str(), phrase) {
                    found.push(Rename {
                        old: note.slice(old),
                        new: note.slice(new),
                        day: entry.date.day,
                        span: note.span_of(whole),
                    });
                }
            }
        }
    }
    found.sort_by_key(|rename| rename.span);
    found.dedup_by_key(|rename| rename.span);
    found
}

/// A rename in a text, in bytes of it from 0.
struct Stated {
    old: Range<usize>,
    new: Range<usize>,
    /// From the first quotation mark to the last.
    whole: Range<usize>,
}

/// The two names wherever `text` says that one became the other.
fn stated(text: &str, phrase: &Template) -> Vec<Stated> {
    let Some((before, rest)) = phrase.as_str().split_once("{old}") else {
        return Vec::new();
    };
    let Some((between, after)) = rest.split_once("{new}") else {
        return Vec::new();
    };
    let names = quoted(text);
    let mut found = Vec::new();
    for (number, old) in names.iter().enumerate() {
        let news = names[number + 1..].iter();
        for new in news.filter(|new| new.start > old.end) {
            let (left, right) = (inner(text, old), inner(text, new));
            let gap = &text[old.end..new.start];
            if same_words(gap, between)
                && ends_with_words(&text[..old.start], before)
                && starts_with_words(&text[new.end..], after)
                && !left.is_empty()
                && !right.is_empty()
            {
                found.push(Stated {
                    old: left,
                    new: right,
                    whole: old.start..new.end,
                });
            }
        }
    }
    found
}

/// Everything in quotation marks, with them. A mark that opens comes after white space or a bracket, and one that closes before no letter.
fn quoted(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut before = ' ';
    for (start, opening) in text.char_indices() {
        let opens = before.is_whitespace() || matches!(before, '(' | '[');
        before = opening;
        let closing = match opening {
            '\'' | '"' | '`' => opening,
            '‘' => '’',
            '“' => '”',
            '„' => '“',
            '«' => '»',
            '»' => '«',
            _ => continue,
        };
        if !opens {
            continue;
        }
        let inside = start + opening.len_utf8();
        let mut ends = text[inside..].match_indices(closing);
        let end = ends.find_map(|(at, mark)| {
            let end = inside + at + mark.len();
            let next = text[end..].chars().next();
            (!next.is_some_and(char::is_alphanumeric)).then_some(end)
        });
        found.extend(end.map(|end| start..end));
    }
    found
}

/// A quotation without its marks and the white space inside them.
fn inner(text: &str, quoted: &Range<usize>) -> Range<usize> {
    let whole = &text[quoted.clone()];
    let mut marks = whole.chars();
    let first = marks.next().map_or(0, char::len_utf8);
    let last = marks.next_back().map_or(0, char::len_utf8);
    let name = &whole[first..whole.len() - last];
    let start = quoted.start + first + (name.len() - name.trim_start().len());
    start..start + name.trim().len()
}

fn folded_words(text: &str) -> impl DoubleEndedIterator<Item = String> + '_ {
    text.split_whitespace().map(str::to_lowercase)
}

fn same_words(text: &str, expected: &str) -> bool {
    folded_words(text).eq(folded_words(expected))
}

fn ends_with_words(text: &str, expected: &str) -> bool {
    let mut words = folded_words(text).rev();
    folded_words(expected)
        .rev()
        .all(|word| words.next() == Some(word))
}

fn starts_with_words(text: &str, expected: &str) -> bool {
    let mut words = folded_words(text);
    folded_words(expected).all(|word| words.next() == Some(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names<'t>(text: &'t str, phrase: &str) -> Vec<(&'t str, &'t str)> {
        let found = stated(text, &Template::new(phrase)).into_iter();
        found
            .map(|Stated { old, new, .. }| (&text[old], &text[new]))
            .collect()
    }

    #[test]
    fn a_rename_is_found_among_other_sentences_and_whatever_the_quotation_marks() {
        let phrase = "The {old} skill was renamed {new}";
        let text = "A 'note'. The 'Tree care' skill  was renamed ‘Pruner’s craft’ in all roles.";
        assert_eq!(names(text, phrase), [("Tree care", "Pruner’s craft")]);
        let twice = "the \"A b\" skill was renamed \"B\". The 'C' skill was renamed 'D'.";
        assert_eq!(names(twice, phrase), [("A b", "B"), ("C", "D")]);
    }

    #[test]
    fn without_quotation_marks_or_the_words_between_nothing_is_stated() {
        let phrase = "The {old} skill was renamed {new}";
        for text in [
            "The tree care skill was renamed pruning.",
            "The 'tree care' skill was moved to 'pruning'.",
            "The 'tree care' role was renamed 'pruning'.",
            "The 'tree care' skill was renamed 'pruning.",
        ] {
            assert_eq!(names(text, phrase), [], "{text}");
        }
    }
}
