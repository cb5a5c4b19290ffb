//! One slip of the hand in an example framework is one finding, at the words that were mistyped.

use std::fs;

use serde_json::Value;

use crate::program::{copy, in_repository, run};

/// A text of a file, what is written in its place, the rule that finds it, and the words at which it does.
pub type Slip<'t> = (&'t str, &'t str, &'t str, &'t str, &'t str);

/// Makes each slip in a fresh copy of the framework, and looks at all that is found then; the slip is its only mistake.
pub fn each_is_found_once(framework: &str, slips: &[Slip<'_>]) {
    let original = in_repository(&format!("fixtures/frameworks/{framework}"));
    for slip @ (path, old, new, rule, words) in slips {
        let folder = tempfile::tempdir().unwrap();
        copy(&original, folder.path());
        let file = folder.path().join(path);
        let before = fs::read_to_string(&file).unwrap();
        let after = before.replacen(old, new, 1);
        assert_ne!(before, after, "{slip:?}");
        fs::write(&file, &after).unwrap();
        let ran = run(folder.path(), &["check", "--format", "json"]);
        let report: Value = serde_json::from_str(&ran.out).unwrap();
        let found: Vec<(&str, &str)> = report["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|finding| {
                assert_eq!(finding["path"], *path, "{slip:?}: {finding:#}");
                let offset = |end: &str| finding[end]["offset"].as_u64().unwrap();
                let range = offset("start").try_into().unwrap()..offset("end").try_into().unwrap();
                (finding["rule"].as_str().unwrap(), &after[range])
            })
            .collect();
        assert_eq!(found, [(*rule, *words)], "{slip:?}: {ran:?}");
    }
}

#[test]
fn a_heading_of_another_depth_still_opens_what_it_opened() {
    let (page, rule) = ("roles/grafter.md", "document-schema");
    each_is_found_once(
        "orchard",
        &[
            (page, "### [Graft", "#### [Graft", rule, "####"),
            (page, "### [Record", "## [Record", rule, "##"),
            (page, "## Grafter I\n", "# Grafter I\n", rule, "#"),
            (page, "## Grafter II\n", "### Grafter II\n", rule, "###"),
            ("skills.md", "### Competent", "## Competent", rule, "##"),
            ("skills.md", "### Competent", "#### Competent", rule, "####"),
            (
                "skills.md",
                "## Grafting",
                "### Grafting",
                "unknown-skill",
                "Grafting and budding",
            ),
            (
                "skills.md",
                "## Grafting",
                "# Grafting",
                "unknown-skill",
                "Grafting and budding",
            ),
            (
                "skills.md",
                "## Grafting and budding\n",
                "",
                "unknown-skill",
                "Novice",
            ),
        ],
    );
}

#[test]
fn a_heading_without_its_signs_is_reported_at_its_words() {
    let (page, rule) = ("roles/grafter.md", "document-schema");
    each_is_found_once(
        "orchard",
        &[
            (page, "# Grafter\n", "Grafter\n", rule, "Grafter"),
            (page, "# Grafter\n", "#Grafter\n", rule, "#"),
            (
                page,
                "## The work",
                "The work",
                rule,
                "The work of a grafter",
            ),
            (page, "## Grafter I\n", "Grafter I\n", rule, "Grafter I"),
            (page, "## Grafter II\n", "Grafter II\n", rule, "Grafter II"),
            (
                page,
                "## Grafter II\n",
                "**Grafter II**\n",
                rule,
                "**Grafter II**",
            ),
            (
                page,
                "### [Record",
                "[Record",
                rule,
                "[Record keeping](../skills.md#record-keeping) — novice",
            ),
            (
                "roles/cider-maker.md",
                "## Changes",
                "Changes",
                rule,
                "Changes",
            ),
            ("skills.md", "### Learner", "Learner", rule, "Learner"),
        ],
    );
    let page = "rollen/bootsbauerin.md";
    let (heading, line) = ("### 2. Boots", "2. Boots");
    let slip = (page, heading, line, rule, "2. Bootsbauerin");
    each_is_found_once("werft", &[slip]);
    let page = "roles/glaze-technician.md";
    let slip = (page, "### Glaze a", "Glaze a", rule, "Glaze assistant");
    each_is_found_once("kiln", &[slip]);
    let page = "authored/marine-engineer.md";
    let slip = (page, "## Junior", "Junior", rule, "Junior marine engineer");
    each_is_found_once("harbour", &[slip]);
}

