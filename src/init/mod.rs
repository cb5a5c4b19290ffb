//! Looks at a folder that has no configuration yet, and writes one that fits.

mod pairs;
mod roots;
mod text;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use rayon::prelude::*;

use crate::config::Configuration;
use crate::discover::CONFIGURATION_FILE;
use crate::document::{Kind, Value};
use crate::engine::Engine;
use crate::files::Files;
use crate::finding::Severity;
use crate::parse::front_matter::{self, toml};
use crate::parse::{ParsedSource, Recognised};
use crate::policy::Policy;
use crate::rule::{Group, RuleInfo};
use crate::rules;
use crate::source::Source;
use crate::text::Span;

use pairs::Pairs;
use roots::Links;
pub use roots::Root;

/// A rule with this many findings says more about a framework's habits than about its mistakes.
const MANY: usize = 20;

/// What a profile is called that a first configuration takes.
pub const PROFILE_FILE: &str = "profile.toml";

/// What is in a folder.
#[derive(Debug, Default)]
pub struct Survey {
    /// How many documents of each kind there are.
    pub kinds: BTreeMap<Kind, usize>,
    /// Whether there is a profile, [`PROFILE_FILE`].
    pub has_profile: bool,
    /// Whether something is wrong with it, so that the documents were not read by it.
    pub has_wrong_profile: bool,
    /// How many roles have no skill in any role level, as far as can be read.
    pub roles_unread: usize,
    /// Files that are no documents of a framework.
    pub passed_over: usize,
    /// Files that cannot be read, or have too few signs of what they are.
    pub unusable: usize,
    /// The skill catalogues, by their paths in the folder.
    pub catalogues: Vec<String>,
    /// Keys of front matter with the number of files that have them, the most frequent first.
    pub keys: Vec<(String, usize)>,
    /// Folders whose files have front matter of their own and are of no kind.
    pub unknown_kinds: Vec<UnknownKind>,
    /// Where links such as `/roles/tester` may start from.
    pub site_root: Option<Root>,
    /// Where wikilinks may look for their files.
    pub vault_root: Option<Root>,
    /// JSON pointers to values in front matter that go together nearly everywhere: to what decides, and to what follows.
    pub pairs: Vec<(String, String)>,
    /// Rules with very many findings.
    pub rules: Vec<(&'static RuleInfo, usize)>,
    /// What is found without a configuration: errors and warnings.
    pub errors: usize,
    /// The same for warnings.
    pub warnings: usize,
}

/// Files of one folder that have front matter and are of no kind.
#[derive(Debug)]
pub struct UnknownKind {
    /// The folder's path in the folder that was looked at.
    pub folder: String,
    /// How many they are.
    pub files: usize,
    /// The keys that all of them have.
    pub keys: BTreeSet<String>,
}

/// What is taken from one file.
struct Seen {
    /// Its path in the folder.
    path: String,
    outcome: Outcome,
    /// Whether it is a role in which no skills were read.
    is_unread_role: bool,
    keys: Vec<String>,
    links: Links,
    pairs: Pairs,
}

enum Outcome {
    Kind(Kind),
    PassedOver,
    Unusable,
}

impl Survey {
    /// Looks at the files at `paths`, which are in `folder`; both as findings show paths.
    pub fn of(folder: &str, paths: &[Arc<str>], files: &dyn Files) -> Self {
        let own = own_profile(folder, files);
        let has_profile = own.is_some();
        let configuration = Arc::new(own.unwrap_or_default());
        let has_wrong_profile = !configuration.profile_is_sound();
        let seen: Vec<Seen> = paths
            .par_iter()
            .map(|path| see(folder, path, &configuration, files))
            .collect();
        let mut survey = Self {
            has_profile,
            has_wrong_profile,
            ..Self::default()
        };
        survey.count(&seen);
        let addresses: BTreeSet<&str> = seen.iter().map(|seen| seen.path.as_str()).collect();
        let links = seen.iter().map(|seen| &seen.links);
        (survey.site_root, survey.vault_root) = roots::roots(&addresses, links);
        survey.pairs = pairs::habits(seen.iter().map(|seen| &seen.pairs));
        survey.check(paths, configuration, files);
        survey
    }

