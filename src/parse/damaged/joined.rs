//! Headings that stand on one line with the text before or behind them.

use super::super::blocks::{Block, BlockKind, Inline, Row};
use super::{LONGEST, Reader};
use crate::config::Profile;
use crate::document::{Damage, DamagedHeading};
use crate::text::{Span, Text, same_ignoring_case, words};

impl<'s> Reader<'_, 's> {
    /// Headings whose line was joined to the text before it.
    pub(super) fn behind_text(&mut self) {
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
    pub(super) fn before_text(&mut self, front_matter_title: Option<&Text<'s>>) {
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
