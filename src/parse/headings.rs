//! Skills and skill levels as headings, each with its description below it, in place of the rows of a table.

use super::blocks::{Block, BlockKind, Inline};
use super::cell;
use crate::config::Profile;
use crate::document::{Entry, Level, Part, PartKind, SkillTable};
use crate::text::{Span, Spanned, Text, same_ignoring_case};

/// The headings that open entries of role levels, as indices of their blocks; none where the profile has no such headings.
///
/// Most stand at one depth. There a heading opens an entry if it has the words or the link of one, or a description below it; at another
/// depth only if it has both the words and a description, so that a sign too many or too few changes nothing.
pub fn of_entries(blocks: &[Block<'_>], profile: &Profile) -> Vec<usize> {
    let Some(template) = &profile.headings.entry else {
        return Vec::new();
    };
    let names_level = |content: &Inline<'_>| is_entry(content.text.as_str(), profile);
    let Some(depth) = usual_depth(blocks, names_level) else {
        return Vec::new();
    };
    select(blocks, |level, content, below| {
        let is_described = opens_description(below, profile);
        if level == depth {
            let has_words = template.matches(content.text.as_str()).is_some();
            has_words || !content.links.is_empty() || is_described
        } else {
            level > 1 && is_described && names_level(content)
        }
    })
}

/// Whether a text has the words of an entry's heading, with a level of the scale.
pub fn is_entry(text: &str, profile: &Profile) -> bool {
    let template = profile.headings.entry.as_ref();
    let found = template.and_then(|template| template.matches(text));
    let level = found.and_then(|found| found.get("level"));
    level.is_some_and(|range| profile.level_index(&text[range]).is_some())
}

/// The headings that open the levels of skills in a catalogue, as indices of their blocks: those that name a level, at whatever depth, and
/// at the depth of most of them those with a description below.
pub fn of_skill_levels(blocks: &[Block<'_>], profile: &Profile) -> Vec<usize> {
    let names_level =
        |content: &Inline<'_>| skill_level(content, profile).is_some_and(|level| level.exact);
    let Some(depth) = usual_depth(blocks, names_level) else {
        return Vec::new();
    };
    select(blocks, |level, content, below| {
        let is_usual =
            || skill_level(content, profile).is_some() || opens_description(below, profile);
        names_level(content) || level == depth && is_usual()
    })
}

/// The depth (1 to 6) of most headings that are such; `None` where there are none.
pub fn usual_depth(blocks: &[Block<'_>], is_such: impl Fn(&Inline<'_>) -> bool) -> Option<u8> {
    most_frequent(blocks.iter().filter_map(|block| match &block.kind {
        BlockKind::Heading(level, content) if is_such(content) => Some(*level),
        _ => None,
    }))
}

/// The depth (1 to 6) that most of the headings have, the greatest where several are as frequent; `None` where there are no headings.
pub fn most_frequent(depths: impl Iterator<Item = u8>) -> Option<u8> {
    let mut counts = [0usize; 7];
    for depth in depths {
        counts[usize::from(depth)] += 1;
    }
    let depth = (1..=6u8).max_by_key(|&depth| counts[usize::from(depth)])?;
    (counts[usize::from(depth)] > 0).then_some(depth)
}

/// The indices of the headings that `is_such` accepts, by their depth, their words, and the block below them.
fn select(
    blocks: &[Block<'_>],
    is_such: impl Fn(u8, &Inline<'_>, Option<&Block<'_>>) -> bool,
) -> Vec<usize> {
    let headings = blocks.iter().enumerate();
    let such = headings.filter(|&(at, block)| match &block.kind {
        BlockKind::Heading(level, content) => is_such(*level, content, blocks.get(at + 1)),
        _ => false,
    });
    such.map(|(at, _)| at).collect()
}

/// Whether a description begins with the block: its lead-in or its points.
pub fn opens_description(block: Option<&Block<'_>>, profile: &Profile) -> bool {
    match block.map(|block| &block.kind) {
        Some(BlockKind::Paragraph(content)) => {
            let text = content.text.as_str();
            cell::opens_description(text, profile) || cell::is_lead_in(text, profile)
        }
        Some(BlockKind::Item(_)) => true,
        _ => false,
    }
}

/// The lead-ins above which the heading of an entry is missing, as indices of their blocks: each that stands a second time below the heading at
/// one of `entries`, and the only one of the page that stands below none of them.
pub fn headless(blocks: &[Block<'_>], entries: &[usize], profile: &Profile) -> Vec<usize> {
    if entries.is_empty() {
        return Vec::new();
    }
    let is_lead_in = |text: &str| {
        let mut known = profile.skill.lead_ins.iter();
        known.any(|lead_in| same_ignoring_case(lead_in, text))
    };
    let goes_on = |next: Option<&Block<'_>>| {
        next.is_some_and(|next| !matches!(next.kind, BlockKind::Heading(..)))
    };
    let (mut again, mut outside) = (Vec::new(), Vec::new());
    let mut is_below = false;
    // The lead-in of the entry, and whether a point has followed it.
    let mut opened: Option<(&str, bool)> = None;
    for (at, block) in blocks.iter().enumerate() {
        match &block.kind {
            BlockKind::Heading(..) => {
                is_below = entries.binary_search(&at).is_ok();
                opened = None;
            }
            BlockKind::Paragraph(content)
                if is_lead_in(content.text.as_str().trim()) && goes_on(blocks.get(at + 1)) =>
            {
                let text = content.text.as_str().trim();
                match opened {
                    Some((first, true)) if same_ignoring_case(first, text) => again.push(at),
                    None if !is_below => outside.push(at),
                    _ => {}
                }
                opened = Some((text, false));
            }
            BlockKind::Item(_) => opened = opened.map(|(text, _)| (text, true)),
            BlockKind::Paragraph(_) | BlockKind::Table(_) => {}
        }
    }
    again.extend(outside.pop().filter(|_| outside.is_empty()));
    again.sort_unstable();
    again
}

/// Reads the heading of a skill's level in the catalogue.
pub fn skill_level<'s>(content: &Inline<'s>, profile: &Profile) -> Option<Level<'s>> {
    let text = content.text.trimmed();
    let found = profile
        .headings
        .skill_level
        .as_ref()?
        .matches(text.as_str())?;
    let level = cell::level(text.slice(found.get("level")?), profile);
    level.index.is_some().then_some(level)
}

/// The parts of a heading that has another sign between its skill and its level than the profile: the skill, what stands between, and the level.
/// Where there is none at all, a link has to say how far the skill goes.
fn around_sign<'s>(
    content: &Inline<'s>,
    profile: &Profile,
) -> Option<(Text<'s>, Text<'s>, Text<'s>)> {
    let text = &content.text;
    let value = text.as_str().trim_end();
    let mut words = value
        .char_indices()
        .filter(|&(at, c)| c.is_alphanumeric() && !value[..at].ends_with(char::is_alphanumeric));
    let (level, _) =
        words.find(|&(at, _)| at > 0 && profile.level_index(&value[at..]).is_some())?;
    let before = value[..level].trim_end();
    let skill = match content.links.first() {
        Some((range, _)) => range.clone(),
        None => 0..before.trim_end_matches(is_sign).len(),
    };
    let between = value.get(skill.end..level)?;
    let is_parted = !content.links.is_empty() || !between.trim().is_empty();
    let parts = [skill.clone(), skill.end..level, level..value.len()];
    let [skill, between, level] = parts.map(|range| text.slice(range));
    let is_right = is_parted && between.as_str().chars().all(|c| !c.is_alphanumeric());
    (is_right && !skill.is_blank()).then(|| (skill.trimmed(), between, level))
}

