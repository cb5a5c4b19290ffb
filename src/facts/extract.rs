//! From a document to its facts.

use std::sync::Arc;

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use super::followed::Followed;
use super::link::{even_anchor, identity, slug};
use super::renames::renames;
use super::{DeclaredPairs, DocumentId, Fact, Key, NameId, Place, Relation, ValueHash, Wording};
use crate::config::{Configuration, Profile};
use crate::document::{
    Day, Description, Dialect, Document, Entry, Introduction, Kind, Link, Reference, RoleLevel,
    SharedRow, SkillDefinition,
};
use crate::source::Source;
use crate::text::{Span, Text, same_ignoring_case};

/// The value of the fact that a list of roles is there, where it is not written as it should be, or the words that introduce it are not.
pub const MISWRITTEN: ValueHash = ValueHash([0, 1]);

/// What a framework knows of a document besides its facts.
#[derive(Clone, Debug)]
pub struct DocumentSummary {
    /// Path as findings show it.
    pub path: Arc<str>,
    /// What it is about.
    pub kind: Kind,
    /// How it is written.
    pub dialect: Dialect,
    /// The day on which its words last changed: the newest entry of its update history, else *Last updated*, else what the front
    /// matter says. Never the day on which the file was made or clipped.
    pub content_date: Option<Day>,
    /// The URL that it was clipped from, as a link's identity.
    pub source_url: Option<NameId>,
    /// Where it has its title, if its front matter has one.
    pub title: Option<TitlePlace>,
    /// Whether a skill is missing where one should be: nothing follows from a skill that the document doesn't name.
    pub incomplete: bool,
    /// Hash of the text, by which a later reading is known to be the same.
    pub hash: u128,
}

/// Where a document with a title in its front matter has its title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TitlePlace {
    /// There, and nowhere else.
    FrontMatter,
    /// There, and above its text.
    Both,
}

/// What one document says, on its way into a [`FactIndex`](super::FactIndex).
#[derive(Debug)]
pub struct DocumentFacts {
    summary: DocumentSummary,
    facts: Vec<Fact>,
    /// The names one after the other, each with the end of its bytes.
    names: (String, Vec<(NameId, usize)>),
}

impl DocumentFacts {
    /// The document.
    pub fn summary(&self) -> &DocumentSummary {
        &self.summary
    }

    /// What it says, sorted by key and value; no key twice with the same value.
    pub fn facts(&self) -> &[Fact] {
        &self.facts
    }

    /// The names that its facts are about.
    pub fn names(&self) -> impl Iterator<Item = (NameId, &str)> {
        let (text, ends) = &self.names;
        let mut start = 0;
        ends.iter().map(move |&(id, end)| {
            let name = &text[start..end];
            start = end;
            (id, name)
        })
    }

    pub(super) fn into_parts(self, document: DocumentId) -> (DocumentSummary, Vec<Fact>) {
        let mut facts = self.facts;
        for fact in &mut facts {
            fact.place.document = document;
        }
        (self.summary, facts)
    }
}

/// The facts of a document.
pub fn facts_of(
    source: &Source,
    document: &Document<'_>,
    configuration: &Configuration,
) -> DocumentFacts {
    let profile = &*configuration.profile;
    let mut extraction = Extraction {
        path: source.path(),
        profile,
        facts: Vec::with_capacity(128),
        names: (String::new(), Vec::new()),
        named: HashSet::new(),
        identities: HashMap::new(),
        wording: Wording::default(),
    };
    extraction.add_role(document);
    for (piece, skill) in (0..).zip(&document.skills) {
        extraction.add_skill(piece, skill);
    }
    extraction.add_links(document, configuration);
    extraction.add_renames(document);
    extraction.add_pairs(document, &configuration.options());
    let source_url = document
        .front_matter_str(&profile.front_matter.source)
        // What is no web address says nothing of where other documents should link to: `front-matter-schema` has it.
        .filter(|(url, _)| url.starts_with("https://") || url.starts_with("http://"))
        .map(|(url, _)| extraction.name(&identity(source.path(), url)));
    let summary = DocumentSummary {
        path: Arc::clone(source.path()),
        kind: document.kind.clone(),
        dialect: document.dialect,
        content_date: content_date(document, profile),
        source_url,
        title: title_place(document),
        incomplete: lacks_skills(source, document),
        hash: source.hash(),
    };
    extraction.finish(summary)
}

