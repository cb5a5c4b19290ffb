//! What stands in the cells of skill tables: skill, level and ordinal sentence in one, a description in another.

use std::ops::Range;
use std::sync::OnceLock;

use super::blocks::{Inline, after_bullet, number_prefix};
use crate::config::template::Match;
use crate::config::{Profile, UsualPhrase};
use crate::document::{Description, Level, Link, Ordinal, Part, PartKind};
use crate::text::{Span, Text, next_word, same_ignoring_case};

/// The parts of a cell that names a skill.
#[derive(Debug, Default)]
pub struct SkillCell<'s> {
    /// The skill's name.
    pub skill: Option<Text<'s>>,
    /// Where the name leads.
    pub link: Option<Link<'s>>,
    /// The level.
    pub level: Option<Level<'s>>,
    /// The sentence that places the level in the scale.
    pub ordinal: Option<Ordinal<'s>>,
    /// The first part that is there a second time.
    pub doubled: Option<Span>,
}

impl<'s> SkillCell<'s> {
    /// Takes what a segment says, unless that is said already.
    fn take(&mut self, segment: &Text<'s>, level: Option<Level<'s>>, ordinal: Option<Ordinal<'s>>) {
        let again =
            level.is_some() && self.level.is_some() || ordinal.is_some() && self.ordinal.is_some();
        if again {
            self.doubled.get_or_insert(segment.span());
        }
        self.level = self.level.take().or(level);
        self.ordinal = self.ordinal.take().or(ordinal);
    }

    /// Whether some words are the name that the cell has already.
    fn is_named(&self, words: &str) -> bool {
        let name = self.skill.as_ref().map(Text::as_str);
        name.is_some_and(|name| same_ignoring_case(name, words))
    }
}

/// Reads a cell with a skill's name and, in clips, its level and ordinal sentence after it.
pub fn skill_cell<'s>(content: &Inline<'s>, profile: &Profile) -> SkillCell<'s> {
    let text = &content.text;
    let mut cell = SkillCell::default();
    let mut rest = 0;
    // Words where a level should be, unless a labelled level follows them.
    let mut guessed = None;
    if let Some((range, link)) = content.links.first() {
        // Emphasis that nothing closes is shown as part of the name.
        let before = text.as_str()[..range.start].trim();
        let marks = !before.is_empty() && before.chars().all(|c| matches!(c, '*' | '_' | '`'));
        let start = if marks { 0 } else { range.start };
        cell.skill = non_blank(&text.slice(start..range.end).trimmed());
        if cell.is_named(before) {
            cell.doubled = Some(text.slice(0..range.start).trimmed().span());
        }
        cell.link = Some(link.clone());
        rest = range.end;
    }
    for range in cell_segments(text.as_str(), rest, profile) {
        let segment = text.slice(range);
        if let Some((level, ordinal)) = level_and_ordinal(&segment, profile) {
            cell.take(&segment, level, ordinal);
        } else if cell.skill.is_none() && cell.level.is_none() && cell.ordinal.is_none() {
            cell.skill = non_blank(&segment);
        } else if cell.is_named(segment.as_str()) {
            cell.doubled.get_or_insert(segment.span());
        } else if cell.level.is_none() && guessed.is_none() {
            guessed = Some(level(segment, profile));
        }
    }
    cell.level = cell.level.or(guessed);
    cell
}

/// Reads a cell of a level and perhaps its ordinal sentence: the first column of a catalogue's table, a *Level* column.
pub fn level_cell<'s>(content: &Inline<'s>, profile: &Profile) -> SkillCell<'s> {
    let mut cell = SkillCell::default();
    for range in cell_segments(content.text.as_str(), 0, profile) {
        let segment = content.text.slice(range);
        match level_and_ordinal(&segment, profile) {
            Some((level, ordinal)) => cell.take(&segment, level, ordinal),
            None if cell.level.is_none() => cell.level = Some(level(segment, profile)),
            None => {}
        }
    }
    cell
}

/// Reads a cell in which a description follows the level; `None` where none does.
pub fn description_after_level<'s>(
    content: &Inline<'s>,
    profile: &Profile,
) -> Option<(SkillCell<'s>, Description<'s>)> {
    let text = &content.text;
    let value = text.as_str();
    let mut starts = crate::text::words(value).map(|(at, _)| at).skip(1);
    let at = starts.find(|&at| opens_description(&value[at..], profile))?;
    let before = Inline {
        text: text.slice(0..at).trimmed(),
        links: Vec::new(),
    };
    let level = level_cell(&before, profile);
    let is_known = level.level.as_ref().is_some_and(|level| level.exact);
    is_known.then(|| (level, description(&text.slice(at..value.len()), profile)))
}

