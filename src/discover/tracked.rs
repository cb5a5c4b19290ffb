//! The framework as a commit will have it: without the files that git does not know of.

use std::collections::BTreeSet;
use std::ops::Bound;
use std::path::{Path, PathBuf};

use super::Discovery;
use super::git::{GitError, WorkTree, fields, os_string};

impl Discovery {
    /// Leaves out what git does not track: such files count as not being there, also where a document leads to them. So does a
    /// configuration that is not named.
    ///
    /// What lies outside of the repository that the framework's root is in stays.
    pub fn keep_tracked(&mut self) -> Result<(), GitError> {
        let tracked = Tracked::read(self.work_tree()?)?;
        let files = &self.files;
        let is_tracked = |path: &str| tracked.contains(&files.path(path));
        let members = std::mem::take(&mut self.members);
        let (members, untracked) = members.into_iter().partition(|path| is_tracked(path));
        self.members = members;
        self.untracked = untracked;
        self.findings.retain(|finding| {
            let path = &finding.location.path;
            tracked.has(&files.path(path))
        });
        self.files.keep_tracked(tracked);
        Ok(())
    }
}

/// The files that git tracks, those that are added since the last commit among them.
#[derive(Debug)]
pub(super) struct Tracked {
    tree: WorkTree,
    /// Absolute.
    paths: BTreeSet<PathBuf>,
}

impl Tracked {
    fn read(tree: WorkTree) -> Result<Self, GitError> {
        let listed = tree.git(["ls-files", "--cached", "--recurse-submodules", "-z"])?;
        let paths = fields(&listed).map(|path| tree.top.join(os_string(path)));
        Ok(Self {
            paths: paths.collect(),
            tree,
        })
    }

    /// Whether git tracks the file at this absolute path, or one in the folder there, or it is no affair of that repository.
    pub(super) fn has(&self, path: &Path) -> bool {
        let is_in = |folder: &Path| {
            let from = (Bound::Included(folder), Bound::Unbounded);
            let next = self.paths.range::<Path, _>(from).next();
            next.is_some_and(|path| path.starts_with(folder))
        };
        is_in(path) || self.contains(path) || self.real(path).is_some_and(|path| is_in(&path))
    }

    /// Whether git tracks the file at this absolute path, or it is no affair of that repository.
    pub(super) fn contains(&self, path: &Path) -> bool {
        if !path.starts_with(&self.tree.top) || self.paths.contains(path) {
            return true;
        }
        // On the way to it there may be a symbolic link, which is then what git tracks.
        if let Some(real) = self.real(path) {
            return self.paths.contains(&real);
        }
        let mut above = path.ancestors();
        path.exists() && above.any(|link| self.paths.contains(link))
    }

    /// Where in the work tree the symbolic links on the way to a path lead.
    fn real(&self, path: &Path) -> Option<PathBuf> {
        let top = self.tree.top.canonicalize().ok()?;
        let real = path.canonicalize().ok()?;
        Some(self.tree.top.join(real.strip_prefix(top).ok()?))
    }
}
