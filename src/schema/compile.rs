//! From the text of a schema file to something that can be checked against, or to what is wrong with it.

use std::collections::{HashMap, VecDeque};
use std::error::Error;
use std::sync::Arc;

use jsonschema::{Draft, PatternOptions, Retrieve, Uri, ValidationOptions, meta};
use serde_json::{Value as Json, json};

use crate::document::pointer::join;
use crate::document::{FrontMatterFormat, Node, Value};
use crate::finding::Finding;
use crate::parse::front_matter::json;
use crate::rules::invalid_schema;
use crate::source::{Location, Source};
use crate::text::Span;

use super::instance::Nodes;
use super::keywords::Misspelt;
use super::{ReadSchema, Root, Schema, SchemaFiles, Violation, errors, keywords, known};

pub(super) fn compile(source: &Source, read: &ReadSchema<'_>) -> Result<Schema, Vec<Finding>> {
    let mut loader = Loader {
        read,
        files: HashMap::new(),
        other_names: Vec::new(),
        references: Vec::new(),
        findings: Vec::new(),
    };
    let root = uri_of(source.path());
    loader.load(
        root.clone(),
        Source::new(Arc::clone(source.path()), source.text().to_owned()),
    );
    let files = SchemaFiles {
        root: root.clone(),
        files: loader.files,
    };
    let mut findings = loader.findings;
    findings.extend(wrong_references(&files, &loader.references));
    if !findings.is_empty() {
        return Err(findings);
    }
    let Some(schema) = files.files.get(&root) else {
        return Err(findings);
    };
    let mut by_uri = files.files.clone();
    for (name, uri) in &loader.other_names {
        if let Some(file) = files.files.get(uri)
            && !by_uri.contains_key(name)
        {
            by_uri.insert(name.clone(), file.clone());
        }
    }
    match options(by_uri, &root).build(schema) {
        Ok(validator) => Ok(Schema { validator, files }),
        Err(error) => {
            let message = format!("this schema cannot be used: {error}");
            let end = source.text().lines().next().map_or(0, str::len);
            Err(vec![invalid_schema::INFO.finding(
                source,
                Span::new(0, end),
                message,
            )])
        }
    }
}

/// References that lead to no schema of a file that could be read, and those that lead back to where they stand.
fn wrong_references(files: &SchemaFiles, references: &[Reference]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut in_circles: Vec<&Json> = Vec::new();
    for reference in references {
        let Reference { base, target, .. } = reference;
        let file = known::absolute(base, target);
        let is_read = file.is_none_or(|file| files.files.contains_key(&file));
        if files.resolve(base, target).is_none() {
            if is_read && !is_published(target) {
                let message = format!("`{target}` leads nowhere");
                let finding = invalid_schema::finding_at(reference.location.clone(), message);
                findings.push(finding.label("there is no such schema"));
            }
            continue;
        }
        let root = files.files.get(base);
        let Some(holder) = root.and_then(|root| root.pointer(&reference.holder)) else {
            continue;
        };
        let reached = files.reached(base, target);
        let is_among = |schemas: &[&Json]| schemas.iter().any(|known| std::ptr::eq(*known, holder));
        // One circle is one mistake, however many references it has.
        if is_among(&reached) && !is_among(&in_circles) {
            let message = format!("`{target}` leads back here without a step into the value");
            let finding = invalid_schema::finding_at(reference.location.clone(), message);
            findings.push(
                finding
                    .help("a schema cannot consist of itself: take a reference out of the circle"),
            );
            in_circles.extend(reached);
        }
    }
    findings
}

fn options(
    files: HashMap<String, Json>,
    base: &str,
) -> ValidationOptions<'static, Arc<dyn Retrieve>, Nodes> {
    jsonschema::options_for::<Nodes>()
        .with_base_uri(base)
        .with_retriever(Local(files))
        .should_validate_formats(true)
        .should_ignore_unknown_formats(false)
        .with_pattern_options(PatternOptions::regex())
}

/// Finds schema files among those that were read beforehand.
struct Local(HashMap<String, Json>);

