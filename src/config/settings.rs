//! What can be set in `framelint.toml`. The file is read into these types, and its JSON Schema is made of them and their
//! docstrings.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de};

use super::paths::Pattern;
use super::placed::{Later, Placed};

/// What framelint is told about a framework: `framelint.toml`. Every setting can be left out. Paths are seen from the folder of this
/// file.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "framelint.toml")]
pub(super) struct File {
    /// The words by which documents are recognised: the name of a built-in profile or the path of a profile file.
    #[schemars(default = "gov_uk")]
    pub profile: Option<Placed<String>>,
    /// The skill levels, instead of the profile's.
    #[schemars(with = "super::profile::Scale")]
    pub scale: Option<Later>,
    /// The path of the skill catalogue, for a catalogue that is not recognised as one by its signs.
    pub catalogue: Option<Placed<String>>,
    /// The folder that links such as `/roles/tester` start from. Without it they are not checked.
    pub site_root: Option<Placed<String>>,
    /// The folder in which wikilinks such as `[[tester]]` look for their file. Without it they are not checked.
    pub vault_root: Option<Placed<String>>,
    /// Files and folders that are not read. A folder means everything in it; `*` stays within a folder, `**` does not.
    pub exclude: Vec<Pattern>,
    /// Kinds of documents: where they are and the JSON Schemas that they must meet. The first kind whose paths fit counts.
    pub kinds: Vec<KindTable>,
    /// How bad the findings of a rule are, and the options of those that have some.
    #[schemars(with = "super::rule_tables::Rules")]
    pub rules: Option<Later>,
    /// Severities that hold for some paths only. The last that fits counts.
    pub overrides: Vec<Override>,
}

/// A kind of documents.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct KindTable {
    /// `role`, `skill-catalogue`, `guide`, or a name of your own.
    pub name: Placed<String>,
    /// Where its documents are. A built-in kind needs none: its documents are recognised by what they say.
    #[serde(default)]
    pub paths: Option<Vec<Pattern>>,
    /// The path of the JSON Schema for its front matter.
    #[serde(default)]
    pub front_matter_schema: Option<Placed<String>>,
    /// The path of the JSON Schema for what its documents say, as `framelint export --format json` prints it.
    #[serde(default)]
    pub document_schema: Option<Placed<String>>,
}

/// Severities that hold for some paths only.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Override {
    /// The files.
    pub paths: Vec<Pattern>,
    /// How bad the findings of a rule are in these files.
    #[schemars(with = "super::rule_tables::Severities")]
    pub rules: Later,
}

fn gov_uk() -> &'static str {
    super::layers::GOV_UK_NAME
}

impl<'de> Deserialize<'de> for Pattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::new(&text).map_err(de::Error::custom)
    }
}

impl JsonSchema for Pattern {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Pattern".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string" })
    }
}
