//! JSON Schema to findings: compiled schemas, and what a value does against them, at the exact words.

mod compile;
mod errors;
mod instance;
mod keywords;
mod known;
mod misspelt;
mod violation;
mod words;

use std::collections::HashMap;

use jsonschema::Validator;
use serde_json::Value as Json;

use crate::document::{FrontMatterFormat, Node};
use crate::finding::Finding;
use crate::source::Source;
use crate::text::Span;

use instance::Nodes;
pub use violation::{Replacement, Violation};

/// A schema that can be checked against. JSON Schema draft 2020-12 unless its `$schema` says otherwise (draft 7 as a rule);
/// formats are asserted, patterns take linear time, and references lead to other schema files by their relative path.
#[derive(Debug)]
pub struct Schema {
    validator: Validator<Nodes>,
    files: SchemaFiles,
}

/// The schema files that one schema is made of, by URI.
#[derive(Debug, Default)]
struct SchemaFiles {
    /// The URI of the schema itself.
    root: String,
    files: HashMap<String, Json>,
}

/// How a schema reaches the schema files that it refers to, by the path that findings show; the reason in plain words where it cannot.
pub type ReadSchema<'a> = dyn Fn(&str) -> Result<String, String> + 'a;

/// What a value is called that has no key of its own, and where something stands that is missing from it.
#[derive(Clone, Copy, Debug)]
pub struct Root<'a> {
    /// *front matter*, *document* …
    pub name: &'a str,
    /// Where a missing key is reported.
    pub span: Span,
    /// How the value is written; `None` for what a document says in its own way.
    pub format: Option<FrontMatterFormat>,
}

impl Schema {
    /// Compiles the schema in `source`.
    ///
    /// Whatever is wrong with it, or with a schema file that it refers to, is a finding of `invalid-schema` in that file.
    pub fn compile(source: &Source, read: &ReadSchema<'_>) -> Result<Self, Vec<Finding>> {
        compile::compile(source, read)
    }

    /// The files that it is made of, by the paths that findings show, sorted.
    pub fn paths(&self) -> impl Iterator<Item = String> {
        let mut paths: Vec<String> = self
            .files
            .files
            .keys()
            .filter_map(|uri| compile::path_of(uri))
            .collect();
        paths.sort();
        paths.into_iter()
    }

    /// Whether the schema accepts the value.
    pub fn is_valid(&self, node: &Node<'_>) -> bool {
        self.validator.is_valid(node)
    }

    /// What is wrong with the value: one violation per mistake, in order of place.
    pub fn violations(&self, node: &Node<'_>, root: Root<'_>) -> Vec<Violation> {
        errors::all(self, node, root)
    }

    /// What is wrong with a value whose keys a person wrote. Beside the violations these are keys that the schema accepts, but that
    /// are so close to one it knows, and that is not there, that they must be misspelt. (What else a schema leaves open is left
    /// to its author.)
    pub fn mistakes(&self, node: &Node<'_>, root: Root<'_>) -> Vec<Violation> {
        let mut mistakes = self.violations(node, root);
        for misspelt in misspelt::keys(self, node) {
            if !mistakes.iter().any(|known| known.span == misspelt.span) {
                mistakes.push(misspelt);
            }
        }
        mistakes.sort_by_key(|mistake| mistake.span);
        mistakes
    }
}

#[cfg(test)]
mod tests;
