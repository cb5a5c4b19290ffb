//! Headings that one slip has damaged: lines that have lost their signs or the space after them, headings behind other text or twice in a row,
//! a title with a sign too many.

mod broken;
mod joined;
mod titles;

use super::blocks::{Block, BlockKind, Inline};
use super::headings::{self, most_frequent, opens_description};
use super::role::{level_count, matrix_columns, opens_with};
use super::table::TableKind;
use crate::config::{KnownSection, Profile};
use crate::document::{Damage, DamagedHeading, Document, Kind};
use crate::text::{Text, same_ignoring_case, without_number};

/// A heading is shorter, in bytes.
const LONGEST: usize = 200;

/// Abbreviations have fewer letters.
const SHORTEST_WORD: usize = 5;

/// What opens and closes emphasis.
const EMPHASIS: [char; 2] = ['*', '_'];

/// Signs that no heading needs at its end.
const SIGNS: [char; 4] = ['.', ':', ',', ';'];

/// Takes for headings what has everything of one but its signs, or the space after them, and tells the document of each.
pub fn take<'s>(
    source: &'s str,
    blocks: &mut Vec<Block<'s>>,
    document: &mut Document<'s>,
    profile: &Profile,
) {
    let mut reader = Reader {
        source,
        blocks,
        profile,
        damaged: Vec::new(),
    };
    reader.title(document.front_matter_title.as_ref());
    reader.glued();
    if matches!(document.kind, Kind::Role | Kind::SkillCatalogue) {
        reader.lead_ins();
        reader.broken(&document.kind);
        reader.behind_text();
        reader.before_text(document.front_matter_title.as_ref());
        reader.twice();
        reader.closed(document.kind == Kind::SkillCatalogue);
    }
    match document.kind {
        Kind::Role => {
            reader.entries();
            reader.sections();
            reader.role_levels();
        }
        Kind::SkillCatalogue => reader.skill_levels(),
        Kind::Guide | Kind::Configured(_) => {}
    }
    reader.damaged.sort_by_key(|heading| heading.text.span());
    document.damaged_headings = reader.damaged;
}

