//! The words of a profile one by one: where documents say them, where a file of the user has them, and the profile with others in their
//! place.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::close_match;
use super::mistake::text_in;
use super::phrases;
use super::profile::{Profile, fold};
use super::template::Template;
use super::typed;
use crate::document::pointer::{join, steps};
use crate::document::{Member, Node, Value};
use crate::source::Source;
use crate::text::{Span, Spanned, same_ignoring_case};

/// Where a document says a word of the profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// In its entries.
    Level,
    /// In the sentence that places a level in the scale.
    Ordinal,
    /// In the sentence that counts the role levels.
    Number,
    /// In dates.
    Month,
    /// In the front matter.
    Key,
    /// In the header of a table.
    Column,
    /// In a cell, and nothing else is in it.
    Cell,
    /// As a heading, or as a line by itself.
    Heading,
    /// As a paragraph, a point or a line of a cell.
    Sentence,
    /// At the beginning of one.
    Opening,
}

impl Sort {
    /// Whether its words are those of a list that has one for each number, month or level.
    pub fn is_of_list(self) -> bool {
        matches!(
            self,
            Self::Level | Self::Ordinal | Self::Number | Self::Month
        )
    }
}

/// The parts of a profile that documents are compared with word for word; the first that leads to a word counts.
///
/// The rest are words that are passed over wherever they stand (articles, abbreviations, the lines around a copied page), and what stands
/// where something is still to be written: a document that has none of them is no sign of a mistake.
const SORTS: [(&str, Sort); 16] = [
    ("/scale/levels", Sort::Level),
    ("/language/ordinals", Sort::Ordinal),
    ("/language/numbers", Sort::Number),
    ("/language/months", Sort::Month),
    ("/skill/level", Sort::Sentence),
    ("/skill/ordinal", Sort::Sentence),
    ("/skill/lead-ins", Sort::Opening),
    ("/skill/undefined", Sort::Sentence),
    ("/matrix/none", Sort::Cell),
    ("/headings", Sort::Heading),
    ("/columns", Sort::Column),
    ("/sections", Sort::Heading),
    ("/phrases/role-level", Sort::Opening),
    ("/phrases/role-levels-preamble", Sort::Opening),
    ("/phrases", Sort::Sentence),
    ("/front-matter", Sort::Key),
];

/// Parts that a profile need not have.
const MAY_LACK: [&str; 2] = ["/headings/entry", "/headings/skill-level"];

/// The words of a profile of which at least one stands in a file of the user.
#[derive(Debug)]
pub struct OwnWords {
    words: Vec<OwnWord>,
    /// What the profile was read from.
    merged: Node<'static>,
}

/// A word, a phrase or a heading of a profile.
#[derive(Debug)]
pub struct OwnWord {
    /// The JSON pointer to it in the profile.
    pub pointer: String,
    /// Where documents say it.
    pub sort: Sort,
    /// What it says.
    pub phrase: Template,
    /// Where it stands; `None` where it comes from the built-in profile, or is nowhere.
    pub written: Option<Written>,
    /// Where it would have to stand then: the table of the user's file, or the beginning of the file.
    pub lacking: Option<Written>,
}

/// Where a text stands in a file of the user.
#[derive(Clone, Debug)]
pub struct Written {
    /// The file.
    pub source: Arc<Source>,
    /// The text without its quotation marks.
    pub span: Span,
}

/// Where the texts of the layers stand, by the pointers to them.
pub(super) type Places = BTreeMap<String, Written>;

/// Adds the place of each text in the node that `pointer` leads to, and of the keys of tables. A list takes the place of another. `key` is
/// the place of the node's own key, where it has one.
pub(super) fn add_places(
    places: &mut Places,
    source: &Arc<Source>,
    node: &Node<'_>,
    key: Option<Span>,
    pointer: &str,
) {
    match &node.value {
        Value::Object(members) => {
            if let Some(key) = key {
                let source = Arc::clone(source);
                places.insert(pointer.to_owned(), Written { source, span: key });
            }
            for member in members {
                let pointer = join(pointer, &member.key.value);
                add_places(
                    places,
                    source,
                    &member.node,
                    Some(member.key.span),
                    &pointer,
                );
            }
        }
        Value::Array(items) => {
            let below = format!("{pointer}/");
            places.retain(|other, _| !other.starts_with(&below));
            for (index, item) in items.iter().enumerate() {
                add_places(
                    places,
                    source,
                    item,
                    None,
                    &join(pointer, &index.to_string()),
                );
            }
        }
        Value::String(_) => {
            let written = Written {
                source: Arc::clone(source),
                span: text_in(source.text(), node),
            };
            places.insert(pointer.to_owned(), written);
        }
        _ => {}
    }
}

impl OwnWords {
    /// The words of the profile that was read from `merged`.
    pub(super) fn of(merged: &Node<'static>, places: &Places) -> Self {
        let mut words: Vec<OwnWord> = Vec::new();
        for (part, sort) in SORTS {
            let Some(target) = merged.pointer(part) else {
                continue;
            };
            let mut texts = Vec::new();
            collect_texts(target.node, part, &mut texts);
            for (pointer, text) in texts {
                if !words.iter().any(|word| word.pointer == pointer) {
                    words.push(OwnWord::new(pointer, sort, text, places));
                }
            }
        }
        let lacking = MAY_LACK
            .iter()
            .filter(|part| merged.pointer(part).is_none());
        words.extend(
            lacking.map(|part| OwnWord::new((*part).to_owned(), Sort::Heading, "", places)),
        );
        Self {
            words,
            merged: merged.clone(),
        }
    }

