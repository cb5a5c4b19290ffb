//! `update-history`: the dates of a page contradict one another.

use super::{ascending, names, placed};
use crate::config::fold;
use crate::config::template::Template;
use crate::document::{Date, Day, History};
use crate::finding::{Finding, Fix, Grade, Severity};
use crate::rule::{DocumentContext, DocumentRule, Group, RuleInfo};
use crate::text::{Span, Text};

/// The rule.
pub struct UpdateHistory;

static INFO: RuleInfo = RuleInfo {
    id: "update-history",
    group: Group::Page,
    severity: Some(Severity::Warning),
    summary: "the dates of the update history contradict one another",
    explanation: "People look at the dates to see whether a page is still right. The entries of the update history stand newest first; \
*Last updated* (in the history and at the top of a page), the front matter's date and the newest entry name the same day; and the \
page was published on the day of the entry that says so, and not after any other.

Of entries out of order, those are reported whose removal restores the order; of several dates, the one that most others contradict; \
of two, the one that is not the newest entry. A front matter date may also be the day on which the page was first published.

The words before a date (*Last updated*) are read even where they are misspelt, and reported, and so are a date that lacks a part or a space, \
words that no date follows, two dates on one line, and a history that has lost its heading.",
    yields_to: &["front-matter-schema"],
};

impl DocumentRule for UpdateHistory {
    fn info(&self) -> &'static RuleInfo {
        &INFO
    }

    fn fixes(&self) -> Option<Grade> {
        Some(Grade::Safe)
    }

    fn check(&self, context: &DocumentContext<'_>, findings: &mut Vec<Finding>) {
        let dates = Dates::of(context);
        let history = context.document.history.as_ref();
        let before = findings.len();
        let unread = dates.written.into_iter().filter(|date| date.day.is_none());
        findings.extend(unread.filter_map(|date| no_date(context, date)));
        findings.extend(misspelt_labels(context));
        findings.extend(joined(context));
        findings.extend(before_colon(context));
        let mut newest = None;
        if let Some(history) = history {
            let misplaced = misplaced(history, &dates.trusted);
            for &at in &misplaced {
                findings.push(out_of_order(context, history, at));
            }
            let first = history.entries.first().filter(|_| !misplaced.contains(&0));
            newest =
                first.and_then(|entry| Stated::of(&entry.date, "the newest entry of the history"));
            findings.extend(published_late(context, history, &misplaced));
            findings.extend(without_heading(context, history));
        }
        findings.extend(odd_ones_out(context, newest, dates.current));
        for finding in &mut findings[before..] {
            finding.subject = placed::role(context.document);
        }
    }
}

/// What should be a date and names no day. Where no entry names one, months may be all that this history says.
fn no_date(context: &DocumentContext<'_>, date: &Date<'_>) -> Option<Finding> {
    let profile = context.profile;
    let text = date.text.as_str();
    let phrases = [&profile.phrases.last_updated, &profile.phrases.published];
    let lacks_date = |phrase: &&Template| fold(text).starts_with(&fold(&label(phrase)));
    if phrases.iter().any(lacks_date) {
        let message = format!("no date follows `{text}`");
        let finding = INFO.finding(context.source, date.text.span(), message);
        return Some(finding.help("write the date behind it, on the same line"));
    }
    let history = context.document.history.as_ref();
    let mut entries = history.into_iter().flat_map(|history| &history.entries);
    let is_month = text.split(' ').next().and_then(|word| profile.month(word));
    if is_month.is_some() && entries.all(|entry| entry.date.day.is_none()) {
        return None;
    }
    let months = profile.language.months.iter();
    let month = months.last().map_or("", String::as_str);
    let help = format!("write a day that the calendar has as `1 {month} 2023` is written");
    let message = format!("`{text}` is no date");
    Some(
        INFO.finding(context.source, date.text.span(), message)
            .help(help),
    )
}

/// *Published* and *Last updated* on one line.
fn joined(context: &DocumentContext<'_>) -> Option<Finding> {
    let second = context.document.history.as_ref()?.joined?;
    let text = context.source.text();
    let words = second.of(text);
    let message = format!("`{words}` stands behind other text on the same line");
    let before = &text[..second.start as usize];
    let gap = context
        .source
        .locate(Span::new(before.trim_end().len(), before.len()));
    let fix = Fix::replace("put an empty line between them", true, gap, "\n\n");
    Some(
        INFO.finding(context.source, second, message)
            .help("put an empty line before it")
            .fix(fix),
    )
}

/// The only date of an entry that a colon follows.
fn before_colon(context: &DocumentContext<'_>) -> Option<Finding> {
    let text = context.source.text();
    let entries = &context.document.history.as_ref()?.entries;
    let colon = |end: usize| {
        text[end..]
            .starts_with(':')
            .then(|| Span::new(end, end + 1))
    };
    let mut colons = entries.iter().filter_map(|entry| {
        let end = entry.date.text.span().end as usize;
        Some((entry.date.text.as_str(), colon(end)?))
    });
    let ((date, place), None) = (colons.next()?, colons.next()) else {
        return None;
    };
    let message = format!("`{date}` has a `:` behind it, unlike the other dates");
    let fix = Fix::replace("remove the `:`", true, context.source.locate(place), "");
    let finding = INFO.finding(context.source, place, message);
    (entries.len() > 1).then(|| finding.help("remove the `:`").fix(fix))
}

