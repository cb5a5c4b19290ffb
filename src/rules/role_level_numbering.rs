//! `role-level-numbering`: the numbers of the role levels do not count up from 1.

use super::role_levels::{names_a_missing_part, out_of_order, repeated_levels};
use super::{names, placed};
use crate::document::{ContentsEntry, Document, RoleLevel};
use crate::facts::{even_anchor, slug};
use crate::finding::{Finding, Fix, Grade, Severity};
use crate::rule::{DocumentContext, DocumentRule, Group, RuleInfo};
use crate::text::{Span, Spanned};

/// The rule.
pub struct RoleLevelNumbering;

static INFO: RuleInfo = RuleInfo {
    id: "role-level-numbering",
    group: Group::Page,
    severity: Some(Severity::Error),
    summary: "the numbers of the role levels don't count up from 1, or differ from the contents list's",
    explanation: "The numbers show how a role goes on from level to level, so they have to count up from 1, and a role level has the same \
number in its heading and in the contents list. Where a number is skipped and the count goes on from there, only the first number after \
the gap is reported; where the numbers are all there in another order, only the first that stands too late. \
Role levels without any numbers are left alone.",
    yields_to: &["document-schema"],
};

impl DocumentRule for RoleLevelNumbering {
    fn info(&self) -> &'static RuleInfo {
        &INFO
    }

    fn fixes(&self) -> Option<Grade> {
        Some(Grade::Safe)
    }

    fn check(&self, context: &DocumentContext<'_>, findings: &mut Vec<Finding>) {
        let document = context.document;
        let levels = &document.role_levels;
        let numbered = levels.iter().filter(|level| level.number.is_some()).count();
        if let Some((level, before)) = out_of_order(document) {
            findings.push(too_late(context, level, before));
            return;
        }
        if numbered > 0 && document.level_count.is_none() && !names_a_missing_part(context) {
            let headless = document.level_without_heading();
            findings.extend(headless.and_then(|level| no_heading(context, level)));
        }
        let wrong_headings = if numbered > 0 {
            wrong_headings(document)
        } else {
            Vec::new()
        };
        for &(at, expected) in &wrong_headings {
            let level = &levels[at];
            match level.number {
                Some(number) => {
                    let is_safe = is_certain(document, &wrong_headings);
                    let name = level.title.as_str();
                    findings.push(wrong(context, number, expected, name, is_safe));
                }
                // One number among many headings is more likely a title that begins with a number, unless the contents list has them all.
                None if level.has_heading
                    && (numbered > 1
                        || is_listed_with(document, level, expected)
                        || is_one_of_two(document)) =>
                {
                    let is_safe = is_certain(document, &wrong_headings);
                    findings.push(unnumbered(context, level, expected, is_safe));
                }
                None => {}
            }
        }
        for (number, expected, name) in wrong_entries(document, &wrong_headings, numbered > 0) {
            // The heading's number is the right one.
            findings.push(wrong(context, number, expected, name, numbered > 0));
        }
    }
}

/// The headings (from 0) whose numbers break the sequence, with the numbers that they should have.
fn wrong_headings(document: &Document<'_>) -> Vec<(usize, u32)> {
    let levels = &document.role_levels;
    let mut numbers: Vec<Option<u32>> = levels
        .iter()
        .map(|level| level.number.map(|number| number.value))
        .collect();
    // A role level whose heading is missing has lost its number with it.
    if let [first, Some(second), ..] = &mut numbers[..]
        && !levels[0].has_heading
    {
        *first = Some(u32::from(*second > 1));
    }
    if announces_more(document, &numbers) || counts_up_without_repeated(document) {
        return Vec::new();
    }
    let listed: Vec<Option<u32>> = document
        .contents
        .iter()
        .filter_map(|entry| entry.number.map(|number| Some(number.value)))
        .collect();
    let contents_are_right = !listed.is_empty() && breaks(&listed).is_empty();
    let mut wrong = breaks(&numbers);
    // A contents list that counts right and has the same number shows that another role level is missing here.
    wrong.retain(|&(at, _)| {
        !contents_are_right
            || numbers[at].is_none()
            || entry_of(document, &levels[at])
                .and_then(|entry| entry.number)
                .is_none_or(|number| Some(number.value) != numbers[at])
    });
    wrong
}

