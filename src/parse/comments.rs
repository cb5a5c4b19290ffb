//! Comments that are meant for framelint, each with the part of the document that it is about.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::{Recognised, html, markdown};
use crate::config::close_match;
use crate::document::Dialect;
use crate::text::Span;

/// The word that opens every comment for framelint, and the key of front matter that does the same.
pub const NAME: &str = "framelint-ignore";

/// What a comment for framelint can begin with.
pub const FORMS: [&str; 4] = [
    NAME,
    "framelint-ignore-start",
    "framelint-ignore-end",
    "framelint-ignore-file",
];

/// The word that a comment begins with.
pub fn form(content: &str) -> &str {
    let end = content.find(|c: char| c.is_whitespace() || c == ':');
    &content[..end.unwrap_or(content.len())]
}

/// Whether what stands in a comment is meant for framelint: one of the forms, however it is spelt.
pub(super) fn is_meant(content: &str) -> bool {
    const PREFIX: &str = "framelint-";
    let form = form(content.trim_start());
    let form = form.strip_suffix(CLOSE).unwrap_or(form);
    let start = form.get(..PREFIX.len());
    start.is_some_and(|start| start.eq_ignore_ascii_case(PREFIX))
        || close_match(form, FORMS).is_some()
}

/// What opens a comment.
pub(super) const OPEN: &str = "<!--";
const CLOSE: &str = "-->";

/// A comment for framelint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comment {
    /// All of it, from `<!--` to `-->`; bytes from 0.
    pub span: Span,
    /// What stands in between, without the white space at its ends.
    pub content: Span,
    /// Whether it has an end.
    pub closed: bool,
    /// What it is about unless it says otherwise: the table row, heading, item or paragraph in which it stands, else the block that
    /// follows; in copied page text the lines that follow up to an empty one. Empty where nothing follows.
    pub block: Span,
}

impl Comment {
    /// The comment that opens at byte `start` of `source`, if it is one for framelint.
    fn at(source: &str, start: usize) -> Option<Self> {
        let inside = start + OPEN.len();
        let content = source[inside..].trim_start();
        if !is_meant(content) {
            return None;
        }
        let close = close(&source[inside..]).map(|length| inside + length);
        let line = source[inside..].find('\n').map(|length| inside + length);
        let end = close.or(line).unwrap_or(source.len());
        let begin = source.len() - content.len();
        let content = Span::new(begin, end.max(begin));
        let text = content.of(source).trim_end();
        let begin = content.start as usize;
        Some(Self {
            span: Span::new(start, close.map_or(end, |close| close + CLOSE.len())),
            content: Span::new(begin, begin + text.len()),
            closed: close.is_some(),
            block: Span::empty(end),
        })
    }
}

/// How far in what stands behind the opening of a comment its end is; `None` where another comment opens before that.
pub(super) fn close(inside: &str) -> Option<usize> {
    let close = inside.find(CLOSE)?;
    (!inside[..close].contains(OPEN)).then_some(close)
}

/// How long the line is which a block of HTML begins with, if that is a comment for framelint that is never closed: what follows is no
/// part of it, as the rule about such comments says enough.
pub(super) fn unclosed(html: &str) -> Option<usize> {
    let inside = html.strip_prefix(OPEN)?;
    (is_meant(inside) && close(inside).is_none())
        .then(|| html.find('\n').map_or(html.len(), |line| line + 1))
}

/// Whether a line of copied page text is a comment for framelint, and no part of the page; its end may be damaged.
pub(super) fn is_comment_line(line: &str) -> bool {
    line.strip_prefix(OPEN).is_some_and(is_meant) && line.ends_with(['-', '>'])
}

/// The comments for framelint in a text, in order of place. Those in code are shown to a reader and mean nothing.
pub fn comments(source: &str, recognised: &Recognised<'_>) -> Vec<Comment> {
    match recognised {
        _ if memchr::memmem::find(source.as_bytes(), OPEN.as_bytes()).is_none() => Vec::new(),
        Recognised::Document(document) if document.dialect == Dialect::Page => {
            in_page(source, document.body_start)
        }
        Recognised::Document(document) => in_markdown(source, document.body_start),
        Recognised::Unrecognised(_) | Recognised::Other => in_markdown(source, 0),
    }
}

fn in_page(source: &str, start: usize) -> Vec<Comment> {
    let mut comments: Vec<Comment> = Vec::new();
    // How many of the comments still look for their lines.
    let mut waiting = 0;
    let mut lines: Option<Span> = None;
    let mut at = start;
    for line in source[start..].split_inclusive('\n') {
        let text = line.trim();
        let begin = at + (line.len() - line.trim_start().len());
        at += line.len();
        let comment = is_comment_line(text).then(|| Comment::at(source, begin));
        if let Some(comment) = comment.flatten() {
            end_lines(&mut comments, &mut waiting, &mut lines);
            comments.push(comment);
            waiting += 1;
        } else if text.is_empty() {
            end_lines(&mut comments, &mut waiting, &mut lines);
        } else if waiting > 0 {
            let span = Span::new(begin, begin + text.len());
            lines = Some(lines.map_or(span, |lines| lines.to(span)));
        }
    }
    end_lines(&mut comments, &mut waiting, &mut lines);
    comments
}

