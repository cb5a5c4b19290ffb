//! Words of a schema that no document has, while several have one close to them in their place: it is the schema that is misspelt.

use crate::config::Schemas;
use crate::document::{Document, Kind, Node, Value, pointer};
use crate::facts::DocumentId;
use crate::finding::Finding;
use crate::framework::Framework;
use crate::parse::front_matter::json;
use crate::rule::RuleInfo;
use crate::schema::Schema;
use crate::source::Source;
use crate::text::Span;

/// So many documents with the same word are not mistaken all at once, where none has the word that is asked for.
pub(super) const ENOUGH: usize = 3;

/// What documents are held against a schema by a rule.
pub(super) struct Held {
    pub rule: &'static RuleInfo,
    /// The schema that the configuration gives to the documents of a kind.
    pub schema: for<'s> fn(&'s Schemas, &Kind) -> Option<&'s Schema>,
    /// What of a document the schema is about.
    pub view: for<'d> fn(&'d Document<'_>) -> Option<Node<'d>>,
}

/// A word of documents for which the schema has another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Exchange {
    /// The name of the kind.
    kind: String,
    /// Where in the documents, without the positions of items.
    at: Vec<String>,
    /// The word of the schema.
    meant: String,
}

impl Held {
    /// Puts one finding at the word of a schema in place of those of all documents that have another one.
    pub fn settle(&self, framework: &Framework<'_>, findings: &mut Vec<Finding>) {
        let mut exchanges: Vec<(Exchange, usize)> = findings
            .iter()
            .enumerate()
            .filter(|(_, finding)| finding.rule == self.rule.id)
            .filter_map(|(at, finding)| Some((exchange(framework, finding)?, at)))
            .collect();
        exchanges.sort();
        let mut settled: Vec<usize> = Vec::new();
        let mut found = Vec::new();
        for of_one in exchanges.chunk_by(|one, other| one.0 == other.0) {
            let places: Vec<usize> = of_one.iter().map(|(_, at)| *at).collect();
            let among: Vec<&Finding> = places.iter().map(|&at| &findings[at]).collect();
            if let Some(finding) = self.misspelt(framework, &among) {
                found.push(finding);
                settled.extend(places);
            }
        }
        settled.sort_unstable();
        let mut at = 0..;
        findings.retain(|_| {
            let at = at.next().unwrap_or_default();
            settled.binary_search(&at).is_err()
        });
        findings.extend(found);
    }

    /// The finding at the word of the schema, where all of these documents have the same other word, and none has this one.
    fn misspelt(&self, framework: &Framework<'_>, findings: &[&Finding]) -> Option<Finding> {
        let first = findings.first()?;
        let number = findings
            .chunk_by(|one, other| one.location.path == other.location.path)
            .count();
        if number < ENOUGH {
            return None;
        }
        let said = self.said(framework, first)?;
        let are_alike = || {
            let mut others = findings.iter();
            others.all(|other| self.said(framework, other).as_ref() == Some(&said))
        };
        let kind = kind_of(framework, first)?;
        let schema = (self.schema)(&framework.configuration.schemas, kind)?;
        let word = schema.paths().find_map(|path| {
            let source = Source::new(path.as_str(), framework.text(&path)?);
            let span = in_schema(&source, &said)?;
            Some((source, span))
        });
        let (source, span) = word?;
        if self.is_used(framework, kind, &said) || !are_alike() {
            return None;
        }
        let Said { written, meant, .. } = &said;
        let message = if said.is_key {
            format!("no document has the key `{meant}`, and {number} have `{written}`")
        } else {
            format!("no document says `{meant}` here, and {number} say `{written}`")
        };
        let finding = self.rule.finding(&source, span, message);
        let finding = finding.help(format!("did you mean `{written}`?"));
        Some(finding.related(first.location.clone(), "the first of them"))
    }

