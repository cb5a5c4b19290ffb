//! Words of a profile that no document says: no fix writes one without a person, since it may be the profile that is wrong.

use crate::config::{OwnWord, OwnWords, fold};
use crate::finding::{Edit, Finding, Related};
use crate::misheard::has_words;

/// A word of a profile that no document says.
struct Word<'a> {
    own: &'a OwnWord,
    /// Its runs of fixed words, in small letters.
    runs: Vec<String>,
}

/// The words of a profile that no document says.
pub struct Unsaid<'a>(Vec<Word<'a>>);

impl<'a> Unsaid<'a> {
    /// Those of the words whose positions are not `said`.
    pub fn of(own_words: &'a OwnWords, said: impl Fn(usize) -> bool) -> Self {
        let words = own_words.all().iter().enumerate();
        let words = words.filter(|(at, word)| !word.fixed().is_empty() && !said(*at));
        let words = words.map(|(_, own)| Word {
            own,
            runs: own.runs().map(fold).collect(),
        });
        Self(words.collect())
    }

    /// Leaves every fix that writes one of them to a person. `is_anywhere` tells whether the texts of documents have some words (in small
    /// letters), which is evidence enough for a word that is nothing else; `replaced` gives the text that an edit replaces.
    pub fn leave_to_a_person(
        &self,
        findings: &mut [Finding],
        is_anywhere: impl Fn(&str) -> bool,
        replaced: impl Fn(&Edit) -> Option<String>,
    ) {
        let with_safe = |finding: &&mut Finding| finding.fixes.iter().any(|fix| fix.safe);
        for finding in findings.iter_mut().filter(with_safe) {
            let edits = finding.fixes.iter().filter(|fix| fix.safe);
            let edits = edits.flat_map(|fix| &fix.edits);
            let mut written = edits.flat_map(|edit| self.written_by(edit, &replaced));
            let is_proved = |word: &Word<'_>| matches!(&word.runs[..], [run] if is_anywhere(run));
            let unproved = written.find(|word| !is_proved(word));
            let unproved = unproved.or_else(|| {
                let edits = finding.fixes.iter().filter(|fix| fix.safe);
                let mut edits = edits.flat_map(|fix| &fix.edits);
                edits.find_map(|edit| self.with_unknown_word(edit, &is_anywhere, &replaced))
            });
            let Some(word) = unproved else {
                continue;
            };
            let word = word.own;
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

    /// The words of which an edit writes something that was not there before.
    fn written_by(
        &self,
        edit: &Edit,
        replaced: impl Fn(&Edit) -> Option<String>,
    ) -> Vec<&Word<'a>> {
        let new = fold(&edit.replacement);
        let has_any = |text: &str, word: &Word<'_>| {
            let mut runs = word.runs.iter();
            runs.any(|run| has_words(text, run))
        };
        let mut written: Vec<_> = self.0.iter().collect();
        written.retain(|word| has_any(&new, word));
        if !written.is_empty() {
            let old = fold(&replaced(edit).unwrap_or_default());
            written.retain(|word| {
                let mut runs = word.runs.iter();
                runs.any(|run| has_words(&new, run) && !has_words(&old, run))
            });
        }
        written
    }

    /// The one of the words of which an edit writes a single word that no document has.
    fn with_unknown_word(
        &self,
        edit: &Edit,
        is_anywhere: impl Fn(&str) -> bool,
        replaced: impl Fn(&Edit) -> Option<String>,
    ) -> Option<&Word<'a>> {
        let new = fold(&edit.replacement);
        let old = fold(&replaced(edit).unwrap_or_default());
        let mut words = self.0.iter();
        words.find(|word| {
            let mut single = word.runs.iter().flat_map(|run| run.split_whitespace());
            single.any(|single| {
                has_words(&new, single) && !has_words(&old, single) && !is_anywhere(single)
            })
        })
    }
}
