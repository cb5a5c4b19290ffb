//! Reads `framelint.toml`: what it says, and a finding for everything in it that cannot be done.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Arc;

use super::paths::{Place, beside, glob, glob_set};
use super::{Configuration, KindAt, Profile, Schemas, Setting, close_match};
use crate::document::{FrontMatterProblem, FrontMatterProblemKind, Kind, Member, Node, Value};
use crate::finding::{Finding, Severity, Subject};
use crate::parse::front_matter::toml;
use crate::rule::Group;
use crate::rules::{self, invalid_configuration::INFO};
use crate::schema::Schema;
use crate::source::Source;
use crate::text::Span;

/// How a configuration reaches the files that it names, by the paths that findings show; the reason in plain words where it cannot.
pub type ReadFile<'a> = dyn Fn(&str) -> Result<String, String> + 'a;

const KEYS: [&str; 4] = ["profile", "exclude", "kinds", "rules"];
const KIND_KEYS: [&str; 4] = ["name", "paths", "front-matter-schema", "document-schema"];
const SETTINGS: [&str; 4] = ["error", "warning", "info", "off"];
/// The profiles that are built in.
const PROFILES: [&str; 1] = ["gov-uk"];

pub(super) fn parse(
    source: &Source,
    working_directory: &str,
    read: &ReadFile<'_>,
) -> (Configuration, Vec<Finding>) {
    let text = source.text();
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    let (root, problems) = toml::read_table(text, Span::new(start, text.len()));
    let mut reader = Reader {
        source,
        read,
        findings: Vec::new(),
        compiled: HashMap::new(),
        configuration: Configuration {
            place: Place::new(working_directory, source.path()),
            ..Configuration::default()
        },
    };
    for problem in problems {
        reader.syntax(problem);
    }
    if let Some(root) = &root {
        reader.root(root);
    }
    (reader.configuration, reader.findings)
}

struct Reader<'a> {
    source: &'a Source,
    read: &'a ReadFile<'a>,
    findings: Vec<Finding>,
    /// Schemas by path; `None` for one that cannot be used.
    compiled: HashMap<String, Option<Arc<Schema>>>,
    configuration: Configuration,
}

