//! What each name of a skill means.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::clusters::{Spelling, clusters};
use super::names::{Comparable, Vocabulary, anchor_key, closest, folded};
use super::{Framework, Weight};
use crate::facts::{Fact, LinkIdentity, NameId, Place, Relation};

/// Which skill, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SkillId(u32);

/// A skill under all the names that it goes by.
#[derive(Debug)]
pub struct Skill {
    /// The name that it should have everywhere.
    pub name: NameId,
    /// Every name that means it, the right one first.
    pub names: Vec<NameId>,
    /// Where a catalogue defines it.
    pub defined: Option<Place>,
    /// The name that the catalogue has for it, where that is the odd one out.
    pub defined_as: Option<NameId>,
}

/// All skills of a framework.
#[derive(Debug, Default)]
pub struct Skills {
    known: Vec<Skill>,
    by_name: HashMap<NameId, SkillId>,
    has_catalogue: bool,
}

impl Skills {
    /// Whether a catalogue says which skills there are.
    pub fn has_catalogue(&self) -> bool {
        self.has_catalogue
    }

    /// The skill that a name means; `None` for one that means none.
    pub fn get(&self, name: NameId) -> Option<SkillId> {
        self.by_name.get(&name).copied()
    }

    /// A skill.
    pub fn skill(&self, id: SkillId) -> &Skill {
        &self.known[id.0 as usize]
    }

    /// All skills, those of the catalogue first.
    pub fn iter(&self) -> impl Iterator<Item = (SkillId, &Skill)> {
        (0..).map(SkillId).zip(&self.known)
    }

    pub(super) fn resolve(framework: &Framework<'_>) -> Self {
        let used = used_names(framework);
        let mut skills = Self::default();
        for (key, facts) in framework.facts.groups(Relation::DefinesSkill) {
            let first = facts.iter().map(Fact::place);
            let first = first.min_by_key(|place| (framework.path(place.document), place.piece));
            let id = skills.add(key.subject);
            skills.known[id.0 as usize].defined = first;
        }
        skills.has_catalogue = !skills.known.is_empty();
        let (outdated, used) = skills.outdated(framework, used);
        if skills.has_catalogue {
            skills.succeed(framework, &outdated);
            skills.match_with_catalogue(framework, &used);
            skills.rename_by_use(framework, &used);
        } else {
            skills.cluster(framework, &used);
            skills.succeed(framework, &outdated);
        }
        skills
    }

