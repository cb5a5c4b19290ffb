//! YAML front matter (YAML 1.2, core schema) as nodes with places.
//!
//! The parser gives events; what it leaves to its user is done here: equal keys, a limit for what aliases may grow to, a limit for
//! depth, the types of scalars (YAML 1.2.2, section 10.3.2: dates remain strings), tags, merge keys (`<<`) and the ends of collections.

use std::borrow::Cow;
use std::collections::HashMap;

use granit_parser::{Event, Parser, ScalarStyle, StructureStyle, Tag};
use serde_json::Number;

use crate::document::{FrontMatterProblem, Node, Value};
use crate::text::{Span, Spanned};

use super::yaml_problem::{self, Context};
use super::{DEPTH_LIMIT, Members, Read, duplicate, syntax, too_deep};
use crate::document::pointer;

/// How many values aliases may add to a document. Real front matter has none or a few.
const ALIAS_LIMIT: usize = 10_000;

/// Reads the YAML that stands at `content` (bytes from 0) of `text`.
pub(super) fn read(text: &str, content: Span) -> Read<'_> {
    match Builder::new(text, content).run() {
        Ok(read) => read,
        Err(problem) => Read::refused(*problem),
    }
}

struct Builder<'s> {
    text: &'s str,
    content: Span,
    open: Vec<Frame<'s>>,
    anchors: HashMap<usize, Anchored<'s>>,
    /// How many values aliases have added.
    expanded: usize,
    root: Option<Node<'s>>,
    problems: Vec<FrontMatterProblem>,
    /// The last scalar, for explaining what follows it.
    last_scalar: Option<Span>,
    /// One past the last event's text.
    last_end: usize,
}

/// A value that aliases can refer to.
struct Anchored<'s> {
    node: Node<'s>,
    /// How many values it is made of.
    size: usize,
    depth: usize,
}

/// A collection that is not closed yet.
struct Frame<'s> {
    start: usize,
    style: StructureStyle,
    anchor: usize,
    items: Items<'s>,
}

enum Items<'s> {
    List(Vec<Node<'s>>),
    Map {
        members: Members<'s>,
        key: Option<Key<'s>>,
        /// Maps that a merge key brings in.
        merged: Vec<Node<'s>>,
    },
}

/// A key that waits for its value.
struct Key<'s> {
    name: Spanned<Cow<'s, str>>,
    role: KeyRole,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum KeyRole {
    Ordinary,
    /// Already there: its value is left aside.
    Duplicate,
    /// `<<`
    Merge,
}

type Refused = Box<FrontMatterProblem>;

impl<'s> Builder<'s> {
    fn new(text: &'s str, content: Span) -> Self {
        Self {
            text,
            content,
            open: Vec::new(),
            anchors: HashMap::new(),
            expanded: 0,
            root: None,
            problems: Vec::new(),
            last_scalar: None,
            last_end: content.start as usize,
        }
    }

