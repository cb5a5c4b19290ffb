//! What each name of a role means.

use std::collections::{HashMap, HashSet};

use super::clusters::{Spelling, clusters};
use super::names::{Comparable, Vocabulary, anchor_key, closest, folded};
use super::retitled::retitled;
use super::{Framework, UnreadLink};
use crate::facts::{DocumentId, Fact, Key, LinkForm, LinkIdentity, NameId, Relation};

/// Which role, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoleId(u32);

/// A role under all the names that it goes by.
#[derive(Debug)]
pub struct Role {
    /// The name that it should have everywhere.
    pub name: NameId,
    /// The names under which it may be spoken of: the titles of its documents.
    pub titles: Vec<NameId>,
    /// Every other name that means it.
    pub variants: Vec<NameId>,
    /// The documents about it, by path; none for a role that is only spoken of.
    pub documents: Vec<DocumentId>,
    /// Whether its document's own title is the odd one out.
    pub misnamed: bool,
}

/// All roles of a framework.
#[derive(Debug, Default)]
pub struct Roles {
    known: Vec<Role>,
    by_name: HashMap<NameId, RoleId>,
    by_document: HashMap<DocumentId, RoleId>,
}

impl Roles {
    /// The role that a name means; `None` for one that means none.
    pub fn get(&self, name: NameId) -> Option<RoleId> {
        self.by_name.get(&name).copied()
    }

    /// The role that a document is about.
    pub fn of(&self, document: DocumentId) -> Option<RoleId> {
        self.by_document.get(&document).copied()
    }

    /// A role.
    pub fn role(&self, id: RoleId) -> &Role {
        &self.known[id.0 as usize]
    }

    /// All roles, those with documents first.
    pub fn iter(&self) -> impl Iterator<Item = (RoleId, &Role)> {
        (0..).map(RoleId).zip(&self.known)
    }

    pub(super) fn resolve(framework: &Framework<'_>) -> Self {
        let mut roles = Self::default();
        let by_folded = roles.add_documents(framework);
        let mut unknown = roles.match_with_documents(framework, &by_folded);
        roles.match_with_retitled(framework, &mut unknown);
        roles.rename_by_use(framework);
        roles.cluster(framework, &unknown);
        roles
    }

    fn add(&mut self, name: NameId) -> RoleId {
        let id = RoleId(u32::try_from(self.known.len()).unwrap_or(u32::MAX));
        self.known.push(Role {
            name,
            titles: vec![name],
            variants: Vec::new(),
            documents: Vec::new(),
            misnamed: false,
        });
        self.by_name.insert(name, id);
        id
    }

    /// One role for each title; documents with the same title are about the same role.
    fn add_documents(&mut self, framework: &Framework<'_>) -> HashMap<String, RoleId> {
        let mut titles: Vec<(u32, &str, DocumentId, NameId)> = framework
            .facts
            .of(Relation::IsRole)
            .iter()
            .map(|fact| {
                let document = fact.document();
                let path = framework.path(document);
                (fact.place().piece, path, document, fact.key().subject)
            })
            .collect();
        titles.sort_unstable();
        let mut by_folded: HashMap<String, RoleId> = HashMap::new();
        for (_, _, document, title) in titles {
            let key = folded(framework.name(title));
            let id = match (self.of(document), by_folded.get(&key)) {
                // The title in the front matter speaks for this document only if it speaks for no other.
                (Some(own), Some(&known)) if known != own => continue,
                (Some(own), _) => own,
                (None, Some(&known)) => known,
                (None, None) => self.add(title),
            };
            by_folded.entry(key).or_insert(id);
            let role = &mut self.known[id.0 as usize];
            if !role.titles.contains(&title) {
                role.titles.push(title);
                self.by_name.entry(title).or_insert(id);
            }
            if !role.documents.contains(&document) {
                role.documents.push(document);
                self.by_document.insert(document, id);
            }
        }
        for role in &mut self.known {
            role.documents
                .sort_by_key(|&document| framework.path(document));
        }
        by_folded
    }

