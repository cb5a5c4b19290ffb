//! JSON with the place of every key and value: what front matter, configuration and the JSON view of a document are held in.

use std::borrow::Cow;

use serde_json::{Map, Number, Value as Json};

use crate::composed::composed;
use crate::text::{Span, Spanned};

/// A value and the bytes that say it.
#[derive(Clone, Debug, PartialEq)]
pub struct Node<'s> {
    /// What it says.
    pub value: Value<'s>,
    /// Where: the value alone, without its key; bytes from 0.
    pub span: Span,
}

/// A JSON value whose parts know their places.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'s> {
    /// `null`, or nothing at all.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string; dates too.
    String(Cow<'s, str>),
    /// A list.
    Array(Vec<Node<'s>>),
    /// A map, in the order of the source; no key twice.
    Object(Vec<Member<'s>>),
}

/// A key and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Member<'s> {
    /// The key and its place.
    pub key: Spanned<Cow<'s, str>>,
    /// The value.
    pub node: Node<'s>,
}

/// What a JSON pointer leads to.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a, 's> {
    /// The key, where the value has one.
    pub key: Option<&'a Spanned<Cow<'s, str>>>,
    /// The value.
    pub node: &'a Node<'s>,
}

impl Member<'_> {
    /// Whether the key stands in the source. In the JSON view of a document a key stands where its value stands.
    pub fn has_written_key(&self) -> bool {
        self.key.span.start != self.node.span.start
    }
}

impl<'s> Node<'s> {
    /// A value at a place.
    pub fn new(value: Value<'s>, span: Span) -> Self {
        Self { value, span }
    }

    /// Puts each accent and its letter into one character, in keys and in texts.
    pub(crate) fn compose(&mut self) {
        let compose = |text: &mut Cow<'_, str>| {
            let value = composed(text).into_owned();
            *text = Cow::Owned(value);
        };
        match &mut self.value {
            Value::String(text) => compose(text),
            Value::Array(items) => items.iter_mut().for_each(Self::compose),
            Value::Object(members) => {
                for member in members {
                    compose(&mut member.key.value);
                    member.node.compose();
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// The value of `key`, where this is a map that has it.
    pub fn get(&self, key: &str) -> Option<&Node<'s>> {
        self.member(key).map(|member| &member.node)
    }

    /// The member `key`, where this is a map that has it.
    pub fn member(&self, key: &str) -> Option<&Member<'s>> {
        self.members().iter().find(|member| member.key.value == key)
    }

    /// The members of a map; none for anything else.
    pub fn members(&self) -> &[Member<'s>] {
        if let Value::Object(members) = &self.value {
            members
        } else {
            &[]
        }
    }

    /// The items of a list; none for anything else.
    pub fn items(&self) -> &[Node<'s>] {
        if let Value::Array(items) = &self.value {
            items
        } else {
            &[]
        }
    }

    /// Whether it is an object or a list that is not empty.
    pub fn has_parts(&self) -> bool {
        !self.members().is_empty() || !self.items().is_empty()
    }

    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        if let Value::String(text) = &self.value {
            Some(text)
        } else {
            None
        }
    }

    /// What a JSON pointer (RFC 6901) leads to.
    pub fn pointer<'a>(&'a self, pointer: &str) -> Option<Target<'a, 's>> {
        let mut target = Target {
            key: None,
            node: self,
        };
        for token in super::pointer::steps(pointer) {
            target = match &target.node.value {
                Value::Object(_) => {
                    let member = target.node.member(&token)?;
                    Target {
                        key: Some(&member.key),
                        node: &member.node,
                    }
                }
                Value::Array(items) => Target {
                    key: None,
                    node: items.get(token.parse::<usize>().ok()?)?,
                },
                _ => return None,
            };
        }
        Some(target)
    }

    /// The same value, borrowing from nothing.
    pub fn into_owned(self) -> Node<'static> {
        let value = match self.value {
            Value::Null => Value::Null,
            Value::Bool(value) => Value::Bool(value),
            Value::Number(value) => Value::Number(value),
            Value::String(text) => Value::String(Cow::Owned(text.into_owned())),
            Value::Array(items) => Value::Array(items.into_iter().map(Node::into_owned).collect()),
            Value::Object(members) => {
                let members = members.into_iter().map(|member| Member {
                    key: Spanned::new(Cow::Owned(member.key.value.into_owned()), member.key.span),
                    node: member.node.into_owned(),
                });
                Value::Object(members.collect())
            }
        };
        Node::new(value, self.span)
    }

    /// The same value as plain JSON.
    pub fn to_json(&self) -> Json {
        match &self.value {
            Value::Null => Json::Null,
            Value::Bool(value) => Json::Bool(*value),
            Value::Number(value) => Json::Number(value.clone()),
            Value::String(value) => Json::String(value.clone().into_owned()),
            Value::Array(items) => Json::Array(items.iter().map(Node::to_json).collect()),
            Value::Object(members) => {
                let members = members
                    .iter()
                    .map(|member| (member.key.value.clone().into_owned(), member.node.to_json()));
                Json::Object(members.collect::<Map<_, _>>())
            }
        }
    }
}
