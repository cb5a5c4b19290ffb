//! The lines of a copied page, and what each of them looks like by itself.

use super::super::blocks::{after_bullet, number_prefix};
use super::super::cell;
use super::super::comments::is_comment_line;
use super::super::history::opens_history;
use super::super::role::known_section;
use crate::config::template::Template;
use crate::config::{KnownSection, Profile, fold};
use crate::document::Level;
use crate::text::{Span, Text};

/// A line that is not blank, without the white space at its ends.
pub(super) struct Line<'s> {
    pub text: Text<'s>,
    pub sign: Sign<'s>,
    /// Whether white space opens the line in the source.
    pub indented: bool,
    /// Whether the line opens a paragraph: the line above it is blank or missing; a bulleted point
    /// counts, too, above a number and in a page without blank lines.
    pub opens_paragraph: bool,
}

/// What a line by itself looks like.
pub(super) enum Sign<'s> {
    /// Begins with a bullet: where the text goes on after it, in bytes from 0.
    Bullet(usize),
    /// *Level: working*
    Level(Level<'s>),
    /// *Working is the second of 4 ascending skill levels*
    Ordinal,
    /// The one right behind the other.
    LevelAndOrdinal,
    LeadIn,
    /// *Skill Description*
    SkillHeader,
    /// *Role Shared skills*
    SharedHeader,
    Section(KnownSection),
    /// *Published 7 January 2020*
    History,
    Furniture,
    Plain,
}

impl Line<'_> {
    pub fn is(&self, section: KnownSection) -> bool {
        matches!(self.sign, Sign::Section(found) if found == section)
    }
}

/// Whether a line is a heading or a row of a table in Markdown.
pub(super) fn is_markup(line: &str) -> bool {
    line.starts_with("# ") || line.starts_with("## ") || line.starts_with('|')
}

pub(super) fn lines<'s>(source: &'s str, start: usize, profile: &Profile) -> Vec<Line<'s>> {
    let columns = &profile.columns;
    let joined = |first: &str, second: &str| Template::new(&format!("{first} {second}"));
    let headers = Headers {
        skill: joined(&columns.skill, &columns.description),
        shared: joined(&columns.role, &columns.shared_skills),
    };
    let mut lines = Vec::new();
    let mut at = start;
    let mut opens_paragraph = true;
    let mut below_bullet = false;
    let has_blank_lines = source[start..]
        .trim()
        .lines()
        .any(|line| line.trim().is_empty());
    for line in source[start..].split_inclusive('\n') {
        let trimmed = line.trim();
        if trimmed.is_empty() {
            opens_paragraph = true;
        } else if !is_comment_line(trimmed) {
            let lead = line.len() - line.trim_start().len();
            let span = Span::new(at + lead, at + lead + trimmed.len());
            let text = Text::verbatim(source, span);
            let sign = headers.sign(&text, profile);
            let bulleted = matches!(sign, Sign::Bullet(_));
            let opens_below_bullet = !has_blank_lines || number_prefix(&text).is_some();
            lines.push(Line {
                text,
                sign,
                indented: lead > 0,
                opens_paragraph: opens_paragraph || below_bullet && opens_below_bullet,
            });
            opens_paragraph = false;
            below_bullet = bulleted;
        }
        at += line.len();
    }
    join_broken(&mut lines, source, &headers, profile);
    take_damaged_levels(&mut lines, profile);
    lines
}

/// Joins what should be one line and was broken into two: a label and its level, an ordinal sentence, a header.
fn join_broken<'s>(
    lines: &mut Vec<Line<'s>>,
    source: &'s str,
    headers: &Headers,
    profile: &Profile,
) {
    const LONGEST: usize = 100;
    let mut at = 0;
    while at + 1 < lines.len() {
        let (first, second) = (&lines[at], &lines[at + 1]);
        let span = first.text.span().to(second.text.span());
        let may_join = matches!(first.sign, Sign::Plain | Sign::Ordinal)
            && matches!(second.sign, Sign::Plain)
            && span.len() < LONGEST;
        let text = Text::verbatim(source, span);
        if may_join && let Some(sign) = headers.exact_sign(&text, profile) {
            (lines[at].text, lines[at].sign) = (text, sign);
            lines.remove(at + 1);
        }
        at += 1;
    }
}

