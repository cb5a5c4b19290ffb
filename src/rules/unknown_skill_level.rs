//! `unknown-skill-level`: a level that the scale does not have.

use std::collections::{BTreeMap, BTreeSet};

use super::names;
use super::placed::{self, Placed, listed};
use crate::config::Profile;
use crate::document::{Entry, Kind, SkillDefinition};
use crate::facts::{DocumentId, NameId, Relation};
use crate::finding::{Finding, Fix, Grade, Severity, Subject};
use crate::framework::{Described, Framework, SkillId, described};
use crate::rule::{DocumentContext, DocumentRule, Group, RuleInfo};
use crate::text::{Text, in_case_of};

/// The rule.
pub struct UnknownSkillLevel;

static INFO: RuleInfo = RuleInfo {
    id: "unknown-skill-level",
    group: Group::SkillTables,
    severity: Some(Severity::Error),
    summary: "a skill level is not one of the scale",
    explanation: "People compare roles by their skill levels, so a level has to be one of the framework's scale (*awareness, working, \
practitioner, expert*), spelt as the scale spells it. Capital letters don't matter. A level with one close match counts as that \
level for every other rule, and so does one whose label is misspelt (*Levl: working*, *Level:working*) or missing where most rows of the table have it.\n\nA level of the scale that the skill catalogue does not have for a skill, and a role asks for all the same, is reported too: at the role's \
level, or at the skill in the catalogue where at least two documents ask for it. A level that the catalogue has and leaves undefined is there.",
    yields_to: &[],
};

impl DocumentRule for UnknownSkillLevel {
    fn info(&self) -> &'static RuleInfo {
        &INFO
    }

    fn fixes(&self) -> Option<Grade> {
        Some(Grade::Safe)
    }

    fn check(&self, context: &DocumentContext<'_>, findings: &mut Vec<Finding>) {
        let profile = context.profile;
        for placed in placed::entries(context.document) {
            let Some(level) = &placed.entry.level else {
                continue;
            };
            let written = level.text.trimmed();
            if level.exact && lacks_label(&placed) {
                findings.push(without_label(context, &placed, &written));
                continue;
            }
            if level.exact || level.text.is_blank() {
                continue;
            }
            if let Some(finding) = exchanged(context, &placed, &written) {
                findings.push(finding);
                continue;
            }
            let template = &profile.skill.level;
            let is_glued = template.glued(written.as_str()).is_some();
            let has_label = is_glued || template.resembles(written.as_str()).is_some();
            let message = match level.index {
                Some(_) if is_glued => format!("a space is missing in `{}`", written.as_str()),
                Some(_) if has_label => format!("the label of `{}` is misspelt", written.as_str()),
                _ => format!("`{}` is not a skill level", written.as_str()),
            };
            let finding = INFO
                .finding(context.source, written.span(), message)
                .subject(placed.subject(profile))
                .about(placed.entry.span);
            findings.push(match level.index {
                Some(index) => {
                    let name = profile.level_name(index);
                    let meant = if has_label {
                        template.fill(|_| name.to_owned())
                    } else {
                        in_case_of_page(context, written.as_str(), name)
                    };
                    let edit = context.rewrite(&written, &meant);
                    finding
                        .help(format!("did you mean `{meant}`?"))
                        .fix(Fix::of(format!("replace by `{meant}`"), true, [edit]))
                }
                None => finding.help(match level_within(written.as_str(), profile) {
                    Some(level) => format!("did you mean `{level}`?"),
                    None => format!(
                        "the levels are {}",
                        listed(profile.scale.levels.iter().map(String::as_str))
                    ),
                }),
            });
        }
    }

    fn check_agreement(&self, framework: &Framework<'_>, findings: &mut Vec<Finding>) {
        if !framework.skills.has_catalogue() {
            return;
        }
        for (skill, level, documents) in asked_for_alone(framework) {
            findings.extend(not_in_catalogue(framework, skill, level, &documents));
        }
    }
}

