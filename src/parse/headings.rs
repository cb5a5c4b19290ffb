//! Skills and skill levels as headings, each with its description below it, in place of the rows of a table.

use super::blocks::{Block, BlockKind, Inline};
use super::cell;
use crate::config::Profile;
use crate::document::{Entry, Level, Part, PartKind, SkillTable};
use crate::text::{Span, Spanned, Text};

/// The level (1 to 6) of the headings that open entries: that of most headings that name a skill and a level of the scale. `None`
/// where there are none, or the profile has no such headings.
pub fn entry_depth(blocks: &[Block<'_>], profile: &Profile) -> Option<u8> {
    let template = profile.headings.entry.as_ref()?;
    deepest(blocks, |content| {
        let text = content.text.as_str();
        let level = template.matches(text).and_then(|found| found.get("level"));
        level.is_some_and(|range| profile.level_index(&text[range]).is_some())
    })
}

/// The level (1 to 6) of the headings that open a level of a skill in a catalogue; `None` as for [`entry_depth`].
pub fn skill_level_depth(blocks: &[Block<'_>], profile: &Profile) -> Option<u8> {
    profile.headings.skill_level.as_ref()?;
    deepest(blocks, |content| {
        skill_level(content, profile).is_some_and(|level| level.exact)
    })
}

fn deepest(blocks: &[Block<'_>], is: impl Fn(&Inline<'_>) -> bool) -> Option<u8> {
    let mut counts = [0usize; 7];
    for block in blocks {
        if let BlockKind::Heading(level, content) = &block.kind
            && is(content)
        {
            counts[usize::from(*level)] += 1;
        }
    }
    let depth = (1..=6u8).max_by_key(|&level| counts[usize::from(level)])?;
    (counts[usize::from(depth)] > 0).then_some(depth)
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
        let capture = |name| Some(text.slice(found.as_ref()?.get(name)?));
        // Where the words are not as they should be, a link still covers the skill.
        let linked = || Some(content.text.slice(content.links.first()?.0.clone()));
        let skill = capture("skill").or_else(linked);
        entry.skill = Some(skill.unwrap_or_else(|| text.clone()));
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

    /// Whether something of the description has been read.
    pub fn is_described(&self) -> bool {
        !self.parts.is_empty()
    }

    /// Takes a list item below the heading.
    pub fn item(&mut self, text: Text<'s>) {
        self.parts.push(Part {
            kind: PartKind::Point,
            text,
        });
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
