//! Fixes: what they leave, what they touch, and the ways in which they can be had (on disk, as a patch, through standard input).

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use framelint::config::Configuration;
use framelint::engine::{Engine, Files, MemoryFiles, Report};
use framelint::finding::{Finding, Grade};
use framelint::fix::{Fixed, fix};
use framelint::text::Span;

use crate::program::{Ran, framelint, in_repository, run, run_with_input};
use crate::say;

/// The framework whose defects are listed.
const HARBOUR: &str = "fixtures/frameworks/harbour-with-defects";

#[test]
fn fixing_leaves_nothing_fixable_and_changes_nothing_the_second_time() {
    for framework in frameworks() {
        let files = texts(&framework);
        for grade in [Grade::Safe, Grade::Any] {
            let place = format!("{} ({grade:?})", framework.display());
            let (once, _) = fixed(&files, grade);
            let mut after = files.clone();
            for (path, change) in &once.files {
                assert_eq!(change.before, files.0[&**path]);
                after.0.insert(path.to_string(), change.after.clone());
            }
            let (twice, report) = fixed(&after, grade);
            assert!(twice.files.is_empty(), "{place}: {:?}", twice.files.keys());
            let left: Vec<String> = report
                .findings
                .iter()
                .filter(|finding| grade.choose(finding).is_some())
                .map(|finding| format!("{} {}", finding.location.path, finding.message))
                .collect();
            assert!(left.is_empty(), "{place}: {}", left.join("\n"));
        }
    }
}

#[test]
fn fixing_changes_no_line_without_a_finding() {
    for framework in frameworks() {
        let files = texts(&framework);
        for grade in [Grade::Safe, Grade::Any] {
            let with_findings = RefCell::new(BTreeSet::new());
            let fixed = fixed_with(&files, grade, &|engine, report| {
                let mut lines = with_findings.borrow_mut();
                for finding in &report.findings {
                    lines.extend(lines_of(engine, finding));
                }
            })
            .0;
            let with_findings = with_findings.into_inner();
            for (path, change) in &fixed.files {
                for line in lines_that_changed(&change.before, &change.after) {
                    assert!(
                        with_findings.contains(&(path.to_string(), line.to_owned())),
                        "{} ({grade:?}): {path} has no finding at {line:?}",
                        framework.display()
                    );
                }
            }
        }
    }
}

#[test]
fn fixing_what_is_safe_brings_no_new_finding() {
    let markup: [fn(&str, &str) -> String; 5] = [
        |before, after| format!("{before}{after}"),
        |before, after| format!("{before}**{after}**"),
        |before, after| format!("**{before}**{after}"),
        |before, after| format!("{before}[{after}](index.md)"),
        |before, after| format!("[{before}](index.md)`{after}`"),
    ];
    for framework in frameworks() {
        let plain = texts(&framework);
        for marked in markup {
            let texts = plain.0.iter();
            let files = texts.map(|(path, text)| (path.clone(), with_markup(text, marked)));
            let files = MemoryFiles(files.collect());
            let before = RefCell::new(None);
            let (_, after) = fixed_with(&files, Grade::Safe, &|_, report| {
                let mut before = before.borrow_mut();
                before.get_or_insert_with(|| report.said.clone());
            });
            let before = before.into_inner().unwrap();
            for ((path, rule), now) in after.said {
                let had = before.get(&(Arc::clone(&path), rule));
                let left = after.findings.iter();
                let left = left.filter(|one| one.rule == rule && one.location.path == path);
                let left: Vec<&str> = left.map(|finding| &*finding.message).collect();
                assert!(
                    now <= had.copied().unwrap_or_default(),
                    "{}, {}: {path}: {rule}: {left:?}",
                    framework.display(),
                    marked("wo", "rd")
                );
            }
        }
    }
}

/// The text with its longer words in headings, points and tables cut in the middle by markup, but for those of links.
fn with_markup(text: &str, marked: fn(&str, &str) -> String) -> String {
    let lines = text.split_inclusive('\n').map(|line| {
        if !line.starts_with(['|', '#', '-']) || line.contains("---") {
            return line.to_owned();
        }
        let mut is_link = false;
        let words = line.split_inclusive(|c: char| !c.is_alphanumeric());
        let words = words.map(|word| {
            let letters = word.trim_end_matches(|c: char| !c.is_alphanumeric());
            let written = if is_link || letters.len() < 6 || !letters.is_ascii() {
                word.to_owned()
            } else {
                let (before, after) = letters.split_at(letters.len() / 2);
                marked(before, after) + &word[letters.len()..]
            };
            is_link = word.ends_with('[') || (is_link && !word.ends_with(')'));
            written
        });
        words.collect()
    });
    lines.collect()
}

