//! What a framework is made of and how strictly it is checked: the configuration file and the profiles.

mod file;
mod layers;
mod mistake;
mod nearly;
mod options;
mod own_words;
mod paths;
mod phrases;
mod placed;
mod profile;
mod rule_tables;
mod schema_file;
mod schemas;
mod sections;
mod settings;
pub mod template;
mod texts;
mod typed;
mod usual;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use globset::GlobSet;

pub(crate) use file::meant_kind;
pub(crate) use nearly::different_words;
pub use options::{Options, OptionsType};
pub(crate) use own_words::{OwnWord, OwnWords, Sort, Written};
pub use placed::Placed;
pub use profile::{Profile, close_match, fold};
pub use schema_file::json_schema;
pub use schemas::Schemas;
pub use sections::KnownSection;
pub use usual::{UsualPhrase, UsualPlace};

use crate::document::Kind;
use crate::files::Files;
use crate::finding::{Finding, Severity};
use crate::source::Source;
use options::RuleOptions;
use paths::Place;

/// Everything that a run is told: the profile, the kinds of documents and their schemas, and how bad findings are.
#[derive(Clone, Debug)]
pub struct Configuration {
    /// The words by which documents are recognised.
    pub profile: Arc<Profile>,
    /// The JSON Schemas of each kind.
    pub schemas: Schemas,
    /// Whether the profile is the one that was meant.
    profile_is_sound: bool,
    /// What it was read from.
    source: Option<Arc<Source>>,
    place: Place,
    exclude: GlobSet,
    /// The skill catalogue, by the path that findings show.
    catalogue: Option<String>,
    site_root: Option<String>,
    vault_root: Option<String>,
    kinds: Vec<KindAt>,
    severities: BTreeMap<&'static str, Setting>,
    overrides: Vec<OverrideAt>,
    options: RuleOptions,
}

/// What holds for some paths only.
#[derive(Clone, Debug)]
struct OverrideAt {
    paths: GlobSet,
    severities: BTreeMap<&'static str, Setting>,
}

/// The documents that are of a kind because of where they are.
#[derive(Clone, Debug)]
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
            profile_is_sound: true,
            source: None,
            place: Place::default(),
            exclude: GlobSet::empty(),
            catalogue: None,
            site_root: None,
            vault_root: None,
            kinds: Vec::new(),
            severities: BTreeMap::new(),
            overrides: Vec::new(),
            options: RuleOptions::default(),
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
        files: &dyn Files,
    ) -> (Self, Vec<Finding>) {
        file::parse(source, working_directory, files)
    }

    /// What holds where there is a configuration that cannot be read: nothing is known of the profile then.
    pub fn unreadable() -> Self {
        Self {
            profile_is_sound: false,
            ..Self::default()
        }
    }

    /// Whether documents can be judged by the profile. Where something is wrong with what names it, or with what it says itself, they
    /// cannot: by other words than those that were meant, right documents would be found wrong, and fixes would do harm.
    pub fn profile_is_sound(&self) -> bool {
        self.profile_is_sound
    }

    /// The configuration where its profile turns out to lack what documents are judged by.
    pub(crate) fn without_sound_profile(&self) -> Self {
        Self {
            profile_is_sound: false,
            ..self.clone()
        }
    }

    /// The configuration with other words in the place of some of its profile's, by their positions among the [`OwnWords`], and which of
    /// them the profile can have; `None` where it can have none.
    pub(crate) fn with_words(
        &self,
        own_words: &Arc<OwnWords>,
        others: &BTreeMap<usize, String>,
    ) -> Option<(Self, BTreeSet<usize>)> {
        let (mut profile, taken) = own_words.with(others)?;
        profile.own_words = Some(Arc::clone(own_words));
        let mut corrected = self.clone();
        if profile.front_matter != self.profile.front_matter {
            corrected.schemas.take_keys(&profile.front_matter);
        }
        corrected.profile = Arc::new(profile);
        Some((corrected, taken))
    }

    /// The finding about a setting, which the JSON pointer leads to, that turns out to be wrong when the documents are read.
    pub fn complaint(&self, pointer: &str, message: String, help: String) -> Option<Finding> {
        file::complaint(self.source.as_ref()?, pointer, message, help)
    }

    /// The kind that the configuration gives to the documents at `path`; `None` leaves it to the document's own signs.
    pub fn kind_of(&self, path: &str) -> Option<&Kind> {
        if self.catalogue.as_deref() == Some(path) {
            return Some(&Kind::SkillCatalogue);
        }
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

    /// What the configuration says of a rule for the file at `path`; `None` leaves it as it is.
    pub fn setting(&self, rule: &str, path: &str) -> Option<Setting> {
        let everywhere = || self.severities.get(rule).copied();
        let concerns = |part: &&OverrideAt| part.severities.contains_key(rule);
        if !self.overrides.iter().any(|part| concerns(&part)) {
            return everywhere();
        }
        let Some(path) = self.place.seen_from(path) else {
            return everywhere();
        };
        let parts = self.overrides.iter().rev().filter(concerns);
        let mut parts = parts.filter(|part| part.paths.is_match(&path));
        parts
            .next()
            .and_then(|part| part.severities.get(rule).copied())
            .or_else(everywhere)
    }

    /// The options of the rule that has options of this type. They were read with the configuration: asking for them costs a look-up.
    pub fn options<T: Options>(&self) -> Arc<T> {
        self.options.get()
    }

    /// The folder that links from the root of the site start from, as findings show paths; empty for the working directory.
    pub fn site_root(&self) -> Option<&str> {
        self.site_root.as_deref()
    }

    /// The folder in which wikilinks look for their file, as findings show paths; empty for the working directory.
    pub fn vault_root(&self) -> Option<&str> {
        self.vault_root.as_deref()
    }
}

#[cfg(test)]
mod tests;
