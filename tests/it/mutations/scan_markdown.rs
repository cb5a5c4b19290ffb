//! Scans the Markdown of clips, authored documents and the catalogue.

use super::scan::{
    Entry, Heading, Key, Named, Page, Range, RoleLevel, Shared, SharedRow, Skill, Table, lines,
};

impl Page {
    pub fn markdown(path: String, text: String) -> Self {
        let mut page = Self {
            path,
            text,
            ..Self::default()
        };
        let lines = lines(&page.text);
        let body = page.scan_front_matter(&lines);
        let mut at = body;
        while at < lines.len() {
            at = page.scan_line(&lines, at);
        }
        page
    }

    /// Returns the index of the first line behind the front matter.
    fn scan_front_matter(&mut self, lines: &[Range]) -> usize {
        let fence = |line: &Range| self.of(line) == "---";
        if !fence(&lines[0]) {
            return 0;
        }
        let close = 1 + lines[1..].iter().position(fence).unwrap();
        let mut keys: Vec<Key> = Vec::new();
        for line in &lines[1..close] {
            let text = self.of(line);
            if text.starts_with(' ') {
                keys.last_mut().unwrap().lines.end = line.end + 1;
                continue;
            }
            let (name, value) = self.split(line, ":").unwrap();
            keys.push(Key {
                name,
                value: self.trimmed(&value),
                lines: line.start..line.end + 1,
            });
        }
        self.keys = keys;
        self.fences = Some((lines[0].clone(), lines[close].clone()));
        close + 1
    }

    /// Returns the index of the next line to scan.
    fn scan_line(&mut self, lines: &[Range], at: usize) -> usize {
        let line = &lines[at];
        let text = self.of(line);
        let is_catalogue = self.path == "skills.md";
        let from = |prefix: usize| line.start + prefix..line.end;
        if text.starts_with("# ") {
            self.title = from(2);
        } else if let Some(rest) = text.strip_prefix("### ") {
            let number = rest.split_once(". ").unwrap().0.len();
            self.levels.push(RoleLevel {
                heading: Some(Heading {
                    line: line.clone(),
                    number: Some(from(4).start..from(4).start + number),
                    text: from(4 + number + 2),
                }),
                ..RoleLevel::default()
            });
        } else if text.starts_with("## ") {
            let heading = Heading {
                line: line.clone(),
                number: None,
                text: from(3),
            };
            if is_catalogue {
                self.skills.push(Skill {
                    heading,
                    summary: None,
                    table: Table::default(),
                    roles_heading: 0..0,
                    roles: Vec::new(),
                });
            } else if self.path.starts_with("authored") {
                self.levels.push(RoleLevel {
                    heading: Some(heading),
                    ..RoleLevel::default()
                });
            } else {
                self.sections.push(heading);
            }
        } else if text.starts_with('|') {
            return self.scan_table(lines, at);
        } else if text.starts_with("- — ") {
            self.scan_contents(line);
        } else if let Some(count) = self.count_sentence(line) {
            self.count = Some(count);
        } else if is_catalogue && !self.skills.is_empty() && !text.is_empty() {
            self.scan_catalogue_line(line);
        } else if self.in_updates() {
            self.scan_update(line);
        } else if !text.is_empty() && text != "Contents" {
            let bullet = if text.starts_with("- ") { 2 } else { 0 };
            self.prose.push(from(bullet));
        }
        at + 1
    }

    fn scan_contents(&mut self, line: &Range) {
        let entry_range = line.start + "- — ".len()..line.end;
        let mut entry = self.linked(&entry_range).unwrap();
        if let Some((number, name)) = self.split(&entry.name, "\\. ") {
            entry.number = Some(number);
            entry.name = name;
        }
        entry.whole = line.clone();
        self.contents.push(entry);
    }

    fn scan_catalogue_line(&mut self, line: &Range) {
        let text = self.of(line);
        let role = (text.starts_with("- ["))
            .then(|| self.linked(&(line.start + 2..line.end)))
            .flatten();
        let is_roles_heading = text == "Roles that require this skill";
        let skill = self.skills.last_mut().unwrap();
        if is_roles_heading {
            skill.roles_heading = line.clone();
        } else if let Some(role) = role {
            skill.roles.push(Named {
                whole: line.clone(),
                ..role
            });
        } else if skill.table.lines.is_empty() {
            let start = skill.summary.as_ref().map_or(line.start, |it| it.start);
            skill.summary = Some(start..line.end);
        }
    }

