//! `contents-mismatch`: the contents list and the headings differ.

use super::role_levels::{
    has_heading, is_level, listed_otherwise, named_levels, out_of_order, repeated_levels,
};
use super::{names, placed};
use crate::config::Profile;
use crate::document::{ContentsEntry, Document, RoleLevel};
use crate::facts::{even_anchor, slug, without_vault_id};
use crate::finding::{Finding, Fix, Grade, Severity};
use crate::framework::UnreadLink;
use crate::rule::{DocumentContext, DocumentRule, Group, RuleInfo};
use crate::source::Source;
use crate::text::{Span, Text, without_number};

/// The rule.
pub struct ContentsMismatch;

static INFO: RuleInfo = RuleInfo {
    id: "contents-mismatch",
    group: Group::Page,
    severity: Some(Severity::Warning),
    summary: "the contents list names a part that the page does not have, or leaves a role level out",
    explanation: "Every entry of the contents list is the heading of a part of the page, capital letters aside, and a list that has role \
levels has all of them, once and in the order of the page. The entries for the table of shared skills and for a single role level need no heading.

An entry for a role level leads to the anchor of its heading: where all but one do, that one is reported.

Where an entry and a heading are nearly the same, the one is reported whose spelling the rest of the page, including the link of the \
entry, does not share.",
    yields_to: &["broken-link", "title-mismatch", "update-history"],
};

impl DocumentRule for ContentsMismatch {
    fn info(&self) -> &'static RuleInfo {
        &INFO
    }

    fn fixes(&self) -> Option<Grade> {
        Some(Grade::Safe)
    }

    fn check(&self, context: &DocumentContext<'_>, findings: &mut Vec<Finding>) {
        let document = context.document;
        if document.contents.is_empty() {
            return;
        }
        let mut unlisted = unlisted_levels(document);
        let misnamed = repeated_levels(document);
        let misnamed = misnamed
            .iter()
            .filter_map(|(level, _)| listed_otherwise(document, level));
        let misnamed: Vec<Span> = misnamed.map(|entry| entry.text.span()).collect();
        for (at, entry) in document.contents.iter().enumerate() {
            if let Some(first) = listed_before(document, at) {
                findings.push(listed_twice(context, first, entry));
                continue;
            }
            if let Some(link) = unread_link(context, entry) {
                let name = without_number(link.name);
                unlisted.retain(|level| !names::same(level.title.as_str(), name));
                findings.push(not_a_link(context, entry, &link));
                continue;
            }
            // The heading that has another's name is `role-level-count`'s.
            if has_heading(document, entry) || misnamed.contains(&entry.text.span()) {
                continue;
            }
            let found = match shared_skills_entry(context, entry) {
                SharedSkillsEntry::Right => None,
                SharedSkillsEntry::Misspelt(finding) => Some(*finding),
                SharedSkillsEntry::Other => Some(match partner(document, &mut unlisted, entry) {
                    Some(heading) => different(context, &heading, entry),
                    None => without_heading(context, entry),
                }),
            };
            findings.extend(found.map(|finding| finding.subject(placed::role(document))));
        }
        let lists_levels = (document.contents.iter())
            .any(|entry| named_levels(document).any(|level| is_level(level, entry)));
        findings.extend(in_other_order(context));
        findings.extend(other_anchor(context));
        if lists_levels {
            let headed = unlisted.iter().filter(|level| level.has_heading);
            findings.extend(headed.map(|level| not_listed(context, level)));
        }
    }
}

/// What an entry without a link was meant to be, if that is one.
fn unread_link<'d>(
    context: &DocumentContext<'_>,
    entry: &'d ContentsEntry<'_>,
) -> Option<UnreadLink<'d>> {
    let written = entry.text.span().of(context.source.text());
    let link = UnreadLink::of(entry.text.as_str(), written);
    link.filter(|_| entry.link.is_none())
}

fn not_a_link(
    context: &DocumentContext<'_>,
    entry: &ContentsEntry<'_>,
    link: &UnreadLink<'_>,
) -> Finding {
    INFO.finding(context.source, entry.text.span(), link.told())
        .maybe_help(link.change())
        .subject(placed::role(context.document))
}

