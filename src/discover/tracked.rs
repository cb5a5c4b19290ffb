//! The framework as a commit will have it: without the files that git does not know of.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::Discovery;
use super::git::{GitError, WorkTree, fields, os_string};

impl Discovery {
    /// Leaves out the documents that git does not track: they count as not being there, also where another document leads to them. So
    /// does a configuration.
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
            is_tracked(path) || tracked.is_in(&files.path(path))
        });
        let configurations = self.configurations();
        let configurations: Vec<_> = configurations.filter(|path| !is_tracked(path)).collect();
        for path in self.untracked.iter().chain(&configurations) {
            self.files.leave_out(path.clone());
        }
        Ok(())
    }
}

/// The files that git tracks, those that are added since the last commit among them.
struct Tracked {
    tree: WorkTree,
    /// Absolute.
    paths: HashSet<PathBuf>,
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

    /// Whether git tracks a file in this folder.
    fn is_in(&self, folder: &Path) -> bool {
        self.paths.iter().any(|path| path.starts_with(folder))
    }

    /// Whether git tracks what stands at this absolute path, or it is no affair of that repository.
    fn contains(&self, path: &Path) -> bool {
        if !path.starts_with(&self.tree.top) || self.paths.contains(path) {
            return true;
        }
        // On the way to it there may be a symbolic link, which is then what git tracks.
        let (Ok(real), Ok(top)) = (path.canonicalize(), self.tree.top.canonicalize()) else {
            return false;
        };
        if let Ok(below) = real.strip_prefix(top) {
            return self.paths.contains(&self.tree.top.join(below));
        }
        let mut above = path.ancestors();
        above.any(|link| self.paths.contains(link))
    }
}
