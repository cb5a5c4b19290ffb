//! A guide, or a document of a kind that the configuration names: its blocks to headings, links and prose.

use super::blocks::{Block, BlockKind, Inline};
use crate::document::{Document, Heading};

/// Reads the blocks of a guide into `document`.
pub fn read<'s>(blocks: Vec<Block<'s>>, document: &mut Document<'s>) {
    let mut opening = true;
    for block in blocks {
        match block.kind {
            BlockKind::Heading(level, content) => {
                links(&content, document);
                if opening && level == 1 {
                    document.title = Some(content.text.trimmed());
                }
                document.headings.push(Heading {
                    level,
                    text: content.text,
                });
            }
            BlockKind::Paragraph(content) | BlockKind::Item(content) => prose(content, document),
            BlockKind::Table(table) if table.in_code => {}
            BlockKind::Table(table) => {
                let cells = std::iter::once(table.header)
                    .chain(table.rows)
                    .flat_map(|row| row.cells);
                cells.for_each(|cell| prose(cell.content, document));
            }
        }
        opening = false;
    }
}

fn prose<'s>(content: Inline<'s>, document: &mut Document<'s>) {
    links(&content, document);
    document.prose.push(content.text);
}

fn links<'s>(content: &Inline<'s>, document: &mut Document<'s>) {
    document
        .links
        .extend(content.links.iter().map(|(_, link)| link.clone()));
}
