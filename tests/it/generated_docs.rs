//! The generated documentation is what the rules, their fixtures and the command line say.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use framelint::engine::{MemoryFiles, Report};
use framelint::explain;
use framelint::finding::{Finding, Grade};
use framelint::render::{Format, Look};
use framelint::rule::{Group, Rule};
use framelint::rules;

use crate::rules::{findings, fixture_folders, name, rule_of, texts};

const UPDATE: &str = "FRAMELINT_UPDATE";
const GENERATED: &str = "<!-- Generated from the rule and its fixtures: do not edit. `FRAMELINT_UPDATE=1 cargo test --test it docs` writes it. -->";

#[test]
fn the_generated_docs_are_up_to_date() {
    let mut pages = BTreeMap::new();
    let folder = PathBuf::from("docs/rules");
    pages.insert(folder.join("README.md"), list());
    for rule in rules::ALL {
        pages.insert(folder.join(format!("{}.md", rule.info().id)), page(*rule));
    }
    let folder = PathBuf::from("docs/man");
    pages.insert(folder.join("framelint.1"), manual(None));
    for command in commands() {
        let path = folder.join(format!("framelint-{command}.1"));
        pages.insert(path, manual(Some(&command)));
    }
    let left = left_over(&pages);
    if std::env::var_os(UPDATE).is_some() {
        for (path, text) in &pages {
            let path = root().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        for path in &left {
            fs::remove_file(root().join(path)).unwrap();
        }
    }
    let stale = pages.iter().filter(|(path, text)| {
        fs::read_to_string(root().join(path)).map_or(true, |there| there != **text)
    });
    let mut stale: Vec<String> = stale.map(|(path, _)| path.display().to_string()).collect();
    stale.extend(
        left_over(&pages)
            .iter()
            .map(|path| path.display().to_string()),
    );
    assert!(
        stale.is_empty(),
        "not what the code says: `{UPDATE}=1 cargo test --test it docs` writes them:\n{}",
        stale.join("\n")
    );
}

#[test]
fn a_rule_says_rightly_which_fixes_it_offers() {
    let mut offered: BTreeMap<&str, Grade> = BTreeMap::new();
    for folder in fixture_folders() {
        for finding in findings(&texts(&folder)) {
            for fix in &finding.fixes {
                let grade = offered.entry(finding.rule).or_insert(Grade::Any);
                if fix.safe {
                    *grade = Grade::Safe;
                }
            }
        }
    }
    for rule in rules::ALL {
        let id = rule.info().id;
        assert_eq!(
            rule.fixes(),
            offered.get(id).copied(),
            "`fixes()` of `{id}` (left) against the fixes in its fixtures (right)"
        );
    }
}

#[test]
fn the_page_about_profiles_names_every_key() {
    let read = |path: &str| fs::read_to_string(root().join(path)).unwrap();
    let page = read("docs/profiles.md");
    let profile: toml::Table = read("schemas/profiles/gov-uk.toml").parse().unwrap();
    let mut missing = Vec::new();
    for (table, keys) in &profile {
        let keys = keys.as_table().into_iter().flat_map(toml::Table::keys);
        missing.extend(
            keys.chain([table])
                .filter(|key| !page.contains(&format!("`{key}`"))),
        );
    }
    assert_eq!(missing, Vec::<&String>::new(), "not in docs/profiles.md");
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Files in the generated folders that nothing generates any more.
fn left_over(pages: &BTreeMap<PathBuf, String>) -> Vec<PathBuf> {
    let folders = ["docs/rules", "docs/man"].map(PathBuf::from);
    let files = folders.iter().flat_map(|folder| {
        let entries = fs::read_dir(root().join(folder)).into_iter().flatten();
        entries.map(move |entry| folder.join(entry.unwrap().file_name()))
    });
    files.filter(|path| !pages.contains_key(path)).collect()
}

/// `docs/rules/README.md`
fn list() -> String {
    let mut text = format!("# Rules\n\n{GENERATED}\n");
    let mut group = None;
    for rule in rules::ALL {
        let info = rule.info();
        if group != Some(info.group) {
            let title = heading(info.group);
            write!(text, "\n## {title}\n\n| rule | severity | fixes | what it finds |\n| --- | --- | --- | --- |\n").unwrap();
            group = Some(info.group);
        }
        let fixes = match rule.fixes() {
            None => "",
            Some(Grade::Safe) => "safe",
            Some(Grade::Any) => "unsafe",
        };
        let (id, severity) = (info.id, explain::severity(*rule));
        writeln!(
            text,
            "| [{id}]({id}.md) | {severity} | {fixes} | {} |",
            info.summary
        )
        .unwrap();
    }
    text.push_str(
        "\nA rule that is off finds nothing unless the configuration or `--select` switches it on. *safe*: `--fix` makes some of its changes; \
*unsafe*: they need `--unsafe-fixes` too.\n",
    );
    text
}

fn heading(group: Group) -> &'static str {
    match group {
        Group::Input => "Input: what keeps the other rules from running",
        Group::FrontMatter => "Front matter",
        Group::Page => "Page",
        Group::SkillTables => "Skill tables",
        Group::Agreement => "Agreement between documents",
    }
}

/// The page of a rule.
fn page(rule: Rule) -> String {
    let info = rule.info();
    let mut text = format!(
        "# {}\n\n{GENERATED}\n\n*{}*\n\n| group | severity | mended |\n| --- | --- | --- |\n| {} | {} | {} |\n\n{}\n",
        info.id,
        info.summary,
        info.group.name(),
        explain::severity(rule),
        explain::fixes(rule),
        explain::unwrapped(info.explanation),
    );
    let options = explain::options(rule);
    if !options.is_empty() {
        write!(text, "\n## Options\n\nIn the table `[rules.{}]` of [framelint.toml](../configuration.md):\n\n| option | what it says | default |\n| --- | --- | --- |\n", info.id).unwrap();
        for option in options {
            let default = option.default.map(|default| format!("`{default}`"));
            writeln!(
                text,
                "| `{}` | {} | {} |",
                option.name,
                option.description,
                default.unwrap_or_default()
            )
            .unwrap();
        }
    }
    if let Some(example) = example(info.id) {
        text.push_str(&example);
    }
    text
}

/// The smallest of the rule's fixtures that fail, and what is said of it.
fn example(rule: &str) -> Option<String> {
    let folders = fixture_folders();
    let failing = folders
        .iter()
        .filter(|folder| rule_of(folder) == rule && name(folder).starts_with("fail"));
    let size = |folder: &Path| texts(folder).0.values().map(String::len).sum::<usize>();
    let folder = failing.min_by_key(|folder| (size(folder), name(folder)))?;
    let files = texts(folder);
    let found = findings(&files);
    let finding = found.into_iter().find(|finding| finding.rule == rule)?;
    let place = format!("fixtures/rules/{rule}/{}", name(folder));
    let mut text = "\n## Example\n".to_owned();
    if let Some((path, document)) = only_small_document(&files) {
        let language = if Path::new(path)
            .extension()
            .is_some_and(|ending| ending == "md")
        {
            "markdown"
        } else {
            "text"
        };
        let document = document.trim_end();
        let fence = "`".repeat(if document.contains("```") { 4 } else { 3 });
        write!(
            text,
            "\n`{path}`:\n\n{fence}{language}\n{document}\n{fence}\n"
        )
        .unwrap();
    }
    if let Some(configuration) = files.0.get("framelint.toml") {
        let configuration = configuration.trim();
        write!(
            text,
            "\n`framelint.toml`:\n\n```toml\n{configuration}\n```\n"
        )
        .unwrap();
    }
    let printed = printed(finding, &files);
    write!(
        text,
        "\nWhat framelint says of [{place}](../../{place}):\n\n```text\n{printed}\n```\n"
    )
    .unwrap();
    Some(text)
}

/// The document of a fixture that has no other, where it can be shown as a whole.
fn only_small_document(files: &MemoryFiles) -> Option<(&str, &str)> {
    let mut documents = files.0.iter();
    let (path, text) = documents.next()?;
    let is_small =
        text.lines().count() <= 40 && text.lines().all(|line| line.chars().count() <= 160);
    (documents.next().is_none() && is_small).then_some((path, text))
}

/// A finding in the human format, without the line that sums up.
fn printed(finding: Finding, files: &MemoryFiles) -> String {
    let report = Report {
        findings: vec![finding],
        ..Report::default()
    };
    let mut out = Vec::new();
    Format::Human
        .write(
            &mut out,
            &report,
            files,
            Look {
                colour: false,
                summary: true,
                statistics: false,
            },
        )
        .unwrap();
    let printed = String::from_utf8(out).unwrap();
    let (finding, _) = printed.trim_end().rsplit_once('\n').unwrap();
    finding.trim_end().to_owned()
}

fn manual(command: Option<&str>) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_framelint"))
        .arg("man")
        .args(command)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let page = String::from_utf8(output.stdout).unwrap();
    format!(
        ".\\\" Generated by `framelint man`: do not edit. `{UPDATE}=1 cargo test --test it docs` writes it.\n{page}"
    )
}

/// The commands that framelint's manual page refers to.
fn commands() -> Vec<String> {
    let page = manual(None);
    let names = page.lines().filter_map(|line| {
        let name = line.strip_prefix("framelint\\-")?.strip_suffix("(1)")?;
        Some(name.replace('\\', ""))
    });
    let names: Vec<String> = names.collect();
    assert!(names.iter().any(|name| name == "check"), "{names:?}");
    names
}
