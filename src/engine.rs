//! Sources and a configuration in, a report out.

use std::sync::Arc;

use crate::finding::Finding;

/// How the engine reaches files. The engine itself does no input or output.
pub trait Files: Sync {
    /// Reads a text by the path that findings show.
    fn read(&self, path: &str) -> Result<String, Unreadable>;
    /// Whether there is such a file, whether or not it belongs to the framework. `path` has `/` and no `.` or `..` parts left but at its start.
    fn exists(&self, path: &str) -> bool;
}

/// Why a file could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// In plain words: lower case, no full stop.
    pub reason: String,
    /// First byte (from 0) that is not UTF-8, where that is the reason.
    pub offset: Option<usize>,
}

/// What a run found, before the policy.
#[derive(Debug, Default)]
pub struct Report {
    /// Everything that is wrong, sorted.
    pub findings: Vec<Finding>,
    /// How many files were read as documents.
    pub documents: usize,
    /// Paths that were read and are no documents of a framework.
    pub passed_over: Vec<Arc<str>>,
}
