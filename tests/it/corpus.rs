//! Acceptance over the real documents of `FRAMELINT_CORPUS`: what is known to be in them is found, and nothing else.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use framelint::text::collapse_white_space;
use serde_json::Value;

/// The folder of real documents, or nothing after saying that `what` is skipped.
pub fn folder(what: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("FRAMELINT_CORPUS").map(PathBuf::from);
    if folder.is_none() {
        super::say(&format!("SKIPPED {what}: FRAMELINT_CORPUS is not set"));
    }
    folder
}

/// The documents from which the project started, which stand beside the corpus.
fn seeds(what: &str) -> Option<PathBuf> {
    let seeds = folder(what)?.join("../seeds");
    if seeds.is_dir() {
        return Some(seeds);
    }
    super::say(&format!("SKIPPED {what}: {} is not there", seeds.display()));
    None
}

/// What the program prints on standard output when it is run in `folder`.
fn framelint(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_framelint"));
    let output = command
        .current_dir(folder)
        .args(arguments)
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(matches!(output.status.code(), Some(0 | 1)), "{errors}");
    String::from_utf8(output.stdout).unwrap()
}

/// One finding as the JSON output has it.
#[derive(Clone, Debug)]
struct Finding {
    rule: String,
    severity: String,
    path: String,
    line: usize,
    message: String,
    /// The other places: path and line.
    related: Vec<(String, usize)>,
}

impl Finding {
    fn of(value: &Value) -> Self {
        let text = |key: &str| value[key].as_str().unwrap().to_owned();
        let line = |value: &Value| {
            let line = value["start"]["line"].as_u64().unwrap();
            usize::try_from(line).unwrap()
        };
        let related = value["related"].as_array().unwrap();
        Self {
            rule: text("rule"),
            severity: text("severity"),
            path: text("path"),
            line: line(value),
            message: text("message"),
            related: (related.iter())
                .map(|place| (place["path"].as_str().unwrap().to_owned(), line(place)))
                .collect(),
        }
    }

    fn shown(&self) -> String {
        let Self {
            rule,
            path,
            line,
            message,
            ..
        } = self;
        format!("{path}:{line} {rule}: {message}")
    }
}

/// The errors and warnings of a check in `folder`.
fn check(folder: &Path, paths: &[&str]) -> Vec<Finding> {
    let arguments = [&["check", "--format", "json"], paths].concat();
    let report: Value = serde_json::from_str(&framelint(folder, &arguments)).unwrap();
    let findings = report["findings"].as_array().unwrap();
    let findings = findings.iter().map(Finding::of);
    findings
        .filter(|finding| finding.severity != "info")
        .collect()
}

#[test]
fn the_service_manual_calls_two_of_its_pages_by_two_titles() {
    let Some(folder) = folder("the check of the breadcrumbs") else {
        return;
    };
    let configuration = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/rules/inconsistent-value/fail/framelint.toml");
    let configuration = configuration.to_str().unwrap();
    let select = ["--select", "inconsistent-value"];
    let arguments = [&["--config", configuration][..], &select, &["."]].concat();
    let found = check(&folder.join("service-manual"), &arguments);
    let keys: Vec<&str> = found
        .iter()
        .filter_map(|finding| finding.message.split('`').nth(1))
        .collect();
    assert_eq!(
        keys,
        ["/service-manual/phases", "/service-manual/technology"]
    );
}

