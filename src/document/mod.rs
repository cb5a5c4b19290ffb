//! What a page says, whatever the dialect: roles, role levels, entries, shared skills, updates, links and headings, each with its place.

mod node;
pub mod pointer;
mod view;

use std::borrow::Cow;
use std::sync::OnceLock;

pub use node::{Member, Node, Target, Value};

use crate::text::{Span, Spanned, Text};

/// Everything that one document says.
#[derive(Debug)]
pub struct Document<'s> {
    /// What it is about.
    pub kind: Kind,
    /// How it is written.
    pub dialect: Dialect,
    /// The block of metadata at the top.
    pub front_matter: Option<FrontMatter<'s>>,
    /// First byte after the front matter, from 0.
    pub body_start: usize,
    /// The heading of level 1 that opens the body; in copied page text the line that names the page.
    pub title: Option<Text<'s>>,
    /// Every heading in order, the title included. Copied page text has those that the profile knows and the role levels.
    pub headings: Vec<Heading<'s>>,
    /// Every link in order, those of skills and roles and of pictures included.
    pub links: Vec<Link<'s>>,
    /// Anchors besides the headings': values of `id` and `name` attributes in HTML.
    pub anchors: Vec<Cow<'s, str>>,
    /// The contents list.
    pub contents: Vec<ContentsEntry<'s>>,
    /// *There are 5 … role levels, from A to B*.
    pub level_count: Option<LevelCount<'s>>,
    /// What the role is about: paragraphs and points.
    pub summary: Vec<Part<'s>>,
    /// The role levels of a role, lowest first as written.
    pub role_levels: Vec<RoleLevel<'s>>,
    /// The skills that a catalogue defines.
    pub skills: Vec<SkillDefinition<'s>>,
    /// The table *Role / Shared skills*.
    pub shared_skills: Option<SharedSkills<'s>>,
    /// The update history.
    pub history: Option<History<'s>>,
    /// *Last updated 1 December 2023* near the top of copied page text, outside of the update history.
    pub last_updated: Option<Date<'s>>,
    /// Paragraphs, list items and table cells that are none of the above.
    pub prose: Vec<Text<'s>>,
}

/// What a document is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// One role, its role levels and the skills that they need.
    Role,
    /// Every skill at every level.
    SkillCatalogue,
    /// Guidance in prose.
    Guide,
    /// A kind that the configuration names.
    Configured(String),
}

impl Kind {
    /// The name that configurations, schemas and exports use.
    pub fn name(&self) -> &str {
        match self {
            Self::Role => "role",
            Self::SkillCatalogue => "skill-catalogue",
            Self::Guide => "guide",
            Self::Configured(name) => name,
        }
    }
}

/// How a document is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Dialect {
    /// Markdown of a web page.
    Clip,
    /// Markdown written for the repo.
    Authored,
    /// Copied text of a web page, without markup.
    Page,
}

impl Dialect {
    /// The name that configurations, schemas and exports use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Clip => "clip",
            Self::Authored => "authored",
            Self::Page => "page",
        }
    }

    /// How a text of one line is written so that a reader sees just that: what Markdown would take for markup is escaped
    /// (`CommonMark` 0.31, 2.4), and so is the `|` that would end a table's cell.
    pub fn written(self, text: &str) -> Cow<'_, str> {
        let is_markup = |character: char| {
            matches!(
                character,
                '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '|' | '&' | '~'
            )
        };
        if self == Self::Page || !text.contains(is_markup) {
            return Cow::Borrowed(text);
        }
        let mut written = String::with_capacity(text.len() + 8);
        let mut before = ' ';
        for (at, character) in text.char_indices() {
            let after = text[at + character.len_utf8()..].chars().next();
            let alone = |c: char| c.is_whitespace();
            let escape = match character {
                // Between letters or between spaces it is no markup.
                '_' => !(before.is_alphanumeric() && after.is_some_and(char::is_alphanumeric)),
                '*' | '~' => !(alone(before) && after.is_none_or(alone)),
                '<' => {
                    after.is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'))
                }
                '&' => after.is_some_and(|c| c.is_ascii_alphabetic() || c == '#'),
                character => is_markup(character),
            };
            if escape {
                written.push('\\');
            }
            written.push(character);
            before = character;
        }
        Cow::Owned(written)
    }
}

