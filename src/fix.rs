//! Applies the fixes of findings, round by round: texts in, texts out. Writing them is up to the caller.

mod patch;
mod round;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub use patch::write_patch;

use crate::engine::{Engine, Files, Report};
use crate::finding::{Finding, Fix, Grade, Severity};
use crate::parse::{ParsedSource, Recognised};
use crate::source::Source;
use round::{Key, Round};

/// What came of fixing.
#[derive(Debug, Default)]
pub struct Fixed {
    /// The files that changed, by the paths that findings show.
    pub files: BTreeMap<Arc<str>, Change>,
    /// Whether it was given up before all was mended that may be.
    pub given_up: bool,
}

/// A file before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What stood there.
    pub before: String,
    /// What stands there now.
    pub after: String,
    /// How many findings that mends. One that changes several files counts for the first.
    pub findings: usize,
}

/// Rounds after which it is given up. Each mends at least one finding, or finds out more about one that cannot be mended.
pub const MOST_ROUNDS: usize = 200;

/// Applies fixes until there is none left, and leaves the engine with the texts that result.
///
/// `report` says what is wrong, policy included: only what it lets through is mended. With `within` only these files are changed.
/// In each round the fixes that don't overlap are applied, the first ones winning; the rest wait for the next round. Those that need a
/// person wait until no other is left. A change that does not do away with its finding, after which less of a document can be read, or
/// which is safe and brings a new finding, is taken back: what is left of its finding stays in the report. Of changes that undo each
/// other the one for the weakest finding is not made.
pub fn fix<'f>(
    engine: &mut Engine<'f>,
    report: &dyn Fn(&Engine<'f>) -> Report,
    grade: Grade,
    within: Option<&BTreeSet<Arc<str>>>,
) -> Fixed {
    let mut mending = Mending {
        found: report(engine),
        engine,
        report,
        limits: Limits {
            within,
            ..Limits::default()
        },
        steps: BTreeMap::new(),
        fixed: Fixed::default(),
    };
    let rounds = (0..MOST_ROUNDS).take_while(|_| mending.round(grade));
    let given_up = rounds.count() == MOST_ROUNDS;
    let mut files = mending.fixed.files;
    files.retain(|_, change| change.before != change.after);
    Fixed { files, given_up }
}

/// Fixing on its way.
struct Mending<'m, 'f> {
    engine: &'m mut Engine<'f>,
    report: &'m dyn Fn(&Engine<'f>) -> Report,
    limits: Limits<'m>,
    /// What is wrong now.
    found: Report,
    /// What was done to each file.
    steps: BTreeMap<Arc<str>, Vec<Step>>,
    fixed: Fixed,
}

type Changes = BTreeMap<Arc<str>, Change>;

impl Mending<'_, '_> {
    /// Makes the changes of a round, or finds out which of them must not be made. `false` where there is none to make.
    fn round(&mut self, grade: Grade) -> bool {
        let found = std::mem::take(&mut self.found);
        let safe = self.choose(&found, Grade::Safe);
        let is_safe = safe.is_some() || grade == Grade::Safe;
        let chosen = safe.or_else(|| self.choose(&found, grade));
        let Some((round, changes)) = chosen else {
            self.found = found;
            return false;
        };
        let paths = changes.keys();
        let readable: Vec<Readable> = paths.map(|path| Readable::of(self.engine, path)).collect();
        set(self.engine, &changes, |change| &change.after);
        let now = (self.report)(self.engine);
        let applied = round.applied(&changes);
        if let Some(weakest) = undone_by(&changes, &applied, &self.steps) {
            self.begin_again_without(weakest, changes);
            return true;
        }
        let is_worse = |path: &Arc<str>, before: &Readable| {
            !Readable::of(self.engine, path).is_at_least(before)
                || (is_safe && round::has_new_finding(path, &applied, &found, &now))
        };
        let worse = changes.keys().zip(&readable);
        let worse: Vec<&Arc<str>> = worse
            .filter(|(path, before)| is_worse(path, before))
            .map(|(path, _)| path)
            .collect();
        let standing = round::still_standing(&applied, &found.findings, &now.findings);
        if worse.is_empty() && standing.is_empty() {
            self.keep(changes, &applied);
            self.found = now;
        } else {
            set(self.engine, &changes, |change| &change.before);
            self.limits.refused.extend(standing);
            for path in worse {
                self.limits.blame(path, &applied);
            }
            self.found = found;
        }
        true
    }

