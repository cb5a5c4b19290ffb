//! What documents say that others must not contradict: keys, values and places.
//!
//! A fact is 40 bytes whatever it is about: it holds hashes, never text or offsets. Names are held once, beside the facts, under
//! their hash. All facts lie in one list, sorted by key, value and place. What documents say about one subject is a contiguous
//! slice of it, and what they agree about is a slice with one value: grouping needs no memory of its own and has no order of its
//! own that could reach the output. A changed document costs one pass over the list to take its facts out and one merge of a long
//! sorted run with a short one.

mod extract;
mod followed;
mod link;
mod pairs;
mod renames;
mod wording;

use std::sync::Arc;

use foldhash::{HashMap, HashSet};
use rayon::slice::ParallelSliceMut;
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

pub use extract::{
    DocumentFacts, DocumentSummary, MISWRITTEN, TitlePlace, anchors, facts_of, numbered, titles,
    without_vault_id,
};
pub use followed::{Followed, Route, below};
pub use link::{LinkForm, LinkIdentity, destination, even_anchor, identity, percent_decoded, slug};
pub use pairs::{DeclaredPair, DeclaredPairs, Pair, Pointer, Reach, level_of};
pub use renames::{Rename, renames};
pub use wording::Wording;

use crate::text::collapse_white_space;

/// Hash of a name (of a skill, a role, a path) with its white space collapsed; case and everything else counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NameId(u64);

impl NameId {
    /// The identity of a name.
    pub fn of(name: &str) -> Self {
        Self(xxh3_64(collapse_white_space(name).as_bytes()))
    }
}

/// 128-bit hash of a normalised value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ValueHash([u64; 2]);

impl ValueHash {
    /// The value of a fact that says no more than its key.
    pub const NONE: Self = Self([0, 0]);

    /// The hash of a value that is already normalised.
    pub fn of(value: &str) -> Self {
        Self::from(xxh3_128(value.as_bytes()))
    }

    /// A name as the value of a fact.
    pub fn name(name: NameId) -> Self {
        Self([0, name.0])
    }

    /// The name that [`ValueHash::name`] made a value of; `None` for [`ValueHash::NONE`].
    pub fn as_name(self) -> Option<NameId> {
        (self != Self::NONE).then_some(NameId(self.0[1]))
    }

    /// One value for several names, whatever their order; a name that is there twice counts twice.
    pub fn names(names: impl IntoIterator<Item = NameId>) -> Self {
        let (mut count, mut sum) = (0, 0u64);
        for NameId(name) in names {
            count += 1;
            sum = sum.wrapping_add(name);
        }
        Self([count, sum])
    }
}

impl From<u128> for ValueHash {
    fn from(hash: u128) -> Self {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the two halves of the hash"
        )]
        Self([(hash >> 64) as u64, hash as u64])
    }
}

/// Which document of the framework, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentId(pub u32);

impl DocumentId {
    /// The document's position in the framework's list of documents, from 0.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Where a fact stands: a document and a piece of it. What the piece counts depends on the fact's relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The document.
    pub document: DocumentId,
    /// The piece, from 0.
    pub piece: u32,
}

/// What a fact says of its subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Relation {
    /// A catalogue defines the skill. Piece: which of its skills.
    DefinesSkill,
    /// The skill is described in these words at the fact's level. Value: the wording. Piece: the entry.
    Describes,
    /// A role needs the skill. Value: the link of its name. Piece: the entry.
    NeedsSkill,
    /// The skill is named outside of the skill tables. Value: the link of its name. Piece: the row.
    NamesSkill,
    /// The document is about this role. Piece: which of its titles.
    IsRole,
    /// The role is named by a table or a list. Value: the link of its name. Piece: the row, or the skill in a catalogue.
    NamesRole,
    /// A row of a shared-skills table about the role; the empty name where it has none. Value: the skills. Piece: the row.
    SharesSkills,
    /// A catalogue lists a role for the skill. Value: the role's name. Piece: which of its skills.
    ListsRole,
    /// A catalogue has a list of roles for the skill. Value: whether the right words introduce it. Piece: which of its skills.
    HasRoleList,
    /// A link to the path; the key's level is its [`Route`]. Value: the whole link, with its anchor. Piece: the link.
    LinksTo,
    /// The path has an anchor. Value: the anchor. Piece: the heading.
    HasAnchor,
    /// Front matter pairs a value with the key, which has the number of the declared pair before it. Piece: which of the document's pairs.
    PairsWith,
    /// An update history says that the skill was renamed. Value: the new name. Piece: how long ago, the latest day first.
    RenamesSkill,
}

/// What facts must have in common to be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// What is said.
    pub relation: Relation,
    /// Of what.
    pub subject: NameId,
    /// At which level of the scale, from 0; 0 where levels don't matter.
    pub level: u8,
}