/// Gives the lines that end here, if there are any, to the comments that wait for them.
fn end_lines(comments: &mut [Comment], waiting: &mut usize, lines: &mut Option<Span>) {
    if let Some(block) = lines.take() {
        let first = comments.len() - *waiting;
        comments[first..]
            .iter_mut()
            .for_each(|comment| comment.block = block);
        *waiting = 0;
    }
}

fn in_markdown(source: &str, start: usize) -> Vec<Comment> {
    let mut reader = Reader {
        source,
        comments: Vec::new(),
        waiting: Vec::new(),
        around: Vec::new(),
    };
    let mut next = Some(start);
    while let Some(start) = next {
        next = reader.read_from(start);
    }
    reader.comments.sort_by_key(|comment| comment.span);
    reader.comments
}

struct Reader<'s> {
    source: &'s str,
    comments: Vec<Comment>,
    /// Those of the comments (from 0) that still look for their block.
    waiting: Vec<usize>,
    /// The blocks that are open and can have a comment among their words, the innermost last.
    around: Vec<Span>,
}

impl Reader<'_> {
    /// Reads from byte `start` (from 0) to the end, or to a comment that is never closed: then where it goes on.
    fn read_from(&mut self, start: usize) -> Option<usize> {
        let source = self.source;
        self.around.clear();
        let events = Parser::new_ext(&source[start..], markdown::OPTIONS);
        for (event, range) in events.into_offset_iter() {
            let span = Span::new(range.start + start, range.end + start);
            let opens = matches!(event, Event::Start(Tag::HtmlBlock));
            if opens && let Some(length) = unclosed(span.of(source)) {
                let comment = Comment::at(source, span.start as usize);
                self.comments.extend(comment);
                return Some(span.start as usize + length);
            }
            self.event(&event, span);
        }
        None
    }

    fn event(&mut self, event: &Event<'_>, span: Span) {
        match event {
            Event::Start(Tag::HtmlBlock) => self.html_block(span),
            Event::Start(tag) => {
                let is_block = matches!(
                    tag,
                    Tag::Paragraph
                        | Tag::Heading { .. }
                        | Tag::BlockQuote(_)
                        | Tag::CodeBlock(_)
                        | Tag::List(_)
                        | Tag::Item
                        | Tag::Table(_)
                );
                if is_block {
                    self.block(span);
                }
                if holds_words(tag.to_end()) {
                    self.around.push(span);
                }
            }
            Event::End(tag) if holds_words(*tag) => {
                self.around.pop();
            }
            // In an item of a tight list the words are no paragraph of their own.
            Event::Text(_) | Event::Code(_) => {
                if let Some(around) = self.around.last() {
                    self.block(*around);
                }
            }
            Event::InlineHtml(_) => {
                if let Some(comment) = Comment::at(self.source, span.start as usize) {
                    let block = self.around.last().copied().unwrap_or(comment.block);
                    self.comments.push(Comment { block, ..comment });
                }
            }
            _ => {}
        }
    }

    fn block(&mut self, span: Span) {
        for at in std::mem::take(&mut self.waiting) {
            self.comments[at].block = span;
        }
    }

    /// A block of HTML can be nothing but comments, which are no block for the comments above them.
    fn html_block(&mut self, span: Span) {
        let source = self.source;
        let mut tables = Vec::new();
        let mut rest = span.range();
        while let Some(table) = html::find_table(source, rest.clone()) {
            rest = table.end.min(rest.end)..rest.end;
            tables.push(Span::from(table));
        }
        if !is_only_comments(span.of(source)) {
            // A table may go on behind the block.
            self.block(tables.iter().fold(span, |block, table| block.to(*table)));
        }
        let text = span.of(source);
        for (at, _) in text.match_indices(OPEN) {
            let Some(mut comment) = Comment::at(source, span.start as usize + at) else {
                continue;
            };
            let table = tables.iter().find(|table| table.contains(comment.span));
            match table.and_then(|table| html::row_at(source, *table, comment.span)) {
                Some(row) => comment.block = row,
                None => self.waiting.push(self.comments.len()),
            }
            self.comments.push(comment);
        }
    }
}

/// Blocks with words, among which a comment may stand.
fn holds_words(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Paragraph
            | TagEnd::Heading(_)
            | TagEnd::Item
            | TagEnd::TableHead
            | TagEnd::TableRow
    )
}

