//! `unused-skill`: a skill of the catalogue that no role needs.

use std::collections::HashSet;

use crate::facts::Relation;
use crate::finding::{Finding, Severity, Subject};
use crate::framework::{Framework, SkillId, role_lists};
use crate::rule::{AgreementRule, Group, RuleInfo};

/// The rule.
#[derive(Debug)]
pub struct UnusedSkill;

const INFO: RuleInfo = RuleInfo {
    id: "unused-skill",
    group: Group::Agreement,
    severity: Some(Severity::Warning),
    summary: "the catalogue defines a skill that no role needs",
    explanation: "\
A skill that no role needs is either left over from a role that changed, or missing from the roles that should need it.

The rule is silent where the framework has no role, where the skill's own list names a role (one without a document may well need
the skill, one with a document is for `catalogue-roles-mismatch`), and where a role names a skill that means nothing: it could be
this one.",
    yields_to: &["outdated-skill-name"],
};

impl AgreementRule for UnusedSkill {
    fn info(&self) -> &'static RuleInfo {
        &INFO
    }

    fn check(&self, framework: &Framework<'_>, findings: &mut Vec<Finding>) {
        let needs = framework.needs();
        if framework.facts.of(Relation::NeedsSkill).is_empty() || !needs.all_certain() {
            return;
        }
        let lists = role_lists(framework);
        let lists = lists.iter().filter(|list| !list.roles.is_empty());
        let listed: HashSet<SkillId> = lists.map(|list| list.skill).collect();
        for (id, skill) in framework.skills.iter() {
            if needs.is_needed(id) || listed.contains(&id) {
                continue;
            }
            let Some(place) = skill.defined else { continue };
            let Some(parsed) = framework.document(place.document) else {
                continue;
            };
            let definition = parsed
                .document()
                .and_then(|document| document.skills.get(place.piece as usize));
            let Some(definition) = definition else {
                continue;
            };
            // A heading with nothing of a skill below it is that of another part of the page.
            if definition.table.is_none() && definition.required_by.is_none() {
                continue;
            }
            let name = definition.name.as_str();
            let finding = INFO
                .finding(
                    parsed.source(),
                    definition.name.span(),
                    format!("no role needs `{name}`"),
                )
                .subject(Subject {
                    skill: Some(name.to_owned()),
                    ..Subject::default()
                })
                .label("defined and never used")
                .help("add the skill to the roles that need it, or take it out of the catalogue");
            findings.push(finding);
        }
    }
}
