//! A misspelt word of a profile is one finding at that word, and documents that are right stay as they are.

use std::fs;
use std::path::Path;

use crate::fixes::contents;
use crate::mends::{check, copied, replace};
use crate::program::{Ran, copy, in_repository, run, run_with_input};
use crate::slips::each_is_found_once;

const RULE: &str = "invalid-configuration";

/// Each word of a profile's file, what is written in its place, and what of that is reported.
type Word<'t> = (&'t str, &'t str, &'t str);

fn each_is_found_in_the_profile(framework: &str, words: &[Word<'_>]) {
    let slips: Vec<_> = words
        .iter()
        .map(|(old, new, reported)| ("profile.toml", *old, *new, RULE, *reported))
        .collect();
    each_is_found_once(framework, &slips);
    for (old, new, _) in words {
        let folder = copied(framework);
        replace(&folder, "profile.toml", old, new);
        let before = contents(folder.path());
        run(folder.path(), &["check", "--fix", "--unsafe-fixes"]);
        assert_eq!(contents(folder.path()), before, "{old} -> {new}");
    }
}

#[test]
fn the_words_of_a_framework_with_matrices() {
    each_is_found_in_the_profile(
        "kiln",
        &[
            ("\"good\"", "\"god\"", "god"),
            ("able to:", "abel to:", "abel"),
            ("able to:", "able to", "to"),
            ("Who uses it", "Who use it", "use"),
            ("[\"—\", \"–\", \"-\"]", "[\"-\"]", "-"),
        ],
    );
}

#[test]
fn the_words_of_a_framework_with_headings() {
    each_is_found_in_the_profile(
        "orchard",
        &[
            ("\"Competent\"", "\"Competant\"", "Competant"),
            ("{skill} — {level}", "{skill} - {level}", "-"),
            ("this level you:", "this levl you:", "levl"),
            ("Nobody here", "Nobdy here", "Nobdy"),
            ("Neighbouring role", "Neighboring role", "Neighboring"),
            ("On this page", "On thsi page", "thsi"),
            ("The work of", "The wok of", "wok"),
            ("updates = \"Changes\"", "updates = \"Chnages\"", "Chnages"),
            ("Needed by", "Neded by", "Neded"),
            (
                "ladder has {count} steps",
                "lader has {count} steps",
                "lader",
            ),
            ("steps, from", "steps from", "steps"),
            ("On this step", "On tihs step", "tihs"),
            ("Written {date}", "Writen {date}", "Writen"),
            ("Last changed", "Last chaned", "chaned"),
            ("First written", "First writen", "writen"),
            ("[\"updated\"]", "[\"updatd\"]", "updatd"),
        ],
    );
}

#[test]
fn the_words_of_a_framework_in_another_language() {
    each_is_found_in_the_profile(
        "werft",
        &[
            ("\"Einführung\"", "\"Einfürung\"", "Einfürung"),
            ("\"zweite\"", "\"zwiete\"", "zwiete"),
            ("\"drei\"", "\"dri\"", "dri"),
            ("aufsteigenden", "aufsteignden", "aufsteignden"),
            ("Du kannst:", "Du kanst:", "kanst:"),
            (
                "skill = \"Fähigkeit\"",
                "skill = \"Fähigkeid\"",
                "Fähigkeid",
            ),
            ("\"Beschreibung\"", "\"Bechreibung\"", "Bechreibung"),
            ("Laufbahnstufen", "Laufbahnstuffen", "Laufbahnstuffen"),
            ("mit denselben", "mit denslben", "denslben"),
            ("Veröffentlicht am", "Veröfentlicht am", "Veröfentlicht"),
            ("\"titel\"", "\"tietl\"", "tietl"),
        ],
    );
}

#[test]
fn words_that_are_lost_from_a_profile() {
    each_is_found_in_the_profile(
        "orchard",
        &[
            ("At this level you:", "At level you:", "At level you:"),
            (
                "At this level you:",
                "AT THIS LEVEL YOU:",
                "AT THIS LEVEL YOU:",
            ),
            ("Neighbouring role", "role", "role"),
            (
                "shared-skills = \"Skills in common\"",
                "shared-skills = \"Skills in\"",
                "Skills in",
            ),
            ("\"Needed by\"", "\"Needed\"", "Needed"),
            ("{skill} — {level}", "{skill} xyz: {level}", "xyz:"),
        ],
    );
    each_is_found_in_the_profile("werft", &[("Du kannst:", "Du", "Du")]);
}

#[test]
fn keys_that_are_lost_from_a_profile() {
    each_is_found_in_the_profile(
        "orchard",
        &[
            ("lead-ins = [\"At this level you:\"]\n", "", "skill"),
            ("role = \"Neighbouring role\"\n", "", "columns"),
            ("required-by = \"Needed by\"\n", "", "sections"),
            ("entry = \"{skill} — {level}\"\n", "", "headings"),
            ("skill-level = \"{level}\"\n", "", "headings"),
        ],
    );
    each_is_found_in_the_profile(
        "werft",
        &[
            ("\nskill = \"Fähigkeit\"", "", "columns"),
            ("\nlevel = \"Stufe\"", "", "columns"),
            ("skill-level = \"Fähigkeitsstufe\"\n", "", "columns"),
            ("role = \"Rolle\"\n", "", "columns"),
            ("updates = \"Änderungen\"\n", "", "sections"),
        ],
    );
}

#[test]
fn a_scale_in_the_configuration_is_held_against_the_documents_too() {
    let folder = copied("orchard");
    let path = folder.path().join("framelint.toml");
    let text = fs::read_to_string(&path).unwrap();
    let scale = "\n[scale]\nlevels = [\"Novice\", \"Learner\", \"Competant\", \"Proficient\", \"Master\"]\n";
    fs::write(&path, text + scale).unwrap();
    let before = contents(folder.path());
    let ran = check(folder.path(), &["--fix"]);
    assert_eq!(ran.out.lines().count(), 1, "{}", ran.out);
    assert!(
        ran.out.starts_with("framelint.toml:5:33: error invalid-configuration: no document says `Competant`: in 6 documents it is `Competent`"),
        "{}",
        ran.out
    );
    assert_eq!(contents(folder.path()), before);
}

#[test]
fn what_else_is_wrong_is_found_and_mended_as_if_the_profile_were_right() {
    let folder = copied("orchard-with-defects");
    let found = |folder: &Path| {
        let ran = check(folder, &[]);
        let lines = ran.out.lines().filter(|line| !line.contains(RULE));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    let expected = found(folder.path());
    replace(&folder, "profile.toml", "Competent", "Competant");
    replace(&folder, "profile.toml", "Needed by", "Neded by");
    assert_eq!(found(folder.path()), expected);

    let right = copied("orchard-with-defects");
    for folder in [&folder, &right] {
        check(folder.path(), &["--fix", "--unsafe-fixes"]);
    }
    let documents = |folder: &Path| {
        let mut files = contents(folder);
        files.retain(|path, _| !path.ends_with("profile.toml"));
        files
    };
    assert_eq!(documents(folder.path()), documents(right.path()));
}

#[test]
fn what_a_single_document_says_otherwise_is_its_own_mistake() {
    let folder = copied("orchard");
    let page = "roles/grafter.md";
    let text = fs::read_to_string(folder.path().join(page)).unwrap();
    let misspelt = text.replace("The work of", "The wrok of");
    fs::write(folder.path().join(page), &misspelt).unwrap();
    let ran = check(folder.path(), &[]);
    assert_eq!(ran.out.lines().count(), 1, "{}", ran.out);
    assert!(ran.out.starts_with(page), "{}", ran.out);
}

#[test]
fn a_text_on_standard_input_is_checked_by_the_words_that_the_others_agree_on() {
    let folder = copied("orchard");
    replace(&folder, "profile.toml", "Needed by", "Neded by");
    let page = "skills.md";
    let text = fs::read_to_string(folder.path().join(page)).unwrap();
    let arguments = ["check", "--fix", "--stdin-filename", page, "-"];
    let ran: Ran = run_with_input(folder.path(), &arguments, text.as_bytes()).into();
    assert_eq!(ran.out, text);
}

#[test]
fn words_of_the_built_in_profile_are_right() {
    let folder = tempfile::tempdir().unwrap();
    copy(
        &in_repository("fixtures/frameworks/harbour/clips"),
        folder.path(),
    );
    for entry in fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.replace("You can:", "You cna:")).unwrap();
    }
    let ran = check(folder.path(), &["--select", "description-lead-in"]);
    assert!(ran.out.lines().count() > 1, "{}", ran.out);
    assert!(!ran.out.contains(RULE), "{}", ran.out);
}

