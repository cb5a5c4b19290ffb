//! Which files a run is about: folders walked with their ignore files, files and patterns that were named, and how they are read.

mod disk;
mod git;
mod ignore_files;
mod paths;
mod replace;
mod revision;
mod tracked;
mod walk;

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use disk::{DiskFiles, why};
pub use git::GitError;
use git::WorkTree;
pub use paths::steps_up;
pub use replace::{Unwritable, write_file};
pub use revision::Revision;

use crate::files::Files as _;
use crate::finding::Finding;
use paths::{absolute, common_directory};
use walk::Walk;

/// The name of the configuration file, which also marks the root of a framework.
pub const CONFIGURATION_FILE: &str = "framelint.toml";

/// The files that a run is about.
#[derive(Debug)]
pub struct Discovery {
    /// Where the framework begins; absolute. The configuration is looked for here and above.
    pub root: PathBuf,
    /// The folders whose documents are members; absolute.
    folders: Vec<PathBuf>,
    /// The files to read, by the paths that findings show, sorted.
    pub members: Vec<Arc<str>>,
    /// Where only files were named: those files. The report is limited to what concerns them.
    pub limit: Option<BTreeSet<Arc<str>>>,
    /// The files that were named by themselves or by a pattern.
    pub named: BTreeSet<Arc<str>>,
    /// Files that were found and count as not being there, sorted: see [`keep_tracked`](Self::keep_tracked).
    pub untracked: Vec<Arc<str>>,
    /// Folders that could not be read, links that lead nowhere: `unreadable-file`.
    pub findings: Vec<Finding>,
    /// What was named and is not there.
    pub problems: Vec<Problem>,
    /// How the members, and what they link to, are read.
    pub files: DiskFiles,
}

impl Discovery {
    /// The configuration that holds for the framework: the nearest one at its root or above, by the path that findings show.
    pub fn configuration(&self) -> Option<Arc<str>> {
        let mut files = self.configurations();
        files.find(|file| self.files.exists(file) && !self.files.is_folder(file))
    }

    /// The configurations below the framework's root that stand between it and members, sorted: none of them holds.
    pub fn configurations_within(&self) -> BTreeSet<Arc<str>> {
        let parents = self.members.iter().flat_map(|member| {
            let folders = member.match_indices('/').map(|(end, _)| &member[..=end]);
            let here = (!member.starts_with("../")).then_some("");
            folders
                .filter(|folder| !folder.ends_with("../"))
                .chain(here)
        });
        let folders: BTreeSet<&str> = parents.collect();
        let above: BTreeSet<Arc<str>> = self.configurations().collect();
        let files = folders.into_iter();
        let files = files.map(|folder| Arc::from(format!("{folder}{CONFIGURATION_FILE}")));
        files
            .filter(|file| !above.contains(file) && self.files.exists(file))
            .collect()
    }

    /// The checked-out repository that the framework lies in.
    fn work_tree(&self) -> Result<WorkTree, GitError> {
        let tree = WorkTree::around(&self.root);
        let mut folders = self.folders.iter().filter(|folder| **folder != self.root);
        match tree {
            Err(GitError::NoRepository(_))
                if folders.any(|folder| WorkTree::around(folder).is_ok()) =>
            {
                Err(GitError::NotOneRepository)
            }
            tree => tree,
        }
    }

    /// Where a configuration for the framework may be, the nearest place first.
    fn configurations(&self) -> impl Iterator<Item = Arc<str>> {
        let folders = self.root.ancestors();
        folders.map(|folder| self.files.shown(&folder.join(CONFIGURATION_FILE)))
    }

    /// What ignore files leave out that could have a document in it: folders (with a `/` at the end) as a whole, and files; as findings show
    /// them, sorted. The folders are walked once more for it.
    pub fn left_out_by_ignore_files(&self) -> BTreeSet<String> {
        let left_out = self
            .folders
            .iter()
            .flat_map(|folder| walk::left_out(folder));
        let is_named = |path: &Path| {
            let mut folders = self.folders.iter();
            folders.any(|folder| folder.starts_with(path))
        };
        let left_out = left_out.filter(|(path, _)| !is_named(path));
        let shown = left_out.map(|(path, is_folder)| {
            let end = if is_folder { "/" } else { "" };
            format!("{}{end}", self.files.shown(&path))
        });
        shown
            .filter(|path| {
                self.members
                    .binary_search_by(|member| (**member).cmp(path))
                    .is_err()
            })
            .collect()
    }

    /// The folders whose documents are members, and those around files that were named; absolute.
    pub fn folders(&self) -> impl Iterator<Item = &PathBuf> {
        let only_files = self.folders.is_empty();
        self.folders.iter().chain(only_files.then_some(&self.root))
    }
}

/// Something named on the command line that cannot be checked. The rest of what was named still is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// There is no such file or folder.
    Missing(String),
    /// A pattern that matches nothing.
    NoMatch(String),
    /// A pattern that is none, and why.
    BadPattern(String, &'static str),
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(path) if path.is_empty() => {
                formatter.write_str("an empty path names no file or folder")
            }
            Self::Missing(path) => write!(formatter, "there is no file or folder `{path}`"),
            Self::NoMatch(pattern) => write!(formatter, "nothing matches the pattern `{pattern}`"),
            Self::BadPattern(pattern, reason) => {
                write!(formatter, "`{pattern}` is no valid pattern: {reason}")
            }
        }
    }
}

