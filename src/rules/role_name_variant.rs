//! `role-name-variant`: a role that other documents call by another name.

use std::collections::BTreeSet;

use crate::facts::{DocumentId, Fact, Key, NameId, Relation, titles};
use crate::finding::{Finding, Fix, Grade, Severity, Subject};
use crate::framework::{Framework, Role, UnreadLink, role_mentions};
use crate::rule::{AgreementRule, Group, RuleInfo};
use crate::source::Location;

use super::names;

/// The rule.
#[derive(Debug)]
pub struct RoleNameVariant;

const INFO: RuleInfo = RuleInfo {
    id: "role-name-variant",
    group: Group::Agreement,
    severity: Some(Severity::Error),
    summary: "a role goes by another name in another document's table or list",
    explanation: "\
A shared-skills table and the lists of a skill catalogue send their readers to other roles. They should call each role what its
own page calls it: by its heading, or by the title in its front matter.

A name that is no role's title counts as the role whose title differs only in case, hyphens or spaces, else as the one that the
name's link leads to, else as the only one that is close. Where other documents agree on a name that a role's own
document does not have, at least twice, and none uses its title, the one finding is at the title; that it is this role which they mean is
said by their links, by the address or the file name of the page, by its sentence about the role levels, or by the skills for which a catalogue lists it. Names of roles without a document are compared
with one another: the one that most documents use is right. A link that Markdown does not read as one, for a bracket that is missing or a
space too many, is reported as that.",
    yields_to: &["title-mismatch"],
};

impl AgreementRule for RoleNameVariant {
    fn info(&self) -> &'static RuleInfo {
        &INFO
    }

    fn fixes(&self) -> Option<Grade> {
        Some(Grade::Safe)
    }

    fn check(&self, framework: &Framework<'_>, findings: &mut Vec<Finding>) {
        for (_, role) in framework.roles.iter() {
            if role.misnamed {
                findings.extend(at_title(framework, role));
            }
            for &variant in role.variants.iter().filter(|&&name| name != role.name) {
                for document in users(framework, variant) {
                    findings.extend(at_mention(framework, role, variant, document));
                }
            }
        }
    }
}

/// The documents that use a name in a table or list, by path.
fn users(framework: &Framework<'_>, name: NameId) -> Vec<DocumentId> {
    let facts = framework.facts.about(Key {
        relation: Relation::NamesRole,
        subject: name,
        level: 0,
    });
    let users = facts.iter().map(Fact::document);
    let users: BTreeSet<_> = users.map(|user| (framework.path(user), user)).collect();
    users.into_iter().map(|(_, user)| user).collect()
}

fn at_title(framework: &Framework<'_>, role: &Role) -> Option<Finding> {
    let document = *role.documents.first()?;
    let parsed = framework.document(document)?;
    let (title, span) = titles(parsed.document()?).next()?;
    let name = framework.name(role.name);
    let users = users(framework, role.name);
    let elsewhere = match users[..] {
        [other] => format!("`{}`", framework.path(other)),
        _ => format!("{} other documents", users.len()),
    };
    let mut finding = INFO
        .finding(
            parsed.source(),
            span,
            format!("`{title}` is called `{name}` in {elsewhere}"),
        )
        .subject(Subject {
            role: Some(title.to_owned()),
            ..Subject::default()
        })
        .label(format!("`{name}` elsewhere"))
        .help(format!(
            "call the role `{name}` here too, or rename it everywhere"
        ));
    for user in users {
        if let Some(place) = first_mention(framework, user, role.name) {
            finding = finding.related(place, format!("called `{name}` here"));
        }
    }
    Some(finding)
}

fn at_mention(
    framework: &Framework<'_>,
    role: &Role,
    variant: NameId,
    document: DocumentId,
) -> Option<Finding> {
    let parsed = framework.document(document)?;
    let source = parsed.source();
    let page = parsed.document()?;
    let mut mentions = role_mentions(page).filter(|mention| mention.id() == variant);
    let first = mentions.next()?;
    let (name, text) = (framework.name(role.name), framework.name(variant));
    let others = users(framework, role.name);
    let (held_against, right) = if let Some(&own) = role.documents.first() {
        let place = title_of(framework, own);
        (format!("in `{}`", framework.path(own)), place)
    } else {
        let place = others.first();
        let place = place.and_then(|&other| first_mention(framework, other, role.name));
        let held_against = match others[..] {
            [other] if other == document => "elsewhere in this document".to_owned(),
            [other] => format!("in `{}`", framework.path(other)),
            _ => format!("in {} documents", others.len()),
        };
        (held_against, place)
    };
    let finding = |message| {
        INFO.finding(source, first.name.span(), message)
            .about(first.about)
            .subject(first.role_subject())
    };
    if let Some(link) = UnreadLink::of(text, text) {
        let finding = finding(link.told()).label("not a link");
        return Some(finding.maybe_help(link.change()));
    }
    let mut edits = vec![page.rewrite(source, first.name, name)];
    let message = format!("the role `{text}` is called `{name}` {held_against}");
    let mut finding = finding(message)
        .label(format!("`{name}` there"))
        .help(format!("call the role `{name}`"));
    for mention in mentions {
        let place = source.locate(mention.name.span());
        edits.push(page.rewrite(source, mention.name, name));
        finding = finding.related(place, "named so here too");
    }
    if let Some(place) = right {
        finding = finding.related(place, format!("called `{name}` here"));
    }
    // The role's own page says what it is called.
    let is_safe = !role.documents.is_empty() && names::close(text, name);
    let fix = Fix::of(format!("replace by `{name}`"), is_safe, edits);
    Some(finding.fix(fix))
}

fn title_of(framework: &Framework<'_>, document: DocumentId) -> Option<Location> {
    let parsed = framework.document(document)?;
    let (_, span) = titles(parsed.document()?).next()?;
    Some(parsed.source().locate(span))
}

fn first_mention(
    framework: &Framework<'_>,
    document: DocumentId,
    name: NameId,
) -> Option<Location> {
    let parsed = framework.document(document)?;
    let mut mentions = role_mentions(parsed.document()?);
    let mention = mentions.find(|mention| mention.id() == name)?;
    Some(parsed.source().locate(mention.name.span()))
}
