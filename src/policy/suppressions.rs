//! What the documents themselves say is not to be reported: comments, and a key of their front matter.

use super::{Policy, close_rule};
use crate::config::close_match;
use crate::document::Node;
use crate::engine::Report;
use crate::finding::Finding;
use crate::parse::comments::{self, Comment, FORMS, NAME};
use crate::parse::{ParsedSource, Recognised};
use crate::rule::Group;
use crate::rules::{self, invalid_suppression, unused_suppression};
use crate::source::{Location, Source};
use crate::text::Span;

/// One rule that is not to be reported in a part of a document.
#[derive(Clone, Debug)]
pub struct Suppression {
    rule: &'static str,
    scope: Scope,
    /// The rule's id in the comment or the front matter.
    place: Location,
}

#[derive(Clone, Copy, Debug)]
enum Scope {
    File,
    /// Findings that begin in these bytes.
    Part(Span),
}

impl Suppression {
    fn covers(&self, finding: &Finding) -> bool {
        let Location { path, start, .. } = &finding.location;
        let within = match self.scope {
            Scope::File => true,
            Scope::Part(part) => part.range().contains(&start.offset),
        };
        within && self.rule == finding.rule && self.place.path == *path
    }
}

/// What a document says is not to be reported, and what of that cannot be done. A file that is no document says nothing.
pub fn read(parsed: &ParsedSource) -> (Vec<Suppression>, Vec<Finding>) {
    let source = parsed.source();
    let mut reader = Reader {
        source,
        suppressions: Vec::new(),
        findings: Vec::new(),
        open: Vec::new(),
    };
    if !matches!(parsed.recognised(), Recognised::Other) {
        let front_matter = parsed
            .document()
            .and_then(|document| document.front_matter.as_ref());
        let root = front_matter.and_then(|block| block.root.as_ref());
        for member in root.map_or(&[][..], Node::members) {
            if member.key.value == NAME {
                reader.front_matter(&member.node);
            } else if close_match(&member.key.value, [NAME]).is_some() {
                let message = format!("`{}` is nothing that framelint knows", member.key.value);
                reader.complain(member.key.span, message, format!("did you mean `{NAME}`?"));
            }
        }
        for comment in comments::comments(source.text(), parsed.recognised()) {
            reader.comment(comment);
        }
        reader.finish();
    }
    (reader.suppressions, reader.findings)
}

struct Reader<'a> {
    source: &'a Source,
    suppressions: Vec<Suppression>,
    findings: Vec<Finding>,
    /// Rules with a start and no end yet: the id's place and where their part begins.
    open: Vec<(&'static str, Span, u32)>,
}

