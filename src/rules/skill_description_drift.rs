//! `skill-description-drift`: the same skill at the same level in different words.

use super::repeated_word::is_repeated_at;
use crate::document::{BULLETS, Description, Document};
use crate::facts::Place;
use crate::finding::{Edit, Finding, Fix, Grade, Severity, Subject};
use crate::framework::{
    Described, Deviation, Difference, Framework, Nature, contradiction, difference, entries_with,
    entry_at, rewording,
};
use crate::rule::{AgreementRule, Group, RuleInfo};
use crate::source::Source;
use crate::text::Span;

/// The rule.
#[derive(Debug)]
pub struct SkillDescriptionDrift;

const INFO: RuleInfo = RuleInfo {
    id: "skill-description-drift",
    group: Group::Agreement,
    severity: Some(Severity::Error),
    summary: "the same skill at the same level is described in different words",
    explanation: "\
A skill level means one thing across a framework. When two documents describe it in different words, people in different roles
are held to different standards, and nobody knows which of the wordings was agreed.

Which description is right: the skill catalogue's, where the framework has one, unless at least two documents agree on other
words and only the catalogue differs. Otherwise the wording of most documents, then of the document whose words changed last
(by its update history, *Last updated*, or its front matter's date), then of most entries, then the first by path.

There is one finding for each document and wording, at the first words that differ. White space, line breaks and the lead-in
never count; case, punctuation and words do. Words that are exactly another level's are reported by `skill-level-mismatch`.",
    yields_to: &[
        "skill-level-mismatch",
        "description-placeholder",
        "duplicate-skill",
        "skill-row-incomplete",
    ],
};

impl AgreementRule for SkillDescriptionDrift {
    fn info(&self) -> &'static RuleInfo {
        &INFO
    }

    fn fixes(&self) -> Option<Grade> {
        Some(Grade::Any)
    }

    fn check(&self, framework: &Framework<'_>, findings: &mut Vec<Finding>) {
        let deviations = framework.deviations().iter();
        let drifts = deviations.filter(|deviation| deviation.described_as.is_none());
        findings.extend(drifts.filter_map(|deviation| drift(framework, deviation)));
    }
}

fn drift(framework: &Framework<'_>, deviation: &Deviation) -> Option<Finding> {
    let parsed = framework.document(deviation.document)?;
    let (source, document) = (parsed.source(), parsed.document()?);
    let Deviation { skill, level, .. } = *deviation;
    let entries = entries_with(framework, document, skill, level, deviation.wording);
    let (first, further) = entries.split_first()?;

    let other = framework.document(deviation.against.document)?;
    let right = entry_at(other.document()?, deviation.against.piece)?;
    let description = right.entry.description.as_ref()?;
    let runs = difference(first.entry.description.as_ref()?, description);
    let (run, further_runs) = runs.split_first()?;
    if further_runs.is_empty() && is_repetition(framework, run, description, other.source()) {
        return None;
    }

    let name = framework.name(framework.skills.skill(skill).name);
    let level_name = framework.profile.level_name(level).to_lowercase();
    let place = place_name(framework, deviation, other.source());
    let more = match further_runs.len() {
        0 => String::new(),
        1 => ", and in one more place".to_owned(),
        places => format!(", and in {places} more places"),
    };
    let message = format!(
        "`{name}` at {level_name} is worded differently in {place}: {}{more}",
        contrast(run)
    );
    let mut finding = INFO
        .finding(source, caret(source, run), message)
        .about(first.entry.span)
        .offending(&contradiction(&runs))
        .subject(subject(framework, deviation, first))
        .label(label(run))
        .help(help(framework, deviation, &runs, other.source()));
    for run in further_runs {
        finding = finding.related(source.locate(caret(source, run)), label(run));
    }
    for entry in further {
        let runs = difference(entry.entry.description.as_ref()?, description);
        let run = runs.first()?;
        let role_level = entry.role_level.unwrap_or(entry.skill);
        finding = finding.related(
            source.locate(caret(source, run)),
            format!("the same words under `{role_level}`"),
        );
    }
    let held_against = match deviation.agreeing {
        1 => "the wording that it is held against".to_owned(),
        documents => format!("the wording that it is held against, in {documents} documents"),
    };
    let finding = finding.related(other.source().locate(run.there), held_against);
    let fix = fix(source, document, &entries, description, other.source());
    Some(finding.fix(fix))
}

/// Whether nothing but a word that stands twice there is other: the mistake is there, and `repeated-word` has it.
fn is_repetition(
    framework: &Framework<'_>,
    run: &Difference,
    there: &Description<'_>,
    source: &Source,
) -> bool {
    let mut parts = there.parts.iter();
    run.words_here.is_empty()
        && parts.any(|part| is_repeated_at(source, &part.text, run.there, framework.profile))
}

/// Gives every entry of the document that has these words the right ones. Which words are right is for a person to say.
fn fix(
    source: &Source,
    document: &Document<'_>,
    entries: &[Described<'_, '_>],
    right: &Description<'_>,
    other: &Source,
) -> Option<Fix> {
    let mut edits = Vec::new();
    for described in entries {
        let here = described.entry.description.as_ref()?;
        let changes = rewording(document, source.text(), here, right)?;
        edits.extend(changes.into_iter().map(|(span, replacement)| Edit {
            location: source.locate(span),
            replacement,
        }));
    }
    (!edits.is_empty()).then(|| Fix {
        title: format!("take the wording of `{}`", other.path()),
        safe: false,
        edits,
    })
}

