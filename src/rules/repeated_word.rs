//! `repeated-word`: the same word twice in a row.

use std::ops::Range;

use crate::config::Profile;
use crate::finding::{Finding, Fix, Grade, Severity};
use crate::rule::{DocumentContext, DocumentRule, Group, RuleInfo};
use crate::source::Source;
use crate::text::{Span, Text, end_of_plain_run, same_ignoring_case as same, start_of_line};

/// The rule.
pub struct RepeatedWord;

static INFO: RuleInfo = RuleInfo {
    id: "repeated-word",
    group: Group::Page,
    severity: Some(Severity::Warning),
    summary: "the same word stands twice in a row",
    explanation: "A word that stands twice in a row (*the the*) is nearly always left over from an edit.

Words are compared with their case, except at the start of a sentence (*The the*). Only white space may stand between them: no \
punctuation, markup, code or sentence end. Numbers and single letters don't count, nor do names (two capitalised words within a \
sentence, *Bora Bora*) and the words that the profile allows to be doubled (*had had*, *log in in the morning*).",
    yields_to: &[
        "skill-description-drift",
        "catalogue-roles-mismatch",
        "description-lead-in",
        "misspelt-heading",
        "skill-name-variant",
        "title-mismatch",
        "unknown-skill",
        "unknown-skill-level",
    ],
};

impl DocumentRule for RepeatedWord {
    fn info(&self) -> &'static RuleInfo {
        &INFO
    }

    fn fixes(&self) -> Option<Grade> {
        Some(Grade::Any)
    }

    fn check(&self, context: &DocumentContext<'_>, findings: &mut Vec<Finding>) {
        // What begins with a bar is a damaged table, not prose.
        let texts = context.document.running_text();
        for text in texts.filter(|text| !text.as_str().starts_with('|')) {
            find_repetitions(text.as_str(), |range| {
                findings.extend(finding(context, text, range));
            });
        }
    }
}

/// Whether a word that this rule reports stands twice in a text of `source` at `place`.
pub(super) fn is_repeated_at(
    source: &Source,
    text: &Text<'_>,
    place: Span,
    profile: &Profile,
) -> bool {
    let mut is_repeated = false;
    find_repetitions(text.as_str(), |range| {
        let found = repetition(source, text, &range, profile);
        is_repeated |= found.is_some_and(|found| found.contains(place));
    });
    is_repeated
}

/// The place of words that are the same, where they may not be.
fn repetition(
    source: &Source,
    text: &Text<'_>,
    range: &Range<usize>,
    profile: &Profile,
) -> Option<Span> {
    let (before, rest) = text.as_str().split_at(range.start);
    let repeated = &rest[..range.len()];
    let word = repeated.split_whitespace().next_back()?;
    if is_allowed(before, word, profile) {
        return None;
    }
    let span = text.span_of(range.clone());
    // Markup between the two words, or a word that the source writes otherwise: no plain repetition.
    let as_written = span.of(source.text());
    let is_plain = as_written
        .split(|c: char| c.is_whitespace() || c == '>')
        .filter(|part| !part.is_empty())
        .eq(repeated.split_whitespace());
    (is_plain && !is_across_parts(source.text(), span)).then_some(span)
}

fn finding(context: &DocumentContext<'_>, text: &Text<'_>, range: Range<usize>) -> Option<Finding> {
    let span = repetition(context.source, text, &range, context.profile)?;
    let repeated = &text.as_str()[range];
    let word = repeated.split_whitespace().next_back()?;
    let times = match repeated.split_whitespace().count() {
        2 => "twice".to_owned(),
        count => format!("{count} times"),
    };
    let first = repeated.split_whitespace().next().unwrap_or(word);
    let location = context.source.locate(span);
    Some(
        INFO.finding(
            context.source,
            span,
            format!("`{word}` stands {times} in a row"),
        )
        .label("the same word again")
        .help("remove the repetition")
        .fix(Fix::replace(
            format!("replace by `{first}`"),
            false,
            location,
            first,
        )),
    )
}

/// Whether the words stand in a row of a table with more than a space between them: what was two lines of a cell.
fn is_across_parts(source: &str, span: Span) -> bool {
    let line = start_of_line(source, span.start as usize);
    source[line..].trim_start().starts_with('|') && span.of(source).contains("  ")
}

