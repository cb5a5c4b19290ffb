//! Reads typed settings out of nodes: whatever is wrong is said at its own key, and the rest is read without it.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, Expected, IntoDeserializer, MapAccess,
    SeqAccess, Unexpected, Visitor,
};

use super::close_match;
use super::mistake::{Mistake, did_you_mean, listed};
use super::placed::{PLACED, PlacedParts};
use crate::document::pointer::join;
use crate::document::{Node, Value};

/// What a node says as a `T`, and what of it is wrong. `None` where nothing is left that makes a `T`.
///
/// `pointer` leads to the node; `name` is what messages call it. `aside` are keys at the node that somebody else reads.
pub(super) fn read<T: DeserializeOwned>(
    node: &Node<'_>,
    pointer: &str,
    name: &str,
    aside: &[&'static str],
) -> (Option<T>, Vec<Mistake>) {
    let mut attempts = Attempts::default();
    for key in aside {
        attempts.left_out.insert(join(pointer, key));
    }
    loop {
        let setting = Setting {
            node,
            pointer: pointer.to_owned(),
            name: name.to_owned(),
            left_out: &attempts.left_out,
            aside,
        };
        match T::deserialize(setting) {
            Ok(value) => return (Some(value), attempts.mistakes),
            Err(wrong) => {
                if !attempts.go_on_without(wrong, pointer, name) {
                    return (None, attempts.mistakes);
                }
            }
        }
    }
}

/// What a whole file says as a `T`, but for what `left_out` leads to; `aside` are keys of it that somebody else reads.
pub(super) fn read_whole<T: DeserializeOwned>(
    root: &Node<'_>,
    name: &str,
    left_out: &BTreeSet<String>,
    aside: &[&'static str],
) -> Result<T, Wrong> {
    T::deserialize(Setting {
        node: root,
        pointer: String::new(),
        name: name.to_owned(),
        left_out,
        aside,
    })
}

/// Reading again and again, each time without what was found to be wrong.
#[derive(Default)]
pub(super) struct Attempts {
    pub mistakes: Vec<Mistake>,
    /// Pointers to what is not read any more.
    pub left_out: BTreeSet<String>,
    /// Settings that are missing because what is probably them was wrong.
    excused: BTreeSet<String>,
}

impl Attempts {
    /// Notes what is wrong, in what `pointer` leads to; whether it is worth reading that again without it.
    pub(super) fn go_on_without(&mut self, wrong: Wrong, pointer: &str, name: &str) -> bool {
        let close = wrong.close;
        let mistake = wrong.into_mistake(pointer, name);
        let spoilt = mistake.spoilt().to_owned();
        if let (Some(close), Some((table, _))) = (close, mistake.pointer.rsplit_once('/')) {
            self.excused.insert(join(table, close));
        }
        let is_excused = if mistake.is_about_something_missing() {
            self.excused.contains(&mistake.pointer) || self.left_out.contains(&mistake.pointer)
        } else {
            // A list is not what it must be because items of it were left out.
            self.is_left_out_below(&spoilt)
        };
        if !is_excused {
            self.mistakes.push(mistake);
        }
        spoilt != pointer && self.left_out.insert(spoilt)
    }

    /// What is left out of the lists in `root` that are not left out themselves.
    pub(super) fn items_left_out(&self, root: &Node<'_>) -> BTreeSet<String> {
        let is_item = |pointer: &&String| {
            let list = pointer.rsplit_once('/').map_or("", |(list, _)| list);
            let of = root.pointer(list).map(|target| &target.node.value);
            matches!(of, Some(Value::Array(_))) && !self.left_out.contains(list)
        };
        self.left_out.iter().filter(is_item).cloned().collect()
    }

    /// Whether something is left out of what `pointer` leads to.
    fn is_left_out_below(&self, pointer: &str) -> bool {
        let below = format!("{pointer}/");
        let mut left_out = self.left_out.iter();
        left_out.any(|other| other.starts_with(&below))
    }
}

/// A node with all that is said about it when it is wrong.
struct Setting<'a> {
    node: &'a Node<'a>,
    pointer: String,
    name: String,
    left_out: &'a BTreeSet<String>,
    /// Keys of this table that are known although its type does not have them.
    aside: &'a [&'static str],
}

