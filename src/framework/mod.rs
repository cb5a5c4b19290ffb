//! All documents together, as agreement rules see them: their facts, with every name resolved to what it means.
//!
//! A name that is wrong but identifiable counts as what was meant, here once and for all rules: its own rule reports it, and no
//! other rule sees a difference.

mod clusters;
mod declared_renames;
mod descriptions;
mod difference;
mod links;
mod mentions;
mod misnamed;
mod names;
mod needs;
mod outdated;
mod retitled;
mod rewording;
mod roles;
mod roots;
mod skills;
mod sources;
mod unread_link;

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, OnceLock};

pub use declared_renames::DeclaredRenames;
pub use descriptions::{Described, Deviation, described, entries_with, entry_at};
pub(crate) use difference::{Difference, Nature, contradiction, difference};

pub use links::{Bases, Broken, Lead, anchors_of_markdown};
pub(crate) use links::{UsedLink, leading_to};
pub use mentions::{Mention, role_mentions, skill_mentions};
pub use misnamed::Misnamed;
pub(crate) use names::{anchor_key, folded};
pub use needs::{Needs, RoleList, role_lists};
pub use outdated::{Outdated, Successor, Unfounded};
pub(crate) use rewording::rewording;
pub use roles::{Role, RoleId, Roles};
pub use skills::{Skill, SkillId, Skills};
pub use sources::WrongSource;
pub use unread_link::UnreadLink;

use crate::config::{Configuration, Profile};
use crate::facts::{DocumentId, DocumentSummary, Fact, FactIndex, NameId};
use crate::parse::ParsedSource;

/// How a framework reaches the documents that it needs to look at again, and files beside them.
pub trait Library: Sync {
    /// The file at `path`, read and parsed once more as it was parsed for its facts; `None` where it is no longer the text with
    /// this hash.
    fn parsed(&self, path: &str, hash: u128) -> Option<Arc<ParsedSource>>;
    /// The text of any file; `None` where it cannot be read.
    fn text(&self, path: &str) -> Option<String>;
    /// The files that were read, documents or not, sorted.
    fn paths(&self) -> Vec<Arc<str>>;
    /// Whether there is such a file, whether or not it belongs to the framework.
    fn exists(&self, path: &str) -> bool;
    /// Whether something is there and counts as not being there, because git does not track it.
    fn is_untracked(&self, path: &str) -> bool;
}

/// The facts of all documents, with names resolved.
pub struct Framework<'a> {
    /// Everything that the documents say.
    pub facts: &'a FactIndex,
    /// Everything that the run is told.
    pub configuration: &'a Configuration,
    /// The words by which the documents are recognised.
    pub profile: &'a Profile,
    /// Names that skills had before they were renamed.
    pub outdated: Outdated,
    /// What each skill's name means.
    pub skills: Skills,
    /// What each role's name means.
    pub roles: Roles,
    library: &'a dyn Library,
    deviations: OnceLock<Vec<Deviation>>,
    needs: OnceLock<Needs>,
    broken_links: OnceLock<HashMap<NameId, Broken>>,
    /// The folders that have documents, somewhere below; without a slash at the end.
    folders: OnceLock<HashSet<String>>,
    misnamed: OnceLock<Misnamed>,
    vault: OnceLock<roots::Vault>,
    wrong_sources: OnceLock<Vec<WrongSource>>,
}

impl<'a> Framework<'a> {
    /// Resolves the names in `facts`.
    pub fn new(
        facts: &'a FactIndex,
        configuration: &'a Configuration,
        library: &'a dyn Library,
    ) -> Self {
        let mut framework = Self {
            facts,
            configuration,
            profile: &configuration.profile,
            outdated: Outdated::default(),
            skills: Skills::default(),
            roles: Roles::default(),
            library,
            deviations: OnceLock::new(),
            needs: OnceLock::new(),
            broken_links: OnceLock::new(),
            folders: OnceLock::new(),
            misnamed: OnceLock::new(),
            vault: OnceLock::new(),
            wrong_sources: OnceLock::new(),
        };
        framework.roles = Roles::resolve(&framework);
        framework.outdated = Outdated::of(&framework);
        framework.skills = Skills::resolve(&framework);
        framework
    }

