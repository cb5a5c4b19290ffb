//! One damage: what is changed, where its finding must stand, and what came of it.

use std::collections::BTreeMap;

use framelint::finding::Finding;

use super::scan::{Framework, Range};

/// One damage to one page; all ranges count bytes of the undamaged text from 0.
pub struct Damage {
    pub page: usize,
    /// Replacements, ascending, none overlapping another.
    pub edits: Vec<(Range, String)>,
    /// Where else the finding may stand: the nearest place of something missing, the other side of a contradiction.
    pub also: Vec<Range>,
    /// What the finding must not reach beyond.
    pub scope: Range,
    /// A place is skipped when the undamaged framework has a finding in here.
    pub touched: Range,
    /// Whether nothing can be said of the role's needs any more: then what others say of it is neither right nor wrong.
    pub hides_needs: bool,
    /// Another page, by its index, and where in it the finding may stand: what contradicts the damage.
    pub in_another: Option<(usize, Range)>,
}

impl Damage {
    pub fn new(page: usize, range: Range, replacement: impl Into<String>, scope: &Range) -> Self {
        Self {
            page,
            edits: vec![(range, replacement.into())],
            also: Vec::new(),
            scope: scope.clone(),
            touched: scope.clone(),
            hides_needs: false,
            in_another: None,
        }
    }

    /// Damages a second place in the same way, for what is said in two places.
    pub fn and(mut self, range: Range, replacement: impl Into<String>) -> Self {
        self.edits.push((range, replacement.into()));
        self.edits.sort_by_key(|(range, _)| range.start);
        self
    }

    pub fn or_at(mut self, range: &Range) -> Self {
        self.also.push(range.clone());
        self
    }

    pub fn or_in(mut self, page: usize, range: &Range) -> Self {
        self.in_another = Some((page, range.clone()));
        self
    }

    /// Says that the role's needs cannot be known any more.
    pub fn hiding_needs(mut self) -> Self {
        self.hides_needs = true;
        self
    }

    /// Says that more than the scope is affected.
    pub fn touching(mut self, range: &Range) -> Self {
        self.touched = range.clone();
        self
    }

    pub fn apply(&self, text: &str) -> String {
        let mut damaged = String::with_capacity(text.len() + 256);
        let mut from = 0;
        for (range, replacement) in &self.edits {
            damaged.push_str(&text[from..range.start]);
            damaged.push_str(replacement);
            from = range.end;
        }
        damaged.push_str(&text[from..]);
        damaged
    }

    /// Where a range of the undamaged text stands in the damaged one; what was replaced counts as its replacement.
    fn moved(&self, range: &Range) -> Range {
        let moved = |at: usize, is_end: bool| {
            let mut added = 0isize;
            for (range, replacement) in &self.edits {
                let start = range.start.saturating_add_signed(added);
                if range.end <= at && (is_end || range.start < at) {
                    added += replacement.len().cast_signed() - range.len().cast_signed();
                } else if range.start < at {
                    return start + usize::from(is_end) * replacement.len();
                }
            }
            at.saturating_add_signed(added)
        };
        moved(range.start, false)..moved(range.end, true)
    }

    /// Where the replacements stand in the damaged text.
    fn replaced(&self) -> impl Iterator<Item = Range> {
        let mut added = 0isize;
        self.edits.iter().map(move |(range, replacement)| {
            let start = range.start.saturating_add_signed(added);
            added += replacement.len().cast_signed() - range.len().cast_signed();
            start..start + replacement.len()
        })
    }

    /// Whether a finding in the damaged framework stands where it must.
    fn is_place(&self, framework: &Framework, damaged: &str, finding: &Finding) -> bool {
        let span = finding.location.span().range();
        let is_in = |page: usize| *finding.location.path == *framework.pages[page].path;
        if let Some((_, place)) = self.in_another.as_ref().filter(|(page, _)| is_in(*page)) {
            return place.start <= span.start && span.end <= place.end;
        }
        if !is_in(self.page) {
            return false;
        }
        let moved = |range: &Range| with_separators(damaged, &self.moved(range));
        let within = |place: &Range| place.start <= span.start && span.end <= place.end;
        let touches = |place: Range| meets(&span, &with_separators(damaged, &place));
        within(&moved(&self.scope)) && self.replaced().any(touches)
            || self.also.iter().any(|place| within(&moved(place)))
    }

