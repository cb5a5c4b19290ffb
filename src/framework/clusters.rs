//! Names that nothing vouches for, put together by what they mean.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use super::Weight;
use super::names::{Comparable, Vocabulary, closest, folded};
use crate::facts::NameId;

/// A name as documents spell it, with what speaks for it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spelling<'a, T> {
    pub(super) id: NameId,
    pub(super) name: &'a str,
    pub(super) weight: Weight<'a>,
    /// Where it comes from.
    pub(super) used: T,
}

/// The spellings of each thing that is named, the one with most weight first: those that differ in case, hyphens or spaces, and those that
/// are close to one of more weight, unless the words of `vocabulary` tell the two names apart, or `is_distinct` does. Numbers always do.
pub(super) fn clusters<'a, T: Copy>(
    spellings: impl IntoIterator<Item = Spelling<'a, T>>,
    mut vocabulary: Vocabulary,
    is_distinct: impl Fn(Spelling<'a, T>, NameId) -> bool,
) -> Vec<Vec<NameId>> {
    let mut by_folded: BTreeMap<String, Vec<Spelling<'a, T>>> = BTreeMap::new();
    for spelling in spellings {
        let alike = by_folded.entry(folded(spelling.name)).or_default();
        alike.push(spelling);
    }
    let mut groups: Vec<Vec<Spelling<'a, T>>> = by_folded.into_values().collect();
    for group in &mut groups {
        group.sort_by_key(|spelling| Reverse(spelling.weight));
        vocabulary.add(group[0].name);
    }
    groups.sort_by_key(|group| Reverse(group[0].weight));
    let mut clusters: Vec<(Spelling<'a, T>, Vec<NameId>)> = Vec::new();
    // By the digits in them; with the number of the cluster.
    let mut known: HashMap<String, Vec<(Comparable, usize)>> = HashMap::new();
    for group in groups {
        let first = group[0];
        let comparable = Comparable::new(first.name);
        let digits: String = first.name.chars().filter(|c| c.is_numeric()).collect();
        let alike = known.entry(digits).or_default();
        let meant = closest(&comparable, alike.iter()).filter(|&at| {
            let (main, _) = &clusters[at];
            !vocabulary.tells_apart(first.name, main.name) && !is_distinct(first, main.id)
        });
        let names = group.iter().map(|spelling| spelling.id);
        if let Some(at) = meant {
            clusters[at].1.extend(names);
        } else {
            alike.push((comparable, clusters.len()));
            clusters.push((first, names.collect()));
        }
    }
    clusters.into_iter().map(|(_, names)| names).collect()
}
