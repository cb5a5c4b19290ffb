//! The words of a description as they are compared.

use xxhash_rust::xxh3::xxh3_128;

use super::ValueHash;
use crate::document::{Description, PartKind};
use crate::text::is_tidy;

/// Room for the normalised wording of one description after the other, so that none of them needs memory of its own.
#[derive(Debug, Default)]
pub struct Wording {
    text: String,
}

impl Wording {
    /// The hash of a description's wording; `None` where it says nothing.
    ///
    /// Each point has ` - ` before it and anything else a space, white space is collapsed, and the lead-in that opens the
    /// description is left out: how a flattened list was split never makes a difference.
    pub fn hash(&mut self, description: &Description<'_>) -> Option<ValueHash> {
        let hash = description
            .wording
            .get_or_init(|| self.hash_anew(description));
        hash.map(ValueHash::from)
    }

    fn hash_anew(&mut self, description: &Description<'_>) -> Option<u128> {
        self.text.clear();
        for part in description.worded_parts() {
            if part.kind == PartKind::Point {
                self.text.push_str(" -");
            }
            self.push_words(part.text.as_str());
        }
        (!self.text.is_empty()).then(|| xxh3_128(self.text.as_bytes()))
    }

    fn push_words(&mut self, text: &str) {
        if !text.is_empty() && is_tidy(text) {
            self.text.push(' ');
            self.text.push_str(text);
        } else {
            for word in text.split_whitespace() {
                self.text.push(' ');
                self.text.push_str(word);
            }
        }
    }
}
