//! Where a violation is, and how its value is called there.

use std::borrow::Cow;

use crate::document::{Node, Target, Value, pointer};
use crate::schema::violation::{Replacement, Violation};
use crate::schema::words::short;
use crate::text::Spanned;

use super::Reader;

impl Reader<'_> {
    /// Adds a violation at a value, or at its key where it has no words of its own.
    pub(super) fn push(
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

    pub(super) fn target(&self, pointer: &str) -> Option<Target<'_, '_>> {
        self.node.pointer(pointer)
    }

    /// A value as its writer knows it: *`url` in item 2 of `breadcrumbs`*, or *`entries` in `Tester`* where an item has words that it is
    /// called by.
    pub(super) fn name_of(&self, pointer: &str) -> String {
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