    /// What a finding is about.
    fn said(&self, framework: &Framework<'_>, finding: &Finding) -> Option<Said> {
        let document = framework.document(framework.facts.document_at(&finding.location.path)?)?;
        let view = (self.view)(document.document()?)?;
        let target = view.pointer(finding.subject.pointer.as_deref()?)?;
        let span = finding.location.span();
        // In the JSON view of a document a key stands where its value stands.
        let key = target
            .key
            .filter(|key| key.span == span && key.span.start != target.node.span.start);
        let written = match key {
            Some(key) => key.value.as_ref(),
            None => target.node.as_str()?,
        };
        Some(Said {
            is_key: key.is_some(),
            written: written.to_owned(),
            meant: replacement(finding)?.to_owned(),
        })
    }

    /// Whether some document of the kind has the word of the schema.
    fn is_used(&self, framework: &Framework<'_>, kind: &Kind, said: &Said) -> bool {
        let documents = framework.facts.documents();
        let mut of_kind = documents.filter(|document| document.kind == *kind);
        of_kind.any(|summary| {
            let parsed = framework
                .facts
                .document_at(&summary.path)
                .and_then(|id: DocumentId| framework.document(id));
            let view = parsed.as_ref().and_then(|parsed| parsed.document());
            let view = view.and_then(|document| (self.view)(document));
            view.is_some_and(|view| has(&view, said))
        })
    }
}

/// A word of a document, and the one that its schema has for it.
#[derive(Debug, PartialEq, Eq)]
struct Said {
    is_key: bool,
    written: String,
    meant: String,
}

fn kind_of<'f>(framework: &'f Framework<'_>, finding: &Finding) -> Option<&'f Kind> {
    let document = framework.facts.document_at(&finding.location.path)?;
    Some(&framework.summary(document).kind)
}

/// The word that the fix of a finding writes, without the quotation marks of the format.
fn replacement(finding: &Finding) -> Option<&str> {
    let [fix] = &finding.fixes[..] else {
        return None;
    };
    let [edit] = &fix.edits[..] else {
        return None;
    };
    Some(edit.replacement.trim_matches(['"', '\'']))
}

fn exchange(framework: &Framework<'_>, finding: &Finding) -> Option<Exchange> {
    let steps = pointer::steps(finding.subject.pointer.as_deref()?);
    let is_position = |step: &String| step.parse::<usize>().is_ok();
    Some(Exchange {
        kind: kind_of(framework, finding)?.name().to_owned(),
        at: steps.filter(|step| !is_position(step)).collect(),
        meant: replacement(finding)?.to_owned(),
    })
}

/// Whether the word of the schema is a key, or a value, anywhere in what a document says.
fn has(node: &Node<'_>, said: &Said) -> bool {
    let is_key = |key: &str| said.is_key && key == said.meant;
    !said.is_key && node.as_str() == Some(&said.meant)
        || node.items().iter().any(|item| has(item, said))
        || node
            .members()
            .iter()
            .any(|member| is_key(&member.key.value) || has(&member.node, said))
}

/// Where the word of the schema stands in this file of it: a key among `properties` or in `required`, or a word of `enum` or `const`.
fn in_schema(source: &Source, said: &Said) -> Option<Span> {
    let text = source.text();
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    let (schema, _) = json::read_value(text, Span::new(start, text.len())).ok()?;
    place_in(&schema, said)
}

fn place_in(schema: &Node<'_>, said: &Said) -> Option<Span> {
    let is_word = |node: &&Node<'_>| node.as_str() == Some(&said.meant);
    let here = schema.members().iter().find_map(|member| {
        let node = &member.node;
        match (member.key.value.as_ref(), &node.value) {
            ("properties", Value::Object(_)) if said.is_key => {
                node.member(&said.meant).map(|member| member.key.span)
            }
            ("required", Value::Array(words)) if said.is_key => {
                words.iter().find(is_word).map(|word| word.span)
            }
            ("enum", Value::Array(words)) if !said.is_key => {
                words.iter().find(is_word).map(|word| word.span)
            }
            ("const", _) if !said.is_key => Some(node).filter(is_word).map(|word| word.span),
            _ => None,
        }
    });
    let below = || {
        let members = schema.members().iter().map(|member| &member.node);
        let mut parts = members.chain(schema.items());
        parts.find_map(|part| place_in(part, said))
    };
    here.or_else(below)
}
