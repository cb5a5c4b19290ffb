//! The skill catalogue in Markdown: its blocks to skills, their levels and the roles that require them.

use super::blocks::{Block, BlockKind, Inline};
use super::cell;
use super::headings::{self, OpenEntry};
use super::table::references;
use super::table::{self, TableKind};
use crate::config::Profile;
use crate::document::{Document, Heading, Introduction, RequiredBy, SkillDefinition};

/// Reads the blocks of a catalogue into `document`.
pub fn read<'s>(blocks: Vec<Block<'s>>, document: &mut Document<'s>, profile: &Profile) {
    let level_depth = headings::skill_level_depth(&blocks, profile);
    let depth = skill_depth(&blocks, level_depth, profile);
    let mut reader = Reader {
        document,
        profile,
        depth,
        level_depth,
        entries: 0,
        entry: None,
        listing: false,
        nameless: false,
        unintroduced: Vec::new(),
    };
    for block in blocks {
        reader.block(block);
    }
    reader.close_entry();
    reader.finish();
}

/// The level of the headings that name skills: that of most headings with a skill's table, or headings of its levels, below them.
fn skill_depth(blocks: &[Block<'_>], level_depth: Option<u8>, profile: &Profile) -> u8 {
    let mut counts = [0usize; 7];
    let mut above = 0;
    for block in blocks {
        match &block.kind {
            BlockKind::Heading(level, _) if level_depth == Some(*level) => counts[above] += 1,
            BlockKind::Heading(level, content) if !is_required_by(content, profile) => {
                above = usize::from(*level);
            }
            BlockKind::Table(_) => counts[above] += 1,
            _ => {}
        }
    }
    let deepest = (1..=6u8).max_by_key(|&level| counts[usize::from(level)]);
    deepest
        .filter(|&level| counts[usize::from(level)] > 0)
        .unwrap_or(2)
}

fn is_required_by(content: &Inline<'_>, profile: &Profile) -> bool {
    let text = content.text.as_str();
    text.len() < 120
        && profile
            .sections
            .required_by
            .resembles(text.trim_end_matches(':'))
            .is_some()
}

struct Reader<'a, 's> {
    document: &'a mut Document<'s>,
    profile: &'a Profile,
    depth: u8,
    /// The level of the headings that name the levels of a skill.
    level_depth: Option<u8>,
    entries: u32,
    /// The level of a skill below whose heading the reader is.
    entry: Option<OpenEntry<'s>>,
    /// Below the words that introduce a skill's roles.
    listing: bool,
    /// Below a second table of levels: that of a skill whose heading is missing.
    nameless: bool,
    /// Items below the tables of skills without a list of roles, each with its skill's position.
    unintroduced: Vec<(usize, Inline<'s>)>,
}

impl<'s> Reader<'_, 's> {
    fn block(&mut self, block: Block<'s>) {
        match block.kind {
            BlockKind::Heading(level, content) => self.heading(level, &content),
            BlockKind::Paragraph(content) => self.paragraph(content),
            BlockKind::Item(content) => self.item(content),
            BlockKind::Table(table) => self.table(&table),
        }
    }

    fn heading(&mut self, level: u8, content: &Inline<'s>) {
        self.close_entry();
        self.listing = false;
        self.nameless &= is_required_by(content, self.profile);
        self.document
            .links
            .extend(content.links.iter().map(|(_, link)| link.clone()));
        let opens_list = is_required_by(content, self.profile);
        let text = content.text.trimmed();
        if opens_list {
            self.open_list(content);
        } else if level == 1 && self.document.title.is_none() && self.document.skills.is_empty() {
            self.document.title = Some(text.clone());
        } else if self.level_depth == Some(level) && !self.document.skills.is_empty() {
            let named = headings::skill_level(content, self.profile);
            let level = named.unwrap_or_else(|| cell::level(text.clone(), self.profile));
            self.entry = Some(OpenEntry::of_catalogue(content, level, self.entries));
            self.entries += 1;
        } else if level == self.depth {
            let skill = SkillDefinition {
                name: text.clone(),
                summary: Vec::new(),
                table: None,
                required_by: None,
                further_tables: Vec::new(),
            };
            self.document.skills.push(skill);
        }
        self.document.headings.push(Heading { level, text });
    }

    /// Ends the level whose description was being read.
    fn close_entry(&mut self) {
        let Some(entry) = self.entry.take() else {
            return;
        };
        let entry = entry.finish(self.profile);
        if let Some(skill) = self.document.skills.last_mut() {
            let place = skill.name.span();
            let table = skill.table.get_or_insert_with(|| headings::table(place));
            table.entries.push(entry);
        }
    }

    fn open_list(&mut self, content: &Inline<'s>) {
        if self.nameless {
            self.listing = false;
        } else if let Some(skill) = self.document.skills.last_mut() {
            let text = content.text.trimmed();
            let template = &self.profile.sections.required_by;
            let words = text.slice(0..text.as_str().trim_end_matches(':').len());
            let introduction = match template.matches(words.as_str()) {
                Some(_) => Introduction::Right,
                None => Introduction::Misspelt,
            };
            let heading = words.span();
            skill.required_by.get_or_insert(RequiredBy {
                heading,
                roles: Vec::new(),
                introduction,
            });
            self.listing = true;
        }
    }

    fn paragraph(&mut self, content: Inline<'s>) {
        self.document
            .links
            .extend(content.links.iter().map(|(_, link)| link.clone()));
        if is_required_by(&content, self.profile) {
            self.close_entry();
            self.open_list(&content);
            return;
        }
        if let Some(entry) = &mut self.entry {
            entry.paragraph(content.text, self.profile);
            return;
        }
        let skill = self.document.skills.last_mut();
        if self.listing
            && let Some(list) = skill.and_then(|skill| skill.required_by.as_mut())
        {
            // Links and no words between them: items that have lost their bullets, or have others than Markdown's.
            let roles = references(&content);
            if !roles.is_empty() && roles.iter().all(|role| role.link.is_some()) {
                list.roles.extend(roles);
                return;
            }
        }
        self.listing = false;
        match self.document.skills.last_mut() {
            Some(skill) if skill.table.is_none() && skill.required_by.is_none() => {
                skill.summary.push(content.text);
            }
            _ => self.document.prose.push(content.text),
        }
    }

    fn item(&mut self, content: Inline<'s>) {
        self.document
            .links
            .extend(content.links.iter().map(|(_, link)| link.clone()));
        if let Some(entry) = &mut self.entry {
            entry.item(content.text);
            return;
        }
        match self.document.skills.last_mut() {
            _ if self.nameless => self.document.prose.push(content.text),
            Some(SkillDefinition {
                required_by: Some(list),
                ..
            }) if self.listing => {
                list.roles.extend(references(&content));
            }
            Some(skill) if skill.table.is_none() => skill.summary.push(content.text),
            Some(skill) if skill.required_by.is_none() => {
                let at = self.document.skills.len() - 1;
                self.unintroduced.push((at, content));
            }
            _ => self.document.prose.push(content.text),
        }
    }

    /// A list of nothing but links below a skill's table is its list of roles, if other skills have one: the words before it are missing.
    fn finish(self) {
        let has_list = |skill: &SkillDefinition<'_>| skill.required_by.is_some();
        let lists_roles = self.document.skills.iter().any(has_list);
        let is_link = |content: &Inline<'_>| {
            let text = content.text.as_str();
            matches!(&content.links[..], [(range, _)] if text[range.clone()].trim() == text.trim())
        };
        for items in self.unintroduced.chunk_by(|one, other| one.0 == other.0) {
            let skill = &mut self.document.skills[items[0].0];
            if lists_roles
                && skill.required_by.is_none()
                && items.iter().all(|(_, item)| is_link(item))
            {
                let roles: Vec<_> = items
                    .iter()
                    .flat_map(|(_, item)| references(item))
                    .collect();
                let heading = roles
                    .first()
                    .map_or(skill.name.span(), |role| role.name.span());
                skill.required_by = Some(RequiredBy {
                    heading,
                    roles,
                    introduction: Introduction::Missing,
                });
            } else {
                let texts = items.iter().map(|(_, item)| item.text.clone());
                self.document.prose.extend(texts);
            }
        }
    }

    fn table(&mut self, table: &super::blocks::Table<'s>) {
        self.listing = false;
        for cell in table
            .rows
            .iter()
            .chain([&table.header])
            .flat_map(|row| &row.cells)
        {
            self.document
                .links
                .extend(cell.content.links.iter().map(|(_, link)| link.clone()));
        }
        let recognised = table
            .recognised
            .as_ref()
            .filter(|found| found.kind != TableKind::Shared);
        let skill = self
            .document
            .skills
            .last_mut()
            .filter(|skill| skill.table.is_none());
        if let (Some(recognised), Some(skill)) = (recognised, skill) {
            let recognised = table::Recognised {
                kind: TableKind::Catalogue,
                ..recognised.clone()
            };
            let skills = table::skill_table(table, &recognised, self.entries, self.profile);
            self.entries += u32::try_from(skills.entries.len()).unwrap_or(0);
            skill.table = Some(skills);
        } else {
            if let (Some(_), Some(skill)) = (recognised, self.document.skills.last_mut()) {
                skill.further_tables.push(table.header.span);
                self.nameless = true;
            }
            let cells = table.rows.iter().flat_map(|row| &row.cells);
            self.document
                .prose
                .extend(cells.map(|cell| cell.content.text.clone()));
        }
    }
}
