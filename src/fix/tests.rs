use super::*;
use crate::config::Configuration;
use crate::engine::MemoryFiles;
use crate::finding::{Edit, Severity};
use crate::text::Span;

const ROLE: &str = "\
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

const PATH: &str = "deckhand.md";

/// A finding that offers to replace each of `changes` in `text`, by the rule `rule`.
fn offer(rule: &'static str, text: &str, safe: bool, changes: &[(&str, &str)]) -> Option<Finding> {
    let source = Source::new(PATH, text.to_owned());
    let place = |words: &str| {
        let at = text.find(words)?;
        Some(Span::new(at, at + words.len()))
    };
    let first = place(changes[0].0)?;
    let mut edits = Vec::new();
    for (words, replacement) in changes {
        edits.push(Edit {
            location: source.locate(place(words)?),
            replacement: (*replacement).to_owned(),
        });
    }
    let fix = Fix {
        title: "change it".to_owned(),
        safe,
        edits,
    };
    Some(Finding::new(rule, Severity::Error, &source, first, "wrong").fix(fix))
}

type Offers<'o> = &'o [(&'static str, bool, &'o [(&'o str, &'o str)])];

/// Fixes `text` with what `offers` have to say of each state of it.
fn fixed(
    text: &str,
    offers: Offers<'_>,
    grade: Grade,
    within: Option<&BTreeSet<Arc<str>>>,
) -> (String, usize) {
    let files = MemoryFiles(BTreeMap::from([(PATH.to_owned(), text.to_owned())]));
    let mut engine = Engine::new(Arc::new(Configuration::default()), &files);
    engine.read(vec![PATH.into()]);
    let report = |engine: &Engine<'_>| {
        let text = engine.files().read(PATH).unwrap();
        let findings = offers
            .iter()
            .filter_map(|(rule, safe, changes)| offer(rule, &text, *safe, changes));
        let mut report = Report::default();
        report.add(findings);
        report.said = engine.report().said;
        report
    };
    let fixed = fix(&mut engine, &report, grade, within);
    let after = match fixed.files.get(PATH) {
        Some(change) => {
            assert_eq!(change.before, text);
            change.after.clone()
        }
        None => text.to_owned(),
    };
    assert_eq!(engine.files().read(PATH).unwrap(), after);
    (after, fixed.findings())
}

#[test]
fn changes_that_don_t_overlap_are_made_together() {
    let (text, findings) = fixed(
        ROLE,
        &[
            ("point-style", true, &[("coil", "splice")]),
            ("repeated-word", true, &[("looks after", "keeps")]),
        ],
        Grade::Safe,
        None,
    );
    assert_eq!(
        text,
        ROLE.replace("coil", "splice")
            .replace("looks after", "keeps")
    );
    assert_eq!(findings, 2);
}

#[test]
fn of_two_changes_that_overlap_the_first_wins_and_the_other_waits() {
    let (text, findings) = fixed(
        ROLE,
        &[
            ("point-style", true, &[("coil a", "splice one")]),
            ("repeated-word", true, &[("a line", "a rope")]),
            ("update-history", true, &[("one line", "one long line")]),
        ],
        Grade::Safe,
        None,
    );
    // `a line` is not there any more once the first is done; what then is there is mended in the next round.
    assert_eq!(text, ROLE.replace("coil a line", "splice one long line"));
    assert_eq!(findings, 2);
}

#[test]
fn insertions_at_one_place_are_not_made_together() {
    let source = Source::new(PATH, ROLE.to_owned());
    let edit = |start: usize, end: usize| Edit {
        location: source.locate(Span::new(start, end)),
        replacement: "x".to_owned(),
    };
    let fix_of = |edits: Vec<Edit>| {
        Finding::new("point-style", Severity::Error, &source, Span::empty(0), "").fix(Fix {
            title: String::new(),
            safe: true,
            edits,
        })
    };
    let findings = [
        fix_of(vec![edit(5, 5)]),
        fix_of(vec![edit(5, 5)]),
        fix_of(vec![edit(5, 7)]),
        fix_of(vec![edit(7, 9)]),
        fix_of(vec![edit(9, 9), edit(12, 12)]),
    ];
    let limits = Limits::default();
    let changes = Round::choose(&findings, Grade::Safe, &limits).changes(|_| Some(ROLE.to_owned()));
    let mut expected = ROLE.to_owned();
    expected.replace_range(7..9, "x");
    expected.insert(5, 'x');
    assert_eq!(changes[PATH].after, expected);
}

#[test]
fn only_safe_changes_are_made_unless_the_others_are_asked_for() {
    let offers: Offers<'_> = &[
        ("point-style", false, &[("coil", "splice")]),
        ("repeated-word", true, &[("looks after", "keeps")]),
    ];
    let safe = ROLE.replace("looks after", "keeps");
    let all = safe.replace("coil", "splice");
    assert_eq!(fixed(ROLE, offers, Grade::Safe, None), (safe, 1));
    assert_eq!(fixed(ROLE, offers, Grade::Any, None), (all, 2));
}

#[test]
fn nothing_is_changed_outside_of_the_files_that_were_named() {
    let offers: Offers<'_> = &[("point-style", true, &[("coil", "splice")])];
    let here = BTreeSet::from([PATH.into()]);
    let elsewhere = BTreeSet::from(["other.md".into()]);
    assert_eq!(fixed(ROLE, offers, Grade::Safe, Some(&here)).1, 1);
    assert_eq!(
        fixed(ROLE, offers, Grade::Safe, Some(&elsewhere)),
        (ROLE.to_owned(), 0)
    );
}

