//! `role-link-drift`: links of a role's name that lead elsewhere than they should.

use std::collections::{BTreeSet, HashMap};

use super::link_drift::WrongLink;
use crate::document::{Link, pointer};
use crate::facts::{DocumentId, LinkForm, LinkIdentity, NameId, Relation, slug};
use crate::finding::{Finding, Fix, Grade, Severity, Subject};
use crate::framework::{
    Bases, Framework, Lead, Mention, Role, RoleId, UsedLink, WrongSource, anchor_key, role_mentions,
};
use crate::rule::{AgreementRule, Group, RuleInfo};

/// The rule.
#[derive(Debug)]
pub struct RoleLinkDrift;

const INFO: RuleInfo = RuleInfo {
    id: "role-link-drift",
    group: Group::Agreement,
    severity: Some(Severity::Error),
    summary: "the link of a role's name leads elsewhere than to the role",
    explanation: "\
Shared-skills tables and the lists of a skill catalogue lead from role to role. A name that leads to another role, or to another
place than the same name elsewhere, misleads its readers.

A relative link must lead to the role's own document, a URL to the one that its document was clipped from (`source`). Where
that is not known, the link that most documents have is right, then the one that ends in the role's name. Links that lead nowhere
are reported by `broken-link` alone. Where documents about two roles have the same `source`, the one whose role's name links to
another page is wrong, and the finding is there. So it is where several links agree with one another and with the role's name, and
only the `source` differs.",
    yields_to: &["broken-link", "role-name-variant"],
};

impl AgreementRule for RoleLinkDrift {
    fn info(&self) -> &'static RuleInfo {
        &INFO
    }

    fn fixes(&self) -> Option<Grade> {
        Some(Grade::Safe)
    }

    fn check(&self, framework: &Framework<'_>, findings: &mut Vec<Finding>) {
        let survey = Survey::of(framework);
        let mut wrong = Vec::new();
        for (id, role) in framework.roles.iter() {
            survey.judge(id, role, &mut wrong);
        }
        findings.extend(
            WrongLink::sorted(wrong, framework)
                .iter()
                .filter_map(|wrong| finding(framework, &survey, wrong)),
        );
        let sources = framework.wrong_sources().iter();
        findings.extend(sources.filter_map(|wrong| at_source(framework, wrong)));
        let mut strange = survey.strange_sources();
        strange.sort_by_key(|&(document, _)| framework.path(document));
        findings.extend(
            strange
                .iter()
                .filter_map(|&(document, right)| at_strange_source(framework, document, right)),
        );
    }
}

/// What is known of all links of roles.
struct Survey<'a> {
    framework: &'a Framework<'a>,
    bases: Bases<'a>,
    /// The role that each URL or path belongs to, as links have them.
    addresses: HashMap<&'a str, RoleId>,
    /// The role whose name each key is.
    named: HashMap<String, Option<RoleId>>,
    /// Whether URLs of roles end in the roles' names, as far as can be seen.
    end_in_names: bool,
}

impl<'a> Survey<'a> {
    fn of(framework: &'a Framework<'a>) -> Self {
        let mut survey = Self {
            framework,
            bases: Bases::of(framework, &[Relation::NamesRole]),
            addresses: HashMap::new(),
            named: HashMap::new(),
            end_in_names: false,
        };
        let (mut fitting, mut all) = (0, 0);
        for (id, role) in framework.roles.iter() {
            for &document in &role.documents {
                survey.addresses.insert(framework.path(document), id);
                if let Some(url) = framework.source_url(document) {
                    survey.addresses.insert(framework.name(url), id);
                }
            }
            let own = anchor_key(framework.name(role.name));
            for candidate in survey.candidates(role) {
                if candidate.lead.form != LinkForm::Relative {
                    all += candidate.weight.documents;
                    fitting += candidate.weight.documents * usize::from(candidate.lead.key == own);
                }
            }
            survey
                .named
                .entry(own)
                .and_modify(|known| *known = None)
                .or_insert(Some(id));
        }
        survey.end_in_names = all >= 5 && fitting * 10 >= all * 8;
        survey
    }

