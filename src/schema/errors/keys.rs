//! Keys that are missing, not allowed or misspelt.

use crate::config::close_match;
use crate::document::{Member, Node, Target, Value, pointer};
use crate::schema::known;
use crate::schema::misspelt::{unknown_key, unwanted_part};
use crate::schema::violation::Violation;
use crate::text::Span;

use super::Reader;

/// A key that a map lacks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Missing {
    /// JSON pointer of the map.
    pub(super) pointer: String,
    pub(super) key: String,
    /// What the schema itself says about that.
    pub(super) message: Option<String>,
}

impl Reader<'_> {
    /// Missing and unknown keys of the same map: where one looks like the other it is misspelt, and that is all that is wrong.
    pub(super) fn settle_keys(&mut self) {
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
            let (span, pointer) = (member.key.span, pointer::join(pointer, key));
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
            pointer: pointer::join(pointer, key),
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
}
