//! `duplicate-skill`: a skill twice in one role level, or a level twice in one skill of the catalogue.

use std::collections::HashMap;

use super::placed::{self, Owner, Placed};
use crate::config::fold;
use crate::document::{Document, Entry};
use crate::finding::{Finding, Severity};
use crate::rule::{DocumentContext, DocumentRule, Group, RuleInfo};
use crate::text::{Span, Text};

/// The rule.
pub struct DuplicateSkill;

static INFO: RuleInfo = RuleInfo {
    id: "duplicate-skill",
    group: Group::SkillTables,
    severity: Some(Severity::Error),
    summary: "a skill stands twice in one role level",
    explanation: "A role level needs a skill at one level. Where it lists the skill twice, nobody can tell which of the rows counts. \
There is one finding for each skill and role level, at the second row; the other rows are shown with it. In a catalogue the rule \
looks for a skill that is defined twice and for a level that a skill has twice.",
    yields_to: &[
        "unknown-skill-level",
        "skill-level-ordinal",
        "skill-level-mismatch",
    ],
};

impl DocumentRule for DuplicateSkill {
    fn info(&self) -> &'static RuleInfo {
        &INFO
    }

    fn check(&self, context: &DocumentContext<'_>, findings: &mut Vec<Finding>) {
        for level in &context.document.role_levels {
            let named = level
                .entries()
                .filter_map(|entry| Some((fold(entry.skill.as_ref()?.as_str()), entry)))
                .filter(|(name, _)| !name.is_empty());
            for entries in repeated(named) {
                findings.extend(skill_twice(context, &level.title, &entries));
            }
        }
        let skills = &context.document.skills;
        for skill in skills {
            let levels = skill
                .entries()
                .iter()
                .filter_map(|entry| Some((trusted_level(entry)?, entry)));
            for entries in repeated(levels) {
                findings.extend(level_twice(context, &skill.name, &entries));
            }
        }
        let names = skills
            .iter()
            .map(|skill| (fold(skill.name.as_str()), skill));
        for definitions in repeated(names) {
            let name = definitions[0].name.as_str();
            let spans: Vec<Span> = definitions.iter().map(|skill| skill.name.span()).collect();
            let subject = Owner::Skill(&definitions[0].name).subject(context.document);
            findings.push(
                finding(context, &spans, format!("`{name}` is defined twice"))
                    .help("keep one definition, with what is right of both")
                    .subject(subject),
            );
        }
    }
}

/// The groups of at least two items with the same key, in the order of their first items.
fn repeated<K: std::hash::Hash + Eq, T>(items: impl Iterator<Item = (K, T)>) -> Vec<Vec<T>> {
    let mut groups: Vec<Vec<T>> = Vec::new();
    let mut group_of = HashMap::new();
    for (key, item) in items {
        let group = *group_of.entry(key).or_insert(groups.len());
        match groups.get_mut(group) {
            Some(group) => group.push(item),
            None => groups.push(vec![item]),
        }
    }
    groups.retain(|group| group.len() > 1);
    groups
}

/// The level of an entry whose own words don't contradict one another about it.
fn trusted_level(entry: &Entry<'_>) -> Option<u8> {
    let level = entry.level_index()?;
    let in_sentence = entry
        .ordinal
        .as_ref()
        .and_then(|ordinal| ordinal.level_index);
    in_sentence
        .is_none_or(|other| other == level)
        .then_some(level)
}

fn skill_twice(
    context: &DocumentContext<'_>,
    role_level: &Text<'_>,
    entries: &[&Entry<'_>],
) -> Option<Finding> {
    let spans: Vec<Span> = entries
        .iter()
        .filter_map(|entry| Some(entry.skill.as_ref()?.span()))
        .collect();
    let second = placed(context.document, entries.get(1)?)?;
    let skill = second.skill()?.as_str();
    let title = role_level.as_str();
    let levels: Vec<Option<u8>> = entries.iter().map(|entry| entry.level_index()).collect();
    let help = if levels.iter().all(|level| *level == levels[0]) {
        "keep one of the rows"
    } else {
        "keep the row of the level that the role level needs"
    };
    let times = match entries.len() {
        2 => "twice".to_owned(),
        count => format!("{count} times"),
    };
    Some(
        finding(
            context,
            &spans,
            format!("`{skill}` is listed {times} in `{title}`"),
        )
        .help(help)
        .subject(second.subject(context.profile))
        .about(second.entry.span),
    )
}

fn level_twice(
    context: &DocumentContext<'_>,
    skill: &Text<'_>,
    entries: &[&Entry<'_>],
) -> Option<Finding> {
    let place = |entry: &Entry<'_>| {
        entry
            .level
            .as_ref()
            .map_or(entry.span, |level| level.text.span())
    };
    let spans: Vec<Span> = entries.iter().map(|entry| place(entry)).collect();
    let second = placed(context.document, entries.get(1)?)?;
    let level = second.level_name(context.profile)?;
    let message = format!("`{}` has the level `{level}` twice", skill.as_str());
    Some(
        finding(context, &spans, message)
            .help("keep one of the rows")
            .subject(second.subject(context.profile))
            .about(second.entry.span),
    )
}

/// A finding at the second of `spans`, with the others as related places.
fn finding(context: &DocumentContext<'_>, spans: &[Span], message: String) -> Finding {
    let second = spans.get(1).or(spans.first()).copied().unwrap_or_default();
    let mut finding = INFO
        .finding(context.source, second, message)
        .label("here again");
    for (at, span) in spans.iter().enumerate().filter(|(at, _)| *at != 1) {
        let message = if at == 0 { "first here" } else { "and here" };
        finding = finding.related(context.source.locate(*span), message);
    }
    finding
}

fn placed<'d, 's>(document: &'d Document<'s>, entry: &Entry<'_>) -> Option<Placed<'d, 's>> {
    placed::entries(document).find(|placed| placed.entry.index == entry.index)
}
