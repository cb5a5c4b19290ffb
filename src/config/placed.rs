//! A setting that remembers where it stands, for what can only be said of it once everything is read.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{
    self, Deserialize, DeserializeSeed, Deserializer, IgnoredAny, IntoDeserializer, SeqAccess,
    Visitor,
};

/// A value and where it stands. Only a configuration can have one.
#[derive(Clone, Debug, Default)]
pub struct Placed<T> {
    /// The value.
    pub value: T,
    /// The JSON pointer to it.
    pub pointer: String,
}

/// A setting that is looked at by somebody else, later: only its place is kept.
pub(super) type Later = Placed<Ignored>;

/// Anything.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Ignored;

/// The name by which the deserializer knows that a value's place is wanted.
pub(super) const PLACED: &str = "$placed";

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Placed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(PLACED, PlacedVisitor(PhantomData))
    }
}

impl<'de> Deserialize<'de> for Ignored {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Self)
    }
}

struct PlacedVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for PlacedVisitor<T> {
    type Value = Placed<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value with its place")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Self::Value, A::Error> {
        let missing = || de::Error::custom("a value without its place");
        Ok(Placed {
            pointer: parts.next_element()?.ok_or_else(missing)?,
            value: parts.next_element()?.ok_or_else(missing)?,
        })
    }
}

/// The two parts that a [`Placed`] is read from.
pub(super) struct PlacedParts<D> {
    pointer: Option<String>,
    value: Option<D>,
}

impl<D> PlacedParts<D> {
    pub(super) fn new(pointer: String, value: D) -> Self {
        Self {
            pointer: Some(pointer),
            value: Some(value),
        }
    }
}

impl<'de, D: Deserializer<'de>> SeqAccess<'de> for PlacedParts<D> {
    type Error = D::Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, D::Error> {
        if let Some(pointer) = self.pointer.take() {
            let pointer: de::value::StringDeserializer<D::Error> = pointer.into_deserializer();
            return seed.deserialize(pointer).map(Some);
        }
        match self.value.take() {
            Some(value) => seed.deserialize(value).map(Some),
            None => Ok(None),
        }
    }
}

impl<T: JsonSchema> JsonSchema for Placed<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

impl JsonSchema for Ignored {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Ignored".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        Schema::default()
    }
}
