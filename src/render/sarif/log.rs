//! The objects of a SARIF log, as far as they are written.

use std::collections::BTreeMap;

use serde::Serialize;

use super::uri::ArtifactLocation;
use crate::source::Location;

/// The URI of the schema, as the standard gives it.
pub const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json";
/// The version of the format (section 3.13.2).
pub const VERSION: &str = "2.1.0";

/// Section 3.13.
#[derive(Serialize)]
pub struct Log<'r> {
    #[serde(rename = "$schema")]
    pub schema: &'static str,
    pub version: &'static str,
    pub runs: [Run<'r>; 1],
}

/// Section 3.14.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Run<'r> {
    pub tool: Tool,
    pub invocations: [Invocation; 1],
    pub original_uri_base_ids: BTreeMap<&'static str, Described>,
    /// In what columns are counted (section 3.14.17).
    pub column_kind: &'static str,
    pub default_encoding: &'static str,
    pub results: Vec<SarifResult<'r>>,
}

/// Section 3.18.
#[derive(Serialize)]
pub struct Tool {
    pub driver: Driver,
}

/// Section 3.19.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Driver {
    pub name: &'static str,
    pub version: &'static str,
    pub semantic_version: &'static str,
    pub rules: Vec<Descriptor>,
}

/// A rule (section 3.49).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Descriptor {
    pub id: &'static str,
    pub name: String,
    pub short_description: Message,
    pub full_description: Message,
    pub help: Message,
    pub default_configuration: Configuration,
    pub properties: RuleProperties,
}

/// Section 3.50.
#[derive(Serialize)]
pub struct Configuration {
    pub enabled: bool,
    pub level: &'static str,
}

/// Section 3.8.2.
#[derive(Serialize)]
pub struct RuleProperties {
    pub tags: [&'static str; 1],
}

/// Section 3.20.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Invocation {
    pub execution_successful: bool,
}

/// A message (section 3.11), or a text in both forms (section 3.12).
#[derive(Serialize)]
pub struct Message {
    pub text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub markdown: Option<String>,
}

impl Message {
    pub fn new(text: String) -> Self {
        Self {
            text,
            markdown: None,
        }
    }
}

/// A base of URIs of which nothing is said but what it is (section 3.14.14): where it lies is the reader's business.
#[derive(Serialize)]
pub struct Described {
    description: Message,
}

impl Described {
    pub fn new(text: &str) -> Self {
        Self {
            description: Message::new(text.to_owned()),
        }
    }
}

/// Section 3.27.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SarifResult<'r> {
    pub rule_id: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule_index: Option<usize>,
    pub level: &'static str,
    pub message: Message,
    pub locations: [Place; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub related_locations: Vec<Place>,
    pub partial_fingerprints: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fixes: Vec<Fix<'r>>,
}

/// A location (section 3.28).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Place {
    /// By which the message links to it (section 3.28.2).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<usize>,
    pub physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<Message>,
}

/// Section 3.29.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PhysicalLocation {
    pub artifact_location: ArtifactLocation,
    pub region: Region,
}

/// A text region (section 3.30.2): lines and columns from 1, a column counts Unicode scalar values, the end column is exclusive.
///
/// It has no bytes: they would say the same again, except that they count a byte-order mark, which a text region does not.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

impl Region {
    pub fn new(location: &Location) -> Self {
        Self {
            start_line: location.start.line,
            start_column: location.start.column,
            end_line: location.end.line,
            end_column: location.end.column,
        }
    }
}

/// Section 3.55.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Fix<'r> {
    pub description: Message,
    pub artifact_changes: Vec<ArtifactChange<'r>>,
    pub properties: FixProperties,
}

/// Section 3.8.
#[derive(Serialize)]
pub struct FixProperties {
    pub safe: bool,
}

/// Section 3.56.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ArtifactChange<'r> {
    pub artifact_location: ArtifactLocation,
    pub replacements: Vec<Replacement<'r>>,
}

/// Section 3.57.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Replacement<'r> {
    deleted_region: Region,
    #[serde(skip_serializing_if = "Option::is_none")]
    inserted_content: Option<Content<'r>>,
}

/// Section 3.3.
#[derive(Serialize)]
struct Content<'r> {
    text: &'r str,
}

impl<'r> Replacement<'r> {
    pub fn new(location: &Location, text: &'r str) -> Self {
        Self {
            deleted_region: Region::new(location),
            inserted_content: (!text.is_empty()).then_some(Content { text }),
        }
    }
}
