//! Damage to the tables of shared skills.

use fastrand::Rng;

use super::damage::Damage;
use super::entries::fragment;
use super::scan::{Dialect, Framework, Named, Page, Range, Shared, SharedRow};
use super::spelling::misspelt_word;
use super::tables::misspelt_header;

fn tables(
    framework: &Framework,
    mut damage: impl FnMut(usize, &Page, &Shared) -> Option<Damage>,
) -> Vec<Damage> {
    (framework.role_pages())
        .filter_map(|(at, page)| damage(at, page, page.shared.as_ref()?))
        .collect()
}

fn rows(
    framework: &Framework,
    mut damage: impl FnMut(usize, &Page, &SharedRow) -> Option<Damage>,
) -> Vec<Damage> {
    let mut damages = Vec::new();
    for (at, page) in framework.role_pages() {
        let rows = page.shared.iter().flat_map(|shared| &shared.rows);
        damages.extend(rows.filter_map(|row| damage(at, page, row)));
    }
    damages
}

pub fn skill_misspelt(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    rows(framework, |at, page, row| {
        let skill = rng.choice(&row.skills)?;
        let (word, spelt) = misspelt_word(page, &skill.name, rng)?;
        Some(Damage::new(at, word, spelt, &skill.whole))
    })
}

pub fn role_misspelt(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    rows(framework, |at, page, row| {
        let (word, spelt) = misspelt_word(page, &row.role.name, rng)?;
        Some(Damage::new(at, word, spelt, &row.role.whole))
    })
}

pub fn skill_link(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    rows(framework, |at, page, row| {
        let skill = rng.choice(&row.skills)?;
        let fragment = fragment(page, skill.link.as_ref()?);
        let (word, spelt) = misspelt_word(page, &fragment, rng)?;
        Some(Damage::new(at, word, spelt, &skill.whole))
    })
}

pub fn role_link(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    rows(framework, |at, page, row| {
        wrong_role_link(at, page, &row.role, rng)
    })
}

/// The last part of the link's path, misspelt.
pub fn wrong_role_link(at: usize, page: &Page, role: &Named, rng: &mut Rng) -> Option<Damage> {
    let link = role.link.as_ref()?;
    let slash = page.of(link).rfind('/')?;
    let (word, spelt) = misspelt_word(page, &(link.start + slash + 1..link.end), rng)?;
    Some(Damage::new(at, word, spelt, &role.whole))
}

/// The pages of the roles that a row speaks of, and whether both have a skill.
fn both_have(framework: &Framework, page: &Page, row: &SharedRow, skill: &str) -> bool {
    let role = page.of(&row.role.name);
    let other = framework
        .role_pages()
        .find(|(_, it)| it.of(&it.title) == role);
    let other_has = other.is_some_and(|(_, other)| other.skill_names().contains(skill));
    other_has && page.skill_names().contains(skill)
}

/// A skill of this role that the other role has not, as the table would write it.
fn not_shared(
    framework: &Framework,
    page: &Page,
    row: &SharedRow,
    rng: &mut Rng,
) -> Option<String> {
    let mut skills: Vec<_> = (page.entries())
        .filter(|(_, entry)| !both_have(framework, page, row, page.of(&entry.skill)))
        .map(|(_, entry)| match &entry.link {
            Some(link) => format!("[{}]({})", page.of(&entry.skill), page.of(link)),
            None => page.of(&entry.skill).to_owned(),
        })
        .collect();
    rng.shuffle(&mut skills);
    skills.into_iter().next()
}

pub fn skill_replaced(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    rows(framework, |at, page, row| {
        let skill = rng.choice(&row.skills)?;
        let other = not_shared(framework, page, row, rng)?;
        let damage = Damage::new(at, skill.whole.clone(), other, &row.line);
        Some(damage.or_at(&row.role.whole))
    })
}

pub fn skill_added(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    rows(framework, |at, page, row| {
        let behind = rng.choice(&row.skills)?.whole.end;
        let separator = if framework.dialect == Dialect::Pages {
            "\n\n"
        } else {
            "  "
        };
        let other = not_shared(framework, page, row, rng)?;
        let text = format!("{separator}{other}");
        Some(Damage::new(at, behind..behind, text, &row.line).or_at(&row.role.whole))
    })
}

pub fn skill_dropped(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    rows(framework, |at, _, row| {
        let index = rng.usize(..row.skills.len());
        let behind = |range: &Range| range.end;
        let before = row.skills[..index]
            .last()
            .map_or(row.role.whole.end, |s| s.whole.end);
        let skill = &row.skills[index].whole;
        let start = if index == 0 { skill.start } else { before };
        let damage = Damage::new(at, start..behind(skill), "", &row.line);
        // For something missing the nearest thing that should contain it: the row's skills or its role.
        let skills = row.skills[0].whole.start..row.line.end;
        (row.skills.len() > 1).then(|| damage.or_at(&row.role.whole).or_at(&skills))
    })
}

/// The row's role becomes another one, with which this role shares other skills.
pub fn role_replaced(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    rows(framework, |at, page, row| {
        let listed: Vec<_> = (page.shared.iter().flat_map(|shared| &shared.rows))
            .map(|row| page.of(&row.role.name))
            .collect();
        let others: Vec<_> = (framework.roles.iter())
            .filter(|role| !listed.contains(&role.as_str()) && *role != page.of(&page.title))
            .collect();
        let other = rng.choice(others)?;
        let slug = |name: &str| name.to_lowercase().replace(' ', "-");
        let replacement = match &row.role.link {
            Some(link) => {
                let link = page.of(link);
                let (base, _) = link.rsplit_once('/')?;
                let (_, target) = framework
                    .role_pages()
                    .find(|(_, it)| it.of(&it.title) == *other)?;
                let name = target.path.rsplit_once('/')?.1.strip_suffix(".md")?;
                format!("[{other}]({base}/{name})")
            }
            None => other.clone(),
        };
        debug_assert!(!slug(other).is_empty());
        let theirs: Vec<_> = row
            .skills
            .iter()
            .map(|skill| page.of(&skill.name))
            .collect();
        let target = framework
            .role_pages()
            .find(|(_, it)| it.of(&it.title) == *other)?
            .1;
        let shared: Vec<_> = (page.skill_names().into_iter())
            .filter(|skill| target.skill_names().contains(skill))
            .collect();
        let differs = shared.len() != theirs.len() || shared.iter().any(|it| !theirs.contains(it));
        let damage = Damage::new(at, row.role.whole.clone(), replacement, &row.line);
        differs.then(|| damage.or_at(&row.line))
    })
}

pub fn header_misspelt(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    tables(framework, |at, page, shared| {
        misspelt_header(at, page, &shared.header, &shared.columns, rng)
    })
}

/// In a page a role's second row follows its first without anything between them: its skills would be repeated ones.
pub fn row_twice(framework: &Framework, _rng: &mut Rng) -> Vec<Damage> {
    rows(framework, |at, page, row| {
        if framework.dialect == Dialect::Pages {
            return None;
        }
        let behind = row.line.end..row.line.end;
        let again = format!("\n{}", page.of(&row.line));
        Some(Damage::new(at, behind, again, &row.line).or_at(&row.line))
    })
}

/// The line above the table in a page; Markdown has no table without a header.
pub fn header_dropped(framework: &Framework, _rng: &mut Rng) -> Vec<Damage> {
    tables(framework, |at, _, shared| {
        let first = &shared.rows.first()?.line;
        let line = shared.header.start..first.start;
        let is_page = framework.dialect == Dialect::Pages;
        is_page.then(|| Damage::new(at, line, "", &shared.header).or_at(first))
    })
}
