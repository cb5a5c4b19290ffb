//! Keys that a person misspelt.

use crate::config::close_match;
use crate::document::{Node, pointer};
use crate::text::Span;

use super::violation::{Replacement, Violation};
use super::{Schema, known};

/// Keys that an open schema accepts but that are close to one it knows.
pub(super) fn keys(schema: &Schema, node: &Node<'_>) -> Vec<Violation> {
    let mut violations = Vec::new();
    look_for_misspelt(schema, node, &schema.files.whole(), "", &mut violations);
    violations
}

fn look_for_misspelt<'s>(
    schema: &'s Schema,
    node: &Node<'_>,
    parts: &known::Applicable<'s>,
    pointer: &str,
    violations: &mut Vec<Violation>,
) {
    let keys = known::keys(parts);
    for member in node.members() {
        let key = member.key.value.as_ref();
        let pointer = pointer::join(pointer, key);
        let absent = keys
            .iter()
            .copied()
            .filter(|known| node.get(known).is_none());
        if !keys.contains(&key)
            && let Some(meant) = close_match(key, absent)
        {
            violations.push(unknown_key(
                key,
                member.key.span,
                node.span,
                pointer,
                Some(meant),
            ));
        } else if !keys.contains(&key)
            && let Some(right) = keys.iter().find(|known| has_same_letters(key, known))
        {
            let help = format!("remove it, or what `{right}` says besides it");
            violations.push(Violation {
                help: Some(help),
                ..unknown_key(key, member.key.span, node.span, pointer, None)
            });
        } else if member.node.has_parts() {
            look_for_misspelt(
                schema,
                &member.node,
                &schema.files.at_key(parts, key),
                &pointer,
                violations,
            );
        }
    }
    for (index, item) in node.items().iter().enumerate() {
        if !item.has_parts() {
            continue;
        }
        let pointer = pointer::join(pointer, &index.to_string());
        look_for_misspelt(
            schema,
            item,
            &schema.files.at_item(parts, index),
            &pointer,
            violations,
        );
    }
}

/// Whether one key is the other with its case changed or two letters swapped: a slip even where the other is there as well.
fn has_same_letters(one: &str, other: &str) -> bool {
    let (one, other) = (one.to_lowercase(), other.to_lowercase());
    one == other
        || one.len() == other.len() && strsim::osa_distance(&one, &other) == 1 && {
            let sorted = |text: &str| {
                let mut letters: Vec<char> = text.chars().collect();
                letters.sort_unstable();
                letters
            };
            sorted(&one) == sorted(&other)
        }
}

pub(super) fn unknown_key(
    key: &str,
    span: Span,
    about: Span,
    pointer: String,
    meant: Option<&str>,
) -> Violation {
    let help = match meant {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "remove it, or give it the name of a key that the schema has".to_owned(),
    };
    Violation {
        span,
        about: if meant.is_some() { about } else { span },
        pointer,
        message: format!("`{key}` is not a key that belongs here"),
        label: Some("unknown key".to_owned()),
        help: Some(help),
        replacement: meant.map(|meant| Replacement::Key(meant.to_owned())),
    }
}

/// A part of a document that the schema calls otherwise, or does not allow. Framelint names the parts: it is the schema that is misspelt.
pub(super) fn unwanted_part(
    key: &str,
    span: Span,
    pointer: String,
    meant: Option<&str>,
) -> Violation {
    let (message, help) = match meant {
        Some(meant) => (
            format!("the schema speaks of `{meant}`, which is called `{key}`"),
            format!("did you mean `{key}` in the schema?"),
        ),
        None => (
            format!("the schema does not allow `{key}` here"),
            "allow it in the schema, or remove it from the document".to_owned(),
        ),
    };
    Violation {
        span,
        about: span,
        pointer,
        message,
        label: None,
        help: Some(help),
        replacement: None,
    }
}
