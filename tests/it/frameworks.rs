//! The example frameworks: nothing is wrong with them, and of their copies with defects each defect is found once, at its place.
//!
//! `harbour` has the layout of the published framework in all its dialects, `orchard` skills as headings and a scale of five levels,
//! `werft` is in German, `kiln` has matrices and HTML tables. All but the first are only told so by a profile.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

use crate::mends::copied;
use crate::program::{in_repository, run};

const FRAMEWORKS: &str = "fixtures/frameworks";

/// Each framework with the number of its documents.
const EXAMPLES: [(&str, u64); 4] = [("harbour", 18), ("orchard", 6), ("werft", 5), ("kiln", 5)];

/// A line of the list of defects beside a framework.
struct Defect {
    rule: String,
    path: String,
    line: u64,
    text: String,
}

fn defects(framework: &str) -> Vec<Defect> {
    let list = Path::new(FRAMEWORKS).join(format!("{framework}-defects.tsv"));
    let list = std::fs::read_to_string(list).unwrap();
    let rows = list
        .lines()
        .skip(1)
        .map(|line| line.split('\t').collect::<Vec<_>>());
    rows.map(|row| Defect {
        rule: row[0].to_owned(),
        path: format!("{FRAMEWORKS}/{framework}-with-defects/{}", row[1]),
        line: row[2].parse().unwrap(),
        text: row[3].to_owned(),
    })
    .collect()
}

fn check(framework: &str) -> Value {
    let path = format!("{FRAMEWORKS}/{framework}");
    let ran = run(&in_repository(""), &["check", "--format", "json", &path]);
    serde_json::from_str(&ran.out).unwrap()
}

#[test]
fn nothing_is_wrong_with_the_examples() {
    for (framework, documents) in EXAMPLES {
        let report = check(framework);
        assert_eq!(report["findings"], serde_json::json!([]), "{framework}");
        assert_eq!(report["summary"]["documents"], documents, "{framework}");
        assert_eq!(report["summary"]["passed_over"], 1, "{framework}");
    }
}

#[test]
fn an_accent_behind_its_letter_makes_no_difference() {
    let (page, catalogue, profile) = ("rollen/bootsbauerin.md", "faehigkeiten.md", "profile.toml");
    for paths in [
        &[page][..],
        &[catalogue],
        &[profile],
        &[page, catalogue, profile],
    ] {
        let folder = copied("werft");
        for path in paths {
            let path = folder.path().join(path);
            let text = std::fs::read_to_string(&path).unwrap();
            let parted: String = text.nfd().collect();
            assert_ne!(parted, text);
            std::fs::write(&path, parted).unwrap();
        }
        let ran = run(folder.path(), &["check", "--format", "short", "."]);
        assert_eq!(ran.out, "", "{paths:?}");
    }
}

#[test]
fn each_defect_of_the_examples_is_found_once_at_its_words() {
    for (framework, _) in EXAMPLES {
        let report = check(&format!("{framework}-with-defects"));
        let mut texts = BTreeMap::new();
        let mut found: Vec<&Value> = report["findings"].as_array().unwrap().iter().collect();
        for defect in defects(framework) {
            let text = texts
                .entry(defect.path.clone())
                .or_insert_with(|| std::fs::read_to_string(&defect.path).unwrap());
            let at = found.iter().position(|finding| is(finding, &defect, text));
            let Defect {
                rule, path, line, ..
            } = &defect;
            let at = at.unwrap_or_else(|| panic!("{path}:{line}: {rule} was not found"));
            found.remove(at);
        }
        assert!(
            found.is_empty(),
            "{framework}: more than the defects was found: {found:#?}"
        );
    }
}

/// Whether a finding is the one that a defect calls for: its rule and path, and a place in the line that meets the text.
fn is(finding: &Value, defect: &Defect, text: &str) -> bool {
    let offset = |end: &str| usize::try_from(finding[end]["offset"].as_u64().unwrap()).unwrap();
    let index = usize::try_from(defect.line).unwrap() - 1;
    let line = text.split_inclusive('\n').nth(index).unwrap();
    let start = line.as_ptr() as usize - text.as_ptr() as usize + line.find(&defect.text).unwrap();
    finding["rule"] == defect.rule.as_str()
        && finding["path"] == defect.path.as_str()
        && finding["start"]["line"] == defect.line
        && offset("start") <= start + defect.text.len()
        && start <= offset("end")
}
