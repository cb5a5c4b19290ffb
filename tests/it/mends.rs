//! What fixing must never do to a document: each test damages a copy of an example framework and looks at what `--fix` makes of it.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::program::{Ran, copy, in_repository, run};

fn copied(framework: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy(
        &in_repository(&format!("fixtures/frameworks/{framework}")),
        folder.path(),
    );
    folder
}

/// Changes the file at `path`; something has to change.
fn edit(folder: &TempDir, path: &str, change: impl Fn(&str) -> String) {
    let path = folder.path().join(path);
    let before = fs::read_to_string(&path).unwrap();
    let after = change(&before);
    assert_ne!(before, after, "{}", path.display());
    fs::write(path, after).unwrap();
}

fn replace(folder: &TempDir, path: &str, old: &str, new: &str) {
    edit(folder, path, |text| text.replacen(old, new, 1));
}

fn text(folder: &TempDir, path: &str) -> String {
    fs::read_to_string(folder.path().join(path)).unwrap()
}

fn check(folder: &Path, arguments: &[&str]) -> Ran {
    run(
        folder,
        &[&["check", "--format", "short"], arguments].concat(),
    )
}

/// The rules of what is found.
fn rules(ran: &Ran) -> Vec<String> {
    let lines = ran.out.lines();
    lines
        .filter_map(|line| Some(line.split(": ").nth(1)?.split(' ').nth(1)?.to_owned()))
        .collect()
}

const ALL: [&str; 2] = ["--fix", "--unsafe-fixes"];

#[test]
fn by_a_profile_that_is_wrong_nothing_is_judged_and_nothing_changed() {
    let mistakes: [(&str, &str, &str); 5] = [
        ("werft", "profile.toml", "extends = \"profile.toml\"\n"),
        (
            "werft",
            "profile.toml",
            "extends = \"gov-uk\"\n[colums]\nskill = \"Fähigkeit\"\n",
        ),
        ("kiln", "framelint.toml", "profile = \"nope.toml\"\n"),
        ("kiln", "framelint.toml", "profil = \"profile.toml\"\n"),
        ("kiln", "framelint.toml", "profile = \"profile.toml\n"),
    ];
    for (framework, path, wrong) in mistakes {
        let folder = copied(framework);
        fs::write(folder.path().join(path), wrong).unwrap();
        let before = text(&folder, "profile.toml");
        let page = match framework {
            "kiln" => "roles/studio-tutor.md",
            _ => "rollen/bootsbauerin.md",
        };
        let document = text(&folder, page);
        for arguments in [&[][..], &["--fix"], &ALL] {
            let ran = check(folder.path(), arguments);
            assert_eq!(rules(&ran), ["invalid-configuration"], "{wrong}: {ran:?}");
            assert_eq!(ran.code, 2);
            assert!(ran.err.contains("note: no document was checked"), "{ran:?}");
        }
        let ran = run(folder.path(), &["check", "--diff", "--unsafe-fixes"]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""));
        assert_eq!(text(&folder, page), document);
        assert_eq!(text(&folder, "profile.toml"), before);
    }
}

#[test]
fn a_header_that_is_guessed_by_its_place_is_not_replaced_without_being_asked() {
    let folder = copied("kiln");
    replace(
        &folder,
        "skills.md",
        "<th>Description</th>",
        "<th>Explanation</th>",
    );
    let ran = check(folder.path(), &["--fix"]);
    assert_eq!(rules(&ran), ["skill-table-columns"], "{ran:?}");
    assert!(text(&folder, "skills.md").contains("Explanation"));
}

#[test]
fn front_matter_is_read_with_the_keys_of_the_profile() {
    let folder = copied("werft");
    fs::write(
        folder.path().join("framelint.toml"),
        "profile = \"profile.toml\"\n",
    )
    .unwrap();
    for path in fs::read_dir(folder.path().join("rollen")).unwrap() {
        let path = format!("rollen/{}", path.unwrap().file_name().to_string_lossy());
        replace(&folder, &path, "titel:", "art: role\ntitel:");
    }
    replace(
        &folder,
        "faehigkeiten.md",
        "titel:",
        "art: skill-catalogue\ntitel:",
    );
    let ran = check(folder.path(), &[]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""));
    replace(&folder, "rollen/bootsbauerin.md", "titel:", "tietl:");
    let ran = check(folder.path(), &["--fix"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{ran:?}");
    assert!(text(&folder, "rollen/bootsbauerin.md").contains("\ntitel:"));
}

#[test]
fn levels_can_stand_in_brackets() {
    let folder = copied("orchard");
    replace(
        &folder,
        "profile.toml",
        "{skill} — {level}",
        "{skill} ({level})",
    );
    for path in fs::read_dir(folder.path().join("roles")).unwrap() {
        let path = format!("roles/{}", path.unwrap().file_name().to_string_lossy());
        edit(&folder, &path, |text| {
            let lines = text.lines().map(|line| match line.split_once(" — ") {
                Some((skill, level)) if line.starts_with("### ") => format!("{skill} ({level})\n"),
                _ => format!("{line}\n"),
            });
            lines.collect()
        });
    }
    let ran = check(folder.path(), &[]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""));
}

