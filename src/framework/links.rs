//! Where the links of a framework lead, and which of them lead nowhere.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::roots::Destination;
use super::{Framework, Weight, anchor_key};
use crate::document::{Dialect, Link};
use crate::facts::{
    DocumentId, Fact, Key, LinkForm, LinkIdentity, NameId, Relation, Route, destination,
    even_anchor, numbered, slug,
};
use crate::finding::Edit;
use crate::parse::{front_matter, html};
use crate::source::Source;

/// Why a link leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Broken {
    /// There is no such file.
    NoFile,
    /// The file at this path has no such anchor.
    NoAnchor(String),
}

/// A link as the links of other names are compared with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lead<'a> {
    /// What it leads to.
    pub form: LinkForm,
    /// The page, where the link has an anchor; else the folder that the page is in.
    pub base: &'a str,
    /// What tells it from the links of other names: its anchor, else the last part of its path, as letters and digits.
    pub key: String,
}

impl<'a> Lead<'a> {
    /// Takes a link's identity apart.
    pub fn of(identity: &'a str) -> Self {
        let LinkIdentity {
            form,
            target,
            fragment,
        } = LinkIdentity::parse(identity);
        if let Some(fragment) = fragment {
            return Self {
                form,
                base: target,
                key: anchor_key(fragment),
            };
        }
        let (base, last) = target.rsplit_once('/').unwrap_or(("", target));
        let last = last.strip_suffix(".md").unwrap_or(last);
        Self {
            form,
            base,
            key: anchor_key(last),
        }
    }
}

/// In how many documents links have a base.
#[derive(Debug, Default)]
pub struct Bases<'a> {
    documents: HashMap<(LinkForm, &'a str), usize>,
}

impl<'a> Bases<'a> {
    /// Counts the bases of the links that facts of these relations have as their values.
    pub fn of(framework: &Framework<'a>, relations: &[Relation]) -> Self {
        let mut seen: HashSet<(LinkForm, &str, u32)> = HashSet::new();
        let mut bases = Self::default();
        for fact in relations
            .iter()
            .flat_map(|&relation| framework.facts.of(relation))
        {
            let Some(link) = fact.value().as_name() else {
                continue;
            };
            let Lead { form, base, .. } = Lead::of(framework.name(link));
            if seen.insert((form, base, fact.document().0)) {
                *bases.documents.entry((form, base)).or_default() += 1;
            }
        }
        bases
    }

    /// How many documents have a link of this base.
    pub fn count(&self, form: LinkForm, base: &str) -> usize {
        self.documents.get(&(form, base)).copied().unwrap_or(0)
    }

    /// The base that most documents have for links of this form.
    pub fn most(&self, form: LinkForm) -> Option<&'a str> {
        let of_form = self
            .documents
            .iter()
            .filter(|((other, _), _)| *other == form);
        let most = of_form.max_by_key(|&(&(_, base), &count)| (count, std::cmp::Reverse(base)));
        most.map(|(&(_, base), _)| base)
    }
}

/// Where documents link a name to, with what speaks for it.
pub(crate) struct UsedLink<'a> {
    /// Its identity.
    pub id: NameId,
    /// The same in words.
    pub text: &'a str,
    /// What the links of other names are compared with.
    pub lead: Lead<'a>,
    /// What speaks for it.
    pub weight: Weight<'a>,
    facts: Vec<&'a [Fact]>,
}

impl<'a> UsedLink<'a> {
    /// The links that the facts of these relations have for any of `names`, by their identity, without those that lead nowhere.
    pub fn of(
        framework: &'a Framework<'a>,
        relations: &[Relation],
        names: impl IntoIterator<Item = NameId>,
    ) -> Vec<Self> {
        let mut runs: BTreeMap<NameId, Vec<&[Fact]>> = BTreeMap::new();
        for subject in names {
            for &relation in relations {
                let level = 0;
                let facts = framework.facts.about(Key {
                    relation,
                    subject,
                    level,
                });
                for run in facts.chunk_by(|one, other| one.value() == other.value()) {
                    let link = run[0].value().as_name();
                    let link = link.filter(|link| !framework.broken_links().contains_key(link));
                    if let Some(link) = link {
                        runs.entry(link).or_default().push(run);
                    }
                }
            }
        }
        let links = runs.into_iter().map(|(id, facts)| Self {
            id,
            text: framework.name(id),
            lead: Lead::of(framework.name(id)),
            weight: framework.weight(&facts),
            facts,
        });
        links.collect()
    }

