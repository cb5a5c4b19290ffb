//! Whatever is done to a document, checking it ends, and every place that a finding names can be shown.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use framelint::config::Configuration;
use framelint::engine::Report;
use framelint::engine::{Engine, MemoryFiles};
use framelint::source::Location;
use proptest::prelude::*;

/// The documents of the example framework.
static DOCUMENTS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut texts = Vec::new();
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/frameworks")];
    while let Some(folder) = open.pop() {
        let entries = fs::read_dir(folder).unwrap();
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        for path in paths {
            let is_document = path.extension().is_some_and(|it| it == "md" || it == "txt");
            if path.is_dir() {
                open.push(path);
            } else if is_document {
                texts.push(fs::read_to_string(path).unwrap());
            }
        }
    }
    texts
});

/// What takes the place of a line, or of a character in it.
const PIECES: [&str; 24] = [
    "", "", "\n", "|", "| |", "| --- |", "#", "## ", "- ", "  • ", "1. ", "9. ", "'", "“", "”",
    "é", "\u{200b}", "\u{a0}", "\r\n", "\\|", "<br>", "---", "Level: ", "You can:",
];

/// A place in the text (of 1,000) and what happens there.
#[derive(Clone, Debug)]
enum Edit {
    Line(usize, &'static str),
    LineTwice(usize),
    Character(usize, &'static str),
    Cut(usize),
}

fn edit() -> impl Strategy<Value = Edit> {
    let piece = || prop::sample::select(&PIECES[..]);
    prop_oneof![
        3 => (0usize..1000, piece()).prop_map(|(at, piece)| Edit::Line(at, piece)),
        1 => (0usize..1000).prop_map(Edit::LineTwice),
        4 => (0usize..1000, piece()).prop_map(|(at, piece)| Edit::Character(at, piece)),
        1 => (0usize..1000).prop_map(Edit::Cut),
    ]
}

fn apply(text: &str, edit: &Edit) -> String {
    let (Edit::Line(at, _) | Edit::LineTwice(at) | Edit::Character(at, _) | Edit::Cut(at)) = edit;
    let start = text.len() * at / 1000;
    let start = (start..=text.len())
        .find(|at| text.is_char_boundary(*at))
        .unwrap();
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let line = &text[line_start..line_end];
    let next = text[start..]
        .chars()
        .next()
        .map_or(start, |c| start + c.len_utf8());
    match edit {
        Edit::Line(_, piece) => format!("{}{piece}{}", &text[..line_start], &text[line_end..]),
        Edit::LineTwice(_) => format!("{}\n{line}{}", &text[..line_end], &text[line_end..]),
        Edit::Character(_, piece) => format!("{}{piece}{}", &text[..start], &text[next..]),
        Edit::Cut(_) => text[..start].to_owned(),
    }
}

/// Checks a damaged document beside the one that it was.
fn check(damaged: String, undamaged: &str) {
    let texts = [
        ("damaged.md", damaged),
        ("undamaged.md", undamaged.to_owned()),
    ];
    let texts = texts.map(|(path, text)| (path.to_owned(), text));
    let files = MemoryFiles(BTreeMap::from(texts));
    let mut engine = Engine::new(Arc::new(Configuration::default()), &files);
    engine.read(files.0.keys().map(|path| path.as_str().into()).collect());
    assert_all_shown(&engine.report(), &files);
}

fn assert_all_shown(report: &Report, files: &MemoryFiles) {
    for finding in &report.findings {
        assert_shown(&finding.location, files);
        for related in &finding.related {
            assert_shown(&related.location, files);
        }
        for edit in finding.fixes.iter().flat_map(|fix| &fix.edits) {
            assert_shown(&edit.location, files);
        }
        assert!(
            !finding.message.contains('\n'),
            "{}: {}",
            finding.rule,
            finding.message
        );
    }
}

/// The text with each row of a table broken before its word number `at` (from 0).
fn with_broken_rows(text: &str, at: usize) -> String {
    let lines = text.split_inclusive('\n').map(|line| {
        let mut breaks = line.match_indices(char::is_whitespace);
        match breaks.nth(at) {
            Some((at, space)) if line.starts_with('|') => {
                format!("{}\n{}", &line[..at], &line[at + space.len()..])
            }
            _ => line.to_owned(),
        }
    });
    lines.collect()
}

#[test]
fn every_place_can_be_shown_where_spaces_are_others_and_rows_are_broken() {
    for text in &*DOCUMENTS {
        for space in ["\u{a0}", "\u{3000}"] {
            check(text.replace(' ', space), text);
            // Between words alone they leave tables, headings and lists what they are.
            let within = |line: &str| {
                let start = line.len() - line.trim_start_matches(['#', '-', '|', ' ']).len();
                let (signs, words) = line.split_at(start);
                format!("{signs}{}", words.replace(' ', space))
            };
            let damaged: String = text.split_inclusive('\n').map(within).collect();
            for at in [1, 3, 6, 10, 15, 21, 28] {
                check(with_broken_rows(&damaged, at), text);
            }
        }
    }
}

fn assert_shown(location: &Location, files: &MemoryFiles) {
    let text = &files.0[&*location.path];
    let (start, end) = (location.start.offset, location.end.offset);
    assert!(
        start <= end && text.get(start..end).is_some(),
        "{location:?}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_place_of_every_finding_can_be_shown(
        which in any::<prop::sample::Index>(),
        edits in prop::collection::vec(edit(), 1..6),
    ) {
        let undamaged = which.get(&DOCUMENTS);
        let damaged = edits.iter().fold(undamaged.clone(), |text, edit| apply(&text, edit));
        check(damaged, undamaged);
    }
}