/// The block of metadata at the top of a document.
#[derive(Debug)]
pub struct FrontMatter<'s> {
    /// What it is written in.
    pub format: FrontMatterFormat,
    /// The whole block with its delimiters, without the line break after it.
    pub span: Span,
    /// The opening delimiter (`---`, `+++` or `{`).
    pub opening: Span,
    /// What it says; `None` where it could not be read, for which `problems` has the reason. An empty block is an empty map.
    pub root: Option<Node<'s>>,
    /// What the parser could not accept, in order of place.
    pub problems: Vec<FrontMatterProblem>,
}

/// The languages of front matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrontMatterFormat {
    /// Between lines of `---`.
    Yaml,
    /// Between lines of `+++`.
    Toml,
    /// Between lines of `---json` or a bare `{ … }`.
    Json,
}

impl FrontMatterFormat {
    /// How a text is written as a value: without quotation marks only where the value before it had none, and YAML reads it as that text.
    pub fn written(self, text: &str, is_quoted: bool) -> String {
        if self == Self::Yaml && !is_quoted && is_plain_scalar(text) {
            text.to_owned()
        } else {
            // A JSON string is one of YAML (1.2.2, section 1.3) and TOML, too.
            serde_json::Value::from(text).to_string()
        }
    }
}

/// Whether YAML reads the text as that text without quotation marks: a letter first, and nothing behind it that could be markup.
fn is_plain_scalar(text: &str) -> bool {
    let is_plain = |character: char| {
        character.is_alphanumeric() || matches!(character, ' ' | '-' | '_' | '.' | '(' | ')' | '’')
    };
    let reserved = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    text.chars().all(is_plain)
        && text.starts_with(char::is_alphabetic)
        && !text.ends_with(' ')
        && !reserved.contains(&text.to_lowercase().as_str())
}

/// Why front matter, or a part of it, could not be accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrontMatterProblem {
    /// Which of the two problems it is.
    pub kind: FrontMatterProblemKind,
    /// Where the parser gave up, or the second of two equal keys.
    pub span: Span,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// The first of two equal keys.
    pub first: Option<Span>,
    /// JSON pointer of the second of two equal keys.
    pub pointer: String,
}

/// The two ways in which front matter can be unacceptable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrontMatterProblemKind {
    /// Not well formed, or refused for its size or depth.
    Syntax,
    /// A key that its map has already.
    DuplicateKey,
}

/// A heading.
#[derive(Debug)]
pub struct Heading<'s> {
    /// 1 to 6; 2 for those of copied page text.
    pub level: u8,
    /// What it says, without its number of `#`.
    pub text: Text<'s>,
}

/// A link.
#[derive(Clone, Debug)]
pub struct Link<'s> {
    /// What a reader clicks on.
    pub text: Cow<'s, str>,
    /// Where it leads, as written, escapes resolved.
    pub destination: Cow<'s, str>,
    /// The destination's bytes; the whole link's for a reference link.
    pub span: Span,
    /// Whether it is a wikilink (`[[Page]]`).
    pub wiki: bool,
}

/// One entry of the contents list.
#[derive(Debug)]
pub struct ContentsEntry<'s> {
    /// What it says, without number and dash.
    pub text: Text<'s>,
    /// The number before it.
    pub number: Option<Spanned<u32>>,
    /// Where it leads.
    pub link: Option<Link<'s>>,
}

/// *There are 5 product manager role levels, from associate product manager to head of product*.
#[derive(Debug)]
pub struct LevelCount<'s> {
    /// The whole sentence.
    pub span: Span,
    /// How many it says, as written (*one*, *5*).
    pub count: Text<'s>,
    /// The number that `count` says; `None` where it is no number.
    pub number: Option<u32>,
    /// The name of the role in it.
    pub role: Text<'s>,
    /// The lowest role level, after *from*.
    pub first: Option<Text<'s>>,
    /// The highest role level, after *to*.
    pub last: Option<Text<'s>>,
}

/// One level of a role.
#[derive(Debug)]
pub struct RoleLevel<'s> {
    /// Its title; the role's where it has no heading of its own.
    pub title: Text<'s>,
    /// Whether it has a heading of its own.
    pub has_heading: bool,
    /// The number in its heading.
    pub number: Option<Spanned<u32>>,
    /// What a person at this level does: paragraphs and points above the skills.
    pub summary: Vec<Part<'s>>,
    /// Its skill tables; one as a rule.
    pub tables: Vec<SkillTable<'s>>,
}

impl<'s> RoleLevel<'s> {
    /// The entries of all its tables.
    pub fn entries(&self) -> impl Iterator<Item = &Entry<'s>> {
        self.tables.iter().flat_map(|table| &table.entries)
    }
}

