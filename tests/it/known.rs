//! What is known already: `--since` a git revision, and the baseline.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::program::{Ran, copy, folder, in_repository, run};
use crate::repository::{DEFECTS, HARBOUR, Repository, places};

#[test]
fn what_a_change_brings_in_is_reported_and_nothing_that_was_there() {
    let repository = Repository::of(DEFECTS);
    let before = run(repository.path(), &["check", "--format", "short"]);
    assert!(before.out.lines().count() > 30, "{}", before.out);
    let same = repository.since("HEAD");
    assert_eq!(
        (same.out.as_str(), same.err.as_str(), same.code),
        ("", "", 0)
    );

    repository.edit("authored/marine-engineer.md", "| Working |", "| Workin |");
    let ran = repository.since("HEAD");
    let expected = [("authored/marine-engineer.md", "unknown-skill-level")];
    assert_eq!((places(&ran.out), ran.code), (expected.to_vec(), 1));
    // What is committed is what is compared with, and any name of a commit names one.
    repository.commit();
    assert_eq!(repository.since("HEAD").code, 0);
    assert_eq!(places(&repository.since("HEAD~1").out), expected);
    assert_eq!(places(&repository.since("main^").out), expected);
}

#[test]
fn a_mistake_is_new_although_an_equal_one_was_mended_in_another_file() {
    let repository = Repository::of(DEFECTS);
    let (one, other) = (
        "authored/marine-engineer.md",
        "authored/berthing-officer.md",
    );
    repository.edit(one, "| Working |", "| Workin |");
    repository.commit();
    repository.edit(one, "| Workin |", "| Working |");
    repository.edit(other, "| Working |", "| Workin |");
    let ran = repository.since("HEAD");
    assert!(
        places(&ran.out).contains(&(other, "unknown-skill-level")),
        "{}",
        ran.out
    );
}

#[test]
fn a_further_contradiction_in_a_known_one_is_new() {
    let repository = Repository::of(HARBOUR);
    let page = "clips/vessel-traffic-officer.md";
    let drift = [(page, "skill-description-drift")];
    repository.edit(page, "You can:  - take a", "You can:  - take always a");
    repository.commit();
    write_baseline(repository.path());
    assert_eq!(repository.since("HEAD").code, 0);
    repository.edit(
        page,
        "the correct signals in",
        "the correct signals at night and in",
    );
    let ran = repository.since("HEAD");
    assert_eq!((places(&ran.out), ran.code), (drift.to_vec(), 1));
    let ran = with_baseline(repository.path());
    assert_eq!((places(&ran.out), ran.code), (drift.to_vec(), 1));
}

#[test]
fn a_renaming_that_turns_the_order_of_two_documents_about_one_role_brings_in_nothing() {
    let repository = Repository::of(HARBOUR);
    let at = |path: &str| repository.path().join(path);
    let (page, second) = ("clips/ferry-master.md", "authored/fm.md");
    fs::copy(at(page), at(second)).unwrap();
    repository.commit();
    fs::rename(at(second), at("clips/zz.md")).unwrap();
    let all = run(repository.path(), &["check", "--format", "short"]);
    let moved = ("clips/zz.md", "duplicate-role");
    assert!(places(&all.out).contains(&moved), "{}", all.out);
    let ran = repository.since("HEAD");
    assert_eq!((ran.out.as_str(), ran.code), ("", 0));
}

#[test]
fn what_could_not_be_checked_at_a_revision_is_said_when_it_can_be_now() {
    let note = |ran: &Ran| ran.err.lines().next().unwrap_or_default().to_owned();
    let repository = Repository::of(DEFECTS);
    let configuration = repository.path().join("framelint.toml");
    fs::write(&configuration, "exclude = drafts\n").unwrap();
    repository.commit();
    fs::remove_file(&configuration).unwrap();
    assert_eq!(
        note(&repository.since("HEAD")),
        "note: `HEAD` could not be checked, since its configuration was not valid: everything counts as new"
    );
    assert_eq!(note(&repository.since("HEAD~1")), "");

    let page = repository.path().join("clips/ferry-master.md");
    let text = fs::read(&page).unwrap();
    fs::write(&page, [&text[..], b"caf\xe9\n"].concat()).unwrap();
    repository.commit();
    // It still cannot be read, which is said already.
    assert!(!repository.since("HEAD").err.contains("note"));
    fs::write(&page, text).unwrap();
    assert_eq!(
        note(&repository.since("HEAD")),
        "note: `clips/ferry-master.md` could not be read at `HEAD`: everything in it counts as new"
    );
}

