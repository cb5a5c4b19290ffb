//! The JSON Schema of the tables that speak of rules.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use super::options::SEVERITY;
use crate::rule::{Group, Rule};
use crate::rules;

/// A rule's severity.
#[derive(JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(dead_code, reason = "only its schema is used")]
enum Severity {
    /// A mistake.
    Error,
    /// Probably a mistake.
    Warning,
    /// Worth knowing.
    Info,
    /// Not looked for.
    Off,
}

/// The table `[rules]`.
pub(super) struct Rules;

/// A table of rules that takes severities only.
pub(super) struct Severities;

/// What is said of a rule that has no options.
struct OnlySeverity;

impl JsonSchema for OnlySeverity {
    fn schema_name() -> Cow<'static, str> {
        "RuleWithoutOptions".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        severity_or(
            generator,
            json_schema!({ "type": "object", "additionalProperties": false }),
        )
    }
}

/// A severity, or a table with the severity and what `options` describes.
fn severity_or(generator: &mut SchemaGenerator, mut options: Schema) -> Schema {
    let severity = generator.subschema_for::<Severity>();
    let properties = options.ensure_object().entry("properties");
    if let Value::Object(properties) = properties.or_insert_with(|| json!({})) {
        properties.insert(SEVERITY.to_owned(), severity.clone().to_value());
    }
    json_schema!({ "anyOf": [severity, options] })
}

impl JsonSchema for Rules {
    fn schema_name() -> Cow<'static, str> {
        "Rules".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        table(generator, |rule, generator| match rule.options() {
            Some(options) => {
                let options = options.schema(generator);
                severity_or(generator, options)
            }
            None => generator.subschema_for::<OnlySeverity>(),
        })
    }
}

impl JsonSchema for Severities {
    fn schema_name() -> Cow<'static, str> {
        "Severities".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        table(generator, |_, generator| {
            generator.subschema_for::<Severity>()
        })
    }
}

/// A table with a key for each rule whose severity can be set.
fn table(
    generator: &mut SchemaGenerator,
    of: impl Fn(Rule, &mut SchemaGenerator) -> Schema,
) -> Schema {
    let mut properties = Map::new();
    for rule in rules::ALL.iter().copied() {
        let info = rule.info();
        if info.group == Group::Input {
            continue;
        }
        let mut schema = of(rule, generator);
        let usual = info
            .severity
            .map_or("off".to_owned(), |severity| severity.to_string());
        let description = format!("{}; {usual} unless set", info.summary);
        schema.insert("description".to_owned(), description.into());
        properties.insert(info.id.to_owned(), schema.to_value());
    }
    for group in rules::ALL.iter().map(|rule| rule.info().group) {
        if group != Group::Input {
            let mut schema = generator.subschema_for::<Severity>();
            schema.insert(
                "description".to_owned(),
                "the rules of this group that are on".into(),
            );
            properties.insert(group.name().to_owned(), schema.to_value());
        }
    }
    json_schema!({ "type": "object", "properties": properties, "additionalProperties": false })
}
