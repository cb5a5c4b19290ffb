//! `catalogue-roles-mismatch`: the catalogue's list of a skill's roles against the roles that need it.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::placed::listed;
use crate::config::Profile;
use crate::document::{Document, Introduction, Reference, RequiredBy, SkillDefinition};
use crate::facts::{DocumentId, MISWRITTEN, NameId, Place, Relation, identity};
use crate::finding::{Finding, Fix, Grade, Severity, Subject};
use crate::framework::{
    Framework, Lead, RoleId, RoleList, SkillId, anchor_key, role_lists, skill_mentions,
};
use crate::rule::{AgreementRule, Group, RuleInfo};
use crate::source::{Location, Source};
use crate::text::Text;

/// The rule.
#[derive(Debug)]
pub struct CatalogueRolesMismatch;

const INFO: RuleInfo = RuleInfo {
    id: "catalogue-roles-mismatch",
    group: Group::Agreement,
    severity: Some(Severity::Error),
    summary: "the catalogue's list of a skill's roles does not match the roles that need it",
    explanation: "\
The list of roles under a skill tells readers of the catalogue where the skill leads. It must name every role whose skill
tables need the skill, and no other.

There is one finding for each skill and role: at the listed name, where its role does not need the skill; at the words that
introduce the list, where a role is missing from it. Where most are missing, that is one finding; and where there is no list at all and most
other skills have one, it is at the skill's name. A list without the words that the other lists have above them is one too, and so are
those words where they are misspelt or run on from the table above them, and a role whose line is no entry of its own. One wrong name in the place of one missing name is one finding. A listed
role without a document is passed over, since nothing is known of it; so is a role in whose tables a skill is missing or unknown.",
    yields_to: &["role-link-drift", "role-name-variant"],
};

impl AgreementRule for CatalogueRolesMismatch {
    fn info(&self) -> &'static RuleInfo {
        &INFO
    }

    fn fixes(&self) -> Option<Grade> {
        Some(Grade::Safe)
    }

    fn check(&self, framework: &Framework<'_>, findings: &mut Vec<Finding>) {
        let lists = role_lists(framework);
        if lists.is_empty() {
            return;
        }
        miswritten(framework, findings);
        let users = roles_by_skill(framework);
        without_list(framework, &lists, &users, findings);
        for list in &lists {
            let needed_by = users.get(&list.skill).map_or(&[][..], Vec::as_slice);
            let comparison = Comparison::of(framework, list, needed_by);
            if !comparison.agrees() {
                // A catalogue that has changed since has nothing to say.
                let _ = comparison.report(framework, list, findings);
            }
        }
    }
}

/// Lists that are not written as they should be, or their words are not.
fn miswritten(framework: &Framework<'_>, findings: &mut Vec<Finding>) {
    let mut lists: BTreeMap<(&str, DocumentId), Vec<u32>> = BTreeMap::new();
    for fact in framework.facts.of(Relation::HasRoleList) {
        if fact.value() == MISWRITTEN {
            let Place { document, piece } = fact.place();
            let key = (framework.path(document), document);
            lists.entry(key).or_default().push(piece);
        }
    }
    for ((_, document), pieces) in lists {
        let Some(parsed) = framework.document(document) else {
            continue;
        };
        let Some(page) = parsed.document() else {
            continue;
        };
        let skills = &page.skills;
        let skills_with_lists = pieces
            .iter()
            .filter_map(|&piece| skills.get(piece as usize));
        findings.extend(skills_with_lists.filter_map(|skill| {
            let words = Words {
                profile: framework.profile,
                source: parsed.source(),
                page,
                skill,
                list: skill.required_by.as_ref()?,
            };
            let subject = Subject {
                skill: Some(skill.name.as_str().to_owned()),
                ..Subject::default()
            };
            Some(words.report(skills)?.subject(subject))
        }));
    }
}

/// The words above a list of roles.
struct Words<'r> {
    profile: &'r Profile,
    source: &'r Source,
    page: &'r Document<'r>,
    skill: &'r SkillDefinition<'r>,
    list: &'r RequiredBy<'r>,
}

