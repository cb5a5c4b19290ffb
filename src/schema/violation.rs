//! What a value does against its schema, said once, at the words that do it, to the person who wrote them.

use std::borrow::Cow;
use std::collections::BTreeSet;

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind as Kind;
use serde_json::Value as Json;

use crate::config::close_match;
use crate::document::{FrontMatterFormat, Member, Node, Target, Value, pointer};
use crate::finding::{Finding, Fix, Subject};
use crate::rule::RuleInfo;
use crate::source::Source;
use crate::text::{Span, Spanned};

use super::compile::decoded;
use super::misspelt::{unknown_key, unwanted_part};
use super::words::{
    DATE, LIST, TEXT, expected_words, explain, listed, says, short, shown, type_names,
};
use super::{Root, Schema, known};

/// One thing that a schema does not accept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The smallest text that a person would change; bytes from 0.
    pub span: Span,
    /// The piece that it is about: the value, or the map that lacks a key.
    pub about: Span,
    /// JSON pointer (RFC 6901) of the value, or of the missing or unknown key.
    pub pointer: String,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// What stands under the caret.
    pub label: Option<String>,
    /// What to do.
    pub help: Option<String>,
    /// What to say at `span` instead, where one word is close enough.
    pub replacement: Option<Replacement>,
}

/// What takes the place of a key or of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Replacement {
    /// Another key.
    Key(String),
    /// Another text as the value.
    Text(String),
    /// A value that is no text, as all formats write it.
    Literal(String),
}

impl Replacement {
    /// What it says, without quotation marks.
    pub fn words(&self) -> &str {
        match self {
            Self::Key(words) | Self::Text(words) | Self::Literal(words) => words,
        }
    }

    /// How it is written in the place of `before`.
    fn written(&self, format: FrontMatterFormat, before: &str) -> String {
        match self {
            Self::Key(key) => format.key(key, before),
            Self::Text(text) => format.value(text, before),
            Self::Literal(value) => value.clone(),
        }
    }
}

impl Violation {
    /// The finding of `rule` that reports it, about a value that is written in `format`, or is none of any format.
    pub fn finding(
        self,
        rule: &RuleInfo,
        source: &Source,
        format: Option<FrontMatterFormat>,
    ) -> Finding {
        let subject = Subject {
            pointer: Some(self.pointer),
            ..Subject::default()
        };
        let mut finding = rule
            .finding(source, self.span, self.message)
            .maybe_help(self.help)
            .about(self.about)
            .subject(subject);
        finding.label = self.label;
        match self.replacement {
            Some(replacement) => {
                let title = format!("replace by `{}`", replacement.words());
                let before = self.span.of(source.text());
                let written = match format {
                    Some(format) => replacement.written(format, before),
                    None => replacement.words().to_owned(),
                };
                // There is one known word that it is close to.
                finding.fix(Fix::replace(title, true, source.locate(self.span), written))
            }
            None => finding,
        }
    }
}

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

/// A pointer one step further.
pub(super) fn below(pointer: &str, step: &str) -> String {
    let mut below = pointer.to_owned();
    pointer::push(&mut below, step);
    below
}