/// The name of a level as the page writes it: the levels on it may be in small letters where the scale has capitals.
fn in_case_of_page(context: &DocumentContext<'_>, written: &str, name: &str) -> String {
    let is_small = |text: &str| {
        let first = text.chars().find(|c| c.is_alphanumeric());
        first.is_some_and(char::is_lowercase)
    };
    let levels = context
        .document
        .entries()
        .filter_map(|entry| entry.level.as_ref());
    let mut right = levels.filter(|level| level.exact);
    if is_small(written) && right.any(|level| is_small(level.text.as_str())) {
        names::cased_like(written, name)
    } else {
        in_case_of(written, name)
    }
}

/// Whether the level alone stands where the other rows of its table have a label before it.
fn lacks_label(placed: &Placed<'_, '_>) -> bool {
    let is_labelled = |entry: &Entry<'_>| entry.level.as_ref().is_some_and(|level| level.labelled);
    let rows = &placed.table.entries;
    let labelled = || rows.iter().filter(|row| is_labelled(row)).count();
    !is_labelled(placed.entry) && labelled() > rows.len() / 2
}

fn without_label(
    context: &DocumentContext<'_>,
    placed: &Placed<'_, '_>,
    written: &Text<'_>,
) -> Finding {
    let level = written.as_str();
    let label = &context.profile.skill.level;
    let labelled = label.fill(|_| level.to_owned());
    let message = format!("`{level}` stands without its label");
    let finding = INFO.finding(context.source, written.span(), message);
    let edit = context.rewrite(written, &labelled);
    finding
        .help(format!("write `{labelled}`, as the other rows do"))
        .fix(Fix::of(format!("replace by `{labelled}`"), true, [edit]))
        .subject(placed.subject(context.profile))
        .about(placed.entry.span)
}

/// The skill and the level of a row in each other's column.
fn exchanged(
    context: &DocumentContext<'_>,
    placed: &Placed<'_, '_>,
    written: &Text<'_>,
) -> Option<Finding> {
    let skill = placed.entry.skill.as_ref()?;
    let level = placed.entry.level.as_ref()?.index?;
    if !written.span().contains(skill.span()) {
        return None;
    }
    let level = context.profile.level_name(level);
    let message = format!(
        "`{}` and its level are in each other's column",
        skill.as_str()
    );
    let finding = INFO
        .finding(context.source, written.span(), message)
        .label(format!("`{level}` should be here"))
        .help("exchange the two cells")
        .subject(placed.subject(context.profile));
    Some(finding.about(placed.entry.span))
}

/// The one level of the scale that is among a few words.
fn level_within<'p>(written: &str, profile: &'p Profile) -> Option<&'p str> {
    const FEW: usize = 5;
    let words = written.split(|c: char| !c.is_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let mut levels = words.iter().filter_map(|word| profile.level_index(word));
    let level = levels.next().filter(|_| words.len() <= FEW)?;
    levels.next().is_none().then(|| profile.level_name(level))
}

/// Levels that documents describe a skill at and the catalogue does not, each with those documents by path. (The catalogue may still
/// have the level without a description.)
fn asked_for_alone(framework: &Framework<'_>) -> Vec<(SkillId, u8, Vec<DocumentId>)> {
    let mut levels: BTreeMap<(SkillId, u8), (bool, Vec<DocumentId>)> = BTreeMap::new();
    for (key, facts) in framework.facts.groups(Relation::Describes) {
        let Some(skill) = framework.skills.get(key.subject) else {
            continue;
        };
        if framework.skills.skill(skill).defined.is_none() {
            continue;
        }
        let (in_catalogue, documents) = levels.entry((skill, key.level)).or_default();
        for fact in facts {
            let document = fact.document();
            if framework.summary(document).kind == Kind::SkillCatalogue {
                *in_catalogue = true;
                break;
            }
            let misnamed = framework.misnamed();
            if !misnamed.explains(document, skill, key.level, fact.value()) {
                documents.push(document);
            }
        }
    }
    let alone = levels
        .into_iter()
        .filter(|(_, (in_catalogue, _))| !in_catalogue);
    let alone = alone.map(|((skill, level), (_, mut documents))| {
        // What is described in the words of another level or skill has a rule of its own.
        documents.retain(|&document| {
            let mut deviations = framework.deviations().iter();
            !deviations.any(|deviation| {
                (deviation.skill, deviation.level, deviation.document) == (skill, level, document)
                    && deviation.described_as.is_some()
            })
        });
        documents.sort_by_key(|&document| framework.path(document));
        documents.dedup();
        (skill, level, documents)
    });
    alone
        .filter(|(.., documents)| !documents.is_empty())
        .collect()
}