/// Why a value cannot be read.
#[derive(Debug)]
pub(super) struct Wrong {
    what: What,
    help: Option<String>,
    /// The keys that there are, and the one of them that an unknown key is close to.
    known: &'static [&'static str],
    close: Option<&'static str>,
    /// Where, and what that is called.
    at: Option<Box<(String, String)>>,
    /// Whether it is the key there that is wrong.
    is_key: bool,
}

#[derive(Debug)]
enum What {
    MustBe(String),
    Unknown(String),
    Missing(&'static str),
    Other(String),
}

impl Wrong {
    fn new(what: What) -> Self {
        Self {
            what,
            help: None,
            known: &[],
            close: None,
            at: None,
            is_key: false,
        }
    }

    fn place(mut self, pointer: &str, name: &str) -> Self {
        if self.at.is_none() {
            self.at = Some(Box::new((pointer.to_owned(), name.to_owned())));
        }
        self
    }

    fn into_mistake(self, pointer: &str, name: &str) -> Mistake {
        let at = self.at.map(|at| *at);
        let (pointer, name) = at.unwrap_or_else(|| (pointer.to_owned(), name.to_owned()));
        let mistake = match self.what {
            What::Other(message) if self.is_key => Mistake::at_key(&pointer, message),
            What::MustBe(what) => Mistake::at(&pointer, format!("{name} must be {what}")),
            What::Unknown(key) => Mistake::at_key(&pointer, format!("`{key}` is not a setting")),
            What::Missing(key) => {
                Mistake::lacking(&pointer, key, format!("`{key}` is missing here"))
            }
            What::Other(message) => Mistake::at(&pointer, message),
        };
        mistake.help(self.help)
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}", self.what)
    }
}

impl std::error::Error for Wrong {}

impl de::Error for Wrong {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(What::Other(message.to_string()))
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(What::MustBe(in_plain_words(&expected.to_string())))
    }

    fn invalid_value(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::invalid_type(unexpected, expected)
    }

    fn invalid_length(_: usize, expected: &dyn Expected) -> Self {
        Self::new(What::MustBe(expected.to_string()))
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        let names = listed(expected.iter().copied());
        let mut wrong = Self::new(What::MustBe(format!("one of {names}")));
        wrong.help = close_match(variant, expected.iter().copied()).map(did_you_mean);
        wrong
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        let mut wrong = Self::new(What::Unknown(field.to_owned()));
        wrong.known = expected;
        wrong.know(field, expected);
        wrong
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(What::Missing(field))
    }
}

impl Wrong {
    /// Says which keys there are, or which of them is meant.
    fn know(&mut self, field: &str, known: &[&'static str]) {
        self.close = close_match(field, known.iter().copied());
        self.help = Some(match self.close {
            Some(close) => did_you_mean(close),
            None if known.is_empty() => "there is nothing to set here".to_owned(),
            None if known.len() == 1 => format!("the only key here is `{}`", known[0]),
            None => format!("the keys here are {}", listed(known.iter().copied())),
        });
    }
}

/// What serde expects, for a reader who does not know serde. A type of ours says it in words already.
fn in_plain_words(expected: &str) -> String {
    let is_integer = |rest: &str| rest.parse::<u8>().is_ok() || rest == "size";
    match expected {
        "a string" => "text in quotation marks".to_owned(),
        "a sequence" => "a list".to_owned(),
        "a boolean" => "`true` or `false`".to_owned(),
        "a map" => "a table".to_owned(),
        _ if expected.starts_with("struct ") => "a table".to_owned(),
        _ if expected.strip_prefix(['u', 'i']).is_some_and(is_integer) => {
            "a whole number".to_owned()
        }
        _ => expected.to_owned(),
    }
}

impl<'a> Setting<'a> {
    fn wrong_type(&self, expected: &str) -> Wrong {
        let what = What::MustBe(in_plain_words(expected));
        Wrong::new(what).place(&self.pointer, &self.name)
    }

    fn member(&self, key: &str, node: &'a Node<'a>) -> Self {
        Self {
            node,
            pointer: join(&self.pointer, key),
            name: format!("`{key}`"),
            left_out: self.left_out,
            aside: &[],
        }
    }

