//! `skill-name-variant`: one skill under several names.

use std::cell::OnceCell;

use crate::facts::{DocumentId, NameId, Place, Relation};
use crate::finding::{Finding, Fix, Grade, Severity, Subject};
use crate::framework::{Framework, Skill, skill_mentions};
use crate::rule::{AgreementRule, Group, RuleInfo};
use crate::source::Location;

use super::names;

/// The rule.
#[derive(Debug)]
pub struct SkillNameVariant;

const INFO: RuleInfo = RuleInfo {
    id: "skill-name-variant",
    group: Group::Agreement,
    severity: Some(Severity::Error),
    summary: "one skill goes by several names",
    explanation: "\
Someone who looks for the roles that need a skill finds only those that call it by the same name.

Where there is no skill catalogue, two names that differ in case, hyphens or spaces, or in no more than two letters, are taken
for one skill; the name that most documents use is right. Two names are two skills when they differ in a number or in what
stands in brackets, when a role level needs both, when the word in which they differ occurs in other skills too, or when each
has a link of its own.

Where there is a catalogue, `unknown-skill` holds every name against it; this rule only speaks up when no document uses the
catalogue's own spelling and at least two agree on another, or the only one has it in its links, too.",
    yields_to: &[],
};

impl AgreementRule for SkillNameVariant {
    fn info(&self) -> &'static RuleInfo {
        &INFO
    }

    fn fixes(&self) -> Option<Grade> {
        Some(Grade::Safe)
    }

    fn check(&self, framework: &Framework<'_>, findings: &mut Vec<Finding>) {
        for (_, skill) in framework.skills.iter() {
            if let (Some(place), Some(_)) = (skill.defined, skill.defined_as) {
                findings.extend(in_catalogue(framework, skill, place));
            } else if !framework.skills.has_catalogue() {
                let users = OnceCell::new();
                let users = || users.get_or_init(|| framework.users(&NAMING, skill.name));
                let variants = skill.names[1..].iter();
                for &variant in
                    variants.filter(|&&name| !framework.outdated.has(framework.name(name)))
                {
                    for document in framework.users(&NAMING, variant) {
                        findings.extend(in_role(framework, skill, users(), variant, document));
                    }
                }
            }
        }
    }
}

/// What documents say of a skill that they need or share.
const NAMING: [Relation; 2] = [Relation::NeedsSkill, Relation::NamesSkill];

fn in_catalogue(framework: &Framework<'_>, skill: &Skill, place: Place) -> Option<Finding> {
    let parsed = framework.document(place.document)?;
    let page = parsed.document()?;
    let definition = page.skills.get(place.piece as usize)?;
    let name = framework.name(skill.name);
    let users = framework.users(&NAMING, skill.name);
    let defined = definition.name.as_str();
    let place = match users[..] {
        [user] => format!("`{}`, and in the links there", framework.path(user)),
        _ => format!("{} documents", users.len()),
    };
    let message = format!("`{defined}` is called `{name}` in {place}");
    let span = definition.name.span();
    let edit = page.rewrite(parsed.source(), &definition.name, name);
    let fix = Fix::of(format!("replace by `{name}`"), false, [edit]);
    let mut finding = INFO
        .finding(parsed.source(), span, message)
        .subject(Subject {
            skill: Some(definition.name.as_str().to_owned()),
            ..Subject::default()
        })
        .label("no role uses this name")
        .help(format!("call the skill `{name}` here too"))
        .fix(fix);
    for user in users {
        if let Some(place) = first_mention(framework, user, skill.name) {
            finding = finding.related(place, format!("called `{name}` here"));
        }
    }
    Some(finding)
}

fn in_role(
    framework: &Framework<'_>,
    skill: &Skill,
    users: &[DocumentId],
    variant: NameId,
    document: DocumentId,
) -> Option<Finding> {
    let parsed = framework.document(document)?;
    let source = parsed.source();
    let page = parsed.document()?;
    let mut mentions = skill_mentions(page).filter(|mention| mention.id() == variant);
    let first = mentions.next()?;
    let (name, text) = (framework.name(skill.name), framework.name(variant));
    let mut others = users.iter().copied().filter(|&user| user != document);
    let other = others.next();
    let held_against = match (other, others.count()) {
        (None, _) => "elsewhere in this document".to_owned(),
        (Some(other), 0) => format!("in `{}`", framework.path(other)),
        (Some(_), more) => format!("in {} other documents", more + 1),
    };
    let mut finding = INFO
        .finding(
            source,
            first.name.span(),
            format!("`{text}` is called `{name}` {held_against}"),
        )
        .about(first.about)
        .subject(first.skill_subject())
        .label(format!("`{name}` elsewhere"))
        .help(format!(
            "call the skill `{name}` everywhere; if these are two skills, give them names that differ more"
        ));
    finding.subject.role = framework.role_name(document);
    let mut edits = vec![page.rewrite(source, first.name, name)];
    for mention in mentions {
        let place = source.locate(mention.name.span());
        edits.push(page.rewrite(source, mention.name, name));
        finding = finding.related(place, "named so here too");
    }
    if let Some(place) = first_mention(framework, other.unwrap_or(document), skill.name) {
        finding = finding.related(place, format!("called `{name}` here"));
    }
    // Names that differ in a letter may well be those of two skills.
    let is_safe = names::same_letters(text, name);
    let fix = Fix::of(format!("replace by `{name}`"), is_safe, edits);
    Some(finding.fix(fix))
}

fn first_mention(
    framework: &Framework<'_>,
    document: DocumentId,
    name: NameId,
) -> Option<Location> {
    let parsed = framework.document(document)?;
    let mut mentions = skill_mentions(parsed.document()?);
    let mention = mentions.find(|mention| mention.id() == name)?;
    Some(parsed.source().locate(mention.name.span()))
}
