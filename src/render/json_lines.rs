//! One JSON object a line: each finding as the `json` format has it.

use std::io::{self, Write};

use super::json::JsonFinding;
use crate::engine::Report;

/// Writes each finding as one JSON object and a line break.
pub(super) fn write(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    for finding in &report.findings {
        serde_json::to_writer(&mut *out, &JsonFinding::from(finding))?;
        writeln!(out)?;
    }
    Ok(())
}