impl Retrieve for Local {
    fn retrieve(&self, uri: &Uri<String>) -> Result<Json, Box<dyn Error + Send + Sync>> {
        let file = uri.as_str().split('#').next().unwrap_or_default();
        self.0
            .get(file)
            .cloned()
            .ok_or_else(|| "there is no such schema file".into())
    }
}

/// Whether a reference is to one of the drafts themselves, which the validator has built in.
fn is_published(reference: &str) -> bool {
    reference.starts_with("http://json-schema.org/")
        || reference.starts_with("https://json-schema.org/")
}

struct Loader<'r> {
    read: &'r ReadSchema<'r>,
    files: HashMap<String, Json>,
    /// What files are called by the `$id` of those that refer to them, with their URI.
    other_names: Vec<(String, String)>,
    references: Vec<Reference>,
    findings: Vec<Finding>,
}

struct Reference {
    /// URI of the file that has the reference.
    base: String,
    /// JSON pointer to the schema that has it.
    holder: String,
    target: String,
    location: Location,
}

impl Loader<'_> {
    /// Reads a schema file and those that it refers to.
    fn load(&mut self, uri: String, source: Source) {
        let mut waiting = VecDeque::from([(uri, source)]);
        while let Some((uri, source)) = waiting.pop_front() {
            let first = self.references.len();
            self.add(&uri, &source);
            for reference in &self.references[first..] {
                let Some(target) = known::absolute(&reference.base, &reference.target) else {
                    continue;
                };
                let known = self.files.contains_key(&target)
                    || waiting.iter().any(|(uri, _)| *uri == target);
                if known || is_published(&target) {
                    continue;
                }
                let Some(path) = path_of(&target) else {
                    let message = format!(
                        "`{}` is not a local file, and schemas are not fetched from elsewhere",
                        reference.target
                    );
                    self.findings.push(invalid_schema::finding_at(
                        reference.location.clone(),
                        message,
                    ));
                    continue;
                };
                match (self.read)(&path) {
                    Ok(text) => waiting.push_back((target, Source::new(path, text))),
                    Err(reason) => {
                        let message = format!("the schema file `{path}`: {reason}");
                        self.findings.push(invalid_schema::finding_at(
                            reference.location.clone(),
                            message,
                        ));
                    }
                }
            }
        }
    }

    /// Takes one file: its JSON, what is wrong with it by itself, and its references.
    fn add(&mut self, uri: &str, source: &Source) {
        let text = source.text();
        let start = text.len() - text.trim_start_matches('\u{feff}').len();
        let (node, duplicates) = match json::read_value(text, Span::new(start, text.len())) {
            Ok(read) => read,
            Err(problem) => {
                let span = if problem.span.is_empty() {
                    Span::new(
                        start,
                        text.lines().next().map_or(start, str::len).max(start),
                    )
                } else {
                    problem.span
                };
                self.findings
                    .push(invalid_schema::INFO.finding(source, span, problem.message));
                return;
            }
        };
        for problem in duplicates {
            let finding = invalid_schema::INFO.finding(source, problem.span, problem.message);
            let first = problem.first.unwrap_or(problem.span);
            self.findings
                .push(finding.related(source.locate(first), "first here"));
        }
        let schema = node.to_json();
        let unfit = unfit(&schema, &node, source).unwrap_or_default();
        let mut found = look_into(&schema, &node, source);
        found.retain(|finding| !unfit.iter().any(|known| known.location == finding.location));
        self.findings.extend(unfit);
        self.findings.extend(found);
        let mut places = Vec::new();
        references(&node, "", &mut places);
        if let Some(own) = node
            .get("$id")
            .and_then(Node::as_str)
            .and_then(|id| known::absolute(uri, id))
        {
            for (target, ..) in &places {
                if let (Some(name), Some(file)) =
                    (known::absolute(&own, target), known::absolute(uri, target))
                {
                    self.other_names.push((name, file));
                }
            }
            self.other_names.push((own, uri.to_owned()));
        }
        let references = places.into_iter().map(|(target, span, holder)| Reference {
            base: uri.to_owned(),
            holder,
            target: target.to_owned(),
            location: source.locate(span),
        });
        self.references.extend(references);
        self.files.insert(uri.to_owned(), schema);
    }
}

