//! Which words may vary in the phrases of a profile, and what is wrong with a phrase by which nothing can be recognised.

use std::ops::Range;

use super::close_match;
use super::mistake::{Mistake, did_you_mean, listed};
use crate::document::Node;
use crate::document::pointer::join;

/// What varies in the phrases at one place of a profile.
#[derive(Clone, Copy)]
struct Phrase {
    pointer: &'static str,
    /// Variables that must be there.
    needs: &'static [&'static str],
    /// Variables that may be there, too.
    may_have: &'static [&'static str],
    /// Whether it may be nothing but variables.
    may_be_bare: bool,
}

const fn phrase(
    pointer: &'static str,
    needs: &'static [&'static str],
    may_have: &'static [&'static str],
) -> Phrase {
    Phrase {
        pointer,
        needs,
        may_have,
        may_be_bare: false,
    }
}

const PHRASES: [Phrase; 18] = [
    phrase("/skill/level", &["level"], &[]),
    phrase("/skill/ordinal", &[], &["level", "ordinal", "count"]),
    phrase("/skill/lead-ins", &[], &[]),
    phrase("/skill/undefined", &[], &[]),
    phrase("/headings/entry", &["skill", "level"], &[]),
    Phrase {
        // The scale says which headings it is.
        may_be_bare: true,
        ..phrase("/headings/skill-level", &["level"], &[])
    },
    phrase("/sections/contents", &[], &[]),
    phrase("/sections/summary", &[], &["role"]),
    phrase("/sections/role-levels", &[], &["role"]),
    phrase("/sections/shared-skills", &[], &["role"]),
    phrase("/sections/updates", &[], &[]),
    phrase("/sections/required-by", &[], &[]),
    phrase(
        "/phrases/level-count",
        &[],
        &["count", "role", "first", "last"],
    ),
    phrase("/phrases/one-level", &[], &["count", "role"]),
    phrase("/phrases/published", &["date"], &[]),
    phrase("/phrases/last-updated", &["date"], &[]),
    phrase("/phrases/first-published", &[], &[]),
    phrase("/phrases/renamed", &["old", "new"], &[]),
];

/// Variables that stand for one word, so that another may follow directly.
const OF_ONE_WORD: [&str; 3] = ["count", "ordinal", "level"];

/// Variables that have quotation marks in documents, and none in the phrase.
const QUOTED: [&str; 2] = ["old", "new"];

const QUOTATION_MARKS: [char; 11] = ['"', '\'', '`', '‘', '’', '‚', '“', '”', '„', '«', '»'];

/// The variables that the phrase at this place of a profile must have, and those that it may have besides.
pub(super) fn variables_of(pointer: &str) -> (&'static [&'static str], &'static [&'static str]) {
    let found = PHRASES.iter().find(|phrase| phrase.pointer == pointer);
    found.map_or((&[], &[]), |phrase| (phrase.needs, phrase.may_have))
}

/// What is wrong with the phrases that a file of a profile has.
pub(super) fn mistakes(profile: &Node<'_>) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    for phrase in PHRASES {
        let Some(target) = profile.pointer(phrase.pointer) else {
            continue;
        };
        if let Some(text) = target.node.as_str() {
            phrase.look_at(text, phrase.pointer, &mut mistakes);
        }
        for (index, item) in target.node.items().iter().enumerate() {
            let pointer = join(phrase.pointer, &index.to_string());
            if let Some(text) = item.as_str() {
                phrase.look_at(text, &pointer, &mut mistakes);
            }
        }
    }
    mistakes
}

/// A name in braces, and where it stands with them (bytes from 0).
struct Variable<'t> {
    name: &'t str,
    place: Range<usize>,
}

