//! Words of a profile that no document says: no fix writes one without a person, since it may be the profile that is wrong.

use crate::config::{OwnWord, OwnWords, fold};
use crate::finding::{Edit, Finding, Related};
use crate::misheard::has_words;

/// The words of a profile that no document says, each with what of it a change would write: its longest run of fixed words, in small
/// letters.
pub struct Unsaid<'a>(Vec<(&'a OwnWord, String)>);

impl<'a> Unsaid<'a> {
    /// Those of the words whose positions are not `said`.
    pub fn of(own_words: &'a OwnWords, said: impl Fn(usize) -> bool) -> Self {
        let words = own_words.all().iter().enumerate();
        let words = words.filter(|(at, word)| !word.fixed().is_empty() && !said(*at));
        Self(words.map(|(_, word)| (word, fold(word.fixed()))).collect())
    }

    /// Leaves every fix that writes one of them to a person. `is_anywhere` tells whether the texts of documents have some words, which is
    /// evidence enough that there are such words; `replaced` gives the text that an edit replaces.
    pub fn leave_to_a_person(
        &self,
        findings: &mut [Finding],
        is_anywhere: impl Fn(&str) -> bool,
        replaced: impl Fn(&Edit) -> Option<String>,
    ) {
        for finding in findings {
            let edits = finding.fixes.iter().filter(|fix| fix.safe);
            let edits = edits.flat_map(|fix| &fix.edits);
            let mut written = edits.flat_map(|edit| self.written_by(edit, &replaced));
            let Some(word) = written.find(|word| !is_anywhere(word.fixed())) else {
                continue;
            };
            for fix in &mut finding.fixes {
                fix.safe = false;
            }
            let message = format!(
                "the profile says `{}`, no document does",
                word.phrase.as_str()
            );
            finding
                .related
                .extend(word.written.as_ref().map(|written| Related {
                    location: written.source.locate(written.span),
                    message,
                }));
        }
    }

    /// The words that an edit writes, and that were not there before.
    fn written_by(
        &self,
        edit: &Edit,
        replaced: impl Fn(&Edit) -> Option<String>,
    ) -> Vec<&'a OwnWord> {
        let new = fold(&edit.replacement);
        let mut written: Vec<_> = self.0.iter().collect();
        written.retain(|(_, word)| has_words(&new, word));
        if !written.is_empty() {
            let old = fold(&replaced(edit).unwrap_or_default());
            written.retain(|(_, word)| !has_words(&old, word));
        }
        written.into_iter().map(|(word, _)| *word).collect()
    }
}