#[test]
fn the_seeds_have_one_drift_one_lead_in_and_one_open_quotation() {
    let Some(seeds) = seeds("the check of the seeds") else {
        return;
    };
    let findings = check(&seeds, &["."]);
    let shown: Vec<_> = findings.iter().map(Finding::shown).collect();
    let rules: Vec<_> = findings
        .iter()
        .map(|it| (it.path.as_str(), it.rule.as_str(), it.severity.as_str()))
        .collect();
    let expected = [
        ("product-manager.txt", "skill-description-drift", "error"),
        ("service-owner.md", "description-lead-in", "warning"),
        ("service-owner.md", "unbalanced-quote", "warning"),
    ];
    assert_eq!(rules, expected, "{shown:#?}");

    let drift = &findings[0];
    for word in ["Problem management", "expert", "a problem", "the problem"] {
        assert!(drift.message.contains(word), "{word}: {}", drift.message);
    }
    // The three entries of the page, and the wording of the newer clip that they are held against.
    let text = fs::read_to_string(seeds.join(&drift.path)).unwrap();
    let lines: Vec<_> = text.lines().collect();
    let is_it =
        |at: &usize| lines[*at] == "Problem management" && lines[*at + 2] == "Level: expert";
    let places: Vec<_> = (0..lines.len() - 2).filter(is_it).collect();
    assert_eq!(places.len(), 3);
    let own = drift.related.iter().filter(|(path, _)| *path == drift.path);
    let own = own.map(|(_, line)| *line).chain([drift.line]);
    let mut entries: Vec<_> = own
        .map(|line| places.iter().rposition(|place| *place < line).unwrap())
        .collect();
    entries.sort_unstable();
    entries.dedup();
    assert_eq!(entries, [0, 1, 2], "{:?}", drift.related);
    let held_against = ("service-owner.md".to_owned(), 61);
    assert!(drift.related.contains(&held_against), "{:?}", drift.related);
    assert_eq!(findings[1].line, 62);
    assert_eq!(findings[2].line, 82);
}

/// The five columns of an exported or published row that the documents say, white space collapsed.
fn rows(csv: &str) -> Vec<[String; 5]> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let headers = reader.headers().unwrap().clone();
    let column = |name: &str| headers.iter().position(|header| header == name).unwrap();
    let columns = [
        "Role",
        "Role Level",
        "Skill Name",
        "Skill Level",
        "Skill Level Description",
    ]
    .map(column);
    let role_type = column("Role Type");
    let mut rows: Vec<_> = (reader.records())
        .map(Result::unwrap)
        .filter(|row| row[role_type].is_empty())
        .map(|row| {
            let mut said = columns.map(|at| collapse_white_space(&row[at]).into_owned());
            said[3] = said[3].to_lowercase();
            said
        })
        .collect();
    rows.sort_unstable();
    rows
}

#[test]
fn the_export_of_every_dialect_is_the_published_data() {
    let Some(corpus) = folder("the comparison with the published data") else {
        return;
    };
    let published = rows(&fs::read_to_string(corpus.join("data/roles.csv")).unwrap());
    assert_eq!(published.len(), 1797);
    for dialect in ["clips", "authored", "pages"] {
        let folder = corpus.join("framework");
        let exported = rows(&framelint(&folder, &["export", "--format", "csv", dialect]));
        assert_eq!(exported.len(), published.len(), "{dialect}");
        for (exported, published) in exported.iter().zip(&published) {
            assert_eq!(exported, published, "{dialect}");
        }
    }
}

/// Defects that the data set has beside the known ones, in its clips and its authored documents alike: rule, document, how many.
const FURTHER: &[(&str, &str, usize)] = &[
    // The wordings that the roles have too.
    ("description-lead-in", "skills", 1),
    ("point-style", "skills", 4),
    // `apply` twice in a row, in one description of the catalogue and in the four roles that have it.
    ("repeated-word", "development-operations-devops-engineer", 2),
    ("repeated-word", "frontend-developer", 1),
    ("repeated-word", "infrastructure-engineer", 1),
    ("repeated-word", "skills", 1),
    ("repeated-word", "software-developer", 1),
];

/// One row of the list of known defects.
struct Known {
    rule: &'static str,
    document: String,
    role_level: String,
    skill: String,
    detail: String,
}

impl Known {
    /// The row, unless the documents cannot decide it.
    fn of(line: &str) -> Option<Self> {
        let columns: Vec<_> = line.split('\t').collect();
        let rule = match columns[0] {
            "skill listed twice" => "duplicate-skill",
            "lead-in is not 'You can:'" => "description-lead-in",
            "point ends with a full stop" => "point-style",
            "skill without a description" => "skill-summary-missing",
            "role missing from the skill's list" | "listed role does not need the skill" => {
                "catalogue-roles-mismatch"
            }
            "listed role has no document" => return None,
            other => panic!("`{other}` is not one of the known sorts of defects"),
        };
        Some(Self {
            rule,
            document: columns[1].to_owned(),
            role_level: columns[2].to_owned(),
            skill: columns[3].to_owned(),
            detail: columns[5].to_owned(),
        })
    }

