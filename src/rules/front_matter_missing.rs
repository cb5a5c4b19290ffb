//! `front-matter-missing`: a document without the block of metadata that its kind calls for.

use crate::document::{Dialect, Kind, Node, Value};
use crate::finding::{Finding, Severity};
use crate::rule::{DocumentContext, DocumentRule, Group, RuleInfo};
use crate::text::Span;

/// What is known about the rule.
static INFO: RuleInfo = RuleInfo {
    id: "front-matter-missing",
    group: Group::FrontMatter,
    severity: Some(Severity::Error),
    summary: "a document has no front matter, or an empty one, and its kind calls for it",
    explanation: "\
Front matter is what site builders, indexes and other tools know a page by: its title, where it comes from, when it was \
published. A page without it is published without a title or not at all.

Markdown documents need it: web clips, documents written for the repo, guides, and the kinds that the configuration gives a front matter \
schema. The copied text of a web page never has one. An empty block counts as missing, once, however many keys it should have.",
    yields_to: &[],
};

/// The rule.
pub struct FrontMatterMissing;

impl DocumentRule for FrontMatterMissing {
    fn info(&self) -> &'static RuleInfo {
        &INFO
    }

    fn check(&self, context: &DocumentContext<'_>, findings: &mut Vec<Finding>) {
        let document = context.document;
        if document.dialect == Dialect::Page {
            return;
        }
        // What accepts an empty map calls for nothing.
        let nothing = Node::new(Value::Object(Vec::new()), Span::default());
        let schema = context
            .schemas
            .front_matter(&document.kind, document.dialect);
        if schema.is_none_or(|schema| schema.is_valid(&nothing)) {
            return;
        }
        let (span, state) = match &document.front_matter {
            None => (
                first_line(context.source.text(), document.body_start),
                "no front matter",
            ),
            Some(block) if block.problems.is_empty() && is_empty(block.root.as_ref()) => {
                (block.opening, "nothing in its front matter")
            }
            Some(_) => return,
        };
        let called = called(&document.kind, document.dialect);
        let finding = INFO
            .finding(context.source, span, format!("{called} has {state}"))
            .help("begin the file with a line of `---`, the keys and their values, and another line of `---`");
        findings.push(finding);
    }
}

fn is_empty(root: Option<&Node<'_>>) -> bool {
    root.is_some_and(|root| root.members().is_empty())
}

fn called(kind: &Kind, dialect: Dialect) -> String {
    match (kind, dialect) {
        (Kind::Guide, _) => "this guide".to_owned(),
        (Kind::Configured(name), _) => format!("this `{name}`"),
        (Kind::SkillCatalogue, _) => "this skill catalogue".to_owned(),
        (Kind::Role, Dialect::Clip) => "this clip of a role's page".to_owned(),
        (Kind::Role, _) => "this role".to_owned(),
    }
}

/// The first line with words, from byte `start` (from 0) on.
fn first_line(text: &str, start: usize) -> Span {
    let start = start.min(text.len());
    let words = start + (text[start..].len() - text[start..].trim_start().len());
    let length = text[words..]
        .lines()
        .next()
        .map_or(0, |line| line.trim_end().len());
    Span::new(words, words + length)
}
