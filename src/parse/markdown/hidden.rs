//! Tables in blocks of code and in comments, which a reader of the page does not see as tables.

use std::ops::Range;

use super::rows::is_line_of_dashes;
use super::{Body, Reader, read_part};
use crate::document::{Break, Broken};
use crate::parse::blocks::{Block, BlockKind};
use crate::text::{Span, start_of_line};

impl<'s> Reader<'_, 's> {
    /// Looks into a block of code for tables that were not meant to be code.
    pub(super) fn fenced(&mut self, block: Span) {
        let text = block.of(self.source).trim_end();
        let (start, end) = (block.start as usize, block.start as usize + text.len());
        let Some((fence, _)) = text.split_once('\n') else {
            return;
        };
        let first = fence.trim_end();
        let last = text.rsplit('\n').next().unwrap_or_default();
        let mark = first.chars().next().unwrap_or_default();
        let marks = |line: &str| {
            line.chars()
                .take_while(|&character| character == mark)
                .count()
        };
        let closing = last.trim();
        let is_closed = marks(closing) >= marks(first) && closing.chars().all(|c| c == mark);
        let inner = if is_closed {
            start + fence.len() + 1..end - last.len()
        } else {
            start + fence.len() + 1..block.end as usize
        };
        let opening = Span::new(start, start + first.len());
        if inner.start < inner.end {
            // A page in a fence as a whole was pasted with it: it is no example.
            let is_whole = self.source[self.start..start].trim().is_empty()
                && self.source[block.end as usize..].trim().is_empty();
            let has_tables = self.hidden(opening, inner, !is_closed || is_whole);
            self.body.in_code = Some(opening).filter(|_| is_whole && !has_tables);
        }
    }

    /// Looks into a block of code that nothing but white space before its lines makes one.
    pub(super) fn indented(&mut self, block: Span) {
        let source = self.source;
        let text = block.of(source);
        let start = start_of_line(source, block.start as usize);
        let first = block.start as usize + (text.len() - text.trim_start().len());
        let is_rows = text.lines().all(|line| line.trim_start().starts_with('|'));
        if !(is_rows && text.lines().any(|line| is_line_of_dashes(line.trim()))) {
            return;
        }
        self.stray_rows(Span::new(first, block.end as usize));
        if let Some(BlockKind::Table(table)) =
            self.body.blocks.last_mut().map(|block| &mut block.kind)
        {
            table.in_code = true;
            table.broken = Some(Broken {
                place: Span::new(start, first),
                why: Break::Hidden,
            });
        }
    }

    /// Reads tables that `opening` hides from readers. What nothing closes, or what the whole page stands in, hides the rest of the page,
    /// which is read as if it were not there. Says whether there are any.
    pub(super) fn hidden(&mut self, opening: Span, inner: Range<usize>, to_the_end: bool) -> bool {
        let source = self.source;
        if !source[inner.clone()]
            .lines()
            .any(|line| is_line_of_dashes(line.trim()) && line.contains('|'))
        {
            return false;
        }
        let mut hidden = read_part(source, inner, self.profile);
        let is_known = |block: &Block<'_>| matches!(&block.kind, BlockKind::Table(table) if table.recognised.is_some());
        let Some(first) = hidden.blocks.iter().position(is_known) else {
            return false;
        };
        for (at, block) in hidden.blocks.iter_mut().enumerate() {
            if let BlockKind::Table(table) = &mut block.kind {
                table.in_code = !to_the_end;
                if at == first || !to_the_end {
                    table.broken = Some(Broken {
                        place: opening,
                        why: Break::Hidden,
                    });
                }
            }
        }
        if !to_the_end {
            hidden.blocks.retain(is_known);
            hidden.images.clear();
            hidden.anchors.clear();
        }
        self.append(hidden);
        true
    }

    /// Looks into a comment that nothing closes: what it hides below its first line is read as if it were not there.
    pub(super) fn open_comment(&mut self, opening: Span, block: Span) {
        let end = block.end as usize;
        if self.hidden(opening, opening.end as usize..end, true) {
            return;
        }
        let first_line = block.of(self.source).split_inclusive('\n').next();
        let below = block.start as usize + first_line.map_or(0, str::len);
        if !self.source[below..end].trim().is_empty() {
            self.body.open_comment = Some(opening);
        }
        self.as_if_not_there(below..end);
    }

    /// Reads a part of the text that a comment which is never closed takes for its own.
    pub(super) fn as_if_not_there(&mut self, part: Range<usize>) {
        self.read_to = part.end;
        self.append(read_part(self.source, part, self.profile));
    }

    fn append(&mut self, mut part: Body<'s>) {
        self.body.blocks.append(&mut part.blocks);
        self.body.images.append(&mut part.images);
        self.body.anchors.append(&mut part.anchors);
        self.body.open_comment = self.body.open_comment.or(part.open_comment);
    }
}
