//! `duplicate-skill`: a skill twice in one role level, or a level twice in one skill of the catalogue.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

use super::placed::{self, Owner, Placed};
use crate::config::{Profile, fold};
use crate::document::{Document, Entry, RoleLevel, SkillTable};
use crate::facts::{DocumentId, Fact, Place, Relation};
use crate::finding::{Finding, Severity};
use crate::framework::Framework;
use crate::rule::{DocumentContext, DocumentRule, Group, RuleInfo};
use crate::text::{Span, Text};

/// The rule.
pub struct DuplicateSkill;

static INFO: RuleInfo = RuleInfo {
    id: "duplicate-skill",
    group: Group::SkillTables,
    severity: Some(Severity::Error),
    summary: "a skill stands twice in one role level",
    explanation: "A role level needs a skill at one level. Where it lists the skill twice, nobody can tell which of the rows counts. \
There is one finding for each skill and role level, at the second row; the other rows are shown with it. A further table with mostly \
the same skills is reported as a whole: a heading is missing above it. In a catalogue the rule \
looks for a skill that is defined twice, in one catalogue or in two, and for a level that a skill has twice.",
    yields_to: &["skill-level-mismatch", "skill-link-drift"],
};

impl DocumentRule for DuplicateSkill {
    fn info(&self) -> &'static RuleInfo {
        &INFO
    }

    fn check(&self, context: &DocumentContext<'_>, findings: &mut Vec<Finding>) {
        let document = context.document;
        let first = findings.len();
        for level in &document.role_levels {
            if let Some(table) = table_of_another_level(level) {
                findings.extend(second_table(context, level, table));
                continue;
            }
            let repeated = repeated(level.entries().filter_map(named));
            for rows in repeated.chunk_by(|one, other| follows(one, other)) {
                match rows {
                    [entries] => findings.extend(skill_twice(context, &level.title, entries)),
                    _ if follows_header(level, rows) => {}
                    _ => findings.extend(rows_twice(context, &level.title, rows)),
                }
            }
        }
        placed::keep_first_at_each_place(findings, first);
        for skill in &document.skills {
            let levels = skill
                .entries()
                .iter()
                .filter_map(|entry| Some((trusted_level(entry)?, entry)));
            for mut entries in repeated(levels) {
                blame_second(&mut entries, skill.entries(), context.profile);
                findings.extend(level_twice(context, &skill.name, &entries));
            }
        }
        let names = document
            .skills
            .iter()
            .map(|skill| (fold(skill.name.as_str()), skill));
        for definitions in repeated(names) {
            let name = definitions[0].name.as_str();
            let spans: Vec<Span> = definitions.iter().map(|skill| skill.name.span()).collect();
            let subject = Owner::Skill(&definitions[0].name).subject(document);
            findings.push(
                finding(context, &spans, format!("`{name}` is defined twice"))
                    .help("keep one definition, with what is right of both")
                    .subject(subject),
            );
        }
    }

    fn check_agreement(&self, framework: &Framework<'_>, findings: &mut Vec<Finding>) {
        let mut again: BTreeMap<(&str, DocumentId, DocumentId), Vec<u32>> = BTreeMap::new();
        let mut skills: HashMap<DocumentId, usize> = HashMap::new();
        for fact in framework.facts.of(Relation::DefinesSkill) {
            *skills.entry(fact.document()).or_default() += 1;
        }
        if skills.len() < 2 {
            return;
        }
        // The larger catalogue is the one to keep.
        let rank = |place: &Place| {
            let document = place.document;
            (
                Reverse(skills[&document]),
                framework.path(document),
                place.piece,
            )
        };
        for (_, facts) in framework.facts.groups(Relation::DefinesSkill) {
            let Some(first) = facts.iter().map(Fact::place).min_by_key(rank) else {
                continue;
            };
            let places = facts.iter().map(Fact::place);
            for later in places.filter(|place| place.document != first.document) {
                let key = (
                    framework.path(later.document),
                    later.document,
                    first.document,
                );
                again.entry(key).or_default().push(later.piece);
            }
        }
        for ((_, later, first), pieces) in again {
            findings.extend(defined_in_another(framework, later, first, &pieces));
        }
    }
}

/// The skills of a catalogue that another catalogue defines already: one finding, at the first of them.
fn defined_in_another(
    framework: &Framework<'_>,
    later: DocumentId,
    first: DocumentId,
    pieces: &[u32],
) -> Option<Finding> {
    let (parsed, other) = (framework.document(later)?, framework.document(first)?);
    let piece = *pieces.iter().min()?;
    let skill = parsed.document()?.skills.get(piece as usize)?;
    let name = skill.name.as_str();
    let path = framework.path(first);
    let message = match pieces.len() - 1 {
        0 => format!("`{name}` is defined in `{path}` already"),
        1 => format!("`{name}` and one more skill are defined in `{path}` already"),
        more => format!("`{name}` and {more} more skills are defined in `{path}` already"),
    };
    let subject = Owner::Skill(&skill.name).subject(parsed.document()?);
    let finding = INFO
        .finding(parsed.source(), skill.name.span(), message)
        .label("here again")
        .help("keep one definition of each skill, with what is right of both")
        .subject(subject);
    let mut definitions = other.document()?.skills.iter();
    let same = |name: &Text<'_>| fold(name.as_str()) == fold(skill.name.as_str());
    let definition = definitions.find(|definition| same(&definition.name));
    Some(match definition {
        Some(definition) => {
            finding.related(other.source().locate(definition.name.span()), "first here")
        }
        None => finding,
    })
}

