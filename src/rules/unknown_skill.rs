//! `unknown-skill`: a skill that the skill catalogue doesn't have.

use std::collections::BTreeMap;

use crate::config::fold;
use crate::document::{Dialect, Entry, Kind};
use crate::facts::{DocumentId, Fact, Key, NameId, Relation};
use crate::finding::{Edit, Finding, Fix, Grade, Severity, Subject};
use crate::framework::{Framework, Mention, UnreadLink, anchor_key, skill_mentions};
use crate::lookalikes::lookalike;
use crate::rule::{AgreementRule, Group, RuleInfo};
use crate::source::Source;
use crate::text::{Span, Text};

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
name at another level than those of its skills, or a paragraph of nothing but the name, the finding is there; so it is where the catalogue
has one table without a heading of its own, and the name comes between its neighbours' names. A link that Markdown does not read as one, for a
bracket that is missing or a space too many, is reported as that.

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
            documents.retain(|&document| !is_reported(framework, name, document));
            let missing = || above_table(framework, name).filter(|_| !documents.is_empty());
            if let Some(found) = at_heading(framework, name).or_else(missing) {
                findings.push(also_in(framework, found, name, &documents));
            } else if let Some((&first, others)) = documents.split_first() {
                let found = finding(framework, name, first);
                findings.extend(found.map(|finding| also_in(framework, finding, name, others)));
            }
        }
    }
}

/// Whether every row or heading of the name is reported already: a heading in which no level can be told from the skill, or a row of
/// nothing but the name, which is no skill's.
fn is_reported(framework: &Framework<'_>, name: NameId, document: DocumentId) -> bool {
    let parsed = framework.document(document);
    let page = parsed.as_ref().and_then(|parsed| parsed.document());
    page.is_some_and(|page| {
        let has_name = |skill: &Text<'_>| NameId::of(skill.as_str()) == name;
        let of_name = |entry: &&Entry<'_>| entry.skill.as_ref().is_some_and(has_name);
        let mut entries = page.entries().filter(of_name).peekable();
        let in_headings = framework.profile.headings.entry.is_some();
        entries.peek().is_some()
            && entries.all(|entry| is_stray(entry) || in_headings && lacks_at_its_name(entry))
    })
}

/// Whether an entry has a name without a link, and neither level nor description.
fn is_stray(entry: &Entry<'_>) -> bool {
    let says_nothing = entry.level.is_none() && entry.description.is_none();
    says_nothing && entry.link.is_none() && !entry.missing.is_empty()
}

fn lacks_at_its_name(entry: &Entry<'_>) -> bool {
    let name = entry.skill.as_ref().map(Text::span);
    entry.missing.iter().any(|part| Some(part.span) == name)
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
    let unread = framework.skills.get(name).is_none();
    let written = first.name.span().of(source.text());
    let unread = unread.then(|| UnreadLink::of(text, written)).flatten();
    let message = match &unread {
        Some(link) => link.told(),
        None => format!("`{text}` is not in the skill catalogue"),
    };
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
        let edit = |mention: &Mention<'_, '_>| match emphasis(source, mention.name.span()) {
            Some(marks) => Some(Edit {
                location: source.locate(marks),
                replacement: String::new(),
            }),
            None => page.rewrite(source, mention.name, meant),
        };
        finding = finding.fix(Fix::of(
            format!("replace by `{meant}`"),
            // Found by its link it may have been renamed on purpose; and it may be the catalogue that is misspelt.
            names::close(text, meant) && is_confirmed(framework, meant, &first),
            std::iter::once(&first).chain(&further).map(edit),
        ));
    } else if let Some(link) = unread {
        finding = finding.label("not a link").maybe_help(link.change());
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

/// Whether anything besides its heading in the catalogue has a skill's name: another mention, or the anchor of this one's link.
fn is_confirmed(framework: &Framework<'_>, skill: &str, mention: &Mention<'_, '_>) -> bool {
    let is_named = |relation| {
        let key = Key {
            relation,
            subject: NameId::of(skill),
            level: 0,
        };
        !framework.facts.about(key).is_empty()
    };
    let anchor = mention
        .link
        .and_then(|link| link.destination.rsplit_once('#'));
    anchor.is_some_and(|(_, anchor)| anchor_key(anchor) == anchor_key(skill))
        || [Relation::NeedsSkill, Relation::NamesSkill]
            .into_iter()
            .any(is_named)
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

/// The only table of a catalogue that has no heading of its own, where the name comes between those of the skills around it.
fn above_table(framework: &Framework<'_>, name: NameId) -> Option<Finding> {
    let text = framework.name(name);
    let catalogues = framework.facts.documents();
    let mut catalogues = catalogues.filter(|document| document.kind == Kind::SkillCatalogue);
    let (catalogue, None) = (catalogues.next()?, catalogues.next()) else {
        return None;
    };
    let parsed = framework.document(framework.facts.document_at(&catalogue.path)?)?;
    let page = parsed.document()?;
    let mut tables = page.skills.iter().enumerate();
    let (at, skill) = tables.find(|(_, skill)| !skill.further_tables.is_empty())?;
    let is_only =
        skill.further_tables.len() == 1 && tables.all(|(_, skill)| skill.further_tables.is_empty());
    let next = page.skills.get(at + 1);
    let is_between = fold(skill.name.as_str()) < fold(text)
        && next.is_none_or(|next| fold(text) < fold(next.name.as_str()));
    let place = skill.further_tables.first()?;
    let message =
        format!("`{text}` is not in the skill catalogue, which has a table without a heading here");
    let finding = INFO.finding(parsed.source(), *place, message);
    let finding = finding.subject(Subject {
        skill: Some(text.to_owned()),
        ..Subject::default()
    });
    let finding = finding.label("the table of no skill").help(format!(
        "put `{text}` as a heading above what is said of it"
    ));
    (is_only && is_between).then_some(finding)
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