    /// Whether a finding is about this defect: its rule, its document, the heading above it, the skill of its row, and what
    /// its message names.
    fn is(&self, finding: &Finding, text: &str) -> bool {
        let lines: Vec<_> = text.lines().collect();
        let heading = |line: &&&str| line.starts_with('#');
        let above = lines[..finding.line].iter().rev().find(heading).unwrap();
        let above = above.trim_start_matches(|c: char| !c.is_alphabetic());
        let line = lines[finding.line - 1];
        let is_here = match self.rule {
            "skill-summary-missing" => above == self.skill,
            "catalogue-roles-mismatch" => {
                above == self.skill && finding.message.contains(&format!("`{}`", self.detail))
            }
            _ => above == self.role_level && line.starts_with(&format!("| [{}](", self.skill)),
        };
        stem(&finding.path) == self.document && is_here
    }
}

/// The name of a document without folder and extension.
fn stem(path: &str) -> &str {
    Path::new(path).file_stem().unwrap().to_str().unwrap()
}

#[test]
fn the_known_defects_are_found_and_nothing_that_is_none() {
    let Some(corpus) = folder("the search for the known defects") else {
        return;
    };
    let list = fs::read_to_string(corpus.join("known-defects.tsv")).unwrap();
    let known: Vec<_> = list.lines().skip(1).filter_map(Known::of).collect();
    assert_eq!(known.len(), 95);
    for dialect in ["clips", "authored"] {
        let folder = corpus.join("framework");
        let mut findings = check(&folder, &[dialect, "skills.md"]);
        let mut missed = Vec::new();
        for defect in &known {
            let text = |path: &str| fs::read_to_string(folder.join(path)).unwrap();
            let is_it = |finding: &Finding| {
                finding.rule == defect.rule && defect.is(finding, &text(&finding.path))
            };
            match findings.iter().position(is_it) {
                Some(at) => drop(findings.remove(at)),
                None => missed.push(format!(
                    "{} {} {} {} {}",
                    defect.rule, defect.document, defect.role_level, defect.skill, defect.detail
                )),
            }
        }
        assert!(missed.is_empty(), "{dialect}, not found: {missed:#?}");
        let mut further = BTreeMap::new();
        for finding in &findings {
            let key = (finding.rule.as_str(), stem(&finding.path));
            *further.entry(key).or_insert(0) += 1;
        }
        let further: Vec<_> = (further.into_iter())
            .map(|((rule, document), count)| (rule, document, count))
            .collect();
        let shown: Vec<_> = findings.iter().map(Finding::shown).collect();
        assert_eq!(further, FURTHER, "{dialect}: {shown:#?}");
    }
}

#[test]
fn the_service_manual_has_what_its_owner_would_mend() {
    let Some(corpus) = folder("the check of the service manual") else {
        return;
    };
    let findings = check(&corpus, &["service-manual"]);
    let of = |rule: &str, words: &[&str]| {
        let is_it =
            |it: &&Finding| it.rule == rule && words.iter().all(|word| it.message.contains(word));
        findings.iter().filter(is_it).collect::<Vec<_>>()
    };
    let twice = of("front-matter-duplicate-key", &["`status`"]);
    assert_eq!(twice.len(), 1);
    assert!(
        twice[0].path.ends_with("operations/helpdesk.md"),
        "{twice:?}"
    );
    let unknown = of("front-matter-schema", &["`secondary-audience`"]);
    assert_eq!(unknown.len(), 1);
    let audiences = of("front-matter-schema", &["`audience`"]);
    let mut expected = strings_for_audience(&corpus.join("service-manual"));
    expected.sort();
    assert_eq!(expected.len(), 9);
    let found: Vec<_> = audiences
        .iter()
        .map(|it| (it.path.as_str(), it.line))
        .collect();
    let expected: Vec<_> = (expected.iter())
        .map(|(path, line)| (path.strip_prefix(&corpus).unwrap().to_str().unwrap(), *line))
        .collect();
    assert_eq!(found, expected);
}

/// The files below `folder` and the lines (from 1) where the front matter gives `audience` a string.
fn strings_for_audience(folder: &Path) -> Vec<(PathBuf, usize)> {
    let mut places = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            places.extend(strings_for_audience(&path));
        } else if path.extension().is_some_and(|extension| extension == "md") {
            let text = fs::read_to_string(&path).unwrap();
            let is_string = |line: &str| {
                let value = line.strip_prefix("audience:");
                value.is_some_and(|value| !value.trim().is_empty())
            };
            let line = text.lines().position(is_string);
            places.extend(line.map(|line| (path, line + 1)));
        }
    }
    places
}