/// An entry with the name of its skill, as names are compared.
fn named<'d, 's>(entry: &'d Entry<'s>) -> Option<(String, &'d Entry<'s>)> {
    let name = fold(entry.skill.as_ref()?.as_str());
    (!name.is_empty()).then_some((name, entry))
}

/// A further table that has most of its skills in common with the first: the heading of a role level is missing above it.
pub(super) fn table_of_another_level<'d, 's>(
    level: &'d RoleLevel<'s>,
) -> Option<&'d SkillTable<'s>> {
    let (first, others) = level.tables.split_first()?;
    if others.is_empty() {
        return None;
    }
    let skills: HashSet<String> = first
        .entries
        .iter()
        .filter_map(named)
        .map(|(name, _)| name)
        .collect();
    others.iter().find(|table| {
        let common = table
            .entries
            .iter()
            .filter_map(named)
            .filter(|(name, _)| skills.contains(name));
        let common = common.count();
        common > 1 && 2 * common >= skills.len().min(table.entries.len())
    })
}

/// The finding about such a table. Where the page says how many role levels there are, that is the rule that speaks.
fn second_table(
    context: &DocumentContext<'_>,
    level: &RoleLevel<'_>,
    table: &SkillTable<'_>,
) -> Option<Finding> {
    let document = context.document;
    let levels = document.role_levels.len();
    let count = document.level_count.as_ref().and_then(|count| count.number);
    if count.is_some_and(|count| count as usize > levels) {
        return None;
    }
    let title = level.title.as_str();
    if table.columns.is_empty() && table.missing_columns.is_empty() {
        return Some(begins_again(context, level, table));
    }
    let message = format!("`{title}` has a second table with the same skills");
    let found = match line_above(context.document, level, table) {
        Some(line) => {
            let words = line.as_str();
            let message = format!("{message}, and `{words}` above that is no heading");
            INFO.finding(context.source, line.span(), message)
                .help("write this line as the heading of a role level, like the others")
        }
        None => INFO.finding(context.source, table.header, message).help(
            "put the heading of its role level above this table, or make one table of the two",
        ),
    };
    Some(
        found
            .related(
                context.source.locate(level.tables.first()?.header),
                "the first table",
            )
            .subject(Owner::RoleLevel(&level.title).subject(document)),
    )
}

/// The finding about such skills where they are headings: those of another role level follow without its heading.
fn begins_again(
    context: &DocumentContext<'_>,
    level: &RoleLevel<'_>,
    skills: &SkillTable<'_>,
) -> Finding {
    let title = level.title.as_str();
    let message = format!("the skills of `{title}` begin again here");
    INFO.finding(context.source, skills.header, message)
        .help("put the heading of its role level above these skills, or keep each skill once")
        .related(context.source.locate(level.title.span()), "the role level")
        .subject(Owner::RoleLevel(&level.title).subject(context.document))
}

/// A line above a second table that reads like a heading: the first paragraph below the first table, with few words and no full stop.
fn line_above<'d, 's>(
    document: &'d Document<'s>,
    level: &RoleLevel<'_>,
    table: &SkillTable<'_>,
) -> Option<&'d Text<'s>> {
    const FEW: usize = 10;
    let first = level.tables.first()?;
    let end = first
        .entries
        .last()
        .map_or(first.header, |entry| entry.span)
        .end;
    let mut below = document.prose.iter();
    let line = below.find(|text| (end..table.header.start).contains(&text.span().start))?;
    let words = line.as_str();
    let is_short = crate::text::words(words).count() <= FEW && !words.ends_with(['.', ':']);
    is_short.then_some(line)
}

/// Makes the second of two equal levels the one that is out of place in its table, as far as that can be told.
fn blame_second<'d, 's>(same: &mut [&'d Entry<'s>], all: &'d [Entry<'s>], profile: &Profile) {
    let is_complete = all.len() == profile.scale.levels.len();
    let is_in_place = |entry: &Entry<'_>| {
        let at = all.iter().position(|other| other.index == entry.index);
        is_complete && at == entry.level_index().map(usize::from)
    };
    if let [first, second] = same
        && !is_in_place(first)
        && is_in_place(second)
    {
        same.swap(0, 1);
    }
}

