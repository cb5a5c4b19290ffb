//! The kinds of damage, each with the rules that may find it.

use fastrand::Rng;

use super::damage::Damage;
use super::scan::Framework;
use super::{catalogue, entries, front_matter, pages, shared, slips, tables, wording};

/// One kind of damage.
pub struct Kind {
    pub name: &'static str,
    /// The rules of which one must find it.
    pub rules: &'static [&'static str],
    /// Every place where the documents hold evidence against the damage; none where the dialect has no such thing.
    pub places: fn(&Framework, &mut Rng) -> Vec<Damage>,
}

const DRIFT: &[&str] = &["skill-description-drift"];
/// Case and punctuation of a point are the style of a document's points too.
const DRIFT_OR_STYLE: &[&str] = &["skill-description-drift", "point-style"];
const DRIFT_OR_QUOTE: &[&str] = &["skill-description-drift", "unbalanced-quote"];
const DRIFT_OR_REPEATED: &[&str] = &["skill-description-drift", "repeated-word"];
const DRIFT_OR_LEVEL: &[&str] = &["skill-description-drift", "skill-level-mismatch"];
const LEAD_IN: &[&str] = &["description-lead-in"];
const ROW: &[&str] = &["skill-row-incomplete"];
const ORDINAL: &[&str] = &["skill-level-ordinal"];
const MISMATCH: &[&str] = &["skill-level-mismatch"];
const COLUMNS: &[&str] = &["skill-table-columns"];
const COUNT: &[&str] = &["role-level-count"];
const HISTORY: &[&str] = &["update-history"];
const SHARED: &[&str] = &["shared-skills-mismatch"];
const ROLES: &[&str] = &["catalogue-roles-mismatch"];
const SCHEMA: &[&str] = &["front-matter-schema"];
const SYNTAX: &[&str] = &["front-matter-syntax"];
const UNKNOWN: &[&str] = &["unknown-skill"];
const ROLE_NAME: &[&str] = &["role-name-variant"];
const ROLE_LINK: &[&str] = &["role-link-drift"];
const SKILL_LINK: &[&str] = &["skill-link-drift", "broken-link"];

macro_rules! kinds {
    ($($name:literal: $rules:expr, $places:path;)*) => {
        &[$(Kind { name: $name, rules: $rules, places: $places },)*]
    };
}

