//! Values in front matter that go together: which pairs the configuration declares, and where a document has them.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::config::{Placed, close_match};
use crate::document::{Document, Node, Value, pointer};
use crate::text::{Span, collapse_white_space};

/// What is read from the rule's table in the configuration.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct DeclaredPairs {
    /// Values in front matter that go together: wherever the key is the same, the value must be.
    pub pairs: Vec<DeclaredPair>,
}

/// Two places in the front matter, as JSON pointers (RFC 6901) in which `*` stands for every item of a list.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(try_from = "Written")]
#[schemars(with = "Written")]
pub struct DeclaredPair {
    key: Placed<Pointer>,
    value: Placed<Pointer>,
    /// What the value is called: the last name in its pointer.
    name: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(rename = "DeclaredPair")]
/// Two places in front matter. `*` in a pointer stands for every item of a list, and for the same item in `key` and `value`.
struct Written {
    /// The pointer to what decides, such as `/breadcrumbs/*/url`.
    #[schemars(with = "String")]
    key: Placed<Pointer>,
    /// The pointer to what must be the same wherever the key is, such as `/breadcrumbs/*/title`.
    #[schemars(with = "String")]
    value: Placed<Pointer>,
}

/// A JSON pointer with `*` for every item of a list.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(with = "String")]
pub struct Pointer(Vec<Step>);

/// Whether front matter has what a pointer leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach<'p, 'n> {
    /// It has.
    Whole,
    /// It has no such key on the way; with the one that is close to it, where there is one.
    Lacks(&'p str, Option<&'n str>),
    /// It has a list where this many of the last steps begin, and the first of them is no `*`.
    InList(usize),
    /// It has something else on the way than keys or items.
    Other,
}

impl Pointer {
    /// How far it leads into front matter.
    pub fn reach<'p, 'n>(&'p self, root: &'n Node<'_>) -> Reach<'p, 'n> {
        reach(&self.0, root)
    }

    /// The same pointer with a `*` before this many of its last steps.
    pub fn with_every_item(&self, last: usize) -> String {
        let (before, behind) = self.0.split_at(self.0.len().saturating_sub(last));
        let mut path = String::new();
        for step in before.iter().chain([&Step::Every]).chain(behind) {
            match step {
                Step::Name(name) => pointer::push(&mut path, name),
                Step::Every => path.push_str("/*"),
            }
        }
        path
    }
}

fn reach<'p, 'n>(steps: &'p [Step], node: &'n Node<'_>) -> Reach<'p, 'n> {
    match steps {
        [] => Reach::Whole,
        [Step::Every, rest @ ..] => {
            let of_map = node.members().iter().map(|member| &member.node);
            let mut reached = of_map.chain(node.items()).map(|item| reach(rest, item));
            let Some(first) = reached.next() else {
                return Reach::Other;
            };
            let better = |best, next| {
                let is_telling = matches!(
                    best,
                    Reach::Lacks(_, Some(_)) | Reach::InList(_) | Reach::Whole
                );
                if is_telling && next != Reach::Whole {
                    best
                } else {
                    next
                }
            };
            reached.fold(first, better)
        }
        [Step::Name(name), rest @ ..] => match named(node, name) {
            Some(next) => reach(rest, next),
            None if !node.items().is_empty() => Reach::InList(steps.len()),
            None if node.members().is_empty() => Reach::Other,
            None => {
                let keys = node.members().iter();
                let keys = keys.map(|member| member.key.value.as_ref());
                Reach::Lacks(name, close_match(name, keys))
            }
        },
    }
}

/// What a step leads to: the value of a key, or an item by its position.
fn named<'n, 's>(node: &'n Node<'s>, name: &str) -> Option<&'n Node<'s>> {
    match &node.value {
        Value::Array(list) => name.parse().ok().and_then(|at: usize| list.get(at)),
        _ => node.get(name),
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    /// A key of a map, or the number of an item.
    Name(String),
    /// `*`.
    Every,
}

impl TryFrom<String> for Pointer {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let Some(steps) = text.strip_prefix('/') else {
            let message = format!("`{text}` is not a JSON pointer: it must begin with `/`");
            return Err(message);
        };
        let step = |step: &str| match step {
            "*" => Step::Every,
            name => Step::Name(pointer::key(name)),
        };
        Ok(Self(steps.split('/').map(step).collect()))
    }
}

