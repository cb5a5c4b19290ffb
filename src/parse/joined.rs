//! The heading of a role level that has lost the line break before the paragraph below it.

use super::role::opens_with;
use crate::config::Profile;
use crate::text::{same_ignoring_case, words};

/// The byte (from 0) at which a paragraph begins in a title: with a phrase that only role levels have, with one of `names` before it, or with
/// the title once more (*Senior tester A senior tester finds …*).
pub fn paragraph(title: &str, names: &[&str], profile: &Profile) -> Option<usize> {
    let starts: Vec<usize> = words(title).map(|(at, _)| at).collect();
    (1..starts.len())
        .map(|count| (count, starts[count]))
        .find_map(|(count, start)| {
            let (name, rest) = (title[..start].trim_end(), &title[start..]);
            let is_named = || {
                let is_sentence =
                    rest.starts_with(char::is_uppercase) && rest.ends_with(['.', ':']);
                is_sentence && names.iter().any(|known| same_ignoring_case(known, name))
            };
            let begins = opens_with(rest, &profile.phrases.role_level)
                || repeats(rest, name, count, profile)
                || is_named();
            begins.then_some(start)
        })
}

/// Whether a text begins with an article and the `count` words of a name, and goes on.
fn repeats(text: &str, name: &str, count: usize, profile: &Profile) -> bool {
    let mut rest = words(text);
    let articles = &profile.language.articles;
    let first = rest.next().map(|(_, word)| word);
    let is_article = first.is_some_and(|word| {
        articles
            .iter()
            .any(|article| same_ignoring_case(article, word))
    });
    let rest: Vec<&str> = rest.map(|(_, word)| word).collect();
    let name = words(name).map(|(_, word)| word);
    is_article
        && rest.len() > count
        && name
            .zip(&rest)
            .all(|(one, other)| same_ignoring_case(one, other))
}
