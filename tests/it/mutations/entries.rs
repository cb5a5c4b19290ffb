//! Damage to the entries of role pages: skills, links, levels, ordinals, cells and rows.

use fastrand::Rng;

use super::damage::Damage;
use super::scan::{Dialect, Entry, Framework, Ordinal, Page, Range, SCALE};
use super::spelling::{misspell, misspelt_word, other_than};

pub const ORDINALS: [&str; 5] = ["first", "second", "third", "fourth", "fifth"];

fn entries(
    framework: &Framework,
    mut damage: impl FnMut(usize, &Page, &Entry) -> Option<Damage>,
) -> Vec<Damage> {
    framework
        .entries()
        .filter_map(|(at, page, _, entry)| Some(damage(at, page, entry)?.touching(&entry.row)))
        .collect()
}

/// From the skill's name to the end of its link.
fn name_and_link(entry: &Entry) -> Range {
    let end = entry.link.as_ref().map_or(entry.skill.end, |link| link.end);
    entry.skill.start..end
}

pub fn skill_misspelt(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    entries(framework, |at, page, entry| {
        let (word, spelt) = misspelt_word(page, &entry.skill, rng)?;
        Some(Damage::new(at, word, spelt, &name_and_link(entry)))
    })
}

/// The part of a link that names the skill.
pub fn fragment(page: &Page, link: &Range) -> Range {
    let hash = page.find(link, "#").unwrap();
    hash.end..link.end
}

pub fn link_of_another(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    entries(framework, |at, page, entry| {
        let link = entry.link.as_ref()?;
        let others: Vec<_> = (page.entries())
            .filter_map(|(_, other)| other.link.as_ref())
            .map(|other| page.of(other))
            .filter(|other| *other != page.of(link))
            .collect();
        let other = rng.choice(others)?;
        Some(Damage::new(at, link.clone(), other, &name_and_link(entry)))
    })
}

pub fn link_misspelt(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    entries(framework, |at, page, entry| {
        let fragment = fragment(page, entry.link.as_ref()?);
        let (word, spelt) = misspelt_word(page, &fragment, rng)?;
        Some(Damage::new(at, word, spelt, &name_and_link(entry)))
    })
}

pub fn level_misspelt(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    entries(framework, |at, page, entry| {
        let spelt = misspell(page.of(&entry.level), rng);
        Some(Damage::new(
            at,
            entry.level.clone(),
            spelt,
            &entry.level_phrase,
        ))
    })
}

/// The name of another level, written as `like` is.
pub fn other_level(like: &str, rng: &mut Rng) -> (usize, String) {
    let name = other_than(&SCALE, &like.to_lowercase(), rng);
    let index = SCALE.iter().position(|level| *level == name).unwrap();
    (index, as_written(name, like))
}

fn as_written(level: &str, like: &str) -> String {
    if like.starts_with(char::is_uppercase) {
        level[..1].to_uppercase() + &level[1..]
    } else {
        level.to_owned()
    }
}

/// Only where there is an ordinal sentence beside it; else the level is all that there is.
pub fn level_alone(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    entries(framework, |at, page, entry| {
        entry.ordinal.as_ref()?;
        let (_, other) = other_level(page.of(&entry.level), rng);
        Some(Damage::new(
            at,
            entry.level.clone(),
            other,
            &entry.level_phrase,
        ))
    })
}

pub fn level_and_ordinal(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    entries(framework, |at, page, entry| {
        let (index, other) = other_level(page.of(&entry.level), rng);
        let damage = Damage::new(at, entry.level.clone(), &*other, &entry.level_phrase);
        Some(match &entry.ordinal {
            None => damage,
            Some(ordinal) => damage
                .and(
                    ordinal.level.clone(),
                    as_written(SCALE[index], page.of(&ordinal.level)),
                )
                .and(ordinal.word.clone(), ORDINALS[index]),
        })
    })
}

/// A description copied with a defect of its own, a word twice or a point that ends with a full stop, is two mistakes.
fn has_defect(description: &str) -> bool {
    let words: Vec<&str> = description.split_whitespace().collect();
    description.contains(['.', ';']) || words.windows(2).any(|pair| pair[0] == pair[1])
}

pub fn description_of_another_level(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    entries(framework, |at, page, entry| {
        let others: Vec<_> = (page.entries())
            .filter(|(_, other)| page.of(&other.skill) == page.of(&entry.skill))
            .map(|(_, other)| page.of(&other.description))
            .filter(|other| *other != page.of(&entry.description) && !has_defect(other))
            .collect();
        let other = rng.choice(others)?;
        let damage = Damage::new(at, entry.description.clone(), other, &entry.row);
        Some(damage.or_at(&entry.level_phrase))
    })
}

fn ordinals(
    framework: &Framework,
    mut damage: impl FnMut(&Page, &Ordinal) -> (Range, String),
) -> Vec<Damage> {
    entries(framework, |at, page, entry| {
        let ordinal = entry.ordinal.as_ref()?;
        let (range, text) = damage(page, ordinal);
        Some(Damage::new(at, range, text, &ordinal.whole))
    })
}

pub fn ordinal_wrong(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    ordinals(framework, |page, ordinal| {
        let other = other_than(&ORDINALS, page.of(&ordinal.word), rng);
        (ordinal.word.clone(), other.to_owned())
    })
}