/// The names that a document gives to what it is about, each with its place: its heading, and the title in its front matter.
pub fn titles<'d>(document: &'d Document<'_>) -> impl Iterator<Item = (&'d str, Span)> {
    let heading = document.title.as_ref().filter(|title| !title.is_blank());
    let heading = heading.map(|title| (title.as_str(), title.span()));
    let front_matter = document
        .front_matter_title
        .as_ref()
        .map(|title| (without_vault_id(title.as_str()), title.span()))
        .filter(|(title, _)| !title.is_empty());
    heading.into_iter().chain(front_matter)
}

fn title_place(document: &Document<'_>) -> Option<TitlePlace> {
    let title = document.front_matter_title.as_ref()?;
    (!title.is_blank()).then_some(match document.title {
        Some(_) => TitlePlace::Both,
        None => TitlePlace::FrontMatter,
    })
}

/// A title without the number that note-taking programs put behind it (`Service owner 20250101164927`).
pub fn without_vault_id(title: &str) -> &str {
    let title = title.trim();
    match title.rsplit_once(char::is_whitespace) {
        Some((rest, id)) if id.len() >= 8 && id.bytes().all(|byte| byte.is_ascii_digit()) => {
            rest.trim_end()
        }
        _ => title,
    }
}

fn content_date(document: &Document<'_>, profile: &Profile) -> Option<Day> {
    let history = document.history.as_ref();
    let newest = history.and_then(|history| {
        let days = history.entries.iter().filter_map(|update| update.date.day);
        days.max()
    });
    let last_updated = || {
        let in_history = history.and_then(|history| history.last_updated.as_ref()?.day);
        in_history.or_else(|| document.last_updated.as_ref()?.day)
    };
    let in_front_matter = || {
        let keys = profile.front_matter.content_dates.iter();
        let days = keys.filter_map(|key| Day::from_iso(document.front_matter_str(key)?.0));
        days.max()
    };
    newest.or_else(last_updated).or_else(in_front_matter)
}

fn lacks_skills(source: &Source, document: &Document<'_>) -> bool {
    let mut levels = document.role_levels.iter();
    document.kind == Kind::Role
        && (document.role_levels.is_empty()
            || lacks_end(document)
            || levels.any(|level| level.entries().next().is_none())
            || document
                .entries()
                .any(|entry| entry.skill.is_none() || holds_row(source, entry)))
}

/// Whether the page announces more role levels than it has, and lacks the first or the last of them.
fn lacks_end(document: &Document<'_>) -> bool {
    let levels = &document.role_levels;
    let is_missing = |name: &Text<'_>| {
        let mut titles = levels.iter().map(|level| level.title.as_str());
        !titles.any(|title| same_ignoring_case(title, name.as_str()))
    };
    document.level_count.as_ref().is_some_and(|count| {
        let mut ends = [&count.first, &count.last].into_iter().flatten();
        let announced = count.number.map_or(0, |number| number as usize);
        announced > levels.len() && ends.any(is_missing)
    })
}

/// Whether a row has another one behind its last cell, because the line break between them is lost.
fn holds_row(source: &Source, entry: &Entry<'_>) -> bool {
    let surplus = entry.surplus.map(|surplus| surplus.of(source.text()));
    surplus.is_some_and(|cells| cells.trim_matches(['|', ' ']).contains('|'))
}

struct Extraction<'d> {
    path: &'d str,
    profile: &'d Profile,
    facts: Vec<Fact>,
    names: (String, Vec<(NameId, usize)>),
    named: HashSet<NameId>,
    /// What the destinations that were met so far lead to.
    identities: HashMap<&'d str, NameId>,
    wording: Wording,
}

