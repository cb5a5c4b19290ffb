//! `framelint check`

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{ValueEnum, ValueHint};
use framelint::engine::{Engine, Reading, Report};
use framelint::finding::{Finding, Grade, Severity};
use framelint::fix;
use framelint::policy::{Policy, Selection, is_about_input};
use framelint::render::{Format, Look};

use super::known;
use super::mend::{self, GivenText};
use super::output::{Colour, Target, be_quiet, clear_screen, tell};
use super::outputs::{
    OutputFile, Outputs, absolute, are_different, file, format_name, output_file, spare,
};
use super::progress::Progress;
use super::rule_names::RuleNames;
use super::watch::Watch;
use super::{CLEAN, FOUND, Found, INCOMPLETE, Input};

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
  framelint check --output-file json=framelint.json
  framelint check --fix                       Mend what is safe to mend, report the rest
  framelint check --diff | git apply          The same by way of a patch
  framelint check --fix --stdin-filename roles/product-manager.md - < draft.md > mended.md")]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line"
)]
pub struct Arguments {
    #[command(flatten)]
    input: Input,

    /// How findings are printed
    #[arg(long, value_parser = format_name(), default_value = Format::default().name())]
    format: Format,

    /// Write the findings to a file: in another format besides, or instead of standard output
    ///
    /// FORMAT=FILE writes the file in that format, and can be given any number of times. FILE alone takes what would be printed.
    #[arg(long, value_name = "[FORMAT=]FILE", value_parser = output_file(), value_hint = ValueHint::FilePath)]
    output_file: Vec<OutputFile>,

    /// The least severity that makes the run fail
    #[arg(long, value_enum, default_value_t, value_name = "SEVERITY")]
    fail_on: Least,

    /// Report only these rules or groups of rules (`framelint rules` lists them)
    #[arg(long, value_delimiter = ',', value_name = "RULES", value_parser = RuleNames, hide_possible_values = true)]
    select: Vec<String>,

    /// Leave out these rules or groups of rules
    #[arg(long, value_delimiter = ',', value_name = "RULES", value_parser = RuleNames, hide_possible_values = true)]
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

    /// Report only what is new since this git revision, wherever it stands
    ///
    /// The framework is checked as it is now and as it was then, each under the configuration of its time; what was found then is
    /// left out. `HEAD` is the last commit, `origin/main...` the one where this branch left `origin/main`. While a merge is under way,
    /// what the commits have that are being merged is not new since `HEAD` either.
    #[arg(long, value_name = "REVISION")]
    since: Option<String>,

    /// Leave out the files that git does not track, as a commit will not have them
    #[arg(long, conflicts_with = "stdin_filename")]
    tracked: bool,

    /// Leave out the findings that this file lists
    #[arg(long, value_name = "FILE", value_parser = file(), value_hint = ValueHint::FilePath)]
    baseline: Option<PathBuf>,

    /// Write all findings to a file, for `--baseline` in later runs
    ///
    /// What the file has is left out of this run, too: only what a baseline cannot hold is left, such as a file that cannot be read.
    /// Lines of a baseline that is there stay where their files or rules were not looked at.
    #[arg(long, value_name = "FILE", value_parser = file(), value_hint = ValueHint::FilePath, conflicts_with_all = ["baseline", "since", "fix", "diff", "stdin_filename"])]
    write_baseline: Option<PathBuf>,

    /// Check again after each change of a document, a configuration or a schema
    #[arg(long, conflicts_with_all = ["fix", "diff", "stdin_filename", "write_baseline"])]
    watch: bool,

    /// Count the findings by rule and by file instead of showing them
    #[arg(long, conflicts_with_all = ["diff", "quiet"])]
    statistics: bool,

    /// Print findings and errors, and nothing else: no summary, no notes
    #[arg(long, short)]
    quiet: bool,

    /// Say what each file was read as, what was passed over, and why
    #[arg(long, short, conflicts_with = "quiet")]
    verbose: bool,

    /// When to use colours
    #[arg(long, value_enum, default_value_t, value_name = "WHEN")]
    color: Colour,
}

/// The least severity that makes a run fail.
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

impl Least {
    fn includes(self, severity: Severity) -> bool {
        match self {
            Self::Error => severity >= Severity::Error,
            Self::Warning => severity >= Severity::Warning,
            Self::Info => severity >= Severity::Info,
            Self::Never => false,
        }
    }
}

