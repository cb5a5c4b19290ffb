//! `role-level-count`: the sentence about the role levels says other than what follows.

use super::duplicate_skill::table_of_another_level;
use super::misspelt_level::misspelt_levels;
use super::role_levels::{
    Repeated, listed_otherwise, names_a_missing_part, out_of_order, repeated_levels,
};
use super::skill_table_columns::twins;
use super::{names, placed};
use crate::document::{Document, LevelCount, RoleLevel};
use crate::finding::{Finding, Fix, Grade, Severity};
use crate::rule::{DocumentContext, DocumentRule, Group, RuleInfo};
use crate::text::{Span, Text, words};

/// The rule.
pub struct RoleLevelCount;

static INFO: RuleInfo = RuleInfo {
    id: "role-level-count",
    group: Group::Page,
    severity: Some(Severity::Error),
    summary: "the sentence about the role levels gives a wrong number, role or name, or a role level has no heading or a misspelt one",
    explanation: "*There are 5 product manager role levels, from associate product manager to head of product*: the number has to be \
that of the role levels that follow, the two names those of the first and the last of them, and the role the page's. Capital letters \
don't matter. A first role level without a heading is reported at its name in the sentence. Where the contents list shows that a role level is missing, or that a heading is misspelt, `contents-mismatch` says so \
and this rule is silent. A column of a matrix that has another name than the sentence is reported in the header, unless the rest of the \
page has it more often. Without a contents list, a word of a heading is misspelt where the sentence below it has it otherwise, or the title \
and the headings of all other role levels, at least two. A role level that the page has twice, under the same name, is reported at its second heading and not counted again. A sentence that lacks its number or a \
name, or has a word misspelt, is read all the same and reported.",
    yields_to: &[],
};

impl DocumentRule for RoleLevelCount {
    fn info(&self) -> &'static RuleInfo {
        &INFO
    }

    fn fixes(&self) -> Option<Grade> {
        Some(Grade::Safe)
    }

    fn check(&self, context: &DocumentContext<'_>, findings: &mut Vec<Finding>) {
        let document = context.document;
        let first = findings.len();
        check_sentence(context, findings);
        for (level, right) in misspelt_levels(document) {
            let place = context.source.locate(level.title.span());
            let is_new = findings[first..]
                .iter()
                .all(|known| known.location != place);
            findings.extend(is_new.then(|| misspelt_heading(context, level, &right)));
        }
    }
}

/// Checks the sentence about the role levels, and that there is none twice.
fn check_sentence(context: &DocumentContext<'_>, findings: &mut Vec<Finding>) {
    let document = context.document;
    let repeated = repeated_levels(document);
    let runs = repeated.chunk_by(|one, other| follow(document, one, other));
    findings.extend(runs.filter_map(|run| {
        let more = run.len() - 1;
        Some(level_twice(context, *run.first()?, more))
    }));
    let Some(sentence) = &document.level_count else {
        return;
    };
    if document.role_levels.is_empty() {
        // `document-schema` says that there are none.
        return;
    }
    let before = findings.len();
    findings.extend(wrong_role(context, sentence));
    findings.extend(incomplete(context, sentence));
    findings.extend(misspelt_word(context, sentence));
    let levels = document.role_levels.len() - repeated.len();
    // `skill-table-columns` says that two role levels of a matrix have the same name.
    let has_twins = twins(document).is_some();
    if sentence
        .number
        .is_some_and(|number| number as usize == levels)
    {
        // Headings in the wrong order don't say which of them are first and last, and neither does a header that lacks a name.
        let lacks_name = document
            .role_levels
            .iter()
            .any(|level| level.title.is_blank());
        let levels = if out_of_order(document).is_some() || lacks_name || has_twins {
            &[]
        } else {
            &document.role_levels[..]
        };
        let headless = document.level_without_heading();
        let missing = headless.filter(|_| !names_a_missing_part(context));
        findings.extend(missing.map(|level| no_heading(context, sentence, level)));
        // One without a heading goes by the name of the page, unless a matrix names it in its header.
        let title = document.name().map(Text::span);
        let is_named =
            |level: &&RoleLevel<'_>| level.has_heading || Some(level.title.span()) != title;
        let first = levels.first().filter(is_named);
        let first = first.zip(sentence.first.as_ref());
        let last = levels.last().zip(sentence.last.as_ref());
        for (end, pair) in [("first", first), ("last", last)] {
            let found = pair.and_then(|(level, name)| wrong_name(context, end, level, name));
            let is_found = found.is_some();
            findings.extend(found);
            if is_found && is_reversed(document, sentence) {
                break;
            }
        }
    } else if !has_twins {
        findings.extend(wrong_number(context, sentence, levels));
    }
    for finding in &mut findings[before..] {
        finding.subject = placed::role(document);
    }
}