impl Words<'_> {
    fn report(&self, skills: &[SkillDefinition<'_>]) -> Option<Finding> {
        Some(match self.list.introduction {
            Introduction::Right => self.run_on(self.list.run_on.as_ref()?),
            Introduction::Misspelt => self.misspelt(),
            Introduction::Missing => self.missing(skills),
            Introduction::InTable => self.in_table(),
        })
    }

    fn finding(&self, message: String) -> Finding {
        INFO.finding(self.source, self.list.heading.span(), message)
    }

    fn misspelt(&self) -> Finding {
        let right = self.profile.sections.required_by.as_str();
        let edit = self.page.rewrite(self.source, &self.list.heading, right);
        let fix = Fix::of(format!("replace by `{right}`"), true, [edit]);
        let written = self.list.heading.as_str();
        let finding = self.finding(format!("`{written}` is misspelt"));
        finding.help(format!("write `{right}`")).fix(fix)
    }

    /// A role whose line has become part of the text above it.
    fn run_on(&self, role: &Text<'_>) -> Finding {
        let message = format!("`{}` is not shown as an entry of the list", role.as_str());
        INFO.finding(self.source, role.span(), message)
            .label("this is shown as text")
            .help("give it a line of its own that begins with `- `")
    }

    /// A list without the words that say what it is.
    fn missing(&self, skills: &[SkillDefinition<'_>]) -> Finding {
        let name = self.skill.name.as_str();
        let finding = self
            .finding(format!(
                "nothing says what the list of roles below `{name}` is"
            ))
            .label("the list begins here")
            .help("put the words above it that stand above the lists of the other skills");
        let introduced = |list: &&RequiredBy<'_>| list.introduction != Introduction::Missing;
        let mut lists = skills.iter().filter_map(|skill| skill.required_by.as_ref());
        match lists.find(introduced) {
            Some(list) => {
                finding.related(self.source.locate(list.heading.span()), "as in this list")
            }
            None => finding,
        }
    }

    /// Words that are shown as the last row of the table above them.
    fn in_table(&self) -> Finding {
        let written = self.list.heading.as_str();
        let name = self.skill.name.as_str();
        self.finding(format!(
            "`{written}` is shown as a row of the skill table of `{name}`"
        ))
        .label("this line runs on from the table above")
        .help("put an empty line above it")
    }
}

/// Skills that roles need and that have no list of roles, where most skills of the catalogue have one.
fn without_list(
    framework: &Framework<'_>,
    lists: &[RoleList],
    users: &HashMap<SkillId, Vec<RoleId>>,
    findings: &mut Vec<Finding>,
) {
    let mut definitions: BTreeMap<(&str, DocumentId), Vec<(u32, SkillId)>> = BTreeMap::new();
    for fact in framework.facts.of(Relation::DefinesSkill) {
        let Place { document, piece } = fact.place();
        if let Some(skill) = framework.skills.get(fact.key().subject) {
            let key = (framework.path(document), document);
            definitions.entry(key).or_default().push((piece, skill));
        }
    }
    let listed: HashSet<SkillId> = lists.iter().map(|list| list.skill).collect();
    for ((_, document), mut skills) in definitions {
        let with_list = skills.iter().filter(|(_, skill)| listed.contains(skill));
        if with_list.count() * 2 <= skills.len() {
            continue;
        }
        skills.sort_unstable();
        skills.retain(|(_, skill)| !listed.contains(skill) && users.contains_key(skill));
        for (piece, skill) in skills {
            let roles = &users[&skill];
            findings.extend(no_list(framework, document, piece, roles));
        }
    }
}

/// A skill below which no list says which roles need it.
fn no_list(
    framework: &Framework<'_>,
    document: DocumentId,
    piece: u32,
    roles: &[RoleId],
) -> Option<Finding> {
    let parsed = framework.document(document)?;
    let name = &parsed.document()?.skills.get(piece as usize)?.name;
    let skill = name.as_str();
    let message = format!(
        "`{skill}` has no list of the roles that need it: {}",
        need_it(roles.len())
    );
    let words = framework.profile.sections.required_by.as_str();
    let names = roles
        .iter()
        .map(|&role| framework.name(framework.roles.role(role).name));
    let finding = INFO.finding(parsed.source(), name.span(), message);
    let finding = finding.subject(Subject {
        skill: Some(skill.to_owned()),
        ..Subject::default()
    });
    Some(
        finding
            .label("the list of roles is missing below this skill")
            .help(format!("list {} below `{words}`", listed(names))),
    )
}

/// How many roles there are: *one role does*, *3 roles do*.
fn need_it(roles: usize) -> String {
    if roles == 1 {
        "one role does".to_owned()
    } else {
        format!("{roles} roles do")
    }
}

/// The roles whose documents need each skill, by name.
fn roles_by_skill(framework: &Framework<'_>) -> HashMap<SkillId, Vec<RoleId>> {
    let mut users: HashMap<SkillId, Vec<RoleId>> = HashMap::new();
    for (_, facts) in framework.facts.groups(Relation::NeedsSkill) {
        for fact in facts {
            let role = framework.roles.of(fact.document());
            if let (Some(skill), Some(role)) = (framework.needed_skill(fact), role) {
                // Where two documents claim one role, which is a mistake of its own, only what both need is certain.
                let mut documents = framework.roles.role(role).documents.iter();
                if documents.all(|&document| framework.needs().has(document, skill)) {
                    users.entry(skill).or_default().push(role);
                }
            }
        }
    }
    for roles in users.values_mut() {
        roles.sort_by_key(|&role| (framework.name(framework.roles.role(role).name), role));
        roles.dedup();
    }
    users
}

/// What is wrong with one list.
#[derive(Default)]
struct Comparison {
    /// Names whose role does not need the skill.
    extra: Vec<NameId>,
    /// Names that are there more than once.
    repeated: Vec<NameId>,
    /// Roles that need it and are not listed.
    missing: Vec<RoleId>,
    /// How many of those that need it are listed.
    right: usize,
}

impl Comparison {
    fn of(framework: &Framework<'_>, list: &RoleList, needed_by: &[RoleId]) -> Self {
        let mut comparison = Self::default();
        let mut listed: HashSet<RoleId> = HashSet::new();
        let mut names: BTreeMap<(&str, NameId), u16> = BTreeMap::new();
        for &(name, times) in &list.roles {
            *names.entry((framework.name(name), name)).or_default() += times;
        }
        for ((_, name), times) in names {
            let Some(role) = framework.roles.get(name) else {
                continue;
            };
            listed.insert(role);
            if framework.needs().role_has(framework, role, list.skill) == Some(false) {
                comparison.extra.push(name);
            } else if times > 1 {
                comparison.repeated.push(name);
            }
        }
        let missing = needed_by.iter().copied();
        comparison.missing = missing.filter(|role| !listed.contains(role)).collect();
        comparison.right = needed_by.len() - comparison.missing.len();
        comparison
    }

    fn agrees(&self) -> bool {
        self.extra.is_empty() && self.repeated.is_empty() && self.missing.is_empty()
    }

    fn report(
        &self,
        framework: &Framework<'_>,
        list: &RoleList,
        findings: &mut Vec<Finding>,
    ) -> Option<()> {
        let parsed = framework.document(list.document)?;
        let source = parsed.source();
        let skill = parsed.document()?.skills.get(list.piece as usize)?;
        let required_by = skill.required_by.as_ref()?;
        let report = Report {
            framework,
            source,
            skill: list.skill,
            // A misspelt name in the catalogue is reported once and counts as what was meant.
            skill_name: framework.name(framework.skills.skill(list.skill).name),
            required_by,
        };
        // A name that leads to a role means it: `role-link-drift` says which of the two is wrong.
        let linked = report.linked_keys();
        let missing: Vec<RoleId> = self
            .missing
            .iter()
            .copied()
            .filter(|&role| {
                let name = framework.name(framework.roles.role(role).name);
                !linked.contains(&anchor_key(name))
            })
            .collect();
        if let ([extra], [missing]) = (&self.extra[..], &missing[..]) {
            findings.extend(report.replaced(*extra, *missing));
            return Some(());
        }
        for &name in &self.extra {
            findings.extend(report.extra(name));
        }
        let hardly_any = missing.len() > 2 && missing.len() >= self.right;
        if hardly_any || missing.len() > 1 && self.right == 0 {
            findings.push(report.most_missing(&missing));
            return Some(());
        }
        for &name in &self.repeated {
            findings.extend(report.repeated(name));
        }
        findings.extend(missing.into_iter().map(|role| report.missing(role)));
        Some(())
    }
}

struct Report<'r> {
    framework: &'r Framework<'r>,
    source: &'r Source,
    skill: SkillId,
    skill_name: &'r str,
    required_by: &'r RequiredBy<'r>,
}

