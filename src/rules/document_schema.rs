//! `document-schema`: a document that, seen as JSON, its JSON Schema does not accept.

use std::collections::BTreeMap;

use super::misspelt_schema::Held;
use super::names;
use super::placed::Owner;
use crate::config::{KnownSection, Schemas};
use crate::document::{Damage, DamagedHeading, Heading, Kind, Node};
use crate::facts::TitlePlace;
use crate::finding::{Finding, Fix, Grade, Severity};
use crate::framework::Framework;
use crate::lookalikes::{described, is_invisible};
use crate::rule::{DocumentContext, DocumentRule, Group, RuleInfo};
use crate::schema::{Replacement, Root, Violation};
use crate::text::{Span, Text, collapse_white_space, start_of_line};

/// What is known about the rule.
static INFO: RuleInfo = RuleInfo {
    id: "document-schema",
    group: Group::Page,
    severity: Some(Severity::Error),
    summary: "what a document says is not what its schema allows",
    explanation: "\
Every document can be seen as JSON: its title, its role levels, their entries with skill, level and description, the shared skills, the updates \
(`framelint export --format json` prints it). The built-in schema says what a role and a skill catalogue must have: a role has a title and at \
least one role level, a role level has entries, an entry has a skill, a level and a description. The title is the heading of level 1. Where most \
documents of a kind have theirs in the front matter only, as a site generator that writes the heading itself asks for it, none is missing.

Most of what can be wrong has a rule of its own that says it better, and then this one is silent. It is there for the rest, and for schemas of \
your own: `[[kinds]]` with `document-schema` in the configuration holds the documents of a kind to whatever you can say in JSON \
Schema, such as a least number of skills for a role level. A finding stands at the words that break the schema.

What keeps a line of a role or a catalogue from being the heading that it was meant to be is reported here, too: signs that are missing \
(`Updates`), a space after them (`##Updates`), the line break before it or behind it, an invisible character before them, or a comment above it \
that nothing closes; and so is the heading of a role level that has a paragraph's words \
behind its own. So are a lead-in that is written as a heading, a title with a sign too many, and the one heading of a role level or of a skill that has a sign more or less than all the others.",
    yields_to: &["role-level-count", "missing-skill-table", "skill-row-incomplete", "unknown-skill-level"],
};

/// The rule.
pub struct DocumentSchema;

impl DocumentRule for DocumentSchema {
    fn info(&self) -> &'static RuleInfo {
        &INFO
    }

    fn fixes(&self) -> Option<Grade> {
        Some(Grade::Safe)
    }

    fn check(&self, context: &DocumentContext<'_>, findings: &mut Vec<Finding>) {
        let document = context.document;
        let at = Root {
            name: "the document",
            span: first_words(context.source.text(), document.body_start),
            format: None,
        };
        let body = &context.source.text()[document.body_start.min(context.source.text().len())..];
        // An index page of guides may say all that it has to say in its front matter.
        let must_say = matches!(document.kind, Kind::Role | Kind::SkillCatalogue);
        if must_say && body.trim().is_empty() && document.front_matter.is_some() {
            findings.push(no_body(context, at.span));
            return;
        }
        if let Some(opening) = document.in_code {
            findings.push(in_code(context, opening));
            return;
        }
        findings.extend(document.open_comment.map(|it| open_comment(context, it)));
        // What a table lacks has rules that know how tables are written; only a schema of the configuration can say more.
        let found = match context.schemas.own_document(&document.kind) {
            Some(Some(schema)) => {
                let view = document.to_node();
                let found = schema.violations(&view, at).into_iter();
                found.map(|found| mendable(context, &view, found)).collect()
            }
            Some(None) => Vec::new(),
            None => Schemas::page().violations(&document.to_outline(), at),
        };
        let hidden = hidden_title(context, at.span);
        let found = found.into_iter();
        let found = found.filter(|violation| hidden.is_none() || violation.pointer != "/title");
        findings.extend(found.map(|violation| told(context, violation)));
        findings.extend(hidden);
        findings.extend(damaged_headings(context));
        findings.extend(joined_headings(context));
        findings.extend(displaced_headings(context));
        findings.extend(headless_level(context));
    }

    fn check_agreement(&self, framework: &Framework<'_>, findings: &mut Vec<Finding>) {
        let held = Held {
            rule: &INFO,
            schema: |schemas, kind| schemas.own_document(kind).flatten(),
            view: |document| Some(document.to_node()),
        };
        held.settle(framework, findings);
        findings.retain(|finding| !is_kept_title(framework, finding));
    }
}

