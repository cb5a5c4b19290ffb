//! `skill-table-columns`: a table's header is misspelt or lacks a column.

use super::names;
use super::placed::{self, listed};
use crate::config::fold;
use crate::document::{Break, Broken, Column, Dialect, Document, SkillTable, TagFault};
use crate::finding::{Finding, Fix, Grade, Severity, Subject};
use crate::rule::{DocumentContext, DocumentRule, Group, RuleInfo};
use crate::text::{Span, Text};

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
makes no table at all, one that stands among the rows is one row too many, and without an empty line above it a table runs on from the one before. Where the cells show that two names are \
the wrong way round, that is one finding, and so are two columns that are named after the same role level. The table of shared skills is checked in the same way; where its header does not tell it, its rows do. In a table of HTML a tag that is missing, cut off, there twice or another than was meant is \
reported, and the table read as if it were right; end tags of rows and cells can be left out. In the cells of Markdown that is said of line breaks.",
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
        let document = context.document;
        let first = findings.len();
        for (owner, table) in placed::tables(document) {
            let entries = table.entries.iter().map(|entry| entry.span);
            let table = Table {
                name: match owner.name().as_str().trim() {
                    "" => "this skill table".to_owned(),
                    name => format!("the skill table of `{name}`"),
                },
                kind: "skill table",
                subject: owner.subject(document),
                header: table.header,
                columns: &table.columns,
                missing: &table.missing_columns,
                broken: table.broken,
                repeated: table.repeated_header,
                whole: entries.fold(table.header, Span::to),
            };
            table.check(context, findings);
        }
        placed::keep_first_at_each_place(findings, first);
        findings.extend(twins(document).map(|twins| called_twice(context, &twins)));
        if let Some(shared) = &document.shared_skills {
            let rows = shared.rows.iter().map(|row| row.span);
            let table = Table {
                name: "the table of shared skills".to_owned(),
                kind: "table of shared skills",
                subject: placed::role(document),
                header: shared.header,
                columns: &shared.columns,
                missing: &shared.missing_columns,
                broken: shared.broken,
                repeated: None,
                whole: rows.fold(shared.header, Span::to),
            };
            table.check(context, findings);
        }
    }
}

/// Two columns of a matrix with one name.
pub(super) struct Twins<'d> {
    /// The one that should have another.
    wrong: &'d Text<'d>,
    /// The one whose name it is.
    right: &'d Text<'d>,
    /// The name that the wrong one should have, where the page says it elsewhere.
    meant: Option<&'d Text<'d>>,
}

/// The columns of a matrix that go by one name: the second is wrong, unless the sentence about the role levels has another name for the
/// first of all columns.
pub(super) fn twins<'d>(document: &'d Document<'_>) -> Option<Twins<'d>> {
    let levels = &document.role_levels;
    let tables = levels.iter().flat_map(|level| &level.tables);
    let tables: Vec<&SkillTable<'_>> = tables.collect();
    // The first row of a table without a header names nothing.
    let is_shown = |table: &SkillTable<'_>| table.broken.is_none_or(|it| it.why.is_of_tag());
    if !tables.iter().all(|table| is_shown(table)) {
        return None;
    }
    // In a matrix, role levels have their names from one header; the first of them has the column of the skills, too.
    let matrix = tables
        .windows(2)
        .find(|pair| pair[0].header == pair[1].header)?;
    let header = matrix[0].header;
    let tables = || tables.iter().filter(|table| table.header == header);
    let all = tables().flat_map(|table| table.columns.iter().map(|column| &column.name));
    let all: Vec<&Text<'_>> = all.collect();
    let columns: Vec<&Text<'_>> = tables()
        .filter_map(|table| Some(&table.columns.last()?.name))
        .collect();
    let is_twin = |one: &Text<'_>, other: &Text<'_>| {
        !one.is_blank() && names::same(one.as_str(), other.as_str())
    };
    let (first, second) = all.iter().enumerate().find_map(|(at, &one)| {
        let second = all[at + 1..].iter().find(|other| is_twin(one, other));
        Some((one, *second?))
    })?;
    let sentence = document.level_count.as_ref();
    let end = |column: Option<&&Text<'_>>, name: Option<&'d Text<'d>>, of: &Text<'_>| {
        let is_there = |name: &&Text<'_>| {
            let mut columns = columns.iter();
            columns.any(|column| names::same(column.as_str(), name.as_str()))
        };
        let is_end = column.is_some_and(|column| column.span() == of.span());
        name.filter(|name| is_end && !is_there(name))
    };
    let lowest = sentence.and_then(|sentence| sentence.first.as_ref());
    let highest = sentence.and_then(|sentence| sentence.last.as_ref());
    Some(match end(columns.first(), lowest, first) {
        Some(meant) => Twins {
            wrong: first,
            right: second,
            meant: Some(meant),
        },
        None => Twins {
            wrong: second,
            right: first,
            meant: end(columns.last(), highest, second),
        },
    })
}