    /// What is known of a document besides its facts.
    pub fn summary(&self, id: DocumentId) -> &DocumentSummary {
        self.facts.document(id)
    }

    /// The document's path.
    pub fn path(&self, id: DocumentId) -> &'a str {
        &self.facts.document(id).path
    }

    /// The text of a name.
    pub fn name(&self, id: NameId) -> &'a str {
        self.facts.name(id)
    }

    /// The document with its text, read and parsed again. `None` where the file is no longer what its facts were taken from: it
    /// changed during the run, and what is known of it is out of date.
    pub fn document(&self, id: DocumentId) -> Option<Arc<ParsedSource>> {
        let summary = self.summary(id);
        self.library.parsed(&summary.path, summary.hash)
    }

    /// The name of the role that a document is about.
    pub fn role_name(&self, document: DocumentId) -> Option<String> {
        let role = self.roles.role(self.roles.of(document)?);
        Some(self.name(role.name).to_owned())
    }

    /// Entries that go by the name of one skill and are another.
    pub fn misnamed(&self) -> &Misnamed {
        self.misnamed.get_or_init(|| Misnamed::of(self))
    }

    /// The skill that a fact about a needed skill means.
    pub fn needed_skill(&self, fact: &Fact) -> Option<SkillId> {
        let name = fact.key().subject;
        let meant = self.misnamed().meant(fact.document(), name, fact.value());
        meant.or_else(|| self.skills.get(name))
    }

    /// Documents whose `source` is the page of another role, by path.
    pub fn wrong_sources(&self) -> &[WrongSource] {
        self.wrong_sources
            .get_or_init(|| sources::wrong_sources(self))
    }

    /// The URL that a document was clipped from, as a link's identity; `None` too where that is another role's page.
    pub fn source_url(&self, document: DocumentId) -> Option<NameId> {
        let is_wrong = |wrong: &WrongSource| wrong.document == document;
        let url = self.summary(document).source_url?;
        (!self.wrong_sources().iter().any(is_wrong)).then_some(url)
    }

    /// Which skills each document needs.
    pub fn needs(&self) -> &Needs {
        self.needs.get_or_init(|| Needs::of(self))
    }

    /// Every document that describes a skill at a level in other words than it should, by path, skill and level.
    pub fn deviations(&self) -> &[Deviation] {
        self.deviations
            .get_or_init(|| descriptions::deviations(self))
    }

    /// The text of any file; `None` where it cannot be read.
    pub fn text(&self, path: &str) -> Option<String> {
        self.library.text(path)
    }

    /// Whether there is such a file, whether or not it belongs to the framework.
    pub fn exists(&self, path: &str) -> bool {
        self.library.exists(path)
    }

    /// How much speaks for what these facts say in one way: the greater, the more.
    pub(crate) fn weight(&self, facts: &[&[Fact]]) -> Weight<'a> {
        let mut documents: Vec<DocumentId> = Vec::new();
        let mut times = 0;
        for fact in facts.iter().copied().flatten() {
            documents.push(fact.document());
            times += u32::from(fact.times());
        }
        documents.sort_unstable();
        documents.dedup();
        let dates = documents
            .iter()
            .map(|&document| self.summary(document).content_date);
        let places = facts
            .iter()
            .copied()
            .flatten()
            .map(|fact| (self.path(fact.document()), fact.place().piece));
        Weight {
            documents: documents.len(),
            newest: dates.max().flatten(),
            times,
            first: std::cmp::Reverse(places.min()),
        }
    }
}

/// What decides which of two ways of saying something is right: most documents, then the document whose words changed last, then
/// most entries, then the first by path and position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Weight<'a> {
    pub(crate) documents: usize,
    newest: Option<crate::document::Day>,
    pub(crate) times: u32,
    first: std::cmp::Reverse<Option<(&'a str, u32)>>,
}
