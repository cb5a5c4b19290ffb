//! Which words of two descriptions differ, and where they stand.

use std::hash::Hash;
use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::document::{Description, Part, PartKind};
use crate::lookalikes::{Lookalike, lookalike};
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
    /// In what they differ.
    pub(crate) nature: Nature,
    /// All the words of both sides, whichever is which; with the words beside them where one side has none.
    sides: [String; 2],
}

/// What two descriptions contradict one another in, whichever of them is held against the other.
pub(crate) fn contradiction(runs: &[Difference]) -> String {
    let sides = runs.iter().flat_map(|run| &run.sides);
    sides.map(String::as_str).collect::<Vec<_>>().join("\n")
}

/// In what two runs of words differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Nature {
    /// In words.
    Words,
    /// A point begins here and not there: an empty one where no word follows.
    PointHere(Neighbours),
    /// A point begins there and not here.
    PointThere(Neighbours),
    /// This word looks the same there and is not.
    Lookalike(Lookalike, String),
    /// The same points stand in another order.
    Order,
}

/// The words beside the beginning of a point.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Neighbours {
    /// The last word of the point before.
    pub(crate) before: Option<String>,
    /// The first word of the point.
    pub(crate) after: Option<String>,
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
/// opening lead-in and the way in which a flattened list was split don't. Points in another order are one difference.
pub(crate) fn difference(here: &Description<'_>, there: &Description<'_>) -> Vec<Difference> {
    if let Some(order) = reordered(here, there) {
        return vec![order];
    }
    let (here, there) = (tokens(here), tokens(there));
    let (own_words, other_words) = (words_of(&here), words_of(&there));
    joined(runs(&here, &there))
        .into_iter()
        .map(|(old, new)| {
            let (old, new) = slid(&own_words, &other_words, old, new);
            let (shown_old, shown_new) = in_context(&here, &there, &old, &new);
            let nature = nature(&here, &there, &old, &new);
            Difference {
                here: place_here(&here, &old, &nature),
                there: span_of(&there, &new),
                words_here: shown(&here[shown_old]),
                words_there: shown(&there[shown_new]),
                nature,
                sides: sides(&own_words, &other_words, &old, &new),
            }
        })
        .collect()
}

fn sides(own: &[&str], other: &[&str], old: &Range<usize>, new: &Range<usize>) -> [String; 2] {
    let beside = usize::from(old.is_empty() || new.is_empty());
    let words = |all: &[&str], run: &Range<usize>| {
        let end = all.len().min(run.end + beside);
        all[run.start.saturating_sub(beside)..end].join(" ")
    };
    sorted([words(own, old), words(other, new)])
}

fn sorted(mut sides: [String; 2]) -> [String; 2] {
    sides.sort_unstable();
    sides
}

/// The runs of tokens that the two sides don't have in common. Whole points are held against one another first, so that words
/// which recur in several points never pair one point with another.
fn runs(here: &[Token<'_>], there: &[Token<'_>]) -> Vec<Run> {
    let (own_points, other_points) = (points(here), points(there));
    let (own_words, other_words) = (words_of(here), words_of(there));
    let worded = |points: &[Range<usize>], words: &[&str]| -> Vec<String> {
        let joined = points.iter().map(|point| words[point.clone()].join(" "));
        joined.collect()
    };
    let bounds = |points: &[Range<usize>], run: &Range<usize>, end: usize| {
        let start = points.get(run.start).map_or(end, |point| point.start);
        start..points.get(run.end).map_or(end, |point| point.start)
    };
    let mut runs = Vec::new();
    for (old, new) in unequal(
        &worded(&own_points, &own_words),
        &worded(&other_points, &other_words),
    ) {
        let old = bounds(&own_points, &old, here.len());
        let new = bounds(&other_points, &new, there.len());
        let inner = unequal(&own_words[old.clone()], &other_words[new.clone()]);
        let moved = |run: Range<usize>, by: usize| run.start + by..run.end + by;
        let inner = inner.into_iter();
        runs.extend(inner.map(|(inner_old, inner_new)| {
            (moved(inner_old, old.start), moved(inner_new, new.start))
        }));
    }
    runs
}

fn unequal<T: Hash + Eq + Ord>(own: &[T], other: &[T]) -> Vec<Run> {
    let operations = capture_diff_slices(Algorithm::Myers, own, other);
    let unequal = operations
        .into_iter()
        .filter(|operation| !matches!(operation, DiffOp::Equal { .. }));
    unequal
        .map(|operation| (operation.old_range(), operation.new_range()))
        .collect()
}