fn misspelt_heading(context: &DocumentContext<'_>, level: &RoleLevel<'_>, right: &str) -> Finding {
    let title = level.title.as_str();
    let mut subject = placed::role(context.document);
    subject.role_level = Some(title.to_owned());
    let sentence = level.summary.first().map(|part| part.text.as_str());
    let is_said = sentence.is_some_and(|sentence| {
        let sentence = sentence.to_lowercase();
        sentence.contains(&right.to_lowercase())
    });
    let other = if level.has_heading && is_said {
        "in the sentence below it"
    } else {
        "by the names of the others"
    };
    let message = format!("the role level is `{title}` here and `{right}` {other}");
    // Other pages may link to a heading by its words.
    let edit = context.rewrite(&level.title, right);
    let fix = Fix::of(format!("replace by `{right}`"), false, [edit]);
    INFO.finding(context.source, level.title.span(), message)
        .help(format!("did you mean `{right}`?"))
        .subject(subject)
        .fix(fix)
}

/// Whether two role levels stand one after the other both times: a part of the page was pasted twice.
fn follow(document: &Document<'_>, one: &Repeated<'_, '_>, other: &Repeated<'_, '_>) -> bool {
    let at = |level: &RoleLevel<'_>| {
        let mut levels = document.role_levels.iter();
        levels.position(|known| known.title.span() == level.title.span())
    };
    let is_next = |one: &RoleLevel<'_>, other: &RoleLevel<'_>| {
        at(one).map(|position| position + 1) == at(other)
    };
    is_next(one.0, other.0) && is_next(one.1, other.1)
}

/// The finding about such a role level, and `more` that follow it both times.
fn level_twice(
    context: &DocumentContext<'_>,
    (level, first): Repeated<'_, '_>,
    more: usize,
) -> Finding {
    let title = level.title.as_str();
    let mut subject = placed::role(context.document);
    subject.role_level = Some(title.to_owned());
    let message = match more {
        0 => format!("the page has the role level `{title}` twice"),
        1 => format!("the page has the role level `{title}` and the next one twice"),
        more => format!("the page has the role level `{title}` and the next {more} twice"),
    };
    let other = if first.title.span() < level.title.span() {
        "first here"
    } else {
        "and here"
    };
    let finding = INFO
        .finding(context.source, level.title.span(), message)
        .subject(subject)
        .also_about(first.title.span())
        .related(context.source.locate(first.title.span()), other);
    match listed_otherwise(context.document, level) {
        Some(entry) => {
            let name = entry.text.as_str();
            finding
                .label(format!("`{name}` in the contents list"))
                .help(format!("did you mean `{name}`?"))
                .related(
                    context.source.locate(entry.text.span()),
                    "the contents entry",
                )
        }
        None => finding.label("here again").help(
            "keep one of the two, or give this one the name of the role level that it is about",
        ),
    }
}

