//! What is wrong with YAML, in words for the person who wrote it and at the place that they must look at.
//!
//! The parser reports where it gave up, which is often a line too late: a missing colon shows at the next line's colon. Here
//! the place is moved to the line that causes it.

use granit_parser::{ErrorKind, ScanError};

use crate::document::{FrontMatterProblem, Node, Value};
use crate::text::Span;

use super::{syntax, too_deep};

/// How many characters a key may have (YAML 1.2.2, section 7.4.2).
const LONGEST_KEY: usize = 1024;

/// What is known where the parser gave up; all offsets in bytes from 0 of the whole text.
pub(super) struct Context<'t> {
    pub text: &'t str,
    pub content: Span,
    pub last_scalar: Option<Span>,
    pub last_end: usize,
    /// A `[` or `{` that is open.
    pub open_bracket: Option<usize>,
}

/// The words of the line that holds byte `offset`, without white space around them. Never empty where a neighbouring line has words.
pub(super) fn line_at(text: &str, content: Span, offset: usize) -> Span {
    let (first, last) = (content.start as usize, content.end as usize);
    let offset = offset.clamp(first, last);
    let start = text[first..offset]
        .rfind('\n')
        .map_or(first, |at| first + at + 1);
    let end = text[offset..last].find('\n').map_or(last, |at| offset + at);
    let line = &text[start..end];
    if line.trim().is_empty() {
        // Given up at the end: the last line with words.
        let words = text[first..start].trim_end();
        return if words.is_empty() {
            Span::new(start, end)
        } else {
            line_at(
                text,
                Span::new(first, first + words.len()),
                first + words.len(),
            )
        };
    }
    let start = start + (line.len() - line.trim_start().len());
    Span::new(start, start + line.trim().len())
}

/// Front matter that is a list or a text instead of keys and values.
pub(super) fn no_map(text: &str, root: &Node<'_>) -> FrontMatterProblem {
    let line = line_at(text, root.span, root.span.start as usize);
    match &root.value {
        Value::Array(_) => syntax(
            line,
            "front matter is made of keys and values, and this is a list",
        ),
        _ => keyless(text, line),
    }
}

