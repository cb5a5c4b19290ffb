//! A summary in Markdown, for the page that a CI server shows of a job: what was found, by rule, and each finding by file.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::human::sum_up;
use super::statistics::counted;
use super::{Look, by_file, count, harmless, sentence};
use crate::engine::Report;
use crate::finding::Finding;
use crate::policy::Summary;
use crate::rules;

/// Bytes of the findings that are listed. GitHub takes 1 MiB from one step of a job, and this may not be all that the step has to say.
const MOST: usize = 500_000;

/// Writes GitHub Flavored Markdown. Whatever a document says is shown as it is and formats nothing.
pub(super) fn write(out: &mut dyn Write, report: &Report, look: Look) -> io::Result<()> {
    let summary = sentence(&sum_up(&Summary::of(report)));
    writeln!(out, "## framelint\n\n{}", inline(&summary))?;
    if report.findings.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n| findings | severity | rule | what it finds |")?;
    writeln!(out, "| ---: | --- | --- | --- |")?;
    for named in counted(&report.findings, |finding| finding.rule) {
        let (number, severity, rule) = (named.number(), named.worst(), named.name);
        let summary = rules::find(rule).map_or("", |rule| rule.info().summary);
        let summary = inline(summary).replace('|', "\\|");
        writeln!(out, "| {number} | {severity} | `{rule}` | {summary} |")?;
    }
    if look.statistics {
        return Ok(());
    }
    let mut list = String::new();
    let mut left = report.findings.len();
    'files: for (path, findings) in by_file(report) {
        let mut heading = format!("\n### {}\n\n", code(&harmless(path)));
        for finding in findings {
            let item = item(finding);
            if list.len() + heading.len() + item.len() > MOST {
                break 'files;
            }
            list += &std::mem::take(&mut heading);
            list += &item;
            left -= 1;
        }
    }
    out.write_all(list.as_bytes())?;
    if left > 0 {
        let more = count(left, "finding");
        writeln!(out, "\n{more} more: too much for one page.")?;
    }
    Ok(())
}

/// An item of a list: line and column from 1, the message, and under it what to do.
fn item(finding: &Finding) -> String {
    let start = finding.location.start;
    let mut item = String::new();
    let message = inline(&sentence(&finding.message));
    // Writing to a string cannot fail.
    let _ = write!(
        item,
        "- {}:{} **{}** {message} (`{}`)",
        start.line, start.column, finding.severity, finding.rule
    );
    let help = finding.help.iter().flat_map(|help| help.lines());
    for line in help.filter(|line| !line.trim().is_empty()) {
        // A backslash at the end of a line breaks it (CommonMark 0.31, section 6.7).
        item += "\\\n  ";
        item += &inline(&sentence(line.trim()));
    }
    item.push('\n');
    item
}

/// A text of ours with the user's words in backticks: these become code, and everything else is shown as it is.
fn inline(text: &str) -> String {
    let text = harmless(text);
    let mut pieces = text.split('`');
    let mut markdown = escaped(pieces.next().unwrap_or_default());
    while let Some(words) = pieces.next() {
        if let Some(rest) = pieces.next() {
            markdown += &code(words);
            markdown += &escaped(rest);
        } else {
            markdown += "\\`";
            markdown += &escaped(words);
        }
    }
    markdown
}

/// A code span (`CommonMark` 0.31, section 6.1); nothing of nothing.
fn code(text: &str) -> String {
    if text.is_empty() {
        return "\\`\\`".to_owned();
    }
    let runs = text.split(|character| character != '`');
    let longest = runs.map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    // One space is taken off at each end where there are two and something between them, and none where all is white space.
    let spaced = text.starts_with(' ') && text.ends_with(' ') && !text.trim_matches(' ').is_empty();
    let pad = if spaced || text.starts_with('`') || text.ends_with('`') {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// A text in which nothing is markup: each mark that could be part of some has a backslash (`CommonMark` 0.31, section 2.4).
fn escaped(text: &str) -> String {
    let mut markdown = String::with_capacity(text.len());
    for character in text.chars() {
        if "\\`*_[]<>#&~|!@$".contains(character) {
            markdown.push('\\');
        }
        markdown.push(character);
    }
    markdown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_backticks_are_code_and_nothing_else_is_markup() {
        assert_eq!(inline("`a*b*` is <b>"), "`a*b*` is \\<b\\>");
        assert_eq!(inline("one ` alone *"), "one \\` alone \\*");
        assert_eq!(inline("`` is empty"), "\\`\\` is empty");
        assert_eq!(inline("` a ` has spaces"), "`  a  ` has spaces");
    }

    #[test]
    fn code_holds_any_text() {
        assert_eq!(code("plain.md"), "`plain.md`");
        assert_eq!(code("a`b``c.md"), "```a`b``c.md```");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(code(" "), "` `");
    }
}