/// The first role level has its skill table and no heading above it.
fn no_heading(
    context: &DocumentContext<'_>,
    sentence: &LevelCount<'_>,
    level: &RoleLevel<'_>,
) -> Finding {
    let name = sentence.first.as_ref();
    let message = match name {
        Some(name) => format!("the role level `{}` has no heading", name.as_str()),
        None => "the first role level has no heading".to_owned(),
    };
    let place = name.unwrap_or(&sentence.count).span();
    let finding = INFO
        .finding(context.source, place, message)
        .help("put its name as a heading above its description and its skill table");
    let tables = level.tables.iter().take(1);
    tables.fold(finding, |finding, table| {
        finding.related(context.source.locate(table.header), "its skill table")
    })
}

fn wrong_number(
    context: &DocumentContext<'_>,
    sentence: &LevelCount<'_>,
    levels: usize,
) -> Option<Finding> {
    let listed = listed_levels(context.document);
    if listed > 0
        && sentence
            .number
            .is_some_and(|number| number as usize == listed)
    {
        return None;
    }
    let count = &sentence.count;
    // *There are several … role levels* gives no number to check.
    if !context.profile.resembles_number(count.as_str()) {
        return None;
    }
    let message = match levels {
        1 => format!(
            "`{}` role levels are announced, and 1 follows",
            count.as_str()
        ),
        _ => format!(
            "`{}` role levels are announced, and {levels} follow",
            count.as_str()
        ),
    };
    let right = as_written(context, count.as_str(), levels);
    let finding = INFO
        .finding(context.source, count.span(), message)
        .help(format!(
            "write `{right}`, or see whether a role level is missing below"
        ));
    // Where the first or the last of more is not there, it is the one that is missing.
    let lacks_end = sentence.first.is_some()
        && are_ends(context.document, sentence) != [true; 2]
        && sentence
            .number
            .is_some_and(|number| number as usize > levels);
    // Skills that begin again are those of the one that is missing.
    let begins_again =
        (context.document.role_levels.iter()).any(|level| table_of_another_level(level).is_some());
    let finding = if is_worded_for(sentence, levels) && !lacks_end && !begins_again {
        finding.fix(Fix::of(
            format!("replace by `{right}`"),
            all_levels_are_there(context.document, sentence),
            [context.rewrite(count, &right)],
        ))
    } else {
        finding
    };
    Some(
        context
            .document
            .role_levels
            .iter()
            .fold(finding, |finding, level| {
                finding.related(context.source.locate(level.title.span()), "a role level")
            }),
    )
}

/// A sentence that has lost its number, or the first or the last role level.
fn incomplete(context: &DocumentContext<'_>, sentence: &LevelCount<'_>) -> Option<Finding> {
    let text = sentence.span.of(context.source.text());
    let phrase = &context.profile.phrases.level_count;
    let end = sentence.span.end as usize;
    let last_word = words(text).last().map_or(0, |(_, word)| word.len());
    let (place, missing) = match (&sentence.first, &sentence.last) {
        _ if lacks_number(context, sentence) => {
            (sentence.count.span(), "the number of role levels")
        }
        (Some(_), None) if phrase.has("last") => {
            (Span::new(end - last_word, end), "the last role level")
        }
        (None, Some(last)) if phrase.has("first") => (last.span(), "the first role level"),
        _ => return None,
    };
    let next = words(&context.source.text()[place.start as usize..]).next();
    let place = match next {
        Some((at, word)) if place.is_empty() => {
            let start = place.start as usize + at;
            Span::new(start, start + word.len())
        }
        _ => place,
    };
    let message = format!("{missing} is missing from this sentence");
    let sentence = phrase.as_str();
    Some(
        INFO.finding(context.source, place, message)
            .help(format!("the sentence reads `{sentence}`")),
    )
}