/// The first entry for a role level that stands before the entry of an earlier one, where the headings are in order.
fn in_other_order(context: &DocumentContext<'_>) -> Option<Finding> {
    let document = context.document;
    if out_of_order(document).is_some() || !repeated_levels(document).is_empty() {
        return None;
    }
    let position = |entry| {
        let mut levels = named_levels(document);
        levels.position(|level| is_level(level, entry))
    };
    let listed = document.contents.iter();
    let listed: Vec<(usize, &ContentsEntry<'_>)> = listed
        .filter_map(|entry| Some((position(entry)?, entry)))
        .collect();
    let pair = listed.windows(2).find(|pair| pair[1].0 < pair[0].0)?;
    let (entry, later) = (pair[0].1, pair[1].1);
    let message = format!(
        "the contents list has `{}` before `{}`, and the page has it after",
        entry.text.as_str(),
        later.text.as_str()
    );
    let finding = INFO
        .finding(context.source, entry.text.span(), message)
        .help("list the role levels in the order of their headings")
        .subject(placed::role(document))
        .related(
            context.source.locate(later.text.span()),
            "this is the earlier one",
        );
    let heading = &named_levels(document).nth(pair[0].0)?.title;
    Some(finding.related(context.source.locate(heading.span()), "the heading"))
}

/// The only entry of a role level whose link does not lead to the anchor of its heading.
fn other_anchor(context: &DocumentContext<'_>) -> Option<Finding> {
    let document = context.document;
    let leads = |entry: &&ContentsEntry<'_>| {
        let link = entry.link.as_ref()?;
        let (_, anchor) = link.destination.split_once('#')?;
        Some((anchor.to_owned(), link.span))
    };
    let is_right = |entry: &ContentsEntry<'_>, anchor: &str| {
        let numbered = anchor.trim_end_matches(|c: char| c.is_ascii_digit());
        let heading = even_anchor(&slug(entry.text.as_str()));
        even_anchor(anchor) == heading || even_anchor(numbered.trim_end_matches('-')) == heading
    };
    let entries = document.contents.iter();
    let entries =
        entries.filter(|entry| named_levels(document).any(|level| is_level(level, entry)));
    let linked: Vec<_> = entries
        .filter_map(|entry| Some((entry, leads(&entry)?)))
        .collect();
    let mut wrong = linked
        .iter()
        .filter(|(entry, (anchor, _))| !is_right(entry, anchor));
    let ((entry, (anchor, span)), None) = (wrong.next()?, wrong.next()) else {
        return None;
    };
    // Two others that are right show how the anchors are made.
    if linked.len() < 3 {
        return None;
    }
    let (name, right) = (entry.text.as_str(), slug(entry.text.as_str()));
    let message =
        format!("the contents entry `{name}` leads to `#{anchor}`, and not to its heading");
    let at = span.of(context.source.text()).find('#');
    let place = at.map_or(*span, |at| {
        Span::new(span.start as usize + at, span.end as usize)
    });
    let finding = INFO.finding(context.source, place, message).help(format!(
        "link to `#{right}`, as the other entries do to theirs"
    ));
    Some(finding.subject(placed::role(document)))
}

/// An earlier entry with the same name, number and link as the entry at `at` (from 0), where the page has no second heading for it.
fn listed_before<'d, 's>(document: &'d Document<'s>, at: usize) -> Option<&'d ContentsEntry<'s>> {
    let entry = &document.contents[at];
    let parts = |entry: &ContentsEntry<'s>| {
        let destination = entry.link.as_ref().map(|link| link.destination.clone());
        (entry.number.map(|number| number.value), destination)
    };
    let is_same = |other: &&ContentsEntry<'s>| {
        names::same(other.text.as_str(), entry.text.as_str()) && parts(other) == parts(entry)
    };
    let headings = document.headings.iter();
    let headings =
        headings.filter(|heading| names::same(heading.text.as_str(), entry.text.as_str()));
    let levels = document
        .role_levels
        .iter()
        .filter(|level| is_level(level, entry));
    let first = document.contents[..at].iter().find(is_same)?;
    (headings.count() < 2 && levels.count() < 2).then_some(first)
}

fn listed_twice(
    context: &DocumentContext<'_>,
    first: &ContentsEntry<'_>,
    entry: &ContentsEntry<'_>,
) -> Finding {
    let message = format!("the contents list has `{}` twice", entry.text.as_str());
    INFO.finding(context.source, entry.text.span(), message)
        .label("here again")
        .help("remove one of the two entries")
        .subject(placed::role(context.document))
        .related(context.source.locate(first.text.span()), "first here")
}

/// The role levels that no entry names.
fn unlisted_levels<'d, 's>(document: &'d Document<'s>) -> Vec<&'d RoleLevel<'s>> {
    named_levels(document)
        .filter(|level| !document.contents.iter().any(|entry| is_level(level, entry)))
        .collect()
}

