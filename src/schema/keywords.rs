//! The keywords of JSON Schema: where schemas stand in a schema, and which keys of those are misspelt.

use crate::config::close_match;
use crate::document::{Member, Node};
use crate::text::Span;

/// The keyword for a schema's own words, which is framelint's.
const MESSAGES: &str = "messages";

/// What a keyword has for a value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// A schema, or a list of them.
    Schemas,
    /// A map of names to schemas.
    Named,
    /// Anything else.
    Data,
}

use Holds::{Data, Named, Schemas};

/// The keywords of the drafts 7 to 2020-12, with what they hold.
const KEYWORDS: [(&str, Holds); 65] = [
    ("$anchor", Data),
    ("$comment", Data),
    ("$defs", Named),
    ("$dynamicAnchor", Data),
    ("$dynamicRef", Data),
    ("$id", Data),
    ("$recursiveAnchor", Data),
    ("$recursiveRef", Data),
    ("$ref", Data),
    ("$schema", Data),
    ("$vocabulary", Data),
    ("additionalItems", Schemas),
    ("additionalProperties", Schemas),
    ("allOf", Schemas),
    ("anyOf", Schemas),
    ("const", Data),
    ("contains", Schemas),
    ("contentEncoding", Data),
    ("contentMediaType", Data),
    ("contentSchema", Schemas),
    ("default", Data),
    ("definitions", Named),
    ("dependencies", Named),
    ("dependentRequired", Data),
    ("dependentSchemas", Named),
    ("deprecated", Data),
    ("description", Data),
    ("else", Schemas),
    ("enum", Data),
    ("examples", Data),
    ("exclusiveMaximum", Data),
    ("exclusiveMinimum", Data),
    ("format", Data),
    ("if", Schemas),
    ("items", Schemas),
    ("maxContains", Data),
    ("maxItems", Data),
    ("maxLength", Data),
    ("maxProperties", Data),
    ("maximum", Data),
    ("minContains", Data),
    ("minItems", Data),
    ("minLength", Data),
    ("minProperties", Data),
    ("minimum", Data),
    ("multipleOf", Data),
    ("not", Schemas),
    ("oneOf", Schemas),
    ("pattern", Data),
    ("patternProperties", Named),
    ("prefixItems", Schemas),
    ("properties", Named),
    ("propertyNames", Schemas),
    ("readOnly", Data),
    ("required", Data),
    ("then", Schemas),
    ("title", Data),
    ("type", Data),
    ("unevaluatedItems", Schemas),
    ("unevaluatedProperties", Schemas),
    ("uniqueItems", Data),
    ("writeOnly", Data),
    (MESSAGES, Data),
    // Not of JSON Schema, but so common beside it that they are no misspelt keywords.
    ("comment", Data),
    ("example", Data),
];

/// A key that is not the keyword that it was meant to be.
pub(super) struct Misspelt<'n> {
    pub key: &'n str,
    pub span: Span,
    pub meant: &'n str,
    /// What it is not, in words.
    pub is_no: &'static str,
}

/// The keys in a schema, and in all schemas that stand in it, that are close to one keyword and are none.
pub(super) fn misspelt<'n>(schema: &'n Node<'_>) -> Vec<Misspelt<'n>> {
    let mut found = Vec::new();
    look_into(schema, &mut found);
    found
}

fn look_into<'n>(schema: &'n Node<'_>, found: &mut Vec<Misspelt<'n>>) {
    found.extend(required_and_unknown(schema));
    for member in schema.members() {
        let key = member.key.value.as_ref();
        match KEYWORDS.iter().find(|(keyword, _)| *keyword == key) {
            Some((_, Schemas)) => {
                look_into(&member.node, found);
                member
                    .node
                    .items()
                    .iter()
                    .for_each(|item| look_into(item, found));
            }
            Some((_, Named)) => {
                let named = member.node.members().iter();
                named.for_each(|named| look_into(&named.node, found));
            }
            Some((MESSAGES, _)) => {
                let messages = member.node.members().iter();
                found.extend(messages.filter_map(|message| keyword(message, MESSAGE)));
                found.extend(keys_not_required(schema, &member.node));
            }
            Some(_) => {}
            None => found.extend(keyword(member, KEYWORD)),
        }
    }
}