/// Whether the number is missing: of a role's name with several words, the first was then taken for it.
fn lacks_number(context: &DocumentContext<'_>, sentence: &LevelCount<'_>) -> bool {
    let count = &sentence.count;
    let taken = count.span().to(sentence.role.span());
    let is_role = || {
        let title = context.document.name();
        title.is_some_and(|title| names::same(title.as_str(), taken.of(context.source.text())))
    };
    count.is_blank() || sentence.number.is_none() && is_role()
}

/// A word of the sentence that is nearly the profile's.
fn misspelt_word(context: &DocumentContext<'_>, sentence: &LevelCount<'_>) -> Option<Finding> {
    let (word, right) = sentence.otherwise.as_ref()?;
    let written = word.as_str();
    if names::is_inflected(written, right) || !names::close(written, right) {
        return None;
    }
    let right = names::cased_like(written, right);
    let message = format!("`{written}` is misspelt in the sentence about the role levels");
    let edit = context.rewrite(word, &right);
    let fix = Fix::of(format!("replace by `{right}`"), true, [edit]);
    let finding = INFO.finding(context.source, word.span(), message);
    Some(finding.help(format!("did you mean `{right}`?")).fix(fix))
}

/// Whether the sentence can say this number of role levels: of one it is worded otherwise than of several.
fn is_worded_for(sentence: &LevelCount<'_>, levels: usize) -> bool {
    let says_several = sentence.first.is_some();
    match levels {
        0 => false,
        1 => !says_several,
        _ => says_several || sentence.number != Some(1),
    }
}

/// Whether the first and the last role level are those that the sentence names.
fn are_ends(document: &Document<'_>, sentence: &LevelCount<'_>) -> [bool; 2] {
    bear(document, [&sentence.first, &sentence.last])
}

/// Whether the first role level is the one that the sentence has last, and the other way round.
fn is_reversed(document: &Document<'_>, sentence: &LevelCount<'_>) -> bool {
    bear(document, [&sentence.last, &sentence.first]) == [true; 2]
}

/// Whether the first and the last role level have these names.
fn bear(document: &Document<'_>, names: [&Option<Text<'_>>; 2]) -> [bool; 2] {
    let levels = &document.role_levels;
    let [first, last] = names;
    [(levels.first(), first), (levels.last(), last)].map(|(level, name)| {
        let both = level.zip(name.as_ref());
        both.is_some_and(|(level, name)| names::same(level.title.as_str(), name.as_str()))
    })
}

/// Whether nothing speaks for a role level that is missing, or for a heading that is none of a role level: the sentence's first and last
/// are there, each role level has skills, and what counts them besides (the contents list, the numbers in the headings) counts those
/// that are there.
fn all_levels_are_there(document: &Document<'_>, sentence: &LevelCount<'_>) -> bool {
    let levels = &document.role_levels;
    let [first, last] = are_ends(document, sentence);
    let ends = first && last;
    let announced_too_few = sentence
        .number
        .is_some_and(|number| (number as usize) < levels.len());
    let listed = listed_levels(document);
    let numbered = (1..)
        .zip(levels)
        .all(|(number, level)| level.number.is_some_and(|written| written.value == number));
    let have_skills = levels.iter().all(|level| level.entries().next().is_some());
    ends && have_skills
        && (announced_too_few || listed == levels.len() || (listed == 0 && numbered))
}

/// The number in digits, or in words where `written` is in words.
fn as_written(context: &DocumentContext<'_>, written: &str, number: usize) -> String {
    let words = &context.profile.language.numbers;
    let word = number.checked_sub(1).and_then(|at| words.get(at));
    word.filter(|_| !written.contains(|c: char| c.is_ascii_digit()))
        .map_or_else(|| number.to_string(), Clone::clone)
}

/// How many role levels the contents list names.
fn listed_levels(document: &Document<'_>) -> usize {
    let is_level = |name: &str| {
        document
            .role_levels
            .iter()
            .any(|level| names::same(level.title.as_str(), name))
    };
    document
        .contents
        .iter()
        .filter(|entry| entry.number.is_some() || is_level(entry.text.as_str()))
        .count()
}

