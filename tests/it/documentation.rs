//! The pages in `docs` about configuration tell the truth: each key in them exists, none is missing, and each example can be used.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;

use framelint::config::{Configuration, json_schema};
use framelint::files::MemoryFiles;
use framelint::source::Source;
use serde_json::Value;

fn page(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("docs")
        .join(name);
    fs::read_to_string(path).unwrap()
}

/// The fenced blocks of a language, each with the line before it.
fn blocks<'p>(page: &'p str, language: &str) -> Vec<(&'p str, &'p str)> {
    let fence = format!("```{language}\n");
    let found = page.match_indices(&fence).map(|(at, _)| {
        let before = page[..at].trim_end().lines().last().unwrap_or_default();
        let block = &page[at + fence.len()..];
        (before, block.split_once("```").expect("the block ends").0)
    });
    found.collect()
}

#[test]
fn every_example_can_be_used() {
    let pages = ["configuration.md", "schemas.md"].map(page);
    let mut files = MemoryFiles::default();
    // What the examples name and the pages do not show.
    for (path, text) in [
        ("skills.md", "# Skills"),
        ("content/roles.md", "# Roles"),
        (
            "schemas/types.json",
            r#"{"$defs": {"team": {"type": "string"}}}"#,
        ),
    ] {
        files.0.insert(path.to_owned(), text.to_owned());
    }
    for (before, text) in pages.iter().flat_map(|page| blocks(page, "json")) {
        let path = before.trim_start_matches("<!-- ").trim_end_matches(" -->");
        files.0.insert(path.to_owned(), text.to_owned());
    }
    let mut examples = 0;
    let profile = pages.iter().flat_map(|page| blocks(page, "toml"));
    let (profiles, configurations): (Vec<_>, Vec<_>) =
        profile.partition(|(before, _)| *before == "<!-- profile -->");
    for (_, text) in profiles {
        files
            .0
            .insert("profiles/harbour.toml".to_owned(), text.to_owned());
    }
    let schema = jsonschema::validator_for(&json_schema()).unwrap();
    for (_, text) in configurations {
        let source = Source::new("framelint.toml", text.to_owned());
        let (_, findings) = Configuration::parse(&source, "", &files);
        let problems: Vec<&str> = findings.iter().map(|finding| &*finding.message).collect();
        assert!(problems.is_empty(), "{problems:?} in\n{text}");
        let values: toml::Table = toml::from_str(text).unwrap();
        assert!(
            schema.is_valid(&serde_json::to_value(values).unwrap()),
            "{text}"
        );
        examples += 1;
    }
    assert!(examples > 10, "only {examples} examples");
}

fn keys(schema: &Value) -> BTreeSet<String> {
    let properties = schema["properties"].as_object();
    properties
        .into_iter()
        .flatten()
        .map(|(key, _)| key.clone())
        .collect()
}

#[test]
fn every_key_is_explained_and_every_explained_key_exists() {
    let page = page("configuration.md");
    let mut sections: BTreeMap<String, &str> = BTreeMap::new();
    for section in page.split("\n## ").skip(1) {
        let key = section.lines().next().unwrap().trim_matches('`');
        sections.insert(key.to_owned(), section);
    }
    let schema = json_schema();
    assert_eq!(
        sections.keys().cloned().collect::<BTreeSet<_>>(),
        keys(&schema)
    );
    for (section, table) in [
        ("scale", "Scale"),
        ("kinds", "KindTable"),
        ("overrides", "Override"),
    ] {
        let rows = sections[section]
            .lines()
            .filter_map(|line| line.strip_prefix("| `"));
        let explained = rows.filter_map(|row| Some(row.split_once('`')?.0.to_owned()));
        assert_eq!(
            explained.collect::<BTreeSet<_>>(),
            keys(&schema["definitions"][table]),
            "{section}"
        );
    }
}

/// The options of rules, as a table.
fn options_of_rules() -> String {
    let schema = json_schema();
    let mut table = String::new();
    for (rule, of) in schema["definitions"]["Rules"]["properties"]
        .as_object()
        .unwrap()
    {
        let options = of["anyOf"][1]["properties"].as_object();
        for (option, of) in options.into_iter().flatten() {
            if option != "severity" {
                let what = of["description"].as_str().unwrap_or_default();
                assert!(!what.is_empty(), "`{option}` of `{rule}` has no docstring");
                writeln!(table, "| `{rule}` | `{option}` | {what} |").unwrap();
            }
        }
    }
    if table.is_empty() {
        return "No rule has options yet.\n".to_owned();
    }
    format!("| rule | option | what it says |\n| --- | --- | --- |\n{table}")
}

#[test]
fn the_options_of_rules_are_up_to_date() {
    const BEGIN: &str = "<!-- options: begin -->\n";
    const END: &str = "<!-- options: end -->";
    let text = page("configuration.md");
    let (before, rest) = text.split_once(BEGIN).unwrap();
    let (_, after) = rest.split_once(END).unwrap();
    let expected = format!("{before}{BEGIN}{}{END}{after}", options_of_rules());
    if std::env::var_os("FRAMELINT_UPDATE").is_some() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/configuration.md");
        fs::write(path, &expected).unwrap();
        return;
    }
    assert!(
        text == expected,
        "docs/configuration.md does not have the options of all rules: `FRAMELINT_UPDATE=1 cargo test --test it documentation` writes them"
    );
}
