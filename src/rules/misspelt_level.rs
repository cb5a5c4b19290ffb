//! Role levels whose names are misspelt, as far as the page shows it without a contents list.

use std::collections::BTreeSet;

use super::names;
use crate::document::{Document, RoleLevel};
use crate::text::Text;

/// The role levels whose heading has a word of its own that is nearly one of the page's title or of the other role levels, where the first
/// sentence below the heading has the name with that one, or the title and all others, at least two, have the word; in the header of a matrix,
/// where the title and two others have it. Each with the right name.
pub fn misspelt_levels<'d, 's>(document: &'d Document<'s>) -> Vec<(&'d RoleLevel<'s>, String)> {
    let levels = document.role_levels.iter();
    levels
        .filter(|_| document.contents.is_empty())
        .filter_map(|level| Some((level, right_name(document, level)?)))
        .collect()
}

fn right_name(document: &Document<'_>, level: &RoleLevel<'_>) -> Option<String> {
    let sentence = level.summary.first();
    let sentence = sentence
        .map_or("", |part| part.text.as_str())
        .to_lowercase();
    let title = level.title.as_str().to_lowercase();
    if title.is_empty() || sentence.contains(&title) {
        return None;
    }
    let others = document.role_levels.iter().map(|level| &level.title);
    let others = others.filter(|other| other.span() != level.title.span());
    let others = others.chain(document.name()).map(Text::as_str);
    let others = others.map(str::to_lowercase).collect::<Vec<_>>();
    let known: BTreeSet<&str> = others.iter().flat_map(|other| other.split(' ')).collect();
    let words: Vec<&str> = title.split(' ').collect();
    words.iter().enumerate().find_map(|(at, word)| {
        let meant = known.iter().filter(|known| names::close(word, known));
        let mut meant = meant.filter(|_| !known.contains(word));
        meant.find_map(|meant| {
            let mut words = words.clone();
            words[at] = meant;
            let right = words.join(" ");
            let has_it = |other: &&String| other.split(' ').any(|word| word == *meant);
            let have_it = others.iter().filter(has_it).count();
            let is_confirmed = if level.has_heading {
                let in_all = have_it > 2 && have_it == others.len();
                let is_said =
                    sentence.contains(&right) || in_all && !names::is_inflected(word, meant);
                is_said && !names::same_after_a_number(&title, &right)
            } else {
                have_it > 2
            };
            is_confirmed.then(|| {
                let written = level.title.as_str().split(' ');
                let mut right: Vec<String> = written.map(str::to_owned).collect();
                right[at] = names::cased_like(&right[at], meant);
                right.join(" ")
            })
        })
    })
}