impl<'r> Report<'r> {
    fn references(&self, name: NameId) -> impl Iterator<Item = &'r Reference<'r>> {
        let roles = self.required_by.roles.iter();
        roles.filter(move |role| NameId::of(role.name.as_str()) == name)
    }

    /// What tells the pages apart that the list's links lead to.
    fn linked_keys(&self) -> HashSet<String> {
        let roles = self.required_by.roles.iter();
        let links = roles.filter_map(|role| role.link.as_ref());
        links
            .map(|link| Lead::of(&identity(self.source.path(), &link.destination)).key)
            .collect()
    }

    fn subject(&self, role: &str) -> Subject {
        Subject {
            role: Some(role.to_owned()),
            skill: Some(self.skill_name.to_owned()),
            ..Subject::default()
        }
    }

    fn extra(&self, name: NameId) -> Option<Finding> {
        let reference = self.references(name).next()?;
        let (role, skill) = (reference.name.as_str(), self.skill_name);
        let path = self.path_of(self.framework.roles.get(name)?);
        let finding = INFO
            .finding(
                self.source,
                reference.name.span(),
                format!("`{role}` is listed for `{skill}`, which it does not need in `{path}`"),
            )
            .subject(self.subject(role))
            .label("does not need this skill")
            .help("take the role off the list, or add the skill to its skill tables");
        Some(finding)
    }

