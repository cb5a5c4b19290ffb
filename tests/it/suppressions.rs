//! What documents say is not to be reported: what that does to the report, to fixes and to the summary.

use std::sync::Arc;

use framelint::engine::{Engine, Files, MemoryFiles, Report};
use framelint::finding::Grade;
use framelint::fix::fix;
use framelint::policy::{Policy, Selection, Summary};

fn role(title: &str, points: &str) -> String {
    format!(
        "---\ntitle: {title}\nkind: role\n---\n\n# {title}\n\n## {title}\n\n| Skill | Level | Description |\n|---|---|---|\n| Pruning | Working | You can:<br>{points} |\n"
    )
}

fn files(texts: &[(&str, String)]) -> MemoryFiles {
    let texts = texts
        .iter()
        .map(|(path, text)| ((*path).to_owned(), text.clone()));
    MemoryFiles(texts.collect())
}

fn engine(files: &MemoryFiles) -> Engine<'_> {
    let mut engine = Engine::new(Arc::default(), files);
    engine.read(files.0.keys().map(|path| path.as_str().into()).collect());
    engine
}

fn report(engine: &Engine<'_>, policy: &Policy) -> Report {
    let mut report = engine.report();
    policy.apply(&mut report);
    report
}

fn found(report: &Report) -> Vec<(&str, &str)> {
    let findings = report.findings.iter();
    findings
        .map(|finding| (&*finding.location.path, finding.rule))
        .collect()
}

#[test]
fn what_documents_disagree_about_is_ignored_where_it_would_be_reported() {
    let same = "- prune young trees";
    let other =
        "- prune old trees <!-- framelint-ignore skill-description-drift: theirs are old -->";
    let files = files(&[
        ("a.md", role("Keeper", same)),
        ("b.md", role("Grafter", same)),
        ("c.md", role("Pruner", other)),
    ]);
    let engine = engine(&files);
    assert_eq!(
        found(&engine.report()),
        [("c.md", "skill-description-drift")]
    );
    let report = report(&engine, &Policy::default());
    assert_eq!(found(&report), []);
    assert_eq!(Summary::of(&report).suppressed, 1);
}

#[test]
fn what_is_ignored_is_not_fixed() {
    let text = role("Keeper", "- prune");
    let text = text.replace(
        "Working",
        "Workin <!-- framelint-ignore unknown-skill-level -->",
    );
    let files = files(&[("a.md", text.clone())]);
    let mut engine = engine(&files);
    assert_eq!(found(&engine.report()), [("a.md", "unknown-skill-level")]);
    let policy = Policy::default();
    let report = |engine: &Engine<'_>| report(engine, &policy);
    assert!(fix(&mut engine, &report, Grade::Any, None).files.is_empty());
    assert_eq!(engine.files().read("a.md").unwrap(), text);
}

#[test]
fn a_suppression_of_a_rule_that_did_not_run_is_not_unused() {
    let text = role("Keeper", "- prune <!-- framelint-ignore point-style -->");
    let files = files(&[("a.md", text)]);
    let engine = engine(&files);
    let with = |select: &[&str], ignore: &[&str]| {
        let owned = |names: &[&str]| {
            names
                .iter()
                .map(|&name| name.to_owned())
                .collect::<Vec<_>>()
        };
        let policy = Policy {
            selection: Selection::new(&owned(select), &owned(ignore)).unwrap(),
            ..Policy::default()
        };
        report(&engine, &policy).findings.len()
    };
    assert_eq!(with(&[], &[]), 1);
    assert_eq!(with(&["page", "point-style"], &[]), 1);
    assert_eq!(with(&["page"], &[]), 0);
    assert_eq!(with(&[], &["point-style"]), 0);
    assert_eq!(with(&[], &["unused-suppression"]), 0);
}

#[test]
fn what_is_ignored_outside_of_the_files_that_were_named_is_not_counted() {
    let text = role("Keeper", "- prune")
        .replace("kind: role", "kind: role\nframelint-ignore: title-mismatch");
    let text = text.replace("\n# Keeper", "\n# Keeper of trees");
    let files = files(&[("a.md", text), ("b.md", role("Grafter", "- prune"))]);
    let engine = engine(&files);
    let limited = |path: &str| Policy {
        limit: Some([path.into()].into()),
        ..Policy::default()
    };
    assert_eq!(report(&engine, &limited("a.md")).suppressed, 1);
    assert_eq!(report(&engine, &limited("b.md")).suppressed, 0);
}

#[test]
fn an_edited_document_forgets_what_it_ignored() {
    let files = files(&[(
        "a.md",
        role(
            "Keeper",
            "- prune <!-- framelint-ignore-file point-style -->",
        ),
    )]);
    let mut engine = engine(&files);
    assert_eq!(report(&engine, &Policy::default()).suppressions.len(), 1);
    engine.set("a.md", Some(role("Keeper", "- prune")));
    assert_eq!(report(&engine, &Policy::default()).suppressions.len(), 0);
}
