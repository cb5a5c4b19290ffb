//! `front-matter-schema`: front matter that its JSON Schema does not accept.

use std::borrow::Cow;

use super::misspelt_schema::Held;
use crate::config::Schemas;
use crate::document::{FrontMatterProblemKind, Kind, Node, Value};
use crate::finding::{Finding, Grade, Severity};
use crate::framework::Framework;
use crate::parse::comments;
use crate::rule::{DocumentContext, DocumentRule, Group, RuleInfo};
use crate::schema::Root;

/// What is known about the rule.
static INFO: RuleInfo = RuleInfo {
    id: "front-matter-schema",
    group: Group::FrontMatter,
    severity: Some(Severity::Error),
    summary: "a key or value of the front matter is not what its schema allows",
    explanation: "\
Templates and indexes rely on front matter: a status that is misspelt publishes a draft, a date that is none sorts a page to the end, a key \
that is misspelt is read by nobody.

Each kind of document has a JSON Schema. A web clip needs `title`, `source` (a web address), `published` (a date) and `description`; a document \
written for the repo needs `title` and `kind`; a guide needs `layout` and `title` and has no keys but those of the service manual. A \
configuration can name other schemas (`[[kinds]]` with `front-matter-schema`).

There is one finding for each mistake, at the value that is wrong, at the key that does not belong, or where a missing key should be. A required \
key that is missing beside an unknown one that looks like it is one mistake: the misspelt key. Where a schema allows any key, one is \
reported only if it is close to a key that the schema knows and that is not there.

A word of a configured schema that no document has, while three or more have one close to it in its place, is a mistake of the schema, and \
reported there.

A `kind` that the document does not read like is a mistake too: it is checked as what it reads like.

Front matter that cannot be read or is missing has its own rules.",
    yields_to: &["front-matter-duplicate-key", "invalid-suppression"],
};

/// The rule.
pub struct FrontMatterSchema;

impl DocumentRule for FrontMatterSchema {
    fn info(&self) -> &'static RuleInfo {
        &INFO
    }

    fn fixes(&self) -> Option<Grade> {
        Some(Grade::Safe)
    }

    fn check(&self, context: &DocumentContext<'_>, findings: &mut Vec<Finding>) {
        let document = context.document;
        let Some(block) = &document.front_matter else {
            return;
        };
        let unreadable = block
            .problems
            .iter()
            .any(|problem| problem.kind == FrontMatterProblemKind::Syntax);
        let Some(root) = block
            .root
            .as_ref()
            .filter(|root| !unreadable && !root.members().is_empty())
        else {
            return;
        };
        let Some(schema) = context
            .schemas
            .front_matter(&document.kind, document.dialect)
        else {
            return;
        };
        let at = Root {
            name: "front matter",
            span: block.opening,
            format: Some(block.format),
        };
        let root = without_key(root, comments::NAME);
        let found = schema.mistakes(&root, at).into_iter().map(|mistake| {
            let about = mistake.span;
            mistake
                .finding(&INFO, context.source, at.format)
                .about(about)
        });
        findings.extend(found);
        findings.extend(other_kind(context, &root));
    }

    fn check_agreement(&self, framework: &Framework<'_>, findings: &mut Vec<Finding>) {
        let held = Held {
            rule: &INFO,
            schema: Schemas::own_front_matter,
            view: |document| document.front_matter.as_ref()?.root.clone(),
        };
        held.settle(framework, findings);
    }
}

/// A document that names one kind and reads like another, as which it is checked.
fn other_kind(context: &DocumentContext<'_>, root: &Node<'_>) -> Option<Finding> {
    let document = context.document;
    let configured = context.configuration.kind_of(context.source.path());
    let node = root.get(&context.profile.front_matter.kind)?;
    let named = node.as_str()?;
    let kinds = [Kind::Role, Kind::SkillCatalogue, Kind::Guide];
    let is_another = kinds.iter().any(|kind| kind.name() == named) && named != document.kind.name();
    if !is_another || configured.is_some() || document.kind == Kind::Guide {
        return None;
    }
    let kind = document.kind.name();
    let message = format!("`{named}` is not what this document is: it reads like a `{kind}`");
    let finding = INFO
        .finding(context.source, node.span, message)
        .about(node.span);
    Some(finding.help(format!(
        "write `{kind}`, or move what makes it one to another document"
    )))
}

/// The key that is meant for framelint is no schema's business.
fn without_key<'a, 's>(root: &'a Node<'s>, key: &str) -> Cow<'a, Node<'s>> {
    if root.get(key).is_none() {
        return Cow::Borrowed(root);
    }
    let mut root = root.clone();
    if let Value::Object(members) = &mut root.value {
        members.retain(|member| member.key.value != key);
    }
    Cow::Owned(root)
}