    /// The documents that have it.
    pub fn documents(&self) -> BTreeSet<DocumentId> {
        let facts = self.facts.iter().copied().flatten();
        facts.map(Fact::document).collect()
    }
}

/// The change that makes a link in `source` lead to where `identity` says. `None` where its destination is not written in the link itself.
pub(crate) fn leading_to(source: &Source, link: &Link<'_>, identity: &str) -> Option<Edit> {
    let as_written = link.span.of(source.text());
    (!link.wiki && as_written == link.destination).then(|| Edit {
        location: source.locate(link.span),
        replacement: destination(source.path(), identity),
    })
}

impl Framework<'_> {
    /// The file that a relative link leads to: the path itself, with `.md`, or the `index.md` in it. A folder that has documents
    /// counts too.
    pub fn resolved(&self, path: &str) -> Option<String> {
        if let Some(found) = meant_by(path).into_iter().find(|path| self.exists(path)) {
            return Some(found);
        }
        let folders = self.folders.get_or_init(|| {
            let mut folders = HashSet::new();
            for document in self.facts.documents() {
                let mut folder: &str = &document.path;
                while let Some((above, _)) = folder.rsplit_once('/') {
                    folder = above;
                    if !folders.insert(folder.to_owned()) {
                        break;
                    }
                }
                folders.insert(String::new());
            }
            folders
        });
        folders.contains(path).then(|| path.to_owned())
    }

    /// What a relative link leads to that is there and counts as not being there, because git does not track it.
    pub(crate) fn untracked(&self, path: &str) -> Option<String> {
        let mut candidates = meant_by(path).into_iter();
        candidates.find(|path| self.library.is_untracked(path))
    }

    /// The relative links that lead nowhere, by their identity.
    pub fn broken_links(&self) -> &HashMap<NameId, Broken> {
        self.broken_links.get_or_init(|| broken(self))
    }
}

/// The files that a relative link with this path may mean, the likeliest first.
fn meant_by(path: &str) -> [String; 3] {
    let index = if path.is_empty() {
        "index.md".to_owned()
    } else {
        format!("{path}/index.md")
    };
    [path.to_owned(), format!("{path}.md"), index]
}

fn broken(framework: &Framework<'_>) -> HashMap<NameId, Broken> {
    let mut broken = HashMap::new();
    for (key, facts) in framework.facts.groups(Relation::LinksTo) {
        let target = framework.name(key.subject);
        let route = Route::of_level(key.level);
        let found = match route {
            Route::Beside => Destination::of(framework.resolved(target)),
            Route::Site => framework.in_site(target),
            Route::Vault => framework.in_vault(target),
        };
        let file = match found {
            Destination::File(file) => Some(file),
            Destination::Missing => None,
            Destination::Elsewhere => continue,
        };
        let links: BTreeSet<NameId> = facts
            .iter()
            .filter_map(|fact| fact.value().as_name())
            .collect();
        let Some(file) = file else {
            broken.extend(links.into_iter().map(|link| (link, Broken::NoFile)));
            continue;
        };
        // Read when the first link asks for an anchor.
        let mut known: Option<Option<HashSet<NameId>>> = None;
        let text = OnceCell::new();
        let text = || text.get_or_init(|| framework.text(&file)).as_deref();
        let others = OnceCell::new();
        for link in links {
            let Some(fragment) = LinkIdentity::parse(framework.name(link)).fragment else {
                continue;
            };
            // A wikilink has the words of the heading, or the name of a block after a `^`.
            let heading = (route == Route::Vault).then(|| slug(fragment));
            if heading.is_some() && fragment.starts_with('^') {
                continue;
            }
            let fragment = heading.as_deref().unwrap_or(fragment);
            let anchors = known.get_or_insert_with(|| anchors_of(framework, &file));
            let Some(anchors) = anchors else { break };
            // A page that lost its body is reported there, and not at every link to it.
            if anchors.is_empty() && text().is_some_and(has_no_body) {
                break;
            }
            // The top of a page needs no anchor (HTML, section 7.4.6.4).
            let is_there = anchors.contains(&NameId::of(&even_anchor(fragment)))
                || fragment.eq_ignore_ascii_case("top")
                || is_renamed_skill(framework, &file, fragment);
            let others = || others.get_or_init(|| text().map(OtherAnchors::of).unwrap_or_default());
            let is_there = is_there || others().has(fragment);
            if !is_there {
                broken.insert(link, Broken::NoAnchor(file.clone()));
            }
        }
    }
    broken
}