impl TryFrom<Written> for DeclaredPair {
    type Error = String;

    fn try_from(Written { key, value }: Written) -> Result<Self, String> {
        if !can_go_together(&key.value.0, &value.value.0) {
            return Err(
                "the `*` of `value` must be those of `key`, at the same steps: each stands for the same item in both"
                    .to_owned(),
            );
        }
        let names = value.value.0.iter().rev();
        let mut names = names.filter_map(|step| match step {
            Step::Name(name) => Some(name.clone()),
            Step::Every => None,
        });
        Ok(Self {
            name: names.next().unwrap_or_default(),
            key,
            value,
        })
    }
}

impl DeclaredPair {
    /// Its two pointers.
    pub fn pointers(&self) -> [&Placed<Pointer>; 2] {
        [&self.key, &self.value]
    }
}

/// Whether each `*` of a value stands for an item that the key has one for: of the same list, or of a list beside it.
fn can_go_together(key: &[Step], value: &[Step]) -> bool {
    let stars = |steps: &[Step]| -> Vec<usize> {
        let steps = steps.iter().enumerate();
        let stars = steps.filter(|(_, step)| **step == Step::Every);
        stars.map(|(at, _)| at).collect()
    };
    let (of_key, of_value) = (stars(key), stars(value));
    let is_same_list = of_value
        .last()
        .is_none_or(|&last| key.get(..=last) == value.get(..=last));
    is_same_list || of_key == of_value
}

/// A pair as a document has it.
#[derive(Clone, Debug)]
pub struct Pair<'p> {
    /// Which of the declared pairs it is, from 0.
    pub declared: usize,
    /// What the value is called.
    pub name: &'p str,
    /// What decides, white space collapsed.
    pub key: String,
    /// What must be the same wherever the key is, white space collapsed.
    pub value: String,
    /// Whether the value is text, and no number or switch.
    pub is_text: bool,
    /// Where the value stands.
    pub span: Span,
    /// The JSON pointer to the value.
    pub pointer: String,
}

impl Pair<'_> {
    /// Which of the declared pairs it is, as far as a fact's level tells them apart.
    pub fn level(&self) -> u8 {
        level_of(self.declared)
    }

    /// What it is compared by, as the name that a fact is about.
    pub fn subject(&self) -> String {
        format!("{} {}", self.declared, self.key)
    }
}

impl DeclaredPairs {
    /// The pairs that a document has, in the order in which they are declared and stand there. One without a key or a value is none.
    pub fn in_document<'p>(&'p self, document: &Document<'_>) -> Vec<Pair<'p>> {
        let root = document.front_matter.as_ref();
        let Some(root) = root.and_then(|block| block.root.as_ref()) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for (number, declared) in self.pairs.iter().enumerate() {
            let mut keys = Vec::new();
            find(root, &declared.key.value.0, &mut Vec::new(), &mut keys);
            for (items, key) in keys {
                let mut items = items.into_iter();
                let steps = declared.value.value.0.iter().map(|step| match step {
                    Step::Every => items.next().unwrap_or_default(),
                    Step::Name(name) => name.clone(),
                });
                let mut path = String::new();
                for step in steps {
                    pointer::push(&mut path, &step);
                }
                let value = root.pointer(&path).map(|target| target.node);
                if let (Some(key), Some((value, text))) = (
                    said(key),
                    value.and_then(|value| Some((value, said(value)?))),
                ) {
                    found.push(Pair {
                        declared: number,
                        name: &declared.name,
                        key,
                        value: text,
                        is_text: value.as_str().is_some(),
                        span: value.span,
                        pointer: path,
                    });
                }
            }
        }
        found
    }
}

