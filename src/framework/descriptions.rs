//! Which wording of each skill level is right, and which documents deviate from it.

use std::cell::OnceCell;
use std::cmp::Reverse;
use std::collections::HashMap;

use super::{Framework, SkillId, Weight};
use crate::document::{Document, Entry, Kind};
use crate::facts::{DocumentId, Fact, NameId, Place, Relation, ValueHash, Wording};

/// A document that describes a skill at a level in other words than it should.
#[derive(Clone, Copy, Debug)]
pub struct Deviation {
    /// The skill.
    pub skill: SkillId,
    /// The level that the document gives, from 0.
    pub level: u8,
    /// The document.
    pub document: DocumentId,
    /// Its wording.
    pub wording: ValueHash,
    /// The first entry with the right wording of this level, or, where `described_as` says which, of the one described.
    pub against: Place,
    /// How many documents have the right wording.
    pub agreeing: usize,
    /// The level (from 0) whose right wording this is, word for word, and its skill: another one only where no role level that has the wording
    /// under the name of this skill has an entry for the other, so that it is the name that is wrong.
    pub described_as: Option<(SkillId, u8)>,
}

/// An entry of a document with what stands around it.
#[derive(Clone, Copy)]
pub struct Described<'p, 's> {
    /// The skill as the document names it.
    pub skill: &'p str,
    /// The title of the role level; `None` in a catalogue.
    pub role_level: Option<&'p str>,
    /// The entry.
    pub entry: &'p Entry<'s>,
}

/// One way of describing a skill at a level, with the facts that have it.
struct Candidate<'a> {
    wording: ValueHash,
    facts: Vec<&'a [Fact]>,
    weight: Weight<'a>,
    of_catalogue: bool,
    /// The first two places of two documents where a reader should look it up.
    best: OnceCell<(Place, Option<Place>)>,
}

/// All wordings of one level of a skill.
struct LevelWordings<'a> {
    level: u8,
    candidates: Vec<Candidate<'a>>,
    /// Position of the right one.
    right: usize,
}

/// Every deviation, by path, skill and level.
pub(super) fn deviations(framework: &Framework<'_>) -> Vec<Deviation> {
    let mut groups: Vec<(SkillId, u8, &[Fact])> = framework
        .facts
        .groups(Relation::Describes)
        .filter_map(|(key, facts)| Some((framework.skills.get(key.subject)?, key.level, facts)))
        .collect();
    groups.sort_by_key(|&(skill, level, _)| (skill, level));
    let mut deviations = Vec::new();
    for of_skill in groups.chunk_by(|one, other| one.0 == other.0) {
        if !agrees(of_skill) {
            of_skill_in(framework, of_skill, &mut deviations);
        }
    }
    let misnamed = framework.misnamed();
    deviations.retain(|found| {
        !misnamed.explains(found.document, found.skill, found.level, found.wording)
    });
    take_other_skills(framework, &groups, &mut deviations);
    deviations.sort_by_key(|deviation| {
        let path = framework.path(deviation.document);
        (path, deviation.skill, deviation.level, deviation.wording)
    });
    deviations
}

/// Where each wording stands, with the skill and the level that it describes there.
type Uses = HashMap<ValueHash, Vec<(SkillId, u8, Place)>>;

/// Looks for other skills that the words of roles are about, where they are not those of their own.
fn take_other_skills(
    framework: &Framework<'_>,
    groups: &[(SkillId, u8, &[Fact])],
    deviations: &mut [Deviation],
) {
    let mut uses: Uses = deviations
        .iter()
        .map(|deviation| (deviation.wording, Vec::new()))
        .collect();
    if uses.is_empty() {
        return;
    }
    for &(skill, level, facts) in groups {
        for fact in facts {
            if let Some(places) = uses.get_mut(&fact.value()) {
                places.push((skill, level, fact.place()));
            }
        }
    }
    for deviation in deviations {
        // A document that has changed since has nothing to say.
        let _ = take_other_skill(framework, &uses, deviation);
    }
}

