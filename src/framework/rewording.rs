//! The changes that give one description the words of another, in the way in which the first is written.

use std::collections::BTreeMap;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::document::{BULLETS, Description, Document, Part, PartKind, is_plain};
use crate::text::{Span, collapse_white_space};

/// The text at a place, by the text that should stand there.
pub(crate) type Rewording = (Span, String);

/// What to replace in `here`, a description of `document` with the text `source`, so that it says what `there` says; the lead-in that
/// opens it stays.
///
/// Points are replaced, added and taken away one by one, and between them stands what stands there already (` - `, `<br>- `,
/// `</li><li>`, a new line with a bullet). `None` where that is not certain: the points are numbered, there is markup within them,
/// or the two are made of different parts.
pub(crate) fn rewording(
    document: &Document<'_>,
    source: &str,
    here: &Description<'_>,
    there: &Description<'_>,
) -> Option<Vec<Rewording>> {
    let (own, right) = (here.worded_parts(), there.worded_parts());
    let key = |part: &Part<'_>| {
        let text = collapse_white_space(part.text.as_str()).into_owned();
        (part.kind == PartKind::Point, text)
    };
    let own_keys: Vec<_> = own.iter().map(key).collect();
    let right_keys: Vec<_> = right.iter().map(key).collect();
    let mut rewordings = Vec::new();
    for operation in capture_diff_slices(Algorithm::Myers, &own_keys, &right_keys) {
        if matches!(operation, DiffOp::Equal { .. }) {
            continue;
        }
        let (old, new) = (operation.old_range(), operation.new_range());
        let common = old.len().min(new.len());
        for (part, other) in own[old.clone()].iter().zip(&right[new.clone()]) {
            if part.kind != other.kind {
                return None;
            }
            is_only_words(source, part).then_some(())?;
            rewordings.push((part.text.span(), written(document, other)));
        }
        let surplus = old.start + common..old.end;
        if !surplus.is_empty() {
            rewordings.push((
                removal(own, surplus.start, surplus.end, source)?,
                String::new(),
            ));
        }
        let missing = &right[new.start + common..new.end];
        if !missing.is_empty() {
            let all_points = missing.iter().all(|part| part.kind == PartKind::Point);
            let separator = all_points
                .then(|| separator(document, source, here))
                .flatten()?;
            rewordings.push(insertion(
                document,
                own,
                old.start + common,
                missing,
                &separator,
            )?);
        }
    }
    Some(merged(rewordings))
}

/// A part as its document writes it.
fn written(document: &Document<'_>, part: &Part<'_>) -> String {
    let text = collapse_white_space(part.text.as_str());
    document.dialect.written(&text).into_owned()
}

/// Whether a part is nothing but its words: no markup that a replacement would cut in two.
fn is_only_words(source: &str, part: &Part<'_>) -> bool {
    let after = source[part.text.span().end as usize..].chars().next();
    is_plain(source, &part.text) && !after.is_some_and(|c| matches!(c, '*' | '_' | '`' | ']'))
}

/// The points `first..end` (from 0) with what separates them from their neighbour.
fn removal(own: &[Part<'_>], first: usize, end: usize, source: &str) -> Option<Span> {
    let points = &own[first..end];
    if points
        .iter()
        .any(|part| part.kind != PartKind::Point || !is_only_words(source, part))
    {
        return None;
    }
    let is_point = |part: &&Part<'_>| part.kind == PartKind::Point;
    let (start, last) = (points.first()?.text.span(), points.last()?.text.span());
    if let Some(before) = first
        .checked_sub(1)
        .and_then(|at| own.get(at))
        .filter(is_point)
    {
        let from = before.text.span().end as usize;
        is_separator(&source[from..start.start as usize]).then_some(())?;
        Some(Span::new(from, last.end as usize))
    } else {
        let after = own.get(end).filter(is_point)?.text.span().start as usize;
        is_separator(&source[last.end as usize..after]).then_some(())?;
        Some(Span::new(start.start as usize, after))
    }
}

/// Points to add before the part at `at` (from 0).
fn insertion(
    document: &Document<'_>,
    own: &[Part<'_>],
    at: usize,
    missing: &[Part<'_>],
    separator: &str,
) -> Option<Rewording> {
    let is_point = |part: &&Part<'_>| part.kind == PartKind::Point;
    let texts: Vec<String> = missing.iter().map(|part| written(document, part)).collect();
    let points = texts.join(separator);
    if let Some(before) = at
        .checked_sub(1)
        .and_then(|at| own.get(at))
        .filter(is_point)
    {
        let place = Span::empty(before.text.span().end as usize);
        Some((place, format!("{separator}{points}")))
    } else {
        let after = own.get(at).filter(is_point)?;
        let place = Span::empty(after.text.span().start as usize);
        Some((place, format!("{points}{separator}")))
    }
}

/// What stands between two points: in this description, else most often in the document.
fn separator(document: &Document<'_>, source: &str, here: &Description<'_>) -> Option<String> {
    most_common(source, std::iter::once(here)).or_else(|| {
        let entries = document.entries();
        most_common(
            source,
            entries.filter_map(|entry| entry.description.as_ref()),
        )
    })
}

fn most_common<'d, 's: 'd>(
    source: &str,
    descriptions: impl Iterator<Item = &'d Description<'s>>,
) -> Option<String> {
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for pair in descriptions.flat_map(|description| description.parts.windows(2)) {
        if pair.iter().all(|part| part.kind == PartKind::Point) {
            let (end, start) = (pair[0].text.span().end, pair[1].text.span().start);
            let between = source.get(end as usize..start as usize).unwrap_or_default();
            if is_separator(between) {
                *times.entry(between).or_default() += 1;
            }
        }
    }
    let most = times.into_iter().rev().max_by_key(|&(_, times)| times)?;
    Some(most.0.to_owned())
}

/// Whether a text is nothing but bullets, line breaks and list tags.
fn is_separator(text: &str) -> bool {
    let mut rest = text;
    let mut bullets = 0;
    while let Some(character) = rest.chars().next() {
        let length = match character {
            '<' => match rest.find('>') {
                Some(end) if is_list_tag(&rest[1..end]) => {
                    bullets += 1;
                    end + 1
                }
                _ => return false,
            },
            bullet if BULLETS.contains(&bullet) => {
                bullets += 1;
                character.len_utf8()
            }
            space if space.is_whitespace() => character.len_utf8(),
            _ => return false,
        };
        rest = &rest[length..];
    }
    bullets > 0 && !text.contains("**")
}

/// Whether a tag (without its angle brackets) breaks a line or belongs to a list.
fn is_list_tag(tag: &str) -> bool {
    let name = tag.trim_matches('/').trim();
    let name = name.split(char::is_whitespace).next().unwrap_or_default();
    ["br", "li"]
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known))
}

/// Rewordings that meet, as one: a point that is replaced and one that is added after it.
fn merged(mut rewordings: Vec<Rewording>) -> Vec<Rewording> {
    rewordings.sort_by_key(|(span, _)| *span);
    let mut merged: Vec<Rewording> = Vec::new();
    for (span, text) in rewordings {
        match merged.last_mut() {
            Some((last, before)) if last.end == span.start => {
                *last = last.to(span);
                before.push_str(&text);
            }
            _ => merged.push((span, text)),
        }
    }
    merged
}
