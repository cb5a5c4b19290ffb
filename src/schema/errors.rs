//! From the validator's errors to violations: each mistake said once.

mod keys;
mod places;

use std::collections::BTreeSet;

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind as Kind;
use serde_json::Value as Json;

use crate::config::close_match;
use crate::document::{FrontMatterFormat, Node, Value, pointer};
use crate::text::Span;

use super::compile::decoded;
use super::violation::{Replacement, Violation};
use super::words::{
    DATE, LIST, TEXT, expected_words, explain, listed, says, short, shown, type_names,
};
use super::{Root, Schema};
use keys::Missing;

/// Everything that the schema has against the value.
pub(super) fn all(schema: &Schema, node: &Node<'_>, root: Root<'_>) -> Vec<Violation> {
    if schema.is_valid(node) {
        return Vec::new();
    }
    let errors: Vec<_> = schema.validator.iter_errors(node).collect();
    from_errors(&errors, Some(schema), node, root)
}

/// The violations that a validator's errors amount to.
pub(super) fn from_errors(
    errors: &[ValidationError<'_>],
    schema: Option<&Schema>,
    node: &Node<'_>,
    root: Root<'_>,
) -> Vec<Violation> {
    let mut reader = Reader {
        schema,
        node,
        root,
        violations: Vec::new(),
        missing: Vec::new(),
        unknown: Vec::new(),
    };
    let mut errors: Vec<_> = errors.iter().collect();
    errors.sort_by_key(|error| rank(error.kind()));
    for error in errors {
        reader.take(error);
    }
    reader.settle_keys();
    let mut violations = reader.violations;
    violations.sort_by(|one, other| (one.span, &one.message).cmp(&(other.span, &other.message)));
    // The same words reached on two ways (an alias, two branches of a schema) are one mistake.
    violations.dedup_by(|one, other| one.span == other.span && one.message == other.message);
    violations
}

/// Which of the things that are wrong with one value is worth saying: the first.
fn rank(kind: &Kind) -> u8 {
    match kind {
        Kind::Type { .. } => 0,
        Kind::Enum { .. } | Kind::Constant { .. } => 1,
        Kind::MinLength { .. } | Kind::MinItems { .. } => 2,
        Kind::Format { .. } => 3,
        _ => 4,
    }
}

struct Reader<'a> {
    schema: Option<&'a Schema>,
    node: &'a Node<'a>,
    root: Root<'a>,
    violations: Vec<Violation>,
    /// Keys that are missing.
    missing: Vec<Missing>,
    /// Keys that are not allowed: pointer of the map, key.
    unknown: Vec<(String, String)>,
}

