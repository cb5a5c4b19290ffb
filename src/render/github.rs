//! Workflow commands of GitHub Actions: each finding becomes an annotation of the line that it is about.

use std::io::{self, Write};

use super::{harmless, place_name};
use crate::engine::Report;
use crate::finding::{Finding, Severity};

/// Related places that an annotation names.
const NAMED: usize = 5;

/// Writes a command a finding, as *Workflow commands for GitHub Actions* describes `error`, `warning` and `notice`.
///
/// Lines and columns count from 1; the end is exclusive. The runner takes columns only where start and end are on one line.
pub(super) fn write(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    for finding in &report.findings {
        let command = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        let (start, end) = (finding.location.start, finding.location.end);
        let (title, path) = (property(finding.rule), property(&finding.location.path));
        write!(out, "::{command} title={title},file={path}")?;
        write!(out, ",line={},endLine={}", start.line, end.line)?;
        if start.line == end.line {
            write!(out, ",col={},endColumn={}", start.column, end.column)?;
        }
        writeln!(out, "::{}", data(&text(finding)))?;
    }
    Ok(())
}

/// What an annotation says: the message, what to do, and the other places.
fn text(finding: &Finding) -> String {
    let mut lines = vec![harmless(&finding.message).into_owned()];
    let help = finding.help.iter().flat_map(|help| help.lines());
    lines.extend(help.map(|line| harmless(line).into_owned()));
    for related in finding.related.iter().take(NAMED) {
        let (place, message) = (place_name(&related.location), harmless(&related.message));
        lines.push(format!("{place}: {message}"));
    }
    if let Some(more @ 1..) = finding.related.len().checked_sub(NAMED) {
        lines.push(format!("and {more} more"));
    }
    lines.join("\n")
}

/// What stands after the `::`, escaped as the runner reads it.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// The value of a property, escaped as the runner reads it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_value_is_escaped() {
        assert_eq!(data("100%\r\nof it: a, b"), "100%25%0D%0Aof it: a, b");
        assert_eq!(property("50%, c:/d\ne"), "50%25%2C c%3A/d%0Ae");
    }
}
