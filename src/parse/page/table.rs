//! The lines of a skill table: its header and its entries.

use super::super::blocks::number_prefix;
use super::super::cell;
use super::lines::Sign;
use super::{Place, Reader};
use crate::config::Profile;
use crate::document::{Column, Entry, Part, PartKind, RoleLevel, SkillTable};
use crate::text::{Span, Spanned, Text};

impl<'s> Reader<'_, 's> {
    /// Whether the line is the header of a skill table with one of its columns left out: an entry follows it.
    pub(super) fn is_half_a_header(&self) -> bool {
        let columns = &self.profile.columns;
        let text = self.lines[self.at].text.as_str();
        let is = |column: &String| column.eq_ignore_ascii_case(text);
        (is(&columns.skill) || is(&columns.description))
            && self.at + 1 < self.lines.len()
            && self.opens_entry(self.at + 1)
    }

    pub(super) fn open_table(&mut self, header: Span) {
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
            repeated_header: None,
        };
        self.push_table(table);
        self.at += 1;
    }

    pub(super) fn open_table_without_header(&mut self) {
        let columns = &self.profile.columns;
        let table = SkillTable {
            header: self.lines[self.at].text.span(),
            columns: Vec::new(),
            missing_columns: vec![columns.skill.clone(), columns.description.clone()],
            entries: Vec::new(),
            broken: None,
            repeated_header: None,
        };
        self.push_table(table);
    }

    fn push_table(&mut self, table: SkillTable<'s>) {
        if self.document.role_levels.is_empty() {
            // Its title is only known at the end of the page.
            let level = RoleLevel::without_heading(Text::default(), self.single_level_summary());
            self.document.role_levels.push(level);
        }
        if let Some(level) = self.document.role_levels.last_mut() {
            level.tables.push(table);
        }
        self.place = Place::Table;
    }

    /// Whether an entry begins at line `at`: a plain line with a level, an ordinal sentence or a lead-in below it, or a level
    /// whose skill is missing.
    pub(super) fn opens_entry(&self, at: usize) -> bool {
        let next = |offset: usize| self.lines.get(at + offset).map(|line| &line.sign);
        match &self.lines[at].sign {
            sign if says_level(sign) => true,
            Sign::Plain => next(1).is_some_and(says_level) || self.is_doubled_name(at),
            _ => false,
        }
    }

    /// Whether the line at `at` stands there once more above the level of an entry.
    fn is_doubled_name(&self, at: usize) -> bool {
        match &self.lines[at..] {
            [first, second, level, ..] => {
                first.text.as_str() == second.text.as_str() && says_level(&level.sign)
            }
            _ => false,
        }
    }

    pub(super) fn table_line(&mut self) {
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
            if self.is_doubled_name(self.at) {
                self.at += 1;
                entry.doubled = Some(self.lines[self.at].text.span());
            }
            self.at += 1;
        }
        self.level_and_ordinal(&mut entry);
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

    /// Takes the lines that say at which level a skill is needed.
    fn level_and_ordinal(&mut self, entry: &mut Entry<'s>) {
        while let Some(line) = self.lines.get(self.at) {
            match &line.sign {
                // Below its sentence it is as clear, where the skill stands above both.
                Sign::Level(level)
                    if entry.level.is_none()
                        && (entry.ordinal.is_none() || entry.skill.is_some()) =>
                {
                    entry.level = Some(level.clone());
                }
                Sign::Ordinal if entry.ordinal.is_none() => {
                    entry.ordinal = cell::ordinal(&line.text, self.profile);
                }
                Sign::LevelAndOrdinal if entry.level.is_none() && entry.ordinal.is_none() => {
                    let joined = cell::level_before_ordinal(&line.text, self.profile);
                    let Some((level, ordinal)) = joined else {
                        break;
                    };
                    let column = self.profile.columns.level.clone();
                    entry
                        .missing
                        .push(Spanned::new(column, ordinal.text.span()));
                    (entry.level, entry.ordinal) = (Some(level), Some(ordinal));
                }
                Sign::Level(_) if entry.level.is_some() => {
                    entry.doubled.get_or_insert(line.text.span());
                }
                Sign::Ordinal => {
                    entry.doubled.get_or_insert(line.text.span());
                }
                _ => break,
            }
            self.at += 1;
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
                    let is_point =
                        (line.indented || !line.opens_paragraph) && !self.is_next_level(self.at);
                    let numbered = number_prefix(text).filter(|_| is_point);
                    if let Some((_, resume)) = numbered {
                        (PartKind::Point, text.slice(resume..whole))
                    } else if self.opens_entry(self.at)
                        || self.ends_description(!parts.is_empty())
                        || self.opens_shared_row(self.at)
                        || self.damaged_shared_header().is_some()
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
            let line = &self.lines[self.at];
            self.opens_role_level()
                || skill_without_level
                || line.opens_paragraph && self.table_follows(self.at)
                || is_label(line.text.as_str()) && self.is_next_level(self.at + 1)
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
            && self.table_follows(self.at)
    }

    fn points_follow(&self) -> bool {
        matches!(
            self.lines.get(self.at + 1).map(|line| &line.sign),
            Some(Sign::Bullet(_))
        )
    }
}

/// Whether a line says at which level a skill is needed.
fn says_level(sign: &Sign<'_>) -> bool {
    matches!(sign, Sign::Level(_) | Sign::Ordinal | Sign::LevelAndOrdinal)
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

/// Whether a line of a description is no sentence: what a web page has between its parts.
fn is_label(text: &str) -> bool {
    !text.ends_with(['.', ':', ',', ';'])
}

fn is_another_lead_in(text: &str) -> bool {
    text.ends_with(':')
}