    /// Takes out what goes by an outdated name, so that it means the skill that it was renamed to and is like no other. Where nobody
    /// uses the new name, the old one still stands for the skill: a heading of the catalogue, or the use itself.
    fn outdated<'a>(
        &mut self,
        framework: &Framework<'a>,
        used: Vec<Used<'a>>,
    ) -> (Vec<(NameId, String)>, Vec<Used<'a>>) {
        let successor = |name: &str| {
            let successor = framework.outdated.successor(name);
            successor.map(|successor| folded(&successor.name))
        };
        let mut by_folded: HashMap<String, NameId> = HashMap::new();
        let current = self.known.iter().map(|skill| skill.name);
        for name in current.chain(used.iter().map(|used| used.id)) {
            let text = framework.name(name);
            if successor(text).is_none() {
                by_folded.entry(folded(text)).or_insert(name);
            }
        }
        for at in 0..self.known.len() {
            let old = self.known[at].name;
            let new = successor(framework.name(old)).and_then(|new| by_folded.get(&new).copied());
            let Some(new) = new else { continue };
            let id = SkillId(u32::try_from(at).unwrap_or(u32::MAX));
            if let Some(&other) = self.by_name.get(&new) {
                self.by_name.insert(old, other);
            } else {
                self.known[at].name = new;
                self.known[at].names = vec![new, old];
                self.by_name.insert(new, id);
            }
        }
        let (mut outdated, mut rest) = (Vec::new(), Vec::new());
        for used in used {
            match successor(used.name) {
                Some(new) if self.has_catalogue || by_folded.contains_key(&new) => {
                    outdated.push((used.id, new));
                }
                _ => rest.push(used),
            }
        }
        (outdated, rest)
    }

    /// Outdated names mean the skill that goes by the new one; what stands beside them is that name, folded.
    fn succeed(&mut self, framework: &Framework<'_>, outdated: &[(NameId, String)]) {
        let mut by_folded: HashMap<String, SkillId> = HashMap::new();
        for (id, skill) in self.iter() {
            let name = framework.name(skill.name);
            by_folded.entry(folded(name)).or_insert(id);
        }
        for (name, new) in outdated {
            if self.get(*name).is_none()
                && let Some(&id) = by_folded.get(new)
            {
                self.add_name(id, *name);
            }
        }
    }

    fn add(&mut self, name: NameId) -> SkillId {
        let id = SkillId(u32::try_from(self.known.len()).unwrap_or(u32::MAX));
        self.known.push(Skill {
            name,
            names: vec![name],
            defined: None,
            defined_as: None,
        });
        self.by_name.insert(name, id);
        id
    }

    fn add_name(&mut self, id: SkillId, name: NameId) {
        self.known[id.0 as usize].names.push(name);
        self.by_name.insert(name, id);
    }

    /// Names that the catalogue doesn't have mean the skill that differs only in case, hyphens or spaces, else the one that their
    /// link leads to, else the only one that is close.
    fn match_with_catalogue(&mut self, framework: &Framework<'_>, used: &[Used<'_>]) {
        let mut by_folded: HashMap<String, Option<SkillId>> = HashMap::new();
        let mut by_anchor: HashMap<String, Option<SkillId>> = HashMap::new();
        let mut comparable = Vec::new();
        for (id, skill) in self.iter() {
            let name = framework.name(skill.name);
            for (keys, key) in [
                (&mut by_folded, folded(name)),
                (&mut by_anchor, anchor_key(name)),
            ] {
                // A key that two skills have says nothing.
                keys.entry(key)
                    .and_modify(|known| *known = None)
                    .or_insert(Some(id));
            }
            comparable.push((Comparable::new(name), id));
        }
        let mut found = Vec::new();
        for used in used.iter().filter(|used| self.get(used.id).is_none()) {
            let by_link = || {
                let anchors = used.anchors(framework);
                let skills = anchors.iter().filter_map(|anchor| *by_anchor.get(anchor)?);
                let skills: HashSet<SkillId> = skills.collect();
                (skills.len() == 1).then(|| skills.into_iter().next())?
            };
            let same = by_folded.get(&folded(used.name)).copied().flatten();
            let meant = same
                .or_else(by_link)
                .or_else(|| closest(&Comparable::new(used.name), &comparable));
            found.extend(meant.map(|meant| (meant, used.id)));
        }
        for (id, name) in found {
            self.add_name(id, name);
        }
    }

    /// Where only the catalogue has a name, and at least two documents have another one for the same skill, theirs is right; that of a
    /// single document is, where the links there have it, too.
    fn rename_by_use(&mut self, framework: &Framework<'_>, used: &[Used<'_>]) {
        let used: HashMap<NameId, &Used<'_>> = used.iter().map(|used| (used.id, used)).collect();
        for skill in &mut self.known {
            let [defined, other] = skill.names[..] else {
                continue;
            };
            let (Some(other_use), None) = (used.get(&other), used.get(&defined)) else {
                continue;
            };
            let defined_as = anchor_key(framework.name(defined));
            let is_linked =
                |key: String| key != defined_as && other_use.anchors(framework) == [key];
            let is_agreed =
                other_use.weight(framework).documents > 1 || is_linked(anchor_key(other_use.name));
            let is_outdated = |name| framework.outdated.has(framework.name(name));
            if is_agreed && !is_outdated(defined) && !is_outdated(other) {
                skill.name = other;
                skill.names = vec![other, defined];
                skill.defined_as = Some(defined);
            }
        }
    }

    /// Without a catalogue, names that differ little mean one skill, and the one that most documents use is its name.
    fn cluster(&mut self, framework: &Framework<'_>, used: &[Used<'_>]) {
        let spellings = used.iter().map(|used| Spelling {
            id: used.id,
            name: used.name,
            weight: used.weight(framework),
            used,
        });
        let clusters = clusters(spellings, Vocabulary::default(), |spelling, other| {
            let anchors = spelling.used.anchors(framework);
            anchors.contains(&anchor_key(spelling.name))
                || side_by_side(framework, spelling.used, other)
        });
        for names in clusters {
            let id = self.add(names[0]);
            for &name in &names[1..] {
                self.add_name(id, name);
            }
        }
    }
}

/// A name that documents use, and where.
struct Used<'a> {
    id: NameId,
    name: &'a str,
    /// In skill tables.
    needed: &'a [Fact],
    /// In other tables.
    named: &'a [Fact],
}

impl<'a> Used<'a> {
    fn weight(&self, framework: &Framework<'a>) -> Weight<'a> {
        if self.needed.is_empty() {
            Weight {
                documents: 0,
                ..framework.weight(&[self.named])
            }
        } else {
            framework.weight(&[self.needed])
        }
    }

    /// The anchors that the name's links lead to, as they are compared.
    fn anchors(&self, framework: &Framework<'_>) -> Vec<String> {
        let mut anchors: Vec<String> = self
            .needed
            .iter()
            .chain(self.named)
            .filter_map(|fact| {
                let link = framework.name(fact.value().as_name()?);
                LinkIdentity::parse(link).fragment.map(anchor_key)
            })
            .collect();
        anchors.sort_unstable();
        anchors.dedup();
        anchors
    }
}

fn used_names<'a>(framework: &Framework<'a>) -> Vec<Used<'a>> {
    let mut used: BTreeMap<(&'a str, NameId), Used<'a>> = BTreeMap::new();
    for relation in [Relation::NeedsSkill, Relation::NamesSkill] {
        for (key, facts) in framework.facts.groups(relation) {
            let name = framework.name(key.subject);
            let used = used.entry((name, key.subject)).or_insert(Used {
                id: key.subject,
                name,
                needed: &[],
                named: &[],
            });
            match relation {
                Relation::NeedsSkill => used.needed = facts,
                _ => used.named = facts,
            }
        }
    }
    used.into_values().collect()
}

/// Whether a role level needs both names: then they are two skills.
fn side_by_side(framework: &Framework<'_>, used: &Used<'_>, other: NameId) -> bool {
    used.needed.iter().any(|fact| {
        let Some(parsed) = framework.document(fact.document()) else {
            return false;
        };
        let Some(document) = parsed.document() else {
            return false;
        };
        document.role_levels.iter().any(|level| {
            let has = |name: NameId| {
                let mut skills = level.entries().filter_map(|entry| entry.skill.as_ref());
                skills.any(|skill| NameId::of(skill.as_str()) == name)
            };
            has(used.id) && has(other)
        })
    })
}
