//! `--since` and `--tracked` in the repositories that there are: linked work trees, submodules, sparse checkouts, links, merges.

use std::fs;
use std::path::Path;

use framelint::discover::{Revision, discover};

use crate::program::{Ran, copy, framelint, in_repository, run};
use crate::repository::{DEFECTS, HARBOUR, Repository, git, places};

/// A mistake to make in `authored/marine-engineer.md`, and what is found then.
const RIGHT: &str = "| Working |";
const WRONG: &str = "| Workin |";
const PAGE: &str = "authored/marine-engineer.md";
const RULE: &str = "unknown-skill-level";

/// A repository with a framework that has old findings in the folder `content`.
fn with_a_folder() -> Repository {
    let repository = Repository::empty();
    copy(&in_repository(DEFECTS), &repository.path().join("content"));
    repository.commit();
    repository
}

fn edit(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "{from:?} is not in {}", path.display());
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

/// `check content --since HEAD` with the variables that git sets for a hook in the work tree `top`, whose repository is in `git_dir`.
fn as_a_hook(top: &Path, git_dir: &Path) -> Ran {
    let arguments = ["check", "content", "--since", "HEAD", "--format", "short"];
    let mut command = framelint(top, &arguments);
    let command = command
        .env("GIT_DIR", git_dir)
        .env("GIT_INDEX_FILE", git_dir.join("index"))
        .env("GIT_PREFIX", "");
    command.output().unwrap().into()
}

#[test]
fn a_hook_in_a_linked_work_tree_reads_that_one() {
    let repository = with_a_folder();
    let outside = tempfile::tempdir().unwrap();
    let linked = outside.path().join("linked");
    let name = linked.to_str().unwrap();
    repository.git(&["worktree", "add", "-q", "--detach", name]);
    let git_dir = repository.path().join(".git/worktrees/linked");
    assert_eq!(as_a_hook(&linked, &git_dir).code, 0);
    edit(&linked.join("content").join(PAGE), RIGHT, WRONG);
    let ran = as_a_hook(&linked, &git_dir);
    assert_eq!(places(&ran.out), [(&*format!("content/{PAGE}"), RULE)]);
}

#[test]
fn a_framework_in_a_submodule_is_compared_with_its_own_history() {
    let framework = Repository::of(DEFECTS);
    let around = Repository::empty();
    let url = framework.path().to_str().unwrap();
    around.git(&["submodule", "--quiet", "add", url, "content"]);
    around.commit();
    let git_dir = around.path().join(".git");
    assert_eq!(as_a_hook(around.path(), &git_dir).code, 0);
    edit(&around.path().join("content").join(PAGE), RIGHT, WRONG);
    let ran = as_a_hook(around.path(), &git_dir);
    assert_eq!(places(&ran.out), [(&*format!("content/{PAGE}"), RULE)]);
}

#[test]
fn what_a_sparse_checkout_has_not_got_was_not_there_either() {
    let repository = Repository::of(HARBOUR);
    repository.git(&["sparse-checkout", "set", "--no-cone", "/authored/"]);
    assert!(!repository.path().join("skills.md").exists());
    let all = run(repository.path(), &["check", "--format", "short"]);
    assert!(all.out.contains("broken-link"), "{}", all.out);
    assert_eq!(repository.since("HEAD").out, "");
    repository.edit(PAGE, RIGHT, WRONG);
    assert_eq!(places(&repository.since("HEAD").out), [(PAGE, RULE)]);
}