/// Whether a word may stand twice after the words before it.
fn is_allowed(before: &str, word: &str, profile: &Profile) -> bool {
    let language = &profile.language;
    let single = word.chars().nth(1).is_none();
    let ends_here = |phrase: &String| {
        let mut written = before.split_whitespace().rev();
        let mut known = phrase.split_whitespace().rev();
        known.next().is_some_and(|last| same(last, word))
            && known.all(|known| written.next().is_some_and(|word| same(known, word)))
    };
    language.doubled_words.iter().any(ends_here)
        || (single && !language.articles.iter().any(|article| article == word))
}

/// Calls `report` with the bytes (from 0) of each run of equal words.
fn find_repetitions(text: &str, mut report: impl FnMut(Range<usize>)) {
    let bytes = text.as_bytes();
    let mut previous = 0..0;
    let mut run: Option<Range<usize>> = None;
    let mut start = 0;
    while start < bytes.len() {
        let word = start..word_end(bytes, start);
        start = word.end + 1;
        if word.is_empty() {
            continue;
        }
        if may_repeat(bytes, &previous, &word)
            && let Some(core) = matching_core(text, &previous, &word)
        {
            let first = run.as_ref().map_or(core.start, |run| run.start);
            run = Some(first..core.end);
        } else if let Some(run) = run.take() {
            report(run);
        }
        previous = word;
    }
    if let Some(run) = run {
        report(run);
    }
}

/// The first white space at or after byte `start`, or the end.
fn word_end(bytes: &[u8], start: usize) -> usize {
    let mut end = end_of_plain_run(bytes, start);
    while end < bytes.len() && !is_space(bytes, end) {
        end = end_of_plain_run(bytes, end + 1);
    }
    end
}

/// Whether byte `at` is white space: ASCII, or a part of a non-breaking space (C2 A0).
fn is_space(bytes: &[u8], at: usize) -> bool {
    match bytes[at] {
        ..=b' ' => true,
        0xa0 => at > 0 && bytes[at - 1] == 0xc2,
        0xc2 => bytes.get(at + 1) == Some(&0xa0),
        _ => false,
    }
}

/// The quick look that settles nearly all pairs: whether the words may begin with the same letter.
fn may_repeat(bytes: &[u8], first: &Range<usize>, second: &Range<usize>) -> bool {
    !first.is_empty() && {
        let (one, other) = (bytes[first.start], bytes[second.start]);
        one.eq_ignore_ascii_case(&other) || !one.is_ascii_alphanumeric()
    }
}

/// The bytes from the first word to the second without the punctuation around them, where they are the same word.
fn matching_core(text: &str, first: &Range<usize>, second: &Range<usize>) -> Option<Range<usize>> {
    let before = text[..first.start].trim_end();
    let opens_sentence = before.is_empty() || before.ends_with(['.', '!', '?', ':']);
    let one = text[first.clone()].trim_start_matches(['(', '[', '{', '\'', '"', '‘', '“']);
    let other = text[second.clone()].trim_end_matches([
        '.', ',', ';', ':', '!', '?', ')', ']', '}', '\'', '"', '’', '”', '…',
    ]);
    let is_letter = |c: char| c.is_alphabetic() || matches!(c, '-' | '\'' | '’');
    let same = one == other
        || (opens_sentence
            && one.len() == other.len()
            && one.starts_with(char::is_uppercase)
            && one.to_lowercase() == other);
    let is_name =
        !opens_sentence && one.starts_with(char::is_uppercase) && one.contains(char::is_lowercase);
    let is_word = one.starts_with(char::is_alphabetic) && one.chars().all(is_letter);
    (same && is_word && !is_name).then(|| first.end - one.len()..second.start + other.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repetitions(text: &str) -> Vec<&str> {
        let mut found = Vec::new();
        find_repetitions(text, |range| found.push(&text[range]));
        found
    }

    #[test]
    fn a_doubled_word_is_found_whatever_stands_around_it() {
        assert_eq!(repetitions("collect the the data"), ["the the"]);
        assert_eq!(
            repetitions("The the (team team)."),
            ["The the", "team team"]
        );
        assert_eq!(
            repetitions("very\nvery\u{a0}very few"),
            ["very\nvery\u{a0}very"]
        );
        assert_eq!(repetitions("to do. Do do it"), ["Do do"]);
        assert_eq!(repetitions("The The NHS NHS"), ["The The", "NHS NHS"]);
    }

    #[test]
    fn words_that_only_look_alike_are_left_alone() {
        for text in [
            "plan the work, work the plan",
            "end to end. End of story",
            "up up-to-date, It it",
            "10 10 1a 1a – –",
            "help IT it will",
            "“so” so",
            "fly to Bora Bora (or Baden Baden)",
        ] {
            assert_eq!(repetitions(text), [""; 0], "{text}");
        }
    }
}
