//! Markdown to blocks.

mod hidden;
mod rows;

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};

pub(super) use self::rows::is_line_of_dashes;
use self::rows::surplus;
use super::blocks::{Block, BlockKind, Cell, Inline, Row, Table};
use super::{comments, html, matrix, table};
use crate::config::Profile;
use crate::document::{Break, Broken, Link, TagFault};
use crate::text::{Span, TextBuilder};

/// What the Markdown reader finds in a body.
#[derive(Debug, Default)]
pub struct Body<'s> {
    /// The blocks in order.
    pub blocks: Vec<Block<'s>>,
    /// Links to pictures, and those of HTML outside of tables.
    pub images: Vec<Link<'s>>,
    /// Values of `id` and `name` attributes in HTML: anchors besides the headings'.
    pub anchors: Vec<Cow<'s, str>>,
    /// The line that opens a block of code in which all of the body stands, and no table.
    pub in_code: Option<Span>,
    /// The `<!--` of a comment without an end that hides the rest of the page, and no tables.
    pub open_comment: Option<Span>,
}

/// What is read beyond `CommonMark`.
pub const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_WIKILINKS)
    .union(Options::ENABLE_FOOTNOTES);

/// Reads the Markdown (`CommonMark` with GitHub's tables and footnotes) from byte `start` (from 0) of `source`.
pub fn read<'s>(source: &'s str, start: usize, profile: &Profile) -> Body<'s> {
    read_part(source, start..source.len(), profile)
}

/// The text of a paragraph that stands at `place` in `source`; `None` where that is none.
pub fn inline<'s>(source: &'s str, place: Span, profile: &Profile) -> Option<Inline<'s>> {
    let body = read_part(source, place.start as usize..place.end as usize, profile);
    match body.blocks.into_iter().next()?.kind {
        BlockKind::Paragraph(content) => Some(content),
        _ => None,
    }
}

/// Reads the Markdown in a part of `source`.
fn read_part<'s>(source: &'s str, part: Range<usize>, profile: &Profile) -> Body<'s> {
    let start = part.start;
    let mut reader = Reader::new(source, start, profile);
    for (event, range) in Parser::new_ext(&source[part], OPTIONS).into_offset_iter() {
        let range = range.start + start..range.end + start;
        if range.start >= reader.read_to {
            reader.event(event, range);
        }
    }
    reader.flush();
    reader.body
}

const COMMENT: &str = "<!--";

struct Reader<'a, 's> {
    source: &'s str,
    /// The first byte of the body.
    start: usize,
    profile: &'a Profile,
    body: Body<'s>,
    /// The inline content being put together.
    inline: Option<Open<'s>>,
    /// Links that are open, with the length of the text at their start and all of their bytes.
    links: Vec<(usize, Span, Link<'s>)>,
    /// The list item that the next paragraph opens.
    item: Option<Span>,
    heading: Option<(u8, Span)>,
    table: Option<OpenTable<'s>>,
    image: Option<(Link<'s>, String)>,
    skipping: usize,
    /// The first byte that has not been read yet where an HTML table was read as a whole.
    read_to: usize,
    /// Whether all of it is a cell.
    is_cell: bool,
    /// Where the tag ends that was read last of those that are damaged.
    end_of_damaged: usize,
    /// The first line break in a cell whose tag is damaged.
    damaged: std::cell::Cell<Option<Broken>>,
}

#[derive(Default)]
struct Open<'s> {
    text: TextBuilder<'s>,
    links: Vec<(Range<usize>, Link<'s>)>,
    span: Span,
}

struct OpenTable<'s> {
    span: Span,
    rows: Vec<Row<'s>>,
    row: Option<Row<'s>>,
    cell: Option<Span>,
}

impl<'a, 's> Reader<'a, 's> {
    fn new(source: &'s str, start: usize, profile: &'a Profile) -> Self {
        Self {
            source,
            start,
            profile,
            body: Body::default(),
            inline: None,
            links: Vec::new(),
            item: None,
            heading: None,
            table: None,
            image: None,
            skipping: 0,
            read_to: 0,
            is_cell: false,
            end_of_damaged: 0,
            damaged: std::cell::Cell::default(),
        }
    }

