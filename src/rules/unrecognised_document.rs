//! `unrecognised-document`: a file with too few signs of a role or a catalogue to be read as one.

use crate::document::Kind;
use crate::finding::{Finding, Severity};
use crate::parse::Unrecognised;
use crate::rule::{Group, RuleInfo};
use crate::source::Source;
use crate::text::Span;

/// What is known about the rule.
pub static INFO: RuleInfo = RuleInfo {
    id: "unrecognised-document",
    group: Group::Page,
    severity: Some(Severity::Warning),
    summary: "a file has some signs of a role or a skill catalogue, and too few to be read as one",
    explanation: "A document is recognised by its front matter, headings, phrases and columns, so that one damaged sign changes nothing. \
A file with a few of these signs and without the others is not checked, which its owner should know. Either put right what is \
missing, or give the file a kind in `framelint.toml` or in its front matter. An empty file is most often a page that was never \
written, or one that was lost.",
    yields_to: &[],
};

/// The finding about a file that was not recognised.
pub fn finding(source: &Source, unrecognised: &Unrecognised) -> Finding {
    let kind = match &unrecognised.kind {
        Kind::Role => "a role",
        Kind::SkillCatalogue => "a skill catalogue",
        Kind::Guide => "a guide",
        Kind::Configured(name) => name,
    };
    // A block ends with its line break.
    let (start, text) = (
        unrecognised.span.start as usize,
        unrecognised.span.of(source.text()),
    );
    let span = Span::new(start, start + text.trim_end().len());
    let sentence = |parts: &[String]| parts.join(", ");
    let message = format!("this file has signs of {kind}, and too few to be checked as one");
    let finding = INFO.finding(source, span, message).label(format!(
        "signs of {kind}: {}",
        sentence(&unrecognised.signs)
    ));
    if unrecognised.missing.is_empty() {
        finding
    } else {
        finding.help(format!("missing: {}", sentence(&unrecognised.missing)))
    }
}

/// The finding about a file with nothing in it; none where there is something.
pub fn empty(source: &Source) -> Option<Finding> {
    let nothing = |character: char| character.is_whitespace() || character == '\u{feff}';
    source.text().trim_matches(nothing).is_empty().then(|| {
        INFO.finding(source, Span::default(), "this file is empty")
            .help("write the page, or delete the file")
    })
}
