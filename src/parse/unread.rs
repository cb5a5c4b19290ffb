//! Headings that Markdown does not show as such: lines that have lost their signs, or the space after them.

use super::blocks::{Block, BlockKind, Inline};
use super::headings::{self, most_frequent, opens_description};
use super::role::{level_count, matrix_columns, opens_with};
use super::table::TableKind;
use crate::config::{KnownSection, Profile};
use crate::document::{Document, Kind, UnreadHeading};
use crate::text::{Text, same_ignoring_case};

/// A heading is shorter, in bytes.
const LONGEST: usize = 200;

/// What opens and closes emphasis.
const EMPHASIS: [char; 2] = ['*', '_'];

/// Takes for headings what has everything of one but its signs, or the space after them, and tells the document of each.
pub fn take<'s>(
    source: &'s str,
    blocks: &mut [Block<'s>],
    document: &mut Document<'s>,
    profile: &Profile,
) {
    let mut reader = Reader {
        source,
        blocks,
        profile,
        unread: Vec::new(),
    };
    reader.title(document.front_matter_title.as_ref());
    reader.glued();
    match document.kind {
        Kind::Role => {
            reader.entries();
            reader.sections();
            reader.role_levels();
        }
        Kind::SkillCatalogue => reader.skill_levels(),
        Kind::Guide | Kind::Configured(_) => {}
    }
    reader.unread.sort_by_key(|heading| heading.text.span());
    document.unread_headings = reader.unread;
}

struct Reader<'a, 's> {
    source: &'s str,
    blocks: &'a mut [Block<'s>],
    profile: &'a Profile,
    unread: Vec<UnreadHeading<'s>>,
}