impl Reader<'_> {
    fn complain(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        let finding = invalid_suppression::INFO.finding(self.source, span, message);
        self.findings.push(finding.help(help));
    }

    fn add(&mut self, rule: &'static str, id: Span, scope: Scope) {
        self.suppressions.push(Suppression {
            rule,
            scope,
            place: self.source.locate(id),
        });
    }

    fn front_matter(&mut self, value: &Node<'_>) {
        let one = value.as_str().map(|_| std::slice::from_ref(value));
        let ids = one.unwrap_or_else(|| value.items());
        if ids.is_empty() {
            let help =
                format!("write `{NAME}: [rule-id]`, with the ids in the brackets of findings");
            self.complain(value.span, format!("`{NAME}` names no rule"), help);
        }
        for id in ids {
            let Some(text) = id.as_str() else {
                let message = format!("`{NAME}` is a list of rules' ids, and this is none");
                self.complain(id.span, message, "`framelint rules` lists them");
                continue;
            };
            // The value's span has its quotation marks.
            let written = id.span.of(self.source.text());
            let within = written.find(text).map_or(id.span, |at| {
                let start = id.span.start as usize + at;
                Span::new(start, start + text.len())
            });
            if let Some(rule) = self.rule(text, within) {
                self.add(rule, within, Scope::File);
            }
        }
    }

    fn comment(&mut self, comment: Comment) {
        let text = self.source.text();
        let content = comment.content.of(text);
        let form = comments::form(content);
        let (start, length) = (comment.content.start as usize, form.len());
        if !comment.closed {
            let opening = Span::new(comment.span.start as usize, start + length);
            let help = "end it with `-->`: all that follows is part of it";
            self.complain(opening, "this comment is never closed", help);
            return;
        }
        if !FORMS.contains(&form) {
            let close = close_match(form, FORMS);
            let help = close.map_or_else(
                || format!("there are {}", quoted(&FORMS)),
                |close| format!("did you mean `{close}`?"),
            );
            let message = format!("`{form}` is nothing that framelint knows");
            self.complain(Span::new(start, start + length), message, help);
            return;
        }
        let ids = content[length..].split(':').next().unwrap_or_default();
        let ids = Span::new(start + length, start + length + ids.len());
        let rules = self.rules(ids);
        let is_end = form == "framelint-ignore-end";
        if ids.of(text).trim().is_empty() && !is_end {
            let message = format!("`{form}` names no rule");
            let help = format!("write `<!-- {form} rule-id: the reason -->`");
            self.complain(Span::new(start, start + length), message, help);
            return;
        }
        match form {
            "framelint-ignore-file" => {
                for (rule, id) in rules {
                    self.add(rule, id, Scope::File);
                }
            }
            "framelint-ignore-start" => {
                let opened = rules.into_iter();
                self.open
                    .extend(opened.map(|(rule, id)| (rule, id, comment.span.end)));
            }
            "framelint-ignore-end" => {
                let form = Span::new(start, start + length);
                let all = ids.of(text).trim().is_empty();
                self.end(&rules, all, form, comment.span.start);
            }
            _ => {
                for (rule, id) in rules {
                    self.add(rule, id, Scope::Part(comment.block));
                }
            }
        }
    }

    /// Ends what the rules name, or all that is open.
    fn end(&mut self, rules: &[(&'static str, Span)], all: bool, form: Span, end: u32) {
        if all && self.open.is_empty() {
            let help = "delete it, or put a `framelint-ignore-start` before it";
            self.complain(form, "there is nothing to end here", help);
        }
        for (rule, id) in rules {
            if !self.open.iter().any(|(open, ..)| open == rule) {
                let message = format!("`{rule}` was not started, so that there is nothing to end");
                let help = format!("put `<!-- framelint-ignore-start {rule} -->` before it");
                self.complain(*id, message, help);
            }
        }
        for (rule, id, start) in std::mem::take(&mut self.open) {
            if all || rules.iter().any(|(ended, _)| *ended == rule) {
                self.add(rule, id, Scope::Part(Span { start, end }));
            } else {
                self.open.push((rule, id, start));
            }
        }
    }

    /// What is never ended holds to the end of the file.
    fn finish(&mut self) {
        let end = Span::empty(self.source.text().len()).end;
        for (rule, id, start) in std::mem::take(&mut self.open) {
            let message = format!("`{rule}` is never reported from here on: nothing ends it");
            let help = format!(
                "write `<!-- framelint-ignore-end {rule} -->` where it counts again, or use `framelint-ignore-file`"
            );
            self.complain(id, message, help);
            self.add(rule, id, Scope::Part(Span { start, end }));
        }
        self.suppressions
            .sort_by_key(|suppression| suppression.place.span());
    }

    /// The rules that are named between commas at `ids`, each with its place.
    fn rules(&mut self, ids: Span) -> Vec<(&'static str, Span)> {
        let source = self.source;
        let list = ids.of(source.text());
        let mut start = ids.start as usize;
        let mut rules = Vec::new();
        for piece in list.split(',') {
            let id = piece.trim();
            let at = start + (piece.len() - piece.trim_start().len());
            start += piece.len() + 1;
            let span = Span::new(at, at + id.len());
            if !id.is_empty()
                && let Some(rule) = self.rule(id, span)
            {
                rules.push((rule, span));
            }
        }
        rules
    }

    /// The rule with this id, if it can be ignored.
    fn rule(&mut self, id: &str, span: Span) -> Option<&'static str> {
        let Some(rule) = rules::find(id) else {
            let help = close_rule(id).map_or_else(
                || "`framelint rules` lists them".to_owned(),
                |close| format!("did you mean `{close}`?"),
            );
            self.complain(span, format!("there is no rule `{id}`"), help);
            return None;
        };
        let info = rule.info();
        let about_suppressions = [invalid_suppression::INFO.id, unused_suppression::INFO.id];
        if info.group == Group::Input || about_suppressions.contains(&info.id) {
            let help = if info.group == Group::Input {
                "it says that something could not be checked"
            } else {
                "`[rules]` in `framelint.toml` can switch it off"
            };
            self.complain(
                span,
                format!("`{id}` cannot be ignored by a document"),
                help,
            );
            return None;
        }
        Some(info.id)
    }
}

fn quoted(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

/// Takes out of a report what the documents say is not to be reported, and adds a finding for each suppression of a rule that ran and
/// found nothing there. Gives what was taken out.
pub(super) fn apply(policy: &Policy, report: &mut Report) -> Vec<Finding> {
    let suppressions = std::mem::take(&mut report.suppressions);
    let mut used = vec![false; suppressions.len()];
    let mut suppressed = Vec::new();
    let findings = std::mem::take(&mut report.findings);
    for finding in findings {
        // They are in the order of their paths.
        let path = &finding.location.path;
        let first = suppressions.partition_point(|one| one.place.path < *path);
        let of_path = suppressions[first..]
            .iter()
            .take_while(|one| one.place.path == *path);
        let mut is_suppressed = false;
        for (at, suppression) in (first..).zip(of_path) {
            if suppression.covers(&finding) {
                used[at] = true;
                is_suppressed = true;
            }
        }
        if is_suppressed {
            suppressed.push(finding);
        } else {
            report.findings.push(finding);
        }
    }
    let unused = suppressions.iter().zip(used).filter(|(suppression, used)| {
        !used && policy.reports(suppression.rule, &suppression.place.path)
    });
    let unused: Vec<Finding> = unused
        .map(|(suppression, _)| unused_suppression::finding(suppression.rule, &suppression.place))
        .filter(|finding| policy.reports(finding.rule, &finding.location.path))
        .map(|mut finding| {
            policy.set_severity(&mut finding);
            finding
        })
        .collect();
    if !unused.is_empty() {
        report.add(unused);
    }
    report.suppressions = suppressions;
    suppressed
}