/// Takes for a level what stands where one should be, between a skill and an ordinal sentence, and has no other words than it.
fn take_damaged_levels(lines: &mut [Line<'_>], profile: &Profile) {
    let is_plain = |line: &Line<'_>| matches!(line.sign, Sign::Plain);
    for at in 1..lines.len().saturating_sub(1) {
        let between = is_plain(&lines[at - 1]) && matches!(lines[at + 1].sign, Sign::Ordinal);
        let line = &mut lines[at];
        if between && is_plain(line) && cell::has_only_words_of_a_level(line.text.as_str(), profile)
        {
            line.sign = Sign::Level(cell::level(line.text.clone(), profile));
        }
    }
}

/// The header lines of the two tables.
struct Headers {
    skill: Template,
    shared: Template,
}

impl Headers {
    /// What a text certainly is that a line break may have gone through.
    fn exact_sign<'s>(&self, text: &Text<'s>, profile: &Profile) -> Option<Sign<'s>> {
        let value = text.as_str();
        let known = |template: &Template| {
            let level = template.matches(value)?.get("level")?;
            profile
                .level_index(&value[level.clone()])
                .is_some()
                .then_some(level)
        };
        if let Some(level) = known(&profile.skill.level) {
            let level = cell::level(text.slice(level), profile);
            return Some(Sign::Level(Level {
                labelled: true,
                ..level
            }));
        }
        if known(&profile.skill.ordinal).is_some() {
            Some(Sign::Ordinal)
        } else if self.shared.matches(value).is_some() {
            Some(Sign::SharedHeader)
        } else {
            self.skill.matches(value).map(|_| Sign::SkillHeader)
        }
    }

    fn sign<'s>(&self, text: &Text<'s>, profile: &Profile) -> Sign<'s> {
        let value = text.as_str();
        if let Some(skip) = after_bullet(value) {
            return Sign::Bullet(skip);
        }
        if value.len() > 200 {
            return Sign::Plain;
        }
        if cell::level_before_ordinal(text, profile).is_some() {
            return Sign::LevelAndOrdinal;
        }
        if profile.skill.ordinal.resembles(value).is_some() {
            return Sign::Ordinal;
        }
        if let Some(level) = cell::labelled_level(text, profile) {
            return Sign::Level(level);
        }
        if cell::is_lead_in(value, profile) {
            return Sign::LeadIn;
        }
        if self.shared.resembles(value).is_some() {
            return Sign::SharedHeader;
        }
        if self.skill.resembles(value).is_some() {
            return Sign::SkillHeader;
        }
        if profile
            .page
            .furniture
            .iter()
            .any(|line| fold(line.trim_end_matches('.')) == fold(value.trim_end_matches('.')))
        {
            return Sign::Furniture;
        }
        if opens_history(text, profile) {
            return Sign::History;
        }
        match known_section(value, profile) {
            // A sentence is no heading.
            Some(section) if !value.ends_with(['.', ':', ',', ';']) => Sign::Section(section),
            _ => Sign::Plain,
        }
    }
}

/// How many different signs of a role page there are; its entries count twice.
pub(super) fn votes(lines: &[Line<'_>]) -> u32 {
    let has = |sign: fn(&Sign<'_>) -> bool| u32::from(lines.iter().any(|line| sign(&line.sign)));
    2 * has(|sign| matches!(sign, Sign::Ordinal | Sign::LevelAndOrdinal))
        + has(|sign| matches!(sign, Sign::Level(level) if level.index.is_some()))
        + has(|sign| matches!(sign, Sign::LeadIn))
        + has(|sign| matches!(sign, Sign::SkillHeader))
        + has(|sign| matches!(sign, Sign::SharedHeader))
        + has(|sign| matches!(sign, Sign::Section(KnownSection::RoleLevels)))
        + has(|sign| matches!(sign, Sign::Section(KnownSection::Summary)))
}
