//! The JSON Schema of `framelint.toml`, which editors complete and check it with: made of the types that the file is read into.

use schemars::Schema;
use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use serde_json::{Map, Value};

use super::settings::File;

/// The JSON Schema (draft 7, which the TOML tools of editors know) of `framelint.toml`, as it is checked in as `schemas/framelint.json`.
pub fn json_schema() -> Value {
    let settings = SchemaSettings::draft07().with_transform(RecursiveTransform(in_one_line));
    let generator = settings.into_generator();
    let Value::Object(mut schema) = generator.into_root_schema_for::<File>().to_value() else {
        return Value::Null;
    };
    // What the file is comes first for whoever opens it.
    let mut sorted = Map::new();
    sorted.insert("$schema".to_owned(), schema.remove("$schema").into());
    sorted.insert("$comment".to_owned(), GENERATED.into());
    for key in ["title", "description"] {
        sorted.insert(key.to_owned(), schema.remove(key).into());
    }
    sorted.extend(schema);
    Value::Object(sorted)
}

const GENERATED: &str = "Generated from the types that framelint.toml is read into: do not edit.";

/// A docstring is broken into lines where the code is; and leaving a setting out is the only way to say nothing, as TOML has no null.
fn in_one_line(schema: &mut Schema) {
    if let Some(Value::String(text)) = schema.get_mut("description") {
        *text = text.replace('\n', " ");
    }
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|of| of != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            schema.insert("type".to_owned(), only);
        }
    }
}
