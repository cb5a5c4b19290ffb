//! Headings that a line break has broken in two.

use std::cell::OnceCell;

use super::super::blocks::{Block, BlockKind, Inline};
use super::super::{headings, markdown};
use super::{LONGEST, Reader};
use crate::document::{Damage, DamagedHeading, Kind};
use crate::text::{Span, Text, collapse_white_space, same_ignoring_case, without_number};

/// The names that the page has elsewhere, once somebody has asked for them.
type Names = OnceCell<Vec<String>>;

impl<'s> Reader<'_, 's> {
    /// Makes one heading of each that goes on in the next line.
    pub(super) fn broken(&mut self, kind: &Kind) {
        // They are the same when two lines are one.
        let names = OnceCell::new();
        let mut at = 0;
        while at + 1 < self.blocks.len() {
            if let Some((level, whole, rest)) = self.joined(at, kind, &names) {
                self.damaged.push(DamagedHeading {
                    level,
                    text: whole.text.trimmed(),
                    damage: Damage::Broken(rest),
                });
                self.blocks[at].span = self.blocks[at].span.to(rest);
                self.blocks[at].kind = BlockKind::Heading(level, whole);
                self.blocks.remove(at + 1);
            }
            at += 1;
        }
    }

    /// The heading at `at` with the line below it, where only both together are what a heading can be; with its level and that line.
    fn joined(&self, at: usize, kind: &Kind, names: &Names) -> Option<(u8, Inline<'s>, Span)> {
        let (above, below) = (&self.blocks[at], &self.blocks[at + 1]);
        let (BlockKind::Heading(level, words), BlockKind::Paragraph(rest)) =
            (&above.kind, &below.kind)
        else {
            return None;
        };
        let written = above.span.to(below.span);
        let (first, second) = written.of(self.source).trim_end().split_once('\n')?;
        let is_line = first.starts_with('#') && !second.trim().is_empty();
        if !is_line || second.contains('\n') || written.of(self.source).len() > LONGEST {
            return None;
        }
        let signs = first.len() - first.trim_start_matches('#').len();
        let start = written.start as usize + signs;
        let end = written.start as usize + written.of(self.source).trim_end().len();
        let place = Span::new(
            start + self.source[start..].find(|c: char| !c.is_whitespace())?,
            end,
        );
        let whole = self.inline(place)?;
        let (words, rest) = (words.text.as_str().trim(), rest.text.as_str().trim());
        let text = whole.text.as_str();
        let is_meant = match kind {
            Kind::Role => {
                !self.is_heading(words, names) && self.is_heading(text, names)
                    || !self.is_announced(words, names) && self.is_announced(text, names)
            }
            // Nothing says how its skills are called: a name goes on in small letters, and a summary does not.
            Kind::SkillCatalogue => {
                let goes_on =
                    rest.starts_with(char::is_lowercase) && !rest.ends_with(['.', ':', '!', '?']);
                goes_on && !self.has_text_below_headings(at)
            }
            Kind::Guide | Kind::Configured(_) => false,
        };
        let second = Span::new(end - second.trim().len(), end);
        is_meant.then_some((*level, whole, second))
    }

    fn inline(&self, place: Span) -> Option<Inline<'s>> {
        if place.of(self.source).contains('[') {
            return markdown::inline(self.source, place, self.profile);
        }
        Some(Inline {
            text: Text::verbatim(self.source, place),
            links: Vec::new(),
        })
    }

    /// Whether a text has the words of an entry or of a part, or of something else that the page speaks of.
    fn is_heading(&self, text: &str, names: &Names) -> bool {
        headings::is_entry(text, self.profile)
            || self.profile.sections.exact(text).is_some()
            || self.is_announced(text, names)
    }

    /// Whether the page has the words of a heading elsewhere, too, in its contents list or as the name of a role level.
    fn is_announced(&self, text: &str, names: &Names) -> bool {
        let names = names.get_or_init(|| self.announced().0);
        let name = collapse_white_space(without_number(text));
        let mut names = names.iter();
        names.any(|known| same_ignoring_case(known, &name))
    }

    /// Whether another heading than that at `at` has its text in the next line.
    fn has_text_below_headings(&self, at: usize) -> bool {
        let follows = |pair: &[Block<'_>]| {
            let is_pair = matches!(
                (&pair[0].kind, &pair[1].kind),
                (BlockKind::Heading(..), BlockKind::Paragraph(_))
            );
            let between = pair[0].span.start as usize..pair[1].span.start as usize;
            is_pair
                && self.source[between]
                    .trim_end_matches([' ', '\t'])
                    .matches('\n')
                    .count()
                    == 1
        };
        let mut pairs = self.blocks.windows(2).enumerate();
        pairs.any(|(other, pair)| other != at && follows(pair))
    }
}
