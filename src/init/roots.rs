//! Where links that start from the root of a site, and wikilinks, lead to: tried out on the files that are there.

use std::collections::BTreeSet;

use crate::document::Document;

/// A folder that such links may start from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
    /// Its path in the folder that was looked at; `.` for that folder itself.
    pub folder: String,
    /// How many places such links lead to.
    pub places: usize,
    /// How many of these are there, seen from this folder.
    pub found: usize,
    /// One of the links, as it is written.
    pub example: String,
}

impl Root {
    /// Whether nearly all of the places are there, so that the others are mistakes.
    pub fn is_certain(&self) -> bool {
        self.found * 10 >= self.places * 9
    }
}

/// The places that a document's links lead to.
#[derive(Debug, Default)]
pub(super) struct Links {
    /// From the root of the site, without the first slash.
    site: BTreeSet<String>,
    /// Names of files.
    wiki: BTreeSet<String>,
}

impl Links {
    pub(super) fn of(document: &Document<'_>) -> Self {
        let mut links = Self::default();
        for link in &document.links {
            let place = link
                .destination
                .split(['#', '?'])
                .next()
                .unwrap_or_default();
            if link.wiki {
                if !place.is_empty() {
                    links.wiki.insert(place.to_owned());
                }
            } else if let Some(place) = place.strip_prefix('/') {
                let place = place.trim_end_matches('/');
                if !place.is_empty() && !place.starts_with('/') {
                    links.site.insert(place.to_owned());
                }
            }
        }
        links
    }
}

/// The roots of site and vault for files at these paths; `None` where there are no such links.
pub(super) fn roots<'l>(
    paths: &BTreeSet<&str>,
    links: impl Iterator<Item = &'l Links>,
) -> (Option<Root>, Option<Root>) {
    let mut site: BTreeSet<&str> = BTreeSet::new();
    let mut wiki: BTreeSet<&str> = BTreeSet::new();
    for links in links {
        site.extend(links.site.iter().map(String::as_str));
        wiki.extend(links.wiki.iter().map(String::as_str));
    }
    (site_root(paths, &site), vault_root(paths, &wiki))
}

fn site_root(paths: &BTreeSet<&str>, places: &BTreeSet<&str>) -> Option<Root> {
    let example = places.first()?;
    let addresses: BTreeSet<&str> = paths.iter().flat_map(|path| addresses(path)).collect();
    let mut best = Root {
        folder: ".".to_owned(),
        places: places.len(),
        found: 0,
        example: format!("/{example}"),
    };
    let folders = paths.iter().flat_map(|path| folders(path));
    let folders: BTreeSet<&str> = std::iter::once("").chain(folders).collect();
    for folder in folders {
        let is_there = |place: &&&str| {
            let place = place.trim_end_matches(".html");
            let address = if folder.is_empty() {
                place.to_owned()
            } else {
                format!("{folder}/{place}")
            };
            addresses.contains(address.as_str())
        };
        let found = places.iter().filter(is_there).count();
        if found > best.found {
            best.found = found;
            best.folder = String::from(if folder.is_empty() { "." } else { folder });
        }
    }
    Some(best)
}

fn vault_root(paths: &BTreeSet<&str>, names: &BTreeSet<&str>) -> Option<Root> {
    let example = names.first()?;
    let stem = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or_default();
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        stem.to_lowercase()
    };
    let stems: BTreeSet<String> = paths.iter().map(|path| stem(path)).collect();
    let is_there = |name: &&&str| {
        let name = name.rsplit('/').next().unwrap_or_default().to_lowercase();
        stems.contains(name.trim_end_matches(".md"))
    };
    Some(Root {
        folder: ".".to_owned(),
        places: names.len(),
        found: names.iter().filter(is_there).count(),
        example: format!("[[{example}]]"),
    })
}

/// By what links name a file: its path, the same without its ending, and for an index its folder.
fn addresses(path: &str) -> impl Iterator<Item = &str> {
    let stem = path.rsplit_once('.').map(|(stem, _)| stem);
    let index = stem.and_then(|stem| stem.strip_suffix("/index"));
    [Some(path), stem, index].into_iter().flatten()
}

/// The two topmost folders that a file is in: a site starts near the top.
fn folders(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').take(2).map(|(at, _)| &path[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_of_a_site_is_the_folder_in_which_most_links_lead_somewhere() {
        let paths = BTreeSet::from(["content/roles/tester.md", "content/roles/index.md", "a.md"]);
        let places = BTreeSet::from(["roles", "roles/tester", "roles/baker.html"]);
        let root = site_root(&paths, &places).expect("there are links");
        assert_eq!((root.folder.as_str(), root.found), ("content", 2));
        assert!(!root.is_certain());
        assert_eq!(site_root(&paths, &BTreeSet::new()), None);
    }

    #[test]
    fn wikilinks_name_files_wherever_they_are() {
        let paths = BTreeSet::from(["roles/Tester.md", "a.md"]);
        let names = BTreeSet::from(["tester", "notes/a"]);
        let root = vault_root(&paths, &names).expect("there are links");
        assert!(root.is_certain());
    }
}
