//! Which JSON Schema applies to which documents.

use std::sync::{Arc, LazyLock};

use crate::document::{Dialect, Kind};
use crate::schema::Schema;
use crate::source::Source;

/// The JSON Schemas that apply to a run's documents, by kind and dialect. Those that are built in are compiled when first needed.
#[derive(Clone, Debug, Default)]
pub struct Schemas {
    front_matter: Vec<Assigned>,
    document: Vec<Assigned>,
}

/// A schema that the configuration gives to the documents of a kind; `None` where it cannot be used, which is a finding already.
#[derive(Clone, Debug)]
struct Assigned {
    kind: Kind,
    schema: Option<Arc<Schema>>,
}

macro_rules! built_in {
    ($path:literal) => {
        LazyLock::new(|| compile($path, include_str!(concat!("../../", $path))))
    };
}

static CLIP: LazyLock<Schema> = built_in!("schemas/front-matter/clip.json");
static AUTHORED: LazyLock<Schema> = built_in!("schemas/front-matter/authored.json");
static GUIDE: LazyLock<Schema> = built_in!("schemas/front-matter/guide.json");
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

impl Schemas {
    /// The schema of the front matter of such documents.
    pub fn front_matter(&self, kind: &Kind, dialect: Dialect) -> Option<&Schema> {
        if let Some(assigned) = self
            .front_matter
            .iter()
            .find(|assigned| assigned.kind == *kind)
        {
            return assigned.schema.as_deref();
        }
        match (kind, dialect) {
            (Kind::Guide, _) => Some(&GUIDE),
            (Kind::Role | Kind::SkillCatalogue, Dialect::Clip) => Some(&CLIP),
            (Kind::Role | Kind::SkillCatalogue, Dialect::Authored) => Some(&AUTHORED),
            // Copied page text has no front matter, and a configured kind has the schemas that it is given.
            (_, Dialect::Page) | (Kind::Configured(_), _) => None,
        }
    }

    /// The schema that the configuration has for what such documents say, seen as JSON; `None` where it cannot be used.
    pub fn own_document(&self, kind: &Kind) -> Option<Option<&Schema>> {
        let assigned = self.document.iter().find(|assigned| assigned.kind == *kind);
        assigned.map(|assigned| assigned.schema.as_deref())
    }

    /// The built-in schema of what a page has as a whole, for its outline.
    pub fn page() -> &'static Schema {
        &PAGE
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
        for schema in [&CLIP, &AUTHORED, &GUIDE, &PAGE] {
            LazyLock::force(schema);
        }
    }
}
