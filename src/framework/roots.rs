//! Files that links reach from the root of a site, or by their name in a vault.

use std::collections::{BTreeMap, HashMap};

use super::Framework;
use crate::document::{Node, Value};
use crate::facts::below;
use crate::parse::front_matter;

/// The pages of a vault by the names that wikilinks may call them.
#[derive(Debug, Default)]
pub struct Vault {
    /// Paths by file name without its ending, in lower case.
    by_name: HashMap<String, Vec<String>>,
    /// Paths by alias, in lower case.
    by_alias: HashMap<String, String>,
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Destination {
    /// To this file or folder.
    File(String),
    /// Nowhere.
    Missing,
    /// To something of which nothing can be said.
    Elsewhere,
}

impl Destination {
    pub(super) fn of(found: Option<String>) -> Self {
        found.map_or(Self::Missing, Self::File)
    }
}

impl Framework<'_> {
    /// Where a path from the root of the site leads: elsewhere where the folder of the site has nothing of it, not even what its first
    /// step names, since then another program serves that part of the site.
    pub(super) fn in_site(&self, path: &str) -> Destination {
        let candidates = [
            format!("{path}.html"),
            below(path, "index.html"),
            path.strip_suffix(".html")
                .map_or_else(String::new, |stem| format!("{stem}.md")),
        ];
        let found = self.resolved(path).or_else(|| {
            let mut candidates = candidates.into_iter();
            candidates.find(|path| !path.is_empty() && self.exists(path))
        });
        if let Some(found) = found {
            return Destination::File(found);
        }
        let root = self.configuration.site_root().unwrap_or_default();
        let inside = path.strip_prefix(root).unwrap_or(path);
        let first = inside
            .trim_start_matches('/')
            .split('/')
            .next()
            .unwrap_or_default();
        let is_last = inside.trim_start_matches('/') == first;
        // A page at the top is only known to be ours when it is there.
        if !is_last && self.resolved(&below(root, first)).is_some() {
            Destination::Missing
        } else {
            Destination::Elsewhere
        }
    }

    /// The file that a wikilink calls `page`: by its path in the vault, by its name, or by an alias in its front matter. Of
    /// attachments nothing is known.
    pub(super) fn in_vault(&self, page: &str) -> Destination {
        let root = self.configuration.vault_root().unwrap_or_default();
        for path in [
            page.to_owned(),
            below(root, page),
            below(root, &format!("{page}.md")),
        ] {
            if self.exists(&path) {
                return Destination::File(path);
            }
        }
        if is_attachment(page) {
            return Destination::Elsewhere;
        }
        let wanted = page.trim_matches('/').to_lowercase();
        let wanted = wanted.strip_suffix(".md").unwrap_or(&wanted);
        let vault = self.vault.get_or_init(|| Vault::of(self, root));
        let name = wanted.rsplit('/').next().unwrap_or(wanted);
        let paths = vault.by_name.get(name).into_iter().flatten();
        let mut paths = paths.filter(|path| {
            let path = path.to_lowercase();
            let stem = path.rsplit_once('.').map_or(&*path, |(stem, _)| stem);
            stem == wanted || stem.ends_with(&format!("/{wanted}"))
        });
        let found = paths.next().or_else(|| vault.by_alias.get(wanted));
        Destination::of(found.cloned())
    }

    /// The name in the vault that is closest to `page`.
    pub(crate) fn close_page(&self, page: &str) -> Option<String> {
        let vault = self.vault.get()?;
        let wanted = page.to_lowercase();
        let names = vault.by_name.keys().chain(vault.by_alias.keys());
        let close = names.map(|name| (strsim::osa_distance(name, &wanted), name));
        let (_, name) = close.filter(|&(distance, _)| distance <= 2).min()?;
        let path = vault.by_name.get(name).and_then(|paths| paths.first());
        let path = path.or_else(|| vault.by_alias.get(name))?;
        let file = path.rsplit('/').next().unwrap_or(path);
        Some(
            file.rsplit_once('.')
                .map_or(file, |(stem, _)| stem)
                .to_owned(),
        )
    }
}

fn is_attachment(page: &str) -> bool {
    page.rsplit_once('.').is_some_and(|(_, ending)| {
        (2..=5).contains(&ending.len())
            && ending.starts_with(|c: char| c.is_ascii_alphabetic())
            && ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && !ending.eq_ignore_ascii_case("md")
    })
}

impl Vault {
    fn of(framework: &Framework<'_>, root: &str) -> Self {
        let inside = |path: &str| {
            root.is_empty()
                || path
                    .strip_prefix(root)
                    .is_some_and(|rest| rest.starts_with('/'))
        };
        let mut vault = Self::default();
        // By path, so that of two pages with one alias the first counts.
        let mut aliases: BTreeMap<String, String> = BTreeMap::new();
        for path in framework.library.paths() {
            if !inside(&path) {
                continue;
            }
            let file = path.rsplit('/').next().unwrap_or(&path);
            let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
            let paths = vault.by_name.entry(stem.to_lowercase()).or_default();
            paths.push(path.to_string());
            for alias in framework.aliases(&path) {
                aliases
                    .entry(alias.to_lowercase())
                    .or_insert_with(|| path.to_string());
            }
        }
        vault.by_alias = aliases.into_iter().collect();
        vault
    }
}

impl Framework<'_> {
    fn aliases(&self, path: &str) -> Vec<String> {
        let Some(text) = self.text(path) else {
            return Vec::new();
        };
        let (block, _) = front_matter::parse(&text);
        let root = block.as_ref().and_then(|block| block.root.as_ref());
        let said = root.and_then(|root| root.get(&self.profile.front_matter.aliases));
        let Some(said) = said else { return Vec::new() };
        let items: Vec<&Node<'_>> = match &said.value {
            Value::Array(items) => items.iter().collect(),
            _ => vec![said],
        };
        let items = items.into_iter().filter_map(Node::as_str);
        items.map(|alias| alias.trim().to_owned()).collect()
    }
}