/// What to do about a pattern that cannot be used: it has what could take forever, or is none at all.
fn about_pattern(pattern: &str) -> &'static str {
    let takes_forever = ["(?=", "(?!", "(?<=", "(?<!", "\\k<"];
    let refers_back = pattern
        .as_bytes()
        .windows(2)
        .any(|pair| pair[0] == b'\\' && (b'1'..=b'9').contains(&pair[1]));
    if refers_back || takes_forever.iter().any(|sign| pattern.contains(sign)) {
        "look-around and back-references are not available: they can take forever"
    } else {
        r"a bracket has no partner, or a sign stands where none can: write `\` before a sign that means itself"
    }
}

/// What the meta-schema does not say: unknown formats, patterns that cannot be matched and misspelt keywords.
fn look_into(schema: &Json, node: &Node<'_>, source: &Source) -> Vec<Finding> {
    let options = options(HashMap::new(), "local:///check");
    let draft = Draft::Draft202012.detect(schema);
    let mut found = Vec::new();
    let mut formats = Vec::new();
    strings_of(node, "format", &mut formats);
    for (format, span) in formats {
        if !options.is_known_format(draft, format) {
            let message = format!("`{format}` is not a format that is known here");
            found.push((span, message, close_format(format)));
        }
    }
    let mut patterns = Vec::new();
    strings_of(node, "pattern", &mut patterns);
    pattern_keys(node, &mut patterns);
    for (pattern, span) in patterns {
        if options.build(&json!({ "pattern": pattern })).is_err() {
            let message = format!("`{pattern}` is not a pattern that can be used here");
            found.push((span, message, Some(about_pattern(pattern).to_owned())));
        }
    }
    for Misspelt {
        key,
        span,
        meant,
        is_no,
    } in keywords::misspelt(node)
    {
        let message = format!("`{key}` is not {is_no}");
        found.push((span, message, Some(format!("did you mean `{meant}`?"))));
    }
    let finding = |(span, message, help)| {
        let finding = invalid_schema::INFO.finding(source, span, message);
        finding.maybe_help(help)
    };
    found.into_iter().map(finding).collect()
}

/// What the meta-schema says against it.
fn unfit(schema: &Json, node: &Node<'_>, source: &Source) -> Option<Vec<Finding>> {
    if !matches!(node.value, Value::Object(_) | Value::Bool(_)) {
        let message = "a schema is a map, or `true` or `false`";
        return Some(vec![invalid_schema::INFO.finding(
            source,
            first_line(node.span, source),
            message,
        )]);
    }
    let declared = node.get("$schema");
    let Ok(validator) = meta::validator_for(schema) else {
        let span = declared.map_or(node.span, |declared| declared.span);
        let name = declared.and_then(Node::as_str).unwrap_or_default();
        let message = format!("`{name}` is not a draft of JSON Schema that is known here");
        let help = "use `https://json-schema.org/draft/2020-12/schema`";
        return Some(vec![
            invalid_schema::INFO
                .finding(source, span, message)
                .help(help),
        ]);
    };
    if validator.is_valid(schema) {
        return None;
    }
    let root = Root {
        name: "schema",
        span: Span::new(node.span.start as usize, node.span.start as usize + 1),
        format: Some(FrontMatterFormat::Json),
    };
    let errors: Vec<_> = validator.iter_errors(schema).collect();
    let violations = errors::from_errors(&errors, None, node, root);
    let findings = violations.into_iter().map(|violation| {
        // A schema is its author's: only documents are mended.
        let violation = Violation {
            replacement: None,
            ..violation
        };
        violation.finding(&invalid_schema::INFO, source, root.format)
    });
    Some(findings.collect())
}

const FORMATS: [&str; 17] = [
    "date",
    "date-time",
    "time",
    "duration",
    "email",
    "hostname",
    "ipv4",
    "ipv6",
    "uri",
    "uri-reference",
    "uri-template",
    "iri",
    "iri-reference",
    "uuid",
    "json-pointer",
    "relative-json-pointer",
    "regex",
];

