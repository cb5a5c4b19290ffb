//! Ways to spell a word wrongly and to choose at random.

use fastrand::Rng;

use super::scan::{Page, Range};

/// The words of a range that are letters alone and at least `least` characters long.
pub fn words(page: &Page, range: &Range, least: usize) -> Vec<Range> {
    let text = page.of(range);
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if c.is_ascii_alphabetic() {
            start.get_or_insert(at);
            continue;
        }
        if let Some(from) = start.take()
            && at - from >= least
        {
            words.push(range.start + from..range.start + at);
        }
    }
    words
}

/// Words between white space, punctuation and all.
pub fn spaced_words(page: &Page, range: &Range) -> Vec<Range> {
    let text = page.of(range);
    text.split(' ')
        .filter(|word| !word.is_empty())
        .map(|word| {
            let start = range.start + (word.as_ptr() as usize - text.as_ptr() as usize);
            start..start + word.len()
        })
        .collect()
}

/// The word with two letters swapped, one dropped, one doubled or one replaced; never the word itself.
pub fn misspell(word: &str, rng: &mut Rng) -> String {
    loop {
        let mut letters: Vec<char> = word.chars().collect();
        let at = rng.usize(1..letters.len() - 1);
        match rng.u8(0..4) {
            0 => letters.swap(at, at + 1),
            1 => drop(letters.remove(at)),
            2 => letters.insert(at, letters[at]),
            _ => letters[at] = rng.lowercase(),
        }
        let spelt: String = letters.into_iter().collect();
        if spelt != word {
            return spelt;
        }
    }
}

/// One word of the range, misspelt.
pub fn misspelt_word(page: &Page, range: &Range, rng: &mut Rng) -> Option<(Range, String)> {
    let words = words(page, range, 4);
    let word = rng.choice(&words)?.clone();
    let spelt = misspell(page.of(&word), rng);
    Some((word, spelt))
}

/// A letter in the other case.
pub fn other_case(text: &str) -> String {
    let swapped = text.chars().map(|c| {
        if c.is_ascii_uppercase() {
            c.to_ascii_lowercase()
        } else {
            c.to_ascii_uppercase()
        }
    });
    swapped.collect()
}

/// One of `choices` that is not `than`.
pub fn other_than<'a>(choices: &[&'a str], than: &str, rng: &mut Rng) -> &'a str {
    loop {
        let choice = *rng.choice(choices).unwrap();
        if choice != than {
            return choice;
        }
    }
}
