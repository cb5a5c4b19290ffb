//! `title-mismatch`: a title in the front matter that is not the one above the text.

use std::cmp::Ordering;

use super::names;
use crate::document::Node;
use crate::facts::without_vault_id;
use crate::finding::{Finding, Fix, Grade, Severity, Subject};
use crate::rule::{DocumentContext, DocumentRule, Group, RuleInfo};
use crate::text::{Text, collapse_white_space};

/// What is known about the rule.
static INFO: RuleInfo = RuleInfo {
    id: "title-mismatch",
    group: Group::FrontMatter,
    severity: Some(Severity::Warning),
    summary: "the title in the front matter is not the heading that opens the text",
    explanation: "\
A page that is listed under one title and opens with another looks like a page that was moved by mistake. Mostly one of the two was \
changed and the other forgotten.

The title in the front matter is compared with the heading of level 1 that opens the text; without such a heading, or where there are several of that level, there is nothing to compare. White \
space does not count, nor does a number at the end of the title by which a vault tells notes apart (`Service owner 20250101164927`). Case \
and punctuation do. The finding stands at the title, unless the file's own name or an alias in the front matter agrees with the title and not \
with the heading, or the rest of the page has the title's spelling more often than the heading's: then it stands at the heading.",
    yields_to: &["front-matter-schema", "front-matter-duplicate-key"],
};

/// The rule.
pub struct TitleMismatch;

impl DocumentRule for TitleMismatch {
    fn info(&self) -> &'static RuleInfo {
        &INFO
    }

    fn fixes(&self) -> Option<Grade> {
        Some(Grade::Any)
    }

    fn check(&self, context: &DocumentContext<'_>, findings: &mut Vec<Finding>) {
        let keys = &context.profile.front_matter;
        let document = context.document;
        let (Some((written, span)), Some(heading)) =
            (document.front_matter_str(&keys.title), &document.title)
        else {
            return;
        };
        // Several headings of level 1 are sections, not the title.
        let top = document
            .headings
            .iter()
            .filter(|heading| heading.level == 1);
        if top.count() > 1 {
            return;
        }
        let title = without_vault_id(written);
        let (title, opens) = (
            collapse_white_space(title),
            collapse_white_space(heading.as_str()),
        );
        if title.is_empty() || opens.is_empty() || title == opens {
            return;
        }
        let source = context.source;
        let (of_title, of_heading) = (source.locate(span), source.locate(heading.span()));
        let front_matter = document.front_matter.as_ref();
        let votes = |name: &str| {
            usize::from(is_file_name(name, source.path())) + usize::from(is_alias(name, context))
        };
        let is_heading = match votes(&title).cmp(&votes(&opens)) {
            Ordering::Equal => is_heading_misspelt(context, heading),
            order => order == Ordering::Greater,
        };
        let (place, other, right, message) = if is_heading {
            let message =
                format!("the heading is `{opens}`, and the title in the front matter is `{title}`");
            (heading.span(), of_title.clone(), title.as_ref(), message)
        } else {
            let message =
                format!("the title in the front matter is `{title}`, and the heading is `{opens}`");
            (span, of_heading.clone(), opens.as_ref(), message)
        };
        let said = if place == span {
            "the heading that opens the text"
        } else {
            "the title in the front matter"
        };
        let (change, edit) = if place == span {
            let value = written.replacen(without_vault_id(written), right, 1);
            let edit = front_matter.and_then(|block| block.rewrite(source, span, &value));
            ("take the heading's words for the title", edit)
        } else {
            let edit = context.rewrite(heading, right);
            ("take the title's words for the heading", edit)
        };
        let finding = INFO
            .finding(source, place, message)
            .related(other, said)
            .fix(Fix::of(change, false, [edit]))
            .subject(Subject {
                pointer: Some(format!("/{}", keys.title)),
                ..Subject::default()
            });
        findings.push(finding);
    }
}

/// Whether the heading is nearly the title, and the rest of the page has the title's spelling more often.
fn is_heading_misspelt(context: &DocumentContext<'_>, heading: &Text<'_>) -> bool {
    let title = context.document.front_matter_title.as_ref();
    title.is_some_and(|title| {
        let title = title.trimmed();
        let name = title.slice(0..without_vault_id(title.as_str()).len());
        names::close(name.as_str(), heading.as_str())
            && names::is_confirmed(context.source.text(), &name, heading)
    })
}

/// Whether a file is named after a title: the same letters and digits, whatever is between them.
fn is_file_name(title: &str, path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let letters = |text: &str| {
        let kept = text.chars().filter(|character| character.is_alphanumeric());
        kept.flat_map(char::to_lowercase).collect::<String>()
    };
    letters(stem) == letters(title)
}

fn is_alias(title: &str, context: &DocumentContext<'_>) -> bool {
    let root = context
        .document
        .front_matter
        .as_ref()
        .and_then(|block| block.root.as_ref());
    let aliases = root.and_then(|root| root.get(&context.profile.front_matter.aliases));
    let mut aliases = aliases.into_iter().flat_map(Node::items);
    aliases.any(|alias| {
        alias
            .as_str()
            .is_some_and(|alias| collapse_white_space(alias) == title)
    })
}
