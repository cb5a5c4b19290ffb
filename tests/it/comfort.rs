//! What makes a run pleasant: counts instead of findings, silence, an account of what was read, and checking again by itself.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use crate::cli::{ROLE, fixture, role_with_an_error};
use crate::program::{folder, framelint, in_repository, run};

#[test]
fn statistics_count_by_rule_and_by_file() {
    let framework = in_repository("fixtures/frameworks/harbour-with-defects");
    let short = run(&framework, &["check", "--format", "short"]);
    let ran = run(&framework, &["check", "--statistics"]);
    insta::assert_snapshot!(ran.out);
    assert_eq!((ran.err.as_str(), ran.code), ("", 1));
    let (rules, files) = ran.out.split_once("By file\n").unwrap();
    for part in [rules, files] {
        let numbers = part.lines().filter(|line| line.starts_with("  "));
        let numbers = numbers.map(|line| line.split_whitespace().next().unwrap());
        let sum: usize = numbers.map(|number| number.parse::<usize>().unwrap()).sum();
        assert_eq!(sum, short.out.lines().count());
    }
    let clean = run(
        &in_repository("fixtures/frameworks/harbour"),
        &["check", "--statistics"],
    );
    assert_eq!(clean.out, "no problems in 18 documents (1 passed over)\n");
}

#[test]
fn a_quiet_run_prints_findings_and_nothing_else() {
    let loud = run(&fixture("ferries"), &["check"]);
    let quiet = run(&fixture("ferries"), &["check", "--quiet"]);
    assert!(loud.out.starts_with(&quiet.out));
    assert_eq!(loud.out[quiet.out.len()..].lines().count(), 1);
    assert_eq!((quiet.err.as_str(), quiet.code), ("", 1));

    let folder = folder(&[("role.md", ROLE.as_bytes())]);
    let ran = run(folder.path(), &["check", "-q"]);
    assert_eq!((ran.out.as_str(), ran.err.as_str(), ran.code), ("", "", 0));
    let ran = run(folder.path(), &["check", "-q", "--fix"]);
    assert_eq!((ran.out.as_str(), ran.err.as_str(), ran.code), ("", "", 0));
    // What went wrong is said all the same.
    let ran = run(folder.path(), &["check", "-q", "nowhere"]);
    assert!(ran.err.starts_with("error: "), "{}", ran.err);
    assert_eq!(ran.code, 2);
}

#[test]
fn a_verbose_run_says_what_each_file_was_read_as() {
    let folder = folder(&[
        (
            "framelint.toml",
            b"exclude = [\"drafts/\"]\nkinds = [{ name = \"policy\", paths = [\"policies/*\"] }]\n",
        ),
        ("README.md", b"# About\n\nHow these pages are written.\n"),
        (".gitignore", b"scraps/\nold-*\n!old-and-good.md\n"),
        (".hidden/a.md", b"x"),
        ("drafts/new.md", ROLE.as_bytes()),
        ("empty.md", b""),
        ("old-and-good.md", b"x"),
        ("old-picture.png", b"x"),
        ("policies/old-leave.md", b"x"),
        ("scraps/in/a.md", b"x"),
        ("scraps/b.md", b"x"),
        ("policies/leave.md", b"# Leave\n\nTwenty days.\n"),
        ("role.md", ROLE.as_bytes()),
    ]);
    let ran = run(folder.path(), &["check", "--verbose"]);
    insta::assert_snapshot!(ran.err);
    let plain = run(folder.path(), &["check"]);
    assert_eq!(
        (plain.out, plain.err.as_str(), plain.code),
        (ran.out, "", ran.code)
    );
}

/// The next line that a predicate takes, within a time that no run needs.
fn wait_for(lines: &Receiver<String>, wanted: &str) {
    let patience = Duration::from_secs(60);
    while !lines.recv_timeout(patience).expect(wanted).contains(wanted) {}
}

#[test]
fn a_watched_framework_is_checked_again_after_each_change() {
    let folder = folder(&[("role.md", ROLE.as_bytes())]);
    let output_file = folder.path().join("report.json");
    let mut command = framelint(folder.path(), &["check", "--watch"]);
    let command = command.arg(format!("--output-file=json={}", output_file.display()));
    let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let (sender, lines) = channel();
    let streams: [Box<dyn std::io::Read + Send>; 2] = [
        Box::new(child.stdout.take().unwrap()),
        Box::new(child.stderr.take().unwrap()),
    ];
    for stream in streams {
        let sender = sender.clone();
        std::thread::spawn(move || {
            for line in BufReader::new(stream).lines() {
                let _ = sender.send(line.unwrap());
            }
        });
    }
    wait_for(&lines, "watching for changes");
    fs::write(folder.path().join("role.md"), role_with_an_error()).unwrap();
    wait_for(&lines, "unknown-skill-level");
    fs::write(
        folder.path().join("framelint.toml"),
        "rules = { unknown-skill-level = \"off\" }",
    )
    .unwrap();
    wait_for(&lines, "no problems in 1 document");
    // The report that it writes itself is no change. (The line about watching comes by another stream, at any time.)
    while let Ok(line) = lines.recv_timeout(Duration::from_secs(1)) {
        assert!(line.starts_with("watching"), "{line}");
    }
    child.kill().unwrap();
    child.wait().unwrap();
}
