//! What `framelint check` does with a baseline.

use std::path::Path;

use framelint::discover::DiskFiles;
use framelint::engine::{Files, Report};
use framelint::finding::Finding;
use framelint::policy::{Known, baseline, is_about_input};
use framelint::source::Source;

use super::output::{Colour, tell, write_to};

/// Reads a baseline, and says what of it cannot be read.
pub fn read_baseline(path: &Path, files: &DiskFiles) -> (Known, Vec<Finding>) {
    let shown = files.shown(path);
    match files.read(&shown) {
        Ok(text) => {
            let (mut known, mistakes) = baseline::read(&Source::new(shown, text));
            known.look_for_files(|path| files.exists(path));
            (known, mistakes)
        }
        Err(unreadable) => (Known::default(), vec![unreadable.finding(&shown)]),
    }
}

/// Writes everything that was found to a baseline, but for what keeps framelint from checking; gives what it has.
pub fn write_baseline(path: &Path, report: &Report) -> Result<Known, String> {
    let findings = || report.findings.iter().filter(|one| !is_about_input(one));
    write_to(Some(path), Colour::Never, |out, _| {
        baseline::write(out, findings())
    })?;
    let number = findings().count();
    let plural = if number == 1 { "" } else { "s" };
    tell(&format!(
        "wrote {number} finding{plural} to `{}`",
        path.display()
    ));
    Ok(findings().collect())
}

/// Says which findings of a baseline are no longer there.
pub fn tell_what_is_gone(path: &Path, report: &Report) {
    let gone = &report.removable;
    if gone.is_empty() {
        return;
    }
    let (are, them) = match gone.len() {
        1 => ("is", "it"),
        _ => ("are", "them"),
    };
    tell(&format!(
        "note: {} of the findings in `{}` {are} gone, and `--write-baseline` takes {them} out:",
        gone.len(),
        path.display()
    ));
    for place in gone {
        tell(&format!("  {}: {}", place.path, place.rule));
    }
}