pub fn run(arguments: &Arguments) -> Result<u8, String> {
    if arguments.unsafe_fixes && !arguments.fix && !arguments.diff {
        return Err("--unsafe-fixes says which changes to make: add --fix or --diff".to_owned());
    }
    if arguments.quiet {
        be_quiet();
    }
    if arguments.watch {
        return arguments.watch();
    }
    Ok(arguments.check()?.code)
}

/// How a run ended.
struct Ended {
    code: u8,
    /// Where the files are that it looked at; absolute.
    folders: BTreeSet<PathBuf>,
}

impl Arguments {
    /// Checks again after each change, until somebody ends it.
    fn watch(&self) -> Result<u8, String> {
        let outputs = self.output_file.iter().map(OutputFile::path);
        let mut watch = Watch::new(outputs.map(absolute).collect())?;
        loop {
            clear_screen();
            let ended = self.check()?;
            watch.follow(ended.folders)?;
            tell("watching for changes; Ctrl+C ends");
            watch.wait()?;
        }
    }

    fn check(&self) -> Result<Ended, String> {
        are_different(&self.files())?;
        let mut outputs = Outputs::new(self.format, &self.output_file)?;
        if self.diff && outputs.has_further() {
            return Err(
                "--diff prints a patch and no findings: --output-file takes no format".to_owned(),
            );
        }
        let given = self.stdin_filename.as_deref();
        let given = given.map(GivenText::read).transpose()?;
        let given_path = given.as_ref().map(|given| given.path);
        let found = self.input.find(given_path, self.tracked)?;
        let discovery = &found.discovery;

        let mut engine = Engine::new(Arc::clone(&found.configuration), &discovery.files);
        let mut members = found.members();
        if let Some(path) = &self.baseline {
            // Whatever it is called, it is no document.
            let baseline = discovery.files.shown(path);
            members.retain(|member| *member != baseline);
        }
        let given = given.map(|given| given.take_from(&mut members, &discovery.files));
        let progress = Progress::new(members.len(), !self.quiet);
        engine.read_and_tell(members, &|| progress.advance());
        drop(progress);
        let mut outside = discovery.findings.clone();
        if let Some(given) = &given {
            outside.extend(given.give_to(&mut engine));
        }
        self.spare_what_is_checked(&found, &engine)?;
        if self.verbose {
            tell_what_was_read(&found, &engine);
        }
        let policy = self.policy(&found, &engine, &mut outside)?;
        let report = |engine: &Engine<'_>| {
            let mut report = engine.report();
            report.add(outside.iter().cloned());
            policy.apply(&mut report);
            report
        };

        let mut complete = discovery.problems.is_empty();
        let ended = |code| Ended {
            code,
            folders: found.folders(),
        };
        if self.fix || self.diff {
            let mut fixed = fix::fix(&mut engine, &report, self.grade(), policy.limit.as_ref());
            if self.diff {
                let report = report(&engine);
                complete &= !report.findings.iter().any(is_about_input);
                mend::print_patch(&fixed, outputs.main, self.color)?;
                return Ok(ended(match fixed.files.is_empty() {
                    _ if !complete => INCOMPLETE,
                    true => CLEAN,
                    false => FOUND,
                }));
            }
            if let Some(given) = &given {
                given.print(&engine)?;
                if outputs.main == Target::Output {
                    outputs.main = Target::Error;
                }
            } else {
                complete &= mend::write(&mut fixed, &mut engine, &discovery.files);
            }
            mend::tell_what_was_fixed(&fixed);
        }
        let report = Report {
            incomplete: !discovery.problems.is_empty(),
            ..report(&engine)
        };

