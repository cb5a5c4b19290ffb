//! `skill-level-ordinal`: the sentence that places a level in the scale is wrong.

use super::placed::{self, Placed};
use crate::config::{Profile, fold};
use crate::document::Ordinal;
use crate::finding::{Finding, Fix, Grade, Severity};
use crate::rule::{DocumentContext, DocumentRule, Group, RuleInfo};
use crate::text::{Text, in_case_of, words};

/// The rule.
pub struct SkillLevelOrdinal;

static INFO: RuleInfo = RuleInfo {
    id: "skill-level-ordinal",
    group: Group::SkillTables,
    severity: Some(Severity::Error),
    summary: "the sentence that places a skill level in the scale is wrong",
    explanation: "*Working is the second of 4 ascending skill levels*: the sentence names the entry's level, its place in the scale and \
how many levels the scale has. The level is named twice and its place once; the one of the three that the other two contradict is \
reported, then a wrong number of levels, then a wording that is not the profile's. An entry without the sentence is reported where \
most entries of the document have it.",
    yields_to: &["skill-level-mismatch", "skill-row-incomplete"],
};

impl DocumentRule for SkillLevelOrdinal {
    fn info(&self) -> &'static RuleInfo {
        &INFO
    }

    fn fixes(&self) -> Option<Grade> {
        Some(Grade::Safe)
    }

    fn check(&self, context: &DocumentContext<'_>, findings: &mut Vec<Finding>) {
        let expects_sentence = most_have_sentence(context);
        for placed in placed::entries(context.document) {
            let found = match &placed.entry.ordinal {
                Some(ordinal) => {
                    let sentence = Sentence {
                        context,
                        placed,
                        ordinal,
                    };
                    sentence.mistake()
                }
                None if expects_sentence => missing(context, &placed),
                None => None,
            };
            findings.extend(found.map(|finding| {
                finding
                    .subject(placed.subject(context.profile))
                    .about(placed.entry.span)
            }));
        }
    }
}

struct Sentence<'a, 's> {
    context: &'a DocumentContext<'a>,
    placed: Placed<'a, 's>,
    ordinal: &'a Ordinal<'s>,
}

impl Sentence<'_, '_> {
    fn profile(&self) -> &Profile {
        self.context.profile
    }

    /// What is wrong with the sentence, if anything is.
    fn mistake(&self) -> Option<Finding> {
        let level = self.placed.entry.level.as_ref();
        let named = level.and_then(|level| level.index);
        let said = self.ordinal.level_index;
        let place = self
            .ordinal
            .ordinal
            .as_ref()
            .and_then(|word| self.profile().place(word.as_str()));
        match (level, named, said, place) {
            // The sentence agrees with itself and contradicts the level.
            (Some(level), Some(index), Some(said), Some(place))
                if said == place && index != said =>
            {
                let message = format!(
                    "{} is called `{}` here, and {} in the sentence after it",
                    self.skill(),
                    level.text.as_str(),
                    self.profile().level_name(said)
                );
                Some(self.wrong(&level.text, message, self.profile().level_name(said), false))
            }
            _ => self.wrong_level(named).or_else(|| {
                self.wrong_place(named.or(said))
                    .or_else(|| self.wrong_count())
                    .or_else(|| self.wrong_wording(named.or(said)))
            }),
        }
    }

    fn skill(&self) -> String {
        self.placed.skill().map_or_else(
            || "the skill".to_owned(),
            |skill| format!("`{}`", skill.as_str()),
        )
    }

    fn wrong_level(&self, named: Option<u8>) -> Option<Finding> {
        let written = self.ordinal.level.as_ref()?;
        let exact = self.profile().level_index(written.as_str());
        let expected = named.or(self.ordinal.level_index)?;
        if exact == Some(expected) {
            return None;
        }
        let level = self.profile().level_name(expected);
        let message = if self.ordinal.level_index == Some(expected) {
            format!("`{}` is not a skill level", written.as_str())
        } else {
            format!(
                "the sentence is about `{}`, and the level is {level}",
                written.as_str()
            )
        };
        Some(self.wrong(written, message, level, true))
    }

    fn wrong_place(&self, level: Option<u8>) -> Option<Finding> {
        let level = level?;
        let word = self.ordinal.ordinal.as_ref()?;
        let expected = self.profile().ordinal(level)?;
        if self.profile().place(word.as_str()) == Some(level) {
            return None;
        }
        let message = format!(
            "{} is the {expected} skill level, not the `{}`",
            self.profile().level_name(level),
            word.as_str()
        );
        // Words before the right one may be missing in the profile.
        let before = word
            .as_str()
            .trim_end()
            .strip_suffix(expected)
            .map(str::trim);
        let is_safe = before.is_none_or(|before| before == expected);
        Some(self.wrong(word, message, expected, is_safe))
    }

