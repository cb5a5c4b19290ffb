//! Arguments, printing and exit codes. What is done with them is in the library.

mod check;
mod export;
mod init;
mod known;
mod manual;
mod mend;
mod output;
mod outputs;
mod progress;
mod rule_names;
mod rules;
mod watch;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Parser, Subcommand};
use framelint::config::Configuration;
use framelint::discover::{Discovery, DiskFiles, Revision, discover_with, why};
use framelint::engine::{Engine, Files, Reading, Report};
use framelint::finding::Finding;
use framelint::policy::{Known, Policy, is_about_input};
use framelint::source::Source;

/// Everything was done and nothing that counts was found.
const CLEAN: u8 = 0;
/// There are findings that make the run fail.
const FOUND: u8 = 1;
/// Not everything could be done: wrong usage, or something that could not be read.
const INCOMPLETE: u8 = 2;

/// Checks the documents of a capability framework
///
/// framelint reads role pages, skill tables and the skill catalogue of a content repo, and says where one breaks its schema and
/// where two describe the same skill at the same level in different words.
#[derive(Debug, Parser)]
#[command(
    version,
    max_term_width = 100,
    after_help = "\
Examples:
  framelint check                        Check the framework in this folder
  framelint check roles/ skills.md       Check these files together
  framelint init                         Write a configuration to begin from
  framelint explain unknown-skill        What a finding means
  framelint export --format csv > all.csv"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Check(check::Arguments),
    Init(init::Arguments),
    Export(export::Arguments),
    Rules(rules::ListArguments),
    Explain(rules::ExplainArguments),
    Completions(manual::CompletionsArguments),
    Man(manual::ManArguments),
}

/// What is read, whatever is done with it.
#[derive(Debug, clap::Args)]
struct Input {
    /// Files, folders and patterns
    ///
    /// Folders together make up the framework; hidden files and those that a `.gitignore` or `.ignore` file names are left out,
    /// and of the rest `.md`, `.markdown` and `.txt` files are read. Where only files are named, the whole framework around them
    /// is read (up to the nearest `framelint.toml`, else `.git`) but only what concerns these files is reported.
    /// [default: .]
    #[arg(value_name = "PATHS")]
    paths: Vec<PathBuf>,

    /// The configuration, instead of the nearest `framelint.toml`
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

impl Input {
    /// Finds the files, and says on standard error what of it is not there. `given` is one more file, whose text is at hand. With
    /// `only_tracked`, what git does not track is left out.
    fn find(&self, given: Option<&Path>, only_tracked: bool) -> Result<Found, String> {
        let working_directory = working_directory()?;
        let is_standard_input = |path: &&PathBuf| path.as_os_str() == "-";
        if given.is_none() && self.paths.iter().any(|path| is_standard_input(&path)) {
            return Err(
                "`-` is the text on standard input: say with --stdin-filename which file it is of"
                    .to_owned(),
            );
        }
        let mut paths = self.paths.clone();
        paths.retain(|path| !is_standard_input(&path));
        if paths.is_empty() && given.is_none() {
            paths.push(PathBuf::from("."));
        }
        let mut discovery = discover_with(&working_directory, &paths, given);
        for problem in &discovery.problems {
            output::complain(problem);
        }
        if only_tracked {
            keep_tracked(&mut discovery)?;
        }
        let configuration_file = self.configuration(discovery.configuration(), &working_directory);
        let (configuration, findings) = configure(
            configuration_file.clone(),
            &working_directory,
            &discovery.files,
        );
        discovery.findings.extend(findings);
        if self.config.is_none() {
            tell_what_does_not_hold(&discovery, configuration_file.as_deref());
        }
        Ok(Found {
            working_directory,
            configuration_file,
            configuration: Arc::new(configuration),
            discovery,
        })
    }

