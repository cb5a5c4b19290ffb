//! One slip of the hand in an example framework is one finding, at the words that were mistyped.

use std::fs;

use serde_json::Value;

use crate::mends::{copied, replace};
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
fn a_slip_in_the_header_of_a_matrix_is_one_finding() {
    let (page, columns, count) = ("roles/potter.md", "skill-table-columns", "role-level-count");
    let short = "| Skill | Junior potter | Potter |\n";
    let dashes = "| --- | --- | --- | --- |";
    each_is_found_once(
        "kiln",
        &[
            (page, "| Skill |", "| Skil |", columns, "Skil"),
            (page, "| Skill |", "| Ability |", columns, "Ability"),
            (page, "| Skill |", "| |", columns, ""),
            (page, "| Junior p", "| Junor p", count, "Junor potter"),
            (page, "| Potter |", "| Poter |", count, "Poter"),
            (page, "| Senior potter |", "| |", columns, ""),
            (page, "| Senior potter |\n", "|\n", columns, short.trim()),
            (page, dashes, &dashes[6..], columns, &dashes[6..]),
        ],
    );
    let page = "roles/kiln-operator.md";
    let cell = |name: &str| format!("<th scope=\"col\">{name}</th>\n");
    let names = ["Kiln hand", "Kiln operator", "Head of firing"].map(cell);
    let header = format!("<tr>\n{}</tr>", names.concat());
    each_is_found_once(
        "kiln",
        &[
            (page, "Skill</th>", "Skil</th>", columns, "Skil"),
            (
                page,
                "Head of firing<",
                "Head of fireing<",
                count,
                "Head of fireing",
            ),
            (page, &cell("Kiln hand"), "", columns, ""),
            (page, &cell("Skill"), "", columns, &header),
        ],
    );
}

