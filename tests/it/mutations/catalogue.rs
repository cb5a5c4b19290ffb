//! Damage to the skill catalogue; the role pages are the evidence against it.

use fastrand::Rng;

use super::damage::Damage;
use super::entries::{ORDINALS, drop_cell, other_level};
use super::scan::{Entry, Framework, Named, Ordinal, Page, Range, Skill};
use super::shared::wrong_role_link;
use super::spelling::{misspell, misspelt_word, other_than};
use super::tables::misspelt_header;
use super::wording::{drop_point, misspelt_in};

fn skills(
    framework: &Framework,
    mut damage: impl FnMut(usize, &Page, &Skill) -> Option<Damage>,
) -> Vec<Damage> {
    let (at, page) = framework.catalogue();
    (page.skills.iter())
        .filter_map(|skill| damage(at, page, skill))
        .collect()
}

fn definitions(
    framework: &Framework,
    mut damage: impl FnMut(usize, &Page, &Entry) -> Option<Damage>,
) -> Vec<Damage> {
    let (at, page) = framework.catalogue();
    (framework.definitions())
        .filter_map(|(_, entry)| damage(at, page, entry))
        .collect()
}

/// Where at least two documents name the skill as it was.
pub fn skill_misspelt(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    skills(framework, |at, page, skill| {
        let name = &skill.heading.text;
        let (word, spelt) = misspelt_word(page, name, rng)?;
        let evidence = framework.users_of_skill(page.of(name)).len() >= 2;
        // Findings about its levels name the skill.
        let section = skill.heading.line.start..skill.table.lines.end;
        evidence.then(|| Damage::new(at, word, spelt, &skill.heading.line).touching(&section))
    })
}

pub fn level_misspelt(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    definitions(framework, |at, page, entry| {
        let spelt = misspell(page.of(&entry.level), rng);
        Some(Damage::new(at, entry.level.clone(), spelt, &entry.level))
    })
}

