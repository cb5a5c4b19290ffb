//! Findings that are known already: those of a baseline, and those that were there at an earlier revision.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::finding::Finding;

/// A multiset of findings by their fingerprints: what is in it twice is known twice.
#[derive(Clone, Debug, Default)]
pub struct Known(HashMap<String, Vec<Old>>);

/// A finding that is known.
#[derive(Clone, Debug)]
struct Old {
    place: Place,
    /// The other files that it names, as findings showed them.
    others: BTreeSet<Arc<str>>,
    /// Whether one of those is gone.
    other_is_gone: bool,
}

impl Old {
    /// Whether it is in the same file as `finding`.
    fn is_in_file_of(&self, finding: &Finding) -> bool {
        self.place.path == finding.location.path
    }

    /// Whether its file is gone, and it may have gone to any other with the file's words.
    fn is_gone(&self, _: &Finding) -> bool {
        !self.place.is_there
    }

    /// Whether `finding` holds against its file what it held against that of `finding`, whatever that was called then: which of two
    /// documents about one role is reported depends on their names.
    fn is_other_side_of(&self, finding: &Finding) -> bool {
        let mut others = finding.related.iter().map(|other| &other.location.path);
        others.any(|other| *other == self.place.path)
            && (self.other_is_gone || self.others.contains(&finding.location.path))
    }
}

/// Where a known finding was.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Its file, as findings showed it.
    pub path: Arc<str>,
    /// The id of its rule.
    pub rule: String,
    /// Whether the file is still there, as far as [`Known::look_for_files`] has seen.
    pub is_there: bool,
}

impl Place {
    /// Where a finding is.
    pub(super) fn of(finding: &Finding) -> Self {
        Self {
            path: Arc::clone(&finding.location.path),
            rule: finding.rule.to_owned(),
            is_there: false,
        }
    }
}

impl Known {
    /// Adds what `other` has more of: what is in both of them counts once.
    pub fn unite(&mut self, other: Self) {
        for (fingerprint, places) in other.0 {
            let ours = self.0.entry(fingerprint).or_default();
            if places.len() > ours.len() {
                *ours = places;
            }
        }
    }

    /// Sees which of the files are still there. A finding of a file that is gone may have gone to another with the file's words.
    pub fn look_for_files(&mut self, exists: impl Fn(&str) -> bool) {
        for old in self.0.values_mut().flatten() {
            old.place.is_there = exists(&old.place.path);
            old.other_is_gone = !old.others.iter().all(|other| exists(other));
        }
    }

    /// Takes out of `findings` those that are known, each known one once, and gives the known ones that are no longer
    /// found.
    ///
    /// Of several findings with the same fingerprint those count as known that stand in the same file as before; then, for files that
    /// are gone, those that come first; then those that say of two files what was said the other way round.
    pub fn take_out(&self, findings: &mut Vec<Finding>) -> Gone {
        let mut left = self.0.clone();
        let prints: Vec<Option<String>> = findings
            .iter()
            .map(|finding| Some(finding.fingerprint()).filter(|print| left.contains_key(print)))
            .collect();
        let mut known = vec![false; findings.len()];
        let passes: [fn(&Old, &Finding) -> bool; 3] =
            [Old::is_in_file_of, Old::is_gone, Old::is_other_side_of];
        for is_it in passes {
            for ((finding, print), known) in findings.iter().zip(&prints).zip(&mut known) {
                let Some(olds) = print.as_ref().and_then(|print| left.get_mut(print)) else {
                    continue;
                };
                let at = olds.iter().position(|old| is_it(old, finding));
                if let Some(at) = at.filter(|_| !*known) {
                    olds.remove(at);
                    *known = true;
                }
            }
        }
        let mut known = known.into_iter();
        findings.retain(|_| !known.next().unwrap_or(false));
        let gone = left.into_values().flatten();
        Gone(gone.map(|old| old.place).collect())
    }

    fn add(&mut self, fingerprint: String, place: Place, others: BTreeSet<Arc<str>>) {
        self.0.entry(fingerprint).or_default().push(Old {
            place,
            others,
            other_is_gone: false,
        });
    }
}

impl<'f> FromIterator<&'f Finding> for Known {
    fn from_iter<I: IntoIterator<Item = &'f Finding>>(findings: I) -> Self {
        let mut known = Self::default();
        for finding in findings {
            let others = finding.related.iter().map(|other| &other.location.path);
            let others = others.filter(|path| **path != finding.location.path);
            let others = others.cloned().collect();
            known.add(finding.fingerprint(), Place::of(finding), others);
        }
        known
    }
}