/// Every folder with a small framework in it.
fn frameworks() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut frameworks = folders_in(&root.join("frameworks"));
    frameworks.extend(folders_in(&root.join("cli")));
    for rule in folders_in(&root.join("rules")) {
        frameworks.extend(folders_in(&rule));
    }
    // Those with a configuration of their own are fixed through the command line.
    frameworks.retain(|folder| !folder.join("framelint.toml").exists());
    assert!(frameworks.len() > 50);
    frameworks
}

fn folders_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    let mut folders: Vec<PathBuf> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders
}

fn texts(folder: &Path) -> MemoryFiles {
    let mut files = MemoryFiles::default();
    for path in files_in(folder) {
        let ending = path.extension().and_then(|ending| ending.to_str());
        let name = path.strip_prefix(folder).unwrap().to_str().unwrap();
        if matches!(ending, Some("md" | "markdown" | "txt")) && name != "expected.txt" {
            let text = fs::read_to_string(&path).unwrap();
            files.0.insert(name.replace('\\', "/"), text);
        }
    }
    files
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_in(&path));
        } else {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn fixed(files: &MemoryFiles, grade: Grade) -> (Fixed, Report) {
    fixed_with(files, grade, &|_, _| {})
}

/// What fixing changes and what it leaves; `look` sees every report on the way.
fn fixed_with(
    files: &MemoryFiles,
    grade: Grade,
    look: &dyn Fn(&Engine<'_>, &Report),
) -> (Fixed, Report) {
    let mut engine = Engine::new(Arc::new(Configuration::default()), files);
    engine.read(files.0.keys().map(|path| path.as_str().into()).collect());
    let report = |engine: &Engine<'_>| {
        let report = engine.report();
        look(engine, &report);
        report
    };
    let fixed = fix(&mut engine, &report, grade, None);
    (fixed, engine.report())
}

/// The lines that a finding speaks of, each with its path: those of its places, and of the piece of its document that it is about.
fn lines_of(engine: &Engine<'_>, finding: &Finding) -> Vec<(String, String)> {
    let related = finding.related.iter().map(|related| &related.location);
    let places = std::iter::once(&finding.location).chain(related);
    let places = places.map(|place| (&place.path, place.span()));
    let places = places.chain([(&finding.location.path, finding.about)]);
    places
        .flat_map(|(path, span)| {
            let text = engine.files().read(path).unwrap_or_default();
            let lines = text.split_inclusive('\n').scan(0, |end, line| {
                let start = *end;
                *end += line.len();
                Some((Span::new(start, *end), line))
            });
            let touched = lines.filter(|(line, _)| line.touches(span));
            let touched = touched.map(|(_, line)| (path.to_string(), line.to_owned()));
            touched.collect::<Vec<_>>()
        })
        .collect()
}

/// The lines of `before` that are not in `after`.
fn lines_that_changed<'t>(before: &'t str, after: &str) -> Vec<&'t str> {
    let (before, after): (Vec<&str>, Vec<&str>) = (
        before.split_inclusive('\n').collect(),
        after.split_inclusive('\n').collect(),
    );
    let operations = similar::capture_diff_slices(similar::Algorithm::Myers, &before, &after);
    let changed = operations
        .iter()
        .filter(|operation| !matches!(operation, similar::DiffOp::Equal { .. }));
    changed
        .flat_map(|operation| before[operation.old_range()].iter().copied())
        .collect()
}

/// A copy of a framework, each text changed by `change`.
fn copy_of(framework: &str, change: impl Fn(String) -> String) -> tempfile::TempDir {
    let from = in_repository(framework);
    let copy = tempfile::tempdir().unwrap();
    for path in files_in(&from) {
        let target = copy.path().join(path.strip_prefix(&from).unwrap());
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::write(target, change(fs::read_to_string(path).unwrap())).unwrap();
    }
    copy
}

