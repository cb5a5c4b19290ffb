//! `skill-table-columns`: a table's header is misspelt or lacks a column.

use super::names;
use super::placed::{self, Owner, listed};
use crate::config::fold;
use crate::document::{Column, SkillTable};
use crate::finding::{Finding, Fix, Grade, Severity, Subject};
use crate::rule::{DocumentContext, DocumentRule, Group, RuleInfo};
use crate::text::Span;

/// The rule.
pub struct SkillTableColumns;

static INFO: RuleInfo = RuleInfo {
    id: "skill-table-columns",
    group: Group::SkillTables,
    severity: Some(Severity::Error),
    summary: "the header of a skill table is misspelt or a column is missing",
    explanation: "The header says what the columns mean: to readers, to screen readers and to whatever reads the tables. It has to \
name every column that the kind of table calls for, spelt as the profile spells it. The order of the columns, capital letters and \
columns besides don't matter. A header without its line of dashes, or with another number of cells than that, \
makes no table at all, and one that stands among the rows is one row too many. Where the cells show that two names are the wrong way round, that is one finding. The table of shared skills is checked in the same way.",
    yields_to: &[],
};

impl DocumentRule for SkillTableColumns {
    fn info(&self) -> &'static RuleInfo {
        &INFO
    }

    fn fixes(&self) -> Option<Grade> {
        Some(Grade::Safe)
    }

    fn check(&self, context: &DocumentContext<'_>, findings: &mut Vec<Finding>) {
        for (owner, table) in placed::tables(context.document) {
            if let Some(place) = table.broken {
                findings.push(broken(context, owner, table, place));
                continue;
            }
            findings.extend(repeated(context, owner, table));
            let name = owner.name().as_str();
            let header = Header {
                table: format!("the skill table of `{name}`"),
                subject: owner.subject(context.document),
                span: table.header,
                columns: &table.columns,
                missing: &table.missing_columns,
            };
            header.check(context, findings);
        }
        if let Some(shared) = &context.document.shared_skills {
            if let Some(place) = shared
                .broken
                .filter(|place| place.end <= shared.header.start)
            {
                let finding = hidden(context, "the table of shared skills", place);
                findings.push(
                    finding
                        .subject(placed::role(context.document))
                        .about(shared.header),
                );
                return;
            }
            let header = Header {
                table: "the table of shared skills".to_owned(),
                subject: placed::role(context.document),
                span: shared.header,
                columns: &shared.columns,
                missing: &shared.missing_columns,
            };
            header.check(context, findings);
        }
    }
}

/// The header, or its line of dashes, among the rows.
fn repeated(
    context: &DocumentContext<'_>,
    owner: Owner<'_, '_>,
    table: &SkillTable<'_>,
) -> Option<Finding> {
    let again = table.repeated_header?;
    let name = owner.name().as_str();
    let what = if again
        .of(context.source.text())
        .contains(char::is_alphabetic)
    {
        "the header"
    } else {
        "a line of dashes"
    };
    let message = format!("{what} of the skill table of `{name}` stands among its rows");
    let finding = INFO
        .finding(context.source, again, message)
        .help("remove it, or put the heading above it to which the rows below it belong");
    let finding = finding
        .subject(owner.subject(context.document))
        .about(again);
    Some(finding.related(context.source.locate(table.header), "the header"))
}

/// Rows that Markdown does not show as the table that they were meant to be.
fn broken(
    context: &DocumentContext<'_>,
    owner: Owner<'_, '_>,
    table: &SkillTable<'_>,
    place: Span,
) -> Finding {
    let name = owner.name().as_str();
    let (rest, label, help) = if place.end <= table.header.start {
        return hidden(context, &format!("the skill table of `{name}`"), place)
            .subject(owner.subject(context.document))
            .about(
                table
                    .entries
                    .iter()
                    .fold(table.header, |about, entry| about.to(entry.span)),
            );
    } else if place == table.header {
        (
            "",
            "this is the header, or should be",
            "a table needs a header, and below it a line of dashes with as many cells: `| --- | --- |`",
        )
    } else {
        (
            " from here on",
            "this row is parted from its table",
            "remove the empty line above it",
        )
    };
    let message = format!("the skill table of `{name}` is not shown as a table{rest}");
    INFO.finding(context.source, place, message)
        .label(label)
        .help(help)
        .subject(owner.subject(context.document))
        .about(
            table
                .entries
                .iter()
                .fold(place, |about, entry| about.to(entry.span)),
        )
}

/// A table that a block of code or a comment keeps from readers.
fn hidden(context: &DocumentContext<'_>, table: &str, place: Span) -> Finding {
    let opening = place.of(context.source.text());
    let (what, label, help) = if opening.starts_with('<') {
        (
            "in a comment that nothing closes",
            "opened here",
            "close the comment with `-->`, or remove its opening",
        )
    } else if opening.trim().is_empty() {
        (
            "in a block of code",
            "this much white space makes it code",
            "remove the white space before its rows",
        )
    } else {
        (
            "in a block of code",
            "opened here",
            "remove the line above the table that opens the block, and the line that closes it",
        )
    };
    INFO.finding(
        context.source,
        place,
        format!("{table} is {what}: it is not shown as a table"),
    )
    .label(label)
    .help(help)
}