#[test]
fn in_a_hook_before_a_merge_what_the_other_side_has_is_not_new() {
    let repository = Repository::of(HARBOUR);
    repository.git(&["checkout", "-q", "-b", "side"]);
    repository.edit("authored/marine-engineer.md", "| Working |", "| Workin |");
    repository.commit();
    repository.git(&["checkout", "-q", "main"]);
    fs::write(repository.path().join("notes.md"), "Something else\n").unwrap();
    repository.git(&["add", "notes.md"]);
    repository.commit();
    let hook = repository.path().join(".git/hooks/pre-merge-commit");
    let program = env!("CARGO_BIN_EXE_framelint");
    let script = format!("#!/bin/sh\nexec '{program}' check --since HEAD --tracked --quiet\n");
    fs::create_dir_all(hook.parent().unwrap()).unwrap();
    fs::write(&hook, script).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).unwrap();
    }
    repository.git(&["merge", "-q", "-m", "merge", "side"]);
}

#[test]
fn a_configuration_that_git_does_not_track_lets_nothing_through() {
    let repository = Repository::of(HARBOUR);
    let path = repository.path().join("framelint.toml");
    fs::write(path, "exclude = [\"authored/\"]\n").unwrap();
    repository.edit("authored/marine-engineer.md", "| Working |", "| Workin |");
    let check = ["check", "--since", "HEAD", "--format", "short"];
    assert_eq!(run(repository.path(), &check).out, "");
    let tracked = [&check[..], &["--tracked"]].concat();
    let ran = run(repository.path(), &tracked);
    let expected = [("authored/marine-engineer.md", "unknown-skill-level")];
    assert_eq!((places(&ran.out), ran.code), (expected.to_vec(), 1));
}

#[test]
fn a_baseline_calls_nothing_gone_that_was_not_looked_at() {
    let repository = Repository::of(DEFECTS);
    let write = ["check", "--write-baseline", "framelint.baseline"];
    run(repository.path(), &write);
    let part = ["check", "authored", "--baseline", "framelint.baseline"];
    let ran = run(repository.path(), &part);
    assert!(!ran.err.contains("clips/"), "{}", ran.err);
}

#[test]
fn what_a_change_brings_in_is_reported_in_files_that_did_not_change() {
    let repository = Repository::of(HARBOUR);
    let catalogue = fs::read_to_string(repository.path().join("skills.md")).unwrap();
    let start = catalogue.find("## Mooring and line handling").unwrap();
    let end = start + 3 + catalogue[start + 3..].find("\n## ").unwrap();
    let without = format!("{}{}", &catalogue[..start], &catalogue[end + 1..]);
    fs::write(repository.path().join("skills.md"), without).unwrap();
    let ran = repository.since("HEAD");
    let found = places(&ran.out);
    let unknown = |found: &&(&str, &str)| found.1 == "unknown-skill" && found.0 != "skills.md";
    assert!(found.iter().any(|one| unknown(&one)), "{}", ran.out);
    assert_eq!(ran.code, 1);
}

#[test]
fn a_deleted_a_renamed_and_a_new_file_are_compared_with_what_was() {
    let repository = Repository::of(DEFECTS);
    // The old findings go with the file that has a new name.
    repository.git(&[
        "mv",
        "authored/cargo-supervisor.md",
        "authored/cargo-foreman.md",
    ]);
    let renamed = repository.since("HEAD");
    let moved = places(&renamed.out);
    let moved: Vec<_> = moved
        .iter()
        .filter(|(path, rule)| *path == "authored/cargo-foreman.md" && *rule != "broken-link")
        .collect();
    assert!(moved.is_empty(), "{}", renamed.out);
    repository.git(&[
        "mv",
        "authored/cargo-foreman.md",
        "authored/cargo-supervisor.md",
    ]);

    // The pages that lead to it do not change.
    fs::remove_file(repository.path().join("skills.md")).unwrap();
    let deleted = repository.since("HEAD");
    let broken = ("authored/berthing-officer.md", "broken-link");
    assert!(places(&deleted.out).contains(&broken), "{}", deleted.out);
    repository.git(&["checkout", "-q", "."]);

    let page = fs::read_to_string(in_repository(HARBOUR).join("authored/marine-engineer.md"));
    let page = page
        .unwrap()
        .replace("# Marine engineer", "# Engineer of the tugs");
    fs::write(repository.path().join("authored/new.md"), page).unwrap();
    let new = repository.since("HEAD");
    let inside = places(&new.out);
    assert!(
        inside.iter().any(|(path, _)| *path == "authored/new.md"),
        "{}",
        new.out
    );
}