#[test]
fn a_sentence_that_goes_over_two_lines_is_no_other_sentence() {
    let folder = copied("orchard");
    let roles = fs::read_dir(folder.path().join("roles")).unwrap();
    for role in roles {
        let path = role.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.replace(" steps, ", " steps,\n")).unwrap();
    }
    let ran = check(folder.path(), &[]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{ran:?}");
}

/// Changes all documents of a framework in another language.
fn in_each_document(folder: &Path, change: impl Fn(&str) -> String) {
    let roles = fs::read_dir(folder.join("rollen")).unwrap();
    let roles = roles.map(|role| role.unwrap().path());
    for path in roles.chain([folder.join("faehigkeiten.md")]) {
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, change(&text)).unwrap();
    }
}

#[test]
fn a_number_that_is_said_once_is_right_where_the_texts_have_it_again() {
    let folder = copied("werft");
    in_each_document(folder.path(), |text| text.replace("hat drei", "hat 3"));
    let page = "rollen/segelmacherin.md";
    replace(&folder, page, "hat 3", "hat drei");
    replace(&folder, page, "# ", "# Vor drei Jahren\n\n# ");
    replace(&folder, "profile.toml", "\"drei\"", "\"dreei\"");
    let ran = check(folder.path(), &["--select", "role-level-count"]);
    assert_eq!(ran.out.lines().count(), 1, "{}", ran.out);
    assert!(
        ran.out.starts_with("profile.toml:13:") && ran.out.contains("in one place it is `drei`"),
        "{}",
        ran.out
    );
}