/// Whether a finding is about the title of a document whose kind keeps its titles in the front matter.
fn is_kept_title(framework: &Framework<'_>, finding: &Finding) -> bool {
    if finding.rule != INFO.id || finding.subject.pointer.as_deref() != Some("/title") {
        return false;
    }
    let document = framework.facts.document_at(&finding.location.path);
    let summary = document.map(|document| framework.summary(document));
    summary.is_some_and(|summary| {
        let has_own_schema = framework.configuration.schemas.own_document(&summary.kind);
        summary.title == Some(TitlePlace::FrontMatter)
            && has_own_schema.is_none()
            && keeps_titles_in_front_matter(framework, &summary.kind)
    })
}

/// Whether most documents of a kind that have a title in their front matter have none above their text. Where there is only one of the
/// kind, the documents of all kinds decide.
fn keeps_titles_in_front_matter(framework: &Framework<'_>, kind: &Kind) -> bool {
    let places = |of: Option<&Kind>| -> Vec<TitlePlace> {
        let documents = framework.facts.documents();
        let documents = documents.filter(|document| of.is_none_or(|kind| document.kind == *kind));
        documents.filter_map(|document| document.title).collect()
    };
    let mut places_of_titles = places(Some(kind));
    if places_of_titles.len() == 1 {
        places_of_titles = places(None);
    }
    let titles = places_of_titles.len();
    places_of_titles.retain(|&place| place == TitlePlace::FrontMatter);
    places_of_titles.len() * 2 > titles
}

/// The finding about a violation. Where neither the scale nor the rest of the document has the word of the schema, it may be the schema that
/// is misspelt.
fn told(context: &DocumentContext<'_>, violation: Violation) -> Finding {
    let source = context.source;
    let is_confirmed = violation.replacement.as_ref().is_some_and(|word| {
        let word = word.words();
        let (right, written) = (
            Text::new(word.into(), violation.span),
            violation.span.of(source.text()),
        );
        let wrong = Text::new(written.into(), violation.span);
        context.profile.level_index(word).is_some()
            || names::is_confirmed(source.text(), &right, &wrong)
    });
    let mut finding = violation.finding(&INFO, source, None);
    for fix in &mut finding.fixes {
        fix.safe &= is_confirmed;
    }
    finding
}

/// The violation with a replacement only for words of the document's body, and as it writes them. Much of the JSON view is made from the
/// document and not written in it (days, the lines of a description), and front matter has a schema of its own.
fn mendable(context: &DocumentContext<'_>, view: &Node<'_>, found: Violation) -> Violation {
    let document = context.document;
    let is_written = |node: &Node<'_>| {
        node.span == found.span
            && node.span.start as usize >= document.body_start
            && node.as_str() == Some(node.span.of(context.source.text()))
    };
    let value = view.pointer(&found.pointer).map(|target| target.node);
    let replacement = found
        .replacement
        .filter(|_| value.is_some_and(is_written))
        .map(|word| Replacement::Text(document.dialect.written(word.words()).into_owned()));
    Violation {
        replacement,
        ..found
    }
}

/// A page that was cut off, or never written: one finding for everything that it lacks.
fn no_body(context: &DocumentContext<'_>, span: Span) -> Finding {
    let message = "nothing follows the front matter of this document";
    INFO.finding(context.source, span, message)
        .label("the page should begin here")
        .help("write the page, or delete the file")
}

