//! One line a finding, for editors, scripts and logs.

use std::io::{self, Write};

use super::harmless;
use crate::engine::Report;

/// Writes `path:line:column: severity rule: message` for each finding; line and column from 1.
pub(super) fn write(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    for finding in &report.findings {
        let start = finding.location.start;
        writeln!(
            out,
            "{}:{}:{}: {} {}: {}",
            harmless(&finding.location.path),
            start.line,
            start.column,
            finding.severity,
            finding.rule,
            harmless(&finding.message)
        )?;
    }
    Ok(())
}
