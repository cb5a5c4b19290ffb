//! `framelint init`: the configuration that it writes fits the folder that it looked at.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::program::{Ran, copy, in_repository, run};

/// Runs `init` in a folder; gives what it printed and the configuration that it wrote, which is valid.
fn init(folder: &Path) -> (String, String) {
    let Ran {
        code,
        out: printed,
        err: complaints,
    } = run(folder, &["init"]);
    assert_eq!((code, complaints.as_str()), (0, ""), "{printed}");
    let text = fs::read_to_string(folder.join("framelint.toml")).unwrap();
    let schema = fs::read_to_string(folder.join("framelint.schema.json")).unwrap();
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    assert!(
        text.starts_with("#:schema ./framelint.schema.json\n"),
        "{text}"
    );
    let values: toml::Table = toml::from_str(&text).unwrap();
    let values = serde_json::to_value(values).unwrap();
    let problems: Vec<String> = jsonschema::validator_for(&schema)
        .unwrap()
        .iter_errors(&values)
        .map(|error| error.to_string())
        .collect();
    assert_eq!(problems, Vec::<String>::new());
    (printed, text)
}

/// Takes the comment sign off every setting that is commented out.
fn switched_on(text: &str) -> String {
    let lines = text.lines().map(|line| match line.strip_prefix("# ") {
        Some(setting) if setting.contains(" = ") && setting.starts_with(char::is_lowercase) => {
            setting
        }
        Some(setting) if setting.starts_with('[') => setting,
        _ => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn write(folder: &TempDir, path: &str, text: &str) {
    let path = folder.path().join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

#[test]
fn an_empty_folder_gets_a_configuration_to_begin_from() {
    let folder = tempfile::tempdir().unwrap();
    let (printed, text) = init(folder.path());
    assert!(printed.starts_with("found no documents\n"), "{printed}");
    assert!(text.contains("profile = \"gov-uk\""), "{text}");
    let Ran {
        code,
        out: printed,
        err: complaints,
    } = run(folder.path(), &["check"]);
    assert_eq!((code, complaints.as_str()), (0, ""), "{printed}");
    // Each line that only waits for its comment sign to go is a valid setting.
    fs::write(folder.path().join("framelint.toml"), switched_on(&text)).unwrap();
    let Ran {
        code,
        out: printed,
        err: _,
    } = run(folder.path(), &["check", "--format", "short"]);
    let expected = "there is no file `skills.md`";
    assert_eq!(code, 2);
    assert!(
        printed.lines().count() == 1 && printed.contains(expected),
        "{printed}"
    );
}

#[test]
fn a_configuration_that_is_there_is_not_replaced_unless_that_is_wanted() {
    let folder = tempfile::tempdir().unwrap();
    write(&folder, "framelint.toml", "# mine\n");
    let Ran {
        code,
        out: printed,
        err: complaints,
    } = run(folder.path(), &["init"]);
    assert_eq!((code, printed.as_str()), (2, ""));
    assert_eq!(
        complaints,
        "error: `framelint.toml` is there already; --force replaces it\n"
    );
    let read = || fs::read_to_string(folder.path().join("framelint.toml")).unwrap();
    assert_eq!(read(), "# mine\n");
    assert_eq!(run(folder.path(), &["init", "--force"]).code, 0);
    assert_ne!(read(), "# mine\n");
    fs::remove_file(folder.path().join("framelint.toml")).unwrap();
    write(&folder, "framelint.schema.json", "{}\n");
    let ran = run(folder.path(), &["init"]);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (
            2,
            "error: `framelint.schema.json` is there already; --force replaces it\n"
        )
    );
    assert!(!folder.path().join("framelint.toml").exists());
    let Ran {
        code,
        out: _,
        err: complaints,
    } = run(folder.path(), &["init", "nowhere"]);
    assert_eq!(
        (code, complaints.as_str()),
        (2, "error: there is no folder `nowhere`\n")
    );
}

#[test]
fn a_framework_is_named_as_it_is_and_its_many_findings_do_not_fail_the_first_run() {
    let folder = tempfile::tempdir().unwrap();
    let harbour = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/frameworks/harbour");
    copy(&harbour, &folder.path().join("content"));
    for number in 0..30 {
        let text = format!(
            "---\nowner: \"the quay\"\nreviewed: 2026-01-{:02}\n---\n# Notice {number}\n",
            number + 1
        );
        write(
            &folder,
            &format!("content/notices/notice-{number}.md"),
            &text,
        );
        write(
            &folder,
            &format!("content/guides/winter-{number}.md"),
            &format!(
                "---\ntitle: Winter {number}\nlayout: guide\nsection: \"winter\"\nbreadcrumbs: []\nphases: []\n---\n\nSee [the list](/skills).\n"
            ),
        );
    }
    let Ran {
        code,
        out: _,
        err: _,
    } = run(folder.path(), &["check", "content"]);
    assert_eq!(code, 1);
    let Ran {
        code,
        out: printed,
        err: complaints,
    } = run(folder.path(), &["init", "content"]);
    assert_eq!((code, complaints.as_str()), (0, ""));
    let text = fs::read_to_string(folder.path().join("content/framelint.toml")).unwrap();
    for expected in [
        "12 roles, 1 skill catalogue, 35 guides, 31 other files",
        "`skills.md`",
    ] {
        assert!(printed.contains(expected), "{printed}");
    }
    for expected in [
        "\ncatalogue = \"skills.md\"\n",
        "of which 1 in this folder. With this line `broken-link` reports those that belong here and are not.\n# site-root = \".\"\n",
        "\n# The 30 files in `notices/` all have `owner`, `reviewed`.\n# [[kinds]]\n# name = \"notices\"\n# paths = [\"notices/\"]\n",
        "\n[rules]\nfront-matter-schema = \"warning\" # 30 findings; an error unless set\n",
    ] {
        assert!(text.contains(expected), "{expected} in\n{text}");
    }
    let Ran {
        code,
        out: printed,
        err: _,
    } = run(folder.path(), &["check", "content", "--format", "short"]);
    assert_eq!(code, 0, "{printed}");
    assert_eq!(printed.matches("warning front-matter-schema").count(), 30);
}

#[test]
fn a_kind_that_is_suggested_is_one_that_a_configuration_can_have() {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..30 {
        let text = format!(
            "---\nowner: Anna\nreviewed: 2025-01-{:02}\n---\n\nWords.\n",
            number % 28 + 1
        );
        write(&folder, &format!("roles/{number}.md"), &text);
    }
    let (_, text) = init(folder.path());
    assert!(
        text.contains("# name = \"role\"\n# paths = [\"roles/\"]"),
        "{text}"
    );
}

#[test]
fn a_framework_with_words_of_its_own_is_told_that_it_needs_a_profile() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/frameworks");
    for (framework, hint) in [
        (
            "kiln",
            "33 of `unknown-skill-level`, 33 of `description-lead-in`",
        ),
        (
            "orchard",
            "# In 5 roles no role level with skills was recognised",
        ),
        ("werft", "# No role and no catalogue was recognised here"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        copy(&fixtures.join(framework), folder.path());
        for file in ["framelint.toml", "profile.toml"] {
            fs::remove_file(folder.path().join(file)).unwrap();
        }
        let (_, text) = init(folder.path());
        assert!(text.contains(hint), "{text}");
    }
}

#[test]
fn the_service_manual_gets_a_configuration_under_which_only_its_mistakes_are_found() {
    let Some(corpus) = std::env::var_os("FRAMELINT_CORPUS") else {
        crate::say("skipped: FRAMELINT_CORPUS is not set");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    copy(&Path::new(&corpus).join("service-manual"), folder.path());
    let Ran {
        code: _,
        out: before,
        err: _,
    } = run(folder.path(), &["check", "--format", "short"]);
    let (printed, text) = init(folder.path());
    assert!(printed.contains("204 guides"), "{printed}");
    assert!(text.contains("# site-root = \".\"\n"), "{text}");
    let Ran {
        code,
        out: after,
        err: _,
    } = run(folder.path(), &["check", "--format", "short"]);
    let (values, after): (Vec<&str>, Vec<&str>) = after
        .lines()
        .partition(|line| line.contains(" inconsistent-value: "));
    assert_eq!((code, after), (1, before.lines().collect()));
    assert!(!values.is_empty() && values.len() < 10, "{values:?}");
}

#[test]
fn a_profile_that_is_there_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    copy(&in_repository("fixtures/frameworks/werft"), folder.path());
    std::fs::remove_file(folder.path().join("framelint.toml")).unwrap();
    let (_, text) = init(folder.path());
    assert!(text.contains("\nprofile = \"profile.toml\"\n"), "{text}");
}

#[test]
fn a_profile_with_a_mistake_is_taken_so_that_the_mistake_shows() {
    let folder = tempfile::tempdir().unwrap();
    copy(&in_repository("fixtures/frameworks/kiln"), folder.path());
    std::fs::remove_file(folder.path().join("framelint.toml")).unwrap();
    let path = folder.path().join("profile.toml");
    let profile = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, profile.replace("lead-ins", "lead-in")).unwrap();
    let (_, text) = init(folder.path());
    let expected = "# Something is wrong in this one, so that no document was read by it: \
        `framelint check` says what.\nprofile = \"profile.toml\"\n";
    assert!(text.contains(expected), "{text}");
    assert!(!text.contains("unknown-skill-level"), "{text}");
}
