//! One round: the fixes that can be applied together.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Change, Limits, has_place};
use crate::engine::Report;
use crate::finding::{Edit, Finding, Grade};
use crate::source::Source;

/// What tells one finding from another while texts change: its file, its rule and its fingerprint.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    path: Arc<str>,
    rule: &'static str,
    fingerprint: String,
}

impl Key {
    pub(super) fn of(finding: &Finding) -> Self {
        Self {
            path: Arc::clone(&finding.location.path),
            rule: finding.rule,
            fingerprint: finding.fingerprint(),
        }
    }
}

/// Findings whose fixes don't overlap, with the edits to make.
pub(super) struct Round<'r> {
    chosen: Vec<(&'r Finding, &'r [Edit])>,
}

/// All edits that a finding offers.
pub(super) fn edits_of(finding: &Finding) -> impl Iterator<Item = &Edit> {
    finding.fixes.iter().flat_map(|fix| &fix.edits)
}

impl<'r> Round<'r> {
    /// Takes the fixes in the order of their findings; one that overlaps another that was taken waits.
    pub(super) fn choose(findings: &'r [Finding], grade: Grade, limits: &Limits<'_>) -> Self {
        let mut taken: BTreeMap<&str, Vec<&Edit>> = BTreeMap::new();
        let mut mended: BTreeMap<&str, usize> = BTreeMap::new();
        let mut chosen = Vec::new();
        for finding in findings {
            let Some(fix) = grade.choose(finding) else {
                continue;
            };
            let is_free = fix.edits.iter().all(|edit| {
                let path = &edit.location.path;
                let mut others = taken.get(&**path).into_iter().flatten();
                let mended = mended.get(&**path).copied().unwrap_or_default();
                limits.allow_another(path, mended) && !others.any(|other| overlap(edit, other))
            });
            if is_free && !fix.edits.is_empty() && limits.allow(finding, fix) {
                let paths: BTreeSet<&str> =
                    fix.edits.iter().map(|edit| &*edit.location.path).collect();
                for path in paths {
                    *mended.entry(path).or_default() += 1;
                }
                for edit in &fix.edits {
                    taken.entry(&edit.location.path).or_default().push(edit);
                }
                chosen.push((finding, &fix.edits[..]));
            }
        }
        Self { chosen }
    }

    /// What the files become. A fix for which a text is not at hand, or no longer what it was, is left out.
    pub(super) fn changes(
        &self,
        text: impl Fn(&str) -> Option<String>,
    ) -> BTreeMap<Arc<str>, Change> {
        // Beside each text as it is read, which has its places, the text as it is, which has the same bytes but for ends of lines.
        let mut files: BTreeMap<Arc<str>, Option<(Source, String)>> = BTreeMap::new();
        for edit in self.chosen.iter().flat_map(|(_, edits)| *edits) {
            let path = &edit.location.path;
            let read =
                || text(path).map(|text| (Source::new(Arc::clone(path), text.clone()), text));
            files.entry(Arc::clone(path)).or_insert_with(read);
        }
        let is_applicable = |edit: &Edit| {
            let file = files.get(&edit.location.path).and_then(Option::as_ref);
            file.is_some_and(|(source, _)| has_place(source, &edit.location))
        };
        let mut edits: BTreeMap<Arc<str>, (Vec<&Edit>, usize)> = BTreeMap::new();
        for (_, of_finding) in &self.chosen {
            if of_finding.iter().all(is_applicable) {
                for (at, edit) in of_finding.iter().enumerate() {
                    let of_file = edits.entry(Arc::clone(&edit.location.path)).or_default();
                    of_file.0.push(edit);
                    of_file.1 += usize::from(at == 0);
                }
            }
        }
        let changes = edits.into_iter().filter_map(|(path, (edits, findings))| {
            let (_, before) = files.remove(&path).flatten()?;
            let after = apply(&before, edits);
            let change = Change {
                before,
                after,
                findings,
            };
            (change.before != change.after).then_some((path, change))
        });
        changes.collect()
    }

    /// The findings that these changes are for.
    pub(super) fn applied(&self, changes: &BTreeMap<Arc<str>, Change>) -> Vec<&'r Finding> {
        let is_changed = |edit: &Edit| changes.contains_key(&edit.location.path);
        let chosen = self.chosen.iter();
        chosen
            .filter(|(_, edits)| edits.iter().any(is_changed))
            .map(|(finding, _)| *finding)
            .collect()
    }
}

/// Two insertions at one place, or beside a replacement, could be made in either order: they overlap, too.
fn overlap(one: &Edit, other: &Edit) -> bool {
    if one.location.path != other.location.path {
        return false;
    }
    let (one, other) = (one.location.span(), other.location.span());
    let has_common_byte = one.start < other.end && other.start < one.end;
    has_common_byte || ((one.is_empty() || other.is_empty()) && one.touches(other))
}

/// The text with the edits made, none of which overlaps another.
pub(super) fn apply(text: &str, mut edits: Vec<&Edit>) -> String {
    edits.sort_by_key(|edit| (edit.location.start.offset, edit.location.end.offset));
    let mut result = String::with_capacity(text.len());
    let mut done = 0;
    for edit in edits {
        let span = edit.location.span().range();
        // A fix whose own edits overlap breaks its promise; the first wins here, too.
        if span.start < done {
            continue;
        }
        result.push_str(&text[done..span.start]);
        result.push_str(&edit.replacement);
        done = span.end;
    }
    result.push_str(&text[done..]);
    result
}

/// Findings that are reported as often as before although a fix for them was applied.
pub(super) fn still_standing(
    applied: &[&Finding],
    before: &[Finding],
    after: &[Finding],
) -> BTreeSet<Key> {
    let paths: BTreeSet<&str> = applied
        .iter()
        .map(|finding| &*finding.location.path)
        .collect();
    let times = |findings: &[Finding]| {
        let mut times: BTreeMap<Key, usize> = BTreeMap::new();
        for finding in findings {
            if paths.contains(&*finding.location.path) {
                *times.entry(Key::of(finding)).or_default() += 1;
            }
        }
        times
    };
    let (before, after) = (times(before), times(after));
    let keys: BTreeSet<Key> = applied.iter().map(|finding| Key::of(finding)).collect();
    keys.into_iter()
        .filter(|key| after.get(key).is_some_and(|now| now >= &before[key]))
        .collect()
}

/// Whether a rule says more of the file at `path` than before, beside the findings that were mended there: by number, since a mended name
/// changes what is said of its entry. What a more specific rule had to say instead is no new finding.
pub(super) fn has_new_finding(
    path: &Arc<str>,
    applied: &[&Finding],
    before: &Report,
    after: &Report,
) -> bool {
    after.said_of(path).any(|(rule, now)| {
        let mended = applied
            .iter()
            .filter(|finding| finding.rule == rule && finding.location.path == *path);
        let had = before
            .said
            .get(&(Arc::clone(path), rule))
            .copied()
            .unwrap_or_default();
        now + mended.count() > had
    })
}
