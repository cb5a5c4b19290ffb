//! `description-lead-in`: a description is not introduced as the others are.

use super::placed;
use crate::config::{close_match, fold};
use crate::document::{Description, PartKind};
use crate::finding::{Finding, Fix, Severity};
use crate::rule::{DocumentContext, DocumentRule, Group, RuleInfo};
use crate::text::{Text, collapse_white_space};

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
            let described = placed.described(context.profile);
            match opening(description, context) {
                Opening::LeadIn(text) => {
                    let text = text.trimmed();
                    if collapse_white_space(text.as_str()) != expected.as_str() {
                        let location = context.source.locate(text.span());
                        let message = format!(
                            "the description of {described} begins with `{}` instead of `{expected}`",
                            text.as_str()
                        );
                        add(INFO
                            .finding(context.source, text.span(), message)
                            .help(format!("write `{expected}`"))
                            .fix(Fix::replace(
                                format!("replace by `{expected}`"),
                                true,
                                location,
                                expected,
                            )));
                    }
                }
                Opening::Points(first) if expects_lead_in => {
                    let first =
                        first.span_of(0..first.as_str().split(' ').next().map_or(0, str::len));
                    let message =
                        format!("the description of {described} does not begin with `{expected}`");
                    add(INFO
                        .finding(context.source, first, message)
                        .label("the lead-in is missing before this")
                        .help(format!("put `{expected}` before the points")));
                }
                Opening::Points(_) | Opening::Other => {}
            }
        }
    }
}

enum Opening<'d, 's> {
    LeadIn(&'d Text<'s>),
    /// Points without a lead-in; the first of them.
    Points(&'d Text<'s>),
    Other,
}

fn opening<'d, 's>(
    description: &'d Description<'s>,
    context: &DocumentContext<'_>,
) -> Opening<'d, 's> {
    if description.undefined {
        return Opening::Other;
    }
    if let Some(lead_in) = description.lead_in() {
        return Opening::LeadIn(lead_in);
    }
    let has_points = description.points().next().is_some();
    match description.parts.first() {
        Some(part) if part.kind == PartKind::Point => Opening::Points(&part.text),
        Some(part) if has_points && is_close(part.text.as_str(), context) => {
            Opening::LeadIn(&part.text)
        }
        _ => Opening::Other,
    }
}

fn is_close(text: &str, context: &DocumentContext<'_>) -> bool {
    let lead_ins = context.profile.skill.lead_ins.iter().map(String::as_str);
    close_match(&fold(text), lead_ins).is_some()
}

fn most_have_lead_in(context: &DocumentContext<'_>) -> bool {
    let (mut with, mut without) = (0, 0);
    let descriptions = context
        .document
        .entries()
        .filter_map(|entry| entry.description.as_ref());
    for description in descriptions {
        match opening(description, context) {
            Opening::LeadIn(_) => with += 1,
            Opening::Points(_) => without += 1,
            Opening::Other => {}
        }
    }
    with > without
}
