//! Sources and a configuration in, a report out.
//!
//! Each document is read, parsed and checked by itself, in parallel, and dropped; only its findings and its facts are
//! kept. What the documents disagree about is found from the facts of all of them, each time a report is asked for.

mod profile_words;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

pub use crate::files::{Files, MemoryFiles, Unreadable};

use crate::config::Configuration;
use crate::document::{Dialect, Kind};
use crate::facts::{DocumentFacts, FactIndex, facts_of};
use crate::finding::Finding;
use crate::framework::{Framework, Library};
use crate::misheard::Misheard;
use crate::parse::heard::Heard;
use crate::parse::{ParsedSource, Recognised};
use crate::policy::Place;
use crate::policy::suppressions::{self, Suppression};
use crate::rule::{DocumentContext, Rule};
use crate::rules::{self, unreadable_file};
use crate::source::Source;
use crate::text::Span;

/// What a run found, before the policy.
#[derive(Debug, Default)]
pub struct Report {
    /// Everything that is wrong, sorted by path, start, end, rule and message.
    pub findings: Vec<Finding>,
    /// How often each rule had something to say of each file, before any finding gave way to a more specific one and before the policy.
    pub said: BTreeMap<(Arc<str>, &'static str), usize>,
    /// All files of which everything that is wrong was looked for, which takes that they can be read.
    pub read: BTreeSet<Arc<str>>,
    /// How many files were read as documents.
    pub documents: usize,
    /// Paths that were read and are no documents of a framework, sorted.
    pub passed_over: Vec<Arc<str>>,
    /// What the documents say is not to be reported, sorted by path and place; the policy sees to it.
    pub suppressions: Vec<Suppression>,
    /// How many findings that took out.
    pub suppressed: usize,
    /// How many findings the baseline took out.
    pub baselined: usize,
    /// What the baseline has and nothing was found of, sorted.
    pub removable: Vec<Place>,
    /// How many findings were there before the change that the run is about, and were taken out for that.
    pub unchanged: usize,
    /// Whether something that was to be checked was not, for a reason that no finding gives: a path that does not exist.
    pub incomplete: bool,
}

impl Report {
    /// Adds findings from outside of the engine, in their place.
    pub fn add(&mut self, findings: impl IntoIterator<Item = Finding>) {
        self.findings.extend(findings);
        self.findings
            .sort_by(|one, other| one.sort_key().cmp(&other.sort_key()));
    }

    /// How often each rule that had something to say of the file at `path` did, as [`said`](Self::said) has it.
    pub(crate) fn said_of(&self, path: &Arc<str>) -> impl Iterator<Item = (&'static str, usize)> {
        let of_file = self.said.range((Arc::clone(path), "")..);
        let of_file = of_file.take_while(move |((other, _), _)| other == path);
        of_file.map(|((_, rule), times)| (*rule, *times))
    }
}

/// How many files are read before what they say is put together.
const BATCH: usize = 512;

/// Checks a framework and keeps what is needed to check it again after a change.
pub struct Engine<'f> {
    /// As it was given.
    given: Arc<Configuration>,
    /// The same with the words that the documents agree on in the place of misspelt ones of the profile: by it they are checked.
    configuration: Arc<Configuration>,
    /// What those words are.
    misheard: Vec<Misheard>,
    /// Those of them that were found by trying.
    presumed: Vec<Misheard>,
    /// What the profile lacks and cannot be found in documents; nothing is checked without it.
    lacking: Option<Finding>,
    files: &'f dyn Files,
    /// Texts that stand in for what is on disk; `None` for a file that counts as gone.
    texts: BTreeMap<Arc<str>, Option<String>>,
    checked: BTreeMap<Arc<str>, Checked>,
    facts: FactIndex,
    recent: Recent,
}

/// How many parsed documents are kept: all of a small framework, and of a large one enough for one finding's places and the catalogue.
/// Too few to weigh anything.
const RECENT: usize = 64;

/// Documents that a report may look at again, each with the hash of its text, the latest last: all of them where there are few, and
/// those that a report has looked at. A next report that has to show the same places, as in an editor, does not parse them anew.
#[derive(Default)]
struct Recent(Mutex<VecDeque<(u128, Arc<ParsedSource>)>>);

