//! Which JSON Schema applies to which documents.

use std::sync::{Arc, LazyLock};

use serde_json::Value as Json;

use super::Profile;
use super::profile::FrontMatterKeys;
use crate::document::{Dialect, Kind};
use crate::schema::Schema;
use crate::source::Source;

/// The JSON Schemas that apply to a run's documents, by kind and dialect. Those that are built in are compiled when first needed.
#[derive(Clone, Debug, Default)]
pub struct Schemas {
    front_matter: Vec<Assigned>,
    document: Vec<Assigned>,
    /// The built-in schemas of front matter where the profile has other keys than the built-in one.
    translated: Option<Arc<FrontMatter>>,
    /// Whether what the configuration says of kinds is wrong, so that nobody knows which documents were meant to have which schema.
    is_unsound: bool,
}

/// The built-in schemas of front matter.
#[derive(Debug)]
struct FrontMatter {
    clip: Schema,
    authored: Schema,
    guide: Schema,
}

/// A schema that the configuration gives to the documents of a kind; `None` where it cannot be used, which is a finding already.
#[derive(Clone, Debug)]
struct Assigned {
    kind: Kind,
    schema: Option<Arc<Schema>>,
}

static FRONT_MATTER: LazyLock<FrontMatter> =
    LazyLock::new(|| FrontMatter::with(|schema, _| schema));
static DOCUMENT_TEXT: &str = include_str!("../../schemas/document.json");
/// What `schemas/document.json` says of a page as a whole.
static PAGE: LazyLock<Schema> = LazyLock::new(|| {
    let source = Source::new("schemas/page.json", PAGE_TEXT.to_owned());
    let read = |_: &str| Ok(DOCUMENT_TEXT.to_owned());
    Schema::compile(&source, &read).expect("the built-in schemas are valid: a test compiles them")
});
const PAGE_TEXT: &str = r#"{"$ref": "document.json#/$defs/page"}"#;

fn compile(path: &str, text: &str) -> Schema {
    let source = Source::new(path, text.to_owned());
    let alone = |_: &str| Err("built-in schemas refer to no other file".to_owned());
    Schema::compile(&source, &alone).expect("the built-in schemas are valid: a test compiles them")
}

impl FrontMatter {
    /// The schemas as `change` gives them; it is told whether a schema is closed.
    fn with(change: impl Fn(Json, bool) -> Json) -> Self {
        let schema = |path: &str, text: &str, is_closed: bool| {
            let schema = serde_json::from_str(text)
                .expect("the built-in schemas are valid: a test compiles them");
            compile(path, &change(schema, is_closed).to_string())
        };
        Self {
            clip: schema(
                "schemas/front-matter/clip.json",
                include_str!("../../schemas/front-matter/clip.json"),
                false,
            ),
            authored: schema(
                "schemas/front-matter/authored.json",
                include_str!("../../schemas/front-matter/authored.json"),
                false,
            ),
            guide: schema(
                "schemas/front-matter/guide.json",
                include_str!("../../schemas/front-matter/guide.json"),
                true,
            ),
        }
    }
}

/// A schema with the keys of a profile in place of those of the built-in one. An open schema says nothing any more of keys that the
/// profile doesn't name: they may mean something else in another language.
fn translated(mut schema: Json, is_closed: bool, keys: &FrontMatterKeys) -> Json {
    let built_in = &Profile::gov_uk().front_matter;
    let named = [&keys.content_dates, &keys.clip, &keys.guide];
    let own = |key: &str| {
        let pairs = built_in.single().into_iter().zip(keys.single());
        let renamed = pairs.filter(|(old, _)| *old == key).map(|(_, new)| new);
        let same = named.into_iter().flatten().map(String::as_str);
        let same = same.filter(|name| *name == key);
        let kept = is_closed.then_some(key);
        renamed.chain(same).next().or(kept).map(str::to_owned)
    };
    if let Some(properties) = schema.get_mut("properties").and_then(Json::as_object_mut) {
        let old = std::mem::take(properties).into_iter();
        properties.extend(old.filter_map(|(key, schema)| Some((own(&key)?, schema))));
        if !is_closed {
            for date in &keys.content_dates {
                properties.insert(date.clone(), serde_json::json!({ "$ref": "#/$defs/date" }));
            }
        }
    }
    if let Some(required) = schema.get_mut("required").and_then(Json::as_array_mut) {
        let old = std::mem::take(required).into_iter();
        required.extend(old.filter_map(|key| own(key.as_str()?)).map(Json::String));
    }
    schema
}

impl Schemas {
    /// The schema of the front matter of such documents.
    pub fn front_matter(&self, kind: &Kind, dialect: Dialect) -> Option<&Schema> {
        if self.is_unsound {
            return None;
        }
        if let Some(assigned) = self.assigned_front_matter(kind) {
            return assigned.schema.as_deref();
        }
        let built_in = self.translated.as_deref().unwrap_or_else(|| &FRONT_MATTER);
        match (kind, dialect) {
            (Kind::Guide, _) => Some(&built_in.guide),
            (Kind::Role | Kind::SkillCatalogue, Dialect::Clip) => Some(&built_in.clip),
            (Kind::Role | Kind::SkillCatalogue, Dialect::Authored) => Some(&built_in.authored),
            // Copied page text has no front matter, and a configured kind has the schemas that it is given.
            (_, Dialect::Page) | (Kind::Configured(_), _) => None,
        }
    }

    /// The schema that the configuration has for the front matter of such documents, and can be used.
    pub fn own_front_matter(&self, kind: &Kind) -> Option<&Schema> {
        self.assigned_front_matter(kind)?.schema.as_deref()
    }

    fn assigned_front_matter(&self, kind: &Kind) -> Option<&Assigned> {
        let mut assigned = self.front_matter.iter();
        assigned.find(|assigned| assigned.kind == *kind)
    }

    /// The schema that the configuration has for what such documents say, seen as JSON; `None` where it cannot be used.
    pub fn own_document(&self, kind: &Kind) -> Option<Option<&Schema>> {
        if self.is_unsound {
            return Some(None);
        }
        let assigned = self.document.iter().find(|assigned| assigned.kind == *kind);
        assigned.map(|assigned| assigned.schema.as_deref())
    }

    /// The built-in schema of what a page has as a whole, for its outline.
    pub fn page() -> &'static Schema {
        &PAGE
    }

    /// Reads the built-in schemas of front matter with these keys.
    pub(super) fn take_keys(&mut self, keys: &FrontMatterKeys) {
        self.translated = (*keys != Profile::gov_uk().front_matter).then(|| {
            Arc::new(FrontMatter::with(|schema, is_closed| {
                translated(schema, is_closed, keys)
            }))
        });
    }

    /// Holds no document to any schema: which of them has which cannot be told.
    pub(super) fn distrust(&mut self) {
        self.is_unsound = true;
    }

    /// Gives the front matter of a kind a schema instead of the built-in one.
    pub(super) fn assign_front_matter(&mut self, kind: Kind, schema: Option<Arc<Schema>>) {
        self.front_matter.push(Assigned { kind, schema });
    }

    /// Gives the documents of a kind a schema instead of the built-in one.
    pub(super) fn assign_document(&mut self, kind: Kind, schema: Option<Arc<Schema>>) {
        self.document.push(Assigned { kind, schema });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_schemas_are_valid() {
        LazyLock::force(&FRONT_MATTER);
        LazyLock::force(&PAGE);
    }
}
