//! Phrases with variable words, recognised exactly or approximately.

use std::ops::Range;

use crate::text::{next_word, same_ignoring_case as same, words};

/// A phrase such as `{level} is the {ordinal} of {count} ascending skill levels`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    source: String,
    pub(super) tokens: Vec<Token>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Word(String),
    /// A variable of one or more words, with what stands directly before and after it.
    Variable {
        before: String,
        name: String,
        after: String,
    },
}

impl Token {
    pub(super) fn is_variable(&self) -> bool {
        matches!(self, Self::Variable { .. })
    }
}

/// How a text follows a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match<'t> {
    /// Whether every fixed word is there as the template has it, case and a closing full stop aside.
    pub exact: bool,
    captures: Vec<(&'t str, Range<usize>)>,
}

impl Match<'_> {
    /// The bytes (from 0) of the text that stand for `variable`; `None` where nothing does.
    pub fn get(&self, variable: &str) -> Option<Range<usize>> {
        self.captures
            .iter()
            .find(|(name, _)| *name == variable)
            .map(|(_, range)| range.clone())
    }
}

impl Template {
    /// Reads a template: words and `{variables}`, separated by spaces.
    pub fn new(source: &str) -> Self {
        let variable = |word: &str| {
            let (before, rest) = word.split_once('{')?;
            let (name, after) = rest.split_once('}')?;
            Some(Token::Variable {
                before: before.to_owned(),
                name: name.to_owned(),
                after: after.to_owned(),
            })
        };
        let token = |word: &str| variable(word).unwrap_or_else(|| Token::Word(word.to_owned()));
        Self {
            source: source.to_owned(),
            tokens: source.split_whitespace().map(token).collect(),
        }
    }

    /// The template as written in the profile.
    pub fn as_str(&self) -> &str {
        &self.source
    }

    /// What stands between two variables with which the template begins and ends.
    pub fn between(&self, first: &str, last: &str) -> Option<&str> {
        let rest = self.source.strip_prefix(&format!("{{{first}}}"))?;
        rest.strip_suffix(&format!("{{{last}}}"))
    }

    /// The bytes (from 0) of the last variable where the white space before it is missing (`Level:working`).
    pub fn glued(&self, text: &str) -> Option<Range<usize>> {
        let (fixed, _) = self.source.split_once(" {")?;
        let rest = text.get(fixed.len()..)?;
        let is_glued = same(&text[..fixed.len()], fixed)
            && fixed.ends_with(|c: char| !c.is_alphanumeric())
            && rest.starts_with(char::is_alphanumeric);
        is_glued.then_some(fixed.len()..text.len())
    }

    /// The template with its variables filled in by `value`.
    pub fn fill(&self, mut value: impl FnMut(&str) -> String) -> String {
        let mut filled = String::new();
        for token in &self.tokens {
            if !filled.is_empty() {
                filled.push(' ');
            }
            match token {
                Token::Word(word) => filled.push_str(word),
                Token::Variable {
                    before,
                    name,
                    after,
                } => {
                    filled.push_str(before);
                    filled.push_str(&value(name));
                    filled.push_str(after);
                }
            }
        }
        filled
    }

    /// Whether a variable is among its words.
    pub fn has(&self, variable: &str) -> bool {
        self.without(variable).tokens.len() < self.tokens.len()
    }

    /// The template without a variable.
    #[must_use]
    pub fn without(&self, variable: &str) -> Self {
        let is_kept = |word: &&str| !word.contains(&format!("{{{variable}}}"));
        let words: Vec<&str> = self.source.split_whitespace().filter(is_kept).collect();
        Self::new(&words.join(" "))
    }