/// The tokens of each point, its beginning included.
fn points(tokens: &[Token<'_>]) -> Vec<Range<usize>> {
    let mut start = 0;
    let of_part = tokens.chunk_by(|one, other| one.part == other.part);
    of_part
        .map(|part| {
            start += part.len();
            start - part.len()..start
        })
        .collect()
}

fn words_of<'d>(tokens: &[Token<'d>]) -> Vec<&'d str> {
    tokens.iter().map(|token| token.word).collect()
}

/// The first point that is another, where the points are the same in another order.
fn reordered(here: &Description<'_>, there: &Description<'_>) -> Option<Difference> {
    let (own, right) = (here.worded_parts(), there.worded_parts());
    if own.len() != right.len() {
        return None;
    }
    let key = |part: &Part<'_>| {
        let words: Vec<&str> = words(part.text.as_str()).map(|(_, word)| word).collect();
        (part.kind == PartKind::Point, words.join(" "))
    };
    let mut own_keys: Vec<_> = own.iter().map(key).collect();
    let mut right_keys: Vec<_> = right.iter().map(key).collect();
    let first = own_keys
        .iter()
        .zip(&right_keys)
        .position(|(one, other)| one != other)?;
    let point = |part: &Part<'_>| {
        let words = words(part.text.as_str()).map(|(_, word)| word);
        abridged(words.collect())
    };
    let in_order = |keys: &[(bool, String)]| {
        let points = keys.iter().map(|(_, point)| point.as_str());
        points.collect::<Vec<_>>().join(" - ")
    };
    let sides = sorted([in_order(&own_keys), in_order(&right_keys)]);
    own_keys.sort_unstable();
    right_keys.sort_unstable();
    (own_keys == right_keys).then(|| Difference {
        here: own[first].text.span(),
        there: right[first].text.span(),
        words_here: point(&own[first]),
        words_there: point(&right[first]),
        nature: Nature::Order,
        sides,
    })
}

