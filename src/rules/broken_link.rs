//! `broken-link`: relative links and anchors that lead nowhere.

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap};

use super::contents_mismatch::blames_heading;
use super::{misspelt_heading, role_level_numbering};
use crate::document::{Document, Kind, Link};
use crate::facts::{
    DocumentId, Fact, Followed, LinkIdentity, NameId, Relation, Route, anchors, destination,
    even_anchor, slug,
};
use crate::finding::{Edit, Finding, Fix, Grade, Severity};
use crate::framework::{Broken, Framework, anchors_of_markdown, skill_mentions};
use crate::parse::ParsedSource;
use crate::rule::{AgreementRule, Group, RuleInfo};
use crate::source::Source;
use crate::text::Span;

/// The rule.
#[derive(Debug)]
pub struct BrokenLink;

const INFO: RuleInfo = RuleInfo {
    id: "broken-link",
    group: Group::Page,
    severity: Some(Severity::Error),
    summary: "a relative link or an anchor leads nowhere",
    explanation: "\
A link that leads nowhere costs every reader who follows it.

Relative links are resolved against their file; `x`, `x.md` and `x/index.md` all count. An anchor must be that of a heading of the
file that it leads to (as GitHub makes it: lower case, hyphens for spaces, punctuation dropped) or an `id` or `name` in its HTML.
A link with the name of a skill is given the anchor of that skill in the catalogue; the one anchor that another is close to is proposed. A Markdown file outside of the framework is read for its anchors alone. There is one finding for each document and
destination; a file that is gone is one destination, whichever of its headings are linked to.

Where the configuration has a `site-root`, links such as `/roles/tester` are looked for in that folder; `x.html` and `x/index.html` count
there too. One whose first part is not in the folder belongs to another part of the site and is left alone. Where it has a `vault-root`,
wikilinks such as `[[Tester]]` and `[[Tester#What a tester does]]` are looked for by the path, the file name or an alias of a Markdown file
in that folder; attachments and blocks (`#^name`) are left alone. URLs are never checked; links and pictures of HTML are checked like any others.",
    yields_to: &["outdated-skill-name"],
};

impl AgreementRule for BrokenLink {
    fn info(&self) -> &'static RuleInfo {
        &INFO
    }

    fn fixes(&self) -> Option<Grade> {
        Some(Grade::Safe)
    }

    fn check(&self, framework: &Framework<'_>, findings: &mut Vec<Finding>) {
        let broken = framework.broken_links();
        if broken.is_empty() {
            return;
        }
        let mut by_document: BTreeMap<(&str, DocumentId), BTreeMap<Destination<'_>, Vec<NameId>>> =
            BTreeMap::new();
        for fact in framework.facts.of(Relation::LinksTo) {
            let link = fact.value().as_name();
            if let Some(link) = link.filter(|link| broken.contains_key(link)) {
                let document = Fact::document(fact);
                let text = framework.name(link);
                let destination = match &broken[&link] {
                    // However many of its headings are linked to, one file is gone.
                    Broken::NoFile => Destination::File(LinkIdentity::parse(text).target),
                    Broken::NoAnchor(file) => Destination::Heading(text, file),
                };
                let destinations = by_document.entry((framework.path(document), document));
                let links = destinations.or_default().entry(destination);
                links.or_default().push(link);
            }
        }
        let mut targets = Targets {
            framework,
            anchors: HashMap::new(),
            paths: OnceCell::new(),
        };
        for ((_, document), destinations) in by_document {
            let Some(parsed) = framework.document(document) else {
                continue;
            };
            let Some(page) = Page::of(framework, &parsed) else {
                continue;
            };
            for (destination, links) in destinations {
                findings.extend(finding(&mut targets, &page, destination, &links));
            }
        }
    }
}

/// A document with its links that lead nowhere.
struct Page<'p> {
    source: &'p Source,
    document: &'p Document<'p>,
    /// By identity, in the order of the document.
    links: HashMap<NameId, Vec<(&'p Link<'p>, Followed)>>,
}