    /// The fixes of `grade` that can be applied together now, and what they make of the files; `None` where that changes nothing.
    fn choose<'r>(&self, found: &'r Report, grade: Grade) -> Option<(Round<'r>, Changes)> {
        let round = Round::choose(&found.findings, grade, &self.limits);
        let changes = round.changes(|path| self.engine.files().read(path).ok());
        (!changes.is_empty()).then_some((round, changes))
    }

    fn keep(&mut self, changes: Changes, applied: &[&Finding]) {
        for (path, change) in &changes {
            let step = Step::of(path, change, applied);
            self.steps.entry(Arc::clone(path)).or_default().push(step);
            self.limits.trust(path);
        }
        self.fixed.add(changes);
    }

    fn begin_again_without(&mut self, finding: Key, changes: Changes) {
        self.limits.refused.insert(finding);
        self.fixed.add(changes);
        set(self.engine, &self.fixed.files, |change| &change.before);
        self.fixed = Fixed::default();
        self.steps.clear();
        self.found = (self.report)(self.engine);
    }
}

/// What a round did to a file.
struct Step {
    /// Hash of the text before it.
    before: u128,
    mended: Vec<Mended>,
}

/// A finding that was mended. The weakest is the greatest, whatever the order in which they were mended.
type Mended = (Reverse<Severity>, Key);

impl Step {
    fn of(path: &str, change: &Change, applied: &[&Finding]) -> Self {
        let concerned = applied
            .iter()
            .filter(|finding| round::edits_of(finding).any(|edit| *edit.location.path == *path));
        Self {
            before: hash(&change.before),
            mended: concerned
                .map(|finding| (Reverse(finding.severity), Key::of(finding)))
                .collect(),
        }
    }
}

fn hash(text: &str) -> u128 {
    xxhash_rust::xxh3::xxh3_128(text.as_bytes())
}

/// Where a text comes back that was there before, changes undo each other and would go on for ever: the weakest of the findings that
/// they mend, which is then left alone from the beginning. So it is the same one whichever of these texts fixing begins with, and a
/// second run changes nothing.
fn undone_by(
    changes: &BTreeMap<Arc<str>, Change>,
    applied: &[&Finding],
    steps: &BTreeMap<Arc<str>, Vec<Step>>,
) -> Option<Key> {
    changes.iter().find_map(|(path, change)| {
        let steps = steps.get(path)?;
        let after = hash(&change.after);
        let first = steps.iter().position(|step| step.before == after)?;
        let last = Step::of(path, change, applied);
        let circle = steps[first..].iter().chain([&last]);
        let weakest = circle.flat_map(|step| &step.mended).max()?;
        Some(weakest.1.clone())
    })
}

fn set(
    engine: &mut Engine<'_>,
    changes: &BTreeMap<Arc<str>, Change>,
    text: impl Fn(&Change) -> &String,
) {
    let texts = changes.iter();
    engine.set_all(
        texts
            .map(|(path, change)| (Arc::clone(path), Some(text(change).clone())))
            .collect(),
    );
}

impl Fixed {
    /// How many findings were mended.
    pub fn findings(&self) -> usize {
        self.files.values().map(|change| change.findings).sum()
    }