impl FromIterator<(String, Place)> for Known {
    fn from_iter<I: IntoIterator<Item = (String, Place)>>(findings: I) -> Self {
        let mut known = Self::default();
        for (fingerprint, place) in findings {
            known.add(fingerprint, place, BTreeSet::new());
        }
        known
    }
}

/// Known findings that are no longer found, in no order.
#[derive(Debug, Default)]
pub struct Gone(pub Vec<Place>);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Severity;
    use crate::source::Source;
    use crate::text::Span;

    fn finding(path: &str, word: &str) -> Finding {
        let source = Source::new(path, word.to_owned());
        let whole = Span::new(0, word.len());
        Finding::new("repeated-word", Severity::Warning, &source, whole, "twice")
    }

    fn paths(findings: &[Finding]) -> Vec<&str> {
        let paths = findings.iter().map(|finding| &*finding.location.path);
        paths.collect()
    }

    #[test]
    fn what_is_known_once_is_taken_out_once_and_in_its_own_file_first() {
        let known: Known = [&finding("b.md", "the the")].into_iter().collect();
        let mut now = vec![finding("a.md", "the the"), finding("b.md", "the the")];
        assert!(known.take_out(&mut now).0.is_empty());
        assert_eq!(paths(&now), ["a.md"]);
    }

    #[test]
    fn a_finding_stays_known_when_its_file_is_renamed() {
        let known: Known = [&finding("b.md", "the the")].into_iter().collect();
        let mut now = vec![finding("c.md", "the the")];
        assert!(known.take_out(&mut now).0.is_empty());
        assert!(now.is_empty());
    }

    #[test]
    fn of_two_united_the_one_that_has_a_finding_more_often_counts() {
        let mut known: Known = [&finding("a.md", "the the")].into_iter().collect();
        let twice = [
            finding("b.md", "the the"),
            finding("b.md", "the the"),
            finding("c.md", "of of"),
        ];
        known.unite(twice.iter().collect());
        let mut now: Vec<_> = (0..4).map(|_| finding("b.md", "the the")).collect();
        now.push(finding("c.md", "of of"));
        known.take_out(&mut now);
        assert_eq!(paths(&now), ["b.md", "b.md"]);
    }

    #[test]
    fn an_equal_finding_in_another_file_is_new_while_the_old_file_is_there() {
        let mut known: Known = [&finding("b.md", "the the")].into_iter().collect();
        known.look_for_files(|path| path == "b.md");
        let mut now = vec![finding("c.md", "the the")];
        assert_eq!(known.take_out(&mut now).0.len(), 1);
        assert_eq!(paths(&now), ["c.md"]);
    }

    #[test]
    fn a_finding_that_changes_sides_is_known_and_one_against_a_third_is_new() {
        let against = |path: &str, other: &str| {
            let other = Source::new(other, "x".to_owned()).locate(Span::new(0, 1));
            finding(path, "the the").related(other, "the other")
        };
        let mut known: Known = [&against("b.md", "a.md")].into_iter().collect();
        let left = |known: &Known, now: Finding| {
            let mut now = vec![now];
            known.take_out(&mut now);
            now.len()
        };
        known.look_for_files(|_| true);
        assert_eq!(left(&known, against("a.md", "b.md")), 0);
        assert_eq!(left(&known, against("c.md", "b.md")), 1);
        assert_eq!(left(&known, against("a.md", "c.md")), 1);
        // The one that it was held against has another name now.
        known.look_for_files(|path| path == "b.md");
        assert_eq!(left(&known, against("c.md", "b.md")), 0);
        assert_eq!(left(&known, against("c.md", "d.md")), 1);
    }

    #[test]
    fn what_is_no_longer_found_is_given_back() {
        let old = [
            finding("a.md", "the the"),
            finding("a.md", "the the"),
            finding("b.md", "of of"),
        ];
        let known: Known = old.iter().collect();
        let mut now = vec![finding("a.md", "the the"), finding("b.md", "is is")];
        let mut gone = known.take_out(&mut now).0;
        gone.sort_by(|one, other| one.path.cmp(&other.path));
        let gone: Vec<&str> = gone.iter().map(|place| &*place.path).collect();
        assert_eq!(gone, ["a.md", "b.md"]);
        assert_eq!(paths(&now), ["b.md"]);
    }
}
