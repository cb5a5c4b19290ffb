//! Which names that no title has mean a role whose own page has got another title.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use super::roles::uses_elsewhere;
use super::{Framework, Lead, RoleId, Roles, anchor_key};
use crate::facts::{DocumentId, NameId, Relation};

/// Pairs of a role and the name that it had before its title was changed. Nobody calls the role by its titles, and everybody who
/// uses the name means this page: its path, its `source` or its sentence about the role levels have the name still, or a catalogue
/// lists the name for the skills that the page needs.
pub(super) fn retitled(
    framework: &Framework<'_>,
    roles: &Roles,
    unknown: &[NameId],
) -> Vec<(RoleId, NameId)> {
    let unused: Vec<(RoleId, DocumentId)> = roles
        .iter()
        .filter(|(_, role)| role.variants.is_empty())
        .filter_map(|(id, role)| {
            let [document] = role.documents[..] else {
                return None;
            };
            let mut titles = role.titles.iter();
            let is_unused = titles.all(|&title| uses_elsewhere(framework, title, document) == 0);
            is_unused.then_some((id, document))
        })
        .collect();
    if unused.is_empty() || unknown.is_empty() {
        return Vec::new();
    }
    let skills = Skills::of(framework, &unused, unknown);
    let mut pairs = Vec::new();
    for (role, document) in unused {
        let keys = own_keys(framework, document);
        let mut names = unknown.iter().copied().filter(|&name| {
            uses_elsewhere(framework, name, document) > 1
                && (keys.contains(&anchor_key(framework.name(name)))
                    || skills.agree(document, name))
        });
        if let (Some(name), None) = (names.next(), names.next()) {
            pairs.push((role, name));
        }
    }
    // A name that would be that of two roles is that of neither.
    let claims = pairs.clone();
    pairs.retain(|&(_, name)| claims.iter().filter(|claim| claim.1 == name).count() == 1);
    pairs
}

/// The names by which a page calls its role besides in its titles, as they are compared.
fn own_keys(framework: &Framework<'_>, document: DocumentId) -> Vec<String> {
    let url = framework.summary(document).source_url;
    let url = url.map(|url| Lead::of(framework.name(url)).key);
    let parsed = framework.document(document);
    let sentence = parsed.as_ref().and_then(|parsed| {
        let count = parsed.document()?.level_count.as_ref()?;
        Some(anchor_key(count.role.as_str()))
    });
    let path = file_key(framework.path(document));
    path.into_iter().chain(url).chain(sentence).collect()
}

/// A file's name as it is compared, its folder's where it is `index`.
fn file_key(path: &str) -> Option<String> {
    let path = Path::new(path);
    let is_index = path.file_stem()? == "index";
    let name = if is_index {
        path.parent()?.file_name()?
    } else {
        path.file_stem()?
    };
    name.to_str().map(anchor_key)
}

/// The skills that pages need, and those for which catalogues list names, as they are written.
struct Skills {
    needed: HashMap<DocumentId, HashSet<NameId>>,
    listed: HashMap<NameId, HashSet<NameId>>,
}

impl Skills {
    fn of(framework: &Framework<'_>, pages: &[(RoleId, DocumentId)], names: &[NameId]) -> Self {
        let pages = pages
            .iter()
            .map(|&(_, document)| (document, HashSet::new()));
        let names = names.iter().map(|&name| (name, HashSet::new()));
        let mut skills = Self {
            needed: pages.collect(),
            listed: names.collect(),
        };
        for fact in framework.facts.of(Relation::NeedsSkill) {
            if let Some(needed) = skills.needed.get_mut(&fact.document()) {
                needed.insert(fact.key().subject);
            }
        }
        for fact in framework.facts.of(Relation::ListsRole) {
            let role = fact.value().as_name();
            if let Some(listed) = role.and_then(|role| skills.listed.get_mut(&role)) {
                listed.insert(fact.key().subject);
            }
        }
        skills
    }

    /// Whether a catalogue lists a name for the skills of a page, a few aside.
    fn agree(&self, page: DocumentId, name: NameId) -> bool {
        const FEW: usize = 3;
        let (needed, listed) = (&self.needed[&page], &self.listed[&name]);
        let common = needed.intersection(listed).count();
        common >= FEW && common * 5 >= needed.union(listed).count() * 4
    }
}
