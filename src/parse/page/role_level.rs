//! Which lines are the titles of role levels.

use super::super::blocks::number_prefix;
use super::lines::{Line, Sign};
use super::{Place, Reader};
use crate::config::fold;
use crate::document::{Heading, RoleLevel};

impl Reader<'_, '_> {
    /// Whether the line is the title of a role level: numbered, or a short line that a skill table follows before any entry.
    pub(super) fn opens_role_level(&self) -> bool {
        let line = &self.lines[self.at];
        if !matches!(line.sign, Sign::Plain) {
            return false;
        }
        if line.indented || !line.opens_paragraph {
            return self.is_next_level(self.at);
        }
        let text = line.text.as_str();
        let short = text.len() < 120 && !text.ends_with(['.', ':', ',', ';']);
        if number_prefix(&line.text).is_some() {
            return short;
        }
        short && text.split_whitespace().count() <= 12 && self.is_title_without_number(text)
    }

    /// Whether the line at `at` has the number that the next role level should have, a skill table below it and no numbered line beside
    /// it. (Where a page has lost its blank lines, or has white space before all of its lines, nothing else shows it.)
    pub(super) fn is_next_level(&self, at: usize) -> bool {
        let [before, line, after, ..] = &self.lines[at.saturating_sub(1)..] else {
            return false;
        };
        self.has_next_number(line)
            && number_prefix(&before.text).is_none()
            && number_prefix(&after.text).is_none()
            && !matches!(before.sign, Sign::LeadIn)
            && self.table_follows(at)
    }

    fn has_next_number(&self, line: &Line<'_>) -> bool {
        let due = self.document.role_levels.len() + 1;
        let number = number_prefix(&line.text).map(|(number, _)| number.value);
        matches!(line.sign, Sign::Plain)
            && number.is_some_and(|number| usize::try_from(number) == Ok(due))
    }

    /// Whether an unnumbered line is a role level's title: the count sentence names it, or it stands where a numbered one is due.
    fn is_title_without_number(&self, text: &str) -> bool {
        if self.is_named_in_count(text) && self.table_follows(self.at) {
            return true;
        }
        // After a table, the first line that belongs to no entry opens the next role level.
        let after_table = self
            .document
            .role_levels
            .last()
            .is_some_and(|level| !level.tables.is_empty());
        after_table && self.table_follows(self.at)
    }

    /// Whether the sentence that counts the role levels names the first or the last of them like this.
    pub(super) fn is_named_in_count(&self, text: &str) -> bool {
        let counted = self.document.level_count.iter();
        let mut named = counted
            .flat_map(|count| [&count.first, &count.last])
            .flatten();
        let folded = fold(text);
        named.any(|name| fold(name.as_str()) == folded)
    }

    /// Whether the header of a skill table comes after the line at `from`, before the next entry and the next role level.
    pub(super) fn table_follows(&self, from: usize) -> bool {
        for (at, line) in self.lines.iter().enumerate().skip(from + 1) {
            match line.sign {
                Sign::Plain if line.opens_paragraph && self.has_next_number(line) => return false,
                Sign::SkillHeader => return true,
                Sign::SharedHeader
                | Sign::Section(_)
                | Sign::Level(_)
                | Sign::Ordinal
                | Sign::LevelAndOrdinal => {
                    return false;
                }
                _ if at > from + 80 => return false,
                _ => {}
            }
        }
        false
    }

    pub(super) fn role_level(&mut self) {
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
}
