//! Lets the validator look at nodes as they are, without a copy of their texts.

use std::borrow::Cow;
use std::slice;

use jsonschema::JsonType;
use jsonschema::json::{Array, Json, Node as JsonNode, NodeIdentity, Object};
use serde_json::{Number, Value as Plain};

use crate::document::{Member, Node, Value};
use crate::text::Span;

/// The JSON representation whose values are [`Node`]s.
pub(super) struct Nodes;

/// A string that stands nowhere, for checking the names of keys.
pub(super) struct Name(Node<'static>);

impl Default for Name {
    fn default() -> Self {
        Self(Node::new(Value::Null, Span::default()))
    }
}

impl Json for Nodes {
    type Node<'a> = &'a Node<'a>;
    type PreparedKey = String;
    type StringBuffer = Name;

    fn prepare_key(key: &str) -> String {
        key.to_owned()
    }

    fn with_string_node<T>(
        buffer: &mut Name,
        string: &str,
        f: impl FnOnce(Self::Node<'_>) -> T,
    ) -> T {
        buffer.0.value = Value::String(Cow::Owned(string.to_owned()));
        f(&buffer.0)
    }
}

impl<'a> JsonNode<'a, Nodes> for &'a Node<'a> {
    type Object = &'a [Member<'a>];
    type Array = &'a [Node<'a>];
    type Number = &'a Number;

    fn as_object(&self) -> Option<Self::Object> {
        match &self.value {
            Value::Object(members) => Some(members),
            _ => None,
        }
    }

    fn as_array(&self) -> Option<Self::Array> {
        match &self.value {
            Value::Array(items) => Some(items),
            _ => None,
        }
    }

    fn as_string(&self) -> Option<Cow<'a, str>> {
        match &self.value {
            Value::String(text) => Some(Cow::Borrowed(text)),
            _ => None,
        }
    }

    fn as_number(&self) -> Option<Self::Number> {
        match &self.value {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }

    fn as_boolean(&self) -> Option<bool> {
        match self.value {
            Value::Bool(boolean) => Some(boolean),
            _ => None,
        }
    }

    fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    fn json_type(&self) -> JsonType {
        match self.value {
            Value::Null => JsonType::Null,
            Value::Bool(_) => JsonType::Boolean,
            Value::Number(_) => JsonType::Number,
            Value::String(_) => JsonType::String,
            Value::Array(_) => JsonType::Array,
            Value::Object(_) => JsonType::Object,
        }
    }

    fn to_value(&self) -> Cow<'a, Plain> {
        Cow::Owned(self.to_json())
    }

    fn identity(&self) -> Option<NodeIdentity> {
        Some(NodeIdentity::new(
            std::ptr::from_ref::<Node<'_>>(self) as usize
        ))
    }
}

impl<'a> Object<'a, Nodes> for &'a [Member<'a>] {
    type Node = &'a Node<'a>;
    type MemberName = &'a str;
    type MembersIter = Members<'a>;

    fn len(&self) -> usize {
        <[Member<'_>]>::len(self)
    }

    fn get(&self, key: &String) -> Option<&'a Node<'a>> {
        let member = self.iter().find(|member| member.key.value == *key)?;
        Some(&member.node)
    }

    fn members(&self) -> Members<'a> {
        Members(self.iter())
    }
}

pub(super) struct Members<'a>(slice::Iter<'a, Member<'a>>);

impl<'a> Iterator for Members<'a> {
    type Item = (&'a str, &'a Node<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let member = self.0.next()?;
        Some((member.key.value.as_ref(), &member.node))
    }
}

impl<'a> Array<'a, Nodes> for &'a [Node<'a>] {
    type Node = &'a Node<'a>;
    type ElementsIter = slice::Iter<'a, Node<'a>>;

    fn len(&self) -> usize {
        <[Node<'_>]>::len(self)
    }

    fn elements(&self) -> slice::Iter<'a, Node<'a>> {
        self.iter()
    }
}
