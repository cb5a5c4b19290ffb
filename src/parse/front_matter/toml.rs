//! TOML front matter as nodes with places. Dates become strings: JSON has none.

use std::borrow::Cow;
use std::ops::Range;

use serde_json::Number;
use toml::Spanned as TomlSpanned;
use toml::de::{DeTable, DeValue};

use crate::document::{FrontMatterProblem, Member, Node, Value};
use crate::text::{Span, Spanned};

use super::{Read, duplicate, toml_problem};
use crate::document::pointer;

/// Reads the TOML that stands at `content` (bytes from 0) of `text`.
pub(super) fn read(text: &str, content: Span) -> Read<'_> {
    let (root, problems) = read_table(text, content);
    Read { root, problems }
}

/// Reads a TOML document. The root is `None` unless nothing is wrong but keys that are there twice (the first one counts).
pub(crate) fn read_table(text: &str, content: Span) -> (Option<Node<'_>>, Vec<FrontMatterProblem>) {
    let toml = content.of(text);
    let base = content.start as usize;
    let (table, errors) = DeTable::parse_recoverable(toml);
    let syntax_error = errors.iter().find(|error| error.message() != DUPLICATE);
    if let Some(error) = syntax_error {
        return (None, vec![toml_problem::explain(text, content, error)]);
    }
    let members = table.into_inner();
    let mut root = Node::new(Value::Object(members_of(members, toml, base)), content);
    fit(&mut root, content);
    let problems = errors
        .iter()
        .map(|error| {
            let place = toml_problem::place(text, content, error.span());
            let key = place.of(text).trim_matches(['"', '\'']);
            let (first, pointer) =
                first_of(&root, key, place).unwrap_or((place, format!("/{key}")));
            duplicate(place, key, first, pointer)
        })
        .collect();
    (Some(root), problems)
}

const DUPLICATE: &str = "duplicate key";

fn members_of<'s>(table: DeTable<'s>, toml: &'s str, base: usize) -> Vec<Member<'s>> {
    let mut members: Vec<Member<'s>> = table
        .into_iter()
        .map(|(key, value)| Member {
            key: Spanned::new(key.get_ref().clone(), shift(key.span(), base)),
            node: node(value, toml, base),
        })
        .collect();
    // The table is sorted by name; a reader's order is the source's.
    members.sort_by_key(|member| member.key.span);
    members
}

fn node<'s>(value: TomlSpanned<DeValue<'s>>, toml: &'s str, base: usize) -> Node<'s> {
    let range = value.span();
    let span = shift(range.clone(), base);
    let value = match value.into_inner() {
        DeValue::String(string) => Value::String(string),
        DeValue::Boolean(boolean) => Value::Bool(boolean),
        // As written: the value's own order of date and time is TOML's, which is RFC 3339's.
        DeValue::Datetime(_) => Value::String(Cow::Borrowed(toml.get(range).unwrap_or_default())),
        DeValue::Integer(integer) => {
            let digits = integer.as_str();
            match i64::from_str_radix(digits, integer.radix()) {
                Ok(number) => Value::Number(number.into()),
                Err(_) => Value::String(Cow::Owned(digits.to_owned())),
            }
        }
        DeValue::Float(float) => {
            let number = float.as_str().parse().ok().and_then(Number::from_f64);
            // `inf` and `nan` are no numbers in JSON.
            number.map_or_else(
                || Value::String(Cow::Owned(float.as_str().to_owned())),
                Value::Number,
            )
        }
        DeValue::Array(items) => {
            let items = items.into_iter().map(|item| node(item, toml, base));
            Value::Array(items.collect())
        }
        DeValue::Table(table) => Value::Object(members_of(table, toml, base)),
    };
    let mut node = Node::new(value, span);
    fit(&mut node, span);
    node
}

/// The span of a `[table]` covers its header only: let it reach over what the table holds.
fn fit(node: &mut Node<'_>, own: Span) {
    let parts: Span = match &node.value {
        Value::Array(items) => items.iter().fold(own, |all, item| all.to(item.span)),
        Value::Object(members) => members.iter().fold(own, |all, member| {
            all.to(member.key.span).to(member.node.span)
        }),
        _ => own,
    };
    node.span = parts;
}

fn shift(range: Range<usize>, base: usize) -> Span {
    Span::new(range.start, range.end).shifted(base)
}

/// The key of that name nearest before `place`, with its pointer.
fn first_of(root: &Node<'_>, name: &str, place: Span) -> Option<(Span, String)> {
    fn search(
        node: &Node<'_>,
        name: &str,
        place: Span,
        pointer: &str,
        best: &mut Option<(Span, String)>,
    ) {
        let steps = node.members().iter().map(|member| {
            let key = &member.key;
            (key.value.to_string(), Some(key.span), &member.node)
        });
        let items = node.items().iter().enumerate();
        let items = items.map(|(index, item)| (index.to_string(), None, item));
        for (step, key, node) in steps.chain(items) {
            let mut pointer = pointer.to_owned();
            pointer::push(&mut pointer, &step);
            if let Some(span) = key
                && step == name
                && span < place
                && best.as_ref().is_none_or(|(nearest, _)| *nearest < span)
            {
                *best = Some((span, pointer.clone()));
            }
            search(node, name, place, &pointer, best);
        }
    }
    let mut best = None;
    search(root, name, place, "", &mut best);
    best
}
