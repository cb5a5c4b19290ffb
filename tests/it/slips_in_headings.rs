//! One slip of the hand in a page whose skills are headings, or in what its headings announce, is one finding.

use std::fs;

use crate::mends::{check, copied, replace};
use crate::slips::each_is_found_once;

const LEAD_IN: &str = "At this level you:";

#[test]
fn a_lead_in_that_is_a_heading_is_reported_at_its_signs() {
    let (role, catalogue) = ("roles/stallholder.md", "skills.md");
    let (old, new) = (LEAD_IN, "### At this level you:");
    each_is_found_once(
        "orchard",
        &[
            (role, old, new, "document-schema", "###"),
            (catalogue, old, new, "document-schema", "###"),
        ],
    );
    let folder = copied("orchard");
    let page = folder.path().join(role);
    let right = fs::read_to_string(&page).unwrap();
    replace(&folder, role, old, new);
    check(folder.path(), &["--fix"]);
    assert_eq!(fs::read_to_string(&page).unwrap(), right);
}

#[test]
fn a_description_that_has_lost_its_heading_is_reported_where_it_begins() {
    let (page, linked, catalogue) = ("roles/stallholder.md", "roles/grafter.md", "skills.md");
    let rule = "skill-row-incomplete";
    let pruning = "### [Pruning](../skills.md#pruning) — learner\n\n";
    each_is_found_once(
        "orchard",
        &[
            (page, "### Food hygiene — novice\n\n", "", rule, LEAD_IN),
            (
                page,
                "### Selling at market — novice\n\n",
                "",
                rule,
                LEAD_IN,
            ),
            (linked, pruning, "", rule, LEAD_IN),
            (catalogue, "### Novice\n\n", "", rule, LEAD_IN),
            (catalogue, "### Learner\n\n", "", rule, LEAD_IN),
            (catalogue, "### Master\n\n", "", rule, LEAD_IN),
        ],
    );
}

#[test]
fn a_heading_with_the_name_of_another_skill_is_reported_there() {
    let rule = "skill-level-mismatch";
    let (page, right) = ("roles/stallholder.md", "### Selling at market — novice");
    let (twice, once) = ("### Food hygiene — novice", "### Record keeping — novice");
    each_is_found_once(
        "orchard",
        &[
            (page, right, twice, rule, "Food hygiene"),
            (page, right, once, rule, "Record keeping"),
        ],
    );
    // With an entry for the other skill beside it, it is the description that is wrong.
    let (right, wrong) = (
        "- greet customers before they have to ask\n- give the right change",
        "- wash hands and boards between tasks\n- throw out anything you would not eat yourself",
    );
    let words = wrong.trim_start_matches("- ");
    each_is_found_once(
        "orchard",
        &[(page, right, wrong, "skill-description-drift", words)],
    );
}

#[test]
fn the_heading_of_a_role_level_that_is_lost_between_headings_of_skills_is_one_finding() {
    let (page, rule) = ("roles/grafter.md", "role-level-count");
    each_is_found_once(
        "orchard",
        &[
            (page, "## Grafter I\n\n", "", rule, "Grafter I"),
            (page, "## Grafter II\n\n", "", rule, "three"),
            (page, "## Grafter III\n\n", "", rule, "three"),
        ],
    );
    let folder = copied("orchard");
    let sentence = "The grafter ladder has three steps, from Grafter I to Grafter III.\n\n";
    replace(&folder, page, sentence, "");
    replace(&folder, page, "## Grafter II\n\n", "");
    let ran = check(folder.path(), &[]);
    assert_eq!(ran.out.lines().count(), 1, "{ran:?}");
    assert!(
        ran.out
            .contains("the skills of `Grafter I` begin again here"),
        "{ran:?}"
    );
}

#[test]
fn a_heading_that_the_contents_list_has_and_the_page_has_not_is_one_finding() {
    let (page, rule) = ("rollen/bootsbauerin.md", "contents-mismatch");
    let (summary, levels) = (
        "Was eine Bootsbauerin tut",
        "Laufbahnstufen der Bootsbauerin",
    );
    let (about, about_levels) = (format!("## {summary}\n\n"), format!("## {levels}\n\n"));
    let history = "## Änderungen\n\n";
    let published = "12. Mai 2023";
    each_is_found_once(
        "werft",
        &[
            (page, &about, "", rule, summary),
            (page, &about_levels, "", rule, levels),
            (
                page,
                "### 1. Angehende Bootsbauerin\n\n",
                "",
                rule,
                "Angehende Bootsbauerin",
            ),
            (page, "### 2. Bootsbauerin\n\n", "", rule, "Bootsbauerin"),
            (page, history, "", "update-history", published),
        ],
    );
    let folder = copied("werft");
    replace(&folder, page, "### 2. Bootsbauerin\n\n", "");
    let before = fs::read_to_string(folder.path().join(page)).unwrap();
    check(folder.path(), &["--fix", "--unsafe-fixes"]);
    assert_eq!(
        fs::read_to_string(folder.path().join(page)).unwrap(),
        before
    );
}

