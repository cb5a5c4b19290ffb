//! Front matter: where the block stands, and what it says, with the place of every key and value.

pub(crate) mod json;
mod misplaced;
mod split;
pub(crate) mod toml;
mod toml_problem;
mod yaml;
mod yaml_problem;

use std::borrow::Cow;
use std::collections::HashMap;

pub use split::{Block, split};

use crate::composed::may_have_marks;
use crate::document::{
    FrontMatter, FrontMatterFormat, FrontMatterProblem, FrontMatterProblemKind, Member, Node, Value,
};
use crate::text::{Span, Spanned};

/// How many maps and lists may stand within one another. Real front matter has three or four.
const DEPTH_LIMIT: usize = 128;

/// Reads the front matter of a text. All spans are byte offsets from 0 in `text`.
///
/// The second part is the first byte (from 0) of the body: after the closing delimiter's line; after the byte-order mark, if any, where
/// there is no front matter. Never fails: what cannot be accepted is in the front matter's `problems`.
pub fn parse(text: &str) -> (Option<FrontMatter<'_>>, usize) {
    let Some(block) = split(text) else {
        return (None, text.len() - split::without_mark(text).len());
    };
    let read = read(text, &block);
    if block.problem.is_none()
        && read.root.is_none()
        && let Some(shorter) = split::end_before_body(text, &block, read.gave_up_at())
    {
        // The closing delimiter belongs to the body, so that the real one is missing: what is wrong in between is no front matter.
        let read = self::read(text, &shorter);
        return (Some(front_matter(&shorter, read)), shorter.body_start);
    }
    let mut front_matter = front_matter(&block, read);
    let again = misplaced::again(text, &block, &keys(&front_matter, text));
    let body_start = again
        .as_ref()
        .map_or(block.body_start, |again| again.body_start);
    let again = again.map(|again| syntax(again.opening, "front matter stands here a second time"));
    front_matter.problems.extend(again);
    (Some(front_matter), body_start)
}

/// The keys at the top of front matter, for telling what a document is: those of the map, or where it could not be read
/// the words before the first colon (or equals sign) of each line.
pub fn keys<'a>(front_matter: &'a FrontMatter<'_>, text: &'a str) -> Vec<&'a str> {
    if let Some(root) = &front_matter.root {
        let keys = root.members().iter();
        return keys.map(|member| member.key.value.as_ref()).collect();
    }
    let lines = front_matter.span.of(text).lines();
    lines
        .filter(|line| !line.starts_with([' ', '\t', '#', '-']))
        .filter_map(|line| line.split_once([':', '=']))
        .map(|(key, _)| key.trim().trim_matches(['"', '\'']))
        .filter(|key| !key.is_empty())
        .collect()
}

/// What a block's content turned out to say.
struct Read<'s> {
    root: Option<Node<'s>>,
    problems: Vec<FrontMatterProblem>,
}

impl<'s> Read<'s> {
    fn refused(problem: FrontMatterProblem) -> Self {
        Self {
            root: None,
            problems: vec![problem],
        }
    }

    fn accepted(root: Node<'s>, problems: Vec<FrontMatterProblem>) -> Self {
        Self {
            root: Some(root),
            problems,
        }
    }

    /// The place of the last problem, from 0.
    fn gave_up_at(&self) -> usize {
        let last = self.problems.last();
        last.map_or(0, |problem| problem.span.end as usize)
    }
}

fn read<'s>(text: &'s str, block: &Block) -> Read<'s> {
    if block.content.of(text).trim().is_empty() {
        let nothing = Node::new(Value::Object(Vec::new()), block.content);
        return Read::accepted(nothing, Vec::new());
    }
    let mut read = match block.format {
        FrontMatterFormat::Yaml => yaml::read(text, block.content),
        FrontMatterFormat::Toml => toml::read(text, block.content),
        FrontMatterFormat::Json => json::read(text, block.content),
    };
    if let Some(root) = read.root.as_mut().filter(|_| may_have_marks(text)) {
        root.compose();
    }
    read
}

fn front_matter<'s>(block: &Block, read: Read<'s>) -> FrontMatter<'s> {
    let Read { root, mut problems } = read;
    if let Some(problem) = &block.problem {
        // A damaged delimiter explains whatever is wrong with the content.
        if root.is_none() {
            problems.clear();
        }
        problems.push(problem.clone());
    }
    problems.sort_by_key(|problem| problem.span);
    FrontMatter {
        format: block.format,
        span: block.span,
        opening: block.opening,
        root,
        problems,
    }
}

fn syntax(span: Span, message: impl Into<String>) -> FrontMatterProblem {
    FrontMatterProblem {
        kind: FrontMatterProblemKind::Syntax,
        span,
        message: message.into(),
        first: None,
        pointer: String::new(),
    }
}

fn too_deep(span: Span) -> FrontMatterProblem {
    let message = format!("lists and maps stand within one another more than {DEPTH_LIMIT} deep");
    syntax(span, message)
}

fn duplicate(span: Span, key: &str, first: Span, pointer: String) -> FrontMatterProblem {
    FrontMatterProblem {
        kind: FrontMatterProblemKind::DuplicateKey,
        span,
        message: format!("`{key}` is already there"),
        first: Some(first),
        pointer,
    }
}

/// The members of a map while it is read, in order, no key twice.
#[derive(Debug, Default)]
struct Members<'s> {
    list: Vec<Member<'s>>,
    /// Where each key stands in the list; only kept once the list is too long to look through.
    places: HashMap<Cow<'s, str>, usize>,
}

const SHORT: usize = 16;

impl<'s> Members<'s> {
    /// The place of the key, where there is one already.
    fn find(&self, key: &str) -> Option<Span> {
        let at = if self.list.len() <= SHORT {
            self.list.iter().position(|member| member.key.value == key)
        } else {
            self.places.get(key).copied()
        };
        at.map(|at| self.list[at].key.span)
    }

    /// Adds a member whose key is not there yet.
    fn push(&mut self, key: Spanned<Cow<'s, str>>, node: Node<'s>) {
        self.list.push(Member { key, node });
        match self.list.len() {
            0..=SHORT => {}
            length if length == SHORT + 1 => {
                let keys = self.list.iter().enumerate();
                self.places = keys
                    .map(|(at, member)| (member.key.value.clone(), at))
                    .collect();
            }
            length => {
                let key = self.list[length - 1].key.value.clone();
                self.places.insert(key, length - 1);
            }
        }
    }
}

#[cfg(test)]
mod tests;