impl Reader<'_> {
    fn take(&mut self, error: &ValidationError<'_>) {
        let pointer = error.instance_path().as_str();
        match error.kind() {
            Kind::AnyOf { context } | Kind::OneOfNotValid { context } => {
                self.take_branches(error, pointer, context);
            }
            Kind::Required { property } => {
                let key = property.as_str().unwrap_or_default().to_owned();
                let message = self.own_message(error, Some(&key));
                self.missing.push(Missing {
                    pointer: pointer.to_owned(),
                    key,
                    message,
                });
            }
            Kind::AdditionalProperties { unexpected }
            | Kind::UnevaluatedProperties { unexpected } => {
                self.unknown.extend(
                    unexpected
                        .iter()
                        .map(|key| (pointer.to_owned(), key.clone())),
                );
            }
            Kind::PropertyNames { error } => {
                let name = error.instance().as_str().unwrap_or_default();
                self.unknown.push((pointer.to_owned(), name.to_owned()));
            }
            _ => self.take_value(error, pointer),
        }
    }

    /// Of several ways that a value could be right, the one that it is closest to; if they differ in a type or a word alone, all at once.
    fn take_branches(
        &mut self,
        error: &ValidationError<'_>,
        pointer: &str,
        branches: &[Vec<ValidationError<'static>>],
    ) {
        let own_type = |branch: &[ValidationError<'_>]| {
            branch.iter().any(|error| {
                error.instance_path().as_str() == pointer
                    && matches!(error.kind(), Kind::Type { .. })
            })
        };
        let fitting: Vec<_> = branches.iter().filter(|branch| !own_type(branch)).collect();
        if fitting.is_empty() {
            let types: BTreeSet<&str> = branches
                .iter()
                .flatten()
                .filter_map(|error| match error.kind() {
                    Kind::Type { kind } => Some(type_names(kind)),
                    _ => None,
                })
                .flatten()
                .collect();
            self.wrong_type(pointer, &types.into_iter().collect::<Vec<_>>());
            return;
        }
        let words: Option<Vec<&Json>> = fitting
            .iter()
            .map(|branch| match branch.as_slice() {
                [error] if error.instance_path().as_str() == pointer => {
                    expected_words(error.kind())
                }
                _ => None,
            })
            .collect::<Option<Vec<_>>>()
            .map(|words| words.into_iter().flatten().collect());
        if let Some(words) = words.filter(|words| !words.is_empty()) {
            self.wrong_word(pointer, &words);
            return;
        }
        // The branch that gets furthest: fewest errors, and those deepest in the value.
        let depth = |branch: &[ValidationError<'_>]| {
            branch
                .iter()
                .map(|error| error.instance_path().as_str().matches('/').count())
                .max()
        };
        let best = fitting
            .iter()
            .min_by_key(|branch| (branch.len(), std::cmp::Reverse(depth(branch))));
        match best {
            Some(best) if !best.is_empty() => best.iter().for_each(|error| self.take(error)),
            _ => self.take_value(error, pointer),
        }
    }

    /// A value that is not what the schema asks for.
    fn take_value(&mut self, error: &ValidationError<'_>, pointer: &str) {
        if !pointer.is_empty() && self.violations.iter().any(|known| known.pointer == pointer) {
            return;
        }
        match error.kind() {
            Kind::Type { kind } if type_names(kind) == [TEXT] && self.asks_for_a_date(error) => {
                self.wrong_type(pointer, &[DATE]);
            }
            Kind::Type { kind } => self.wrong_type(pointer, &type_names(kind)),
            Kind::Enum { .. } | Kind::Constant { .. } => {
                let words = expected_words(error.kind()).unwrap_or_default();
                self.wrong_word(pointer, &words);
            }
            kind => {
                let named = self.name_of(pointer);
                let value = self
                    .target(pointer)
                    .map_or_else(String::new, |target| shown(target.node));
                let (mut message, mut help) = explain(kind, &named, &value, error);
                message = self.own_message(error, None).unwrap_or(message);
                if help.is_none() && matches!(kind, Kind::Pattern { .. }) {
                    help = self.described(error);
                }
                let pointer = self
                    .repeated_item(kind, pointer)
                    .unwrap_or_else(|| pointer.to_owned());
                self.push(&pointer, message, help, None);
            }
        }
    }

    /// Where items must differ: the second of two equal ones.
    fn repeated_item(&self, kind: &Kind, pointer: &str) -> Option<String> {
        if !matches!(kind, Kind::UniqueItems) {
            return None;
        }
        let items: Vec<Json> = self
            .target(pointer)?
            .node
            .items()
            .iter()
            .map(Node::to_json)
            .collect();
        let second = (1..items.len()).find(|&at| items[..at].contains(&items[at]))?;
        Some(pointer::join(pointer, &second.to_string()))
    }

    /// The part of the schema whose keyword failed.
    fn failed_part(&self, error: &ValidationError<'_>) -> Option<(&Json, String)> {
        let location = error.absolute_keyword_location()?.as_str();
        let (file, pointer) = location.split_once('#')?;
        let (part, keyword) = pointer.rsplit_once('/')?;
        let files = &self.schema?.files;
        let file = files
            .files
            .get(file)
            .or_else(|| files.files.get(&files.root))?;
        Some((file.pointer(&decoded(part))?, decoded(keyword)))
    }

    /// Whether the text that is missing is to be a date.
    fn asks_for_a_date(&self, error: &ValidationError<'_>) -> bool {
        let format = self
            .failed_part(error)
            .and_then(|(part, _)| part.get("format"));
        format.and_then(Json::as_str) == Some("date")
    }

    /// The description that the schema itself gives of the failing part.
    fn described(&self, error: &ValidationError<'_>) -> Option<String> {
        let (part, _) = self.failed_part(error)?;
        part.get("description")?.as_str().map(str::to_owned)
    }

    /// What the schema itself says when a keyword fails: its annotation `messages` has a text for the keyword, or for `required` one
    /// for each key.
    fn own_message(&self, error: &ValidationError<'_>, key: Option<&str>) -> Option<String> {
        let (part, keyword) = self.failed_part(error)?;
        let message = part.get("messages")?.get(&keyword)?;
        let message = key.and_then(|key| message.get(key)).unwrap_or(message);
        message.as_str().map(str::to_owned)
    }

    /// The list that YAML makes of text such as `[[Tester]]`, where the value is that list or its item.
    fn wikilink(&self, pointer: &str) -> Option<Span> {
        let (holder, _) = pointer.rsplit_once('/')?;
        let lists = [pointer, holder]
            .into_iter()
            .filter_map(|at| self.target(at));
        let mut lists = lists.map(|target| target.node).filter(|list| {
            let inner = list.items().first();
            inner.is_some_and(|inner| {
                matches!(inner.value, Value::Array(_)) && inner.span.start == list.span.start + 1
            })
        });
        lists.next().map(|list| list.span)
    }

    /// How to make a list of a text.
    fn as_list(&self, text: &str) -> String {
        match self.root.format {
            Some(FrontMatterFormat::Toml | FrontMatterFormat::Json) => {
                format!("write it as a list: `[\"{text}\"]`")
            }
            Some(FrontMatterFormat::Yaml) | None => {
                format!("write it as a list: a line of its own, with `- ` before `{text}`")
            }
        }
    }

    fn wrong_type(&mut self, pointer: &str, expected: &[&str]) {
        let named = self.name_of(pointer);
        let Some(target) = self.target(pointer) else {
            return;
        };
        let expected_text = listed(expected, "or");
        let is = match &target.node.value {
            Value::Null => "has no value".to_owned(),
            Value::String(_) => "is text".to_owned(),
            Value::Array(_) => "is a list".to_owned(),
            Value::Object(_) => "is a map of keys and values".to_owned(),
            Value::Number(number) => format!("is the number `{number}`"),
            Value::Bool(value) => format!("is the switch `{value}`"),
        };
        let help = match &target.node.value {
            Value::Number(_) | Value::Bool(_) if expected.contains(&TEXT) => {
                Some("put it in quotation marks".to_owned())
            }
            Value::String(text) if expected.contains(&LIST) => Some(self.as_list(&short(text))),
            _ => None,
        };
        let message = format!("{named} {is}, and must be {expected_text}");
        let wikilink = self.wikilink(pointer);
        if let Some(span) = wikilink.filter(|_| expected.contains(&TEXT)) {
            self.violations.push(Violation {
                span,
                about: span,
                pointer: pointer.to_owned(),
                message,
                label: None,
                help: Some("text that begins with `[[` needs quotation marks".to_owned()),
                replacement: None,
            });
            return;
        }
        self.push(pointer, message, help, None);
    }

    fn wrong_word(&mut self, pointer: &str, expected: &[&Json]) {
        let named = self.name_of(pointer);
        let Some(target) = self.target(pointer) else {
            return;
        };
        let expected: Vec<&Json> = expected
            .iter()
            .copied()
            .filter(|word| !word.is_null())
            .collect();
        let words: Vec<String> = expected.iter().map(|word| says(word)).collect();
        let mut choices: Vec<String> = words
            .iter()
            .take(MOST_CHOICES)
            .map(|word| format!("`{word}`"))
            .collect();
        if words.len() > MOST_CHOICES {
            choices.push(format!("{} more", words.len() - MOST_CHOICES));
        }
        let meant = target
            .node
            .as_str()
            .and_then(|text| close_match(text, words.iter().map(String::as_str)))
            .map(str::to_owned);
        let value = shown(target.node);
        let message = match (&target.node.value, words.as_slice()) {
            (Value::Null, [only]) => format!("{named} has no value, and must be `{only}`"),
            (Value::Null, _) => format!(
                "{named} has no value, and must be one of {}",
                choices.join(", ")
            ),
            (_, [only]) => format!("{named} is {value}, and must be `{only}`"),
            _ => format!(
                "{named} is {value}, which is not one of {}",
                choices.join(", ")
            ),
        };
        let help = meant
            .as_ref()
            .map(|meant| format!("did you mean `{meant}`?"));
        let meant = meant.and_then(|meant| expected.into_iter().find(|word| says(word) == meant));
        let meant = meant.filter(|_| !target.node.span.is_empty());
        let replacement = meant.map(|word| match word {
            Json::String(text) => Replacement::Text(text.clone()),
            word => Replacement::Literal(says(word)),
        });
        self.push(pointer, message, help, replacement);
    }
}

/// More choices than these are not worth reading.
const MOST_CHOICES: usize = 12;