fn close_format(format: &str) -> Option<String> {
    crate::config::close_match(format, FORMATS).map(|close| format!("did you mean `{close}`?"))
}

fn first_line(span: Span, source: &Source) -> Span {
    let length = span.of(source.text()).lines().next().map_or(0, str::len);
    Span::new(span.start as usize, span.start as usize + length)
}

/// Keywords whose values are data, not schemas.
const DATA: [&str; 4] = ["const", "enum", "default", "examples"];

/// Every string that stands under `keyword`, with its place.
fn strings_of<'n>(node: &'n Node<'_>, keyword: &str, found: &mut Vec<(&'n str, Span)>) {
    for member in node.members() {
        if member.key.value == keyword
            && let Some(text) = member.node.as_str()
        {
            found.push((text, member.node.span));
        }
        if !DATA.contains(&member.key.value.as_ref()) {
            strings_of(&member.node, keyword, found);
        }
    }
    for item in node.items() {
        strings_of(item, keyword, found);
    }
}

/// Every `$ref`, with its place and the JSON pointer to the schema that has it.
fn references<'n>(node: &'n Node<'_>, pointer: &str, found: &mut Vec<(&'n str, Span, String)>) {
    for member in node.members() {
        let key = member.key.value.as_ref();
        if key == "$ref"
            && let Some(target) = member.node.as_str()
        {
            found.push((target, member.node.span, pointer.to_owned()));
        }
        if !DATA.contains(&key) {
            references(&member.node, &join(pointer, key), found);
        }
    }
    for (index, item) in node.items().iter().enumerate() {
        references(item, &join(pointer, &index.to_string()), found);
    }
}

fn pattern_keys<'n>(node: &'n Node<'_>, found: &mut Vec<(&'n str, Span)>) {
    for member in node.members() {
        if member.key.value == "patternProperties" {
            let keys = member.node.members().iter();
            found.extend(keys.map(|member| (member.key.value.as_ref(), member.key.span)));
        }
        pattern_keys(&member.node, found);
    }
    for item in node.items() {
        pattern_keys(item, found);
    }
}

/// How many steps a path may lead up from the working directory.
const UPWARD: usize = 32;

/// The URI by which a schema file is known. Steps that lead up are counted by how many `_` are left at its start, since a URI cannot
/// lead above its root.
fn uri_of(path: &str) -> String {
    if path.starts_with('/') || path.contains(':') {
        return format!("absolute:///{}", encoded(path));
    }
    let up = path.split('/').take_while(|part| *part == "..").count();
    let mut parts = vec!["_".to_owned(); UPWARD.saturating_sub(up)];
    parts.extend(
        path.split('/')
            .skip(up)
            .filter(|part| *part != ".")
            .map(encoded),
    );
    format!("local:///{}", parts.join("/"))
}

/// The path of a schema file; `None` for a URI that leads elsewhere.
pub(super) fn path_of(uri: &str) -> Option<String> {
    if let Some(path) = uri.strip_prefix("absolute:///") {
        return Some(decoded(path));
    }
    let parts: Vec<&str> = uri.strip_prefix("local:///")?.split('/').collect();
    let level = parts.iter().take_while(|part| **part == "_").count();
    let up = std::iter::repeat_n("..".to_owned(), UPWARD.saturating_sub(level));
    let down = parts[level..].iter().map(|part| decoded(part));
    Some(up.chain(down).collect::<Vec<_>>().join("/"))
}

/// A path as part of a URI (RFC 3986, section 2).
fn encoded(path: &str) -> String {
    let mut encoded = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            use std::fmt::Write;
            // Writing to a string cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// A part of a URI with its escapes resolved.
pub(super) fn decoded(part: &str) -> String {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let escaped = (byte == b'%').then(|| part_of(after)).flatten();
        if let Some(byte) = escaped {
            bytes.push(byte);
            rest = &after[2..];
        } else {
            bytes.push(byte);
            rest = after;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn part_of(after: &[u8]) -> Option<u8> {
    let digits = std::str::from_utf8(after.get(..2)?).ok()?;
    u8::from_str_radix(digits, 16).ok()
}