impl<'s> Reader<'_, 's> {
    /// Makes the block at `at` a heading whose words begin after `signs` bytes.
    fn make(&mut self, at: usize, level: u8, signs: usize) {
        let content = match &self.blocks[at].kind {
            BlockKind::Paragraph(content) => content.behind(signs),
            // Its number is one of the heading's words.
            BlockKind::Item(_) => Inline {
                text: self.whole_line(at),
                links: Vec::new(),
            },
            BlockKind::Heading(..) | BlockKind::Table(_) => return,
        };
        self.unread.push(UnreadHeading {
            level,
            text: content.text.trimmed(),
            has_signs: signs > 0,
        });
        self.blocks[at].kind = BlockKind::Heading(level, content);
    }

    fn whole_line(&self, at: usize) -> Text<'s> {
        Text::verbatim(self.source, self.blocks[at].span).trimmed()
    }

    /// The title, as the first line of the page: it is the one that the front matter or the headings of the sections confirm.
    fn title(&mut self, front_matter_title: Option<&Text<'s>>) {
        let is_title = |block: &Block<'_>| matches!(block.kind, BlockKind::Heading(1, _));
        if self.blocks.iter().any(is_title) {
            return;
        }
        let Some(BlockKind::Paragraph(first)) = self.blocks.first().map(|block| &block.kind) else {
            return;
        };
        let line = first.text.as_str();
        let signs = usize::from(line.starts_with('#'));
        let line = line[signs..].trim();
        let is_confirmed = front_matter_title
            .is_some_and(|title| same_ignoring_case(title.as_str().trim(), line))
            || self.headings().any(|(_, text)| {
                let role = self.profile.role_in(text);
                role.is_some_and(|role| same_ignoring_case(&text[role], line))
            });
        if !line.is_empty() && is_confirmed {
            self.make(0, 1, signs);
        }
    }

    /// Lines with everything of a heading but the space after their signs: `##Updates`.
    fn glued(&mut self) {
        for at in 0..self.blocks.len() {
            if let BlockKind::Paragraph(content) = &self.blocks[at].kind
                && let Some(level) = glued_level(content.text.as_str())
            {
                self.make(at, level, usize::from(level));
            }
        }
    }

    /// Skills with their levels above a description, as other headings of the page have them.
    fn entries(&mut self) {
        let Some(template) = &self.profile.headings.entry else {
            return;
        };
        let profile = self.profile;
        self.above_descriptions(|content| {
            let text = content.text.as_str();
            let level = template.matches(text).and_then(|found| found.get("level"));
            level.is_some_and(|level| profile.level_index(&text[level]).is_some())
        });
    }

    /// Levels above a description, as other headings of the catalogue have them.
    fn skill_levels(&mut self) {
        let profile = self.profile;
        self.above_descriptions(|content| {
            headings::skill_level(content, profile).is_some_and(|level| level.exact)
        });
    }

    fn above_descriptions(&mut self, is_such: impl Fn(&Inline<'_>) -> bool) {
        let Some(depth) = headings::usual_depth(self.blocks, &is_such) else {
            return;
        };
        for at in 0..self.blocks.len() {
            if let Some(content) = self.line(at)
                && is_such(content)
                && opens_description(self.blocks.get(at + 1), self.profile)
            {
                self.make(at, depth, 0);
            }
        }
    }

    /// The words of a part's heading, where the page has no heading for the part, at the depth of its other parts.
    fn sections(&mut self) {
        let sections = &self.profile.sections;
        let known = |text: &str| sections.known(text).map(|(section, _)| section);
        let lost = |reader: &Self, at: usize| {
            let text = reader.line(at)?.text.as_str();
            let (section, is_exact) = sections.known(text)?;
            // The words above a contents list need not be a heading.
            (is_exact && section != KnownSection::Contents).then_some(section)
        };
        for at in 0..self.blocks.len() {
            let Some(section) = lost(self, at) else {
                continue;
            };
            let is_there = self
                .headings()
                .any(|(_, text)| known(text) == Some(section));
            let parts = self.headings().filter(|(_, text)| known(text).is_some());
            let depth = most_frequent(parts.map(|(level, _)| level));
            let depth = depth.or_else(|| self.topmost().filter(|_| !self.is_emphasised(at)));
            if let Some(depth) = depth.filter(|_| !is_there) {
                self.make(at, depth, 0);
            }
        }
    }

    /// The least depth of the headings below the title.
    fn topmost(&self) -> Option<u8> {
        let levels = self.headings().map(|(level, _)| level);
        levels.filter(|&level| level > 1).min()
    }

    /// Whether a line is written in bold or in italics.
    fn is_emphasised(&self, at: usize) -> bool {
        let start = self.blocks[at].span.start as usize;
        self.source[..start].ends_with(EMPHASIS)
    }

    /// The names of role levels, and what stands where one of them is due.
    fn role_levels(&mut self) {
        if (0..self.blocks.len()).all(|at| self.line(at).is_none()) {
            return;
        }
        let (names, announced) = self.announced();
        let is_known = |text: &str| {
            let name = without_number(text);
            names.iter().any(|known| same_ignoring_case(known, name))
        };
        let below_title = self.headings().filter(|(level, _)| *level > 1);
        let depths: Vec<u8> = below_title
            .filter(|(_, text)| is_known(text) && !self.profile.sections.is_exact(text))
            .map(|(level, _)| level)
            .collect();
        if let Some(depth) = most_frequent(depths.into_iter()) {
            for at in 0..self.blocks.len() {
                let Some(text) = self.line(at).map(|_| self.whole_line(at)) else {
                    continue;
                };
                let name = without_number(text.as_str());
                let is_there = self.headings().any(|(level, text)| {
                    level > 1 && same_ignoring_case(without_number(text), name)
                });
                if is_known(name) && !is_there {
                    self.make(at, depth, 0);
                }
            }
        }
        self.due_role_level(announced);
    }

    /// The names that the contents list, the sentence about the role levels and the columns of a matrix have, and how many role levels there
    /// are by that sentence.
    fn announced(&self) -> (Vec<String>, Option<u32>) {
        let mut names: Vec<String> = Vec::new();
        let mut announced = None;
        let mut in_contents = false;
        for block in self.blocks.iter() {
            match &block.kind {
                BlockKind::Heading(_, content) => {
                    in_contents = self.opens_contents(content);
                }
                BlockKind::Item(content) if in_contents => {
                    names.push(without_number(content.text.as_str()).to_owned());
                }
                BlockKind::Paragraph(content) => {
                    in_contents = self.opens_contents(content);
                    if announced.is_none()
                        && let Some(count) = level_count(&content.text, self.profile)
                    {
                        announced = count.number;
                        let ends = [count.first, count.last].into_iter().flatten();
                        names.extend(ends.map(|name| name.as_str().trim().to_owned()));
                    }
                }
                BlockKind::Item(_) | BlockKind::Table(_) => {}
            }
        }
        names.extend(matrix_columns(self.blocks).into_iter().map(str::to_owned));
        names.retain(|name| !name.is_empty());
        (names, announced)
    }

    fn opens_contents(&self, content: &Inline<'_>) -> bool {
        let contents = &self.profile.sections.contents;
        contents.resembles(content.text.as_str()).is_some()
    }

    /// The only line that stands where a role level's heading is due: between the skills of two, where one more is announced than there are
    /// headings or where words follow that only role levels have; or above the first, where the others have theirs.
    fn due_role_level(&mut self, announced: Option<u32>) {
        let openers: Vec<u8> = (0..self.blocks.len())
            .filter(|&at| self.opens_part(at) && self.skills_follow(at))
            .filter_map(|at| match &self.blocks[at].kind {
                BlockKind::Heading(level, _) if *level > 1 => Some(*level),
                _ => None,
            })
            .collect();
        let is_announced = announced.is_some_and(|count| count as usize == openers.len() + 1);
        let has_words = |at: usize| match self.blocks.get(at + 1).map(|block| &block.kind) {
            Some(BlockKind::Paragraph(content)) => {
                opens_with(content.text.as_str(), &self.profile.phrases.role_level)
            }
            _ => false,
        };
        let is_due = |at: usize| {
            let mut above = (0..at).rev();
            let above = above.find(|&at| self.is_skills(at) || self.opens_part(at));
            match above.map(|above| (above, &self.blocks[above].kind)) {
                Some((skills, _)) if self.is_skills(skills) => is_announced || has_words(at),
                Some((_, BlockKind::Heading(1, _))) | None => openers.len() > 1,
                Some(_) => false,
            }
        };
        let lines = (0..self.blocks.len()).filter(|&at| self.line(at).is_some());
        let mut due = lines.filter(|&at| self.skills_follow(at) && is_due(at));
        let (Some(at), None) = (due.next(), due.next()) else {
            return;
        };
        if let Some(depth) = most_frequent(openers.into_iter()) {
            self.make(at, depth, 0);
        }
    }

    /// Whether the block at `at` is a skill table, or the heading of an entry.
    fn is_skills(&self, at: usize) -> bool {
        match &self.blocks[at].kind {
            BlockKind::Table(table) => {
                let found = table.recognised.as_ref();
                found.is_some_and(|found| found.kind == TableKind::RoleLevel)
            }
            _ => self.is_entry(at),
        }
    }

    fn is_entry(&self, at: usize) -> bool {
        let template = self.profile.headings.entry.as_ref();
        match &self.blocks[at].kind {
            BlockKind::Heading(_, content) => {
                template.is_some_and(|template| template.matches(content.text.as_str()).is_some())
            }
            _ => false,
        }
    }

    /// Whether the block at `at` is a heading, and not of an entry.
    fn opens_part(&self, at: usize) -> bool {
        matches!(self.blocks[at].kind, BlockKind::Heading(..)) && !self.is_entry(at)
    }

    /// Whether skills stand below the block at `at` before anything else has a heading.
    fn skills_follow(&self, at: usize) -> bool {
        let mut below = at + 1..self.blocks.len();
        below
            .find(|&at| self.is_skills(at) || self.opens_part(at))
            .is_some_and(|at| self.is_skills(at))
    }

    fn headings(&self) -> impl Iterator<Item = (u8, &str)> {
        self.blocks.iter().filter_map(|block| match &block.kind {
            BlockKind::Heading(level, content) => Some((*level, content.text.as_str().trim())),
            _ => None,
        })
    }

    /// What the block at `at` says if it may have been a heading: a line by itself that is no sentence, or one with a number, which Markdown
    /// takes for a list.
    fn line(&self, at: usize) -> Option<&Inline<'s>> {
        let is_item = |at: usize| {
            let block = self.blocks.get(at);
            block.is_some_and(|block| matches!(block.kind, BlockKind::Item(_)))
        };
        let content = match &self.blocks[at].kind {
            BlockKind::Paragraph(content) => content,
            BlockKind::Item(content) => {
                let line = self.blocks[at].span.of(self.source);
                let is_alone = !is_item(at + 1) && !at.checked_sub(1).is_some_and(is_item);
                let is_numbered = line.starts_with(|c: char| c.is_ascii_digit());
                Some(content).filter(|_| is_alone && is_numbered && !line.trim().contains('\n'))?
            }
            BlockKind::Heading(..) | BlockKind::Table(_) => return None,
        };
        let start = self.blocks[at].span.start as usize;
        let before = self.source[..start].rsplit('\n').next().unwrap_or_default();
        let is_whole = before.chars().all(|c| c == '[' || EMPHASIS.contains(&c));
        let text = content.text.as_str().trim();
        let is_sentence = text.ends_with(['.', ':', ',', ';', '!', '?']);
        let is_line = !text.is_empty() && text.len() < LONGEST && !text.contains('\n');
        (is_whole && is_line && !is_sentence).then_some(content)
    }
}

/// A heading's words without the number before them.
fn without_number(text: &str) -> &str {
    let text = text.trim();
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let rest = (rest.len() < text.len()).then_some(rest);
    let name = rest.and_then(|rest| rest.strip_prefix(['.', ')']));
    name.map_or(text, str::trim_start)
}

/// The level (2 to 6) of the heading that a line would be if a space followed its signs. (`#word` is a tag more often than a title.)
fn glued_level(text: &str) -> Option<u8> {
    let rest = text.trim_start_matches('#');
    let signs = text.len() - rest.len();
    let is_line = !text.trim_end().contains('\n') && text.len() < LONGEST;
    let is_glued = (2..=6).contains(&signs) && rest.starts_with(char::is_alphanumeric);
    (is_glued && is_line).then(|| u8::try_from(signs).ok())?
}
