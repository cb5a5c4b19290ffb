//! How many findings there are of each rule and in each file, the most first.

use std::collections::BTreeMap;
use std::io::{self, Write};

use anstyle::Style;

use super::human::sum_up;
use super::paint::Palette;
use super::{Look, harmless};
use crate::engine::Report;
use crate::finding::{Finding, Severity};
use crate::policy::Summary;

/// Writes both counts and the summary.
pub(super) fn write(out: &mut dyn Write, report: &Report, look: Look) -> io::Result<()> {
    let palette = Palette {
        colour: look.colour,
    };
    let by_rule = counted(&report.findings, |finding| finding.rule);
    let by_file = counted(&report.findings, |finding| &*finding.location.path);
    for (heading, counts) in [("By rule", by_rule), ("By file", by_file)] {
        let Some((most, _, _)) = counts.first() else {
            continue;
        };
        let width = most.to_string().len();
        palette.write(out, Style::new().bold(), heading)?;
        writeln!(out)?;
        for (number, severity, name) in counts {
            write!(out, "  {number:>width$}  ")?;
            palette.write(
                out,
                Palette::of(severity),
                &format!("{:<7}", severity.to_string()),
            )?;
            writeln!(out, "  {}", harmless(name))?;
        }
        writeln!(out)?;
    }
    writeln!(out, "{}", sum_up(&Summary::of(report)))
}

/// The number of findings of each name with their worst severity, the most first, then by name.
pub(super) fn counted<'r>(
    findings: &'r [Finding],
    name: impl Fn(&'r Finding) -> &'r str,
) -> Vec<(usize, Severity, &'r str)> {
    let mut counts = BTreeMap::new();
    for finding in findings {
        let (number, worst) = counts.entry(name(finding)).or_insert((0, finding.severity));
        *number += 1;
        *worst = finding.severity.max(*worst);
    }
    let counts = counts.into_iter();
    let mut counts: Vec<_> = counts
        .map(|(name, (number, worst))| (number, worst, name))
        .collect();
    counts.sort_by(|(one, _, _), (other, _, _)| other.cmp(one));
    counts
}
