//! `point-style`: a point ends or begins otherwise than the document's other points.

use std::collections::HashSet;

use super::placed::{self, Placed};
use crate::config::Profile;
use crate::document::Description;
use crate::finding::{Edit, Finding, Fix, Grade, Severity};
use crate::lookalikes::is_invisible;
use crate::rule::{DocumentContext, DocumentRule, Group, RuleInfo};
use crate::text::{Span, Text};

/// The rule.
pub struct PointStyle;

static INFO: RuleInfo = RuleInfo {
    id: "point-style",
    group: Group::SkillTables,
    severity: Some(Severity::Warning),
    summary: "a point's full stop, semicolon or capital is at odds with the document's other points",
    explanation: "Points that finish a sentence (*You can:*) begin in lower case and end without a full stop, or all the other way round; \
which of the two is the document's own choice. The rule looks at how at least three in four of the points, and at least four, end \
and begin, and reports the others. The last point of a list may have its own way to end, if most last points do.

A point of several sentences may end in a full stop. A capital is reported only in a word that the document writes in lower case \
elsewhere, and never where the word stands with its capital in the middle of a sentence: *Agile*, *IT* and *Python* are left alone.",
    yields_to: &["description-placeholder", "skill-description-drift"],
};

impl DocumentRule for PointStyle {
    fn info(&self) -> &'static RuleInfo {
        &INFO
    }

    fn fixes(&self) -> Option<Grade> {
        Some(Grade::Any)
    }

    fn check(&self, context: &DocumentContext<'_>, findings: &mut Vec<Finding>) {
        let points: Vec<Point<'_, '_>> = points(context).collect();
        let (mut inner, mut last) = (Tally::default(), Tally::default());
        let mut capitals = (0, 0);
        for point in &points {
            let tally = if point.is_last { &mut last } else { &mut inner };
            tally.add(point.ending);
            match point.is_capital {
                Some(true) => capitals.0 += 1,
                Some(false) => capitals.1 += 1,
                None => {}
            }
        }
        let usual = inner.sum(&last).usual();
        let usual_inside = inner.usual().or(usual);
        let usual_last = last.usual().or(usual);
        let words = Words::default();
        for point in &points {
            let expected = if point.is_last {
                usual_last
            } else {
                usual_inside
            };
            findings.extend(expected.and_then(|expected| wrong_ending(context, point, expected)));
            findings.extend(wrong_capital(context, point, capitals, &words));
        }
    }
}

struct Point<'d, 's> {
    placed: Placed<'d, 's>,
    text: &'d Text<'s>,
    is_last: bool,
    ending: Option<Ending>,
    /// Whether it begins with a capital.
    is_capital: Option<bool>,
}

fn points<'d>(context: &DocumentContext<'d>) -> impl Iterator<Item = Point<'d, 'd>> {
    placed::entries(context.document)
        .filter_map(|placed| Some((placed, placed.entry.description.as_ref()?)))
        .filter(|(_, description)| !description.undefined)
        .flat_map(move |(placed, description)| {
            let last = last_point(description);
            description.points().map(move |text| Point {
                placed,
                text,
                is_last: last.is_some_and(|last| std::ptr::eq(last, text)),
                ending: ending(text.as_str(), context.profile),
                is_capital: starts_with_capital(text.as_str()),
            })
        })
}

fn last_point<'d, 's>(description: &'d Description<'s>) -> Option<&'d Text<'s>> {
    description.points().last()
}

/// How a point ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Ending {
    Nothing,
    FullStop,
    Semicolon,
}

impl Ending {
    /// The mark, and how a message names it.
    fn mark(self) -> (&'static str, &'static str) {
        match self {
            Self::Nothing => ("", "nothing"),
            Self::FullStop => (".", "a full stop"),
            Self::Semicolon => (";", "a semicolon"),
        }
    }
}

