//! Paths as findings show them, seen from the folder of the configuration. Text only: nothing is looked up on disk.

use globset::{ErrorKind, Glob, GlobBuilder, GlobSet, GlobSetBuilder};

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

/// A pattern of paths in which `*` stays within one folder and `**` does not. It fits a file or a folder, and a folder means everything
/// in it.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    /// `None` for a pattern that fits folders only, as it ends with `/`.
    itself: Option<Glob>,
    below: Glob,
}

impl Pattern {
    /// Reads a pattern. `Err` says what is wrong with it.
    pub(super) fn new(text: &str) -> Result<Self, String> {
        let pattern = text.strip_prefix("./").unwrap_or(text);
        if pattern.trim().is_empty() {
            return Err("a pattern of paths must not be empty".to_owned());
        }
        // Before a sign a backslash takes it as it is.
        let mut after = pattern.split('\\').skip(1);
        if after.any(|rest| !rest.starts_with(|sign: char| sign.is_ascii_punctuation())) {
            return Err(format!("`{text}` fits nothing: write `/` between folders"));
        }
        let leads_out = pattern.starts_with('/') || pattern.contains(":/");
        if leads_out || pattern.split('/').any(|step| step == "..") {
            let reason = "patterns are seen from the folder of this file and stay within it";
            return Err(format!("`{text}` fits nothing: {reason}"));
        }
        let glob = |pattern: &str| {
            let glob = GlobBuilder::new(pattern).literal_separator(true).build();
            glob.map_err(|error| format!("`{text}` is not a pattern: {}", reason(error.kind())))
        };
        let folder = pattern.strip_suffix('/');
        Ok(Self {
            itself: folder.is_none().then(|| glob(pattern)).transpose()?,
            below: glob(&format!("{}/**", folder.unwrap_or(pattern)))?,
        })
    }
}

/// Why something is no pattern, in words of those who write one.
fn reason(kind: &ErrorKind) -> String {
    match kind {
        ErrorKind::UnclosedClass => "`[` without `]`".to_owned(),
        ErrorKind::UnclosedAlternates => "`{` without `}`".to_owned(),
        ErrorKind::UnopenedAlternates => "`}` without `{`".to_owned(),
        ErrorKind::InvalidRange(first, last) => {
            format!("in `{first}-{last}` the second sign comes before the first")
        }
        other => other.to_string(),
    }
}

pub(super) fn glob_set(patterns: impl IntoIterator<Item = Pattern>) -> GlobSet {
    let mut builder = GlobSetBuilder::new();
    for Pattern { itself, below } in patterns {
        for glob in itself.into_iter().chain([below]) {
            builder.add(glob);
        }
    }
    // Each pattern was accepted by itself; a set that is too large for one automaton matches nothing.
    builder.build().unwrap_or_default()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_fits_a_file_or_everything_in_a_folder() {
        let fits = |pattern: &str, path: &str| {
            let pattern = Pattern::new(pattern).unwrap();
            glob_set([pattern]).is_match(path)
        };
        for pattern in [
            "guides",
            "guides/",
            "./guides",
            "g*",
            "**/guides",
            "{guides,roles}",
        ] {
            assert!(fits(pattern, "guides/a.md"), "{pattern}");
            assert!(fits(pattern, "guides/old/a.md"), "{pattern}");
        }
        assert!(!fits("guides", "guides.md"));
        assert!(!fits("guides", "site/guides/a.md"));
        assert!(!fits("guides/", "guides"));
        assert!(fits("guides/*.md", "guides/a.md"));
        assert!(!fits("guides/*.md", "guides/old/a.md"));
        for pattern in [
            "", "../a", "/a", "C:/a", "a\\b", "a[b", "a{b", "a}", "[z-a]",
        ] {
            assert!(Pattern::new(pattern).is_err(), "{pattern}");
        }
    }

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