    pub fn in_updates(&self) -> bool {
        let section = self.sections.last();
        section.is_some_and(|heading| self.of(&heading.text) == "Updates")
    }

    pub fn scan_update(&mut self, line: &Range) {
        let text = self.of(line);
        if text.starts_with("Published ") {
            self.dates.published = Some(line.start + "Published ".len()..line.end);
        } else if text.starts_with("Last updated ") {
            self.dates.last_updated = Some(line.start + "Last updated ".len()..line.end);
        } else if text.starts_with(|first: char| first.is_ascii_digit()) {
            self.dates.entries.push(line.clone());
        }
    }

    /// The cells of a row, trimmed.
    fn cells(&self, line: &Range) -> Vec<Range> {
        let mut rest = line.start + 1..line.end;
        let mut cells = Vec::new();
        while let Some((cell, behind)) = self.split(&rest, "|") {
            cells.push(self.trimmed(&cell));
            rest = behind;
        }
        cells
    }

    fn scan_table(&mut self, lines: &[Range], at: usize) -> usize {
        let rows = lines[at..]
            .iter()
            .take_while(|line| self.of(line).starts_with('|'))
            .count();
        let columns = self.cells(&lines[at]);
        let header = lines[at].clone();
        let body = &lines[at + 2..at + rows];
        if self.of(&columns[0]) == "Role" {
            self.shared = Some(Shared {
                header,
                columns,
                rows: body.iter().map(|line| self.shared_row(line)).collect(),
            });
            return at + rows;
        }
        let table = Table {
            lines: header.start..lines[at + rows - 1].end,
            header,
            entries: body
                .iter()
                .map(|line| self.row(line, columns.len()))
                .collect(),
            columns,
        };
        if let Some(skill) = self.skills.last_mut() {
            skill.table = table;
        } else {
            if self.levels.is_empty() {
                self.levels.push(RoleLevel::default());
            }
            self.levels.last_mut().unwrap().table = table;
        }
        at + rows
    }

    fn shared_row(&self, line: &Range) -> SharedRow {
        let cells = self.cells(line);
        let mut skills = Vec::new();
        let mut rest = cells[1].clone();
        while let Some(skill) = self.linked(&rest) {
            rest = self.trimmed(&(skill.whole.end..rest.end));
            skills.push(skill);
        }
        SharedRow {
            line: line.clone(),
            role: self.linked(&cells[0]).unwrap(),
            skills,
        }
    }

    fn row(&self, line: &Range, columns: usize) -> Entry {
        let cells = self.cells(line);
        let mut entry = Entry {
            row: line.clone(),
            ..Entry::default()
        };
        let head = &cells[0];
        let mut rest = head.clone();
        if let Some(skill) = self.linked(head) {
            rest = self.trimmed(&(skill.whole.end..head.end));
            entry.skill = skill.name;
            entry.link = skill.link;
        }
        if columns == 3 {
            entry.level = cells[1].clone();
            entry.level_phrase = cells[1].clone();
        } else {
            let (phrase, ordinal) = self.split(&rest, "  ").unwrap();
            let label = usize::from(entry.link.is_some()) * "Level: ".len();
            entry.level = phrase.start + label..phrase.end;
            entry.level_phrase = phrase;
            entry.ordinal = self.ordinal(&ordinal);
        }
        let separator = if columns == 3 { "<br>- " } else { "  - " };
        let description = cells.last().unwrap();
        self.describe(&mut entry, description, separator);
        if columns == 2 && !entry.points.is_empty() {
            // A flattened list: the points of one line are set apart by ` - ` alone.
            let mut rest = entry.points[0].start..description.end;
            entry.points.clear();
            while let Some((point, behind)) = self.split(&rest, " - ") {
                entry.points.push(point);
                rest = behind;
            }
            entry.points.push(rest);
        }
        entry.cells = cells;
        entry
    }
}