#[test]
fn one_of_two_headings_of_another_depth_is_reported() {
    let rule = "document-schema";
    let page = "roles/stallholder.md";
    each_is_found_once(
        "orchard",
        &[
            (page, "## Stallholder", "# Stallholder", rule, "#"),
            (page, "## Market", "### Market", rule, "###"),
            ("roles/cider-maker.md", "## Cha", "### Cha", rule, "###"),
        ],
    );
    let page = "roles/glaze-technician.md";
    each_is_found_once(
        "kiln",
        &[
            (page, "### Glaze a", "# Glaze a", rule, "#"),
            (page, "### Glaze a", "## Glaze a", rule, "##"),
            (page, "### Glaze a", "#### Glaze a", rule, "####"),
            ("roles/potter.md", "## Up", "### Up", rule, "###"),
        ],
    );
}

#[test]
fn a_misspelt_role_in_the_heading_of_a_part_is_reported() {
    let (heading, wrong) = ("## Potter role", "## Poter role");
    let slip = (
        "roles/potter.md",
        heading,
        wrong,
        "misspelt-heading",
        "Poter",
    );
    each_is_found_once("kiln", &[slip]);
}

#[test]
fn a_misspelt_contents_entry_is_reported_where_it_is_the_shared_skills() {
    let (entry, wrong) = ("[Skills in", "[Skils in");
    let (page, rule) = ("roles/cider-maker.md", "contents-mismatch");
    each_is_found_once("orchard", &[(page, entry, wrong, rule, "Skils in common")]);
}

#[test]
fn another_sign_between_skill_and_level_is_reported_and_not_the_level() {
    let (page, rule) = ("roles/grafter.md", "skill-row-incomplete");
    let (plain, heading) = ("roles/stallholder.md", "hygiene — novice");
    let linked = "keeping) — novice";
    each_is_found_once(
        "orchard",
        &[
            (page, linked, "keeping) – novice", rule, "–"),
            (page, linked, "keeping) - novice", rule, "-"),
            (page, linked, "keeping): novice", rule, ":"),
            (page, linked, "keeping) novice", rule, " "),
            (plain, heading, "hygiene – novice", rule, "–"),
            (plain, heading, "hygiene: novice", rule, ":"),
        ],
    );
}

#[test]
fn a_heading_that_has_lost_its_line_break_is_reported_there() {
    let (page, rule) = ("roles/grafter.md", "document-schema");
    let scion = "* cut just above a bud that faces outward\n\n### [R";
    let joined = scion.replace("\n\n", " ");
    let (work, summary) = ("## The work of a grafter\n\n", "## The work of a grafter ");
    each_is_found_once(
        "orchard",
        &[
            (page, scion, &joined, rule, "###"),
            (
                page,
                "learner\n\nAt",
                "learner At",
                rule,
                "At this level you:",
            ),
            (
                page,
                work,
                summary,
                rule,
                "Every apple with a name is a piece of one first tree, kept alive by people with sharp knives. \
                 You are the latest of them. See also the [orchard keeper](orchard-keeper.md), who plants what you raise.",
            ),
            (
                "skills.md",
                "Novice\n\nAt",
                "Novice At",
                rule,
                "At this level you:",
            ),
        ],
    );
}

#[test]
fn a_heading_that_goes_on_with_a_date_is_reported_there() {
    let (joined, words) = ("## Changes Written", "Written 17 May 2022");
    let (page, rule) = ("roles/cider-maker.md", "document-schema");
    let slip = (page, "## Changes\n\nWritten", joined, rule, words);
    each_is_found_once("orchard", &[slip]);
}

