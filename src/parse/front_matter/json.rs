//! JSON front matter (RFC 8259: no comments, no trailing commas, as Hugo reads it) as nodes with places.

use jsonc_parser::ast;
use jsonc_parser::common::{Range, Ranged};
use jsonc_parser::errors::ParseErrorKind;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use crate::document::{FrontMatterProblem, Node, Value};
use crate::text::{Span, Spanned};

use super::{DEPTH_LIMIT, Members, Read, duplicate, syntax, too_deep};
use crate::document::pointer;

/// Reads the JSON that stands at `content` (bytes from 0) of `text`.
pub(super) fn read(text: &str, content: Span) -> Read<'_> {
    let (node, problems) = match read_value(text, content) {
        Ok(read) => read,
        Err(problem) => return Read::refused(problem),
    };
    if matches!(node.value, Value::Object(_)) {
        Read::accepted(node, problems)
    } else {
        let message = "front matter is made of keys and values between `{` and `}`";
        Read::refused(syntax(node.span, message))
    }
}

/// Reads any JSON value; with it, the keys that are there twice.
pub(crate) fn read_value(
    text: &str,
    content: Span,
) -> Result<(Node<'_>, Vec<FrontMatterProblem>), FrontMatterProblem> {
    let json = content.of(text);
    let options = ParseOptions {
        allow_comments: false,
        allow_loose_object_property_names: false,
        allow_trailing_commas: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    let mut reader = Reader {
        text,
        base: content.start as usize,
        pointer: String::new(),
        problems: Vec::new(),
    };
    if let Some(deep) = too_deep_at(json) {
        return Err(too_deep(reader.span(Range::new(deep, deep + 1))));
    }
    let parsed = parse_to_ast(json, &CollectOptions::default(), &options).map_err(|error| {
        let place = reader.place(error.range());
        syntax(place, explain(error.kind()))
    })?;
    let Some(value) = parsed.value else {
        return Err(syntax(content, "there is no JSON value here"));
    };
    let node = reader.node(value)?;
    Ok((node, reader.problems))
}

/// The bracket (byte from 0) with which nesting goes too deep. The parser would refuse it too, but only after recursing.
fn too_deep_at(json: &str) -> Option<usize> {
    let (mut depth, mut quoted, mut escaped) = (0usize, false, false);
    for (at, byte) in json.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'{' | b'[' => {
                depth += 1;
                if depth > DEPTH_LIMIT {
                    return Some(at);
                }
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

struct Reader<'s> {
    text: &'s str,
    base: usize,
    pointer: String,
    problems: Vec<FrontMatterProblem>,
}

impl<'s> Reader<'s> {
    fn span(&self, range: Range) -> Span {
        Span::new(range.start, range.end.max(range.start)).shifted(self.base)
    }

    /// The place of an error: where the parser has none of its own, the rest of the line.
    fn place(&self, range: Range) -> Span {
        let span = self.span(range);
        let end = (span.end as usize).min(self.text.len());
        let start = (span.start as usize).min(end);
        let first_line = self.text[start..end]
            .find('\n')
            .map_or(end, |at| start + at);
        Span::new(start, first_line.max(start))
    }

    fn node(&mut self, value: ast::Value<'s>) -> Result<Node<'s>, FrontMatterProblem> {
        let span = self.span(value.range());
        let value = match value {
            ast::Value::StringLit(string) => Value::String(string.value),
            ast::Value::NumberLit(number) => match serde_json::from_str(number.value) {
                Ok(number) => Value::Number(number),
                Err(_) => {
                    return Err(syntax(
                        span,
                        format!("`{}` is not a number that JSON allows", number.value),
                    ));
                }
            },
            ast::Value::BooleanLit(boolean) => Value::Bool(boolean.value),
            ast::Value::NullKeyword(_) => Value::Null,
            ast::Value::Array(array) => Value::Array(self.items(array.elements)?),
            ast::Value::Object(object) => self.object(object)?,
        };
        Ok(Node::new(value, span))
    }

    fn items(
        &mut self,
        elements: Vec<ast::Value<'s>>,
    ) -> Result<Vec<Node<'s>>, FrontMatterProblem> {
        let length = self.pointer.len();
        let mut items = Vec::with_capacity(elements.len());
        for (index, element) in elements.into_iter().enumerate() {
            pointer::push(&mut self.pointer, &index.to_string());
            items.push(self.node(element)?);
            self.pointer.truncate(length);
        }
        Ok(items)
    }

    fn object(&mut self, object: ast::Object<'s>) -> Result<Value<'s>, FrontMatterProblem> {
        let length = self.pointer.len();
        let mut members = Members::default();
        for property in object.properties {
            let place = self.span(property.name.range());
            let name = match property.name {
                ast::ObjectPropName::String(name) => name.value,
                ast::ObjectPropName::Word(name) => name.value.into(),
            };
            pointer::push(&mut self.pointer, &name);
            if let Some(first) = members.find(&name) {
                let problem = duplicate(place, &name, first, self.pointer.clone());
                self.problems.push(problem);
            } else {
                let node = self.node(property.value)?;
                members.push(Spanned::new(name, place), node);
            }
            self.pointer.truncate(length);
        }
        Ok(Value::Object(members.list))
    }
}

fn explain(kind: &ParseErrorKind) -> String {
    use ParseErrorKind as K;
    match kind {
        K::CommentsNotAllowed => "JSON has no comments",
        K::ExpectedColonAfterObjectKey => "a colon is missing after this key",
        K::ExpectedObjectValue => "the value of this key is missing",
        K::ExpectedStringObjectProperty | K::UnexpectedWord => {
            "this text needs double quotation marks around it"
        }
        K::ExpectedComma => "a comma is missing here",
        K::MultipleRootJsonValues => "nothing may follow the closing bracket",
        K::SingleQuotedStringsNotAllowed => "JSON has double quotation marks only",
        K::TrailingCommasNotAllowed => "no comma may stand before a closing bracket",
        K::UnexpectedCloseBrace => "this `}` closes nothing",
        K::UnexpectedCloseBracket => "this `]` closes nothing",
        K::UnexpectedColon => "a key is missing before this colon",
        K::UnexpectedComma => "a value is missing before this comma",
        K::UnexpectedTokenInObject => "a key in double quotation marks is missing here",
        K::UnterminatedArray => "this `[` is never closed",
        K::UnterminatedObject => "this `{` is never closed",
        other => return format!("this is not JSON: {}", other.to_string().to_lowercase()),
    }
    .to_owned()
}