#[cfg(unix)]
#[test]
fn symbolic_links_lead_to_what_was_there() {
    use std::os::unix::fs::symlink;
    let repository = Repository::empty();
    let content = repository.path().join("content");
    copy(&in_repository(DEFECTS), &repository.path().join("pool"));
    fs::create_dir(&content).unwrap();
    symlink("../pool/authored", content.join("authored")).unwrap();
    symlink("../pool/skills.md", content.join("skills.md")).unwrap();
    repository.commit();
    let since = || {
        let arguments = ["check", "content", "--since", "HEAD", "--format", "short"];
        run(repository.path(), &arguments)
    };
    assert_eq!(since().out, "");

    let page = format!("content/{PAGE}");
    repository.edit(&format!("pool/{PAGE}"), RIGHT, WRONG);
    assert_eq!(places(&since().out), [(&*page, RULE)]);
    // A link that leads elsewhere is a change of what it leads to.
    repository.git(&["checkout", "-q", "."]);
    let other = repository.path().join("other.md");
    fs::rename(repository.path().join("pool/skills.md"), &other).unwrap();
    edit(&other, "## Fault finding", "## Trouble shooting");
    fs::remove_file(content.join("skills.md")).unwrap();
    symlink("../other.md", content.join("skills.md")).unwrap();
    let ran = since();
    assert!(ran.out.contains("unknown-skill"), "{}", ran.out);
}

#[test]
fn a_merge_brings_in_what_neither_side_had() {
    let repository = Repository::of(HARBOUR);
    repository.git(&["checkout", "-q", "-b", "side"]);
    // A mistake that is none of the merge's, and a wording that is none alone.
    repository.edit(PAGE, RIGHT, WRONG);
    let skills = "skills.md";
    repository.edit(
        skills,
        "follow safe systems of work and stop when unsure",
        "follow safe ways of working and stop when unsure",
    );
    for entry in ["authored", "clips", "pages"] {
        for file in fs::read_dir(repository.path().join(entry)).unwrap() {
            let path = file.unwrap().path();
            let text = fs::read_to_string(&path).unwrap();
            let text = text.replace(
                "follow safe systems of work and stop",
                "follow safe ways of working and stop",
            );
            fs::write(path, text).unwrap();
        }
    }
    repository.commit();
    assert_eq!(places(&repository.since("main").out), [(PAGE, RULE)]);
    repository.git(&["checkout", "-q", "main"]);
    let page = in_repository(HARBOUR).join(PAGE);
    let page = fs::read_to_string(page).unwrap();
    let page = page.replace("arine engineer", "arine fitter");
    fs::write(repository.path().join("authored/marine-fitter.md"), page).unwrap();
    repository.commit();

    repository.git(&["merge", "-q", "--no-commit", "side"]);
    let ran = repository.since("HEAD");
    let found = places(&ran.out);
    let drift = ("authored/marine-fitter.md", "skill-description-drift");
    assert!(found.contains(&drift), "{}", ran.out);
    assert!(!found.contains(&(PAGE, RULE)), "{}", ran.out);
    repository.commit();
    // Afterwards `HEAD` is the merge and has it all.
    assert_eq!(repository.since("HEAD").code, 0);
}

#[test]
fn a_branch_is_compared_with_where_it_left_another() {
    let repository = Repository::of(DEFECTS);
    repository.git(&["checkout", "-q", "-b", "side"]);
    repository.edit(PAGE, RIGHT, WRONG);
    repository.commit();
    repository.git(&["checkout", "-q", "main"]);
    copy(&in_repository(HARBOUR), repository.path());
    repository.commit();
    repository.git(&["checkout", "-q", "--detach", "side"]);
    // What was mended on the other branch meanwhile is not new here.
    assert!(repository.since("main").out.lines().count() > 10);
    let ran = repository.since("main...");
    assert_eq!(places(&ran.out), [(PAGE, RULE)]);
    let ran = repository.since("nowhere...");
    assert!(ran.err.contains("no revision `nowhere...`"), "{}", ran.err);
    assert_eq!(ran.code, 2);
}

#[test]
fn names_with_spaces_and_other_letters_and_renames_with_edits_are_followed() {
    let repository = Repository::of(DEFECTS);
    repository.git(&["config", "core.quotepath", "true"]);
    let folder = repository.path().join("rôles à part");
    fs::create_dir(&folder).unwrap();
    let old = repository.path().join("authored/hydrographic-surveyor.md");
    let new = folder.join("« surveyor » n° 1.md");
    fs::rename(&old, &new).unwrap();
    repository.commit();
    let before = run(repository.path(), &["check", "--format", "short"]);
    assert!(
        before.out.contains("« surveyor » n° 1.md"),
        "{}",
        before.out
    );
    assert_eq!(repository.since("HEAD").out, "");
    edit(&new, "\n# ", "\n\n\n# ");
    fs::rename(&new, folder.join("søren\u{1f6a2}.md")).unwrap();
    assert_eq!(repository.since("HEAD").out, "");
    repository.git(&["add", "--all"]);
    assert_eq!(repository.since("HEAD").out, "");
}

