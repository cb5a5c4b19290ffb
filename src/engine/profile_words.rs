//! The words of the profile held against what the documents say: which of them are misspelt, lost or missing.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Checked, Engine, Reading};
use crate::config::{Configuration, OwnWord, OwnWords, Sort, fold};
use crate::document::Kind;
use crate::facts::FactIndex;
use crate::finding::{Edit, Finding};
use crate::misheard::{Misheard, misheard, places_of};
use crate::rules;
use crate::rules::invalid_configuration::INFO;
use crate::survey::Survey;
use crate::unsaid::Unsaid;

/// How often the profile is corrected; one correction may show that another is needed.
const MOST_CORRECTIONS: usize = 4;

/// So many documents are enough to try a word with.
const SAMPLE: usize = 12;

impl Engine<'_> {
    /// Reads everything anew where the documents agree on other words than the profile has, by these.
    pub(super) fn correct_profile(&mut self) {
        let given = Arc::clone(&self.given);
        let Some(own_words) = &given.profile.own_words else {
            return;
        };
        if self.lacking.is_some() {
            return;
        }
        // What could not be read by a misspelt word may show another.
        for _ in 0..MOST_CORRECTIONS {
            let documents = self.checked.values().map(|checked| {
                let kind = match &checked.reading {
                    Reading::Document { kind, .. } => Some(kind),
                    _ => None,
                };
                (kind, &checked.heard)
            });
            let mut found = misheard(own_words, &documents.collect::<Vec<_>>(), |words, times| {
                self.has_times(words, times)
            });
            let presumed = self.presumed.iter();
            let is_known = |word| found.iter().any(|one| one.word == word);
            let presumed: Vec<_> = presumed
                .filter(|one| !is_known(one.word))
                .cloned()
                .collect();
            found.extend(presumed);
            let others = found.iter().map(|one| (one.word, one.said.clone()));
            let corrected = given.with_words(own_words, &others.collect());
            let (corrected, taken) = match corrected {
                Some((corrected, taken)) => (Arc::new(corrected), taken),
                None => (Arc::clone(&given), BTreeSet::new()),
            };
            found.retain(|one| taken.contains(&one.word));
            let is_new = words_of(&found) != words_of(&self.misheard);
            self.misheard = found;
            if !is_new {
                return;
            }
            self.configuration = corrected;
            self.recent.clear();
            self.read_once(self.checked.keys().cloned().collect(), &|| ());
        }
    }

    /// Whether the texts of the documents have some words anywhere at least so often.
    fn has_times(&self, words: &str, times: usize) -> bool {
        let words = fold(words);
        let texts = self.checked.keys().filter_map(|path| self.text(path).ok());
        let places = texts.map(|text| places_of(&fold(&text), &words).take(times).count());
        let mut so_far = 0;
        places.into_iter().any(|places| {
            so_far += places;
            so_far >= times
        })
    }

    /// Takes what documents have in common for words of the profile that none of them says, where that leaves fewer mistakes: one of the
    /// profile in the place of several of documents.
    ///
    /// This is tried with some documents, and only when all are read, so that it costs little and a change of one document decides
    /// nothing.
    pub(super) fn presume_words(&mut self) {
        let given = Arc::clone(&self.given);
        let Some(own_words) = given.profile.own_words.as_ref() else {
            return;
        };
        if self.lacking.is_some() {
            return;
        }
        let sample = self.sample();
        if sample.is_empty() {
            return;
        }
        let mut guesses = self.guesses(own_words, &sample);
        if !self.has_repeated_mistake() {
            guesses.retain(Misheard::is_clear);
        }
        while !guesses.is_empty() {
            let now = self.trial(&self.configuration, &sample);
            let trials = guesses.into_iter().filter_map(|guess| {
                let known = self.misheard.iter().chain([&guess]);
                let words = known.map(|one| (one.word, one.said.clone())).collect();
                let (configuration, taken) = given.with_words(own_words, &words)?;
                let trial = self.trial(&Arc::new(configuration), &sample);
                let is_right = taken.contains(&guess.word) && trial.is_better_than(&now, &guess);
                is_right.then(|| (trial.findings, guess.distance(own_words), guess))
            });
            // What is no better now is not tried again.
            let mut better: Vec<_> = trials.collect();
            better.sort_by_key(|(findings, distance, _)| (*findings, *distance));
            let mut better = better.into_iter().map(|(.., guess)| guess);
            let Some(best) = better.next() else { return };
            guesses = better.filter(|guess| guess.word != best.word).collect();
            self.presumed.push(best);
            self.correct_profile();
        }
    }

    /// Whether something is wrong twice, as it is where the profile is.
    fn has_repeated_mistake(&self) -> bool {
        let mut before = BTreeSet::new();
        let mut findings = self.checked.values().flat_map(|checked| &checked.findings);
        findings.any(|finding| !before.insert(finding.rule))
    }

    /// Some of the documents of which something is wrong, and the catalogues; none where nothing is.
    fn sample(&self) -> Vec<Arc<str>> {
        let mut wrong = self
            .checked
            .iter()
            .filter(|(_, checked)| !checked.findings.is_empty());
        if wrong.clone().next().is_none() {
            return Vec::new();
        }
        let is_catalogue = |checked: &Checked| {
            matches!(
                &checked.reading,
                Reading::Document {
                    kind: Kind::SkillCatalogue,
                    ..
                }
            )
        };
        let catalogues = self
            .checked
            .iter()
            .filter(|(_, checked)| is_catalogue(checked));
        let wrong = wrong.by_ref().take(SAMPLE).chain(catalogues.take(SAMPLE));
        let rest = self.checked.iter().take(SAMPLE);
        let paths: BTreeSet<_> = wrong
            .chain(rest)
            .map(|(path, _)| Arc::clone(path))
            .collect();
        paths.into_iter().collect()
    }

    /// What words of the profile may be that no document says.
    fn guesses(&self, own_words: &OwnWords, sample: &[Arc<str>]) -> Vec<Misheard> {
        let survey = self.survey(sample);
        let words = own_words.all().iter().enumerate();
        let unsaid = words.filter(|(at, word)| {
            let is_said = if word.is_lead_in() {
                survey.has(word.sort, word.phrase.as_str())
            } else {
                self.is_said(*at)
            };
            !is_said && self.misheard.iter().all(|one| one.word != *at)
        });
        let unsaid: Vec<usize> = unsaid.map(|(at, _)| at).collect();
        survey.guesses(own_words, &unsaid)
    }

    fn survey(&self, paths: &[Arc<str>]) -> Survey {
        let mut survey = Survey::default();
        for parsed in paths.iter().filter_map(|path| self.parse(path)) {
            if let Some(document) = parsed.document() {
                survey.add(parsed.source(), document, &self.configuration.profile);
            }
        }
        survey
    }

    /// Whether some document says the word at this position.
    fn is_said(&self, word: usize) -> bool {
        let mut documents = self.checked.values();
        documents.any(|document| document.heard.says(word))
    }

    /// Finds a list that is missing in the profile, where documents have other words than those of the built-in one. Which of them stands
    /// for which number or month nobody can tell, so nothing is checked.
    pub(super) fn find_missing_list(&mut self) {
        let given = Arc::clone(&self.given);
        let Some(own_words) = given.profile.own_words.as_ref() else {
            return;
        };
        let sample = self.sample();
        let mut lists = [Sort::Level, Sort::Ordinal, Sort::Month].into_iter();
        let found = lists.find_map(|sort| {
            let mut of_sort = own_words.all().iter().filter(|word| word.sort == sort);
            let is_missing = !sample.is_empty() && of_sort.all(|word| word.written.is_none());
            is_missing
                .then(|| self.missing_list(own_words, sort, &sample))
                .flatten()
        });
        if found.is_some() {
            self.lacking = found;
            self.configuration = Arc::new(given.without_sound_profile());
            self.facts = FactIndex::default();
            self.recent.clear();
            self.read_once(self.checked.keys().cloned().collect(), &|| ());
        }
    }

    /// The finding about a list of which no document says a word.
    fn missing_list(
        &self,
        own_words: &OwnWords,
        sort: Sort,
        sample: &[Arc<str>],
    ) -> Option<Finding> {
        let survey = self.survey(sample);
        let other = survey.other_word(own_words, sort);
        if other.is_none() && !(sort == Sort::Level && self.is_without_levels(own_words)) {
            return None;
        }
        let first = own_words.all().iter().find(|word| word.sort == sort)?;
        let (table, key, _) = first.key()?;
        let place = first.lacking.as_ref()?;
        let message = format!(
            "the profile has no `{key}`, and documents have other words than the built-in profile"
        );
        let finding = INFO.finding(&place.source, place.span, message);
        let finding = finding.help(format!("add `{key}` to `[{table}]`"));
        Some(match other {
            Some((text, place)) => {
                finding.related(place.clone(), format!("`{text}` is none of those"))
            }
            None => finding,
        })
    }

    /// Whether no document says a level, and there is something wrong with those that should.
    fn is_without_levels(&self, own_words: &OwnWords) -> bool {
        let mut levels = own_words.all().iter().enumerate();
        let is_said = |(at, word): (usize, &OwnWord)| word.sort == Sort::Level && self.is_said(at);
        let with_skills = self
            .checked
            .values()
            .filter(|checked| checked.reading.has_skills());
        let findings: usize = with_skills.map(|checked| checked.findings.len()).sum();
        findings > 1 && !levels.any(is_said)
    }

    /// What comes of checking some documents by another configuration.
    fn trial(&self, configuration: &Arc<Configuration>, paths: &[Arc<str>]) -> Trial {
        let files = self.files();
        let mut engine = Engine::new(Arc::clone(configuration), &files);
        engine.read_once(paths.to_vec(), &|| ());
        let report = engine.report();
        let is_on = |finding: &&Finding| {
            let rule = rules::find(finding.rule);
            rule.is_some_and(|rule| rule.info().severity.is_some())
        };
        Trial {
            findings: report.findings.iter().filter(is_on).count(),
            documents: report.documents,
            facts: engine.facts.len(),
        }
    }

    /// Leaves it to a person to write a word of the profile that no document says.
    pub(super) fn doubt_unsaid_words(&self, findings: &mut [Finding]) {
        let Some(own_words) = &self.given.profile.own_words else {
            return;
        };
        let mut fixes = findings.iter().flat_map(|finding| &finding.fixes);
        if !fixes.any(|fix| fix.safe) {
            return;
        }
        let unsaid = Unsaid::of(own_words, |word| {
            self.is_said(word) || self.misheard.iter().any(|one| one.word == word)
        });
        let replaced = |edit: &Edit| {
            let text = self.text(&edit.location.path).ok()?;
            text.get(edit.location.span().range()).map(str::to_owned)
        };
        // All texts are looked through for each.
        let known: RefCell<BTreeMap<String, bool>> = RefCell::default();
        let is_anywhere = |words: &str| {
            let mut known = known.borrow_mut();
            let is_there = known.entry(words.to_owned());
            *is_there.or_insert_with(|| self.has_times(words, 1))
        };
        unsaid.leave_to_a_person(findings, is_anywhere, replaced);
    }
}

/// What comes of checking some documents by a profile with another word.
struct Trial {
    findings: usize,
    documents: usize,
    facts: usize,
}

impl Trial {
    /// Whether it leaves fewer mistakes than there were, that of the profile included, and not much less is read. Words that are clear
    /// enough may take the place of a single one.
    fn is_better_than(&self, other: &Self, guess: &Misheard) -> bool {
        let gain = other.findings.saturating_sub(self.findings);
        let reads_no_less = self.documents >= other.documents && self.facts * 10 >= other.facts * 9;
        reads_no_less && (gain > 1 || (gain == 1 && guess.is_clear()))
    }
}

/// The words that documents agree on, with the positions of those that the profile has in their place.
fn words_of(misheard: &[Misheard]) -> Vec<(usize, &str)> {
    let words = misheard.iter();
    words.map(|one| (one.word, &*one.said)).collect()
}
