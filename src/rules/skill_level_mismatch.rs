//! `skill-level-mismatch`: a description that is word for word that of another level.

use super::skill_description_drift::subject;
use crate::document::{Document, Entry};
use crate::finding::{Finding, Fix, Grade, Severity};
use crate::framework::{
    Described, Deviation, Framework, SkillId, described, entries_with, entry_at,
};
use crate::parse::ParsedSource;
use crate::rule::{AgreementRule, Group, RuleInfo};
use crate::text::{Span, in_case_of};

/// The rule.
#[derive(Debug)]
pub struct SkillLevelMismatch;

const INFO: RuleInfo = RuleInfo {
    id: "skill-level-mismatch",
    group: Group::SkillTables,
    severity: Some(Severity::Error),
    summary: "an entry names one level and is described in the words of another",
    explanation: "\
Someone who reads *expert* above the words for *working* cannot tell which of the two the role asks for. The usual cause is a
row that was copied, or a level that was changed without its description.

An entry is reported, at its level, when its description is word for word the right one of the same skill at another level and
not the right one of its own. Which description is right is decided as `skill-description-drift` does. Words of another skill, for which the
role level has no entry, are reported at the name of the skill.",
    yields_to: &[],
};

impl AgreementRule for SkillLevelMismatch {
    fn info(&self) -> &'static RuleInfo {
        &INFO
    }

    fn fixes(&self) -> Option<Grade> {
        Some(Grade::Any)
    }

    fn check(&self, framework: &Framework<'_>, findings: &mut Vec<Finding>) {
        for deviation in framework.deviations() {
            // A document that has changed since has nothing to say.
            let _ = match deviation.described_as {
                Some((skill, level)) if skill == deviation.skill => {
                    mismatches(framework, deviation, level, findings)
                }
                Some(described) => misnamed(framework, deviation, described, findings),
                None => None,
            };
        }
    }
}

fn mismatches(
    framework: &Framework<'_>,
    deviation: &Deviation,
    described_level: u8,
    findings: &mut Vec<Finding>,
) -> Option<()> {
    let parsed = framework.document(deviation.document)?;
    let other = framework.document(deviation.against.document)?;
    let right = entry_at(other.document()?, deviation.against.piece)?;
    let Deviation { skill, level, .. } = *deviation;
    if is_twice(&right, other.document()?) {
        return None;
    }
    let name = framework.name(framework.skills.skill(skill).name);
    let stated = framework.profile.level_name(level).to_lowercase();
    let words_of = framework.profile.level_name(described_level).to_lowercase();
    for entry in entries_with(
        framework,
        parsed.document()?,
        skill,
        level,
        deviation.wording,
    ) {
        let message =
            format!("`{name}` is at {stated} here, but described in the words for {words_of}");
        let help = format!("make the level {words_of}, or describe the skill at {stated}");
        let finding = INFO
            .finding(parsed.source(), level_span(&entry), message)
            .about(entry.entry.span)
            .subject(subject(framework, deviation, &entry))
            .label(format!("the description is that of {words_of}"))
            .help(help)
            .related(
                other.source().locate(level_span(&right)),
                format!("described in these words at {words_of}"),
            );
        let fix = fix(framework, &parsed, &entry, described_level);
        findings.push(finding.fix(fix));
    }
    Some(())
}

/// Whether the catalogue has this level of the skill twice: that is the mistake, and `duplicate-skill` has it.
fn is_twice(right: &Described<'_, '_>, document: &Document<'_>) -> bool {
    let level = right.entry.level_index();
    let same = described(document).filter(|other| {
        other.role_level.is_none()
            && other.skill == right.skill
            && other.entry.level_index() == level
    });
    right.role_level.is_none() && same.count() > 1
}

/// Entries with the name of one skill and the words of another.
fn misnamed(
    framework: &Framework<'_>,
    deviation: &Deviation,
    (other_skill, other_level): (SkillId, u8),
    findings: &mut Vec<Finding>,
) -> Option<()> {
    let parsed = framework.document(deviation.document)?;
    let other = framework.document(deviation.against.document)?;
    let right = entry_at(other.document()?, deviation.against.piece)?;
    let Deviation { skill, level, .. } = *deviation;
    let page = parsed.document()?;
    let titled = |(skill, level): (SkillId, u8)| {
        let name = framework.name(framework.skills.skill(skill).name);
        let level = framework.profile.level_name(level).to_lowercase();
        (format!("`{name}`"), format!("`{name}` at {level}"))
    };
    let ((named, stated), (meant, described)) =
        (titled((skill, level)), titled((other_skill, other_level)));
    for entry in entries_with(framework, page, skill, level, deviation.wording) {
        let name = entry.entry.skill.as_ref()?.span();
        let mut role_levels = page.role_levels.iter();
        let index = entry.entry.index;
        let holds = |other: &Entry<'_>| other.index == index;
        let message = format!("{stated} is described in the words for {described}");
        let finding = INFO
            .finding(parsed.source(), name, message)
            .about(entry.entry.span)
            .subject(subject(framework, deviation, &entry))
            .label(format!("the description is that of {meant}"))
            .help(format!(
                "name the skill that is described, or describe {named}"
            ))
            .related(
                other.source().locate(level_span(&right)),
                format!("described in these words as {described}"),
            );
        // A name that stands here by mistake is no second entry for its skill.
        let role_level = role_levels.find(|level| level.entries().any(holds));
        findings.push(match role_level {
            Some(level) => finding.also_about(level.title.span()),
            None => finding,
        });
    }
    Some(())
}

/// Puts an entry at the level that it describes, with the sentence about that level. Whether it is the level that is wrong or the
/// description is for a person to say.
fn fix(
    framework: &Framework<'_>,
    parsed: &ParsedSource,
    entry: &Described<'_, '_>,
    level: u8,
) -> Option<Fix> {
    let profile = framework.profile;
    let name = profile.level_name(level);
    let written = entry.entry.level.as_ref()?;
    let page = parsed.document()?;
    let level_cell = written.text.trimmed();
    let mut places = vec![(&level_cell, name)];
    if let Some(sentence) = &entry.entry.ordinal {
        places.extend(sentence.level.as_ref().map(|word| (word, name)));
        places.extend(sentence.ordinal.as_ref().zip(profile.ordinal(level)));
    }
    let wrong = places
        .into_iter()
        .map(|(text, word)| (text, in_case_of(text.as_str(), word)));
    let wrong = wrong.filter(|(text, word)| text.as_str() != word);
    let edits = wrong.map(|(text, word)| page.rewrite(parsed.source(), text, &word));
    Fix::of(
        format!("make the level {}", name.to_lowercase()),
        false,
        edits,
    )
}

/// Where an entry says its level.
fn level_span(entry: &Described<'_, '_>) -> Span {
    let entry = entry.entry;
    let level = entry.level.as_ref().map(|level| level.text.span());
    let in_ordinal = || {
        let ordinal = entry.ordinal.as_ref()?;
        Some(ordinal.level.as_ref().unwrap_or(&ordinal.text).span())
    };
    level.or_else(in_ordinal).unwrap_or(entry.span)
}