impl<'p> Page<'p> {
    fn of(framework: &Framework<'_>, parsed: &'p ParsedSource) -> Option<Self> {
        let (source, document) = (parsed.source(), parsed.document()?);
        let mut links: HashMap<NameId, Vec<_>> = HashMap::new();
        for link in &document.links {
            if let Some(followed) = Followed::of(source.path(), link, framework.configuration) {
                let id = NameId::of(&followed.identity);
                if framework.broken_links().contains_key(&id) {
                    links.entry(id).or_default().push((link, followed));
                }
            }
        }
        Some(Self {
            source,
            document,
            links,
        })
    }
}

/// What links were meant to lead to, looked up once for all of them.
struct Targets<'f, 'a> {
    framework: &'f Framework<'a>,
    /// The anchors of files, by path.
    anchors: HashMap<String, Anchors>,
    /// The paths of all documents, by folder and by name; both without `.md`.
    paths: OnceCell<HashMap<&'a str, Vec<&'a str>>>,
}

/// What there is not.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Destination<'a> {
    /// A file, by its path.
    File(&'a str),
    /// A heading of the file at a path that is there, by the link's identity.
    Heading(&'a str, &'a str),
}

fn finding(
    targets: &mut Targets<'_, '_>,
    page: &Page<'_>,
    destination: Destination<'_>,
    links: &[NameId],
) -> Option<Finding> {
    let (framework, source) = (targets.framework, page.source);
    let explained = match destination {
        Destination::Heading(text, file) if is_of_damaged_heading(framework, text, file) => {
            return None;
        }
        Destination::Heading(_, file) => rows_of_undefined_skills(framework, page.document, file),
        Destination::File(_) => Vec::new(),
    };
    let places = links.iter().filter_map(|link| page.links.get(link));
    let mut places: Vec<&(&Link<'_>, Followed)> = places.flatten().collect();
    places.retain(|(place, _)| !explained.iter().any(|row| row.contains(place.span)));
    places.sort_by_key(|(place, _)| place.span);
    let (&(first, Followed { target, route, .. }), places) = places.split_first()?;
    let mut finding = match destination {
        Destination::File(_) if *route == Route::Vault => INFO
            .finding(
                source,
                first.span,
                format!("no page of the vault is called `{target}`"),
            )
            .label("no such page")
            .maybe_help(
                framework
                    .close_page(target)
                    .map(|page| format!("did you mean `{page}`?")),
            ),
        Destination::File(_) => no_file(targets, source, first, target, *route),
        Destination::Heading(text, file) => {
            let fragment = LinkIdentity::parse(text).fragment.unwrap_or_default();
            let place = if *file == **source.path() {
                "this document".to_owned()
            } else {
                format!("`{file}`")
            };
            if *route == Route::Vault {
                let message = format!("{place} has no heading `{fragment}`");
                INFO.finding(source, first.span, message)
                    .label("no such heading")
            } else {
                let anchors = targets.anchors_of(file);
                let message = format!("{place} has no heading with the anchor `#{fragment}`");
                let links = std::iter::once(*first).chain(places.iter().map(|(link, _)| *link));
                let mut finding = INFO
                    .finding(source, first.span, message)
                    .label("no such heading")
                    .help(anchors.meant(first, fragment).map_or_else(
                        || "link to a heading that is there, or put the heading back".to_owned(),
                        |meant| format!("did you mean `#{}`?", meant.anchor),
                    ));
                finding.fixes.extend(anchors.fix(source, links, fragment));
                finding
            }
        }
    };
    for (place, _) in places {
        let same = place.destination == first.destination;
        let message = if same {
            "the same link here"
        } else {
            "leads there too"
        };
        finding = finding.related(source.locate(place.span), message);
    }
    Some(finding)
}

/// A link to a file that is not there, or that no clone of the repository would have.
fn no_file(
    targets: &Targets<'_, '_>,
    source: &Source,
    link: &Link<'_>,
    target: &str,
    route: Route,
) -> Finding {
    let framework = targets.framework;
    let leads = format!("`{}` leads to", link.destination);
    if let Some(file) = framework.untracked(target) {
        let message = format!("{leads} `{file}`, which git does not track");
        return INFO
            .finding(source, link.span, message)
            .label("not tracked by git")
            .help(format!(
                "`{file}` is there, but no commit will have it: add it with `git add`"
            ));
    }
    let message = format!("{leads} `{target}`, which does not exist");
    INFO.finding(source, link.span, message)
        .label("no such file")
        .help(targets.close_path(target).map_or_else(
            || format!("link to a file that is there, or put `{target}` back"),
            |close| {
                let root = framework
                    .configuration
                    .site_root()
                    .filter(|_| route == Route::Site);
                format!(
                    "did you mean `{}`?",
                    leading_to(source.path(), link, close, root)
                )
            },
        ))
}

/// How a link to the file at `target` is written in the file at `path`: as `link` is, from the root of the site and with the file's ending or
/// without.
fn leading_to(path: &str, link: &Link<'_>, target: &str, root: Option<&str>) -> String {
    let has_ending = link.destination.contains(".md");
    let target = target
        .strip_suffix(".md")
        .filter(|_| !has_ending)
        .unwrap_or(target);
    match root {
        Some(root) => {
            let inside = target.strip_prefix(root).unwrap_or(target);
            format!("/{}", inside.trim_start_matches('/'))
        }
        None => destination(path, target),
    }
}

/// The rows whose skill no catalogue has, where the file is the catalogue: that its heading is missing there is reported by `unknown-skill`.
fn rows_of_undefined_skills(
    framework: &Framework<'_>,
    page: &Document<'_>,
    file: &str,
) -> Vec<Span> {
    let catalogue = framework.facts.document_at(file);
    if catalogue.is_none_or(|id| framework.summary(id).kind != Kind::SkillCatalogue) {
        return Vec::new();
    }
    let undefined = skill_mentions(page)
        .filter(|mention| framework.skills.get(mention.id()).is_none())
        .filter_map(|mention| mention.link);
    undefined.map(|link| link.span).collect()
}

/// Whether the heading that a link leads to is damaged: a rule about headings says so, and the link is right.
fn is_of_damaged_heading(framework: &Framework<'_>, link: &str, file: &str) -> bool {
    let is_damaged = || {
        let parsed = framework.document(framework.facts.document_at(file)?)?;
        let (source, document) = (parsed.source(), parsed.document()?);
        let anchor = LinkIdentity::parse(link).fragment?;
        let profile = &framework.configuration.profile;
        let mut misspelt = misspelt_heading::misspelt(document, profile);
        let is_meant = misspelt.any(|(_, meant)| even_anchor(&slug(&meant)) == even_anchor(anchor));
        let is_numbered = || role_level_numbering::is_of_wrong_number(document, anchor);
        Some(is_meant || is_numbered() || blames_heading(source, document, profile, anchor))
    };
    is_damaged().unwrap_or(false)
}

/// The folder of a path, with its last slash, and the name of the file in it.
fn parts(path: &str) -> (&str, &str) {
    path.split_at(path.rfind('/').map_or(0, |slash| slash + 1))
}

impl<'a> Targets<'_, 'a> {
    fn anchors_of(&mut self, file: &str) -> &Anchors {
        let framework = self.framework;
        self.anchors
            .entry(file.to_owned())
            .or_insert_with(|| Anchors::of(framework, file))
    }

    /// The documents in a folder or, wherever they are, with a name.
    fn with(&self, folder_or_name: &str) -> &[&'a str] {
        let paths = self.paths.get_or_init(|| {
            let mut paths: HashMap<&str, Vec<&str>> = HashMap::new();
            for document in self.framework.facts.documents() {
                let path: &str = &document.path;
                let (folder, name) = parts(path.strip_suffix(".md").unwrap_or(path));
                for part in [folder, name] {
                    paths.entry(part).or_default().push(path);
                }
            }
            paths
        });
        paths.get(folder_or_name).map_or(&[], Vec::as_slice)
    }

    /// The path of the only document that the missing one may be: with nearly the same name in its folder or in nearly the same folder,
    /// else with the same name in another one.
    fn close_path(&self, target: &str) -> Option<&'a str> {
        let wanted = target.strip_suffix(".md").unwrap_or(target);
        let (folder, name) = parts(wanted);
        let candidates = self.with(folder).iter().chain(self.with(name)).copied();
        let close = candidates.filter_map(|path| {
            let stem = path.strip_suffix(".md").unwrap_or(path);
            let distance = strsim::osa_distance(wanted, stem);
            (distance <= 3).then_some((distance, path))
        });
        let moved = || match self.with(name) {
            [path] => Some(*path),
            _ => None,
        };
        close.min().map(|(_, path)| path).or_else(moved)
    }
}

