//! GitLab's code quality report, which a merge request shows beside the change.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, Write};

use serde::Serialize;
use xxhash_rust::xxh3::Xxh3;

use super::harmless;
use crate::engine::Report;
use crate::finding::{Finding, Severity};

/// Writes a JSON array with an object a finding, as *Code Quality report format* in GitLab's documentation has it.
pub(super) fn write(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let mut times_seen = HashMap::new();
    let issues = report.findings.iter().map(|finding| {
        let known = finding.fingerprint();
        let path = &*finding.location.path;
        let times = times_seen.entry((known.clone(), path)).or_insert(0);
        let fingerprint = fingerprint(&known, path, *times);
        *times += 1;
        Issue::new(finding, fingerprint)
    });
    let issues: Vec<Issue<'_>> = issues.collect();
    serde_json::to_writer_pretty(&mut *out, &issues)?;
    writeln!(out)
}

#[derive(Serialize)]
struct Issue<'r> {
    description: Cow<'r, str>,
    check_name: &'static str,
    fingerprint: String,
    severity: &'static str,
    location: Place<'r>,
}

#[derive(Serialize)]
struct Place<'r> {
    path: &'r str,
    lines: Lines,
}

/// Lines from 1, both included.
#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

impl<'r> Issue<'r> {
    fn new(finding: &'r Finding, fingerprint: String) -> Self {
        Self {
            description: harmless(&finding.message),
            check_name: finding.rule,
            fingerprint,
            severity: match finding.severity {
                Severity::Error => "major",
                Severity::Warning => "minor",
                Severity::Info => "info",
            },
            location: Place {
                path: &finding.location.path,
                lines: Lines {
                    begin: finding.location.start.line,
                    end: finding.location.end.line,
                },
            },
        }
    }
}

/// GitLab compares the reports of two commits by nothing but this, and shows only one of those that are the same. So the path is in it, and
/// how often the same was found in the file before.
fn fingerprint(known: &str, path: &str, times: usize) -> String {
    let mut hash = Xxh3::new();
    // No path has a byte of 0xff, and the fingerprint has a fixed length.
    hash.update(known.as_bytes());
    hash.update(path.as_bytes());
    hash.update(&[0xff]);
    hash.update(times.to_string().as_bytes());
    format!("{:032x}", hash.digest128())
}
