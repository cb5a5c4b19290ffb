//! Which skills each role needs, and which roles the catalogue lists for them.

use std::collections::{HashMap, HashSet};

use super::{Framework, RoleId, SkillId};
use crate::document::Kind;
use crate::facts::{DocumentId, Fact, NameId, Relation, ValueHash};

/// The skills that documents need, by document.
#[derive(Debug, Default)]
pub struct Needs {
    /// Sorted, none twice.
    by_document: Vec<(DocumentId, SkillId)>,
    /// Skills that a document's shared-skills table names although its skill tables don't.
    claims: HashSet<(DocumentId, SkillId)>,
    /// Documents in which a skill is missing or means nothing: what they don't need is not known.
    uncertain: HashSet<DocumentId>,
    /// Roles that the catalogue lists for a skill that their documents don't need.
    listed_in_vain: HashSet<(RoleId, SkillId)>,
    /// Skills that some role needs.
    needed: HashSet<SkillId>,
}

/// A list of roles in a catalogue.
#[derive(Debug)]
pub struct RoleList {
    /// The skill.
    pub skill: SkillId,
    /// The catalogue.
    pub document: DocumentId,
    /// Which of the catalogue's skills, from 0.
    pub piece: u32,
    /// The roles as it names them, each with how often it does.
    pub roles: Vec<(NameId, u16)>,
}

impl Needs {
    pub(super) fn of(framework: &Framework<'_>) -> Self {
        let mut needs = Self::default();
        for (key, facts) in framework.facts.groups(Relation::NeedsSkill) {
            if framework.skills.get(key.subject).is_none() {
                needs.uncertain.extend(facts.iter().map(Fact::document));
                continue;
            }
            for fact in facts {
                if let Some(skill) = framework.needed_skill(fact) {
                    needs.needed.insert(skill);
                    needs.by_document.push((fact.document(), skill));
                }
            }
        }
        needs.by_document.sort_unstable();
        needs.by_document.dedup();
        for (_, role) in framework.roles.iter() {
            let documents = role.documents.iter().copied();
            let incomplete = documents.filter(|&id| framework.summary(id).incomplete);
            needs.uncertain.extend(incomplete);
        }
        // An entry that is described in the words of another skill may mean the one or the other.
        let deviations = framework.deviations().iter();
        let misnamed = deviations.filter(|deviation| {
            let described = deviation.described_as;
            described.is_some_and(|(skill, _)| skill != deviation.skill)
        });
        needs
            .uncertain
            .extend(misnamed.map(|deviation| deviation.document));
        for (key, facts) in framework.facts.groups(Relation::NamesSkill) {
            let Some(skill) = framework.skills.get(key.subject) else {
                continue;
            };
            for document in facts.iter().map(Fact::document) {
                if !needs.has(document, skill) {
                    needs.claims.insert((document, skill));
                }
            }
        }
        for list in role_lists(framework) {
            for (name, _) in list.roles {
                let role = framework.roles.get(name);
                let role =
                    role.filter(|&role| needs.role_has(framework, role, list.skill) == Some(false));
                needs
                    .listed_in_vain
                    .extend(role.map(|role| (role, list.skill)));
            }
        }
        needs
    }

    /// The skills that a document's role levels need.
    pub fn skills(&self, document: DocumentId) -> impl Iterator<Item = SkillId> {
        let start = self
            .by_document
            .partition_point(|&(other, _)| other < document);
        let of_document = self.by_document[start..]
            .iter()
            .take_while(move |(other, _)| *other == document);
        of_document.map(|&(_, skill)| skill)
    }

    /// Whether a document's role levels need a skill.
    pub fn has(&self, document: DocumentId, skill: SkillId) -> bool {
        self.by_document.binary_search(&(document, skill)).is_ok()
    }

    /// Whether a role needs a skill; `None` where it has no document, or where its documents name skills that mean nothing.
    pub fn role_has(
        &self,
        framework: &Framework<'_>,
        role: RoleId,
        skill: SkillId,
    ) -> Option<bool> {
        let documents = &framework.roles.role(role).documents;
        let has = documents.iter().any(|&document| self.has(document, skill));
        let certain = !documents.is_empty() && documents.iter().all(|id| self.is_certain(*id));
        (has || certain).then_some(has)
    }

    /// Whether everything that a document needs is known.
    pub fn is_certain(&self, document: DocumentId) -> bool {
        !self.uncertain.contains(&document)
    }

    /// Whether everything that any document needs is known.
    pub fn all_certain(&self) -> bool {
        self.uncertain.is_empty()
    }

    /// Whether any role needs the skill.
    pub fn is_needed(&self, skill: SkillId) -> bool {
        self.needed.contains(&skill)
    }

    /// Whether the document's shared-skills table names a skill that its skill tables don't.
    pub fn claims(&self, document: DocumentId, skill: SkillId) -> bool {
        self.claims.contains(&(document, skill))
    }

    /// Whether the catalogue lists the role for a skill that its documents don't need: which of the two is wrong is not for
    /// other rules to say.
    pub fn is_listed_in_vain(&self, role: RoleId, skill: SkillId) -> bool {
        self.listed_in_vain.contains(&(role, skill))
    }

    /// What a shared-skills row of one of the documents about the other must say.
    pub fn shared(
        &self,
        framework: &Framework<'_>,
        one: DocumentId,
        other: DocumentId,
    ) -> ValueHash {
        let shared = self.skills(one).filter(|&skill| self.has(other, skill));
        ValueHash::names(shared.map(|skill| framework.skills.skill(skill).name))
    }
}

/// Every list of roles in the catalogues, by path and position.
pub fn role_lists(framework: &Framework<'_>) -> Vec<RoleList> {
    let mut lists: Vec<RoleList> = Vec::new();
    let mut by_place: HashMap<(DocumentId, u32), usize> = HashMap::new();
    for fact in framework.facts.of(Relation::HasRoleList) {
        let place = fact.place();
        if framework.summary(place.document).kind != Kind::SkillCatalogue {
            continue;
        }
        if let Some(skill) = framework.skills.get(fact.key().subject) {
            by_place.insert((place.document, place.piece), lists.len());
            lists.push(RoleList {
                skill,
                document: place.document,
                piece: place.piece,
                roles: Vec::new(),
            });
        }
    }
    for fact in framework.facts.of(Relation::ListsRole) {
        let place = fact.place();
        let list = by_place.get(&(place.document, place.piece));
        if let (Some(&list), Some(role)) = (list, fact.value().as_name()) {
            lists[list].roles.push((role, fact.times()));
        }
    }
    lists.sort_by_key(|list| (framework.path(list.document), list.piece));
    lists
}
