//! Text of documents on a terminal: nothing in it may move the cursor, change colours or turn the direction of writing.

use std::borrow::Cow;

/// The text with every character that would not simply be shown replaced by one that is. Line breaks become spaces.
pub fn harmless(text: &str) -> Cow<'_, str> {
    if text
        .chars()
        .all(|character| shown_as(character) == Some(character))
    {
        return Cow::Borrowed(text);
    }
    text.chars()
        .filter_map(|character| match character {
            // Speaking of it, it should be seen.
            '\u{feff}' => Some(char::REPLACEMENT_CHARACTER),
            '\n' => Some(' '),
            '\r' => None,
            other => shown_as(other),
        })
        .collect()
}

/// What stands for a character of a document; nothing for a byte-order mark, which is shown only within a line.
pub(super) fn shown_as(character: char) -> Option<char> {
    match character {
        '\t' => Some('\t'),
        // The pictures of the C0 controls stand in their order in the block *Control Pictures*.
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(character)),
        '\u{7f}' => Some('\u{2421}'),
        '\u{feff}' => None,
        // C1 controls; line and paragraph separators; marks, embeddings, overrides and isolates of the bidirectional algorithm
        // (UAX #9); soft hyphens, spaces and joiners without a width, and tags, which no terminal shows; what is no character, and
        // no XML document may have (XML 1.0, section 2.2).
        '\u{80}'..='\u{9f}'
        | '\u{2028}'
        | '\u{2029}'
        | '\u{061c}'
        | '\u{ad}'
        | '\u{200b}'..='\u{200d}'
        | '\u{2060}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}'
        | '\u{fffe}'
        | '\u{ffff}'
        | '\u{e0000}'..='\u{e007f}' => Some(char::REPLACEMENT_CHARACTER),
        other => Some(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_reaches_the_terminal_but_what_can_be_seen() {
        assert_eq!(harmless("a\u{1b}[31mb\u{7}\u{9b}c"), "a␛[31mb␇\u{fffd}c");
        assert_eq!(harmless("\u{202e}cod\u{2069}"), "\u{fffd}cod\u{fffd}");
        assert_eq!(harmless("one\r\ntwo"), "one two");
        assert_eq!(harmless("be\u{200b}rth\u{feff}"), "be\u{fffd}rth\u{fffd}");
        assert_eq!(harmless("no\u{fffe}ne"), "no\u{fffd}ne");
        assert!(matches!(harmless("plain – words’\t"), Cow::Borrowed(_)));
    }
}