/// Whether an anchor is the one that the heading of a role level has once its wrong number is mended.
pub(super) fn is_of_wrong_number(document: &Document<'_>, anchor: &str) -> bool {
    wrong_headings(document).into_iter().any(|(at, expected)| {
        let level = &document.role_levels[at];
        let meant = format!("{expected}. {}", level.title.as_str());
        level.number.is_some() && even_anchor(&slug(&meant)) == even_anchor(anchor)
    })
}

/// Whether the numbers count up from 1 once the role levels are left out that the page has twice, which `role-level-count` says.
fn counts_up_without_repeated(document: &Document<'_>) -> bool {
    let repeated = repeated_levels(document);
    let is_repeated = |level: &RoleLevel<'_>| {
        let mut repeated = repeated.iter();
        repeated.any(|(again, _)| again.title.span() == level.title.span())
    };
    let levels = document.role_levels.iter();
    let numbers: Vec<Option<u32>> = levels
        .filter(|level| !is_repeated(level))
        .map(|level| level.number.map(|number| number.value))
        .collect();
    !repeated.is_empty() && breaks(&numbers).is_empty()
}

/// The first role level has its skill table and no heading above it.
fn no_heading(context: &DocumentContext<'_>, level: &RoleLevel<'_>) -> Option<Finding> {
    let table = level.tables.first()?;
    let message = "the first role level has no heading, unlike those that follow";
    let finding = INFO
        .finding(context.source, table.header, message)
        .subject(placed::role(context.document));
    Some(finding.help("put its name as a heading above its description and this skill table"))
}

fn too_late(
    context: &DocumentContext<'_>,
    level: &RoleLevel<'_>,
    before: &RoleLevel<'_>,
) -> Finding {
    let (title, other) = (level.title.as_str(), before.title.as_str());
    let value = |level: &RoleLevel<'_>| level.number.map_or(0, |number| number.value);
    let message = format!(
        "`{title}` has the number {} and stands after `{other}`, which has {}",
        value(level),
        value(before)
    );
    let span = level
        .number
        .map_or(level.title.span(), |number| number.span);
    finding(context, span, message, title)
        .help("put the role levels in the order of their numbers, or number them in the order in which they stand")
        .related(context.source.locate(before.title.span()), "the higher number")
}

/// Whether the expected numbers count the role levels from 1 on and the page announces as many: then none is missing among them.
fn is_certain(document: &Document<'_>, wrong_headings: &[(usize, u32)]) -> bool {
    let levels = &document.role_levels;
    let announced = document.level_count.as_ref().and_then(|count| count.number);
    let counts_up = (1..).zip(levels).enumerate().all(|(at, (right, level))| {
        let mended = wrong_headings.iter().find(|(wrong, _)| *wrong == at);
        let number = mended.map(|(_, expected)| *expected);
        number.or(level.number.map(|number| number.value)) == Some(right)
    });
    counts_up && announced.is_some_and(|announced| announced as usize == levels.len())
}

/// Whether the numbers go up with gaps, to no more than the role levels that the page announces: then a role level is missing, which
/// `role-level-count` says.
fn announces_more(document: &Document<'_>, numbers: &[Option<u32>]) -> bool {
    let announced = document.level_count.as_ref().and_then(|count| count.number);
    let goes_up = numbers
        .windows(2)
        .all(|pair| pair[0].is_some() && pair[0] < pair[1]);
    let last = numbers.last().copied().flatten();
    goes_up
        && announced.is_some_and(|announced| {
            announced as usize > numbers.len() && last.is_some_and(|last| last <= announced)
        })
}

/// The contents entries whose numbers are wrong: number, expected number, name.
fn wrong_entries<'d>(
    document: &'d Document<'_>,
    wrong_headings: &[(usize, u32)],
    headings_are_numbered: bool,
) -> Vec<(Spanned<u32>, u32, &'d str)> {
    let entries = || {
        document
            .contents
            .iter()
            .filter_map(|entry| Some((entry, entry.number?)))
    };
    if !headings_are_numbered {
        let numbers: Vec<Option<u32>> = entries().map(|(_, number)| Some(number.value)).collect();
        let numbered: Vec<_> = entries().collect();
        return breaks(&numbers)
            .into_iter()
            .map(|(at, expected)| (numbered[at].1, expected, numbered[at].0.text.as_str()))
            .collect();
    }
    entries()
        .filter_map(|(entry, number)| {
            let (at, level) = document
                .role_levels
                .iter()
                .enumerate()
                .filter(|(_, level)| names::same(level.title.as_str(), entry.text.as_str()))
                // Of two with the same name it is that of the right number.
                .max_by_key(|(_, level)| {
                    level
                        .number
                        .is_some_and(|heading| heading.value == number.value)
                })?;
            let heading = level.number?.value;
            let heading_is_right = wrong_headings.iter().all(|&(wrong, _)| wrong != at);
            (heading_is_right && heading != number.value)
                .then(|| (number, heading, entry.text.as_str()))
        })
        .collect()
}

