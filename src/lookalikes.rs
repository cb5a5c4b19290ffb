//! Characters that cannot be seen or that look like others, and how to speak of them.

/// What tells apart two texts that look the same to a reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lookalike {
    /// The first character that differs here; `None` where the other text has one that is not here.
    pub here: Option<char>,
    /// The one in its place there; `None` where there is none.
    pub there: Option<char>,
}

/// The characters that cannot be seen, with their Unicode names.
const INVISIBLE: [(char, &str); 10] = [
    ('\u{ad}', "SOFT HYPHEN"),
    ('\u{34f}', "COMBINING GRAPHEME JOINER"),
    ('\u{180e}', "MONGOLIAN VOWEL SEPARATOR"),
    ('\u{200b}', "ZERO WIDTH SPACE"),
    ('\u{200c}', "ZERO WIDTH NON-JOINER"),
    ('\u{200d}', "ZERO WIDTH JOINER"),
    ('\u{2060}', "WORD JOINER"),
    ('\u{200e}', "LEFT-TO-RIGHT MARK"),
    ('\u{200f}', "RIGHT-TO-LEFT MARK"),
    ('\u{feff}', "BYTE ORDER MARK"),
];

/// Characters that look like one of ASCII, that one, and their Unicode names.
const ALIKE: [(char, char, &str); 62] = [
    ('\u{2018}', '\'', "LEFT SINGLE QUOTATION MARK"),
    ('\u{2019}', '\'', "RIGHT SINGLE QUOTATION MARK"),
    ('\u{2bc}', '\'', "MODIFIER LETTER APOSTROPHE"),
    ('\u{2032}', '\'', "PRIME"),
    ('`', '\'', "GRAVE ACCENT"),
    ('\u{b4}', '\'', "ACUTE ACCENT"),
    ('\u{201c}', '"', "LEFT DOUBLE QUOTATION MARK"),
    ('\u{201d}', '"', "RIGHT DOUBLE QUOTATION MARK"),
    ('\u{2033}', '"', "DOUBLE PRIME"),
    ('\u{2010}', '-', "HYPHEN"),
    ('\u{2011}', '-', "NON-BREAKING HYPHEN"),
    ('\u{2012}', '-', "FIGURE DASH"),
    ('\u{2013}', '-', "EN DASH"),
    ('\u{2212}', '-', "MINUS SIGN"),
    ('\u{37e}', ';', "GREEK QUESTION MARK"),
    ('\u{430}', 'a', "CYRILLIC SMALL LETTER A"),
    ('\u{435}', 'e', "CYRILLIC SMALL LETTER IE"),
    ('\u{43e}', 'o', "CYRILLIC SMALL LETTER O"),
    ('\u{440}', 'p', "CYRILLIC SMALL LETTER ER"),
    ('\u{441}', 'c', "CYRILLIC SMALL LETTER ES"),
    ('\u{443}', 'y', "CYRILLIC SMALL LETTER U"),
    ('\u{445}', 'x', "CYRILLIC SMALL LETTER HA"),
    (
        '\u{456}',
        'i',
        "CYRILLIC SMALL LETTER BYELORUSSIAN-UKRAINIAN I",
    ),
    ('\u{458}', 'j', "CYRILLIC SMALL LETTER JE"),
    ('\u{455}', 's', "CYRILLIC SMALL LETTER DZE"),
    ('\u{501}', 'd', "CYRILLIC SMALL LETTER KOMI DE"),
    ('\u{4bb}', 'h', "CYRILLIC SMALL LETTER SHHA"),
    ('\u{410}', 'A', "CYRILLIC CAPITAL LETTER A"),
    ('\u{412}', 'B', "CYRILLIC CAPITAL LETTER VE"),
    ('\u{415}', 'E', "CYRILLIC CAPITAL LETTER IE"),
    ('\u{41a}', 'K', "CYRILLIC CAPITAL LETTER KA"),
    ('\u{41c}', 'M', "CYRILLIC CAPITAL LETTER EM"),
    ('\u{41d}', 'H', "CYRILLIC CAPITAL LETTER EN"),
    ('\u{41e}', 'O', "CYRILLIC CAPITAL LETTER O"),
    ('\u{420}', 'P', "CYRILLIC CAPITAL LETTER ER"),
    ('\u{421}', 'C', "CYRILLIC CAPITAL LETTER ES"),
    ('\u{422}', 'T', "CYRILLIC CAPITAL LETTER TE"),
    ('\u{425}', 'X', "CYRILLIC CAPITAL LETTER HA"),
    (
        '\u{406}',
        'I',
        "CYRILLIC CAPITAL LETTER BYELORUSSIAN-UKRAINIAN I",
    ),
    ('\u{408}', 'J', "CYRILLIC CAPITAL LETTER JE"),
    ('\u{405}', 'S', "CYRILLIC CAPITAL LETTER DZE"),
    ('\u{423}', 'Y', "CYRILLIC CAPITAL LETTER U"),
    ('\u{3b1}', 'a', "GREEK SMALL LETTER ALPHA"),
    ('\u{3b9}', 'i', "GREEK SMALL LETTER IOTA"),
    ('\u{3bd}', 'v', "GREEK SMALL LETTER NU"),
    ('\u{3bf}', 'o', "GREEK SMALL LETTER OMICRON"),
    ('\u{3c1}', 'p', "GREEK SMALL LETTER RHO"),
    ('\u{391}', 'A', "GREEK CAPITAL LETTER ALPHA"),
    ('\u{392}', 'B', "GREEK CAPITAL LETTER BETA"),
    ('\u{395}', 'E', "GREEK CAPITAL LETTER EPSILON"),
    ('\u{396}', 'Z', "GREEK CAPITAL LETTER ZETA"),
    ('\u{397}', 'H', "GREEK CAPITAL LETTER ETA"),
    ('\u{399}', 'I', "GREEK CAPITAL LETTER IOTA"),
    ('\u{39a}', 'K', "GREEK CAPITAL LETTER KAPPA"),
    ('\u{39c}', 'M', "GREEK CAPITAL LETTER MU"),
    ('\u{39d}', 'N', "GREEK CAPITAL LETTER NU"),
    ('\u{39f}', 'O', "GREEK CAPITAL LETTER OMICRON"),
    ('\u{3a1}', 'P', "GREEK CAPITAL LETTER RHO"),
    ('\u{3a4}', 'T', "GREEK CAPITAL LETTER TAU"),
    ('\u{3a5}', 'Y', "GREEK CAPITAL LETTER UPSILON"),
    ('\u{3a7}', 'X', "GREEK CAPITAL LETTER CHI"),
    ('\u{131}', 'i', "LATIN SMALL LETTER DOTLESS I"),
];

