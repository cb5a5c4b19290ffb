//! `unknown-skill`: a skill that the skill catalogue doesn't have.

use std::collections::BTreeMap;

use crate::document::{Dialect, Kind};
use crate::facts::{DocumentId, Fact, NameId, Relation};
use crate::finding::{Finding, Fix, Grade, Severity, Subject};
use crate::framework::{Framework, skill_mentions};
use crate::lookalikes::lookalike;
use crate::rule::{AgreementRule, Group, RuleInfo};
use crate::source::Source;
use crate::text::{Span, Spanned};

use super::names;

/// The rule.
#[derive(Debug)]
pub struct UnknownSkill;

const INFO: RuleInfo = RuleInfo {
    id: "unknown-skill",
    group: Group::Agreement,
    severity: Some(Severity::Error),
    summary: "a role needs a skill that the skill catalogue does not define",
    explanation: "\
The skill catalogue says what every skill means. A skill that it does not have is a slip of the pen, an old name, or a skill
that nobody has defined yet.

Names must be written as the catalogue writes them. A name that differs only in case, hyphens or spaces, whose link leads to a
skill of the catalogue, or that is close to a single one, counts as that skill for every other rule. There is one finding for
each document and name; a skill that several documents need and nobody has defined is one finding. Where the catalogue has a heading of that
name at another level than those of its skills, or a paragraph of nothing but the name, the finding is there.

Without a catalogue `skill-name-variant` compares the names of skills with one another.",
    yields_to: &[],
};

impl AgreementRule for UnknownSkill {
    fn info(&self) -> &'static RuleInfo {
        &INFO
    }

    fn fixes(&self) -> Option<Grade> {
        Some(Grade::Safe)
    }

    fn check(&self, framework: &Framework<'_>, findings: &mut Vec<Finding>) {
        if !framework.skills.has_catalogue() {
            return;
        }
        let mut unknown: BTreeMap<(&str, NameId), Vec<DocumentId>> = BTreeMap::new();
        for relation in [Relation::NeedsSkill, Relation::NamesSkill] {
            for (key, facts) in framework.facts.groups(relation) {
                let name = key.subject;
                let meant = framework.skills.get(name);
                let is_right =
                    meant.is_some_and(|skill| framework.skills.skill(skill).name == name);
                if is_right || framework.outdated.has(framework.name(name)) {
                    continue;
                }
                let mut documents = facts.iter().map(Fact::document).collect::<Vec<_>>();
                if relation == Relation::NamesSkill && is_role(framework, name) {
                    documents.retain(|&id| framework.summary(id).dialect != Dialect::Page);
                }
                if !documents.is_empty() {
                    let known = unknown.entry((framework.name(name), name)).or_default();
                    known.append(&mut documents);
                }
            }
        }
        for ((_, name), mut documents) in unknown {
            documents.sort_by_key(|&document| framework.path(document));
            documents.dedup();
            if framework.skills.get(name).is_some() {
                for document in documents {
                    findings.extend(finding(framework, name, document));
                }
                continue;
            }
            documents.retain(|&document| !is_unread_heading(framework, name, document));
            if let Some(found) = at_heading(framework, name) {
                findings.push(also_in(framework, found, name, &documents));
            } else if let Some((&first, others)) = documents.split_first() {
                let found = finding(framework, name, first);
                findings.extend(found.map(|finding| also_in(framework, finding, name, others)));
            }
        }
    }
}

/// Whether the name is all of a heading in which no level can be told from the skill: that it has none is reported already.
fn is_unread_heading(framework: &Framework<'_>, name: NameId, document: DocumentId) -> bool {
    if framework.profile.headings.entry.is_none() {
        return false;
    }
    let parsed = framework.document(document);
    let page = parsed.as_ref().and_then(|parsed| parsed.document());
    page.is_some_and(|page| {
        page.entries().any(|entry| {
            let skill = entry.skill.as_ref();
            skill.is_some_and(|skill| {
                let is_lacking = |part: &Spanned<String>| part.span == skill.span();
                NameId::of(skill.as_str()) == name && entry.missing.iter().any(is_lacking)
            })
        })
    })
}

/// Whether a role that has a document goes by the name. In copied page text its line is taken for a skill where it is close to one.
fn is_role(framework: &Framework<'_>, name: NameId) -> bool {
    let role = framework.roles.get(name);
    role.is_some_and(|role| {
        let role = framework.roles.role(role);
        role.name == name && !role.documents.is_empty()
    })
}

