//! Values in front matter that go together: lists whose items have a place and a name for it, repeated in many files.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::{Node, Value, pointer};

/// Keys of an item that say which thing it is, and of its other keys the one that names that thing.
const PLACES: [&str; 6] = ["url", "href", "link", "path", "id", "email"];
const NAMES: [&str; 4] = ["title", "name", "label", "text"];

/// How many different things must be named more than once for a habit.
const ENOUGH: usize = 3;

/// The pairs of one file: the pointers to place and name, and what they say.
pub(super) type Pairs = Vec<(String, String, [String; 2])>;

/// The pairs in a file's front matter.
pub(super) fn of(root: &Node<'_>) -> Pairs {
    let mut pairs = Vec::new();
    for member in root.members() {
        let Value::Array(items) = &member.node.value else {
            continue;
        };
        let items_of = pointer::join("", &member.key.value);
        for item in items {
            let text = |known: &[&'static str]| {
                known
                    .iter()
                    .find_map(|&key| Some((key, item.get(key)?.as_str()?.to_owned())))
            };
            if let (Some((place_key, place)), Some((name_key, name))) =
                (text(&PLACES), text(&NAMES))
            {
                let pointer = |of: &str| format!("{items_of}/*/{of}");
                pairs.push((pointer(place_key), pointer(name_key), [place, name]));
            }
        }
    }
    pairs
}

/// The pointers whose values go together nearly everywhere.
pub(super) fn habits<'p>(files: impl Iterator<Item = &'p Pairs>) -> Vec<(String, String)> {
    let mut names: BTreeMap<(&str, &str), BTreeMap<&str, Vec<&str>>> = BTreeMap::new();
    for (place_pointer, name_pointer, [place, name]) in files.flatten() {
        let of_pointers = names.entry((place_pointer, name_pointer)).or_default();
        of_pointers.entry(place).or_default().push(name);
    }
    let habits = names.into_iter().filter(|(_, things)| {
        let repeated = things.values().filter(|names| names.len() > 1);
        let (mut things, mut agreed) = (0, 0);
        for names in repeated {
            things += 1;
            agreed += usize::from(names.iter().collect::<BTreeSet<_>>().len() == 1);
        }
        things >= ENOUGH && agreed * 10 >= things * 8
    });
    habits
        .map(|((place, name), _)| (place.to_owned(), name.to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(places: &[(&str, &str)]) -> Pairs {
        let pair = |&(place, name): &(&str, &str)| {
            let said = [place.to_owned(), name.to_owned()];
            ("/trail/*/url".to_owned(), "/trail/*/title".to_owned(), said)
        };
        places.iter().map(pair).collect()
    }

    #[test]
    fn what_is_named_alike_nearly_everywhere_goes_together() {
        let many = [
            ("/a", "A"),
            ("/b", "B"),
            ("/c", "C"),
            ("/d", "D"),
            ("/e", "E"),
        ];
        let wrong = [("/a", "Another")];
        let files = [file(&many), file(&many), file(&wrong)];
        let habit = ("/trail/*/url".to_owned(), "/trail/*/title".to_owned());
        assert_eq!(habits(files.iter()), [habit]);
        let free = [("/a", "One"), ("/b", "Two"), ("/c", "Three")];
        assert_eq!(habits([file(&many), file(&free)].iter()), []);
        assert_eq!(habits([file(&many)].iter()), []);
    }
}