/// How the text ends; `None` where the end says nothing about the document's style.
fn ending(text: &str, profile: &Profile) -> Option<Ending> {
    if text.ends_with(|c: char| c.is_ascii_alphanumeric()) {
        return Some(Ending::Nothing);
    }
    let text = visible_end(text);
    if text.ends_with("..") || text.ends_with('…') {
        None
    } else if let Some(before) = text.strip_suffix('.') {
        let word = before.rsplit(char::is_whitespace).next().unwrap_or(before);
        // `etc.`, `e.g.`: the full stop belongs to the word. Several sentences need their full stops.
        let abbreviations = &profile.language.abbreviations;
        let abbreviated = word.contains('.')
            || abbreviations
                .iter()
                .any(|known| known.eq_ignore_ascii_case(word));
        (!abbreviated && !has_several_sentences(before)).then_some(Ending::FullStop)
    } else if text.ends_with(';') {
        Some(Ending::Semicolon)
    } else {
        text.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ')' | '"' | '\'' | '’' | '”'))
            .then_some(Ending::Nothing)
    }
}

/// The text up to its last character that a reader can see.
fn visible_end(text: &str) -> &str {
    text.trim_end_matches(|c: char| c.is_whitespace() || is_invisible(c))
}

fn has_several_sentences(text: &str) -> bool {
    [". ", "! ", "? "].iter().any(|end| {
        text.match_indices(end).any(|(at, _)| {
            text[at + end.len()..]
                .trim_start()
                .starts_with(char::is_uppercase)
        })
    })
}

/// How many points end in which way.
#[derive(Clone, Copy, Default)]
struct Tally([usize; 3]);

impl Tally {
    const ENDINGS: [Ending; 3] = [Ending::Nothing, Ending::FullStop, Ending::Semicolon];

    fn add(&mut self, ending: Option<Ending>) {
        if let Some(ending) = ending {
            self.0[ending as usize] += 1;
        }
    }

    fn sum(&self, other: &Self) -> Self {
        Self(std::array::from_fn(|at| self.0[at] + other.0[at]))
    }

    /// The ending of at least three in four points, and of at least four.
    fn usual(&self) -> Option<Ending> {
        let all: usize = self.0.iter().sum();
        Self::ENDINGS
            .into_iter()
            .find(|&ending| is_usual(self.0[ending as usize], all))
    }
}

fn is_usual(count: usize, all: usize) -> bool {
    count >= 4 && 4 * count >= 3 * all
}

fn wrong_ending(
    context: &DocumentContext<'_>,
    point: &Point<'_, '_>,
    expected: Ending,
) -> Option<Finding> {
    let is = point.ending.filter(|is| *is != expected)?;
    let text = visible_end(point.text.as_str());
    let described = point.placed.described(context.profile);
    let last_word = text.rfind(char::is_whitespace).map_or(0, |at| {
        at + text[at..].chars().next().map_or(0, char::len_utf8)
    });
    let (mark, expected_name) = expected.mark();
    let (start, edit, ends, help) = if is == Ending::Nothing {
        let help = format!("end the point with {expected_name}");
        let ends = format!("without {expected_name}");
        (
            last_word,
            appended(context, point.text, text.len(), mark),
            ends,
            help,
        )
    } else {
        let (_, name) = is.mark();
        let help = match expected {
            Ending::Nothing => format!("remove {}", name.replacen('a', "the", 1)),
            _ => format!("write {expected_name} instead"),
        };
        let ends = format!("with {name}");
        let written = point.text.slice(text.len() - 1..text.len());
        let edit = context.rewrite(&written, mark);
        (text.len() - 1, edit, ends, help)
    };
    let span = point.text.span_of(start..text.len());
    Some(
        INFO.finding(
            context.source,
            span,
            format!("a point of {described} ends {ends}, unlike the document's other points"),
        )
        .help(help.clone())
        // Other documents may describe the skill in these very words, and would then differ.
        .fix(Fix::of(help, false, [edit]))
        .subject(point.placed.subject(context.profile))
        .about(point.text.span()),
    )
}

