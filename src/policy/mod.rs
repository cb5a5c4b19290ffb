//! What of the findings is reported and what makes a run fail, decided in one place after all of them exist.

pub mod baseline;
mod known;
mod selection;
pub mod suppressions;

use std::collections::BTreeSet;
use std::sync::Arc;

use baseline::Line;
pub use known::{Gone, Known, Place};
pub use selection::{Selection, SelectionError, close_rule, close_rule_or_group};

use crate::config::{Configuration, Setting};
use crate::engine::Report;
use crate::finding::{Finding, Grade, Severity};
use crate::rule::Group;
use crate::rules;
use crate::source::Location;

/// What the user wants to hear of.
#[derive(Debug, Default)]
pub struct Policy {
    /// What the configuration says of rules.
    pub configuration: Arc<Configuration>,
    /// The rules that count.
    pub selection: Selection,
    /// What the baseline has.
    pub baseline: Option<Known>,
    /// What was found in the framework as it was; only what is not in it is new.
    pub before: Option<Known>,
    /// Where it is given, only findings with their primary or a related place in one of these files are reported.
    pub limit: Option<BTreeSet<Arc<str>>>,
}

impl Policy {
    /// Takes out of a report what the user does not want to hear of. What keeps framelint from checking everything always stays.
    pub fn apply(&self, report: &mut Report) {
        for finding in &mut report.findings {
            self.set_severity(finding);
        }
        report.findings.retain(|finding| {
            let Location { path, .. } = &finding.location;
            is_about_input(finding) || self.reports(finding.rule, path)
        });
        let suppressed = suppressions::apply(self, report);
        let within = suppressed.iter().filter(|one| self.is_within_limit(one));
        report.suppressed = within.count();
        if let Some(baseline) = &self.baseline {
            let Gone(gone) = self.take_out(baseline, report, |report| &mut report.baselined);
            let gone = gone.into_iter();
            report.removable = gone
                .filter(|place| self.is_settled(place, report))
                .collect();
            report.removable.sort();
        }
        if let Some(before) = &self.before {
            self.take_out(before, report, |report| &mut report.unchanged);
        }
        report
            .findings
            .retain(|finding| is_about_input(finding) || self.is_within_limit(finding));
    }

    /// Whether a known finding that the report does not have is gone. Of a rule that does not run, and of a file that was not looked at,
    /// nothing can be said.
    fn is_settled(&self, place: &Place, report: &Report) -> bool {
        self.reports(&place.rule, &place.path)
            && (!place.is_there || report.read.contains(&place.path))
    }

    /// The lines of a baseline of which the report says nothing, although their files are there.
    pub fn unsettled(&self, lines: Vec<Line>, report: &Report) -> Vec<Line> {
        let lines = lines.into_iter();
        let is_open = |line: &Line| line.place.is_there && !self.is_settled(&line.place, report);
        lines.filter(is_open).collect()
    }

    /// Takes out of a report what is known, and counts what of it would be reported otherwise.
    fn take_out(
        &self,
        known: &Known,
        report: &mut Report,
        number: fn(&mut Report) -> &mut usize,
    ) -> Gone {
        let count = |findings: &[Finding]| {
            let findings = findings.iter();
            findings
                .filter(|finding| self.is_within_limit(finding))
                .count()
        };
        let before = count(&report.findings);
        let (about_input, mut others): (Vec<_>, Vec<_>) = std::mem::take(&mut report.findings)
            .into_iter()
            .partition(is_about_input);
        let gone = known.take_out(&mut others);
        report.findings = others;
        report.add(about_input);
        *number(report) = before - count(&report.findings);
        gone
    }

    /// Whether the findings of a rule about the file at `path` count.
    fn reports(&self, rule: &str, path: &str) -> bool {
        let setting = self.configuration.setting(rule, path);
        self.selection.contains(rule, setting)
    }

    fn setting(&self, finding: &Finding) -> Option<Setting> {
        let path = &finding.location.path;
        self.configuration.setting(finding.rule, path)
    }

    /// A finding that its rule makes less of than of others stays as little as it was.
    fn set_severity(&self, finding: &mut Finding) {
        let Some(Setting::On(severity)) = self.setting(finding) else {
            return;
        };
        let usual = rules::find(finding.rule).and_then(|rule| rule.info().severity);
        let lowered = usual.is_some_and(|usual| finding.severity < usual);
        finding.severity = if lowered {
            finding.severity.min(severity)
        } else {
            severity
        };
    }