    fn count(&mut self, seen: &[Seen]) {
        let mut keys: BTreeMap<&str, usize> = BTreeMap::new();
        let mut unknown: BTreeMap<&str, UnknownKind> = BTreeMap::new();
        for file in seen {
            self.roles_unread += usize::from(file.is_unread_role);
            for key in &file.keys {
                *keys.entry(key).or_default() += 1;
            }
            match &file.outcome {
                Outcome::Kind(kind) => {
                    *self.kinds.entry(kind.clone()).or_default() += 1;
                    if *kind == Kind::SkillCatalogue {
                        self.catalogues.push(file.path.clone());
                    }
                }
                Outcome::Unusable => self.unusable += 1,
                Outcome::PassedOver => {
                    self.passed_over += 1;
                    let folder = file.path.split_once('/').map(|(folder, _)| folder);
                    if let Some(folder) = folder.filter(|_| !file.keys.is_empty()) {
                        let its_keys: BTreeSet<String> = file.keys.iter().cloned().collect();
                        let kind = unknown.entry(folder).or_insert_with(|| UnknownKind {
                            folder: folder.to_owned(),
                            files: 0,
                            keys: its_keys.clone(),
                        });
                        kind.files += 1;
                        kind.keys.retain(|key| its_keys.contains(key));
                    }
                }
            }
        }
        let unknown = unknown.into_values();
        self.unknown_kinds = unknown
            .filter(|kind| kind.files > 1 && !kind.keys.is_empty())
            .collect();
        self.keys = keys
            .into_iter()
            .map(|(key, files)| (key.to_owned(), files))
            .collect();
        self.keys
            .sort_by_key(|&(_, files)| std::cmp::Reverse(files));
    }

    /// Counts what the rules find.
    fn check(&mut self, paths: &[Arc<str>], configuration: Arc<Configuration>, files: &dyn Files) {
        let mut engine = Engine::new(Arc::clone(&configuration), files);
        engine.read(paths.to_vec());
        let mut report = engine.report();
        let policy = Policy {
            configuration,
            ..Policy::default()
        };
        policy.apply(&mut report);
        let mut by_rule: BTreeMap<&str, usize> = BTreeMap::new();
        for finding in &report.findings {
            match finding.severity {
                Severity::Error => self.errors += 1,
                Severity::Warning => self.warnings += 1,
                Severity::Info => continue,
            }
            *by_rule.entry(finding.rule).or_default() += 1;
        }
        let infos = rules::ALL.iter().map(|rule| rule.info());
        self.rules = infos
            .filter_map(|info| Some((info, by_rule.get(info.id).copied()?)))
            .filter(|&(info, findings)| info.group != Group::Input && findings >= MANY)
            .collect();
    }

    /// A configuration that fits what was found, with `schema` as the place of its JSON Schema.
    pub fn configuration(&self, schema: &str) -> String {
        text::configuration(self, schema)
    }
}

/// What a user should know of what was found, a line each.
impl fmt::Display for Survey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        text::summary(self, formatter)
    }
}

/// What holds with the profile that the folder has; `None` where there is none. A file with mistakes is one if it extends another.
fn own_profile(folder: &str, files: &dyn Files) -> Option<Configuration> {
    let at = |name: &str| match folder {
        "" => name.to_owned(),
        folder => format!("{folder}/{name}"),
    };
    let profile = files.read(&at(PROFILE_FILE)).ok()?;
    let (root, _) = toml::read_table(&profile, Span::new(0, profile.len()));
    let extends = root.is_some_and(|root| root.get("extends").is_some());
    let text = format!("profile = \"{PROFILE_FILE}\"\n");
    let source = Source::new(at(CONFIGURATION_FILE), text);
    let (configuration, mistakes) = Configuration::parse(&source, "", files);
    (mistakes.is_empty() || extends).then_some(configuration)
}

fn see(folder: &str, path: &Arc<str>, configuration: &Configuration, files: &dyn Files) -> Seen {
    let inside = path.strip_prefix(folder).unwrap_or(path);
    let mut seen = Seen {
        path: inside.trim_start_matches('/').to_owned(),
        outcome: Outcome::Unusable,
        is_unread_role: false,
        keys: Vec::new(),
        links: Links::default(),
        pairs: Pairs::default(),
    };
    let Ok(text) = files.read(path) else {
        return seen;
    };
    let source = Source::new(Arc::clone(path), text);
    let parsed = ParsedSource::parse(source, &configuration.profile, None);
    let text = parsed.source().text();
    if let (Some(front_matter), _) = front_matter::parse(text)
        && let Some(root) = &front_matter.root
        && matches!(root.value, Value::Object(_))
    {
        let keys = root.members().iter();
        seen.keys = keys.map(|member| member.key.value.to_string()).collect();
        seen.pairs = pairs::of(root);
    }
    seen.outcome = match parsed.recognised() {
        Recognised::Document(document) => {
            seen.links = Links::of(document);
            seen.is_unread_role =
                document.kind == Kind::Role && document.entries().next().is_none();
            Outcome::Kind(document.kind.clone())
        }
        Recognised::Unrecognised(_) => Outcome::Unusable,
        Recognised::Other => Outcome::PassedOver,
    };
    seen
}