/// Puts a mark behind the first `end` bytes of a point; `None` where they end within markup, in which it does not belong.
fn appended(
    context: &DocumentContext<'_>,
    text: &Text<'_>,
    end: usize,
    mark: &str,
) -> Option<Edit> {
    let source = context.source.text();
    let (last, _) = text.as_str()[..end].char_indices().next_back()?;
    let place = text.span_of(last..end).end as usize;
    let after = source[place..].chars().next();
    let is_in_markup = after.is_some_and(|c| matches!(c, '*' | '_' | '`' | ']' | '~'));
    (!is_in_markup).then(|| Edit {
        location: context.source.locate(Span::empty(place)),
        replacement: mark.to_owned(),
    })
}

/// Whether the text begins with a capital; `None` where its first word says nothing: no letter, an acronym, a name such as *iOS*.
fn starts_with_capital(text: &str) -> Option<bool> {
    let bytes = text.as_bytes();
    let small = bytes.iter().take_while(|byte| byte.is_ascii_lowercase());
    let small = small.count();
    if small > 0 && bytes.get(small) == Some(&b' ') {
        // A plain word, as nearly always.
        return Some(false);
    }
    let word = first_word(text);
    let mut letters = word.chars();
    let first = letters.next()?;
    let rest = letters.as_str();
    let plain = rest
        .chars()
        .all(|c| c.is_lowercase() || matches!(c, '-' | '\'' | '’'));
    (first.is_alphabetic() && plain).then(|| first.is_uppercase())
}

/// The first word, without punctuation around it.
fn first_word(text: &str) -> &str {
    let word = text.split_whitespace().next().unwrap_or_default();
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

fn wrong_capital(
    context: &DocumentContext<'_>,
    point: &Point<'_, '_>,
    (capital, lower): (usize, usize),
    words: &Words,
) -> Option<Finding> {
    let text = point.text.as_str();
    let is_capital = point.is_capital?;
    let all = capital + lower;
    let word = first_word(text);
    let mut letters = word.chars();
    let first = letters.next()?;
    let (unlike, letter): (_, String) = if is_capital && is_usual(lower, all) {
        if !words.is_written_small(context, &word.to_lowercase()) {
            return None;
        }
        ("a capital", first.to_lowercase().collect())
    } else if !is_capital && is_usual(capital, all) {
        ("a small letter", first.to_uppercase().collect())
    } else {
        return None;
    };
    let start = text.find(word)?;
    let span = point.text.span_of(start..start + word.len());
    let edit = context.rewrite(&point.text.slice(start..start + first.len_utf8()), &letter);
    let replacement = letter + letters.as_str();
    let described = point.placed.described(context.profile);
    Some(
        INFO.finding(
            context.source,
            span,
            format!(
                "a point of {described} begins with {unlike}, unlike the document's other points"
            ),
        )
        .help(format!("write `{replacement}`"))
        .fix(Fix::of(
            format!("replace by `{replacement}`"),
            false,
            [edit],
        ))
        .subject(point.placed.subject(context.profile))
        .about(point.text.span()),
    )
}

/// The words that the document writes in lower case, and those that it writes with a capital inside a sentence; collected when first
/// needed, since most documents have no such point.
#[derive(Default)]
struct Words(std::cell::OnceCell<(HashSet<String>, HashSet<String>)>);

impl Words {
    /// Whether `lower` is written in lower case somewhere, and nowhere with a capital inside a sentence.
    fn is_written_small(&self, context: &DocumentContext<'_>, lower: &str) -> bool {
        let (small, names) = self.0.get_or_init(|| collect(context));
        small.contains(lower) && !names.contains(lower)
    }
}

fn collect(context: &DocumentContext<'_>) -> (HashSet<String>, HashSet<String>) {
    let (mut small, mut names) = (HashSet::new(), HashSet::new());
    for text in context.document.running_text() {
        let mut opens_sentence = true;
        for word in text.as_str().split_whitespace() {
            let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
            if bare.starts_with(char::is_lowercase) {
                small.insert(bare.to_owned());
            } else if bare.starts_with(char::is_uppercase) && !opens_sentence {
                names.insert(bare.to_lowercase());
            }
            opens_sentence = word.ends_with(['.', '!', '?', ':']) || bare.is_empty();
        }
    }
    (small, names)
}
