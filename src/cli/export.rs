//! `framelint export`

use std::path::PathBuf;

use clap::{ValueEnum, ValueHint};
use framelint::export::{self, Export};
use framelint::finding::Finding;

use super::output::{Colour, complain, tell, write_to};
use super::outputs::{file, spare};
use super::{CLEAN, INCOMPLETE, Input};

/// Print what the documents say, as data
///
/// The CSV has a row for every skill of every role level, in the columns of the published data set of the UK Government Digital
/// and Data framework. The JSON has everything that is read from each document. What was left out is said on standard error.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  framelint export --format csv roles/ > skills.csv
  framelint export --format json roles/product-manager.md")]
pub struct Arguments {
    #[command(flatten)]
    input: Input,

    /// How the data is printed
    #[arg(long, value_enum)]
    format: Format,

    /// Write to a file instead of standard output
    #[arg(long, value_name = "FILE", value_parser = file(), value_hint = ValueHint::FilePath)]
    output_file: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// One JSON object with every document
    Json,
    /// A row for every skill of every role level
    Csv,
}

pub fn run(arguments: &Arguments) -> Result<u8, String> {
    let found = arguments.input.find(None, false)?;
    let discovery = &found.discovery;
    if !found.configuration.profile_is_sound() {
        complain_of(&discovery.findings);
        complain(
            "nothing is exported: by a profile that is not as it was meant, documents would be misread",
        );
        return Ok(INCOMPLETE);
    }
    let members = found.members().into_iter().filter(|path| {
        let limit = discovery.limit.as_ref();
        limit.is_none_or(|limit| limit.contains(path))
    });
    let export = Export {
        files: &discovery.files,
        configuration: &found.configuration,
        paths: members.collect(),
    };
    let file = arguments.output_file.as_deref();
    let written: Vec<_> = file.iter().map(|file| ("--output-file", *file)).collect();
    spare(&written, &export.paths, "exported")?;
    let mut outcome = export::Outcome::default();
    write_to(file, Colour::Never, |out, _| match arguments.format {
        Format::Json => export.write_json(out, &mut outcome),
        Format::Csv => export.write_csv(out, &mut outcome),
    })?;

    let unreadable = discovery.findings.iter().cloned();
    outcome.unreadable.extend(unreadable);
    complain_of(&outcome.unreadable);
    tell(&outcome.to_string());
    let complete = outcome.unreadable.is_empty() && discovery.problems.is_empty();
    Ok(if complete { CLEAN } else { INCOMPLETE })
}

/// Says what keeps something from being exported.
fn complain_of(findings: &[Finding]) {
    for finding in findings {
        let (place, message) = (&finding.location, &finding.message);
        let start = place.start;
        complain(format!(
            "{}:{}:{}: {message}",
            place.path, start.line, start.column
        ));
    }
}
