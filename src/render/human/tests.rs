#![allow(clippy::unwrap_used)]

use super::*;
use crate::engine::MemoryFiles;
use crate::finding::Fix;

const ROLE: &str = "\
---
title: Ferry pilot
---
# Ferry pilot

| Skill | Description |
| --- | --- |
| [Knots](/skills#knots)  Level: working  Working is the second of 4 ascending skill levels | You can:  - tie the knots that the harbour rules ask for - explain to a passenger why a line is made fast the way it is - untie a wet line without cutting it |
| [Charts](/skills#charts)  Level: wroking  Working is the second of 4 ascending skill levels | You can:  - read a chart |
";

const CATALOGUE: &str = "\
# Skills A to Z

## Knots

| Skill level | Description |
| --- | --- |
| Working | You can:  - tie the knots that the harbour rules require - explain to a passenger why a line is made fast the way it is - untie a wet line without cutting it |
";

/// Everything but the statistics.
fn look(colour: bool) -> Look {
    Look {
        colour,
        summary: true,
        statistics: false,
    }
}

/// The finding's place: the first `words` of the document.
fn place(path: &str, text: &str, words: &str) -> (Source, Span) {
    let at = text.find(words).unwrap();
    (
        Source::new(path, text.to_owned()),
        Span::new(at, at + words.len()),
    )
}

fn finding(rule: &'static str, severity: Severity, words: &str, message: &str) -> Finding {
    let (source, span) = place("roles/ferry-pilot.md", ROLE, words);
    Finding::new(rule, severity, &source, span, message)
}

fn shown(findings: Vec<Finding>, colour: bool) -> String {
    let files = MemoryFiles(
        [("roles/ferry-pilot.md", ROLE), ("skills.md", CATALOGUE)]
            .map(|(path, text)| (path.to_owned(), text.to_owned()))
            .into(),
    );
    let report = Report {
        findings,
        documents: 2,
        passed_over: vec!["README.md".into()],
        ..Report::default()
    };
    let mut out = Vec::new();
    write(&mut out, &report, &files, look(colour)).unwrap();
    String::from_utf8(out).unwrap()
}

fn drift() -> Finding {
    let (catalogue, span) = place("skills.md", CATALOGUE, "require");
    finding(
        "skill-description-drift",
        Severity::Error,
        "ask for",
        "`Knots` at working is worded differently in `skills.md`",
    )
    .label("`ask for` here")
    .help("use one wording, or make it another level")
    .related(catalogue.locate(span), "`require` here")
}

#[test]
fn a_finding_shows_the_words_on_both_sides() {
    insta::assert_snapshot!(shown(vec![drift()], false));
}

#[test]
fn help_and_fixes_stand_below_the_words() {
    let (source, span) = place("roles/ferry-pilot.md", ROLE, "wroking");
    let location = source.locate(span);
    let level = finding(
        "unknown-skill-level",
        Severity::Warning,
        "wroking",
        "`wroking` is no skill level",
    )
    .label("did you mean `working`?")
    .help("the levels are those of the scale")
    .fix(Fix::replace(
        "replace by `working`",
        true,
        location.clone(),
        "working",
    ))
    .fix(Fix::replace(
        "replace by `expert`",
        false,
        location,
        "expert",
    ));
    insta::assert_snapshot!(shown(vec![level], false));
}

#[test]
fn many_related_places_are_named_and_not_shown() {
    let (source, span) = place("roles/ferry-pilot.md", ROLE, "chart |");
    let (catalogue, other) = place("skills.md", CATALOGUE, "Knots");
    let mut many = finding(
        "skill-link-drift",
        Severity::Info,
        "/skills#charts",
        "too many",
    );
    for _ in 0..9 {
        many = many
            .related(source.locate(span), "another entry")
            .related(catalogue.locate(other), "the other side");
    }
    let text = shown(vec![many], false);
    assert_eq!(text.matches("another entry").count(), SHOWN_HERE, "{text}");
    assert_eq!(
        text.matches("the other side").count(),
        SHOWN_ELSEWHERE,
        "{text}"
    );
    assert!(text.contains("6 more"), "{text}");
    assert!(text.starts_with("info[skill-link-drift]"), "{text}");
}

#[test]
fn a_place_that_is_not_there_any_more_is_named() {
    let gone = Location::start_of("roles/gone.md".into());
    let unreadable = Finding::without_text(
        "unreadable-file",
        Severity::Error,
        gone.clone(),
        "this file cannot be read: permission denied",
    )
    .help("ask for permission\nor leave it out");
    let changed = {
        let source = Source::new("skills.md", format!("{CATALOGUE}{CATALOGUE}"));
        let span = Span::new(source.text().len() - 9, source.text().len() - 4);
        Finding::new(
            "point-style",
            Severity::Warning,
            &source,
            span,
            "a full stop",
        )
        .related(gone, "here too")
    };
    insta::assert_snapshot!(shown(vec![unreadable, changed], false));
}

#[test]
fn colours_are_escape_sequences_and_nothing_else_changes() {
    let coloured = shown(vec![drift()], true);
    assert!(coloured.contains("\u{1b}["));
    assert_eq!(
        anstream::adapter::strip_str(&coloured).to_string(),
        shown(vec![drift()], false)
    );
}

#[test]
fn a_document_cannot_take_over_the_terminal() {
    let text = "# Pilot \u{1b}]0;owned\u{7}\u{202e}\n";
    let source = Source::new("a\u{1b}[1m.md", text.to_owned());
    let finding = Finding::new(
        "repeated-word",
        Severity::Warning,
        &source,
        Span::new(2, text.len() - 1),
        "`\u{1b}[2J` stands twice\nhere",
    )
    .label("\u{9b}31m")
    .help("\u{1b}c");
    let files = MemoryFiles([(source.path().to_string(), text.to_owned())].into());
    let report = Report {
        findings: vec![finding],
        ..Report::default()
    };
    let mut out = Vec::new();
    write(&mut out, &report, &files, look(false)).unwrap();
    let out = String::from_utf8(out).unwrap();
    let odd = |character: char| character.is_control() && character != '\n';
    assert!(!out.contains(odd) && !out.contains('\u{202e}'), "{out:?}");
}

#[test]
fn a_run_without_findings_says_what_was_read() {
    assert_eq!(
        shown(Vec::new(), false),
        "no problems in 2 documents (1 passed over)\n"
    );
}