    fn run(mut self) -> Result<Read<'s>, Refused> {
        let options = granit_parser::options! {
            emit_comments: false,
            disallow_directives: true,
            flow_nesting_limit: DEPTH_LIMIT,
            block_nesting_limit: DEPTH_LIMIT,
        };
        let yaml = self.content.of(self.text);
        for event in Parser::new_from_str_with_options(yaml, options) {
            let (event, span) = event.map_err(|error| {
                let context = Context {
                    text: self.text,
                    content: self.content,
                    last_scalar: self.last_scalar,
                    last_end: self.last_end,
                    open_bracket: self.open_bracket(),
                };
                Box::new(yaml_problem::explain(&error, &context))
            })?;
            let range = span.byte_range().unwrap_or(0..0);
            let end = range.end.min(yaml.len());
            let span = Span::new(range.start.min(end), end).shifted(self.content.start as usize);
            self.take(event, span)?;
            self.last_end = self.last_end.max(span.end as usize);
        }
        let root = self
            .root
            .unwrap_or_else(|| Node::new(Value::Object(Vec::new()), self.content));
        match root.value {
            Value::Object(_) => Ok(Read::accepted(root, self.problems)),
            // Nothing but comments.
            Value::Null if root.span.is_empty() => {
                let nothing = Node::new(Value::Object(Vec::new()), root.span);
                Ok(Read::accepted(nothing, self.problems))
            }
            _ => Err(Box::new(yaml_problem::no_map(self.text, &root))),
        }
    }

    fn take(&mut self, event: Event<'s>, span: Span) -> Result<(), Refused> {
        match event {
            Event::Scalar(value, style, anchor, tag) => {
                let span = self.trim_scalar(span, style);
                self.last_scalar = Some(span);
                let written = if span.is_empty() && style == ScalarStyle::Plain {
                    Cow::Borrowed("")
                } else {
                    value
                };
                if self.awaits_key() {
                    return self.take_key(written, style, span);
                }
                let value = resolve(written, style, tag.as_deref());
                self.finish(Node::new(value, span), anchor)
            }
            Event::SequenceStart(style, anchor, _) => {
                self.open(Items::List(Vec::new()), style, anchor, span)
            }
            Event::MappingStart(style, anchor, _) => {
                let items = Items::Map {
                    members: Members::default(),
                    key: None,
                    merged: Vec::new(),
                };
                self.open(items, style, anchor, span)
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
            Event::Alias(anchor) => self.take_alias(anchor, span),
            Event::DocumentStart(..) if self.root.is_some() => Err(Box::new(syntax(
                self.line_of(span),
                "front matter holds one document, and a second one begins here",
            ))),
            _ => Ok(()),
        }
    }

    fn awaits_key(&self) -> bool {
        let top = self.open.last().map(|frame| &frame.items);
        matches!(top, Some(Items::Map { key: None, .. }))
    }

    fn take_key(
        &mut self,
        name: Cow<'s, str>,
        style: ScalarStyle,
        span: Span,
    ) -> Result<(), Refused> {
        let pointer = self.pointer(&name);
        let Some(Items::Map { members, key, .. }) =
            self.open.last_mut().map(|frame| &mut frame.items)
        else {
            return Ok(());
        };
        if span.is_empty() && style == ScalarStyle::Plain {
            return Err(Box::new(syntax(
                self.line_of(span),
                "the key before this colon is missing",
            )));
        }
        let mut role = KeyRole::Ordinary;
        if name == "<<" && style == ScalarStyle::Plain {
            role = KeyRole::Merge;
        } else if let Some(first) = members.find(&name) {
            self.problems.push(duplicate(span, &name, first, pointer));
            role = KeyRole::Duplicate;
        }
        *key = Some(Key {
            name: Spanned::new(name, span),
            role,
        });
        Ok(())
    }

    fn open(
        &mut self,
        items: Items<'s>,
        style: StructureStyle,
        anchor: usize,
        span: Span,
    ) -> Result<(), Refused> {
        if self.awaits_key() {
            return Err(Box::new(syntax(
                self.line_of(span),
                "a key must be plain text, not a list or a map",
            )));
        }
        if self.open.len() >= DEPTH_LIMIT {
            return Err(Box::new(too_deep(self.line_of(span))));
        }
        self.open.push(Frame {
            start: span.start as usize,
            style,
            anchor,
            items,
        });
        Ok(())
    }

    fn close(&mut self, span: Span) -> Result<(), Refused> {
        let Some(frame) = self.open.pop() else {
            return Ok(());
        };
        let flow_end = (frame.style == StructureStyle::Flow).then_some(span.end as usize);
        let (value, last) = match frame.items {
            Items::List(items) => {
                let last = items.last().map(|item| item.span.end as usize);
                (Value::Array(items), last)
            }
            Items::Map {
                mut members,
                merged,
                ..
            } => {
                let last = members.list.last();
                let last =
                    last.map(|member| member.node.span.end.max(member.key.span.end) as usize);
                for member in merged.iter().flat_map(Node::members) {
                    if members.find(&member.key.value).is_none() {
                        members.push(member.key.clone(), member.node.clone());
                    }
                }
                (Value::Object(members.list), last)
            }
        };
        // The end that the parser gives for a block collection is where the next thing begins.
        let end = flow_end.or(last).unwrap_or(frame.start).max(frame.start);
        self.finish(Node::new(value, Span::new(frame.start, end)), frame.anchor)
    }

    fn take_alias(&mut self, anchor: usize, span: Span) -> Result<(), Refused> {
        if self.awaits_key() {
            return Err(Box::new(syntax(
                span,
                "a key must be plain text, not a reference",
            )));
        }
        let name = span.of(self.text);
        let Some(anchored) = self.anchors.get(&anchor) else {
            return Err(Box::new(syntax(
                span,
                format!("`{name}` refers to something that contains it"),
            )));
        };
        self.expanded += anchored.size;
        if self.expanded > ALIAS_LIMIT {
            let message = format!(
                "references such as `{name}` make this front matter grow to more than {ALIAS_LIMIT} values"
            );
            return Err(Box::new(syntax(span, message)));
        }
        if self.open.len() + anchored.depth > DEPTH_LIMIT {
            return Err(Box::new(too_deep(span)));
        }
        let mut node = anchored.node.clone();
        node.span = span;
        self.finish(node, 0)
    }

    /// A value is complete.
    fn finish(&mut self, node: Node<'s>, anchor: usize) -> Result<(), Refused> {
        if anchor != 0 {
            let (size, depth) = measure(&node);
            let node = node.clone();
            self.expanded += size;
            if self.expanded > ALIAS_LIMIT {
                let message = format!("anchors hold more than {ALIAS_LIMIT} values");
                return Err(Box::new(syntax(self.line_of(node.span), message)));
            }
            self.anchors.insert(anchor, Anchored { node, size, depth });
        }
        match self.open.last_mut().map(|frame| &mut frame.items) {
            None => self.root = Some(node),
            Some(Items::List(items)) => items.push(node),
            Some(Items::Map {
                members,
                key,
                merged,
            }) => {
                let Some(Key { name, role }) = key.take() else {
                    return Ok(());
                };
                match role {
                    KeyRole::Duplicate => {}
                    KeyRole::Merge if matches!(node.value, Value::Object(_)) => merged.push(node),
                    KeyRole::Merge if !node.items().is_empty() => {
                        if let Value::Array(items) = node.value {
                            merged.extend(items);
                        }
                    }
                    KeyRole::Merge | KeyRole::Ordinary => members.push(name, node),
                }
            }
        }
        Ok(())
    }

    /// The JSON pointer of `key` in the innermost map.
    fn pointer(&self, key: &str) -> String {
        let mut pointer = String::new();
        let (last, outer) = match self.open.split_last() {
            Some((last, outer)) => (Some(last), outer),
            None => (None, &[][..]),
        };
        for frame in outer {
            match &frame.items {
                Items::List(items) => pointer::push(&mut pointer, &items.len().to_string()),
                Items::Map { key: Some(key), .. } => pointer::push(&mut pointer, &key.name.value),
                Items::Map { key: None, .. } => {}
            }
        }
        if last.is_some() {
            pointer::push(&mut pointer, key);
        }
        pointer
    }

    /// The outermost bracket of flow style that is open.
    fn open_bracket(&self) -> Option<usize> {
        let flow = |frame: &&Frame<'_>| frame.style == StructureStyle::Flow;
        self.open.iter().find(flow).map(|frame| frame.start)
    }

    /// A block scalar's span reaches over the blank lines after it; a reader's does not.
    fn trim_scalar(&self, span: Span, style: ScalarStyle) -> Span {
        match style {
            ScalarStyle::Literal | ScalarStyle::Folded => {
                let written = span.of(self.text).trim_end().len();
                Span::new(span.start as usize, span.start as usize + written)
            }
            _ => span,
        }
    }

    fn line_of(&self, span: Span) -> Span {
        yaml_problem::line_at(self.text, self.content, span.start as usize)
    }
}

