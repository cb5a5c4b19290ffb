//! `unknown-skill-level`: a level that the scale does not have.

use super::placed::{self, listed};
use crate::finding::{Finding, Fix, Grade, Severity};
use crate::rule::{DocumentContext, DocumentRule, Group, RuleInfo};

/// The rule.
pub struct UnknownSkillLevel;

static INFO: RuleInfo = RuleInfo {
    id: "unknown-skill-level",
    group: Group::SkillTables,
    severity: Some(Severity::Error),
    summary: "a skill level is not one of the scale",
    explanation: "People compare roles by their skill levels, so a level has to be one of the framework's scale (*awareness, working, \
practitioner, expert*), spelt as the scale spells it. Capital letters don't matter. A level with one close match counts as that \
level for every other rule.",
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
            if level.exact || level.text.is_blank() {
                continue;
            }
            let written = level.text.trimmed();
            let message = format!("`{}` is not a skill level", written.as_str());
            let finding = INFO
                .finding(context.source, written.span(), message)
                .subject(placed.subject(profile))
                .about(placed.entry.span);
            findings.push(match level.index {
                Some(index) => {
                    let meant = in_case_of(written.as_str(), profile.level_name(index));
                    let location = finding.location.clone();
                    finding
                        .help(format!("did you mean `{meant}`?"))
                        .fix(Fix::replace(
                            format!("replace by `{meant}`"),
                            true,
                            location,
                            meant,
                        ))
                }
                None => finding.help(format!(
                    "the levels are {}",
                    listed(profile.scale.levels.iter().map(String::as_str))
                )),
            });
        }
    }
}

/// `name` with a capital first letter where `written` has one.
pub(super) fn in_case_of(written: &str, name: &str) -> String {
    let mut letters = name.chars();
    match letters.next() {
        Some(first) if written.starts_with(char::is_uppercase) => {
            first.to_uppercase().chain(letters).collect()
        }
        _ => name.to_owned(),
    }
}
