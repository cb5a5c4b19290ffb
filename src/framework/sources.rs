//! Which documents say that they were clipped from a page that is another role's.

use std::collections::{BTreeMap, BTreeSet};

use super::{Framework, Lead, Role, RoleId, anchor_key};
use crate::facts::{DocumentId, Key, LinkForm, LinkIdentity, NameId, Relation};

/// A document whose `source` is the page of another role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WrongSource {
    /// The document.
    pub document: DocumentId,
    /// The role that it is about.
    pub role: RoleId,
    /// The role whose page its `source` is.
    pub owner: RoleId,
    /// A document about that role, with the same `source`.
    pub owned_by: DocumentId,
    /// Where the links of its own role lead, as far as there are any.
    pub right: Option<NameId>,
}

/// Of documents about several roles that have the same `source`, those that are not about the one role whose name links there; where no
/// name does, the one that the address has in it.
pub(super) fn wrong_sources(framework: &Framework<'_>) -> Vec<WrongSource> {
    let mut claims: BTreeMap<&str, Vec<(RoleId, DocumentId)>> = BTreeMap::new();
    for (id, role) in framework.roles.iter() {
        for &document in &role.documents {
            if let Some(url) = framework.summary(document).source_url {
                let claims = claims.entry(framework.name(url)).or_default();
                claims.push((id, document));
            }
        }
    }
    let mut wrong = Vec::new();
    for (url, claims) in claims {
        let Some((owner, owned_by)) = owner(framework, url, &claims) else {
            continue;
        };
        wrong.extend(
            claims
                .iter()
                .filter(|(role, _)| *role != owner)
                .map(|&(role, document)| WrongSource {
                    document,
                    role,
                    owner,
                    owned_by,
                    right: most_used(framework, framework.roles.role(role)),
                }),
        );
    }
    wrong.sort_by_key(|wrong| framework.path(wrong.document));
    wrong
}

fn owner(
    framework: &Framework<'_>,
    url: &str,
    claims: &[(RoleId, DocumentId)],
) -> Option<(RoleId, DocumentId)> {
    let roles: BTreeSet<RoleId> = claims.iter().map(|&(role, _)| role).collect();
    if roles.len() < 2 {
        return None;
    }
    let only = |is_owner: &dyn Fn(&Role) -> bool| {
        let mut owners = roles
            .iter()
            .filter(|&&role| is_owner(framework.roles.role(role)));
        match (owners.next(), owners.next()) {
            (Some(&owner), None) => Some(owner),
            _ => None,
        }
    };
    let address = NameId::of(url);
    let leads_there = |role: &Role| links(framework, role).contains_key(&address);
    let key = Lead::of(url).key;
    let is_named = |role: &Role| anchor_key(framework.name(role.name)) == key;
    let owner = only(&leads_there).or_else(|| {
        let nobody = roles
            .iter()
            .all(|&role| !leads_there(framework.roles.role(role)));
        nobody.then(|| only(&is_named)).flatten()
    })?;
    claims.iter().copied().find(|&(role, _)| role == owner)
}

/// How often the role's names lead to each URL.
fn links(framework: &Framework<'_>, role: &Role) -> BTreeMap<NameId, u32> {
    let mut links: BTreeMap<NameId, u32> = BTreeMap::new();
    let names: BTreeSet<NameId> = role.titles.iter().chain(&role.variants).copied().collect();
    for name in names {
        let facts = framework.facts.about(Key {
            relation: Relation::NamesRole,
            subject: name,
            level: 0,
        });
        for fact in facts {
            if let Some(link) = fact.value().as_name() {
                *links.entry(link).or_default() += u32::from(fact.times());
            }
        }
    }
    links
}

fn most_used(framework: &Framework<'_>, role: &Role) -> Option<NameId> {
    let mut links = links(framework, role);
    links.retain(|&link, _| LinkIdentity::parse(framework.name(link)).form == LinkForm::Absolute);
    let most = links
        .into_iter()
        .max_by_key(|&(link, times)| (times, std::cmp::Reverse(framework.name(link))));
    most.map(|(link, _)| link)
}
