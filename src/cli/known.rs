//! What `framelint check` does with a baseline.

use std::path::Path;

use framelint::discover::DiskFiles;
use framelint::engine::{Files, Report};
use framelint::finding::Finding;
use framelint::policy::baseline::{self, Line};
use framelint::policy::{Known, Policy, is_about_input};
use framelint::source::Source;

use super::count;
use super::output::{Colour, tell, write_to};

/// Reads a baseline, and says what of it cannot be read.
pub fn read_baseline(path: &Path, files: &DiskFiles) -> (Known, Vec<Finding>) {
    let (lines, mistakes) = read_lines(path, files);
    (lines.into_iter().collect(), mistakes)
}

/// The lines of a baseline, with their paths as findings show them.
fn read_lines(path: &Path, files: &DiskFiles) -> (Vec<Line>, Vec<Finding>) {
    let shown = files.shown(path);
    match files.read(&shown) {
        Ok(text) => {
            let (mut lines, mistakes) = baseline::read(&Source::new(shown, text));
            let beside = files.beside(path);
            for Line { place, .. } in &mut lines {
                place.path = beside.shown_by(files, &place.path);
                place.is_there = files.exists(&place.path);
            }
            (lines, mistakes)
        }
        Err(unreadable) => (Vec::new(), vec![unreadable.finding(&shown)]),
    }
}

/// Writes everything that was found to a baseline, but for what keeps framelint from checking; gives what was found. Lines of what the
/// run did not look at stay.
pub fn write_baseline(
    path: &Path,
    files: &DiskFiles,
    policy: &Policy,
    report: &Report,
) -> Result<Known, String> {
    let findings = || report.findings.iter().filter(|one| !is_about_input(one));
    let mut lines: Vec<Line> = findings().map(Line::from).collect();
    let found = lines.len();
    if path.is_file() {
        let (before, mistakes) = read_lines(path, files);
        if let ([], [mistake, ..]) = (&*before, &*mistakes) {
            let (path, message) = (path.display(), &mistake.message);
            return Err(format!("`{path}` is there and is no baseline: {message}"));
        }
        baseline::keep_messages(&mut lines, &before);
        lines.extend(policy.unsettled(before, report));
    }
    let beside = files.beside(path);
    for Line { place, .. } in &mut lines {
        place.path = files.shown_by(&beside, &place.path);
    }
    lines.sort();
    write_to(Some(path), Colour::Never, |out, _| {
        baseline::write(out, &lines)
    })?;
    let kept = match lines.len() - found {
        0 => String::new(),
        kept => format!(
            ", and kept {} of what was not looked at",
            count(kept, "line")
        ),
    };
    let (found, path) = (count(found, "finding"), path.display());
    tell(&format!("wrote {found} to `{path}`{kept}"));
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