    fn add(&mut self, changes: BTreeMap<Arc<str>, Change>) {
        for (path, change) in changes {
            match self.files.get_mut(&path) {
                Some(known) => {
                    known.after = change.after;
                    known.findings += change.findings;
                }
                None => {
                    self.files.insert(path, change);
                }
            }
        }
    }
}

/// What must not be changed.
#[derive(Default)]
struct Limits<'w> {
    within: Option<&'w BTreeSet<Arc<str>>>,
    /// Findings whose fix does not work.
    refused: BTreeSet<Key>,
    /// Files in which one of several fixes does harm, each with the number of findings that are mended in it at once: half of them
    /// each time, until it is clear which.
    careful: BTreeMap<Arc<str>, usize>,
}

impl Limits<'_> {
    fn allow(&self, finding: &Finding, fix: &Fix) -> bool {
        let may_change = |path: &Arc<str>| self.within.is_none_or(|within| within.contains(path));
        fix.edits.iter().all(|edit| may_change(&edit.location.path))
            && (self.refused.is_empty() || !self.refused.contains(&Key::of(finding)))
    }

    /// Whether so many findings may be mended at once in the file at `path`, and one more.
    fn allow_another(&self, path: &str, findings: usize) -> bool {
        self.careful.get(path).is_none_or(|&most| findings < most)
    }

    /// Takes note that a round did harm to the file at `path`.
    fn blame(&mut self, path: &Arc<str>, applied: &[&Finding]) {
        let concerned: Vec<&&Finding> = applied
            .iter()
            .filter(|finding| round::edits_of(finding).any(|edit| edit.location.path == *path))
            .collect();
        if let [only] = concerned[..] {
            self.refused.insert(Key::of(only));
        } else {
            self.careful.insert(Arc::clone(path), concerned.len() / 2);
        }
    }

    /// Takes note that a round did no harm to the file at `path`.
    fn trust(&mut self, path: &str) {
        if let Some(most) = self.careful.get_mut(path) {
            *most *= 2;
        }
    }
}

/// How much of a file can be read: a fix must never make that less.
#[derive(Debug, Default)]
struct Readable {
    kind: Option<String>,
    has_front_matter: bool,
    problems: usize,
    broken_tables: usize,
    role_levels: usize,
    entries: usize,
}

impl Readable {
    fn of(engine: &Engine<'_>, path: &str) -> Self {
        match engine.parse(path) {
            Some(parsed) => Self::in_source(&parsed),
            None => Self::default(),
        }
    }

    fn in_source(parsed: &ParsedSource) -> Self {
        let Recognised::Document(document) = parsed.recognised() else {
            return Self::default();
        };
        let front_matter = document.front_matter.as_ref();
        let role_levels = document.role_levels.iter();
        let skills = document.skills.iter();
        Self {
            kind: Some(format!(
                "{} {}",
                document.dialect.name(),
                document.kind.name()
            )),
            has_front_matter: front_matter.is_some(),
            problems: front_matter.map_or(0, |block| block.problems.len()),
            broken_tables: document
                .skill_tables()
                .filter(|(_, table)| table.broken.is_some())
                .count(),
            role_levels: document.role_levels.len() + document.skills.len(),
            entries: role_levels
                .map(|level| level.entries().count())
                .chain(skills.map(|skill| skill.entries().len()))
                .sum(),
        }
    }

    fn is_at_least(&self, before: &Self) -> bool {
        (before.kind.is_none() || self.kind == before.kind)
            && self.has_front_matter >= before.has_front_matter
            && self.problems <= before.problems
            && self.broken_tables <= before.broken_tables
            && self.role_levels >= before.role_levels
            && self.entries >= before.entries
    }
}

/// Whether the places of a change still are where they were when it was found.
fn has_place(source: &Source, location: &crate::source::Location) -> bool {
    let (start, end) = (location.start.offset, location.end.offset);
    let text = source.text();
    start <= end
        && text.is_char_boundary(start)
        && text.is_char_boundary(end)
        && source.locate(location.span()) == *location
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
