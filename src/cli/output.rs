//! Where output goes: standard output or a file, with or without colours.

use std::fmt::Display;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::ValueEnum;
use framelint::discover::{Unwritable, why, write_file};
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

/// Where something is written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target<'p> {
    /// A file.
    File(&'p Path),
    /// Standard output.
    Output,
    /// Standard error.
    Error,
}

/// Writes to `file`, or to standard output, by means of `write`, which is told whether to use colours.
///
/// That nobody reads on (a closed pipe) is no error.
pub fn write_to(
    file: Option<&Path>,
    colour: Colour,
    write: impl FnOnce(&mut dyn Write, bool) -> io::Result<()>,
) -> Result<(), String> {
    write_to_target(file.map_or(Target::Output, Target::File), colour, write)
}

/// Writes to `target` as [`write_to`] does.
pub fn write_to_target(
    target: Target<'_>,
    colour: Colour,
    write: impl FnOnce(&mut dyn Write, bool) -> io::Result<()>,
) -> Result<(), String> {
    let written = match target {
        Target::File(path) => return write_to_file(path, colour, write),
        Target::Output => write_to_stream(io::stdout().lock(), colour, write),
        Target::Error => write_to_stream(io::stderr().lock(), colour, write),
    };
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            let stream = if target == Target::Error {
                "standard error"
            } else {
                "standard output"
            };
            Err(format!("cannot write to {stream}: {}", why(&error)))
        }
        _ => Ok(()),
    }
}

fn write_to_file(
    path: &Path,
    colour: Colour,
    write: impl FnOnce(&mut dyn Write, bool) -> io::Result<()>,
) -> Result<(), String> {
    let mut bytes = Vec::new();
    let written = write(&mut bytes, colour == Colour::Always).map_err(Unwritable::from);
    let written = written.and_then(|()| write_file(path, &bytes));
    match written {
        Err(Unwritable::System(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => {
            written.map_err(|error| format!("cannot write to `{}`: {error}", path.display()))
        }
    }
}

fn write_to_stream(
    stream: impl anstream::stream::RawStream + anstream::stream::AsLockedWrite,
    colour: Colour,
    write: impl FnOnce(&mut dyn Write, bool) -> io::Result<()>,
) -> io::Result<()> {
    let choice = match colour {
        Colour::Auto if is_forced_by_nought() => automatic(&stream),
        Colour::Auto => anstream::AutoStream::choice(&stream),
        Colour::Always => anstream::ColorChoice::Always,
        Colour::Never => anstream::ColorChoice::Never,
    };
    if choice == anstream::ColorChoice::Never {
        let mut out = BufWriter::new(stream);
        write(&mut out, false)?;
        out.flush()
    } else {
        let mut out = BufWriter::new(anstream::AutoStream::new(stream, choice));
        write(&mut out, true)?;
        out.flush()
    }
}

/// Whether `CLICOLOR_FORCE` is 0, which forces nothing (<https://bixense.com/clicolors/>) and which anstream takes for a yes.
fn is_forced_by_nought() -> bool {
    std::env::var_os("CLICOLOR_FORCE").is_some_and(|value| value == "0")
}

/// What anstream chooses where nothing is forced.
fn automatic(stream: &impl anstream::stream::RawStream) -> anstream::ColorChoice {
    let wanted = !anstyle_query::no_color() && anstyle_query::clicolor() != Some(false);
    if wanted && stream.is_terminal() && anstyle_query::term_supports_color() {
        anstream::ColorChoice::Always
    } else {
        anstream::ColorChoice::Never
    }
}

/// Says on standard error what went wrong.
pub fn complain(message: impl Display) {
    say(&format!("error: {message}"));
}

/// Whether nothing is said but what went wrong.
static QUIET: AtomicBool = AtomicBool::new(false);

/// From now on only says what went wrong.
pub fn be_quiet() {
    QUIET.store(true, Ordering::Relaxed);
}

/// Says something on standard error, unless it is to be quiet.
pub fn tell(message: &str) {
    if !QUIET.load(Ordering::Relaxed) {
        say(message);
    }
}

/// Takes everything off the screen, where standard output is one.
pub fn clear_screen() {
    let mut out = io::stdout().lock();
    if out.is_terminal() {
        // Erase in Display and Cursor Position of ECMA-48; a screen that stays full is no reason to stop.
        let _ = out
            .write_all(b"\x1b[2J\x1b[3J\x1b[H")
            .and_then(|()| out.flush());
    }
}

fn say(message: &str) {
    // Where standard error is closed nothing can be said, and nothing else is wrong.
    let _ = writeln!(io::stderr(), "{}", harmless(message));
}
