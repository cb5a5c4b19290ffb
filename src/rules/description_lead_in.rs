//! `description-lead-in`: a description is not introduced as the others are.

use std::collections::BTreeMap;

use super::placed;
use crate::document::{Description, Entry, PartKind};
use crate::finding::{Finding, Fix, Grade, Severity};
use crate::rule::{DocumentContext, DocumentRule, Group, RuleInfo};
use crate::text::{Span, Text, collapse_white_space, start_of_line};

/// The rule.
pub struct DescriptionLeadIn;

static INFO: RuleInfo = RuleInfo {
    id: "description-lead-in",
    group: Group::SkillTables,
    severity: Some(Severity::Warning),
    summary: "a description does not begin with the framework's lead-in",
    explanation: "The points of a description finish the sentence that its lead-in begins (*You can:*). The lead-in is the same in every \
description, down to the capital and the colon. Where it is missing, the rule speaks up if most descriptions of the document \
have it.",
    yields_to: &["description-placeholder"],
};

impl DocumentRule for DescriptionLeadIn {
    fn info(&self) -> &'static RuleInfo {
        &INFO
    }

    fn fixes(&self) -> Option<Grade> {
        Some(Grade::Safe)
    }

    fn check(&self, context: &DocumentContext<'_>, findings: &mut Vec<Finding>) {
        let Some(expected) = context.profile.skill.lead_ins.first() else {
            return;
        };
        let expects_lead_in = most_have_lead_in(context);
        let mut entries = placed::entries(context.document).peekable();
        while let Some(placed) = entries.next() {
            let Some(description) = &placed.entry.description else {
                continue;
            };
            let described = || placed.described(context.profile);
            let stray = description.stray_lead_in.as_ref().map(Text::span);
            let found = match opening(description) {
                Opening::LeadIn(text) => other_words(context, &text.trimmed(), expected, described),
                Opening::Points(first) => match above(context, placed.entry).or(stray) {
                    Some(place) => Some(misplaced(context, place, first, described)),
                    None if expects_lead_in => Some(missing(context, first, expected, described)),
                    None => None,
                },
                Opening::Other => None,
            };
            let opens_nothing = stray.filter(|_| found.is_none()).filter(|stray| {
                let next = entries.peek();
                next.and_then(|next| above(context, next.entry)) != Some(*stray)
            });
            let found = found.or(opens_nothing.map(|place| useless(context, place, described)));
            findings.extend(found.map(|finding| {
                finding
                    .subject(placed.subject(context.profile))
                    .about(placed.entry.span)
            }));
        }
    }
}

/// A lead-in in other words than the profile's.
fn other_words(
    context: &DocumentContext<'_>,
    text: &Text<'_>,
    expected: &str,
    described: impl Fn() -> String,
) -> Option<Finding> {
    (collapse_white_space(text.as_str()) != expected).then(|| {
        let message = format!(
            "the description of {} begins with `{}` instead of `{expected}`",
            described(),
            text.as_str()
        );
        INFO.finding(context.source, text.span(), message)
            .help(format!("write `{expected}`"))
            .fix(Fix::of(
                format!("replace by `{expected}`"),
                same_letters(text.as_str(), expected),
                [context.rewrite(text, expected)],
            ))
    })
}

/// A description that begins with its points.
fn missing(
    context: &DocumentContext<'_>,
    first: &Text<'_>,
    expected: &str,
    described: impl Fn() -> String,
) -> Finding {
    let word = first.as_str().split(' ').next().map_or(0, str::len);
    let message = format!(
        "the description of {} does not begin with `{expected}`",
        described()
    );
    let word = first.span_of(0..word);
    INFO.finding(context.source, word, message)
        .label("the lead-in is missing before this")
        .help(format!("put `{expected}` before the points"))
        .fix(opened(context, word, expected))
}

/// The lead-in of a description that begins with its point `first` stands elsewhere, at `place`.
fn misplaced(
    context: &DocumentContext<'_>,
    place: Span,
    first: &Text<'_>,
    described: impl Fn() -> String,
) -> Finding {
    let message = format!("the lead-in of {} stands in another place", described());
    let point = context.source.locate(first.span());
    INFO.finding(context.source, place, message)
        .label("opens nothing here")
        .help("move it before the points")
        .related(point, "it opens what begins here")
}