fn has_no_body(text: &str) -> bool {
    let (front_matter, body) = front_matter::parse(text);
    front_matter.is_some() && text[body..].trim().is_empty()
}

/// The anchors of a file; `None` where nothing can be said of them.
fn anchors_of(framework: &Framework<'_>, path: &str) -> Option<HashSet<NameId>> {
    if let Some(document) = framework.facts.document_at(path) {
        if framework.summary(document).dialect == Dialect::Page {
            return None;
        }
        let facts = framework.facts.about(Key {
            relation: Relation::HasAnchor,
            subject: NameId::of(path),
            level: 0,
        });
        return Some(
            facts
                .iter()
                .filter_map(|fact: &Fact| fact.value().as_name())
                .collect(),
        );
    }
    let is_markdown = ["md", "markdown"].iter().any(|extension| {
        let found = path.rsplit_once('.').map(|(_, extension)| extension);
        found.is_some_and(|found| found.eq_ignore_ascii_case(extension))
    });
    if !is_markdown {
        return None;
    }
    let anchors = anchors_of_markdown(&framework.text(path)?);
    Some(
        anchors
            .iter()
            .map(|anchor| NameId::of(&even_anchor(anchor)))
            .collect(),
    )
}

/// The anchors of a Markdown file that is no document of the framework: of its headings, and of `id` and `name` in its HTML.
pub fn anchors_of_markdown(text: &str) -> Vec<String> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_HEADING_ATTRIBUTES;
    let mut headings = Vec::new();
    let mut explicit = Vec::new();
    let mut heading: Option<String> = None;
    for event in Parser::new_ext(text, options) {
        match event {
            Event::Start(Tag::Heading { id, .. }) => {
                explicit.extend(id.map(|id| id.to_string()));
                heading = Some(String::new());
            }
            Event::End(TagEnd::Heading(_)) => headings.extend(heading.take()),
            Event::Text(text) | Event::Code(text) => {
                if let Some(heading) = &mut heading {
                    heading.push_str(&text);
                }
            }
            Event::Html(html) | Event::InlineHtml(html) => {
                explicit.extend(html::anchors(&html).map(str::to_owned));
            }
            _ => {}
        }
    }
    let mut anchors = numbered(headings.iter().map(String::as_str));
    anchors.extend(explicit);
    anchors
}

/// Anchors that only some Markdown programs know: `{#anchor}` and `{: id="anchor"}` beside a heading, and those of a heading with a number
/// first or without a space after its number signs.
#[derive(Default)]
struct OtherAnchors {
    /// As they are written.
    named: HashSet<String>,
    /// As headings give them, without regard to the number of hyphens.
    of_headings: HashSet<String>,
}

impl OtherAnchors {
    fn of(text: &str) -> Self {
        let mut others = Self::default();
        for line in text.lines().map(str::trim) {
            if let Some((_, attributes)) = line
                .strip_suffix('}')
                .and_then(|line| line.rsplit_once('{'))
            {
                let words = attributes.trim_start_matches(':').split_whitespace();
                let ids = words
                    .filter_map(|word| word.strip_prefix('#').or_else(|| word.strip_prefix("id=")));
                others
                    .named
                    .extend(ids.map(|id| id.trim_matches(['"', '\'']).to_owned()));
            }
            let heading = line.trim_start_matches('#');
            if heading.len() == line.len() {
                continue;
            }
            let anchor = even_anchor(&slug(heading.trim_end_matches('#')));
            // Kramdown's anchors begin with a letter: the number of a heading is no part of them.
            let lettered = anchor.trim_start_matches(|character: char| !character.is_alphabetic());
            others.of_headings.insert(lettered.to_owned());
            if !heading.starts_with(' ') {
                others.of_headings.insert(anchor);
            }
        }
        others
    }

    fn has(&self, fragment: &str) -> bool {
        self.named.contains(fragment) || self.of_headings.contains(&even_anchor(fragment))
    }
}

/// Whether the anchor is that of a skill whose heading in this catalogue is the odd one out, which is reported there.
fn is_renamed_skill(framework: &Framework<'_>, path: &str, fragment: &str) -> bool {
    framework.skills.iter().any(|(_, skill)| {
        let has_other_heading = skill.defined_as.is_some()
            || skill
                .names
                .iter()
                .any(|&name| framework.outdated.has(framework.name(name)));
        has_other_heading
            && skill
                .defined
                .is_some_and(|place| framework.path(place.document) == path)
            && anchor_key(framework.name(skill.name)) == anchor_key(fragment)
    })
}