    /// Matches the whole of `text` word for word; case, white space and a closing full stop aside.
    pub fn matches<'t>(&'t self, text: &str) -> Option<Match<'t>> {
        self.match_from(text)
    }

    /// Matches `text` even where a few fixed words are misspelt, missing or doubled.
    pub fn resembles<'t>(&'t self, text: &str) -> Option<Match<'t>> {
        self.matches(text).or_else(|| self.align(text))
    }

    fn match_from<'t>(&'t self, text: &str) -> Option<Match<'t>> {
        // The first fixed words settle most texts without looking further.
        let mut at = 0;
        let mut captures = Vec::new();
        for (index, token) in self.tokens.iter().enumerate() {
            let (word_start, word) = next_word(text, at)?;
            match token {
                Token::Word(expected) => {
                    let last = index + 1 == self.tokens.len();
                    if !same_word(word, expected, last) {
                        return None;
                    }
                    at = word_start + word.len();
                }
                Token::Variable {
                    before,
                    name,
                    after,
                } => {
                    let start = word_start + opening(word, before)?;
                    let (end, resume) = self.variable_end(text, start, index, after)?;
                    captures.push((name.as_str(), start..end));
                    at = resume;
                }
            }
        }
        text[at..]
            .trim_matches(|c: char| c.is_whitespace() || c == '.')
            .is_empty()
            .then_some(Match {
                exact: true,
                captures,
            })
    }

    /// Where the variable that starts at `start` ends, and where matching goes on: before the next fixed word, or at the end.
    fn variable_end(
        &self,
        text: &str,
        start: usize,
        index: usize,
        after: &str,
    ) -> Option<(usize, usize)> {
        let Some(next) = self.tokens.get(index + 1) else {
            let bare = |text: &str| text.trim_end().trim_end_matches('.').len();
            let value = &text[start..start + bare(&text[start..])];
            let value = value.strip_suffix(&after[..bare(after)])?;
            let end = start + value.trim_end().len();
            return (!value.is_empty()).then_some((end, text.len()));
        };
        if let Token::Variable { before, .. } = next
            && !before.is_empty()
            && after.is_empty()
        {
            return self.end_before(text, start, index + 1, before);
        }
        let mut at = start;
        loop {
            let (word_start, word) = next_word(text, at)?;
            at = word_start + word.len();
            if let Some(bare) = (!after.is_empty())
                .then(|| word.strip_suffix(after))
                .flatten()
            {
                return Some((word_start + bare.len(), at));
            }
            if after.is_empty() {
                match next {
                    // One word for the first of two neighbouring variables.
                    Token::Variable { .. } => return Some((at, at)),
                    Token::Word(expected) => {
                        let (_, following) = next_word(text, at)?;
                        if same_word(following, expected, index + 2 == self.tokens.len())
                            && self.rest_can_follow(text, at, index + 1)
                        {
                            return Some((at, at));
                        }
                    }
                }
            }
        }
    }

    /// Where the variable that starts at `start` ends when the next, at `index`, opens with `before`, such as a bracket: at its last
    /// chance, since a name can have brackets of its own.
    fn end_before(
        &self,
        text: &str,
        start: usize,
        index: usize,
        before: &str,
    ) -> Option<(usize, usize)> {
        let mut ends = Vec::new();
        let mut at = start;
        while let Some((word_start, word)) = next_word(text, at) {
            if word_start > start && opening(word, before).is_some() {
                ends.push(at);
            }
            at = word_start + word.len();
        }
        let opens = |token: &&Token| matches!(token, Token::Variable { before: other, .. } if other == before);
        let to_come = self.tokens[index..].iter().filter(opens).count();
        let end = *ends.get(ends.len().checked_sub(to_come)?)?;
        Some((end, end))
    }

    /// Whether the fixed words from `index` up to the next variable follow at `at`.
    fn rest_can_follow(&self, text: &str, mut at: usize, index: usize) -> bool {
        for (offset, token) in self.tokens[index..].iter().enumerate() {
            let Token::Word(expected) = token else {
                return true;
            };
            let Some((start, word)) = next_word(text, at) else {
                return false;
            };
            if !same_word(word, expected, index + offset + 1 == self.tokens.len()) {
                return false;
            }
            at = start + word.len();
        }
        text[at..]
            .trim_matches(|c: char| c.is_whitespace() || c == '.')
            .is_empty()
    }

    /// Whether there is nothing but variables.
    pub(super) fn is_bare(&self) -> bool {
        self.tokens.iter().all(Token::is_variable)
    }

    fn fixed_words(&self) -> impl Iterator<Item = &str> {
        self.tokens.iter().filter_map(|token| match token {
            Token::Word(word) => Some(word.as_str()),
            Token::Variable { .. } => None,
        })
    }

    /// Whether a closer look is worth it: a single fixed word must open a text that is hardly longer, of several, half must be there to
    /// the letter.
    fn may_resemble(&self, text: &str) -> bool {
        let fixed = self.fixed_words().count();
        if fixed == 1 {
            let opens = match (self.tokens.first(), next_word(text, 0)) {
                (Some(Token::Word(expected)), Some((_, word))) => close_word(word, expected),
                _ => false,
            };
            return opens && words(text).nth(4).is_none();
        }
        let there = self
            .fixed_words()
            .filter(|expected| words(text).any(|(_, word)| same_word(word, expected, true)));
        fixed > 0 && there.count() * 2 >= fixed
    }

    /// Aligns words with tokens so that as many fixed words as possible meet (longest common subsequence with approximate
    /// equality), and takes what lies between them for the variables.
    fn align<'t>(&'t self, text: &str) -> Option<Match<'t>> {
        if !self.may_resemble(text) {
            return None;
        }
        let found: Vec<(usize, &str)> = words(text).take(64).collect();
        let fixed = self.fixed_words().count();
        let meets = |token: usize, word: usize| match &self.tokens[token] {
            Token::Word(expected) => close_word(found[word].1, expected),
            Token::Variable { .. } => false,
        };
        let (rows, columns) = (self.tokens.len(), found.len());
        let mut best = vec![vec![0usize; columns + 1]; rows + 1];
        for row in (0..rows).rev() {
            for column in (0..columns).rev() {
                best[row][column] = best[row + 1][column].max(best[row][column + 1]);
                if meets(row, column) {
                    best[row][column] = best[row][column].max(best[row + 1][column + 1] + 1);
                }
            }
        }
        // A single fixed word has been looked at already. Of several, three in four must be there.
        let variables = rows - fixed;
        let alike = fixed == 1 || best[0][0] * 4 >= fixed * 3;
        let pairs = found.windows(2);
        let doubled = pairs.filter(|pair| same(pair[0].1, pair[1].1)).count();
        if !alike || columns - doubled > fixed + 10 * variables {
            return None;
        }
        let mut captures = Vec::new();
        let (mut row, mut column) = (0, 0);
        let mut open: Option<(&Token, usize)> = None;
        let mut close = |open: &mut Option<(&'t Token, usize)>, end: usize| {
            if let Some((
                Token::Variable {
                    before,
                    name,
                    after,
                },
                first,
            )) = open.take()
                && first < end
            {
                let (start, word) = found[first];
                let start = start + opening(word, before).unwrap_or(0);
                let (last_start, last) = found[end - 1];
                let last = last
                    .strip_suffix(after.as_str())
                    .unwrap_or(last)
                    .trim_end_matches('.');
                captures.push((name.as_str(), start..(last_start + last.len()).max(start)));
            }
        };
        while row < rows {
            match &self.tokens[row] {
                variable @ Token::Variable { .. } => {
                    // Two neighbouring variables: one word for the first.
                    if open.is_some() {
                        column = (column + 1).min(columns);
                        close(&mut open, column);
                    }
                    open = Some((variable, column));
                    row += 1;
                }
                Token::Word(_) => {
                    if column < columns
                        && meets(row, column)
                        && best[row][column] == best[row + 1][column + 1] + 1
                    {
                        close(&mut open, column);
                        row += 1;
                        column += 1;
                    } else if column < columns && best[row][column] > best[row + 1][column] {
                        column += 1;
                    } else {
                        row += 1;
                    }
                }
            }
        }
        close(&mut open, columns);
        Some(Match {
            exact: false,
            captures,
        })
    }
}

