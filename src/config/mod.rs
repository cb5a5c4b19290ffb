//! What a framework is made of and how strictly it is checked: the configuration file and the profiles.

mod file;
mod paths;
mod profile;
mod schemas;
pub mod template;

use std::collections::BTreeMap;
use std::sync::Arc;

use globset::GlobSet;

pub use file::ReadFile;
pub use profile::{Profile, close_match, fold};
pub use schemas::Schemas;

use crate::document::Kind;
use crate::finding::{Finding, Severity};
use crate::source::Source;
use paths::Place;

/// Everything that a run is told: the profile, the kinds of documents and their schemas, and how bad findings are.
#[derive(Debug)]
pub struct Configuration {
    /// The words by which documents are recognised.
    pub profile: Arc<Profile>,
    /// The JSON Schemas of each kind.
    pub schemas: Schemas,
    place: Place,
    exclude: GlobSet,
    kinds: Vec<KindAt>,
    severities: BTreeMap<&'static str, Setting>,
}

/// The documents that are of a kind because of where they are.
#[derive(Debug)]
struct KindAt {
    kind: Kind,
    paths: GlobSet,
}

/// What a configuration says of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// It counts, and is this bad.
    On(Severity),
    /// It does not count.
    Off,
}

impl Default for Configuration {
    fn default() -> Self {
        Self {
            profile: Arc::new(Profile::gov_uk().clone()),
            schemas: Schemas::default(),
            place: Place::default(),
            exclude: GlobSet::empty(),
            kinds: Vec::new(),
            severities: BTreeMap::new(),
        }
    }
}

impl Configuration {
    /// Reads a `framelint.toml`. Paths in it are seen from its folder; `working_directory` (absolute, with `/`) is where the
    /// paths that findings show are seen from.
    ///
    /// What cannot be done is a finding, of `invalid-configuration` or, in a schema that it names, of `invalid-schema`; what can be
    /// done is done.
    pub fn parse(
        source: &Source,
        working_directory: &str,
        read: &ReadFile<'_>,
    ) -> (Self, Vec<Finding>) {
        file::parse(source, working_directory, read)
    }

    /// The kind that the configuration gives to the documents at `path`; `None` leaves it to the document's own signs.
    pub fn kind_of(&self, path: &str) -> Option<&Kind> {
        if self.kinds.is_empty() {
            return None;
        }
        let path = self.place.seen_from(path)?;
        let found = self.kinds.iter().find(|at| at.paths.is_match(&path));
        found.map(|at| &at.kind)
    }

    /// Whether the configuration leaves out the file at `path`.
    pub fn excludes(&self, path: &str) -> bool {
        !self.exclude.is_empty()
            && self
                .place
                .seen_from(path)
                .is_some_and(|path| self.exclude.is_match(path))
    }

    /// What the configuration says of a rule; `None` leaves it as it is.
    pub fn setting(&self, rule: &str) -> Option<Setting> {
        self.severities.get(rule).copied()
    }

    /// What the configuration says of rules, by their ids.
    pub fn settings(&self) -> &BTreeMap<&'static str, Setting> {
        &self.severities
    }
}

#[cfg(test)]
mod tests;
