//! Markdown to blocks.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::blocks::{Block, BlockKind, Cell, Inline, Row, Table};
use super::{html, table};
use crate::config::Profile;
use crate::document::{Break, Broken, Link};
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
}

/// What is read beyond `CommonMark`.
pub const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_WIKILINKS)
    .union(Options::ENABLE_FOOTNOTES);

/// Reads the Markdown (`CommonMark` with GitHub's tables and footnotes) from byte `start` (from 0) of `source`.
pub fn read<'s>(source: &'s str, start: usize, profile: &Profile) -> Body<'s> {
    let mut reader = Reader::new(source, start, profile);
    for (event, range) in Parser::new_ext(&source[start..], OPTIONS).into_offset_iter() {
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
        }
    }

    fn event(&mut self, event: Event<'s>, range: Range<usize>) {
        let span = Span::from(range);
        match event {
            Event::Start(tag) => self.open(tag, span),
            Event::End(tag) => self.close(tag),
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
                if html.starts_with(COMMENT) && !html.contains("-->") {
                    let opening =
                        Span::new(span.start as usize, span.start as usize + COMMENT.len());
                    self.hidden(opening, opening.end as usize..span.end as usize, true);
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
            Some(_) => self.without_empty_cell(row, columns),
            None => row,
        };
        if let Some(table) = &mut self.table {
            table.rows.push(row);
        }
    }

    /// A row with one cell too many, read without the only one that is empty, which is what is too much.
    fn without_empty_cell(&self, row: Row<'s>, columns: usize) -> Row<'s> {
        let mut whole = self.stray_row(row.span);
        let is_empty = |cell: &Cell<'_>| cell.content.text.is_blank();
        let empty = whole.cells.iter().position(is_empty);
        let is_only = whole.cells.iter().filter(|cell| is_empty(cell)).count() == 1;
        let Some(empty) = empty.filter(|_| is_only && whole.cells.len() == columns + 1) else {
            return row;
        };
        let surplus = whole.cells.remove(empty).span;
        Row { surplus, ..whole }
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
        let mut table = Table {
            header,
            rows,
            recognised: None,
            broken: None,
            in_code: false,
        };
        table.recognised = table::recognise(&table, self.profile);
        self.body.blocks.push(Block {
            kind: BlockKind::Table(table),
            span,
        });
    }

    /// Joins what a line break within a cell has parted: a row that nothing closes and a line that no bar opens, in a table whose header has
    /// both.
    fn joined_rows(&self, header: &Row<'s>, rows: Vec<Row<'s>>) -> Vec<Row<'s>> {
        let source = self.source;
        let opens = |row: &Row<'_>| row.span.of(source).starts_with('|');
        let is_closed = |row: &Row<'_>| row.span.of(source).trim_end().ends_with('|');
        if !(opens(header) && is_closed(header)) || rows.iter().all(&opens) {
            return rows;
        }
        let columns = header.cells.len();
        let mut joined: Vec<Row<'s>> = Vec::with_capacity(rows.len());
        for row in rows {
            match joined.last_mut() {
                Some(above) if !is_closed(above) && !opens(&row) => {
                    let whole = above.span.to(row.span);
                    *above = self.stray_row(whole).level_out(columns);
                }
                _ => joined.push(row),
            }
        }
        joined
    }

    /// Reads the HTML tables in a block of HTML, and everything up to the end of the last.
    fn html_tables(&mut self, block: Span) {
        let mut rest = block.range();
        while let Some(range) = html::find_table(self.source, rest.clone()) {
            self.read_to = range.end;
            rest = range.end.min(rest.end)..rest.end;
            if let Some(mut table) = html::read_table(self.source, range.clone()) {
                self.anchors_of(&self.source[range.clone()], Span::from(range.clone()));
                table.recognised = table::recognise(&table, self.profile);
                let (kind, span) = (BlockKind::Table(table), Span::from(range));
                self.body.blocks.push(Block { kind, span });
            }
        }
    }

    /// Looks into a block of code for tables that were not meant to be code.
    fn fenced(&mut self, block: Span) {
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
    fn indented(&mut self, block: Span) {
        let source = self.source;
        let text = block.of(source);
        let start = source[..block.start as usize]
            .rfind('\n')
            .map_or(0, |at| at + 1);
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
    fn hidden(&mut self, opening: Span, inner: Range<usize>, to_the_end: bool) -> bool {
        let source = self.source;
        if !source[inner.clone()]
            .lines()
            .any(|line| is_line_of_dashes(line.trim()) && line.contains('|'))
        {
            return false;
        }
        let start = inner.start;
        let mut reader = Reader::new(source, start, self.profile);
        for (event, range) in Parser::new_ext(&source[inner], OPTIONS).into_offset_iter() {
            let range = range.start + start..range.end + start;
            if range.start >= reader.read_to {
                reader.event(event, range);
            }
        }
        reader.flush();
        let mut hidden = reader.body;
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
        self.body.blocks.append(&mut hidden.blocks);
        self.body.images.append(&mut hidden.images);
        self.body.anchors.append(&mut hidden.anchors);
        true
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
            (BlockKind::Item(content), span)
        } else if open.span.of(self.source).starts_with('|') {
            self.stray_rows(open.span);
            return;
        } else {
            (BlockKind::Paragraph(content), open.span)
        };
        self.body.blocks.push(Block { kind, span });
    }

    /// Lines that begin with a bar and that Markdown takes for a paragraph: rows that an empty line parts from their table, or a table
    /// without its header or its line of dashes. What they say is read all the same.
    fn stray_rows(&mut self, span: Span) {
        let source = self.source;
        let mut at = span.start as usize;
        let mut rows = Vec::new();
        let mut dashes = None;
        for line in span.of(source).split_inclusive('\n') {
            let start = at + (line.len() - line.trim_start().len());
            let row = Span::new(start, start + line.trim().len());
            at += line.len();
            let (above, row) = parted_from_dashes(source, row);
            if let Some(above) = above {
                dashes = dashes.or(Some((rows.len(), above)));
            }
            if !row.is_empty() {
                rows.push(self.stray_row(row));
            }
        }
        let Some(first) = rows.first().map(|row| row.span) else {
            return;
        };
        if let (None, Some(BlockKind::Table(above))) = (
            dashes,
            self.body.blocks.last_mut().map(|block| &mut block.kind),
        ) {
            let columns = above.header.cells.len();
            above
                .rows
                .extend(rows.into_iter().map(|row| row.level_out(columns)));
            above.broken = above.broken.or(Some(Broken {
                place: first,
                why: Break::Parted,
            }));
            return;
        }
        let columns = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        if dashes.is_some_and(|(above, _)| above == 0)
            && let Some(BlockKind::Table(above)) =
                self.body.blocks.last_mut().map(|block| &mut block.kind)
            && above.rows.is_empty()
            && above.header.cells.len() == columns
        {
            // A header that an empty line parts from its line of dashes.
            above.rows = rows.into_iter().map(|row| row.level_out(columns)).collect();
            above.recognised = table::recognise(above, self.profile);
            return;
        }
        let header = match dashes {
            Some((0, span)) => Row::missing(span),
            _ => rows.remove(0),
        };
        let named = header.cells.len();
        let header = header.level_out(columns);
        let rows = rows.into_iter().map(|row| row.level_out(columns)).collect();
        // GitHub takes tabs in the line of dashes, which this parser does not.
        let shown = dashes.is_some_and(|(above, row)| {
            above == 1 && row.of(source).contains('\t') && cells_of(source, row).len() == named
        });
        let broken = (!shown).then(|| Broken {
            place: dashes
                .filter(|(above, _)| *above == 0)
                .map_or(first, |(_, row)| row),
            why: Break::Headless,
        });
        let mut table = Table {
            header,
            rows,
            recognised: None,
            broken,
            in_code: false,
        };
        table.recognised = table::recognise(&table, self.profile);
        self.body.blocks.push(Block {
            kind: BlockKind::Table(table),
            span,
        });
    }

    fn stray_row(&self, span: Span) -> Row<'s> {
        let cell = |span: Span| {
            let mut reader = Reader::new(self.source, self.start, self.profile);
            let options = Options::ENABLE_WIKILINKS;
            // White space before the text would make it a block of code.
            let text = span.of(self.source).trim();
            let start = text.as_ptr() as usize - self.source.as_ptr() as usize;
            for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
                let range = range.start + start..range.end + start;
                match event {
                    Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) => {}
                    // A line break in a cell is white space.
                    Event::SoftBreak => {
                        let span = Span::from(range);
                        reader.inline_at(span).text.push(" ", span);
                    }
                    event => reader.event(event, range),
                }
            }
            let open = reader.inline.unwrap_or_default();
            let content = Inline {
                text: open.text.finish(span),
                links: open.links,
            };
            Cell {
                span: Some(span),
                content,
            }
        };
        let cells = cells_of(self.source, span).into_iter().map(cell).collect();
        Row {
            span,
            cells,
            surplus: None,
        }
    }
}