/// A lead-in that no points follow, where another one opens the description.
fn useless(context: &DocumentContext<'_>, place: Span, described: impl Fn() -> String) -> Finding {
    let message = format!("the description of {} ends with a lead-in", described());
    INFO.finding(context.source, place, message)
        .label("opens nothing here")
        .help("remove it, or write what it opens")
}

/// The lead-in that is all that the line above an entry has.
fn above(context: &DocumentContext<'_>, entry: &Entry<'_>) -> Option<Span> {
    let before = &context.source.text()[..entry.span.start as usize];
    let before = before[..before.rfind('\n')?].trim_end();
    let start = start_of_line(before, before.len());
    let line = &before[start..];
    let lead_ins = &context.profile.skill.lead_ins;
    let is_lead_in = |lead_in: &String| same_letters(line, lead_in);
    let indented = start + line.len() - line.trim_start().len();
    let is_there = lead_ins.iter().any(is_lead_in);
    is_there.then(|| Span::new(indented, before.len()))
}

/// Puts the lead-in before a description whose first point begins at `first`, with what stands most often between the document's
/// other lead-ins and their points.
fn opened(context: &DocumentContext<'_>, first: Span, lead_in: &str) -> Option<Fix> {
    let source = context.source.text();
    let descriptions = context.document.entries();
    let descriptions = descriptions.filter_map(|entry| entry.description.as_ref());
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for description in descriptions {
        if let [opening, point, ..] = &description.parts[..]
            && (opening.kind, point.kind) == (PartKind::LeadIn, PartKind::Point)
        {
            let between = opening.text.span().end as usize..point.text.span().start as usize;
            *times.entry(source.get(between)?).or_default() += 1;
        }
    }
    let (between, _) = times.into_iter().rev().max_by_key(|&(_, times)| times)?;
    // The bullet is there already.
    let before = &source[..first.start as usize];
    let same = between.bytes().rev().zip(before.bytes().rev());
    // A link or emphasis begins before its words: they are not where the point begins.
    if !before.ends_with(|sign: char| between.ends_with(sign)) {
        return None;
    }
    let mut there = between.len() - same.take_while(|(one, other)| one == other).count();
    while !between.is_char_boundary(there) {
        there += 1;
    }
    let bullet = &between[there..];
    let bullet = match bullet.rfind('\n') {
        Some(end) => &bullet[end + 1..],
        None => bullet.trim_start(),
    };
    let (gap, place) = (
        &between[..between.len() - bullet.len()],
        first.start as usize - bullet.len(),
    );
    // Tags that open or close something belong around the points, too, not only before them.
    if gap
        .split("<br")
        .skip(1)
        .any(|tag| !tag.trim_start_matches([' ', '/']).starts_with('>'))
        || gap.matches('<').count() > gap.matches("<br").count()
    {
        return None;
    }
    Some(Fix::replace(
        format!("put `{lead_in}` before the points"),
        !bullet.trim().is_empty(),
        context.source.locate(Span::empty(place)),
        format!("{lead_in}{gap}"),
    ))
}

/// Whether two lead-ins differ in nothing but case, punctuation and white space, so that the meaning stays.
fn same_letters(one: &str, other: &str) -> bool {
    let letters = |text: &str| {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect::<String>()
    };
    letters(one) == letters(other)
}

enum Opening<'d, 's> {
    LeadIn(&'d Text<'s>),
    /// Points without a lead-in; the first of them.
    Points(&'d Text<'s>),
    Other,
}

fn opening<'d, 's>(description: &'d Description<'s>) -> Opening<'d, 's> {
    if description.undefined {
        return Opening::Other;
    }
    if let Some(lead_in) = description.lead_in() {
        return Opening::LeadIn(lead_in);
    }
    match description.parts.as_slice() {
        [first, ..] if first.kind == PartKind::Point => Opening::Points(&first.text),
        _ => Opening::Other,
    }
}

fn most_have_lead_in(context: &DocumentContext<'_>) -> bool {
    let (mut with, mut without) = (0, 0);
    let descriptions = context
        .document
        .entries()
        .filter_map(|entry| entry.description.as_ref());
    for description in descriptions {
        match opening(description) {
            Opening::LeadIn(_) => with += 1,
            Opening::Points(_) => without += 1,
            Opening::Other => {}
        }
    }
    with > without
}
