//! `framelint check`

use std::path::PathBuf;
use std::sync::Arc;

use clap::ValueEnum;
use framelint::engine::{Engine, Report};
use framelint::finding::Grade;
use framelint::fix;
use framelint::policy::{FailOn, Policy, Selection, is_about_input};
use framelint::render;

use super::mend::{self, GivenText};
use super::output::{Colour, Target, write_to_target};
use super::rule_names::RuleNames;
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
  framelint check --format json --output-file framelint.json
  framelint check --fix                       Mend what is safe to mend, report the rest
  framelint check --diff | git apply          The same by way of a patch
  framelint check --fix --stdin-filename roles/product-manager.md - < draft.md > mended.md")]
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
    #[arg(long, value_delimiter = ',', value_name = "RULES", value_parser = RuleNames { groups: true }, hide_possible_values = true)]
    select: Vec<String>,

    /// Leave out these rules or groups of rules
    #[arg(long, value_delimiter = ',', value_name = "RULES", value_parser = RuleNames { groups: true }, hide_possible_values = true)]
    ignore: Vec<String>,

    /// Make the changes that cannot alter the meaning, and report the rest
    ///
    /// Files are only written where something changes. The exit code is that of what remains. Where only files are named, only
    /// these are changed.
    #[arg(long)]
    fix: bool,

    /// With --fix or --diff, also make the changes that a person should look at
    #[arg(long)]
    unsafe_fixes: bool,

    /// Print the changes that --fix would make as a patch for `git apply`, and write nothing
    ///
    /// Exits with 1 where there is a change to make. The paths in the patch are those seen from the working directory.
    #[arg(long, conflicts_with = "format")]
    diff: bool,

    /// Check the text on standard input as that of this file, among the other files of its framework
    ///
    /// The file need not exist. With --fix the text is printed on standard output, changed or not, and the findings that are left on
    /// standard error; nothing is written to disk.
    #[arg(long, value_name = "PATH")]
    stdin_filename: Option<PathBuf>,

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
    if arguments.unsafe_fixes && !arguments.fix && !arguments.diff {
        return Err("--unsafe-fixes says which changes to make: add --fix or --diff".to_owned());
    }
    let given = arguments.stdin_filename.as_deref();
    let given = given.map(GivenText::read).transpose()?;
    let found = arguments
        .input
        .find(given.as_ref().map(|given| given.path))?;
    let mut discovery = found.discovery;

    let configuration = Arc::new(found.configuration);
    let mut engine = Engine::new(Arc::clone(&configuration), &discovery.files);
    let mut members = std::mem::take(&mut discovery.members);
    let given = given.map(|given| given.take_from(&mut members, &discovery.files));
    engine.read(members);
    let mut outside = std::mem::take(&mut discovery.findings);
    if let Some(given) = &given {
        outside.extend(given.give_to(&mut engine));
    }
    let policy = Policy {
        configuration,
        selection,
        limit: std::mem::take(&mut discovery.limit),
    };
    let report = |engine: &Engine<'_>| {
        let mut report = engine.report();
        report.add(outside.iter().cloned());
        policy.apply(&mut report);
        report
    };

    let mut complete = discovery.problems.is_empty();
    let mut target = arguments
        .output_file
        .as_deref()
        .map_or(Target::Output, Target::File);
    if arguments.fix || arguments.diff {
        let grade = if arguments.unsafe_fixes {
            Grade::Any
        } else {
            Grade::Safe
        };
        let mut fixed = fix::fix(&mut engine, &report, grade, policy.limit.as_ref());
        if arguments.diff {
            complete &= !report(&engine).findings.iter().any(is_about_input);
            mend::print_patch(&fixed, target, arguments.color)?;
            return Ok(match fixed.files.is_empty() {
                _ if !complete => INCOMPLETE,
                true => CLEAN,
                false => FOUND,
            });
        }
        if let Some(given) = &given {
            given.print(&engine)?;
            if target == Target::Output {
                target = Target::Error;
            }
        } else {
            complete &= mend::write(&mut fixed, &mut engine, &discovery.files);
        }
        mend::tell_what_was_fixed(&fixed);
    }
    let report = report(&engine);

    let format = match arguments.format {
        Format::Human => render::Format::Human,
        Format::Short => render::Format::Short,
        Format::Json => render::Format::Json,
    };
    write_to_target(target, arguments.color, |out, colour| {
        format.write(out, &report, &engine.files(), colour)
    })?;

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
