//! The marks that git leaves in a text whose merge was not finished.

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag};

use super::{Recognised, markdown};
use crate::document::Dialect;
use crate::text::Span;

const OURS: &str = "<<<<<<< ";
const THEIRS: &str = ">>>>>>> ";
const BETWEEN: &str = "=======";

/// The line of the first mark in a text that names a side, at the start of its line, or of one between sides that stands alone below an empty
/// line. One in code is shown to a reader and means nothing.
pub fn unfinished(source: &str, recognised: &Recognised<'_>) -> Option<Span> {
    let marks = [OURS, THEIRS].into_iter();
    let marks = marks.filter_map(|mark| line_with(source, mark));
    let first = marks.chain(line_between(source)).min()?;
    let is_page =
        matches!(recognised, Recognised::Document(document) if document.dialect == Dialect::Page);
    if !is_page && is_code(source, first) {
        return None;
    }
    let line = source[first..].lines().next().unwrap_or_default();
    Some(Span::new(first, first + line.trim_end().len()))
}

/// The first byte of the first line that begins with `mark`.
fn line_with(source: &str, mark: &str) -> Option<usize> {
    memchr::memmem::find_iter(source.as_bytes(), mark.as_bytes())
        .find(|&at| at == 0 || source.as_bytes()[at - 1] == b'\n')
}

/// The first byte of the first line that is a mark between two sides, with an empty line above it: it underlines no heading.
fn line_between(source: &str) -> Option<usize> {
    memchr::memmem::find_iter(source.as_bytes(), BETWEEN.as_bytes()).find(|&at| {
        let (before, after) = (&source[..at], &source[at + BETWEEN.len()..]);
        let above = before.strip_suffix('\n');
        let above = above.and_then(|above| above.rsplit('\n').next());
        let is_whole = after
            .lines()
            .next()
            .is_none_or(|rest| rest.trim().is_empty());
        is_whole && above.is_some_and(|above| above.trim().is_empty())
    })
}

/// Whether the byte `at` is in a fenced block of code.
fn is_code(source: &str, at: usize) -> bool {
    let mut events = Parser::new_ext(source, markdown::OPTIONS).into_offset_iter();
    events.any(|(event, range)| {
        let is_code = matches!(
            event,
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_)))
        );
        is_code && range.contains(&at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(source: &str) -> Option<&str> {
        Some(unfinished(source, &Recognised::Other)?.of(source))
    }

    #[test]
    fn a_merge_is_unfinished_where_a_mark_of_a_side_stands_at_a_line_start() {
        for (source, expected) in [
            (
                "<<<<<<< ours\nA\n=======\nB\n>>>>>>> theirs\n",
                Some("<<<<<<< ours"),
            ),
            (
                "A\r\n<<<<<<< HEAD\r\n||||||| base\r\n=======\r\nB\r\n>>>>>>> b\r\n",
                Some("<<<<<<< HEAD"),
            ),
            (
                "A\n=======\n\n>>>>>>> theirs\n\n<<<<<<< ours\n",
                Some(">>>>>>> theirs"),
            ),
            ("A\n=======\n\nB\n", None),
            ("A\n\n=======\n\nB\n", Some("=======")),
            ("A\r\n\r\n=======\r\nB\r\n", Some("=======")),
            ("A\n\n========\n\nB\n", None),
            ("A\n\n```\n\n=======\n```\n", None),
            ("A\n\n>>>>>>>\n", None),
            (" <<<<<<< ours\n =======\n >>>>>>> theirs\n", None),
            ("```\n<<<<<<< ours\n=======\n>>>>>>> theirs\n```\n", None),
        ] {
            assert_eq!(mark(source), expected, "{source}");
        }
    }
}