/// A level as written in `text`.
pub fn level<'s>(text: Text<'s>, profile: &Profile) -> Level<'s> {
    let exact = profile.level_index(text.as_str());
    let index = exact.or_else(|| profile.close_level(text.as_str()));
    Level {
        text,
        index,
        exact: exact.is_some(),
        labelled: false,
    }
}

/// Reads *Level: working*. Where the label is misspelt, or no space parts it from the level, the level is all of it.
pub fn labelled_level<'s>(text: &Text<'s>, profile: &Profile) -> Option<Level<'s>> {
    let template = &profile.skill.level;
    if let Some(range) = template.glued(text.as_str()) {
        let known = level(text.slice(range), profile);
        return known.index.map(|_| Level {
            text: text.clone(),
            exact: false,
            labelled: true,
            ..known
        });
    }
    let found = template.resembles(text.as_str())?;
    let known = level(text.slice(found.get("level")?), profile);
    let is_mislabelled = !found.exact && known.exact;
    let written = if is_mislabelled {
        text.clone()
    } else {
        known.text
    };
    Some(Level {
        text: written,
        exact: known.exact && !is_mislabelled,
        labelled: true,
        ..known
    })
}

/// Reads *Working is the second of 4 ascending skill levels*.
pub fn ordinal<'s>(text: &Text<'s>, profile: &Profile) -> Option<Ordinal<'s>> {
    let found = profile.skill.ordinal.resembles(text.as_str())?;
    Some(ordinal_of(text, &found, profile))
}

fn ordinal_of<'s>(text: &Text<'s>, found: &Match<'_>, profile: &Profile) -> Ordinal<'s> {
    let capture = |name| found.get(name).map(|range: Range<usize>| text.slice(range));
    let level = capture("level");
    let level_index = level.as_ref().and_then(|level| {
        let exact = profile.level_index(level.as_str());
        exact.or_else(|| profile.close_level(level.as_str()))
    });
    Ordinal {
        text: text.clone(),
        exact: found.exact,
        level,
        level_index,
        ordinal: capture("ordinal"),
        count: capture("count"),
    }
}

/// Reads a labelled level with its ordinal sentence right behind it; `None` for anything else.
pub fn level_before_ordinal<'s>(
    text: &Text<'s>,
    profile: &Profile,
) -> Option<(Level<'s>, Ordinal<'s>)> {
    let boundary = boundary_of_ordinal(text.as_str(), profile)?;
    let level = labelled_level(&text.slice(0..boundary).trimmed(), profile)?;
    let sentence = text.slice(boundary..text.as_str().len());
    Some((level, ordinal(&sentence, profile)?))
}

/// Whether a text is made of the words of a level and its label: *Level:*, *working*, *Working level*.
pub fn has_only_words_of_a_level(value: &str, profile: &Profile) -> bool {
    let bare = |word: &str| {
        word.trim_matches(|c: char| !c.is_alphanumeric())
            .to_lowercase()
    };
    let label = profile.skill.level.fill(|_| String::new());
    let label: Vec<String> = crate::text::words(&label)
        .map(|(_, word)| bare(word))
        .collect();
    let mut words = crate::text::words(value)
        .map(|(_, word)| bare(word))
        .peekable();
    words.peek().is_some()
        && words.all(|word| label.contains(&word) || profile.level_index(&word).is_some())
}

type LevelAndOrdinal<'s> = (Option<Level<'s>>, Option<Ordinal<'s>>);

/// Reads a segment that is a labelled level, an ordinal sentence, or the one right after the other.
fn level_and_ordinal<'s>(segment: &Text<'s>, profile: &Profile) -> Option<LevelAndOrdinal<'s>> {
    let value = segment.as_str();
    if let Some(usual) = profile.usual_phrase(value) {
        return Some(usually(segment, usual));
    }
    // Most of the others are the one or the other but for white space, with a level of the scale.
    let known = |found: &Match<'_>| {
        let level = found.get("level");
        level.filter(|range| profile.level_index(&value[range.clone()]).is_some())
    };
    if let Some(found) = profile.skill.level.matches(value)
        && let Some(range) = known(&found)
    {
        let known = level(segment.slice(range), profile);
        let labelled = Level {
            labelled: true,
            ..known
        };
        return Some((Some(labelled), None));
    }
    if let Some(found) = profile.skill.ordinal.matches(value)
        && known(&found).is_some()
    {
        return Some((None, Some(ordinal_of(segment, &found, profile))));
    }
    if let Some(boundary) = boundary_of_ordinal(value, profile) {
        let before = segment.slice(0..boundary).trimmed();
        let level =
            labelled_level(&before, profile).unwrap_or_else(|| level(before.clone(), profile));
        let after = segment.slice(boundary..value.len());
        return Some((Some(level), ordinal(&after, profile)));
    }
    // The sentence is longer than the label: look for it first, so that a damaged sentence is not taken for a level.
    if let Some(ordinal) = ordinal(segment, profile) {
        return Some((None, Some(ordinal)));
    }
    Some((Some(labelled_level(segment, profile)?), None))
}

