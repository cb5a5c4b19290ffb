//! The words by which a framework's documents are recognised: its scale, columns, sections and phrases.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use serde::Deserialize;

use super::own_words::OwnWords;
use super::sections::Sections;
use super::template::Template;
use super::texts;
use super::usual::UsualPhrase;
use crate::text::same_ignoring_case;

/// A profile: read from `schemas/profiles/*.toml`, so that another framework needs no code.
///
/// Every list is in the order in which the profile file has it; nothing in a profile depends on case.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Profile {
    /// What the profile is called.
    #[serde(deserialize_with = "texts::text")]
    pub name: String,
    /// The skill levels.
    pub scale: Scale,
    /// Words of the language for numbers and dates.
    pub language: Language,
    /// The phrases of an entry.
    pub skill: SkillPhrases,
    /// How a matrix is written; absent where the framework has none.
    #[serde(default)]
    pub matrix: Option<Matrix>,
    /// Skills and levels as headings; absent where the framework has them in tables.
    #[serde(default)]
    pub headings: Headings,
    /// Column names.
    pub columns: Columns,
    /// Headings of the parts of a page.
    pub sections: Sections,
    /// Sentences with variable words.
    pub phrases: Phrases,
    /// What only copied page text has.
    pub page: PagePhrases,
    /// Keys that say what a document is.
    pub front_matter: FrontMatterKeys,
    /// What nearly every entry says of its level, read beforehand.
    #[serde(skip)]
    usual: OnceLock<Vec<UsualPhrase>>,
    /// The sentences that count role levels, without their number.
    #[serde(skip)]
    numberless: OnceLock<[Template; 2]>,
    /// Its words as the files of the user have them; `None` for the built-in profile.
    #[serde(skip)]
    pub(crate) own_words: Option<Arc<OwnWords>>,
}

/// The skill levels, ascending.
#[derive(Clone, Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Scale {
    /// Names, lowest first.
    #[serde(deserialize_with = "texts::levels")]
    pub levels: Vec<String>,
}

/// Words of the language.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Language {
    /// *first*, *second* …
    #[serde(deserialize_with = "texts::names")]
    pub ordinals: Vec<String>,
    /// *one*, *two* …
    #[serde(deserialize_with = "texts::words")]
    pub numbers: Vec<String>,
    /// *January* … *December*.
    #[serde(deserialize_with = "texts::months")]
    pub months: Vec<String>,
    /// Words that may stand before a role's name.
    #[serde(deserialize_with = "texts::texts")]
    pub articles: Vec<String>,
    /// Words that may rightly stand twice in a row; of several words the last one, behind the others.
    #[serde(deserialize_with = "texts::texts")]
    pub doubled_words: Vec<String>,
    /// Words that begin with an apostrophe, without it.
    #[serde(deserialize_with = "texts::texts")]
    pub clipped_words: Vec<String>,
    /// Words whose full stop ends no sentence, without it.
    #[serde(deserialize_with = "texts::texts")]
    pub abbreviations: Vec<String>,
}

/// The phrases of an entry.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SkillPhrases {
    /// Names the level: `{level}`.
    pub level: Template,
    /// Places the level in the scale: `{level}`, `{ordinal}`, `{count}`.
    pub ordinal: Template,
    /// What opens a description; the first is the one to use.
    #[serde(deserialize_with = "texts::some_texts")]
    pub lead_ins: Vec<String>,
    /// What says that a level has no description.
    #[serde(deserialize_with = "texts::texts")]
    pub undefined: Vec<String>,
    /// What stands where a description is still to be written.
    #[serde(deserialize_with = "texts::texts")]
    pub placeholders: Vec<String>,
}

/// One table for a whole role: a row for each skill and, after the column `skill`, a column for each role level.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Matrix {
    /// What a cell says where the role level does not need the skill. An empty cell says nothing, and is a mistake.
    #[serde(deserialize_with = "texts::texts")]
    pub none: Vec<String>,
}

