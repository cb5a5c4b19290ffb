//! Reports for people and programs: one format a file, all written to whatever can be written to.

mod checkstyle;
mod excerpt;
mod github;
mod gitlab;
mod harmless;
mod human;
mod json;
mod json_lines;
mod junit;
mod markdown;
mod paint;
mod sarif;
mod short;
mod statistics;

use std::io::{self, Write};

pub use harmless::harmless;

use crate::config::close_match;
use crate::engine::{Files, Report};
use crate::finding::Finding;
use crate::source::Location;

/// How a report is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// With excerpts of the documents, for people.
    #[default]
    Human,
    /// A line a finding: `path:line:column: severity rule: message`.
    Short,
    /// One JSON object.
    Json,
    /// A JSON object a finding, each on a line.
    JsonLines,
    /// SARIF 2.1.0.
    Sarif,
    /// Workflow commands of GitHub Actions.
    Github,
    /// GitLab's code quality report.
    Gitlab,
    /// Test results as `JUnit` reports them.
    Junit,
    /// Checkstyle's XML.
    Checkstyle,
    /// A summary in Markdown.
    Markdown,
}

impl Format {
    /// Every format, in the order in which they are worth knowing.
    pub const ALL: [Self; 10] = [
        Self::Human,
        Self::Short,
        Self::Json,
        Self::JsonLines,
        Self::Sarif,
        Self::Github,
        Self::Gitlab,
        Self::Junit,
        Self::Checkstyle,
        Self::Markdown,
    ];

    /// What it is called on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Short => "short",
            Self::Json => "json",
            Self::JsonLines => "json-lines",
            Self::Sarif => "sarif",
            Self::Github => "github",
            Self::Gitlab => "gitlab",
            Self::Junit => "junit",
            Self::Checkstyle => "checkstyle",
            Self::Markdown => "markdown",
        }
    }

    /// What it looks like or who reads it, in one line: no full stop.
    pub fn summary(self) -> &'static str {
        match self {
            Self::Human => "With excerpts of the documents, for people",
            Self::Short => "A line a finding: path:line:column: severity rule: message",
            Self::Json => "One JSON object",
            Self::JsonLines => "A JSON object a finding, each on a line",
            Self::Sarif => "SARIF 2.1.0, for code scanning and editors",
            Self::Github => "Annotations of files, in a workflow of GitHub Actions",
            Self::Gitlab => "Code quality report, for GitLab's merge requests",
            Self::Junit => "Test results as JUnit XML, for CI servers",
            Self::Checkstyle => "Checkstyle XML, for CI servers and review tools",
            Self::Markdown => "A summary in Markdown, for the summary of a CI job",
        }
    }

    /// The format of this name; where there is none, the name that may be meant.
    pub fn find(name: &str) -> Result<Self, Option<&'static str>> {
        let found = Self::ALL.into_iter().find(|format| format.name() == name);
        found.ok_or_else(|| close_match(name, Self::ALL.into_iter().map(Self::name)))
    }

    /// Writes a report. Excerpts are read again from `files`.
    pub fn write(
        self,
        out: &mut dyn Write,
        report: &Report,
        files: &dyn Files,
        look: Look,
    ) -> io::Result<()> {
        match self {
            Self::Human | Self::Short if look.statistics => statistics::write(out, report, look),
            Self::Human => human::write(out, report, files, look),
            Self::Short => short::write(out, report),
            Self::Json => json::write(out, report),
            Self::JsonLines => json_lines::write(out, report),
            Self::Sarif => sarif::write(out, report),
            Self::Github => github::write(out, report),
            Self::Gitlab => gitlab::write(out, report),
            Self::Junit => junit::write(out, report),
            Self::Checkstyle => checkstyle::write(out, report),
            Self::Markdown => markdown::write(out, report, look),
        }
    }
}

/// What of a report is shown to people, and how. The formats for programs always have everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// With the escape sequences for colours.
    pub colour: bool,
    /// With a line that sums up.
    pub summary: bool,
    /// Only how many findings there are of each rule and in each file.
    pub statistics: bool,
}

/// The findings of each file, the files in their order.
fn by_file(report: &Report) -> impl Iterator<Item = (&str, &[Finding])> {
    let of_files = report
        .findings
        .chunk_by(|one, other| one.location.path == other.location.path);
    of_files.map(|findings| (&*findings[0].location.path, findings))
}

/// `path:line:column`, line and column from 1, which terminals can open.
fn place_name(location: &Location) -> String {
    let (path, start) = (harmless(&location.path), location.start);
    format!("{path}:{}:{}", start.line, start.column)
}

/// A text that begins with a capital letter, where it begins with a letter, and ends with a full stop.
fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    let stop = if text.ends_with(['.', '!', '?', ':']) {
        ""
    } else {
        "."
    };
    first.into_iter().chain(characters).collect::<String>() + stop
}

/// `1 document`, `2 documents`.
fn count(number: usize, singular: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {singular}{plural}")
}

/// Breaks a line between words where it would be longer than `most` characters.
pub fn wrap(line: &str, most: usize) -> String {
    let mut wrapped = String::with_capacity(line.len());
    let mut width = 0;
    for word in line.split(' ') {
        let length = word.chars().count();
        if width > 0 {
            let fits = width + 1 + length <= most;
            wrapped.push(if fits { ' ' } else { '\n' });
            width = if fits { width + 1 } else { 0 };
        }
        wrapped.push_str(word);
        width += length;
    }
    wrapped
}