/// The reading of a segment that is a usual phrase.
fn usually<'s>(segment: &Text<'s>, usual: &UsualPhrase) -> LevelAndOrdinal<'s> {
    let level = segment.slice(usual.level.clone());
    let level_index = Some(usual.level_index);
    let Some(place) = &usual.place else {
        let level = Level {
            text: level,
            index: level_index,
            exact: true,
            labelled: true,
        };
        return (Some(level), None);
    };
    let part = |range: &Option<Range<usize>>| Some(segment.slice(range.clone()?));
    let ordinal = Ordinal {
        text: segment.clone(),
        exact: true,
        level: Some(level),
        level_index,
        ordinal: part(&place.ordinal),
        count: part(&place.count),
    };
    (None, Some(ordinal))
}

/// Where the ordinal sentence begins in a text that has something before it, as a byte offset from 0.
fn boundary_of_ordinal(value: &str, profile: &Profile) -> Option<usize> {
    let boundaries = crate::text::words(value)
        .map(|(at, _)| at)
        .filter(|&at| at > 0);
    let known = |at: &usize| {
        let found = profile.skill.ordinal.matches(&value[*at..]);
        let level = found.and_then(|found| found.get("level"));
        level.is_some_and(|range| profile.level_index(&value[*at..][range]).is_some())
    };
    boundaries.filter(known).last()
}

/// The segments of a cell that names a level; a label and its level are one, whatever stands between them.
fn cell_segments(value: &str, start: usize, profile: &Profile) -> Vec<Range<usize>> {
    let level = &profile.skill.level;
    let mut joined: Vec<Range<usize>> = Vec::new();
    for segment in segments(value, start) {
        match joined.last_mut() {
            Some(label)
                if profile.usual_phrase(&value[segment.clone()]).is_none()
                    && level.matches(&value[label.clone()]).is_none()
                    && level.matches(&value[label.start..segment.end]).is_some() =>
            {
                label.end = segment.end;
            }
            _ => joined.push(segment),
        }
    }
    joined
}

/// The stretches of a text that line breaks or two and more white spaces separate, from byte `start` (from 0) on; none is blank.
pub fn segments(value: &str, start: usize) -> Vec<Range<usize>> {
    let mut segments: Vec<Range<usize>> = Vec::new();
    let mut at = start;
    while let Some((word_start, word)) = next_word(value, at) {
        at = end_of_single_spaced(value, word_start + word.len());
        match segments.last_mut() {
            Some(segment) if is_single_space(&value[segment.end..word_start]) => segment.end = at,
            _ => segments.push(word_start..at),
        }
    }
    segments
}

/// Where the words end that follow byte `end`, the end of a word, with nothing but ASCII and single spaces between.
fn end_of_single_spaced(value: &str, mut end: usize) -> usize {
    let bytes = value.as_bytes();
    let is_plain = |at: usize| {
        bytes
            .get(at)
            .is_some_and(|byte| matches!(byte, b'!'..=b'~'))
    };
    loop {
        if is_plain(end) {
            end += 1;
        } else if bytes.get(end) == Some(&b' ') && is_plain(end + 1) {
            end += 2;
        } else {
            return end;
        }
    }
}

fn is_single_space(gap: &str) -> bool {
    let mut characters = gap.chars();
    characters.next() != Some('\n') && characters.next().is_none()
}

fn non_blank<'s>(text: &Text<'s>) -> Option<Text<'s>> {
    (!text.is_blank()).then(|| text.trimmed())
}

/// Reads a description: a lead-in and its points, on lines of their own or flattened into one.
pub fn description<'s>(text: &Text<'s>, profile: &Profile) -> Description<'s> {
    let mut parts = Vec::new();
    let value = text.as_str();
    let mut start = 0;
    // A soft line break within a flattened list is white space; `<br>` and list items made these breaks.
    for line in value.split('\n') {
        line_parts(text, start..start + line.len(), profile, &mut parts);
        start += line.len() + 1;
    }
    describe(text.trimmed().span(), parts, profile)
}