struct Reader<'a, 's> {
    source: &'s str,
    blocks: &'a mut Vec<Block<'s>>,
    profile: &'a Profile,
    damaged: Vec<DamagedHeading<'s>>,
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
        self.damaged.push(DamagedHeading {
            level,
            text: content.text.trimmed(),
            damage: if signs > 0 {
                Damage::NoSpace
            } else {
                Damage::NoSigns
            },
        });
        self.blocks[at].kind = BlockKind::Heading(level, content);
    }

    fn whole_line(&self, at: usize) -> Text<'s> {
        Text::verbatim(self.source, self.blocks[at].span).trimmed()
    }

    /// Lines with everything of a heading but the space after their signs, or with another sign among these: `##Updates`, `#.# Updates`.
    fn glued(&mut self) {
        for at in 0..self.blocks.len() {
            let BlockKind::Paragraph(content) = &self.blocks[at].kind else {
                continue;
            };
            let text = content.text.as_str();
            if let Some((level, words)) = level_by_broken_signs(text) {
                self.make(at, level, words);
                if let Some(made) = self.damaged.last_mut() {
                    made.damage = Damage::BrokenSigns;
                }
            } else if let Some(level) = glued_level(text) {
                self.make(at, level, usize::from(level));
            }
        }
    }

    /// Lead-ins that have the signs of a heading, where most have none.
    fn lead_ins(&mut self) {
        let lead_ins = &self.profile.skill.lead_ins;
        let is_lead_in = |content: &Inline<'_>| {
            let text = content.text.as_str().trim();
            lead_ins.iter().any(|known| same_ignoring_case(known, text))
        };
        let (mut marked, mut plain) = (Vec::new(), 0);
        for (at, block) in self.blocks.iter().enumerate() {
            match &block.kind {
                BlockKind::Heading(_, content) if is_lead_in(content) => marked.push(at),
                BlockKind::Paragraph(content) if is_lead_in(content) => plain += 1,
                _ => {}
            }
        }
        if marked.len() >= plain {
            return;
        }
        for at in marked {
            let BlockKind::Heading(level, content) = &self.blocks[at].kind else {
                continue;
            };
            self.damaged.push(DamagedHeading {
                level: *level,
                text: content.text.trimmed(),
                damage: Damage::LeadIn,
            });
            self.blocks[at].kind = BlockKind::Paragraph(content.clone());
        }
    }

    /// Names with a sign behind them that closes a sentence or a part of one: as the title, or as the only one of the headings of this depth in
    /// a catalogue; in a role with the words of a part, or the name of a role level that the page has elsewhere, too.
    fn closed(&mut self, is_catalogue: bool) {
        let without_sign = |text: &str| text.strip_suffix(SIGNS).map(str::len);
        if !self
            .headings()
            .any(|(_, text)| without_sign(text).is_some())
        {
            return;
        }
        let (sections, (names, _)) = (&self.profile.sections, self.announced());
        let is_known = |text: &str| {
            let words = without_sign(text).map_or(text, |end| &text[..end]);
            let is_name = |name: &String| same_ignoring_case(name, without_number(words));
            !is_catalogue && (sections.exact(words).is_some() || names.iter().any(is_name))
        };
        let is_closed =
            |text: &str| is_closed(text) || without_sign(text).is_some() && is_known(text);
        let (mut closed, mut open) = ([0; 7], [0; 7]);
        for (level, text) in self.headings() {
            let counts = if is_closed(text) {
                &mut closed
            } else {
                &mut open
            };
            counts[usize::from(level)] += 1;
        }
        let is_alone = |level: u8, text: &str| {
            let (closed, open) = (closed[usize::from(level)], open[usize::from(level)]);
            closed == 1 && (level == 1 || is_catalogue && open > 1 || open > 0 && is_known(text))
        };
        for at in 0..self.blocks.len() {
            let BlockKind::Heading(level, content) = &self.blocks[at].kind else {
                continue;
            };
            let (level, text) = (*level, content.text.as_str().trim_end());
            let end = text.len().saturating_sub(1);
            if end == 0 || !is_closed(text) || !is_alone(level, text) {
                continue;
            }
            let sign = content.text.span_of(end..text.len());
            let content = content.before(end);
            self.damaged.push(DamagedHeading {
                level,
                text: content.text.trimmed(),
                damage: Damage::Closed(sign),
            });
            self.blocks[at].kind = BlockKind::Heading(level, content);
        }
    }

    /// Headings that stand twice, with nothing between.
    fn twice(&mut self) {
        let mut at = 1;
        while at < self.blocks.len() {
            let same = match (&self.blocks[at - 1].kind, &self.blocks[at].kind) {
                (BlockKind::Heading(one, first), BlockKind::Heading(other, second)) => {
                    let text = second.text.trimmed();
                    let is_same = one == other && first.text.trimmed().as_str() == text.as_str();
                    (is_same && !text.is_blank()).then_some((*other, text))
                }
                _ => None,
            };
            let Some((level, text)) = same else {
                at += 1;
                continue;
            };
            let damage = Damage::Twice;
            self.damaged.push(DamagedHeading {
                level,
                text,
                damage,
            });
            self.blocks.remove(at);
        }
    }

    /// Skills with their levels above a description, as other headings of the page have them.
    fn entries(&mut self) {
        let profile = self.profile;
        self.above_descriptions(|content| headings::is_entry(content.text.as_str(), profile));
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
            let section = sections.exact(reader.line(at)?.text.as_str())?;
            // The words above a contents list need not be a heading.
            (section != KnownSection::Contents).then_some(section)
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
            let depth = depth.or_else(|| self.topmost().filter(|&top| self.is_due(at, top)));
            if let Some(depth) = depth.filter(|_| !is_there) {
                self.make(at, depth, 0);
            }
        }
    }

    /// Whether a line that has the words of a part's heading may be one beside headings of other words, of the depth `top`: in bold only
    /// where there are several.
    fn is_due(&self, at: usize, top: u8) -> bool {
        let others = self.headings().filter(|(level, _)| *level == top);
        !self.is_emphasised(at) || others.count() > 1
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
            .filter(|(_, text)| is_known(text) && self.profile.sections.exact(text).is_none())
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

/// The level (2 to 6) of the heading that a line would be if a space followed its signs. (`#word` is a tag more often than a title.)
fn glued_level(text: &str) -> Option<u8> {
    let rest = text.trim_start_matches('#');
    let signs = text.len() - rest.len();
    let is_line = !text.trim_end().contains('\n') && text.len() < LONGEST;
    let is_glued = (2..=6).contains(&signs) && rest.starts_with(char::is_alphanumeric);
    (is_glued && is_line).then(|| u8::try_from(signs).ok())?
}

/// The level (2 to 6) of the heading that a line would be without a single character among its signs, and the byte (from 0) at which its
/// words begin.
fn level_by_broken_signs(text: &str) -> Option<(u8, usize)> {
    let (signs, words) = text.split_once(' ')?;
    let (before, behind) = signs.split_once(|c: char| c != '#')?;
    let is_broken = !before.is_empty() && !behind.is_empty() && behind.chars().all(|c| c == '#');
    let level = before.len() + behind.len();
    let is_line = !words.trim().is_empty() && !words.contains('\n') && text.len() < LONGEST;
    let is_heading = is_broken && is_line && level <= 6;
    is_heading.then_some((u8::try_from(level).ok()?, signs.len() + 1))
}

/// Whether a heading ends with a sign that no heading needs. A point may belong to an abbreviation.
fn is_closed(heading: &str) -> bool {
    let last = heading.split_whitespace().next_back().unwrap_or_default();
    match last.strip_suffix('.') {
        Some(word) => {
            word.chars().count() >= SHORTEST_WORD && word.chars().all(char::is_alphabetic)
        }
        None => heading.ends_with(SIGNS),
    }
}