#[test]
fn a_date_that_cannot_be_read_is_reported_and_not_the_next_one() {
    let (page, rule) = ("roles/potter.md", "update-history");
    let entry = "\n2 June 2025\n";
    for date in [
        "2June 2025",
        "2 June2025",
        "2 June 25",
        "June 2025",
        "2 2025",
        "2 June",
    ] {
        each_is_found_once("kiln", &[(page, entry, &format!("\n{date}\n"), rule, date)]);
    }
    let german = (
        "rollen/bootsbauerin.md",
        "**3. März 2025**",
        "**3.März 2025**",
        rule,
        "3.März 2025",
    );
    each_is_found_once("werft", &[german]);
    let (label, first) = (
        "Last updated",
        "11 January 2024\n\nLast updated 2 June 2025",
    );
    let (glued, close) = ("Lastupdated 2 June 2025", "Last updated2 June 2025");
    let joined = first.replace("\n\n", " ");
    each_is_found_once(
        "kiln",
        &[
            (page, entry, "\n2 June 2025:\n", rule, ":"),
            (page, "Last updated 2 June 2025", label, rule, label),
            (page, "Last updated 2 June 2025", glued, rule, "Lastupdated"),
            (page, "Last updated 2 June 2025", close, rule, label),
            (page, first, &joined, rule, "Last updated 2 June 2025"),
        ],
    );
}

#[test]
fn a_slip_in_the_sentence_about_the_role_levels_is_one_finding() {
    let (page, rule) = ("roles/potter.md", "role-level-count");
    let tutor = "roles/studio-tutor.md";
    each_is_found_once(
        "kiln",
        &[
            (page, "There are 3", "There are", rule, "potter"),
            (tutor, "There are 2", "There are", rule, "studio"),
            (page, "There are 3", "Thre are 3", rule, "Thre"),
            (page, "to senior potter.", "to.", rule, "to."),
            (
                page,
                "from junior potter to",
                "from to",
                rule,
                "senior potter",
            ),
        ],
    );
}

#[test]
fn a_sign_behind_a_heading_of_a_role_is_reported() {
    let rule = "document-schema";
    let (page, work) = ("roles/grafter.md", "## The work of a grafter\n");
    each_is_found_once(
        "orchard",
        &[
            (page, work, &work.replace('\n', ".\n"), rule, "."),
            (
                page,
                work,
                "**The work of a grafter**\n",
                rule,
                "**The work of a grafter**",
            ),
            (page, "## Grafter I\n", "## Grafter I:\n", rule, ":"),
            (page, "## Grafter III\n", "## Grafter III:\n", rule, ":"),
        ],
    );
    let roles = "## Potter role levels\n";
    let changed = roles.replace('\n', ".\n");
    each_is_found_once("kiln", &[("roles/potter.md", roles, &changed, rule, ".")]);
}

#[test]
fn a_misspelt_word_above_the_contents_list_is_reported_where_it_is_no_heading() {
    let (page, rule) = ("clips/harbour-master.md", "misspelt-heading");
    for wrong in ["Content", "Cotents"] {
        let slip = (page, "\nContents\n", &*format!("\n{wrong}\n"), rule, wrong);
        each_is_found_once("harbour", &[slip]);
    }
}

#[test]
fn a_comment_that_nothing_closes_is_reported_where_it_opens() {
    let rule = "document-schema";
    let (page, catalogue) = ("roles/grafter.md", "skills.md");
    for (path, heading) in [
        (page, "## Grafter III\n"),
        (page, "### [Soil care]"),
        (catalogue, "## Pruning\n"),
    ] {
        let hidden = format!("<!-- later\n\n{heading}");
        each_is_found_once("orchard", &[(path, heading, &hidden, rule, "<!--")]);
    }
    let (guide, heading) = ("guides/writing-a-role-page.md", "## The duties\n");
    let hidden = format!("<!-- later\n\n{heading}");
    each_is_found_once("harbour", &[(guide, heading, &hidden, rule, "<!--")]);
    // At the end it hides nothing.
    let folder = copied("orchard");
    let last = "* turn a compost heap until it is ready to use\n";
    replace(&folder, page, last, &format!("{last}\n<!-- the end\n"));
    let ran = check(folder.path(), &[]);
    assert_eq!(ran.out.lines().count(), 0, "{ran:?}");
}

#[test]
fn a_mark_between_the_sides_of_a_merge_is_reported_where_it_is_left_alone() {
    let (page, heading) = ("roles/grafter.md", "## Grafter II\n");
    let marked = format!("=======\n\n{heading}");
    let slip = (page, heading, &*marked, "unreadable-file", "=======");
    each_is_found_once("orchard", &[slip]);
    let underlined = (page, "\n# Grafter\n", "\nGrafter\n=======\n");
    let folder = copied("orchard");
    replace(&folder, underlined.0, underlined.1, underlined.2);
    let ran = check(folder.path(), &[]);
    assert_eq!(ran.out.lines().count(), 0, "{ran:?}");
}