    /// The links of a role that lead somewhere, by their identity.
    fn candidates(&self, role: &Role) -> Vec<UsedLink<'a>> {
        let names: BTreeSet<NameId> = role.titles.iter().chain(&role.variants).copied().collect();
        UsedLink::of(self.framework, &[Relation::NamesRole], names)
    }

    fn judge(&self, id: RoleId, role: &Role, wrong: &mut Vec<WrongLink<RoleId>>) {
        let candidates = self.candidates(role);
        for form in [LinkForm::Relative, LinkForm::Site, LinkForm::Absolute] {
            let of_form = candidates.iter().filter(|other| other.lead.form == form);
            let of_form: Vec<&UsedLink<'_>> = of_form.collect();
            let Some(right) = self.right(id, role, form, &of_form) else {
                continue;
            };
            for candidate in of_form {
                if right.fits(self, id, candidate) {
                    continue;
                }
                let (text, is_certain) = (right.text(), right.is_certain());
                wrong.extend(WrongLink::everywhere(id, candidate, &text, is_certain));
            }
        }
    }

    /// Whether a link is what the links of most roles are: the usual place, and the role's name there.
    fn fits_name(&self, role: &Role, lead: &Lead<'_>) -> bool {
        lead.key == anchor_key(self.framework.name(role.name))
            && Some(lead.base) == self.bases.most(lead.form)
    }

    /// Whether several links lead where the role's name says, and its `source` says something else.
    fn outweighs_source(&self, role: &Role, best: &UsedLink<'_>) -> bool {
        best.lead.form == LinkForm::Absolute
            && best.weight.times > 1
            && self.fits_name(role, &best.lead)
    }

    /// Documents whose `source` is not where several links of their role lead, though other documents show that it should be; with the
    /// right link.
    fn strange_sources(&self) -> Vec<(DocumentId, &'a str)> {
        let framework = self.framework;
        let sources = |role: &Role| {
            let documents = role.documents.clone().into_iter();
            documents.filter_map(|document| Some((document, framework.source_url(document)?)))
        };
        let mut strange = Vec::new();
        let mut is_usual = false;
        for (id, role) in framework.roles.iter() {
            if sources(role).next().is_none() {
                continue;
            }
            let mut candidates = self.candidates(role);
            candidates.retain(|known| known.lead.form == LinkForm::Absolute);
            let leads_home = |known: &UsedLink<'_>| self.role_at(known) == Some(id);
            if candidates.iter().any(leads_home) {
                is_usual = true;
                continue;
            }
            let right = candidates
                .iter()
                .find(|link| self.outweighs_source(role, link));
            if let Some(right) = right {
                let others = sources(role)
                    .filter(|&(_, url)| page_of(framework.name(url)) != page_of(right.text));
                strange.extend(others.map(|(document, _)| (document, right.text)));
            }
        }
        strange.retain(|_| is_usual);
        strange
    }

    /// The role whose document a link leads to.
    fn role_at(&self, candidate: &UsedLink<'_>) -> Option<RoleId> {
        let link = LinkIdentity::parse(candidate.text);
        match candidate.lead.form {
            LinkForm::Relative => {
                let file = self.framework.resolved(&link.path())?;
                self.addresses.get(file.as_str()).copied()
            }
            _ => self.addresses.get(link.target).copied(),
        }
    }

    fn right(
        &self,
        id: RoleId,
        role: &Role,
        form: LinkForm,
        candidates: &[&UsedLink<'a>],
    ) -> Option<Right<'a>> {
        if candidates.is_empty() {
            return None;
        }
        let framework = self.framework;
        let leads_elsewhere = |candidate: &UsedLink<'_>| {
            let by_name = self.named.get(&candidate.lead.key).copied().flatten();
            let other = self.role_at(candidate).or(by_name);
            other.is_some_and(|other| other != id)
        };
        let best = candidates
            .iter()
            .filter(|candidate| !leads_elsewhere(candidate))
            .max_by_key(|candidate| {
                let own = anchor_key(framework.name(role.name)) == candidate.lead.key;
                let everywhere = self.bases.count(form, candidate.lead.base);
                (
                    candidate.weight.documents,
                    own,
                    everywhere,
                    candidate.weight,
                )
            });
        let addresses: Vec<&str> = match form {
            LinkForm::Relative => role
                .documents
                .iter()
                .map(|&id| framework.path(id))
                .collect(),
            LinkForm::Absolute => role
                .documents
                .iter()
                .filter_map(|&id| framework.source_url(id))
                .map(|url| framework.name(url))
                .collect(),
            LinkForm::Site => Vec::new(),
        };
        if let Some(&address) = addresses.first() {
            let used = candidates
                .iter()
                .any(|known| self.role_at(known) == Some(id));
            // Documents that agree on another address speak of a page that moved; links that agree with the role's name, of an address
            // that is not written as it should be.
            return Some(match best {
                Some(best)
                    if !used
                        && (best.weight.documents > 1 || self.outweighs_source(role, best)) =>
                {
                    Right::Link(best.text, best.weight.documents)
                }
                _ => Right::Address {
                    address,
                    is_certain: used || best.is_none_or(|best| best.weight.times < 2),
                },
            });
        }
        let own = framework.name(role.name);
        let by_convention = || {
            let base = self.bases.most(form)?;
            Some(Right::Name(format!("{base}/{}", slug(own))))
        };
        match best {
            Some(best) => {
                let fits = self.fits_name(role, &best.lead);
                let alone = best.weight.documents == 1;
                if form != LinkForm::Relative && self.end_in_names && alone && !fits {
                    by_convention()
                } else {
                    Some(Right::Link(best.text, best.weight.documents))
                }
            }
            None if form != LinkForm::Relative => by_convention(),
            None => None,
        }
    }
}

