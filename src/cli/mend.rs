//! What `framelint check` does with the changes that mend findings, and with a text on standard input.

use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use framelint::discover::{DiskFiles, steps_up, why};
use framelint::engine::{Engine, Files, Unreadable};
use framelint::finding::Finding;
use framelint::fix::{Fixed, MOST_ROUNDS, write_patch};

use super::output::{Colour, Target, complain, tell, write_to_target};
use super::{count, working_directory};

/// The text on standard input, with the path of the file that it is of.
pub struct GivenText<'p> {
    pub path: &'p Path,
    bytes: Vec<u8>,
}

/// The same as one of the framework's files.
pub struct GivenFile {
    /// As findings show it.
    path: Arc<str>,
    bytes: Vec<u8>,
    text: Result<String, Unreadable>,
    /// Whether the configuration leaves it in.
    is_member: bool,
}

impl<'p> GivenText<'p> {
    /// Reads standard input to its end.
    pub fn read(path: &'p Path) -> Result<Self, String> {
        if path.is_dir() {
            let path = path.display();
            return Err(format!(
                "--stdin-filename names a file, and `{path}` is a folder"
            ));
        }
        let mut bytes = Vec::new();
        let read = io::stdin().lock().read_to_end(&mut bytes);
        read.map_err(|error| format!("standard input cannot be read: {}", why(&error)))?;
        Ok(Self { path, bytes })
    }

    /// Takes the file's place among `members`: it is not read from disk.
    pub fn take_from(self, members: &mut Vec<Arc<str>>, files: &DiskFiles) -> GivenFile {
        let path = files.shown(self.path);
        let before = members.len();
        members.retain(|member| *member != path);
        GivenFile {
            is_member: members.len() < before,
            text: DiskFiles::text_of(&path, self.bytes.clone()),
            bytes: self.bytes,
            path,
        }
    }
}

impl GivenFile {
    /// Lets the text stand for what is on disk; gives the finding that says why it cannot.
    pub fn give_to(&self, engine: &mut Engine<'_>) -> Option<Finding> {
        if !self.is_member {
            return None;
        }
        engine.set(&self.path, self.text.clone().ok());
        let unreadable = self.text.as_ref().err()?;
        Some(unreadable.clone().finding(&self.path))
    }

    /// Prints the text as the engine has it now; what is no text as it came.
    pub fn print(&self, engine: &Engine<'_>) -> Result<(), String> {
        let text = self.text.is_ok() && self.is_member;
        let text = text.then(|| engine.files().read(&self.path).ok()).flatten();
        let bytes = text.as_ref().map_or(&self.bytes[..], String::as_bytes);
        write_to_target(Target::Output, Colour::Never, |out, _| out.write_all(bytes))
    }
}

/// Writes the files that were fixed. Those that cannot be written are named, and are for the engine what they were; gives whether
/// there is none.
pub fn write(fixed: &mut Fixed, engine: &mut Engine<'_>, files: &DiskFiles) -> bool {
    let mut unwritten = Vec::new();
    for (path, change) in &fixed.files {
        if let Err(error) = files.replace(path, &change.before, &change.after) {
            complain(format!("`{path}` cannot be written: {error}"));
            unwritten.push(Arc::clone(path));
        }
    }
    let all = unwritten.is_empty();
    let before = unwritten.into_iter().filter_map(|path| {
        let change = fixed.files.remove(&path)?;
        Some((path, Some(change.before)))
    });
    let before: Vec<_> = before.collect();
    engine.set_all(before);
    all
}

/// Says how much was fixed.
pub fn tell_what_was_fixed(fixed: &Fixed) {
    tell(&match fixed.files.len() {
        0 => "nothing was fixed".to_owned(),
        files => format!(
            "fixed {} in {}",
            count(fixed.findings(), "finding"),
            count(files, "file")
        ),
    });
    tell_of_giving_up(fixed);
}

fn tell_of_giving_up(fixed: &Fixed) {
    if fixed.given_up {
        tell(&format!(
            "note: after {MOST_ROUNDS} rounds of changes there still was something to fix: run this again"
        ));
    }
}

/// Prints the changes as one patch, and says on standard error how much it would fix.
pub fn print_patch(fixed: &Fixed, target: Target<'_>, colour: Colour) -> Result<(), String> {
    let up = fixed.files.keys().map(|path| steps_up(path)).max();
    let up = up.unwrap_or_default();
    let prefix = prefix(up)?;
    write_to_target(target, colour, |out, _| {
        for (path, change) in &fixed.files {
            write_patch(out, &seen_from_above(&prefix, path), change)?;
        }
        Ok(())
    })?;
    tell(&match fixed.files.len() {
        0 => "there is nothing to fix".to_owned(),
        files => format!(
            "would fix {} in {}",
            count(fixed.findings(), "finding"),
            count(files, "file")
        ),
    });
    tell_of_giving_up(fixed);
    if up > 0 {
        let folder = vec![".."; up].join("/");
        tell(&format!("the patch is to be applied in `{folder}`"));
    }
    Ok(())
}

/// The names of the last `up` folders on the way to the working directory.
fn prefix(up: usize) -> Result<Vec<String>, String> {
    let here = working_directory()?;
    let mut names: Vec<String> = here
        .iter()
        .rev()
        .take(up)
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    names.reverse();
    Ok(names)
}

/// A path relative to the working directory as it is seen from the folder that is `prefix` above it.
fn seen_from_above(prefix: &[String], path: &str) -> String {
    let kept = prefix.len().saturating_sub(steps_up(path));
    let down = path.split('/').skip_while(|step| *step == "..");
    let above = prefix[..kept].iter().map(String::as_str);
    above.chain(down).collect::<Vec<_>>().join("/")
}