struct Header<'d, 's> {
    table: String,
    subject: Subject,
    span: Span,
    columns: &'d [Column<'s>],
    missing: &'d [String],
}

/// The finding with the fix that gives each of two columns the other's name.
fn exchange(
    context: &DocumentContext<'_>,
    finding: Finding,
    one: &Column<'_>,
    other: &Column<'_>,
) -> Finding {
    let rename = |column: &Column<'_>| {
        let known = column.known_as.as_deref().unwrap_or_default();
        let place = context.source.locate(column.name.trimmed().span());
        Fix::replace("exchange the two names", true, place, known)
    };
    let mut fix = rename(one);
    fix.edits.extend(rename(other).edits);
    let place = context.source.locate(other.name.trimmed().span());
    finding
        .help("exchange the two names in the header")
        .related(place, "the other name")
        .fix(fix)
}

/// Whether one of the two names is the end of the other: *Level*, *Skill level*.
fn shares_end(column: &Column<'_>, missing: &str) -> bool {
    let (name, missing) = (fold(column.name.as_str().trim()), fold(missing));
    let is_end = |end: &str, of: &str| of.strip_suffix(end).is_some_and(|rest| rest.ends_with(' '));
    is_end(&name, &missing) || is_end(&missing, &name)
}

impl<'d, 's> Header<'d, 's> {
    /// Two columns that go by each other's name.
    fn wrong_way_round(&self) -> Option<(&'d Column<'s>, &'d Column<'s>)> {
        let goes_by = |column: &Column<'_>, other: &Column<'_>| {
            let known = other.known_as.as_deref();
            known.is_some_and(|known| fold(known) == fold(column.name.as_str().trim()))
        };
        self.columns.iter().enumerate().find_map(|(at, one)| {
            let mut later = self.columns[at + 1..].iter();
            let other = later.find(|other| {
                goes_by(one, other) && goes_by(other, one) && one.known_as != other.known_as
            });
            Some((one, other?))
        })
    }

    fn check(&self, context: &DocumentContext<'_>, findings: &mut Vec<Finding>) {
        let finding = |span, message| {
            INFO.finding(context.source, span, message)
                .subject(self.subject.clone())
                .about(self.span)
        };
        if let Some((one, other)) = self.wrong_way_round() {
            let message = format!(
                "the columns `{}` and `{}` of {} have each other's name",
                one.name.as_str().trim(),
                other.name.as_str().trim(),
                self.table
            );
            findings.push(exchange(
                context,
                finding(one.name.trimmed().span(), message),
                one,
                other,
            ));
            return;
        }
        for column in self.columns {
            let Some(known) = &column.known_as else {
                continue;
            };
            let name = column.name.trimmed();
            if fold(name.as_str()) == fold(known) {
                continue;
            }
            let is_anothers = self.columns.iter().any(|other| {
                let known = other.known_as.as_deref();
                known.is_some_and(|known| fold(known) == fold(name.as_str()))
            });
            let message = if name.is_blank() {
                format!("a column of {} has no name", self.table)
            } else if is_anothers {
                format!(
                    "{} has the column `{}` twice, and this one is `{known}`",
                    self.table,
                    name.as_str()
                )
            } else {
                format!("`{}` is no column of a skill table", name.as_str())
            };
            let location = context.source.locate(name.span());
            findings.push(
                finding(name.span(), message)
                    .help(if name.is_blank() {
                        format!("write `{known}` here")
                    } else {
                        format!("did you mean `{known}`?")
                    })
                    .fix(Fix::replace(
                        format!("replace by `{known}`"),
                        // What is known by its cells alone may be meant otherwise.
                        names::close(name.as_str(), known),
                        location,
                        known,
                    )),
            );
        }
        if self.missing.is_empty() {
            return;
        }
        if self.columns.is_empty() {
            let columns = listed(self.missing.iter().map(String::as_str));
            findings.push(
                finding(self.span, format!("{} has no header", self.table))
                    .label("the header is missing here")
                    .help(format!("begin the table with a header of {columns}")),
            );
            return;
        }
        // A column of an unknown name, or one that is there twice, most likely stands where a missing one should be; so does one that
        // goes by a part of its name.
        let mut strangers = self
            .columns
            .iter()
            .enumerate()
            .filter(|(at, column)| {
                column.known_as.is_none()
                    || self
                        .missing
                        .iter()
                        .any(|missing| shares_end(column, missing))
                    || self.columns[..*at]
                        .iter()
                        .any(|other| other.known_as == column.known_as)
            })
            .map(|(_, column)| column);
        for missing in self.missing {
            let message = format!("{} has no column `{missing}`", self.table);
            findings.push(match strangers.next() {
                Some(stranger) if shares_end(stranger, missing) => {
                    finding(stranger.name.trimmed().span(), message)
                        .help(format!("did you mean `{missing}`?"))
                }
                Some(stranger) => finding(stranger.name.span(), message)
                    .label(format!("is this meant to be `{missing}`?")),
                None => finding(self.span, message).help(format!("add the column `{missing}`")),
            });
        }
    }
}
