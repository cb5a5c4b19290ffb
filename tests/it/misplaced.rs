//! A word that stands twice, and a lead-in that stands elsewhere, are one finding there.

use std::fs;

use crate::program::in_repository;
use crate::slips::each_is_found_once;

#[test]
fn a_lead_in_that_has_changed_places_with_its_neighbour_is_reported_there() {
    let lead_in = "At this level you:";
    let page = "roles/orchard-keeper.md";
    let rule = "description-lead-in";
    each_is_found_once(
        "orchard",
        &[
            (
                page,
                "At this level you:\n\n- forecast the crop from the blossom and the June drop\n",
                "- forecast the crop from the blossom and the June drop\n\nAt this level you:\n\n",
                rule,
                lead_in,
            ),
            (
                "roles/cider-maker.md",
                "### [Record keeping](../skills.md#record-keeping) — proficient\n\nAt this level you:\n",
                "At this level you:\n\n### [Record keeping](../skills.md#record-keeping) — proficient\n",
                rule,
                lead_in,
            ),
            (
                "skills.md",
                "### Master\n\nAt this level you:\n",
                "At this level you:\n\n### Master\n",
                rule,
                lead_in,
            ),
            (
                "skills.md",
                "### Novice\n\nAt this level you:\n",
                "At this level you:\n\n### Novice\n",
                rule,
                lead_in,
            ),
            // Without an empty line Markdown takes it for a part of the point.
            (
                "roles/grafter.md",
                "At this level you:\n* take out dead, damaged and crossing wood under guidance\n",
                "* take out dead, damaged and crossing wood under guidance\nAt this level you:\n",
                rule,
                lead_in,
            ),
        ],
    );
}

#[test]
fn a_word_that_stands_twice_is_reported_once_and_where_it_does() {
    let keeper = "roles/orchard-keeper.md";
    each_is_found_once(
        "orchard",
        &[
            (
                keeper,
                "[Harvesting and storing](../skills.md#harvesting-and-storing) — proficient",
                "[Harvesting and and storing](../skills.md#harvesting-and-storing) — proficient",
                "unknown-skill",
                "Harvesting and and storing",
            ),
            (
                "roles/stallholder.md",
                "storing — learner",
                "storing — learner learner",
                "unknown-skill-level",
                "learner learner",
            ),
            (
                "roles/grafter.md",
                "At this level you:",
                "At this level level you:",
                "description-lead-in",
                "At this level level you:",
            ),
            (
                "skills.md",
                "### Needed by",
                "### Needed by by",
                "catalogue-roles-mismatch",
                "Needed by by",
            ),
            (
                "skills.md",
                "## Welcoming volunteers",
                "## Welcoming Welcoming volunteers",
                "skill-name-variant",
                "Welcoming Welcoming volunteers",
            ),
            // The catalogue is right but for a word that stands twice.
            (
                "skills.md",
                "report leaves, bark",
                "report leaves leaves, bark",
                "repeated-word",
                "leaves leaves",
            ),
        ],
    );
}

#[test]
fn a_heading_that_goes_on_in_the_next_line_is_reported_there() {
    let rule = "document-schema";
    each_is_found_once(
        "orchard",
        &[
            (
                "roles/stallholder.md",
                "Selling at market — novice",
                "Selling at\nmarket — novice",
                rule,
                "market — novice",
            ),
            (
                "roles/grafter.md",
                "[Record keeping](../skills.md#record-keeping) — proficient",
                "[Record\nkeeping](../skills.md#record-keeping) — proficient",
                rule,
                "keeping](../skills.md#record-keeping) — proficient",
            ),
            (
                "roles/orchard-keeper.md",
                "## The work of an orchard keeper",
                "## The work of an orchard\nkeeper",
                rule,
                "keeper",
            ),
        ],
    );
    each_is_found_once(
        "kiln",
        &[
            (
                "roles/glaze-technician.md",
                "### Glaze assistant",
                "###\nGlaze assistant",
                rule,
                "Glaze assistant",
            ),
            (
                "skills.md",
                "## Clay preparation",
                "## Clay\npreparation",
                rule,
                "preparation",
            ),
        ],
    );
    each_is_found_once(
        "werft",
        &[(
            "rollen/segelmacherin.md",
            "### 3. Leitende Segel",
            "### 3. Leitende\nSegel",
            rule,
            "Segelmacherin",
        )],
    );
}

#[test]
fn the_entry_whose_heading_has_lost_its_level_lacks_that_alone() {
    each_is_found_once(
        "orchard",
        &[(
            "roles/stallholder.md",
            "### Selling at market — novice",
            "### Selling at market —",
            "skill-row-incomplete",
            "Selling at market —",
        )],
    );
}

#[test]
fn a_line_of_dashes_below_the_first_row_is_reported_there() {
    let swapped = |framework: &str, page: &str, dashes: &str| {
        let text = in_repository(&format!("fixtures/frameworks/{framework}/{page}"));
        let text = fs::read_to_string(text).unwrap();
        let (_, below) = text.split_once(&format!("\n{dashes}\n")).unwrap();
        let row = below.lines().next().unwrap().to_owned();
        let right = format!("{dashes}\n{row}\n");
        let wrong = format!("{row}\n{dashes}\n");
        let slip = (page, &*right, &*wrong, "skill-table-columns", dashes);
        each_is_found_once(framework, &[slip]);
    };
    swapped("harbour", "skills.md", "| --- | --- |");
    swapped("harbour", "clips/environment-adviser.md", "| --- | --- |");
    swapped("werft", "rollen/bootsbauerin.md", "| --- | --- | --- |");
}

#[test]
fn another_sign_among_those_of_a_heading_is_reported_there() {
    let page = "roles/grafter.md";
    let rule = "document-schema";
    each_is_found_once(
        "orchard",
        &[
            (page, "### [Record", "##># [Record", rule, "##>#"),
            (page, "## Grafter II\n", "#.# Grafter II\n", rule, "#.#"),
            ("skills.md", "### Competent", "##i# Competent", rule, "##i#"),
        ],
    );
}

#[test]
fn an_entry_of_the_contents_that_is_read_as_no_link_is_reported_as_that() {
    let rule = "contents-mismatch";
    each_is_found_once(
        "orchard",
        &[(
            "roles/cider-maker.md",
            "[Cellar hand](#cellar-hand)",
            "[Cellar hand] (#cellar-hand)",
            rule,
            "[Cellar hand] (#cellar-hand)",
        )],
    );
    each_is_found_once(
        "werft",
        &[(
            "rollen/segelmacherin.md",
            "[3\\. Leitende Segelmacherin](",
            "[3\\. Leitende Segelmacherin(",
            rule,
            "[3\\. Leitende Segelmacherin(#3-leitende-segelmacherin)",
        )],
    );
}
