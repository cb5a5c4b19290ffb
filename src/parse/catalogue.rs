//! The skill catalogue in Markdown: its blocks to skills, their levels and the roles that require them.

use std::collections::HashMap;

use super::blocks::{Block, BlockKind, Inline, Table};
use super::cell;
use super::headings::{self, OpenEntry};
use super::table::references;
use super::table::{self, TableKind};
use crate::config::{Profile, fold};
use crate::document::{Document, Heading, Introduction, Reference, RequiredBy, SkillDefinition};
use crate::text::{Span, Text};

/// Reads the blocks of a catalogue into `document`.
pub fn read<'s>(blocks: Vec<Block<'s>>, document: &mut Document<'s>, profile: &Profile) {
    let mut levels = headings::of_skill_levels(&blocks, profile);
    levels.retain(|&at| !matches!(&blocks[at].kind, BlockKind::Heading(_, content) if is_required_by(content, profile)));
    let headless = headings::headless(&blocks, &levels, profile);
    let depth = skill_depth(&blocks, &levels, profile);
    let mut reader = Reader {
        document,
        profile,
        depth,
        entries: 0,
        entry: None,
        listing: false,
        left_levels: false,
        nameless: false,
        unintroduced: Vec::new(),
    };
    for (at, block) in blocks.into_iter().enumerate() {
        if headless.binary_search(&at).is_ok() {
            reader.headless_level(block.span);
        }
        reader.block(block, levels.binary_search(&at).is_ok());
    }
    reader.close_entry();
    reader.finish();
}

/// Two skills have one heading by mistake; so many have one on purpose.
const MANY: usize = 3;

/// The level of the headings that name skills: that of most headings with a skill's table, or headings of its levels, below them.
///
/// `levels` are the indices of the blocks that are headings of levels.
fn skill_depth(blocks: &[Block<'_>], levels: &[usize], profile: &Profile) -> u8 {
    let mut words: HashMap<String, usize> = HashMap::new();
    for block in blocks {
        if let BlockKind::Heading(_, content) = &block.kind {
            *words.entry(fold(content.text.as_str())).or_default() += 1;
        }
    }
    // What stands above table after table is no name.
    let is_name = |content: &Inline<'_>| words[&fold(content.text.as_str())] < MANY;
    let mut above = None;
    let of_skills = blocks.iter().enumerate().filter_map(|(at, block)| {
        match &block.kind {
            BlockKind::Heading(..) if levels.binary_search(&at).is_ok() => return above,
            BlockKind::Heading(level, content)
                if !is_required_by(content, profile) && is_name(content) =>
            {
                above = Some(*level);
            }
            BlockKind::Table(_) => return above,
            _ => {}
        }
        None
    });
    headings::most_frequent(of_skills).unwrap_or(2)
}

fn is_required_by(content: &Inline<'_>, profile: &Profile) -> bool {
    introduces_roles(content.text.as_str(), profile)
}

/// Whether a text is the words that introduce a list of roles, or nearly.
fn introduces_roles(text: &str, profile: &Profile) -> bool {
    let words = text.trim_end_matches([':', '-', ' ']);
    text.len() < 120 && profile.sections.required_by.resembles(words).is_some()
}

/// Parts the words that introduce a list of roles from the roles that stand behind them: on the same line, or on the next without
/// an empty line between.
fn introduction<'s>(content: &Inline<'s>, profile: &Profile) -> Option<(Inline<'s>, Inline<'s>)> {
    let text = content.text.as_str();
    let end_of_line = text.find('\n').unwrap_or(text.len());
    let link = content.links.first();
    let end = link.map_or(end_of_line, |(range, _)| end_of_line.min(range.start));
    introduces_roles(&text[..end], profile).then(|| {
        let words = Inline {
            text: content.text.slice(0..end),
            links: Vec::new(),
        };
        (words, content.behind(end))
    })
}

/// The names in a paragraph that is a list without bullets: links, or lines or a line with commas that is no sentence.
fn listed_without_bullets<'s>(content: &Inline<'s>) -> Vec<Reference<'s>> {
    let is_sentence = |text: &Text<'_>| text.as_str().trim_end().ends_with(['.', ':', '!', '?']);
    let mut references = references(content);
    if references.iter().any(|reference| reference.link.is_some()) {
        // Between links a single word is none: *and*.
        let is_word = |name: &str| !name.contains(char::is_whitespace);
        references.retain(|it| it.link.is_some() || !is_word(it.name.as_str()));
        let all = references.iter().all(|reference| reference.link.is_some());
        return if all { references } else { Vec::new() };
    }
    if is_sentence(&content.text) {
        return Vec::new();
    }
    let names = references.into_iter().map(|reference| reference.name);
    let names = names.flat_map(|name| {
        let mut start = 0;
        let pieces: Vec<_> = name.as_str().split(',').map(str::len).collect();
        let pieces = pieces.into_iter().map(move |length| {
            let piece = name.slice(start..start + length).trimmed();
            start += length + 1;
            piece
        });
        pieces.collect::<Vec<_>>()
    });
    let names = names.filter(|name| !name.is_blank());
    names.map(|name| Reference { name, link: None }).collect()
}