impl<'d> Extraction<'d> {
    fn add_role(&mut self, document: &'d Document<'_>) {
        if document.kind == Kind::Role {
            for (piece, (title, _)) in (0..).zip(titles(document)) {
                let role = self.name(title);
                self.add(Relation::IsRole, role, 0, ValueHash::NONE, piece);
            }
        }
        for entry in document.role_levels.iter().flat_map(RoleLevel::entries) {
            let Some(skill) = &entry.skill else { continue };
            let name = self.name(skill.as_str());
            let link = self.link(entry.link.as_ref());
            self.add(Relation::NeedsSkill, name, 0, link, entry.index);
            self.add_description(name, entry);
        }
        let rows = document
            .shared_skills
            .iter()
            .flat_map(|shared| &shared.rows);
        for (piece, row) in (0..).zip(rows) {
            self.add_shared_row(piece, row);
        }
    }

    fn add_shared_row(&mut self, piece: u32, row: &'d SharedRow<'_>) {
        for skill in &row.skills {
            self.add_reference(Relation::NamesSkill, skill, piece);
        }
        // A row that names no role is a fact too: about the role without a name.
        let name = match &row.role {
            Some(role) => self.add_reference(Relation::NamesRole, role, piece),
            None => self.name(""),
        };
        let skills = row.skills.iter();
        let skills = ValueHash::names(skills.map(|skill| NameId::of(skill.name.as_str())));
        self.add(Relation::SharesSkills, name, 0, skills, piece);
    }

    fn add_skill(&mut self, piece: u32, skill: &'d SkillDefinition<'_>) {
        let name = self.name(skill.name.as_str());
        self.add(Relation::DefinesSkill, name, 0, ValueHash::NONE, piece);
        for entry in skill.entries() {
            self.add_description(name, entry);
        }
        let Some(required_by) = &skill.required_by else {
            return;
        };
        let is_right =
            required_by.introduction == Introduction::Right && required_by.run_on.is_none();
        let written = if is_right {
            ValueHash::NONE
        } else {
            MISWRITTEN
        };
        self.add(Relation::HasRoleList, name, 0, written, piece);
        for role in &required_by.roles {
            let role = self.add_reference(Relation::NamesRole, role, piece);
            self.add(Relation::ListsRole, name, 0, ValueHash::name(role), piece);
        }
    }

    fn add_description(&mut self, skill: NameId, entry: &Entry<'_>) {
        let (Some(level), Some(description)) = (entry.level_index(), &entry.description) else {
            return;
        };
        // A row with a cell too many has only the beginning of its description.
        let is_cut = entry.surplus.is_some();
        if is_cut || description.undefined || is_placeholder(description, self.profile) {
            return;
        }
        if let Some(wording) = self.wording.hash(description) {
            self.add(Relation::Describes, skill, level, wording, entry.index);
        }
    }

    fn add_reference(
        &mut self,
        relation: Relation,
        reference: &'d Reference<'_>,
        piece: u32,
    ) -> NameId {
        let name = self.name(reference.name.as_str());
        let link = self.link(reference.link.as_ref());
        self.add(relation, name, 0, link, piece);
        name
    }

    /// Links to files, and the anchors that links can lead to. Copied page text has neither.
    fn add_links(&mut self, document: &'d Document<'_>, configuration: &Configuration) {
        if document.dialect == Dialect::Page {
            return;
        }
        let mut met: HashSet<(&str, bool)> = HashSet::new();
        for (piece, link) in (0..).zip(&document.links) {
            let in_page = link.destination.starts_with('#');
            if in_page && !link.wiki && document.dialect == Dialect::Clip {
                continue;
            }
            if !met.insert((&*link.destination, link.wiki)) {
                continue;
            }
            if let Some(followed) = Followed::of(self.path, link, configuration) {
                let link = ValueHash::name(self.name(&followed.identity));
                let target = self.name(&followed.target);
                let route = followed.route as u8;
                self.add(Relation::LinksTo, target, route, link, piece);
            }
        }
        let path = NameId::of(self.path);
        let of_html = document.anchors.iter().map(|anchor| (**anchor).to_owned());
        for (piece, anchor) in (0..).zip(anchors(document).into_iter().chain(of_html)) {
            let anchor = ValueHash::name(NameId::of(&even_anchor(&anchor)));
            self.add(Relation::HasAnchor, path, 0, anchor, piece);
        }
    }

