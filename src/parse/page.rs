//! The copied text of a role's web page: lines without any markup, told apart by the profile's phrases and by what follows them.

mod lines;

use lines::{Line, Sign, is_markup, lines, votes};

use super::blocks::number_prefix;
use super::cell;
use super::history::{HistoryReader, before_link, dated};
use super::role::{KnownSection, level_count, texts, without_preamble};
use crate::config::{Profile, close_match, fold};
use crate::document::{
    Column, Dialect, Document, Entry, Heading, Kind, Part, PartKind, Reference, RoleLevel,
    SharedRow, SharedSkills, SkillTable,
};
use crate::text::{Span, Spanned, Text};

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

    /// Takes the line above the first section for the title that the rest of the page confirms: a copied page may begin with what
    /// the web site puts around it. Where no line is confirmed it is the first, unless that is a sentence: then the title is missing.
    fn settle_title(&mut self) {
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
        let sections = &self.profile.sections;
        let templates = [
            &sections.summary,
            &sections.role_levels,
            &sections.shared_skills,
        ];
        let mut names = Vec::new();
        for heading in &self.document.headings {
            let text = heading.text.as_str();
            let role = templates
                .iter()
                .find_map(|template| template.matches(text)?.get("role"));
            names.extend(role.map(|role| self.without_article(&text[role]).to_owned()));
        }
        let count = self.document.level_count.iter();
        names.extend(count.map(|count| count.role.as_str().to_owned()));
        names
    }

    fn without_article<'t>(&self, name: &'t str) -> &'t str {
        let articles = &self.profile.language.articles;
        let rest = name.split_once(' ').filter(|(first, _)| {
            let mut articles = articles.iter();
            articles.any(|article| article.eq_ignore_ascii_case(first))
        });
        rest.map_or(name, |(_, rest)| rest.trim_start())
    }

    fn line(&mut self) {
        let line = &self.lines[self.at];
        if let Sign::Section(section) = line.sign
            && !(self.place == Place::SharedSkills && section != KnownSection::Updates)
        {
            self.section(section);
            return;
        }
        match &line.sign {
            Sign::Furniture => self.at += 1,
            Sign::SkillHeader => self.open_table(line.text.span()),
            Sign::SharedHeader => self.shared_skills(),
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

    /// Whether the line is the header of a skill table with one of its columns left out: an entry follows it.
    fn is_half_a_header(&self) -> bool {
        let columns = &self.profile.columns;
        let text = self.lines[self.at].text.as_str();
        let is = |column: &String| column.eq_ignore_ascii_case(text);
        (is(&columns.skill) || is(&columns.description))
            && self.at + 1 < self.lines.len()
            && self.opens_entry(self.at + 1)
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

    /// Whether the line is the title of a role level: numbered, or a short line that a skill table follows before any entry.
    fn opens_role_level(&self) -> bool {
        let line = &self.lines[self.at];
        if !matches!(line.sign, Sign::Plain) || line.indented || !line.opens_paragraph {
            return false;
        }
        let text = line.text.as_str();
        let short = text.len() < 120 && !text.ends_with(['.', ':', ',', ';']);
        if number_prefix(&line.text).is_some() {
            return short;
        }
        short && text.split_whitespace().count() <= 12 && self.is_title_without_number(text)
    }

    /// Whether an unnumbered line is a role level's title: the count sentence names it, or it stands where a numbered one is due.
    fn is_title_without_number(&self, text: &str) -> bool {
        if self.is_named_in_count(text) && self.table_follows() {
            return true;
        }
        // After a table, the first line that belongs to no entry opens the next role level.
        let after_table = self
            .document
            .role_levels
            .last()
            .is_some_and(|level| !level.tables.is_empty());
        after_table && self.table_follows()
    }

    /// Whether the sentence that counts the role levels names the first or the last of them like this.
    fn is_named_in_count(&self, text: &str) -> bool {
        let counted = self.document.level_count.iter();
        let mut named = counted
            .flat_map(|count| [&count.first, &count.last])
            .flatten();
        let folded = fold(text);
        named.any(|name| fold(name.as_str()) == folded)
    }

    /// Whether the header of a skill table comes before the next entry.
    fn table_follows(&self) -> bool {
        for (at, line) in self.lines.iter().enumerate().skip(self.at + 1) {
            match line.sign {
                Sign::SkillHeader => return true,
                Sign::SharedHeader | Sign::Section(_) | Sign::Level(_) | Sign::Ordinal => {
                    return false;
                }
                _ if at > self.at + 80 => return false,
                _ => {}
            }
        }
        false
    }

    fn role_level(&mut self) {
        let text = self.lines[self.at].text.clone();
        let (number, resume) =
            number_prefix(&text).map_or((None, 0), |(number, resume)| (Some(number), resume));
        let title = text.slice(resume..text.as_str().len()).trimmed();
        self.document.headings.push(Heading { level: 3, text });
        self.document.role_levels.push(RoleLevel {
            title,
            has_heading: true,
            number,
            summary: Vec::new(),
            tables: Vec::new(),
        });
        self.place = Place::RoleLevels;
        self.at += 1;
    }

    fn open_table(&mut self, header: Span) {
        let columns = &self.profile.columns;
        let text = &self.lines[self.at].text;
        let known = format!("{} {}", columns.skill, columns.description);
        let table = SkillTable {
            header,
            columns: vec![Column {
                name: text.clone(),
                known_as: Some(known),
            }],
            missing_columns: Vec::new(),
            entries: Vec::new(),
            broken: None,
        };
        self.push_table(table);
        self.at += 1;
    }

    fn open_table_without_header(&mut self) {
        let columns = &self.profile.columns;
        let table = SkillTable {
            header: self.lines[self.at].text.span(),
            columns: Vec::new(),
            missing_columns: vec![columns.skill.clone(), columns.description.clone()],
            entries: Vec::new(),
            broken: None,
        };
        self.push_table(table);
    }

    fn push_table(&mut self, table: SkillTable<'s>) {
        if self.document.role_levels.is_empty() {
            let level = RoleLevel {
                title: Text::default(),
                has_heading: false,
                number: None,
                summary: self.single_level_summary(),
                tables: Vec::new(),
            };
            self.document.role_levels.push(level);
        }
        if let Some(level) = self.document.role_levels.last_mut() {
            level.tables.push(table);
        }
        self.place = Place::Table;
    }

    /// Whether an entry begins at line `at`: a plain line with a level, an ordinal sentence or a lead-in below it, or a level
    /// whose skill is missing.
    fn opens_entry(&self, at: usize) -> bool {
        let next = |offset: usize| self.lines.get(at + offset).map(|line| &line.sign);
        match self.lines[at].sign {
            Sign::Level(_) | Sign::Ordinal => true,
            Sign::Plain => matches!(next(1), Some(Sign::Level(_) | Sign::Ordinal)),
            _ => false,
        }
    }

    fn table_line(&mut self) {
        let in_table = self
            .document
            .role_levels
            .last()
            .and_then(|level| level.tables.last());
        let opens = self.opens_entry(self.at)
            // The level is missing altogether: in a table a lead-in below a plain line still shows a skill.
            || matches!(self.lines[self.at].sign, Sign::Plain)
                && matches!(self.lines.get(self.at + 1).map(|line| &line.sign), Some(Sign::LeadIn))
            || in_table.is_some_and(|table| table.entries.is_empty())
                && matches!(self.lines[self.at].sign, Sign::LeadIn);
        if opens {
            self.entry();
        } else if self.opens_role_level() {
            self.role_level();
        } else {
            self.place = Place::RoleLevels;
            self.prose();
        }
    }

    /// Takes the lines of one entry.
    fn entry(&mut self) {
        let first = self.at;
        let columns = &self.profile.columns;
        let mut entry = Entry::unread(self.entries, self.lines[first].text.span());
        if matches!(self.lines[self.at].sign, Sign::Plain) {
            let line = &self.lines[self.at].text;
            match level_on_the_line(line, self.profile) {
                Some((skill, label, level)) => {
                    (entry.skill, entry.level) = (Some(skill), Some(level));
                    let column = columns.level.clone();
                    entry.missing.push(Spanned::new(column, label));
                }
                None => entry.skill = Some(line.clone()),
            }
            self.at += 1;
        }
        while let Some(line) = self.lines.get(self.at) {
            match &line.sign {
                Sign::Level(level) if entry.level.is_none() && entry.ordinal.is_none() => {
                    entry.level = Some(level.clone());
                }
                Sign::Ordinal if entry.ordinal.is_none() => {
                    entry.ordinal = cell::ordinal(&line.text, self.profile);
                }
                _ => break,
            }
            self.at += 1;
        }
        let nearest = entry.skill.as_ref().map_or(entry.span, Text::span);
        if entry.skill.is_none() {
            entry
                .missing
                .push(Spanned::new(columns.skill.clone(), nearest));
        }
        if entry.level.is_none() {
            let place = entry
                .ordinal
                .as_ref()
                .map_or(nearest, |ordinal| ordinal.text.span());
            entry
                .missing
                .push(Spanned::new(columns.level.clone(), place));
        }
        let parts = self.description_parts();
        if let (Some(opening), Some(closing)) = (parts.first(), parts.last()) {
            let span = opening.text.span().to(closing.text.span());
            entry.span = entry.span.to(span);
            entry.description = Some(cell::describe(span, parts, self.profile));
        } else {
            let above = self.lines[self.at - 1].text.span();
            entry
                .missing
                .push(Spanned::new(columns.description.clone(), above));
        }
        entry.span = entry.span.to(self.lines[self.at - 1].text.span());
        self.entries += 1;
        if let Some(table) = self
            .document
            .role_levels
            .last_mut()
            .and_then(|level| level.tables.last_mut())
        {
            table.entries.push(entry);
        }
    }

    /// Takes the lead-in, the points and the sentences up to the next entry, role level or section.
    fn description_parts(&mut self) -> Vec<Part<'s>> {
        let mut parts: Vec<Part<'s>> = Vec::new();
        while let Some(line) = self.lines.get(self.at) {
            let text = &line.text;
            let whole = text.as_str().len();
            let part = match line.sign {
                Sign::Bullet(skip) => (PartKind::Point, text.slice(skip..whole)),
                Sign::LeadIn => (PartKind::LeadIn, text.clone()),
                Sign::Plain => {
                    let numbered =
                        number_prefix(text).filter(|_| line.indented || !line.opens_paragraph);
                    if let Some((_, resume)) = numbered {
                        (PartKind::Point, text.slice(resume..whole))
                    } else if self.opens_entry(self.at)
                        || self.ends_description(!parts.is_empty())
                        || self.opens_shared_row(self.at)
                    {
                        break;
                    } else if is_another_lead_in(text.as_str()) && self.points_follow() {
                        (PartKind::LeadIn, text.clone())
                    } else {
                        (PartKind::Sentence, text.clone())
                    }
                }
                _ => break,
            };
            parts.push(Part {
                kind: part.0,
                text: part.1,
            });
            self.at += 1;
        }
        parts
    }

    /// Whether a plain line is the first after the table rather than a sentence of the description above it.
    fn ends_description(&self, described: bool) -> bool {
        let next = self.lines.get(self.at + 1).map(|line| &line.sign);
        let skill_without_level = matches!(next, Some(Sign::LeadIn));
        if described {
            self.opens_role_level() || skill_without_level || self.table_follows()
        } else {
            self.is_certain_title()
        }
    }

    /// Whether the line is the title of a role level by itself, not by what stands above it: numbered or named by the count sentence,
    /// with a skill table of its own.
    fn is_certain_title(&self) -> bool {
        let line = &self.lines[self.at];
        let numbered = number_prefix(&line.text).is_some();
        self.opens_role_level()
            && (numbered || self.is_named_in_count(line.text.as_str()))
            && self.table_follows()
    }

    fn points_follow(&self) -> bool {
        matches!(
            self.lines.get(self.at + 1).map(|line| &line.sign),
            Some(Sign::Bullet(_))
        )
    }

    /// Whether a row of the shared-skills table begins at line `at`, its header missing: the name of a skill of this role follows
    /// a line that is none, and begins no entry.
    fn opens_shared_row(&self, at: usize) -> bool {
        let is_skill = |line: &Line<'_>| {
            let skip = match line.sign {
                Sign::Bullet(skip) => skip,
                _ => 0,
            };
            let text = &line.text.as_str()[skip..];
            let levels = self.document.role_levels.iter();
            let mut skills = levels.flat_map(RoleLevel::entries);
            skills.any(|entry| {
                let skill = entry.skill.as_ref();
                skill.is_some_and(|skill| skill.as_str() == text)
            })
        };
        let (line, next) = (&self.lines[at], self.lines.get(at + 1));
        let may_name = |line: &&Line<'_>| matches!(line.sign, Sign::Plain | Sign::Bullet(_));
        next.filter(may_name).is_some_and(is_skill)
            && !is_skill(line)
            && !line.text.as_str().ends_with(['.', ':', ',', ';'])
            && !self.opens_entry(at + 1)
            && !matches!(
                self.lines.get(at + 2).map(|line| &line.sign),
                Some(Sign::LeadIn)
            )
    }

    fn shared_skills(&mut self) {
        let header = self.lines[self.at].text.clone();
        let columns = &self.profile.columns;
        let column = Column {
            name: header.clone(),
            known_as: Some(format!("{} {}", columns.role, columns.shared_skills)),
        };
        self.at += 1;
        self.shared_rows(header.span(), vec![column], Vec::new());
    }

    fn shared_skills_without_header(&mut self) {
        let columns = &self.profile.columns;
        let missing = vec![columns.role.clone(), columns.shared_skills.clone()];
        let first = self.lines[self.at].text.span();
        self.shared_rows(first, Vec::new(), missing);
    }

    /// Takes the whole shared-skills table. Nothing tells roles from skills in it but the skills of this role.
    fn shared_rows(
        &mut self,
        header: Span,
        columns: Vec<Column<'s>>,
        missing_columns: Vec<String>,
    ) {
        let entries = self
            .document
            .role_levels
            .iter()
            .flat_map(RoleLevel::entries);
        let skills: Vec<String> = entries
            .filter_map(|entry| Some(entry.skill.as_ref()?.as_str().to_owned()))
            .collect();
        let mut rows: Vec<SharedRow<'s>> = Vec::new();
        while let Some(line) = self.lines.get(self.at) {
            let name = &line.text;
            if line.is(KnownSection::Updates)
                || !matches!(line.sign, Sign::Plain | Sign::Bullet(_) | Sign::Section(_))
            {
                break;
            }
            let skip = if let Sign::Bullet(skip) = line.sign {
                skip
            } else {
                0
            };
            let name = name.slice(skip..name.as_str().len());
            let reference = Reference {
                name: name.clone(),
                link: None,
            };
            if is_one_of(name.as_str(), &skills) {
                match rows.last_mut() {
                    Some(row) => {
                        row.span = row.span.to(name.span());
                        row.skills.push(reference);
                    }
                    None => rows.push(SharedRow {
                        span: name.span(),
                        role: None,
                        skills: vec![reference],
                    }),
                }
            } else {
                rows.push(SharedRow {
                    span: name.span(),
                    role: Some(reference),
                    skills: Vec::new(),
                });
            }
            self.at += 1;
        }
        let shared = SharedSkills {
            header,
            columns,
            missing_columns,
            rows,
            broken: None,
        };
        self.document.shared_skills.get_or_insert(shared);
        self.place = Place::SharedSkills;
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

/// The skill, the words about the level, and the level of a line that should be two.
fn level_on_the_line<'s>(
    line: &Text<'s>,
    profile: &Profile,
) -> Option<(Text<'s>, Span, crate::document::Level<'s>)> {
    let spaces = line.as_str().match_indices(' ');
    spaces.skip_while(|(at, _)| *at == 0).find_map(|(at, _)| {
        let label = line.slice(at..line.as_str().len()).trimmed();
        let level = cell::labelled_level(&label, profile).filter(|level| level.exact)?;
        Some((line.slice(0..at).trimmed(), label.span(), level))
    })
}

fn is_another_lead_in(text: &str) -> bool {
    text.ends_with(':')
}

fn is_one_of(name: &str, skills: &[String]) -> bool {
    skills.iter().any(|skill| skill == name)
        || close_match(name, skills.iter().map(String::as_str)).is_some()
}