/// What of an address tells pages apart: neither `http` from `https`, nor a place on the page.
fn page_of(address: &str) -> &str {
    let page = address.split(['#', '?']).next().unwrap_or_default();
    page.split_once("://").map_or(page, |(_, page)| page)
}

/// Where the links of a role should lead.
enum Right<'a> {
    /// To one of its documents, which has this address.
    Address {
        address: &'a str,
        /// Whether no links agree on another.
        is_certain: bool,
    },
    /// Where this link leads, which this many documents have.
    Link(&'a str, usize),
    /// To the page that has the role's name.
    Name(String),
}

impl Right<'_> {
    fn fits(&self, survey: &Survey<'_>, role: RoleId, candidate: &UsedLink<'_>) -> bool {
        match self {
            Self::Address { .. } => survey.role_at(candidate) == Some(role),
            Self::Link(link, _) => *link == candidate.text,
            Self::Name(link) => {
                let right = Lead::of(link);
                right.base == candidate.lead.base && right.key == candidate.lead.key
            }
        }
    }

    /// Whether it is the role's own page, or where others lead.
    fn is_certain(&self) -> bool {
        match self {
            Self::Address { is_certain, .. } => *is_certain,
            Self::Link(_, documents) => *documents > 1,
            Self::Name(_) => false,
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Address { address: text, .. } | Self::Link(text, _) => (*text).to_owned(),
            Self::Name(text) => text.clone(),
        }
    }
}

/// A document whose `source` is not where the links of its role lead.
fn at_strange_source(
    framework: &Framework<'_>,
    document: DocumentId,
    right: &str,
) -> Option<Finding> {
    let own = framework.role_name(document)?;
    let message = format!("`source` is not where the links of the role `{own}` lead");
    let finding = in_source(framework, document, &own, message)?.label("leads elsewhere");
    with_right_source(framework, document, &own, right, finding)
}

