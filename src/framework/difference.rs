//! Which words of two descriptions differ, and where they stand.

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::document::{Description, PartKind};
use crate::text::{Span, words};

/// One run of words that two descriptions don't have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Difference {
    /// Where the words stand that are here and not there; where nothing is here, the words between which it should be.
    pub(crate) here: Span,
    /// The same on the other side.
    pub(crate) there: Span,
    /// The words here, short enough for a message; empty where there are none.
    pub(crate) words_here: String,
    /// The words there.
    pub(crate) words_there: String,
}

/// A word of a description, or the beginning of a point.
#[derive(Clone, Copy)]
struct Token<'d> {
    word: &'d str,
    span: Span,
    part: usize,
}

const POINT: &str = "-";

/// The runs of words in which two descriptions differ, in the order of the first; case and punctuation count, white space, the
/// opening lead-in and the way in which a flattened list was split don't.
pub(crate) fn difference(here: &Description<'_>, there: &Description<'_>) -> Vec<Difference> {
    let (here, there) = (tokens(here), tokens(there));
    let own_words: Vec<&str> = here.iter().map(|token| token.word).collect();
    let other_words: Vec<&str> = there.iter().map(|token| token.word).collect();
    let operations = capture_diff_slices(Algorithm::Myers, &own_words, &other_words);
    let runs = operations
        .into_iter()
        .filter(|operation| !matches!(operation, DiffOp::Equal { .. }))
        .map(|operation| (operation.old_range(), operation.new_range()));
    joined(runs.collect())
        .into_iter()
        .map(|(old, new)| {
            let old = slid(&own_words, old, new.is_empty());
            let new = slid(&other_words, new, old.is_empty());
            let (shown_old, shown_new) = in_context(&here, &there, &old, &new);
            Difference {
                here: span_of(&here, &old),
                there: span_of(&there, &new),
                words_here: shown(&here[shown_old]),
                words_there: shown(&there[shown_new]),
            }
        })
        .collect()
}

fn tokens<'d>(description: &'d Description<'_>) -> Vec<Token<'d>> {
    let mut tokens = Vec::new();
    for (index, part) in description.worded_parts().iter().enumerate() {
        if part.kind == PartKind::Point {
            tokens.push(Token {
                word: POINT,
                span: Span::empty(part.text.span().start as usize),
                part: index,
            });
        }
        tokens.extend(words(part.text.as_str()).map(|(at, word)| Token {
            word,
            span: part.text.span_of(at..at + word.len()),
            part: index,
        }));
    }
    tokens
}

type Run = (Range<usize>, Range<usize>);

/// Joins neighbouring runs of words when fewer words are between them than in either of them: a sentence that was written anew
/// is one difference, whatever small words happen to be in both.
fn joined(runs: Vec<Run>) -> Vec<Run> {
    let mut joined: Vec<Run> = Vec::new();
    for (old, new) in runs {
        if let Some((last_old, last_new)) = joined.last_mut() {
            let between = old.start - last_old.end;
            let size = |old: &Range<usize>, new: &Range<usize>| old.len().max(new.len());
            if between < size(last_old, last_new).min(size(&old, &new)) {
                last_old.end = old.end;
                last_new.end = new.end;
                continue;
            }
        }
        joined.push((old, new));
    }
    joined
}

/// Moves a run that stands alone up to where its point begins, so that a whole point is taken for one.
fn slid(words: &[&str], run: Range<usize>, alone: bool) -> Range<usize> {
    let slides = alone
        && run.start > 0
        && !run.is_empty()
        && words[run.end - 1] == POINT
        && words[run.start - 1] == POINT;
    if slides {
        run.start - 1..run.end - 1
    } else {
        run
    }
}

/// The words to show: with the word that follows or precedes, where a short word by itself would say little.
fn in_context(
    here: &[Token<'_>],
    there: &[Token<'_>],
    old: &Range<usize>,
    new: &Range<usize>,
) -> (Range<usize>, Range<usize>) {
    let little = |tokens: &[Token<'_>], run: &Range<usize>| match &tokens[run.clone()] {
        [one] => one.word == POINT || one.word.chars().count() <= 3,
        [] => true,
        _ => false,
    };
    let only_points = |tokens: &[Token<'_>], run: &Range<usize>| {
        tokens[run.clone()].iter().all(|token| token.word == POINT)
    };
    let lone = old.is_empty() || new.is_empty();
    let extend = (little(here, old) && little(there, new) && !lone)
        || (lone && only_points(here, old) && only_points(there, new));
    if !extend {
        return (old.clone(), new.clone());
    }
    let follows = here.get(old.end).is_some_and(|token| token.word != POINT)
        && there.get(new.end).is_some_and(|token| token.word != POINT);
    let precedes = old.start > 0
        && new.start > 0
        && here[old.start - 1].word != POINT
        && there[new.start - 1].word != POINT;
    let after = usize::from(follows);
    let before = usize::from(precedes && (!follows || lone));
    (
        old.start - before..old.end + after,
        new.start - before..new.end + after,
    )
}

/// The place of a run's words; of the words beside it where it has none.
fn span_of(tokens: &[Token<'_>], run: &Range<usize>) -> Span {
    let is_word = |token: &&Token<'_>| token.word != POINT;
    let mut inside = tokens[run.clone()].iter().filter(is_word);
    if let Some(first) = inside.next() {
        return inside
            .next_back()
            .map_or(first.span, |last| first.span.to(last.span));
    }
    let before = tokens[..run.start].last().filter(is_word);
    let after = tokens[run.end..].first().filter(is_word);
    match (before, after) {
        (Some(before), Some(after)) if before.part == after.part || !run.is_empty() => {
            before.span.to(after.span)
        }
        (Some(beside), _) | (None, Some(beside)) => beside.span,
        (None, None) => {
            let mut words = tokens[run.end..].iter().filter(is_word);
            let beside = words
                .next()
                .or_else(|| tokens[..run.start].iter().rfind(is_word));
            beside.map_or(Span::default(), |token| token.span)
        }
    }
}

/// Words for a message: at most eight, those in the middle left out.
fn shown(tokens: &[Token<'_>]) -> String {
    let mut words: Vec<&str> = tokens.iter().map(|token| token.word).collect();
    if words.iter().any(|word| *word != POINT) {
        if words.first() == Some(&POINT) {
            words.remove(0);
        }
        if words.last() == Some(&POINT) {
            words.pop();
        }
    }
    if words.len() > 9 {
        words.splice(5..words.len() - 3, ["…"]);
    }
    words.join(" ")
}
