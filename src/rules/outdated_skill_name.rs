//! `outdated-skill-name`: a skill that goes by a name that it had before it was renamed.

use std::collections::BTreeSet;

use crate::config::{OptionsType, close_match};
use crate::document::{Document, Link};
use crate::facts::{DocumentId, LinkIdentity, NameId, Relation, identity, renames, slug};
use crate::finding::{Edit, Finding, Fix, Grade, Severity, Subject};
use crate::framework::{
    DeclaredRenames, Framework, Successor, Unfounded, anchor_key, folded, leading_to,
    skill_mentions,
};
use crate::rule::{AgreementRule, Group, RuleInfo};
use crate::source::{Location, Source};
use crate::text::{Span, Text};

/// The rule.
#[derive(Debug)]
pub struct OutdatedSkillName;

const INFO: RuleInfo = RuleInfo {
    id: "outdated-skill-name",
    group: Group::Agreement,
    severity: Some(Severity::Error),
    summary: "a skill goes by a name that it had before it was renamed",
    explanation: "\
When a skill is renamed, every role that needs it must call it by its new name, or readers take it for two skills.

A rename counts when an update history states it in the profile's words, with both names in quotation marks (*The 'Tree care' skill was
renamed 'Pruning'*), or when the configuration has it in the table `[rules.outdated-skill-name.renamed]`, as `\"Tree care\" = \"Pruning\"`.
Of two renames the later counts, so that a name may come back; the configuration counts more than any history. What it renames although \
the skill catalogue has neither name, or both, is a mistake there (`invalid-configuration`). The old name is looked
for in skill tables, shared-skills tables and the headings of the skill catalogue, without regard to case, hyphens and spaces. Text
that only speaks of it, such as the history itself, is left alone.

For every other rule the old name counts as the new one. There is one finding for each document and name.",
    yields_to: &[],
};

impl AgreementRule for OutdatedSkillName {
    fn info(&self) -> &'static RuleInfo {
        &INFO
    }

    fn options(&self) -> Option<OptionsType> {
        Some(OptionsType::of::<DeclaredRenames>())
    }

    fn fixes(&self) -> Option<Grade> {
        Some(Grade::Safe)
    }

    fn check(&self, framework: &Framework<'_>, findings: &mut Vec<Finding>) {
        let unfounded = framework.outdated.unfounded.iter();
        findings.extend(unfounded.filter_map(|rename| complaint(framework, rename)));
        for ((old, name), documents) in framework.outdated.used(framework) {
            let Some(successor) = framework.outdated.successor(old) else {
                continue;
            };
            let stated = stated(framework, successor);
            for document in documents {
                let finding = finding(framework, name, document, successor);
                findings.extend(finding.map(|finding| match &stated {
                    Some(place) => finding.related(place.clone(), "the rename is stated here"),
                    None => finding,
                }));
            }
        }
    }
}

/// A rename that the configuration declares can be mistyped: nothing in the documents is changed to a name that nothing has, or that
/// another skill has.
fn complaint(framework: &Framework<'_>, rename: &Unfounded) -> Option<Finding> {
    let Unfounded {
        old, new, pointer, ..
    } = rename;
    if rename.has_both {
        let message = format!("the skill catalogue has both `{old}` and what it is renamed to");
        let help =
            format!("take `{old}` out of the catalogue, or the rename out of the configuration");
        return framework.configuration.complaint(pointer, message, help);
    }
    let message = format!("the skill catalogue has no skill `{new}`, and no `{old}` to rename");
    let defined = framework.facts.groups(Relation::DefinesSkill);
    let close = close_match(new, defined.map(|(key, _)| framework.name(key.subject)));
    let help = match close {
        Some(close) => format!("did you mean `{close}`?"),
        None => "write the name that the catalogue has".to_owned(),
    };
    framework.configuration.complaint(pointer, message, help)
}

/// Where the update history speaks of the rename.
fn stated(framework: &Framework<'_>, successor: &Successor) -> Option<Location> {
    let parsed = framework.document(successor.stated_in?)?;
    let renames = renames(parsed.document()?, framework.profile);
    let new = folded(&successor.name);
    let renames = renames.iter();
    let latest = renames
        .filter(|rename| folded(rename.new.as_str()) == new)
        .max_by_key(|rename| (rename.day, std::cmp::Reverse(rename.span)))?;
    Some(parsed.source().locate(latest.span))
}

fn finding(
    framework: &Framework<'_>,
    name: NameId,
    document: DocumentId,
    successor: &Successor,
) -> Option<Finding> {
    let parsed = framework.document(document)?;
    let source = parsed.source();
    let page = parsed.document()?;
    let mut uses = uses(page, name).into_iter();
    let first = uses.next()?;
    let (old, new) = (framework.name(name), successor.name.as_str());
    let mut edits = rename(&first, source, page, (old, new));
    let mut finding = INFO
        .finding(
            source,
            first.name.span(),
            format!("the skill `{old}` is called `{new}` now"),
        )
        .about(first.about)
        .subject(first.subject)
        .label("its old name")
        .help(format!("call it `{new}`"));
    finding.subject.role = framework.role_name(document);
    for further in uses {
        edits.extend(rename(&further, source, page, (old, new)));
        finding = finding.related(source.locate(further.name.span()), "the old name here too");
    }
    let fix = Fix::of(format!("replace by `{new}`"), true, edits);
    Some(finding.fix(fix))
}

/// A place where a document calls a skill by a name.
struct Use<'p, 's> {
    name: &'p Text<'s>,
    about: Span,
    link: Option<&'p Link<'s>>,
    subject: Subject,
}

fn uses<'p, 's>(document: &'p Document<'s>, name: NameId) -> Vec<Use<'p, 's>> {
    let mentions = skill_mentions(document).filter(|mention| mention.id() == name);
    let mentions = mentions.map(|mention| Use {
        name: mention.name,
        about: mention.about,
        link: mention.link,
        subject: mention.skill_subject(),
    });
    let headings = document.skills.iter().map(|skill| &skill.name);
    let headings = headings.filter(|heading| NameId::of(heading.as_str()) == name);
    let headings = headings.map(|heading| Use {
        name: heading,
        about: heading.span(),
        link: None,
        subject: Subject {
            skill: Some(heading.as_str().to_owned()),
            ..Subject::default()
        },
    });
    // A row of a matrix says of several role levels that they need the skill.
    let mut seen = BTreeSet::new();
    let places = mentions.chain(headings);
    places
        .filter(|place| seen.insert(place.name.span()))
        .collect()
}

/// Gives a use the new name, and the new anchor where its link has that of the old name.
fn rename(
    place: &Use<'_, '_>,
    source: &Source,
    document: &Document<'_>,
    (old, new): (&str, &str),
) -> Vec<Option<Edit>> {
    let mut edits = vec![document.rewrite(source, place.name, new)];
    let Some(link) = place.link else {
        return edits;
    };
    let text = identity(source.path(), &link.destination);
    let LinkIdentity {
        target, fragment, ..
    } = LinkIdentity::parse(&text);
    if fragment.is_some_and(|fragment| anchor_key(fragment) == anchor_key(old)) {
        let renamed = format!("{target}#{}", slug(new));
        edits.extend(leading_to(source, link, &renamed).map(Some));
    }
    edits
}