/// How many values a value is made of, and how deep it goes.
fn measure(node: &Node<'_>) -> (usize, usize) {
    let parts: Box<dyn Iterator<Item = &Node<'_>>> = match &node.value {
        Value::Array(items) => Box::new(items.iter()),
        Value::Object(members) => Box::new(members.iter().map(|member| &member.node)),
        _ => return (1, 0),
    };
    parts
        .map(measure)
        .fold((1, 1), |(size, depth), (more, deeper)| {
            (size + more, depth.max(deeper + 1))
        })
}

/// The value of a scalar under the core schema.
fn resolve<'s>(written: Cow<'s, str>, style: ScalarStyle, tag: Option<&Tag>) -> Value<'s> {
    match tag.map(|tag| tag.core_suffix()) {
        Some(Some("null")) => Value::Null,
        Some(Some("bool" | "int" | "float")) => plain(written),
        None if style == ScalarStyle::Plain => plain(written),
        Some(_) | None => Value::String(written),
    }
}

fn plain(written: Cow<'_, str>) -> Value<'_> {
    match written.as_ref() {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        text => match number(text) {
            Some(number) => Value::Number(number),
            None => Value::String(written),
        },
    }
}

/// A number of the core schema. Those that JSON cannot say (`.inf`, `.nan`) remain text.
fn number(text: &str) -> Option<Number> {
    if !text.starts_with(|first: char| first.is_ascii_digit() || "+-.".contains(first)) {
        return None;
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let based = |prefix: &str, radix: u32| {
        let digits = text.strip_prefix(prefix)?;
        let plain = !digits.is_empty() && digits.chars().all(|digit| digit.is_digit(radix));
        plain
            .then(|| u64::from_str_radix(digits, radix).ok())
            .flatten()
    };
    if let Some(number) = based("0x", 16).or_else(|| based("0o", 8)) {
        return Some(number.into());
    }
    let all_digits = !unsigned.is_empty() && unsigned.bytes().all(|byte| byte.is_ascii_digit());
    if all_digits {
        let signed = text.strip_prefix('+').unwrap_or(text);
        let whole = signed.parse::<i64>().map(Number::from);
        if let Ok(number) = whole.or_else(|_| signed.parse::<u64>().map(Number::from)) {
            return Some(number);
        }
    }
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let exponent_fits = exponent.is_none_or(|exponent| {
        let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        !exponent.is_empty() && digits(exponent)
    });
    let some_digit = !whole.is_empty() || !fraction.is_empty();
    if !(some_digit && digits(whole) && digits(fraction) && exponent_fits) {
        return None;
    }
    text.parse().ok().and_then(Number::from_f64)
}