    /// All words, always in the same order.
    pub fn all(&self) -> &[OwnWord] {
        &self.words
    }

    /// The profile with other words in the place of some, by their positions; those that it cannot have are left as they are. Gives
    /// which were put in as well.
    pub(super) fn with(
        &self,
        others: &BTreeMap<usize, String>,
    ) -> Option<(Profile, BTreeSet<usize>)> {
        let (mut merged, mut taken, mut profile) = (self.merged.clone(), BTreeSet::new(), None);
        for (&index, other) in others {
            let mut changed = merged.clone();
            replace(&mut changed, &self.words[index].pointer, other);
            let read = typed::read_whole::<Profile>(
                &changed,
                "this profile",
                &BTreeSet::new(),
                super::layers::NO_WORDS,
            );
            if let Ok(read) = read {
                (merged, profile) = (changed, Some(read));
                taken.insert(index);
            }
        }
        Some((profile?, taken))
    }
}

/// The texts in a node with the pointers to them.
fn collect_texts<'n>(node: &'n Node<'_>, pointer: &str, texts: &mut Vec<(String, &'n str)>) {
    if let Some(text) = node.as_str() {
        texts.push((pointer.to_owned(), text));
    }
    for member in node.members() {
        collect_texts(&member.node, &join(pointer, &member.key.value), texts);
    }
    for (index, item) in node.items().iter().enumerate() {
        collect_texts(item, &join(pointer, &index.to_string()), texts);
    }
}

/// Puts a text in the place of what `pointer` leads to, or where nothing is as yet.
fn replace(root: &mut Node<'static>, pointer: &str, text: &str) {
    let mut node = root;
    for step in steps(pointer) {
        let next = match &mut node.value {
            Value::Object(members) => {
                let at = members.iter().position(|member| member.key.value == step);
                let at = at.unwrap_or_else(|| {
                    members.push(empty_table(step));
                    members.len() - 1
                });
                members.get_mut(at).map(|member| &mut member.node)
            }
            Value::Array(items) => step.parse().ok().and_then(|at: usize| items.get_mut(at)),
            _ => None,
        };
        let Some(next) = next else { return };
        node = next;
    }
    node.value = Value::String(Cow::Owned(text.to_owned()));
}

fn empty_table(key: String) -> Member<'static> {
    let nowhere = Span::empty(0);
    Member {
        key: Spanned::new(Cow::Owned(key), nowhere),
        node: Node::new(Value::Object(Vec::new()), nowhere),
    }
}

impl OwnWord {
    fn new(pointer: String, sort: Sort, text: &str, places: &Places) -> Self {
        let table = pointer.split('/').nth(1).map(|table| join("", table));
        let at_beginning = || {
            let any = places.values().next()?;
            let source = Arc::clone(&any.source);
            Some(Written {
                source,
                span: Span::empty(0),
            })
        };
        Self {
            written: places.get(&pointer).cloned(),
            lacking: table
                .and_then(|table| places.get(&table).cloned())
                .or_else(at_beginning),
            pointer,
            sort,
            phrase: Template::new(text),
        }
    }

    /// The table that it belongs to, its key there, and whether that has a list.
    pub fn key(&self) -> Option<(&str, &str, bool)> {
        let mut steps = self.pointer.split('/').skip(1);
        Some((steps.next()?, steps.next()?, steps.next().is_some()))
    }

    /// Whether it opens descriptions.
    pub fn is_lead_in(&self) -> bool {
        self.key().is_some_and(|(_, key, _)| key == "lead-ins")
    }

    /// Whether it must have this variable.
    pub fn needs(&self, variable: &str) -> bool {
        phrases::variables_of(&self.pointer).0.contains(&variable)
    }

    /// Whether it may have this variable.
    pub fn may_have(&self, variable: &str) -> bool {
        self.needs(variable) || phrases::variables_of(&self.pointer).1.contains(&variable)
    }

    /// Whether a text is this word, or begins with it where that is enough.
    pub fn is_said(&self, text: &str) -> bool {
        match self.sort {
            Sort::Key => self.phrase.as_str() == text,
            Sort::Opening => self.phrase.opens(text),
            // Nothing but a variable fits everything.
            Sort::Heading | Sort::Sentence => {
                !self.phrase.is_bare() && self.phrase.matches(text).is_some()
            }
            _ => same_ignoring_case(self.phrase.as_str(), text) || self.is_folded(text),
        }
    }

    fn is_folded(&self, text: &str) -> bool {
        text.contains(char::is_whitespace) && fold(text) == fold(self.phrase.as_str())
    }

    /// How the word would have to be for a text to say it, where the text is close to saying it; `fits` tells whether a variable can have
    /// a value.
    pub fn nearly_said(&self, text: &str, fits: &dyn Fn(&str, &str) -> bool) -> Option<String> {
        match self.sort {
            Sort::Heading | Sort::Sentence => self.phrase.nearly(text, false, fits),
            Sort::Opening => self.phrase.nearly(text, true, fits),
            _ => close_match(text, [self.phrase.as_str()])
                .map(|_| crate::text::collapse_white_space(text.trim()).into_owned()),
        }
    }

    /// The longest run of words in it that do not vary; empty where there are only signs.
    pub fn fixed(&self) -> &str {
        self.runs().max_by_key(|run| run.len()).unwrap_or_default()
    }

    /// The runs of words in it that do not vary.
    pub fn runs(&self) -> impl Iterator<Item = &str> {
        let runs = self.phrase.as_str().split(['{', '}']).step_by(2);
        let runs = runs.filter(|run| run.contains(char::is_alphanumeric));
        runs.map(str::trim)
    }
}