#[test]
fn a_slip_in_a_row_of_a_matrix_is_one_finding() {
    let rule = "skill-row-incomplete";
    let (row, page) = ("| — | basic | good |\n", "roles/potter.md");
    let (cell, html) = ("<td>Basic</td>", "roles/kiln-operator.md");
    each_is_found_once(
        "kiln",
        &[
            (page, row, "| — | basic | good | good |\n", rule, "good"),
            (page, row, "| — basic | good |\n", rule, "basic"),
            (page, row, "| — | basic |\n", rule, ""),
            (html, cell, "<td>Basic</td><td>Basic</td>", rule, "&mdash;"),
        ],
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
fn links_of_html_are_followed() {
    let (page, words, rule) = ("roles/potter.md", "share four wheels", "broken-link");
    each_is_found_once(
        "kiln",
        &[
            (
                page,
                words,
                "<a href=\"twoo.md\">share</a>",
                rule,
                "twoo.md",
            ),
            (page, words, "<img src=\"twoo.png\">", rule, "twoo.png"),
        ],
    );
    let slips = [
        "<a href=\"potter.md\">",
        "<!-- <a href=\"twoo.md\"> -->",
        "`<a href=\"twoo.md\">`",
    ];
    for right in slips {
        let folder = tempfile::tempdir().unwrap();
        copy(&in_repository("fixtures/frameworks/kiln"), folder.path());
        let file = folder.path().join(page);
        let text = fs::read_to_string(&file).unwrap();
        fs::write(&file, text.replacen(words, right, 1)).unwrap();
        let ran = run(folder.path(), &["check"]);
        assert_eq!(ran.code, 0, "{right}: {ran:?}");
    }
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
fn a_row_of_a_matrix_that_says_two_skills_means_the_one_that_the_framework_knows_of() {
    let (page, rule) = ("roles/potter.md", "skill-link-drift");
    let link = "../skills.md";
    let other = |anchor: &str| format!("{link}#{anchor}");
    let (firing, glaze) = (other("firing"), other("glaze-mixing"));
    each_is_found_once(
        "kiln",
        &[
            (page, "[Throwing]", "[Firing]", rule, "Firing"),
            (page, "[Throwing]", "[Glaze mixing]", rule, "Glaze mixing"),
            (page, &other("throwing"), &firing, rule, &firing),
            (page, &other("throwing"), &glaze, rule, &glaze),
        ],
    );
}

#[test]
fn a_link_to_a_heading_whose_number_is_wrong_is_right() {
    let (page, rule) = ("rollen/bootsbauerin.md", "role-level-numbering");
    each_is_found_once("werft", &[(page, "### 2. ", "### 3. ", rule, "3")]);
}

#[test]
fn a_damaged_tag_of_a_table_is_reported_and_the_table_read_all_the_same() {
    let (page, rule) = ("roles/kiln-operator.md", "skill-table-columns");
    let table = "<table class=\"ladder\">";
    let slip = |old, new, words| (page, old, new, rule, words);
    each_is_found_once(
        "kiln",
        &[
            slip("<td>Good</td>", "<td>Good<td>", "<td>"),
            slip("Skill</th>", "Skill<th>", "<th>"),
            slip("<td>Good</td>", "<td>Good</td", "</td"),
            slip("<td>Good</td>", "<tdGood</td>", "<td"),
            slip("<td>Good</td>", "td>Good</td>", "td>"),
            slip("<td>Good</td>", "</td>Good</td>", "</td>"),
            slip("<td>Good</td>", "Good</td>", "Good"),
            slip("<td>Good</td>", "<td>Good</tr>", "</tr>"),
            slip("<td>Good</td>", "<tr>Good</td>", "<tr>"),
            slip("<td>Good</td>", "<dt>Good</td>", "<dt>"),
            slip("<td>Good</td>", "<td>Good <!-- so so ->", "<!--"),
            slip("<tbody>\n<tr>", "<tbody>\n<tr", "<tr"),
            slip("<tbody>\n<tr>", "<tbody>\n</tr>", "</tr>"),
            slip("<tbody>\n<tr>", "<tbody>", "<th scope=\"row\">"),
            slip("</tr>\n</thead>", "<tr>\n</thead>", "<tr>"),
            slip("</thead>", "<thead>", "<thead>"),
            slip("<thead>\n", "", "</thead>"),
            slip("</table>", "", table),
            slip("</table>", "<table>", "<table>"),
            slip("</table>", "</tabel>", "</tabel>"),
            slip("</table>", "</table", "</table"),
            slip(table, "", "<thead>"),
            slip(table, "<tabel>", "<tabel>"),
            slip(table, "<table", "<table"),
            slip("Firing</a>", "Firing<a>", "<a>"),
            slip("Firing</a>", "Firing", "<a href=\"../skills.md#firing\">"),
            slip("\"row\"><a", "\"row><a", "<th scope=\"row>"),
            slip("#firing\">", "#firing>", "<a href=\"../skills.md#firing>"),
        ],
    );
}

#[test]
fn a_tag_of_a_table_without_its_opening_bracket_or_misspelt_or_twice_is_replaced_by_the_right_one()
{
    let matrix = "roles/kiln-operator.md";
    let (first, row) = ("<th scope=\"col\">", "<th scope=\"row\">");
    let link = "<a href=\"../skills.md#studio-safety\">";
    let slips = [
        (matrix, "<td>Good</td>", "<td>Good/td>", "/td>"),
        (matrix, "<td>Good</td>", "<td>Good</dt>", "</dt>"),
        (matrix, "<td>Good</td>", "<ht>Good</td>", "<ht>"),
        (matrix, "<td>Good</td>", "<td><td>Good</td>", "<td>"),
        (matrix, "<tr>", "<rt>", "<rt>"),
        (matrix, "<tbody>\n<tr>", "<tbody>\n<rt>", "<rt>"),
        (matrix, "<tbody>\n<tr>", "<tbody>\n<tr>\n<tr>", "<tr>"),
        (matrix, "<tbody>\n<tr>", "<tbody>\ntr>", "tr>"),
        (matrix, "</tr>", "/tr>", "/tr>"),
        (matrix, "</tr>", "< /tr>", "< /tr>"),
        (matrix, "</tr>\n</tbody>", "</rt>\n</tbody>", "</rt>"),
        (
            matrix,
            "<table class",
            "table class",
            "table class=\"ladder\">",
        ),
        (
            matrix,
            "<table class",
            "<tabel class",
            "<tabel class=\"ladder\">",
        ),
        (matrix, "</table>", "/table>", "/table>"),
        (
            matrix,
            "<th scope=\"row\">",
            "",
            "<a href=\"../skills.md#clay-preparation\">",
        ),
        (matrix, row, "th scope=\"row\">", "th scope=\"row\">"),
        (matrix, row, "<ht scope=\"row\">", "<ht scope=\"row\">"),
        (matrix, row, "<th scope=\"row\"><th scope=\"row\">", row),
        (matrix, first, "<th scope=\"col\"><th scope=\"col\">", first),
        (
            matrix,
            "\"col\">Kiln hand",
            "\"col\"><th scope=\"col\">Kiln hand",
            first,
        ),
        (
            matrix,
            "<th scope=\"col\">Kiln hand",
            "th scope=\"col\">Kiln hand",
            "th scope=\"col\">",
        ),
        (matrix, "safety</a>", "safety/a>", "/a>"),
        (matrix, "safety</a></th>", "safety</a>/th>", "/th>"),
        (
            matrix,
            link,
            "<a herf=\"../skills.md#studio-safety\">",
            "herf",
        ),
        (matrix, link, &link[1..], &link[1..]),
        (matrix, "<thead>", "<thaed>", "<thaed>"),
        (matrix, "</thead>", "/thead>", "/thead>"),
        (matrix, "<tbody>", "<tbdoy>", "<tbdoy>"),
        (matrix, "</tbody>", "/tbody>", "/tbody>"),
        (
            "roles/studio-tutor.md",
            "<th>Skill",
            "<th><th>Skill",
            "<th>",
        ),
        (
            "roles/studio-tutor.md",
            "<th>Level</th>",
            "<ht>Level</th>",
            "<ht>",
        ),
        ("roles/studio-tutor.md", "<li>roll", "<liroll", "<li"),
        ("roles/studio-tutor.md", "<li>roll", "<il>roll", "<il>"),
        ("roles/studio-tutor.md", "<p>You", "p>You", "p>"),
        ("skills.md", "<table>", "table>", "table>"),
        ("skills.md", "<tr><td>Good", "tr><td>Good", "tr>"),
        ("skills.md", "</li><li>bring", "/li><li>bring", "/li>"),
    ];
    for (page, old, new, words) in slips {
        each_is_found_once("kiln", &[(page, old, new, "skill-table-columns", words)]);
        let folder = copied("kiln");
        let right = fs::read_to_string(folder.path().join(page)).unwrap();
        replace(&folder, page, old, new);
        let ran = run(folder.path(), &["check", "--fix", "--unsafe-fixes"]);
        assert_eq!(ran.code, 0, "{new}: {ran:?}");
        let mended = fs::read_to_string(folder.path().join(page)).unwrap();
        assert_eq!(mended, right, "{new}");
    }
}

#[test]
fn what_only_looks_like_a_damaged_tag_is_none() {
    let page = "roles/studio-tutor.md";
    for harmless in [
        "<dl><dt>One</dt><dd>p > 0.05, n/a</dd></dl>",
        "<ruby>kiln<rt>furnace</rt></ruby>",
        "<my-badge>a</my-badge>",
    ] {
        let folder = copied("kiln");
        replace(
            &folder,
            page,
            "</td>\n    </tr>\n  </tbody>",
            &format!("</td><td>{harmless}</td>\n    </tr>\n  </tbody>"),
        );
        replace(
            &folder,
            page,
            "<th>Description</th>",
            "<th>Description</th><th>Note</th>",
        );
        let ran = run(folder.path(), &["check"]);
        assert_eq!(ran.code, 0, "{harmless}: {ran:?}");
    }
}

#[test]
fn end_tags_that_html_leaves_out_are_no_slips() {
    for left_out in ["</td>", "</th>", "</tr>", "</thead>", "</tbody>", "<tbody>"] {
        let folder = tempfile::tempdir().unwrap();
        copy(&in_repository("fixtures/frameworks/kiln"), folder.path());
        let file = folder.path().join("roles/kiln-operator.md");
        let text = fs::read_to_string(&file).unwrap();
        for text in [text.replacen(left_out, "", 1), text.replace(left_out, "")] {
            fs::write(&file, text).unwrap();
            let ran = run(folder.path(), &["check"]);
            assert_eq!(ran.code, 0, "{left_out}: {ran:?}");
        }
    }
}

#[test]
fn two_columns_of_a_matrix_with_one_name_are_two_role_levels() {
    let (page, rule) = ("roles/potter.md", "skill-table-columns");
    let slip = |new, words| {
        (
            page,
            "| Junior potter | Potter | Senior potter |",
            new,
            rule,
            words,
        )
    };
    each_is_found_once(
        "kiln",
        &[
            slip("| Junior potter | Potter | Potter |", "Potter"),
            slip("| Potter | Potter | Senior potter |", "Potter"),
            slip(
                "| Junior potter | Junior potter | Senior potter |",
                "Junior potter",
            ),
            slip("| Junior potter | Skill | Senior potter |", "Skill"),
            slip(
                "| Junior potter | Senior potter | Senior potter |",
                "Senior potter",
            ),
        ],
    );
}

#[test]
fn a_line_of_dashes_that_makes_no_table_is_what_is_wrong() {
    let (page, rule) = ("roles/potter.md", "skill-table-columns");
    let wrong = [
        "| --- | -x- | --- | --- |",
        "| --- | --- | --- |",
        "| --- | --- --- | --- |",
    ];
    let slips = wrong.map(|wrong| (page, "| --- | --- | --- | --- |", wrong, rule, wrong));
    each_is_found_once("kiln", &slips);
}

#[test]
fn what_a_comment_for_framelint_without_its_end_takes_for_its_own_is_read() {
    let rule = "invalid-suppression";
    for end in ["->", "--", ""] {
        let comment = format!("<!-- framelint-ignore repeated-word {end}\n\n");
        let opening = "<!-- framelint-ignore";
        let pages = [
            ("kiln", "roles/potter.md", "## Potter role levels"),
            ("kiln", "roles/kiln-operator.md", "<table"),
            ("orchard", "roles/grafter.md", "## Grafter II\n"),
            ("harbour", "clips/ferry-master.md", "## "),
        ];
        for (framework, page, place) in pages {
            let damaged = comment.clone() + place;
            each_is_found_once(framework, &[(page, place, &damaged, rule, opening)]);
        }
    }
}

#[test]
fn a_header_of_html_that_is_lost_is_one_finding_above_the_rows() {
    let (page, rule) = ("roles/kiln-operator.md", "skill-table-columns");
    let names = ["Skill", "Kiln hand", "Kiln operator", "Head of firing"];
    let cells = names.map(|name| format!("<th scope=\"col\">{name}</th>\n"));
    let header = format!("<thead>\n<tr>\n{}</tr>\n</thead>\n", cells.concat());
    each_is_found_once("kiln", &[(page, &header, "", rule, "")]);
}

#[test]
fn a_cell_for_two_columns_is_the_level_of_both() {
    let folder = tempfile::tempdir().unwrap();
    copy(&in_repository("fixtures/frameworks/kiln"), folder.path());
    let file = folder.path().join("roles/kiln-operator.md");
    let text = fs::read_to_string(&file).unwrap();
    let (two, one) = (
        "<td>Basic</td>\n<td>Basic</td>",
        "<td colspan=\"2\">Basic</td>",
    );
    assert!(text.contains(two));
    fs::write(&file, text.replacen(two, one, 1)).unwrap();
    assert_eq!(run(folder.path(), &["check"]).code, 0);
}

#[test]
fn what_is_wrong_with_a_whole_row_of_a_matrix_is_one_finding() {
    let (page, rule) = ("roles/potter.md", "skill-row-incomplete");
    let row = "| [Firing](../skills.md#firing) | — | basic | good |";
    let (name, levels) = row.split_at(32);
    let line = format!("{row}\n");
    let next = "[Handbuilding](../skills.md#handbuilding) | basic | good | good";
    each_is_found_once(
        "kiln",
        &[
            (page, name, "| ", rule, " "),
            (
                page,
                row,
                &format!("{name}| — | basic |\ngood |"),
                rule,
                "|",
            ),
            (
                page,
                row,
                &format!("{name}| —\n| basic | good |"),
                rule,
                "—",
            ),
            (page, &line, &format!("{row} "), rule, &format!("| {next}")),
            (
                page,
                row,
                &format!("{row}\n{row}"),
                "duplicate-skill",
                "Firing",
            ),
            (page, levels, &levels.replace('|', "¦"), rule, ""),
        ],
    );
}

#[test]
fn a_matrix_without_its_header_or_with_the_header_on_the_line_of_dashes_is_one_finding() {
    let (page, rule) = ("roles/potter.md", "skill-table-columns");
    let header = "| Skill | Junior potter | Potter | Senior potter |";
    let dashes = "| --- | --- | --- | --- |";
    let row = "| [Clay preparation](../skills.md#clay-preparation) | basic | good | good |";
    let both = format!("{header}\n{dashes}\n");
    each_is_found_once(
        "kiln",
        &[
            (page, &both, "", rule, row),
            (
                page,
                &format!("{header}\n"),
                &format!("{header} "),
                rule,
                dashes,
            ),
            (
                page,
                &format!("{dashes}\n"),
                &format!("{dashes} "),
                rule,
                dashes,
            ),
        ],
    );
}

#[test]
fn a_header_with_a_bar_too_many_or_too_few_is_one_finding_there() {
    let rule = "skill-table-columns";
    let each = |framework: &str, page: &str, header: &str, wrong: &[&str]| {
        let slip = |wrong| (page, header, wrong, rule, wrong);
        let slips: Vec<Slip<'_>> = wrong.iter().copied().map(slip).collect();
        each_is_found_once(framework, &slips);
    };
    each(
        "harbour",
        "authored/marine-engineer.md",
        "| Skill | Level | Description |",
        &[
            "| Skill || Level | Description |",
            "|| Skill | Level | Description |",
            "| Skill | Level | Description ||",
            "| Skill Level | Description |",
            "| Skill | Level Description |",
            "| Sk | ill | Level | Description |",
        ],
    );
    each(
        "harbour",
        "clips/ferry-master.md",
        "| Skill | Description |",
        &["|| Skill | Description |"],
    );
    each(
        "harbour",
        "skills.md",
        "| Skill level | Description |",
        &[
            "| Skill | level | Description |",
            "|| Skill level | Description |",
        ],
    );
    each(
        "kiln",
        "roles/potter.md",
        "| Skill | Junior potter | Potter | Senior potter |",
        &[
            "| Skill || Junior potter | Potter | Senior potter |",
            "| Skill | Junior potter || Potter | Senior potter |",
            "| Skill | Junior potter | Potter | Senior potter | |",
            "| Skill Junior potter | Potter | Senior potter |",
            "| Skill | Junior | potter | Potter | Senior potter |",
        ],
    );
}

#[test]
fn a_name_that_only_the_header_of_a_matrix_has_is_reported_there() {
    let (page, rule) = ("roles/potter.md", "role-level-count");
    let slip = |old, new, words| (page, old, new, rule, words);
    each_is_found_once(
        "kiln",
        &[
            slip("| Senior p", "| Lead p", "Lead potter"),
            slip("| Junior p", "| Trainee p", "Trainee potter"),
        ],
    );
    let (page, columns) = ("roles/glaze-technician.md", "skill-table-columns");
    let slip = |old, new, rule, words| (page, old, new, rule, words);
    each_is_found_once(
        "kiln",
        &[
            slip("| Glaze assistant", "| Helper", columns, "Helper"),
            slip(
                "| Glaze assistant",
                "| Glaze asistant",
                columns,
                "Glaze asistant",
            ),
            slip("| Glaze assistant", "| ", columns, ""),
            slip("### Glaze assistant", "### Helper", rule, "Helper"),
            slip(
                "### Glaze assistant",
                "### Glaze asistant",
                rule,
                "Glaze asistant",
            ),
            slip("from glaze assistant", "from helper", rule, "helper"),
        ],
    );
}

#[test]
fn names_of_a_matrix_in_another_order_than_in_the_sentence_are_one_finding_that_nothing_mends() {
    let (page, header) = (
        "roles/potter.md",
        "| Skill | Junior potter | Potter | Senior potter |",
    );
    for exchanged in [
        "| Skill | Potter | Junior potter | Senior potter |",
        "| Skill | Junior potter | Senior potter | Potter |",
        "| Skill | Senior potter | Potter | Junior potter |",
    ] {
        let folder = tempfile::tempdir().unwrap();
        copy(&in_repository("fixtures/frameworks/kiln"), folder.path());
        let file = folder.path().join(page);
        let text = fs::read_to_string(&file).unwrap();
        let text = text.replacen(header, exchanged, 1);
        fs::write(&file, &text).unwrap();
        let ran = run(folder.path(), &["check", "--fix", "--unsafe-fixes"]);
        assert!(ran.out.contains("1 error"), "{exchanged}: {ran:?}");
        assert_eq!(fs::read_to_string(&file).unwrap(), text, "{exchanged}");
    }
}

#[test]
fn text_among_the_rows_of_a_table_is_one_finding() {
    let (page, columns) = ("roles/potter.md", "skill-table-columns");
    let row = "| [Firing](../skills.md#firing) | — | basic | good |";
    let below = |text: &str| format!("{text}\n{row}");
    let (line, part) = (below("Some text."), below("\nSome text.\n"));
    let ragged = below("\nSome [text](potter.md).");
    each_is_found_once(
        "kiln",
        &[
            (page, row, &line, "skill-row-incomplete", "Some text."),
            (page, row, &part, columns, row),
            (page, row, &ragged, columns, row),
        ],
    );
}

#[test]
fn a_row_that_has_become_an_item_of_a_list_is_read_and_reported_there() {
    let rule = "skill-table-columns";
    let rows = [
        "| [Firing](../skills.md#firing) | — | basic | good |",
        "| [Clay preparation](../skills.md#clay-preparation) | basic | good | good |",
        "| [Throwing](../skills.md#throwing) | basic | good | excellent |",
    ];
    for row in rows {
        for sign in ["- ", "- | ", "* ", "1. "] {
            let item = row.replacen("| ", sign, 1);
            each_is_found_once("kiln", &[("roles/potter.md", row, &item, rule, &item)]);
        }
    }
    let page = "authored/marine-engineer.md";
    let text = in_repository("fixtures/frameworks/harbour").join(page);
    let text = fs::read_to_string(text).unwrap();
    let row = text.lines().find(|line| line.starts_with("| [Planned"));
    let row = row.unwrap();
    let item = row.replacen("| ", "- ", 1);
    each_is_found_once("harbour", &[(page, row, &item, rule, &item)]);
}

#[test]
fn a_header_of_shared_skills_in_other_words_is_known_by_the_heading_above_it() {
    let (page, rule) = ("rollen/bootsbauerin.md", "skill-table-columns");
    let (header, other) = (
        "| Rolle | Gemeinsame Fähigkeiten |",
        "| Partner | Überlappung |",
    );
    each_is_found_once("werft", &[(page, header, other, rule, other)]);
}

#[test]
fn a_header_of_shared_skills_in_other_words_is_known_by_the_contents_list() {
    let (page, rule) = ("clips/ferry-master.md", "skill-table-columns");
    let (header, other) = ("| Role | Shared skills |", "| Partner | In common |");
    each_is_found_once("harbour", &[(page, header, other, rule, other)]);
}

#[test]
fn a_column_that_is_lost_at_the_end_of_a_matrix_makes_no_right_number_wrong() {
    let folder = tempfile::tempdir().unwrap();
    copy(&in_repository("fixtures/frameworks/kiln"), folder.path());
    let file = folder.path().join("roles/potter.md");
    let text = fs::read_to_string(&file).unwrap();
    let lines = text.lines().map(|line| match line.rsplit_once(" | ") {
        Some((rest, _)) if line.starts_with('|') => format!("{rest} |\n"),
        _ => format!("{line}\n"),
    });
    let without: String = lines.collect();
    fs::write(&file, &without).unwrap();
    let ran = run(folder.path(), &["check", "--fix", "--unsafe-fixes"]);
    assert_eq!(fs::read_to_string(&file).unwrap(), without);
    let found: Vec<&str> = ran
        .out
        .lines()
        .filter(|line| line.contains("[role-level-count]"))
        .collect();
    assert_eq!((ran.code, found.len()), (1, 1), "{ran:?}");
    assert!(ran.out.contains("1 error"), "{ran:?}");
}

#[test]
fn a_link_of_a_role_that_is_none_is_reported_at_its_words() {
    let (page, rule) = ("roles/stallholder.md", "role-name-variant");
    let slip = |page, old, new| (page, old, new, rule, new);
    let link = "[Cider maker](cider-maker.md)";
    each_is_found_once(
        "orchard",
        &[
            slip(page, link, "[Cider maker(cider-maker.md)"),
            slip(page, link, "[Cider maker] (cider-maker.md)"),
            slip(page, link, "Cider maker](cider-maker.md)"),
            (
                page,
                link,
                "[Cider maker](cider-maker.md ",
                rule,
                "[Cider maker](cider-maker.md",
            ),
        ],
    );
    let link = "[Potter](roles/potter.md)";
    each_is_found_once(
        "kiln",
        &[
            slip("skills.md", link, "[Potter(roles/potter.md)"),
            slip("skills.md", link, "[Potter] (roles/potter.md)"),
            slip("skills.md", link, "[Potter](roles/potter.md"),
        ],
    );
}

#[test]
fn a_role_whose_line_is_no_entry_of_the_list_is_reported() {
    let rule = "catalogue-roles-mismatch";
    let entry = "\n- [Potter]";
    let slips = ["\n-[Potter]", " - [Potter]", "- [Potter]"];
    let slips = slips.map(|new| ("skills.md", entry, new, rule, "Potter"));
    each_is_found_once("kiln", &slips);
    let first = (
        "skills.md",
        "- [Cider maker]",
        "-[Cider maker]",
        rule,
        "Cider maker",
    );
    each_is_found_once("orchard", &[first]);
}

#[test]
fn a_slip_in_a_row_of_shared_skills_is_one_finding() {
    let (page, role) = ("roles/stallholder.md", "| [Cider maker](cider-maker.md) |");
    let twice = format!("{role} [Cider maker](cider-maker.md) |");
    let incomplete = "skill-row-incomplete";
    each_is_found_once(
        "orchard",
        &[
            (page, role, "|", "shared-skills-mismatch", "| ["),
            (
                page,
                role,
                &twice,
                incomplete,
                " [Cider maker](cider-maker.md) ",
            ),
            (
                page,
                "<br>[Harvesting and",
                "\n[Harvesting and",
                incomplete,
                "hygiene](../skills.md#food-hygiene)",
            ),
            (
                page,
                "[Harvesting and storing](../skills.md#harvesting-and-storing)<br>[Record",
                "[Harvesting and\nstoring](../skills.md#harvesting-and-storing)<br>[Record",
                incomplete,
                "and",
            ),
        ],
    );
}

#[test]
fn a_damaged_line_break_in_a_cell_is_replaced_by_the_right_one() {
    let slips = [
        ("orchard", "roles/stallholder.md", "<br>[Harvesting and"),
        ("werft", "rollen/bootsbauerin.md", "<br>- Gefahren"),
        ("werft", "faehigkeiten.md", "<br>- Regeln für"),
        ("werft", "faehigkeiten.md", "<br>- eine Arbeit gegen"),
        ("werft", "faehigkeiten.md", "<br>Einführung ist"),
    ];
    for (framework, page, old) in slips {
        for damaged in ["<rb>", "br>", "<br"] {
            let new = old.replacen("<br>", damaged, 1);
            each_is_found_once(
                framework,
                &[(page, old, &new, "skill-table-columns", damaged)],
            );
            let folder = copied(framework);
            let right = fs::read_to_string(folder.path().join(page)).unwrap();
            replace(&folder, page, old, &new);
            let ran = run(folder.path(), &["check", "--fix", "--unsafe-fixes"]);
            assert_eq!(ran.code, 0, "{new}: {ran:?}");
            assert_eq!(
                fs::read_to_string(folder.path().join(page)).unwrap(),
                right,
                "{new}"
            );
        }
    }
}

#[test]
fn a_damaged_row_of_a_matrix_is_one_finding_and_not_one_for_each_column() {
    let page = "roles/potter.md";
    let row = "| [Handbuilding](../skills.md#handbuilding) | basic | good | good |";
    let (dashes, incomplete) = ("| --- | --- | --- | --- |", "skill-row-incomplete");
    let with = |more: &str| format!("{row}\n{more}");
    let (empty, again) = (with("|  |  |  |  |"), with(dashes));
    let header = "| Skill | Junior potter | Potter | Senior potter |";
    let below = format!("{dashes}\n{header}");
    each_is_found_once(
        "kiln",
        &[
            (page, row, &empty, incomplete, "|  |  |  |  |"),
            (
                page,
                row,
                "| basic | good | good |",
                incomplete,
                "| basic | good | good |",
            ),
            (
                page,
                row,
                "| [Handbuilding](../skills.md#handbuilding) |\n| basic | good | good |",
                incomplete,
                "|",
            ),
            (page, row, &again, "skill-table-columns", dashes),
            (
                page,
                row,
                "| basic | [Handbuilding](../skills.md#handbuilding) | good | good |",
                "unknown-skill-level",
                "Handbuilding",
            ),
            (
                page,
                &format!("{header}\n{dashes}"),
                &below,
                "skill-table-columns",
                dashes,
            ),
            (
                page,
                dashes,
                "| === | === | === | === |",
                "skill-table-columns",
                "| === | === | === | === |",
            ),
        ],
    );
}

#[test]
fn a_header_below_its_line_of_dashes_is_one_finding_there() {
    let (header, dashes) = (
        "| Fähigkeit | Stufe | Beschreibung |",
        "| --- | --- | --- |",
    );
    let (right, wrong) = (format!("{header}\n{dashes}"), format!("{dashes}\n{header}"));
    let page = "rollen/bootsbauerin.md";
    each_is_found_once(
        "werft",
        &[(page, &right, &wrong, "skill-table-columns", dashes)],
    );
}

#[test]
fn rows_of_the_catalogue_without_header_and_dashes_are_read() {
    let header = "| Fähigkeitsstufe | Beschreibung |\n| --- | --- |\n";
    let (page, rule) = ("faehigkeiten.md", "skill-table-columns");
    let first = "| Einführung<br>Einführung ist die erste von 4 aufsteigenden Stufen | Du kannst:<br>- Schutzbrille, Maske und Gehörschutz unaufgefordert tragen<br>- Gefahren melden, auch wenn es eilt |";
    each_is_found_once("werft", &[(page, header, "", rule, first)]);
}

#[test]
fn a_row_that_was_broken_before_a_point_takes_no_other_row_with_it() {
    let (page, rule) = ("rollen/bootsbauerin.md", "skill-row-incomplete");
    each_is_found_once(
        "werft",
        &[
            (
                page,
                "<br>- eine Gefährdungs",
                "\n- eine Gefährdungs",
                rule,
                "kannst:",
            ),
            (
                page,
                "<br>- das Slippen",
                "\n- das Slippen",
                rule,
                "schreiben",
            ),
            (
                page,
                "<br>- Risse im Gelcoat",
                "\n- Risse im Gelcoat",
                rule,
                "tränken",
            ),
        ],
    );
}

#[test]
fn an_empty_column_is_one_finding_at_its_name() {
    let emptied = [
        (
            "kiln",
            "roles/potter.md",
            "Senior potter",
            3,
            "skill-row-incomplete",
        ),
        (
            "werft",
            "rollen/bootsbauerin.md",
            "Stufe",
            1,
            "skill-row-incomplete",
        ),
        (
            "werft",
            "rollen/bootsbauerin.md",
            "Beschreibung",
            2,
            "description-placeholder",
        ),
    ];
    for (framework, page, name, column, rule) in emptied {
        let text = fs::read_to_string(in_repository(&format!(
            "fixtures/frameworks/{framework}/{page}"
        )));
        let text = text.unwrap();
        let rows = text.lines().skip_while(|line| !line.starts_with("| ["));
        let rows: Vec<&str> = rows.take_while(|line| line.starts_with("| [")).collect();
        let without = rows.iter().map(|row| {
            let mut cells: Vec<&str> = row.split(" | ").collect();
            let end = if column + 1 == cells.len() { " |" } else { "" };
            cells[column] = end;
            cells.join(" | ")
        });
        let without: Vec<String> = without.collect();
        let slip = (page, &*rows.join("\n"), &*without.join("\n"), rule, name);
        each_is_found_once(framework, &[slip]);
    }
}

#[test]
fn a_name_that_a_header_of_html_lacks_is_missing_and_no_other_is_wrong() {
    let rule = "skill-table-columns";
    let page = "roles/studio-tutor.md";
    let header =
        "<tr>\n      <th>Skill</th>\n      <th>Level</th>\n      <th>Description</th>\n    </tr>";
    let short = header.replacen("      <th>Skill</th>\n", "", 1);
    each_is_found_once("kiln", &[(page, header, &short, rule, &short)]);
}
