//! What several rules ask of role levels: which are there twice or out of order, and which the contents list names.

use super::names;
use crate::document::{ContentsEntry, Document, RoleLevel};
use crate::facts::without_vault_id;
use crate::rule::DocumentContext;
use crate::text::Text;

/// The role levels that have the name of an earlier one, each with that one; the other way round where the contents list has another
/// name for the earlier.
pub fn repeated_levels<'d, 's>(document: &'d Document<'s>) -> Vec<Repeated<'d, 's>> {
    let levels = &document.role_levels;
    let headed = levels.iter().enumerate();
    let headed = headed.filter(|(_, level)| level.has_heading && !level.title.is_blank());
    headed
        .filter_map(|(at, level)| {
            let mut earlier = levels[..at].iter();
            let same = earlier.find(|earlier| {
                earlier.has_heading && names::same(earlier.title.as_str(), level.title.as_str())
            });
            let same = same?;
            let is_earlier = listed_otherwise(document, same).is_some()
                && listed_otherwise(document, level).is_none();
            Some(if is_earlier {
                (same, level)
            } else {
                (level, same)
            })
        })
        .collect()
}

/// The contents entry that has a role level's number and another name, which no role level has.
pub fn listed_otherwise<'d, 's>(
    document: &'d Document<'s>,
    level: &RoleLevel<'_>,
) -> Option<&'d ContentsEntry<'s>> {
    let number = level.number?.value;
    let mut entries = document.contents.iter();
    let entry = entries.find(|entry| entry.number.is_some_and(|listed| listed.value == number))?;
    let is_named = |level: &RoleLevel<'_>| names::same(level.title.as_str(), entry.text.as_str());
    (!document.role_levels.iter().any(is_named)).then_some(entry)
}

/// A role level that is there twice, with the other one of its name.
pub type Repeated<'d, 's> = (&'d RoleLevel<'s>, &'d RoleLevel<'s>);

/// Where the headings have every number from 1 on once and in another order, the first that stands after a higher one, and that one.
pub fn out_of_order<'d, 's>(
    document: &'d Document<'s>,
) -> Option<(&'d RoleLevel<'s>, &'d RoleLevel<'s>)> {
    let levels = &document.role_levels;
    let number = |level: &RoleLevel<'_>| level.number.map(|number| number.value);
    let mut sorted: Vec<Option<u32>> = levels.iter().map(number).collect();
    sorted.sort_unstable();
    if !sorted
        .iter()
        .copied()
        .eq((1..).map(Some).take(levels.len()))
    {
        return None;
    }
    let mut pairs = levels.windows(2);
    pairs.find_map(|pair| (number(&pair[1]) < number(&pair[0])).then_some((&pair[1], &pair[0])))
}

/// Whether the entry is that of the role level. One whose number is not written as such is reported for that.
pub fn is_level(level: &RoleLevel<'_>, entry: &ContentsEntry<'_>) -> bool {
    let (title, name) = (level.title.as_str(), entry.text.as_str());
    names::same(title, name) || (level.number.is_none() && names::same_after_a_number(title, name))
}

pub fn has_heading(document: &Document<'_>, entry: &ContentsEntry<'_>) -> bool {
    let name = entry.text.as_str();
    // A numbered entry means a role level, never the page's title, though the two may be called the same.
    let mut levels = document.role_levels.iter();
    let role_level = entry.number.is_some() && levels.any(|level| level.has_heading);
    let lowest = if role_level { 2 } else { 1 };
    let mut headings = document.headings.iter();
    let is_title = |title: &Text<'_>| names::same(without_vault_id(title.as_str()), name);
    // The heading of a title that only the front matter has is on the page in the end.
    let is_written_later =
        lowest == 1 && document.title.is_none() && document.name().is_some_and(is_title);
    is_written_later
        || named_levels(document).any(|level| is_level(level, entry))
        || headings
            .any(|heading| heading.level >= lowest && names::same(heading.text.as_str(), name))
}

/// The role levels but the one whose heading is missing.
pub fn named_levels<'d, 's>(document: &'d Document<'s>) -> impl Iterator<Item = &'d RoleLevel<'s>> {
    let headless = usize::from(document.level_without_heading().is_some());
    document.role_levels.iter().skip(headless)
}

/// Whether the list has an entry without a heading, other than the one for the table of shared skills.
pub fn names_a_missing_part(context: &DocumentContext<'_>) -> bool {
    let section = &context.profile.sections.shared_skills;
    let is_shared = |entry: &ContentsEntry<'_>| section.resembles(entry.text.as_str()).is_some();
    let mut entries = context.document.contents.iter();
    entries.any(|entry| !has_heading(context.document, entry) && !is_shared(entry))
}
