//! `shared-skills-mismatch`: rows of shared-skills tables against the skill tables of the two roles.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::document::{Reference, SharedRow, SharedSkills};
use crate::facts::{DocumentId, Fact, LinkIdentity, NameId, Relation, ValueHash, identity};
use crate::finding::{Finding, Severity, Subject};
use crate::framework::{Framework, RoleId, SkillId};
use crate::rule::{AgreementRule, Group, RuleInfo};
use crate::source::Source;
use crate::text::Span;

/// The rule.
#[derive(Debug)]
pub struct SharedSkillsMismatch;

const INFO: RuleInfo = RuleInfo {
    id: "shared-skills-mismatch",
    group: Group::Agreement,
    severity: Some(Severity::Error),
    summary: "a row of a shared-skills table does not list the skills that both roles need",
    explanation: "\
The shared-skills table tells people which other roles their skills would serve them in. A row lists exactly the skills that both
roles need, at whatever level.

A skill that one of the two roles does not need is reported at its name, skills that are missing at the role's name; one wrong
skill in the place of one missing skill is one finding, and so is a row with the skills of another role. A skill that a document lists
for several roles and does not need itself is one finding too, and so is a row about the page's own role. Roles that have no row are no mistake, nor is a row for a role without a document.",
    yields_to: &[
        "unknown-skill",
        "skill-name-variant",
        "skill-table-columns",
        "outdated-skill-name",
    ],
};

impl AgreementRule for SharedSkillsMismatch {
    fn info(&self) -> &'static RuleInfo {
        &INFO
    }

    fn check(&self, framework: &Framework<'_>, findings: &mut Vec<Finding>) {
        let (mut wrong, mut doubled) = (Vec::new(), BTreeSet::new());
        let mut own_rows = BTreeSet::new();
        for (key, facts) in framework.facts.groups(Relation::SharesSkills) {
            let nameless = framework.name(key.subject).is_empty();
            let role = framework.roles.get(key.subject);
            if role.is_none() && !nameless {
                continue;
            }
            let mut documents = HashSet::new();
            for fact in facts {
                let own = fact.document();
                if let Some(role) = role.filter(|role| framework.roles.of(own) == Some(*role)) {
                    own_rows.insert((framework.path(own), own, role));
                    continue;
                }
                let first = documents.insert(own) && fact.times() == 1;
                if let Some(role) = role.filter(|_| !first) {
                    doubled.insert((framework.path(own), own, role));
                }
                if role.is_none_or(|role| !fits(framework, fact, role)) {
                    wrong.push((framework.path(own), own, fact.place().piece, role));
                }
            }
        }
        for (_, document, role) in own_rows {
            findings.extend(own_row(framework, document, role));
        }
        for (_, document, role) in doubled {
            findings.extend(row_twice(framework, document, role));
        }
        wrong.sort_unstable();
        for rows in wrong.chunk_by(|one, other| one.1 == other.1) {
            let document = rows[0].1;
            let rows: Vec<_> = rows.iter().map(|&(_, _, row, role)| (row, role)).collect();
            // A document that has changed since has nothing to say.
            let _ = report(framework, document, &rows, findings);
        }
    }
}

/// Whether a row about a role lists what both roles need, as far as can be said.
fn fits(framework: &Framework<'_>, fact: &Fact, role: RoleId) -> bool {
    let (own, needs) = (fact.document(), framework.needs());
    let others = &framework.roles.role(role).documents;
    others.is_empty()
        || others
            .iter()
            .any(|&other| needs.shared(framework, own, other) == fact.value())
}

/// A row about the role that the page itself is about.
fn own_row(framework: &Framework<'_>, document: DocumentId, role: RoleId) -> Option<Finding> {
    let parsed = framework.document(document)?;
    let rows = &parsed.document()?.shared_skills.as_ref()?.rows;
    let mut references = rows.iter().filter_map(|row| row.role.as_ref());
    let reference = references
        .find(|reference| framework.roles.get(NameId::of(reference.name.as_str())) == Some(role))?;
    let name = reference.name.as_str();
    let message =
        format!("the table of shared skills has a row for `{name}`, the role of this page");
    let finding = INFO.finding(parsed.source(), reference.name.span(), message);
    Some(finding.help("name the other role that needs these skills, or remove the row"))
}