/// The groups of at least two items with the same key, in the order of their first items.
fn repeated<K: Ord, T: Copy>(items: impl Iterator<Item = (K, T)>) -> Vec<Vec<T>> {
    let mut items: Vec<(K, usize, T)> = items
        .enumerate()
        .map(|(at, (key, item))| (key, at, item))
        .collect();
    items.sort_by(|(one, ..), (other, ..)| one.cmp(other));
    let same = items.chunk_by(|(one, ..), (other, ..)| one == other);
    let mut groups: Vec<_> = same.filter(|group| group.len() > 1).collect();
    groups.sort_by_key(|group| group[0].1);
    let items = |group: &[(K, usize, T)]| group.iter().map(|(.., item)| *item).collect();
    groups.into_iter().map(items).collect()
}

/// The level of an entry whose own words don't contradict one another about it.
fn trusted_level(entry: &Entry<'_>) -> Option<u8> {
    let level = entry.level_index()?;
    if entry.level.as_ref().is_some_and(|level| !level.exact) {
        return None;
    }
    let in_sentence = entry
        .ordinal
        .as_ref()
        .and_then(|ordinal| ordinal.level_index);
    in_sentence
        .is_none_or(|other| other == level)
        .then_some(level)
}

/// Whether two skills that are listed twice stand one below the other both times: rows that were pasted twice.
fn follows(one: &[&Entry<'_>], other: &[&Entry<'_>]) -> bool {
    one.len() == 2
        && other.len() == 2
        && one
            .iter()
            .zip(other)
            .all(|(one, other)| one.index + 1 == other.index)
}

/// Whether such rows stand below a header among the rows, which is reported already.
fn follows_header(level: &RoleLevel<'_>, rows: &[Vec<&Entry<'_>>]) -> bool {
    let Some(second) = rows.first().and_then(|entries| entries.get(1)) else {
        return false;
    };
    level.tables.iter().any(|table| {
        let mut earlier = table.entries.iter();
        let above = earlier.rfind(|entry| entry.index < second.index);
        table.repeated_header.is_some_and(|header| {
            above.is_some_and(|above| above.span.end <= header.start)
                && header.end <= second.span.start
        })
    })
}

/// The finding about rows that stand one below the other in both places.
fn rows_twice(
    context: &DocumentContext<'_>,
    role_level: &Text<'_>,
    rows: &[Vec<&Entry<'_>>],
) -> Option<Finding> {
    let first = rows.first()?;
    let mut finding = skill_twice(context, role_level, first)?;
    let skill = first.first()?.skill.as_ref()?.as_str();
    let more = match rows.len() - 1 {
        1 => "the skill below it are".to_owned(),
        more => format!("the {more} skills below it are"),
    };
    finding.message = format!(
        "`{skill}` and {more} listed twice in `{}`",
        role_level.as_str()
    );
    Some(finding.help("keep each row once"))
}

fn skill_twice(
    context: &DocumentContext<'_>,
    role_level: &Text<'_>,
    entries: &[&Entry<'_>],
) -> Option<Finding> {
    let spans: Vec<Span> = entries
        .iter()
        .filter_map(|entry| Some(entry.skill.as_ref()?.span()))
        .collect();
    let second = placed(context.document, entries.get(1)?)?;
    let skill = second.skill()?.as_str();
    let title = role_level.as_str();
    let levels: Vec<Option<u8>> = entries.iter().map(|entry| entry.level_index()).collect();
    let help = if levels.iter().all(|level| *level == levels[0]) {
        "keep one of the rows"
    } else {
        "keep the row of the level that the role level needs"
    };
    let times = match entries.len() {
        2 => "twice".to_owned(),
        count => format!("{count} times"),
    };
    Some(
        finding(
            context,
            &spans,
            format!("`{skill}` is listed {times} in `{title}`"),
        )
        .help(help)
        .subject(second.subject(context.profile))
        // A wrong level or description in one of the rows is another mistake.
        .about(role_level.span()),
    )
}

fn level_twice(
    context: &DocumentContext<'_>,
    skill: &Text<'_>,
    entries: &[&Entry<'_>],
) -> Option<Finding> {
    let spans: Vec<Span> = entries.iter().map(|entry| entry.level_span()).collect();
    let second = placed(context.document, entries.get(1)?)?;
    let level = second.level_name(context.profile)?;
    let message = format!("`{}` has the level `{level}` twice", skill.as_str());
    Some(
        finding(context, &spans, message)
            .help("keep one of the rows")
            .subject(second.subject(context.profile))
            .about(second.entry.span)
            .also_about(entries.first()?.span),
    )
}

/// A finding at the second of `spans`, with the others as related places.
fn finding(context: &DocumentContext<'_>, spans: &[Span], message: String) -> Finding {
    let second = spans.get(1).or(spans.first()).copied().unwrap_or_default();
    let mut finding = INFO
        .finding(context.source, second, message)
        .label("here again");
    for span in spans.iter().filter(|span| **span != second) {
        let message = if span.start < second.start {
            "first here"
        } else {
            "and here"
        };
        finding = finding.related(context.source.locate(*span), message);
    }
    finding
}

fn placed<'d, 's>(document: &'d Document<'s>, entry: &Entry<'_>) -> Option<Placed<'d, 's>> {
    placed::entries(document).find(|placed| placed.entry.index == entry.index)
}
