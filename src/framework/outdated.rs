//! Names that skills had before they were renamed, by what update histories and the configuration say.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::Framework;
use super::declared_renames::{DeclaredRenames, Rename};
use super::names::folded;
use crate::facts::{DocumentId, Fact, NameId, Relation};

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
    /// What the configuration renames although the catalogue has neither name, or both.
    pub unfounded: Vec<Unfounded>,
}

/// A rename that the configuration declares, and that the catalogue speaks against.
#[derive(Debug)]
pub struct Unfounded {
    /// The old name.
    pub old: String,
    /// The new name.
    pub new: String,
    /// The JSON pointer to the new name in the configuration.
    pub pointer: String,
    /// Whether the catalogue has a skill of either name; else it has none.
    pub has_both: bool,
}

impl Unfounded {
    fn of(rename: &Rename, has_both: bool) -> Self {
        Self {
            old: rename.old.clone(),
            new: rename.new.value.clone(),
            pointer: rename.new.pointer.clone(),
            has_both,
        }
    }
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
        outdated.declare(framework);
        outdated
    }

    /// Adds what the configuration says.
    fn declare(&mut self, framework: &Framework<'_>) {
        let declared = framework.configuration.options::<DeclaredRenames>();
        let renamed = &declared.renamed;
        if renamed.all.is_empty() {
            return;
        }
        let defined = framework.facts.of(Relation::DefinesSkill).iter();
        let defined = defined.map(|fact| folded(framework.name(fact.key().subject)));
        let defined: HashSet<String> = defined.collect();
        let is_defined = |name: &str| defined.contains(&folded(name));
        // Two skills that the catalogue has would become one.
        let (merging, rest): (Vec<&Rename>, Vec<&Rename>) =
            renamed.all.iter().partition(|rename| {
                is_defined(&rename.old)
                    && renamed
                        .chain(rename)
                        .any(|step| is_defined(&step.new.value))
            });
        // A skill that the catalogue has by an old name is renamed there, too.
        let leads_nowhere = |rename: &&Rename| {
            let mut names = renamed
                .chain(rename)
                .flat_map(|step| [&step.old, &step.new.value]);
            !defined.is_empty() && !names.any(|name| is_defined(name))
        };
        let (nowhere, sound): (Vec<&Rename>, Vec<&Rename>) =
            rest.into_iter().partition(leads_nowhere);
        // A table has no order: its renames are made at the same time.
        for rename in &sound {
            self.successors.remove(&folded(&rename.new.value));
        }
        for rename in sound {
            let successor = Successor {
                name: rename.new.value.clone(),
                stated_in: None,
            };
            self.successors.insert(folded(&rename.old), successor);
        }
        let last = nowhere
            .into_iter()
            .filter(|rename| renamed.next(rename).is_none());
        let last = last.map(|rename| Unfounded::of(rename, false));
        let merging = merging
            .into_iter()
            .map(|rename| Unfounded::of(rename, true));
        self.unfounded = last.chain(merging).collect();
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
        // Histories and the configuration may together send names round in a circle, and then none of them is the right one.
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
