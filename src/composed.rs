//! Letters with their accents as one character: some programs write two, which look the same to a reader (Unicode Standard Annex 15).

use std::borrow::Cow;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The first bytes of the combining marks U+0300 to U+036F in UTF-8.
const FIRST_BYTES: [u8; 2] = [0xcc, 0xcd];

/// Whether a text may have marks that stand behind their letter.
pub(crate) fn may_have_marks(text: &str) -> bool {
    let [one, other] = FIRST_BYTES;
    memchr::memchr2(one, other, text.as_bytes()).is_some()
}

/// The text with each letter and its marks as one character, where there is one (NFC).
pub(crate) fn composed(text: &str) -> Cow<'_, str> {
    if may_have_marks(text) {
        Cow::Owned(text.nfc().collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// The bytes (from 0) of each letter that marks follow, with its marks.
pub(crate) fn marked_letters(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut characters = text.char_indices().peekable();
    std::iter::from_fn(move || {
        loop {
            let (start, _) = characters.next()?;
            let mut end = None;
            while let Some((at, mark)) = characters.next_if(|(_, c)| is_combining_mark(*c)) {
                end = Some(at + mark.len_utf8());
            }
            if let Some(end) = end {
                return Some(start..end);
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_and_its_marks_are_one_character_where_there_is_one() {
        for (written, expected) in [
            ("Einfu\u{308}hrung", "Einführung"),
            ("pa\u{302}tissie\u{300}re", "pâtissière"),
            ("q\u{302}", "q\u{302}"),
            ("plain", "plain"),
        ] {
            assert_eq!(composed(written), expected);
        }
        let marked: Vec<_> = marked_letters("e\u{301}te\u{301}").collect();
        assert_eq!(marked, [0..3, 4..7]);
    }
}