/// A text as editors on Windows may leave it.
fn windows(text: &str) -> String {
    let lines = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    format!("\u{feff}{}", lines.replace('\n', "\r\n"))
}

pub fn contents(folder: &Path) -> BTreeMap<PathBuf, String> {
    let files = files_in(folder).into_iter();
    files
        .filter(|path| !path.starts_with(folder.join(".git")))
        .map(|path| {
            let name = path.strip_prefix(folder).unwrap().to_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect()
}

fn number_of(findings: &str, err: &str) -> usize {
    let before = err.split(findings).next().unwrap();
    let words = before.split_whitespace();
    words.last().unwrap().parse().unwrap()
}

#[test]
fn a_fixed_framework_has_nothing_left_to_fix_and_is_not_written_again() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = folders_in(&root.join("fixtures/frameworks"));
    all.extend(folders_in(&root.join("fixtures/cli")));
    for framework in all {
        let name = framework.strip_prefix(root).unwrap().to_str().unwrap();
        for more in [&[][..], &["--unsafe-fixes"]] {
            fix_twice(name, more);
        }
    }
}

fn fix_twice(framework: &str, more: &[&str]) {
    let copy = copy_of(framework, |text| text);
    let arguments = [&["check", "--fix", "--format", "json"], more].concat();
    let before = contents(copy.path());
    let first = run(copy.path(), &arguments);
    let json: serde_json::Value = serde_json::from_str(&first.out).unwrap();
    assert_eq!(json["summary"]["fixable"], 0, "{framework}");
    if !more.is_empty() {
        assert_eq!(json["summary"]["fixable_unsafely"], 0, "{framework}");
    }
    let after = contents(copy.path());
    assert_eq!(before.len(), after.len());
    assert_eq!(first.err.starts_with("fixed "), before != after);
    if framework == HARBOUR {
        assert!(before != after && first.code == 1);
    }

    let times = |folder: &Path| -> Vec<_> {
        let files = files_in(folder).into_iter();
        files
            .map(|path| path.metadata().unwrap().modified().unwrap())
            .collect()
    };
    let written = times(copy.path());
    let second = run(copy.path(), &arguments);
    assert_eq!(second.err, "nothing was fixed\n");
    assert_eq!((second.out, second.code), (first.out, first.code));
    assert_eq!(
        (contents(copy.path()), times(copy.path())),
        (after, written)
    );
}

#[test]
fn a_patch_does_what_fix_does() {
    if Command::new("git").arg("--version").output().is_err() {
        say("skipped: there is no git");
        return;
    }
    let plain = |text: String| text;
    let without_end = |text: String| text.trim_end().to_owned();
    let changes: [&dyn Fn(String) -> String; 3] = [&plain, &|text| windows(&text), &without_end];
    for change in changes {
        for more in [&[][..], &["--unsafe-fixes"]] {
            // In a folder of a repository, with a name that a patch has to quote.
            let patched = copy_of(HARBOUR, change);
            let repository = tempfile::tempdir().unwrap();
            let folder = repository.path().join("the \"framework\"");
            fs::rename(patched.path(), &folder).unwrap();
            git(repository.path(), &["init", "--quiet"]);
            let before = contents(&folder);
            let patch = run(&folder, &[&["check", "--diff"], more].concat());
            assert_eq!(patch.code, 1, "{}", patch.err);
            assert_eq!(contents(&folder), before, "nothing is written");
            let file = repository.path().join("fixes.patch");
            fs::write(&file, &patch.out).unwrap();
            git(&folder, &["apply", file.to_str().unwrap()]);

            let fixed = copy_of(HARBOUR, change);
            let ran = run(fixed.path(), &[&["check", "--fix"], more].concat());
            assert_eq!(contents(&folder), contents(fixed.path()));
            assert_eq!(
                number_of(" finding", &patch.err),
                number_of(" finding", &ran.err)
            );

            // Seen from elsewhere the patch begins above.
            let inner = folder.join("guides");
            git(&folder, &["apply", "--reverse", file.to_str().unwrap()]);
            assert_eq!(contents(&folder), before);
            let patch = run(&inner, &[&["check", "--diff", ".."], more].concat());
            assert!(patch.err.ends_with("the patch is to be applied in `..`\n"));
            fs::write(&file, &patch.out).unwrap();
            git(&folder, &["apply", file.to_str().unwrap()]);
            assert_eq!(contents(&folder), contents(fixed.path()));
        }
    }
}

fn git(folder: &Path, arguments: &[&str]) {
    let mut command = Command::new("git");
    let output = command
        .current_dir(folder)
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn a_patch_of_nothing_is_empty() {
    let copy = copy_of("fixtures/frameworks/harbour", |text| text);
    let ran = run(copy.path(), &["check", "--diff"]);
    assert_eq!((ran.out.as_str(), ran.code), ("", 0));
    assert_eq!(ran.err, "there is nothing to fix\n");
}

#[test]
fn line_ends_and_the_byte_order_mark_are_kept() {
    let copy = copy_of(HARBOUR, |text| windows(&text));
    let ran = run(copy.path(), &["check", "--fix", "--unsafe-fixes"]);
    assert!(ran.err.starts_with("fixed "), "{}", ran.err);
    for (path, text) in contents(copy.path()) {
        assert!(text.starts_with('\u{feff}'), "{}", path.display());
        let lone = text.replace("\r\n", "").contains(['\r', '\n']);
        assert!(!lone, "{}", path.display());
    }
}

#[test]
fn a_file_with_a_carriage_return_by_itself_is_fixed_and_keeps_it() {
    let copy = copy_of(HARBOUR, |text| text.replacen("\n\n# ", "\n\r# ", 1));
    let before = contents(copy.path());
    let ran = run(copy.path(), &["check", "--fix"]);
    assert!(ran.err.starts_with("fixed "), "{}", ran.err);
    let after = contents(copy.path());
    assert_ne!(before, after);
    for (path, text) in after {
        let lone = |text: &str| text.matches('\r').count();
        assert_eq!(lone(&text), lone(&before[&path]), "{}", path.display());
    }
}

#[test]
fn only_the_files_that_are_named_are_changed() {
    let copy = copy_of(HARBOUR, |text| text);
    fs::write(copy.path().join("framelint.toml"), "").unwrap();
    let before = contents(copy.path());
    let name = Path::new("clips").join("ferry-master.md");
    run(
        copy.path(),
        &["check", "--fix", "--unsafe-fixes", name.to_str().unwrap()],
    );
    let after = contents(copy.path());
    let changed: Vec<&PathBuf> = before
        .iter()
        .filter(|(path, text)| after[*path] != **text)
        .map(|(path, _)| path)
        .collect();
    assert_eq!(changed, [&name]);
}

/// A role whose only skill has a level that there is not.
const ROLE: &str = "\
---
title: Deckhand
kind: role
---

# Deckhand

A deckhand looks after the lines.

## Deckhand

| Skill | Level | Description |
|-------|-------|-------------|
| Rope work | Awarenes | You can:<br>- coil a line |
";

fn mended() -> String {
    ROLE.replace("Awarenes", "Awareness")
}

#[cfg(unix)]
#[test]
fn a_fixed_file_keeps_its_permissions_and_the_links_to_it() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = tempfile::tempdir().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let file = elsewhere.path().join("role.md");
    fs::write(&file, ROLE).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    let link = folder.path().join("role.md");
    symlink(&file, &link).unwrap();
    let ran = run(folder.path(), &["check", "--fix", "--format", "short"]);
    assert_eq!(
        (ran.out.as_str(), ran.err.as_str(), ran.code),
        ("", "fixed 1 finding in 1 file\n", 0)
    );
    assert_eq!(fs::read_to_string(&file).unwrap(), mended());
    assert!(link.symlink_metadata().unwrap().is_symlink());
    let mode = file.metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
    for folder in [folder.path(), elsewhere.path()] {
        assert_eq!(files_in(folder).len(), 1, "nothing is left lying about");
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_written_is_named_and_the_others_are_fixed() {
    use std::os::unix::fs::{PermissionsExt, chown};
    use std::os::unix::process::CommandExt;
    const NOBODY: u32 = 65534;
    let folder = tempfile::tempdir().unwrap();
    let other = ROLE.replace("Deckhand", "Diver");
    for (name, text) in [("a.md", ROLE), ("b.md", &other)] {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let readonly = folder.path().join("a.md");
    fs::set_permissions(&readonly, fs::Permissions::from_mode(0o444)).unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = framelint(folder.path(), &["check", "--fix"]);
    if fs::OpenOptions::new().write(true).open(&readonly).is_ok() {
        // Permissions do not hold for the superuser: become nobody.
        for path in [folder.path(), &folder.path().join("b.md")] {
            chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
        }
        command.uid(NOBODY).gid(NOBODY);
    }
    let Ok(output) = command.output() else {
        say("skipped: nobody cannot run the test binary, and nothing is closed to the superuser");
        return;
    };
    let ran = Ran::from(output);
    assert_eq!(
        ran.err,
        "error: `a.md` cannot be written: permission denied\nfixed 1 finding in 1 file\n"
    );
    assert!(ran.out.contains("a.md:14:"), "{}", ran.out);
    // All was checked, though not all was changed.
    let summary = "\n1 error in 2 documents; 1 fixable with --fix\n";
    assert!(ran.out.ends_with(summary), "{}", ran.out);
    assert_eq!(ran.code, 2);
    let text = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!(text("a.md"), ROLE);
    assert_eq!(text("b.md"), other.replace("Awarenes", "Awareness"));
}

#[test]
fn a_text_on_standard_input_is_checked_among_the_files_on_disk() {
    let copy = copy_of("fixtures/frameworks/harbour", |text| text);
    fs::write(copy.path().join("framelint.toml"), "").unwrap();
    let name = "clips/ferry-master.md";
    let text = fs::read_to_string(copy.path().join(name)).unwrap();
    let drifted = text.replacen("You can:  - ", "You can:  - never again ", 1);
    assert_ne!(text, drifted);
    let arguments = ["check", "--format", "short", "--stdin-filename", name];
    let ran = Ran::from(run_with_input(copy.path(), &arguments, drifted.as_bytes()));
    assert!(
        ran.out.contains(&format!("{name}:")) && ran.out.contains("skill-description-drift"),
        "{}",
        ran.out
    );
    assert_eq!((ran.out.lines().count(), ran.code), (1, 1));
    // People see the words of the text that they gave.
    let arguments = ["check", "--stdin-filename", name, "-"];
    let ran = Ran::from(run_with_input(copy.path(), &arguments, drifted.as_bytes()));
    assert!(ran.out.contains("never again"), "{}", ran.out);

    let ran = Ran::from(run_with_input(copy.path(), &arguments, text.as_bytes()));
    assert_eq!(ran.code, 0, "{}", ran.out);
}

#[test]
fn a_text_on_standard_input_is_fixed_on_standard_output() {
    let folder = tempfile::tempdir().unwrap();
    // The file need not be there yet, nor its folder.
    let arguments = [
        "check",
        "--fix",
        "--format",
        "short",
        "--stdin-filename",
        "roles/new.md",
        "-",
    ];
    let worse = ROLE.replace("coil a line", "coil a a line");
    let ran = Ran::from(run_with_input(folder.path(), &arguments, worse.as_bytes()));
    assert_eq!(ran.out, worse.replace("Awarenes", "Awareness"));
    let lines: Vec<&str> = ran.err.lines().collect();
    assert_eq!(lines[0], "fixed 1 finding in 1 file");
    assert!(lines[1].starts_with("roles/new.md:14:"), "{}", ran.err);
    assert_eq!((lines.len(), ran.code), (2, 0));
    assert!(files_in(folder.path()).is_empty());

    // Whatever cannot be fixed comes out as it went in.
    for text in ["", "# A note\n", &mended()] {
        let ran = Ran::from(run_with_input(folder.path(), &arguments, text.as_bytes()));
        assert_eq!(ran.out, text);
    }
    let latin = b"---\ntitle: \xe9\n---\n";
    let output = run_with_input(folder.path(), &arguments, latin);
    assert_eq!(output.stdout, latin);
    assert_eq!(output.status.code(), Some(2));
    let err = String::from_utf8(output.stderr).unwrap();
    assert!(
        err.contains("roles/new.md:2:8: error unreadable-file"),
        "{err}"
    );
}

#[test]
fn a_text_on_standard_input_has_a_patch_too() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["check", "--diff", "--stdin-filename", "role.md"];
    let ran = Ran::from(run_with_input(folder.path(), &arguments, ROLE.as_bytes()));
    assert!(
        ran.out.contains("\n-| Rope work | Awarenes |"),
        "{}",
        ran.out
    );
    assert!(
        ran.out.contains("\n+| Rope work | Awareness |"),
        "{}",
        ran.out
    );
    assert_eq!(ran.code, 1);
}

#[test]
fn what_makes_no_sense_is_said() {
    let folder = tempfile::tempdir().unwrap();
    for (arguments, message) in [
        (
            &["check", "-"][..],
            "`-` is the text on standard input: say with --stdin-filename which file it is of",
        ),
        (
            &["check", "--unsafe-fixes"],
            "--unsafe-fixes says which changes to make: add --fix or --diff",
        ),
        (&["check", "--diff", "--format", "json"], "--format"),
    ] {
        let ran = run(folder.path(), arguments);
        assert!(ran.err.contains(message), "{}", ran.err);
        assert_eq!((ran.out.as_str(), ran.code), ("", 2));
    }
}

/// The catalogue that the following documents are held against.
const CATALOGUE: &str = "\
---
title: Skills A to Z
kind: skill-catalogue
---

# Skills A to Z

## Rope work

Rope work involves making a boat fast.

| Skill level | Description |
|-------------|-------------|
| Awareness | You can:<br>- coil a line<br>- name the knots a\\|b that hold<br>- stow what is wet |

Roles that require this skill

- Deckhand
";

/// The cell of a deckhand's description, before and after it takes the wording of the catalogue.
fn reworded(cell: &str) -> String {
    let role = ROLE
        .replace("Awarenes", "Awareness")
        .replace("You can:<br>- coil a line", cell);
    reworded_document(&role, "deckhand.md")
}

fn reworded_document(text: &str, path: &str) -> String {
    let mut files = MemoryFiles::default();
    files.0.insert("skills.md".to_owned(), CATALOGUE.to_owned());
    files.0.insert(path.to_owned(), text.to_owned());
    let (safe, _) = fixed(&files, Grade::Safe);
    assert!(
        !safe.files.contains_key(path),
        "which words are right needs a person"
    );
    let (fixed, report) = fixed(&files, Grade::Any);
    let left = report.findings.iter();
    let left: Vec<&str> = left.map(|finding| &*finding.message).collect();
    assert!(left.is_empty(), "{left:?}");
    let after = fixed.files[path].after.clone();
    let rest = after.lines().filter(|line| !text.contains(*line));
    rest.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_description_takes_the_right_wording_in_its_own_style() {
    for (before, after) in [
        // A changed word and a point that was left out, as the repo's own documents write lists.
        (
            "You can:<br>- coil a rope<br>- stow what is wet",
            "You can:<br>- coil a line<br>- name the knots a\\|b that hold<br>- stow what is wet",
        ),
        // A point too many, in the flattened list of a clip.
        (
            "You can:  - coil a line - sing - name the knots a\\|b that hold - stow what is wet",
            "You can:  - coil a line - name the knots a\\|b that hold - stow what is wet",
        ),
        // With the dashes of a word processor.
        (
            "You can:<br>— coil a line<br>— stow what is wet",
            "You can:<br>— coil a line<br>— name the knots a\\|b that hold<br>— stow what is wet",
        ),
        // The first point is missing, the last one is too many.
        (
            "You can:  - name the knots a\\|b that hold - stow what is wet - sing",
            "You can:  - coil a line - name the knots a\\|b that hold - stow what is wet",
        ),
        (
            "You can:<ul><li>coil a rope</li><li>stow what is wet</li></ul>",
            "You can:<ul><li>coil a line</li><li>name the knots a\\|b that hold</li><li>stow what is wet</li></ul>",
        ),
    ] {
        let row = |cell: &str| format!("| Rope work | Awareness | {cell} |");
        assert_eq!(reworded(before), row(after), "{before}");
    }
}

#[test]
fn a_point_is_added_to_copied_page_text_with_its_bullet_and_indentation() {
    let page = "\
Skip to main content\r
\r
Deckhand\r
\r
Find out what a deckhand does and the skills you need to do the role at each level.\r
\r
What a deckhand does\r
\r
A deckhand looks after the lines.\r
\r
Deckhand role levels\r
\r
There is one deckhand role level.\r
\r
Skill Description\r
\r
Rope work\r
\r
Level: awareness\r
\r
Awareness is the first of 4 ascending skill levels\r
\r
You can:\r
\r
    • coil a line\r
    • stow what is damp\r
\r
Updates\r
\r
Published 2 May 2019\r
\r
Last updated 2 May 2019\r
\r
2 May 2019\r
\r
    • First published.\r
";
    assert_eq!(
        reworded_document(page, "deckhand.txt"),
        "    • name the knots a|b that hold\n    • stow what is wet"
    );
}

#[test]
fn numbered_points_and_points_with_markup_are_left_to_a_person() {
    for cell in [
        "You can:<br>1. coil a line<br>2. stow what is wet",
        "You can:<br>- coil **a rope**<br>- name the knots a\\|b that hold<br>- stow what is wet",
    ] {
        let role = ROLE
            .replace("Awarenes", "Awareness")
            .replace("You can:<br>- coil a line", cell);
        let mut files = MemoryFiles::default();
        files.0.insert("skills.md".to_owned(), CATALOGUE.to_owned());
        files.0.insert("deckhand.md".to_owned(), role);
        let (fixed, report) = fixed(&files, Grade::Any);
        assert!(fixed.files.is_empty(), "{:?}", fixed.files);
        let rules: Vec<&str> = report.findings.iter().map(|finding| finding.rule).collect();
        assert_eq!(rules, ["skill-description-drift"]);
    }
}

/// What fixing makes of a row of a baker's skill table, beside others that have no mistakes.
fn fixed_row(row: &str) -> String {
    let others = "| Baking | Working | You can:<br>- bake one<br>- bake two<br>- bake three<br>- bake four |\n";
    let text = format!(
        "---\ntitle: Baker\nkind: role\n---\n\n# Baker\n\nA baker bakes.\n\n## Baker\n\n\
         | Skill | Level | Description |\n| --- | --- | --- |\n{others}{row}\n"
    );
    let files = MemoryFiles(BTreeMap::from([("baker.md".to_owned(), text.clone())]));
    let (fixed, _) = fixed(&files, Grade::Any);
    let after = fixed
        .files
        .get("baker.md")
        .map_or(&text, |change| &change.after);
    after.lines().last().unwrap().to_owned()
}

#[test]
fn markup_within_a_text_is_not_written_over() {
    let row = |level: &str, points: &str| format!("| Kneading | {level} | You can:<br>{points} |");
    for (before, after) in [
        (row("Wroking", "- knead"), row("Working", "- knead")),
        (row("**Wroking**", "- knead"), row("**Working**", "- knead")),
        (
            row("[Wroking](x.md)", "- knead"),
            row("[Working](x.md)", "- knead"),
        ),
        // A full stop is put or taken away where it belongs, whatever the word is made of.
        (
            row("Working", "- knead pre**fix.**"),
            row("Working", "- knead pre**fix**"),
        ),
        (
            row("Working", "- say yes\\|no."),
            row("Working", "- say yes\\|no"),
        ),
        (
            row("Working", "- S**ay** yes"),
            row("Working", "- S**ay** yes"),
        ),
    ] {
        assert_eq!(fixed_row(&before), after, "{before}");
    }
    for left in [
        row("Wro[king](x.md)", "- knead"),
        row("Wro**king**", "- knead"),
        row("Working", "- *knead*<br>- the *the* dough"),
    ] {
        assert_eq!(fixed_row(&left), left);
    }
}

#[test]
fn a_title_is_written_as_its_format_asks_for() {
    let text = |title: &str, heading: &str| {
        format!("---\ntitle: {title}\nkind: role\n---\n\n# {heading}\n\n## Baker\n")
    };
    for (title, heading, after) in [
        ("Cook", "Cook: senior", "\"Cook: senior\""),
        ("Cook", "Cook's mate & more", "Cook's mate & more"),
        ("'Cook'", "Cook: senior", "'Cook: senior'"),
        ("\"Caf\\u00e9 baker\"", "Baker", "\"Baker\""),
        ("Cook 20250101164927", "Baker", "Baker 20250101164927"),
        // Over several lines it is left to a person.
        (">\n  Cook\n  senior", "Baker", ">\n  Cook\n  senior"),
    ] {
        let before = text(title, heading);
        let files = MemoryFiles(BTreeMap::from([("page.md".to_owned(), before.clone())]));
        let (fixed, _) = fixed(&files, Grade::Any);
        let is = fixed
            .files
            .get("page.md")
            .map_or(&before, |change| &change.after);
        assert_eq!(*is, text(after, heading));
    }
}
