//! `skill-link-drift`: links of a skill's name that lead elsewhere than they should.

use std::collections::{HashMap, HashSet};

use super::link_drift::WrongLink;
use crate::document::{Document, Kind, Link};
use crate::facts::{LinkForm, Relation, ValueHash, slug};
use crate::finding::{Finding, Grade, Severity};
use crate::framework::{
    Bases, Framework, Lead, Mention, Skill, SkillId, UsedLink, anchor_key, skill_mentions,
};
use crate::rule::{AgreementRule, Group, RuleInfo};
use crate::source::Source;

/// The rule.
#[derive(Debug)]
pub struct SkillLinkDrift;

const INFO: RuleInfo = RuleInfo {
    id: "skill-link-drift",
    group: Group::Agreement,
    severity: Some(Severity::Error),
    summary: "one skill has several links, or one link stands for several skills",
    explanation: "\
The link of a skill's name takes readers to what the skill means. A link that leads to another skill, or to another place than
the links of the same skill elsewhere, misleads them.

Links are compared by what they lead to: relative ones are resolved against their file, and across dialects only the anchor
counts. Where there is a skill catalogue, the anchor of the skill's heading and the catalogue's own URL (`source`) say which link is
right; otherwise the link that most documents have is, unless it is the name of another skill. Links that lead nowhere are
reported by `broken-link` alone. Where the description is that of the skill that the link leads to as well, the name is what is wrong; so
it is in a row without a description, if another row has the name, too, or the catalogue lists the role for the other skill alone.",
    yields_to: &[
        "broken-link",
        "unknown-skill",
        "skill-name-variant",
        "outdated-skill-name",
    ],
};

impl AgreementRule for SkillLinkDrift {
    fn info(&self) -> &'static RuleInfo {
        &INFO
    }

    fn fixes(&self) -> Option<Grade> {
        Some(Grade::Safe)
    }

    fn check(&self, framework: &Framework<'_>, findings: &mut Vec<Finding>) {
        let survey = Survey::of(framework);
        let mut wrong = Vec::new();
        for (id, skill) in framework.skills.iter() {
            survey.judge(id, skill, &mut wrong);
        }
        findings.extend(
            WrongLink::sorted(wrong, framework)
                .iter()
                .filter_map(|wrong| finding(framework, &survey, wrong)),
        );
    }
}

/// What is known of all links of skills.
struct Survey<'a> {
    framework: &'a Framework<'a>,
    bases: Bases<'a>,
    /// Where the catalogues are: their URLs and paths.
    homes: HashSet<(LinkForm, &'a str)>,
    /// The skill whose name each key is.
    named: HashMap<String, Option<SkillId>>,
    /// How many skills have a link with each key.
    shared: HashMap<String, usize>,
}

impl<'a> Survey<'a> {
    fn of(framework: &'a Framework<'a>) -> Self {
        let mut homes = HashSet::new();
        for document in framework.facts.documents() {
            if document.kind == Kind::SkillCatalogue {
                homes.insert((LinkForm::Relative, &*document.path));
                if let Some(url) = document.source_url {
                    homes.insert((LinkForm::Absolute, framework.name(url)));
                }
            }
        }
        let mut survey = Self {
            framework,
            bases: Bases::of(framework, &[Relation::NeedsSkill, Relation::NamesSkill]),
            homes,
            named: HashMap::new(),
            shared: HashMap::new(),
        };
        for (id, skill) in framework.skills.iter() {
            let key = anchor_key(framework.name(skill.name));
            survey
                .named
                .entry(key)
                .and_modify(|known| *known = None)
                .or_insert(Some(id));
            let candidates = survey.candidates(skill);
            let keys: HashSet<String> =
                candidates.into_iter().map(|known| known.lead.key).collect();
            for key in keys {
                *survey.shared.entry(key).or_default() += 1;
            }
        }
        survey
    }