#[test]
fn a_heading_behind_a_row_of_a_table_is_reported_there() {
    let rule = "document-schema";
    let (page, text) = ("roles/potter.md", "excellent |\n\nPay follows");
    let slip = (page, text, "excellent | ## Pay\n\nPay follows", rule, "##");
    each_is_found_once("kiln", &[slip]);
    let page = "rollen/bootsbauerin.md";
    let (right, wrong) = ("|\n\n### 2.", "| ### 2.");
    each_is_found_once("werft", &[(page, right, wrong, rule, "###")]);
}

#[test]
fn a_misspelt_word_that_all_other_role_levels_have_is_reported() {
    let (page, rule) = ("roles/grafter.md", "role-level-count");
    let (right, wrong) = ("## Grafter II\n", "## Gafter II\n");
    each_is_found_once("orchard", &[(page, right, wrong, rule, "Gafter II")]);
    let folder = tempfile::tempdir().unwrap();
    copy(&in_repository("fixtures/frameworks/orchard"), folder.path());
    let page = folder.path().join(page);
    let text = fs::read_to_string(&page).unwrap();
    fs::write(&page, text.replacen(right, wrong, 1)).unwrap();
    run(folder.path(), &["check", "--fix", "--unsafe-fixes"]);
    assert_eq!(fs::read_to_string(&page).unwrap(), text);
}

#[test]
fn a_heading_twice_in_a_row_or_with_a_colon_is_reported_there() {
    let (page, rule) = ("roles/grafter.md", "document-schema");
    let twice = "## Grafter II\n\n## Grafter II\n";
    each_is_found_once(
        "orchard",
        &[
            (page, "## Grafter II\n", twice, rule, "Grafter II"),
            (page, "# Grafter\n", "# Grafter:\n", rule, ":"),
            ("skills.md", "## Pruning\n", "## Pruning:\n", rule, ":"),
        ],
    );
}

#[test]
fn a_title_with_a_sign_too_many_is_reported_at_its_signs() {
    for (framework, page, title) in [
        ("kiln", "roles/glaze-technician.md", "Glaze technician"),
        ("kiln", "roles/potter.md", "Potter"),
        ("orchard", "roles/grafter.md", "Grafter"),
        ("orchard", "roles/stallholder.md", "Stallholder"),
    ] {
        let (old, new) = (format!("\n# {title}\n"), format!("\n## {title}\n"));
        each_is_found_once(framework, &[(page, &old, &new, "document-schema", "##")]);
    }
}

/// A copy of a framework whose roles have no headings of level 1.
fn without_titles(framework: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let original = in_repository(&format!("fixtures/frameworks/{framework}"));
    copy(&original, folder.path());
    for page in fs::read_dir(folder.path().join("roles")).unwrap() {
        let page = page.unwrap().path();
        let text = fs::read_to_string(&page).unwrap();
        let lines = text.split_inclusive('\n');
        let kept: String = lines.filter(|line| !line.starts_with("# ")).collect();
        assert_ne!(kept, text, "{}", page.display());
        fs::write(&page, kept).unwrap();
    }
    folder
}

#[test]
fn a_title_that_roles_have_in_their_front_matter_only_is_their_title() {
    for framework in ["kiln", "orchard"] {
        let folder = without_titles(framework);
        let ran = run(folder.path(), &["check"]);
        assert_eq!(ran.code, 0, "{ran:?}");
    }
    // One role level goes by the title of the page, and a heading is held against it.
    let folder = without_titles("kiln");
    let page = folder.path().join("roles/potter.md");
    let text = fs::read_to_string(&page).unwrap();
    let text = text.replace("What a potter does", "What a poter does");
    fs::write(&page, text).unwrap();
    let ran = run(folder.path(), &["check"]);
    let message = "the role is `poter` here and `Potter` in the title";
    assert!(ran.out.contains(message), "{ran:?}");
}

