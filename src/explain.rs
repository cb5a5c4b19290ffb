//! What there is to say of a rule: for `framelint explain` and for the pages of the documentation.

use schemars::generate::SchemaSettings;
use serde_json::Value;

use crate::finding::Grade;
use crate::rule::Rule;

/// Something that a rule can be told in its table of the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleOption {
    /// Its key.
    pub name: String,
    /// What it says, in one line. Markdown.
    pub description: String,
    /// What counts where it is not given, as JSON; `None` where that is nothing.
    pub default: Option<String>,
}

/// What a rule can be told in the configuration besides its severity, in the order of the type that it reads.
pub fn options(rule: Rule) -> Vec<RuleOption> {
    let Some(options) = rule.options() else {
        return Vec::new();
    };
    let settings = SchemaSettings::draft07().with(|settings| settings.inline_subschemas = true);
    let schema = options.schema(&mut settings.into_generator());
    let properties = schema.get("properties").and_then(Value::as_object);
    let options = properties.into_iter().flatten().map(|(name, schema)| {
        let text = |key: &str| schema.get(key).and_then(Value::as_str);
        RuleOption {
            name: name.clone(),
            description: text("description").unwrap_or_default().replace('\n', " "),
            default: schema
                .get("default")
                .filter(|default| !is_nothing(default))
                .map(Value::to_string),
        }
    });
    options.collect()
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}

/// How bad the findings of a rule are where the configuration does not say otherwise: *error*, *off*.
pub fn severity(rule: Rule) -> String {
    let severity = rule.info().severity;
    severity.map_or("off".to_owned(), |severity| severity.to_string())
}

/// What mends the findings of a rule, in a few words.
pub fn fixes(rule: Rule) -> &'static str {
    match rule.fixes() {
        None => "by hand",
        Some(Grade::Safe) => "with --fix, or by hand where a person has to decide",
        Some(Grade::Any) => "with --fix --unsafe-fixes, or by hand",
    }
}

/// A text with each paragraph and each item of a list on one line, however it was broken into lines.
pub fn unwrapped(markdown: &str) -> String {
    let mut text = String::with_capacity(markdown.len());
    let mut continues = false;
    for line in markdown.trim().lines() {
        let line = line.trim();
        if continues && !line.is_empty() && !line.starts_with("- ") {
            text.push(' ');
        } else if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(line);
        continues = !line.is_empty();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_are_joined_and_lists_and_blank_lines_stay() {
        let text = "One\nparagraph.\n\nAnother:\n- a\n  point\n- another\n";
        assert_eq!(
            unwrapped(text),
            "One paragraph.\n\nAnother:\n- a point\n- another"
        );
    }
}
