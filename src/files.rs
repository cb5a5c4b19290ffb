//! How framelint reaches files. The library takes them from whoever uses it: rules and the engine do no input or output.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::finding::{Finding, Severity};
use crate::source::Location;

/// Reads files by the paths that findings show.
pub trait Files: Sync {
    /// Reads a text by the path that findings show.
    fn read(&self, path: &str) -> Result<String, Unreadable>;
    /// Whether there is such a file, whether or not it belongs to the framework. `path` has `/`, and `..` at its start only.
    fn exists(&self, path: &str) -> bool;
    /// Whether there is such a folder. The path of the working directory is empty.
    fn is_folder(&self, path: &str) -> bool;
    /// Whether something is there and counts as not being there, because git does not track it.
    fn is_untracked(&self, _path: &str) -> bool {
        false
    }
}

/// Why a file could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// In plain words: lower case, no full stop.
    pub reason: String,
    /// What to do, where there is something to do.
    pub help: Option<String>,
    /// Where reading stopped, if that is known; the start of the file otherwise.
    pub location: Option<Location>,
}

impl Unreadable {
    /// The finding that reports it for the file at `path`.
    pub fn finding(self, path: &Arc<str>) -> Finding {
        let location = self
            .location
            .unwrap_or_else(|| Location::start_of(Arc::clone(path)));
        Finding::without_text("unreadable-file", Severity::Error, location, self.reason)
            .maybe_help(self.help)
    }
}

/// Files held in memory, for tests and for callers that have their texts at hand.
#[derive(Clone, Debug, Default)]
pub struct MemoryFiles(pub BTreeMap<String, String>);

impl Files for MemoryFiles {
    fn read(&self, path: &str) -> Result<String, Unreadable> {
        self.0.get(path).cloned().ok_or_else(|| Unreadable {
            reason: "there is no such file".to_owned(),
            help: None,
            location: None,
        })
    }

    fn exists(&self, path: &str) -> bool {
        self.0.contains_key(path)
    }

    fn is_folder(&self, path: &str) -> bool {
        let mut files = self.0.keys();
        path.is_empty()
            || files.any(|file| {
                file.strip_prefix(path)
                    .is_some_and(|inside| inside.starts_with('/'))
            })
    }
}
