//! Findings for people: each with the words in question, what is to be done, and a line at the end that sums up.

use std::collections::HashMap;
use std::io::{self, Write};
use std::rc::Rc;

use anstyle::Style;
use codespan_reporting::diagnostic::{self, Diagnostic, Label, LabelStyle};
use codespan_reporting::files::Error;
use codespan_reporting::term::{Config, emit_to_write_style};

use super::excerpt::{Excerpt, Excerpts};
use super::paint::{Painter, Palette};
use super::{Look, count, harmless, place_name, wrap};
use crate::engine::{Files, Report};
use crate::finding::{Finding, Fix, Grade, Severity};
use crate::policy::Summary;
use crate::source::{Location, Source};
use crate::text::Span;

/// Related places that are shown in the document of the primary one.
const SHOWN_HERE: usize = 4;
/// Related places that are shown in other documents.
const SHOWN_ELSEWHERE: usize = 3;
/// Further related places that are named; the rest are counted.
const NAMED: usize = 5;
/// Characters of a line of a note.
const NOTE_WIDTH: usize = 90;
/// Bytes of documents that are kept for the findings that follow.
const KEPT_BYTES: usize = 16 << 20;

/// Writes every finding with its excerpts, then the summary.
pub(super) fn write(
    out: &mut dyn Write,
    report: &Report,
    files: &dyn Files,
    look: Look,
) -> io::Result<()> {
    let mut sources = Sources {
        files,
        read: HashMap::new(),
        bytes: 0,
    };
    for finding in &report.findings {
        write_finding(out, finding, &mut sources, look.colour)?;
    }
    if look.summary {
        writeln!(out, "{}", sum_up(&Summary::of(report)))?;
    }
    Ok(())
}

/// *2 errors, 1 warning in 49 documents (3 passed over)*
pub(super) fn sum_up(summary: &Summary) -> String {
    let counts = [
        (summary.errors, "error"),
        (summary.warnings, "warning"),
        (summary.infos, "info"),
    ];
    let found: Vec<String> = counts
        .into_iter()
        .filter(|&(number, _)| number > 0)
        .map(|(number, name)| count(number, name))
        .collect();
    let documents = count(summary.documents, "document");
    let text = match (found.is_empty(), summary.documents) {
        (true, 0) => "no documents of a framework found".to_owned(),
        (true, _) => format!("no problems in {documents}"),
        (false, 0) => format!("{}; no document was checked", found.join(", ")),
        (false, _) => format!("{} in {documents}", found.join(", ")),
    };
    let aside = [
        (summary.passed_over, "passed over"),
        (summary.suppressed, "ignored by comments"),
        (summary.baselined, "in the baseline"),
        (summary.unchanged, "not new"),
    ];
    let aside: Vec<String> = aside
        .into_iter()
        .filter(|&(number, _)| number > 0)
        .map(|(number, what)| format!("{number} {what}"))
        .collect();
    let text = if aside.is_empty() {
        text
    } else {
        format!("{text} ({})", aside.join(", "))
    };
    let text = if summary.incomplete {
        format!("{text}; not everything could be checked")
    } else {
        text
    };
    match (summary.fixable, summary.fixable_unsafely) {
        (0, 0) => text,
        (safe, 0) => format!("{text}; {safe} fixable with --fix"),
        (0, rest) => format!("{text}; {rest} fixable with --fix --unsafe-fixes"),
        (safe, rest) => {
            format!("{text}; {safe} fixable with --fix, {rest} more with --unsafe-fixes")
        }
    }
}

fn write_finding(
    out: &mut dyn Write,
    finding: &Finding,
    sources: &mut Sources<'_>,
    colour: bool,
) -> io::Result<()> {
    let palette = Palette { colour };
    let (header, message) = (Palette::of(finding.severity).bold(), Style::new().bold());
    palette.write(
        out,
        header,
        &format!("{}[{}]", finding.severity, finding.rule),
    )?;
    let text = format!(": {}", harmless(&finding.message));
    palette.write(out, message, &text)?;
    writeln!(out)?;

    let (shown, named) = choose(finding, sources);
    let mut notes = notes(finding, &named);
    if shown.is_empty() {
        if sources.has(&finding.location.path) {
            notes.push("the file has changed since it was checked".to_owned());
        }
        return write_without_excerpt(out, finding, &notes, palette);
    }
    let mut labels = Vec::new();
    let mut excerpts = Vec::new();
    for (id, (source, places)) in shown.into_iter().enumerate() {
        let spans: Vec<Span> = places.iter().map(|place| place.span).collect();
        let (excerpt, ranges) = Excerpt::new(&source, &spans);
        excerpts.push(excerpt);
        labels.extend(places.iter().zip(ranges).map(|(place, range)| {
            Label::new(place.style, id, range).with_message(harmless(place.message))
        }));
    }
    let severity = match finding.severity {
        Severity::Error => diagnostic::Severity::Error,
        Severity::Warning => diagnostic::Severity::Warning,
        Severity::Info => diagnostic::Severity::Note,
    };
    let diagnostic = Diagnostic::new(severity)
        .with_labels(labels)
        .with_notes(notes);
    let mut painter = Painter {
        out,
        palette,
        in_header: true,
    };
    let config = Config::default();
    match emit_to_write_style(&mut painter, &config, &Excerpts(excerpts), &diagnostic) {
        Ok(()) => Ok(()),
        Err(Error::Io(error)) => Err(error),
        Err(error) => Err(io::Error::other(error)),
    }
}