#[test]
fn before_the_first_commit_everything_is_new() {
    let repository = Repository::empty();
    copy(&in_repository(DEFECTS), repository.path());
    let all = run(repository.path(), &["check", "--format", "short"]);
    for head in ["HEAD", "@", "HEAD...", "@..."] {
        assert_eq!(repository.since(head), all, "{head}");
    }
    assert_eq!(repository.since("main").code, 2);
}

#[test]
fn each_side_is_checked_under_its_own_configuration() {
    let repository = Repository::of(DEFECTS);
    let configuration = repository.path().join("framelint.toml");
    fs::write(&configuration, "rules = { repeated-word = \"off\" }\n").unwrap();
    repository.commit();
    fs::remove_file(&configuration).unwrap();
    let ran = repository.since("HEAD");
    let found = places(&ran.out);
    assert!(!found.is_empty());
    assert!(
        found.iter().all(|(_, rule)| *rule == "repeated-word"),
        "{}",
        ran.out
    );
}

#[test]
fn the_working_directory_does_not_matter() {
    let repository = Repository::of(HARBOUR);
    repository.edit("authored/marine-engineer.md", "| Working |", "| Workin |");
    let inside = repository.path().join("authored");
    let arguments = ["check", "..", "--format", "short", "--since", "HEAD"];
    let ran = run(&inside, &arguments);
    assert_eq!(
        places(&ran.out),
        [("marine-engineer.md", "unknown-skill-level")]
    );
    let above = repository.path().parent().unwrap();
    let name = repository.path().file_name().unwrap().to_str().unwrap();
    let ran = run(
        above,
        &["check", name, "--format", "short", "--since", "HEAD"],
    );
    let path = format!("{name}/authored/marine-engineer.md");
    assert_eq!(places(&ran.out), [(&*path, "unknown-skill-level")]);
}

#[test]
fn a_revision_that_is_not_there_and_a_folder_without_a_repository_are_said() {
    let repository = Repository::of(HARBOUR);
    let ran = repository.since("nowhere");
    assert!(ran.err.contains("no revision `nowhere`"), "{}", ran.err);
    assert_eq!((ran.out.as_str(), ran.code), ("", 2));
    for (revision, what) in [
        ("", "an empty text names no git revision"),
        ("...", "`...` names no git revision"),
        ("HEAD..HEAD", "`HEAD..HEAD` is a range"),
        ("main...main", "`main...main` is a range"),
        (
            "HEAD:skills.md",
            "`HEAD:skills.md` is a path at a git revision",
        ),
    ] {
        let ran = repository.since(revision);
        assert!(ran.err.contains(what), "{}", ran.err);
        assert_eq!((ran.err.contains("fetch"), ran.code), (false, 2));
    }
    // An option in its place is no revision either.
    assert_eq!(repository.since("--output=x").code, 2);
    let plain = folder(&[("a.md", b"text")]);
    let ran = run(plain.path(), &["check", "--since", "HEAD"]);
    assert!(ran.err.contains("needs a git repository"), "{}", ran.err);
    assert_eq!(ran.code, 2);
    let arguments = [
        "check",
        "--since",
        "HEAD",
        ".",
        repository.path().to_str().unwrap(),
    ];
    let ran = run(plain.path(), &arguments);
    assert!(
        ran.err.contains("lie in different git repositories"),
        "{}",
        ran.err
    );
    assert_eq!(ran.code, 2);
}

