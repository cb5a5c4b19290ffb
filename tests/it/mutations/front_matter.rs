//! Damage to front matter; copied pages have none, but the catalogue beside them has.

use fastrand::Rng;

use super::damage::Damage;
use super::scan::{Framework, Key, Page, Range};
use super::spelling::{misspell, misspelt_word};

/// The keys that the schemas know, by the folder of the page.
fn known(page: &Page) -> &'static [&'static str] {
    if page.path.starts_with("authored") {
        &["title", "kind", "family", "status", "updated"]
    } else {
        &[
            "title",
            "aliases",
            "created",
            "modified",
            "source",
            "tags",
            "author",
            "published",
            "description",
        ]
    }
}

fn required(page: &Page) -> &'static [&'static str] {
    if page.path.starts_with("authored") {
        &["title", "kind"]
    } else {
        &["title", "source", "published", "description"]
    }
}

fn pages(
    framework: &Framework,
    mut damage: impl FnMut(usize, &Page, &Range) -> Vec<Damage>,
) -> Vec<Damage> {
    let mut damages = Vec::new();
    for (at, page) in framework.pages.iter().enumerate() {
        if let Some((open, close)) = &page.fences {
            damages.extend(damage(at, page, &(open.start..close.end)));
        }
    }
    damages
}

fn keys(
    framework: &Framework,
    names: impl Fn(&Page) -> &'static [&'static str],
    mut damage: impl FnMut(usize, &Page, &Key) -> Option<Damage>,
) -> Vec<Damage> {
    pages(framework, |at, page, _| {
        (names(page).iter())
            .filter_map(|name| damage(at, page, page.key(name)?))
            .collect()
    })
}

/// A missing key is shown at the opening fence.
pub fn key_dropped(framework: &Framework, _rng: &mut Rng) -> Vec<Damage> {
    keys(framework, required, |at, page, key| {
        let (open, close) = page.fences.as_ref()?;
        let block = open.start..close.end;
        Some(Damage::new(at, key.lines.clone(), "", &block).or_at(open))
    })
}

pub fn key_misspelt(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    keys(framework, known, |at, page, key| {
        let spelt = misspell(page.of(&key.name), rng);
        Some(Damage::new(at, key.name.clone(), spelt, &key.lines))
    })
}

pub fn key_twice(framework: &Framework, _rng: &mut Rng) -> Vec<Damage> {
    keys(framework, known, |at, page, key| {
        let behind = key.lines.end..key.lines.end;
        let again = page.of(&key.lines);
        Some(Damage::new(at, behind, again, &key.lines))
    })
}

const DATES: &[&str] = &["created", "modified", "published", "updated"];

pub fn no_date(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    keys(
        framework,
        |_| DATES,
        |at, _, key| {
            let none = rng.choice(["2025-02-31", "yesterday", "2025-13-01", "25 September"])?;
            Some(Damage::new(at, key.value.clone(), none, &key.lines))
        },
    )
}

pub fn tags_string(framework: &Framework, _rng: &mut Rng) -> Vec<Damage> {
    keys(
        framework,
        |_| &["tags"],
        |at, _, key| {
            let value = key.name.end..key.lines.end;
            Some(Damage::new(at, value, ": clippings\n", &key.lines))
        },
    )
}

pub fn source_no_url(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    keys(
        framework,
        |_| &["source"],
        |at, _, key| {
            let none = rng.choice(["the web page", "\"role/product manager\"", "7"])?;
            Some(Damage::new(at, key.value.clone(), none, &key.lines))
        },
    )
}

pub fn unknown_value(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    keys(
        framework,
        |_| &["kind", "status"],
        |at, page, key| {
            let spelt = misspell(page.of(&key.value), rng);
            Some(Damage::new(at, key.value.clone(), spelt, &key.lines))
        },
    )
}

pub fn value_empty(framework: &Framework, _rng: &mut Rng) -> Vec<Damage> {
    keys(framework, required, |at, _, key| {
        Some(Damage::new(at, key.value.clone(), "", &key.lines))
    })
}

pub fn title_changed(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    keys(
        framework,
        |_| &["title"],
        |at, page, key| {
            let (word, spelt) = misspelt_word(page, &key.value, rng)?;
            Some(Damage::new(at, word, spelt, &key.lines).or_at(&page.title))
        },
    )
}

