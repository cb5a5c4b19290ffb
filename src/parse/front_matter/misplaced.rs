//! Front matter in a block of code, and front matter that stands there a second time.

use super::split::{Block, Line, can_be_front_matter, closed, has_key};
use super::syntax;
use crate::document::FrontMatterFormat;
use crate::text::Span;

/// The block below a first line that opens a block of code: a page that was pasted with its fence. The fence is what is wrong with it.
pub(super) fn in_code(text: &str, first: &Line) -> Option<Block> {
    let fence = first.of(text).trim_end();
    let opening = Line::at(text, first.next?)?;
    let is_fence = fence.starts_with("```") || fence.starts_with("~~~");
    let block = delimited(text, &opening).filter(|_| is_fence)?;
    let place = Span::new(first.start, first.start + fence.len());
    let message = "the page is in a block of code, which this line opens";
    Some(Block {
        problem: Some(syntax(place, message)),
        ..block
    })
}

/// The block that follows another one and has mostly the same keys.
pub(super) fn again(text: &str, block: &Block, keys: &[&str]) -> Option<Block> {
    let body = &text[block.body_start..];
    let start = text.len() - body.trim_start().len();
    let again = delimited(text, &Line::at(text, start)?)?;
    let mut lines = again.content.of(text).lines();
    let is_front_matter = lines
        .clone()
        .all(|line| can_be_front_matter(line, again.format));
    let is_known = |line: &&str| {
        let key = line.split([':', '=']).next().unwrap_or_default();
        has_key(line, again.format) && keys.contains(&key.trim().trim_matches(['"', '\'']))
    };
    let known = lines.by_ref().filter(is_known).count();
    (is_front_matter && known >= ENOUGH).then_some(again)
}

/// With this many keys of the block above it a block between delimiters is no text between thematic breaks.
const ENOUGH: usize = 2;

fn delimited(text: &str, opening: &Line) -> Option<Block> {
    match opening.of(text).trim_end() {
        "---" => closed(text, FrontMatterFormat::Yaml, opening),
        "+++" => closed(text, FrontMatterFormat::Toml, opening),
        _ => None,
    }
}
