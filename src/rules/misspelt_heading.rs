//! `misspelt-heading`: the heading of a part of the page that was recognised although it is misspelt.

use super::names;
use crate::config::{KnownSection, Profile};
use crate::document::{Dialect, Document, Heading, Kind};
use crate::finding::{Finding, Fix, Grade, Severity};
use crate::rule::{DocumentContext, DocumentRule, Group, RuleInfo};

/// What is known about the rule.
static INFO: RuleInfo = RuleInfo {
    id: "misspelt-heading",
    group: Group::Page,
    severity: Some(Severity::Warning),
    summary: "the heading of a part of the page is misspelt",
    explanation: "\
The headings of the contents list, of what the role is about, of its role levels, of the shared skills and of the updates are the same on \
every page but for the role's name, and readers look for them. The profile has their words (`[sections]`).

A heading is recognised, and the part below it read, where a word or two are damaged; then it is reported here. Where the contents list has the heading as it \
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
        findings.extend(misspelt(document, context.profile).map(|(heading, meant)| {
            let written = heading.text.trimmed();
            let edit = context.rewrite(&written, &meant);
            let is_safe = document.dialect == Dialect::Page;
            let fix = Fix::of(format!("replace by `{meant}`"), is_safe, [edit]);
            let message = format!("the heading `{}` is misspelt", written.as_str());
            let finding = INFO.finding(context.source, written.span(), message);
            finding.help(format!("write `{meant}`")).fix(fix)
        }));
    }
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
        headings.any(|other| sections.known(other) == Some((section, true)))
    };
    let is_role_level = move |heading: &Heading<'_>| {
        let mut levels = document.role_levels.iter();
        levels.any(|level| heading.text.span().touches(level.title.span()))
    };
    let titles = usize::from(document.title.is_some());
    let headings = document.headings.iter().skip(titles);
    headings.filter_map(move |heading| {
        let written = heading.text.as_str();
        let (section, meant) = sections.meant(written)?;
        let is_part = !is_there(section) && !is_role_level(heading) && is_read(document, section);
        is_part.then(|| (heading, names::cased_like(written, &meant)))
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