/// Whether a character is never seen.
pub fn is_invisible(character: char) -> bool {
    INVISIBLE.iter().any(|(known, _)| *known == character)
}

/// The first character that tells apart two texts that look the same; `None` where they are the same, or can be told apart by eye.
/// White space doesn't count.
pub fn lookalike(here: &str, there: &str) -> Option<Lookalike> {
    let (mut here, mut there) = (seen(here).peekable(), seen(there).peekable());
    let mut first = None;
    loop {
        let (one, other) = (here.peek().copied(), there.peek().copied());
        match (one, other) {
            (None, None) => return first,
            (Some(one), Some(other)) if shape(one) == shape(other) => {
                if one != other {
                    first.get_or_insert(Lookalike {
                        here: Some(one),
                        there: Some(other),
                    });
                }
                here.next();
                there.next();
            }
            (Some(one), _) if is_invisible(one) => {
                first.get_or_insert(Lookalike {
                    here: Some(one),
                    there: None,
                });
                here.next();
            }
            (_, Some(other)) if is_invisible(other) => {
                first.get_or_insert(Lookalike {
                    here: None,
                    there: Some(other),
                });
                there.next();
            }
            _ => return None,
        }
    }
}

fn seen(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|character| !character.is_whitespace())
}

/// The character of ASCII that another looks like.
fn shape(character: char) -> char {
    let alike = ALIKE.iter().find(|(known, ..)| *known == character);
    alike.map_or(character, |(_, shape, _)| *shape)
}

/// The character's code point with its Unicode name where that is known here: `U+200B ZERO WIDTH SPACE`.
pub fn described(character: char) -> String {
    let invisible = INVISIBLE.iter().find(|(known, _)| *known == character);
    let alike = || ALIKE.iter().find(|(known, ..)| *known == character);
    let name = invisible.map(|(_, name)| *name);
    match name.or_else(|| alike().map(|(.., name)| *name)) {
        Some(name) => format!("U+{:04X} {name}", u32::from(character)),
        None if character == '\'' => "a straight apostrophe".to_owned(),
        None if character == '"' => "a straight quotation mark".to_owned(),
        None if character == '-' => "a plain hyphen".to_owned(),
        None if character.is_ascii() => format!("a plain `{character}`"),
        None => format!("U+{:04X}", u32::from(character)),
    }
}

impl Lookalike {
    /// What is odd about `word`, which the text here has in the place where another looks the same.
    pub fn told(&self, word: &str) -> String {
        match (self.here, self.there) {
            (Some(here), Some(there)) => {
                format!(
                    "the `{here}` of `{word}` is {}, not {}",
                    described(here),
                    described(there)
                )
            }
            (Some(here), None) => format!("`{word}` contains {}", described(here)),
            (None, Some(there)) => format!("`{word}` lacks {}", described(there)),
            (None, None) => String::new(),
        }
    }

    /// What to do about it in `word`.
    pub fn change(&self, word: &str) -> String {
        match (self.here, self.there) {
            (_, Some(there)) if is_invisible(there) => {
                format!("put {} into `{word}`", described(there))
            }
            (_, Some(there)) => format!("write {} in `{word}`", described(there)),
            (Some(here), None) => format!("take {} out of `{word}`", described(here)),
            (None, None) => String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(here: &str, there: &str) -> Option<String> {
        lookalike(here, there).map(|found| found.told(here))
    }

    #[test]
    fn what_cannot_be_seen_is_named() {
        assert_eq!(
            told("lo\u{200b}af", "loaf").as_deref(),
            Some("`lo\u{200b}af` contains U+200B ZERO WIDTH SPACE")
        );
        assert_eq!(
            told("loaf", "\u{feff}loaf").as_deref(),
            Some("`loaf` lacks U+FEFF BYTE ORDER MARK")
        );
        assert_eq!(
            told("lo\u{430}f", "loaf").as_deref(),
            Some(
                "the `\u{430}` of `lo\u{430}f` is U+0430 CYRILLIC SMALL LETTER A, not a plain `a`"
            )
        );
        assert_eq!(
            told("baker's", "baker’s").as_deref(),
            Some(
                "the `'` of `baker's` is a straight apostrophe, not U+2019 RIGHT SINGLE QUOTATION MARK"
            )
        );
    }

    #[test]
    fn what_can_be_seen_is_no_lookalike() {
        for (here, there) in [
            ("loaf", "loaf"),
            ("loaf", "loafs"),
            ("bread", "Bread"),
            ("", "a"),
        ] {
            assert_eq!(told(here, there), None, "{here} {there}");
        }
    }
}