/// Something that one document says and others must not contradict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fact {
    subject: NameId,
    value: ValueHash,
    place: Place,
    relation: Relation,
    level: u8,
    times: u16,
}

impl Fact {
    /// The fact that `key` has `value`, at `place`.
    pub fn new(key: Key, value: ValueHash, place: Place) -> Self {
        Self {
            subject: key.subject,
            value,
            place,
            relation: key.relation,
            level: key.level,
            times: 1,
        }
    }

    /// What it is compared by.
    pub fn key(&self) -> Key {
        Key {
            relation: self.relation,
            subject: self.subject,
            level: self.level,
        }
    }

    /// What it says.
    pub fn value(&self) -> ValueHash {
        self.value
    }

    /// Where its document says so first.
    pub fn place(&self) -> Place {
        self.place
    }

    /// The document that says so.
    pub fn document(&self) -> DocumentId {
        self.place.document
    }

    /// How often the document says so.
    pub fn times(&self) -> u16 {
        self.times
    }

    fn order(&self) -> (Key, ValueHash, Place) {
        (self.key(), self.value, self.place)
    }
}

/// The facts of all documents.
#[derive(Debug, Default)]
pub struct FactIndex {
    /// By identity. A document that was taken out stays here, without facts.
    documents: Vec<DocumentSummary>,
    identities: HashMap<Arc<str>, DocumentId>,
    /// Whether the document of each identity is still there.
    present: Vec<bool>,
    /// Sorted by key, value and place, as far as they are settled.
    facts: Vec<Fact>,
    /// How many facts at the start of the list are in order; 0 until the first have been put in order.
    settled: usize,
    /// The names that facts are about. One that no document uses any more stays: nothing leads to it.
    names: HashMap<NameId, Box<str>>,
}

impl FactIndex {
    /// Adds what documents say, in place of what documents at the same paths said before.
    pub fn add(&mut self, documents: Vec<DocumentFacts>) {
        self.append(documents);
        self.settle();
    }

    /// Adds what documents say without putting it in order yet, which [`settle`](Self::settle) does for all of them.
    pub fn append(&mut self, documents: Vec<DocumentFacts>) {
        let known = documents
            .iter()
            .filter_map(|document| self.identities.get(&document.summary().path));
        let replaced: HashSet<DocumentId> = known.copied().collect();
        if !replaced.is_empty() {
            let before = self.facts.len();
            self.facts
                .retain(|fact| !replaced.contains(&fact.document()));
            self.settled -= (before - self.facts.len()).min(self.settled);
        }
        for document in documents {
            let path = Arc::clone(&document.summary().path);
            for (id, name) in document.names() {
                self.names.entry(id).or_insert_with(|| Box::from(name));
            }
            let next = DocumentId(u32::try_from(self.documents.len()).unwrap_or(u32::MAX));
            let id = *self.identities.entry(path).or_insert(next);
            let (summary, facts) = document.into_parts(id);
            if let Some(known) = self.documents.get_mut(id.index()) {
                *known = summary;
                self.present[id.index()] = true;
            } else {
                self.documents.push(summary);
                self.present.push(true);
            }
            self.facts.extend(facts);
        }
    }

    /// Makes room for `times` as many facts as there are, so that a long list need not be moved while it grows.
    pub fn make_room(&mut self, times: usize) {
        self.facts.reserve_exact(self.facts.len() * times);
    }

    /// Puts all facts in order.
    pub fn settle(&mut self) {
        if self.settled == 0 {
            self.facts.par_sort_unstable_by_key(Fact::order);
        } else if self.settled < self.facts.len() {
            // A stable sort finds the long run that is sorted already.
            self.facts.sort_by_key(Fact::order);
        }
        self.settled = self.facts.len();
    }

    /// Takes out everything that the document at `path` said.
    pub fn remove(&mut self, path: &str) {
        if let Some(&document) = self.identities.get(path) {
            self.present[document.index()] = false;
            let before = self.facts.len();
            self.facts.retain(|fact| fact.document() != document);
            self.settled -= (before - self.facts.len()).min(self.settled);
        }
    }

    /// What is known of a document besides its facts.
    pub fn document(&self, id: DocumentId) -> &DocumentSummary {
        &self.documents[id.index()]
    }

    /// The document at a path.
    pub fn document_at(&self, path: &str) -> Option<DocumentId> {
        let id = self.identities.get(path).copied();
        id.filter(|id| self.present[id.index()])
    }

    /// What is known of every document.
    pub fn documents(&self) -> impl Iterator<Item = &DocumentSummary> {
        let documents = self.documents.iter().zip(&self.present);
        documents.filter_map(|(document, &present)| present.then_some(document))
    }