/// The level of the facts about a declared pair (by its number from 0). All from the 256th on share one.
pub fn level_of(declared: usize) -> u8 {
    u8::try_from(declared).unwrap_or(u8::MAX)
}

/// Everything that `steps` lead to, each with the items that `*` stood for on the way.
fn find<'n, 's>(
    node: &'n Node<'s>,
    steps: &[Step],
    items: &mut Vec<String>,
    found: &mut Vec<(Vec<String>, &'n Node<'s>)>,
) {
    match steps {
        [] => found.push((items.clone(), node)),
        [Step::Every, rest @ ..] => {
            let of_list = node.items().iter().enumerate();
            let of_list = of_list.map(|(number, item)| (number.to_string(), item));
            let of_map = node.members().iter();
            let of_map = of_map.map(|member| (member.key.value.to_string(), &member.node));
            for (item, node) in of_list.chain(of_map) {
                items.push(item);
                find(node, rest, items, found);
                items.pop();
            }
        }
        [Step::Name(name), rest @ ..] => {
            if let Some(next) = named(node, name) {
                find(next, rest, items, found);
            }
        }
    }
}

/// What a value says, as it is compared; `None` for nothing.
fn said(node: &Node<'_>) -> Option<String> {
    match &node.value {
        Value::Null => None,
        Value::String(text) => {
            let text = collapse_white_space(text);
            (!text.is_empty()).then(|| text.into_owned())
        }
        _ => Some(node.to_json().to_string()),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::config::Profile;
    use crate::document::Kind;
    use crate::parse::ParsedSource;
    use crate::source::Source;

    fn written(key: &str, value: &str) -> Written {
        let placed = |pointer: &str| Placed {
            value: Pointer::try_from(pointer.to_owned()).unwrap(),
            ..Placed::default()
        };
        Written {
            key: placed(key),
            value: placed(value),
        }
    }

    fn pairs(key: &str, value: &str, front_matter: &str) -> Vec<(String, String, String)> {
        let written = written(key, value);
        let declared = DeclaredPairs {
            pairs: vec![DeclaredPair::try_from(written).unwrap()],
        };
        let text = format!("---\n{front_matter}\n---\n\nText.\n");
        let source = Source::new("a.md", text.clone());
        let parsed = ParsedSource::parse(source, Profile::gov_uk(), Some(&Kind::Guide));
        let found = declared.in_document(parsed.document().unwrap());
        let found = found.into_iter();
        found
            .map(|pair| (pair.key, pair.value, pair.span.of(&text).to_owned()))
            .collect()
    }

    fn owned(pairs: &[(&str, &str, &str)]) -> Vec<(String, String, String)> {
        let pairs = pairs.iter();
        pairs
            .map(|(key, value, text)| ((*key).into(), (*value).into(), (*text).into()))
            .collect()
    }

    #[test]
    fn a_star_stands_for_the_same_item_in_key_and_value() {
        let text = "a:\n  - u: /x\n    t: \"Ex  one\"\n  - u: /y\n  - u: /z\n    t: 3";
        assert_eq!(
            pairs("/a/*/u", "/a/*/t", text),
            owned(&[("/x", "Ex one", "\"Ex  one\""), ("/z", "3", "3")])
        );
        let nested = "a:\n  - id: 1\n    b:\n      - k: one\n      - k: two";
        assert_eq!(
            pairs("/a/*/b/*/k", "/a/*/id", nested),
            owned(&[("one", "1", "1"), ("two", "1", "1")])
        );
        assert_eq!(
            pairs("/a/0/id", "/a/0/b/1/k", nested),
            owned(&[("1", "two", "two")])
        );
    }

    #[test]
    fn a_star_of_the_value_must_be_one_of_the_key() {
        assert!(DeclaredPair::try_from(written("/url", "/tags/*")).is_err());
        assert!(Pointer::try_from("url".to_owned()).is_err());
    }
}
