//! Counts what came of the damages and prints it.

use std::collections::BTreeMap;
use std::fmt;

use super::damage::{Outcome, Verdict};
use super::kinds;
use super::scan::Dialect;

/// What came of all damages so far.
#[derive(Default)]
pub struct Tally {
    outcomes: BTreeMap<(Dialect, usize), BTreeMap<Outcome, usize>>,
    /// What was damaged and what was found, where that was not one finding at the place.
    failures: BTreeMap<(usize, Dialect), Vec<String>>,
}

impl Tally {
    pub fn add(
        &mut self,
        dialect: Dialect,
        kind: usize,
        verdict: &Verdict,
        damage: impl Fn() -> String,
    ) {
        let counts = self.outcomes.entry((dialect, kind)).or_default();
        *counts.entry(verdict.outcome).or_default() += 1;
        if verdict.outcome != Outcome::Once {
            let news = verdict.news.join("\n        ");
            let text = format!("{:?}: {}\n        {news}", verdict.outcome, damage());
            self.failures.entry((kind, dialect)).or_default().push(text);
        }
    }

    /// Of a thousand damages at least `per_mille` have exactly one new finding, of the right rule, at its place.
    pub fn assert_found(&self, per_mille: usize) {
        let counts = self.outcomes.values().flat_map(BTreeMap::values);
        let applied: usize = counts.sum();
        let failed: usize = self.failures.values().map(Vec::len).sum();
        assert!(
            (applied - failed) * 1000 >= applied * per_mille,
            "{failed} of {applied} damages were not found once at their place"
        );
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = super::number("FRAMELINT_SHOWN", 5_usize);
        for ((kind, dialect), failures) in &self.failures {
            let name = kinds::ALL[*kind].name;
            writeln!(
                f,
                "{name} ({}): {} failures",
                dialect.folder(),
                failures.len()
            )?;
            let mut failures: Vec<_> = failures.iter().collect();
            failures.sort();
            let step = failures.len().div_ceil(shown);
            for failure in failures.iter().step_by(step) {
                writeln!(f, "    {failure}")?;
            }
        }
        for dialect in Dialect::ALL {
            writeln!(
                f,
                "\n| {}: kind of damage | applied | found once at the place | found elsewhere | found more than once | missed | hid another |",
                dialect.folder()
            )?;
            writeln!(f, "| --- | --: | --: | --: | --: | --: | --: |")?;
            let mut total = [0; 6];
            for (index, kind) in kinds::ALL.iter().enumerate() {
                let Some(counts) = self.outcomes.get(&(dialect, index)) else {
                    writeln!(f, "| {} | — | | | | | |", kind.name)?;
                    continue;
                };
                let cells = [
                    Outcome::Once,
                    Outcome::Elsewhere,
                    Outcome::MoreThanOnce,
                    Outcome::Missed,
                    Outcome::HidAnother,
                ]
                .map(|outcome| counts.get(&outcome).copied().unwrap_or(0));
                let applied: usize = cells.iter().sum();
                total[0] += applied;
                write!(f, "| {} | {applied} |", kind.name)?;
                for (at, cell) in cells.into_iter().enumerate() {
                    total[at + 1] += cell;
                    write!(f, " {cell} |")?;
                }
                writeln!(f)?;
            }
            write!(f, "| **all** |")?;
            for cell in total {
                write!(f, " {cell} |")?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}