/// The length in bytes of `before` at the beginning of a word that goes on behind it, case aside.
fn opening(word: &str, before: &str) -> Option<usize> {
    let start = word.get(..before.len())?;
    (word.len() > before.len() && same(start, before)).then_some(before.len())
}

fn same_word(word: &str, expected: &str, last: bool) -> bool {
    same(word, expected)
        || (last
            && word
                .strip_suffix('.')
                .is_some_and(|word| same(word, expected)))
}

fn close_word(word: &str, expected: &str) -> bool {
    let word = word.trim_end_matches('.');
    if same(word, expected) {
        return true;
    }
    let length = expected.chars().count();
    let allowed = match length {
        0..=2 => return false,
        3 => 1,
        _ => 2,
    };
    word.chars().count().abs_diff(length) <= allowed
        && strsim::osa_distance(&word.to_lowercase(), &expected.to_lowercase()) <= allowed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn captured<'a>(template: &str, text: &'a str) -> Option<(bool, Vec<(String, &'a str)>)> {
        let template = Template::new(template);
        let found = template.resembles(text)?;
        Some((
            found.exact,
            found
                .captures
                .iter()
                .map(|(name, range)| ((*name).to_owned(), &text[range.clone()]))
                .collect(),
        ))
    }

    const ORDINAL: &str = "{level} is the {ordinal} of {count} ascending skill levels";

    #[test]
    fn a_text_that_follows_the_template_gives_its_variables() {
        let (exact, found) = captured(
            ORDINAL,
            "Working  is the\u{a0}second of 4 ascending skill levels.",
        )
        .expect("matches");
        assert!(exact);
        let values: Vec<&str> = found.iter().map(|(_, value)| *value).collect();
        assert_eq!(values, ["Working", "second", "4"]);
    }

    #[test]
    fn neighbouring_variables_and_punctuation_are_told_apart() {
        let template = "There are {count} {role} role levels, from {first} to {last}";
        let text = "There are 5 product manager role levels, from associate product manager to head of product.";
        let (exact, found) = captured(template, text).expect("matches");
        let values: Vec<&str> = found.iter().map(|(_, value)| *value).collect();
        assert!(exact);
        assert_eq!(
            values,
            [
                "5",
                "product manager",
                "associate product manager",
                "head of product"
            ]
        );
    }

    #[test]
    fn brackets_around_a_variable_are_no_part_of_it() {
        let values = |template: &str, text: &'static str| {
            let (_, found) = captured(template, text)?;
            Some(
                found
                    .into_iter()
                    .map(|(_, value)| value)
                    .collect::<Vec<_>>(),
            )
        };
        assert_eq!(
            values("{skill} ({level})", "Pruning (old trees) (highly skilled)"),
            Some(vec!["Pruning (old trees)", "highly skilled"])
        );
        assert_eq!(values("[{level}]", "[ highly skilled ]"), None);
        assert_eq!(
            values("[{level}]", "[highly skilled]."),
            Some(vec!["highly skilled"])
        );
        assert_eq!(values("{skill} ({level})", "Pruning (skilled"), None);
        assert_eq!(values("{skill} ({level})", "Pruning"), None);
        assert_eq!(
            values("{a} ({b}) ({c})", "One two (three) (four)"),
            Some(vec!["One two", "three", "four"])
        );
        let template = Template::new("{skill} ({level})");
        assert_eq!(template.fill(str::to_owned), "skill (level)");
    }

    #[test]
    fn a_misspelt_fixed_word_still_gives_the_variables() {
        let (exact, found) =
            captured(ORDINAL, "Working is teh second of 4 ascendin skill levels").expect("matches");
        let values: Vec<&str> = found.iter().map(|(_, value)| *value).collect();
        assert!(!exact);
        assert_eq!(values[0], "Working");
        assert_eq!(values[2], "4");
        assert!(
            captured("Level: {level}", "Levl: expert")
                .is_some_and(|(exact, found)| !exact && found[0].1 == "expert")
        );
    }

    #[test]
    fn other_text_does_not_match() {
        assert_eq!(
            captured(ORDINAL, "Working with others is the best part of the job"),
            None
        );
        assert_eq!(captured("Level: {level}", "high levels of care"), None);
        assert_eq!(
            captured(
                "Level: {level}",
                "levels of care that a service can keep up"
            ),
            None
        );
    }
}