fn take_other_skill(
    framework: &Framework<'_>,
    uses: &Uses,
    deviation: &mut Deviation,
) -> Option<()> {
    let Deviation {
        skill,
        level,
        document,
        wording,
        described_as,
        ..
    } = *deviation;
    if described_as.is_some() || framework.summary(document).kind != Kind::Role {
        return None;
    }
    let mut others = uses.get(&wording)?.iter();
    let is_other =
        |(other, _, place): &&(SkillId, u8, Place)| *other != skill && place.document != document;
    let &(other, described, against) = others.find(is_other)?;
    let parsed = framework.document(document)?;
    let page = parsed.document()?;
    let entries = entries_with(framework, page, skill, level, wording);
    let is_here = |described: &Described<'_, '_>| described.entry.index;
    let has_other = page.role_levels.iter().any(|role_level| {
        let holds = |index: u32| role_level.entries().any(|entry| entry.index == index);
        let means = |name: &str| framework.skills.get(NameId::of(name)) == Some(other);
        entries.iter().map(is_here).any(holds)
            && role_level.entries().any(|entry| {
                entry
                    .skill
                    .as_ref()
                    .is_some_and(|name| means(name.as_str()))
            })
    });
    if !has_other && !entries.is_empty() {
        deviation.described_as = Some((other, described));
        deviation.against = against;
    }
    Some(())
}

/// Whether there is one wording for each level and none for two of them: nothing to look into.
fn agrees(of_skill: &[(SkillId, u8, &[Fact])]) -> bool {
    let single = |facts: &[Fact]| {
        let (first, last) = (facts[0].value(), facts[facts.len() - 1].value());
        (first == last).then_some(first)
    };
    of_skill.iter().enumerate().all(|(at, &(_, level, facts))| {
        single(facts).is_some_and(|wording| {
            of_skill[..at]
                .iter()
                .all(|&(_, other, facts)| other != level && single(facts) != Some(wording))
        })
    })
}

fn of_skill_in(
    framework: &Framework<'_>,
    of_skill: &[(SkillId, u8, &[Fact])],
    deviations: &mut Vec<Deviation>,
) {
    let mut levels: Vec<LevelWordings<'_>> = of_skill
        .chunk_by(|one, other| one.1 == other.1)
        .map(|of_level| LevelWordings {
            level: of_level[0].1,
            candidates: candidates(framework, of_level),
            right: 0,
        })
        .collect();
    let right: Vec<usize> = levels.iter().map(|level| level.choose(&levels)).collect();
    for (level, right) in levels.iter_mut().zip(right) {
        level.right = right;
    }
    for level in &levels {
        for (at, candidate) in level.candidates.iter().enumerate() {
            let described = level.described_by(candidate, &levels);
            if at == level.right && described.is_none() {
                continue;
            }
            let right = described.map_or(&level.candidates[level.right], |other| {
                &other.candidates[other.right]
            });
            for document in candidate.documents() {
                deviations.push(Deviation {
                    skill: of_skill[0].0,
                    level: level.level,
                    document,
                    wording: candidate.wording,
                    against: right.place_for(framework, document),
                    agreeing: right.weight.documents,
                    described_as: described.map(|other| (of_skill[0].0, other.level)),
                });
            }
        }
    }
}

fn candidates<'a>(
    framework: &Framework<'a>,
    of_level: &[(SkillId, u8, &'a [Fact])],
) -> Vec<Candidate<'a>> {
    let mut runs: Vec<&[Fact]> = of_level
        .iter()
        .flat_map(|(_, _, facts)| facts.chunk_by(|one, other| one.value() == other.value()))
        .collect();
    runs.sort_by_key(|run| run[0].value());
    let mut candidates: Vec<Candidate<'_>> = runs
        .chunk_by(|one, other| one[0].value() == other[0].value())
        .map(|runs| Candidate {
            wording: runs[0][0].value(),
            weight: framework.weight(runs),
            of_catalogue: runs
                .iter()
                .copied()
                .flatten()
                .any(|fact| framework.summary(fact.document()).kind == Kind::SkillCatalogue),
            facts: runs.to_vec(),
            best: OnceCell::new(),
        })
        .collect();
    candidates.sort_by_key(|candidate| Reverse(candidate.weight));
    candidates
}