#[test]
fn line_breaks_that_git_changes_make_nothing_new() {
    let repository = Repository::empty();
    let page = "---\ntitle: Ropemaker\nkind: role\n---\n\n# Ropemaker\n\nA ropemaker lays the\nthe rope.\n\n## Ropemaker\n\n| Skill | Level | Description |\n|---|---|---|\n| Splicing | Working | You can:<br>- join two ends |\n";
    fs::write(repository.path().join("ropemaker.md"), page).unwrap();
    repository.commit();
    repository.git(&["config", "core.autocrlf", "true"]);
    fs::write(
        repository.path().join("ropemaker.md"),
        page.replace('\n', "\r\n").replace("two ends", "both ends"),
    )
    .unwrap();
    let all = run(repository.path(), &["check", "--format", "short"]);
    assert_eq!(places(&all.out), [("ropemaker.md", "repeated-word")]);
    assert_eq!(repository.since("HEAD").out, "");
}

#[test]
fn what_git_does_not_track_can_be_left_out() {
    let repository = Repository::of(HARBOUR);
    repository.edit(
        PAGE,
        "A marine engineer keeps",
        "A [marine engineer](fitter.md) keeps",
    );
    let page = fs::read_to_string(in_repository(HARBOUR).join(PAGE)).unwrap();
    fs::write(
        repository.path().join("authored/fitter.md"),
        page.replace(RIGHT, WRONG),
    )
    .unwrap();
    let tracked = |more: &[&str]| {
        let mut arguments = vec!["check", "--format", "short", "--since", "HEAD", "--tracked"];
        arguments.extend(more);
        run(repository.path(), &arguments)
    };
    assert!(repository.since("HEAD").out.contains("authored/fitter.md"));
    let ran = tracked(&[]);
    assert_eq!(places(&ran.out), [(PAGE, "broken-link")]);
    let told = "left out `authored/fitter.md`: git does not track it\n";
    assert!(tracked(&["--verbose"]).err.contains(told));
    let named = tracked(&["authored/fitter.md"]);
    let note = "note: `authored/fitter.md` is not checked: git does not track it\n";
    assert!(named.err.contains(note), "{}", named.err);

    // What is to be in the next commit is tracked.
    repository.git(&["add", "authored/fitter.md"]);
    let ran = tracked(&[]);
    assert!(ran.out.contains("authored/fitter.md"), "{}", ran.out);
    assert!(!ran.out.contains("broken-link"), "{}", ran.out);
    let plain = tempfile::tempdir().unwrap();
    let ran = run(plain.path(), &["check", "--tracked"]);
    assert!(ran.err.contains("needs a git repository"), "{}", ran.err);
    assert_eq!(ran.code, 2);
}

#[test]
fn a_link_to_anything_that_git_does_not_track_is_broken() {
    let repository = Repository::of(HARBOUR);
    let at = |path: &str| repository.path().join(path);
    fs::create_dir_all(at("pictures")).unwrap();
    fs::create_dir_all(at("build")).unwrap();
    for file in ["pictures/map.png", "build/list.md", "build/map.pdf"] {
        fs::write(at(file), "x\n").unwrap();
    }
    fs::write(at(".gitignore"), "build/\n").unwrap();
    repository.edit(
        PAGE,
        "A marine engineer keeps",
        "![Map](../pictures/map.png) in [a folder](../pictures), [a list](../build/list), [as PDF](../build/map.pdf), \
         [beside](./) and [gone](../gone.pdf). A marine engineer keeps",
    );
    let messages = || {
        let ran = run(
            repository.path(),
            &["check", "--tracked", "--format", "json"],
        );
        let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        let findings = json["findings"].as_array().unwrap().clone();
        let messages = findings
            .iter()
            .map(|one| one["message"].as_str().unwrap().to_owned());
        (messages.collect::<Vec<_>>(), findings)
    };
    let (said, findings) = messages();
    let untracked =
        |link: &str, file: &str| format!("`{link}` leads to `{file}`, which git does not track");
    let gone = "`../gone.pdf` leads to `gone.pdf`, which does not exist".to_owned();
    assert_eq!(
        said,
        [
            untracked("../pictures/map.png", "pictures/map.png"),
            untracked("../pictures", "pictures"),
            untracked("../build/list", "build/list.md"),
            untracked("../build/map.pdf", "build/map.pdf"),
            gone.clone(),
        ]
    );
    assert_eq!(
        findings[0]["help"],
        "`pictures/map.png` is there, but no commit will have it: add it with `git add`"
    );
    repository.git(&["add", "--force", "pictures", "build"]);
    assert_eq!(messages().0, [gone]);
}