    fn is_within_limit(&self, finding: &Finding) -> bool {
        self.limit.as_ref().is_none_or(|limit| {
            let related = finding.related.iter().map(|related| &related.location);
            std::iter::once(&finding.location)
                .chain(related)
                .any(|location| limit.contains(&location.path))
        })
    }
}

/// Whether a finding says that something could not be checked.
pub fn is_about_input(finding: &Finding) -> bool {
    rules::find(finding.rule).is_some_and(|rule| rule.info().group == Group::Input)
}

/// What a report amounts to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Summary {
    /// Files that were read as documents.
    pub documents: usize,
    /// Files that were read and are no documents.
    pub passed_over: usize,
    /// Findings that are errors.
    pub errors: usize,
    /// Findings that are warnings.
    pub warnings: usize,
    /// Findings that are neither.
    pub infos: usize,
    /// Findings that `--fix` mends.
    pub fixable: usize,
    /// Further findings that `--fix --unsafe-fixes` mends.
    pub fixable_unsafely: usize,
    /// Findings that a document says are not to be reported.
    pub suppressed: usize,
    /// Findings that the baseline has.
    pub baselined: usize,
    /// Findings of the baseline that are no longer there.
    pub removable: usize,
    /// Findings that were there before the change that the run is about.
    pub unchanged: usize,
    /// Whether something could not be checked that no finding speaks of, such as a path that does not exist.
    pub incomplete: bool,
}

impl Summary {
    /// Counts what is in a report.
    pub fn of(report: &Report) -> Self {
        let count = |severity| {
            let findings = report.findings.iter();
            findings
                .filter(|finding| finding.severity == severity)
                .count()
        };
        let fixable = |grade: Grade| {
            let findings = report.findings.iter();
            findings
                .filter(|finding| grade.choose(finding).is_some())
                .count()
        };
        Self {
            documents: report.documents,
            passed_over: report.passed_over.len(),
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            infos: count(Severity::Info),
            fixable: fixable(Grade::Safe),
            fixable_unsafely: fixable(Grade::Any) - fixable(Grade::Safe),
            suppressed: report.suppressed,
            baselined: report.baselined,
            removable: report.removable.len(),
            unchanged: report.unchanged,
            incomplete: report.incomplete,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::MemoryFiles;
    use crate::source::Source;

    fn finding(rule: &'static str, path: &str) -> Finding {
        let place = Location::start_of(path.into());
        Finding::without_text(rule, Severity::Error, place, "wrong")
    }

    fn configured(text: &str) -> Arc<Configuration> {
        let source = Source::new("framelint.toml", text.to_owned());
        let (configuration, findings) = Configuration::parse(&source, "", &MemoryFiles::default());
        assert!(findings.is_empty(), "{findings:?}");
        Arc::new(configuration)
    }

    #[test]
    fn a_limit_keeps_findings_that_touch_it_and_whatever_could_not_be_read() {
        let policy = Policy {
            limit: Some(BTreeSet::from(["a.md".into()])),
            ..Policy::default()
        };
        let elsewhere = Location::start_of("a.md".into());
        let mut report = Report {
            findings: vec![
                finding("skill-link-drift", "a.md"),
                finding("skill-link-drift", "b.md"),
                finding("skill-link-drift", "c.md").related(elsewhere, "here"),
                finding("unreadable-file", "d.md"),
            ],
            ..Report::default()
        };
        policy.apply(&mut report);
        let left: Vec<&str> = report
            .findings
            .iter()
            .map(|finding| &*finding.location.path)
            .collect();
        assert_eq!(left, ["a.md", "c.md", "d.md"]);
    }

    #[test]
    fn a_configuration_makes_findings_better_or_worse_or_leaves_them_out() {
        let mut report = Report {
            findings: vec![
                finding("duplicate-skill", "a.md"),
                finding("point-style", "a.md"),
                finding("duplicate-skill", "b.md").severity(Severity::Info),
            ],
            ..Report::default()
        };
        let policy = Policy {
            configuration: configured(
                "rules = { duplicate-skill = \"warning\", point-style = \"off\" }",
            ),
            ..Policy::default()
        };
        policy.apply(&mut report);
        let left: Vec<Severity> = report
            .findings
            .iter()
            .map(|finding| finding.severity)
            .collect();
        assert_eq!(left, [Severity::Warning, Severity::Info]);
    }
}