#[test]
fn rules_that_disagree_about_a_text_don_t_change_it_to_and_fro() {
    let folder = copied("werft");
    let page = "rollen/bootsbauerin.md";
    edit(&folder, page, |text| {
        let text = text.replacen("- den richtigen Leim", "- Den richtigen Leim", 1);
        text.replacen("<br>- den richtigen", "<br>- Den richtigen", 1)
    });
    edit(&folder, "faehigkeiten.md", |text| {
        text.replacen("- den richtigen Leim", "- Den richtigen Leim", 1)
    });
    let mut texts = Vec::new();
    for _ in 0..3 {
        check(folder.path(), &ALL);
        texts.push((text(&folder, page), text(&folder, "faehigkeiten.md")));
    }
    assert_eq!(texts[0], texts[1]);
    assert_eq!(texts[1], texts[2]);
}

#[test]
fn a_lead_in_is_not_put_between_tags_that_belong_together() {
    let folder = copied("kiln");
    let page = "roles/studio-tutor.md";
    replace(&folder, page, "        <p>You are able to:</p>\n", "");
    let before = text(&folder, page);
    let ran = check(folder.path(), &ALL);
    assert_eq!(rules(&ran), ["description-lead-in"]);
    assert_eq!(text(&folder, page), before);
}

#[test]
fn signs_before_a_heading_s_words_are_not_taken_for_its_name() {
    for heading in ["### ### 2. Segelmacherin", "### 2. 2. Segelmacherin"] {
        let folder = copied("werft");
        let page = "rollen/segelmacherin.md";
        replace(&folder, page, "### 2. Segelmacherin", heading);
        let before = text(&folder, page);
        let ran = check(folder.path(), &ALL);
        assert_eq!(ran.code, 1, "{ran:?}");
        assert_eq!(text(&folder, page), before);
    }
}

#[test]
fn a_damaged_heading_of_an_entry_keeps_its_link_and_its_words() {
    let folder = copied("orchard");
    let page = "roles/grafter.md";
    replace(&folder, page, " — competent", " when competent");
    let before = text(&folder, page);
    let ran = check(folder.path(), &ALL);
    assert_eq!(rules(&ran), ["skill-row-incomplete"], "{ran:?}");
    assert_eq!(text(&folder, page), before);
}

#[test]
fn a_damaged_heading_of_an_entry_without_a_link_is_one_finding() {
    let folder = copied("orchard");
    let linked = "[Pruning](../skills.md#pruning) — learner";
    let page = "roles/grafter.md";
    replace(&folder, page, linked, "Pruning when learner");
    let ran = check(folder.path(), &[]);
    assert_eq!(rules(&ran), ["skill-row-incomplete"], "{ran:?}");
}

#[test]
fn a_sentence_about_several_role_levels_is_not_made_to_say_one() {
    let folder = copied("werft");
    let page = "rollen/lackiererin.md";
    edit(&folder, page, |text| {
        let start = text.find("### Erste Lackiererin").unwrap();
        let end = text.find("\n## Rollen").unwrap();
        format!("{}{}", &text[..start], &text[end + 1..])
    });
    check(folder.path(), &ALL);
    assert!(text(&folder, page).contains("hat zwei Stufen"));
}

#[test]
fn a_misspelt_suppression_is_reported() {
    let folder = copied("orchard");
    let page = "roles/grafter.md";
    let misspelt = "<!-- framelint-ignor repeated-word: x -->\n\nThe the words.";
    let right = "1. <!-- framelint-ignore repeated-word: x -->\n   The the list.";
    let here = "\n## The work";
    let with_both = format!("\n{misspelt}\n\n{right}\n{here}");
    replace(&folder, page, here, &with_both);
    let ran = check(folder.path(), &[]);
    assert_eq!(
        rules(&ran),
        ["invalid-suppression", "repeated-word"],
        "{ran:?}"
    );
}
