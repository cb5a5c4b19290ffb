//! `broken-link`: relative links and anchors that lead nowhere.

use std::collections::BTreeMap;

use crate::facts::{DocumentId, Fact, Followed, LinkIdentity, NameId, Relation, Route, anchors};
use crate::finding::{Finding, Severity};
use crate::framework::{Broken, Framework, anchors_of_markdown};
use crate::rule::{AgreementRule, Group, RuleInfo};

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
A Markdown file outside of the framework is read for its anchors alone. There is one finding for each document and destination.

Where the configuration has a `site-root`, links such as `/roles/tester` are looked for in that folder; `x.html` and `x/index.html` count
there too. One whose first part is not in the folder belongs to another part of the site and is left alone. Where it has a `vault-root`,
wikilinks such as `[[Tester]]` and `[[Tester#What a tester does]]` are looked for by the path, the file name or an alias of a Markdown file
in that folder; attachments and blocks (`#^name`) are left alone. URLs are never checked.",
    yields_to: &["outdated-skill-name"],
};

impl AgreementRule for BrokenLink {
    fn info(&self) -> &'static RuleInfo {
        &INFO
    }

    fn check(&self, framework: &Framework<'_>, findings: &mut Vec<Finding>) {
        let broken = framework.broken_links();
        if broken.is_empty() {
            return;
        }
        let mut by_document: BTreeMap<(&str, DocumentId), Vec<NameId>> = BTreeMap::new();
        for fact in framework.facts.of(Relation::LinksTo) {
            let link = fact.value().as_name();
            if let Some(link) = link.filter(|link| broken.contains_key(link)) {
                let document = Fact::document(fact);
                let links = by_document.entry((framework.path(document), document));
                links.or_default().push(link);
            }
        }
        for ((_, document), links) in by_document {
            for link in links {
                findings.extend(finding(framework, document, link, &broken[&link]));
            }
        }
    }
}

fn finding(
    framework: &Framework<'_>,
    document: DocumentId,
    link: NameId,
    broken: &Broken,
) -> Option<Finding> {
    let parsed = framework.document(document)?;
    let source = parsed.source();
    let text = framework.name(link);
    let links = parsed.document()?.links.iter();
    let mut places = links.filter_map(|place| {
        let followed = Followed::of(source.path(), place, framework.configuration)?;
        (NameId::of(&followed.identity) == link).then_some((place, followed))
    });
    let (first, Followed { target, route, .. }) = places.next()?;
    let LinkIdentity { fragment, .. } = LinkIdentity::parse(text);
    let mut finding = match broken {
        Broken::NoFile if route == Route::Vault => INFO
            .finding(
                source,
                first.span,
                format!("no page of the vault is called `{target}`"),
            )
            .label("no such page")
            .maybe_help(
                framework
                    .close_page(&target)
                    .map(|page| format!("did you mean `{page}`?")),
            ),
        Broken::NoFile => INFO
            .finding(
                source,
                first.span,
                format!(
                    "`{}` leads to `{target}`, which does not exist",
                    first.destination
                ),
            )
            .label("no such file")
            .maybe_help(close_path(framework, &target)),
        Broken::NoAnchor(file) => {
            let fragment = fragment.unwrap_or_default();
            let place = if **file == **source.path() {
                "this document".to_owned()
            } else {
                format!("`{file}`")
            };
            if route == Route::Vault {
                let message = format!("{place} has no heading `{fragment}`");
                INFO.finding(source, first.span, message)
                    .label("no such heading")
            } else {
                INFO.finding(
                    source,
                    first.span,
                    format!("{place} has no heading with the anchor `#{fragment}`"),
                )
                .label("no such heading")
                .maybe_help(close_anchor(framework, file, fragment))
            }
        }
    };
    for (place, _) in places {
        finding = finding.related(source.locate(place.span), "the same link here");
    }
    Some(finding)
}

fn close_path(framework: &Framework<'_>, target: &str) -> Option<String> {
    let stem = target.strip_suffix(".md").unwrap_or(target);
    let mut best: Option<(usize, &str)> = None;
    for document in framework.facts.documents() {
        let path: &str = &document.path;
        let distance = strsim::osa_distance(stem, path.strip_suffix(".md").unwrap_or(path));
        if distance <= 3 && best.is_none_or(|(least, known)| (distance, path) < (least, known)) {
            best = Some((distance, path));
        }
    }
    best.map(|(_, path)| format!("did you mean `{path}`?"))
}

fn close_anchor(framework: &Framework<'_>, file: &str, fragment: &str) -> Option<String> {
    let known = framework.facts.document_at(file);
    let anchors = match known {
        Some(id) => anchors(framework.document(id)?.document()?),
        None => anchors_of_markdown(&framework.text(file)?),
    };
    let wanted = fragment.to_lowercase();
    let closest = anchors
        .iter()
        .map(|anchor| (strsim::osa_distance(&wanted, anchor), anchor))
        .filter(|&(distance, _)| distance <= 3)
        .min();
    closest.map(|(_, anchor)| format!("did you mean `#{anchor}`?"))
}