/// A skill table of a role level.
#[derive(Debug)]
pub struct SkillTable<'s> {
    /// The header: the row in Markdown, the line in copied page text; empty, before the first entry, where it is missing.
    pub header: Span,
    /// The columns as written.
    pub columns: Vec<Column<'s>>,
    /// The columns that the dialect calls for and the table lacks, as the profile writes them.
    pub missing_columns: Vec<String>,
    /// Its rows.
    pub entries: Vec<Entry<'s>>,
    /// Where Markdown does not show it as a table: its header, or the first row that an empty line parts from it.
    pub broken: Option<Span>,
}

/// One column of a table's header.
#[derive(Debug)]
pub struct Column<'s> {
    /// Its name as written.
    pub name: Text<'s>,
    /// The profile's name for it; `None` for one that the profile does not know, even approximately.
    pub known_as: Option<String>,
}

/// One skill at one level in a role level, or one level of a skill in the catalogue.
#[derive(Debug)]
pub struct Entry<'s> {
    /// Position among all entries of the document, from 0: its identity as a [`Place`](crate::facts::Place).
    pub index: u32,
    /// The row in Markdown; in copied page text from the skill's line to the description's end.
    pub span: Span,
    /// The skill's name; `None` in a catalogue and where the cell is empty.
    pub skill: Option<Text<'s>>,
    /// Where the skill's name leads.
    pub link: Option<Link<'s>>,
    /// The level.
    pub level: Option<Level<'s>>,
    /// *Working is the second of 4 ascending skill levels*.
    pub ordinal: Option<Ordinal<'s>>,
    /// The description.
    pub description: Option<Description<'s>>,
    /// The parts that the row lacks, as the profile names their columns, each with the nearest place that should contain it.
    pub missing: Vec<Spanned<String>>,
    /// Text of the row after its last column, which a reader does not see.
    pub surplus: Option<Span>,
}

impl Entry<'_> {
    /// An entry at `span` of which nothing has been read yet; `index` as the field of that name.
    pub fn unread(index: u32, span: Span) -> Self {
        Self {
            index,
            span,
            skill: None,
            link: None,
            level: None,
            ordinal: None,
            description: None,
            missing: Vec::new(),
            surplus: None,
        }
    }

    /// The level of the scale (from 0) that the entry means: the one it names, else the one its ordinal sentence names.
    pub fn level_index(&self) -> Option<u8> {
        let named = self.level.as_ref().and_then(|level| level.index);
        named.or_else(|| {
            self.ordinal
                .as_ref()
                .and_then(|ordinal| ordinal.level_index)
        })
    }
}

/// A skill level as written.
#[derive(Clone, Debug)]
pub struct Level<'s> {
    /// Its name as written.
    pub text: Text<'s>,
    /// The level of the profile's scale (from 0) that it is, or is close to.
    pub index: Option<u8>,
    /// Whether it is spelt as the scale has it, case aside.
    pub exact: bool,
}

/// *Working is the second of 4 ascending skill levels*.
#[derive(Debug)]
pub struct Ordinal<'s> {
    /// The whole sentence.
    pub text: Text<'s>,
    /// Whether it has the profile's wording, its three variable words aside.
    pub exact: bool,
    /// The level's name in it.
    pub level: Option<Text<'s>>,
    /// The level of the scale (from 0) that the name is, or is close to.
    pub level_index: Option<u8>,
    /// The ordinal (*second*).
    pub ordinal: Option<Text<'s>>,
    /// The number of levels (*4*).
    pub count: Option<Text<'s>>,
}

/// What a person at a level can do: a lead-in and its points.
#[derive(Debug)]
pub struct Description<'s> {
    /// The cell's text in Markdown; from lead-in to last point in copied page text.
    pub span: Span,
    /// Its parts in order; empty for an empty cell.
    pub parts: Vec<Part<'s>>,
    /// Whether it is the profile's way of saying that the level has no description.
    pub undefined: bool,
    /// The hash of its words as they are compared, once somebody has asked for it; `None` where it says nothing.
    pub(crate) wording: OnceLock<Option<u128>>,
}

impl<'s> Description<'s> {
    /// The lead-in that opens it.
    pub fn lead_in(&self) -> Option<&Text<'s>> {
        self.parts
            .first()
            .filter(|part| part.kind == PartKind::LeadIn)
            .map(|part| &part.text)
    }

    /// The points, in order.
    pub fn points(&self) -> impl Iterator<Item = &Text<'s>> {
        self.parts
            .iter()
            .filter(|part| part.kind == PartKind::Point)
            .map(|part| &part.text)
    }

    /// The parts that must be the same wherever the skill is described at this level: all but the lead-in that opens it.
    pub fn worded_parts(&self) -> &[Part<'s>] {
        &self.parts[usize::from(self.lead_in().is_some())..]
    }
}

