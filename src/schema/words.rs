//! The words in which a violation is said: written for the person who wrote the value.

use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use jsonschema::{JsonType, ValidationError};
use serde_json::Value as Json;

use crate::document::{Node, Value};

/// The words that an enumeration or a constant allows.
pub(super) fn expected_words(kind: &Kind) -> Option<Vec<&Json>> {
    match kind {
        Kind::Enum { options } => options.as_array().map(|options| options.iter().collect()),
        Kind::Constant { expected_value } => Some(vec![expected_value.as_ref()]),
        _ => None,
    }
}

/// A word of an enumeration as a person writes it.
pub(super) fn says(word: &Json) -> String {
    word.as_str()
        .map_or_else(|| word.to_string(), str::to_owned)
}

pub(super) const TEXT: &str = "text";
pub(super) const LIST: &str = "a list";
pub(super) const DATE: &str = "a date";

pub(super) fn type_names(kind: &TypeKind) -> Vec<&'static str> {
    match kind {
        TypeKind::Single(kind) => vec![type_name(*kind)],
        TypeKind::Multiple(kinds) => {
            // That a value may be left out is no advice.
            let names: Vec<_> = kinds
                .iter()
                .filter(|kind| *kind != JsonType::Null)
                .map(type_name)
                .collect();
            if names.is_empty() {
                vec![type_name(JsonType::Null)]
            } else {
                names
            }
        }
    }
}

fn type_name(kind: JsonType) -> &'static str {
    match kind {
        JsonType::Null => "empty",
        JsonType::Boolean => "`true` or `false`",
        JsonType::Integer => "a whole number",
        JsonType::Number => "a number",
        JsonType::String => TEXT,
        JsonType::Array => LIST,
        JsonType::Object => "a map of keys and values",
    }
}

pub(super) fn listed(names: &[&str], last: &str) -> String {
    match names {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., end] => format!("{} {last} {end}", first.join(", ")),
    }
}

/// A value in a message.
pub(super) fn shown(node: &Node<'_>) -> String {
    match &node.value {
        Value::Null => "empty".to_owned(),
        Value::Bool(value) => format!("`{value}`"),
        Value::Number(number) => format!("`{number}`"),
        Value::String(text) if text.is_empty() => "empty".to_owned(),
        Value::String(text) => format!("`{}`", short(text)),
        Value::Array(_) => LIST.to_owned(),
        Value::Object(_) => "a map of keys and values".to_owned(),
    }
}

/// The first words of a text.
pub(super) fn short(text: &str) -> String {
    const LONGEST: usize = 60;
    let text = crate::text::collapse_white_space(text);
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.into_owned(),
    }
}

/// The message and help for what has no finding of its own shape.
pub(super) fn explain(
    kind: &Kind,
    named: &str,
    value: &str,
    error: &ValidationError<'_>,
) -> (String, Option<String>) {
    let of = |count: u64, one: &str, many: &str| {
        format!("{count} {}", if count == 1 { one } else { many })
    };
    let message = match kind {
        Kind::Format { format } => return wrong_format(format, named, value),
        Kind::Pattern { pattern } => {
            format!("{named} is {value}, which does not have the form `{pattern}`")
        }
        Kind::MinLength { .. } if value == "empty" => format!("{named} is empty"),
        Kind::MinLength { limit } => format!(
            "{named} is shorter than {}",
            of(*limit, "character", "characters")
        ),
        Kind::MaxLength { limit } => format!(
            "{named} is longer than {}",
            of(*limit, "character", "characters")
        ),
        Kind::MinItems { limit: 1 } => format!("{named} is empty, and needs at least one item"),
        Kind::MinItems { limit } => {
            format!("{named} has fewer than {}", of(*limit, "item", "items"))
        }
        Kind::MaxItems { limit } => {
            format!("{named} has more than {}", of(*limit, "item", "items"))
        }
        Kind::AdditionalItems { limit } => format!(
            "{named} has more than {}",
            of(*limit as u64, "item", "items")
        ),
        Kind::UniqueItems => format!("{named} has the same item twice"),
        Kind::MinProperties { limit } => {
            format!("{named} has fewer than {}", of(*limit, "key", "keys"))
        }
        Kind::MaxProperties { limit } => {
            format!("{named} has more than {}", of(*limit, "key", "keys"))
        }
        Kind::Minimum { limit } => format!("{named} is {value}, and must be {limit} or more"),
        Kind::Maximum { limit } => format!("{named} is {value}, and must be {limit} or less"),
        Kind::ExclusiveMinimum { limit } => {
            format!("{named} is {value}, and must be more than {limit}")
        }
        Kind::ExclusiveMaximum { limit } => {
            format!("{named} is {value}, and must be less than {limit}")
        }
        Kind::MultipleOf { multiple_of } => {
            format!("{named} is {value}, which is not a multiple of {multiple_of}")
        }
        Kind::FalseSchema => format!("{named} has no place here"),
        Kind::Contains => format!("{named} has no item of the sort that it needs"),
        Kind::Not { .. } => format!("{named} is {value}, which is ruled out"),
        Kind::OneOfMultipleValid { .. } => {
            format!("{named} is {value}, which fits more than one of the things that it could be")
        }
        _ => format!("{named} does not fit its schema: {error}"),
    };
    (message, None)
}

fn wrong_format(format: &str, named: &str, value: &str) -> (String, Option<String>) {
    let (is_not, help) = match format {
        "date" => (
            "a date",
            "write it as year, month and day, such as `2024-11-30`",
        ),
        "date-time" => (
            "a date with a time",
            "write it such as `2024-11-30T09:00:00Z`",
        ),
        "time" => ("a time of day", "write it such as `09:00:00Z`"),
        "uri" | "iri" => (
            "a web address",
            "write the whole address, such as `https://www.example.com/page`",
        ),
        "uri-reference" | "iri-reference" => (
            "a web address or a path",
            "write it without spaces, such as `/the-team`",
        ),
        "email" | "idn-email" => ("an email address", "write it such as `name@example.com`"),
        other => {
            return (
                format!("{named} is {value}, which is not what `{other}` calls for"),
                None,
            );
        }
    };
    (
        format!("{named} is {value}, which is not {is_not}"),
        Some(help.to_owned()),
    )
}
