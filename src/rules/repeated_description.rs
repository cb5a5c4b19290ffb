//! `repeated-description`: two levels of a skill are described in the same words.

use foldhash::{HashMap, HashMapExt};

use super::placed::{self, Placed};
use crate::document::Description;
use crate::facts::{NameId, ValueHash, Wording};
use crate::finding::{Finding, Severity};
use crate::rule::{DocumentContext, DocumentRule, Group, RuleInfo};
use crate::text::Span;

/// The rule.
pub struct RepeatedDescription;

static INFO: RuleInfo = RuleInfo {
    id: "repeated-description",
    group: Group::SkillTables,
    severity: Some(Severity::Warning),
    summary: "two levels of a skill have the same description",
    explanation: "If a person at *practitioner* can do exactly what a person at *working* can do, the two levels are one, or a description \
was copied and not rewritten. The rule compares the levels of a skill within one document, white space and lead-in aside. Of the two \
levels, the one that fewer entries of the document give to these words is reported, otherwise the later one.",
    yields_to: &[
        "unknown-skill-level",
        "skill-level-ordinal",
        "skill-level-mismatch",
        "duplicate-skill",
    ],
};

impl DocumentRule for RepeatedDescription {
    fn info(&self) -> &'static RuleInfo {
        &INFO
    }

    fn check(&self, context: &DocumentContext<'_>, findings: &mut Vec<Finding>) {
        let mut described: HashMap<(NameId, ValueHash), Vec<Placed<'_, '_>>> = HashMap::new();
        let mut wording = Wording::default();
        let mut order = Vec::new();
        for placed in placed::entries(context.document) {
            let Some(words) = words(&placed, &mut wording) else {
                continue;
            };
            let same = described.entry(words).or_default();
            if same.is_empty() {
                order.push(words);
            }
            same.push(placed);
        }
        for words in order {
            let same = &described[&words];
            let level = same[0].entry.level_index();
            if same
                .iter()
                .any(|placed| placed.entry.level_index() != level)
            {
                findings.extend(finding(context, same));
            }
        }
    }
}

/// The skill and the words that describe it, as they are compared; `None` where there is nothing to compare.
fn words(placed: &Placed<'_, '_>, wording: &mut Wording) -> Option<(NameId, ValueHash)> {
    let description = placed.entry.description.as_ref()?;
    if description.undefined || placed.entry.level_index().is_none() {
        return None;
    }
    let skill = NameId::of(placed.skill()?.as_str());
    Some((skill, wording.hash(description)?))
}

/// A finding about entries of one skill that have the same words at more than one level.
fn finding(context: &DocumentContext<'_>, same: &[Placed<'_, '_>]) -> Option<Finding> {
    let level = |placed: &Placed<'_, '_>| placed.entry.level_index();
    let count = |index: Option<u8>| same.iter().filter(|placed| level(placed) == index).count();
    // The level with the fewest entries; of equals the one that comes last.
    let blamed = same
        .iter()
        .rev()
        .min_by_key(|placed| count(level(placed)))?;
    let other = same.iter().find(|placed| level(placed) != level(blamed))?;
    let profile = context.profile;
    let span = wording(blamed.entry.description.as_ref()?)?;
    let other_span = wording(other.entry.description.as_ref()?)?;
    let skill = blamed.skill()?.as_str();
    let (level, other_level) = (blamed.level_name(profile)?, other.level_name(profile)?);
    Some(
        INFO.finding(
            context.source,
            span,
            format!("`{skill}` is described at {level} in the same words as at {other_level}"),
        )
        .label(format!("the description at {level}"))
        .help(format!(
            "say what a person at {level} can do that one at {other_level} cannot"
        ))
        .related(
            context.source.locate(other_span),
            format!("the description at {other_level}"),
        )
        .subject(blamed.subject(profile))
        .about(blamed.entry.span)
        .also_about(other.entry.span),
    )
}

fn wording(description: &Description<'_>) -> Option<Span> {
    let parts = description.worded_parts();
    Some(parts.first()?.text.span().to(parts.last()?.text.span()))
}
