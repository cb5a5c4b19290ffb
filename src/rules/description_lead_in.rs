//! `description-lead-in`: a description is not introduced as the others are.

use std::collections::BTreeMap;

use super::placed;
use crate::document::{Description, PartKind};
use crate::finding::{Finding, Fix, Grade, Severity};
use crate::rule::{DocumentContext, DocumentRule, Group, RuleInfo};
use crate::text::{Span, Text, collapse_white_space};

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
        for placed in placed::entries(context.document) {
            let Some(description) = &placed.entry.description else {
                continue;
            };
            let mut add = |finding: Finding| {
                findings.push(
                    finding
                        .subject(placed.subject(context.profile))
                        .about(placed.entry.span),
                );
            };
            let described = || placed.described(context.profile);
            match opening(description) {
                Opening::LeadIn(text) => {
                    let text = text.trimmed();
                    if collapse_white_space(text.as_str()) != expected.as_str() {
                        let message = format!(
                            "the description of {} begins with `{}` instead of `{expected}`",
                            described(),
                            text.as_str()
                        );
                        add(INFO
                            .finding(context.source, text.span(), message)
                            .help(format!("write `{expected}`"))
                            .fix(Fix::of(
                                format!("replace by `{expected}`"),
                                same_letters(text.as_str(), expected),
                                [context.rewrite(&text, expected)],
                            )));
                    }
                }
                Opening::Points(first) if expects_lead_in => {
                    let first =
                        first.span_of(0..first.as_str().split(' ').next().map_or(0, str::len));
                    let message = format!(
                        "the description of {} does not begin with `{expected}`",
                        described()
                    );
                    let finding = INFO
                        .finding(context.source, first, message)
                        .label("the lead-in is missing before this")
                        .help(format!("put `{expected}` before the points"));
                    add(finding.fix(opened(context, first, expected)));
                }
                Opening::Points(_) | Opening::Other => {}
            }
        }
    }
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
