//! One JSON object: every finding with its places, then the summary.

use std::io::{self, Write};

use serde::Serialize;

use crate::engine::Report;
use crate::finding::{Edit, Finding, Fix, Related, Severity};
use crate::policy::Summary;
use crate::source::Location;
use crate::text::Position;

/// The version of the format. It grows when a key changes its meaning or goes away, not when one is added.
const VERSION: u32 = 1;

/// Writes the report as one JSON object and a line break.
pub(super) fn write(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let json = JsonReport {
        version: VERSION,
        findings: report.findings.iter().map(JsonFinding::from).collect(),
        summary: Summary::of(report),
    };
    serde_json::to_writer_pretty(&mut *out, &json)?;
    writeln!(out)
}

#[derive(Serialize)]
struct JsonReport<'r> {
    version: u32,
    findings: Vec<JsonFinding<'r>>,
    summary: Summary,
}

/// A finding as every JSON format has it.
#[derive(Serialize)]
pub(super) struct JsonFinding<'r> {
    rule: &'static str,
    severity: Severity,
    message: &'r str,
    help: Option<&'r str>,
    #[serde(flatten)]
    place: Place<'r>,
    related: Vec<JsonRelated<'r>>,
    fixes: Vec<JsonFix<'r>>,
    fingerprint: String,
}

#[derive(Serialize)]
struct Place<'r> {
    path: &'r str,
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct JsonRelated<'r> {
    #[serde(flatten)]
    place: Place<'r>,
    message: &'r str,
}

#[derive(Serialize)]
struct JsonFix<'r> {
    title: &'r str,
    safe: bool,
    edits: Vec<JsonEdit<'r>>,
}

#[derive(Serialize)]
struct JsonEdit<'r> {
    #[serde(flatten)]
    place: Place<'r>,
    replacement: &'r str,
}

impl<'r> From<&'r Finding> for JsonFinding<'r> {
    fn from(finding: &'r Finding) -> Self {
        Self {
            rule: finding.rule,
            severity: finding.severity,
            message: &finding.message,
            help: finding.help.as_deref(),
            place: Place::from(&finding.location),
            related: finding.related.iter().map(JsonRelated::from).collect(),
            fixes: finding.fixes.iter().map(JsonFix::from).collect(),
            fingerprint: finding.fingerprint(),
        }
    }
}

impl<'r> From<&'r Location> for Place<'r> {
    fn from(location: &'r Location) -> Self {
        Self {
            path: &location.path,
            start: location.start,
            end: location.end,
        }
    }
}

impl<'r> From<&'r Related> for JsonRelated<'r> {
    fn from(related: &'r Related) -> Self {
        Self {
            place: Place::from(&related.location),
            message: &related.message,
        }
    }
}

impl<'r> From<&'r Fix> for JsonFix<'r> {
    fn from(fix: &'r Fix) -> Self {
        Self {
            title: &fix.title,
            safe: fix.safe,
            edits: fix.edits.iter().map(JsonEdit::from).collect(),
        }
    }
}

impl<'r> From<&'r Edit> for JsonEdit<'r> {
    fn from(edit: &'r Edit) -> Self {
        Self {
            place: Place::from(&edit.location),
            replacement: &edit.replacement,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::source::Source;
    use crate::text::Span;

    #[test]
    fn a_report_has_the_keys_of_the_contract() {
        let source = Source::new("roles/a.md", "\u{feff}Level: ünknown\n".to_owned());
        let place = source.locate(Span::new(10, 18));
        let finding = Finding::new(
            "unknown-skill-level",
            Severity::Error,
            &source,
            Span::new(10, 18),
            "odd",
        )
        .help("mend it")
        .related(place.clone(), "here too")
        .fix(Fix::replace("replace by `working`", true, place, "working"));
        let report = Report {
            findings: vec![finding],
            documents: 1,
            passed_over: vec!["b.md".into()],
            ..Report::default()
        };
        let mut out = Vec::new();
        write(&mut out, &report).unwrap();
        let json: serde_json::Value = serde_json::from_slice(&out).unwrap();
        let place = serde_json::json!({
            "path": "roles/a.md",
            "start": {"line": 1, "column": 8, "offset": 10},
            "end": {"line": 1, "column": 15, "offset": 18},
        });
        let with = |mut place: serde_json::Value, key: &str, value: &str| {
            place[key] = value.into();
            place
        };
        let mut expected = serde_json::json!({
            "rule": "unknown-skill-level", "severity": "error", "message": "odd", "help": "mend it",
            "related": [with(place.clone(), "message", "here too")],
            "fixes": [{
                "title": "replace by `working`", "safe": true,
                "edits": [with(place.clone(), "replacement", "working")],
            }],
            "fingerprint": json["findings"][0]["fingerprint"],
        });
        for key in ["path", "start", "end"] {
            expected[key] = place[key].clone();
        }
        assert_eq!(json["findings"][0], expected);
        assert_eq!(
            json["summary"],
            serde_json::json!({
                "documents": 1, "passed_over": 1, "errors": 1, "warnings": 0, "infos": 0, "fixable": 1, "fixable_unsafely": 0,
                "suppressed": 0, "baselined": 0, "removable": 0, "unchanged": 0, "incomplete": false,
            })
        );
    }
}
