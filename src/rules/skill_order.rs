//! `skill-order`: skills that are not in alphabetical order.

use std::collections::HashSet;

use super::ascending;
use super::placed::{self, Owner};
use crate::finding::Finding;
use crate::rule::{DocumentContext, DocumentRule, Group, RuleInfo};
use crate::text::Text;

/// The rule.
pub struct SkillOrder;

static INFO: RuleInfo = RuleInfo {
    id: "skill-order",
    group: Group::SkillTables,
    severity: None,
    summary: "skills are not in alphabetical order",
    explanation: "Where every table has its skills in alphabetical order, a reader finds a skill at once, and two role levels can be compared \
line by line. The rule looks at each skill table and at the skills of a catalogue. It is off by default, because there are frameworks that put the \
most important skill first.

Case does not count, nor do characters between words. Letters beyond ASCII stand in another place in every language: nothing is said of two \
names that first differ in one of them.",
    yields_to: &["unknown-skill", "skill-name-variant", "duplicate-skill"],
};

impl DocumentRule for SkillOrder {
    fn info(&self) -> &'static RuleInfo {
        &INFO
    }

    fn check(&self, context: &DocumentContext<'_>, findings: &mut Vec<Finding>) {
        // The role levels of a matrix have the same rows.
        let mut seen = HashSet::new();
        for (owner, table) in placed::tables(context.document) {
            let skills = table
                .entries
                .iter()
                .filter_map(|entry| entry.skill.as_ref());
            let skills: Vec<&Text<'_>> = skills.collect();
            let finding = finding(context, &skills, Some(owner));
            findings.extend(finding.filter(|finding| seen.insert(finding.location.span())));
        }
        let skills = context.document.skills.iter().map(|skill| &skill.name);
        findings.extend(finding(context, &skills.collect::<Vec<_>>(), None));
    }
}

/// One finding about a table or a catalogue, at the first skill that is out of place.
fn finding(
    context: &DocumentContext<'_>,
    skills: &[&Text<'_>],
    owner: Option<Owner<'_, '_>>,
) -> Option<Finding> {
    let names: Vec<&str> = skills.iter().map(|skill| skill.as_str()).collect();
    let misplaced = ascending::misplaced(&names, |one, other| in_order(one, other), |_| 1);
    let (&first, others) = misplaced.split_first()?;
    let name = skills[first].as_str();
    let kept = |at: &usize| !misplaced.contains(at);
    let next = (0..skills.len())
        .filter(kept)
        .find(|&at| !in_order(names[at], names[first]));
    let place = match (next, (0..skills.len()).rfind(kept)) {
        (Some(next), _) => format!("before `{}`", skills[next].as_str()),
        (None, Some(last)) => format!("after `{}`", skills[last].as_str()),
        (None, None) => return None,
    };
    let message = match others.len() {
        0 => format!("`{name}` is out of alphabetical order"),
        1 => format!("`{name}` and one more skill are out of alphabetical order"),
        more => format!("`{name}` and {more} more skills are out of alphabetical order"),
    };
    // A name that is wrong anywhere in the table may well be what makes the order wrong.
    let whole = skills.first()?.span().to(skills.last()?.span());
    let mut finding = INFO
        .finding(context.source, skills[first].span(), message)
        .about(whole)
        .label(format!("belongs {place}"))
        .help(format!("move `{name}` to its place {place}"));
    if let Some(owner) = owner {
        finding = finding.subject(owner.subject(context.document));
    }
    for &other in others {
        let place = context.source.locate(skills[other].span());
        finding = finding.related(place, "out of order, too");
    }
    Some(finding)
}

/// Whether the second name may stand after the first.
fn in_order(one: &str, other: &str) -> bool {
    let (mut words, mut others) = (words(one), words(other));
    loop {
        let (one, other) = match (words.next(), others.next()) {
            (None, _) => return true,
            (Some(_), None) => return false,
            (Some(one), Some(other)) => (one, other),
        };
        let (mut letters, mut others) = (letters(one), letters(other));
        loop {
            match (letters.next(), others.next()) {
                (None, None) => break,
                (None, Some(_)) => return true,
                (Some(_), None) => return false,
                (Some(one), Some(other)) if one == other => {}
                (Some(one), Some(other)) => {
                    return !one.is_ascii() || !other.is_ascii() || one < other;
                }
            }
        }
    }
}

fn words(name: &str) -> impl Iterator<Item = &str> {
    let words = name.split(|character: char| !character.is_alphanumeric());
    words.filter(|word| !word.is_empty())
}

fn letters(word: &str) -> impl Iterator<Item = char> {
    word.chars().flat_map(char::to_lowercase)
}
