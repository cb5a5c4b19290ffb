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
    if let Some((key, "")) = line.of(text).split_once('=').map(trimmed)
        && !key.is_empty()
    {
        return syntax(line, format!("a value is missing behind `{key} =`"));
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
    let open_list = || {
        if let Some(place) = opened("[") {
            return (Some(place), unclosed_list);
        }
        // Its `]` stands in a text that goes on.
        let list = before.of(text).rfind('[').unwrap_or_default();
        let sign = before.of(text)[list..].find(['"', '\'']);
        let place = sign.map(|sign| to_end_of_line(before.start as usize + list + sign));
        (place, unclosed_text)
    };
    let unclosed_table = "these keys and values have no `}` at their end";
    let (what, _) = message.split_once(", expected").unwrap_or((message, ""));
    if let Some(problem) = with_value(what, value_of(text, line)) {
        return problem;
    }
    let (place, message) = match what {
        "invalid basic string" => (opened("\""), unclosed_text),
        "invalid literal string" => (opened("'"), unclosed_text),
        "invalid multi-line basic string" => {
            (opened("\"\"\""), "this text has no `\"\"\"` at its end")
        }
        "unclosed array" => open_list(),
        // What follows is the next key.
        "missing comma between array elements"
            if rest.is_some_and(|rest| rest.of(text).contains('=')) =>
        {
            open_list()
        }
        "unclosed inline table" => (opened("{"), unclosed_table),
        "missing comma between key-value pairs"
            if opened("{").is_some_and(|open| !open.of(text).contains('}')) =>
        {
            (opened("{"), unclosed_table)
        }
        "extra assignment between key-value pairs" => (
            opened("{"),
            "a comma is missing between two of these keys and values",
        ),
        "missing opening quote" => (None, "this text has no quotation mark at its beginning"),
        "invalid unquoted key" => (
            None,
            "a key with other signs than `A` to `Z`, digits, `-` and `_` needs quotation marks around it",
        ),
        "extra `=`" => (None, "one `=` is enough"),
        "unclosed table" => (None, "the name of this table has no `]` at its end"),
        "unclosed array table" => (None, "the name of this table has no `]]` at its end"),
        "key with no value" if line.of(text).contains('=') => (
            None,
            "a key of several words needs a quotation mark at its beginning and at its end",
        ),
        "key with no value" => (None, "a key must have `=` and a value behind it"),
        "unquoted keys cannot be empty" => (None, "a key is missing before the `=`"),
        "missing comma between array elements" => (rest, "a comma is missing before this"),
        "unexpected key or value" => (rest, "nothing can follow a value on its line"),
        "missing escaped value" | "too few unicode value digits" => (
            opened("\""),
            "a backslash in a text between `\"` begins a sign of its own: write it twice, or the text between `'`",
        ),
        _ => return syntax(place, format!("this is not TOML: {message}")),
    };
    syntax(place.unwrap_or(line), message)
}

/// What is wrong with a value that is neither text nor a list, whatever `what` the parser says of it; `None` where that is about
/// something else.
fn with_value(what: &str, (value, words): (Span, &str)) -> Option<FrontMatterProblem> {
    let is_about_value =
        what.starts_with("invalid ") && !what.contains("string") && !what.contains("key")
            || ["unexpected leading zero", "`_` may only go between digits"].contains(&what);
    let is_date = |shape: &str| {
        words.len() == shape.len()
            && words
                .chars()
                .zip(shape.chars())
                .all(|(sign, of_shape)| match of_shape {
                    '0' => sign.is_ascii_digit(),
                    _ => sign == of_shape,
                })
    };
    let problem = if !is_about_value {
        return None;
    } else if is_date("0000-00-00") {
        format!("`{words}` is no day that there is")
    } else if is_date("00:00:00") || is_date("00:00") {
        format!("`{words}` is no time of the day")
    } else {
        "this is neither a number nor a date as TOML writes it (`2026-01-31`): anything else needs quotation marks around it".to_owned()
    };
    Some(syntax(value, problem))
}

/// The value in a line, without a comment behind it, and where it stands.
fn value_of(text: &str, line: Span) -> (Span, &str) {
    let whole = line.of(text);
    let start = whole.find('=').map_or(0, |at| at + 1);
    let value = whole[start..].split('#').next().unwrap_or_default();
    let words = value.trim();
    let start = line.start as usize + start + value.len() - value.trim_start().len();
    (Span::new(start, start + words.len()), words)
}

/// Both parts without white space around them.
fn trimmed<'t>((one, other): (&'t str, &'t str)) -> (&'t str, &'t str) {
    (one.trim(), other.trim())
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

#[cfg(test)]
mod tests {
    use super::super::parse;

    /// The words under the first problem of a line of TOML, and what is said of them.
    fn problem(line: &str) -> (String, String) {
        let text = format!("+++\ntitle = \"Potter\"\n{line}\nkind = \"role\"\n+++\n");
        let problems = parse(&text).0.map(|block| block.problems);
        let first = problems.unwrap_or_default().into_iter().next();
        first.map_or_else(Default::default, |problem| {
            (problem.span.of(&text).to_owned(), problem.message)
        })
    }

    #[test]
    fn problems_are_told_in_plain_words() {
        let no_value = "this is neither a number nor a date as TOML writes it (`2026-01-31`): anything else needs quotation marks around it";
        let backslash = "a backslash in a text between `\"` begins a sign of its own: write it twice, or the text between `'`";
        let unclosed_text = "this text has no quotation mark at its end";
        for (line, words, message) in [
            ("x =", "x =", "a value is missing behind `x =`"),
            ("x = 30.11.2025", "30.11.2025", no_value),
            ("x = 2025-1-5 # soon", "2025-1-5", no_value),
            (
                "x = 2025-11-31",
                "2025-11-31",
                "`2025-11-31` is no day that there is",
            ),
            (
                "x = 25:10:00",
                "25:10:00",
                "`25:10:00` is no time of the day",
            ),
            (
                "x = {a = 1",
                "{a = 1",
                "these keys and values have no `}` at their end",
            ),
            (
                "x = {a = 1 b = 2}",
                "{a = 1 b = 2}",
                "a comma is missing between two of these keys and values",
            ),
            ("x = ['a/\",]", "'a/\",]", unclosed_text),
            ("x = \"C:\\users\"", "\"C:\\users\"", backslash),
            (
                "x = a\"",
                "x = a\"",
                "this text has no quotation mark at its beginning",
            ),
            ("x == 1", "x == 1", "one `=` is enough"),
            (
                "a b = 1",
                "a b = 1",
                "a key of several words needs a quotation mark at its beginning and at its end",
            ),
        ] {
            assert_eq!(
                problem(line),
                (words.to_owned(), message.to_owned()),
                "{line}"
            );
        }
    }
}