fn finding(framework: &Framework<'_>, name: NameId, document: DocumentId) -> Option<Finding> {
    let parsed = framework.document(document)?;
    let source = parsed.source();
    let page = parsed.document()?;
    let mut mentions = skill_mentions(page).filter(|mention| mention.id() == name);
    let first = mentions.next()?;
    let text = framework.name(name);
    let message = format!("`{text}` is not in the skill catalogue");
    let mut finding = INFO
        .finding(source, first.name.span(), message)
        .about(first.about)
        .subject(first.skill_subject());
    finding.subject.role = framework.role_name(document);
    let further: Vec<_> = mentions.collect();
    if let Some(meant) = framework.skills.get(name) {
        let meant = framework.name(framework.skills.skill(meant).name);
        finding = match lookalike(text, meant) {
            Some(found) => finding.label(found.told(text)).help(found.change(text)),
            None => finding
                .label("not a skill of the catalogue")
                .help(format!("did you mean `{meant}`?")),
        };
        let written = page.dialect.written(meant).into_owned();
        let edit = |name: Span| match emphasis(source, name) {
            Some(marks) => (source.locate(marks), String::new()),
            None => (source.locate(name), written.clone()),
        };
        let (place, replacement) = edit(first.name.span());
        let mut fix = Fix::replace(
            format!("replace by `{meant}`"),
            // Found by its link it may have been renamed on purpose.
            names::close(text, meant),
            place,
            replacement,
        );
        for mention in &further {
            let (place, replacement) = edit(mention.name.span());
            let more = Fix::replace("", false, place, replacement);
            fix.edits.extend(more.edits);
        }
        finding = finding.fix(fix);
    } else {
        finding = finding
            .label("defined nowhere")
            .help("define the skill in the catalogue, or use a name that the catalogue has");
    }
    for mention in further {
        finding = finding.related(source.locate(mention.name.span()), "named here too");
    }
    Some(finding)
}

/// The marks of emphasis before a link, where they are all that is wrong with its name.
fn emphasis(source: &Source, name: Span) -> Option<Span> {
    let written = name.of(source.text());
    let link = written.find('[')?;
    let marks = &written[..link];
    let are_marks = !marks.is_empty() && marks.chars().all(|c| matches!(c, '*' | '_' | '`'));
    are_marks.then(|| Span::new(name.start as usize, name.start as usize + link))
}

/// A catalogue that has the name as a heading of another level than those of its skills, or as a paragraph.
fn at_heading(framework: &Framework<'_>, name: NameId) -> Option<Finding> {
    let text = framework.name(name);
    let mut catalogues: Vec<&str> = framework
        .facts
        .documents()
        .filter(|document| document.kind == Kind::SkillCatalogue)
        .map(|document| &*document.path)
        .collect();
    catalogues.sort_unstable();
    catalogues.into_iter().find_map(|path| {
        let parsed = framework.document(framework.facts.document_at(path)?)?;
        let page = parsed.document()?;
        let level = page.skills.first().and_then(|skill| {
            let mut headings = page.headings.iter();
            headings.find(|heading| heading.text.span().touches(skill.name.span()))
        })?;
        let level = level.level;
        let mut headings = page.headings.iter();
        let heading = headings
            .find(|heading| names::same(heading.text.as_str(), text) && heading.level != level);
        let (place, label, why) = if let Some(heading) = heading {
            let why = format!(
                "its heading is of level {}, and those of skills are of level {level}",
                heading.level
            );
            (&heading.text, "a heading of another level", why)
        } else {
            let summaries = page.skills.iter().flat_map(|skill| &skill.summary);
            let mut paragraphs = page.prose.iter().chain(summaries);
            let paragraph = paragraphs.find(|words| names::same(words.as_str(), text))?;
            let why = "its name is there as a paragraph, and not as a heading".to_owned();
            (paragraph, "no heading", why)
        };
        let signs = "#".repeat(usize::from(level));
        let message = format!("`{text}` is not in the skill catalogue: {why}");
        Some(
            INFO.finding(parsed.source(), place.span(), message)
                .subject(Subject {
                    skill: Some(text.to_owned()),
                    ..Subject::default()
                })
                .label(label)
                .help(format!("write `{signs} {text}`")),
        )
    })
}

fn also_in(
    framework: &Framework<'_>,
    mut finding: Finding,
    name: NameId,
    others: &[DocumentId],
) -> Finding {
    for &document in others {
        let Some(parsed) = framework.document(document) else {
            continue;
        };
        let document = parsed.document();
        let mention = document.and_then(|document| {
            let mut mentions = skill_mentions(document);
            mentions.find(|mention| mention.id() == name)
        });
        if let Some(mention) = mention {
            let place = parsed.source().locate(mention.name.span());
            finding = finding.related(place, "named here too");
        }
    }
    finding
}
