//! Damage to what surrounds the skill tables: titles, contents, counts, prose and dates.

use fastrand::Rng;

use super::damage::Damage;
use super::entries::fragment;
use super::scan::{Count, Dialect, Framework, Named, Page, Range};
use super::spelling::{misspelt_word, other_than};
use super::wording::{closing_quote, doubled_in};

fn pages(
    framework: &Framework,
    mut damage: impl FnMut(usize, &Page) -> Option<Damage>,
) -> Vec<Damage> {
    framework
        .role_pages()
        .filter_map(|(at, page)| damage(at, page))
        .collect()
}

fn counts(
    framework: &Framework,
    mut damage: impl FnMut(&Page, &Count) -> Option<(Range, String)>,
) -> Vec<Damage> {
    pages(framework, |at, page| {
        let count = page.count.as_ref()?;
        let (range, text) = damage(page, count)?;
        Some(Damage::new(at, range, text, &count.line))
    })
}

pub fn count_number(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    counts(framework, |page, count| {
        let number = page.of(&count.number);
        let other = other_than(&["one", "2", "3", "5", "8", "12"], number, rng);
        Some((count.number.clone(), other.to_owned()))
    })
}

pub fn count_end_misspelt(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    counts(framework, |page, count| {
        let end = rng.choice([count.first.as_ref()?, count.last.as_ref()?])?;
        misspelt_word(page, end, rng)
    })
}

/// The name of another role level of the same role.
pub fn count_end_wrong(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    counts(framework, |page, count| {
        let end = rng.choice([count.first.as_ref()?, count.last.as_ref()?])?;
        let others: Vec<_> = (page.levels.iter())
            .filter_map(|level| level.heading.as_ref())
            .map(|heading| page.of(&heading.text))
            .filter(|name| !name.eq_ignore_ascii_case(page.of(end)))
            .collect();
        Some((end.clone(), rng.choice(others)?.to_lowercase()))
    })
}

/// In Markdown the front matter is the evidence, in a page the other documents.
pub fn title_misspelt(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    pages(framework, |at, page| {
        let (word, spelt) = misspelt_word(page, &page.title, rng)?;
        // Findings in other documents name the role.
        let damage = Damage::new(at, word, spelt, &page.title).hiding_needs();
        Some(match page.key("title") {
            Some(key) => damage.or_at(&key.value),
            None => damage,
        })
    })
}

/// The entries that must have a heading.
fn contents(
    framework: &Framework,
    mut damage: impl FnMut(&Page, &Named) -> Option<(Range, String)>,
) -> Vec<Damage> {
    let mut damages = Vec::new();
    for (at, page) in framework.role_pages() {
        let has_headings = page.levels.iter().all(|level| level.heading.is_some());
        for entry in &page.contents {
            let is_shared = page.of(&entry.name).starts_with("Roles that share");
            if is_shared || entry.number.is_some() && !has_headings {
                continue;
            }
            if let Some((range, text)) = damage(page, entry) {
                damages.push(Damage::new(at, range, text, &entry.whole));
            }
        }
    }
    damages
}

pub fn contents_misspelt(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    contents(framework, |page, entry| {
        misspelt_word(page, &entry.name, rng)
    })
}

pub fn contents_wrong(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    contents(framework, |page, entry| {
        let mut others = framework.roles.iter().filter(|role| {
            let is_level = |text: &Range| page.of(text).eq_ignore_ascii_case(role);
            let mut headings = page
                .levels
                .iter()
                .filter_map(|level| level.heading.as_ref());
            !headings.any(|heading| is_level(&heading.text))
        });
        let other = others.nth(rng.usize(..30))?;
        Some((entry.name.clone(), other.clone()))
    })
}

pub fn contents_number(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    contents(framework, |page, entry| {
        let number = entry.number.as_ref()?;
        let other = other_than(&["1", "2", "3", "4", "7", "11"], page.of(number), rng);
        Some((number.clone(), other.to_owned()))
    })
}

/// The contents list is the evidence; *Updates* is not in it.
pub fn section_misspelt(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    let mut damages = Vec::new();
    for (at, page) in framework.role_pages() {
        for section in &page.sections {
            let name = page.of(&section.text);
            let Some(entry) = page.contents.iter().find(|it| page.of(&it.name) == name) else {
                continue;
            };
            if let Some((word, spelt)) = misspelt_word(page, &section.text, rng) {
                let damage = Damage::new(at, word, spelt, &section.line);
                damages.push(damage.or_at(&entry.whole));
            }
        }
    }
    damages
}

fn prose(
    framework: &Framework,
    mut damage: impl FnMut(usize, &Page, &Range) -> Option<Damage>,
) -> Vec<Damage> {
    let mut damages = Vec::new();
    for (at, page) in framework.role_pages() {
        let paragraphs = page.prose.iter();
        damages.extend(paragraphs.filter_map(|paragraph| damage(at, page, paragraph)));
    }
    damages
}

pub fn prose_doubled(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    prose(framework, |at, page, paragraph| {
        doubled_in(at, page, paragraph, rng)
    })
}

