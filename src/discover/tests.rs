#![allow(clippy::unwrap_used)]

use std::fs;

use super::*;

/// A folder with these files; a name that ends in `/` is a folder.
fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        if name.ends_with('/') {
            fs::create_dir_all(path).unwrap();
        } else {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
    }
    folder
}

fn named(folder: &tempfile::TempDir, below: &str, arguments: &[&str]) -> Discovery {
    let directory = absolute(&folder.path().canonicalize().unwrap(), Path::new(below));
    let arguments: Vec<PathBuf> = arguments.iter().map(PathBuf::from).collect();
    discover(&directory, &arguments)
}

fn members(discovery: &Discovery) -> Vec<&str> {
    discovery.members.iter().map(|path| &**path).collect()
}

#[test]
fn a_folder_is_walked_without_hidden_and_ignored_files() {
    let folder = folder(&[
        ("b.md", b"x"),
        ("a/c.TXT", b"x"),
        ("a/picture.png", b"x"),
        (".hidden.md", b"x"),
        ("drafts/d.md", b"x"),
        (".gitignore", b"drafts/\n"),
    ]);
    let discovery = named(&folder, "", &["."]);
    assert_eq!(members(&discovery), ["a/c.TXT", "b.md"]);
    assert_eq!(discovery.limit, None);
    assert!(discovery.files.exists("a/picture.png"));
    assert!(discovery.files.exists("a/../drafts/d.md"));
    assert!(!discovery.files.exists("a/other.png"));
}

#[test]
fn overlapping_folders_and_files_beside_them_are_read_once() {
    let folder = folder(&[("r/a.md", b"x"), ("r/s/b.md", b"x"), ("notes.rst", b"x")]);
    let discovery = named(&folder, "r/s", &["..", ".", "../../notes.rst", "b.md"]);
    assert_eq!(members(&discovery), ["../../notes.rst", "../a.md", "b.md"]);
    assert_eq!(discovery.limit, None);
}

#[test]
fn files_alone_limit_the_report_and_not_what_is_read() {
    let folder = folder(&[
        (CONFIGURATION_FILE, b""),
        ("roles/a.md", b"x"),
        ("roles/b.md", b"x"),
        ("skills.md", b"x"),
    ]);
    let discovery = named(&folder, "roles", &["a.md"]);
    assert_eq!(members(&discovery), ["../skills.md", "a.md", "b.md"]);
    let limit: Vec<&str> = discovery
        .limit
        .iter()
        .flatten()
        .map(|path| &**path)
        .collect();
    assert_eq!(limit, ["a.md"]);
    assert_eq!(
        discovery.configuration().as_deref(),
        Some("../framelint.toml")
    );
}

#[test]
fn files_alone_belong_to_the_repository_or_else_to_their_common_folder() {
    let folder = folder(&[("one/.git/", b""), ("one/x/a.md", b"x"), ("one/b.md", b"x")]);
    assert_eq!(
        members(&named(&folder, "one", &["x/a.md"])),
        ["b.md", "x/a.md"]
    );
    let folder = self::folder(&[("x/y/a.md", b"x"), ("x/z/b.md", b"x"), ("c.md", b"x")]);
    let discovery = named(&folder, "", &["x/y/a.md", "x/z/b.md"]);
    assert_eq!(members(&discovery), ["x/y/a.md", "x/z/b.md"]);
    assert!(discovery.root.ends_with("x"));
}

#[test]
fn a_name_with_brackets_is_a_file_before_it_is_a_pattern() {
    let folder = folder(&[("a[1].md", b"x"), ("a1.md", b"x"), ("b/c.md", b"x")]);
    let discovery = named(&folder, "", &["a[1].md", "b"]);
    assert_eq!(members(&discovery), ["a[1].md", "b/c.md"]);
    let discovery = named(&folder, "", &["a[0-9].md", "b"]);
    assert_eq!(members(&discovery), ["a1.md", "b/c.md"]);
}

#[test]
fn what_is_not_there_is_a_problem_and_the_rest_is_found() {
    let folder = folder(&[("a.md", b"x"), ("b/c.md", b"x")]);
    let discovery = named(&folder, "", &["nowhere", "*.rst", "b[", "", "a.md/x", "b"]);
    assert_eq!(members(&discovery), ["b/c.md"]);
    let problems: Vec<String> = discovery.problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        problems[..2],
        [
            "there is no file or folder `nowhere`",
            "nothing matches the pattern `*.rst`"
        ]
    );
    assert_eq!(problems.len(), 5, "{problems:?}");
}

#[cfg(unix)]
#[test]
fn linked_files_are_read_once_and_a_loop_ends() {
    use std::os::unix::fs::symlink;
    let folder = folder(&[("in/a.md", b"x"), ("in/d/b.md", b"x"), ("out/c.md", b"x")]);
    let inside = |name: &str| folder.path().join("in").join(name);
    symlink("../in", inside("d/loop")).unwrap();
    symlink("..", inside("up")).unwrap();
    symlink("a.md", inside("again.md")).unwrap();
    symlink("../out", inside("linked")).unwrap();
    symlink("nowhere.md", inside("broken.md")).unwrap();
    let discovery = named(&folder, "in", &["."]);
    assert_eq!(members(&discovery), ["a.md", "d/b.md", "linked/c.md"]);
    assert!(discovery.left_out_by_ignore_files().is_empty());
    let findings: Vec<_> = discovery
        .findings
        .iter()
        .map(|finding| (&*finding.location.path, finding.message.as_str()))
        .collect();
    assert_eq!(findings, [("broken.md", "this link leads to nothing")]);
}

#[test]
fn an_unreadable_file_says_why_and_where() {
    let folder = folder(&[
        ("latin.md", b"one\ntwo caf\xe9\n"),
        ("wide.md", b"\xff\xfea\0"),
        ("image.md", b"ab\0"),
        ("folder.md/", b""),
        ("fine.md", b""),
    ]);
    let files = named(&folder, "", &["."]).files;
    let reason = |path: &str| files.read(path).unwrap_err();
    let latin = reason("latin.md");
    assert_eq!(
        latin.reason,
        "this file is not written in UTF-8: line 2 has the byte 0xe9"
    );
    let place = latin.location.unwrap();
    assert_eq!(
        (place.start.line, place.start.column, place.start.offset),
        (2, 8, 11)
    );
    assert!(latin.help.unwrap().ends_with("the byte is `é`"));
    assert!(reason("wide.md").reason.contains("UTF-16"));
    assert_eq!(reason("image.md").location.unwrap().start.offset, 2);
    assert_eq!(
        reason("folder.md").reason,
        "this is no ordinary file and is not read"
    );
    assert_eq!(
        reason("gone.md").reason,
        "this file cannot be read: it is not there"
    );
    assert_eq!(files.read("fine.md"), Ok(String::new()));
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_no_unicode_can_still_be_read() {
    use std::os::unix::ffi::OsStrExt;
    let folder = folder(&[("a.md", b"x")]);
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9.md");
    fs::write(folder.path().join(name), "text").unwrap();
    let discovery = named(&folder, "", &["."]);
    assert_eq!(members(&discovery), ["a.md", "caf\u{fffd}.md"]);
    assert_eq!(
        discovery.files.read("caf\u{fffd}.md"),
        Ok("text".to_owned())
    );
}