fn wrong_name(
    context: &DocumentContext<'_>,
    end: &str,
    level: &RoleLevel<'_>,
    name: &Text<'_>,
) -> Option<Finding> {
    let title = &level.title;
    let (heading, written) = (title.as_str(), name.as_str());
    let agree = names::same(heading, written) || names::same_after_a_number(heading, written);
    // A name that is missing is no name to write elsewhere.
    if agree || title.is_blank() || name.is_blank() {
        return None;
    }
    let contents = &context.document.contents;
    let is_listed = |name: &Text<'_>| {
        contents
            .iter()
            .any(|entry| names::same(entry.text.as_str(), name.as_str()))
    };
    if is_listed(name) && !is_listed(title) {
        return None;
    }
    // The name of another role level is rightly spelt, and still the wrong one.
    let mut levels = context.document.role_levels.iter();
    let is_another = levels.any(|level| names::same(level.title.as_str(), name.as_str()));
    let close = names::close(title.as_str(), name.as_str());
    let source = context.source.text();
    let wrong = if is_another || is_listed(title) {
        name
    } else if close {
        names::misspelt(source, title, name)
    } else if is_column(level, name) {
        title
    } else if !level.has_heading {
        // Where the rest of the page does not tell, the sentence is taken for right.
        names::misspelt(source, name, title)
    } else {
        name
    };
    let right = if wrong.span() == name.span() {
        title
    } else {
        name
    };
    let message = format!(
        "the {end} role level is `{}` here and `{}` {}",
        wrong.as_str(),
        right.as_str(),
        if wrong.span() != name.span() {
            "in the sentence about the role levels"
        } else if level.has_heading {
            "in its heading"
        } else {
            "in the header of the table"
        },
    );
    let replacement = names::cased_like(wrong.as_str(), right.as_str());
    // It may be the heading that is misspelt.
    let is_safe = close && wrong.span() == name.span() && names::is_confirmed(source, title, name);
    // Of a column with another name nothing but the rest of the page says which of the two is meant.
    let is_clear =
        level.has_heading || !is_another && (close || names::is_confirmed(source, right, wrong));
    let finding = INFO
        .finding(context.source, wrong.span(), message)
        .help("make the two names the same")
        .related(context.source.locate(right.span()), "the other name");
    Some(if names::begins_with_signs(right.as_str()) || !is_clear {
        finding
    } else {
        finding.fix(Fix::of(
            format!("replace by `{replacement}`"),
            is_safe,
            [context.rewrite(wrong, &replacement)],
        ))
    })
}

/// Whether the column of a role level with a heading has the name, and the heading another.
fn is_column(level: &RoleLevel<'_>, name: &Text<'_>) -> bool {
    let columns = level.tables.iter().flat_map(|table| &table.columns);
    let mut names = columns.map(|column| &column.name);
    level.has_heading && names.any(|column| names::same(column.as_str(), name.as_str()))
}

/// A role that is nearly the page's: anything else may well be a shorter or longer name for it.
fn wrong_role(context: &DocumentContext<'_>, sentence: &LevelCount<'_>) -> Option<Finding> {
    let title = context.document.name()?;
    let role = &sentence.role;
    if names::same(title.as_str(), role.as_str()) || !names::close(role.as_str(), title.as_str()) {
        return None;
    }
    let wrong = names::misspelt(context.source.text(), title, role);
    let expected = names::cased_like(role.as_str(), title.as_str());
    (wrong.span() == role.span()).then(|| {
        let edit = context.rewrite(role, &expected);
        INFO.finding(
            context.source,
            role.span(),
            format!(
                "the role is `{}` here and `{}` in the title",
                role.as_str(),
                title.as_str()
            ),
        )
        .help(format!("write `{expected}`"))
        .fix(Fix::of(format!("replace by `{expected}`"), true, [edit]))
        .related(context.source.locate(title.span()), "the title")
    })
}
