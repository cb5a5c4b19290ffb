//! The lines of the table of shared skills.

use super::lines::{Line, Sign};
use super::{Place, Reader};
use crate::config::{KnownSection, close_match};
use crate::document::{Column, Reference, RoleLevel, SharedRow, SharedSkills};
use crate::text::{Span, Text, same_ignoring_case, words};

impl<'s> Reader<'_, 's> {
    /// Whether a row of the shared-skills table begins at line `at`, its header missing: the name of a skill of this role follows
    /// a line that is none, and begins no entry.
    pub(super) fn opens_shared_row(&self, at: usize) -> bool {
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
        let Some(line) = self.lines.get(at) else {
            return false;
        };
        let next = self.lines.get(at + 1);
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

    /// How many lines from here on are what is left of the header of the shared-skills table: one with its words in another order or
    /// some of them left out or misspelt, or two where each column has its own. The first row follows.
    pub(super) fn damaged_shared_header(&self) -> Option<usize> {
        if !matches!(self.place, Place::Table | Place::RoleLevels) {
            return None;
        }
        let columns = &self.profile.columns;
        let header = || words(&columns.role).chain(words(&columns.shared_skills));
        let is_part = |line: &Line<'_>| {
            let mut written = words(line.text.as_str());
            matches!(line.sign, Sign::Plain)
                && written.clone().count() <= header().count()
                && written
                    .any(|(_, word)| header().any(|(_, known)| same_ignoring_case(word, known)))
        };
        let lines = self.lines[self.at..].iter().take(2);
        let parts = lines.take_while(|line| is_part(line)).count();
        (1..=parts).find(|count| self.opens_shared_row(self.at + count))
    }

    /// Takes the shared-skills table with a header of so many lines.
    pub(super) fn shared_skills(&mut self, lines: usize) {
        let columns = &self.profile.columns;
        let known = format!("{} {}", columns.role, columns.shared_skills);
        let lines = &self.lines[self.at..self.at + lines];
        let span = lines.iter().map(|line| line.text.span());
        let span = span.reduce(Span::to).unwrap_or_default();
        let written: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
        let column = Column {
            name: match lines {
                [line] => line.text.clone(),
                _ => Text::new(written.join(" ").into(), span),
            },
            known_as: Some(known),
        };
        self.at += lines.len();
        self.shared_rows(span, vec![column], Vec::new());
    }

    pub(super) fn shared_skills_without_header(&mut self) {
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
                        surplus: None,
                    }),
                }
            } else {
                rows.push(SharedRow {
                    span: name.span(),
                    role: Some(reference),
                    skills: Vec::new(),
                    surplus: None,
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
}

fn is_one_of(name: &str, skills: &[String]) -> bool {
    skills.iter().any(|skill| skill == name)
        || close_match(name, skills.iter().map(String::as_str)).is_some()
}
