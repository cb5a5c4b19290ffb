//! A word that stands twice, and a lead-in that stands elsewhere, are one finding there.

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