    /// The links of a skill that lead somewhere, by their identity.
    fn candidates(&self, skill: &Skill) -> Vec<UsedLink<'a>> {
        let relations = [Relation::NeedsSkill, Relation::NamesSkill];
        UsedLink::of(self.framework, &relations, skill.names.iter().copied())
    }

    fn judge(&self, id: SkillId, skill: &Skill, wrong: &mut Vec<WrongLink<SkillId>>) {
        let candidates = self.candidates(skill);
        if candidates.is_empty() {
            return;
        }
        let own = self.framework.name(skill.defined_as.unwrap_or(skill.name));
        let key = self.right_key(skill, &candidates);
        for candidate in &candidates {
            let base = self.right_base(candidate.lead.form, &key, &candidates);
            let same_base = base.is_none_or(|base| self.is_same_base(&candidate.lead, base));
            if candidate.lead.key == key && same_base {
                continue;
            }
            let right = candidates.iter().find(|other| {
                other.lead.form == candidate.lead.form
                    && other.lead.key == key
                    && base.is_none_or(|base| self.is_same_base(&other.lead, base))
            });
            // A link like no other, such as an empty one, has to become what the others are.
            let is_alone = base.is_none_or(|base| {
                base == candidate.lead.base && self.bases.count(candidate.lead.form, base) < 2
            });
            let others = || candidates.iter().filter(|other| other.lead.key == key);
            let right = right.or_else(|| {
                let best = others().max_by_key(|other| other.weight);
                best.filter(|_| is_alone)
            });
            // Other documents speak for it, or the heading that the skill has in the catalogue.
            let is_certain = match right {
                Some(right) => right.weight.documents > 1 || right.lead.key == anchor_key(own),
                None => skill.defined.is_some() && base.is_some(),
            };
            let right = right.map_or_else(
                || format!("{}#{}", base.unwrap_or(candidate.lead.base), slug(own)),
                |right| right.text.to_owned(),
            );
            wrong.extend(WrongLink::everywhere(id, candidate, &right, is_certain));
        }
    }

    /// Whether many skills have links with the key: a page for all of them.
    fn is_for_all(&self, key: &str) -> bool {
        self.shared.get(key).is_some_and(|&skills| skills > 2)
    }

    fn is_of_another(&self, key: &str, own: &[String]) -> bool {
        !own.iter().any(|own| own == key) && self.named.get(key).is_some_and(Option::is_some)
    }

    fn right_key(&self, skill: &Skill, candidates: &[UsedLink<'_>]) -> String {
        let own: Vec<String> = [Some(skill.name), skill.defined_as]
            .into_iter()
            .flatten()
            .map(|name| anchor_key(self.framework.name(name)))
            .collect();
        // Some link in the name's own words settles it where there is a catalogue with that heading.
        let has_own = |candidate: &&UsedLink<'_>| own.contains(&candidate.lead.key);
        if skill.defined.is_some()
            && let Some(candidate) = candidates.iter().find(has_own)
        {
            return candidate.lead.key.clone();
        }
        let documents = |key: &str| {
            let same = candidates.iter().filter(|other| other.lead.key == key);
            same.map(|other| other.weight.documents).sum::<usize>()
        };
        let best = candidates
            .iter()
            .filter(|candidate| !self.is_of_another(&candidate.lead.key, &own))
            .max_by_key(|candidate| {
                let key = &candidate.lead.key;
                (documents(key), own.contains(key), candidate.weight)
            });
        match best {
            None => own[0].clone(),
            Some(best) => {
                let key = &best.lead.key;
                let settled = skill.defined.is_none() || documents(key) > 1 || self.is_for_all(key);
                if settled { key.clone() } else { own[0].clone() }
            }
        }
    }

    /// The page that links of this form to this key should lead to; `None` where nothing speaks for any.
    fn right_base(
        &self,
        form: LinkForm,
        key: &str,
        candidates: &[UsedLink<'a>],
    ) -> Option<&'a str> {
        let of_form = || {
            let same = candidates.iter().filter(|other| other.lead.form == form);
            same.filter(|other| other.lead.key == key)
        };
        let at_home = of_form().find(|other| self.is_home(&other.lead));
        if let Some(home) = at_home {
            return Some(home.lead.base);
        }
        let most = self.bases.most(form);
        let mut homes = self.homes.iter().filter(|(other, _)| *other == form);
        let used_home = homes.find(|(_, base)| self.bases.count(form, base) > 0);
        if let Some(&(_, home)) = used_home {
            return Some(home);
        }
        let best = of_form().max_by_key(|other| {
            let everywhere = self.bases.count(form, other.lead.base);
            (other.weight.documents, everywhere, other.weight)
        });
        match (best, most) {
            // A page that no other document links to, against one that several do.
            (Some(best), Some(most))
                if self.bases.count(form, best.lead.base) == 1
                    && self.bases.count(form, most) > 2 =>
            {
                Some(most)
            }
            (Some(best), _) => Some(best.lead.base),
            (None, most) => most,
        }
    }

    fn is_home(&self, lead: &Lead<'_>) -> bool {
        match lead.form {
            LinkForm::Relative => {
                let file = self.framework.resolved(lead.base);
                file.is_some_and(|file| self.homes.contains(&(lead.form, file.as_str())))
            }
            form => self.homes.contains(&(form, lead.base)),
        }
    }

    fn is_same_base(&self, lead: &Lead<'_>, base: &str) -> bool {
        lead.base == base
            || (lead.form == LinkForm::Relative
                && self.framework.resolved(lead.base) == self.framework.resolved(base))
    }
}

