//! One slip of the hand in a table, a list or its tags is one finding, at the words that were mistyped.

use std::fs;

use crate::mends::{copied, replace};
use crate::program::{copy, in_repository, run};
use crate::slips::{Slip, each_is_found_once};

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
        (
            "skills.md",
            "<th>Description</th>",
            "</th>Description</th>",
            "</th>",
        ),
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