/// Skills below headings instead of in tables.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Headings {
    /// Opens an entry of a role level, whose description is what follows: `{skill}`, `{level}`.
    #[serde(default)]
    pub entry: Option<Template>,
    /// Opens a level of a skill in the catalogue: `{level}`.
    #[serde(default)]
    pub skill_level: Option<Template>,
}

/// Column names.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Columns {
    /// The skill of an entry.
    #[serde(deserialize_with = "texts::text")]
    pub skill: String,
    /// The level of an entry, in a column of its own.
    #[serde(deserialize_with = "texts::text")]
    pub level: String,
    /// The level of a catalogue's row.
    #[serde(deserialize_with = "texts::text")]
    pub skill_level: String,
    /// The description.
    #[serde(deserialize_with = "texts::text")]
    pub description: String,
    /// The other role of a shared-skills table.
    #[serde(deserialize_with = "texts::text")]
    pub role: String,
    /// The skills of a shared-skills table.
    #[serde(deserialize_with = "texts::text")]
    pub shared_skills: String,
}

/// Sentences with variable words.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Phrases {
    /// How many role levels there are: `{count}`, `{role}`, `{first}`, `{last}`.
    pub level_count: Template,
    /// The same for a single one: `{count}`, `{role}`.
    pub one_level: Template,
    /// What opens a paragraph that only role levels have.
    #[serde(deserialize_with = "texts::texts")]
    pub role_level: Vec<String>,
    /// What opens a paragraph above the role levels that is the same on every page and says nothing about one of them.
    #[serde(deserialize_with = "texts::texts")]
    pub role_levels_preamble: Vec<String>,
    /// When the page was first published: `{date}`.
    pub published: Template,
    /// When it last changed: `{date}`.
    pub last_updated: Template,
    /// What the update history says of the day on which the page was published.
    pub first_published: Template,
    /// How the update history says that a skill was renamed: `{old}` and `{new}`, which stand in quotation marks there.
    #[serde(default)]
    pub renamed: Vec<Template>,
}

/// What only copied page text has.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PagePhrases {
    /// Lines of the web page around the document.
    #[serde(deserialize_with = "texts::texts")]
    pub furniture: Vec<String>,
    /// What stands behind the date of the *Last updated* line at the top.
    #[serde(deserialize_with = "texts::text")]
    pub last_updated_link: String,
}

/// Keys that say what a document is.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FrontMatterKeys {
    /// The key that names the kind.
    #[serde(deserialize_with = "texts::text")]
    pub kind: String,
    /// The key that names the family of roles that a role belongs to.
    #[serde(deserialize_with = "texts::text")]
    pub family: String,
    /// The key that has the title.
    #[serde(deserialize_with = "texts::text")]
    pub title: String,
    /// The key that has the URL that a clip was taken from.
    #[serde(deserialize_with = "texts::text")]
    pub source: String,
    /// The key that has other titles.
    #[serde(deserialize_with = "texts::text")]
    pub aliases: String,
    /// The key that has the day on which the file was made.
    #[serde(deserialize_with = "texts::text")]
    pub created: String,
    /// The key that has the day on which the file last changed.
    #[serde(deserialize_with = "texts::text")]
    pub modified: String,
    /// Keys whose value is the day on which the words last changed.
    #[serde(deserialize_with = "texts::texts")]
    pub content_dates: Vec<String>,
    /// Keys of a web clip.
    #[serde(deserialize_with = "texts::texts")]
    pub clip: Vec<String>,
    /// Keys of a guide.
    #[serde(deserialize_with = "texts::texts")]
    pub guide: Vec<String>,
}

impl FrontMatterKeys {
    /// Those that mean one thing each, always in the same order.
    pub(super) fn single(&self) -> [&str; 6] {
        [
            &self.kind,
            &self.family,
            &self.title,
            &self.aliases,
            &self.created,
            &self.modified,
        ]
    }
}

pub(super) const GOV_UK: &str = include_str!("../../schemas/profiles/gov-uk.toml");