fn ordinals(
    framework: &Framework,
    mut damage: impl FnMut(&Page, &Ordinal) -> (Range, String),
) -> Vec<Damage> {
    definitions(framework, |at, page, entry| {
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

pub fn ordinal_level(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    ordinals(framework, |page, ordinal| {
        let (_, other) = other_level(page.of(&ordinal.level), rng);
        (ordinal.level.clone(), other)
    })
}

pub fn ordinal_count(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    ordinals(framework, |_, ordinal| {
        let count = rng.choice(["3", "5", "7"]).unwrap();
        (ordinal.count.clone(), count.to_owned())
    })
}

/// The skill then has one level twice and another not at all; which of the two rows is wrong can only be guessed.
pub fn level_and_ordinal(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    skills(framework, |at, page, skill| {
        let entry = rng.choice(&skill.table.entries)?;
        let ordinal = entry.ordinal.as_ref()?;
        let (index, other) = other_level(page.of(&entry.level), rng);
        let head = entry.level.start..ordinal.whole.end;
        let same = |it: &&Entry| page.of(&it.level) == other;
        let twin = skill.table.entries.iter().find(same)?;
        let damage = Damage::new(at, entry.level.clone(), &*other, &head)
            .and(ordinal.level.clone(), &*other)
            .and(ordinal.word.clone(), ORDINALS[index]);
        // Findings about the description name the level.
        Some(damage.or_at(&twin.level).touching(&entry.row))
    })
}

/// Where at least two documents have the words as they were.
fn worded(
    framework: &Framework,
    mut damage: impl FnMut(usize, &Page, &Entry) -> Option<Damage>,
) -> Vec<Damage> {
    let (at, page) = framework.catalogue();
    (framework.definitions())
        .filter(|(skill, entry)| {
            let (name, level) = (page.of(&skill.heading.text), page.of(&entry.level));
            !entry.points.is_empty() && framework.users(name, level) >= 2
        })
        .filter_map(|(_, entry)| Some(damage(at, page, entry)?.touching(&entry.row)))
        .collect()
}

pub fn description(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    worded(framework, |at, page, entry| {
        let point = rng.choice(&entry.points)?;
        misspelt_in(at, page, point, rng)
    })
}

pub fn point_dropped(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    worded(framework, |at, page, entry| {
        drop_point(at, page, entry, rng)
    })
}

pub fn lead_in(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    definitions(framework, |at, page, entry| {
        let lead_in = &entry.lead_in;
        let changed = rng.choice(["you can:", "You can", "You will:", "You are able to:"])?;
        let expected = page.of(lead_in) == "You can:";
        expected.then(|| Damage::new(at, lead_in.clone(), changed, &entry.description))
    })
}

pub fn summary_dropped(framework: &Framework, _rng: &mut Rng) -> Vec<Damage> {
    skills(framework, |at, _, skill| {
        let summary = skill.summary.clone()?;
        let whole = skill.heading.line.start..summary.end;
        Some(Damage::new(at, summary, "", &whole).or_at(&skill.heading.line))
    })
}

pub fn cell_missing(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    definitions(framework, |at, page, entry| {
        Some(drop_cell(at, page, &entry.row, &entry.cells, rng))
    })
}

pub fn row_twice(framework: &Framework, _rng: &mut Rng) -> Vec<Damage> {
    definitions(framework, |at, page, entry| {
        let behind = entry.row.end..entry.row.end;
        let again = format!("\n{}", page.of(&entry.row));
        Some(Damage::new(at, behind, again, &entry.row).or_at(&entry.row))
    })
}

pub fn header_misspelt(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    skills(framework, |at, page, skill| {
        let table = &skill.table;
        misspelt_header(at, page, &table.header, &table.columns, rng)
    })
}

/// Each role of each skill's list that has a document.
fn roles(
    framework: &Framework,
    mut damage: impl FnMut(usize, &Page, &Skill, &Named) -> Option<Damage>,
) -> Vec<Damage> {
    let (at, page) = framework.catalogue();
    let mut damages = Vec::new();
    for skill in &page.skills {
        let known = |role: &&Named| framework.roles.contains(page.of(&role.name));
        let roles = skill.roles.iter().filter(known);
        let list = list(skill);
        let damage = |role| Some(damage(at, page, skill, role)?.touching(&list));
        damages.extend(roles.filter_map(damage));
    }
    damages
}

pub fn role_misspelt(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    roles(framework, |at, page, _, role| {
        let (word, spelt) = misspelt_word(page, &role.name, rng)?;
        Some(Damage::new(at, word, spelt, &role.whole))
    })
}

pub fn role_link(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    roles(framework, |at, page, _, role| {
        wrong_role_link(at, page, role, rng)
    })
}

/// From *Roles that require this skill* to the last of them.
fn list(skill: &Skill) -> Range {
    let last = skill.roles.last();
    let end = last.map_or(skill.roles_heading.end, |role| role.whole.end);
    skill.roles_heading.start..end
}

/// What is missing from the list may be shown at the list or at the skill's name.
fn listed_at(damage: Damage, skill: &Skill) -> Damage {
    damage.or_at(&list(skill)).or_at(&skill.heading.line)
}

pub fn role_dropped(framework: &Framework, _rng: &mut Rng) -> Vec<Damage> {
    roles(framework, |at, page, skill, role| {
        let name = page.of(&skill.heading.text);
        let target = (framework.role_pages())
            .find(|(_, it)| it.of(&it.title) == page.of(&role.name))?
            .1;
        let needs = target.skill_names().contains(name);
        let line = role.whole.start - 1..role.whole.end;
        needs.then(|| listed_at(Damage::new(at, line, "", &role.whole), skill))
    })
}

/// A role that has a document and does not need the skill, as the list would write it.
fn stranger(framework: &Framework, page: &Page, skill: &Skill, rng: &mut Rng) -> Option<String> {
    let name = page.of(&skill.heading.text);
    let strangers: Vec<_> = (framework.role_pages())
        .filter(|(_, role)| !role.skill_names().contains(name))
        .collect();
    let (_, role) = rng.choice(strangers)?;
    let role = role.of(&role.title);
    let mut named = page.skills.iter().flat_map(|skill| &skill.roles);
    let like = named.find(|named| page.of(&named.name) == role)?;
    Some(page.of(&like.whole).to_owned())
}

pub fn role_added(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    roles(framework, |at, page, skill, role| {
        let line = format!("\n{}", stranger(framework, page, skill, rng)?);
        let behind = role.whole.end..role.whole.end;
        Some(Damage::new(at, behind, line, &role.whole))
    })
}

pub fn role_replaced(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    roles(framework, |at, page, skill, role| {
        let other = stranger(framework, page, skill, rng)?;
        Some(Damage::new(at, role.whole.clone(), other, &role.whole))
    })
}

pub fn roles_heading_dropped(framework: &Framework, _rng: &mut Rng) -> Vec<Damage> {
    skills(framework, |at, _, skill| {
        let first = skill.roles.first()?;
        let damage = Damage::new(at, skill.roles_heading.clone(), "", &skill.roles_heading);
        Some(damage.or_at(&first.whole).touching(&list(skill)))
    })
}

/// Where at least one document describes the skill at the level.
pub fn row_dropped(framework: &Framework, _rng: &mut Rng) -> Vec<Damage> {
    let (at, page) = framework.catalogue();
    (framework.definitions())
        .filter(|(skill, entry)| {
            let (name, level) = (page.of(&skill.heading.text), page.of(&entry.level));
            // The one finding is at the catalogue.
            skill.table.entries.len() > 1 && framework.users(name, level) >= 2
        })
        .map(|(skill, entry)| {
            let row = entry.row.start - 1..entry.row.end;
            let damage = Damage::new(at, row, "", &entry.row).or_at(&skill.heading.line);
            damage.touching(&(skill.heading.line.start..skill.table.lines.end))
        })
        .collect()
}

/// Where other documents name the skill and the names of its neighbours show that it belongs there.
pub fn heading_dropped(framework: &Framework, _rng: &mut Rng) -> Vec<Damage> {
    let (at, page) = framework.catalogue();
    let around = page.skills.windows(3).filter(|skills| {
        let names = skills.iter().map(|skill| page.of(&skill.heading.text));
        let users = framework.users_of_skill(page.of(&skills[1].heading.text));
        let are_listed_rightly = users.iter().all(|&user| is_listed_rightly(framework, user));
        names.map(str::to_lowercase).is_sorted() && !users.is_empty() && are_listed_rightly
    });
    around
        .map(|skills| {
            let skill = &skills[1];
            let sections = skills[0].heading.line.start..skills[2].heading.line.start;
            let damage = Damage::new(at, skill.heading.line.clone(), "", &skill.heading.line);
            damage.or_at(&skill.table.header).touching(&sections)
        })
        .collect()
}

/// Whether the role needs every skill for which the catalogue lists it: else the unknown skill may be the one that is missing.
fn is_listed_rightly(framework: &Framework, role: usize) -> bool {
    let (page, (_, catalogue)) = (&framework.pages[role], framework.catalogue());
    let (title, needed) = (page.of(&page.title), page.skill_names());
    let lists = |skill: &&Skill| {
        let mut roles = skill.roles.iter();
        roles.any(|role| catalogue.of(&role.name) == title)
    };
    let mut listed = catalogue.skills.iter().filter(lists);
    listed.all(|skill| needed.contains(catalogue.of(&skill.heading.text)))
}
