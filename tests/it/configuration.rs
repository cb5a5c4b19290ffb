//! `framelint.toml`, and the schemas that it names, on the command line.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::program::run;

const CONFIGURATION: &str = r#"
exclude = ["drafts/"]

[[kinds]]
name = "policy"
paths = ["policies/*.md"]
front-matter-schema = "schemas/policy.json"

[rules]
repeated-word = "error"
"#;

const SCHEMA: &str =
    r#"{"required": ["owner"], "properties": {"review": {"$ref": "types.json#/$defs/day"}}}"#;
const TYPES: &str = r#"{"$defs": {"day": {"type": "string", "format": "date"}}}"#;
const POLICY: &str =
    "---\nowner: the harbour office\nreview: soon\n---\n# Mooring\n\nThe the rules.\n";

fn site(configuration: &str, schema: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("has a folder")).expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    };
    write("framelint.toml", configuration);
    write("schemas/policy.json", schema);
    write("schemas/types.json", TYPES);
    write("policies/mooring.md", POLICY);
    write("drafts/mooring.md", POLICY);
    folder
}

fn check(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let arguments = [&["check", "--format", "short"], arguments].concat();
    let ran = run(folder, &arguments);
    (ran.code, ran.out)
}

#[test]
fn a_configuration_says_what_is_checked_and_how_strictly() {
    let site = site(CONFIGURATION, SCHEMA);
    let expected = "\
policies/mooring.md:3:9: error front-matter-schema: `review` is `soon`, which is not a date
policies/mooring.md:7:1: error repeated-word: `the` stands twice in a row
";
    assert_eq!(check(site.path(), &[]), (1, expected.to_owned()));
    let from_below = check(&site.path().join("policies"), &["mooring.md"]);
    assert_eq!(from_below, (1, expected.replace("policies/", "")));
    let (code, lines) = check(
        site.path(),
        &["--ignore", "repeated-word,front-matter-schema"],
    );
    assert_eq!((code, lines.as_str()), (0, ""));
}

#[test]
fn what_cannot_be_done_of_a_configuration_is_reported_and_the_rest_is_done() {
    let wrong = CONFIGURATION
        .replace("exclude", "exlude")
        .replace("\"error\"", "\"eror\"");
    let site = site(&wrong, SCHEMA);
    let expected = "\
framelint.toml:2:1: error invalid-configuration: `exlude` is not a setting
framelint.toml:10:17: error invalid-configuration: the severity of `repeated-word` must be one of `error`, `warning`, `info`, `off`
policies/mooring.md:3:9: error front-matter-schema: `review` is `soon`, which is not a date
policies/mooring.md:7:1: warning repeated-word: `the` stands twice in a row
";
    assert_eq!(check(site.path(), &[]), (2, expected.to_owned()));
}

#[test]
fn a_schema_that_is_wrong_is_reported_in_its_own_file() {
    let site = site(CONFIGURATION, "{\n  \"required\": \"owner\"\n}\n");
    let expected = "\
policies/mooring.md:7:1: error repeated-word: `the` stands twice in a row
schemas/policy.json:2:15: error invalid-schema: `required` is text, and must be a list
";
    assert_eq!(
        check(site.path(), &["--config", "framelint.toml"]),
        (2, expected.to_owned())
    );
    let (code, lines) = check(site.path(), &["--config", "none.toml"]);
    assert_eq!(code, 2);
    assert!(
        lines.contains("none.toml:1:1: error unreadable-file"),
        "{lines}"
    );
}

#[test]
fn the_schema_of_the_configuration_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/framelint.json");
    let schema = framelint::config::json_schema();
    let text = format!("{}\n", serde_json::to_string_pretty(&schema).unwrap());
    if std::env::var_os("FRAMELINT_UPDATE").is_some() {
        fs::write(&path, &text).unwrap();
    }
    assert!(
        fs::read_to_string(&path).is_ok_and(|there| there == text),
        "schemas/framelint.json is not what the code says: `FRAMELINT_UPDATE=1 cargo test --test it configuration` writes it"
    );
}

fn notes(folder: &Path, arguments: &[&str]) -> String {
    let ran = run(folder, &[&["check"], arguments].concat());
    assert_eq!(ran.code, 0, "{ran:?}");
    ran.err
}

#[test]
fn a_file_that_is_named_and_excluded_is_not_left_out_in_silence() {
    let site = site(CONFIGURATION, SCHEMA);
    assert_eq!(
        notes(site.path(), &["drafts/mooring.md"]),
        "note: `drafts/mooring.md` is not checked: `exclude` in the configuration leaves it out\n"
    );
    assert_eq!(
        notes(&site.path().join("drafts"), &["."]),
        "note: nothing is checked: `exclude` in the configuration leaves out all files\n"
    );
}

#[test]
fn a_configuration_that_does_not_hold_is_not_passed_over_in_silence() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    for site in ["a", "b"] {
        let site = folder.path().join(site);
        fs::create_dir_all(&site).expect("a folder can be made");
        fs::write(site.join("framelint.toml"), "").expect("a file can be written");
        fs::write(site.join("notes.md"), "Notes.\n").expect("a file can be written");
    }
    let note = "note: `a/framelint.toml` (and 1 more) does not hold: one run has one configuration, here the built-in one; check `a` by itself\n";
    for paths in [&["a", "b"][..], &["a/notes.md", "b/notes.md"], &["."]] {
        assert_eq!(notes(folder.path(), paths), note, "{paths:?}");
    }
    assert_eq!(notes(folder.path(), &["a/notes.md"]), "");
    assert_eq!(notes(&folder.path().join("a"), &["."]), "");
    assert_eq!(
        notes(folder.path(), &["--config", "a/framelint.toml", "a", "b"]),
        ""
    );
}