    fn repeated(&self, name: NameId) -> Option<Finding> {
        let mut references = self.references(name);
        let (first, second) = (references.next()?, references.next()?);
        let (role, skill) = (second.name.as_str(), self.skill_name);
        let finding = INFO
            .finding(
                self.source,
                second.name.span(),
                format!("`{role}` is listed twice for `{skill}`"),
            )
            .subject(self.subject(role))
            .label("listed before")
            .help("list the role once")
            .related(self.source.locate(first.name.span()), "listed here first");
        Some(finding)
    }

    fn missing(&self, role: RoleId) -> Finding {
        let name = self.framework.name(self.framework.roles.role(role).name);
        let skill = self.skill_name;
        let finding = INFO
            .finding(
                self.source,
                self.required_by.heading.span(),
                format!("`{name}` needs `{skill}` and is not in its list of roles"),
            )
            .subject(self.subject(name))
            .label(format!("`{name}` is missing from this list"))
            .help(format!("add `{name}` to the list"));
        match self.place_of(role) {
            Some(place) => finding.related(place, "needed here"),
            None => finding,
        }
    }

    /// A list of which hardly anything is left: more likely one mistake than many.
    fn most_missing(&self, missing: &[RoleId]) -> Finding {
        let skill = self.skill_name;
        let count = missing.len();
        let name = |role: &RoleId| self.framework.name(self.framework.roles.role(*role).name);
        let names = listed(missing.iter().map(name));
        let message = if self.required_by.roles.is_empty() {
            format!("no role is listed for `{skill}`, which {count} roles need")
        } else {
            format!("{count} roles that need `{skill}` are not in its list of roles")
        };
        let mut finding = INFO
            .finding(self.source, self.required_by.heading.span(), message)
            .subject(Subject {
                skill: Some(skill.to_owned()),
                ..Subject::default()
            })
            .label(format!("{count} roles are missing from this list"))
            .help(format!("add {names} to the list"));
        for &role in missing {
            if let Some(place) = self.place_of(role) {
                finding = finding.related(place, "needed here");
            }
        }
        finding
    }

    fn replaced(&self, extra: NameId, missing: RoleId) -> Option<Finding> {
        let reference = self.references(extra).next()?;
        let (role, skill) = (reference.name.as_str(), self.skill_name);
        let name = self.framework.name(self.framework.roles.role(missing).name);
        let finding = INFO
            .finding(
                self.source,
                reference.name.span(),
                format!("`{role}` is listed for `{skill}` and does not need it, while `{name}` does and is not listed"),
            )
            .subject(self.subject(role))
            .label("does not need this skill")
            .help(format!("list `{name}` instead, or mend the skill tables of the two roles"));
        Some(match self.place_of(missing) {
            Some(place) => finding.related(place, format!("needed by `{name}` here")),
            None => finding,
        })
    }

    fn path_of(&self, role: RoleId) -> &'r str {
        let documents = &self.framework.roles.role(role).documents;
        documents
            .first()
            .map_or("", |&document| self.framework.path(document))
    }

    /// Where a role first needs the skill.
    fn place_of(&self, role: RoleId) -> Option<Location> {
        let documents = &self.framework.roles.role(role).documents;
        let needs = self.framework.needs();
        let document = documents.iter().find(|&&id| needs.has(id, self.skill))?;
        let parsed = self.framework.document(*document)?;
        let mut mentions = skill_mentions(parsed.document()?);
        let mention =
            mentions.find(|mention| self.framework.skills.get(mention.id()) == Some(self.skill))?;
        Some(parsed.source().locate(mention.name.span()))
    }
}
