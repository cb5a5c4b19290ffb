//! The copied text of a role's web page: lines without any markup, told apart by the profile's phrases and by what follows them.

mod lines;
mod role_level;
mod shared;
mod table;
mod title;

use lines::{Line, Sign, is_markup, lines, votes};

use super::history::{HistoryReader, before_link, dated};
use super::role::{level_count, texts, without_preamble};
use crate::config::{KnownSection, Profile};
use crate::document::{Dialect, Document, Heading, Kind, Part, PartKind};
use crate::text::Text;

/// Reads a text as a copied role page; `None` where it has too few signs of one, or has markup.
pub fn read<'s>(source: &'s str, start: usize, profile: &Profile) -> Option<Document<'s>> {
    if source[start..].lines().any(is_markup) {
        return None;
    }
    let lines = lines(source, start, profile);
    if votes(&lines) < ENOUGH {
        return None;
    }
    let mut reader = Reader::new(&lines, profile);
    while reader.at < lines.len() {
        reader.line();
    }
    Some(reader.finish())
}

/// A text with this many votes is a copied role page.
const ENOUGH: u32 = 3;

/// Where in the page the reader is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Opening,
    Summary,
    Prose,
    RoleLevels,
    Table,
    SharedSkills,
    Updates,
}

struct Reader<'a, 's> {
    lines: &'a [Line<'s>],
    at: usize,
    profile: &'a Profile,
    document: Document<'s>,
    place: Place,
    history: HistoryReader<'s>,
    entries: u32,
    /// The lines above the first section: the title is one of them.
    opening: Vec<Text<'s>>,
    /// Running text between the heading of the role levels and the first of them.
    above_levels: Vec<Part<'s>>,
}

impl<'a, 's> Reader<'a, 's> {
    fn new(lines: &'a [Line<'s>], profile: &'a Profile) -> Self {
        Self {
            lines,
            at: 0,
            profile,
            document: Document::empty(Kind::Role, Dialect::Page),
            place: Place::Opening,
            history: HistoryReader::default(),
            entries: 0,
            opening: Vec::new(),
            above_levels: Vec::new(),
        }
    }

    fn finish(mut self) -> Document<'s> {
        self.settle_title();
        self.document.history = self.history.finish();
        self.document.prose.extend(texts(self.above_levels));
        let title = self.document.title.clone();
        for level in self
            .document
            .role_levels
            .iter_mut()
            .filter(|level| !level.has_heading)
        {
            level.title = title.clone().unwrap_or_default();
        }
        self.document
    }

    fn line(&mut self) {
        let line = &self.lines[self.at];
        if let Sign::Section(section) = line.sign
            && !(self.place == Place::SharedSkills && section != KnownSection::Updates)
        {
            self.section(section);
            return;
        }
        if let Some(lines) = self.damaged_shared_header() {
            self.shared_skills(lines);
            return;
        }
        match &line.sign {
            Sign::Furniture => self.at += 1,
            Sign::SkillHeader => self.open_table(line.text.span()),
            Sign::SharedHeader => self.shared_skills(1),
            Sign::History if !self.document.role_levels.is_empty() => {
                self.place = Place::Updates;
                self.update();
            }
            Sign::Plain
                if matches!(self.place, Place::Table | Place::RoleLevels)
                    && self.opens_shared_row(self.at) =>
            {
                self.shared_skills_without_header();
            }
            _ => match self.place {
                Place::Opening => self.opening(),
                Place::Summary | Place::Prose | Place::RoleLevels => self.prose(),
                Place::Table => self.table_line(),
                // The table's lines are taken as a whole, in `shared_skills`.
                Place::SharedSkills | Place::Updates => self.update(),
            },
        }
    }

    fn section(&mut self, section: KnownSection) {
        let text = self.lines[self.at].text.clone();
        self.document.headings.push(Heading { level: 2, text });
        self.place = match section {
            KnownSection::RoleLevels => Place::RoleLevels,
            KnownSection::Updates => Place::Updates,
            KnownSection::Summary => Place::Summary,
            KnownSection::Contents | KnownSection::SharedSkills => Place::Prose,
        };
        self.at += 1;
    }

    /// Lines before the first section: the page's title, what it is about, when it last changed.
    fn opening(&mut self) {
        let text = self.lines[self.at].text.clone();
        let end = before_link(text.as_str(), &self.profile.page.last_updated_link);
        let dated = dated(
            &text.slice(0..end),
            &self.profile.phrases.last_updated,
            self.profile,
        );
        if let Some(date) = dated.filter(|_| self.document.last_updated.is_none()) {
            self.document.last_updated = Some(date);
        } else {
            self.opening.push(text);
        }
        self.at += 1;
    }

    fn prose(&mut self) {
        let line = &self.lines[self.at];
        if self.opens_entry(self.at) && self.place == Place::RoleLevels {
            // The header line is missing: the entry says that the table has begun.
            self.open_table_without_header();
            return;
        }
        if self.place == Place::RoleLevels && self.is_half_a_header() {
            self.open_table(line.text.span());
            return;
        }
        if self.document.level_count.is_none() && self.document.role_levels.is_empty() {
            self.document.level_count = level_count(&line.text, self.profile);
            if self.document.level_count.is_some() {
                self.document.prose.push(line.text.clone());
                self.at += 1;
                self.place = Place::RoleLevels;
                return;
            }
        }
        if self.place == Place::RoleLevels && self.opens_role_level() {
            self.role_level();
            return;
        }
        let (kind, skip) = match line.sign {
            Sign::Bullet(skip) => (PartKind::Point, skip),
            _ => (PartKind::Sentence, 0),
        };
        let text = line.text.slice(skip..line.text.as_str().len());
        self.running(Part { kind, text });
        self.at += 1;
    }

    /// Takes running text for the part of the page that it belongs to.
    fn running(&mut self, part: Part<'s>) {
        let document = &mut self.document;
        match (self.place, document.role_levels.last_mut()) {
            (Place::Summary, _) => document.summary.push(part),
            (Place::RoleLevels, Some(level)) if level.tables.is_empty() => level.summary.push(part),
            (Place::RoleLevels, None) => self.above_levels.push(part),
            _ => document.prose.push(part.text),
        }
    }

    /// The running text above the role levels, without what is the same on every page.
    fn single_level_summary(&mut self) -> Vec<Part<'s>> {
        let above = std::mem::take(&mut self.above_levels);
        without_preamble(above, &mut self.document, self.profile)
    }

    fn update(&mut self) {
        let line = &self.lines[self.at];
        let taken = match line.sign {
            Sign::Bullet(skip) => self
                .history
                .note(&line.text.slice(skip..line.text.as_str().len())),
            _ => self.history.paragraph(&line.text, self.profile),
        };
        if !taken {
            self.document.prose.push(line.text.clone());
        }
        self.at += 1;
    }
}