/// Whether a character can stand between a skill and its level, and ends neither's name.
fn is_sign(character: char) -> bool {
    !character.is_alphanumeric() && !matches!(character, ')' | ']')
}

/// An entry whose description is still being read.
#[derive(Debug)]
pub struct OpenEntry<'s> {
    entry: Entry<'s>,
    parts: Vec<Part<'s>>,
}

impl<'s> OpenEntry<'s> {
    /// The entry that a heading of a role page opens; one without a level lacks it.
    pub fn of_role(content: &Inline<'s>, index: u32, profile: &Profile) -> Self {
        let text = content.text.trimmed();
        let mut opened = Self::new(&text, index);
        let entry = &mut opened.entry;
        entry.link = content.links.first().map(|(_, link)| link.clone());
        let found = profile
            .headings
            .entry
            .as_ref()
            .and_then(|template| template.matches(text.as_str()));
        if found.is_none()
            && let Some((skill, between, level)) = around_sign(content, profile)
        {
            entry.skill = Some(skill);
            entry.between = Some(between);
            entry.level = Some(cell::level(level, profile));
            return opened;
        }
        let capture = |name| Some(text.slice(found.as_ref()?.get(name)?));
        // Where the words are not as they should be, a link still covers the skill.
        let linked = || Some(content.text.slice(content.links.first()?.0.clone()));
        let skill = capture("skill").or_else(linked);
        entry.skill = Some(skill.unwrap_or_else(|| {
            // The sign behind it may be what its level has left.
            text.slice(0..text.as_str().trim_end_matches(is_sign).len())
        }));
        entry.level = capture("level").map(|level| cell::level(level, profile));
        if entry.level.is_none() {
            entry
                .missing
                .push(Spanned::new(profile.columns.level.clone(), text.span()));
        }
        opened
    }