#[test]
fn no_fix_writes_a_word_that_only_the_profile_has() {
    let folder = copied("werft");
    in_each_document(folder.path(), |text| text.replace("drei", "3"));
    replace(&folder, "rollen/segelmacherin.md", "hat 3", "hat drei");
    replace(&folder, "profile.toml", "\"drei\"", "\"dreei\"");
    let before = contents(folder.path());
    let ran = check(folder.path(), &["--fix"]);
    assert_eq!(ran.out.lines().count(), 1, "{}", ran.out);
    assert!(
        ran.out.starts_with("rollen/segelmacherin.md"),
        "{}",
        ran.out
    );
    assert_eq!(contents(folder.path()), before);
}

#[test]
fn no_fix_changes_documents_by_a_damaged_phrase() {
    for (framework, old, new) in [
        ("kiln", "[\"You are able", "[\"ou are able"),
        ("werft", "\"Die Laufbahn", "\"De Laufbahn"),
        ("werft", "ist die {ordinal}", "ist {ordinal}"),
        ("orchard", "\"Written {date}\"", "\"Written {date} more\""),
    ] {
        let folder = copied(framework);
        replace(&folder, "profile.toml", old, new);
        let before = contents(folder.path());
        let ran = check(folder.path(), &["--fix"]);
        assert_ne!(ran.out, "", "{new}");
        assert_eq!(contents(folder.path()), before, "{new}");
    }
}

#[test]
fn words_behind_a_date_are_mended_there() {
    let folder = copied("werft");
    replace(
        &folder,
        "profile.toml",
        "\"Zuletzt geändert am {date}\"",
        "\"Am {date} zuletzt geändert\"",
    );
    in_each_document(folder.path(), |text| {
        let lines = text
            .lines()
            .map(|line| match line.strip_prefix("Zuletzt geändert am ") {
                Some(date) => format!("Am {date} zuletzt geändert\n"),
                None => format!("{line}\n"),
            });
        lines.collect()
    });
    assert_eq!(check(folder.path(), &[]).out, "");
    let right = contents(folder.path());
    let page = "rollen/lackiererin.md";
    replace(&folder, page, "zuletzt geändert", "zuletzt geändet");
    let ran = check(folder.path(), &[]);
    assert_eq!(ran.out.lines().count(), 1, "{}", ran.out);
    check(folder.path(), &["--fix"]);
    assert_eq!(contents(folder.path()), right);
}

#[test]
fn no_fix_writes_a_column_that_only_the_built_in_profile_has() {
    let folder = copied("werft");
    replace(&folder, "profile.toml", "role = \"Rolle\"\n", "");
    let before = contents(folder.path());
    check(folder.path(), &["--fix"]);
    assert_eq!(contents(folder.path()), before);
}

#[test]
fn a_list_that_is_lost_from_a_profile_in_another_language_is_found_once() {
    for (framework, key, table) in [
        ("werft", "levels", "scale"),
        ("werft", "ordinals", "language"),
        ("werft", "months", "language"),
        ("orchard", "levels", "scale"),
        ("kiln", "levels", "scale"),
    ] {
        let folder = copied(framework);
        let path = folder.path().join("profile.toml");
        let text = fs::read_to_string(&path).unwrap();
        let lines = text.split_inclusive('\n');
        let start = format!("{key} = ");
        let rest: String = lines.filter(|line| !line.starts_with(&start)).collect();
        assert_ne!(text, rest);
        fs::write(&path, rest).unwrap();
        if key == "months" {
            // Most months have nearly the same names in German and English.
            in_each_document(folder.path(), |text| {
                text.replace("Mai ", "Wonnemond ")
                    .replace("März ", "Lenzing ")
            });
        }
        let before = contents(folder.path());
        let ran = check(folder.path(), &["--fix", "--unsafe-fixes"]);
        assert_eq!(ran.out.lines().count(), 1, "{framework} {key}: {}", ran.out);
        let expected = format!("invalid-configuration: the profile has no `{key}`");
        assert!(ran.out.contains(&expected), "{}", ran.out);
        assert!(ran.out.starts_with("profile.toml:"), "{table}: {}", ran.out);
        assert_eq!(contents(folder.path()), before);
    }
}
