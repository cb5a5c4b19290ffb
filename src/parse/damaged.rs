//! Headings that one slip has damaged: lines that have lost their signs or the space after them, headings behind other text or twice in a row,
//! a title with a sign too many.

mod broken;

use super::blocks::{Block, BlockKind, Inline, Row};
use super::headings::{self, most_frequent, opens_description};
use super::role::{level_count, matrix_columns, opens_with};
use super::table::TableKind;
use crate::config::{KnownSection, Profile};
use crate::document::{Damage, DamagedHeading, Document, Kind};
use crate::text::{Span, Text, same_ignoring_case, words};

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

    /// The title, as the first line of the page or as a heading with a sign too many: it is the one that the front matter or the headings
    /// of the sections confirm.
    fn title(&mut self, front_matter_title: Option<&Text<'s>>) {
        if self.headings().any(|(level, _)| level == 1) {
            return;
        }
        let is_title = |line: &str| self.is_title(line, front_matter_title);
        match self.blocks.first().map(|block| &block.kind) {
            Some(BlockKind::Paragraph(first)) => {
                let line = first.text.as_str();
                let signs = usize::from(line.starts_with('#'));
                if is_title(line[signs..].trim()) {
                    self.make(0, 1, signs);
                }
            }
            Some(BlockKind::Heading(depth, first)) => {
                let text = first.text.trimmed();
                if is_title(text.as_str()) && self.is_too_deep(*depth, text.as_str()) {
                    self.raise(text);
                }
            }
            _ => {}
        }
    }

    fn is_title(&self, line: &str, front_matter_title: Option<&Text<'s>>) -> bool {
        let is_confirmed = || {
            let title = front_matter_title.map(|title| title.as_str().trim());
            title.is_some_and(|title| same_ignoring_case(title, line))
                || self.headings().any(|(_, text)| {
                    let role = self.profile.role_in(text);
                    role.is_some_and(|role| same_ignoring_case(&text[role], line))
                })
        };
        !line.is_empty() && is_confirmed()
    }

    /// Whether the heading that opens the page, with the words of its title, has a sign too many: parts of the page are as deep, and it is
    /// itself no role level, which would have skills below it or a column and no other heading of its name.
    fn is_too_deep(&self, depth: u8, title: &str) -> bool {
        let others: Vec<(u8, &str)> = self.headings().skip(1).collect();
        let columns = matrix_columns(self.blocks);
        let has_column = |text: &str| columns.iter().any(|name| same_ignoring_case(name, text));
        let is_there = || {
            let mut others = others.iter();
            others.any(|(_, text)| same_ignoring_case(text, title))
        };
        let is_role_level = self.skills_follow(0)
            || has_column(title) && others.iter().any(|(_, text)| has_column(text)) && !is_there();
        let has_signs = self.blocks[0].span.of(self.source).starts_with('#');
        has_signs && !is_role_level && others.iter().any(|(level, _)| *level == depth)
    }

    /// Makes the heading that opens the page, with these words, its title.
    fn raise(&mut self, text: Text<'s>) {
        if let BlockKind::Heading(level, _) = &mut self.blocks[0].kind {
            *level = 1;
        }
        self.damaged.push(DamagedHeading {
            level: 1,
            text,
            damage: Damage::TooDeep,
        });
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

    /// Headings whose line was joined to the text before it.
    fn behind_text(&mut self) {
        let mut at = 0;
        while at < self.blocks.len() {
            if let Some((heading, level)) = self.cut_off(at) {
                let text = heading.text.trimmed();
                let (start, end) = (
                    text.span().start as usize,
                    self.blocks[at].span.end as usize,
                );
                let span = Span::new(start.min(end), end);
                let damage = Damage::BehindText;
                self.damaged.push(DamagedHeading {
                    level,
                    text,
                    damage,
                });
                let kind = BlockKind::Heading(level, heading);
                self.blocks.insert(at + 1, Block { kind, span });
            }
            at += 1;
        }
    }

    /// Takes the heading that stands behind the text of a block, on the same line, out of it; with its level.
    fn cut_off(&mut self, at: usize) -> Option<(Inline<'s>, u8)> {
        if let BlockKind::Table(table) = &mut self.blocks[at].kind {
            return cut_off_row(self.source, table.rows.last_mut()?);
        }
        let (before, heading, level) = self.split(at)?;
        if let BlockKind::Paragraph(content) | BlockKind::Item(content) = &mut self.blocks[at].kind
        {
            *content = before;
        }
        Some((heading, level))
    }

    /// A text and the heading behind it, on the same line, with its level.
    fn split(&self, at: usize) -> Option<(Inline<'s>, Inline<'s>, u8)> {
        let block = &self.blocks[at];
        let (BlockKind::Paragraph(content) | BlockKind::Item(content)) = &block.kind else {
            return None;
        };
        let text = content.text.as_str();
        let start = text.find(" ##")? + 1;
        let (level, words) = heading_in(&text[start..])?;
        let (before, heading) = (content.before(start - 1), content.behind(start + words));
        (!shows_signs(block.span.of(self.source))).then_some((before, heading, level))
    }

    /// Headings that go on with the words of the paragraph below them.
    fn before_text(&mut self, front_matter_title: Option<&Text<'s>>) {
        let title = self.headings().find(|(level, _)| *level == 1);
        let title = front_matter_title.map_or_else(
            || title.map_or_else(String::new, |(_, title)| title.to_owned()),
            |title| title.as_str().trim().to_owned(),
        );
        let mut at = 0;
        while at < self.blocks.len() {
            let block = &mut self.blocks[at];
            at += 1;
            let BlockKind::Heading(level, content) = &block.kind else {
                continue;
            };
            let (level, value) = (*level, content.text.as_str());
            let Some(end) = end_of_heading(value, &title, self.profile) else {
                continue;
            };
            let start = value.len() - value[end..].trim_start().len();
            let (heading, rest) = (content.before(end), content.behind(start));
            let span = rest.text.span();
            self.damaged.push(DamagedHeading {
                level,
                text: heading.text.trimmed(),
                damage: Damage::BeforeText(span),
            });
            block.kind = BlockKind::Heading(level, heading);
            let kind = BlockKind::Paragraph(rest);
            self.blocks.insert(at, Block { kind, span });
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

/// The level of the heading (2 to 6) that a text is, and the byte (from 0) at which its words begin.
fn heading_in(text: &str) -> Option<(u8, usize)> {
    let rest = text.trim_start_matches('#');
    let signs = text.len() - rest.len();
    let is_heading = (2..=6).contains(&signs) && rest.starts_with(' ') && !rest.trim().is_empty();
    let is_line = !rest.trim_end().contains('\n') && rest.len() < LONGEST;
    let words = text.len() - rest.trim_start().len();
    (is_heading && is_line).then(|| Some((u8::try_from(signs).ok()?, words)))?
}

/// Whether signs in the source of a text may be there to be seen: in code, or as those of an escape.
fn shows_signs(source: &str) -> bool {
    source.contains(['`', '\\'])
}

/// Takes the heading that stands behind the last cell of a row out of it; with its level.
fn cut_off_row<'s>(source: &'s str, row: &mut Row<'s>) -> Option<(Inline<'s>, u8)> {
    let surplus = row.surplus?;
    let written = surplus.of(source).trim_start();
    let (level, words) = heading_in(written)?;
    let end = surplus.end as usize;
    let below = source[end..].lines().next().unwrap_or_default();
    if !below.trim().is_empty() || shows_signs(written) {
        return None;
    }
    row.surplus = None;
    let words = Span::new(end - written.len() + words, end);
    let heading = Inline {
        text: Text::verbatim(source, words).trimmed(),
        links: Vec::new(),
    };
    Some((heading, level))
}

/// The byte (from 0) at which the words of a heading end that goes on with those of a paragraph: with a lead-in, or with a sentence behind the
/// title or the words of a part.
fn end_of_heading(text: &str, title: &str, profile: &Profile) -> Option<usize> {
    let value = text.trim_end();
    if !value.ends_with(['.', ':']) {
        return end_before_date(value, profile);
    }
    let lead_ins = profile.skill.lead_ins.iter();
    let mut before_lead_in = lead_ins.filter_map(|lead_in| value.strip_suffix(lead_in.as_str()));
    if let Some(words) = before_lead_in.find(|words| words.ends_with(' ')) {
        let words = words.trim_end();
        return (!words.is_empty()).then_some(words.len());
    }
    let sections = &profile.sections;
    let parts = [
        &sections.contents,
        &sections.updates,
        &sections.role_levels,
        &sections.shared_skills,
    ];
    let parts = parts.map(|part| part.fill(|_| title.to_owned()));
    let opens = |text: &str, words: &str| {
        let rest = text.get(words.len()..).unwrap_or_default();
        // A number in Roman figures belongs to a name.
        let is_sentence = rest.trim_start().starts_with(char::is_uppercase)
            && rest.trim().contains(char::is_whitespace);
        !words.is_empty()
            && is_sentence
            && rest.starts_with(' ')
            && same_ignoring_case(&text[..words.len()], words)
    };
    let mut known = parts.iter().map(String::as_str).chain([title]);
    let known = known.find(|words| opens(value, words)).map(str::len);
    known.or_else(|| end_of_part(value, title, profile))
}

/// The same of the heading of a part that names the role.
fn end_of_part(text: &str, title: &str, profile: &Profile) -> Option<usize> {
    let names_role = |heading: &str| {
        let role = profile.role_in(heading);
        role.is_some_and(|role| same_ignoring_case(&heading[role], title))
    };
    let mut ends = words(text).map(|(at, word)| at + word.len());
    ends.find(|&end| {
        let rest = text[end..].trim_start();
        rest.starts_with(char::is_uppercase) && names_role(&text[..end])
    })
}

/// The same of the heading of the updates, which goes on with the line that says when the page was published or last changed.
fn end_before_date(text: &str, profile: &Profile) -> Option<usize> {
    let heading = profile.sections.updates.as_str();
    let line = text.get(heading.len()..)?;
    let phrases = [&profile.phrases.published, &profile.phrases.last_updated];
    let says_when = || {
        let mut phrases = phrases.iter();
        phrases.any(|phrase| phrase.matches(line.trim_start()).is_some())
    };
    let is_joined =
        line.starts_with(' ') && same_ignoring_case(&text[..heading.len()], heading) && says_when();
    is_joined.then_some(heading.len())
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