/// A description of these parts.
pub fn describe<'s>(span: Span, mut parts: Vec<Part<'s>>, profile: &Profile) -> Description<'s> {
    // Whatever ends in a colon introduces the points below it, in whatever words.
    if let [first, second, ..] = &mut parts[..]
        && first.kind == PartKind::Sentence
        && second.kind == PartKind::Point
        && first.text.as_str().trim_end().ends_with(':')
    {
        first.kind = PartKind::LeadIn;
    }
    let stray_lead_in = stray_lead_in(&mut parts, profile);
    let undefined = matches!(&parts[..], [part] if profile.is_undefined(part.text.as_str()));
    Description {
        span,
        parts,
        stray_lead_in,
        undefined,
        wording: OnceLock::new(),
    }
}

/// Takes out the lead-in that opens nothing: the only one where points come first, or one that no points follow.
fn stray_lead_in<'s>(parts: &mut Vec<Part<'s>>, profile: &Profile) -> Option<Text<'s>> {
    let is_lead_in = |part: &Part<'_>| {
        part.kind == PartKind::LeadIn && is_lead_in(part.text.as_str().trim(), profile)
    };
    let (first, others) = parts.split_first()?;
    let mut found = others.iter().enumerate();
    let (behind, _) = found.rfind(|(_, part)| is_lead_in(part))?;
    let is_only = first.kind == PartKind::Point && !found.any(|(_, part)| is_lead_in(part));
    let at = behind + 1;
    (is_only || at + 1 == parts.len()).then(|| parts.remove(at).text)
}

/// The parts on one line: `You can:  - first point - second point`, or just one of them.
fn line_parts<'s>(
    text: &Text<'s>,
    line: Range<usize>,
    profile: &Profile,
    parts: &mut Vec<Part<'s>>,
) {
    let range = trim(text.as_str(), line);
    if range.is_empty() {
        return;
    }
    let value = &text.as_str()[range.clone()];
    if let Some(skip) =
        after_bullet(value).or_else(|| Some(number_prefix(&text.slice(range.clone()))?.1))
    {
        // The bullet says that the line is one point; where it is the first of a flattened list, the others follow it.
        let flattened =
            value.starts_with('-') && !parts.iter().any(|part| part.kind == PartKind::Point);
        let point = range.start + skip..range.end;
        if flattened && is_flattened_list(&text.as_str()[point.clone()]) {
            flattened_points(text, point, profile, parts);
        } else {
            push_point(text, point, profile, parts);
        }
        return;
    }
    if let Some((lead_in, list)) = list_after_lead_in(value, profile) {
        push(
            text,
            range.start..range.start + lead_in,
            PartKind::LeadIn,
            parts,
        );
        flattened_points(text, range.start + list..range.end, profile, parts);
    } else {
        let kind = if is_lead_in(value, profile) {
            PartKind::LeadIn
        } else {
            PartKind::Sentence
        };
        push(text, range, kind, parts);
    }
}

/// Whether the rest of a line that began with a bullet holds more bullets after two white spaces, as a flattened list does.
fn is_flattened_list(value: &str) -> bool {
    value.contains("  - ")
}

/// For a line that goes on with a list behind its lead-in: where the lead-in ends and where the first point begins (bytes from 0).
fn list_after_lead_in(value: &str, profile: &Profile) -> Option<(usize, usize)> {
    let mut from = 0;
    while let Some(at) = value[from..].find(char::is_whitespace) {
        let gap = from + at;
        let rest = value[gap..].trim_start();
        let next = value.len() - rest.len();
        if let Some(skip) = after_bullet(rest).or_else(|| numbered_one(rest)) {
            let lead_in = value[..gap].trim_end();
            let opens = lead_in.ends_with(':') || next - gap >= 2 || is_lead_in(lead_in, profile);
            return opens.then_some((lead_in.len(), next + skip));
        }
        from = next;
        if rest.is_empty() {
            break;
        }
    }
    None
}

fn numbered_one(rest: &str) -> Option<usize> {
    let after = rest
        .strip_prefix("1.")
        .or_else(|| rest.strip_prefix("1)"))?;
    after
        .starts_with(char::is_whitespace)
        .then(|| rest.len() - after.trim_start().len())
}

/// Splits `point - point - point`, or `point 2. point 3. point` where the first was numbered.
fn flattened_points<'s>(
    text: &Text<'s>,
    list: Range<usize>,
    profile: &Profile,
    parts: &mut Vec<Part<'s>>,
) {
    let value = text.as_str();
    let numbered = value[..list.start].trim_end().ends_with(['.', ')']);
    let mut start = list.start;
    let mut number = 2;
    while start < list.end {
        let rest = &value[start..list.end];
        let cut = if numbered {
            next_number(rest, number)
        } else {
            next_bullet(rest)
        };
        let (end, resume) = cut.map_or((list.end, list.end), |(end, resume)| {
            (start + end, start + resume)
        });
        push_point(text, start..end, profile, parts);
        start = resume;
        number += 1;
    }
}

