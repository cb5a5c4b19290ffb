//! Names that skills had before they were renamed, by what update histories and the configuration say.

use std::collections::{BTreeMap, HashMap};

use schemars::JsonSchema;
use serde::Deserialize;

use super::Framework;
use super::names::folded;
use crate::facts::{DocumentId, Fact, NameId, Relation};

/// What is read from the rule's table in the configuration.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct DeclaredRenames {
    /// Names that skills had, each with the name that is right now. They count more than what update histories say.
    pub renamed: BTreeMap<String, String>,
}

/// The name that took the place of another.
#[derive(Clone, Debug)]
pub struct Successor {
    /// The name that is right now.
    pub name: String,
    /// The document whose update history says so; `None` where the configuration does.
    pub stated_in: Option<DocumentId>,
}

/// Names that skills had.
#[derive(Debug, Default)]
pub struct Outdated {
    /// By the old name as names are compared: case, hyphens and spaces aside.
    successors: HashMap<String, Successor>,
}

impl Outdated {
    pub(super) fn of(framework: &Framework<'_>) -> Self {
        let mut stated: Vec<(u32, &str, &Fact)> = framework
            .facts
            .of(Relation::RenamesSkill)
            .iter()
            .map(|fact| {
                // The earliest first: the piece counts backwards.
                let day = u32::MAX - fact.place().piece;
                (day, framework.path(fact.document()), fact)
            })
            .collect();
        stated.sort_by_key(|&(day, path, fact)| (day, path, fact.key().subject, fact.value()));
        let mut outdated = Self::default();
        for (_, _, fact) in stated {
            let new = fact.value().as_name().map_or("", |new| framework.name(new));
            outdated.rename(
                framework.name(fact.key().subject),
                Successor {
                    name: new.to_owned(),
                    stated_in: Some(fact.document()),
                },
            );
        }
        let declared = framework.configuration.options::<DeclaredRenames>();
        // A table has no order: its renames are made at the same time.
        for new in declared.renamed.values() {
            outdated.successors.remove(&folded(new));
        }
        for (old, new) in &declared.renamed {
            let (old, name) = (folded(old), new.clone());
            if old != folded(new) {
                let stated_in = None;
                let successor = Successor { name, stated_in };
                outdated.successors.insert(old, successor);
            }
        }
        outdated
    }

    /// A later rename wins: what is a skill's name now is outdated no more.
    fn rename(&mut self, old: &str, to: Successor) {
        let (old, new) = (folded(old), folded(&to.name));
        if old != new && !old.is_empty() && !new.is_empty() {
            self.successors.remove(&new);
            self.successors.insert(old, to);
        }
    }

    /// Whether a name is outdated.
    pub fn has(&self, name: &str) -> bool {
        self.successor(name).is_some()
    }

    /// What a name was replaced by in the end; `None` for a name that is not outdated.
    pub fn successor(&self, name: &str) -> Option<&Successor> {
        if self.successors.is_empty() {
            return None;
        }
        let mut found = self.successors.get(&folded(name))?;
        // A configuration may send names round in a circle, and then none of them is the right one.
        let mut steps = 0;
        while let Some(next) = self.successors.get(&folded(&found.name)) {
            steps += 1;
            if steps > self.successors.len() {
                return None;
            }
            found = next;
        }
        Some(found)
    }

    /// The names that documents use or define and that are outdated.
    pub fn used<'a>(
        &self,
        framework: &Framework<'a>,
    ) -> BTreeMap<(&'a str, NameId), Vec<DocumentId>> {
        let mut used: BTreeMap<(&str, NameId), Vec<DocumentId>> = BTreeMap::new();
        if self.successors.is_empty() {
            return used;
        }
        for relation in [
            Relation::DefinesSkill,
            Relation::NeedsSkill,
            Relation::NamesSkill,
        ] {
            for (key, facts) in framework.facts.groups(relation) {
                let name = framework.name(key.subject);
                if self.has(name) {
                    let documents = used.entry((name, key.subject)).or_default();
                    documents.extend(facts.iter().map(Fact::document));
                }
            }
        }
        for documents in used.values_mut() {
            documents.sort_by_key(|&document| framework.path(document));
            documents.dedup();
        }
        used
    }
}