/// One part of a description.
#[derive(Debug)]
pub struct Part<'s> {
    /// What part it is.
    pub kind: PartKind,
    /// What it says, without bullet or number.
    pub text: Text<'s>,
}

/// The kinds of parts that a description is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartKind {
    /// *You can:*
    LeadIn,
    /// One point of the list.
    Point,
    /// Anything else.
    Sentence,
}

/// A skill as the catalogue defines it.
#[derive(Debug)]
pub struct SkillDefinition<'s> {
    /// Its name.
    pub name: Text<'s>,
    /// The paragraphs under its name, up to the table.
    pub summary: Vec<Text<'s>>,
    /// Its table: one entry a level.
    pub table: Option<SkillTable<'s>>,
    /// *Roles that require this skill*.
    pub required_by: Option<RequiredBy<'s>>,
    /// The headers of further tables of levels below it: those of skills whose own heading is missing.
    pub further_tables: Vec<Span>,
}

impl<'s> SkillDefinition<'s> {
    /// One entry a level.
    pub fn entries(&self) -> &[Entry<'s>] {
        self.table.as_ref().map_or(&[], |table| &table.entries)
    }
}

/// The list of a skill's roles in the catalogue.
#[derive(Debug)]
pub struct RequiredBy<'s> {
    /// The words that introduce it.
    pub heading: Span,
    /// The roles.
    pub roles: Vec<Reference<'s>>,
    /// How the words introduce it.
    pub introduction: Introduction,
}

/// The words above a list of roles, against the profile's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Introduction {
    /// They are the profile's.
    Right,
    /// They are close to the profile's.
    Misspelt,
    /// There are none; the heading is the list's first role.
    Missing,
}

/// A role or skill named by another document.
#[derive(Debug)]
pub struct Reference<'s> {
    /// Its name as written.
    pub name: Text<'s>,
    /// Where the name leads.
    pub link: Option<Link<'s>>,
}

/// The table *Role / Shared skills*.
#[derive(Debug)]
pub struct SharedSkills<'s> {
    /// The header row or line.
    pub header: Span,
    /// The columns as written; one, the whole line, in copied page text.
    pub columns: Vec<Column<'s>>,
    /// The columns that the profile has and the table lacks, as the profile writes them.
    pub missing_columns: Vec<String>,
    /// Its rows.
    pub rows: Vec<SharedRow<'s>>,
    /// Where a reader does not see it as a table: what hides it, its header, or the first row that is parted from it.
    pub broken: Option<Span>,
}

/// One row of a shared-skills table.
#[derive(Debug)]
pub struct SharedRow<'s> {
    /// The row in Markdown; from the role's line to the last skill's in copied page text.
    pub span: Span,
    /// The other role; `None` where the cell is empty.
    pub role: Option<Reference<'s>>,
    /// The skills that both roles have.
    pub skills: Vec<Reference<'s>>,
}

/// The update history.
#[derive(Debug)]
pub struct History<'s> {
    /// *Published 7 January 2020*.
    pub published: Option<Date<'s>>,
    /// *Last updated 30 November 2024*.
    pub last_updated: Option<Date<'s>>,
    /// The entries, newest first as a rule.
    pub entries: Vec<Update<'s>>,
}

/// One entry of the update history.
#[derive(Debug)]
pub struct Update<'s> {
    /// Its date.
    pub date: Date<'s>,
    /// What changed.
    pub notes: Vec<Text<'s>>,
}

/// A date as written.
#[derive(Debug)]
pub struct Date<'s> {
    /// The date's own words.
    pub text: Text<'s>,
    /// The day that they name; `None` where there is no such day.
    pub day: Option<Day>,
    /// The words before it that say what day it is, where they are misspelt.
    pub misspelt_label: Option<Text<'s>>,
}

/// A calendar day, ordered by time. (The Gregorian calendar; no time zone.)
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    /// Year.
    pub year: u16,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day of the month, 1 to 31.
    pub day: u8,
}