#[test]
fn each_side_is_read_by_its_own_ignore_files() {
    let repository = Repository::of(DEFECTS);
    let of_clips = |ran: &Ran| {
        let found = places(&ran.out);
        found
            .iter()
            .filter(|(path, _)| path.starts_with("clips/"))
            .count()
    };
    let all = of_clips(&run(repository.path(), &["check", "--format", "short"]));
    for name in [".gitignore", ".ignore"] {
        let path = repository.path().join(name);
        fs::write(&path, "clips/\n").unwrap();
        // Git takes what is named although it is ignored, as those files were.
        repository.git(&["add", "--force", "--all"]);
        repository.git(&["commit", "-q", "--allow-empty", "-m", name]);
        fs::remove_file(&path).unwrap();
        assert_eq!(of_clips(&repository.since("HEAD")), all, "{name}");
        repository.commit();
        // The other way round nothing comes in, although the catalogue is read now and then.
        fs::write(&path, "clips/\n").unwrap();
        assert_eq!(of_clips(&repository.since("HEAD")), 0, "{name}");
        fs::remove_file(&path).unwrap();
    }
}

fn write_baseline(folder: &Path) -> String {
    let ran = run(folder, &["check", "--write-baseline", "framelint.baseline"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    fs::read_to_string(folder.join("framelint.baseline")).unwrap()
}

fn with_baseline(folder: &Path) -> Ran {
    let arguments = [
        "check",
        "--format",
        "short",
        "--baseline",
        "framelint.baseline",
    ];
    run(folder, &arguments)
}

#[test]
fn a_baseline_takes_out_what_was_there_when_it_was_written() {
    let repository = Repository::of(DEFECTS);
    let all = run(repository.path(), &["check", "--format", "short"]);
    let baseline = write_baseline(repository.path());
    let entries = baseline.lines().filter(|line| !line.starts_with('#'));
    assert_eq!(entries.count(), all.out.lines().count());
    let ran = with_baseline(repository.path());
    assert_eq!((ran.out.as_str(), ran.err.as_str(), ran.code), ("", "", 0));
    assert_eq!(write_baseline(repository.path()), baseline);

    repository.edit("authored/marine-engineer.md", "| Working |", "| Workin |");
    let ran = with_baseline(repository.path());
    assert_eq!(
        places(&ran.out),
        [("authored/marine-engineer.md", "unknown-skill-level")]
    );
    let json = [
        "check",
        "--format",
        "json",
        "--baseline",
        "framelint.baseline",
    ];
    let json: Value = serde_json::from_str(&run(repository.path(), &json).out).unwrap();
    assert_eq!(json["summary"]["baselined"], all.out.lines().count());
}

#[test]
fn a_baseline_holds_when_lines_move_when_files_are_renamed_and_when_others_change() {
    let repository = Repository::of(DEFECTS);
    write_baseline(repository.path());
    for file in ["authored/cargo-supervisor.md", "skills.md"] {
        repository.edit(file, "\n# ", "\n\n\n# ");
    }
    let name = "authored/hydrographic-surveyor.md";
    fs::rename(
        repository.path().join(name),
        repository.path().join("authored/surveyor.md"),
    )
    .unwrap();
    let ran = with_baseline(repository.path());
    assert_eq!((ran.out.as_str(), ran.err.as_str(), ran.code), ("", "", 0));
}

#[test]
fn what_is_gone_from_a_baseline_is_said() {
    let repository = Repository::of(DEFECTS);
    write_baseline(repository.path());
    fs::remove_file(repository.path().join("skills.md")).unwrap();
    copy(&in_repository(HARBOUR), repository.path());
    let ran = with_baseline(repository.path());
    assert_eq!((ran.out.as_str(), ran.code), ("", 0));
    assert!(ran.err.contains("are gone"), "{}", ran.err);
    assert!(
        ran.err
            .contains("authored/cargo-supervisor.md: duplicate-skill"),
        "{}",
        ran.err
    );
    // Of rules that do not run nothing is said.
    let arguments = [
        "check",
        "--select",
        "point-style",
        "--baseline",
        "framelint.baseline",
    ];
    let ran = run(repository.path(), &arguments);
    assert!(!ran.err.contains("duplicate-skill"), "{}", ran.err);
}

#[test]
fn nothing_is_gone_from_a_document_that_a_merge_has_left_unfinished() {
    let repository = Repository::of(DEFECTS);
    let before = write_baseline(repository.path());
    let unfinished = "<<<<<<< ours\n| Working |\n=======\n| Workin |\n>>>>>>> theirs\n";
    repository.edit(
        "authored/marine-engineer.md",
        "\n# ",
        &format!("\n{unfinished}\n# "),
    );
    let ran = with_baseline(repository.path());
    assert_eq!(
        places(&ran.out),
        [("authored/marine-engineer.md", "unreadable-file")]
    );
    assert!(!ran.err.contains("gone"), "{}", ran.err);
    let arguments = ["check", "--write-baseline", "framelint.baseline"];
    run(repository.path(), &arguments);
    let after = fs::read_to_string(repository.path().join("framelint.baseline")).unwrap();
    let lines = |text: &str| {
        text.lines()
            .filter(|line| line.contains("marine-engineer"))
            .count()
    };
    assert!(lines(&before) > 0);
    assert_eq!(lines(&after), lines(&before));
}

#[test]
fn a_baseline_says_where_files_are_seen_from_its_own_folder() {
    let repository = Repository::of(DEFECTS);
    let baseline = write_baseline(repository.path());
    let inside = repository.path().join("clips");
    let ran = run(
        &inside,
        &["check", "..", "--write-baseline", "../framelint.baseline"],
    );
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let again = fs::read_to_string(repository.path().join("framelint.baseline")).unwrap();
    assert_eq!(again, baseline);
    // An equal finding in another file is new, which only the paths can tell.
    repository.edit("authored/marine-engineer.md", "| Working |", "| Workin |");
    let arguments = [
        "check",
        "..",
        "--baseline",
        "../framelint.baseline",
        "--format",
        "short",
    ];
    let ran = run(&inside, &arguments);
    let expected = [("../authored/marine-engineer.md", "unknown-skill-level")];
    assert_eq!(
        (places(&ran.out), ran.err.as_str()),
        (expected.to_vec(), "")
    );
}

#[test]
fn a_part_that_is_written_to_a_baseline_leaves_the_rest_as_it_is() {
    let repository = Repository::of(DEFECTS);
    let path = repository.path();
    let all = write_baseline(path);
    let lines = |text: &str| text.lines().filter(|line| !line.starts_with('#')).count();
    let write = |more: &[&str]| {
        let arguments = ["check", "--write-baseline", "framelint.baseline"];
        let ran = run(path, &[&arguments, more].concat());
        let baseline = fs::read_to_string(path.join("framelint.baseline")).unwrap();
        (ran.err, baseline)
    };
    let (told, baseline) = write(&["--select", "repeated-word"]);
    let kept = format!(
        ", and kept {} lines of what was not looked at\n",
        lines(&all) - 1
    );
    assert_eq!(
        (baseline == all, told.ends_with(&kept)),
        (true, true),
        "{told}"
    );
    // Of what was looked at, all is written; what stands in a file that is gone is not.
    fs::write(path.join("guides/moving-between-roles.md"), "\n").unwrap();
    let (_, baseline) = write(&["clips"]);
    assert!(baseline.contains(" guides/moving-between-roles.md: "));
    fs::remove_file(path.join("guides/moving-between-roles.md")).unwrap();
    let (_, baseline) = write(&["clips"]);
    assert!(!baseline.contains(" guides/moving-between-roles.md: "));
    assert!(baseline.contains(" authored/"), "{baseline}");
}

#[test]
fn only_a_baseline_is_written_over_by_one() {
    let folder = folder(&[("notes.rst", b"Notes\n=====\n"), ("empty", b"")]);
    let ran = run(folder.path(), &["check", "--write-baseline", "notes.rst"]);
    let told = "error: `notes.rst` is there and is no baseline: this line of the baseline begins with no fingerprint\n";
    assert_eq!((ran.err.as_str(), ran.code), (told, 2));
    assert_eq!(
        run(folder.path(), &["check", "--write-baseline", "empty"]).code,
        0
    );
}

#[test]
fn a_baseline_hides_nothing_that_cannot_be_read() {
    let folder = folder(&[("a.md", b"\xff\xfe"), ("b.md", b"")]);
    let arguments = ["check", "--format", "short", "--write-baseline", "known"];
    let ran = run(folder.path(), &arguments);
    assert_eq!(
        (places(&ran.out), ran.code),
        (vec![("a.md", "unreadable-file")], 2)
    );
    let told = "wrote 1 finding to `known`\nnote: no documents of a framework found\n";
    assert_eq!(ran.err, told);
    let ran = run(folder.path(), &["check", "--baseline", "missing"]);
    assert!(ran.out.contains("unreadable-file"), "{}", ran.out);
    assert_eq!(ran.code, 2);
}
