//! The baseline file: a line for every finding that is known and not reported, so that a repo with many old findings can start
//! today.
//!
//! `fingerprint rule path: message`, sorted by path, rule and fingerprint; the path is seen from the folder of the baseline, and written as
//! a JSON string where it would end too soon otherwise. Only the first three count; the message is for people. A finding that is there twice
//! has two lines. Two branches that took different lines out merge line by line.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, Write};

use super::known::{Known, Place};
use crate::finding::Finding;
use crate::rules;
use crate::source::Source;
use crate::text::Span;

const HEAD: &str = "\
# Findings that are known and not reported: `framelint check --baseline` with this file.
# A line may be taken out and none need be put in: `framelint check --write-baseline` writes the file anew.
";

/// One line of a baseline. Lines are sorted as they are compared.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    /// Where the finding is. In the file the path is seen from the folder of the baseline.
    pub place: Place,
    fingerprint: String,
    message: String,
}

impl From<&Finding> for Line {
    fn from(finding: &Finding) -> Self {
        Self {
            place: Place::of(finding),
            fingerprint: finding.fingerprint(),
            message: finding.message.clone(),
        }
    }
}

impl FromIterator<Line> for Known {
    fn from_iter<I: IntoIterator<Item = Line>>(lines: I) -> Self {
        let lines = lines.into_iter();
        lines.map(|line| (line.fingerprint, line.place)).collect()
    }
}

/// Gives lines the messages that they had before, so that a baseline that is written anew only changes where its findings do. (A message can
/// name other files, which it does as they were seen from the working directory.)
pub fn keep_messages(lines: &mut [Line], before: &[Line]) {
    fn key(line: &Line) -> (&str, &str) {
        (&line.fingerprint, &line.place.path)
    }
    let messages: HashMap<_, _> = before
        .iter()
        .map(|line| (key(line), &line.message))
        .collect();
    for line in lines {
        if let Some(message) = messages.get(&key(line)) {
            line.message = (*message).clone();
        }
    }
}

/// Writes a baseline with these lines, in their order.
pub fn write<'l>(out: &mut dyn Write, lines: impl IntoIterator<Item = &'l Line>) -> io::Result<()> {
    out.write_all(HEAD.as_bytes())?;
    for line in lines {
        let Line {
            place: Place { path, rule, .. },
            fingerprint,
            message,
        } = line;
        writeln!(
            out,
            "{fingerprint} {rule} {}: {message}",
            written_path(path)
        )?;
    }
    Ok(())
}

/// A path as a line has it: a file's name may hold anything.
fn written_path(path: &str) -> Cow<'_, str> {
    let is_plain = !path.starts_with('"') && !path.contains(": ") && !path.contains(['\n', '\r']);
    if is_plain {
        Cow::Borrowed(path)
    } else {
        Cow::Owned(serde_json::Value::from(path).to_string())
    }
}

/// Takes the path, as [`written_path`] writes it, from what follows it.
fn split_path(text: &str) -> (Cow<'_, str>, &str) {
    let mut quoted = serde_json::Deserializer::from_str(text).into_iter::<String>();
    if text.starts_with('"')
        && let Some(Ok(path)) = quoted.next()
    {
        let rest = &text[quoted.byte_offset()..];
        return (Cow::Owned(path), rest.strip_prefix(": ").unwrap_or(rest));
    }
    let (path, message) = text.split_once(": ").unwrap_or((text, ""));
    (Cow::Borrowed(path), message)
}

/// Reads a baseline. A line that is none is a finding of `invalid-configuration`, and the rest counts.
pub fn read(source: &Source) -> (Vec<Line>, Vec<Finding>) {
    let mut lines = Vec::new();
    let mut findings = Vec::new();
    let text = source.text();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_start_matches('\u{feff}').trim();
        if !content.is_empty() && !content.starts_with('#') {
            match entry(content) {
                Ok(entry) => lines.push(entry),
                Err(reason) => {
                    let at = start + line.find(content).unwrap_or_default();
                    let span = Span::new(at, at + content.len());
                    let finding = rules::invalid_configuration::INFO.finding(source, span, reason);
                    findings.push(finding.help(
                        "a line is `fingerprint rule path: message`; `framelint check --write-baseline` writes the file anew",
                    ));
                }
            }
        }
        start += line.len();
    }
    (lines, findings)
}

fn entry(line: &str) -> Result<Line, String> {
    let mut words = line.splitn(3, ' ');
    let fingerprint = words.next().unwrap_or_default();
    let is_fingerprint = fingerprint.len() == 32
        && fingerprint
            .bytes()
            .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    if !is_fingerprint {
        let conflict = ["<<<<<<<", "=======", ">>>>>>>", "|||||||"];
        return Err(if conflict.iter().any(|mark| line.starts_with(mark)) {
            "this is the mark of a merge conflict: take out the marks and keep the lines of both sides".to_owned()
        } else {
            "this line of the baseline begins with no fingerprint".to_owned()
        });
    }
    let rule = words.next().unwrap_or_default();
    let rest = words.next().unwrap_or_default();
    let (path, message) = split_path(rest);
    if rule.is_empty() || path.is_empty() {
        return Err("this line of the baseline names no rule or no file".to_owned());
    }
    let place = Place {
        rule: rule.to_owned(),
        path: path.into(),
        is_there: false,
    };
    Ok(Line {
        place,
        fingerprint: fingerprint.to_owned(),
        message: message.to_owned(),
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::finding::Severity;

    fn finding(path: &str, word: &str) -> Finding {
        let source = Source::new(path, word.to_owned());
        let whole = Span::new(0, word.len());
        Finding::new(
            "repeated-word",
            Severity::Warning,
            &source,
            whole,
            "twice: so",
        )
    }

    fn written(findings: &[Finding]) -> String {
        let mut out = Vec::new();
        let mut lines: Vec<Line> = findings.iter().map(Line::from).collect();
        lines.sort();
        write(&mut out, &lines).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn what_is_written_is_what_is_read() {
        let findings = [
            finding("b: c.md", "the the"),
            finding("\"d\"\n.md", "the the"),
            finding("a.md", "the the"),
            finding("a.md", "the the"),
        ];
        let text = written(&findings);
        let (lines, mistakes) = read(&Source::new("baseline.txt", text.clone()));
        assert!(mistakes.is_empty(), "{mistakes:?}");
        let paths: Vec<&str> = lines.iter().map(|line| &*line.place.path).collect();
        assert_eq!(paths, ["\"d\"\n.md", "a.md", "a.md", "b: c.md"]);
        let known: Known = lines.into_iter().collect();
        let mut left = findings.to_vec();
        assert!(known.take_out(&mut left).0.is_empty());
        assert!(left.is_empty());
        let mut reversed = findings.to_vec();
        reversed.reverse();
        assert_eq!(written(&reversed), text);
    }

    #[test]
    fn what_is_no_line_of_a_baseline_is_shown_and_the_rest_counts() {
        let line = written(&[finding("a.md", "the the")]);
        let text = format!("<<<<<<< ours\r\n{line}=======\nof of\n");
        let source = Source::new("baseline.txt", text);
        let (read, mistakes) = read(&source);
        let known: Known = read.into_iter().collect();
        let lines = mistakes.iter().map(|one| one.location.start.line);
        assert_eq!(lines.collect::<Vec<_>>(), [1, 5, 6]);
        let mut left = vec![finding("a.md", "the the")];
        known.take_out(&mut left);
        assert!(left.is_empty());
    }
}