impl Phrase {
    /// What the profile calls it.
    fn name(&self) -> &'static str {
        let (_, name) = self.pointer.rsplit_once('/').unwrap_or_default();
        name
    }

    fn look_at(&self, text: &str, pointer: &str, mistakes: &mut Vec<Mistake>) {
        let variables = match variables(text) {
            Ok(variables) => variables,
            Err(word) => {
                let message = format!("a brace of `{}` has no partner", &text[word.clone()]);
                let help = "the name of what varies stands in braces: one before it, one behind it";
                let mistake = Mistake::in_text(pointer, word, message);
                mistakes.push(mistake.help(Some(help.to_owned())));
                return;
            }
        };
        let known = mistakes.len();
        self.look_at_each(text, &variables, pointer, mistakes);
        if mistakes.len() > known || text.trim().is_empty() {
            return;
        }
        let has = |name: &str| variables.iter().any(|variable| variable.name == name);
        for name in self.needs.iter().filter(|name| !has(name)) {
            let message = format!("`{}` has no `{{{name}}}`", self.name());
            let help = format!("put `{{{name}}}` where the words vary");
            mistakes.push(Mistake::at(pointer, message).help(Some(help)));
        }
        if mistakes.len() == known && !self.may_be_bare && is_bare(text, &variables) {
            let message = format!("every text would follow `{text}`");
            let help = "put words into it that are always the same";
            mistakes.push(Mistake::at(pointer, message).help(Some(help.to_owned())));
        }
    }

    /// Looks at each variable by itself and beside the one before it.
    fn look_at_each(
        &self,
        text: &str,
        variables: &[Variable<'_>],
        pointer: &str,
        mistakes: &mut Vec<Mistake>,
    ) {
        for (index, variable) in variables.iter().enumerate() {
            let Variable { name, place } = variable;
            let at = |message| Mistake::in_text(pointer, place.clone(), message);
            let before = &variables[..index];
            if !self.knows(name) {
                let message = format!("`{{{name}}}` stands for nothing in `{}`", self.name());
                mistakes.push(at(message).help(Some(self.help_with(name))));
            } else if before.iter().any(|other| other.name == *name) {
                let message = format!("`{{{name}}}` stands twice in `{}`", self.name());
                mistakes.push(at(message));
            } else if let Some(quoted) = variable.with_marks(text) {
                let message = format!("`{{{name}}}` has quotation marks around it");
                let help = "leave them out: in documents the name has them, whichever they are";
                let mistake = Mistake::in_text(pointer, quoted, message);
                mistakes.push(mistake.help(Some(help.to_owned())));
            } else if let Some(last) = before.last()
                && last.runs_on(&text[last.place.end..place.start])
            {
                let message = format!("`{{{}}}` and `{{{name}}}` cannot be told apart", last.name);
                let help = "put a word or a sign between them, with white space on both sides";
                let both = last.place.start..place.end;
                let mistake = Mistake::in_text(pointer, both, message);
                mistakes.push(mistake.help(Some(help.to_owned())));
            }
        }
    }

    fn knows(&self, name: &str) -> bool {
        self.all().any(|known| known == name)
    }

    fn all(&self) -> impl Iterator<Item = &'static str> {
        self.needs.iter().chain(self.may_have).copied()
    }

    fn help_with(&self, unknown: &str) -> String {
        if let Some(close) = close_match(unknown, self.all()) {
            return did_you_mean(&format!("{{{close}}}"));
        }
        let names: Vec<String> = self.all().map(|name| format!("{{{name}}}")).collect();
        if names.is_empty() {
            return "nothing varies in this phrase".to_owned();
        }
        let names = listed(names.iter().map(String::as_str));
        format!("what can vary here is {names}")
    }
}

impl Variable<'_> {
    /// Its place in `text` with the quotation marks around it, where there should be none.
    fn with_marks(&self, text: &str) -> Option<Range<usize>> {
        let before = text[..self.place.start].trim_end();
        let behind = text[self.place.end..].trim_start();
        let opening = before
            .chars()
            .next_back()
            .filter(|mark| QUOTATION_MARKS.contains(mark))?;
        let closing = behind
            .chars()
            .next()
            .filter(|mark| QUOTATION_MARKS.contains(mark))?;
        let end = text.len() - behind.len() + closing.len_utf8();
        QUOTED
            .contains(&self.name)
            .then(|| before.len() - opening.len_utf8()..end)
    }

    /// Whether nobody can tell where it ends, with `between` and another variable behind it.
    fn runs_on(&self, between: &str) -> bool {
        let is_apart = between.contains(char::is_whitespace);
        !is_apart || (between.trim().is_empty() && !OF_ONE_WORD.contains(&self.name))
    }
}

/// The variables of a phrase in their order; `Err` has the brace without a partner, and the word that it belongs to.
fn variables(text: &str) -> Result<Vec<Variable<'_>>, Range<usize>> {
    let mut variables = Vec::new();
    let mut at = 0;
    while let Some(brace) = text[at..].find(['{', '}']) {
        let start = at + brace;
        let inner = &text[start + 1..];
        let end = inner.find(['{', '}', ' ']);
        match end.filter(|&end| text[start..].starts_with('{') && inner[end..].starts_with('}')) {
            Some(end) => {
                let place = start..start + end + 2;
                at = place.end;
                variables.push(Variable {
                    name: &inner[..end],
                    place,
                });
            }
            None if text[start..].starts_with('{') => {
                let end = end.map_or(text.len(), |end| start + 1 + end);
                return Err(start..end);
            }
            None => {
                let word = text[..start].rsplit(char::is_whitespace).next();
                return Err(start - word.map_or(0, str::len)..start + 1);
            }
        }
    }
    Ok(variables)
}

/// Whether there is nothing but variables.
fn is_bare(text: &str, variables: &[Variable<'_>]) -> bool {
    let mut fixed = text.to_owned();
    for variable in variables.iter().rev() {
        fixed.replace_range(variable.place.clone(), "");
    }
    fixed.trim().is_empty()
}