        complete &= outputs.write(self.color, |format, out, colour| {
            let look = Look {
                colour,
                summary: !self.quiet,
                statistics: self.statistics,
            };
            format.write(out, &report, &engine.files(), look)
        });
        self.tell_what_findings_leave_open(&found, &report);
        Ok(ended(exit_code(&report, complete, self.fail_on)))
    }

    /// Says that nothing was checked where it was not, and what of the baseline is gone.
    fn tell_what_findings_leave_open(&self, found: &Found, report: &Report) {
        if !found.configuration.profile_is_sound() {
            tell(
                "note: no document was checked or changed: the configuration has to be mended first",
            );
            return;
        }
        // The format for people says so by itself; silence would be taken for praise.
        if report.documents == 0 && self.format != Format::Human {
            tell("note: no documents of a framework found");
        }
        if let Some(path) = &self.baseline {
            known::tell_what_is_gone(path, report);
        }
    }

    /// The files that options name beside what is checked.
    fn files(&self) -> Vec<(&str, &Path)> {
        let outputs = self.output_file.iter().map(OutputFile::path);
        let outputs = outputs.map(|path| ("--output-file", path));
        let named = [
            ("--baseline", &self.baseline),
            ("--write-baseline", &self.write_baseline),
        ];
        let named = named.into_iter();
        let named = named.filter_map(|(option, path)| Some((option, path.as_deref()?)));
        outputs.chain(named).collect()
    }

    /// Refuses to write over a document or a configuration: such a file was named by mistake.
    fn spare_what_is_checked(&self, found: &Found, engine: &Engine<'_>) -> Result<(), String> {
        let mut written = self.files();
        written.retain(|(option, _)| *option != "--baseline");
        let documents = engine
            .readings()
            .filter(|(_, reading)| matches!(reading, Reading::Document { .. } | Reading::Unusable));
        let documents = documents.map(|(path, _)| path);
        spare(
            &written,
            documents.chain(&found.configuration_file),
            "checked",
        )
    }

    /// What of the findings is reported. What is wrong with the baseline joins the findings from `outside` of the documents.
    fn policy(
        &self,
        found: &Found,
        engine: &Engine<'_>,
        outside: &mut Vec<Finding>,
    ) -> Result<Policy, String> {
        let selection = Selection::new(&self.select, &self.ignore);
        let mut policy = Policy {
            configuration: Arc::clone(&found.configuration),
            selection: selection.map_err(|error| error.to_string())?,
            ..Policy::default()
        };
        if let Some(path) = &self.baseline {
            let (baseline, mistakes) = known::read_baseline(path, &found.discovery.files);
            policy.baseline = Some(baseline);
            outside.extend(mistakes);
        }
        if let Some(path) = &self.write_baseline {
            let mut report = engine.report();
            policy.apply(&mut report);
            let files = &found.discovery.files;
            let written = known::write_baseline(path, files, &policy, &report);
            policy.baseline = Some(written?);
        }
        if let Some(revision) = &self.since {
            policy.before = Some(found.known_at(revision, &self.input, &policy, engine)?);
        }
        policy.limit.clone_from(&found.discovery.limit);
        Ok(policy)
    }

    fn grade(&self) -> Grade {
        if self.unsafe_fixes {
            Grade::Any
        } else {
            Grade::Safe
        }
    }
}

/// Says what each file was read as, what was left out, and why.
fn tell_what_was_read(found: &Found, engine: &Engine<'_>) {
    let configuration = &found.configuration;
    match &found.configuration_file {
        Some(path) => tell(&format!("configuration: `{path}`")),
        None => tell("configuration: none found, so everything is at its default"),
    }
    for path in &found.discovery.members {
        if configuration.excludes(path) {
            tell(&format!(
                "left out `{path}`: `exclude` in the configuration"
            ));
        }
    }
    for path in found.discovery.left_out_by_ignore_files() {
        tell(&format!("left out `{path}`: an ignore file names it"));
    }
    for path in &found.discovery.untracked {
        tell(&format!("left out `{path}`: git does not track it"));
    }
    for (path, reading) in engine.readings() {
        tell(&match reading {
            Reading::Document { kind, dialect } => {
                let by = match configuration.kind_of(path) {
                    Some(_) => ", as the configuration says",
                    None => "",
                };
                format!("read `{path}`: {} ({}){by}", kind.name(), dialect.name())
            }
            Reading::PassedOver => {
                format!("passed over `{path}`: nothing in it is a sign of a framework's document")
            }
            Reading::Unusable => format!("could not check `{path}`: see what was found in it"),
            Reading::Unchecked => {
                format!("did not check `{path}`: the profile has to be mended first")
            }
        });
    }
}

fn exit_code(report: &Report, complete: bool, least: Least) -> u8 {
    if !complete || report.findings.iter().any(is_about_input) {
        INCOMPLETE
    } else if report
        .findings
        .iter()
        .any(|finding| least.includes(finding.severity))
    {
        FOUND
    } else {
        CLEAN
    }
}