impl Profile {
    /// The built-in profile of the UK Government Digital and Data framework.
    #[expect(
        clippy::missing_panics_doc,
        reason = "the built-in profile is valid: a test reads it"
    )]
    pub fn gov_uk() -> &'static Self {
        static PROFILE: OnceLock<Profile> = OnceLock::new();
        PROFILE.get_or_init(|| {
            toml::from_str(GOV_UK).expect("the built-in profile is valid: a test reads it")
        })
    }

    /// What `text` says of a level, where it is one of the phrases that nearly every entry has, case aside.
    pub fn usual_phrase(&self, text: &str) -> Option<&UsualPhrase> {
        let usual = self.usual.get_or_init(|| UsualPhrase::all(self));
        usual.iter().find(|usual| usual.is(text))
    }

    /// The sentences that count role levels, each with the same without its number.
    pub fn level_counts(&self) -> [(&Template, &Template); 2] {
        let phrases = &self.phrases;
        let counts = [&phrases.level_count, &phrases.one_level];
        let without = || counts.map(|phrase| phrase.without("count"));
        let [several, one] = self.numberless.get_or_init(without);
        [(counts[0], several), (counts[1], one)]
    }

    /// The bytes (from 0) of the role's name in the heading of a part, without the article before it; `None` where the heading is misspelt or
    /// names no role.
    pub fn role_in(&self, heading: &str) -> Option<Range<usize>> {
        let sections = &self.sections;
        let templates = [
            &sections.summary,
            &sections.role_levels,
            &sections.shared_skills,
        ];
        let mut found = templates.into_iter();
        let role = found.find_map(|template| template.matches(heading)?.get("role"))?;
        let (first, rest) = heading[role.clone()].split_once(' ').unwrap_or_default();
        let mut articles = self.language.articles.iter();
        let is_article = articles.any(|article| same_ignoring_case(article, first));
        let name = rest.trim_start();
        let start = if is_article {
            role.end - name.len()
        } else {
            role.start
        };
        Some(start..role.end)
    }

    /// The level (from 0) that `name` is, case and white space aside.
    pub fn level_index(&self, name: &str) -> Option<u8> {
        position_of(&self.scale.levels, name)
    }

    /// The level (from 0) that `name` is close to: the only one that [`close_match`] takes for it.
    pub fn close_level(&self, name: &str) -> Option<u8> {
        let name = fold(name);
        close_match(&name, self.scale.levels.iter().map(String::as_str))
            .and_then(|close| self.level_index(close))
    }

    /// The name of the level at `index` (from 0), as the profile spells it.
    pub fn level_name(&self, index: u8) -> &str {
        &self.scale.levels[usize::from(index)]
    }

    /// The ordinal (*second*) of the level at `index` (from 0).
    pub fn ordinal(&self, index: u8) -> Option<&str> {
        self.language
            .ordinals
            .get(usize::from(index))
            .map(String::as_str)
    }

    /// The place (from 0) in the scale that an ordinal names.
    pub fn place(&self, ordinal: &str) -> Option<u8> {
        position_of(&self.language.ordinals, ordinal)
    }

    /// The number that `text` says in digits or in one of the profile's words.
    pub fn number(&self, text: &str) -> Option<u32> {
        let text = text.trim();
        text.parse()
            .ok()
            .or_else(|| Some(u32::from(position_of(&self.language.numbers, text)?) + 1))
    }

    /// Whether a cell of a matrix says that the role level does not need the skill.
    pub fn is_no_level(&self, text: &str) -> bool {
        let none = self.matrix.iter().flat_map(|matrix| &matrix.none);
        none.into_iter().any(|none| same_ignoring_case(none, text))
    }

    /// Whether `text` says that a level has no description.
    pub fn is_undefined(&self, text: &str) -> bool {
        is_one_of(&self.skill.undefined, text)
    }

    /// Whether `text` stands where a description is still to be written, whatever brackets, quotation marks or other signs are around it.
    pub fn is_placeholder(&self, text: &str) -> bool {
        resembles_one_of(&self.skill.placeholders, text, |text| {
            let bare = text.trim_matches(|character: char| !character.is_alphanumeric());
            if bare.is_empty() { text } else { bare }
        })
    }

    /// Whether `text` is a number, or close to one of the profile's words for them.
    pub fn resembles_number(&self, text: &str) -> bool {
        text.contains(|c: char| c.is_ascii_digit())
            || close_match(text, self.language.numbers.iter().map(String::as_str)).is_some()
    }

    /// Whether a variable of a phrase can have this value.
    pub(crate) fn can_be(&self, variable: &str, value: &str) -> bool {
        match variable {
            "date" => value.contains(|c: char| c.is_ascii_digit()),
            "count" => self.resembles_number(value),
            "level" => self
                .level_index(value)
                .or(self.close_level(value))
                .is_some(),
            _ => true,
        }
    }

    /// The month (1 to 12) that `text` names.
    pub fn month(&self, text: &str) -> Option<u8> {
        position_of(&self.language.months, text).map(|index| index + 1)
    }
}

