//! Entries that go by the name of one skill and are another: their link leads to it, and their description is its own; or, where they
//! have none, the rest of the framework knows that the role needs the other.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use super::links::Lead;
use super::needs::role_lists;
use super::{Framework, RoleId, SkillId, anchor_key};
use crate::facts::{DocumentId, Fact, Key, NameId, Relation, ValueHash};

/// What is known of such entries.
#[derive(Debug, Default)]
pub struct Misnamed {
    /// The skill that is meant, by document, name and link.
    meant: HashMap<(DocumentId, NameId, ValueHash), SkillId>,
    /// Their descriptions: of the document, for the skill that is named, at the level.
    wordings: HashSet<(DocumentId, SkillId, u8, ValueHash)>,
}

impl Misnamed {
    pub(super) fn of(framework: &Framework<'_>) -> Self {
        let mut by_anchor: HashMap<String, Option<SkillId>> = HashMap::new();
        for (id, skill) in framework.skills.iter() {
            let key = anchor_key(framework.name(skill.name));
            by_anchor
                .entry(key)
                .and_modify(|known| *known = None)
                .or_insert(Some(id));
        }
        let mut misnamed = Self::default();
        let roles = OnceCell::new();
        for (key, facts) in framework.facts.groups(Relation::NeedsSkill) {
            let Some(named) = framework.skills.get(key.subject) else {
                continue;
            };
            for run in facts.chunk_by(|one, other| one.value() == other.value()) {
                let link = run[0].value();
                let leads_to = link.as_name().and_then(|link| {
                    let lead = Lead::of(framework.name(link));
                    by_anchor.get(&lead.key).copied().flatten()
                });
                let Some(other) = leads_to.filter(|&other| other != named) else {
                    continue;
                };
                for document in run.iter().map(Fact::document) {
                    let wordings = described_as(framework, document, key.subject, other);
                    let is_meant = || {
                        let roles = roles.get_or_init(|| listed_roles(framework));
                        needs_other(framework, roles, document, key.subject, link, other)
                    };
                    if wordings.is_empty() && !is_meant() {
                        continue;
                    }
                    misnamed.meant.insert((document, key.subject, link), other);
                    let wordings = wordings.into_iter();
                    misnamed
                        .wordings
                        .extend(wordings.map(|(level, wording)| (document, named, level, wording)));
                }
            }
        }
        misnamed
    }

    /// The skill that an entry means although it names another.
    pub fn meant(&self, document: DocumentId, name: NameId, link: ValueHash) -> Option<SkillId> {
        self.meant.get(&(document, name, link)).copied()
    }

    /// Whether the words with which the document describes a skill at a level belong to another skill that goes by its name.
    pub fn explains(
        &self,
        document: DocumentId,
        skill: SkillId,
        level: u8,
        wording: ValueHash,
    ) -> bool {
        self.wordings.contains(&(document, skill, level, wording))
    }
}

/// The levels at which a document describes `name` in the words that other documents have for `other`.
fn described_as(
    framework: &Framework<'_>,
    document: DocumentId,
    name: NameId,
    other: SkillId,
) -> Vec<(u8, ValueHash)> {
    let levels = u8::try_from(framework.profile.scale.levels.len()).unwrap_or(u8::MAX);
    let about = |subject: NameId, level: u8| {
        framework.facts.about(Key {
            relation: Relation::Describes,
            subject,
            level,
        })
    };
    (0..levels)
        .flat_map(|level| {
            let own = about(name, level).iter();
            let own = own.filter(|fact| fact.document() == document);
            own.map(move |fact| (level, fact.value()))
        })
        .filter(|&(level, wording)| {
            let names = framework.skills.skill(other).names.iter();
            let mut others = names.flat_map(|&name| about(name, level));
            others.any(|fact| fact.value() == wording && fact.document() != document)
        })
        .collect()
}

/// The roles that the catalogue lists for each skill.
fn listed_roles(framework: &Framework<'_>) -> HashSet<(RoleId, SkillId)> {
    let lists = role_lists(framework).into_iter();
    let roles = lists.flat_map(|list| {
        let roles = list.roles.into_iter();
        let roles = roles.filter_map(|(name, _)| framework.roles.get(name));
        roles.map(move |role| (role, list.skill))
    });
    roles.collect()
}

/// Whether a row without a description, which has the name of one skill and the link of `other`, means the other: no other row of the
/// document does, and either one more has the same name, or the catalogue lists the role for the other alone.
fn needs_other(
    framework: &Framework<'_>,
    listed: &HashSet<(RoleId, SkillId)>,
    document: DocumentId,
    name: NameId,
    link: ValueHash,
    other: SkillId,
) -> bool {
    let about = |relation, subject, level| {
        let key = Key {
            relation,
            subject,
            level,
        };
        let facts = framework.facts.about(key).iter();
        facts.filter(move |fact| fact.document() == document)
    };
    let needs = |subject| about(Relation::NeedsSkill, subject, 0);
    let levels = u8::try_from(framework.profile.scale.levels.len()).unwrap_or(u8::MAX);
    let is_described =
        (0..levels).any(|level| about(Relation::Describes, name, level).next().is_some());
    let mut others = framework.skills.skill(other).names.iter();
    if is_described || others.any(|&other| needs(other).next().is_some()) {
        return false;
    }
    let has_another_row = needs(name).any(|fact| fact.value() != link);
    let is_listed = |skill: Option<SkillId>| {
        let role = framework.roles.of(document).zip(skill);
        role.is_some_and(|pair| listed.contains(&pair))
    };
    has_another_row || (is_listed(Some(other)) && !is_listed(framework.skills.get(name)))
}
