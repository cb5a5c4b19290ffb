//! `duplicate-role`: two documents about one role.

use crate::facts::titles;
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
finding is at the title of each but the first by path.",
    yields_to: &[],
};

impl AgreementRule for DuplicateRole {
    fn info(&self) -> &'static RuleInfo {
        &INFO
    }

    fn check(&self, framework: &Framework<'_>, findings: &mut Vec<Finding>) {
        for (_, role) in framework.roles.iter() {
            let [first, later @ ..] = &role.documents[..] else {
                continue;
            };
            for &document in later {
                let Some(parsed) = framework.document(document) else {
                    continue;
                };
                let title = parsed
                    .document()
                    .and_then(|document| titles(document).next());
                let Some((title, span)) = title else { continue };
                let path = framework.path(*first);
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
                findings.push(with_first(framework, *first, finding));
            }
        }
    }
}

fn with_first(
    framework: &Framework<'_>,
    first: crate::facts::DocumentId,
    finding: Finding,
) -> Finding {
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
