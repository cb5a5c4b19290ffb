//! `framelint check`

use std::path::PathBuf;
use std::sync::Arc;

use clap::ValueEnum;
use framelint::engine::{Engine, Report};
use framelint::policy::{FailOn, Policy, Selection, is_about_input};
use framelint::render;

use super::output::{Colour, write_to};
use super::{CLEAN, FOUND, INCOMPLETE, Input};

/// Say what is wrong in a framework's documents
///
/// Exits with 0 when nothing was found that makes the run fail (see `--fail-on`), with 1 when something was, and with 2 when not
/// everything could be checked: a path that does not exist, a file that cannot be read, a configuration that is not valid.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  framelint check                             Everything in this folder
  framelint check roles/product-manager.md    What concerns this page (all are read)
  framelint check --select agreement          Only whether the documents agree
  framelint check --ignore point-style        Without this rule
  framelint check --format json --output-file framelint.json")]
pub struct Arguments {
    #[command(flatten)]
    input: Input,

    /// How findings are printed
    #[arg(long, value_enum, default_value_t)]
    format: Format,

    /// Write the findings to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    output_file: Option<PathBuf>,

    /// The least severity that makes the run fail
    #[arg(long, value_enum, default_value_t, value_name = "SEVERITY")]
    fail_on: Least,

    /// Report only these rules or groups of rules (`framelint rules` lists them)
    #[arg(long, value_delimiter = ',', value_name = "RULES")]
    select: Vec<String>,

    /// Leave out these rules or groups of rules
    #[arg(long, value_delimiter = ',', value_name = "RULES")]
    ignore: Vec<String>,

    /// When to use colours
    #[arg(long, value_enum, default_value_t, value_name = "WHEN")]
    color: Colour,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    /// With excerpts of the documents, for people
    #[default]
    Human,
    /// A line a finding: path:line:column: severity rule: message
    Short,
    /// One JSON object
    Json,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Least {
    /// Errors
    #[default]
    Error,
    /// Warnings and errors
    Warning,
    /// Anything
    Info,
    /// Nothing: findings never make the run fail
    Never,
}

pub fn run(arguments: &Arguments) -> Result<u8, String> {
    let selection =
        Selection::new(&arguments.select, &arguments.ignore).map_err(|error| error.to_string())?;
    let found = arguments.input.find()?;
    let mut discovery = found.discovery;

    let settings = found.configuration.settings().clone();
    let mut engine = Engine::new(Arc::new(found.configuration), &discovery.files);
    engine.read(std::mem::take(&mut discovery.members));
    let mut report = engine.report();
    report.add(std::mem::take(&mut discovery.findings));
    let policy = Policy {
        settings,
        selection,
        limit: std::mem::take(&mut discovery.limit),
    };
    policy.apply(&mut report);

    let format = match arguments.format {
        Format::Human => render::Format::Human,
        Format::Short => render::Format::Short,
        Format::Json => render::Format::Json,
    };
    let file = arguments.output_file.as_deref();
    write_to(file, arguments.color, |out, colour| {
        format.write(out, &report, &discovery.files, colour)
    })?;

    let complete = discovery.problems.is_empty();
    Ok(exit_code(&report, complete, arguments.fail_on))
}

fn exit_code(report: &Report, complete: bool, least: Least) -> u8 {
    let fail_on = match least {
        Least::Error => FailOn::Error,
        Least::Warning => FailOn::Warning,
        Least::Info => FailOn::Info,
        Least::Never => FailOn::Never,
    };
    if !complete || report.findings.iter().any(is_about_input) {
        INCOMPLETE
    } else if report
        .findings
        .iter()
        .any(|finding| fail_on.includes(finding.severity))
    {
        FOUND
    } else {
        CLEAN
    }
}
