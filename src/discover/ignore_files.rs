//! What the ignore files of a revision leave out, by the rules by which a walk goes by those on disk.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::DiskFiles;
use super::git::{WorkTree, os_string, without_line_break};
use super::walk::is_hidden;
use crate::files::Files;

/// The ignore files of a work tree, read as they are needed.
pub(super) struct IgnoreFiles<'r> {
    /// How the ignore files are read.
    files: &'r dyn Files,
    /// Shows paths as findings do.
    shown: &'r DiskFiles,
    /// Above it no `.gitignore` counts; absolute.
    top: &'r Path,
    folders: HashMap<PathBuf, OfFolder>,
    /// What only this computer leaves out, in this repository and in all: no revision has it.
    local: [Gitignore; 2],
}

/// What the ignore files of one folder say.
struct OfFolder {
    ignore: Gitignore,
    gitignore: Gitignore,
}

impl<'r> IgnoreFiles<'r> {
    /// Those that `files` has.
    pub fn new(files: &'r dyn Files, shown: &'r DiskFiles, tree: &'r WorkTree) -> Self {
        Self {
            files,
            shown,
            top: &tree.top,
            folders: HashMap::new(),
            local: [exclude(tree), Gitignore::global().0],
        }
    }

    /// Whether a walk that begins in `folder` would come to the file at `path`, if it were there; both absolute.
    pub fn let_in(&mut self, folder: &Path, path: &Path) -> bool {
        let mut steps = path.ancestors().take_while(|step| *step != folder);
        path.starts_with(folder) && !steps.any(|step| self.leave_out(step, step != path))
    }

    /// Whether they leave out a file or folder by itself, or nothing is said of it and it is hidden. Of two that disagree, a
    /// `.ignore` counts before a `.gitignore`, and then the nearer one.
    fn leave_out(&mut self, path: &Path, is_folder: bool) -> bool {
        let (mut ignore, mut gitignore) = (Match::None, Match::None);
        let mut is_inside = true;
        for folder in path.ancestors().skip(1) {
            let of_folder = self.of_folder(folder);
            let said = |rules: &Gitignore| rules.matched(path, is_folder).map(|_| ());
            ignore = ignore.or(said(&of_folder.ignore));
            if is_inside {
                gitignore = gitignore.or(said(&of_folder.gitignore));
            }
            is_inside &= folder != self.top;
        }
        let local = self.local.iter();
        let local = local.map(|rules| rules.matched(path, is_folder).map(|_| ()));
        match local.fold(ignore.or(gitignore), Match::or) {
            Match::Ignore(()) => true,
            Match::Whitelist(()) => false,
            Match::None => is_hidden(path),
        }
    }

    fn of_folder(&mut self, folder: &Path) -> &OfFolder {
        if !self.folders.contains_key(folder) {
            let read = |name| self.rules(folder, name);
            let of_folder = OfFolder {
                ignore: read(".ignore"),
                gitignore: read(".gitignore"),
            };
            self.folders.insert(folder.to_owned(), of_folder);
        }
        &self.folders[folder]
    }

    /// What one file says: nothing where it is not there. A line that is no pattern counts for nothing, as in a walk.
    fn rules(&self, folder: &Path, name: &str) -> Gitignore {
        let path = self.shown.shown(&folder.join(name));
        let Ok(text) = self.files.read(&path) else {
            return Gitignore::empty();
        };
        let mut builder = GitignoreBuilder::new(folder);
        for line in text.trim_start_matches('\u{feff}').lines() {
            let _ = builder.add_line(None, line);
        }
        builder.build().unwrap_or_else(|_| Gitignore::empty())
    }
}

/// What the repository's own file leaves out, which git does not track.
fn exclude(tree: &WorkTree) -> Gitignore {
    let mut builder = GitignoreBuilder::new(&tree.top);
    if let Ok(path) = tree.git(["rev-parse", "--git-path", "info/exclude"]) {
        builder.add(tree.top.join(os_string(without_line_break(&path))));
    }
    builder.build().unwrap_or_else(|_| Gitignore::empty())
}
