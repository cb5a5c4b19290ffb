//! Scans the copied text of a web page.

use std::collections::BTreeSet;

use super::scan::{Entry, Heading, Named, Page, Range, RoleLevel, Shared, SharedRow, Table, lines};

const BULLET: &str = "  • ";

impl Page {
    pub fn copied(path: String, text: String, roles: &BTreeSet<String>) -> Self {
        let mut page = Self {
            path,
            text,
            ..Self::default()
        };
        let lines: Vec<_> = lines(&page.text)
            .into_iter()
            .filter(|line| !page.text[line.clone()].trim().is_empty())
            .collect();
        page.title = lines[1].clone();
        let mut at = 3;
        while at < lines.len() {
            at = page.scan_copied_line(&lines, at, roles);
        }
        page
    }

    fn scan_copied_line(&mut self, lines: &[Range], at: usize, roles: &BTreeSet<String>) -> usize {
        let line = &lines[at];
        let text = self.of(line);
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        if text == "Skill Description" {
            return self.scan_copied_table(lines, at);
        }
        if text == "Role Shared skills" {
            return self.scan_copied_shared(lines, at, roles);
        }
        if self.in_updates() {
            self.scan_update(line);
        } else if let Some(date) = text
            .strip_prefix("Last updated ")
            .and_then(|rest| rest.strip_suffix(" — See all updates"))
        {
            let start = line.start + "Last updated ".len();
            self.dates.at_top = Some(start..start + date.len());
        } else if digits > 0 && text[digits..].starts_with(". ") {
            self.levels.push(RoleLevel {
                heading: Some(Heading {
                    line: line.clone(),
                    number: Some(line.start..line.start + digits),
                    text: line.start + digits + 2..line.end,
                }),
                ..RoleLevel::default()
            });
        } else if text == "Updates" || text.ends_with(" role levels") && !text.contains(", ") {
            self.sections.push(Heading {
                line: line.clone(),
                number: None,
                text: line.clone(),
            });
        } else if let Some(count) = self.count_sentence(line) {
            self.count = Some(count);
        } else {
            let bullet = if text.starts_with(BULLET) {
                BULLET.len()
            } else {
                0
            };
            self.prose.push(line.start + bullet..line.end);
        }
        at + 1
    }

    fn scan_copied_table(&mut self, lines: &[Range], header: usize) -> usize {
        let mut entries = Vec::new();
        let mut at = header + 1;
        while at + 2 < lines.len() && self.of(&lines[at + 1]).starts_with("Level: ") {
            let skill = lines[at].clone();
            let phrase = lines[at + 1].clone();
            let ordinal = self.ordinal(&lines[at + 2]);
            let lead_in = lines[at + 3].clone();
            at += 4;
            let points: Vec<_> = (lines[at..].iter())
                .take_while(|line| self.of(line).starts_with(BULLET))
                .map(|line| line.start + BULLET.len()..line.end)
                .collect();
            at += points.len();
            let end = points.last().unwrap_or(&lead_in).end;
            entries.push(Entry {
                row: skill.start..end,
                skill,
                level: phrase.start + "Level: ".len()..phrase.end,
                level_phrase: phrase,
                ordinal,
                description: lead_in.start..end,
                lead_in,
                points,
                ..Entry::default()
            });
        }
        if self.levels.is_empty() {
            self.levels.push(RoleLevel::default());
        }
        self.levels.last_mut().unwrap().table = Table {
            lines: lines[header].start..lines[at - 1].end,
            header: lines[header].clone(),
            columns: Vec::new(),
            entries,
        };
        at
    }

    fn scan_copied_shared(
        &mut self,
        lines: &[Range],
        header: usize,
        roles: &BTreeSet<String>,
    ) -> usize {
        let mut rows: Vec<SharedRow> = Vec::new();
        let mut at = header + 1;
        while at < lines.len() && self.of(&lines[at]) != "Updates" {
            let name = Named {
                whole: lines[at].clone(),
                number: None,
                name: lines[at].clone(),
                link: None,
            };
            if roles.contains(self.of(&name.name)) {
                rows.push(SharedRow {
                    line: lines[at].clone(),
                    role: name,
                    skills: Vec::new(),
                });
            } else {
                let row = rows.last_mut().unwrap();
                row.line.end = lines[at].end;
                row.skills.push(name);
            }
            at += 1;
        }
        self.shared = Some(Shared {
            header: lines[header].clone(),
            columns: Vec::new(),
            rows,
        });
        at
    }
}