    fn wrong_count(&self) -> Option<Finding> {
        let count = self.ordinal.count.as_ref()?;
        let levels = self.profile().scale.levels.len();
        let said = self.profile().number(count.as_str());
        if said.is_some_and(|said| said as usize == levels) {
            return None;
        }
        let message = format!("there are {levels} skill levels, not `{}`", count.as_str());
        Some(self.wrong(count, message, &levels.to_string(), true))
    }

    /// A sentence whose fixed words are not the profile's: the words from the first wrong one to the last.
    fn wrong_wording(&self, level: Option<u8>) -> Option<Finding> {
        if self.ordinal.exact {
            return None;
        }
        let written = &self.ordinal.text;
        let level_name = in_case_of(written.as_str(), self.profile().level_name(level?));
        let count = self.ordinal.count.as_ref().map_or_else(
            || self.profile().scale.levels.len().to_string(),
            |count| count.as_str().to_owned(),
        );
        let place = self.profile().ordinal(level?)?.to_owned();
        let expected = self
            .profile()
            .skill
            .ordinal
            .fill(|variable| match variable {
                "level" => level_name.clone(),
                "ordinal" => place.clone(),
                _ => count.clone(),
            });
        let (is, should_be): (Vec<_>, Vec<_>) = (
            words(written.as_str()).collect(),
            words(&expected).collect(),
        );
        let same = |one: &&(usize, &str), other: &&(usize, &str)| {
            fold(one.1.trim_end_matches('.')) == fold(other.1)
        };
        let ahead = is
            .iter()
            .zip(&should_be)
            .take_while(|(one, other)| same(one, other))
            .count();
        let behind = is[ahead..]
            .iter()
            .rev()
            .zip(should_be[ahead..].iter().rev())
            .take_while(|(one, other)| same(one, other))
            .count();
        let wrong = &is[ahead..is.len() - behind];
        let (first, last) = match (wrong.first(), wrong.last()) {
            (Some(first), Some(last)) => (first, last),
            // Words are missing: show the ones around the gap.
            _ => (
                is.get(ahead.saturating_sub(1))?,
                is.get(ahead).or(is.last())?,
            ),
        };
        let span = written.span_of(first.0..last.0 + last.1.len());
        let edit = self.context.rewrite(written, &expected);
        Some(
            INFO.finding(
                self.context.source,
                span,
                format!(
                    "the sentence about the level of {} is worded differently",
                    self.skill()
                ),
            )
            .help(format!("write `{expected}`"))
            .fix(Fix::of(format!("replace by `{expected}`"), true, [edit])),
        )
    }

    fn wrong(&self, text: &Text<'_>, message: String, expected: &str, safe: bool) -> Finding {
        let expected = in_case_of(text.as_str(), expected);
        let edit = self.context.rewrite(text, &expected);
        INFO.finding(self.context.source, text.span(), message)
            .help(format!("write `{expected}`"))
            .fix(Fix::of(format!("replace by `{expected}`"), safe, [edit]))
    }
}

fn missing(context: &DocumentContext<'_>, placed: &Placed<'_, '_>) -> Option<Finding> {
    let level = placed.entry.level.as_ref()?;
    let index = level.index?;
    let profile = context.profile;
    let expected = profile.skill.ordinal.fill(|variable| match variable {
        "level" => in_case_of("A", profile.level_name(index)),
        "ordinal" => profile.ordinal(index).unwrap_or_default().to_owned(),
        _ => profile.scale.levels.len().to_string(),
    });
    Some(
        INFO.finding(
            context.source,
            level.text.span(),
            format!(
                "no sentence says which place {} has in the scale",
                placed.described(profile)
            ),
        )
        .label("the sentence is missing after this level")
        .help(format!("add `{expected}`")),
    )
}

/// Whether at least three entries have the sentence, and three in four of them all.
fn most_have_sentence(context: &DocumentContext<'_>) -> bool {
    let (mut with, mut without) = (0, 0);
    for entry in context.document.entries() {
        if entry.ordinal.is_some() {
            with += 1;
        } else {
            without += 1;
        }
    }
    with >= 3 && with >= 3 * without
}