/// A role that has a second row.
fn row_twice(framework: &Framework<'_>, document: DocumentId, role: RoleId) -> Option<Finding> {
    let parsed = framework.document(document)?;
    let source = parsed.source();
    let rows = &parsed.document()?.shared_skills.as_ref()?.rows;
    let mut references = rows.iter().filter_map(|row| {
        let reference = row.role.as_ref()?;
        let name = NameId::of(reference.name.as_str());
        // In copied page text a skill can be taken for a role.
        let meant = framework.roles.get(name) == Some(role);
        (meant && framework.skills.get(name).is_none()).then_some(reference)
    });
    let (first, second) = (references.next()?, references.next()?);
    let name = second.name.as_str();
    let finding = INFO
        .finding(
            source,
            second.name.span(),
            format!("`{name}` has a row in this table already"),
        )
        .label("a second row for this role")
        .help("keep one row for each role")
        .related(source.locate(first.name.span()), "the first row");
    Some(finding)
}

fn report(
    framework: &Framework<'_>,
    document: DocumentId,
    rows: &[(u32, Option<RoleId>)],
    findings: &mut Vec<Finding>,
) -> Option<()> {
    let parsed = framework.document(document)?;
    let table = parsed.document()?.shared_skills.as_ref()?;
    let mut check = Check {
        framework,
        source: parsed.source(),
        document,
        claimed: BTreeMap::new(),
    };
    for &(piece, role) in rows {
        let row = table.rows.get(piece as usize)?;
        let Some(role) = role else {
            findings.push(check.nameless(row));
            continue;
        };
        check.row(row, &check.listed(table, piece as usize), role, findings);
    }
    for (skill, references) in std::mem::take(&mut check.claimed) {
        findings.extend(check.claim(skill, &references));
    }
    Some(())
}

struct Check<'c> {
    framework: &'c Framework<'c>,
    source: &'c Source,
    document: DocumentId,
    /// Skills that rows list and this document does not need, with the places.
    claimed: BTreeMap<SkillId, Vec<&'c Reference<'c>>>,
}

impl<'c> Check<'c> {
    /// The skills that a row lists. In copied page text a line that is no skill of this role is taken for a role: where it is the
    /// name of a skill and of no role, the lines from there on belong to this row.
    fn listed(&self, table: &'c SharedSkills<'c>, at: usize) -> Vec<&'c Reference<'c>> {
        let mut listed: Vec<&Reference<'_>> = table.rows[at].skills.iter().collect();
        for row in &table.rows[at + 1..] {
            let Some(role) = row.role.as_ref().filter(|role| self.is_skill_only(role)) else {
                break;
            };
            listed.push(role);
            listed.extend(&row.skills);
        }
        listed
    }

    fn is_skill_only(&self, reference: &Reference<'_>) -> bool {
        let name = NameId::of(reference.name.as_str());
        let role = self.framework.roles.get(name);
        let has_document =
            role.is_some_and(|role| !self.framework.roles.role(role).documents.is_empty());
        !has_document && self.framework.skills.get(name).is_some()
    }

    fn row(
        &mut self,
        row: &'c SharedRow<'c>,
        listed: &[&'c Reference<'c>],
        role: RoleId,
        findings: &mut Vec<Finding>,
    ) {
        let Some(role_reference) = &row.role else {
            return;
        };
        let needs = self.framework.needs();
        let other = self.closest_document(role, listed);
        let mut seen = HashSet::new();
        let mut extra: Vec<&Reference<'_>> = Vec::new();
        let mut unknown = 0;
        for &reference in listed {
            let Some(skill) = self.skill(reference) else {
                unknown += 1;
                continue;
            };
            if !seen.insert(skill) {
                findings.push(self.repeated(reference, role_reference));
            } else if !needs.has(self.document, skill) {
                self.claimed.entry(skill).or_default().push(reference);
            } else if !needs.has(other, skill) && self.is_certainly_not_needed(other, role, skill) {
                extra.push(reference);
            }
        }
        let mut missing: Vec<SkillId> = needs
            .skills(self.document)
            .filter(|&skill| needs.has(other, skill) && !seen.contains(&skill))
            .collect();
        missing.sort_by_key(|&skill| self.name(skill));
        let mistakes = extra.len() + missing.len();
        // The link has the right role, and `role-link-drift` says so.
        if mistakes > 0 && self.fits_its_link(role_reference, listed) {
            return;
        }
        let right = listed.len().saturating_sub(extra.len());
        let hardly_fits = mistakes > 2 && mistakes > right;
        let several = extra.len() > 1 || !extra.is_empty() && missing.len() > 1;
        if hardly_fits || several && self.fits_another_role(role, listed) {
            findings.push(self.all_wrong(role, role_reference, listed, &extra));
            return;
        }
        if let ([reference], [skill]) = (&extra[..], &missing[..]) {
            findings.push(self.replaced(reference, *skill, role_reference, other));
            return;
        }
        for reference in extra {
            findings.push(self.extra(reference, role_reference, other));
        }
        // A name that means nothing may stand for each of them, and has its own finding.
        if missing.len() > unknown {
            findings.push(self.missing(&missing, role_reference, other));
        }
    }