    fn event(&mut self, event: Event<'s>, range: Range<usize>) {
        let span = Span::from(range);
        match event {
            Event::Start(tag) => self.open(tag, span),
            Event::End(tag) => self.close(tag),
            Event::Text(text) if self.is_in_cell() => self.cell_text(&text, span),
            Event::Text(text) => self.text(&text, span),
            Event::Code(code) => {
                let within = span.of(self.source).find(&*code).unwrap_or(0);
                let start = span.start as usize + within;
                self.text(
                    &code,
                    Span::new(start, (start + code.len()).min(span.end as usize)),
                );
            }
            Event::SoftBreak | Event::HardBreak => self.line_break(span),
            Event::InlineHtml(html) => self.html(&html, span),
            Event::Html(html) => {
                self.anchors_of(&html, span);
                self.links_of(&html, span);
            }
            Event::Rule
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::FootnoteReference(_)
            | Event::TaskListMarker(_) => {}
        }
    }

    fn open(&mut self, tag: Tag<'s>, span: Span) {
        match tag {
            Tag::Heading { level, .. } => {
                self.flush();
                self.heading = Some((level as u8, span));
                self.inline = Some(Open {
                    span,
                    ..Open::default()
                });
            }
            Tag::Item => {
                self.flush();
                self.item = Some(span);
            }
            Tag::Table(_) => {
                self.flush();
                self.damaged.set(None);
                self.table = Some(OpenTable {
                    span,
                    rows: Vec::new(),
                    row: None,
                    cell: None,
                });
            }
            Tag::TableHead | Tag::TableRow => {
                if let Some(table) = &mut self.table {
                    let span = trim_line_end(self.source, span);
                    table.row = Some(Row {
                        span,
                        cells: Vec::new(),
                        surplus: None,
                    });
                }
            }
            Tag::TableCell => {
                if let Some(table) = &mut self.table {
                    table.cell = Some(span);
                }
                self.inline = Some(Open {
                    span,
                    ..Open::default()
                });
            }
            Tag::Link {
                link_type,
                dest_url,
                ..
            } => {
                let link = self.link(link_type, dest_url, span);
                let at = self.inline_at(span).text.len();
                self.links.push((at, span, link));
            }
            Tag::Image {
                link_type,
                dest_url,
                ..
            } => {
                self.image = Some((self.link(link_type, dest_url, span), String::new()));
            }
            Tag::CodeBlock(kind) => {
                self.flush();
                self.skipping += 1;
                match kind {
                    CodeBlockKind::Fenced(_) => self.fenced(span),
                    CodeBlockKind::Indented => self.indented(span),
                }
            }
            Tag::MetadataBlock(_) => {
                self.flush();
                self.skipping += 1;
            }
            Tag::Paragraph | Tag::BlockQuote(_) | Tag::List(_) => self.flush(),
            Tag::HtmlBlock => {
                self.flush();
                let html = span.of(self.source);
                if let Some(length) = comments::unclosed(html) {
                    self.as_if_not_there(span.start as usize + length..span.end as usize);
                    return;
                }
                if html.starts_with(COMMENT) && !html.contains("-->") {
                    let opening =
                        Span::new(span.start as usize, span.start as usize + COMMENT.len());
                    self.open_comment(opening, span);
                    return;
                }
                self.html_tables(span);
            }
            _ => {}
        }
    }

    fn close(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::BlockQuote(_) | TagEnd::List(_) => {
                self.flush();
            }
            TagEnd::Item => {
                self.flush();
                self.item = None;
            }
            TagEnd::CodeBlock | TagEnd::MetadataBlock(_) => self.skipping -= 1,
            TagEnd::TableCell => self.close_cell(),
            TagEnd::TableHead | TagEnd::TableRow => self.close_row(),
            TagEnd::Table => self.close_table(),
            TagEnd::Link => {
                if let (Some((at, span, mut link)), Some(inline)) =
                    (self.links.pop(), &mut self.inline)
                {
                    let text = &inline.text.as_str()[at..];
                    // Mostly the text stands verbatim behind the opening bracket.
                    let written = span.of(self.source).get(1..=text.len());
                    link.text = match written.filter(|written| *written == text) {
                        Some(written) => Cow::Borrowed(written),
                        None => Cow::Owned(text.to_owned()),
                    };
                    if inline.links.is_empty() {
                        // Hardly a text has more than one link, and a list makes room for four.
                        inline.links.reserve_exact(1);
                    }
                    inline.links.push((at..inline.text.len(), link));
                }
            }
            TagEnd::Image => {
                if let Some((mut link, text)) = self.image.take() {
                    link.text = Cow::Owned(text);
                    self.body.images.push(link);
                }
            }
            _ => {}
        }
    }

