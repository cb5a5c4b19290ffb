//! `framelint init`

use std::path::{Path, PathBuf};

use framelint::config::json_schema;
use framelint::discover::{CONFIGURATION_FILE, DiskFiles, discover, write_file};
use framelint::init::Survey;

use super::output::{Colour, complain, write_to};
use super::{CLEAN, INCOMPLETE, working_directory};

/// Where editors find what can be set: beside the configuration, so that it fits this version and needs no network.
const SCHEMA_FILE: &str = "framelint.schema.json";

/// Look at a folder and write a `framelint.toml` that fits it
///
/// No configuration is needed to begin with; this writes one to begin from, with what was found in the folder: its skill catalogue,
/// the rules that find very many things today, kinds of documents that framelint does not know. Beside it goes `framelint.schema.json`,
/// from which editors know what can be set.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  framelint init                 For this folder
  framelint init content         For another one")]
pub struct Arguments {
    /// The folder that the framework is in
    #[arg(value_name = "FOLDER", default_value = ".")]
    folder: PathBuf,

    /// Replace a `framelint.toml` and its schema that are there
    #[arg(long)]
    force: bool,
}

pub fn run(arguments: &Arguments) -> Result<u8, String> {
    let folder = &arguments.folder;
    let shown = folder.display();
    if !folder.is_dir() {
        return Err(format!("there is no folder `{shown}`"));
    }
    let working_directory = working_directory()?;
    let files = DiskFiles::new(&working_directory);
    let file = folder.join(CONFIGURATION_FILE);
    let schema_file = folder.join(SCHEMA_FILE);
    let mut written = [&file, &schema_file].into_iter();
    if let Some(there) = written.find(|file| file.symlink_metadata().is_ok())
        && !arguments.force
    {
        return Err(format!(
            "`{}` is there already; --force replaces it",
            files.shown(there)
        ));
    }
    let discovery = discover(&working_directory, std::slice::from_ref(folder));
    for finding in &discovery.findings {
        complain(format!("{}: {}", finding.location.path, finding.message));
    }
    let root = discovery.files.shown(&discovery.root);
    let root = if &*root == "." { "" } else { &*root };
    let survey = Survey::of(root, &discovery.members, &discovery.files);

    write(&file, &survey.configuration(&format!("./{SCHEMA_FILE}")))?;
    write(&schema_file, &format!("{:#}\n", json_schema()))?;
    write_to(None, Colour::Never, |out, _| {
        writeln!(out, "{survey}")?;
        writeln!(
            out,
            "wrote `{}` and `{}`",
            files.shown(&file),
            files.shown(&schema_file)
        )
    })?;
    Ok(if discovery.findings.is_empty() {
        CLEAN
    } else {
        INCOMPLETE
    })
}

fn write(file: &Path, text: &str) -> Result<(), String> {
    write_file(file, text.as_bytes())
        .map_err(|error| format!("`{}` cannot be written: {error}", file.display()))
}