/// A page that was pasted with the fence around it.
fn in_code(context: &DocumentContext<'_>, opening: Span) -> Finding {
    let message = "everything on this page is in a block of code";
    INFO.finding(context.source, opening, message)
        .label("opened here")
        .help("remove this line, and the line that closes the block")
}

/// A comment without its end, which hides what follows.
fn open_comment(context: &DocumentContext<'_>, opening: Span) -> Finding {
    let message = "nothing closes this comment: the rest of the page is not shown";
    INFO.finding(context.source, opening, message)
        .label("opened here")
        .help("write `-->` where the comment ends, or remove it")
}

/// A character that nobody sees before the title: Markdown takes the line for a paragraph.
fn hidden_title(context: &DocumentContext<'_>, first_line: Span) -> Option<Finding> {
    let line = first_line.of(context.source.text());
    let character = line.chars().next().filter(|&first| is_invisible(first))?;
    let is_heading = line.trim_start_matches(is_invisible).starts_with("# ");
    if context.document.title.is_some() || !is_heading {
        return None;
    }
    let start = first_line.start as usize;
    let message = format!(
        "the invisible character {} before the title keeps it from being a heading",
        described(character)
    );
    let finding = INFO.finding(
        context.source,
        Span::new(start, start + character.len_utf8()),
        message,
    );
    Some(finding.help("remove the character"))
}

/// Headings that one slip has damaged: for every reader of Markdown, or for most.
fn damaged_headings(context: &DocumentContext<'_>) -> impl Iterator<Item = Finding> {
    let headings = context.document.damaged_headings.iter();
    headings.map(|heading| match heading.damage {
        Damage::NoSpace => without_space(context, heading),
        Damage::NoSigns => without_signs(context, heading),
        Damage::BrokenSigns => broken_signs(context, heading),
        Damage::BehindText => behind_text(context, heading),
        Damage::BeforeText(words) => before_text(context, heading, words),
        Damage::Broken(rest) => broken(context, heading, rest),
        Damage::Closed(sign) => closed(context, heading, sign),
        Damage::Twice => twice(context, heading),
        Damage::TooDeep => too_deep(context, heading),
        Damage::LeadIn => lead_in(context, heading),
    })
}

fn broken_signs(context: &DocumentContext<'_>, heading: &DamagedHeading<'_>) -> Finding {
    let text = context.source.text();
    let words = heading.text.span().start as usize;
    let start = start_of_line(text, words);
    let line = &text[start..];
    let indent = line.len() - line.trim_start().len();
    let length = line.trim_start().find(' ').unwrap_or_default();
    let written = Span::new(start + indent, start + indent + length);
    let signs = "#".repeat(usize::from(heading.level));
    let message = format!(
        "`{}` is no heading: its signs are `{}`",
        heading.text.as_str(),
        written.of(text)
    );
    let place = context.source.locate(written);
    let title = format!("replace by `{signs}`");
    INFO.finding(context.source, written, message)
        .help(format!("write `{signs}`"))
        .fix(Fix::replace(title, true, place, signs))
}

fn behind_text(context: &DocumentContext<'_>, heading: &DamagedHeading<'_>) -> Finding {
    let text = context.source.text();
    let words = heading.text.as_str();
    let signs = signs_before(text, heading.text.span());
    let message = format!("`{words}` is no heading: it stands behind other text on the same line");
    let finding = INFO.finding(context.source, signs, message);
    let gap = text[..signs.start as usize].trim_end().len()..signs.start as usize;
    finding
        .help("put an empty line before it")
        .fix(new_paragraph(context, Span::from(gap)))
}

fn broken(context: &DocumentContext<'_>, heading: &DamagedHeading<'_>, rest: Span) -> Finding {
    let text = context.source.text();
    let title = collapse_white_space(heading.text.as_str());
    let message = format!("the heading `{title}` goes on in the next line");
    let start = text[..rest.start as usize].trim_end().len();
    let gap = context.source.locate(Span::new(start, rest.start as usize));
    let fix = Fix::replace("write it on one line", true, gap, " ");
    INFO.finding(context.source, rest, message)
        .help("write it on one line")
        .fix(fix)
}