/// The next ` - ` or ` • `: where the point before it ends and the one after it begins.
fn next_bullet(rest: &str) -> Option<(usize, usize)> {
    // All but the dash begin with the same byte.
    const BULLETS: [&str; 6] = ["-", "•", "●", "▪", "◦", "‣"];
    let [dash, dot] = [BULLETS[0], BULLETS[1]].map(|bullet| bullet.as_bytes()[0]);
    let mut candidates = memchr::memchr2_iter(dash, dot, rest.as_bytes());
    candidates.find_map(|at| {
        let (before, from) = rest.split_at(at);
        let after = BULLETS
            .iter()
            .find_map(|bullet| from.strip_prefix(bullet))?;
        let alone = before.ends_with(char::is_whitespace) && after.starts_with(char::is_whitespace);
        alone.then(|| {
            let next = rest.len() - after.trim_start().len();
            (before.trim_end().len(), next)
        })
    })
}

fn next_number(rest: &str, number: usize) -> Option<(usize, usize)> {
    for mark in ['.', ')'] {
        let token = format!(" {number}{mark} ");
        if let Some(at) = rest.find(&token) {
            return Some((rest[..at].trim_end().len(), at + token.len()));
        }
    }
    None
}

/// Adds a point; where a further lead-in follows it after two white spaces (`…  You also can:`), that too.
fn push_point<'s>(
    text: &Text<'s>,
    range: Range<usize>,
    profile: &Profile,
    parts: &mut Vec<Part<'s>>,
) {
    let range = trim(text.as_str(), range);
    let value = &text.as_str()[range.clone()];
    let further = value.ends_with(':').then(|| value.rfind("  ")).flatten();
    if let Some(last) = further {
        let lead_in = trim(text.as_str(), range.start + last..range.end);
        push(
            text,
            range.start..range.start + value[..last].trim_end().len(),
            PartKind::Point,
            parts,
        );
        push(text, lead_in, PartKind::LeadIn, parts);
        return;
    }
    let kind = if is_lead_in(value, profile) {
        PartKind::LeadIn
    } else {
        PartKind::Point
    };
    push(text, range, kind, parts);
}

fn push<'s>(text: &Text<'s>, range: Range<usize>, kind: PartKind, parts: &mut Vec<Part<'s>>) {
    if !range.is_empty() {
        parts.push(Part {
            kind,
            text: text.slice(range),
        });
    }
}

/// Whether a text is a lead-in: one of the profile's, or close to one.
pub fn is_lead_in(value: &str, profile: &Profile) -> bool {
    let lead_ins = &profile.skill.lead_ins;
    if lead_ins.iter().any(|lead_in| lead_in == value) {
        return true;
    }
    let longest = lead_ins
        .iter()
        .map(|lead_in| lead_in.chars().count())
        .max()
        .unwrap_or(0);
    value.chars().nth(longest + 2).is_none()
        && crate::config::close_match(value, lead_ins.iter().map(String::as_str)).is_some()
}

fn trim(value: &str, range: Range<usize>) -> Range<usize> {
    let text = &value[range.clone()];
    let start = range.start + (text.len() - text.trim_start().len());
    start..start + text.trim().len()
}

/// Whether a text reads like the start of a description: it opens with a lead-in, is undefined, or is a placeholder.
pub fn opens_description(value: &str, profile: &Profile) -> bool {
    let value = value.trim_start();
    let opens = |phrase: &String| {
        value
            .get(..phrase.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(phrase))
    };
    profile.skill.lead_ins.iter().any(opens) || profile.skill.undefined.iter().any(opens)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_is_read_however_its_label_is_set_apart() {
        let source =
            "Knots  Level:\u{a0} working  Working is the second of 4 ascending skill levels";
        let content = Inline {
            text: Text::verbatim(source, Span::new(0, source.len())),
            links: Vec::new(),
        };
        let cell = skill_cell(&content, Profile::gov_uk());
        assert_eq!(
            cell.skill.map(|skill| skill.as_str().to_owned()).as_deref(),
            Some("Knots")
        );
        assert_eq!(
            cell.level
                .map(|level| level.text.as_str().to_owned())
                .as_deref(),
            Some("working")
        );
        assert!(cell.ordinal.is_some_and(|ordinal| ordinal.exact));
    }
}
