//! SARIF 2.1.0 (OASIS *Static Analysis Results Interchange Format*), which code scanning and many editors read.
//!
//! Sections in what follows are those of the specification.

mod log;
mod rule;
mod uri;

use std::collections::HashMap;
use std::io::{self, Write};

use self::log::{
    ArtifactChange, Described, Driver, Fix, FixProperties, Invocation, Log, Message,
    PhysicalLocation, Place, Region, Replacement, Run, SarifResult, Tool,
};
use super::{harmless, sentence};
use crate::engine::Report;
use crate::finding::{self, Finding, Severity};
use crate::policy::is_about_input;
use crate::rules;
use crate::source::Location;

/// Related places that a message links to; all of them are in the result.
const LINKED: usize = 5;

/// Writes one SARIF log with one run and a line break.
pub(super) fn write(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let indices: HashMap<&str, usize> = rules::ALL
        .iter()
        .enumerate()
        .map(|(index, rule)| (rule.info().id, index))
        .collect();
    let complete = !report.incomplete && !report.findings.iter().any(is_about_input);
    let results = report.findings.iter().map(|finding| SarifResult {
        rule_id: finding.rule,
        rule_index: indices.get(finding.rule).copied(),
        level: level(finding.severity),
        message: Message::new(message(finding)),
        locations: [place(&finding.location, finding.label.as_deref())],
        related_locations: related(finding),
        partial_fingerprints: [("framelint/v1", finding.fingerprint())].into(),
        fixes: finding.fixes.iter().map(fix).collect(),
    });
    let log = Log {
        schema: log::SCHEMA,
        version: log::VERSION,
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: env!("CARGO_PKG_NAME"),
                    version: env!("CARGO_PKG_VERSION"),
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    rules: rules::ALL
                        .iter()
                        .map(|rule| rule::descriptor(*rule))
                        .collect(),
                },
            },
            invocations: [Invocation {
                execution_successful: complete,
            }],
            original_uri_base_ids: [(
                uri::BASE,
                Described::new("the folder in which framelint ran"),
            )]
            .into(),
            column_kind: "unicodeCodePoints",
            default_encoding: "UTF-8",
            results: results.collect(),
        }],
    };
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

/// Section 3.27.10.
fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// What is wrong, what to do, and links to the other places: GitHub shows only those that the message links to.
fn message(finding: &Finding) -> String {
    let mut text = literal(&sentence(&finding.message));
    for line in finding.help.iter().flat_map(|help| help.lines()) {
        text.push('\n');
        text += &literal(&sentence(line));
    }
    let links = finding.related.iter().take(LINKED).enumerate();
    let links = links.map(|(index, related)| {
        let words = if related.message.is_empty() {
            &related.location.path
        } else {
            &*related.message
        };
        format!("[{}]({})", in_link(words), index + 1)
    });
    let links: Vec<String> = links.collect();
    if !links.is_empty() {
        text += "\nSee also: ";
        text += &links.join(", ");
        text.push('.');
    }
    text
}

/// A text that has neither placeholders (section 3.11.5) nor links (section 3.11.6).
fn literal(text: &str) -> String {
    without_placeholders(text).replace("](", "\\](")
}

/// The words of a link (section 3.11.6).
fn in_link(words: &str) -> String {
    let mut escaped = String::with_capacity(words.len());
    for character in without_placeholders(words).chars() {
        if matches!(character, '\\' | '[' | ']') {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

fn without_placeholders(text: &str) -> String {
    harmless(text).replace('{', "{{").replace('}', "}}")
}

fn related(finding: &Finding) -> Vec<Place> {
    let related = finding.related.iter().enumerate();
    let related = related.map(|(index, related)| Place {
        id: Some(index + 1),
        ..place(&related.location, Some(&related.message))
    });
    related.collect()
}

/// Section 3.55. Nothing in it says whether a fix is safe; so the description does, for people, and a property, for programs.
fn fix(fix: &finding::Fix) -> Fix<'_> {
    let mut changes: Vec<ArtifactChange<'_>> = Vec::new();
    for edit in &fix.edits {
        let artifact = uri::artifact(&edit.location.path);
        let replacement = Replacement::new(&edit.location, &edit.replacement);
        match changes
            .iter_mut()
            .find(|one| one.artifact_location == artifact)
        {
            Some(change) => change.replacements.push(replacement),
            None => changes.push(ArtifactChange {
                artifact_location: artifact,
                replacements: vec![replacement],
            }),
        }
    }
    let grade = if fix.safe {
        "cannot change the meaning"
    } else {
        "may change the meaning"
    };
    Fix {
        description: Message::new(literal(&format!("{} ({grade})", fix.title))),
        artifact_changes: changes,
        properties: FixProperties { safe: fix.safe },
    }
}

fn place(location: &Location, message: Option<&str>) -> Place {
    let message = message.filter(|message| !message.is_empty());
    Place {
        id: None,
        physical_location: PhysicalLocation {
            artifact_location: uri::artifact(&location.path),
            region: Region::new(location),
        },
        message: message.map(|message| Message::new(literal(message))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_document_make_neither_placeholders_nor_links() {
        assert_eq!(literal("{0} [a](b) [c]"), "{{0}} [a\\](b) [c]");
        assert_eq!(in_link("[a](b)\\"), "\\[a\\](b)\\\\");
    }
}