/// Whether an entry without a heading is the one for the table of shared skills.
enum SharedSkillsEntry {
    Right,
    Misspelt(Box<Finding>),
    Other,
}

fn shared_skills_entry(
    context: &DocumentContext<'_>,
    entry: &ContentsEntry<'_>,
) -> SharedSkillsEntry {
    let section = &context.profile.sections.shared_skills;
    let text = entry.text.as_str();
    let Some(found) = section.resembles(text) else {
        return SharedSkillsEntry::Other;
    };
    let title = context.document.name();
    let role = found.get("role").map(|range| &text[range]);
    let (Some(title), Some(role)) = (title.map(Text::as_str), role) else {
        let is_misspelt = !found.exact && names::close(text, section.as_str());
        return if is_misspelt {
            misspelt_entry(context, entry, section.as_str())
        } else {
            SharedSkillsEntry::Right
        };
    };
    // A title that is misspelt itself is no evidence; the front matter has another.
    let front_matter_title = context.document.front_matter_title.as_ref();
    let is_role = |title: &str| names::same(role, title);
    let in_front_matter = front_matter_title.map(|title| without_vault_id(title.as_str()));
    let known = is_role(title) || in_front_matter.is_some_and(is_role);
    let misspelt_role = !known && names::close(role, title);
    if found.exact && !misspelt_role {
        return SharedSkillsEntry::Right;
    }
    let role = if misspelt_role {
        names::cased_like(role, title)
    } else {
        role.to_owned()
    };
    misspelt_entry(context, entry, &section.fill(|_| role.clone()))
}

fn misspelt_entry(
    context: &DocumentContext<'_>,
    entry: &ContentsEntry<'_>,
    expected: &str,
) -> SharedSkillsEntry {
    let written = entry.text.as_str();
    let edit = context.rewrite(&entry.text, expected);
    let message = format!("the contents entry `{written}` is misspelt");
    SharedSkillsEntry::Misspelt(Box::new(
        INFO.finding(context.source, entry.text.span(), message)
            .help(format!("write `{expected}`"))
            .fix(Fix::of(format!("replace by `{expected}`"), true, [edit])),
    ))
}

/// The heading that an entry without one most likely means.
fn partner<'d, 's>(
    document: &'d Document<'s>,
    unlisted: &mut Vec<&'d RoleLevel<'s>>,
    entry: &ContentsEntry<'_>,
) -> Option<Text<'s>> {
    let name = entry.text.as_str();
    let number = entry.number.map(|number| number.value);
    let same_number =
        |level: &&RoleLevel<'_>| number.is_some() && level.number.map(|own| own.value) == number;
    let by_name = unlisted
        .iter()
        .position(|level| names::close(name, level.title.as_str()));
    let fragment = entry
        .link
        .as_ref()
        .and_then(|link| link.destination.split_once('#'));
    let led_to = |level: &&RoleLevel<'_>| {
        fragment.is_some_and(|(_, fragment)| slug(level.title.as_str()) == fragment)
    };
    let level = by_name
        .or_else(|| unlisted.iter().position(led_to))
        .or_else(|| unlisted.iter().position(same_number))
        .map(|at| unlisted.remove(at));
    if let Some(level) = level {
        return Some(level.title.clone());
    }
    document
        .headings
        .iter()
        .map(|heading| &heading.text)
        .filter(|heading| names::close(name, heading.as_str()))
        .find(|heading| {
            !document
                .contents
                .iter()
                .any(|other| names::same(other.text.as_str(), heading.as_str()))
        })
        .cloned()
}

/// Whether of a heading and the entry that means it the heading is the one that is misspelt.
fn is_misspelt(
    source: &Source,
    profile: &Profile,
    heading: &Text<'_>,
    entry: &ContentsEntry<'_>,
) -> bool {
    let (written, listed) = (heading.as_str(), entry.text.as_str());
    let sections = &profile.sections;
    let is_listed_right = sections.exact(listed).is_some() && sections.exact(written).is_none();
    let blamed = || names::misspelt(source.text(), heading, &entry.text).span() == heading.span();
    names::close(written, listed) && (is_listed_right || blamed())
}