    /// The configuration that was named, or else the nearest, as findings show its path.
    fn configuration(&self, nearest: Option<Arc<str>>, here: &Path) -> Option<Arc<str>> {
        let named = self.config.as_deref();
        named
            .map(|path| DiskFiles::new(here).shown(path))
            .or(nearest)
    }
}

/// `1 file`, `2 files`.
fn count(number: usize, singular: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {singular}{plural}")
}

fn working_directory() -> Result<PathBuf, String> {
    let here = std::env::current_dir();
    here.map_err(|error| format!("the working directory cannot be found: {}", why(&error)))
}

/// Says which configurations are not those of this run, though documents stand below them.
fn tell_what_does_not_hold(discovery: &Discovery, holds: Option<&str>) {
    let within = discovery.configurations_within();
    let Some(first) = within.first() else { return };
    let others = match within.len() - 1 {
        0 => String::new(),
        more => format!(" (and {more} more)"),
    };
    let holds = holds.map_or("the built-in one".to_owned(), |path| format!("`{path}`"));
    let folder = first.rsplit_once('/').map_or(".", |(folder, _)| folder);
    output::tell(&format!(
        "note: `{first}`{others} does not hold: one run has one configuration, here {holds}; check `{folder}` by itself"
    ));
}

/// Leaves out the files that git does not track.
fn keep_tracked(discovery: &mut Discovery) -> Result<(), String> {
    let kept = discovery.keep_tracked();
    kept.map_err(|error| error.to_string())?;
    for file in &discovery.untracked {
        if discovery.named.contains(file) {
            output::tell(&format!(
                "note: `{file}` is not checked: git does not track it"
            ));
        }
    }
    Ok(())
}

/// Reads a configuration, and says what is wrong with it. Without a file everything is at its default.
fn configure(
    path: Option<Arc<str>>,
    working_directory: &Path,
    files: &dyn Files,
) -> (Configuration, Vec<Finding>) {
    let Some(path) = path else {
        return Default::default();
    };
    match files.read(&path) {
        Ok(text) => {
            let here = working_directory.to_string_lossy().replace('\\', "/");
            Configuration::parse(&Source::new(path, text), &here, files)
        }
        Err(unreadable) => (Configuration::unreadable(), vec![unreadable.finding(&path)]),
    }
}

/// The files of a run and how they are read.
struct Found {
    working_directory: PathBuf,
    /// As findings show it.
    configuration_file: Option<Arc<str>>,
    configuration: Arc<Configuration>,
    discovery: Discovery,
}

impl Found {
    /// The files to read: all but those that the configuration excludes. Of what was named by itself, and when nothing remains, that
    /// is said: it is not what the user expects.
    fn members(&self) -> Vec<Arc<str>> {
        let (configuration, discovery) = (&self.configuration, &self.discovery);
        for file in &discovery.named {
            if configuration.excludes(file) {
                output::tell(&format!(
                    "note: `{file}` is not checked: `exclude` in the configuration leaves it out"
                ));
            }
        }
        let mut members = discovery.members.clone();
        members.retain(|path| !configuration.excludes(path));
        if members.is_empty() && !discovery.members.is_empty() && discovery.named.is_empty() {
            output::tell(
                "note: nothing is checked: `exclude` in the configuration leaves out all files",
            );
        }
        members
    }

    /// The folders in which a change can change what is found; absolute.
    fn folders(&self) -> BTreeSet<PathBuf> {
        let mut folders: BTreeSet<PathBuf> = self.discovery.folders().cloned().collect();
        let file = self.configuration_file.as_deref();
        let file = file.map(|path| self.working_directory.join(path));
        folders.extend(file.and_then(|file| Some(file.parent()?.to_owned())));
        folders
    }

    /// What is found in the framework as it was at `revision`, under the configuration of then. What of it could not be checked is said
    /// of the files that `engine` can check now: whatever is found in them is new.
    fn known_at(
        &self,
        revision: &str,
        input: &Input,
        policy: &Policy,
        engine: &Engine<'_>,
    ) -> Result<Known, String> {
        let mut known = Known::default();
        let revisions = Revision::with_merged(&self.discovery, revision);
        for name in revisions.map_err(|error| error.to_string())? {
            let revision = Revision::read(&self.discovery, &name);
            let revision = revision.map_err(|error| error.to_string())?;
            let before = self.report_of(&revision, input, policy);
            tell_what_was_not_checked(&name, &before, engine);
            known.unite(before.report.findings.iter().collect());
        }
        known.look_for_files(|path| self.discovery.files.exists(path));
        Ok(known)
    }

    fn report_of(&self, revision: &Revision<'_>, input: &Input, policy: &Policy) -> Before {
        let file = input.configuration(revision.configuration.clone(), &self.working_directory);
        let (configuration, _) = configure(file, &self.working_directory, revision);
        let configuration = Arc::new(configuration);
        let mut engine = Engine::new(Arc::clone(&configuration), revision);
        let mut members = revision.members.clone();
        members.retain(|path| !configuration.excludes(path));
        engine.read(members);
        let mut report = engine.report();
        let policy = Policy {
            configuration: Arc::clone(&configuration),
            selection: policy.selection.clone(),
            baseline: policy.baseline.clone(),
            ..Policy::default()
        };
        policy.apply(&mut report);
        Before {
            report,
            configuration,
        }
    }
}

/// What was found in a framework as it was.
struct Before {
    report: Report,
    configuration: Arc<Configuration>,
}

/// Says what could not be checked as it was at `revision`, and can be now.
fn tell_what_was_not_checked(revision: &str, before: &Before, engine: &Engine<'_>) {
    if !before.configuration.profile_is_sound() {
        output::tell(&format!(
            "note: `{revision}` could not be checked, since its configuration was not valid: everything counts as new"
        ));
        return;
    }
    let read = engine
        .readings()
        .filter_map(|(path, reading)| matches!(reading, Reading::Document { .. }).then_some(path));
    let was_unreadable = |path: &&Arc<str>| {
        let mut findings = before.report.findings.iter();
        findings.any(|finding| is_about_input(finding) && finding.location.path == **path)
    };
    for path in read.filter(was_unreadable) {
        output::tell(&format!(
            "note: `{path}` could not be read at `{revision}`: everything in it counts as new"
        ));
    }
}

/// Runs the command that the arguments name; gives the exit code.
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Nobody is left to hear that nobody listens.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(INCOMPLETE));
        }
    };
    let code = match cli.command {
        Command::Check(arguments) => check::run(&arguments),
        Command::Init(arguments) => init::run(&arguments),
        Command::Export(arguments) => export::run(&arguments),
        Command::Rules(arguments) => rules::list(&arguments),
        Command::Explain(arguments) => rules::explain(&arguments),
        Command::Completions(arguments) => manual::completions(&arguments),
        Command::Man(arguments) => manual::man(&arguments),
    };
    ExitCode::from(code.unwrap_or_else(|message| {
        output::complain(&message);
        INCOMPLETE
    }))
}