impl LevelWordings<'_> {
    /// Position of the right wording: the catalogue's, unless all other documents agree on another; else that of most documents,
    /// those aside that more documents have at another level.
    fn choose(&self, levels: &[LevelWordings<'_>]) -> usize {
        let belongs = |at: &usize| {
            let candidate = &self.candidates[*at];
            !levels.iter().any(|other| {
                other.level != self.level
                    && other.candidates.iter().any(|same| {
                        same.wording == candidate.wording
                            && (same.of_catalogue, same.weight.documents)
                                > (candidate.of_catalogue, candidate.weight.documents)
                    })
            })
        };
        let all = 0..self.candidates.len();
        let of_catalogue = |at: &usize| self.candidates[*at].of_catalogue;
        let catalogue: Vec<usize> = all.clone().filter(of_catalogue).collect();
        let others: Vec<usize> = all.clone().filter(|at| !of_catalogue(at)).collect();
        match (&catalogue[..], &others[..]) {
            // The catalogue is the odd one out.
            (&[lone], &[other])
                if self.candidates[lone].weight.documents == 1
                    && self.candidates[other].weight.documents > 1
                    && belongs(&other) =>
            {
                other
            }
            ([], _) => all.clone().find(belongs).unwrap_or(0),
            ([first, ..], _) => catalogue.iter().copied().find(belongs).unwrap_or(*first),
        }
    }

    /// The other level whose right wording `candidate` has, where it is no right wording of this one.
    fn described_by<'l, 'a>(
        &self,
        candidate: &Candidate<'_>,
        levels: &'l [LevelWordings<'a>],
    ) -> Option<&'l LevelWordings<'a>> {
        let is_right = self.candidates[self.right].wording == candidate.wording;
        levels.iter().find(|other| {
            let right = &other.candidates[other.right];
            other.level != self.level
                && right.wording == candidate.wording
                // One document alone may well be wrong about the level of words that others have at another.
                && (!is_right
                    || (candidate.weight.documents == 1
                        && !candidate.of_catalogue
                        && (right.of_catalogue || right.weight.documents > 1)))
        })
    }
}

impl Candidate<'_> {
    fn documents(&self) -> Vec<DocumentId> {
        let mut documents: Vec<DocumentId> = self
            .facts
            .iter()
            .copied()
            .flatten()
            .map(Fact::document)
            .collect();
        documents.sort_unstable();
        documents.dedup();
        documents
    }

    /// Where a reader of `document` should look the wording up: in the catalogue, else in another document, the newest first.
    fn place_for(&self, framework: &Framework<'_>, document: DocumentId) -> Place {
        let rank = |place: &Place, is_own: bool| {
            let summary = framework.summary(place.document);
            let of_catalogue = summary.kind == Kind::SkillCatalogue;
            let newest = Reverse(summary.content_date);
            (!of_catalogue, is_own, newest, &*summary.path, place.piece)
        };
        // The best place for most, and the best in any other document than that one: one of the two is the best for everybody.
        let best = self.best.get_or_init(|| {
            let places = || self.facts.iter().copied().flatten().map(Fact::place);
            let first = places()
                .min_by_key(|place| rank(place, false))
                .expect("a candidate is made of at least one fact");
            let others = places().filter(|place| place.document != first.document);
            (first, others.min_by_key(|place| rank(place, false)))
        });
        let (first, other) = *best;
        let own = |place: &Place| place.document == document;
        other
            .filter(|other| rank(other, own(other)) < rank(&first, own(&first)))
            .unwrap_or(first)
    }
}

/// The entries of a document that describe a skill at a level in these words, in document order.
pub fn entries_with<'p, 's>(
    framework: &Framework<'_>,
    document: &'p Document<'s>,
    skill: SkillId,
    level: u8,
    wording: ValueHash,
) -> Vec<Described<'p, 's>> {
    let mut hasher = Wording::default();
    described(document)
        .filter(|described| {
            let entry = described.entry;
            entry.level_index() == Some(level)
                && framework.skills.get(NameId::of(described.skill)) == Some(skill)
                && entry
                    .description
                    .as_ref()
                    .is_some_and(|description| hasher.hash(description) == Some(wording))
        })
        .collect()
}

/// The entry at a place.
pub fn entry_at<'p, 's>(document: &'p Document<'s>, piece: u32) -> Option<Described<'p, 's>> {
    described(document).find(|described| described.entry.index == piece)
}

/// Every entry of a document whose skill is named.
pub fn described<'p, 's>(document: &'p Document<'s>) -> impl Iterator<Item = Described<'p, 's>> {
    let of_roles = document.role_levels.iter().flat_map(|level| {
        let entries = level.entries();
        entries.filter_map(|entry| {
            Some(Described {
                skill: entry.skill.as_ref()?.as_str(),
                role_level: Some(level.title.as_str()),
                entry,
            })
        })
    });
    let of_catalogue = document.skills.iter().flat_map(|skill| {
        skill.entries().iter().map(|entry| Described {
            skill: skill.name.as_str(),
            role_level: None,
            entry,
        })
    });
    of_roles.chain(of_catalogue)
}