impl Reader<'_> {
    fn syntax(&mut self, problem: FrontMatterProblem) {
        let mut finding = INFO.finding(self.source, problem.span, problem.message);
        if problem.kind == FrontMatterProblemKind::DuplicateKey {
            let first = problem.first.unwrap_or(problem.span);
            finding = finding.related(self.source.locate(first), "it stands here first");
        }
        self.findings.push(finding);
    }

    fn complain(
        &mut self,
        span: Span,
        pointer: &str,
        message: impl Into<String>,
        help: Option<String>,
    ) {
        let subject = Subject {
            pointer: Some(pointer.to_owned()),
            ..Subject::default()
        };
        self.findings.push(
            INFO.finding(self.source, span, message)
                .maybe_help(help)
                .subject(subject),
        );
    }

    fn root(&mut self, root: &Node<'_>) {
        for member in root.members() {
            let key = member.key.value.as_ref();
            let node = &member.node;
            match key {
                "profile" => self.profile(node),
                "exclude" => {
                    let globs = self.globs(node, "/exclude", "exclude");
                    self.configuration.exclude = glob_set(globs);
                }
                "kinds" => self.kinds(member),
                "rules" => self.rules(member),
                _ => self.unknown_key(member, &format!("/{key}"), &KEYS),
            }
        }
    }

    fn unknown_key(&mut self, member: &Member<'_>, pointer: &str, known: &[&'static str]) {
        let key = member.key.value.as_ref();
        let help = match close_match(key, known.iter().copied()) {
            Some(close) => format!("did you mean `{close}`?"),
            None => format!("the keys here are {}", listed(known)),
        };
        self.complain(
            member.key.span,
            pointer,
            format!("`{key}` is not a setting"),
            Some(help),
        );
    }

    fn text<'n>(&mut self, node: &'n Node<'_>, pointer: &str, name: &str) -> Option<&'n str> {
        let text = node.as_str();
        if text.is_none() {
            let message = format!("`{name}` must be text in quotation marks");
            self.complain(node.span, pointer, message, None);
        }
        text
    }

    fn globs(&mut self, node: &Node<'_>, pointer: &str, name: &str) -> Vec<globset::Glob> {
        if !matches!(node.value, Value::Array(_)) {
            let help = node.as_str().map(|text| format!("write `[\"{text}\"]`"));
            self.complain(
                node.span,
                pointer,
                format!("`{name}` must be a list of patterns"),
                help,
            );
            return Vec::new();
        }
        let mut globs = Vec::new();
        for (index, item) in node.items().iter().enumerate() {
            let pointer = format!("{pointer}/{index}");
            let Some(pattern) = self.text(item, &pointer, name) else {
                continue;
            };
            match glob(pattern) {
                Ok(glob) => globs.push(glob),
                Err(reason) => self.complain(
                    item.span,
                    &pointer,
                    format!("`{pattern}` is not a pattern: {reason}"),
                    None,
                ),
            }
        }
        globs
    }

    fn profile(&mut self, node: &Node<'_>) {
        let Some(name) = self.text(node, "/profile", "profile") else {
            return;
        };
        if PROFILES.contains(&name) {
            return;
        }
        if Path::new(name)
            .extension()
            .is_none_or(|extension| extension != "toml")
        {
            let help = match close_match(name, PROFILES) {
                Some(close) => format!("did you mean `{close}`?"),
                None => format!(
                    "built in is {}; the path of a profile file ends with `.toml`",
                    listed(&PROFILES)
                ),
            };
            self.complain(
                node.span,
                "/profile",
                format!("there is no profile `{name}`"),
                Some(help),
            );
            return;
        }
        let path = beside(self.source.path(), name);
        match (self.read)(&path) {
            Ok(text) => match Profile::parse(&Source::new(path, text)) {
                Ok(profile) => self.configuration.profile = Arc::new(profile),
                Err(finding) => self.findings.push(*finding),
            },
            Err(reason) => self.complain(
                node.span,
                "/profile",
                format!("`{path}` cannot be read: {reason}"),
                None,
            ),
        }
    }

    fn kinds(&mut self, member: &Member<'_>) {
        let Value::Array(kinds) = &member.node.value else {
            let help = "write `[[kinds]]` for each kind".to_owned();
            self.complain(
                member.key.span,
                "/kinds",
                "`kinds` must be a list",
                Some(help),
            );
            return;
        };
        let mut names: BTreeMap<String, Span> = BTreeMap::new();
        for (index, kind) in kinds.iter().enumerate() {
            let pointer = format!("/kinds/{index}");
            if !matches!(kind.value, Value::Object(_)) {
                self.complain(
                    kind.span,
                    &pointer,
                    "a kind must be a table of settings",
                    None,
                );
                continue;
            }
            for member in kind.members() {
                let key = member.key.value.as_ref();
                if !KIND_KEYS.contains(&key) {
                    self.unknown_key(member, &format!("{pointer}/{key}"), &KIND_KEYS);
                }
            }
            self.kind(kind, &pointer, &mut names);
        }
    }

    fn kind(&mut self, node: &Node<'_>, pointer: &str, names: &mut BTreeMap<String, Span>) {
        let header = header_of(node, self.source);
        let Some(name) = node.get("name") else {
            self.complain(
                header,
                &format!("{pointer}/name"),
                "this kind has no `name`",
                None,
            );
            return;
        };
        let place = name.span;
        let Some(name) = self.text(name, &format!("{pointer}/name"), "name") else {
            return;
        };
        if let Some(first) = names.insert(name.to_owned(), place) {
            let finding = INFO.finding(
                self.source,
                place,
                format!("there is a kind `{name}` already"),
            );
            self.findings
                .push(finding.related(self.source.locate(first), "it stands here first"));
            return;
        }
        let kind = kind_named(name);
        if let Some(paths) = node.get("paths") {
            let paths = self.globs(paths, &format!("{pointer}/paths"), "paths");
            let paths = glob_set(paths);
            self.configuration.kinds.push(KindAt {
                kind: kind.clone(),
                paths,
            });
        } else if matches!(kind, Kind::Configured(_)) {
            let message = format!("no document can be of the kind `{name}`: it has no `paths`");
            self.complain(header, &format!("{pointer}/paths"), message, None);
        }
        for key in ["front-matter-schema", "document-schema"] {
            let Some(value) = node.get(key) else {
                continue;
            };
            let schema = self.schema(value, &format!("{pointer}/{key}"), key);
            let schemas: &mut Schemas = &mut self.configuration.schemas;
            if key == "document-schema" {
                schemas.assign_document(kind.clone(), schema);
            } else {
                schemas.assign_front_matter(kind.clone(), schema);
            }
        }
    }

    fn schema(&mut self, node: &Node<'_>, pointer: &str, name: &str) -> Option<Arc<Schema>> {
        let path = beside(self.source.path(), self.text(node, pointer, name)?);
        if let Some(schema) = self.compiled.get(&path) {
            return schema.clone();
        }
        let schema = match (self.read)(&path) {
            Ok(text) => match Schema::compile(&Source::new(path.as_str(), text), self.read) {
                Ok(schema) => Some(Arc::new(schema)),
                Err(findings) => {
                    self.findings.extend(findings);
                    None
                }
            },
            Err(reason) => {
                self.complain(
                    node.span,
                    pointer,
                    format!("`{path}` cannot be read: {reason}"),
                    None,
                );
                None
            }
        };
        self.compiled.insert(path, schema.clone());
        schema
    }

    fn rules(&mut self, member: &Member<'_>) {
        if !matches!(member.node.value, Value::Object(_)) {
            let help = "write `[rules]` and below it `rule = \"warning\"`".to_owned();
            self.complain(
                member.key.span,
                "/rules",
                "`rules` must be a table of rules and severities",
                Some(help),
            );
            return;
        }
        for member in member.node.members() {
            let id = member.key.value.as_ref();
            let pointer = format!("/rules/{id}");
            let Some(rule) = rules::find(id) else {
                let close = close_match(id, rules::ALL.iter().map(|rule| rule.info().id));
                let help = close.map_or("`framelint rules` lists them".to_owned(), |close| {
                    format!("did you mean `{close}`?")
                });
                self.complain(
                    member.key.span,
                    &pointer,
                    format!("there is no rule `{id}`"),
                    Some(help),
                );
                continue;
            };
            let info = rule.info();
            if info.group == Group::Input {
                let message = format!("`{id}` is always reported, and always as an error");
                self.complain(member.key.span, &pointer, message, None);
                continue;
            }
            let setting = match member.node.as_str() {
                Some("error") => Setting::On(Severity::Error),
                Some("warning") => Setting::On(Severity::Warning),
                Some("info") => Setting::On(Severity::Info),
                Some("off") => Setting::Off,
                other => {
                    let close = other.and_then(|other| close_match(other, SETTINGS));
                    let help = close.map(|close| format!("did you mean `{close}`?"));
                    let message = format!(
                        "the severity of `{id}` must be one of {}",
                        listed(&SETTINGS)
                    );
                    self.complain(member.node.span, &pointer, message, help);
                    continue;
                }
            };
            self.configuration.severities.insert(info.id, setting);
        }
    }
}

/// The line that opens a table.
fn header_of(node: &Node<'_>, source: &Source) -> Span {
    let written = node.span.of(source.text());
    let length = written
        .lines()
        .next()
        .map_or(0, |line| line.trim_end().len());
    Span::new(node.span.start as usize, node.span.start as usize + length)
}

fn kind_named(name: &str) -> Kind {
    let built_in = [Kind::Role, Kind::SkillCatalogue, Kind::Guide];
    let known = built_in.into_iter().find(|kind| kind.name() == name);
    known.unwrap_or_else(|| Kind::Configured(name.to_owned()))
}

fn listed(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