impl Recent {
    fn get(&self, path: &str, hash: u128) -> Option<Arc<ParsedSource>> {
        let mut documents = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = documents
            .iter()
            .position(|(known, parsed)| *known == hash && **parsed.source().path() == *path)?;
        let found = documents.remove(at)?;
        let parsed = Arc::clone(&found.1);
        documents.push_back(found);
        Some(parsed)
    }

    fn clear(&self) {
        let mut documents = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        documents.clear();
    }

    fn add(&self, hash: u128, parsed: Arc<ParsedSource>) {
        let mut documents = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if documents.len() >= RECENT {
            documents.pop_front();
        }
        documents.push_back((hash, parsed));
    }
}

/// What is kept of one file.
struct Checked {
    reading: Reading,
    findings: Vec<Finding>,
    suppressions: Vec<Suppression>,
    /// What it says of the words of the profile.
    heard: Heard,
}

/// What a file was read as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// A document.
    Document {
        /// What it is about.
        kind: Kind,
        /// How it is written.
        dialect: Dialect,
    },
    /// No document of a framework: nothing in it is a sign of one.
    PassedOver,
    /// Nothing that can be checked, which a finding says.
    Unusable,
    /// Nothing: the profile by which it is to be read is not sound, which a finding in the configuration says.
    Unchecked,
}

impl Reading {
    /// Whether it is a document that has skills.
    fn has_skills(&self) -> bool {
        matches!(
            self,
            Self::Document {
                kind: Kind::Role | Kind::SkillCatalogue,
                ..
            }
        )
    }
}

impl<'f> Engine<'f> {
    /// An engine without any document yet.
    pub fn new(configuration: Arc<Configuration>, files: &'f dyn Files) -> Self {
        Self {
            given: Arc::clone(&configuration),
            configuration,
            misheard: Vec::new(),
            presumed: Vec::new(),
            lacking: None,
            files,
            texts: BTreeMap::new(),
            checked: BTreeMap::new(),
            facts: FactIndex::default(),
            recent: Recent::default(),
        }
    }

    /// Reads and checks the files at `paths`, in parallel.
    pub fn read(&mut self, paths: Vec<Arc<str>>) {
        self.read_and_tell(paths, &|| ());
    }

    /// Reads and checks the files at `paths`, in parallel, and calls `done` after each.
    pub fn read_and_tell(&mut self, paths: Vec<Arc<str>>, done: &(dyn Fn() + Sync)) {
        let is_first = self.checked.is_empty();
        self.read_once(paths, done);
        self.correct_profile();
        if is_first {
            self.find_missing_list();
            self.presume_words();
        }
    }

    fn read_once(&mut self, mut paths: Vec<Arc<str>>, done: &(dyn Fn() + Sync)) {
        paths.sort_unstable();
        let is_first = self.facts.is_empty();
        let is_small = paths.len() <= RECENT;
        // What a batch says is put together before the next is read, so that little of it is ever held twice.
        for (batch, paths_of_batch) in paths.chunks(BATCH).enumerate() {
            let checked: Vec<_> = paths_of_batch
                .par_iter()
                .map(|path| {
                    let (checked, document) = self.check(path);
                    let facts = document.map(|(facts, parsed)| {
                        if is_small {
                            self.recent.add(facts.summary().hash, Arc::new(parsed));
                        }
                        facts
                    });
                    done();
                    (Arc::clone(path), checked, facts)
                })
                .collect();
            self.keep(checked);
            if batch == 0 && is_first && paths.len() > BATCH {
                self.facts.make_room(paths.len() / BATCH);
            }
        }
        self.facts.settle();
    }

    /// Takes `text` for the file at `path`, whatever is on disk; without a text the file counts as gone.
    pub fn set(&mut self, path: &str, text: Option<String>) {
        self.set_all(vec![(path.into(), text)]);
    }

    /// Takes these texts for the files at these paths, as [`set`](Self::set) does for one, and checks them in parallel.
    pub fn set_all(&mut self, texts: Vec<(Arc<str>, Option<String>)>) {
        let mut paths = Vec::new();
        for (path, text) in texts {
            if text.is_none() {
                self.checked.remove(&path);
                self.facts.remove(&path);
            } else {
                paths.push(Arc::clone(&path));
            }
            self.texts.insert(path, text);
        }
        self.read(paths);
    }

    fn keep(&mut self, files: Vec<(Arc<str>, Checked, Option<DocumentFacts>)>) {
        let mut facts = Vec::new();
        for (path, checked, said) in files {
            match said {
                Some(said) => facts.push(said),
                None => self.facts.remove(&path),
            }
            self.checked.insert(path, checked);
        }
        self.facts.append(facts);
    }

