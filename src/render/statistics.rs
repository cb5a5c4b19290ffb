//! How many findings there are of each rule and in each file, the most first.

use std::collections::BTreeMap;
use std::io::{self, Write};

use anstyle::Style;

use super::human::sum_up;
use super::paint::Palette;
use super::{Look, count, harmless};
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
        let Some(most) = counts.first() else {
            continue;
        };
        let width = most.number().to_string().len();
        let severities = counts.iter().map(|named| named.severities().len());
        let severities = severities.max().unwrap_or_default().max("warning".len());
        palette.write(out, Style::new().bold(), heading)?;
        writeln!(out)?;
        for named in counts {
            write!(out, "  {:>width$}  ", named.number())?;
            palette.write(
                out,
                Palette::of(named.worst()),
                &format!("{:<severities$}", named.severities()),
            )?;
            writeln!(out, "  {}", harmless(named.name))?;
        }
        writeln!(out)?;
    }
    writeln!(out, "{}", sum_up(&Summary::of(report)))
}

/// How many findings there are of one name.
pub(super) struct Count<'r> {
    pub(super) name: &'r str,
    /// How many of each severity there is any of.
    by_severity: BTreeMap<Severity, usize>,
}

impl Count<'_> {
    pub(super) fn number(&self) -> usize {
        self.by_severity.values().sum()
    }

    pub(super) fn worst(&self) -> Severity {
        let worst = self.by_severity.keys().next_back();
        worst.copied().unwrap_or(Severity::Info)
    }

    /// `error`, where all are; else `1 error, 4 warnings`.
    fn severities(&self) -> String {
        if self.by_severity.len() == 1 {
            return self.worst().to_string();
        }
        let each = self.by_severity.iter().rev();
        let each = each.map(|(severity, &number)| count(number, &severity.to_string()));
        each.collect::<Vec<_>>().join(", ")
    }
}

/// The number of findings of each name, the most first, then by name.
pub(super) fn counted<'r>(
    findings: &'r [Finding],
    name: impl Fn(&'r Finding) -> &'r str,
) -> Vec<Count<'r>> {
    let mut counts: BTreeMap<&str, BTreeMap<Severity, usize>> = BTreeMap::new();
    for finding in findings {
        let by_severity = counts.entry(name(finding)).or_default();
        *by_severity.entry(finding.severity).or_default() += 1;
    }
    let counts = counts.into_iter();
    let mut counts: Vec<_> = counts
        .map(|(name, by_severity)| Count { name, by_severity })
        .collect();
    counts.sort_by_key(|named| std::cmp::Reverse(named.number()));
    counts
}
