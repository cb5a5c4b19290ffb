//! The example framework: nothing is wrong with it, and of its copy with defects each defect is found once, at its place.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

const FRAMEWORKS: &str = "fixtures/frameworks";

/// A line of `defects.tsv`.
struct Defect {
    rule: String,
    path: String,
    line: u64,
    text: String,
}

fn defects() -> Vec<Defect> {
    let list = std::fs::read_to_string(Path::new(FRAMEWORKS).join("defects.tsv")).unwrap();
    let rows = list
        .lines()
        .skip(1)
        .map(|line| line.split('\t').collect::<Vec<_>>());
    rows.map(|row| Defect {
        rule: row[0].to_owned(),
        path: format!("{FRAMEWORKS}/harbour-with-defects/{}", row[1]),
        line: row[2].parse().unwrap(),
        text: row[3].to_owned(),
    })
    .collect()
}

fn check(framework: &str) -> Value {
    let path = format!("{FRAMEWORKS}/{framework}");
    let output = assert_cmd::Command::cargo_bin("framelint")
        .unwrap()
        .args(["check", "--format", "json", &path])
        .output()
        .unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn nothing_is_wrong_with_the_example() {
    let report = check("harbour");
    assert_eq!(report["findings"], serde_json::json!([]));
    assert_eq!(report["summary"]["documents"], 18);
    assert_eq!(report["summary"]["passed_over"], 1);
}

#[test]
fn each_defect_of_the_example_is_found_once_at_its_words() {
    let report = check("harbour-with-defects");
    let mut texts = BTreeMap::new();
    let mut found: Vec<&Value> = report["findings"].as_array().unwrap().iter().collect();
    for defect in defects() {
        let text = texts
            .entry(defect.path.clone())
            .or_insert_with(|| std::fs::read_to_string(&defect.path).unwrap());
        let at = found.iter().position(|finding| is(finding, &defect, text));
        let at = at.unwrap_or_else(|| {
            panic!(
                "{}:{}: {} was not found",
                defect.path, defect.line, defect.rule
            )
        });
        found.remove(at);
    }
    assert!(
        found.is_empty(),
        "more than the defects was found: {found:#?}"
    );
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