#[test]
fn a_title_that_one_role_has_lost_is_missing_though_its_front_matter_has_one() {
    let words = "A grafter makes new trees out of old ones.";
    let slip = (
        "roles/grafter.md",
        "# Grafter\n\n",
        "",
        "document-schema",
        words,
    );
    each_is_found_once("orchard", &[slip]);
    let (page, rule) = ("clips/harbour-master.md", "document-schema");
    let slip = (page, "# Harbour master\n\n", "", rule, "Contents");
    each_is_found_once("harbour", &[slip]);
}

#[test]
fn the_mend_of_a_level_is_in_small_letters_where_the_page_writes_it_so() {
    let folder = tempfile::tempdir().unwrap();
    copy(&in_repository("fixtures/frameworks/orchard"), folder.path());
    let page = folder.path().join("roles/grafter.md");
    let right = fs::read_to_string(&page).unwrap();
    fs::write(&page, right.replacen("— learner\n", "— learnr\n", 1)).unwrap();
    run(folder.path(), &["check", "--fix"]);
    assert_eq!(fs::read_to_string(&page).unwrap(), right);
}

#[test]
fn a_heading_without_its_space_is_reported_where_it_is_a_link() {
    let slip = (
        "roles/grafter.md",
        "### [Graft",
        "###[Graft",
        "document-schema",
        "###",
    );
    each_is_found_once("orchard", &[slip]);
}

#[test]
fn a_misspelt_heading_is_reported_and_not_what_leads_to_it() {
    each_is_found_once(
        "orchard",
        &[(
            "roles/cider-maker.md",
            "## Cellar hand",
            "## Celar hand",
            "contents-mismatch",
            "Celar hand",
        )],
    );
    each_is_found_once(
        "werft",
        &[(
            "rollen/segelmacherin.md",
            "### 2. Segel",
            "### 2.Segel",
            "role-level-numbering",
            "2.Segelmacherin",
        )],
    );
}

#[test]
fn a_misspelt_heading_of_a_part_is_reported() {
    let (page, rule) = ("roles/potter.md", "misspelt-heading");
    each_is_found_once(
        "kiln",
        &[
            (page, "## Updates", "## Updats", rule, "Updats"),
            (
                page,
                "role levels\n",
                "role levls\n",
                rule,
                "Potter role levls",
            ),
        ],
    );
    let page = "pages/harbour-pilot.txt";
    each_is_found_once(
        "harbour",
        &[(page, "\nUpdates", "\nUpdats", rule, "Updats")],
    );
}

#[test]
fn a_misspelt_name_in_the_catalogue_is_reported_there_and_not_where_it_is_right() {
    let rule = "skill-name-variant";
    let slip = (
        "skills.md",
        "## Grafting and",
        "## Grafing and",
        rule,
        "Grafing and budding",
    );
    each_is_found_once("orchard", &[slip]);
}

#[test]
fn a_slip_in_a_setting_is_one_finding() {
    let (file, rule) = ("framelint.toml", "invalid-configuration");
    let twice = "[kinds]\nname = \"role\"\n[kinds]\nname = \"guide\"\n";
    let profile = "profile = \"profile.toml\"\n";
    each_is_found_once(
        "kiln",
        &[
            (file, "profile = ", "[scale]\nprofile = ", rule, "profile"),
            (
                file,
                profile,
                &format!("{profile}{twice}"),
                rule,
                "name = \"role\"",
            ),
        ],
    );
    let renamed = "[phrases]\nrenamed = [\"'{old}' is now {new}\"]";
    let slip = ("profile.toml", "[phrases]", renamed, rule, "'{old}'");
    each_is_found_once("orchard", &[slip]);
}

#[test]
fn a_link_to_a_heading_whose_number_is_wrong_is_right() {
    let (page, rule) = ("rollen/bootsbauerin.md", "role-level-numbering");
    each_is_found_once("werft", &[(page, "### 2. ", "### 3. ", rule, "3")]);
}
