//! Paths as findings show them, seen from the folder of the configuration. Text only: nothing is looked up on disk.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// Where a configuration stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Place {
    working_directory: String,
    /// The folder of the configuration, as absolute as the working directory is.
    folder: String,
}

impl Place {
    /// The place of the configuration at `path` (as findings show it), seen from `working_directory` (absolute, with `/`).
    pub(super) fn new(working_directory: &str, path: &str) -> Self {
        let file = joined(working_directory, path);
        let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
        Self {
            working_directory: working_directory.to_owned(),
            folder: folder.to_owned(),
        }
    }

    /// A path that findings show, seen from the configuration's folder; `None` where it lies outside.
    pub(super) fn seen_from(&self, path: &str) -> Option<String> {
        let path = joined(&self.working_directory, path);
        if self.folder.is_empty() {
            return Some(path);
        }
        let inside = path.strip_prefix(&self.folder)?;
        inside.strip_prefix('/').map(str::to_owned)
    }

    /// The path that findings show for `path`, which is seen from the configuration's folder.
    pub(super) fn shown(&self, path: &str) -> String {
        let path = joined(&self.folder, path);
        let steps = |path| str::split(path, '/').filter(|step: &&str| !step.is_empty());
        let from = || steps(&self.working_directory);
        let common = from()
            .zip(steps(&path))
            .take_while(|(one, other)| one == other)
            .count();
        if common == 0 && path.contains(":/") {
            // Another drive.
            return path;
        }
        let up = std::iter::repeat_n("..", from().count() - common);
        let steps: Vec<&str> = up.chain(steps(&path).skip(common)).collect();
        steps.join("/")
    }
}

/// The path that findings show for `path`, which the configuration at `configuration` names.
pub(super) fn beside(configuration: &str, path: &str) -> String {
    let folder = configuration
        .rsplit_once('/')
        .map_or("", |(folder, _)| folder);
    joined(folder, path)
}

/// `path` seen from `folder`, without `.` and (where possible) `..` steps.
fn joined(folder: &str, path: &str) -> String {
    if path.starts_with('/') || path.contains(":/") {
        return path.to_owned();
    }
    let mut steps: Vec<&str> = Vec::new();
    let absolute = folder.starts_with('/');
    for step in folder.split('/').chain(path.split('/')) {
        match step {
            "" | "." => {}
            ".." if steps.last().is_some_and(|last| *last != "..") => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    let joined = steps.join("/");
    if absolute {
        format!("/{joined}")
    } else {
        joined
    }
}

/// A pattern in which `*` stays within one folder and `**` does not. `Err` says what is wrong with it.
pub(super) fn glob(text: &str) -> Result<globset::Glob, String> {
    // A folder means everything in it.
    let pattern = if text.ends_with('/') {
        format!("{text}**")
    } else {
        text.to_owned()
    };
    let pattern = pattern.strip_prefix("./").unwrap_or(&pattern);
    if pattern.trim().is_empty() {
        return Err("a pattern of paths must not be empty".to_owned());
    }
    let leads_out = pattern.starts_with('/') || pattern.contains(":/");
    if leads_out || pattern.split('/').any(|step| step == "..") {
        let reason = "patterns are seen from the folder of this file and stay within it";
        return Err(format!("`{text}` fits nothing: {reason}"));
    }
    GlobBuilder::new(pattern)
        .literal_separator(true)
        .build()
        .map_err(|error| format!("`{text}` is not a pattern: {}", error.kind()))
}

pub(super) fn glob_set(globs: Vec<globset::Glob>) -> GlobSet {
    let mut builder = GlobSetBuilder::new();
    for glob in globs {
        builder.add(glob);
    }
    // Each pattern was accepted by itself; a set that is too large for one automaton matches nothing.
    builder.build().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_seen_from_the_folder_of_the_configuration() {
        for (working_directory, configuration, path, expected) in [
            (
                "/home/a/site",
                "framelint.toml",
                "roles/x.md",
                Some("roles/x.md"),
            ),
            (
                "/home/a/site/roles",
                "../framelint.toml",
                "x.md",
                Some("roles/x.md"),
            ),
            (
                "/home/a",
                "site/framelint.toml",
                "site/roles/x.md",
                Some("roles/x.md"),
            ),
            ("/home/a", "site/framelint.toml", "sitemap/x.md", None),
            ("/home/a", "/etc/framelint.toml", "x.md", None),
            ("", "framelint.toml", "roles/x.md", Some("roles/x.md")),
        ] {
            let place = Place::new(working_directory, configuration);
            assert_eq!(
                place.seen_from(path).as_deref(),
                expected,
                "{configuration} {path}"
            );
        }
        for (working_directory, configuration, path, expected) in [
            ("/home/a", "framelint.toml", "roles/x.md", "roles/x.md"),
            ("/home/a/roles", "../framelint.toml", "roles/x.md", "x.md"),
            ("/home/a/roles", "../framelint.toml", "roles", ""),
            (
                "/home/a/roles",
                "../framelint.toml",
                "notes/x.md",
                "../notes/x.md",
            ),
            ("/home/a", "site/framelint.toml", "../x.md", "x.md"),
            ("/home/a", "framelint.toml", "/etc/x.md", "../../etc/x.md"),
            ("", "framelint.toml", "./x.md", "x.md"),
        ] {
            let place = Place::new(working_directory, configuration);
            assert_eq!(place.shown(path), expected, "{configuration} {path}");
        }
        assert_eq!(
            beside("../framelint.toml", "schemas/a.json"),
            "../schemas/a.json"
        );
        assert_eq!(beside("site/framelint.toml", "../a.json"), "a.json");
    }
}
