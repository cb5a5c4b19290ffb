//! `unbalanced-quote`: a quotation mark that is never closed.

use crate::finding::{Finding, Severity};
use crate::rule::{DocumentContext, DocumentRule, Group, RuleInfo};

/// The rule.
pub struct UnbalancedQuote;

static INFO: RuleInfo = RuleInfo {
    id: "unbalanced-quote",
    group: Group::Page,
    severity: Some(Severity::Warning),
    summary: "a quotation mark is opened and never closed",
    explanation: "A reader cannot tell where a quotation ends whose closing mark is missing.

A mark opens a quotation where it stands at the start of a paragraph, after white space or after a bracket, right before a word. \
It has to be closed in the same paragraph, list item or table cell; straight and curly marks close one another. An apostrophe \
(`don't`, `users'`, `'90s`) opens nothing. A quotation of several paragraphs may open each of them and be closed in the last.",
    yields_to: &["skill-description-drift"],
};

impl DocumentRule for UnbalancedQuote {
    fn info(&self) -> &'static RuleInfo {
        &INFO
    }

    fn check(&self, context: &DocumentContext<'_>, findings: &mut Vec<Finding>) {
        let clipped_words = &context.profile.language.clipped_words;
        let mut open = Vec::new();
        let mut texts = context.document.running_text().peekable();
        while let Some(text) = texts.next() {
            find_unclosed(text.as_str(), clipped_words, &mut open);
            for mark in &open {
                let next = texts.peek().map_or("", |next| next.as_str());
                if mark.opens_paragraph(text.as_str()) && next.starts_with(mark.character) {
                    continue;
                }
                let span = text.span_of(mark.start..mark.end());
                let message = format!("quotation mark `{}` is never closed", mark.character);
                findings.push(
                    INFO.finding(context.source, span, message)
                        .label("opened here, and not closed in the same paragraph")
                        .help("close the quotation after its last word, or remove the mark"),
                );
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Single,
    Double,
}

/// A quotation mark; `start` is its first byte in the text, from 0.
#[derive(Clone, Copy)]
struct Mark {
    start: usize,
    character: char,
    class: Class,
}

impl Mark {
    fn at(text: &str, start: usize) -> Option<Self> {
        let character = text[start..].chars().next()?;
        let class = match character {
            '\'' | '‘' | '’' => Class::Single,
            '"' | '“' | '”' => Class::Double,
            _ => return None,
        };
        Some(Self {
            start,
            character,
            class,
        })
    }

    fn end(&self) -> usize {
        self.start + self.character.len_utf8()
    }

    fn opens_paragraph(&self, text: &str) -> bool {
        text[..self.start].trim_start().is_empty()
    }
}

/// Leaves in `open` the marks of `text` that open a quotation which nothing closes.
fn find_unclosed(text: &str, clipped_words: &[String], open: &mut Vec<Mark>) {
    open.clear();
    // Every curly mark begins with the byte E2.
    for start in memchr::memchr3_iter(b'\'', b'"', 0xe2, text.as_bytes()) {
        let Some(mark) = Mark::at(text, start) else {
            continue;
        };
        let before = text[..start].chars().next_back();
        let rest = &text[mark.end()..];
        let after = rest.chars().next();
        let may_open = before.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '{'))
            || open.last().is_some_and(|last| last.end() == start);
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let opening = may_open
            && !matches!(mark.character, '’' | '”')
            && after.is_some_and(|c| !c.is_whitespace())
            && !(mark.class == Class::Single && is_clipped(rest, clipped_words));
        if opening && !(ends_clause(rest) && open.iter().any(|other| other.class == mark.class)) {
            open.push(mark);
        } else if mark.class == Class::Single && is_word(after) {
            // An apostrophe: it closes nothing.
        } else if let Some(at) = open.iter().rposition(|other| other.class == mark.class) {
            open.remove(at);
        }
    }
}

/// Whether what follows a mark is punctuation that ends a clause, so that the mark closes in spite of the space before it.
fn ends_clause(rest: &str) -> bool {
    let tail = rest.trim_start_matches(['.', ',', ';', ':', '!', '?', ')', ']', '}']);
    tail.len() < rest.len() && tail.chars().next().is_none_or(char::is_whitespace)
}

/// Whether an apostrophe before `rest` stands for left-out characters: `'90s`, `'til`.
fn is_clipped(rest: &str, clipped_words: &[String]) -> bool {
    let end = rest
        .find(|c: char| !c.is_alphanumeric())
        .unwrap_or(rest.len());
    let word = &rest[..end];
    let digits = word.trim_end_matches('s');
    (digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit()))
        || clipped_words
            .iter()
            .any(|clipped| clipped.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Profile;

    fn unclosed(text: &str) -> Vec<usize> {
        let mut open = Vec::new();
        let clipped = &Profile::gov_uk().language.clipped_words;
        find_unclosed(text, clipped, &mut open);
        open.iter().map(|mark| mark.start).collect()
    }

    #[test]
    fn a_mark_that_nothing_closes_is_found() {
        assert_eq!(
            unclosed("the skill 'problem solving (data). It's new"),
            [10]
        );
        assert_eq!(unclosed("“one and ‘two’"), [0]);
        assert_eq!(unclosed("(\"one) 'two'"), [1]);
        assert_eq!(unclosed("'one and 'two' and don't"), [0]);
        assert_eq!(unclosed("\"'one' two"), [0]);
    }

    #[test]
    fn quotations_that_are_closed_are_left_alone() {
        for text in [
            "'one', \"two\" and (‘three’)",
            "“‘one’ two”",
            "‘one' and \"two”",
            "'.gov.uk' names, and \"ends with space \".",
            "\"he said \"yes\" twice\"",
        ] {
            assert_eq!(unclosed(text), [0; 0], "{text}");
        }
    }

    #[test]
    fn apostrophes_and_measures_open_nothing() {
        for text in [
            "users' needs, the '90s, ’90s, 'til late, rock 'n' roll",
            "they‘ve said it's (data)'s turn",
            "a 19\" screen, 6' 2\" tall",
            "a lone ' mark and \" another",
        ] {
            assert_eq!(unclosed(text), [0; 0], "{text}");
        }
    }
}
