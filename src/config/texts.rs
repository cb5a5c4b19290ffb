//! The texts that a profile is made of, and lists of them. Whatever they cannot be is said at the very item.

use std::fmt;
use std::ops::RangeInclusive;

use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, SeqAccess, Unexpected, Visitor};

use super::profile::fold;
use super::template::Template;
use crate::text::collapse_white_space;

/// Text that says something, white space collapsed.
pub(super) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let written = String::deserialize(deserializer)?;
    let text = collapse_white_space(&written);
    if text.is_empty() {
        let empty = Unexpected::Str(&written);
        return Err(de::Error::invalid_value(empty, &"text that is not empty"));
    }
    Ok(text.into_owned())
}

/// Any number of texts.
pub(super) fn texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    List::ANY.read(deserializer)
}

/// At least one text.
pub(super) fn some_texts<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<String>, D::Error> {
    let list = List {
        count: 1..=usize::MAX,
        ..List::ANY
    };
    list.read(deserializer)
}

/// Texts of which no two are the same.
pub(super) fn names<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    List::NAMES.read(deserializer)
}

/// Texts of which no two are the same, each a single word.
pub(super) fn words<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let list = List {
        are_words: true,
        ..List::NAMES
    };
    list.read(deserializer)
}

/// The names of the months.
pub(super) fn months<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let list = List {
        count: 12..=12,
        ..List::NAMES
    };
    list.read(deserializer)
}

/// The names of a scale: a level is held in a byte.
pub(super) fn levels<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let list = List {
        count: 1..=usize::from(u8::MAX),
        ..List::NAMES
    };
    list.read(deserializer)
}

impl<'de> Deserialize<'de> for Template {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        text(deserializer).map(|text| Self::new(&text))
    }
}

/// What a list must be.
struct List {
    count: RangeInclusive<usize>,
    /// Whether no two are the same.
    are_names: bool,
    /// Whether none has white space.
    are_words: bool,
}

impl List {
    const ANY: Self = Self {
        count: 0..=usize::MAX,
        are_names: false,
        are_words: false,
    };
    const NAMES: Self = Self {
        are_names: true,
        ..Self::ANY
    };

    fn read<'de, D: Deserializer<'de>>(self, deserializer: D) -> Result<Vec<String>, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for List {
    type Value = Vec<String>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (*self.count.start(), *self.count.end()) {
            (1, usize::MAX) => formatter.write_str("a list of at least one text"),
            (_, usize::MAX) => formatter.write_str("a list"),
            (least, most) if least == most => write!(formatter, "a list of {most} texts"),
            (least, most) => write!(formatter, "a list of {least} to {most} texts"),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(Item {
            of: &self,
            before: &list,
        })? {
            list.push(item);
        }
        if !self.count.contains(&list.len()) {
            return Err(de::Error::invalid_length(list.len(), &self));
        }
        Ok(list)
    }
}

/// An item of a list, behind others.
struct Item<'l> {
    of: &'l List,
    before: &'l [String],
}

impl<'de> DeserializeSeed<'de> for Item<'_> {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        let text = text(deserializer)?;
        if self.of.are_words && text.contains(' ') {
            let unexpected = Unexpected::Str(&text);
            return Err(de::Error::invalid_value(unexpected, &"a single word"));
        }
        let folded = fold(&text);
        let is_same = |other: &&String| self.of.are_names && fold(other) == folded;
        match self.before.iter().find(is_same) {
            None => Ok(text),
            Some(first) if *first == text => {
                let message = format!("`{text}` is in this list already");
                Err(de::Error::custom(message))
            }
            Some(first) => {
                let message = format!("`{text}` is in this list already, as `{first}`");
                Err(de::Error::custom(message))
            }
        }
    }
}
