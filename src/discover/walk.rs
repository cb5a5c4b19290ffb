//! Walking folders: ignore files respected, hidden files left out, every linked file read once.

use std::collections::{BTreeSet, HashSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::DiskFiles;
use super::disk::{cannot_be_read, plain_words};
use crate::finding::{Finding, Severity};
use crate::source::Location;

/// Endings of the files that a folder is searched for, case aside. Files that are named are read whatever they are called.
const DOCUMENT_ENDINGS: [&str; 3] = ["md", "markdown", "txt"];

/// Collects files.
pub(super) struct Walk {
    found: Found,
    /// Real paths of the folders that were walked, with the paths by which they were reached.
    walked: Vec<(PathBuf, PathBuf)>,
    /// Symbolic links met on the way.
    links: Vec<PathBuf>,
}

/// What was collected.
pub(super) struct Found {
    pub members: BTreeSet<Arc<str>>,
    pub findings: Vec<Finding>,
    pub files: DiskFiles,
}

impl Walk {
    pub(super) fn new(working_directory: &Path) -> Self {
        Self {
            found: Found {
                members: BTreeSet::new(),
                findings: Vec::new(),
                files: DiskFiles::new(working_directory),
            },
            walked: Vec::new(),
            links: Vec::new(),
        }
    }

    /// Adds a file that was named.
    pub(super) fn add_file(&mut self, path: &Path) {
        let shown = self.see(path);
        self.found.members.insert(shown);
    }

    /// Adds the documents in a folder and the folders in it.
    pub(super) fn add_directory(&mut self, directory: &Path) {
        if let Ok(real) = directory.canonicalize() {
            self.walked.push((real, directory.to_owned()));
        }
        for entry in walk(directory) {
            match entry {
                Ok(entry) => self.add_entry(&entry),
                Err(error) => self.add_walk_error(directory, &error),
            }
        }
    }

    fn add_entry(&mut self, entry: &ignore::DirEntry) {
        // No type: standard input, which is never walked.
        let Some(kind) = entry.file_type() else {
            return;
        };
        if kind.is_symlink() && entry.depth() > 0 {
            self.links.push(entry.path().to_owned());
        } else if kind.is_file() {
            let shown = self.see(entry.path());
            if is_candidate(entry.path()) {
                self.found.members.insert(shown);
            }
        } else if !kind.is_dir() && !kind.is_symlink() && is_candidate(entry.path()) {
            let shown = self.shown(entry.path());
            self.report(shown, "this is no ordinary file and is not read");
        }
    }

    /// Follows the links that were met, unless what they lead to is read under its own name anyway.
    fn follow_links(&mut self) {
        let mut followed = HashSet::new();
        while let Some(link) = self.links.pop() {
            let real = match link.canonicalize() {
                Ok(real) => real,
                Err(_) if !is_candidate(&link) => continue,
                Err(error) => {
                    self.add_unreadable(&link, &error);
                    continue;
                }
            };
            if !followed.insert(real.clone()) || self.is_read_already(&real) {
                continue;
            }
            if real.is_dir() {
                // A link to a folder above would make the walk go round in circles.
                if !self
                    .walked
                    .iter()
                    .any(|(walked, _)| walked.starts_with(&real))
                {
                    self.add_directory(&link);
                }
            } else {
                let shown = self.see(&link);
                if is_candidate(&link) {
                    self.found.members.insert(shown);
                }
            }
        }
    }

    fn is_read_already(&self, real: &Path) -> bool {
        self.walked.iter().any(|(walked, reached_by)| {
            let Ok(inside) = real.strip_prefix(walked) else {
                return false;
            };
            let own_name = reached_by.join(inside);
            real.is_dir() || self.found.members.contains(&*self.shown(&own_name))
        })
    }

    pub(super) fn finish(mut self) -> Found {
        // The order in which links are met does not matter to a reader.
        self.links.sort_by(|one, other| other.cmp(one));
        self.follow_links();
        let Found {
            members, findings, ..
        } = &mut self.found;
        // Reading a member says by itself why it cannot be read.
        findings.retain(|finding| !members.contains(&finding.location.path));
        self.found
    }

    /// The path as findings show it.
    pub(super) fn shown(&self, path: &Path) -> Arc<str> {
        self.found.files.shown(path)
    }

    fn see(&mut self, path: &Path) -> Arc<str> {
        let shown = self.shown(path);
        self.found.files.add(Arc::clone(&shown), path);
        shown
    }

    /// Reports a file or folder that cannot even be looked at.
    pub(super) fn add_unreadable(&mut self, path: &Path, error: &io::Error) {
        let shown = self.shown(path);
        let broken_link =
            error.kind() == io::ErrorKind::NotFound && path.symlink_metadata().is_ok();
        let reason = if broken_link {
            "this link leads to nothing".to_owned()
        } else {
            cannot_be_read(path.is_dir(), error)
        };
        self.report(shown, reason);
    }

    fn add_walk_error(&mut self, directory: &Path, error: &ignore::Error) {
        let path = path_of(error).unwrap_or(directory).to_owned();
        if let Some(error) = error.io_error() {
            self.add_unreadable(&path, error);
        } else {
            let shown = self.shown(&path);
            self.report(shown, plain_words(&error.to_string()));
        }
    }

    fn report(&mut self, shown: Arc<str>, message: impl Into<String>) {
        self.found.findings.push(Finding::without_text(
            "unreadable-file",
            Severity::Error,
            Location::start_of(shown),
            message,
        ));
    }
}

fn walk(directory: &Path) -> ignore::Walk {
    let mut builder = ignore::WalkBuilder::new(directory);
    // A content repo that was downloaded as an archive has its ignore files but no `.git`.
    builder.require_git(false);
    builder.build()
}

/// The folders and the candidates below `directory` that a walk does not come to although they are not hidden, each with whether it is
/// a folder. What is in such a folder is not looked at.
pub(super) fn left_out(directory: &Path) -> Vec<(PathBuf, bool)> {
    let entries = walk(directory).filter_map(Result::ok);
    let walked: HashSet<PathBuf> = entries.map(ignore::DirEntry::into_path).collect();
    // What a symbolic link leads to is walked by itself.
    let own = walked.iter();
    let own = own.filter(|path| *path == directory || !path.is_symlink());
    let entries = own.filter_map(|path| path.read_dir().ok());
    let entries = entries.flatten().filter_map(Result::ok);
    let left_out = entries.filter_map(|entry| {
        let path = entry.path();
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        let could_be_read = is_folder || is_candidate(&path);
        let is_left_out = could_be_read && !is_hidden(&path) && !walked.contains(&path);
        is_left_out.then_some((path, is_folder))
    });
    left_out.collect()
}

/// Whether the name begins with a full stop.
pub(super) fn is_hidden(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default();
    name.as_encoded_bytes().starts_with(b".")
}

/// Whether a folder is searched for files that are called so.
pub(super) fn is_candidate(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| {
        DOCUMENT_ENDINGS
            .iter()
            .any(|known| ending.eq_ignore_ascii_case(known))
    })
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            path_of(err)
        }
        ignore::Error::Loop { child, .. } => Some(child),
        _ => None,
    }
}
