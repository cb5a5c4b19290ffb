//! Every folder under `fixtures/rules/<rule>/` is a small framework: those called `pass…` have no finding, those called `fail…` have
//! exactly the findings of their `expected.txt`. A `framelint.toml` in it is its configuration.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use framelint::config::Configuration;
use framelint::engine::{Engine, MemoryFiles};
use framelint::finding::Finding;
use framelint::policy::Policy;
use framelint::rule::{Group, Rule};
use framelint::rules;
use framelint::source::{Location, Source};

const UPDATE: &str = "FRAMELINT_UPDATE";
const CONFIGURATION: &str = "framelint.toml";

#[test]
fn every_rule_finds_what_its_fixtures_expect() {
    let mut problems = Vec::new();
    for folder in fixture_folders() {
        problems.extend(check(&folder));
    }
    assert!(
        problems.is_empty(),
        "{}\n\nRead the findings; if they are right, run `{UPDATE}=1 cargo test` to write them down.",
        problems.join("\n\n")
    );
}

#[test]
fn every_rule_has_fixtures_that_pass_and_fixtures_that_fail() {
    let folders = fixture_folders();
    let has = |rule: &str, prefix: &str| {
        folders
            .iter()
            .any(|folder| rule_of(folder) == rule && name(folder).starts_with(prefix))
    };
    let mut missing = Vec::new();
    for rule in rules::ALL.iter().filter(|rule| !is_about_input(**rule)) {
        let id = rule.info().id;
        for prefix in ["pass", "fail"] {
            if !has(id, prefix) {
                missing.push(format!("fixtures/rules/{id}/{prefix}…"));
            }
        }
    }
    assert!(
        missing.is_empty(),
        "no fixture folder:\n{}",
        missing.join("\n")
    );
    let known: BTreeSet<&str> = rules::ALL.iter().map(|rule| rule.info().id).collect();
    for folder in &folders {
        let rule = rule_of(folder);
        assert!(known.contains(rule.as_str()), "there is no rule `{rule}`");
    }
}

/// Rules about files and configurations are shown by the tests of the command line.
fn is_about_input(rule: Rule) -> bool {
    matches!(rule, Rule::Elsewhere(info) if info.group == Group::Input)
}

pub fn fixture_folders() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/rules");
    let mut folders: Vec<PathBuf> = folders_in(&root)
        .iter()
        .flat_map(|rule| folders_in(rule))
        .collect();
    folders.sort();
    assert!(
        !folders.is_empty(),
        "there are no fixtures in {}",
        root.display()
    );
    folders
}

fn folders_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder can be read");
    entries
        .map(|entry| entry.expect("the entry can be read").path())
        .filter(|path| path.is_dir())
        .collect()
}

pub fn name(folder: &Path) -> String {
    folder
        .file_name()
        .expect("has a name")
        .to_string_lossy()
        .into_owned()
}

pub fn rule_of(folder: &Path) -> String {
    name(folder.parent().expect("is in the folder of its rule"))
}

/// What is wrong with one fixture folder.
fn check(folder: &Path) -> Option<String> {
    let files = texts(folder);
    assert!(!files.0.is_empty(), "{} has no documents", folder.display());
    let findings = findings(&files);
    let found = shown(&findings, &files);
    let place = format!("fixtures/rules/{}/{}", rule_of(folder), name(folder));
    if name(folder).starts_with("pass") {
        return (!findings.is_empty()).then(|| format!("{place} should have no finding:\n{found}"));
    }
    if !name(folder).starts_with("fail") {
        return Some(format!("{place} is called neither pass… nor fail…"));
    }
    let rule = rule_of(folder);
    if !findings.iter().any(|finding| finding.rule == rule) {
        return Some(format!("{place} has no finding of `{rule}`:\n{found}"));
    }
    let snapshot = folder.join("expected.txt");
    if std::env::var_os(UPDATE).is_some() {
        fs::write(&snapshot, &found).expect("the snapshot can be written");
        return None;
    }
    match fs::read_to_string(&snapshot) {
        Ok(expected) if expected == found => None,
        Ok(expected) => Some(format!("{place} expects:\n{expected}\nand has:\n{found}")),
        Err(_) => Some(format!(
            "{place} has no expected.txt; its findings are:\n{found}"
        )),
    }
}

/// The files of a fixture by their paths in its folder.
pub fn texts(folder: &Path) -> MemoryFiles {
    let mut texts = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        open.extend(folders_in(&next));
        for entry in fs::read_dir(&next).expect("the folder can be read") {
            let path = entry.expect("the entry can be read").path();
            let is_snapshot = path == folder.join("expected.txt");
            if path.is_file() && !is_snapshot {
                let inside = path.strip_prefix(folder).expect("is in the folder");
                let inside = inside.to_string_lossy().replace('\\', "/");
                let text = fs::read_to_string(&path).expect("a fixture is UTF-8");
                texts.insert(inside, text);
            }
        }
    }
    MemoryFiles(texts)
}

pub fn findings(files: &MemoryFiles) -> Vec<Finding> {
    let (configuration, mut findings) = match files.0.get(CONFIGURATION) {
        Some(text) => {
            let source = Source::new(CONFIGURATION, text.clone());
            Configuration::parse(&source, "", files)
        }
        None => (Configuration::default(), Vec::new()),
    };
    let policy = Policy {
        configuration: Arc::new(configuration),
        ..Policy::default()
    };
    let mut engine = Engine::new(Arc::clone(&policy.configuration), files);
    let documents = files.0.keys().filter(|path| {
        let extension = path.rsplit_once('.').map(|(_, extension)| extension);
        matches!(extension, Some("md" | "markdown" | "txt"))
    });
    engine.read(documents.map(|path| path.as_str().into()).collect());
    let mut report = engine.report();
    policy.apply(&mut report);
    findings.extend(report.findings);
    findings
}

/// Findings as `expected.txt` has them.
fn shown(findings: &[Finding], files: &MemoryFiles) -> String {
    let mut text = String::new();
    for finding in findings {
        show(finding, files, &mut text).expect("a string takes what is written");
    }
    text
}

fn show(finding: &Finding, files: &MemoryFiles, text: &mut String) -> std::fmt::Result {
    let words = |location: &Location| {
        let source = Source::new("", files.0[&*location.path].clone());
        format!("{:?}", location.span().of(source.text()))
    };
    let (place, severity) = (place(&finding.location), finding.severity);
    writeln!(
        text,
        "{place} {severity} {}: {}",
        finding.rule, finding.message
    )?;
    writeln!(text, "    text: {}", words(&finding.location))?;
    if let Some(label) = &finding.label {
        writeln!(text, "    label: {label}")?;
    }
    if let Some(help) = &finding.help {
        writeln!(text, "    help: {help}")?;
    }
    for related in &finding.related {
        let (place, words) = (self::place(&related.location), words(&related.location));
        writeln!(text, "    related: {place} {words}: {}", related.message)?;
    }
    for fix in &finding.fixes {
        let grade = if fix.safe { "safe" } else { "unsafe" };
        writeln!(text, "    fix ({grade}): {}", fix.title)?;
        for edit in &fix.edits {
            let (place, words) = (self::place(&edit.location), words(&edit.location));
            writeln!(
                text,
                "        {place} {words} becomes {:?}",
                edit.replacement
            )?;
        }
    }
    Ok(())
}

fn place(location: &Location) -> String {
    let (start, end) = (location.start, location.end);
    format!(
        "{}:{}:{}-{}:{}",
        location.path, start.line, start.column, end.line, end.column
    )
}