    /// The inline content that text at `span` belongs to; a tight list item's begins here.
    fn inline_at(&mut self, span: Span) -> &mut Open<'s> {
        self.inline.get_or_insert_with(|| Open {
            span,
            ..Open::default()
        })
    }

    fn text(&mut self, text: &CowStr<'s>, span: Span) {
        if self.skipping > 0 {
            return;
        }
        if let Some((_, alternative)) = &mut self.image {
            alternative.push_str(text);
            return;
        }
        let source = self.source;
        let inline = self.inline_at(span);
        if **text == *span.of(source) {
            inline.text.push_verbatim(source, span);
        } else {
            inline.text.push(text, span);
        }
        inline.span = inline.span.to(span);
    }

    fn is_in_cell(&self) -> bool {
        self.is_cell || self.table.is_some()
    }

    fn damage(&self, place: Span, fault: TagFault) {
        let why = Break::Tag(fault);
        self.damaged
            .set(self.damaged.get().or(Some(Broken { place, why })));
    }

    /// Text in a cell, in which a line break can have lost a bracket.
    fn cell_text(&mut self, text: &CowStr<'s>, span: Span) {
        let source = self.source;
        let start = (span.start as usize).max(self.end_of_damaged);
        if start >= span.end as usize {
            return;
        }
        if start == span.start as usize && **text != *span.of(source) {
            return self.text(text, span);
        }
        let rest = Span::new(start, span.end as usize);
        let damaged = match html::break_without_end(&source[start..]) {
            Some(length) => Some((start..start + length, TagFault::Open)),
            None => html::break_without_bracket(rest.of(source))
                .map(|found| (start + found.start..start + found.end, TagFault::Bracket)),
        };
        let Some((found, fault)) = damaged else {
            return self.text(&CowStr::Borrowed(rest.of(source)), rest);
        };
        let (tag, end) = (Span::from(found.clone()), found.end);
        if start < found.start {
            let before = Span::new(start, found.start);
            self.text(&CowStr::Borrowed(before.of(source)), before);
        }
        self.damage(tag, fault);
        self.inline_at(tag).text.push("\n", tag);
        self.end_of_damaged = end;
        self.cell_text(text, span);
    }

    fn line_break(&mut self, span: Span) {
        if self.skipping > 0 || self.image.is_some() {
            return;
        }
        let source = self.source;
        let inline = self.inline_at(span);
        if span
            .of(source)
            .bytes()
            .all(|byte| matches!(byte, b' ' | b'\n' | b'\r'))
        {
            inline.text.push_verbatim(source, span);
        } else {
            inline.text.push("\n", span);
        }
    }

    /// HTML within text: what separates lines becomes a line break, a list item a bullet; other tags are not read.
    fn html(&mut self, html: &str, span: Span) {
        self.anchors_of(html, span);
        self.links_of(html, span);
        let name = html.trim_start_matches(['<', '/']);
        let name = name
            .split(|c: char| !c.is_ascii_alphanumeric())
            .next()
            .unwrap_or_default();
        let is = |names: &[&str]| names.iter().any(|known| name.eq_ignore_ascii_case(known));
        let separator = if is(&["li"]) && !html.starts_with("</") {
            "\n- "
        } else if is(&["br", "li", "ul", "ol", "p", "div"]) {
            "\n"
        } else if self.is_in_cell() && html::is_nearly_break(html) {
            self.damage(span, TagFault::Instead("<br>"));
            "\n"
        } else {
            return;
        };
        if self.skipping == 0 && self.image.is_none() {
            self.inline_at(span).text.push(separator, span);
        }
    }

    /// The anchors that HTML in `span` makes.
    fn anchors_of(&mut self, html: &str, span: Span) {
        let source = span.of(self.source);
        let anchors = html::anchors(html).map(|anchor| match source.find(anchor) {
            Some(at) => Cow::Borrowed(&source[at..at + anchor.len()]),
            None => Cow::Owned(anchor.to_owned()),
        });
        self.body.anchors.extend(anchors);
    }

    /// The links and pictures of HTML in `span` outside of tables, whose cells are read by themselves, and of comments.
    fn links_of(&mut self, html: &str, span: Span) {
        let source = self.source;
        for link in html::links(html) {
            let Some(within) = span.of(source).find(link) else {
                continue;
            };
            let start = span.start as usize + within;
            let opened = source[..start].rfind("<!--");
            if opened.is_some_and(|at| !source[at..start].contains("-->")) {
                continue;
            }
            let place = Span::new(start, start + link.len());
            self.body.images.push(Link {
                text: Cow::Borrowed(""),
                destination: Cow::Borrowed(place.of(source)),
                span: place,
                wiki: false,
            });
        }
    }

    fn link(&self, link_type: LinkType, destination: CowStr<'s>, span: Span) -> Link<'s> {
        let wiki = matches!(link_type, LinkType::WikiLink { .. });
        let destination = match destination {
            CowStr::Borrowed(text) => Cow::Borrowed(text),
            other => Cow::Owned(other.into_string()),
        };
        // An inline link's destination comes after its text: the last occurrence is the right one.
        let written = span.of(self.source);
        let found = if wiki {
            written.find(&*destination)
        } else {
            // Mostly there is nothing behind it but the bracket.
            let before = written.strip_suffix(')');
            let before = before.and_then(|before| before.strip_suffix(&*destination));
            before.map_or_else(|| written.rfind(&*destination), |before| Some(before.len()))
        };
        let place = match found {
            Some(at) if !destination.is_empty() => {
                let start = span.start as usize + at;
                Span::new(start, start + destination.len())
            }
            _ => span,
        };
        Link {
            text: Cow::Borrowed(""),
            destination,
            span: place,
            wiki,
        }
    }

    fn close_cell(&mut self) {
        let Some(table) = &mut self.table else { return };
        let (Some(span), Some(row)) = (table.cell.take(), &mut table.row) else {
            return;
        };
        let open = self.inline.take().unwrap_or_default();
        let content = Inline {
            text: open.text.finish(span),
            links: open.links,
        };
        // A cell that the row does not have is reported as empty at the start of the next row.
        let present = span.end <= row.span.end;
        row.cells.push(Cell {
            span: present.then_some(span),
            content,
        });
    }

    fn close_row(&mut self) {
        let Some(table) = &mut self.table else { return };
        let Some(mut row) = table.row.take() else {
            return;
        };
        let columns = table
            .rows
            .first()
            .map_or(row.cells.len(), |header| header.cells.len());
        row.surplus = surplus(self.source, &row, columns);
        let row = match row.surplus {
            Some(_) => self.without_cell_too_many(row, columns),
            None => row,
        };
        if let Some(table) = &mut self.table {
            table.rows.push(row);
        }
    }

    fn close_table(&mut self) {
        let Some(OpenTable { span, mut rows, .. }) = self.table.take() else {
            return;
        };
        if rows.is_empty() {
            return;
        }
        let header = rows.remove(0);
        let rows = self.joined_rows(&header, rows);
        let Some((header, rows)) = self.give_to_header_above(header, rows) else {
            return;
        };
        let mut table = Table {
            header,
            rows,
            recognised: None,
            broken: self.damaged.take(),
            in_code: false,
        };
        table.recognised = table::recognise(&table, self.profile);
        self.body.blocks.push(Block {
            kind: BlockKind::Table(table),
            span,
        });
    }

    /// Reads the HTML tables in a block of HTML, and everything up to the end of the last.
    fn html_tables(&mut self, block: Span) {
        let mut rest = block.range();
        while let Some(range) = html::find_table(self.source, rest.clone()) {
            self.read_to = range.end;
            rest = range.end.min(rest.end)..rest.end;
            if let Some(mut table) = html::read_table(self.source, range.clone()) {
                if matrix::is_row_of_levels(&table.header, self.profile) {
                    table.lose_header();
                }
                self.anchors_of(&self.source[range.clone()], Span::from(range.clone()));
                table.recognised = table::recognise(&table, self.profile);
                let (kind, span) = (BlockKind::Table(table), Span::from(range));
                self.body.blocks.push(Block { kind, span });
            }
        }
    }

    /// Ends the inline content that is open and makes a block of it.
    fn flush(&mut self) {
        let Some(open) = self.inline.take() else {
            return;
        };
        let content = Inline {
            text: open.text.finish(open.span),
            links: open.links,
        };
        let (kind, span) = if let Some((level, span)) = self.heading.take() {
            (BlockKind::Heading(level, content), span)
        } else if let Some(span) = self.item.take() {
            if self.listed_rows(span) {
                return;
            }
            (BlockKind::Item(content), span)
        } else if open.span.of(self.source).starts_with('|') {
            self.stray_rows(open.span);
            return;
        } else if let Some(rows) = self.rows_below_text(open.span) {
            self.text_above_rows(content, open.span, rows);
            return;
        } else {
            (BlockKind::Paragraph(content), open.span)
        };
        self.body.blocks.push(Block { kind, span });
    }
}

fn trim_line_end(source: &str, span: Span) -> Span {
    let start = span.start as usize;
    Span::new(start, start + span.of(source).trim_end().len())
}