/// Words such as *Last updated* that were recognised although they are misspelt.
fn misspelt_labels(context: &DocumentContext<'_>) -> Vec<Finding> {
    let document = context.document;
    let phrases = &context.profile.phrases;
    let history = document.history.as_ref();
    let dates = [
        (document.last_updated.as_ref(), &phrases.last_updated),
        (
            history.and_then(|history| history.last_updated.as_ref()),
            &phrases.last_updated,
        ),
        (
            history.and_then(|history| history.published.as_ref()),
            &phrases.published,
        ),
    ];
    let misspelt = dates.into_iter().filter_map(|(date, phrase)| {
        let date = date?;
        let label = date.misspelt_label.as_ref()?;
        let (before, behind) = around_date(phrase);
        if names::same(label.as_str(), &before) {
            return Some(if behind.is_empty() {
                without_space(context, label)
            } else {
                words_behind(context, date, &behind)
            });
        }
        let message = format!("`{}` is not how a date is introduced here", label.as_str());
        let finding = INFO.finding(context.source, label.span(), message);
        let edit = context.rewrite(label, &before);
        let fix = Fix::of(format!("replace by `{before}`"), true, [edit]);
        let finding = finding.help(format!("did you mean `{}`?", self::label(phrase)));
        Some(finding.fix(fix.filter(|_| !before.is_empty())))
    });
    misspelt.collect()
}

/// A date that stands right behind the words that introduce it.
fn without_space(context: &DocumentContext<'_>, label: &Text<'_>) -> Finding {
    let words = label.as_str();
    let message = format!("a space is missing after `{words}`");
    let end = context
        .source
        .locate(Span::empty(label.span().end as usize));
    INFO.finding(context.source, label.span(), message)
        .help("put a space before the date")
        .fix(Fix::replace("put a space before the date", true, end, " "))
}

/// A date with other words behind it than those of the profile.
fn words_behind(context: &DocumentContext<'_>, date: &Date<'_>, right: &str) -> Finding {
    let start = date.text.span().end as usize;
    let line = context.source.text()[start..]
        .lines()
        .next()
        .unwrap_or_default();
    let words = line.trim();
    let start = start + line.len() - line.trim_start().len();
    let place = Span::new(start, start + words.len());
    let (at, message, title) = if words.is_empty() {
        let message = format!("`{right}` is missing behind this date");
        (date.text.span(), message, format!("add `{right}`"))
    } else {
        let message = format!("`{words}` is not what stands behind a date here");
        (place, message, format!("replace by `{right}`"))
    };
    let gap = if words.is_empty() { " " } else { "" };
    let location = context.source.locate(place);
    let fix = Fix::replace(title, true, location, format!("{gap}{right}"));
    let finding = INFO.finding(context.source, at, message);
    let help = format!("write `{right}` behind the date");
    finding.help(help).fix(fix)
}

/// The words that introduce a date, with `…` in its place where others follow it.
fn label(phrase: &Template) -> String {
    match around_date(phrase) {
        (before, behind) if behind.is_empty() => before,
        (before, behind) => format!("{before} … {behind}").trim().to_owned(),
    }
}

/// The words before the date in a phrase, and those behind it.
fn around_date(phrase: &Template) -> (String, String) {
    const DATE: &str = "\0";
    let whole = phrase.fill(|_| DATE.to_owned());
    let (before, behind) = whole.split_once(DATE).unwrap_or((&whole, ""));
    (before.trim().to_owned(), behind.trim().to_owned())
}

/// A day that the document states, and the words that state it.
struct Stated<'d> {
    day: Day,
    /// The date as written.
    text: &'d str,
    span: Span,
    /// What states it, as a message names it.
    name: String,
}

impl<'d> Stated<'d> {
    fn of(date: &'d Date<'_>, name: impl Into<String>) -> Option<Self> {
        Some(Self {
            day: date.day?,
            text: date.text.as_str(),
            span: date.text.span(),
            name: name.into(),
        })
    }
}

/// Every date of the document but those of the front matter, and what they say.
struct Dates<'d> {
    written: Vec<&'d Date<'d>>,
    /// What else says when the words last changed.
    current: Vec<Stated<'d>>,
    /// The days that something besides the entries states.
    trusted: Vec<Day>,
}

