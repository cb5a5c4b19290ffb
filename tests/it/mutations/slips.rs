//! Slips of an editor's hand: lines that are dropped, doubled, broken in two or run into the next one.

use fastrand::Rng;

use super::damage::Damage;
use super::scan::{Dialect, Entry, Framework, Page, Range, RoleLevel};
use super::tables::other_sides;

/// Damages to the entries of Markdown tables, or of all dialects.
fn entries(
    framework: &Framework,
    in_pages: bool,
    mut damage: impl FnMut(usize, &Page, &Entry) -> Option<Damage>,
) -> Vec<Damage> {
    let entries = framework.entries();
    let entries = entries.filter(|_| in_pages || framework.dialect != Dialect::Pages);
    entries
        .filter_map(|(at, page, _, entry)| Some(damage(at, page, entry)?.touching(&entry.row)))
        .collect()
}

fn levels(
    framework: &Framework,
    mut damage: impl FnMut(usize, &Page, &RoleLevel) -> Option<Damage>,
) -> Vec<Damage> {
    let pages = framework.pages.iter().enumerate();
    let levels =
        pages.flat_map(|(at, page)| page.levels.iter().map(move |level| (at, page, level)));
    levels
        .filter_map(|(at, page, level)| damage(at, page, level))
        .collect()
}

/// The catalogue's list of roles is the evidence where the role has the skill in no other role level.
pub fn row_dropped(framework: &Framework, _rng: &mut Rng) -> Vec<Damage> {
    let (catalogue, skills) = framework.catalogue();
    entries(framework, true, |at, page, entry| {
        let name = page.of(&entry.skill);
        let rows = page
            .entries()
            .filter(|(_, other)| page.of(&other.skill) == name);
        let mut lists = skills.skills.iter();
        let list = lists.find(|skill| skills.of(&skill.heading.text) == name)?;
        let mut roles = list.roles.iter();
        let role = roles.find(|role| skills.of(&role.name) == page.of(&page.title))?;
        // With the end of its line, and in copied pages the empty line below it.
        let most = if framework.dialect == Dialect::Pages {
            2
        } else {
            1
        };
        let below = page.text[entry.row.end..].bytes().take(most);
        let gap = below.take_while(|&byte| byte == b'\n').count();
        let line = entry.row.start..entry.row.end + gap;
        let damage = Damage::new(at, line, "", &entry.row).or_in(catalogue, &role.whole);
        (rows.count() == 1).then(|| damage.hiding_needs())
    })
}

pub fn label_dropped(framework: &Framework, _rng: &mut Rng) -> Vec<Damage> {
    entries(framework, true, |at, page, entry| {
        let (phrase, level) = (&entry.level_phrase, page.of(&entry.level));
        let is_labelled = page.of(phrase).len() > level.len();
        is_labelled.then(|| Damage::new(at, phrase.clone(), level, phrase))
    })
}

pub fn ordinal_twice(framework: &Framework, _rng: &mut Rng) -> Vec<Damage> {
    entries(framework, true, |at, page, entry| {
        let sentence = &entry.ordinal.as_ref()?.whole;
        let gap = if framework.dialect == Dialect::Pages {
            "\n\n"
        } else {
            "  "
        };
        let again = format!("{gap}{}", page.of(sentence));
        Some(Damage::new(at, sentence.end..sentence.end, again, sentence).or_at(sentence))
    })
}

/// A line break between two words of a description.
pub fn row_broken(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    entries(framework, false, |at, page, entry| {
        let point = rng.choice(&entry.points)?;
        let gaps: Vec<_> = page.of(point).match_indices(' ').collect();
        let (gap, _) = *rng.choice(&gaps)?;
        let gap = point.start + gap..point.start + gap + 1;
        Some(Damage::new(at, gap, "\n", &entry.row))
    })
}

/// Quotation marks around an address, as a word processor makes them.
pub fn link_quoted(framework: &Framework, _rng: &mut Rng) -> Vec<Damage> {
    entries(framework, false, |at, page, entry| {
        let link = entry.link.as_ref()?;
        let quoted = format!("“{}”", page.of(link));
        let whole = entry.skill.start..link.end;
        Some(Damage::new(at, link.clone(), quoted, &whole))
    })
}

/// The header and its line of dashes once more, above the last row.
pub fn header_among_rows(framework: &Framework, _rng: &mut Rng) -> Vec<Damage> {
    levels(framework, |at, page, level| {
        let table = &level.table;
        let [first, .., last] = &table.entries[..] else {
            return None;
        };
        if table.columns.is_empty() {
            return None;
        }
        let lines = page.of(&(table.header.start..first.row.start));
        let place = last.row.start..last.row.start;
        Some(Damage::new(at, place.clone(), lines, &place).touching(&table.lines))
    })
}

/// The contents list, the sentence that counts the role levels or their numbers are the evidence.
pub fn section_dropped(framework: &Framework, _rng: &mut Rng) -> Vec<Damage> {
    levels(framework, |at, page, level| {
        let heading = level.heading.as_ref()?;
        page.count.as_ref()?;
        let section = heading.line.start..level.table.lines.end;
        let is_here = |range: &Range| section.contains(&range.start);
        let stays = |entry: &Entry| {
            let mut others = page.entries();
            let is_other = |other: &Entry| {
                !is_here(&other.row) && page.of(&other.skill) == page.of(&entry.skill)
            };
            others.any(|(_, other)| is_other(other))
        };
        let damage = Damage::new(at, section.clone(), "", &section).touching(&section);
        let damage = other_sides(damage, page, heading);
        (page.levels.len() > 1 && level.table.entries.iter().all(stays)).then_some(damage)
    })
}

/// The line break behind a heading dropped, where the paragraph below begins as only that of a role level does.
pub fn heading_joined(framework: &Framework, _rng: &mut Rng) -> Vec<Damage> {
    let is_copied = framework.dialect == Dialect::Pages;
    levels(framework, |at, page, level| {
        let heading = level.heading.as_ref().filter(|_| !is_copied)?;
        let gap = heading.line.end..heading.line.end + 2;
        let paragraph = page.text[gap.end..].lines().next()?;
        let again = format!("a {} ", page.of(&heading.text)).to_lowercase();
        let known = paragraph.starts_with("At this role level, you will")
            || paragraph.to_lowercase().starts_with(&again);
        let whole = heading.line.start..gap.end + paragraph.len();
        (known && page.of(&gap) == "\n\n").then(|| Damage::new(at, gap, " ", &whole).or_at(&whole))
    })
}
