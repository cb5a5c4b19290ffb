//! Test results as `JUnit` reports them, which every CI server shows: a test suite for each file, a failed test for each finding.

use std::collections::HashMap;
use std::io::{self, Write};

use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};

use super::human::sum_up;
use super::{by_file, harmless, place_name};
use crate::engine::Report;
use crate::finding::{Finding, Severity};
use crate::policy::{Summary, is_about_input};

/// Writes the report. There is no specification of `JUnit`'s XML; the attributes are those of the Ant task `junitreport`, with `file` and `line`,
/// which GitLab and others read.
///
/// Where nothing was found there is one test that passes, because an empty report counts as a broken one.
pub(super) fn write(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let mut junit = quick_junit::Report::new("framelint");
    for (path, findings) in by_file(report) {
        junit.add_test_suite(suite(path, findings));
    }
    if report.findings.is_empty() {
        let mut status = if report.incomplete {
            TestCaseStatus::non_success(NonSuccessKind::Error)
        } else if report.documents == 0 {
            TestCaseStatus::skipped()
        } else {
            TestCaseStatus::success()
        };
        let summary = sum_up(&Summary::of(report));
        status.set_message(&*summary);
        let mut case = TestCase::new("no problems", status);
        case.set_classname("framelint").set_system_out(summary);
        let mut suite = TestSuite::new("framelint");
        suite.add_test_case(case);
        junit.add_test_suite(suite);
    }
    // The serializer's error would hide why nothing can be written.
    let text = junit.to_string().map_err(io::Error::other)?;
    out.write_all(text.as_bytes())
}

fn suite(path: &str, findings: &[Finding]) -> TestSuite {
    let path = legal(path);
    // Servers take what stands after a full stop for the name of a class, and what stands before it for that of a package.
    let class = path.rsplit_once('.').map_or(&*path, |(class, _)| class);
    let mut times_seen = HashMap::new();
    let mut suite = TestSuite::new(&*path);
    for finding in findings {
        // A test is known by its name from one run to the next: so nothing in it that moves with other words.
        let mut name = format!("{}: {}", finding.rule, legal(&finding.message));
        let times = times_seen.entry(name.clone()).or_insert(0_usize);
        *times += 1;
        if *times > 1 {
            name = format!("{name} ({times})");
        }
        suite.add_test_case(case(name, class, &path, finding));
    }
    suite
}

fn case(name: String, class: &str, path: &str, finding: &Finding) -> TestCase {
    let kind = if is_about_input(finding) {
        NonSuccessKind::Error
    } else {
        NonSuccessKind::Failure
    };
    let status = if finding.severity == Severity::Info {
        TestCaseStatus::success()
    } else {
        let mut status = TestCaseStatus::non_success(kind);
        status
            .set_message(legal(&finding.message))
            .set_type(finding.severity.to_string())
            .set_description(text(finding));
        status
    };
    let mut case = TestCase::new(name, status);
    case.set_classname(class);
    if finding.severity == Severity::Info {
        case.set_system_out(text(finding));
    }
    case.extra.insert("file".into(), path.into());
    let line = finding.location.start.line.to_string();
    case.extra.insert("line".into(), line.into());
    case
}

/// Where it is, what to do and what else belongs to it.
fn text(finding: &Finding) -> String {
    let place = place_name(&finding.location);
    let mut lines = vec![format!("{place}: {}", harmless(&finding.message))];
    let help = finding.help.iter().flat_map(|help| help.lines());
    lines.extend(help.map(|line| harmless(line).into_owned()));
    for related in &finding.related {
        let (place, message) = (place_name(&related.location), harmless(&related.message));
        lines.push(format!("{place}: {message}"));
    }
    let lines = lines.iter().map(|line| legal(line));
    lines.collect::<Vec<_>>().join("\n")
}

/// A text that XML can have. What would be a control character is shown; tabs would be dropped.
fn legal(text: &str) -> String {
    harmless(text).replace('\t', " ")
}
