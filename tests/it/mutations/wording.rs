//! Damage to the descriptions of skills in role pages; the catalogue is the evidence against it.

use fastrand::Rng;

use super::damage::Damage;
use super::scan::{Dialect, Entry, Framework, Page, Range};
use super::spelling::{misspelt_word, other_case, spaced_words, words};

/// One damage for each described entry where `damage` finds something to damage.
pub fn described(
    framework: &Framework,
    mut damage: impl FnMut(usize, &Page, &Entry) -> Option<Damage>,
) -> Vec<Damage> {
    framework
        .entries()
        .filter(|(_, _, _, entry)| !entry.points.is_empty())
        .filter_map(|(at, page, _, entry)| Some(damage(at, page, entry)?.touching(&entry.row)))
        .collect()
}

/// One damage for each entry, at one of its points.
fn points(
    framework: &Framework,
    rng: &mut Rng,
    mut damage: impl FnMut(usize, &Page, &Range, &mut Rng) -> Option<Damage>,
) -> Vec<Damage> {
    described(framework, |at, page, entry| {
        let point = rng.choice(&entry.points)?;
        damage(at, page, point, rng)
    })
}

pub fn misspelt(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    points(framework, rng, misspelt_in)
}

pub fn misspelt_in(at: usize, page: &Page, point: &Range, rng: &mut Rng) -> Option<Damage> {
    let (word, spelt) = misspelt_word(page, point, rng)?;
    Some(Damage::new(at, word, spelt, point))
}

pub fn replaced(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    points(framework, rng, |at, page, point, rng| {
        let word = rng.choice(words(page, point, 4))?;
        let strange = rng.choice(["elephant", "seldom", "towards", "kitchen", "fourteen"])?;
        Some(Damage::new(at, word, strange, point))
    })
}

pub fn dropped(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    points(framework, rng, |at, page, point, rng| {
        let words = spaced_words(page, point);
        let drop = rng.usize(..words.len() - 1);
        let doubles = drop > 0 && page.of(&words[drop - 1]) == page.of(&words[drop + 1]);
        let range = words[drop].start..words[drop + 1].start;
        (!doubles).then(|| Damage::new(at, range, "", point))
    })
}

pub fn added(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    points(framework, rng, |at, page, point, rng| {
        let before = rng.choice(spaced_words(page, point))?.start;
        let word = rng.choice(["always ", "not ", "often "])?;
        Some(Damage::new(at, before..before, word, point))
    })
}

pub fn swapped(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    points(framework, rng, |at, page, point, rng| {
        let words = spaced_words(page, point);
        let first = rng.usize(..words.len() - 1);
        let (one, other) = (page.of(&words[first]), page.of(&words[first + 1]));
        let range = words[first].start..words[first + 1].end;
        (one != other).then(|| Damage::new(at, range, format!("{other} {one}"), point))
    })
}

pub fn doubled(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    points(framework, rng, doubled_in)
}

pub fn doubled_in(at: usize, page: &Page, point: &Range, rng: &mut Rng) -> Option<Damage> {
    let mut words = words(page, point, 2);
    // Two capitalised words may be a name.
    words.retain(|word| !page.of(word).starts_with(char::is_uppercase));
    let word = rng.choice(words)?;
    let is_alone = |at: usize| matches!(page.text.as_bytes().get(at), Some(b' ' | b'\n' | b'<'));
    let doubled = format!("{0} {0}", page.of(&word));
    (is_alone(word.start - 1) && is_alone(word.end)).then(|| Damage::new(at, word, doubled, point))
}

pub fn case(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    points(framework, rng, |at, page, point, rng| {
        let word = rng.choice(words(page, point, 1))?;
        let letter = rng.usize(word.clone());
        let letter = letter..letter + 1;
        let changed = other_case(page.of(&letter));
        Some(Damage::new(at, letter, changed, point))
    })
}

pub fn punctuation(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    points(framework, rng, |at, page, point, rng| {
        if let Some(comma) = page.find(point, ",") {
            return Some(Damage::new(at, comma, "", point));
        }
        let ends = page.of(point).ends_with(|c: char| c.is_alphanumeric());
        let mark = rng.choice([".", ";"])?;
        ends.then(|| Damage::new(at, point.end..point.end, mark, point))
    })
}

pub fn quote(framework: &Framework, _rng: &mut Rng) -> Vec<Damage> {
    described(framework, |at, page, entry| {
        entry.points.iter().find_map(|point| {
            let closing = closing_quote(page, point)?;
            Some(Damage::new(at, closing, "", point).or_at(point))
        })
    })
}

/// The mark that closes the first quotation of a paragraph.
pub fn closing_quote(page: &Page, paragraph: &Range) -> Option<Range> {
    let opening = page.find(paragraph, "‘")?;
    page.find(&(opening.end..paragraph.end), "’")
}