    /// The entry that the heading of a level opens in the catalogue.
    pub fn of_catalogue(content: &Inline<'s>, level: Level<'s>, index: u32) -> Self {
        let mut opened = Self::new(&content.text.trimmed(), index);
        opened.entry.level = Some(level);
        opened
    }

    /// The entry above whose description, which begins at `place`, a heading is missing.
    pub fn headless(place: Span, index: u32, profile: &Profile) -> Self {
        let mut entry = Entry::unread(index, place);
        let columns = [&profile.columns.skill, &profile.columns.level];
        let missing = columns.map(|column| Spanned::new(column.clone(), place));
        entry.missing.extend(missing);
        Self {
            entry,
            parts: Vec::new(),
        }
    }

    fn new(heading: &Text<'s>, index: u32) -> Self {
        let entry = Entry::unread(index, heading.span());
        Self {
            entry,
            parts: Vec::new(),
        }
    }

    /// Takes a paragraph below the heading.
    pub fn paragraph(&mut self, text: Text<'s>, profile: &Profile) {
        let kind = if cell::is_lead_in(text.as_str(), profile)
            || self.parts.is_empty() && text.as_str().ends_with(':')
        {
            PartKind::LeadIn
        } else {
            PartKind::Sentence
        };
        self.parts.push(Part { kind, text });
    }

    /// The name of the skill.
    pub fn skill(&self) -> Option<&str> {
        self.entry.skill.as_ref().map(Text::as_str)
    }

    /// Takes away what stands behind the points: from the first sentence there on.
    pub fn split_off(&mut self) -> Vec<Part<'s>> {
        let mut pairs = self.parts.windows(2);
        let end = pairs
            .position(|pair| (pair[0].kind, pair[1].kind) == (PartKind::Point, PartKind::Sentence));
        end.map_or_else(Vec::new, |end| self.parts.split_off(end + 1))
    }

    /// Whether something of the description has been read.
    pub fn is_described(&self) -> bool {
        !self.parts.is_empty()
    }

    /// Takes a list item below the heading. A lead-in in its last line, where Markdown takes it for a part of the point, is none.
    pub fn item(&mut self, text: &Text<'s>, profile: &Profile) {
        let value = text.as_str();
        let (end, last) = value.rsplit_once('\n').unzip();
        let is_lead_in = last.is_some_and(|last| cell::is_lead_in(last.trim(), profile));
        let end = end.filter(|_| is_lead_in).map_or(value.len(), str::len);
        let lead_in = text.slice(end..value.len()).trimmed();
        let point = text.slice(0..end);
        self.parts.push(Part {
            kind: PartKind::Point,
            text: point,
        });
        if is_lead_in {
            self.parts.push(Part {
                kind: PartKind::LeadIn,
                text: lead_in,
            });
        }
    }

    /// The entry with all of its description.
    pub fn finish(mut self, profile: &Profile) -> Entry<'s> {
        let heading = self.entry.span;
        if let (Some(first), Some(last)) = (self.parts.first(), self.parts.last()) {
            let span = first.text.span().to(last.text.span());
            self.entry.span = heading.to(span);
            self.entry.description = Some(cell::describe(span, self.parts, profile));
        } else {
            let column = profile.columns.description.clone();
            self.entry.missing.push(Spanned::new(column, heading));
        }
        self.entry
    }
}

/// A table without a header for entries that stand below headings; `place` is the heading above them.
pub fn table<'s>(place: Span) -> SkillTable<'s> {
    SkillTable {
        header: place,
        columns: Vec::new(),
        missing_columns: Vec::new(),
        entries: Vec::new(),
        broken: None,
        repeated_header: None,
    }
}
