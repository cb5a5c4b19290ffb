//! What fixing must never do to a document: each test damages a copy of an example framework and looks at what `--fix` makes of it.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::program::{Ran, copy, in_repository, run};

pub fn copied(framework: &str) -> TempDir {
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

pub fn replace(folder: &TempDir, path: &str, old: &str, new: &str) {
    edit(folder, path, |text| text.replacen(old, new, 1));
}

fn text(folder: &TempDir, path: &str) -> String {
    fs::read_to_string(folder.path().join(path)).unwrap()
}

pub fn check(folder: &Path, arguments: &[&str]) -> Ran {
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
    let mistakes: [(&str, &str, &str); 6] = [
        ("werft", "profile.toml", "extends = \"profile.toml\"\n"),
        ("werft", "profile.toml", "extend = \"gov-uk\"\n"),
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

/// Adds to the configuration of a framework.
fn configure(folder: &TempDir, more: &str) {
    edit(folder, "framelint.toml", |text| format!("{text}\n{more}"));
}

#[test]
fn a_misspelt_schema_puts_no_names_of_its_own_into_documents() {
    for (schema, message) in [
        (
            r#"{"required": ["tittle"]}"#,
            "the schema speaks of `tittle`, which is called `title`",
        ),
        (
            r#"{"required": ["skill"]}"#,
            "the schema speaks of `skill`, which is called `skills`",
        ),
        (
            r#"{"required": ["role-levels"]}"#,
            "the schema speaks of `role-levels`, which is called `role_levels`",
        ),
        (
            r#"{"properties": {"dialect": {"const": "authord"}}}"#,
            "`dialect` is `authored`, and must be `authord`",
        ),
        (
            r#"{"properties": {"kind": {"enum": ["rolle"]}}}"#,
            "`kind` is `role`, and must be `rolle`",
        ),
    ] {
        let folder = copied("kiln");
        let kind = "[[kinds]]\nname = \"role\"\ndocument-schema = \"schema.json\"\n";
        configure(&folder, kind);
        fs::write(folder.path().join("schema.json"), schema).unwrap();
        let page = text(&folder, "roles/potter.md");
        let ran = check(folder.path(), &ALL);
        let expected = format!("error document-schema: {message}\n");
        assert!(ran.out.contains(&expected), "{schema}: {}", ran.out);
        assert_eq!(text(&folder, "roles/potter.md"), page, "{schema}");
    }
}

#[test]
fn a_word_that_only_the_schema_has_is_put_into_no_document_without_being_asked() {
    let folder = copied("kiln");
    configure(
        &folder,
        "[[kinds]]\nname = \"role\"\ndocument-schema = \"schema.json\"\n",
    );
    let schema = r#"{"properties": {"title": {"enum": ["Glaze technician", "Kiln operator", "Poter", "Studio tutor"]}}}"#;
    fs::write(folder.path().join("schema.json"), schema).unwrap();
    let page = text(&folder, "roles/potter.md");
    let ran = check(folder.path(), &["--fix"]);
    assert_eq!(rules(&ran), ["document-schema"], "{ran:?}");
    assert_eq!(text(&folder, "roles/potter.md"), page);
}

#[test]
fn a_level_that_a_schema_knows_is_mended_in_the_document() {
    let folder = copied("kiln");
    configure(
        &folder,
        "[[kinds]]\nname = \"role\"\ndocument-schema = \"schema.json\"\n",
    );
    let schema = r#"{"properties": {"title": {"enum": ["Glaze technician", "Kiln operator", "Potter", "Studio tutor"]}}}"#;
    fs::write(folder.path().join("schema.json"), schema).unwrap();
    replace(&folder, "roles/potter.md", "# Potter\n", "# Poter\n");
    let ran = check(folder.path(), &["--fix", "--select", "document-schema"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(text(&folder, "roles/potter.md").contains("\n# Potter\n"));
}

#[test]
fn dates_on_two_lines_of_one_paragraph_are_both_read() {
    let folder = copied("harbour");
    let page = "clips/harbour-master.md";
    replace(&folder, page, "2021\n\nLast updated", "2021\nLast updated");
    let joined = text(&folder, page);
    let ran = check(folder.path(), &ALL);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{ran:?}");
    assert_eq!(text(&folder, page), joined);
    // Both are held against the other dates.
    replace(
        &folder,
        page,
        "Published 4 March 2021",
        "Published 34 March 2021",
    );
    let ran = check(folder.path(), &ALL);
    assert!(ran.out.contains("`34 March 2021` is no date"), "{ran:?}");
}

#[test]
fn a_value_is_written_as_its_front_matter_needs_it() {
    let schema = r#"{"properties": {
        "owner": {"enum": ["Team #1", "&Design", "Null"]}, "floor": {"enum": [12]}, "name": {"enum": ["Office"]}
    }}"#;
    for (written, expected) in [
        ("owner: Team 1", "owner: \"Team #1\""),
        ("owner: Design", "owner: \"&Design\""),
        ("owner: Nul", "owner: \"Null\""),
        ("floor: 12a", "floor: 12"),
        ("name: Ofice", "name: Office"),
        ("name: 'Ofice'", "name: 'Office'"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| fs::write(folder.path().join(path), text).unwrap();
        let kind = "name = \"policy\"\npaths = [\"*.md\"]\nfront-matter-schema = \"policy.json\"";
        write("framelint.toml", &format!("[[kinds]]\n{kind}\n"));
        write("policy.json", schema);
        write(
            "a.md",
            &format!("---\n{written}\n---\n\n# Mooring\n\nText.\n"),
        );
        let ran = check(folder.path(), &["--fix"]);
        assert_eq!(ran.code, 0, "{written}: {ran:?}");
        let front_matter = format!("---\n{expected}\n---\n");
        assert!(
            text(&folder, "a.md").starts_with(&front_matter),
            "{written}"
        );
    }
}

#[test]
fn a_number_that_goes_with_a_key_stays_a_number() {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| fs::write(folder.path().join(path), text).unwrap();
    let pair = "key = \"/house\"\nvalue = \"/floor\"";
    write(
        "framelint.toml",
        &format!(
            "[[kinds]]\nname = \"policy\"\npaths = [\"*.md\"]\n[[rules.inconsistent-value.pairs]]\n{pair}\n"
        ),
    );
    for (path, floor) in [("a.md", "12"), ("b.md", "12"), ("c.md", "13")] {
        let page = format!("---\nhouse: quay\nfloor: {floor}\n---\n\n# Mooring\n\nText.\n");
        write(path, &page);
    }
    let ran = check(folder.path(), &ALL);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(text(&folder, "c.md").contains("\nfloor: 12\n"));
}

#[test]
fn a_rename_between_two_skills_of_the_catalogue_is_a_mistake_of_the_configuration() {
    let folder = copied("kiln");
    let renamed = "[rules.outdated-skill-name.renamed]\n\"Firing\" = \"Decorating\"\n";
    configure(&folder, renamed);
    let catalogue = text(&folder, "skills.md");
    let ran = check(folder.path(), &ALL);
    assert_eq!(rules(&ran), ["invalid-configuration"], "{ran:?}");
    assert_eq!(text(&folder, "skills.md"), catalogue);
}

#[test]
fn by_kinds_that_are_not_as_they_were_meant_no_document_is_held_to_a_schema() {
    let schema = "paths = [\"roles/*.md\"]\nfront-matter-schema = \"role.json\"\n";
    for wrong in [
        format!("[[kind]]\nname = \"role\"\n{schema}"),
        format!("[[kinds]]\nnmae = \"role\"\n{schema}"),
        format!("[[kinds]]\nname = \"roles\"\n{schema}"),
        format!("[[kinds]]\nname = \"Role\"\n{schema}"),
        "[[kinds]]\nname = \"role\"\nfront-mater-schema = \"role.json\"\n".to_owned(),
    ] {
        let folder = copied("kiln");
        configure(&folder, &wrong);
        fs::write(folder.path().join("role.json"), "{}").unwrap();
        replace(&folder, "roles/potter.md", "\nkind: role\n", "\n");
        let ran = check(folder.path(), &[]);
        assert_eq!(rules(&ran), ["invalid-configuration"], "{wrong}: {ran:?}");
    }
}

#[test]
fn a_misspelt_heading_is_not_spread() {
    for (framework, path, old, new) in [
        (
            "orchard",
            "roles/grafter.md",
            "\n## Grafter III\n",
            "\n## Grafer III\n",
        ),
        (
            "orchard",
            "roles/grafter.md",
            "\n### [Grafting and budding]",
            "\n#### [Grafting and budding]",
        ),
        (
            "harbour",
            "skills.md",
            "\n## Local pilotage knowledge\n",
            "\n## Local iplotage knowledge\n",
        ),
    ] {
        let folder = copied(framework);
        replace(&folder, path, old, new);
        let ran = check(folder.path(), &["--diff"]);
        assert_eq!(ran.out, "", "{new}");
    }
}

#[test]
fn of_a_heading_and_a_sentence_the_one_is_misspelt_that_stands_alone() {
    let folder = copied("orchard");
    let page = "roles/grafter.md";
    replace(&folder, page, "\n## Grafter III\n", "\n## Grafer III\n");
    let ran = check(folder.path(), &["--select", "role-level-count"]);
    let expected = "roles/grafter.md:75:4: error role-level-count: the last role level is `Grafer III` here and `Grafter III` in the sentence about the role levels\n";
    assert_eq!(ran.out, expected);
}

#[test]
fn a_role_keeps_the_capital_of_its_place() {
    let folder = copied("werft");
    let page = "rollen/bootsbauerin.md";
    let right = text(&folder, page);
    replace(
        &folder,
        page,
        "Laufbahn der Bootsbauerin",
        "Laufbahn der Botsbauerin",
    );
    let ran = check(folder.path(), &["--fix"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(text(&folder, page), right);
}

#[test]
fn no_name_is_replaced_by_nothing() {
    let folder = copied("kiln");
    let page = "roles/potter.md";
    replace(&folder, page, "| Potter | Senior potter |", "| Potter | |");
    check(folder.path(), &ALL);
    let sentence = "from junior potter to senior potter.";
    assert!(text(&folder, page).contains(sentence));
}