fn place_name(framework: &Framework<'_>, deviation: &Deviation, other: &Source) -> String {
    let Place { document, .. } = deviation.against;
    if document == deviation.document {
        "another entry of this document".to_owned()
    } else {
        debug_assert_eq!(other.path().as_ref(), framework.path(document));
        format!("`{}`", other.path())
    }
}

/// Where a run of words stands; of a point that should not begin, its bullet.
fn caret(source: &Source, run: &Difference) -> Span {
    if !matches!(run.nature, Nature::PointHere(_)) {
        return run.here;
    }
    let at = run.here.start as usize;
    // The bullet of an empty point that ends the description may be taken for the white space after it.
    let after = source.text()[at..].trim_start();
    let first = after.chars().next();
    if let Some(bullet) = first.filter(|first| BULLETS.contains(first)) {
        let start = source.text().len() - after.len();
        return Span::new(start, start + bullet.len_utf8());
    }
    let before = source.text()[..at].trim_end();
    let start = match before.chars().next_back() {
        Some('>') => before.rfind('<'),
        Some(bullet) => Some(before.len() - bullet.len_utf8()),
        None => None,
    };
    start.map_or(run.here, |start| Span::new(start, before.len()))
}

/// What the other document has instead, as the end of the message.
fn contrast(run: &Difference) -> String {
    let (here, there) = (&run.words_here, &run.words_there);
    match &run.nature {
        Nature::Order => "the points stand in another order".to_owned(),
        Nature::Lookalike(found, word) => found.told(word),
        Nature::PointHere(beside) => match (&beside.after, &beside.before) {
            (Some(after), _) => format!("without a point that begins at `{after}`"),
            (None, Some(before)) => format!("without an empty point after `{before}`"),
            (None, None) => "without an empty point".to_owned(),
        },
        Nature::PointThere(beside) => match (&beside.after, &beside.before) {
            (Some(after), _) => format!("with a point that begins at `{after}`"),
            (None, Some(before)) => format!("with an empty point after `{before}`"),
            (None, None) => "with an empty point".to_owned(),
        },
        Nature::Words if there.is_empty() => format!("without `{here}`"),
        Nature::Words if here.is_empty() => format!("with `{there}`"),
        Nature::Words => format!("`{there}` instead of `{here}`"),
    }
}

fn label(run: &Difference) -> String {
    let (here, there) = (&run.words_here, &run.words_there);
    match &run.nature {
        Nature::Order => format!("`{there}` comes here in the other wording"),
        Nature::Lookalike(..) => "looks the same there, and is not".to_owned(),
        Nature::PointHere(beside) if beside.after.is_none() => "an empty point".to_owned(),
        Nature::PointHere(_) => "no point begins here in the other wording".to_owned(),
        Nature::PointThere(beside) if beside.after.is_none() => {
            "an empty point follows in the other wording".to_owned()
        }
        Nature::PointThere(_) => "a point begins here in the other wording".to_owned(),
        Nature::Words if there.is_empty() => format!("`{here}` is only here"),
        Nature::Words if here.is_empty() => format!("`{there}` is missing here"),
        Nature::Words => format!("`{there}` there"),
    }
}

/// The change that makes the first run agree. Words that stand elsewhere in the description are moved, lest they be there twice.
fn change(runs: &[Difference]) -> String {
    let run = &runs[0];
    let (here, there) = (&run.words_here, &run.words_there);
    let moved = |from: &str| {
        let mut others = runs[1..]
            .iter()
            .filter(|other| other.nature == Nature::Words);
        others.any(|other| other.words_here.contains(from))
    };
    let to_move = |to: &str| {
        let mut others = runs[1..]
            .iter()
            .filter(|other| other.nature == Nature::Words);
        others.any(|other| other.words_there.contains(to))
    };
    match &run.nature {
        Nature::Order => format!("begin with `{there}` here, and put the points in the same order"),
        Nature::Lookalike(found, word) => found.change(word),
        Nature::PointHere(beside) => match &beside.after {
            Some(after) => format!("let `{after}` not begin a point: leave out its bullet"),
            None => "leave out the bullet that nothing follows".to_owned(),
        },
        Nature::PointThere(beside) => match &beside.after {
            Some(after) => format!("begin a point at `{after}`"),
            None => "add an empty point".to_owned(),
        },
        Nature::Words if there.is_empty() && to_move(here) => {
            format!("move `{here}` to its other place")
        }
        Nature::Words if there.is_empty() => format!("leave out `{here}`"),
        Nature::Words if here.is_empty() && moved(there) => format!("move `{there}` here"),
        Nature::Words if here.is_empty() => format!("add `{there}`"),
        Nature::Words => format!("write `{there}`"),
    }
}

fn help(
    framework: &Framework<'_>,
    deviation: &Deviation,
    runs: &[Difference],
    other: &Source,
) -> String {
    let change = change(runs);
    let kind = &framework.summary(deviation.against.document).kind;
    let whose = if *kind == crate::document::Kind::SkillCatalogue {
        format!("as the skill catalogue `{}` has it", other.path())
    } else if deviation.agreeing > 1 {
        format!("as {} documents have it", deviation.agreeing)
    } else {
        format!("as `{}` has it", other.path())
    };
    format!("{change}, {whose}; if these words are the right ones, change the others instead")
}

/// What a finding about an entry that deviates is about.
pub(super) fn subject(
    framework: &Framework<'_>,
    deviation: &Deviation,
    described: &Described<'_, '_>,
) -> Subject {
    let level_name = framework.profile.level_name(deviation.level);
    Subject {
        role: framework.role_name(deviation.document),
        role_level: described.role_level.map(str::to_owned),
        skill: Some(described.skill.to_owned()),
        skill_level: Some(level_name.to_owned()),
        pointer: None,
    }
}