const KEYWORD: &str = "a keyword of JSON Schema";
const MESSAGE: &str = "a keyword that there can be a message for";
const REQUIRED: &str = "one of the keys that are required";
const KEY: &str = "one of the keys in `properties`";

/// Keys that are required and are nearly the name of one in `properties` that is not.
fn required_and_unknown<'n>(schema: &'n Node<'_>) -> impl Iterator<Item = Misspelt<'n>> {
    let items = |keyword| schema.get(keyword).map_or(&[][..], Node::items);
    let properties = schema.get("properties").map_or(&[][..], Node::members);
    let keys = move || properties.iter().map(|member| member.key.value.as_ref());
    let required = items("required").iter();
    let unknown = required.filter(move |key| keys().all(|known| key.as_str() != Some(known)));
    let is_required = move |key: &str| {
        let mut required = items("required").iter();
        required.any(|other| other.as_str() == Some(key))
    };
    unknown.filter_map(move |item| {
        let key = item.as_str()?;
        let meant = close_match(key, keys().filter(|key| !is_required(key)))?;
        Some(Misspelt {
            key,
            span: item.span,
            meant,
            is_no: KEY,
        })
    })
}

/// What the messages for `required` speak of although the schema does not require it.
fn keys_not_required<'n>(
    schema: &'n Node<'_>,
    messages: &'n Node<'_>,
) -> impl Iterator<Item = Misspelt<'n>> {
    let required = schema.get("required").map_or(&[][..], Node::items);
    let required = || required.iter().filter_map(Node::as_str);
    let messages = messages.get("required").map_or(&[][..], Node::members);
    let others = messages
        .iter()
        .filter(move |message| required().all(|key| key != message.key.value));
    others.filter_map(move |message| {
        Some(Misspelt {
            key: &message.key.value,
            span: message.key.span,
            meant: close_match(&message.key.value, required())?,
            is_no: REQUIRED,
        })
    })
}

fn keyword<'n>(member: &'n Member<'_>, is_no: &'static str) -> Option<Misspelt<'n>> {
    let key = member.key.value.as_ref();
    let plural = || KEYWORDS.iter().find(|(keyword, _)| is_plural(keyword, key));
    let close = close_match(key, KEYWORDS.iter().map(|(keyword, _)| *keyword));
    let meant = close.or_else(|| plural().map(|(keyword, _)| *keyword))?;
    // Of short words many are close to one another, such as `note` to `not`; those with the same letters are meant to be the same, and
    // so is one that says what only the keyword could.
    let is_alike = key.len().min(meant.len()) > 4
        || letters(key) == letters(meant)
        || holds_what_is_due(meant, &member.node);
    (key != meant && is_alike).then_some(Misspelt {
        key,
        span: member.key.span,
        meant,
        is_no,
    })
}

/// Whether a keyword is the plural of a word (*properties*, of *property*).
fn is_plural(keyword: &str, word: &str) -> bool {
    let stem = keyword.strip_suffix("ies");
    stem.is_some() && stem == word.strip_suffix('y')
}

/// Whether a value is one that the keyword of a few letters needs, and hardly anything else.
fn holds_what_is_due(keyword: &str, value: &Node<'_>) -> bool {
    let is_type = |name: &str| TYPES.contains(&name);
    match keyword {
        "type" => value.as_str().is_some_and(is_type),
        "$ref" => value
            .as_str()
            .is_some_and(|target| target.contains(['#', '.'])),
        "$id" | "$schema" => value.as_str().is_some_and(|target| target.contains(':')),
        "enum" => !value.items().is_empty(),
        "allOf" | "anyOf" | "oneOf" => value.items().iter().any(|item| !item.members().is_empty()),
        "$defs" | "items" | "not" | "then" | "else" => !value.members().is_empty(),
        _ => false,
    }
}

/// The types that JSON Schema has.
const TYPES: [&str; 7] = [
    "array", "boolean", "integer", "null", "number", "object", "string",
];

fn letters(word: &str) -> Vec<char> {
    let mut letters: Vec<char> = word.to_lowercase().chars().collect();
    letters.sort_unstable();
    letters
}
