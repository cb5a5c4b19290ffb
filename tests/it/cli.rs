//! The command line: what it prints, where, and with which exit code, above all for input that is not as it should be.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use framelint::render::Format;

use crate::program::{Ran, copy, folder, framelint, in_repository, run};
use crate::repository::DEFECTS;
use crate::say;

/// A role without a mistake.
pub const ROLE: &str = "\
---
title: Deckhand
kind: role
---

# Deckhand

A deckhand looks after the lines.

## Deckhand

| Skill | Level | Description |
|-------|-------|-------------|
| Rope work | Awareness | You can:<br>- coil a line |
";

/// A role whose only skill has a level that there is not.
pub fn role_with_an_error() -> String {
    ROLE.replace("Awareness", "Awarenes")
}

pub fn fixture(name: &str) -> PathBuf {
    in_repository("fixtures/cli").join(name)
}

/// Checks a folder with these files in the short format.
fn check(files: &[(&str, &[u8])]) -> Ran {
    run(folder(files).path(), &["check", "--format", "short"])
}

#[test]
fn a_check_shows_the_words_in_question() {
    let ran = run(&fixture("ferries"), &["check"]);
    insta::assert_snapshot!(ran.out);
    assert_eq!((ran.err.as_str(), ran.code), ("", 1));
}

#[test]
fn the_short_format_has_a_line_for_each_finding() {
    let ran = run(&fixture("ferries"), &["check", "--format", "short"]);
    insta::assert_snapshot!(ran.out);
    assert_eq!((ran.err.as_str(), ran.code), ("", 1));
}

#[test]
fn the_json_format_is_one_object_and_the_same_each_time() {
    let ran = run(&fixture("ferries"), &["check", "--format", "json"]);
    insta::assert_snapshot!(ran.out);
    assert_eq!((ran.err.as_str(), ran.code), ("", 1));
    let again = run(
        &fixture("ferries"),
        &[
            "check",
            "--format",
            "json",
            "roles",
            "skills.md",
            "README.md",
        ],
    );
    assert_eq!(ran.out, again.out);
}