/// Whether `text` is one of `phrases`, case, white space and closing punctuation aside.
fn is_one_of(phrases: &[String], text: &str) -> bool {
    resembles_one_of(phrases, text, |text| text.trim_end_matches(['.', '!', '…']))
}

/// Whether `text` is one of `phrases`, case, white space and what `bare` takes off aside: at most eight bytes.
fn resembles_one_of(phrases: &[String], text: &str, bare: impl Fn(&str) -> &str) -> bool {
    let longest = phrases.iter().map(String::len).max().unwrap_or(0);
    if text.len() > longest + 8 {
        return false;
    }
    let bare = |text: &str| fold(bare(text.trim()));
    let text = bare(text);
    phrases.iter().any(|phrase| bare(phrase) == text)
}

fn position_of(names: &[String], name: &str) -> Option<u8> {
    let position = |same: fn(&str, &str) -> bool| names.iter().position(|known| same(known, name));
    let has_white_space = || name.contains(char::is_whitespace);
    let spaced = || has_white_space().then(|| position(same_name)).flatten();
    let index = position(same_ignoring_case).or_else(spaced)?;
    u8::try_from(index).ok()
}

/// Whether two names are the same, case and white space aside.
fn same_name(one: &str, other: &str) -> bool {
    let (mut one, mut other) = (one.split_whitespace(), other.split_whitespace());
    loop {
        match (one.next(), other.next()) {
            (Some(one), Some(other)) if same_ignoring_case(one, other) => {}
            (None, None) => return true,
            _ => return false,
        }
    }
}

/// Lower case, white space collapsed: how names are compared where case does not count.
pub fn fold(text: &str) -> String {
    crate::text::collapse_white_space(text).to_lowercase()
}

/// The one of `known` that `name` is close to, case aside: within an edit distance (optimal string alignment) of 2, or 1 for names
/// under six characters, and closer than every other. `None` where two are equally close.
pub fn close_match<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let name = fold(name);
    let length = name.chars().count();
    let allowed = if length < 6 { 1 } else { 2 };
    let mut best: Option<(usize, &str)> = None;
    let mut tie = false;
    for candidate in known {
        let folded = fold(candidate);
        if folded.chars().count().abs_diff(length) > allowed {
            continue;
        }
        let distance = strsim::osa_distance(&name, &folded);
        match best {
            Some((least, _)) if distance > least => {}
            Some((least, closest)) if distance == least => tie |= closest != candidate,
            _ => (best, tie) = (Some((distance, candidate)), false),
        }
    }
    best.filter(|&(distance, _)| distance <= allowed && !tie)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_profile_is_valid() {
        let profile = Profile::gov_uk();
        assert_eq!(profile.level_index("Practitioner"), Some(2));
        assert_eq!(profile.close_level("practitoner"), Some(2));
        assert_eq!(profile.close_level("novice"), None);
        assert_eq!(profile.number("Five"), Some(5));
        assert_eq!(profile.month("november"), Some(11));
    }
}