/// Whether there are two role levels, and the only number is that of its place.
fn is_one_of_two(document: &Document<'_>) -> bool {
    let levels = (1..).zip(&document.role_levels);
    let mut numbers = levels.filter_map(|(place, level)| Some((place, level.number?.value)));
    document.role_levels.len() == 2 && numbers.all(|(place, number)| place == number)
}

/// Whether the contents list has a role level with this number.
fn is_listed_with(document: &Document<'_>, level: &RoleLevel<'_>, number: u32) -> bool {
    let listed = entry_of(document, level).and_then(|entry| entry.number);
    listed.is_some_and(|listed| listed.value == number)
}

fn entry_of<'d, 's>(
    document: &'d Document<'s>,
    level: &RoleLevel<'_>,
) -> Option<&'d ContentsEntry<'s>> {
    document
        .contents
        .iter()
        .find(|entry| names::same(entry.text.as_str(), level.title.as_str()))
}

/// The places (from 0) where numbers do not count up from 1, with the number expected there. Where the count goes on from a wrong
/// number, the later ones are right.
fn breaks(numbers: &[Option<u32>]) -> Vec<(usize, u32)> {
    let mut wrong = Vec::new();
    let mut expected = 1;
    for (at, number) in numbers.iter().enumerate() {
        if let Some(number) = *number
            && number != expected
        {
            wrong.push((at, expected));
            let goes_on = numbers.get(at + 1).copied().flatten() == number.checked_add(1);
            expected = if goes_on { number + 1 } else { expected + 1 };
        } else {
            if number.is_none() {
                wrong.push((at, expected));
            }
            expected += 1;
        }
    }
    wrong
}

fn wrong(
    context: &DocumentContext<'_>,
    number: Spanned<u32>,
    expected: u32,
    name: &str,
    is_safe: bool,
) -> Finding {
    let location = context.source.locate(number.span);
    let message = format!(
        "`{name}` has the number {} instead of {expected}",
        number.value
    );
    finding(context, number.span, message, name)
        .help(format!(
            "write `{expected}`, or see whether a role level is missing before it"
        ))
        .fix(Fix::replace(
            format!("replace by `{expected}`"),
            is_safe,
            location,
            expected.to_string(),
        ))
}

fn unnumbered(
    context: &DocumentContext<'_>,
    level: &RoleLevel<'_>,
    expected: u32,
    is_safe: bool,
) -> Finding {
    let title = level.title.as_str();
    let message = format!("`{title}` has no number, unlike the other role levels");
    let finding = finding(context, level.title.span(), message, title);
    if names::begins_with_signs(title) {
        return finding.help(format!(
            "write `{expected}.` and the name as the heading, and nothing before them"
        ));
    }
    finding
        .help(format!("put `{expected}.` before the name"))
        .fix(Fix::replace(
            format!("put `{expected}.` before the name"),
            is_safe,
            context
                .source
                .locate(Span::empty(level.title.span().start as usize)),
            format!("{expected}. "),
        ))
}

fn finding(context: &DocumentContext<'_>, span: Span, message: String, level: &str) -> Finding {
    let mut subject = placed::role(context.document);
    subject.role_level = Some(level.to_owned());
    INFO.finding(context.source, span, message).subject(subject)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(numbers: &[u32]) -> Vec<(usize, u32)> {
        let numbers: Vec<Option<u32>> = numbers.iter().copied().map(Some).collect();
        breaks(&numbers)
    }

    #[test]
    fn one_mistake_in_a_count_is_one_place() {
        assert_eq!(places(&[1, 2, 3]), []);
        assert_eq!(places(&[1, 2, 7, 4]), [(2, 3)]);
        assert_eq!(places(&[1, 2, 4, 5]), [(2, 3)]);
        assert_eq!(places(&[1, 1, 2, 3]), [(1, 2)]);
        assert_eq!(places(&[2, 3, 4]), [(0, 1)]);
        assert_eq!(places(&[1, 2, 4]), [(2, 3)]);
    }
}