#[test]
fn naming_one_file_reports_only_what_concerns_it_but_reads_the_rest() {
    let ferries = fixture("ferries");
    let framework = folder(&[("framelint.toml", b"")]);
    copy(&ferries, framework.path());
    let ran = run(
        framework.path(),
        &["check", "--format", "short", "roles/ferry-pilot.md"],
    );
    assert!(
        ran.out.starts_with("roles/ferry-pilot.md:15:"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("skill-description-drift"), "{}", ran.out);
    assert_eq!((ran.out.lines().count(), ran.code), (1, 1));
}

#[test]
fn fail_on_decides_about_the_exit_code_and_not_about_the_output() {
    let ferries = fixture("ferries");
    let all = run(&ferries, &["check"]);
    let never = run(&ferries, &["check", "--fail-on", "never"]);
    assert_eq!((never.code, never.out), (0, all.out));
}

#[test]
fn rules_can_be_selected_and_ignored() {
    let ferries = fixture("ferries");
    let short = |arguments: &[&str]| {
        run(
            &ferries,
            &[&["check", "--format", "short"], arguments].concat(),
        )
    };
    let selected = short(&["--select", "skill-description-drift,duplicate-skill"]);
    assert_eq!(selected.out.lines().count(), 1, "{}", selected.out);
    let ignored = short(&["--ignore", "agreement", "--ignore", "unknown-skill-level"]);
    assert_eq!((ignored.out.as_str(), ignored.code), ("", 0));
    let unknown = short(&["--select", "duplicate-skil"]);
    assert_eq!(
        unknown.err,
        "error: there is no rule or group of rules `duplicate-skil`; did you mean `duplicate-skill`?\n"
    );
    assert_eq!((unknown.out.as_str(), unknown.code), ("", 2));
}

#[test]
fn the_findings_can_go_to_a_file() {
    let folder = folder(&[("role.md", role_with_an_error().as_bytes())]);
    let arguments = ["check", "--format", "short", "--output-file", "found.log"];
    let ran = run(folder.path(), &arguments);
    assert_eq!((ran.out.as_str(), ran.err.as_str(), ran.code), ("", "", 1));
    let found = fs::read_to_string(folder.path().join("found.log")).unwrap();
    assert!(found.starts_with("role.md:14:"), "{found}");

    let ran = run(
        folder.path(),
        &["check", "--output-file", "no/such/folder.log"],
    );
    assert!(
        ran.err
            .starts_with("error: cannot write to `no/such/folder.log`: "),
        "{}",
        ran.err
    );
    assert_eq!((ran.out.as_str(), ran.code), ("", 2));
}

#[test]
fn colours_are_for_terminals_and_for_those_who_ask() {
    let folder = folder(&[("role.md", role_with_an_error().as_bytes())]);
    let plain = run(folder.path(), &["check"]);
    assert!(!plain.out.contains('\u{1b}'));
    let colours = run(folder.path(), &["check", "--color", "always"]);
    assert!(colours.out.contains("\u{1b}["));
    let mut command = framelint(folder.path(), &["check"]);
    let forced = Ran::from(command.env("CLICOLOR_FORCE", "1").output().unwrap());
    assert_eq!(forced.out, colours.out);
    let mut command = framelint(folder.path(), &["check"]);
    let unforced = Ran::from(command.env("CLICOLOR_FORCE", "0").output().unwrap());
    assert_eq!(unforced.out, plain.out);
}

#[test]
fn a_folder_that_is_not_there_is_named_and_the_rest_is_checked() {
    let folder = folder(&[("roles/a.md", role_with_an_error().as_bytes())]);
    let ran = run(
        folder.path(),
        &["check", "--format", "short", "rolse", "roles"],
    );
    assert_eq!(ran.err, "error: there is no file or folder `rolse`\n");
    assert!(ran.out.starts_with("roles/a.md:14:"), "{}", ran.out);
    assert_eq!(ran.code, 2);
}

#[test]
fn a_pattern_that_matches_nothing_is_named_and_the_rest_is_checked() {
    let folder = folder(&[("roles/a.md", role_with_an_error().as_bytes())]);
    let ran = run(
        folder.path(),
        &["check", "--format", "short", "roles/*.txt", "rol*"],
    );
    assert_eq!(
        ran.err,
        "error: nothing matches the pattern `roles/*.txt`\n"
    );
    assert!(ran.out.starts_with("roles/a.md:14:"), "{}", ran.out);
    assert_eq!(ran.code, 2);
}

#[test]
fn unknown_options_formats_and_commands_are_usage_errors_that_say_what_may_be_meant() {
    let folder = folder(&[]);
    for (arguments, hint) in [
        (&["check", "--fromat", "json"][..], "--format"),
        (&["check", "--format", "jsno"][..], "json"),
        (&["chekc"][..], "check"),
        (&["check", "--fail-on", "sometimes"][..], "never"),
        (&["explain", "duplicate-skil"][..], "duplicate-skill"),
        (&["export"][..], "--format"),
    ] {
        let ran = run(folder.path(), arguments);
        assert!(ran.err.contains(hint), "{arguments:?}: {}", ran.err);
        assert_eq!((ran.out.as_str(), ran.code), ("", 2), "{arguments:?}");
    }
}

#[test]
fn a_file_that_is_not_utf_8_is_reported_with_the_place_and_the_rest_is_checked() {
    let ran = check(&[
        ("latin.md", b"# Caf\xe9\n"),
        ("role.md", role_with_an_error().as_bytes()),
        ("wide.md", b"\xff\xfe#\0 \0A\0"),
    ]);
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!(
        lines[0],
        "latin.md:1:6: error unreadable-file: this file is not written in UTF-8: line 1 has the byte 0xe9"
    );
    assert!(lines[1].starts_with("role.md:14:"), "{}", ran.out);
    assert_eq!(
        lines[2],
        "wide.md:1:1: error unreadable-file: this file is written in UTF-16, not in UTF-8"
    );
    assert_eq!((lines.len(), ran.err.as_str(), ran.code), (3, "", 2));
}

#[test]
fn a_binary_file_that_is_called_a_text_is_reported() {
    let ran = check(&[
        ("picture.md", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
        ("role.md", ROLE.as_bytes()),
    ]);
    assert!(
        ran.out
            .starts_with("picture.md:1:1: error unreadable-file: "),
        "{}",
        ran.out
    );
    assert_eq!((ran.out.lines().count(), ran.code), (1, 2));
    let ran = check(&[("zeros.md", b"abc\0\0"), ("role.md", ROLE.as_bytes())]);
    assert_eq!(
        ran.out,
        "zeros.md:1:4: error unreadable-file: this is no text file: it has bytes that no text has\n"
    );
    assert_eq!(ran.code, 2);
}

#[test]
fn an_empty_file_is_reported() {
    let ran = check(&[
        ("empty.md", b""),
        ("role.md", ROLE.as_bytes()),
        ("white.md", b"\n \n"),
    ]);
    assert_eq!(
        ran.out,
        "empty.md:1:1: warning unrecognised-document: this file is empty\n\
         white.md:1:1: warning unrecognised-document: this file is empty\n"
    );
    assert_eq!((ran.err.as_str(), ran.code), ("", 0));
}

#[test]
fn other_files_are_no_documents_but_can_be_named() {
    let folder = folder(&[
        ("picture.png", b"\x89PNG\0"),
        ("README.md", b"# How to edit these pages\n"),
        ("role.md", ROLE.as_bytes()),
        ("role.page", ROLE.as_bytes()),
    ]);
    let ran = run(folder.path(), &["check"]);
    assert_eq!(ran.out, "no problems in 1 document (1 passed over)\n");
    let ran = run(folder.path(), &["check", "README.md"]);
    assert_eq!(
        (ran.out.as_str(), ran.code),
        ("no problems in 1 document (1 passed over)\n", 0)
    );
    let ran = run(folder.path(), &["check", "role.page"]);
    assert!(ran.out.contains("2 documents"), "{}", ran.out);
}

#[test]
fn front_matter_that_is_never_closed_is_reported_once() {
    let open = ROLE.replace("kind: role\n---\n", "kind: role\n");
    let other = role_with_an_error().replace("Deckhand", "Diver");
    let ran = check(&[("open.md", open.as_bytes()), ("other.md", other.as_bytes())]);
    let lines: Vec<&str> = ran.out.lines().collect();
    assert!(
        lines[0].starts_with("open.md:3:1: error front-matter-syntax: "),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("\nother.md:14:"), "{}", ran.out);
    let of_the_open_file = lines
        .iter()
        .filter(|line| line.starts_with("open.md"))
        .count();
    assert_eq!((of_the_open_file, ran.err.as_str(), ran.code), (1, "", 1));
}

#[cfg(unix)]
#[test]
fn a_file_without_permission_is_reported_and_the_rest_is_checked() {
    use std::os::unix::fs::{PermissionsExt, chown};
    use std::os::unix::process::CommandExt;
    const NOBODY: u32 = 65534;

    let folder = folder(&[
        ("closed/b.md", ROLE.as_bytes()),
        ("role.md", role_with_an_error().as_bytes()),
        ("secret.md", ROLE.as_bytes()),
    ]);
    let permit = |name: &str, mode: u32| {
        fs::set_permissions(folder.path().join(name), fs::Permissions::from_mode(mode)).unwrap();
    };
    permit("secret.md", 0o000);
    permit("closed", 0o000);
    permit("", 0o755);
    let mut command = framelint(folder.path(), &["check", "--format", "short"]);
    if fs::read(folder.path().join("secret.md")).is_ok() {
        // Permissions do not hold for the superuser: become nobody.
        chown(folder.path(), Some(NOBODY), Some(NOBODY)).unwrap();
        command.uid(NOBODY).gid(NOBODY);
    }
    let output = command.output();
    permit("closed", 0o755);
    let Ok(output) = output else {
        say("skipped: nobody cannot run the test binary, and nothing is closed to the superuser");
        return;
    };
    let ran = Ran::from(output);
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!(
        lines[0],
        "closed:1:1: error unreadable-file: this folder cannot be read: permission denied"
    );
    assert!(lines[1].starts_with("role.md:14:"), "{}", ran.out);
    assert_eq!(
        lines[2],
        "secret.md:1:1: error unreadable-file: this file cannot be read: permission denied"
    );
    assert_eq!((lines.len(), ran.err.as_str(), ran.code), (3, "", 2));
}

#[cfg(unix)]
#[test]
fn a_pipe_that_is_called_a_text_does_not_stop_the_run() {
    let folder = folder(&[("role.md", ROLE.as_bytes())]);
    let made = Command::new("mkfifo")
        .arg(folder.path().join("pipe.md"))
        .status();
    if !made.is_ok_and(|status| status.success()) {
        say("skipped: there is no mkfifo");
        return;
    }
    let expected = "pipe.md:1:1: error unreadable-file: this is no ordinary file and is not read\n";
    for arguments in [
        &["check", "--format", "short"][..],
        &["check", "--format", "short", "pipe.md"],
    ] {
        let ran = run(folder.path(), arguments);
        assert_eq!((ran.out.as_str(), ran.code), (expected, 2));
    }
}

#[test]
fn a_file_that_is_too_large_is_reported_and_not_read() {
    let folder = folder(&[("role.md", ROLE.as_bytes())]);
    let huge = fs::File::create(folder.path().join("huge.md")).unwrap();
    if huge.set_len(5 << 30).is_err() {
        say("skipped: no room for a file with a hole of 5 GiB");
        return;
    }
    let ran = run(folder.path(), &["check", "--format", "short"]);
    assert_eq!(
        ran.out,
        "huge.md:1:1: error unreadable-file: this file is larger than 4 GiB, the most that can be read\n"
    );
    assert_eq!(ran.code, 2);
}

#[test]
fn a_line_of_fifty_megabytes_is_checked_like_any_other() {
    let word = "a line that goes on and on, ";
    let long = word.repeat(50_000_000 / word.len());
    let role = role_with_an_error().replace("A deckhand", &format!("{long} A deckhand"));
    let folder = folder(&[("role.md", role.as_bytes())]);
    let ran = run(folder.path(), &["check"]);
    assert!(
        ran.out.starts_with("error[unknown-skill-level]"),
        "{:.200}",
        ran.out
    );
    assert!(ran.out.len() < 2000, "{:.2000}", ran.out);
    assert_eq!((ran.err.as_str(), ran.code), ("", 1));
}

#[test]
fn an_export_into_a_closed_pipe_is_no_error() {
    let folder = folder(&[("role.md", ROLE.as_bytes())]);
    for format in ["csv", "json"] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = framelint(folder.path(), &["export", "--format", format]);
        let output = command
            .stdout(writer)
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        let ran = Ran::from(output);
        assert_eq!(ran.code, 0, "{format}: {}", ran.err);
        assert!(!ran.err.contains("error"), "{format}: {}", ran.err);
    }
}

#[test]
fn a_closed_pipe_is_no_error() {
    for (text, code) in [(ROLE.to_owned(), 0), (role_with_an_error(), 1)] {
        let folder = folder(&[("role.md", text.as_bytes())]);
        for arguments in [&["check"][..], &["check", "--format", "json"]] {
            let (reader, writer) = std::io::pipe().unwrap();
            drop(reader);
            let mut command = framelint(folder.path(), arguments);
            let output = command
                .stdout(writer)
                .stderr(Stdio::piped())
                .output()
                .unwrap();
            let ran = Ran::from(output);
            assert_eq!((ran.err.as_str(), ran.code), ("", code));
        }
    }
}

#[test]
fn a_pipe_that_is_closed_on_a_long_report_is_no_error_in_any_format() {
    let long = in_repository(DEFECTS);
    for format in Format::ALL.map(Format::name) {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = framelint(&long, &["check", "--format", format]);
        let ran = Ran::from(command.stdout(writer).output().unwrap());
        assert_eq!((ran.err.as_str(), ran.code), ("", 1), "{format}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said_in_any_format() {
    let long = in_repository(DEFECTS);
    for format in Format::ALL.map(Format::name) {
        let full = fs::OpenOptions::new().write(true).open("/dev/full");
        let mut command = framelint(&long, &["check", "--format", format]);
        let ran = Ran::from(command.stdout(full.unwrap()).output().unwrap());
        let said = "error: cannot write to standard output: there is no space left\n";
        assert_eq!((ran.err.as_str(), ran.code), (said, 2), "{format}");
    }
}

#[test]
fn an_export_has_a_row_for_every_entry() {
    let ran = run(&fixture("ferries"), &["export", "--format", "csv"]);
    insta::assert_snapshot!(ran.out);
    assert_eq!(
        (ran.err.as_str(), ran.code),
        ("exported 3 rows from 3 documents (1 passed over)\n", 0)
    );
}

#[test]
fn an_export_as_json_has_every_document() {
    let ran = run(
        &fixture("ferries"),
        &["export", "--format", "json", "roles"],
    );
    let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    insta::assert_snapshot!(serde_json::to_string_pretty(&json["documents"][0]).unwrap());
    assert_eq!(json["documents"].as_array().unwrap().len(), 2);
    assert_eq!((ran.err.as_str(), ran.code), ("exported 2 documents\n", 0));
}

#[test]
fn nothing_is_exported_by_a_profile_that_is_not_as_it_was_meant() {
    let folder = folder(&[
        ("framelint.toml", b"profile = \"profile.toml\"\n"),
        (
            "profile.toml",
            b"extends = \"gov-uk\"\nskill.lead-ins = []\n",
        ),
        ("role.md", ROLE.as_bytes()),
    ]);
    let ran = run(folder.path(), &["export", "--format", "csv"]);
    assert_eq!((ran.out.as_str(), ran.code), ("", 2));
    assert_eq!(
        ran.err,
        "error: profile.toml:2:18: `lead-ins` must be a list of at least one text\n\
         error: nothing is exported: by a profile that is not as it was meant, documents would be misread\n"
    );
}

#[test]
fn an_export_is_not_written_over_what_it_reads() {
    let folder = folder(&[("role.md", ROLE.as_bytes())]);
    let ran = run(
        folder.path(),
        &["export", "--format", "csv", "--output-file", "./role.md"],
    );
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("would write over `./role.md`"),
        "{}",
        ran.err
    );
    let kept = std::fs::read_to_string(folder.path().join("role.md")).unwrap();
    assert_eq!(kept, ROLE);
}

#[test]
fn an_export_goes_on_after_a_file_that_cannot_be_read() {
    let folder = folder(&[("latin.md", b"\xe9"), ("role.md", ROLE.as_bytes())]);
    let ran = run(folder.path(), &["export", "--format", "csv"]);
    assert_eq!(ran.out.lines().count(), 3, "{}", ran.out);
    assert!(
        ran.err
            .starts_with("error: latin.md:1:1: this file is not written in UTF-8"),
        "{}",
        ran.err
    );
    assert_eq!(ran.code, 2);
}

#[test]
fn every_rule_is_listed_and_can_be_explained() {
    let folder = folder(&[]);
    let list = run(folder.path(), &["rules"]);
    assert_eq!((list.err.as_str(), list.code), ("", 0));
    for rule in framelint::rules::ALL {
        let id = rule.info().id;
        assert!(list.out.contains(&format!("  {id} ")), "{id} is not listed");
        let explained = run(folder.path(), &["explain", id]);
        assert!(explained.out.starts_with(id), "{}", explained.out);
        assert_eq!(explained.code, 0);
    }
}

#[test]
fn completions_know_the_rules_and_a_command_without_a_manual_page_is_an_error() {
    let folder = folder(&[]);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = run(folder.path(), &["completions", shell]);
        assert_eq!(script.code, 0);
        assert!(script.out.contains("framelint"), "{shell}");
    }
    let script = run(folder.path(), &["completions", "fish"]).out;
    assert!(script.contains("duplicate-skill"), "{script}");
    let man = run(folder.path(), &["man", "chekc"]);
    assert_eq!((man.code, man.out.as_str()), (2, ""));
    assert_eq!(man.err, "error: there is no command `chekc`\n");
}

#[test]
fn a_group_can_be_explained_and_so_can_what_is_copied_from_a_finding() {
    let folder = folder(&[]);
    let group = run(folder.path(), &["explain", "agreement"]);
    assert!(group.out.starts_with("agreement\n  "), "{}", group.out);
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let all = words(&run(folder.path(), &["rules"]).out);
    assert!(all.contains(&words(&group.out)), "{all}");
    let copied = run(folder.path(), &["explain", "error[unknown-skill]:"]);
    assert_eq!(copied, run(folder.path(), &["explain", "unknown-skill"]));
}

#[test]
fn a_folder_without_documents_is_said_to_be_one_in_every_format() {
    let folder = folder(&[("README.md", b"# About\n")]);
    for format in ["short", "json", "json-lines"] {
        let ran = run(folder.path(), &["check", "--format", format]);
        assert_eq!(ran.err, "note: no documents of a framework found\n");
        assert_eq!(ran.code, 0);
    }
}