pub fn prose_quote(framework: &Framework, _rng: &mut Rng) -> Vec<Damage> {
    prose(framework, |at, page, paragraph| {
        let closing = closing_quote(page, paragraph)?;
        // The mark that is left open is what the finding shows.
        Some(Damage::new(at, closing, "", paragraph).or_at(paragraph))
    })
}

pub fn prose_quote_added(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    prose(framework, |at, page, paragraph| {
        let text = page.of(paragraph);
        let starts: Vec<_> = (text.match_indices(' ').map(|(space, _)| space + 1))
            .filter(|start| text[*start..].starts_with(|c: char| c.is_ascii_alphabetic()))
            .collect();
        let start = paragraph.start + rng.choice(starts)?;
        let mark = rng.choice(["‘", "“", "'", "\""])?;
        let is_quoted = text.contains(['‘', '’', '“', '”', '\'', '"']);
        (!is_quoted).then(|| Damage::new(at, start..start, mark, paragraph))
    })
}

/// The whole line on which something stands.
fn line(page: &Page, range: &Range) -> Range {
    let start = page.text[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let end = page.text[range.end..].find('\n').unwrap() + range.end;
    start..end
}

fn dates(
    framework: &Framework,
    mut damage: impl FnMut(&Page) -> Option<(Range, String)>,
) -> Vec<Damage> {
    pages(framework, |at, page| {
        let (date, text) = damage(page)?;
        let line = line(page, &date);
        Some(Damage::new(at, date, text, &line))
    })
}

const WRONG: [&str; 3] = ["5 September 2025", "25 August 2025", "26 September 2024"];

pub fn last_updated(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    dates(framework, |page| {
        let date = page.dates.last_updated.clone()?;
        Some((date, rng.choice(WRONG)?.to_owned()))
    })
}

pub fn date_at_top(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    dates(framework, |page| {
        let date = page.dates.at_top.clone()?;
        Some((date, rng.choice(WRONG)?.to_owned()))
    })
}

pub fn newest_entry(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    dates(framework, |page| {
        let date = page.dates.entries.first()?.clone();
        Some((date, rng.choice(WRONG)?.to_owned()))
    })
}

pub fn out_of_order(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    dates(framework, |page| {
        let date = page.dates.entries.last()?.clone();
        let later = rng.choice(["7 January 2026", "26 September 2025"])?;
        Some((date, later.to_owned()))
    })
}

pub fn no_such_day(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    dates(framework, |page| {
        let dates = &page.dates;
        let last_updated = dates.last_updated.as_ref().into_iter();
        let all: Vec<_> = last_updated.chain(&dates.entries).cloned().collect();
        let none = rng.choice(["31 February 2025", "25 Septembre 2025", "32 May 2025"])?;
        Some((rng.choice(all)?, none.to_owned()))
    })
}

/// *Published* says what the oldest entry says.
pub fn first_published(framework: &Framework, _rng: &mut Rng) -> Vec<Damage> {
    pages(framework, |at, page| {
        let date = page.dates.published.clone()?;
        let oldest = page.dates.entries.last()?;
        let line = line(page, &date);
        assert_ne!(framework.dialect, Dialect::Authored);
        Some(Damage::new(at, date, "6 February 2021", &line).or_at(oldest))
    })
}

/// In a page nothing else is written like a title.
pub fn title_dropped(framework: &Framework, _rng: &mut Rng) -> Vec<Damage> {
    pages(framework, |at, page| {
        let is_page = framework.dialect == Dialect::Pages && page.count.is_some();
        let top = 0..page.title.start;
        let damage = Damage::new(at, page.title.clone(), "", &page.title).or_at(&page.title);
        is_page.then(|| {
            damage
                .or_at(&(top.start..page.title.end + 200))
                .hiding_needs()
        })
    })
}

/// The contents list's other entries show how the anchors are made.
pub fn contents_anchor(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    let mut damages = Vec::new();
    for (at, page) in framework.role_pages() {
        let numbered = page.contents.iter().filter(|entry| entry.number.is_some());
        let numbered: Vec<_> = numbered.collect();
        for entry in numbered.iter().filter(|_| numbered.len() > 2) {
            let Some(link) = &entry.link else { continue };
            let anchor = fragment(page, link);
            if let Some((word, spelt)) = misspelt_word(page, &anchor, rng) {
                damages.push(Damage::new(at, word, spelt, &entry.whole));
            }
        }
    }
    damages
}

/// The space after the signs of a heading, without which Markdown reads a paragraph.
pub fn space_dropped(framework: &Framework, _rng: &mut Rng) -> Vec<Damage> {
    let mut damages = Vec::new();
    for (at, page) in framework.role_pages() {
        let levels = page
            .levels
            .iter()
            .filter_map(|level| level.heading.as_ref());
        for heading in page.sections.iter().chain(levels) {
            let line = page.of(&heading.line);
            if let Some(space) = line.find(' ').filter(|_| line.starts_with("##")) {
                let space = heading.line.start + space..heading.line.start + space + 1;
                damages.push(Damage::new(at, space, "", &heading.line));
            }
        }
    }
    damages
}