/// A finding at the `source` of a document about a role.
fn in_source(
    framework: &Framework<'_>,
    document: DocumentId,
    role: &str,
    message: String,
) -> Option<Finding> {
    let parsed = framework.document(document)?;
    let (_, span) = parsed
        .document()?
        .front_matter_str(&framework.profile.front_matter.source)?;
    Some(
        INFO.finding(parsed.source(), span, message)
            .subject(Subject {
                role: Some(role.to_owned()),
                pointer: Some(pointer::join("", &framework.profile.front_matter.source)),
                ..Subject::default()
            }),
    )
}

/// The finding with the address that links in other documents have, and the fix that writes it.
fn with_right_source(
    framework: &Framework<'_>,
    document: DocumentId,
    role: &str,
    right: &str,
    finding: Finding,
) -> Option<Finding> {
    let parsed = framework.document(document)?;
    let page = parsed.document()?;
    let (_, span) = page.front_matter_str(&framework.profile.front_matter.source)?;
    let finding = finding.help(format!(
        "write `{right}`, where the links of `{role}` lead in other documents"
    ));
    let front_matter = page.front_matter.as_ref()?;
    let edit = front_matter.rewrite(parsed.source(), span, right);
    Some(finding.fix(Fix::of(format!("replace by `{right}`"), false, [edit])))
}

/// A document that has another role's page as its `source`.
fn at_source(framework: &Framework<'_>, wrong: &WrongSource) -> Option<Finding> {
    let name = |role: RoleId| framework.name(framework.roles.role(role).name);
    let (own, owner) = (name(wrong.role), name(wrong.owner));
    let key = &framework.profile.front_matter.source;
    let message = format!("`{key}` is the page of the role `{owner}`, not of `{own}`");
    let finding =
        in_source(framework, wrong.document, own, message)?.label(format!("leads to `{owner}`"));
    let finding = match wrong.right {
        Some(right) => {
            let right = framework.name(right);
            with_right_source(framework, wrong.document, own, right, finding)?
        }
        None => finding.help(format!("write the address of the page of `{own}`")),
    };
    let other = framework.document(wrong.owned_by)?;
    let (_, span) = other
        .document()?
        .front_matter_str(&framework.profile.front_matter.source)?;
    let place = other.source().locate(span);
    Some(finding.related(place, format!("the same page, for `{owner}`")))
}

fn finding(
    framework: &Framework<'_>,
    survey: &Survey<'_>,
    wrong: &WrongLink<RoleId>,
) -> Option<Finding> {
    let parsed = framework.document(wrong.document)?;
    let source = parsed.source();
    let places: Vec<Mention<'_, '_>> = role_mentions(parsed.document()?)
        .filter(|mention| {
            framework.roles.get(mention.id()) == Some(wrong.of) && wrong.is_in(source, mention)
        })
        .collect();
    let first = places.first()?;
    let links: Vec<&Link<'_>> = places.iter().filter_map(|place| place.link).collect();
    let (name, text) = (first.name.as_str(), framework.name(wrong.link));
    let other = survey.addresses.get(text).copied().or_else(|| {
        let key = Lead::of(text).key;
        survey.named.get(&key).copied().flatten()
    });
    let other = other.filter(|&other| other != wrong.of);
    let message = match other {
        Some(other) => {
            let other = framework.name(framework.roles.role(other).name);
            format!("the link of the role `{name}` leads to `{other}`")
        }
        None => format!(
            "the link of the role `{name}` leads to `{text}` instead of `{}`",
            wrong.right
        ),
    };
    let finding = INFO
        .finding(source, first.link?.span, message)
        .about(first.name.span().to(first.link?.span))
        .subject(first.role_subject())
        .label("leads elsewhere");
    // Where it leads to another role, that may be the one that is meant.
    let is_safe = wrong.is_certain && other.is_none();
    Some(wrong.mended(finding, source, &links, is_safe))
}