pub fn date_order(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    keys(
        framework,
        |_| &["created", "modified"],
        |at, page, key| {
            let is_created = page.of(&key.name) == "created";
            let date = if is_created {
                "2026-01-05"
            } else {
                "2025-09-01"
            };
            let other = page.key(if is_created { "modified" } else { "created" })?;
            rng.bool();
            Some(Damage::new(at, key.value.clone(), date, &key.lines).or_at(&other.value))
        },
    )
}

/// The update history is the evidence; a document without one has none.
pub fn published_wrong(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    keys(
        framework,
        |_| &["published"],
        |at, page, key| {
            page.dates.last_updated.as_ref()?;
            let date = rng.choice(["2025-09-24", "2024-09-25", "2025-10-25"])?;
            Some(Damage::new(at, key.value.clone(), date, &key.lines))
        },
    )
}

/// The parser gives up somewhere between the damage and the end of the block.
fn until_end(damage: Damage, page: &Page, from: usize) -> Damage {
    let (_, close) = page.fences.as_ref().unwrap();
    damage.or_at(&(from..close.end))
}

pub fn quote_unclosed(framework: &Framework, _rng: &mut Rng) -> Vec<Damage> {
    keys(framework, known, |at, page, key| {
        let value = &key.value;
        if value.is_empty() {
            return None;
        }
        let damage = if page.of(value).ends_with('"') {
            Damage::new(at, value.end - 1..value.end, "", &key.lines)
        } else {
            Damage::new(at, value.start..value.start, "\"", &key.lines)
        };
        Some(until_end(damage, page, key.lines.start))
    })
}

pub fn tab(framework: &Framework, _rng: &mut Rng) -> Vec<Damage> {
    keys(framework, known, |at, page, key| {
        let second_line = page.of(&key.lines).find("\n  ").map(|at| at + 1);
        let start = key.lines.start + second_line.unwrap_or(0);
        let indent = start..start + second_line.map_or(0, |_| 2);
        let damage = Damage::new(at, indent, "\t", &key.lines);
        let before = page.text[..key.lines.start - 1].rfind('\n')? + 1;
        Some(until_end(damage, page, before))
    })
}

pub fn indentation(framework: &Framework, _rng: &mut Rng) -> Vec<Damage> {
    keys(framework, known, |at, page, key| {
        let start = key.lines.start;
        let damage = Damage::new(at, start..start, "   ", &key.lines);
        let before = page.text[..start - 1].rfind('\n').map_or(0, |at| at + 1);
        Some(until_end(damage, page, before))
    })
}

pub fn colon(framework: &Framework, _rng: &mut Rng) -> Vec<Damage> {
    keys(framework, known, |at, page, key| {
        let colon = key.name.end..key.name.end + 1;
        let damage = Damage::new(at, colon, "", &key.lines);
        let before = page.text[..key.lines.start - 1]
            .rfind('\n')
            .map_or(0, |at| at + 1);
        Some(until_end(damage, page, before))
    })
}

/// Shown at the opening fence, which is never closed, or where the closing one should be.
pub fn closing_fence(framework: &Framework, _rng: &mut Rng) -> Vec<Damage> {
    pages(framework, |at, page, block| {
        let (open, close) = page.fences.as_ref().unwrap();
        let damage = Damage::new(at, close.start..close.end + 1, "", block);
        vec![damage.or_at(open)]
    })
}

pub fn opening_fence(framework: &Framework, _rng: &mut Rng) -> Vec<Damage> {
    pages(framework, |at, page, block| {
        let (open, _) = page.fences.as_ref().unwrap();
        vec![Damage::new(at, open.start..open.end + 1, "", block).or_at(block)]
    })
}

pub fn dropped(framework: &Framework, _rng: &mut Rng) -> Vec<Damage> {
    pages(framework, |at, page, block| {
        // Nothing is left of it: the first words of the document are the nearest place.
        let damage = Damage::new(at, block.start..block.end + 1, "", block);
        vec![damage.or_at(&page.title)]
    })
}

pub fn twice(framework: &Framework, _rng: &mut Rng) -> Vec<Damage> {
    pages(framework, |at, page, block| {
        let again = format!("\n{}", page.of(block).trim_end());
        vec![Damage::new(at, block.end..block.end, again, block).or_at(block)]
    })
}