fn is_only_comments(html: &str) -> bool {
    let mut rest = html.trim();
    while let Some(comment) = rest.strip_prefix(OPEN) {
        rest = comment
            .find(CLOSE)
            .map_or("", |end| comment[end + CLOSE.len()..].trim_start());
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(source: &str) -> Vec<(&str, &str)> {
        let found = in_markdown(source, 0);
        let texts = found.iter().map(|comment| {
            let block = comment.block.of(source);
            (comment.content.of(source), block.trim_end())
        });
        texts.collect()
    }

    #[test]
    fn a_comment_of_its_own_is_about_the_block_that_follows() {
        let source = "Before.\n\n<!-- framelint-ignore a -->\n<!-- another -->\n<!--framelint-ignore b: why-->\n\n- One\n- Two\n\nAfter.\n";
        let list = "- One\n- Two";
        assert_eq!(
            blocks(source),
            [
                ("framelint-ignore a", list),
                ("framelint-ignore b: why", list)
            ]
        );
        assert_eq!(
            blocks("<!-- framelint-ignore a -->\n| A |\n|---|\n| b |\n\n# C\n")[0].1,
            "| A |\n|---|\n| b |"
        );
    }

    #[test]
    fn a_comment_among_words_is_about_their_row_heading_or_item() {
        let source = "## Head <!-- framelint-ignore a -->\n\n| A |\n|---|\n| b <!-- framelint-ignore b --> |\n| c |\n\n- One <!-- framelint-ignore c -->\n- Two\n";
        assert_eq!(
            blocks(source),
            [
                ("framelint-ignore a", "## Head <!-- framelint-ignore a -->"),
                ("framelint-ignore b", "| b <!-- framelint-ignore b --> |"),
                ("framelint-ignore c", "- One <!-- framelint-ignore c -->"),
            ]
        );
    }

    #[test]
    fn a_comment_that_opens_an_item_is_about_the_item() {
        let source = "1. <!-- framelint-ignore a -->\n   One\n2. Two\n";
        let item = "1. <!-- framelint-ignore a -->\n   One";
        assert_eq!(blocks(source)[0], ("framelint-ignore a", item));
    }

    #[test]
    fn a_comment_whose_word_is_misspelt_is_still_meant() {
        for meant in [
            "framelint-ignor a",
            "Framelint-Ignore a",
            "framlint-ignore: a",
            "framelint-skip a",
        ] {
            assert_eq!(blocks(&format!("<!-- {meant} -->\n\nText.\n"))[0].0, meant);
        }
        for other in ["framelint", "lint-ignore", "ignore"] {
            assert_eq!(blocks(&format!("<!-- {other} -->\n\nText.\n")), []);
        }
    }

    #[test]
    fn a_comment_in_an_html_table_is_about_its_row_or_the_next() {
        let source = "<table>\n<tr><th>A</th></tr>\n<!-- framelint-ignore a -->\n<tr><td>b</td></tr>\n<tr><td>c <!-- framelint-ignore c --></td></tr>\n</table>\n";
        assert_eq!(
            blocks(source),
            [
                ("framelint-ignore a", "<tr><td>b</td></tr>"),
                (
                    "framelint-ignore c",
                    "<tr><td>c <!-- framelint-ignore c --></td></tr>"
                ),
            ]
        );
    }

    #[test]
    fn what_is_shown_as_code_or_never_closed_ignores_nothing_by_accident() {
        assert_eq!(
            blocks("```\n<!-- framelint-ignore a -->\n```\n\n`<!-- framelint-ignore b -->`\n"),
            []
        );
        let open = in_markdown("<!-- framelint-ignore a\n\nText.\n", 0);
        assert!(!open[0].closed && open[0].block.is_empty(), "{open:?}");
    }

    #[test]
    fn in_a_page_a_comment_is_about_the_lines_up_to_an_empty_one() {
        let source = "Title\n<!-- framelint-ignore a -->\n\n  <!-- framelint-ignore b -->\nOne\nTwo\n\nThree\n";
        let found = in_page(source, 0);
        let blocks: Vec<&str> = found
            .iter()
            .map(|comment| comment.block.of(source))
            .collect();
        assert_eq!(blocks, ["One\nTwo", "One\nTwo"]);
    }

    proptest::proptest! {
        #[test]
        fn any_mixture_of_comments_and_markup_is_read(
            pieces in proptest::collection::vec(
                proptest::sample::select(vec![
                    "<!-- framelint-ignore", "<!--framelint-ignore-end", "-->", "<!-->", " a: é", "\n", "\n\n", "> ", "- ", "| ",
                    "|---|\n", "<table>", "<tr>", "</tr>", "</table>", "```\n", "# ", "\r\n",
                ]),
                0..24,
            )
        ) {
            let source = pieces.concat();
            for comment in in_markdown(&source, 0).iter().chain(&in_page(&source, 0)) {
                assert!(is_meant(comment.content.of(&source)));
                assert!(comment.span.contains(comment.content));
                let _ = comment.block.of(&source);
            }
        }
    }
}
