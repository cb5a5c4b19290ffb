//! The formats for programs, and writing several of them in one run.

use std::fs;

use serde_json::Value;

use crate::cli::{fixture, role_with_an_error};
use crate::program::{folder, run};

#[test]
fn each_line_of_json_lines_is_a_finding_as_the_json_format_has_it() {
    let lines = run(&fixture("ferries"), &["check", "--format", "json-lines"]);
    assert_eq!((lines.err.as_str(), lines.code), ("", 1));
    let lines: Vec<Value> = lines
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let json = run(&fixture("ferries"), &["check", "--format", "json"]);
    let json: Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(json["findings"], Value::from(lines));
}

#[test]
fn one_run_writes_several_formats() {
    let folder = folder(&[("role.md", role_with_an_error().as_bytes())]);
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    let alone = |format: &str| run(folder.path(), &["check", "--format", format]).out;
    let (short, json, human) = (alone("short"), alone("json"), alone("human"));

    let arguments = [
        "check",
        "--output-file",
        "short=a.log",
        "--output-file",
        "json=b.json",
    ];
    let ran = run(folder.path(), &arguments);
    assert_eq!(
        (ran.out, ran.err.as_str(), ran.code),
        (human.clone(), "", 1)
    );
    assert_eq!(
        (read("a.log"), read("b.json")),
        (short.clone(), json.clone())
    );

    let arguments = [
        "check",
        "--format",
        "json",
        "--output-file",
        "c",
        "--output-file",
        "short=d",
    ];
    let ran = run(folder.path(), &arguments);
    assert_eq!((ran.out.as_str(), ran.err.as_str(), ran.code), ("", "", 1));
    assert_eq!((read("c"), read("d")), (json, short));
    let left = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(left, 5, "the role and four outputs");
}

#[test]
fn a_file_that_cannot_be_written_does_not_keep_the_others_from_it() {
    let folder = folder(&[("role.md", role_with_an_error().as_bytes())]);
    let arguments = [
        "--output-file",
        "json=no/such/a.json",
        "--output-file",
        "short=b.log",
    ];
    let ran = run(
        folder.path(),
        &[&["check", "--format", "short"][..], &arguments].concat(),
    );
    assert_eq!(
        ran.err,
        "error: cannot write to `no/such/a.json`: no such file or directory\n"
    );
    assert!(ran.out.starts_with("role.md:14:"), "{}", ran.out);
    let written = fs::read_to_string(folder.path().join("b.log")).unwrap();
    assert_eq!((written, ran.code), (ran.out, 2));
}

#[test]
fn an_output_that_makes_no_sense_is_a_usage_error_and_writes_nothing() {
    let folder = folder(&[("role.md", role_with_an_error().as_bytes())]);
    for (arguments, hint) in [
        (
            &["--output-file", "jsno=a.json"][..],
            "did you mean `json`?",
        ),
        (&["--output-file", "a", "--output-file", "b"], "FORMAT=FILE"),
        (
            &["--output-file", "a", "--output-file", "json=a"],
            "`a` twice",
        ),
        (
            &["--diff", "--output-file", "json=a"],
            "--diff prints a patch",
        ),
    ] {
        let ran = run(folder.path(), &[&["check"], arguments].concat());
        assert!(ran.err.contains(hint), "{arguments:?}: {}", ran.err);
        assert_eq!((ran.out.as_str(), ran.code), ("", 2), "{arguments:?}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[cfg(unix)]
#[test]
fn an_output_keeps_links_and_permissions_and_goes_to_what_is_no_file() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let folder = folder(&[
        ("role.md", role_with_an_error().as_bytes()),
        ("deep/found.log", b"old"),
    ]);
    let path = |name: &str| folder.path().join(name);
    let mode = |name: &str| fs::metadata(path(name)).unwrap().permissions().mode() & 0o777;
    fs::set_permissions(path("deep/found.log"), fs::Permissions::from_mode(0o640)).unwrap();
    symlink("deep/found.log", path("link.log")).unwrap();
    let arguments = [
        "check",
        "--output-file",
        "short=link.log",
        "--output-file",
        "json=/dev/null",
    ];
    let ran = run(folder.path(), &arguments);
    assert_eq!((ran.err.as_str(), ran.code), ("", 1));
    assert!(path("link.log").is_symlink());
    let written = fs::read_to_string(path("deep/found.log")).unwrap();
    assert!(written.starts_with("role.md:14:"), "{written}");
    assert_eq!(mode("deep/found.log"), 0o640);
    assert_eq!(fs::read_dir(path("deep")).unwrap().count(), 1);
}