    /// Names that are no document's title mean the role whose title differs only in case, hyphens or spaces or is that of a link which
    /// Markdown does not read as one, else the one whose document their link leads to, else the only one that is close. Returns the names that mean none of these.
    fn match_with_documents<'a>(
        &mut self,
        framework: &Framework<'a>,
        by_folded: &HashMap<String, RoleId>,
    ) -> Vec<(NameId, &'a [Fact])> {
        let by_address = self.addresses(framework);
        let by_use = self.addresses_by_use(framework);
        let mut comparable = Vec::new();
        let mut vocabulary = Vocabulary::default();
        for (id, role) in self.iter() {
            for &title in &role.titles {
                comparable.push((Comparable::new(framework.name(title)), id));
            }
            vocabulary.add(framework.name(role.name));
        }
        let mut unknown: Vec<(NameId, &[Fact])> = framework
            .facts
            .groups(Relation::NamesRole)
            .map(|(key, facts)| (key.subject, facts))
            .filter(|&(name, _)| self.get(name).is_none())
            .collect();
        unknown.sort_by_key(|&(name, _)| framework.name(name));
        for &(name, _) in &unknown {
            vocabulary.add(framework.name(name));
        }
        vocabulary.add_skills(framework);
        unknown.retain(|&(id, facts)| {
            let name = framework.name(id);
            let same = |name| by_folded.get(&folded(name)).copied();
            let meant = same(name)
                .or_else(|| same(UnreadLink::of(name, name)?.name))
                .or_else(|| {
                    let led_to: HashSet<RoleId> = facts
                        .iter()
                        .filter_map(|fact| {
                            let link = framework.name(fact.value().as_name()?);
                            by_address.get(LinkIdentity::parse(link).target).copied()
                        })
                        .collect();
                    (led_to.len() == 1).then(|| led_to.into_iter().next())?
                })
                .or_else(|| Self::renamed(framework, &by_use, name, facts))
                .or_else(|| {
                    let meant = closest(&Comparable::new(name), &comparable)?;
                    let title = framework.name(self.role(meant).name);
                    // A single letter is a slip even where the link was made of the name.
                    let slip = Comparable::new(name).distance(&Comparable::new(title)) == Some(1);
                    let distinct = vocabulary.tells_apart(name, title)
                        || (!slip && has_link_of_its_own(framework, name, facts));
                    (!distinct).then_some(meant)
                });
            if let Some(meant) = meant {
                self.known[meant.0 as usize].variants.push(id);
                self.by_name.insert(id, meant);
            }
            meant.is_none()
        });
        unknown
    }

    /// The paths and URLs of the documents about roles, as links have them.
    fn addresses<'a>(&self, framework: &Framework<'a>) -> HashMap<&'a str, RoleId> {
        let mut addresses = HashMap::new();
        let mut claimed: HashSet<&str> = HashSet::new();
        for (id, role) in self.iter() {
            // Where two documents claim one role, the address of one says nothing of the name of the other.
            let [document] = role.documents[..] else {
                continue;
            };
            let path = framework.path(document);
            addresses.insert(path, id);
            if let Some(path) = path.strip_suffix(".md") {
                addresses.insert(path, id);
                if let Some(folder) = path.strip_suffix("/index") {
                    addresses.insert(folder, id);
                }
            }
            if let Some(url) = framework.summary(document).source_url {
                let url = framework.name(url);
                if claimed.insert(url) {
                    addresses.insert(url, id);
                } else {
                    // Documents about two roles have it: one of them is wrong.
                    addresses.remove(url);
                }
            }
        }
        addresses
    }

    /// The URLs that no document has as its own and to which the title of one role with a document leads, always and more than once, with
    /// how often it does.
    fn addresses_by_use<'a>(&self, framework: &Framework<'a>) -> HashMap<&'a str, (RoleId, u32)> {
        let mut by_use: HashMap<&str, Option<(RoleId, u32)>> = HashMap::new();
        for (id, role) in self.iter() {
            let mut led_to: HashMap<&str, u32> = HashMap::new();
            for &title in &role.titles {
                let facts = framework.facts.about(Key {
                    relation: Relation::NamesRole,
                    subject: title,
                    level: 0,
                });
                for fact in facts {
                    let link = fact.value().as_name().map(|link| framework.name(link));
                    let link = link.map(LinkIdentity::parse);
                    if let Some(link) = link.filter(|link| link.form != LinkForm::Relative) {
                        *led_to.entry(link.target).or_default() += u32::from(fact.times());
                    }
                }
            }
            let [(target, times)] = led_to.into_iter().collect::<Vec<_>>()[..] else {
                continue;
            };
            if times > 1 {
                by_use
                    .entry(target)
                    .and_modify(|known| *known = None)
                    .or_insert(Some((id, times)));
            }
        }
        let addresses = by_use.into_iter();
        addresses
            .filter_map(|(target, role)| Some((target, role?)))
            .collect()
    }

    /// The role that was renamed, if this name is the one that it had before: the name's own link is where the role's title leads
    /// elsewhere, and more often.
    fn renamed(
        framework: &Framework<'_>,
        by_use: &HashMap<&str, (RoleId, u32)>,
        name: &str,
        facts: &[Fact],
    ) -> Option<RoleId> {
        if !has_link_of_its_own(framework, name, facts) {
            return None;
        }
        let target = |fact: &Fact| {
            let link = framework.name(fact.value().as_name()?);
            Some(LinkIdentity::parse(link).target)
        };
        let first = target(facts.first()?)?;
        let times: u32 = facts.iter().map(|fact| u32::from(fact.times())).sum();
        let &(role, uses) = by_use.get(first)?;
        (times < uses && facts.iter().all(|fact| target(fact) == Some(first))).then_some(role)
    }

    /// Names that mean none of the titles may mean a role that had them before its title was changed.
    fn match_with_retitled(
        &mut self,
        framework: &Framework<'_>,
        unknown: &mut Vec<(NameId, &[Fact])>,
    ) {
        let names: Vec<NameId> = unknown.iter().map(|&(name, _)| name).collect();
        for (role, name) in retitled(framework, self, &names) {
            self.known[role.0 as usize].variants.push(name);
            self.by_name.insert(name, role);
            unknown.retain(|(other, _)| *other != name);
        }
    }

    /// The name of a role is the title by which other documents call it, its heading where they call it by none. Where they have
    /// another name for it, at least twice, and none has its titles, theirs is right.
    fn rename_by_use(&mut self, framework: &Framework<'_>) {
        for role in &mut self.known {
            let [document] = role.documents[..] else {
                continue;
            };
            let uses = |name| uses_elsewhere(framework, name, document);
            let mut titles = role.titles.iter().copied();
            if let Some(title) = titles.find(|&title| uses(title) > 0) {
                role.name = title;
            } else if let [other] = role.variants[..]
                && uses(other) > 1
            {
                role.name = other;
                role.misnamed = true;
            }
        }
    }

    /// Names of roles that have no document: those that differ little mean one role.
    fn cluster(&mut self, framework: &Framework<'_>, unknown: &[(NameId, &[Fact])]) {
        let mut vocabulary = Vocabulary::default();
        for role in &self.known {
            vocabulary.add(framework.name(role.name));
        }
        vocabulary.add_skills(framework);
        let spellings = unknown.iter().map(|&(id, facts)| Spelling {
            id,
            name: framework.name(id),
            weight: framework.weight(&[facts]),
            used: facts,
        });
        let clusters = clusters(spellings, vocabulary, |spelling, _| {
            has_link_of_its_own(framework, spelling.name, spelling.used)
        });
        for names in clusters {
            let id = self.add(names[0]);
            for &name in &names[1..] {
                self.known[id.0 as usize].variants.push(name);
                self.by_name.insert(name, id);
            }
        }
    }
}

/// How often documents other than this one name a role so.
pub(super) fn uses_elsewhere(framework: &Framework<'_>, name: NameId, document: DocumentId) -> u32 {
    let facts = framework.facts.about(Key {
        relation: Relation::NamesRole,
        subject: name,
        level: 0,
    });
    let others = facts.iter().filter(|fact| fact.document() != document);
    others.map(|fact| u32::from(fact.times())).sum()
}

/// Whether a link of the name ends in the name itself: then it is meant as it is written.
fn has_link_of_its_own(framework: &Framework<'_>, name: &str, facts: &[Fact]) -> bool {
    let own = anchor_key(name);
    facts.iter().any(|fact| {
        let link = fact.value().as_name().map(|link| framework.name(link));
        link.is_some_and(|link| {
            let link = LinkIdentity::parse(link);
            let last = link.target.rsplit('/').next().unwrap_or_default();
            let last = match link.form {
                LinkForm::Relative => last.strip_suffix(".md").unwrap_or(last),
                _ => last,
            };
            anchor_key(link.fragment.unwrap_or(last)) == own
        })
    })
}