/// The finding about such columns.
fn called_twice(context: &DocumentContext<'_>, twins: &Twins<'_>) -> Finding {
    let name = twins.wrong.as_str();
    let message = format!("two columns of this table are called `{name}`");
    let place = context.source.locate(twins.right.span());
    let finding = INFO
        .finding(context.source, twins.wrong.span(), message)
        .subject(placed::role(context.document))
        .related(place, "the other column");
    let Some(meant) = twins.meant else {
        return finding
            .help("write the name of the role level that has the skill levels of this column");
    };
    let meant = names::cased_like(name, meant.as_str());
    let edit = context.rewrite(twins.wrong, &meant);
    finding
        .help(format!("did you mean `{meant}`?"))
        .fix(Fix::of(format!("replace by `{meant}`"), false, [edit]))
}

/// The words, the label and the help for a table that a block of code or a comment, which opens with `opening`, keeps from readers.
fn hidden(opening: &str) -> (&'static str, &'static str, &'static str) {
    if opening.starts_with('<') {
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
    }
}

/// A table with its header as the rule looks at it.
struct Table<'d, 's> {
    /// How messages name it.
    name: String,
    /// What sort of table it is.
    kind: &'static str,
    subject: Subject,
    header: Span,
    columns: &'d [Column<'s>],
    missing: &'d [String],
    broken: Option<Broken>,
    /// The header, or its line of dashes, where it stands among the rows.
    repeated: Option<Span>,
    /// From its header to its last row.
    whole: Span,
}

/// Whether a row says anything: it is no line of dashes, and is there.
fn has_letters(context: &DocumentContext<'_>, row: Span) -> bool {
    row.of(context.source.text()).contains(char::is_alphabetic)
}

/// The right tag with the values that are written in a misspelt one; `None` where only one of the two is an end tag.
fn with_values_of(written: &str, right: &str) -> Option<String> {
    let inner = written.strip_prefix(right.split(char::is_alphanumeric).next()?)?;
    let values = inner.trim_start_matches(|c: char| c.is_ascii_alphanumeric());
    let is_named = values.len() < inner.len() && right.starts_with('<');
    is_named.then(|| right.trim_end_matches('>').to_owned() + values)
}

/// Whether one of the two names is the end of the other: *Level*, *Skill level*.
fn shares_end(column: &Column<'_>, missing: &str) -> bool {
    let (name, missing) = (fold(column.name.as_str().trim()), fold(missing));
    let is_end = |end: &str, of: &str| of.strip_suffix(end).is_some_and(|rest| rest.ends_with(' '));
    is_end(&name, &missing) || is_end(&missing, &name)
}

impl<'d, 's> Table<'d, 's> {
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