/// The first of some roles in a text before which nothing stands but the sign of an entry, which begins none within a text.
fn behind_bullet<'s>(content: &Inline<'s>, roles: &[Reference<'s>]) -> Option<Text<'s>> {
    let text = content.text.as_str();
    let linked = content.links.iter().map(|(range, _)| range);
    let mut from = 0;
    for range in linked {
        let before = text[from..range.start].trim();
        from = range.end;
        let name = content.text.slice(range.clone()).trimmed();
        if before.len() == 1 && before.starts_with(['-', '*', '+']) {
            let mut roles = roles.iter().map(|role| &role.name);
            return roles.find(|role| role.span() == name.span()).cloned();
        }
    }
    None
}

/// Whether a text is one link and nothing else.
fn is_link(content: &Inline<'_>) -> bool {
    let text = content.text.as_str();
    matches!(&content.links[..], [(range, _)] if text[range.clone()].trim() == text.trim())
}

struct Reader<'a, 's> {
    document: &'a mut Document<'s>,
    profile: &'a Profile,
    depth: u8,
    entries: u32,
    /// The level of a skill below whose heading the reader is.
    entry: Option<OpenEntry<'s>>,
    /// Below the words that introduce a skill's roles.
    listing: bool,
    /// Something else than a level has followed the headings of a skill's levels.
    left_levels: bool,
    /// Below a second table, or further headings, of levels: those of a skill whose heading is missing.
    nameless: bool,
    /// Items below the tables of skills without a list of roles, each with its skill's position.
    unintroduced: Vec<(usize, Inline<'s>)>,
}

impl<'s> Reader<'_, 's> {
    fn block(&mut self, block: Block<'s>, is_level: bool) {
        match block.kind {
            BlockKind::Heading(level, content) => self.heading(level, &content, is_level),
            BlockKind::Paragraph(content) => self.paragraph(content),
            BlockKind::Item(content) => self.item(content),
            BlockKind::Table(table) => self.table(table),
        }
    }

    fn heading(&mut self, level: u8, content: &Inline<'s>, is_level: bool) {
        self.close_entry();
        self.listing = false;
        self.document
            .links
            .extend(content.links.iter().map(|(_, link)| link.clone()));
        let opens_list = is_required_by(content, self.profile);
        let names_level = is_level && !self.document.skills.is_empty();
        self.nameless &= opens_list || names_level;
        self.left_levels |= !names_level;
        let text = content.text.trimmed();
        if opens_list {
            self.open_list(content);
        } else if level == 1 && self.document.title.is_none() && self.document.skills.is_empty() {
            self.document.title = Some(text.clone());
        } else if names_level {
            self.open_level(content);
        } else if level == self.depth {
            self.left_levels = false;
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

    /// Opens a level of the last skill; one that it has, behind something else, is that of a skill whose own heading is missing.
    fn open_level(&mut self, content: &Inline<'s>) {
        let text = content.text.trimmed();
        let named = headings::skill_level(content, self.profile);
        let level = named.unwrap_or_else(|| cell::level(text.clone(), self.profile));
        if self.left_levels
            && !self.nameless
            && let Some(skill) = self.document.skills.last_mut()
            && skill
                .entries()
                .iter()
                .any(|entry| entry.level_index() == level.index)
        {
            self.nameless = true;
            skill.further_tables.push(text.span());
        }
        if !self.nameless {
            self.entry = Some(OpenEntry::of_catalogue(content, level, self.entries));
            self.entries += 1;
        }
    }

    /// Opens a level of the last skill whose heading is missing above its description, which begins at `place`.
    fn headless_level(&mut self, place: Span) {
        self.close_entry();
        if !self.nameless && !self.document.skills.is_empty() {
            self.entry = Some(OpenEntry::headless(place, self.entries, self.profile));
            self.entries += 1;
        }
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
            let words = text.slice(0..text.as_str().trim_end_matches([':', '-', ' ']).len());
            let introduction = match template.matches(words.as_str()) {
                Some(_) => Introduction::Right,
                None => Introduction::Misspelt,
            };
            skill.required_by.get_or_insert(RequiredBy {
                heading: words,
                roles: Vec::new(),
                introduction,
                run_on: None,
            });
            self.listing = true;
        }
    }

    fn paragraph(&mut self, content: Inline<'s>) {
        self.document
            .links
            .extend(content.links.iter().map(|(_, link)| link.clone()));
        if let Some((words, roles)) = introduction(&content, self.profile) {
            self.close_entry();
            self.open_list(&words);
            self.unbulleted(&roles);
            return;
        }
        if let Some(entry) = &mut self.entry {
            entry.paragraph(content.text, self.profile);
            return;
        }
        if self.unbulleted(&content) {
            return;
        }
        // A sentence may stand between the words and their list.
        self.listing &= self
            .open_list_of_roles()
            .is_some_and(|list| list.roles.is_empty());
        match self.document.skills.last_mut() {
            Some(skill) if skill.table.is_none() && skill.required_by.is_none() => {
                skill.summary.push(content.text);
            }
            _ => self.document.prose.push(content.text),
        }
    }

    /// The list below whose words the reader is.
    fn open_list_of_roles(&mut self) -> Option<&mut RequiredBy<'s>> {
        let skill = self.document.skills.last_mut().filter(|_| self.listing)?;
        skill.required_by.as_mut()
    }

    /// Takes a paragraph of the names of roles: items that have lost their bullets, or have others than Markdown's.
    fn unbulleted(&mut self, content: &Inline<'s>) -> bool {
        let Some(list) = self.open_list_of_roles() else {
            return false;
        };
        let mut listed = listed_without_bullets(content);
        // Without links only what follows the words at once is a list.
        listed.retain(|role| role.link.is_some() || list.roles.is_empty());
        let is_list = !listed.is_empty();
        let run_on = behind_bullet(content, &listed);
        list.run_on = list.run_on.take().or(run_on);
        list.roles.extend(listed);
        is_list
    }

    fn item(&mut self, content: Inline<'s>) {
        self.document
            .links
            .extend(content.links.iter().map(|(_, link)| link.clone()));
        let skills = &mut self.document.skills;
        if let Some(entry) = &mut self.entry {
            // Links alone below a description may be the skill's roles.
            if entry.is_described() && is_link(&content) && !skills.is_empty() {
                self.unintroduced.push((skills.len() - 1, content));
            } else {
                entry.item(&content.text, self.profile);
            }
            return;
        }
        match skills.last_mut() {
            _ if self.nameless => self.document.prose.push(content.text),
            Some(SkillDefinition {
                required_by: Some(list),
                ..
            }) if self.listing => {
                let roles = references(&content);
                list.run_on = list.run_on.take().or(behind_bullet(&content, &roles));
                list.roles.extend(roles);
            }
            Some(skill) if skill.table.is_none() => skill.summary.push(content.text),
            Some(skill) if skill.required_by.is_none() => {
                let at = skills.len() - 1;
                self.unintroduced.push((at, content));
            }
            _ => self.document.prose.push(content.text),
        }
    }

    /// A list of nothing but links below a skill's table is its list of roles, if other skills have one: the words before it are missing.
    fn finish(self) {
        let has_list = |skill: &SkillDefinition<'_>| skill.required_by.is_some();
        let lists_roles = self.document.skills.iter().any(has_list);
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
                    .map_or_else(|| skill.name.clone(), |role| role.name.clone());
                skill.required_by = Some(RequiredBy {
                    heading,
                    roles,
                    introduction: Introduction::Missing,
                    run_on: None,
                });
            } else {
                let texts = items.iter().map(|(_, item)| item.text.clone());
                self.document.prose.extend(texts);
            }
        }
    }

    fn table(&mut self, mut table: Table<'s>) {
        self.listing = false;
        // Words without an empty line above them have become its last row.
        let introduction = table.rows.pop_if(|row| {
            let mut cells = row.cells.iter();
            let first = cells.next();
            first.is_some_and(|cell| is_required_by(&cell.content, self.profile))
                && cells.all(|cell| cell.content.text.is_blank())
        });
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
            let skills = table::skill_table(&table, &recognised, self.entries, self.profile);
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
        if let Some(words) = introduction.and_then(|row| row.cells.into_iter().next()) {
            self.open_list(&words.content);
            let list = self.document.skills.last_mut();
            if let Some(list) = list.and_then(|skill| skill.required_by.as_mut()) {
                list.introduction = Introduction::InTable;
            }
        }
    }
}