    /// What was changed, for a person who looks into a failure.
    pub fn describe(&self, framework: &Framework) -> String {
        let page = &framework.pages[self.page];
        let shown = |text: &str| {
            let short: String = text.chars().take(90).collect();
            let dots = if short.len() < text.len() { "…" } else { "" };
            format!("`{}{dots}`", short.replace('\n', "⏎"))
        };
        let edits: Vec<_> = (self.edits.iter())
            .map(|(range, replacement)| {
                let line = 1 + page.text[..range.start].matches('\n').count();
                let (old, new) = (shown(page.of(range)), shown(replacement));
                format!("{}:{line} {old} -> {new}", page.path)
            })
            .collect();
        let more = edits.len().saturating_sub(3);
        let rest = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        edits[..edits.len().min(3)].join(" and ") + &rest
    }
}

/// The range with the white space and markup around it: what stands next to nothing but separators is adjacent.
fn with_separators(text: &str, range: &Range) -> Range {
    const REACH: usize = 12;
    let separates = |c: char| !c.is_alphanumeric();
    let before = &text[..range.start];
    let trimmed = before
        .trim_end_matches("<br>- ")
        .trim_end_matches(separates);
    let behind = &text[range.end..];
    let rest = behind
        .trim_start_matches("<br>")
        .trim_start_matches(separates);
    let reach = |length: usize| length.min(REACH);
    range.start - reach(before.len() - trimmed.len())..range.end + reach(behind.len() - rest.len())
}

pub fn meets(one: &Range, other: &Range) -> bool {
    one.start <= other.end && other.start <= one.end
}

/// What came of a damage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    Once,
    Elsewhere,
    MoreThanOnce,
    Missed,
    /// Found, but a finding of the undamaged framework is gone.
    HidAnother,
}

/// Findings by rule, path and message, so that a shift of the text is no difference.
#[derive(Clone, PartialEq, Eq)]
pub struct Findings(BTreeMap<(&'static str, String, String), usize>);

impl Findings {
    pub fn of(findings: &[Finding]) -> Self {
        let mut counted = BTreeMap::new();
        for finding in findings {
            *counted.entry(identity(finding)).or_default() += 1;
        }
        Self(counted)
    }
}

fn identity(finding: &Finding) -> (&'static str, String, String) {
    let path = finding.location.path.to_string();
    (finding.rule, path, finding.message.clone())
}

pub struct Verdict {
    pub outcome: Outcome,
    /// What the damage brought, one line each.
    pub news: Vec<String>,
}

impl Verdict {
    /// Compares the findings of the damaged framework with those of the undamaged one.
    pub fn of(
        damage: &Damage,
        rules: &[&str],
        framework: &Framework,
        damaged: &str,
        baseline: &Findings,
        findings: &[Finding],
    ) -> Self {
        let mut known = baseline.0.clone();
        let mut new = Vec::new();
        for finding in findings {
            match known.get_mut(&identity(finding)) {
                Some(count) if *count > 0 => *count -= 1,
                _ => new.push(finding),
            }
        }
        let gone: Vec<_> = known.iter().filter(|(_, count)| **count > 0).collect();
        let is_right = |finding: &&&Finding| {
            rules.contains(&finding.rule) && damage.is_place(framework, damaged, finding)
        };
        let right = new.iter().filter(is_right).count();
        let outcome = match (new.len(), right) {
            (0, _) => Outcome::Missed,
            (_, 0) => Outcome::Elsewhere,
            (1, 1) if gone.is_empty() => Outcome::Once,
            (1, 1) => Outcome::HidAnother,
            _ => Outcome::MoreThanOnce,
        };
        let mut news: Vec<_> = new.iter().map(|finding| shown(finding)).collect();
        news.extend(
            gone.iter()
                .map(|((rule, path, message), _)| format!("GONE {path} {rule}: {message}")),
        );
        Self { outcome, news }
    }
}

fn shown(finding: &Finding) -> String {
    let start = finding.location.start;
    let length = finding.location.span().len();
    format!(
        "{}:{}:{} (+{length}) {}: {}",
        finding.location.path, start.line, start.column, finding.rule, finding.message
    )
}
