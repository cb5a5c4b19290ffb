//! What rules can be told: each rule reads its own table of the configuration, once, into a type of its own.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::DeserializeOwned;

use super::mistake::Mistake;
use super::typed;
use crate::document::Node;

/// The options of a rule, as a type.
///
/// Derive it: `Deserialize` with `#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]`, `JsonSchema` and `Default`. Each
/// field is a key of the rule's table in `framelint.toml`; its docstring is its documentation. What must hold of a value beyond its type
/// belongs into a type of its own (`#[serde(try_from = "String")]`): its error is the finding's message, at the value. Use ordered
/// collections.
pub trait Options: DeserializeOwned + JsonSchema + Default + Send + Sync + 'static {}

impl<T: DeserializeOwned + JsonSchema + Default + Send + Sync + 'static> Options for T {}

/// Which type the options of a rule are of: what `options()` of a rule gives.
#[derive(Clone, Copy, Debug)]
pub struct OptionsType {
    id: fn() -> TypeId,
    read: fn(&Node<'_>, &str) -> (Read, Vec<Mistake>),
    schema: fn(&mut SchemaGenerator) -> Schema,
}

/// Options of some type.
type Read = Arc<dyn Any + Send + Sync>;

/// The key of a rule's table that is no option: how bad its findings are.
pub(super) const SEVERITY: &str = "severity";

impl OptionsType {
    /// The options that are of the type `T`.
    pub const fn of<T: Options>() -> Self {
        Self {
            id: TypeId::of::<T>,
            read: |node, pointer| {
                let (options, mistakes) =
                    typed::read::<T>(node, pointer, "this table", &[SEVERITY]);
                (Arc::new(options.unwrap_or_default()), mistakes)
            },
            schema: T::json_schema,
        }
    }

    /// Their JSON Schema.
    pub fn schema(self, generator: &mut SchemaGenerator) -> Schema {
        (self.schema)(generator)
    }
}

/// The options of all rules that the configuration gives some.
#[derive(Clone, Debug, Default)]
pub(super) struct RuleOptions(HashMap<TypeId, Read>);

impl RuleOptions {
    /// Reads the table of a rule, which `pointer` leads to.
    pub(super) fn read(
        &mut self,
        options: OptionsType,
        node: &Node<'_>,
        pointer: &str,
    ) -> Vec<Mistake> {
        let (read, mistakes) = (options.read)(node, pointer);
        self.0.insert((options.id)(), read);
        mistakes
    }

    /// The options of this type, or what they are by default.
    pub(super) fn get<T: Options>(&self) -> Arc<T> {
        let read = self.0.get(&TypeId::of::<T>()).cloned();
        read.and_then(|options| options.downcast().ok())
            .unwrap_or_default()
    }
}

/// The options of a rule that has none.
#[derive(Clone, Copy, Debug, Default, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NoOptions {}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::config::file::{finding, read_toml};
    use crate::source::Source;

    #[derive(Debug, Default, PartialEq, serde::Deserialize, JsonSchema)]
    #[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
    struct Sample {
        /// Old names and what they are now.
        renames: BTreeMap<String, String>,
        values: Vec<Pair>,
    }

    #[derive(Debug, PartialEq, serde::Deserialize, JsonSchema)]
    #[serde(deny_unknown_fields)]
    struct Pair {
        key: Pointer,
        value: Pointer,
    }

    #[derive(Debug, PartialEq, serde::Deserialize, JsonSchema)]
    #[serde(try_from = "String")]
    #[schemars(with = "String")]
    struct Pointer(String);

    impl TryFrom<String> for Pointer {
        type Error = String;

        fn try_from(text: String) -> Result<Self, String> {
            if text.starts_with('/') {
                Ok(Self(text))
            } else {
                Err(format!(
                    "`{text}` is no JSON pointer: it does not begin with `/`"
                ))
            }
        }
    }

    fn read(text: &str) -> (Arc<Sample>, Vec<(String, String)>) {
        let source = Source::new("framelint.toml", text.to_owned());
        let (root, _) = read_toml(&source);
        let root = root.unwrap();
        let mut options = RuleOptions::default();
        let table = root.pointer("/rules/sample").unwrap();
        let mistakes = options.read(OptionsType::of::<Sample>(), table.node, "/rules/sample");
        let findings = mistakes.into_iter().map(|mistake| {
            let finding = finding(&source, &root, mistake);
            (finding.location.span().of(text).to_owned(), finding.message)
        });
        (options.get(), findings.collect())
    }

    #[test]
    fn a_rule_has_options_of_its_own_type() {
        let text = "[rules.sample]\nseverity = \"error\"\nrenames.Old = \"New\"\nvalues = [{ key = \"/a/*\", value = \"/b\" }]\n";
        let (options, findings) = read(text);
        assert_eq!(findings, []);
        assert_eq!(options.renames["Old"], "New");
        assert_eq!(options.values[0].key, Pointer("/a/*".to_owned()));
    }

    #[test]
    fn each_mistake_is_said_at_its_words_and_the_rest_is_read() {
        let text = "[rules.sample]\nrename = 1\n[rules.sample.renames]\nOld = 2\nOlder = \"New\"\n[[rules.sample.values]]\nkey = \"/a\"\nvalue = \"b\"\n[[rules.sample.values]]\nkey = \"/a\"\nvalue = \"/b\"\n[[rules.sample.values]]\nkey = \"/a\"\n";
        let (options, findings) = read(text);
        let expected = [
            ("rename", "`rename` is not a setting"),
            ("2", "`Old` must be text in quotation marks"),
            (
                "\"b\"",
                "`b` is no JSON pointer: it does not begin with `/`",
            ),
            ("[[rules.sample.values]]", "`value` is missing here"),
        ];
        let expected = expected.map(|(words, message)| (words.to_owned(), message.to_owned()));
        assert_eq!(findings, expected);
        assert_eq!(options.renames.len(), 1);
        assert_eq!(options.values.len(), 1);
    }
}