    /// How many documents there have been, those that were taken out included.
    pub fn document_count(&self) -> usize {
        self.documents.len()
    }

    /// How many facts there are.
    pub fn len(&self) -> usize {
        self.facts.len()
    }

    /// Whether no document says anything.
    pub fn is_empty(&self) -> bool {
        self.facts.is_empty()
    }

    /// The text of a name that a fact is about or has as its value; empty for one that was never added.
    pub fn name(&self, id: NameId) -> &str {
        self.names.get(&id).map_or("", |name| name)
    }

    /// All facts of a relation, sorted by key, value and place.
    pub fn of(&self, relation: Relation) -> &[Fact] {
        let start = self.facts.partition_point(|fact| fact.relation < relation);
        let length = self.facts[start..].partition_point(|fact| fact.relation == relation);
        &self.facts[start..start + length]
    }

    /// The facts of a relation, those with the same key together.
    pub fn groups(&self, relation: Relation) -> impl Iterator<Item = (Key, &[Fact])> {
        self.of(relation)
            .chunk_by(|one, other| one.key() == other.key())
            .map(|group| (group[0].key(), group))
    }

    /// What documents say about one key, sorted by value and place.
    pub fn about(&self, key: Key) -> &[Fact] {
        let start = self.facts.partition_point(|fact| fact.key() < key);
        let length = self.facts[start..].partition_point(|fact| fact.key() == key);
        &self.facts[start..start + length]
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::config::{Configuration, Profile};
    use crate::parse::ParsedSource;
    use crate::source::Source;

    const ROLE: &str = "---\ntitle: Baker\nkind: role\n---\n\n# Baker\n\n## Baker\n\n\
        | Skill | Level | Description |\n|---|---|---|\n\
        | Kneading | Working | You can:<br>- knead dough<br>- tell when it has rested |\n\
        | Kneading | Working | you can:<br>- knead  dough - tell when it has rested |\n";

    fn facts(path: &str, text: &str) -> DocumentFacts {
        let source = Source::new(path, text.to_owned());
        let parsed = ParsedSource::parse(source, Profile::gov_uk(), None);
        facts_of(
            parsed.source(),
            parsed.document().unwrap(),
            &Configuration::default(),
        )
    }

    #[test]
    fn a_fact_is_small() {
        assert_eq!(size_of::<Fact>(), 40);
    }

    #[test]
    fn white_space_lead_ins_and_the_split_of_a_list_make_no_other_wording() {
        let mut index = FactIndex::default();
        index.add(vec![facts("baker.md", ROLE)]);
        let described = index.of(Relation::Describes);
        assert_eq!(described.len(), 1);
        assert_eq!(described[0].times(), 2);
        let other = ROLE.replace("knead dough", "Knead dough");
        index.add(vec![facts("other.md", &other)]);
        assert_eq!(index.of(Relation::Describes).len(), 3);
    }

    #[test]
    fn front_matter_is_read_under_the_keys_of_the_profile() {
        let mut profile = Profile::gov_uk().clone();
        profile.front_matter.title = "titel".to_owned();
        profile.front_matter.source = "quelle".to_owned();
        let text = ROLE
            .replace(
                "title: Baker",
                "titel: Baker\nquelle: https://bakers.example/baker",
            )
            .replace("# Baker\n\n##", "##");
        let source = Source::new("baker.md", text);
        let parsed = ParsedSource::parse(source, &profile, None);
        let document = parsed.document().unwrap();
        let found: Vec<&str> = titles(document).map(|(title, _)| title).collect();
        assert_eq!(found, ["Baker"]);
        let mut configuration = Configuration::default();
        configuration.profile = profile.into();
        let facts = facts_of(parsed.source(), document, &configuration);
        assert!(facts.summary().source_url.is_some());
    }

    #[test]
    fn an_index_forgets_what_a_document_said_before() {
        let mut index = FactIndex::default();
        index.add(vec![facts("a.md", ROLE), facts("b.md", ROLE)]);
        let all: Vec<Fact> = index.of(Relation::Describes).to_vec();
        let renamed = ROLE.replace("Kneading", "Proving");
        index.add(vec![facts("b.md", &renamed)]);
        let skills: Vec<&str> = index
            .groups(Relation::NeedsSkill)
            .map(|(key, _)| index.name(key.subject))
            .collect();
        assert_eq!(skills.len(), 2);
        assert!(skills.contains(&"Proving"));
        index.remove("b.md");
        assert_eq!(index.documents().count(), 1);
        index.add(vec![facts("b.md", ROLE)]);
        assert_eq!(index.of(Relation::Describes), all);
        assert_eq!(index.document_count(), 2);
    }
}