/// Whether the catalogue certainly does not have the level: every level that it has for the skill can be read, and is there once.
fn lacks(skill: &SkillDefinition<'_>, level: u8) -> bool {
    let entries = skill.entries();
    let exact = |entry: &Entry<'_>| entry.level.as_ref().filter(|level| level.exact)?.index;
    let levels: BTreeSet<u8> = entries.iter().filter_map(exact).collect();
    !levels.is_empty() && levels.len() == entries.len() && !levels.contains(&level)
}

fn not_in_catalogue(
    framework: &Framework<'_>,
    skill: SkillId,
    level: u8,
    documents: &[DocumentId],
) -> Option<Finding> {
    let defined = framework.skills.skill(skill).defined?;
    let catalogue = framework.document(defined.document)?;
    let definition = catalogue.document()?.skills.get(defined.piece as usize)?;
    if !lacks(definition, level) {
        return None;
    }
    let (first, others) = documents.split_first()?;
    let parsed = framework.document(*first)?;
    let page = parsed.document()?;
    let has_level = |found: &Described<'_, '_>| {
        let named = framework.skills.get(NameId::of(found.skill));
        let sentence = found.entry.ordinal.as_ref();
        let contradicted = sentence.and_then(|sentence| sentence.level_index) != Some(level);
        named == Some(skill)
            && found.entry.level_index() == Some(level)
            && !(sentence.is_some() && contradicted)
    };
    let mut entries = described(page).filter(has_level);
    let entry = entries.next()?;
    let written = entry.entry.level.as_ref()?.text.trimmed();
    let name = framework.name(framework.skills.skill(skill).name);
    let level_name = framework.profile.level_name(level).to_lowercase();
    let subject = Subject {
        skill: Some(name.to_owned()),
        skill_level: Some(framework.profile.level_name(level).to_owned()),
        ..Subject::default()
    };
    if others.is_empty() {
        let message = format!("the skill catalogue does not describe `{name}` at {level_name}");
        let finding = INFO
            .finding(parsed.source(), written.span(), message)
            .about(entry.entry.span)
            .subject(Subject {
                role: framework.role_name(*first),
                role_level: entry.role_level.map(str::to_owned),
                ..subject
            })
            .help(
                "ask for a level that the catalogue has for the skill, or describe this one there",
            )
            .related(
                catalogue.source().locate(definition.name.span()),
                "the skill in the catalogue",
            );
        return Some(entries.fold(finding, |finding, entry| {
            let place = entry
                .entry
                .level
                .as_ref()
                .map(|level| level.text.trimmed().span());
            let place = place.unwrap_or(entry.entry.span);
            finding.related(parsed.source().locate(place), "and here")
        }));
    }
    let message = format!(
        "`{name}` is not described at {level_name}, at which {} documents ask for it",
        documents.len()
    );
    let finding = INFO.finding(catalogue.source(), definition.name.span(), message);
    let finding = finding.subject(subject).help(format!(
        "describe the skill at {level_name}, or ask for another level in the roles"
    ));
    Some(finding.related(parsed.source().locate(written.span()), "asked for here"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_keeps_the_capital_of_what_it_replaces() {
        for (written, cased) in [
            ("Exprt", "Expert"),
            ("exprt", "expert"),
            ("\"Exprt", "Expert"),
            ("**", "expert"),
        ] {
            assert_eq!(in_case_of(written, "expert"), cased, "{written}");
        }
    }
}
