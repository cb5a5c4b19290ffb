//! What stands out of order in a sequence.

use std::cmp::Reverse;

/// Work grows with the square of the items: a sequence of absurd length is looked at in part.
const MOST: usize = 2000;

/// The items (from 0) that have to be moved for the others to stand in order: those outside of the run that is worth most. Of equal runs
/// the one that begins first is kept.
///
/// `in_order` says whether the second item may stand anywhere after the first. (Longest increasing subsequence, by dynamic programming.)
pub fn misplaced<T>(
    items: &[T],
    in_order: impl Fn(&T, &T) -> bool,
    worth: impl Fn(&T) -> usize,
) -> Vec<usize> {
    if items.windows(2).all(|pair| in_order(&pair[0], &pair[1])) {
        return Vec::new();
    }
    let items = &items[..items.len().min(MOST)];
    // For each item the best run that ends with it: what it is worth, and the item before.
    let mut best: Vec<(usize, Option<usize>)> = Vec::with_capacity(items.len());
    for (at, item) in items.iter().enumerate() {
        let before = (0..at)
            .filter(|&other| in_order(&items[other], item))
            .max_by_key(|&other| (best[other].0, Reverse(other)));
        let so_far = before.map_or(0, |before| best[before].0);
        best.push((so_far + worth(item), before));
    }
    let mut kept = vec![false; items.len()];
    let mut at = (0..items.len()).max_by_key(|&at| (best[at].0, Reverse(at)));
    while let Some(index) = at {
        kept[index] = true;
        at = best[index].1;
    }
    (0..items.len()).filter(|&at| !kept[at]).collect()
}