/// The points with the bullet and the separator before each.
fn with_bullets(entry: &Entry) -> Vec<Range> {
    let ends = std::iter::once(entry.lead_in.end).chain(entry.points.iter().map(|p| p.end));
    let bullets = ends.zip(&entry.points);
    bullets.map(|(start, point)| start..point.end).collect()
}

pub fn point_dropped(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    described(framework, |at, page, entry| {
        drop_point(at, page, entry, rng)
    })
}

pub fn drop_point(at: usize, _page: &Page, entry: &Entry, rng: &mut Rng) -> Option<Damage> {
    let point = rng.choice(with_bullets(entry))?;
    let more = entry.points.len() > 1;
    // What is left can be word for word the description of another level: then the finding is at the level.
    more.then(|| Damage::new(at, point, "", &entry.description).or_at(&entry.level))
}

pub fn point_added(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    described(framework, |at, page, entry| {
        let bullets = with_bullets(entry);
        let behind = rng.choice(&bullets)?;
        let bullet = match framework.dialect {
            Dialect::Clips => " - ",
            Dialect::Authored => "<br>- ",
            Dialect::Pages => "\n  • ",
        };
        let others: Vec<_> = (page.entries())
            .filter(|(_, other)| page.of(&other.skill) != page.of(&entry.skill))
            .flat_map(|(_, other)| &other.points)
            .collect();
        let point = page.of(rng.choice(&others)?);
        let range = behind.end..behind.end;
        let is_new = !page.of(&entry.description).contains(point);
        is_new.then(|| Damage::new(at, range, format!("{bullet}{point}"), &entry.description))
    })
}

pub fn point_doubled(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    described(framework, |at, page, entry| {
        let mut bullets = with_bullets(entry);
        if framework.dialect == Dialect::Clips {
            // The first is set apart by one more space.
            bullets.remove(0);
        }
        let point = rng.choice(&bullets)?;
        let damage = Damage::new(at, point.end..point.end, page.of(point), &entry.description);
        Some(damage.or_at(point))
    })
}

pub fn points_swapped(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    described(framework, |at, page, entry| {
        if entry.points.len() < 2 {
            return None;
        }
        let first = rng.usize(..entry.points.len() - 1);
        let (one, other) = (&entry.points[first], &entry.points[first + 1]);
        let damage = Damage::new(at, one.clone(), page.of(other), &entry.description);
        Some(damage.and(other.clone(), page.of(one)))
    })
}

pub fn of_another_skill(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    described(framework, |at, page, entry| {
        let others: Vec<_> = (page.entries())
            .filter(|(_, other)| page.of(&other.skill) != page.of(&entry.skill))
            .map(|(_, other)| &other.description)
            .collect();
        let other = page.of(rng.choice(&others)?);
        let text = page.of(&entry.description);
        let differs = other != text;
        differs.then(|| Damage::new(at, entry.description.clone(), other, &entry.description))
    })
}

pub fn placeholder(framework: &Framework, rng: &mut Rng) -> Vec<Damage> {
    described(framework, |at, _, entry| {
        let word = rng.choice(["TBC", "MISSING", "To be confirmed", "TODO"])?;
        let range = &entry.description;
        Some(Damage::new(at, range.clone(), word, range))
    })
}

pub fn emptied(framework: &Framework, _rng: &mut Rng) -> Vec<Damage> {
    described(framework, |at, _, entry| {
        let damage = Damage::new(at, entry.description.clone(), "", &entry.row);
        Some(damage.or_at(&entry.row))
    })
}

/// Damage to the lead-in: of `range`, which becomes `text`.
fn lead_in(
    framework: &Framework,
    damage: impl Fn(&Range) -> Option<(Range, &'static str)>,
) -> Vec<Damage> {
    described(framework, |at, page, entry| {
        let (range, text) = damage(&entry.lead_in)?;
        let expected = page.of(&entry.lead_in) == "You can:";
        expected.then(|| Damage::new(at, range, text, &entry.description))
    })
}

pub fn lead_in_case(framework: &Framework, _rng: &mut Rng) -> Vec<Damage> {
    lead_in(framework, |range| Some((range.start..range.start + 1, "y")))
}

pub fn lead_in_colon(framework: &Framework, _rng: &mut Rng) -> Vec<Damage> {
    lead_in(framework, |range| Some((range.end - 1..range.end, "")))
}

pub fn lead_in_words(framework: &Framework, _rng: &mut Rng) -> Vec<Damage> {
    lead_in(framework, |range| Some((range.clone(), "You are able to:")))
}

pub fn lead_in_dropped(framework: &Framework, _rng: &mut Rng) -> Vec<Damage> {
    lead_in(framework, |range| Some((range.clone(), "")))
}