#[test]
fn the_ignore_files_of_a_revision_say_what_those_on_disk_say() {
    let repository = Repository::empty();
    let files = [
        ("a/.gitignore", "/one.md\nsub/\n!kept.md\nb*.md\n"),
        ("a/sub/.gitignore", "!*\n"),
        ("a/deep/.ignore", "!b*.md\ndeeper\n"),
        ("a/deep/.gitignore", "\u{feff}!one.md\n# c.md\n[\nc?.md\n"),
        (".ignore", "kept.md\n!.well-known/\n"),
        (".gitignore", "*.txt\n!a/deep/*.txt\nd/**/e.md\n"),
        (".git/info/exclude", "private.md\n"),
    ];
    let names = [
        "one.md",
        "kept.md",
        "b1.md",
        "c.md",
        "c1.md",
        "private.md",
        "x.txt",
        "e.md",
    ];
    let folders = [
        "",
        "a/",
        "a/sub/",
        "a/deep/",
        "a/deep/deeper/",
        "d/",
        "d/f/g/",
        ".well-known/",
        ".hidden/",
    ];
    let pages = folders
        .iter()
        .flat_map(|folder| names.map(|name| (format!("{folder}{name}"), "x")));
    for (name, text) in files
        .map(|(name, text)| (name.to_owned(), text))
        .into_iter()
        .chain(pages)
    {
        let path = repository.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    repository.git(&["add", "--force", "--all"]);
    repository.git(&["commit", "-q", "-m", "all of it"]);
    let of_then = |root: &str| {
        let discovery = discover(repository.path(), &[root.into()]);
        let revision = Revision::read(&discovery, "HEAD").unwrap();
        (revision.members, discovery.members)
    };
    for root in [".", "a", "a/deep", "a/deep/deeper"] {
        let (then, now) = of_then(root);
        assert_eq!(then, now, "{root}");
        assert!((2..60).contains(&now.len()), "{now:?}");
    }
    let (before, _) = of_then(".");
    for (name, _) in files.iter().filter(|(name, _)| !name.contains("exclude")) {
        fs::remove_file(repository.path().join(name)).unwrap();
    }
    let (then, now) = of_then(".");
    assert_eq!(then, before);
    assert!(now.len() > then.len());
}

#[test]
fn a_shallow_clone_says_what_it_has_not_got() {
    let repository = Repository::of(HARBOUR);
    repository.edit(PAGE, RIGHT, WRONG);
    repository.commit();
    let outside = tempfile::tempdir().unwrap();
    let url = format!("file://{}", repository.path().display());
    let clone = ["clone", "-q", "--depth", "1", &url, "clone"];
    git(outside.path(), &clone);
    let clone = outside.path().join("clone");
    let ran = run(&clone, &["check", "--since", "HEAD~1"]);
    assert!(ran.err.contains("must be fetched first"), "{}", ran.err);
    assert_eq!((ran.out.as_str(), ran.code), ("", 2));
    git(&clone, &["fetch", "-q", "--depth", "2"]);
    let ran = run(&clone, &["check", "--since", "HEAD~1", "--format", "short"]);
    assert_eq!(places(&ran.out), [(PAGE, RULE)]);
}
