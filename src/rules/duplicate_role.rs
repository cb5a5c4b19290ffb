//! `duplicate-role`: two documents about one role.

use crate::facts::{DocumentId, titles};
use crate::finding::{Finding, Severity, Subject};
use crate::framework::Framework;
use crate::rule::{AgreementRule, Group, RuleInfo};

/// The rule.
#[derive(Debug)]
pub struct DuplicateRole;

const INFO: RuleInfo = RuleInfo {
    id: "duplicate-role",
    group: Group::Agreement,
    severity: Some(Severity::Error),
    summary: "two documents are about the same role",
    explanation: "\
When a role has two pages, one of them will be changed and the other forgotten.

Two documents are about one role when they have the same title, case, hyphens and spaces aside, however they are written. The
finding is at the title of each but the first by path; a document that goes by the file name of another with something behind it
(*baker copy.md*, *baker (1).md*) is never the first.",
    yields_to: &[],
};

impl AgreementRule for DuplicateRole {
    fn info(&self) -> &'static RuleInfo {
        &INFO
    }

    fn check(&self, framework: &Framework<'_>, findings: &mut Vec<Finding>) {
        for (_, role) in framework.roles.iter() {
            let Some((first, later)) = original(framework, &role.documents) else {
                continue;
            };
            for document in later {
                let Some(parsed) = framework.document(document) else {
                    continue;
                };
                let title = parsed
                    .document()
                    .and_then(|document| titles(document).next());
                let Some((title, span)) = title else { continue };
                let path = framework.path(first);
                let finding = INFO
                    .finding(
                        parsed.source(),
                        span,
                        format!("the role `{title}` has a document already: `{path}`"),
                    )
                    .subject(Subject {
                        role: Some(title.to_owned()),
                        ..Subject::default()
                    })
                    .label("the same role")
                    .help("keep one document for each role, or give this role a title of its own");
                findings.push(with_first(framework, first, finding));
            }
        }
    }
}

/// The document to keep of several about one role, and the others: not one whose file name goes on where that of another ends.
fn original(
    framework: &Framework<'_>,
    documents: &[DocumentId],
) -> Option<(DocumentId, Vec<DocumentId>)> {
    if documents.len() < 2 {
        return None;
    }
    let stem = |&document: &DocumentId| {
        let path = framework.path(document);
        path.rsplit_once('.').map_or(path, |(stem, _)| stem)
    };
    let is_copy = |document: &&DocumentId| {
        let own = stem(document);
        let mut others = documents.iter().map(stem);
        others.any(|other| other.len() < own.len() && own.starts_with(other))
    };
    let first = documents.iter().find(|document| !is_copy(document));
    let first = *first.or(documents.first())?;
    let others = documents.iter().copied();
    Some((first, others.filter(|&other| other != first).collect()))
}

fn with_first(framework: &Framework<'_>, first: DocumentId, finding: Finding) -> Finding {
    let Some(parsed) = framework.document(first) else {
        return finding;
    };
    let title = parsed
        .document()
        .and_then(|document| titles(document).next());
    match title {
        Some((_, span)) => finding.related(parsed.source().locate(span), "the first document"),
        None => finding,
    }
}
