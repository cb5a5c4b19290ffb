//! Which links can be followed to a file, and how that file is found.

use super::link::{LinkForm, LinkIdentity, identity};
use crate::config::Configuration;
use crate::document::Link;

/// How the file that a link leads to is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Route {
    /// By its path from the file that has the link.
    Beside,
    /// By its path from the root of the site.
    Site,
    /// By its name, anywhere in the vault.
    Vault,
}

impl Route {
    /// The route that a fact has in the place of its level.
    pub fn of_level(level: u8) -> Self {
        match level {
            0 => Self::Beside,
            1 => Self::Site,
            _ => Self::Vault,
        }
    }
}

/// A link that can be followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Followed {
    /// What all links that lead to the same place have in common.
    pub identity: String,
    /// The path of the file, or its name in the vault, without anchor.
    pub target: String,
    /// How the file is found.
    pub route: Route,
}

impl Followed {
    /// The link in the file at `path`, as it is followed; `None` for one of which nothing can be said.
    pub fn of(path: &str, link: &Link<'_>, configuration: &Configuration) -> Option<Self> {
        if link.wiki {
            configuration.vault_root()?;
            // In a table the bar before the text is escaped.
            let written = link.destination.trim_end_matches('\\').trim();
            let (page, heading) = written.split_once('#').unwrap_or((written, ""));
            let page = page.trim();
            let target = if page.is_empty() { path } else { page }.to_owned();
            let anchor = match heading.rsplit('#').next() {
                Some(last) if !last.trim().is_empty() => format!("#{}", last.trim()),
                _ => String::new(),
            };
            return Some(Self {
                identity: format!("[[{target}{anchor}"),
                target,
                route: Route::Vault,
            });
        }
        let identity = identity(path, &link.destination);
        let parsed = LinkIdentity::parse(&identity);
        let (target, route) = match parsed.form {
            LinkForm::Absolute => return None,
            LinkForm::Relative => (parsed.path().into_owned(), Route::Beside),
            LinkForm::Site => {
                let root = configuration.site_root()?;
                let inside = parsed.path_in_site();
                // `//host/x` is another site (RFC 3986, section 4.2).
                if link.destination.starts_with("//") {
                    return None;
                }
                (below(root, inside), Route::Site)
            }
        };
        Some(Self {
            identity,
            target,
            route,
        })
    }
}

/// A path in a folder; an empty folder is the working directory.
pub fn below(folder: &str, path: &str) -> String {
    match (folder, path) {
        ("", path) => path.to_owned(),
        (folder, "") => folder.to_owned(),
        (folder, path) => format!("{folder}/{path}"),
    }
}
