//! Renames that the configuration declares: read so that no name is replaced by itself, not even in the end.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use schemars::JsonSchema;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, Visitor};

use super::names::folded;
use crate::config::Placed;

/// What is read from the rule's table in the configuration.
#[derive(Debug, Default, serde::Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct DeclaredRenames {
    /// Names that skills had, each with the name that is right now. They count more than what update histories say.
    #[schemars(with = "BTreeMap<String, String>")]
    pub renamed: Renames,
}

/// Old names with new ones.
#[derive(Debug, Default)]
pub struct Renames {
    /// In the order in which they are declared.
    pub all: Vec<Rename>,
    /// The index (from 0) of each, by the old name as names are compared.
    by_old: HashMap<String, usize>,
}

/// A name that a skill had.
#[derive(Debug)]
pub struct Rename {
    /// The old name.
    pub old: String,
    /// The new name, and where it stands.
    pub new: Placed<String>,
}

impl Renames {
    /// The rename of what another is renamed to.
    pub fn next(&self, rename: &Rename) -> Option<&Rename> {
        self.of(&folded(&rename.new.value))
    }

    /// The rename, that of what it is renamed to, and so on.
    pub fn chain<'a>(&'a self, rename: &'a Rename) -> impl Iterator<Item = &'a Rename> {
        std::iter::successors(Some(rename), |rename| self.next(rename))
    }

    fn of(&self, folded: &str) -> Option<&Rename> {
        self.all.get(*self.by_old.get(folded)?)
    }

    /// What is wrong with an old name.
    fn refuse_old(&self, old: &str) -> Option<String> {
        let folded = folded(old);
        if folded.is_empty() {
            return Some("the old name of a skill must not be empty".to_owned());
        }
        let known = self.of(&folded)?;
        Some(format!("`{}` is renamed already", known.old))
    }

    /// What is wrong with a new name for `old`.
    fn refuse_new(&self, old: &str, new: &str) -> Option<String> {
        let (start, end) = (folded(old), folded(new));
        if end.is_empty() {
            return Some("the new name of a skill must not be empty".to_owned());
        }
        if start == end && old == new {
            return Some(format!("`{old}` is renamed to itself"));
        }
        if start == end {
            let reason = "case, hyphens and spaces do not count";
            return Some(format!("`{new}` is the same name as `{old}`: {reason}"));
        }
        let mut at = self.of(&end);
        while let Some(rename) = at {
            if folded(&rename.new.value) == start {
                return Some(format!("`{new}` is itself renamed to `{old}` in the end"));
            }
            at = self.next(rename);
        }
        None
    }
}

impl<'de> Deserialize<'de> for Renames {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Table)
    }
}

struct Table;

impl<'de> Visitor<'de> for Table {
    type Value = Renames;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a table of old names, each with the new one")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Renames, A::Error> {
        let mut renames = Renames::default();
        while let Some(old) = members.next_key_seed(Old(&renames))? {
            let new = members.next_value_seed(New(&renames, &old))?;
            renames.by_old.insert(folded(&old), renames.all.len());
            renames.all.push(Rename { old, new });
        }
        Ok(renames)
    }
}

/// An old name, beside others.
struct Old<'r>(&'r Renames);

impl<'de> DeserializeSeed<'de> for Old<'_> {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        let old = String::deserialize(deserializer)?;
        match self.0.refuse_old(&old) {
            Some(message) => Err(D::Error::custom(message)),
            None => Ok(old),
        }
    }
}

/// The new name for an old one, beside other renames.
struct New<'r>(&'r Renames, &'r str);

impl<'de> DeserializeSeed<'de> for New<'_> {
    type Value = Placed<String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        let new = Placed::<String>::deserialize(deserializer)?;
        match self.0.refuse_new(self.1, &new.value) {
            Some(message) => Err(D::Error::custom(message)),
            None => Ok(new),
        }
    }
}