    /// Of renames that the history states more than once the latest is kept.
    fn add_renames(&mut self, document: &Document<'_>) {
        for rename in renames(document, self.profile) {
            let old = self.name(rename.old.as_str());
            let new = ValueHash::name(self.name(rename.new.as_str()));
            let day = rename.day.map_or(0, |day| {
                (u32::from(day.year) << 9) | (u32::from(day.month) << 5) | u32::from(day.day)
            });
            self.add(Relation::RenamesSkill, old, 0, new, u32::MAX - day);
        }
    }

    /// Values that the configuration says go together. What the keys are is read again from the documents that disagree.
    fn add_pairs(&mut self, document: &Document<'_>, declared: &DeclaredPairs) {
        for (piece, pair) in (0..).zip(declared.in_document(document)) {
            let subject = NameId::of(&pair.subject());
            let value = ValueHash::of(&pair.value);
            self.add(Relation::PairsWith, subject, pair.level(), value, piece);
        }
    }

    fn add(
        &mut self,
        relation: Relation,
        subject: NameId,
        level: u8,
        value: ValueHash,
        piece: u32,
    ) {
        let key = Key {
            relation,
            subject,
            level,
        };
        let place = Place {
            document: DocumentId(0),
            piece,
        };
        self.facts.push(Fact::new(key, value, place));
    }

    fn link(&mut self, link: Option<&'d Link<'_>>) -> ValueHash {
        let Some(link) = link.filter(|link| !link.wiki) else {
            return ValueHash::NONE;
        };
        let (id, text) = identity_of(&mut self.identities, self.path, &link.destination);
        if let Some(text) = text {
            self.name_as(id, &text);
        }
        ValueHash::name(id)
    }

    fn name(&mut self, name: &str) -> NameId {
        let id = NameId::of(name);
        self.name_as(id, name);
        id
    }

    fn name_as(&mut self, id: NameId, name: &str) {
        if self.named.insert(id) {
            let (text, ends) = &mut self.names;
            text.push_str(&crate::text::collapse_white_space(name));
            ends.push((id, text.len()));
        }
    }

    fn finish(mut self, summary: DocumentSummary) -> DocumentFacts {
        self.facts.sort_unstable_by_key(Fact::order);
        self.facts.dedup_by(|later, first| {
            let same = later.key() == first.key() && later.value == first.value;
            if same {
                first.times = first.times.saturating_add(later.times);
            }
            same
        });
        // What the skill tables say already need not be said again.
        let needed = self.facts.iter();
        let needed = needed.filter(|fact| fact.relation == Relation::NeedsSkill);
        let needed: Vec<_> = needed.map(|fact| (fact.subject, fact.value)).collect();
        self.facts.retain(|fact| {
            fact.relation != Relation::NamesSkill
                || needed.binary_search(&(fact.subject, fact.value)).is_err()
        });
        DocumentFacts {
            summary,
            facts: self.facts,
            names: self.names,
        }
    }
}

/// What a destination leads to, and the text of it where it is met for the first time.
fn identity_of<'d>(
    known: &mut HashMap<&'d str, NameId>,
    path: &str,
    destination: &'d str,
) -> (NameId, Option<String>) {
    if let Some(&id) = known.get(destination) {
        return (id, None);
    }
    let text = identity(path, destination);
    let id = NameId::of(&text);
    known.insert(destination, id);
    (id, Some(text))
}

/// The anchors of a document's headings, in their order; one that is there before has a number behind it.
pub fn anchors(document: &Document<'_>) -> Vec<String> {
    numbered(
        document
            .headings
            .iter()
            .map(|heading| heading.text.as_str()),
    )
}

/// The anchors that GitHub gives to headings in this order.
pub fn numbered<'h>(headings: impl Iterator<Item = &'h str>) -> Vec<String> {
    let mut times: HashMap<String, u32> = HashMap::new();
    headings
        .map(|heading| {
            let slug = slug(heading);
            let times = times.entry(slug.clone()).or_default();
            *times += 1;
            match *times {
                1 => slug,
                times => format!("{slug}-{}", times - 1),
            }
        })
        .collect()
}

/// Whether the description only stands where one is still to be written, which has a rule of its own.
fn is_placeholder(description: &Description<'_>, profile: &Profile) -> bool {
    let [part] = description.worded_parts() else {
        return false;
    };
    profile.is_placeholder(part.text.as_str())
}