    fn item(&self, index: usize, node: &'a Node<'a>) -> Self {
        Self {
            node,
            pointer: join(&self.pointer, &index.to_string()),
            name: format!("each item of {}", self.name),
            left_out: self.left_out,
            aside: &[],
        }
    }
}

impl<'de> Deserializer<'de> for Setting<'de> {
    type Error = Wrong;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        let (pointer, name) = (self.pointer.clone(), self.name.clone());
        let read = match &self.node.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Number(number) => {
                if let Some(number) = number.as_u64() {
                    visitor.visit_u64(number)
                } else if let Some(number) = number.as_i64() {
                    visitor.visit_i64(number)
                } else {
                    visitor.visit_f64(number.as_f64().unwrap_or(f64::NAN))
                }
            }
            Value::String(text) => visitor.visit_borrowed_str(text),
            Value::Array(_) => visitor.visit_seq(Items { list: self, at: 0 }),
            Value::Object(_) => visitor.visit_map(Members {
                table: self,
                at: 0,
                value: None,
            }),
        };
        read.map_err(|wrong| wrong.place(&pointer, &name))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        if name == PLACED {
            let pointer = self.pointer.clone();
            return visitor.visit_seq(PlacedParts::new(pointer, self));
        }
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        let help = match &self.node.value {
            Value::Array(_) => return self.deserialize_any(visitor),
            Value::String(text) => Some(format!("write `[\"{text}\"]`")),
            Value::Object(_) => self
                .pointer
                .rsplit_once('/')
                .map(|(_, key)| format!("write `[[{key}]]` for each of them")),
            _ => None,
        };
        let mut wrong = self.wrong_type("a sequence");
        wrong.help = help;
        Err(wrong)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        // A list would be taken for the values of a struct in their order.
        if !matches!(self.node.value, Value::Object(_)) {
            return Err(self.wrong_type("a map"));
        }
        self.deserialize_any(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        let Some(text) = self.node.as_str() else {
            let names = listed(variants.iter().copied());
            return Err(self.wrong_type(&format!("one of {names}")));
        };
        let read: Result<V::Value, Wrong> = visitor.visit_enum(text.into_deserializer());
        read.map_err(|wrong| wrong.place(&self.pointer, &self.name))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct tuple tuple_struct map identifier ignored_any
    }
}

struct Items<'a> {
    list: Setting<'a>,
    at: usize,
}

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Wrong;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Wrong> {
        let node: &'de Node<'de> = self.list.node;
        while let Some(item) = node.items().get(self.at) {
            let item = self.list.item(self.at, item);
            self.at += 1;
            if !item.left_out.contains(&item.pointer) {
                let (pointer, name) = (item.pointer.clone(), item.name.clone());
                let read = seed.deserialize(item);
                return read.map(Some).map_err(|wrong| wrong.place(&pointer, &name));
            }
        }
        Ok(None)
    }
}

struct Members<'a> {
    table: Setting<'a>,
    at: usize,
    value: Option<Setting<'a>>,
}

impl<'de> MapAccess<'de> for Members<'de> {
    type Error = Wrong;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Wrong> {
        let node: &'de Node<'de> = self.table.node;
        while let Some(member) = node.members().get(self.at) {
            self.at += 1;
            let key: &'de str = &member.key.value;
            let value = self.table.member(key, &member.node);
            if value.left_out.contains(&value.pointer) {
                continue;
            }
            let key_deserializer = de::value::BorrowedStrDeserializer::new(key);
            let read = seed
                .deserialize(key_deserializer)
                .map_err(|mut wrong: Wrong| {
                    if !self.table.aside.is_empty() && matches!(wrong.what, What::Unknown(_)) {
                        let known = [self.table.aside, wrong.known].concat();
                        wrong.know(key, &known);
                    }
                    wrong.is_key = true;
                    wrong.place(&value.pointer, &value.name)
                })?;
            self.value = Some(value);
            return Ok(Some(read));
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Wrong> {
        let Some(value) = self.value.take() else {
            return Err(de::Error::custom("a value is read before its key"));
        };
        let (pointer, name) = (value.pointer.clone(), value.name.clone());
        let read = seed.deserialize(value);
        read.map_err(|wrong| wrong.place(&pointer, &name))
    }
}