pub fn ordinal_misspelt(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    ordinals(framework, |page, ordinal| {
        let spelt = misspell(page.of(&ordinal.word), rng);
        (ordinal.word.clone(), spelt)
    })
}

pub fn ordinal_level(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    ordinals(framework, |page, ordinal| {
        let (_, other) = other_level(page.of(&ordinal.level), rng);
        (ordinal.level.clone(), other)
    })
}

pub fn ordinal_level_misspelt(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    ordinals(framework, |page, ordinal| {
        let spelt = misspell(page.of(&ordinal.level), rng);
        (ordinal.level.clone(), spelt)
    })
}

pub fn ordinal_count(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    ordinals(framework, |_, ordinal| {
        let count = rng.choice(["3", "5", "7"]).unwrap();
        (ordinal.count.clone(), count.to_owned())
    })
}

pub fn ordinal_dropped(framework: &Framework, _rng: &mut Rng) -> Vec<Damage> {
    entries(framework, |at, _, entry| {
        let ordinal = entry.ordinal.as_ref()?;
        let range = entry.level_phrase.end..ordinal.whole.end;
        Some(Damage::new(at, range, "", &entry.row).or_at(&entry.level_phrase))
    })
}

pub fn level_dropped(framework: &Framework, _rng: &mut Rng) -> Vec<Damage> {
    entries(framework, |at, _, entry| {
        let ordinal = entry.ordinal.as_ref()?;
        let range = entry.level_phrase.start..ordinal.whole.start;
        let head = name_and_link(entry).start..ordinal.whole.end;
        Some(Damage::new(at, range, "", &head).or_at(&head))
    })
}

/// A cell with the pipe behind it; in a page the skill's line or the level's.
pub fn cell_missing(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    entries(framework, |at, page, entry| {
        if framework.dialect == Dialect::Pages {
            let description = entry.description.clone();
            let damage = Damage::new(at, description, "", &entry.row);
            return Some(damage.or_at(&entry.row));
        }
        Some(drop_cell(at, page, &entry.row, &entry.cells, rng))
    })
}

pub fn drop_cell(at: usize, page: &Page, row: &Range, cells: &[Range], rng: &mut Rng) -> Damage {
    let index = rng.usize(..cells.len());
    let cell = &cells[index];
    let pipe = page.find(&(cell.end..row.end), "|").unwrap();
    // Which of the cells is missing can only be guessed: anywhere in the row.
    Damage::new(at, cell.start..pipe.end, "", row).or_at(row)
}

pub fn cell_empty(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    entries(framework, |at, _, entry| {
        let others = entry.cells.len().checked_sub(1)?;
        let cell = &entry.cells[rng.usize(..others)];
        // Which skill is missing may be the one that another document's finding is about.
        let damage = Damage::new(at, cell.clone(), "", &entry.row).hiding_needs();
        Some(damage.or_at(&entry.row))
    })
}

pub fn cell_too_many(framework: &Framework, _rng: &mut Rng) -> Vec<Damage> {
    entries(framework, |at, _, entry| {
        let last = entry.cells.last()?;
        let behind = entry.row.end..entry.row.end;
        let damage = Damage::new(at, behind, " more |", &entry.row);
        Some(damage.or_at(&(last.start..entry.row.end)))
    })
}

pub fn twice(framework: &Framework, _rng: &mut Rng) -> Vec<Damage> {
    entries(framework, |at, page, entry| {
        let separator = if framework.dialect == Dialect::Pages {
            "\n\n"
        } else {
            "\n"
        };
        let again = format!("{separator}{}", page.of(&entry.row));
        let behind = entry.row.end..entry.row.end;
        Some(Damage::new(at, behind, again, &entry.row).or_at(&entry.row))
    })
}

/// Emphasis that opens before the skill and is closed nowhere.
pub fn emphasis_open(framework: &Framework, _rng: &mut Rng) -> Vec<Damage> {
    entries(framework, |at, page, entry| {
        let cell = entry.cells.first()?;
        let text = page.of(cell);
        let start = cell.start + (text.len() - text.trim_start().len());
        let name = start..name_and_link(entry).end;
        Some(Damage::new(at, start..start, "**", &name))
    })
}

/// One of the brackets of a link, without which Markdown reads none.
pub fn bracket_missing(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    entries(framework, |at, page, entry| {
        let (skill, link) = (&entry.skill, entry.link.as_ref()?);
        let brackets = [skill.start - 1, skill.end, skill.end + 1, link.end];
        let bracket = *rng.choice(&brackets)?;
        debug_assert!("[]()".contains(page.of(&(bracket..bracket + 1))));
        let whole = skill.start - 1..link.end + 1;
        let damage = Damage::new(at, bracket..bracket + 1, "", &whole);
        Some(damage.or_at(&whole))
    })
}

/// The marks that git leaves around two versions of an entry: nothing else is said of the page as long as they stand there.
pub fn merge_not_finished(framework: &Framework, _rng: &mut Rng) -> Vec<Damage> {
    let entries = framework.entries().map(|(at, page, _, entry)| {
        let row = page.of(&entry.row);
        let both = format!("<<<<<<< HEAD\n{row}\n=======\n{row}\n>>>>>>> words");
        let damage = Damage::new(at, entry.row.clone(), both, &entry.row);
        damage.touching(&(0..page.text.len())).hiding_needs()
    });
    entries.collect()
}
