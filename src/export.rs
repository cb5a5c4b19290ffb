//! What the documents say, as data: JSON of everything, or CSV of the skills of every role level.

use std::fmt;
use std::io::{self, Write};
use std::sync::Arc;

use rayon::prelude::*;

use crate::config::{Configuration, Profile};
use crate::document::{Description, Document, Entry, Part, PartKind};
use crate::engine::{Files, Unreadable};
use crate::finding::Finding;
use crate::parse::ParsedSource;
use crate::source::Source;
use crate::text::{Text, collapse_white_space};

/// The columns of the published data set of the UK Government Digital and Data framework (September 2025), in its order.
pub const CSV_COLUMNS: [&str; 10] = [
    "Role Family",
    "Role",
    "Role Description",
    "Role Level",
    "Role Level Description",
    "Skill Name",
    "Skill Description",
    "Skill Level",
    "Skill Level Description",
    "Role Type",
];

/// The version of the JSON format.
const VERSION: u32 = 1;

/// How many documents are held in memory at once.
const AT_ONCE: usize = 256;

/// Documents to export.
pub struct Export<'e> {
    /// How the documents are read.
    pub files: &'e dyn Files,
    /// How they are understood.
    pub configuration: &'e Configuration,
    /// Which they are, in the order in which they are exported.
    pub paths: Vec<Arc<str>>,
}

/// What an export came to.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Documents that were exported.
    pub documents: usize,
    /// Rows of CSV.
    pub rows: Option<usize>,
    /// Files that are no documents of a framework.
    pub passed_over: usize,
    /// Files that could not be read: `unreadable-file`.
    pub unreadable: Vec<Finding>,
}

impl fmt::Display for Outcome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = |number: usize| if number == 1 { "" } else { "s" };
        write!(formatter, "exported ")?;
        if let Some(rows) = self.rows {
            write!(formatter, "{rows} row{} from ", plural(rows))?;
        }
        write!(
            formatter,
            "{} document{}",
            self.documents,
            plural(self.documents)
        )?;
        if self.passed_over > 0 {
            write!(formatter, " ({} passed over)", self.passed_over)?;
        }
        Ok(())
    }
}

impl Export<'_> {
    /// Writes one JSON object with every document, each on a line of its own. Counts into `outcome` as it goes.
    pub fn write_json(&self, out: &mut dyn Write, outcome: &mut Outcome) -> io::Result<()> {
        write!(out, "{{\"version\":{VERSION},\"documents\":[")?;
        let mut separator = "\n";
        self.each(
            outcome,
            |document, path, _| json(document, path),
            |line, _| {
                out.write_all(separator.as_bytes())?;
                separator = ",\n";
                out.write_all(line.as_bytes())
            },
        )?;
        writeln!(out, "\n]}}")
    }

    /// Writes a header and one row an entry in document order. Counts into `outcome` as it goes.
    pub fn write_csv(&self, out: &mut dyn Write, outcome: &mut Outcome) -> io::Result<()> {
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record(CSV_COLUMNS).map_err(io_error)?;
        outcome.rows = Some(0);
        self.each(
            outcome,
            |document, _, profile| rows(document, profile),
            |rows, outcome| {
                *outcome.rows.get_or_insert_default() += rows.len();
                let mut rows = rows.iter();
                rows.try_for_each(|row| csv.write_record(row).map_err(io_error))
            },
        )?;
        csv.flush()
    }

    /// Extracts from the documents in parallel, and hands over what was extracted in their order.
    fn each<T: Send>(
        &self,
        outcome: &mut Outcome,
        extract: impl Fn(&Document<'_>, &str, &Profile) -> T + Sync,
        mut take: impl FnMut(T, &mut Outcome) -> io::Result<()>,
    ) -> io::Result<()> {
        let profile = &*self.configuration.profile;
        for paths in self.paths.chunks(AT_ONCE) {
            let extracted: Vec<Result<Option<T>, Unreadable>> = paths
                .par_iter()
                .map(|path| {
                    let text = self.files.read(path)?;
                    let kind = self.configuration.kind_of(path);
                    let parsed =
                        ParsedSource::parse(Source::new(Arc::clone(path), text), profile, kind);
                    Ok(parsed
                        .document()
                        .map(|document| extract(document, path, profile)))
                })
                .collect();
            for (path, result) in paths.iter().zip(extracted) {
                match result {
                    Ok(Some(extracted)) => {
                        outcome.documents += 1;
                        take(extracted, outcome)?;
                    }
                    Ok(None) => outcome.passed_over += 1,
                    Err(unreadable) => outcome.unreadable.push(unreadable.finding(path)),
                }
            }
        }
        Ok(())
    }
}

/// The error of the output beneath, of the kind that it has: nobody listening any more is no failure.
fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        kind => io::Error::other(format!("{kind:?}")),
    }
}

fn json(document: &Document<'_>, path: &str) -> String {
    let mut object = serde_json::Map::new();
    object.insert("path".to_owned(), path.into());
    if let serde_json::Value::Object(view) = document.to_node().to_json() {
        object.extend(view);
    }
    serde_json::Value::Object(object).to_string()
}

type Row = [String; CSV_COLUMNS.len()];

fn rows(document: &Document<'_>, profile: &Profile) -> Vec<Row> {
    let role = document.name().map(words).unwrap_or_default();
    let family = document.front_matter_str(&profile.front_matter.family);
    let family = family.map(|(family, _)| collapse_white_space(family).into_owned());
    let family = family.unwrap_or_default();
    let role_description = lines(&document.summary);
    let mut rows = Vec::new();
    for level in &document.role_levels {
        let level_description = lines(&level.summary);
        let role_level = words(&level.title);
        rows.extend(level.entries().map(|entry| {
            let description = entry.description.as_ref();
            [
                family.clone(),
                role.clone(),
                role_description.clone(),
                role_level.clone(),
                level_description.clone(),
                entry.skill.as_ref().map(words).unwrap_or_default(),
                String::new(),
                level_name(entry, profile),
                description.map(Description::to_lines).unwrap_or_default(),
                String::new(),
            ]
        }));
    }
    rows
}

/// Paragraphs and points as the published data set has them: an empty line between paragraphs, a line a point.
fn lines(parts: &[Part<'_>]) -> String {
    let mut lines = String::new();
    let mut above = None;
    for part in parts {
        if above.is_some() {
            let list = part.kind == PartKind::Point;
            lines.push_str(if list { "\n" } else { "\n\n" });
        }
        if part.kind == PartKind::Point {
            lines.push_str("- ");
        }
        lines.push_str(&words(&part.text));
        above = Some(part.kind);
    }
    lines
}

/// The level as the profile spells it; as it is written where the profile does not know it.
fn level_name(entry: &Entry<'_>, profile: &Profile) -> String {
    let Some(level) = &entry.level else {
        return String::new();
    };
    match level.index {
        Some(index) => profile.level_name(index).to_owned(),
        None => words(&level.text),
    }
}

fn words(text: &Text<'_>) -> String {
    collapse_white_space(text.as_str()).into_owned()
}