impl Day {
    /// The day, if there is such a day.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let leap =
            year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let length = match month {
            2 => 28 + u8::from(leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        (1..=length)
            .contains(&day)
            .then_some(Self { year, month, day })
    }

    /// Reads `2024-11-30` (RFC 3339 `full-date`); a time of day after it is left aside.
    pub fn from_iso(text: &str) -> Option<Self> {
        let date = text.get(..10)?;
        let rest = &text[10..];
        if !(rest.is_empty() || rest.starts_with(['T', 't', ' '])) {
            return None;
        }
        let mut parts = date.split('-');
        let mut number = |digits: usize| {
            let part = parts.next()?;
            (part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit())).then_some(part)
        };
        let (year, month, day) = (number(4)?, number(2)?, number(2)?);
        Self::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            formatter,
            "{:04}-{:02}-{:02}",
            self.year, self.month, self.day
        )
    }
}

impl<'s> Document<'s> {
    /// A document that says nothing yet.
    pub fn empty(kind: Kind, dialect: Dialect) -> Self {
        Self {
            kind,
            dialect,
            front_matter: None,
            body_start: 0,
            title: None,
            headings: Vec::new(),
            links: Vec::new(),
            anchors: Vec::new(),
            contents: Vec::new(),
            level_count: None,
            summary: Vec::new(),
            role_levels: Vec::new(),
            skills: Vec::new(),
            shared_skills: None,
            history: None,
            last_updated: None,
            prose: Vec::new(),
        }
    }

    /// The title that the front matter gives, as a text of the source where it stands there verbatim.
    pub fn front_matter_title(&self) -> Option<Text<'s>> {
        let node = self.front_matter.as_ref()?.root.as_ref()?.get("title")?;
        let Value::String(title) = &node.value else {
            return None;
        };
        Some(Text::new(title.clone(), node.span))
    }

    /// The first role level where its heading is missing: it goes by the name of the role, the others have headings, and neither their
    /// numbers nor the sentence that counts them leave it out.
    pub fn level_without_heading(&self) -> Option<&RoleLevel<'s>> {
        let (first, others) = self.role_levels.split_first()?;
        let name = self.title.clone().or_else(|| self.front_matter_title());
        let goes_by_the_role = name.is_none_or(|name| name.span() == first.title.span());
        let number = others.first()?.number.map(|number| number.value);
        let count = self.level_count.as_ref().and_then(|count| count.number);
        let is_left_out = number == Some(1) || count == u32::try_from(others.len()).ok();
        let is_headless = !first.has_heading && others.iter().all(|other| other.has_heading);
        (is_headless && goes_by_the_role && !is_left_out).then_some(first)
    }

    /// Every entry: of the role levels, or of the skills that a catalogue defines, in document order.
    pub fn entries(&self) -> impl Iterator<Item = &Entry<'s>> {
        let of_roles = self.role_levels.iter().flat_map(RoleLevel::entries);
        of_roles.chain(self.skills.iter().flat_map(SkillDefinition::entries))
    }

    /// Every skill table with the title of its role level or the name of its skill.
    pub fn skill_tables(&self) -> impl Iterator<Item = (&Text<'s>, &SkillTable<'s>)> {
        let of_roles = self
            .role_levels
            .iter()
            .flat_map(|level| level.tables.iter().map(move |table| (&level.title, table)));
        of_roles.chain(
            self.skills
                .iter()
                .filter_map(|skill| Some((&skill.name, skill.table.as_ref()?))),
        )
    }

    /// Everything that is read as running text, for the rules about prose: headings, paragraphs, list items, points.
    /// Each text is one paragraph; a quotation mark or a doubled word never reaches across two of them.
    pub fn running_text(&self) -> impl Iterator<Item = &Text<'s>> {
        let headings = self.headings.iter().map(|heading| &heading.text);
        let points = self
            .entries()
            .filter_map(|entry| entry.description.as_ref());
        let points = points.flat_map(|description| description.parts.iter().map(|part| &part.text));
        let summaries = self.skills.iter().flat_map(|skill| &skill.summary);
        let notes = self
            .history
            .iter()
            .flat_map(|history| history.entries.iter().flat_map(|update| &update.notes));
        let levels = self.role_levels.iter().flat_map(|level| &level.summary);
        let about = self.summary.iter().chain(levels).map(|part| &part.text);
        headings
            .chain(about)
            .chain(points)
            .chain(summaries)
            .chain(notes)
            .chain(&self.prose)
    }

    /// The string that the front matter has for `key`.
    pub fn front_matter_str(&self, key: &str) -> Option<(&str, Span)> {
        let node = self.front_matter.as_ref()?.root.as_ref()?.get(key)?;
        Some((node.as_str()?, node.span))
    }
}