fn before_text(
    context: &DocumentContext<'_>,
    heading: &DamagedHeading<'_>,
    words: Span,
) -> Finding {
    let title = heading.text.as_str();
    let message = format!("the heading of `{title}` goes on with the words of a paragraph");
    let finding = INFO.finding(context.source, words, message);
    let finding = finding.help("put an empty line before them");
    let before = &context.source.text()[..words.start as usize];
    let gap = Span::new(before.trim_end().len(), before.len());
    // What closes a link or emphasis belongs to the heading.
    if gap.is_empty() {
        return finding;
    }
    finding.fix(new_paragraph(context, gap))
}

fn new_paragraph(context: &DocumentContext<'_>, gap: Span) -> Fix {
    let place = context.source.locate(gap);
    Fix::replace("put an empty line between them", true, place, "\n\n")
}

fn closed(context: &DocumentContext<'_>, heading: &DamagedHeading<'_>, sign: Span) -> Finding {
    let written = sign.of(context.source.text());
    let message = format!(
        "the heading `{}` ends with `{written}`",
        heading.text.as_str()
    );
    let before = &context.source.text()[..sign.start as usize];
    let place = context
        .source
        .locate(Span::new(before.trim_end().len(), sign.end as usize));
    let help = format!("remove the `{written}`");
    INFO.finding(context.source, sign, message)
        .help(help.clone())
        .fix(Fix::replace(help, true, place, ""))
}

fn twice(context: &DocumentContext<'_>, heading: &DamagedHeading<'_>) -> Finding {
    let text = context.source.text();
    let span = heading.text.span();
    let message = format!("the heading `{}` stands here twice", heading.text.as_str());
    let finding = INFO.finding(context.source, span, message);
    let finding = finding.label("here again").help("remove one of the two");
    let signs = signs_before(text, span);
    if signs.is_empty() {
        return finding;
    }
    let rest = text[span.end as usize..].split_inclusive('\n').next();
    let end = span.end as usize + rest.map_or(0, str::len);
    let start = signs.start as usize;
    let line = context.source.locate(Span::new(start, end));
    finding.fix(Fix::replace("remove the second", true, line, ""))
}

fn too_deep(context: &DocumentContext<'_>, heading: &DamagedHeading<'_>) -> Finding {
    let signs = signs_before(context.source.text(), heading.text.span());
    let title = heading.text.as_str();
    let message = format!("the title `{title}` is a heading of level {}", signs.len());
    let right = "#".repeat(usize::from(heading.level));
    let place = context.source.locate(signs);
    INFO.finding(context.source, signs, message)
        .help(format!("write `{right}` before it"))
        .fix(Fix::replace(format!("write `{right}`"), true, place, right))
}

fn lead_in(context: &DocumentContext<'_>, heading: &DamagedHeading<'_>) -> Finding {
    let text = context.source.text();
    let (words, span) = (heading.text.as_str(), heading.text.span());
    let message = format!("the lead-in `{words}` is written as a heading");
    let signs = signs_before(text, span);
    // A heading with a line below it has no signs.
    if signs.is_empty() {
        let finding = INFO.finding(context.source, span, message);
        return finding.help("write it as a line of its own, without what makes it a heading");
    }
    let written = signs.of(text);
    let rest = &text[signs.end as usize..];
    let words = text.len() - rest.trim_start().len();
    let surplus = context
        .source
        .locate(Span::new(signs.start as usize, words));
    let fix = Fix::replace(format!("remove the `{written}`"), true, surplus, "");
    INFO.finding(context.source, signs, message)
        .help(format!("remove the `{written}` before it"))
        .fix(fix)
}