pub const ALL: &[Kind] = kinds! {
    // The words of descriptions.
    "description: a word misspelt": DRIFT, wording::misspelt;
    "description: a word replaced": DRIFT, wording::replaced;
    "description: a word dropped": DRIFT, wording::dropped;
    "description: a word added": DRIFT, wording::added;
    "description: two words swapped": DRIFT, wording::swapped;
    "description: a word doubled": DRIFT_OR_REPEATED, wording::doubled;
    "description: a case changed": DRIFT_OR_STYLE, wording::case;
    "description: punctuation changed": DRIFT_OR_STYLE, wording::punctuation;
    "description: a quotation mark dropped": DRIFT_OR_QUOTE, wording::quote;
    "description: a point dropped": DRIFT_OR_LEVEL, wording::point_dropped;
    "description: a point added": DRIFT, wording::point_added;
    "description: a point doubled": DRIFT, wording::point_doubled;
    "description: two points swapped": DRIFT, wording::points_swapped;
    "description: another skill's": DRIFT, wording::of_another_skill;
    "description: a placeholder": &["description-placeholder"], wording::placeholder;
    "description: emptied": &["description-placeholder", "skill-row-incomplete"], wording::emptied;
    "lead-in: lower case": LEAD_IN, wording::lead_in_case;
    "lead-in: colon dropped": LEAD_IN, wording::lead_in_colon;
    "lead-in: other words": LEAD_IN, wording::lead_in_words;
    "lead-in: dropped": LEAD_IN, wording::lead_in_dropped;
    // Entries.
    "entry: skill misspelt": UNKNOWN, entries::skill_misspelt;
    "entry: skill's link of another skill": SKILL_LINK, entries::link_of_another;
    "entry: skill's link misspelt": SKILL_LINK, entries::link_misspelt;
    "entry: level misspelt": &["unknown-skill-level"], entries::level_misspelt;
    "entry: level alone wrong": MISMATCH, entries::level_alone;
    "entry: level and ordinal of another level": MISMATCH, entries::level_and_ordinal;
    "entry: description of another level": MISMATCH, entries::description_of_another_level;
    "entry: ordinal wrong": ORDINAL, entries::ordinal_wrong;
    "entry: ordinal misspelt": ORDINAL, entries::ordinal_misspelt;
    "entry: level in ordinal wrong": ORDINAL, entries::ordinal_level;
    "entry: level in ordinal misspelt": ORDINAL, entries::ordinal_level_misspelt;
    "entry: count of levels wrong": ORDINAL, entries::ordinal_count;
    "entry: ordinal dropped": &["skill-row-incomplete", "skill-level-ordinal"], entries::ordinal_dropped;
    "entry: level dropped": ROW, entries::level_dropped;
    "entry: a cell missing": ROW, entries::cell_missing;
    "entry: a cell empty": ROW, entries::cell_empty;
    "entry: a cell too many": ROW, entries::cell_too_many;
    "entry: emphasis never closed": UNKNOWN, entries::emphasis_open;
    "entry: a bracket of its link missing": UNKNOWN, entries::bracket_missing;
    "entry: merge not finished": &["unreadable-file"], entries::merge_not_finished;
    "entry: row twice": &["duplicate-skill"], entries::twice;
    "entry: row dropped": ROLES, slips::row_dropped;
    "entry: label of its level dropped": &["unknown-skill-level"], slips::label_dropped;
    "entry: ordinal twice": ROW, slips::ordinal_twice;
    "entry: row broken over two lines": ROW, slips::row_broken;
    "entry: quotation marks around its link": SKILL_LINK, slips::link_quoted;
    // Tables and role levels.
    "table: header among its rows": COLUMNS, slips::header_among_rows;
    "role level: section dropped": &["contents-mismatch", "role-level-count", "role-level-numbering"], slips::section_dropped;
    "role level: heading joined with its paragraph": &["document-schema"], slips::heading_joined;
    "table: header misspelt": COLUMNS, tables::header_misspelt;
    "table: header cell missing": &["skill-table-columns", "missing-skill-table"], tables::header_cell_missing;
    "table: column missing": COLUMNS, tables::column_missing;
    "table: delimiter row dropped": &["missing-skill-table", "skill-table-columns"], tables::delimiter_dropped;
    "table: dropped": &["missing-skill-table", "document-schema"], tables::dropped;
    "table: fence before it": COLUMNS, tables::fence_never_closed;
    "table: comment before it": COLUMNS, tables::comment_never_closed;
    "table: in a block of code": COLUMNS, tables::in_block_of_code;
    "role level: number wrong": &["role-level-numbering"], tables::number_wrong;
    "role level: misspelt": &["contents-mismatch", "role-level-count"], tables::level_misspelt;
    "role level: heading dropped": &["contents-mismatch", "role-level-count", "role-level-numbering"], tables::heading_dropped;
    "role level count: number wrong": COUNT, pages::count_number;
    "role level count: an end misspelt": COUNT, pages::count_end_misspelt;
    "role level count: an end wrong": COUNT, pages::count_end_wrong;
    // The page.
    "title: misspelt": &["title-mismatch", "role-name-variant"], pages::title_misspelt;
    "title: dropped": &["document-schema"], pages::title_dropped;
    "contents: an entry misspelt": &["contents-mismatch"], pages::contents_misspelt;
    "contents: an entry wrong": &["contents-mismatch"], pages::contents_wrong;
    "contents: a number wrong": &["contents-mismatch", "role-level-numbering"], pages::contents_number;
    "contents: an anchor misspelt": &["contents-mismatch"], pages::contents_anchor;
    "heading: space dropped": &["document-schema"], pages::space_dropped;
    "section heading: misspelt": &["contents-mismatch"], pages::section_misspelt;
    "prose: a word doubled": &["repeated-word"], pages::prose_doubled;
    "prose: a quotation mark dropped": &["unbalanced-quote"], pages::prose_quote;
    "prose: a quotation mark never closed": &["unbalanced-quote"], pages::prose_quote_added;
    "history: last updated wrong": HISTORY, pages::last_updated;
    "history: date at the top wrong": HISTORY, pages::date_at_top;
    "history: newest entry wrong": HISTORY, pages::newest_entry;
    "history: out of order": HISTORY, pages::out_of_order;
    "history: no such day": HISTORY, pages::no_such_day;
    "history: first publication wrong": HISTORY, pages::first_published;
    // Shared skills.
    "shared skills: skill misspelt": UNKNOWN, shared::skill_misspelt;
    "shared skills: role misspelt": ROLE_NAME, shared::role_misspelt;
    "shared skills: skill's link wrong": SKILL_LINK, shared::skill_link;
    "shared skills: role's link wrong": ROLE_LINK, shared::role_link;
    "shared skills: a skill replaced": SHARED, shared::skill_replaced;
    "shared skills: a skill added": SHARED, shared::skill_added;
    "shared skills: a skill dropped": SHARED, shared::skill_dropped;
    "shared skills: another role": SHARED, shared::role_replaced;
    "shared skills: header misspelt": COLUMNS, shared::header_misspelt;
    "shared skills: header dropped": COLUMNS, shared::header_dropped;
    "shared skills: row twice": SHARED, shared::row_twice;
    // The catalogue.
    "catalogue: skill misspelt": &["unknown-skill", "skill-name-variant", "unused-skill"], catalogue::skill_misspelt;
    "catalogue: heading dropped": UNKNOWN, catalogue::heading_dropped;
    "catalogue: level misspelt": &["unknown-skill-level"], catalogue::level_misspelt;
    "catalogue: ordinal wrong": ORDINAL, catalogue::ordinal_wrong;
    "catalogue: level in ordinal wrong": ORDINAL, catalogue::ordinal_level;
    "catalogue: count of levels wrong": ORDINAL, catalogue::ordinal_count;
    "catalogue: level and ordinal of another level": &["skill-level-mismatch", "duplicate-skill"], catalogue::level_and_ordinal;
    "catalogue: description changed": DRIFT, catalogue::description;
    "catalogue: a point dropped": DRIFT_OR_LEVEL, catalogue::point_dropped;
    "catalogue: lead-in changed": LEAD_IN, catalogue::lead_in;
    "catalogue: summary dropped": &["skill-summary-missing"], catalogue::summary_dropped;
    "catalogue: a cell missing": ROW, catalogue::cell_missing;
    "catalogue: row twice": &["duplicate-skill"], catalogue::row_twice;
    "catalogue: row dropped": &["unknown-skill-level"], catalogue::row_dropped;
    "catalogue: words above the roles dropped": ROLES, catalogue::roles_heading_dropped;
    "catalogue: header misspelt": COLUMNS, catalogue::header_misspelt;
    "catalogue: role misspelt": ROLE_NAME, catalogue::role_misspelt;
    "catalogue: role's link wrong": ROLE_LINK, catalogue::role_link;
    "catalogue: a role dropped": ROLES, catalogue::role_dropped;
    "catalogue: a role added": ROLES, catalogue::role_added;
    "catalogue: a role replaced": ROLES, catalogue::role_replaced;
    // Front matter.
    "front matter: required key dropped": SCHEMA, front_matter::key_dropped;
    "front matter: key misspelt": SCHEMA, front_matter::key_misspelt;
    "front matter: key twice": &["front-matter-duplicate-key"], front_matter::key_twice;
    "front matter: a date that is none": SCHEMA, front_matter::no_date;
    "front matter: tags a string": SCHEMA, front_matter::tags_string;
    "front matter: source no URL": SCHEMA, front_matter::source_no_url;
    "front matter: unknown value": SCHEMA, front_matter::unknown_value;
    "front matter: value empty": SCHEMA, front_matter::value_empty;
    "front matter: title changed": &["title-mismatch"], front_matter::title_changed;
    "front matter: created after modified": &["date-order"], front_matter::date_order;
    "front matter: published wrong": HISTORY, front_matter::published_wrong;
    "front matter: quote unclosed": SYNTAX, front_matter::quote_unclosed;
    "front matter: tab as indentation": SYNTAX, front_matter::tab;
    "front matter: bad indentation": SYNTAX, front_matter::indentation;
    "front matter: colon dropped": SYNTAX, front_matter::colon;
    "front matter: closing fence dropped": SYNTAX, front_matter::closing_fence;
    "front matter: opening fence dropped": &["front-matter-syntax", "front-matter-missing"], front_matter::opening_fence;
    "front matter: twice": SYNTAX, front_matter::twice;
    "front matter: dropped": &["front-matter-missing"], front_matter::dropped;
};