/// A key that a map lacks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Missing {
    /// JSON pointer of the map.
    pointer: String,
    key: String,
    /// What the schema itself says about that.
    message: Option<String>,
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
        Some(below(pointer, &second.to_string()))
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

    /// Adds a violation at a value, or at its key where it has no words of its own.
    fn push(
        &mut self,
        pointer: &str,
        message: String,
        help: Option<String>,
        replacement: Option<Replacement>,
    ) {
        let (span, about) = match self.target(pointer) {
            Some(Target {
                key: Some(key),
                node,
            }) if node.span.is_empty() => (key.span, key.span),
            Some(Target { key, node })
                if pointer.is_empty()
                    || matches!(node.value, Value::Object(_) | Value::Array(_)) =>
            {
                // A whole list or map is too much to look at.
                (
                    key.or_else(|| self.key_above(pointer))
                        .map_or(self.root.span, |key| {
                            if key.span == node.span {
                                node.span
                            } else {
                                key.span
                            }
                        }),
                    node.span,
                )
            }
            Some(Target { node, .. }) => (node.span, node.span),
            None => (self.root.span, self.root.span),
        };
        self.violations.push(Violation {
            span,
            about,
            pointer: pointer.to_owned(),
            message,
            label: None,
            help,
            replacement,
        });
    }

    /// The key of the list that an item is in.
    fn key_above(&self, pointer: &str) -> Option<&Spanned<Cow<'_, str>>> {
        let mut above = pointer;
        while let Some((holder, _)) = above.rsplit_once('/') {
            above = holder;
            if let Some(key) = self.target(above).and_then(|target| target.key) {
                return Some(key);
            }
        }
        None
    }

    /// Missing and unknown keys of the same map: where one looks like the other it is misspelt, and that is all that is wrong.
    fn settle_keys(&mut self) {
        let mut missing: Vec<Missing> = std::mem::take(&mut self.missing);
        missing.sort();
        missing.dedup();
        for (pointer, key) in std::mem::take(&mut self.unknown) {
            let meant = self.meant_key(&pointer, &key, &missing);
            missing.retain(|missing| {
                missing.pointer != pointer || Some(&missing.key) != meant.as_ref()
            });
            self.push_unknown(&pointer, &key, meant.as_deref());
        }
        for missing in &missing {
            let Missing { pointer, key, .. } = missing;
            let reported = |violation: &Violation| {
                violation.pointer.rsplit_once('/').map(|(map, _)| map) == Some(pointer)
            };
            let said: Vec<Span> = self
                .violations
                .iter()
                .filter(|violation| reported(violation))
                .map(|violation| violation.span)
                .collect();
            let known = self.known_keys(pointer);
            let map = self.target(pointer).map(|target| target.node);
            let strange = map.into_iter().flat_map(Node::members);
            let strange = strange
                .filter(|member| !said.contains(&member.key.span))
                .map(|member| member.key.value.as_ref());
            let misspelt =
                close_match(key, strange.filter(|name| !known.contains(name))).map(str::to_owned);
            match misspelt {
                Some(misspelt) => self.push_unknown(pointer, &misspelt, Some(key)),
                None => self.push_missing(missing),
            }
        }
    }

    /// The key that an unknown one must stand for: one that looks like it, or in a map within another (where few keys are expected) the
    /// only one that is missing.
    fn meant_key(&self, pointer: &str, key: &str, missing: &[Missing]) -> Option<String> {
        let map = self.target(pointer)?.node;
        let absent = self
            .known_keys(pointer)
            .into_iter()
            .filter(|known| map.get(known).is_none());
        let required = missing.iter().filter(|missing| missing.pointer == pointer);
        let close = close_match(
            key,
            required
                .clone()
                .map(|missing| missing.key.as_str())
                .chain(absent),
        );
        // Nobody can have misspelt a key that is not written.
        let is_written = map.member(key).is_some_and(Member::has_written_key);
        let only = || match required.collect::<Vec<_>>()[..] {
            [only] if !pointer.is_empty() && is_written => Some(only.key.as_str()),
            _ => None,
        };
        close.or_else(only).map(str::to_owned)
    }

    fn push_unknown(&mut self, pointer: &str, key: &str, meant: Option<&str>) {
        let Some(map) = self.target(pointer).map(|target| target.node) else {
            return;
        };
        if let Some(member) = map.member(key) {
            let (span, pointer) = (member.key.span, below(pointer, key));
            let violation = if member.has_written_key() {
                unknown_key(key, span, map.span, pointer, meant)
            } else {
                unwanted_part(key, span, pointer, meant)
            };
            self.violations.push(violation);
        }
    }

    fn push_missing(&mut self, missing: &Missing) {
        let Missing {
            pointer,
            key,
            message,
        } = missing;
        let target = self.target(pointer);
        let about = target.map_or(self.root.span, |target| target.node.span);
        let item_start = |node: &Node<'_>| {
            let first = node
                .members()
                .first()
                .map_or(node.span, |member| member.key.span);
            if node.span.contains(first) {
                first
            } else {
                node.span
            }
        };
        let span = match target {
            _ if pointer.is_empty() => self.root.span,
            // Where the key is not written, point at the value's first words.
            Some(Target {
                key: Some(key),
                node,
            }) if key.span == node.span => item_start(node),
            Some(Target { key: Some(key), .. }) => key.span,
            Some(Target { key: None, node }) => item_start(node),
            None => self.root.span,
        };
        let holder = if pointer.is_empty() {
            self.root.name.to_owned()
        } else {
            self.name_of(pointer)
        };
        self.violations.push(Violation {
            span,
            about,
            pointer: below(pointer, key),
            message: message
                .clone()
                .unwrap_or_else(|| format!("{holder} has no `{key}`")),
            label: Some(format!("`{key}` is missing here")),
            help: None,
            replacement: None,
        });
    }

    /// The keys that the schema knows for the map at `pointer`.
    fn known_keys(&self, pointer: &str) -> Vec<&str> {
        let Some(schema) = self.schema else {
            return Vec::new();
        };
        let mut parts = schema.files.whole();
        let mut node = self.node;
        for step in pointer::steps(pointer) {
            let next = if let Value::Array(items) = &node.value {
                let index = step.parse().unwrap_or(usize::MAX);
                parts = schema.files.at_item(&parts, index);
                items.get(index)
            } else {
                parts = schema.files.at_key(&parts, &step);
                node.get(&step)
            };
            match next {
                Some(next) => node = next,
                None => return Vec::new(),
            }
        }
        known::keys(&parts)
    }

    fn target(&self, pointer: &str) -> Option<Target<'_, '_>> {
        self.node.pointer(pointer)
    }

    /// A value as its writer knows it: *`url` in item 2 of `breadcrumbs`*, or *`entries` in `Tester`* where an item has words that it is
    /// called by.
    fn name_of(&self, pointer: &str) -> String {
        let mut names: Vec<String> = Vec::new();
        let mut node = Some(self.node);
        for step in pointer::steps(pointer) {
            let list = node.filter(|node| matches!(node.value, Value::Array(_)));
            let index = list.and_then(|_| step.parse::<usize>().ok());
            node = match (list, index) {
                (Some(list), Some(index)) => list.items().get(index),
                _ => node.and_then(|node| node.get(&step)),
            };
            let called = node
                .filter(|_| index.is_some())
                .and_then(|item| self.called(item));
            let outer = match called {
                // The list that such an item is in goes without saying.
                Some(_) => names.len().checked_sub(2).map(|at| &names[at]),
                None => names.last(),
            };
            let own = match (called, index) {
                (Some(words), _) => format!("`{}`", short(words)),
                (None, Some(index)) => format!("item {}", index + 1),
                (None, None) => format!("`{step}`"),
            };
            let joint = if called.is_none() && index.is_some() {
                "of"
            } else {
                "in"
            };
            names.push(match outer {
                Some(outer) => format!("{own} {joint} {outer}"),
                None => own,
            });
        }
        names.pop().unwrap_or_else(|| self.root.name.to_owned())
    }

    /// The words that an item of what a document says begins with: the title of a role level, the skill of an entry. Front matter is
    /// written by its readers, who know its items by their positions.
    fn called<'n>(&self, item: &'n Node<'_>) -> Option<&'n str> {
        let first = item.members().first()?;
        first.node.as_str().filter(|_| self.root.format.is_none())
    }
}

/// More choices than these are not worth reading.
const MOST_CHOICES: usize = 12;