fn without_space(context: &DocumentContext<'_>, heading: &DamagedHeading<'_>) -> Finding {
    let text = context.source.text();
    let words = heading.text.as_str();
    let signs = signs_before(text, heading.text.span());
    let message = format!("`{words}` is no heading: a space is missing before it");
    let gap = context.source.locate(Span::empty(signs.end as usize));
    let line = text[signs.end as usize..]
        .lines()
        .next()
        .unwrap_or_default();
    INFO.finding(context.source, signs, message)
        .help(format!("write `{} {}`", signs.of(text), line.trim_end()))
        .fix(Fix::replace("put a space after the signs", true, gap, " "))
}

fn without_signs(context: &DocumentContext<'_>, heading: &DamagedHeading<'_>) -> Finding {
    let text = context.source.text();
    let words = heading.text.span().start as usize;
    let start = start_of_line(text, words);
    let line = text[start..].lines().next().unwrap_or_default();
    let line = Span::new(start, start + line.trim_end().len());
    let signs = "#".repeat(usize::from(heading.level));
    let bare = line.of(text).trim().trim_start_matches(EMPHASIS);
    let bare = bare.trim_end_matches(EMPHASIS);
    let message = format!(
        "`{}` is no heading: `{signs}` is missing before it",
        heading.text.as_str()
    );
    let right = format!("{signs} {bare}");
    let fix = Fix::replace(
        "make it a heading",
        true,
        context.source.locate(line),
        right.clone(),
    );
    INFO.finding(context.source, line, message)
        .help(format!("write `{right}`"))
        .fix(fix)
}

/// What opens and closes emphasis.
const EMPHASIS: [char; 2] = ['*', '_'];

/// The `#` before the words of a heading. (What opens a link or emphasis stands between them.)
fn signs_before(text: &str, words: Span) -> Span {
    let before = text[..words.start as usize].trim_end_matches(['[', '*', '_', '`', ' ']);
    let signs = before.len() - before.trim_end_matches('#').len();
    Span::new(before.len() - signs, before.len())
}

/// Headings of role levels with the words of a paragraph behind their own.
fn joined_headings(context: &DocumentContext<'_>) -> impl Iterator<Item = Finding> {
    let text = context.source.text();
    let document = context.document;
    let is_told = |words: Span| {
        let mut damages = document
            .damaged_headings
            .iter()
            .map(|heading| heading.damage);
        damages.any(|damage| damage == Damage::BeforeText(words))
    };
    let levels = document.role_levels.iter();
    let levels = levels.filter(|level| level.has_heading);
    levels.filter_map(move |level| {
        let words = level.summary.first()?.text.span();
        if is_told(words) {
            return None;
        }
        let title = level.title.as_str();
        let between = text.get(level.title.span().end as usize..words.start as usize)?;
        let message = format!("the heading of `{title}` goes on with the words of a paragraph");
        let finding = INFO.finding(context.source, words, message);
        let finding = finding.help("put an empty line before them");
        let subject = Owner::RoleLevel(&level.title).subject(context.document);
        (!between.contains('\n')).then(|| finding.subject(subject))
    })
}

/// The skill table that has lost the heading of its role level, above those of all others. Where a sentence, a list or numbers count the role
/// levels, that has rules of its own.
fn headless_level(context: &DocumentContext<'_>) -> Option<Finding> {
    let document = context.document;
    let headless = document.level_without_heading()?;
    let next = document.role_levels.get(1)?;
    let is_counted =
        document.level_count.is_some() || !document.contents.is_empty() || next.number.is_some();
    let table = headless.tables.first().filter(|_| !is_counted)?;
    let message = "no heading of a role level stands above this skill table";
    let finding = INFO.finding(context.source, table.header, message);
    let place = context.source.locate(next.title.span());
    let finding = finding.related(place, "the heading of the next one");
    Some(finding.help("write the heading of its role level above it"))
}