    /// The file at `path` as it is now, parsed; `None` where it cannot be read.
    pub(crate) fn parse(&self, path: &str) -> Option<ParsedSource> {
        Some(self.parse_text(&path.into(), self.text(path).ok()?))
    }

    fn parse_text(&self, path: &Arc<str>, text: String) -> ParsedSource {
        let source = Source::new(Arc::clone(path), text);
        let kind = self.configuration.kind_of(path);
        ParsedSource::parse(source, &self.configuration.profile, kind)
    }

    fn text(&self, path: &str) -> Result<String, Unreadable> {
        match self.texts.get(path) {
            Some(Some(text)) => Ok(text.clone()),
            Some(None) => Err(Unreadable {
                reason: "there is no such file".to_owned(),
                help: None,
                location: None,
            }),
            None => self.files.read(path),
        }
    }

    /// Reads, parses and checks one file by itself: what is said of it, and for a document also what it says.
    fn check(&self, path: &Arc<str>) -> (Checked, Option<(DocumentFacts, ParsedSource)>) {
        let text = match self.text(path) {
            Ok(text) => text,
            Err(unreadable) => return (Checked::unreadable(path, unreadable), None),
        };
        if !self.configuration.profile_is_sound() {
            return (Checked::unchecked(), None);
        }
        let mut parsed = self.parse_text(path, text);
        let heard = parsed.take_heard();
        let mut findings = Vec::new();
        let mut facts = None;
        let mut reading = match parsed.recognised() {
            Recognised::Document(document) => {
                let context = DocumentContext {
                    source: parsed.source(),
                    document,
                    configuration: &self.configuration,
                    profile: &self.configuration.profile,
                    schemas: &self.configuration.schemas,
                };
                for rule in rules::ALL {
                    if let Rule::Document(rule) = rule {
                        rule.check(&context, &mut findings);
                    }
                }
                facts = Some(facts_of(parsed.source(), document, &self.configuration));
                Reading::Document {
                    kind: document.kind.clone(),
                    dialect: document.dialect,
                }
            }
            Recognised::Unrecognised(unrecognised) => {
                findings.push(rules::unrecognised_document::finding(
                    parsed.source(),
                    unrecognised,
                ));
                Reading::Unusable
            }
            Recognised::Other => {
                findings.extend(rules::unrecognised_document::empty(parsed.source()));
                Reading::PassedOver
            }
        };
        let (mut suppressions, invalid) = suppressions::read(&parsed);
        findings.extend(invalid);
        if let Some(unfinished) = unreadable_file::unfinished_merge(&parsed) {
            findings = vec![unfinished];
            suppressions.clear();
            reading = Reading::Unusable;
        }
        let checked = Checked {
            reading,
            findings,
            suppressions,
            heard,
        };
        (checked, facts.map(|facts| (facts, parsed)))
    }

    /// The files as they are now, texts that were set included.
    pub fn files(&self) -> CurrentFiles<'_, 'f> {
        CurrentFiles(self)
    }

    /// What each file was read as, by path.
    pub fn readings(&self) -> impl Iterator<Item = (&Arc<str>, &Reading)> {
        let checked = self.checked.iter();
        checked.map(|(path, checked)| (path, &checked.reading))
    }

    /// Everything that is wrong now.
    pub fn report(&self) -> Report {
        let mut report = Report::default();
        for (path, checked) in &self.checked {
            report.findings.extend(checked.findings.iter().cloned());
            let suppressions = checked.suppressions.iter().cloned();
            report.suppressions.extend(suppressions);
            match checked.reading {
                Reading::Document { .. } => report.documents += 1,
                Reading::PassedOver => report.passed_over.push(Arc::clone(path)),
                Reading::Unusable | Reading::Unchecked => continue,
            }
            report.read.insert(Arc::clone(path));
        }
        self.check_agreement(&mut report.findings);
        self.doubt_unsaid_words(&mut report.findings);
        if let Some(own_words) = &self.given.profile.own_words {
            let misheard = self.misheard.iter();
            let misheard = misheard.filter_map(|one| one.finding(own_words));
            report.findings.extend(misheard);
        }
        report.findings.extend(self.lacking.clone());
        report
            .findings
            .sort_by(|one, other| one.sort_key().cmp(&other.sort_key()));
        for finding in &report.findings {
            let of_file = (Arc::clone(&finding.location.path), finding.rule);
            *report.said.entry(of_file).or_default() += 1;
        }
        drop_of_unreadable(&mut report.findings);
        drop_superseded(&mut report.findings);
        report
    }
}

