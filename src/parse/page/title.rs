//! Which line above the first section names the page.

use super::Reader;
use crate::config::{close_match, fold};
use crate::document::Heading;
use crate::text::Text;

impl Reader<'_, '_> {
    /// Takes the line above the first section for the title that the rest of the page confirms: a copied page may begin with what
    /// the web site puts around it. Where no line is confirmed it is the first, unless that is a sentence: then the title is missing.
    pub(super) fn settle_title(&mut self) {
        let names = self.role_names();
        let mut lines = std::mem::take(&mut self.opening);
        let confirmed = |line: &Text<'_>| {
            let line = fold(line.as_str());
            names.iter().any(|name| fold(name) == line)
        };
        let nearly = |line: &Text<'_>| {
            close_match(line.as_str(), names.iter().map(String::as_str)).is_some()
        };
        let is_sentence = |line: &Text<'_>| line.as_str().ends_with(['.', '!', '?']);
        let title = lines.iter().position(confirmed);
        let title = title.or_else(|| lines.iter().position(nearly));
        let first = lines.first();
        let first = first.is_some_and(|first| names.is_empty() || !is_sentence(first));
        if let Some(at) = title.or(first.then_some(0)) {
            let text = lines.remove(at);
            self.document.title = Some(text.clone());
            self.document.headings.insert(0, Heading { level: 1, text });
        }
        self.document.prose.extend(lines);
    }

    /// The names that the sentence about the role levels and the headings of the sections give the role.
    fn role_names(&self) -> Vec<String> {
        let headings = self.document.headings.iter();
        let mut names: Vec<String> = headings
            .filter_map(|heading| {
                let text = heading.text.as_str();
                Some(text[self.profile.role_in(text)?].to_owned())
            })
            .collect();
        let count = self.document.level_count.iter();
        names.extend(count.map(|count| count.role.as_str().to_owned()));
        names
    }
}