/// Says what is wrong and where.
pub(super) fn explain(error: &ScanError, context: &Context<'_>) -> FrontMatterProblem {
    let offset = error.marker().byte_offset().unwrap_or(0);
    let at = floor(
        context.text,
        (context.content.start as usize + offset).min(context.content.end as usize),
    );
    context.problem(error.kind(), at)
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

impl Context<'_> {
    fn problem(&self, kind: &ErrorKind, at: usize) -> FrontMatterProblem {
        use ErrorKind as K;
        let rest = self.rest_of_line(at);
        if let Some(bracket) = self.open_bracket
            && let Some(problem) = self.in_brackets(kind, bracket, rest)
        {
            return problem;
        }
        match kind {
            K::MappingValueNotAllowed => self.unexpected_colon(at),
            K::SimpleKeyExpected | K::InvalidSimpleKey => keyless(self.text, self.line(at)),
            K::UnclosedQuotedScalar
            | K::InvalidQuotedScalarIndent
            | K::DocumentIndicatorInQuotedScalar => {
                let quote = self.opening_quote(at);
                syntax(
                    self.rest_of_line(quote),
                    "this quotation mark is never closed",
                )
            }
            K::InvalidTrailingSingleQuotedScalar | K::InvalidTrailingDoubleQuotedScalar => {
                let quote = self.opening_quote(self.last_end);
                let message = "text follows the closing quotation mark: a quotation mark within the text must be written differently from those around it";
                syntax(self.rest_of_line(quote), message)
            }
            K::TabNotAllowed
            | K::TabInBlockIndentation
            | K::TabInIndentation
            | K::TabAtBlockScalarStart
            | K::TabInPlainScalar => {
                let message = "a tab is used for indentation, where only spaces are allowed";
                syntax(self.indenting_tab(at), message)
            }
            K::ExpectedBlockMappingKey | K::InvalidIndentation => syntax(
                self.indented(at),
                "the indentation of this line fits none of the lines above it",
            ),
            K::ExpectedBlockSequenceEntry => {
                let message = "this line stands where the list above it has its items: it needs `- ` before it, or less indentation";
                syntax(self.indented(at), message)
            }
            K::InvalidBlockScalarIndent => syntax(
                self.indented(at),
                "this line is indented less than the text that it belongs to",
            ),
            K::BlockSequenceEntryNotAllowed => syntax(
                rest,
                "a list begins on a line of its own; text that begins with `-` needs quotation marks",
            ),
            K::UnknownAnchor
            | K::MissingAnchorOrAliasName
            | K::UnexpectedCharacter { .. }
            | K::ExpectedTagBang
            | K::InvalidTagTerminator
            | K::UndeclaredTagHandle
            | K::PlainScalarStartsWithDashFlowIndicator
            | K::UnclosedVerbatimTag
            | K::MissingTagUri
            | K::InvalidTagEscape => self.needs_quotation_marks(rest),
            K::UnknownQuotedScalarEscape => self.unknown_escape(at),
            K::MisplacedFlowCollectionEnd => {
                let bracket = rest.of(self.text).chars().next().unwrap_or(']');
                syntax(
                    rest,
                    format!(
                        "this `{bracket}` closes nothing; text that begins with it needs quotation marks"
                    ),
                )
            }
            K::UnclosedFlowCollection { open } => {
                syntax(rest, format!("this `{open}` is never closed"))
            }
            K::MismatchedFlowCollectionEnd { open, close } => {
                syntax(rest, format!("`{open}` is closed by `{close}`"))
            }
            K::RecursionLimitExceeded => too_deep(rest),
            K::InvalidBlockScalarHeader | K::ZeroBlockScalarIndent => syntax(
                self.line(at),
                "after `|` or `>` the text begins on the next line",
            ),
            K::CommentNotSeparated => syntax(
                rest,
                "a comment needs a space before its `#`; text with a `#` needs quotation marks",
            ),
            K::DirectiveDisallowed => syntax(
                rest,
                "a line that begins with `%` has no place in front matter",
            ),
            K::BomInsideDocument => syntax(rest, "an invisible byte-order mark stands here"),
            _ => syntax(rest, format!("this is not YAML: {kind}")),
        }
    }

    /// What goes wrong while a bracket is open is most often that it was never closed.
    fn in_brackets(
        &self,
        kind: &ErrorKind,
        bracket: usize,
        rest: Span,
    ) -> Option<FrontMatterProblem> {
        use ErrorKind as K;
        let opening = self.rest_of_line(bracket);
        let open = opening.of(self.text).chars().next()?;
        let close = if open == '[' { ']' } else { '}' };
        match kind {
            K::UnclosedQuotedScalar
            | K::InvalidQuotedScalarIndent
            | K::UnknownQuotedScalarEscape
            | K::RecursionLimitExceeded
            | K::InvalidTrailingSingleQuotedScalar
            | K::InvalidTrailingDoubleQuotedScalar
            | K::UnknownAnchor
            | K::MissingAnchorOrAliasName
            | K::UnexpectedCharacter { .. } => None,
            K::MismatchedFlowCollectionEnd { open, close } => {
                Some(syntax(opening, format!("`{open}` is closed by `{close}`")))
            }
            _ if opening.of(self.text).contains(close) => Some(syntax(
                rest,
                format!("a comma or `{close}` is missing here"),
            )),
            _ => Some(syntax(opening, format!("this `{open}` is never closed"))),
        }
    }

    /// A colon where there can be none: in the middle of a value, or on a line that continues the one before.
    fn unexpected_colon(&self, at: usize) -> FrontMatterProblem {
        let Some(scalar) = self.last_scalar else {
            return syntax(self.line(at), "there can be no colon here");
        };
        let before = &self.text[self.content.start as usize..scalar.start as usize];
        let opens_line = before
            .rsplit('\n')
            .next()
            .is_some_and(|before| before.trim_matches([' ', '-']).is_empty());
        if scalar.of(self.text).contains('\n') {
            if opens_line {
                return keyless(self.text, self.line(scalar.start as usize));
            }
            let key = self
                .line(at)
                .of(self.text)
                .split(':')
                .next()
                .unwrap_or_default();
            let message = format!("`{key}` is indented as if it went on with the value above it");
            return syntax(self.indented(at), message);
        }
        let value = self.rest_of_line(scalar.start as usize);
        if opens_line && scalar.len() > LONGEST_KEY {
            let message =
                format!("this key is longer than the {LONGEST_KEY} characters that YAML allows");
            return syntax(scalar, message);
        }
        syntax(
            value,
            "this value has a colon and a space in it: it needs quotation marks around it",
        )
    }

    fn needs_quotation_marks(&self, value: Span) -> FrontMatterProblem {
        let first = value.of(self.text).chars().next().unwrap_or(' ');
        if first.is_control() {
            let start = value.start as usize;
            let message = format!(
                "the invisible character U+{:04X} stands here, which YAML does not allow",
                u32::from(first)
            );
            return syntax(Span::new(start, start + first.len_utf8()), message);
        }
        if first == '*' && !value.of(self.text).contains(' ') {
            let name = value.of(self.text);
            return syntax(
                value,
                format!(
                    "`{name}` refers to an anchor that is nowhere above; text that begins with `*` needs quotation marks"
                ),
            );
        }
        syntax(
            value,
            format!("text that begins with `{first}` needs quotation marks around it"),
        )
    }

    fn unknown_escape(&self, quote: usize) -> FrontMatterProblem {
        let value = &self.text[quote..self.content.end as usize];
        let mut characters = value.char_indices();
        while let Some((at, character)) = characters.next() {
            if character != '\\' {
                continue;
            }
            if let Some((_, escaped)) = characters.next()
                && !"0abt\tnvfre \"/\\N_LPxuU\n\r".contains(escaped)
            {
                let span = Span::new(quote + at, quote + at + 1 + escaped.len_utf8());
                let found = span.of(self.text);
                return syntax(
                    span,
                    format!(
                        "`{found}` means nothing within double quotation marks: write `\\{found}`, or use single ones"
                    ),
                );
            }
        }
        syntax(
            self.rest_of_line(quote),
            "a backslash in this text has no meaning within double quotation marks",
        )
    }

    /// The quotation mark that opened the scalar in which the parser gave up at `at`.
    fn opening_quote(&self, at: usize) -> usize {
        let from = floor(self.text, self.last_end.min(at));
        let to = self.content.end as usize;
        self.text[from..to]
            .find(['"', '\''])
            .map_or(at, |found| from + found)
    }

    /// The first tab from the line of `at` on that stands in a line's indentation; else the first tab.
    fn indenting_tab(&self, at: usize) -> Span {
        let start = self.line_start(at);
        let lines = self.text[start..self.content.end as usize].split_inclusive('\n');
        let mut line_start = start;
        for line in lines {
            let indentation = line.len() - line.trim_start_matches([' ', '\t']).len();
            if let Some(tab) = line[..indentation].find('\t') {
                let tabs = line[tab..].len() - line[tab..].trim_start_matches('\t').len();
                return Span::new(line_start + tab, line_start + tab + tabs);
            }
            line_start += line.len();
        }
        let tab = self.text[at..self.content.end as usize].find('\t');
        tab.map_or_else(|| self.line(at), |tab| Span::new(at + tab, at + tab + 1))
    }

    /// A line's indentation and its first word.
    fn indented(&self, at: usize) -> Span {
        let words = self.line(at);
        let start = self.line_start(words.start as usize);
        let first = words
            .of(self.text)
            .split_whitespace()
            .next()
            .map_or(0, str::len);
        Span::new(start, words.start as usize + first)
    }

    fn line(&self, at: usize) -> Span {
        line_at(self.text, self.content, at)
    }

    fn line_start(&self, at: usize) -> usize {
        let first = self.content.start as usize;
        self.text[first..at]
            .rfind('\n')
            .map_or(first, |found| first + found + 1)
    }

    /// From `at` to the last word of its line; the whole line where nothing follows.
    fn rest_of_line(&self, at: usize) -> Span {
        let line = self.line(at);
        if (line.start as usize..line.end as usize).contains(&at) {
            Span::new(at, line.end as usize)
        } else {
            line
        }
    }
}

/// A line on which the parser finds no key.
fn keyless(text: &str, line: Span) -> FrontMatterProblem {
    let written = line.of(text);
    if written.starts_with('-') && !written.starts_with("- ") {
        return syntax(line, format!("`{written}` needs a space after its dash"));
    }
    match written.split_once(':') {
        Some((key, value)) if !key.contains(' ') && !value.is_empty() => {
            let length = key.len() + 1;
            let place = Span::new(line.start as usize, line.start as usize + length);
            syntax(place, format!("`{key}:` needs a space after its colon"))
        }
        _ => syntax(
            line,
            "this line has no key: a key is followed by a colon and a space",
        ),
    }
}
