//! What is wrong with TOML, in words for the person who wrote it and at the place that they must look at.

use std::ops::Range;

use toml::de::Error;

use crate::document::FrontMatterProblem;
use crate::text::Span;

use super::{syntax, yaml_problem::line_at};

pub(super) fn place(text: &str, content: Span, range: Option<Range<usize>>) -> Span {
    let range = range.unwrap_or(0..0);
    let end = range.end.min(content.len());
    let span = Span::new(range.start.min(end), end).shifted(content.start as usize);
    if span.of(text).trim().is_empty() {
        line_at(text, content, span.start as usize)
    } else {
        let words = span.of(text);
        let first_line = words.find('\n').unwrap_or(words.len());
        Span::new(span.start as usize, span.start as usize + first_line)
    }
}

pub(super) fn explain(text: &str, content: Span, error: &Error) -> FrontMatterProblem {
    let place = place(text, content, error.span());
    let message = error.message();
    let line = line_at(text, content, place.start as usize);
    if line.of(text).contains(": ") && !line.of(text).contains('=') {
        return syntax(
            line,
            "a key and its value are joined by `=` in TOML, not by a colon",
        );
    }
    let unquoted = unquoted_text(line.of(text)).map(|words| words.shifted(line.start as usize));
    if unquoted.is_some() || message.starts_with("string values must be quoted") {
        let place = unquoted.unwrap_or(place);
        return syntax(place, "this text needs quotation marks around it");
    }
    let gave_up = error.span().map_or(0, |span| span.start).min(content.len());
    let gave_up = content.start as usize + gave_up;
    let before = Span::new(content.start as usize, gave_up);
    let to_end_of_line = |at: usize| {
        let rest = &text[at..content.end as usize];
        let end = rest.find(['\r', '\n']).unwrap_or(rest.len());
        Span::new(at, at + rest[..end].trim_end().len())
    };
    let opened = |sign: &str| {
        let at = last_open(before.of(text), sign)?;
        Some(to_end_of_line(before.start as usize + at))
    };
    let rest = to_end_of_line(gave_up);
    let rest = (!rest.is_empty()).then_some(rest);
    let unclosed_text = "this text has no quotation mark at its end";
    let unclosed_list = "this list has no `]` at its end";
    let (what, _) = message.split_once(", expected").unwrap_or((message, ""));
    let (place, message) = match what {
        "invalid basic string" => (opened("\""), unclosed_text),
        "invalid literal string" => (opened("'"), unclosed_text),
        "invalid multi-line basic string" => {
            (opened("\"\"\""), "this text has no `\"\"\"` at its end")
        }
        "unclosed array" => (opened("["), unclosed_list),
        // What follows is the next key.
        "missing comma between array elements"
            if rest.is_some_and(|rest| rest.of(text).contains('=')) =>
        {
            (opened("["), unclosed_list)
        }
        "unclosed inline table" => (
            opened("{"),
            "these keys and values have no `}` at their end",
        ),
        "unclosed table" => (None, "the name of this table has no `]` at its end"),
        "unclosed array table" => (None, "the name of this table has no `]]` at its end"),
        "key with no value" => (None, "a key must have `=` and a value behind it"),
        "unquoted keys cannot be empty" => (None, "a key is missing before the `=`"),
        "missing comma between array elements" => (rest, "a comma is missing before this"),
        "unexpected key or value" => (rest, "nothing can follow a value on its line"),
        "missing escaped value" => (
            None,
            "a backslash in a text between `\"` begins a sign of its own: write it twice, or the text between `'`",
        ),
        _ => return syntax(place, format!("this is not TOML: {message}")),
    };
    syntax(place.unwrap_or(line), message)
}

/// The last of these signs (byte from 0) that is still open at the end of the text.
fn last_open(text: &str, sign: &str) -> Option<usize> {
    let closing = match sign {
        "[" => ']',
        "{" => '}',
        quotation_mark => return text.rfind(quotation_mark),
    };
    let mut open = Vec::new();
    for (at, character) in text.char_indices() {
        if sign.starts_with(character) {
            open.push(at);
        } else if character == closing {
            open.pop();
        }
    }
    open.pop()
}

/// The value in a line (bytes from 0) that is text without quotation marks: it begins with a letter, or has white space before one.
fn unquoted_text(line: &str) -> Option<Span> {
    let (_, value) = line.split_once('=')?;
    let words = value.split('#').next().unwrap_or_default().trim();
    let is_word = ["true", "false", "inf", "nan"].contains(&words);
    let after_space = words.split_once(' ').map(|(_, rest)| rest.trim_start());
    let begins_with_letter = |text: &str| text.starts_with(char::is_alphabetic);
    let is_text = begins_with_letter(words)
        || words.starts_with(|c: char| c.is_ascii_digit())
            && after_space.is_some_and(begins_with_letter);
    let start = words.as_ptr() as usize - line.as_ptr() as usize;
    (is_text && !is_word && !words.ends_with(['"', '\'']))
        .then(|| Span::new(start, start + words.len()))
}