    /// The roles with which this one shares exactly the skills that a row lists.
    fn fitting_roles(&self, listed: &[&Reference<'_>]) -> impl Iterator<Item = RoleId> {
        let framework = self.framework;
        let skills: Option<Vec<SkillId>> = listed.iter().map(|skill| self.skill(skill)).collect();
        let value = skills.map(|skills| {
            let names = skills.into_iter();
            ValueHash::names(names.map(|skill| framework.skills.skill(skill).name))
        });
        let (own, document) = (framework.roles.of(self.document), self.document);
        let roles = framework.roles.iter().filter(move |(other, role)| {
            let mut documents = role.documents.iter();
            Some(*other) != own
                && documents
                    .any(|&id| Some(framework.needs().shared(framework, document, id)) == value)
        });
        roles.map(|(role, _)| role)
    }

    /// Whether the skills are exactly those shared with a role other than the one that the row names.
    fn fits_another_role(&self, role: RoleId, listed: &[&Reference<'_>]) -> bool {
        self.fitting_roles(listed).any(|other| other != role)
    }

    /// Whether the skills are those shared with the role that the link of the row's role leads to.
    fn fits_its_link(&self, reference: &Reference<'_>, listed: &[&Reference<'_>]) -> bool {
        let Some(link) = &reference.link else {
            return false;
        };
        let link = identity(self.source.path(), &link.destination);
        let link = LinkIdentity::parse(&link);
        self.fitting_roles(listed).any(|role| {
            let mut documents = self.framework.roles.role(role).documents.iter();
            documents.any(|&id| {
                let url = self.framework.source_url(id);
                url.is_some_and(|url| self.framework.name(url) == link.target)
                    || self.framework.resolved(&link.path()).as_deref()
                        == Some(self.framework.path(id))
            })
        })
    }

    /// A row of which hardly anything is right, or that is right for another role: more likely one mistake than many.
    fn all_wrong(
        &self,
        role: RoleId,
        reference: &Reference<'_>,
        listed: &[&Reference<'_>],
        extra: &[&Reference<'_>],
    ) -> Finding {
        let name = reference.name.as_str();
        let mut fitting = self.fitting_roles(listed).filter(|other| *other != role);
        let only = match (fitting.next(), fitting.next()) {
            (Some(only), None) => Some(self.framework.roles.role(only).name),
            _ => None,
        };
        let help = match only {
            Some(other) => {
                let other = self.framework.name(other);
                format!(
                    "these are the skills shared with `{other}`: name that role, or list the skills shared with `{name}`"
                )
            }
            None => format!(
                "list the skills that both roles need, or name the role that is meant instead of `{name}`"
            ),
        };
        let mut finding = INFO
            .finding(
                self.source,
                reference.name.span(),
                format!(
                    "the skills listed as shared with `{name}` are not those that both roles need"
                ),
            )
            .subject(self.subject(None))
            .label("the wrong role, or the wrong skills")
            .help(help);
        for skill in extra {
            let place = self.source.locate(skill.name.span());
            finding = finding.related(place, format!("`{name}` does not need this skill"));
        }
        finding
    }

    /// Of the documents about the role, the one that the row fits best.
    fn closest_document(&self, role: RoleId, listed: &[&Reference<'_>]) -> DocumentId {
        let needs = self.framework.needs();
        let listed: HashSet<SkillId> = listed
            .iter()
            .filter_map(|reference| self.skill(reference))
            .collect();
        let documents = &self.framework.roles.role(role).documents;
        let differences = |&&other: &&DocumentId| {
            let shared: HashSet<SkillId> = needs
                .skills(self.document)
                .filter(|&skill| needs.has(other, skill))
                .collect();
            shared.symmetric_difference(&listed).count()
        };
        let closest = documents.iter().min_by_key(differences);
        closest.copied().unwrap_or(self.document)
    }

    /// Whether nothing speaks for the role needing the skill after all: neither an unreadable row of its skill tables, nor the
    /// catalogue, nor its own shared-skills table, which are reported where they stand.
    fn is_certainly_not_needed(&self, document: DocumentId, role: RoleId, skill: SkillId) -> bool {
        let needs = self.framework.needs();
        needs.is_certain(document)
            && !needs.is_listed_in_vain(role, skill)
            && !needs.claims(document, skill)
    }

    fn skill(&self, reference: &Reference<'_>) -> Option<SkillId> {
        let name = NameId::of(reference.name.as_str());
        self.framework.skills.get(name)
    }

    fn name(&self, skill: SkillId) -> &'c str {
        self.framework.name(self.framework.skills.skill(skill).name)
    }

    fn subject(&self, skill: Option<&str>) -> Subject {
        Subject {
            role: self.framework.role_name(self.document),
            skill: skill.map(str::to_owned),
            ..Subject::default()
        }
    }

    fn nameless(&self, row: &SharedRow<'_>) -> Finding {
        let skills = row
            .skills
            .first()
            .map_or(row.span.end, |skill| skill.name.span().start);
        let nameless = Span::new(row.span.start as usize, skills as usize);
        INFO.finding(
            self.source,
            nameless,
            "a row of the shared-skills table names no role",
        )
        .about(row.span)
        .subject(self.subject(None))
        .label("the role is missing")
        .help("name the role that these skills are shared with")
    }

    fn repeated(&self, reference: &Reference<'_>, role: &Reference<'_>) -> Finding {
        let (skill, role) = (reference.name.as_str(), role.name.as_str());
        INFO.finding(
            self.source,
            reference.name.span(),
            format!("`{skill}` is listed twice as shared with `{role}`"),
        )
        .subject(self.subject(Some(skill)))
        .label("listed before in this row")
        .help("list the skill once")
    }

    fn extra(&self, reference: &Reference<'_>, role: &Reference<'_>, other: DocumentId) -> Finding {
        let (skill, role) = (reference.name.as_str(), role.name.as_str());
        let path = self.framework.path(other);
        INFO.finding(
            self.source,
            reference.name.span(),
            format!(
                "`{skill}` is listed as shared with `{role}`, which does not need it in `{path}`"
            ),
        )
        .subject(self.subject(Some(skill)))
        .label(format!("`{role}` does not need this skill"))
        .help("take the skill out of this row, or add it to the other role's skill tables")
    }

    fn missing(&self, missing: &[SkillId], role: &Reference<'_>, other: DocumentId) -> Finding {
        let names: Vec<String> = missing
            .iter()
            .map(|&skill| format!("`{}`", self.name(skill)))
            .collect();
        let skills = names.join(", ");
        let path = self.framework.path(other);
        let (is, are) = if names.len() == 1 {
            ("is", "it")
        } else {
            ("are", "them")
        };
        let only = (names.len() == 1).then(|| self.name(missing[0]));
        let role_name = role.name.as_str();
        INFO.finding(
            self.source,
            role.name.span(),
            format!("{skills} {is} shared with `{role_name}` in `{path}` and not listed here"),
        )
        .subject(self.subject(only))
        .label(format!("both roles need {skills}"))
        .help(format!("add {are} to this row"))
    }

    fn replaced(
        &self,
        reference: &Reference<'_>,
        missing: SkillId,
        role: &Reference<'_>,
        other: DocumentId,
    ) -> Finding {
        let (skill, role) = (reference.name.as_str(), role.name.as_str());
        let (name, path) = (self.name(missing), self.framework.path(other));
        INFO.finding(
            self.source,
            reference.name.span(),
            format!(
                "`{skill}` is listed as shared with `{role}` instead of `{name}`: see `{path}`"
            ),
        )
        .subject(self.subject(Some(skill)))
        .label(format!("`{role}` needs `{name}`, not this skill"))
        .help(format!("list `{name}` here"))
    }

    /// A skill that rows list although this document does not need it itself.
    fn claim(&self, skill: SkillId, references: &[&Reference<'_>]) -> Option<Finding> {
        let role = self.framework.roles.of(self.document)?;
        let needs = self.framework.needs();
        if !needs.is_certain(self.document) || needs.is_listed_in_vain(role, skill) {
            return None;
        }
        let (first, further) = references.split_first()?;
        let name = first.name.as_str();
        let mut finding = INFO
            .finding(
                self.source,
                first.name.span(),
                format!("`{name}` is listed as shared, but no role level here needs it"),
            )
            .subject(self.subject(Some(name)))
            .label("not a skill of this role")
            .help("take the skill out of the table, or add it to the skill tables above");
        for reference in further {
            finding = finding.related(self.source.locate(reference.name.span()), "listed here too");
        }
        Some(finding)
    }
}