impl Engine<'_> {
    /// Runs the rules that look at the facts of all documents.
    fn check_agreement(&self, findings: &mut Vec<Finding>) {
        let framework = Framework::new(&self.facts, &self.configuration, self);
        for rule in rules::ALL {
            match rule {
                Rule::Agreement(rule) => rule.check(&framework, findings),
                Rule::Document(rule) => rule.check_agreement(&framework, findings),
                Rule::Elsewhere(_) => {}
            }
        }
    }
}

/// The files as an engine has them: the texts that were set for it, and else what its files say.
pub struct CurrentFiles<'e, 'f>(&'e Engine<'f>);

impl Files for CurrentFiles<'_, '_> {
    fn read(&self, path: &str) -> Result<String, Unreadable> {
        self.0.text(path)
    }

    fn exists(&self, path: &str) -> bool {
        Library::exists(self.0, path)
    }

    fn is_folder(&self, path: &str) -> bool {
        self.0.files.is_folder(path)
    }
}

impl Library for Engine<'_> {
    fn parsed(&self, path: &str, hash: u128) -> Option<Arc<ParsedSource>> {
        if let Some(parsed) = self.recent.get(path, hash) {
            return Some(parsed);
        }
        let parsed = self.parse(path)?;
        if parsed.source().hash() != hash {
            return None;
        }
        let parsed = Arc::new(parsed);
        self.recent.add(hash, Arc::clone(&parsed));
        Some(parsed)
    }

    fn paths(&self) -> Vec<Arc<str>> {
        self.checked.keys().cloned().collect()
    }

    fn text(&self, path: &str) -> Option<String> {
        Engine::text(self, path).ok()
    }

    fn exists(&self, path: &str) -> bool {
        match self.texts.get(path) {
            Some(text) => text.is_some(),
            None => self.files.exists(path),
        }
    }

    fn is_untracked(&self, path: &str) -> bool {
        self.files.is_untracked(path)
    }
}

impl Checked {
    fn unchecked() -> Self {
        Self {
            reading: Reading::Unchecked,
            findings: Vec::new(),
            suppressions: Vec::new(),
            heard: Heard::default(),
        }
    }

    fn unreadable(path: &Arc<str>, unreadable: Unreadable) -> Self {
        Self {
            reading: Reading::Unusable,
            findings: vec![unreadable.finding(path)],
            suppressions: Vec::new(),
            heard: Heard::default(),
        }
    }
}

/// The pieces of its document that a finding is about.
fn pieces(finding: &Finding) -> impl Iterator<Item = Span> {
    std::iter::once(finding.about).chain(finding.also_about.iter().copied())
}

/// Drops what is said of a file beside that it cannot be read rightly. The findings must be sorted.
fn drop_of_unreadable(findings: &mut Vec<Finding>) {
    let is_unreadable = |finding: &&Finding| finding.rule == unreadable_file::INFO.id;
    let unreadable: Vec<Arc<str>> = findings
        .iter()
        .filter(is_unreadable)
        .map(|finding| Arc::clone(&finding.location.path))
        .collect();
    if !unreadable.is_empty() {
        findings.retain(|finding| {
            is_unreadable(&finding) || unreadable.binary_search(&finding.location.path).is_err()
        });
    }
}

/// Drops each finding for which a more specific rule has one about the same piece of the same document: one mistake, one
/// finding. The findings must be sorted.
fn drop_superseded(findings: &mut Vec<Finding>) {
    let stronger_than =
        |finding: &Finding| rules::find(finding.rule).map_or(&[][..], |rule| rule.info().yields_to);
    let superseded: Vec<bool> = findings
        .chunk_by(|one, other| one.location.path == other.location.path)
        .flat_map(|of_document| {
            of_document.iter().map(|finding| {
                let stronger = stronger_than(finding);
                let explains = |other: &Finding| {
                    stronger.contains(&other.rule)
                        && pieces(other)
                            .any(|piece| pieces(finding).any(|about| piece.touches(about)))
                };
                !stronger.is_empty() && of_document.iter().any(explains)
            })
        })
        .collect();
    let mut superseded = superseded.into_iter();
    findings.retain(|_| !superseded.next().unwrap_or(false));
}