#[test]
fn a_change_that_does_not_do_away_with_its_finding_is_taken_back() {
    let (text, findings) = fixed(
        ROLE,
        &[
            ("point-style", true, &[("line |", "line | |")]),
            ("update-history", true, &[("coil", "coil and coil")]),
            ("repeated-word", true, &[("looks after", "keeps")]),
        ],
        Grade::Safe,
        None,
    );
    assert_eq!((text, findings), (ROLE.replace("looks after", "keeps"), 1));
}

#[test]
fn a_change_after_which_less_can_be_read_is_taken_back_and_the_others_stay() {
    for harm in [
        ("title: Deckhand", "title: [Deckhand"),
        ("|-------|-------|-------------|\n", ""),
        ("kind: role\n---\n", "kind: role\n"),
        ("| Skill | Level |", "| Skill |"),
    ] {
        let (text, findings) = fixed(
            ROLE,
            &[
                ("update-history", true, &[harm]),
                ("repeated-word", true, &[("looks after", "keeps")]),
                ("point-style", true, &[("coil", "splice")]),
            ],
            Grade::Safe,
            None,
        );
        let expected = ROLE
            .replace("looks after", "keeps")
            .replace("coil", "splice");
        assert_eq!((text, findings), (expected, 2), "{harm:?}");
    }
}

#[test]
fn changes_that_undo_each_other_come_to_an_end() {
    let result = fixed(
        ROLE,
        &[
            ("point-style", true, &[("coil", "splice")]),
            ("repeated-word", true, &[("splice", "coil")]),
        ],
        Grade::Safe,
        None,
    );
    assert_eq!(result, (ROLE.replace("coil", "splice"), 1));
}

#[test]
fn a_safe_change_that_brings_a_new_finding_is_taken_back_and_the_others_stay() {
    let offers: Offers<'_> = &[
        ("repeated-word", true, &[("looks after", "keeps")]),
        ("point-style", true, &[("Awareness", "Awarenes")]),
        ("update-history", true, &[("coil", "splice")]),
    ];
    let expected = ROLE
        .replace("looks after", "keeps")
        .replace("coil", "splice");
    assert_eq!(fixed(ROLE, offers, Grade::Safe, None), (expected, 2));
    // A person who has asked for it sees what comes of it.
    let unsafe_offers: Offers<'_> = &[("point-style", false, &[("Awareness", "Awarenes")])];
    let result = fixed(ROLE, unsafe_offers, Grade::Any, None);
    assert_eq!(result, (ROLE.replace("Awareness", "Awarenes"), 1));
}

/// `words`, numbered, each in its own line below the role.
fn with_lines(words: &str, lines: usize) -> String {
    (0..lines).fold(ROLE.to_owned(), |text, line| {
        format!("{text}\n{words} {line:03}.\n")
    })
}

/// Fixes `text` by offers that depend on it, and counts the reports that it takes.
fn fixed_by(text: &str, offers: &dyn Fn(&str) -> Vec<Finding>) -> (Fixed, usize) {
    let files = MemoryFiles(BTreeMap::from([(PATH.to_owned(), text.to_owned())]));
    let mut engine = Engine::new(Arc::new(Configuration::default()), &files);
    engine.read(vec![PATH.into()]);
    let reports = std::cell::Cell::new(0);
    let report = |engine: &Engine<'_>| {
        reports.set(reports.get() + 1);
        let mut report = Report::default();
        report.add(offers(&engine.files().read(PATH).unwrap()));
        report
    };
    let fixed = fix(&mut engine, &report, Grade::Safe, None);
    (fixed, reports.get())
}

#[test]
fn one_change_that_does_harm_among_many_is_found_in_few_rounds() {
    let text = with_lines("Rope", 300);
    let (fixed, reports) = fixed_by(&text, &|text| {
        let harmful = offer(
            "point-style",
            text,
            true,
            &[("title: Deckhand", "title: [")],
        );
        let lines = text.lines().filter(|line| line.starts_with("Rope "));
        let others = lines.filter_map(|line| {
            offer(
                "repeated-word",
                text,
                true,
                &[(line, &line.replace("Rope", "Line"))],
            )
        });
        harmful.into_iter().chain(others).collect()
    });
    let expected = text.replace("\nRope ", "\nLine ");
    assert_eq!(fixed.files[PATH].after, expected);
    assert!(!fixed.given_up && reports < 30, "{reports}");
}

#[test]
fn changes_that_never_end_are_given_up() {
    let text = ROLE.replace("a line", "1 line");
    let (fixed, _) = fixed_by(&text, &|text| {
        let point = text.split("coil ").nth(1).unwrap();
        let number = point.split(' ').next().unwrap();
        let next = (number.parse::<usize>().unwrap() + 1).to_string();
        let (before, after) = (format!("coil {number}"), format!("coil {next}"));
        offer("point-style", text, true, &[(&before, &after)])
            .into_iter()
            .collect()
    });
    assert!(fixed.given_up);
    let after = text.replace("1 line", &format!("{} line", MOST_ROUNDS + 1));
    assert_eq!(fixed.files[PATH].after, after);
}