/// What can be said of a place whose text is not at hand: the file could not be read, or it changed since it was checked.
fn write_without_excerpt(
    out: &mut dyn Write,
    finding: &Finding,
    notes: &[String],
    palette: Palette,
) -> io::Result<()> {
    write!(out, "  ")?;
    palette.write(out, Palette::FRAME, "┌─")?;
    writeln!(out, " {}", place_name(&finding.location))?;
    for note in notes {
        write!(out, "  ")?;
        palette.write(out, Palette::FRAME, "=")?;
        writeln!(out, " {}", note.replace('\n', "\n    "))?;
    }
    writeln!(out)
}

fn notes(finding: &Finding, named: &[&Location]) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(help) = &finding.help {
        let lines: Vec<String> = help
            .lines()
            .map(|line| wrap(&harmless(line), NOTE_WIDTH))
            .collect();
        notes.push(format!("help: {}", lines.join("\n")));
    }
    notes.extend(
        finding
            .fixes
            .iter()
            .filter_map(|fix| fix_note(finding, fix)),
    );
    if !named.is_empty() {
        let mut places: Vec<String> = named
            .iter()
            .take(NAMED)
            .map(|place| place_name(place))
            .collect();
        if let Some(more @ 1..) = named.len().checked_sub(NAMED) {
            places.push(format!("{more} more"));
        }
        notes.push(format!("also: {}", places.join(", ")));
    }
    notes
}

/// What a fix would do, and the arguments that make it.
fn fix_note(finding: &Finding, fix: &Fix) -> Option<String> {
    let help = finding.help.as_deref().unwrap_or_default();
    let mut edits = fix.edits.iter();
    let named = edits.all(|edit| !edit.replacement.is_empty() && help.contains(&edit.replacement));
    // What help says already need not be said twice.
    let title = if named || help.contains(&fix.title) {
        String::new()
    } else {
        harmless(&fix.title).into_owned()
    };
    let arguments = match (Grade::Safe.choose(finding), Grade::Any.choose(finding)) {
        (Some(chosen), _) if std::ptr::eq(chosen, fix) => "with --fix",
        (_, Some(chosen)) if std::ptr::eq(chosen, fix) => "with --fix --unsafe-fixes",
        _ => "",
    };
    let kind = if fix.safe { "fix" } else { "possible fix" };
    let note = match (&*title, arguments) {
        ("", "") => return None,
        ("", arguments) => format!("{kind}: {arguments}"),
        (title, "") => format!("{kind}: {title}"),
        (title, arguments) => format!("{kind}: {title} ({arguments})"),
    };
    Some(wrap(&note, NOTE_WIDTH))
}

/// A place to show.
struct Place<'f> {
    span: Span,
    style: LabelStyle,
    message: &'f str,
}

type Shown<'f> = Vec<(Rc<Source>, Vec<Place<'f>>)>;

/// The places to show, by document, that of the primary place first; and the places to name. Nothing to show where the primary
/// place's text is not at hand.
fn choose<'f>(finding: &'f Finding, sources: &mut Sources<'_>) -> (Shown<'f>, Vec<&'f Location>) {
    let mut shown: Shown<'f> = Vec::new();
    let mut named = Vec::new();
    let Some(source) = sources.get(&finding.location) else {
        return (
            shown,
            finding
                .related
                .iter()
                .map(|related| &related.location)
                .collect(),
        );
    };
    let primary = Place {
        span: finding.location.span(),
        style: LabelStyle::Primary,
        message: finding.label.as_deref().unwrap_or_default(),
    };
    shown.push((source, vec![primary]));
    let (mut here, mut elsewhere) = (0, 0);
    for related in &finding.related {
        let location = &related.location;
        let (so_far, most) = if location.path == finding.location.path {
            (&mut here, SHOWN_HERE)
        } else {
            (&mut elsewhere, SHOWN_ELSEWHERE)
        };
        let Some(source) = (*so_far < most).then(|| sources.get(location)).flatten() else {
            named.push(location);
            continue;
        };
        *so_far += 1;
        let place = Place {
            span: location.span(),
            style: LabelStyle::Secondary,
            message: &related.message,
        };
        match shown
            .iter_mut()
            .find(|(known, _)| known.path() == source.path())
        {
            Some((_, places)) => places.push(place),
            None => shown.push((source, vec![place])),
        }
    }
    (shown, named)
}

/// Documents read again for their excerpts.
struct Sources<'f> {
    files: &'f dyn Files,
    read: HashMap<String, Option<Rc<Source>>>,
    bytes: usize,
}

impl Sources<'_> {
    /// The document of a place; `None` where it cannot be read or does not have the place any more.
    fn get(&mut self, location: &Location) -> Option<Rc<Source>> {
        let source = match self.read.get(&*location.path) {
            Some(source) => source.clone(),
            None => self.read(location),
        };
        source.filter(|source| has_place(source, location))
    }

    /// Whether the document was found when its text was asked for.
    fn has(&self, path: &str) -> bool {
        self.read.get(path).is_some_and(Option::is_some)
    }

    fn read(&mut self, location: &Location) -> Option<Rc<Source>> {
        let path = &location.path;
        let text = self.files.read(path).ok();
        let source = text.map(|text| Rc::new(Source::new(path.clone(), text)));
        let bytes = source.as_ref().map_or(0, |source| source.text().len());
        if self.bytes + bytes > KEPT_BYTES {
            self.read.clear();
            self.bytes = 0;
        }
        self.bytes += bytes;
        self.read.insert(path.to_string(), source.clone());
        source
    }
}

fn has_place(source: &Source, location: &Location) -> bool {
    let text = source.text();
    let is_position = |position: crate::text::Position| {
        text.is_char_boundary(position.offset)
            && source.lines().line_of(position.offset) + 1 == position.line
    };
    location.start.offset <= location.end.offset
        && is_position(location.start)
        && is_position(location.end)
}

#[cfg(test)]
mod tests;
