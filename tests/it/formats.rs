//! The formats for programs, and writing several of them in one run.

use std::fs;

use serde_json::Value;

use framelint::render::Format;

use crate::cli::{fixture, role_with_an_error};
use crate::program::{copy, folder, in_repository, run};

/// What a check of a fixture prints in a format.
fn printed(format: &str) -> String {
    let ran = run(&fixture("ferries"), &["check", "--format", format]);
    assert_eq!((ran.err.as_str(), ran.code), ("", 1), "{format}");
    ran.out
}

#[test]
fn github_annotates_the_lines() {
    insta::assert_snapshot!(printed("github"));
}

#[test]
fn gitlab_gets_a_code_quality_report() {
    insta::assert_snapshot!(printed("gitlab"));
}

#[test]
fn junit_has_a_suite_for_each_file() {
    insta::assert_snapshot!(printed("junit"));
}

#[test]
fn checkstyle_has_the_errors_of_each_file() {
    insta::assert_snapshot!(printed("checkstyle"));
}

#[test]
fn markdown_sums_up_and_lists() {
    insta::assert_snapshot!(printed("markdown"));
}

#[test]
fn sarif_has_every_rule_and_the_results() {
    let mut log: Value = serde_json::from_str(&printed("sarif")).unwrap();
    let driver = &mut log["runs"][0]["tool"]["driver"];
    assert_eq!(driver["version"], env!("CARGO_PKG_VERSION"));
    let rules = driver["rules"].as_array().unwrap().clone();
    let ids: Vec<&str> = rules
        .iter()
        .filter_map(|rule| rule["id"].as_str())
        .collect();
    let known: Vec<&str> = framelint::rules::ALL
        .iter()
        .map(|rule| rule.info().id)
        .collect();
    assert_eq!(ids, known);
    let shown = rules.iter().find(|rule| rule["id"] == "repeated-word");
    let shown = vec![shown.unwrap().clone()];
    // What does not change with each rule that is added or reworded.
    driver["rules"] = shown.into();
    for version in ["version", "semanticVersion"] {
        driver[version] = "0".into();
    }
    for result in log["runs"][0]["results"].as_array_mut().unwrap() {
        let rule = result["ruleIndex"].as_u64().unwrap();
        assert_eq!(result["ruleId"], ids[usize::try_from(rule).unwrap()]);
        result["ruleIndex"] = 0.into();
    }
    insta::assert_snapshot!(serde_json::to_string_pretty(&log).unwrap());
}

#[test]
fn sarif_says_when_not_everything_could_be_checked() {
    let successful = |arguments: &[&str]| {
        let folder = folder(&[("role.md", role_with_an_error().as_bytes())]);
        let arguments = [&["check", "--format", "sarif"], arguments].concat();
        let ran = run(folder.path(), &arguments);
        let log: Value = serde_json::from_str(&ran.out).unwrap();
        let invocation = &log["runs"][0]["invocations"][0];
        (ran.code, invocation["executionSuccessful"].as_bool())
    };
    assert_eq!(successful(&[]), (1, Some(true)));
    assert_eq!(successful(&[".", "no-such-folder"]), (2, Some(false)));
    assert_eq!(successful(&["--config", "role.md"]), (2, Some(false)));
}

#[test]
fn what_is_only_worth_knowing_fails_nothing() {
    let folder = folder(&[
        ("role.md", role_with_an_error().as_bytes()),
        (
            "framelint.toml",
            b"[rules]\nunknown-skill-level = \"info\"\n",
        ),
    ]);
    for (format, part) in [
        ("sarif", "\"level\": \"note\""),
        ("github", "::notice title=unknown-skill-level,"),
        ("gitlab", "\"severity\": \"info\""),
        ("junit", "tests=\"1\" skipped=\"0\" failures=\"0\""),
        ("junit", "<system-out>role.md:14:"),
        ("checkstyle", "severity=\"info\""),
        ("markdown", "**info** `Awarenes` is not"),
    ] {
        let ran = run(folder.path(), &["check", "--format", format]);
        assert!(ran.out.contains(part), "{}", ran.out);
        assert_eq!(ran.code, 0, "{format}");
    }
}

#[test]
fn no_format_changes_the_exit_code() {
    let with_error = folder(&[("role.md", role_with_an_error().as_bytes())]);
    let unreadable = folder(&[("role.md", b"# \xff\n")]);
    let empty = folder(&[]);
    for format in Format::ALL.map(Format::name) {
        for (folder, arguments, code) in [
            (&with_error, &[][..], 1),
            (&with_error, &["--quiet"], 1),
            (&with_error, &["--statistics"], 1),
            (&with_error, &["--fail-on", "never"], 0),
            (&with_error, &[".", "no-such-folder"], 2),
            (&unreadable, &[], 2),
            (&empty, &[], 0),
        ] {
            let arguments = [&["check", "--format", format], arguments].concat();
            let ran = run(folder.path(), &arguments);
            assert_eq!(ran.code, code, "{arguments:?}: {}", ran.err);
        }
    }
}

#[test]
fn quiet_and_statistics_take_nothing_from_the_formats_for_programs() {
    let role = folder(&[("role.md", role_with_an_error().as_bytes())]);
    let printed = |format: &str, further: &[&str]| {
        let arguments = [&["check", "--format", format], further].concat();
        run(role.path(), &arguments).out
    };
    for format in Format::ALL.map(Format::name) {
        if ["human", "short", "markdown"].contains(&format) {
            continue;
        }
        let whole = printed(format, &[]);
        for switch in ["--quiet", "--statistics"] {
            assert_eq!(printed(format, &[switch]), whole, "{format} {switch}");
        }
    }
    let whole = printed("markdown", &[]);
    assert_eq!(printed("markdown", &["--quiet"]), whole);
    let counts = printed("markdown", &["--statistics"]);
    assert!(
        whole.starts_with(&counts) && !counts.contains("14:"),
        "{counts}"
    );
}