    /// The names that the header should have, where nothing is left of any.
    fn names_lost(&self) -> Vec<&'d str> {
        if self.columns.iter().any(|column| !column.name.is_blank()) {
            return Vec::new();
        }
        let nameless = self.columns.iter();
        let nameless = nameless.filter_map(|column| column.known_as.as_deref());
        nameless
            .chain(self.missing.iter().map(String::as_str))
            // A column of a matrix goes by its own name only.
            .filter(|name| !name.trim().is_empty())
            .collect()
    }

    /// Rows that Markdown does not show as the table that they were meant to be.
    fn not_shown(&self, context: &DocumentContext<'_>, broken: Broken) -> Finding {
        let name = &self.name;
        let as_a_table = "not shown as a table";
        let (message, label, help) = match broken.why {
            Break::Hidden => {
                let (place, label, help) = hidden(broken.place.of(context.source.text()));
                let message = format!("{name} is {place}: it is {as_a_table}");
                (message, label, help)
            }
            Break::Headless => (
                format!("{name} is {as_a_table}"),
                if !has_letters(context, self.header) {
                    "the header is missing above this line"
                } else if broken.place.end <= self.header.start {
                    "this line belongs below the header"
                } else if broken.place.start > self.header.start {
                    "this line has other signs than dashes, or other cells than the header"
                } else {
                    "this is the header, or should be"
                },
                "a table needs a header, and below it a line of dashes with as many cells: `| --- | --- |`",
            ),
            Break::Parted => (
                format!("{name} is {as_a_table} from here on"),
                "this row is parted from its table",
                "remove the empty line or the text above it",
            ),
            Break::Listed => (
                format!("{name} is {as_a_table} from here on"),
                "this row is an item of a list",
                "begin the row with a bar, and not with the sign of a list",
            ),
            Break::RunOn => (
                format!("{name} is {as_a_table} of its own"),
                "this row runs on from the table above",
                "put an empty line above it",
            ),
            Break::Tag(fault) => return self.wrong_tag(context, broken.place, fault),
        };
        INFO.finding(context.source, broken.place, message)
            .label(label)
            .help(help)
            .subject(self.subject.clone())
            .about(self.whole.to(broken.place))
    }

    /// A tag of an HTML table that is missing, damaged, or another one than was meant.
    fn wrong_tag(&self, context: &DocumentContext<'_>, place: Span, fault: TagFault) -> Finding {
        let written = place.of(context.source.text());
        let finding = |message: String| {
            let finding = INFO.finding(context.source, place, message);
            finding.subject(self.subject.clone()).about(place)
        };
        let replace = |title: String, safe: bool, replacement: String| {
            let place = context.source.locate(place);
            Fix::replace(title, safe, place, replacement)
        };
        match fault {
            TagFault::Open if written.ends_with('>') => {
                finding("this tag has a quotation mark without another".to_owned())
                    .help("write one before the value and one behind it")
            }
            TagFault::Open if written.starts_with("<!") => {
                finding("this comment is never closed".to_owned()).help("end it with `-->`")
            }
            TagFault::Open => finding(format!("the tag `{written}` has no end"))
                .help("end it with `>`")
                .fix(replace(
                    "end it with `>`".to_owned(),
                    false,
                    format!("{written}>"),
                )),
            TagFault::Bracket if written.starts_with('<') => {
                let right = format!("<{}", written[1..].trim_start());
                finding(format!("`{written}` is no tag: a space stands in it"))
                    .help(format!("write `{right}`"))
                    .fix(replace(format!("replace by `{right}`"), true, right))
            }
            TagFault::Bracket => finding(format!("`<` is missing before `{written}`"))
                .help("begin the tag with `<`")
                .fix(replace(
                    "begin it with `<`".to_owned(),
                    true,
                    format!("<{written}"),
                )),
            TagFault::Twice => {
                let before = &context.source.text()[..place.start as usize];
                let with_space = Span::new(before.trim_end().len(), place.end as usize);
                let place = context.source.locate(with_space);
                finding(format!("the tag `{written}` is there twice"))
                    .help("remove one of the two")
                    .fix(Fix::replace("remove it", false, place, String::new()))
            }
            TagFault::Instead(right) => {
                let whole = with_values_of(written, right);
                let right = whole.as_deref().unwrap_or(right);
                let found = finding(format!("`{written}` should be `{right}`"))
                    .help(format!("write `{right}` here"));
                let is_clear = whole.is_some() || !written.contains(char::is_whitespace);
                let title = format!("replace by `{right}`");
                found.fix(is_clear.then(|| replace(title, true, right.to_owned())))
            }
            TagFault::MissingCell(like) => {
                let other = like.of(context.source.text());
                self.before(context, place, other)
            }
            TagFault::Missing(other) if other.starts_with("</") => {
                finding(format!("`{other}` is missing: nothing closes this tag"))
                    .help(format!("write `{other}` where what it opens ends"))
            }
            TagFault::Missing(other) if written.starts_with("</") => {
                finding(format!("`{other}` is missing, and this tag closes nothing"))
                    .help(format!("write `{other}` where what it closes begins"))
            }
            TagFault::Missing(other) => self.before(context, place, other),
        }
    }

    /// The finding that a tag is missing before what stands at `place`.
    fn before(&self, context: &DocumentContext<'_>, place: Span, tag: &str) -> Finding {
        let title = format!("write `{tag}` before it");
        let start = context.source.locate(Span::empty(place.start as usize));
        INFO.finding(
            context.source,
            place,
            format!("`{tag}` is missing before this"),
        )
        .subject(self.subject.clone())
        .about(place)
        .help(title.clone())
        // What is left of a damaged tag may stand there.
        .fix(Fix::replace(title, false, start, tag.to_owned()))
    }

    fn check(&self, context: &DocumentContext<'_>, findings: &mut Vec<Finding>) {
        if let Some(broken) = self.broken {
            findings.push(self.not_shown(context, broken));
            if !broken.why.is_of_tag() {
                return;
            }
        }
        findings.extend(self.repeated(context));
        let names = self.names_lost();
        if !names.is_empty() {
            let message = format!("{} has no header", self.name);
            let finding = self.finding(context, self.header, message);
            let help = format!("begin the table with a header of {}", listed(names));
            findings.push(finding.label("the header is missing here").help(help));
        } else if let Some((one, other)) = self.wrong_way_round() {
            findings.push(self.exchanged(context, one, other));
        } else {
            let misnamed = self.columns.iter();
            let misnamed: Vec<_> = misnamed
                .filter_map(|column| self.misnamed(context, column))
                .collect();
            if misnamed.len() > 1 && misnamed.len() == self.columns.len() {
                findings.push(self.all_misnamed(context));
            } else {
                findings.extend(misnamed);
            }
            self.report_missing(context, findings);
        }
    }

    /// The header, or its line of dashes, among the rows.
    fn repeated(&self, context: &DocumentContext<'_>) -> Option<Finding> {
        let again = self.repeated?;
        let what = if has_letters(context, again) {
            "the header"
        } else {
            "a line of dashes"
        };
        let message = format!("{what} of {} stands among its rows", self.name);
        let finding = INFO
            .finding(context.source, again, message)
            .help("remove it, or put the heading above it to which the rows below it belong")
            .subject(self.subject.clone())
            .about(again);
        Some(finding.related(context.source.locate(self.header), "the header"))
    }

    fn finding(&self, context: &DocumentContext<'_>, span: Span, message: String) -> Finding {
        INFO.finding(context.source, span, message)
            .subject(self.subject.clone())
            .about(self.header)
    }

    /// Two columns that go by each other's name, with the fix that exchanges the two.
    fn exchanged(
        &self,
        context: &DocumentContext<'_>,
        one: &Column<'_>,
        other: &Column<'_>,
    ) -> Finding {
        let message = format!(
            "the columns `{}` and `{}` of {} have each other's name",
            one.name.as_str().trim(),
            other.name.as_str().trim(),
            self.name
        );
        let place = context.source.locate(other.name.trimmed().span());
        let edits = [one, other].map(|column| {
            let known = column.known_as.as_deref()?;
            context.rewrite(&column.name.trimmed(), known)
        });
        self.finding(context, one.name.trimmed().span(), message)
            .help("exchange the two names in the header")
            .related(place, "the other name")
            .fix(Fix::of("exchange the two names", true, edits))
    }

    /// A column of a matrix with an empty cell in the header, or none at all.
    fn nameless(&self, context: &DocumentContext<'_>, name: &Text<'_>) -> Finding {
        let message = "a column of this table has no name".to_owned();
        self.finding(context, name.span(), message)
            .label("a name is missing here")
            .help("write the name of the role level that has these skill levels")
    }

    /// A header in which no column has the name that it should have.
    fn all_misnamed(&self, context: &DocumentContext<'_>) -> Finding {
        let written = self
            .columns
            .iter()
            .map(|column| column.name.as_str().trim());
        let known = || {
            let columns = self.columns.iter();
            columns.filter_map(|column| Some((column, column.known_as.as_deref()?)))
        };
        let right = listed(known().map(|(_, known)| known));
        let message = format!("{} are no columns of a {}", listed(written), self.kind);
        let edits = known().map(|(column, known)| context.rewrite(&column.name.trimmed(), known));
        self.finding(context, self.header, message)
            .help(format!("did you mean {right}?"))
            .fix(Fix::of(format!("replace by {right}"), false, edits))
    }

    /// A column whose name is not the one that it should have.
    fn misnamed(&self, context: &DocumentContext<'_>, column: &Column<'_>) -> Option<Finding> {
        let known = column.known_as.as_deref()?;
        let name = column.name.trimmed();
        let written = name.as_str();
        if fold(written) == fold(known) {
            return name.is_blank().then(|| self.nameless(context, &name));
        }
        let is_anothers = self.columns.iter().any(|other| {
            let known = other.known_as.as_deref();
            known.is_some_and(|known| fold(known) == fold(written))
        });
        let message = if name.is_blank() {
            format!("a column of {} has no name", self.name)
        } else if is_anothers {
            format!(
                "{} has the column `{written}` twice, and this one is `{known}`",
                self.name
            )
        } else if context.document.dialect == Dialect::Page {
            format!("`{written}` is not the header of a {}", self.kind)
        } else {
            format!("`{written}` is no column of a {}", self.kind)
        };
        let (help, title) = if name.is_blank() {
            (format!("write `{known}` here"), format!("write `{known}`"))
        } else {
            (
                format!("did you mean `{known}`?"),
                format!("replace by `{known}`"),
            )
        };
        // What is known by its cells alone may be meant otherwise.
        let is_safe = names::close(written, known);
        let fix = Fix::of(title, is_safe, [context.rewrite(&name, known)]);
        let finding = self.finding(context, name.span(), message);
        Some(finding.help(help).fix(fix))
    }

    fn report_missing(&self, context: &DocumentContext<'_>, findings: &mut Vec<Finding>) {
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
            let message = format!("{} has no column `{missing}`", self.name);
            let finding = |span| self.finding(context, span, message);
            findings.push(match strangers.next() {
                Some(stranger) if shares_end(stranger, missing) => {
                    finding(stranger.name.trimmed().span())
                        .help(format!("did you mean `{missing}`?"))
                }
                Some(stranger) => {
                    finding(stranger.name.span()).label(format!("is this meant to be `{missing}`?"))
                }
                None => finding(self.header).help(format!("add the column `{missing}`")),
            });
        }
    }
}