/// The bytes between the bars of a row; a bar behind a backslash is text.
fn cells_of(source: &str, row: Span) -> Vec<Span> {
    let text = row.of(source);
    let inner = text.strip_prefix('|').unwrap_or(text);
    let mut start = row.start as usize + (text.len() - inner.len());
    let mut cells = Vec::new();
    let mut escaped = false;
    for (at, character) in inner.char_indices() {
        let offset = row.end as usize - inner.len() + at;
        if character == '|' && !escaped {
            cells.push(Span::new(start, offset));
            start = offset + 1;
        }
        escaped = character == '\\' && !escaped;
    }
    if start < row.end as usize {
        cells.push(Span::new(start, row.end as usize));
    }
    cells
}

/// The line of dashes that a row is or, its line break lost, begins with; and the rest, which is empty where nothing follows.
fn parted_from_dashes(source: &str, row: Span) -> (Option<Span>, Span) {
    let end = row.end as usize;
    if is_line_of_dashes(row.of(source)) {
        return (Some(row), Span::empty(end));
    }
    let cells = cells_of(source, row);
    let is_dashes = |cell: &&Span| is_line_of_dashes(cell.of(source));
    let bar = match cells.iter().take_while(is_dashes).last() {
        Some(last) => last.end as usize,
        None => return (None, row),
    };
    let rest = source[bar + 1..end].trim_start();
    (
        Some(Span::new(row.start as usize, bar + 1)),
        Span::new(end - rest.len(), end),
    )
}

/// Whether a row parts a header from the rows below it, be it with dashes that an editor made longer.
pub(super) fn is_line_of_dashes(row: &str) -> bool {
    const DASHES: [char; 3] = ['-', '–', '—'];
    row.contains(DASHES)
        && row
            .chars()
            .all(|c| DASHES.contains(&c) || matches!(c, '|' | ':' | ' ' | '\t'))
}

/// The bytes of a row after its last column. (GitHub's tables leave out the excess cells of a row.)
fn surplus(source: &str, row: &Row<'_>, columns: usize) -> Option<Span> {
    let last = row.cells.get(columns.checked_sub(1)?)?.span?;
    let rest = Span::new(last.end as usize, row.span.end as usize);
    let after_pipe = rest.of(source).strip_prefix('|')?;
    let text = after_pipe.trim_end().trim_end_matches('|').trim();
    let start = text.as_ptr() as usize - source.as_ptr() as usize;
    (!text.is_empty()).then(|| Span::new(start, start + text.len()))
}

fn trim_line_end(source: &str, span: Span) -> Span {
    let start = span.start as usize;
    Span::new(start, start + span.of(source).trim_end().len())
}