#[test]
fn equal_findings_in_one_file_have_fingerprints_and_names_of_their_own() {
    let role = role_with_an_error();
    let row = role.lines().last().unwrap();
    let twice = format!("{role}{row}\n").replace("Awarenes", "Whatever");
    let folder = folder(&[("a.md", twice.as_bytes()), ("b.md", twice.as_bytes())]);
    let arguments = ["check", "--select", "unknown-skill-level", "--format"];
    let printed = |format| run(folder.path(), &[&arguments[..], &[format]].concat()).out;
    let issues: Value = serde_json::from_str(&printed("gitlab")).unwrap();
    let issues = issues.as_array().unwrap().iter();
    let prints: std::collections::BTreeSet<_> = issues
        .map(|issue| issue["fingerprint"].to_string())
        .collect();
    assert_eq!(prints.len(), 4);
    let junit = printed("junit");
    assert_eq!(
        junit.matches(" is not a skill level (2)\"").count(),
        2,
        "{junit}"
    );
}

#[test]
fn a_summary_in_markdown_stays_within_what_a_server_takes() {
    let role = role_with_an_error();
    let row = role
        .lines()
        .last()
        .unwrap()
        .replace("Awarenes", &"Whatever ".repeat(30));
    let long = format!("{role}{}", format!("{row}\n").repeat(2000));
    let folder = folder(&[("role.md", long.as_bytes())]);
    let arguments = ["check", "--select", "unknown-skill-level", "--format"];
    let ran = run(folder.path(), &[&arguments[..], &["markdown"]].concat());
    assert!(ran.out.len() < 600_000, "{}", ran.out.len());
    let last = ran.out.lines().last().unwrap();
    let left = last
        .strip_suffix(" findings more: too much for one page.")
        .unwrap();
    let listed = ran.out.matches("**error**").count();
    assert_eq!(listed + left.parse::<usize>().unwrap(), 2001);
}

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
        "--output-file",
        "sarif=e.sarif",
        "--output-file",
        "junit=f.xml",
    ];
    let (sarif, junit) = (alone("sarif"), alone("junit"));
    let ran = run(folder.path(), &arguments);
    assert_eq!((ran.out.as_str(), ran.err.as_str(), ran.code), ("", "", 1));
    assert_eq!((read("c"), read("d")), (json, short));
    assert_eq!((read("e.sarif"), read("f.xml")), (sarif, junit));
    let left = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(left, 7, "the role and six outputs");
}

#[test]
fn a_file_that_cannot_be_written_does_not_keep_the_others_from_it() {
    let folder = folder(&[("role.md", role_with_an_error().as_bytes())]);
    let arguments = [
        "--output-file",
        "json=no/such/a.json",
        "--output-file",
        "short=b.log",
        "--output-file",
        "checkstyle=c.xml",
    ];
    let ran = run(
        folder.path(),
        &[&["check", "--format", "short"][..], &arguments].concat(),
    );
    assert_eq!(
        ran.err,
        "error: cannot write to `no/such/a.json`: there is no such folder\n"
    );
    assert!(ran.out.starts_with("role.md:14:"), "{}", ran.out);
    let written = fs::read_to_string(folder.path().join("b.log")).unwrap();
    assert_eq!((written, ran.code), (ran.out, 2));
    let checkstyle = fs::read_to_string(folder.path().join("c.xml")).unwrap();
    assert!(checkstyle.ends_with("</checkstyle>\n"), "{checkstyle}");
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
            &["--output-file", "json=a", "--output-file", "short=./a"],
            "`./a` twice",
        ),
        (
            &["--output-file", "json=a", "--write-baseline", "./a"],
            "--output-file and --write-baseline name the same file",
        ),
        (
            &["--output-file", "a", "--baseline", "./a"],
            "--output-file and --baseline name the same file, `./a`",
        ),
        (&["--output-file", ""], "an empty text names no file"),
        (&["--output-file", "-"], "a file called `-` is `./-`"),
        (&["--output-file", "json=-"], "a file called `-` is `./-`"),
        (&["--write-baseline", "-"], "a file called `-` is `./-`"),
        (
            &["--output-file", "json=role.md"],
            "--output-file would write over `role.md`, which is one of the files that are checked",
        ),
        (
            &["--write-baseline", "role.md"],
            "--write-baseline would write over `role.md`, which",
        ),
        (
            &["--stdin-filename", "."],
            "--stdin-filename names a file, and `.` is a folder",
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
    let role = fs::read(folder.path().join("role.md")).unwrap();
    assert_eq!(role, role_with_an_error().as_bytes());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_report_that_is_a_text_in_the_folder_is_written_again_and_again() {
    let framework = folder(&[]);
    copy(
        &in_repository("fixtures/frameworks/harbour-with-defects"),
        framework.path(),
    );
    let arguments = [
        "check",
        "--output-file=a.log",
        "--output-file=markdown=b.md",
        "--output-file=short=c.txt",
    ];
    let first = run(framework.path(), &arguments);
    for _ in 0..2 {
        let again = run(framework.path(), &arguments);
        assert_eq!((again.err, again.code), (first.err.clone(), 1));
    }
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
