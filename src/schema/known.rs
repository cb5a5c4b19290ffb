//! What a schema says about the keys of a map, without validating: for telling which key was meant.

use jsonschema::uri;
use serde_json::Value as Json;

use super::SchemaFiles;

/// The parts of a schema that can apply to one value, each with the URI of its file.
pub(super) type Applicable<'s> = Vec<(&'s Json, String)>;

const IN_PLACE: [&str; 6] = ["allOf", "anyOf", "oneOf", "if", "then", "else"];

impl SchemaFiles {
    /// The parts that apply to the whole value.
    pub(super) fn whole(&self) -> Applicable<'_> {
        let mut parts = Vec::new();
        if let Some(root) = self.files.get(&self.root) {
            self.expand(root, &self.root, &mut parts);
        }
        parts
    }

    /// The schemas that apply to a value because a reference does: what it leads to, and what that leads to without a step into the value.
    pub(super) fn reached(&self, base: &str, reference: &str) -> Vec<&Json> {
        let mut parts = Vec::new();
        if let Some((schema, base)) = self.resolve(base, reference) {
            self.expand(schema, &base, &mut parts);
        }
        parts.into_iter().map(|(schema, _)| schema).collect()
    }

    /// The parts that apply to what `key` holds.
    pub(super) fn at_key<'s>(&'s self, parts: &Applicable<'s>, key: &str) -> Applicable<'s> {
        self.step(parts, |schema| {
            let named = schema
                .get("properties")
                .and_then(|properties| properties.get(key));
            named.or_else(|| schema.get("additionalProperties"))
        })
    }

    /// The parts that apply to the item at `index` (from 0).
    pub(super) fn at_item<'s>(&'s self, parts: &Applicable<'s>, index: usize) -> Applicable<'s> {
        self.step(parts, |schema| {
            let first = schema
                .get("prefixItems")
                .or_else(|| schema.get("items").filter(|items| items.is_array()));
            let own = first.and_then(|items| items.get(index));
            own.or_else(|| schema.get("items").filter(|items| !items.is_array()))
        })
    }

    fn step<'s>(
        &'s self,
        parts: &Applicable<'s>,
        next: impl Fn(&'s Json) -> Option<&'s Json>,
    ) -> Applicable<'s> {
        let mut found = Vec::new();
        for (schema, base) in parts {
            if let Some(schema) = next(schema) {
                self.expand(schema, base, &mut found);
            }
        }
        found
    }

    /// Adds a schema and everything that applies to the same value through it.
    fn expand<'s>(&'s self, schema: &'s Json, base: &str, parts: &mut Applicable<'s>) {
        if !schema.is_object() || parts.iter().any(|(known, _)| std::ptr::eq(*known, schema)) {
            return;
        }
        parts.push((schema, base.to_owned()));
        if let Some(reference) = schema.get("$ref").and_then(Json::as_str)
            && let Some((schema, base)) = self.resolve(base, reference)
        {
            self.expand(schema, &base, parts);
        }
        for keyword in IN_PLACE {
            match schema.get(keyword) {
                Some(Json::Array(schemas)) => schemas
                    .iter()
                    .for_each(|schema| self.expand(schema, base, parts)),
                Some(schema) => self.expand(schema, base, parts),
                None => {}
            }
        }
    }

    /// What a reference leads to, with the URI of the file that has it.
    pub(super) fn resolve(&self, base: &str, reference: &str) -> Option<(&Json, String)> {
        let (file, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let target = if file.is_empty() {
            base.to_owned()
        } else {
            absolute(base, file)?
        };
        let root = self.files.get(&target)?;
        let found = if fragment.is_empty() {
            Some(root)
        } else if fragment.starts_with('/') {
            root.pointer(&super::compile::decoded(fragment))
        } else {
            anchor(root, fragment)
        };
        found.map(|schema| (schema, target))
    }
}

/// The URI that `reference` means in the file at `base`, without its fragment.
pub(super) fn absolute(base: &str, reference: &str) -> Option<String> {
    let file = reference.split('#').next().unwrap_or_default();
    let base = uri::from_str(base).ok()?;
    let target = uri::resolve_against(&base.borrow(), file).ok()?;
    Some(
        target
            .as_str()
            .split('#')
            .next()
            .unwrap_or_default()
            .to_owned(),
    )
}

fn anchor<'s>(schema: &'s Json, name: &str) -> Option<&'s Json> {
    let named = |keyword: &str| schema.get(keyword).and_then(Json::as_str) == Some(name);
    if named("$anchor") || named("$dynamicAnchor") {
        return Some(schema);
    }
    // Draft 7 writes an anchor as an `$id` that is only a fragment.
    if schema
        .get("$id")
        .and_then(Json::as_str)
        .and_then(|id| id.strip_prefix('#'))
        == Some(name)
    {
        return Some(schema);
    }
    match schema {
        Json::Object(members) => members.values().find_map(|schema| anchor(schema, name)),
        Json::Array(items) => items.iter().find_map(|schema| anchor(schema, name)),
        _ => None,
    }
}

/// The keys that a schema has a say about, in its order.
pub(super) fn keys<'s>(parts: &Applicable<'s>) -> Vec<&'s str> {
    let mut keys: Vec<&str> = Vec::new();
    for (schema, _) in parts {
        let Some(properties) = schema.get("properties").and_then(Json::as_object) else {
            continue;
        };
        for key in properties.keys() {
            if !keys.contains(&key.as_str()) {
                keys.push(key);
            }
        }
    }
    keys
}
