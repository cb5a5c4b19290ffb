//! What a page says, whatever the dialect: roles, role levels, entries, shared skills, updates, links and headings, each with its place.

mod catalogue;
mod front_matter;
mod history;
mod node;
pub mod pointer;
mod rewriting;
mod role;
mod skill_table;
mod view;

use std::borrow::Cow;

pub use catalogue::{Introduction, RequiredBy, SkillDefinition};
pub use front_matter::{
    FrontMatter, FrontMatterFormat, FrontMatterProblem, FrontMatterProblemKind,
};
pub use history::{Date, Day, History, Update};
pub use node::{Member, Node, Target, Value};
pub(crate) use rewriting::is_plain;
pub use role::{LevelCount, RoleLevel, SharedRow, SharedSkills};
pub use skill_table::{
    BULLETS, Break, Broken, Column, Description, Entry, Level, Ordinal, Part, PartKind, SkillTable,
    TagFault,
};

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
    /// The title that the front matter gives, under whatever key the profile has for it.
    pub front_matter_title: Option<Text<'s>>,
    /// First byte after the front matter, from 0.
    pub body_start: usize,
    /// The line that opens a block of code in which all of the body stands; `None` as well where skill tables in it say so.
    pub in_code: Option<Span>,
    /// The `<!--` of a comment that nothing closes, which hides the rest of the page; `None` as well where skill tables in it say so.
    pub open_comment: Option<Span>,
    /// The heading of level 1 that opens the body; in copied page text the line that names the page.
    pub title: Option<Text<'s>>,
    /// Every heading in order, the title included. Copied page text has those that the profile knows and the role levels.
    pub headings: Vec<Heading<'s>>,
    /// The headings that one slip has damaged.
    pub damaged_headings: Vec<DamagedHeading<'s>>,
    /// Every link in order, those of skills and roles and of pictures included.
    pub links: Vec<Link<'s>>,
    /// Anchors besides the headings': values of `id` and `name` attributes in HTML.
    pub anchors: Vec<Cow<'s, str>>,
    /// The contents list.
    pub contents: Vec<ContentsEntry<'s>>,
    /// The words above it where they are no heading.
    pub contents_title: Option<Text<'s>>,
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

/// A heading.
#[derive(Debug)]
pub struct Heading<'s> {
    /// 1 to 6; 2 for those of copied page text.
    pub level: u8,
    /// What it says, without its number of `#`.
    pub text: Text<'s>,
}

/// A heading that one slip has damaged, and that is read all the same.
#[derive(Debug)]
pub struct DamagedHeading<'s> {
    /// What it is read as, 1 to 6.
    pub level: u8,
    /// Its words, without signs.
    pub text: Text<'s>,
    /// What is wrong with it.
    pub damage: Damage,
}

/// What is wrong with a heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Damage {
    /// No space follows its signs.
    NoSpace,
    /// Its signs are missing.
    NoSigns,
    /// Another character stands among its signs.
    BrokenSigns,
    /// It stands behind other text on the same line.
    BehindText,
    /// Other text, with this place, stands behind it on the same line.
    BeforeText(Span),
    /// It goes on in the next line, which stands here.
    Broken(Span),
    /// A sign that no heading ends with, at this place, stands behind it.
    Closed(Span),
    /// It stands right below itself.
    Twice,
    /// It is the title, and has signs too many.
    TooDeep,
    /// It is a lead-in, and no heading.
    LeadIn,
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

/// A role or skill named by another document.
#[derive(Debug)]
pub struct Reference<'s> {
    /// Its name as written.
    pub name: Text<'s>,
    /// Where the name leads.
    pub link: Option<Link<'s>>,
}

impl<'s> Document<'s> {
    /// A document that says nothing yet.
    pub fn empty(kind: Kind, dialect: Dialect) -> Self {
        Self {
            kind,
            dialect,
            front_matter: None,
            front_matter_title: None,
            body_start: 0,
            in_code: None,
            open_comment: None,
            title: None,
            headings: Vec::new(),
            damaged_headings: Vec::new(),
            links: Vec::new(),
            anchors: Vec::new(),
            contents: Vec::new(),
            contents_title: None,
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

    /// What it goes by: its title, else the one that only its front matter has.
    pub fn name(&self) -> Option<&Text<'s>> {
        self.title.as_ref().or(self.front_matter_title.as_ref())
    }

    /// The first role level where its heading is missing: it goes by the name of the role, the others have headings, and neither their
    /// numbers nor the sentence that counts them leave it out.
    pub fn level_without_heading(&self) -> Option<&RoleLevel<'s>> {
        let (first, others) = self.role_levels.split_first()?;
        let goes_by_the_role = self
            .name()
            .is_none_or(|name| name.span() == first.title.span());
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

    /// Every date that it says to be one of its own: of its history, and near its top.
    pub fn dates(&self) -> impl Iterator<Item = &Date<'s>> {
        let history = self.history.iter();
        let dates = history.flat_map(|history| {
            let entries = history.entries.iter().map(|update| &update.date);
            let at_top = history.published.iter().chain(&history.last_updated);
            at_top.chain(entries)
        });
        dates.chain(&self.last_updated)
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