fn finding(
    framework: &Framework<'_>,
    survey: &Survey<'_>,
    wrong: &WrongLink<SkillId>,
) -> Option<Finding> {
    let parsed = framework.document(wrong.document)?;
    let source = parsed.source();
    let document = parsed.document()?;
    let places: Vec<Mention<'_, '_>> = skill_mentions(document)
        .filter(|mention| {
            framework.skills.get(mention.id()) == Some(wrong.of) && wrong.is_in(source, mention)
        })
        .collect();
    let first = places.first()?;
    let links: Vec<&Link<'_>> = places.iter().filter_map(|place| place.link).collect();
    let (name, text) = (first.name.as_str(), framework.name(wrong.link));
    let key = Lead::of(text).key;
    let other = survey.named.get(&key).copied().flatten();
    let other = other.filter(|&other| other != wrong.of);
    let message = match other {
        Some(other) => {
            let other = framework.name(framework.skills.skill(other).name);
            format!("the link of `{name}` leads to `{other}`")
        }
        None => format!(
            "the link of `{name}` leads to `{text}` instead of `{}`",
            wrong.right
        ),
    };
    let value = ValueHash::name(wrong.link);
    let misnamed = framework.misnamed();
    if let Some(meant) = misnamed.meant(wrong.document, first.id(), value) {
        let meant = framework.name(framework.skills.skill(meant).name);
        return misnamed_entry(framework, wrong, &places, (source, document), meant);
    }
    let mut finding = INFO
        .finding(source, first.link?.span, message)
        .about(first.link?.span)
        .subject(first.skill_subject())
        .label("leads elsewhere");
    finding.subject.role = framework.role_name(wrong.document);
    // Where it leads to another skill, that may be the one that is meant.
    let is_safe = wrong.is_certain && other.is_none();
    let mut finding = wrong.mended(finding, source, &links, is_safe);
    let defined = framework.skills.skill(wrong.of).defined;
    if let Some(place) = defined
        && let Some(catalogue) = framework.document(place.document)
        && let Some(skill) = catalogue
            .document()
            .and_then(|document| document.skills.get(place.piece as usize))
    {
        let heading = catalogue.source().locate(skill.name.span());
        finding = finding.related(heading, format!("`{name}` is defined here"));
    }
    Some(finding)
}

/// An entry whose link and description are another skill's: its name is what is wrong.
fn misnamed_entry<'p>(
    framework: &Framework<'_>,
    wrong: &WrongLink<SkillId>,
    mentions: &[Mention<'p, 'p>],
    (source, document): (&Source, &Document<'_>),
    meant: &str,
) -> Option<Finding> {
    let first = mentions.first()?;
    let (name, about) = (first.name.as_str(), first.about);
    let mut entries = document.entries();
    let entry = entries.find(|entry| entry.span == about);
    let parts = if entry.is_some_and(|entry| entry.description.is_some()) {
        "the link and the description"
    } else {
        "the link"
    };
    let message = format!("`{name}` has {parts} of `{meant}`");
    let mut finding = INFO
        .finding(source, first.name.span(), message)
        .about(about)
        .subject(first.skill_subject())
        .label("the name of another skill")
        .help(format!(
            "call the skill `{meant}`, or give it {parts} of `{name}`"
        ));
    finding.subject.role = framework.role_name(wrong.document);
    // The skill that is named may stand in another row of the role level: that is no mistake of its own.
    Some(
        mentions
            .iter()
            .filter_map(|mention| mention.role_level)
            .fold(finding, |finding, title| finding.also_about(title.span())),
    )
}