impl<'d> Dates<'d> {
    fn of(context: &DocumentContext<'d>) -> Self {
        let document = context.document;
        let history = document.history.as_ref();
        let published = history.and_then(|history| history.published.as_ref());
        let last_updated = history.and_then(|history| history.last_updated.as_ref());
        let entries = history.into_iter().flat_map(|history| &history.entries);
        let top = document.last_updated.as_ref();
        let written = [top, published, last_updated]
            .into_iter()
            .flatten()
            .chain(entries.map(|entry| &entry.date))
            .collect();
        let label = label(&context.profile.phrases.last_updated);
        let of = |date: Option<&'d Date<'_>>, place: &str| {
            date.and_then(|date| Stated::of(date, format!("`{label}` {place}")))
        };
        let mut current: Vec<Stated<'d>> = of(last_updated, "in the history")
            .into_iter()
            .chain(of(top, "at the top"))
            .collect();
        let first_day = published.and_then(|date| date.day);
        // One front matter date: the first of the profile's keys that is there.
        let keys = &context.profile.front_matter.content_dates;
        let stated = keys.iter().find_map(|key| document.front_matter_str(key));
        if let Some((text, span)) = stated
            && let Some(day) = Day::from_iso(text)
            && Some(day) != first_day
        {
            current.push(Stated {
                day,
                text,
                span,
                name: "the front matter".to_owned(),
            });
        }
        let trusted = current
            .iter()
            .map(|stated| stated.day)
            .chain(first_day)
            .collect();
        Self {
            written,
            current,
            trusted,
        }
    }
}

/// The entries (from 0) without which the others stand newest first: as few as possible, and rather those whose day nothing else
/// states.
fn misplaced(history: &History<'_>, trusted: &[Day]) -> Vec<usize> {
    let entries = history.entries.iter().enumerate();
    let dated: Vec<(usize, Day)> = entries
        .filter_map(|(at, entry)| Some((at, entry.date.day?)))
        .collect();
    let misplaced = ascending::misplaced(
        &dated,
        |(_, one), (_, other)| one >= other,
        |(_, day)| 1000 + usize::from(trusted.contains(day)),
    );
    misplaced.into_iter().map(|at| dated[at].0).collect()
}

fn out_of_order(context: &DocumentContext<'_>, history: &History<'_>, at: usize) -> Finding {
    let date = &history.entries[at].date;
    let message = format!("the entry of `{}` is out of order", date.text.as_str());
    let finding = INFO
        .finding(context.source, date.text.span(), message)
        .label("entries stand newest first")
        .help("put the entry where it belongs, or correct its date");
    let neighbour = at.checked_sub(1).map_or(1, |before| before);
    match history.entries.get(neighbour) {
        Some(entry) => finding.related(
            context.source.locate(entry.date.text.span()),
            if neighbour < at {
                "the entry before it"
            } else {
                "the entry after it"
            },
        ),
        None => finding,
    }
}

/// A history that begins without the heading that says what its dates are.
fn without_heading(context: &DocumentContext<'_>, history: &History<'_>) -> Option<Finding> {
    let published = history.published.as_ref()?;
    let updates = &context.profile.sections.updates;
    let mut headings = context.document.headings.iter();
    if headings.any(|heading| updates.resembles(heading.text.as_str()).is_some()) {
        return None;
    }
    let span = published.text.span();
    let finding = INFO.finding(context.source, span, "the update history has no heading");
    let heading = updates.as_str();
    Some(finding.help(format!("write the heading `{heading}` above it")))
}

/// *Published* after an entry, or on another day than the entry that tells of it.
fn published_late(
    context: &DocumentContext<'_>,
    history: &History<'_>,
    misplaced: &[usize],
) -> Option<Finding> {
    let published = Stated::of(history.published.as_ref()?, "")?;
    let first_published = &context.profile.phrases.first_published;
    let entries = history.entries.iter().enumerate();
    let (_, oldest) = entries.rev().find(|(at, _)| !misplaced.contains(at))?;
    let oldest_day = oldest.date.day?;
    let tells_of_it = oldest
        .notes
        .iter()
        .any(|note| first_published.matches(note.as_str()).is_some());
    let wrong = if tells_of_it {
        published.day != oldest_day
    } else {
        published.day > oldest_day
    };
    wrong.then(|| {
        let name = if tells_of_it {
            "the entry that tells of it"
        } else {
            "the oldest entry"
        };
        INFO.finding(
            context.source,
            published.span,
            format!(
                "the page was published on `{}`, and {name} is dated `{}`",
                published.text,
                oldest.date.text.as_str()
            ),
        )
        .help("make the two dates the same, whichever of them is right")
        .related(context.source.locate(oldest.date.text.span()), name)
    })
}

/// The dates that differ from what most of them say; where as many say one day as another, the newest entry's counts, else the first.
fn odd_ones_out(
    context: &DocumentContext<'_>,
    newest: Option<Stated<'_>>,
    current: Vec<Stated<'_>>,
) -> Vec<Finding> {
    let all: Vec<Stated<'_>> = newest.into_iter().chain(current).collect();
    let votes = |day: Day| all.iter().filter(|stated| stated.day == day).count();
    // `max_by_key` takes the last of equals.
    let Some(right) = all.iter().rev().max_by_key(|stated| votes(stated.day)) else {
        return Vec::new();
    };
    all.iter()
        .filter(|stated| stated.day != right.day)
        .map(|stated| {
            INFO.finding(
                context.source,
                stated.span,
                format!(
                    "{} says `{}`, and {} says `{}`",
                    stated.name, stated.text, right.name, right.text
                ),
            )
            .help("make the dates the same, whichever of them is right")
            .related(context.source.locate(right.span), &right.name)
        })
        .collect()
}