/// Headings of role levels, or of entries, that have a sign more or less than all the others.
fn displaced_headings(context: &DocumentContext<'_>) -> impl Iterator<Item = Finding> {
    let document = context.document;
    let levels = document
        .role_levels
        .iter()
        .filter(|level| level.has_heading);
    let titles: Vec<Span> = levels.map(|level| level.title.span()).collect();
    let headings = document.headings.iter();
    let parts = headings.filter_map(|heading| {
        let (section, _) = context.profile.sections.known(heading.text.as_str())?;
        Some((section, heading))
    });
    let parts: Vec<(KnownSection, &Heading<'_>)> = parts.collect();
    let mut above = parts.iter();
    let above = above.find(|(section, _)| *section == KnownSection::RoleLevels);
    let below_title = document.title.is_some().then_some(2);
    let expected = above.map(|(_, heading)| heading.level + 1);
    let of_levels = displaced(context, titles.iter().copied(), expected.or(below_title));
    // Without a part of their own, role levels are parts like the others.
    let levels = titles.into_iter().filter(|_| above.is_none());
    let parts = parts.iter().map(|(_, heading)| heading.text.span());
    let mut parts: Vec<Span> = parts.chain(levels).collect();
    parts.sort_unstable();
    parts.dedup();
    let of_parts = displaced(context, parts.into_iter(), None);
    let of_parts = of_parts.filter(|found| {
        let mut of_levels = of_levels.iter();
        of_levels.all(|known| known.location != found.location)
    });
    let entries = document.entries().map(|entry| entry.span);
    let of_entries = displaced(context, entries, None);
    [of_levels, of_parts, of_entries].into_iter().flatten()
}

/// The only heading of several that is not of the depth of all the others; `pieces` are in the headings, or begin with them. Of two, it is the
/// one that is of another depth than `expected`, or as high as the title.
fn displaced(
    context: &DocumentContext<'_>,
    pieces: impl Iterator<Item = Span>,
    expected: Option<u8>,
) -> Option<Finding> {
    let headings = &context.document.headings;
    let heading_of = |piece: Span| {
        let at = headings.partition_point(|heading| heading.text.span().end <= piece.start);
        let heading = headings.get(at)?;
        heading.text.span().touches(piece).then_some(heading)
    };
    let mut by_depth: BTreeMap<u8, Vec<&Heading<'_>>> = BTreeMap::new();
    for heading in pieces.filter_map(heading_of) {
        by_depth.entry(heading.level).or_default().push(heading);
    }
    let mut depths = by_depth.into_iter();
    let (one, other, None) = (depths.next()?, depths.next()?, depths.next()) else {
        return None;
    };
    let is_pair = one.1.len() == 1 && other.1.len() == 1;
    let is_one = match expected {
        Some(expected) if is_pair => other.0 == expected,
        _ if is_pair => one.0 == 1,
        _ => one.1.len() < other.1.len(),
    };
    let ((depth, headings), (usual, others)) = if is_one { (one, other) } else { (other, one) };
    let [heading] = &headings[..] else {
        return None;
    };
    if is_pair && depth != 1 && Some(usual) != expected {
        return None;
    }
    let (text, words) = (context.source.text(), heading.text.as_str().trim());
    let signs = signs_before(text, heading.text.span());
    // A heading with a line below it has no signs.
    if signs.len() != usize::from(depth) {
        return None;
    }
    let right = "#".repeat(usize::from(usual));
    let message = format!(
        "the heading `{words}` is of level {depth}, and the others of its kind are of level {usual}"
    );
    let finding = INFO.finding(context.source, signs, message);
    let finding = finding.related(
        context.source.locate(others[0].text.span()),
        "one of the others",
    );
    let fix = Fix::replace(
        format!("write `{right}`"),
        true,
        context.source.locate(signs),
        right.clone(),
    );
    Some(finding.help(format!("write `{right}` before it")).fix(fix))
}

/// The first line with words after the front matter: where a missing title would be.
fn first_words(text: &str, body_start: usize) -> Span {
    let body = &text[body_start.min(text.len())..];
    let start = body_start.min(text.len()) + (body.len() - body.trim_start().len());
    let length = text[start..]
        .lines()
        .next()
        .map_or(0, |line| line.trim_end().len());
    Span::new(start, start + length)
}
