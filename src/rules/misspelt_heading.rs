//! `misspelt-heading`: the heading of a part of the page that was recognised although it is misspelt.

use super::names;
use crate::config::{KnownSection, Profile};
use crate::document::{Dialect, Document, Heading, Kind};
use crate::finding::{Finding, Fix, Grade, Severity};
use crate::rule::{DocumentContext, DocumentRule, Group, RuleInfo};
use crate::text::Text;

/// What is known about the rule.
static INFO: RuleInfo = RuleInfo {
    id: "misspelt-heading",
    group: Group::Page,
    severity: Some(Severity::Warning),
    summary: "the heading of a part of the page is misspelt",
    explanation: "\
The headings of the contents list, of what the role is about, of its role levels, of the shared skills and of the updates are the same on \
every page but for the role's name, and readers look for them. The profile has their words (`[sections]`).

A heading is recognised, and the part below it read, where a word or two are damaged; then it is reported here, and so is a role's name in it that is nearly the title. Where the contents list has the heading as it \
should be, `contents-mismatch` says so. The fix is only safe in copied pages: elsewhere links may lead to the heading by its words.",
    yields_to: &["contents-mismatch"],
};

/// The rule.
pub struct MisspeltHeading;

impl DocumentRule for MisspeltHeading {
    fn info(&self) -> &'static RuleInfo {
        &INFO
    }

    fn fixes(&self) -> Option<Grade> {
        Some(Grade::Safe)
    }

    fn check(&self, context: &DocumentContext<'_>, findings: &mut Vec<Finding>) {
        let document = context.document;
        if document.kind != Kind::Role {
            return;
        }
        let parts = misspelt(document, context.profile);
        findings.extend(parts.map(|(heading, meant)| {
            let written = heading.text.trimmed();
            let message = format!("the heading `{}` is misspelt", written.as_str());
            instead(context, &written, &meant, message)
        }));
        let headings = document.headings.iter();
        findings.extend(headings.filter_map(|heading| misspelt_role(context, heading)));
        findings.extend(misspelt_line(context));
    }
}

/// The finding that a heading's words should be others.
fn instead(
    context: &DocumentContext<'_>,
    written: &Text<'_>,
    meant: &str,
    message: String,
) -> Finding {
    let edit = context.rewrite(written, meant);
    let is_safe = context.document.dialect == Dialect::Page;
    let fix = Fix::of(format!("replace by `{meant}`"), is_safe, [edit]);
    INFO.finding(context.source, written.span(), message)
        .help(format!("write `{meant}`"))
        .fix(fix)
}

/// The finding about the heading of a part that has the role's name misspelt. Of a name with a longer or shorter end, it may be the
/// language that asks for it.
fn misspelt_role(context: &DocumentContext<'_>, heading: &Heading<'_>) -> Option<Finding> {
    let title = context.document.name()?;
    let name = title.as_str();
    let role = context.profile.role_in(heading.text.as_str())?;
    let role = heading.text.slice(role);
    let written = role.as_str();
    let is_misspelt = !names::same(written, name)
        && !names::is_inflected(written, name)
        && names::close(written, name)
        && names::is_confirmed(context.source.text(), title, &role);
    let message = || format!("the role is `{written}` here and `{name}` in the title");
    let found =
        is_misspelt.then(|| instead(context, &role, &names::cased_like(written, name), message()));
    found.map(|finding| finding.related(context.source.locate(title.span()), "the title"))
}

/// The finding about the line above the contents list, which need not be a heading.
fn misspelt_line(context: &DocumentContext<'_>) -> Option<Finding> {
    let written = context.document.contents_title.as_ref()?;
    let (section, meant) = context.profile.sections.meant(written.as_str())?;
    let is_list = section == KnownSection::Contents && !context.document.contents.is_empty();
    let message = format!("`{}` above the contents list is misspelt", written.as_str());
    let meant = names::cased_like(written.as_str(), &meant);
    is_list.then(|| instead(context, written, &meant, message))
}

/// The misspelt headings of a role's parts, each with the heading that was meant.
pub(super) fn misspelt<'d, 's>(
    document: &'d Document<'s>,
    profile: &'d Profile,
) -> impl Iterator<Item = (&'d Heading<'s>, String)> {
    let sections = &profile.sections;
    let is_there = move |section: KnownSection| {
        let mut headings = document
            .headings
            .iter()
            .map(|heading| heading.text.as_str());
        headings.any(|other| sections.exact(other) == Some(section))
    };
    let is_role_level = move |heading: &Heading<'_>| {
        let mut levels = document.role_levels.iter();
        levels.any(|level| heading.text.span().touches(level.title.span()))
    };
    // What names no role, or another one, is a heading of its own.
    let names_role = move |meant: &str| {
        let (role, title) = (profile.role_in(meant), document.name());
        role.zip(title).is_none_or(|(role, title)| {
            let (role, title) = (&meant[role], title.as_str());
            names::same(role, title)
                || names::close(role, title)
                || names::is_inflected(role, title)
        })
    };
    let titles = usize::from(document.title.is_some());
    let headings = document.headings.iter().skip(titles);
    headings.filter_map(move |heading| {
        let written = heading.text.as_str();
        let (section, meant) = sections.meant(written)?;
        let is_part = !is_there(section) && !is_role_level(heading) && is_read(document, section);
        (is_part && names_role(&meant)).then(|| (heading, names::cased_like(written, &meant)))
    })
}

/// Whether what belongs below the heading of a part is there. Without it a heading may be another word (*Context*) rather than a misspelt one.
fn is_read(document: &Document<'_>, section: KnownSection) -> bool {
    match section {
        KnownSection::Contents => !document.contents.is_empty(),
        KnownSection::Summary => !document.summary.is_empty(),
        KnownSection::RoleLevels => !document.role_levels.is_empty(),
        KnownSection::SharedSkills => document.shared_skills.is_some(),
        KnownSection::Updates => document.history.is_some(),
    }
}