/// Whether a link to an anchor of the document leads nowhere because the heading is damaged that an entry of the contents list, with the same
/// link, has rightly, or because it is missing: then the heading or the entry is reported, and not the links.
pub(super) fn blames_heading(
    source: &Source,
    document: &Document<'_>,
    profile: &Profile,
    anchor: &str,
) -> bool {
    let mut unlisted = unlisted_levels(document);
    let leads = |entry: &ContentsEntry<'_>| {
        let link = entry.link.as_ref();
        let fragment = link.and_then(|link| link.destination.split_once('#'));
        fragment.is_some_and(|(_, fragment)| even_anchor(fragment) == even_anchor(anchor))
    };
    document.contents.iter().any(|entry| {
        if has_heading(document, entry) {
            let mut levels = named_levels(document).filter(|level| is_level(level, entry));
            return leads(entry)
                && levels.any(|level| !names::same(level.title.as_str(), entry.text.as_str()));
        }
        let is_shared = || {
            let section = &profile.sections.shared_skills;
            section.resembles(entry.text.as_str()).is_some()
        };
        match partner(document, &mut unlisted, entry) {
            Some(heading) => leads(entry) && is_misspelt(source, profile, &heading, entry),
            None => leads(entry) && !is_shared(),
        }
    })
}

fn different(
    context: &DocumentContext<'_>,
    heading: &Text<'_>,
    entry: &ContentsEntry<'_>,
) -> Finding {
    let is_close = names::close(heading.as_str(), entry.text.as_str());
    let is_heading = is_misspelt(context.source, context.profile, heading, entry);
    let wrong = if is_heading { heading } else { &entry.text };
    let (right, place) = if is_heading {
        (&entry.text, "in the contents list")
    } else {
        (heading, "in the heading")
    };
    let message = format!(
        "`{}` {} is `{}` {place}",
        wrong.as_str(),
        if is_heading {
            "in the heading"
        } else {
            "in the contents list"
        },
        right.as_str(),
    );
    let replacement = names::cased_like(wrong.as_str(), right.as_str());
    let finding = INFO
        .finding(context.source, wrong.span(), message)
        .help("make the heading and the contents entry the same")
        .related(context.source.locate(right.span()), place);
    if names::begins_with_signs(right.as_str()) {
        return finding;
    }
    finding.fix(Fix::of(
        format!("replace by `{replacement}`"),
        // Other pages may link to a heading by its words; and it may be the heading that is misspelt.
        is_close && !is_heading && names::is_confirmed(context.source.text(), right, wrong),
        [context.rewrite(wrong, &replacement)],
    ))
}

fn without_heading(context: &DocumentContext<'_>, entry: &ContentsEntry<'_>) -> Finding {
    let name = entry.text.as_str();
    if let Some(line) = line_for_heading(context.document, name) {
        let words = line.as_str();
        let message = format!("`{words}` is in the contents list, and no heading here");
        return INFO
            .finding(context.source, line.span(), message)
            .help("write it as a heading, like the others")
            .related(
                context.source.locate(entry.text.span()),
                "in the contents list",
            );
    }
    let message = format!("the contents list has `{name}`, and the page has no such heading");
    let finding = INFO
        .finding(context.source, entry.text.span(), message)
        .help("add the part under a heading of this name, or remove the entry");
    // A history without its heading is reported where it begins.
    let history = context.document.history.as_ref();
    let published = history.and_then(|history| history.published.as_ref());
    let is_of_history = context.profile.sections.updates.matches(name).is_some();
    match published.filter(|_| is_of_history) {
        Some(published) => finding.also_about(published.text.span()),
        None => finding,
    }
}

/// A paragraph of nothing but the words of a contents entry.
fn line_for_heading<'d, 's>(document: &'d Document<'s>, name: &str) -> Option<&'d Text<'s>> {
    let is_heading = |text: &Text<'_>| {
        let mut headings = document.headings.iter();
        headings.any(|heading| heading.text.span() == text.span())
    };
    let mut texts = document.running_text();
    texts.find(|text| {
        let words = text.as_str();
        let is_name = names::same(words, name) || names::same_after_a_number(words, name);
        is_name && !is_heading(text)
    })
}

fn not_listed(context: &DocumentContext<'_>, level: &RoleLevel<'_>) -> Finding {
    let title = level.title.as_str();
    let finding = INFO
        .finding(
            context.source,
            level.title.span(),
            format!("`{title}` is missing from the contents list"),
        )
        .help("add an entry for it to the contents list")
        .subject(placed::role(context.document));
    match context.document.contents.first() {
        Some(first) => finding.related(
            context.source.locate(first.text.span()),
            "the contents list begins here",
        ),
        None => finding,
    }
}
