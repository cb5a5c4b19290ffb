//! Where output goes: standard output or a file, with or without colours.

use std::fmt::Display;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use clap::ValueEnum;
use framelint::render::harmless;

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    /// On a terminal that takes them.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Writes to `file`, or to standard output, by means of `write`, which is told whether to use colours.
///
/// That nobody reads on (a closed pipe) is no error.
pub fn write_to(
    file: Option<&Path>,
    colour: Colour,
    write: impl FnOnce(&mut dyn Write, bool) -> io::Result<()>,
) -> Result<(), String> {
    let written = match file {
        Some(path) => write_to_file(path, colour, write),
        None => write_to_standard_output(colour, write),
    };
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            let target = match file {
                Some(path) => format!("`{}`", path.display()),
                None => "standard output".to_owned(),
            };
            Err(format!("cannot write to {target}: {error}"))
        }
        _ => Ok(()),
    }
}

fn write_to_file(
    path: &Path,
    colour: Colour,
    write: impl FnOnce(&mut dyn Write, bool) -> io::Result<()>,
) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    write(&mut out, colour == Colour::Always)?;
    out.flush()
}

fn write_to_standard_output(
    colour: Colour,
    write: impl FnOnce(&mut dyn Write, bool) -> io::Result<()>,
) -> io::Result<()> {
    let choice = match colour {
        Colour::Auto => anstream::AutoStream::choice(&io::stdout()),
        Colour::Always => anstream::ColorChoice::Always,
        Colour::Never => anstream::ColorChoice::Never,
    };
    let stdout = io::stdout().lock();
    if choice == anstream::ColorChoice::Never {
        let mut out = BufWriter::new(stdout);
        write(&mut out, false)?;
        out.flush()
    } else {
        let mut out = BufWriter::new(anstream::AutoStream::new(stdout, choice));
        write(&mut out, true)?;
        out.flush()
    }
}

/// Says on standard error what went wrong.
pub fn complain(message: impl Display) {
    tell(&format!("error: {message}"));
}

/// Says something on standard error.
pub fn tell(message: &str) {
    // Where standard error is closed nothing can be said, and nothing else is wrong.
    let _ = writeln!(io::stderr(), "{}", harmless(message));
}