/// The anchors of a file.
struct Anchors {
    all: Vec<String>,
    /// Whether it is the skill catalogue, whose headings are names of skills.
    of_catalogue: bool,
}

/// The anchor that a link with another was meant to have.
struct Meant<'a> {
    anchor: &'a str,
    /// Whether it is that of the skill which the link names.
    is_named: bool,
    /// Whether no other is as close.
    is_only: bool,
}

impl Anchors {
    fn of(framework: &Framework<'_>, file: &str) -> Self {
        let known = framework.facts.document_at(file);
        let of_document = known.map(|id| {
            let parsed = framework.document(id)?;
            Some(anchors(parsed.document()?))
        });
        let of_file = || Some(anchors_of_markdown(&framework.text(file)?));
        let kind = known.map(|id| &framework.summary(id).kind);
        Self {
            all: of_document.unwrap_or_else(of_file).unwrap_or_default(),
            of_catalogue: kind == Some(&Kind::SkillCatalogue),
        }
    }

    /// The anchor of the skill that a reader clicks on, else one that is close.
    fn meant(&self, link: &Link<'_>, fragment: &str) -> Option<Meant<'_>> {
        let name = slug(&link.text);
        let second = format!("{name}-1");
        let named = self.all.iter().find(|anchor| **anchor == name);
        match named.filter(|_| self.of_catalogue && !self.all.contains(&second)) {
            Some(anchor) => Some(Meant {
                anchor,
                is_named: true,
                is_only: true,
            }),
            None => self.close(&fragment.to_lowercase()),
        }
    }

    /// The anchor that is nearly the one wanted, else the only one that begins or ends in it.
    fn close(&self, wanted: &str) -> Option<Meant<'_>> {
        let close = self.all.iter();
        let mut close: Vec<(usize, &str)> = close
            .map(|anchor| (strsim::osa_distance(wanted, anchor), anchor.as_str()))
            .filter(|&(distance, _)| distance <= 3 && distance < wanted.chars().count())
            .collect();
        close.sort_unstable();
        let begins = |long: &str, short: &str| {
            let rest = long.strip_prefix(short).map(|rest| rest.starts_with('-'));
            let front = long.strip_suffix(short).map(|rest| rest.ends_with('-'));
            short.len() > 3 && (rest == Some(true) || front == Some(true))
        };
        let mut longer = self
            .all
            .iter()
            .filter(|anchor| begins(anchor, wanted) || begins(wanted, anchor));
        let (anchor, is_only) = match (close.as_slice(), longer.next(), longer.next()) {
            ([(_, anchor), others @ ..], ..) => (*anchor, others.is_empty()),
            ([], Some(anchor), None) => (anchor.as_str(), true),
            _ => return None,
        };
        Some(Meant {
            anchor,
            is_named: false,
            is_only,
        })
    }

    /// Gives each of these links the anchor that it was meant to have.
    fn fix<'l>(
        &self,
        source: &Source,
        links: impl Iterator<Item = &'l Link<'l>>,
        fragment: &str,
    ) -> Option<Fix> {
        let mut fix = Fix {
            title: String::new(),
            safe: true,
            edits: Vec::new(),
        };
        for link in links {
            let meant = self.meant(link, fragment).filter(|meant| meant.is_only)?;
            let written = link.span.of(source.text());
            let end = link.span.start as usize + written.len();
            let (_, anchor) = written
                .split_once('#')
                .filter(|_| written == link.destination)?;
            fix.title = format!("lead to `#{}`", meant.anchor);
            fix.safe &= meant.is_named;
            fix.edits.push(Edit {
                location: source.locate(Span::new(end - anchor.len(), end)),
                replacement: meant.anchor.to_owned(),
            });
        }
        Some(fix)
    }
}
