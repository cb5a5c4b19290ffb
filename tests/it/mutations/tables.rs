//! Damage to skill tables and role levels as wholes.

use fastrand::Rng;

use super::damage::Damage;
use super::scan::{Dialect, Framework, Heading, Page, Range, RoleLevel, Table};
use super::spelling::{misspelt_word, other_than};

fn levels(
    framework: &Framework,
    mut damage: impl FnMut(usize, &Page, usize, &RoleLevel) -> Option<Damage>,
) -> Vec<Damage> {
    let mut damages = Vec::new();
    for (at, page) in framework.role_pages() {
        for (index, level) in page.levels.iter().enumerate() {
            damages.extend(damage(at, page, index, level));
        }
    }
    damages
}

/// The columns of a table; in a page the words of the header line.
pub fn misspelt_header(
    at: usize,
    page: &Page,
    header: &Range,
    columns: &[Range],
    rng: &mut Rng,
) -> Option<Damage> {
    let column = rng.choice(columns).unwrap_or(header);
    let (word, spelt) = misspelt_word(page, column, rng)?;
    Some(Damage::new(at, word, spelt, header))
}

pub fn header_misspelt(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    levels(framework, |at, page, _, level| {
        let Table {
            header, columns, ..
        } = &level.table;
        misspelt_header(at, page, header, columns, rng)
    })
}

/// A cell of the header alone.
pub fn header_cell_missing(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    levels(framework, |at, page, _, level| {
        let table = &level.table;
        if table.columns.is_empty() {
            let (skill, description) = page.split(&table.header, " ")?;
            let word = rng.choice([skill.start..skill.end + 1, skill.end..description.end])?;
            let damage = Damage::new(at, word, "", &table.header);
            let first = &table.entries[0].skill;
            return Some(damage.or_at(first).touching(&table.lines));
        }
        let column = rng.choice(&table.columns)?;
        let pipe = page.find(&(column.end..table.header.end), "|")?;
        let damage = Damage::new(at, column.start..pipe.end, "", &table.header);
        // Without a header that fits there is no table for a Markdown parser.
        let damage = nearest_heading(damage.or_at(&table.header), page, level);
        Some(damage.touching(&table.lines).hiding_needs())
    })
}

/// A column with its cells in all rows.
pub fn column_missing(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    levels(framework, |at, page, _, level| {
        let table = &level.table;
        if table.columns.is_empty() {
            return None;
        }
        let index = rng.usize(..table.columns.len());
        let mut edits = Vec::new();
        let mut start = table.lines.start;
        for line in page.of(&table.lines).split('\n') {
            let pipes: Vec<_> = line.match_indices('|').map(|(pipe, _)| pipe).collect();
            edits.push((
                start + pipes[index]..start + pipes[index + 1],
                String::new(),
            ));
            start += line.len() + 1;
        }
        Some(Damage {
            page: at,
            edits,
            also: vec![table.header.clone()],
            scope: table.header.clone(),
            touched: table.lines.clone(),
            hides_needs: true,
            in_another: None,
        })
    })
}

pub fn delimiter_dropped(framework: &Framework, _rng: &mut Rng) -> Vec<Damage> {
    levels(framework, |at, page, _, level| {
        let table = &level.table;
        if table.columns.is_empty() {
            return None;
        }
        let rest = table.header.end + 1..table.lines.end;
        let line = page.find(&rest, "\n")?;
        let range = table.header.end..line.start;
        let damage = Damage::new(at, range, "", &table.header).or_at(&table.header);
        Some(
            nearest_heading(damage, page, level)
                .touching(&table.lines)
                .hiding_needs(),
        )
    })
}

/// The role level's heading, or the page's title, as the place of what is missing below it.
fn nearest_heading(damage: Damage, page: &Page, level: &RoleLevel) -> Damage {
    let text = level.heading.as_ref().map(|heading| &heading.line);
    damage.or_at(text.unwrap_or(&page.title))
}

/// In an authored document any heading may stand above prose: *At this role level* says what it is.
pub fn dropped(framework: &Framework, _rng: &mut Rng) -> Vec<Damage> {
    levels(framework, |at, page, _, level| {
        let lines = &level.table.lines;
        if framework.dialect == Dialect::Authored {
            let heading = level.heading.as_ref()?;
            page.find(&(heading.line.end..lines.start), "At this role level")?;
        }
        let damage = Damage::new(at, lines.clone(), "", lines);
        Some(nearest_heading(damage, page, level).hiding_needs())
    })
}

pub fn number_wrong(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    levels(framework, |at, page, _, level| {
        let heading = level.heading.as_ref()?;
        let number = heading.number.as_ref()?;
        let other = other_than(&["1", "2", "3", "4", "7", "11"], page.of(number), rng);
        Some(Damage::new(at, number.clone(), other, &heading.line))
    })
}

/// The contents list and the sentence that counts the role levels are the evidence: a page's other levels have none.
pub fn level_misspelt(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    levels(framework, |at, page, index, level| {
        let heading = level.heading.as_ref()?;
        let is_end = index == 0 || index + 1 == page.levels.len();
        if framework.dialect == Dialect::Authored || framework.dialect == Dialect::Pages && !is_end
        {
            return None;
        }
        let (word, spelt) = misspelt_word(page, &heading.text, rng)?;
        // Findings about its entries name the role level.
        let below = heading.line.start..level.table.lines.end;
        let damage = Damage::new(at, word, spelt, &heading.line).touching(&below);
        Some(other_sides(damage, page, heading))
    })
}

/// The other places that name a role level.
pub fn other_sides(mut damage: Damage, page: &Page, heading: &Heading) -> Damage {
    let name = page.of(&heading.text);
    for entry in &page.contents {
        if page.of(&entry.name) == name {
            damage = damage.or_at(&entry.whole);
        }
    }
    match &page.count {
        Some(count) => damage.or_at(&count.line),
        None => damage,
    }
}

pub fn heading_dropped(framework: &Framework, _rng: &mut Rng) -> Vec<Damage> {
    levels(framework, |at, page, index, level| {
        let heading = level.heading.as_ref()?;
        page.count.as_ref()?;
        let line = &heading.line;
        // The entries below become the entries of the role level above.
        let around = page.levels[index.saturating_sub(1)].table.lines.start..level.table.lines.end;
        let damage = Damage::new(at, line.clone(), "", line).touching(&around);
        Some(other_sides(damage, page, heading))
    })
}

/// Something in a line of its own before a Markdown table that keeps it, and all that follows, from readers.
fn hidden_behind(framework: &Framework, opening: &str) -> Vec<Damage> {
    levels(framework, |at, _, _, level| {
        let table = &level.table;
        if table.columns.is_empty() {
            return None;
        }
        let before = table.header.start..table.header.start;
        let damage = Damage::new(at, before, opening, &table.header);
        // Whatever follows, findings of the undamaged page included, must still be read.
        Some(damage.touching(&table.lines))
    })
}

pub fn fence_never_closed(framework: &Framework, _rng: &mut Rng) -> Vec<Damage> {
    hidden_behind(framework, "```\n")
}

pub fn comment_never_closed(framework: &Framework, _rng: &mut Rng) -> Vec<Damage> {
    hidden_behind(framework, "<!-- see below\n\n")
}

pub fn in_block_of_code(framework: &Framework, _rng: &mut Rng) -> Vec<Damage> {
    let fenced = hidden_behind(framework, "```\n").into_iter();
    fenced
        .map(|damage| {
            let end = damage.touched.end;
            damage.and(end..end, "\n```")
        })
        .collect()
}
