//! `invalid-schema`: a JSON Schema that cannot be used.

use crate::finding::{Finding, Severity};
use crate::rule::{Group, RuleInfo};
use crate::source::Location;

/// What is known about the rule.
pub static INFO: RuleInfo = RuleInfo {
    id: "invalid-schema",
    group: Group::Input,
    severity: Some(Severity::Error),
    summary: "a JSON Schema of the configuration cannot be used",
    explanation: "A schema that is itself wrong checks nothing, and a check that silently checks nothing is worse than none. So it is \
reported, in the schema file, and the exit code is 2.\n\n\
Reported are: text that is not JSON, keys that stand twice, what the draft's own meta-schema does not accept (the draft is what \
`$schema` names, 2020-12 otherwise), formats that do not exist, patterns that cannot be matched in linear time, and references that lead \
nowhere. References may lead to other schema files by relative path; nothing is fetched from elsewhere.\n\n\
The rest of the run goes on: only the documents to which the schema applies are not checked against it.",
    yields_to: &[],
};

/// A finding at a place of a schema file whose text is not at hand.
pub(crate) fn finding_at(location: Location, message: impl Into<String>) -> Finding {
    Finding::without_text(INFO.id, Severity::Error, location, message)
}