impl std::error::Error for Problem {}

/// Finds the files that `arguments` (files, folders, patterns) name, seen from `working_directory`, which must be absolute.
///
/// The framework is the union of the folders, together with the files beside them. Where only files are named it is the nearest
/// folder above them with a `framelint.toml`, else with a `.git`, else their common folder. (Where that is the root of the
/// file system, the files alone.)
pub fn discover(working_directory: &Path, arguments: &[PathBuf]) -> Discovery {
    discover_with(working_directory, arguments, None)
}

/// Finds the files as [`discover`] does, with one more file named, `given`, whose text does not come from disk: it need not be there.
pub fn discover_with(
    working_directory: &Path,
    arguments: &[PathBuf],
    given: Option<&Path>,
) -> Discovery {
    let mut walk = Walk::new(working_directory);
    let mut problems = Vec::new();
    let mut named = Named::default();
    for argument in arguments {
        if let Err(problem) = named.add(working_directory, argument, &mut walk) {
            problems.push(problem);
        }
    }

    let given = given.map(|path| absolute(working_directory, path));
    named.files.extend(given);
    for file in &named.files {
        walk.add_file(file);
    }
    let only_files = named.directories.is_empty() && !named.files.is_empty();
    let root = if only_files {
        let common = common_directory(named.files.iter().filter_map(|file| file.parent()));
        let root = framework_root(&common);
        if root.parent().is_some() && root.is_dir() {
            named.directories.push(root.clone());
        }
        root
    } else {
        common_directory(named.directories.iter().map(PathBuf::as_path))
    };
    for directory in &named.directories {
        walk.add_directory(directory);
    }
    let root = if root.as_os_str().is_empty() {
        working_directory.to_owned()
    } else {
        root
    };
    let folders = named.directories;
    let named: BTreeSet<Arc<str>> = named.files.iter().map(|file| walk.shown(file)).collect();
    let found = walk.finish();
    Discovery {
        root,
        folders,
        members: found.members.into_iter().collect(),
        limit: only_files.then(|| named.clone()),
        named,
        untracked: Vec::new(),
        findings: found.findings,
        problems,
        files: found.files,
    }
}

/// The nearest of `directory` and the folders above it with a configuration, else with a repository, else itself.
fn framework_root(directory: &Path) -> PathBuf {
    let nearest = |name: &str| {
        directory
            .ancestors()
            .find(|ancestor| ancestor.join(name).exists())
    };
    nearest(CONFIGURATION_FILE)
        .or_else(|| nearest(".git"))
        .unwrap_or(directory)
        .to_owned()
}

/// What the command line names: absolute paths, in order.
#[derive(Default)]
struct Named {
    files: Vec<PathBuf>,
    directories: Vec<PathBuf>,
}

impl Named {
    fn add(
        &mut self,
        working_directory: &Path,
        argument: &Path,
        walk: &mut Walk,
    ) -> Result<(), Problem> {
        if argument.as_os_str().is_empty() {
            return Err(Problem::Missing(String::new()));
        }
        let path = absolute(working_directory, argument);
        // A name with brackets is a file before it is a pattern.
        match path.metadata() {
            Ok(metadata) if metadata.is_dir() => self.directories.push(path),
            Ok(_) => self.files.push(path),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let text = argument.to_string_lossy().into_owned();
                if path.symlink_metadata().is_ok() {
                    // A link that leads nowhere is reported where it is read.
                    self.files.push(path);
                } else if text.contains(['*', '?', '[']) {
                    return self.add_pattern(working_directory, text, walk);
                } else {
                    return Err(Problem::Missing(text));
                }
            }
            Err(_) if is_not_a_folder(&path) => {
                return Err(Problem::Missing(argument.to_string_lossy().into_owned()));
            }
            Err(error) => walk.add_unreadable(&path, &error),
        }
        Ok(())
    }

    fn add_pattern(
        &mut self,
        working_directory: &Path,
        pattern: String,
        walk: &mut Walk,
    ) -> Result<(), Problem> {
        let options = glob::MatchOptions {
            case_sensitive: true,
            require_literal_separator: true,
            require_literal_leading_dot: true,
        };
        let base = glob::Pattern::escape(&working_directory.to_string_lossy());
        // An absolute pattern replaces the base, as an absolute path does.
        let full = Path::new(&base).join(&pattern);
        let matches = match glob::glob_with(&full.to_string_lossy(), options) {
            Ok(matches) => matches,
            Err(error) => return Err(Problem::BadPattern(pattern, error.msg)),
        };
        let mut any = false;
        for path in matches {
            any = true;
            match path {
                Ok(path) => {
                    let path = absolute(working_directory, &path);
                    if path.is_dir() {
                        self.directories.push(path);
                    } else {
                        self.files.push(path);
                    }
                }
                Err(error) => walk.add_unreadable(error.path(), error.error()),
            }
        }
        if any {
            Ok(())
        } else {
            Err(Problem::NoMatch(pattern))
        }
    }
}

/// Whether a file stands where a folder would have to stand for `path` to be there.
fn is_not_a_folder(path: &Path) -> bool {
    path.ancestors().skip(1).any(Path::is_file)
}

#[cfg(test)]
mod tests;