fn nature(
    here: &[Token<'_>],
    there: &[Token<'_>],
    old: &Range<usize>,
    new: &Range<usize>,
) -> Nature {
    let worded = |tokens: &[Token<'_>], run: &Range<usize>| -> Vec<String> {
        let words = tokens[run.clone()].iter().map(|token| token.word);
        words
            .filter(|word| *word != POINT)
            .map(str::to_owned)
            .collect()
    };
    let points =
        |tokens: &[Token<'_>], run: &Range<usize>| run.clone().find(|&at| tokens[at].word == POINT);
    let (own, other) = (worded(here, old), worded(there, new));
    // A lead-in that stands before prose is a part of it.
    let opens = old.start == 0 && own.last().is_some_and(|word| word.ends_with(':'));
    if own == other || (opens && other.is_empty()) {
        match (points(here, old), points(there, new)) {
            (Some(at), None) => return Nature::PointHere(neighbours(here, at)),
            (None, Some(at)) => return Nature::PointThere(neighbours(there, at)),
            _ => {}
        }
    }
    if let Some(found) = lookalike(&own.concat(), &other.concat()) {
        let mut pairs = own.iter().zip(&other);
        let word = match pairs.find(|(one, other)| one != other) {
            Some((one, _)) if own.len() == other.len() => one.clone(),
            _ => own.join(" "),
        };
        return Nature::Lookalike(found, word);
    }
    Nature::Words
}

fn neighbours(tokens: &[Token<'_>], at: usize) -> Neighbours {
    let word = |at: Option<usize>| {
        let token = tokens.get(at?)?;
        (token.word != POINT).then(|| token.word.to_owned())
    };
    Neighbours {
        before: word(at.checked_sub(1)),
        after: word(at.checked_add(1)),
    }
}

/// The place of a run: where a point begins, where that is all.
fn place_here(here: &[Token<'_>], old: &Range<usize>, nature: &Nature) -> Span {
    let found = match nature {
        Nature::PointHere(_) => here[old.clone()].iter().find(|token| token.word == POINT),
        Nature::PointThere(neighbours) if neighbours.after.is_some() => here[old.start..]
            .iter()
            .find(|token| token.word != POINT && neighbours.after.as_deref() == Some(token.word)),
        _ => None,
    };
    found.map_or_else(|| span_of(here, old), |token| token.span)
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

/// Joins neighbouring runs of words when fewer words are between them than in them: a sentence that was written anew is one
/// difference, whatever small words happen to be in both.
fn joined(runs: Vec<Run>) -> Vec<Run> {
    let mut joined: Vec<Run> = Vec::new();
    for (old, new) in runs {
        if let Some((last_old, last_new)) = joined.last_mut() {
            let between = old.start - last_old.end;
            let size = |old: &Range<usize>, new: &Range<usize>| old.len().max(new.len());
            if 2 * between < size(last_old, last_new) + size(&old, &new) {
                last_old.end = old.end;
                last_new.end = new.end;
                continue;
            }
        }
        joined.push((old, new));
    }
    joined
}

/// Moves words that only one side has up to where their point begins, so that a whole point is taken for one.
fn slid(here: &[&str], there: &[&str], old: Range<usize>, new: Range<usize>) -> Run {
    let (words, run) = match (old.is_empty(), new.is_empty()) {
        (true, false) => (there, &new),
        (false, true) => (here, &old),
        _ => return (old, new),
    };
    let slides = run.start > 0 && words[run.end - 1] == POINT && words[run.start - 1] == POINT;
    if slides {
        // What stands before is the same on both sides.
        (old.start - 1..old.end - 1, new.start - 1..new.end - 1)
    } else {
        (old, new)
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
    abridged(words)
}

fn abridged(mut words: Vec<&str>) -> String {
    if words.len() > 9 {
        words.splice(5..words.len() - 3, ["…"]);
    }
    words.join(" ")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::config::Profile;
    use crate::parse::ParsedSource;
    use crate::source::Source;

    fn parsed(points: &str) -> ParsedSource {
        let text = format!(
            "---\ntitle: Baker\nkind: role\n---\n\n# Baker\n\n## Baker\n\n| Skill | Level | Description |\n|---|---|---|\n\
             | Kneading | Working | You can:<br>- {} |\n",
            points.replace("; ", "<br>- ")
        );
        ParsedSource::parse(Source::new("baker.md", text), Profile::gov_uk(), None)
    }

    /// The runs as `(words under the span here, words here, words there)`.
    fn runs(here: &str, there: &str) -> Vec<(String, String, String)> {
        let (one, other) = (parsed(here), parsed(there));
        let description =
            |parsed: &'_ ParsedSource| -> usize { parsed.document().unwrap().entries().count() };
        assert_eq!((description(&one), description(&other)), (1, 1));
        let entry = one.document().unwrap().entries().next().unwrap();
        let right = other.document().unwrap().entries().next().unwrap();
        let (here, there) = (
            entry.description.as_ref().unwrap(),
            right.description.as_ref().unwrap(),
        );
        difference(here, there)
            .into_iter()
            .map(|run| {
                let under = run.here.of(one.source().text()).to_owned();
                (under, run.words_here, run.words_there)
            })
            .collect()
    }

    fn run(under: &str, here: &str, there: &str) -> (String, String, String) {
        (under.to_owned(), here.to_owned(), there.to_owned())
    }

    #[test]
    fn the_words_that_differ_are_found_and_a_short_one_is_shown_with_its_neighbour() {
        assert_eq!(
            runs("knead the dough", "knead a dough"),
            [run("the", "the dough", "a dough")]
        );
        assert_eq!(
            runs("knead heavy dough well", "knead light dough well"),
            [run("heavy", "heavy", "light")]
        );
    }

    #[test]
    fn a_missing_word_stands_between_its_neighbours() {
        assert_eq!(
            runs("knead dough well", "knead heavy dough well"),
            [run("knead dough", "", "heavy")]
        );
    }

    #[test]
    fn a_missing_point_is_one_difference_at_the_point_before() {
        assert_eq!(
            runs(
                "knead dough; shape loaves",
                "knead dough; prove it; shape loaves"
            ),
            [run("dough", "", "prove it")]
        );
        assert_eq!(
            runs(
                "knead dough; prove it; shape loaves",
                "knead dough; shape loaves"
            ),
            [run("prove it", "prove it", "")]
        );
    }

    #[test]
    fn a_missing_point_whose_words_recur_in_the_next_is_the_whole_point() {
        assert_eq!(
            runs(
                "know the dough and its flour",
                "know the dough; know the dough and its flour"
            ),
            [run("know", "", "know the dough")]
        );
        assert_eq!(
            runs(
                "mix dough by hand; prove dough",
                "mix dough; mix dough by hand; prove dough"
            ),
            [run("mix", "", "mix dough")]
        );
    }

    #[test]
    fn two_points_run_together_differ_where_the_point_began() {
        assert_eq!(
            runs("knead dough shape loaves", "knead dough; shape loaves"),
            [run("shape", "dough shape", "dough - shape")]
        );
    }

    #[test]
    fn points_in_another_order_are_one_difference() {
        assert_eq!(
            runs(
                "knead dough; prove it; shape loaves",
                "knead dough; shape loaves; prove it"
            ),
            [run("prove it", "prove it", "shape loaves")]
        );
    }

    #[test]
    fn a_sentence_written_anew_is_one_difference() {
        let found = runs(
            "choose what to bake and the order of it all",
            "plan a week of bread and teach the others",
        );
        assert!(found.len() < 3, "{found:?}");
    }
}
