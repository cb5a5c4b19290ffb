//! Reads `framelint.toml`: what it says, and a finding for everything in it that cannot be done.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::layers::Layers;
use super::mistake::{Mistake, did_you_mean, listed};
use super::options::{NoOptions, OptionsType, SEVERITY};
use super::paths::{Place, glob_set};
use super::placed::Placed;
use super::settings::{File, KindTable, Override};
use super::typed;
use super::{Configuration, KindAt, OverrideAt, Schemas, Setting, close_match};
use crate::document::pointer::join;
use crate::document::{FrontMatterProblem, FrontMatterProblemKind, Kind, Node, Value};
use crate::files::Files;
use crate::finding::{Finding, Severity, Subject};
use crate::parse::front_matter::toml;
use crate::rule::{Group, Rule};
use crate::rules::{self, invalid_configuration::INFO};
use crate::schema::Schema;
use crate::source::Source;
use crate::text::Span;

const SETTINGS: [&str; 4] = ["error", "warning", "info", "off"];

pub(super) fn parse(
    source: &Source,
    working_directory: &str,
    files: &dyn Files,
) -> (Configuration, Vec<Finding>) {
    let (root, mut findings) = read_toml(source);
    let configuration = Configuration {
        source: Some(Arc::new(Source::new(
            Arc::clone(source.path()),
            source.text().to_owned(),
        ))),
        place: Place::new(working_directory, source.path()),
        // What cannot be read may have named another profile.
        profile_is_sound: findings.is_empty(),
        ..Configuration::default()
    };
    let Some(root) = &root else {
        return (configuration, findings);
    };
    let mut reader = Reader {
        source,
        root,
        files,
        findings: Vec::new(),
        compiled: HashMap::new(),
        configuration,
    };
    reader.read();
    findings.retain(|finding| !is_of_single_table(root, finding));
    findings.append(&mut reader.findings);
    (reader.configuration, findings)
}

/// The tables of a TOML file, and what of it is none.
pub(super) fn read_toml(source: &Source) -> (Option<Node<'_>>, Vec<Finding>) {
    let text = source.text();
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    let (root, problems) = toml::read_table(text, Span::new(start, text.len()));
    let findings = problems.into_iter().map(|problem| syntax(source, problem));
    (root, findings.collect())
}

fn syntax(source: &Source, problem: FrontMatterProblem) -> Finding {
    let finding = INFO.finding(source, problem.span, problem.message);
    if problem.kind == FrontMatterProblemKind::DuplicateKey {
        let first = problem.first.unwrap_or(problem.span);
        let subject = Subject {
            pointer: Some(problem.pointer),
            ..Subject::default()
        };
        return finding
            .related(source.locate(first), "it stands here first")
            .subject(subject);
    }
    finding
}

/// Settings that are lists of tables.
const LISTS: [&str; 2] = ["kinds", "overrides"];

/// Whether a key is said to be there already because a list of tables was written as one table, twice: that it is no list says all.
fn is_of_single_table(root: &Node<'_>, finding: &Finding) -> bool {
    let pointer = finding.subject.pointer.as_deref().unwrap_or_default();
    let mut steps = pointer.split('/').skip(1);
    let list = steps.next().filter(|name| LISTS.contains(name));
    let setting = list.and_then(|name| root.get(name));
    setting.is_some_and(|setting| !setting.members().is_empty())
}

/// The finding about a mistake in the file that `root` was read from.
pub(super) fn finding(source: &Source, root: &Node<'_>, mistake: Mistake) -> Finding {
    let span = mistake.span(source.text(), root);
    let other = mistake.other.and_then(|other| root.pointer(&other));
    let subject = Subject {
        pointer: Some(mistake.pointer),
        ..Subject::default()
    };
    let finding = INFO
        .finding(source, span, mistake.message)
        .maybe_help(mistake.help)
        .subject(subject);
    match other {
        Some(other) => finding.related(source.locate(other.node.span), "the other one"),
        None => finding,
    }
}

/// The finding about the setting of a configuration file that `pointer` leads to.
pub(super) fn complaint(
    source: &Source,
    pointer: &str,
    message: String,
    help: String,
) -> Option<Finding> {
    let (root, _) = read_toml(source);
    let mistake = Mistake::at(pointer, message).help(Some(help));
    Some(finding(source, &root?, mistake))
}

/// What to do with a setting of the whole file that stands below the head of a table and so counts as one of its keys.
fn belongs_above(mistake: &Mistake) -> Option<String> {
    let (key, table) = mistake.key_in_table()?;
    let settings = super::json_schema();
    settings.pointer("/properties")?.get(key)?;
    let table = table.replace('/', ".");
    Some(format!(
        "it counts as a key of `[{table}]`: move it above the first table of the file"
    ))
}

struct Reader<'a> {
    source: &'a Source,
    root: &'a Node<'a>,
    files: &'a dyn Files,
    findings: Vec<Finding>,
    /// Schemas by path; `None` for one that cannot be used.
    compiled: HashMap<String, Option<Arc<Schema>>>,
    configuration: Configuration,
}

impl Reader<'_> {
    fn complain(&mut self, mistake: Mistake) {
        let mistake = match belongs_above(&mistake) {
            None => mistake,
            above => mistake.help(above),
        };
        let finding = finding(self.source, self.root, mistake);
        self.findings.push(finding);
    }

    fn read(&mut self) {
        let (file, mistakes) = typed::read::<File>(self.root, "", "this file", &[]);
        for mistake in mistakes {
            if is_about(&mistake.pointer, &["profile", "scale"]) {
                self.configuration.profile_is_sound = false;
            }
            if is_about(&mistake.pointer, &["kinds"]) {
                self.configuration.schemas.distrust();
            }
            self.complain(mistake);
        }
        let file = file.unwrap_or_default();
        self.profile(&file);
        self.places(&file);
        self.configuration.exclude = glob_set(file.exclude);
        self.kinds(file.kinds);
        if let Some(rules) = file.rules {
            self.rules(&rules.pointer);
        }
        self.overrides(file.overrides);
    }

    fn profile(&mut self, file: &File) {
        let known = self.findings.len();
        let mut layers = Layers::new(self.files);
        if let Some(profile) = &file.profile {
            let taken = layers.take(&profile.value, self.source.path(), &profile.pointer);
            if let Err(mistake) = taken {
                self.complain(mistake);
            }
        }
        if let (Some(_), Some(source)) = (&file.scale, self.configuration.source.clone()) {
            for mistake in layers.add_key(&source, self.root, "scale") {
                self.complain(mistake);
            }
        }
        let (profile, findings) = layers.finish();
        self.findings.extend(findings);
        if self.findings.len() > known {
            self.configuration.profile_is_sound = false;
        } else if let Some(profile) = profile {
            self.configuration.schemas.take_keys(&profile.front_matter);
            self.configuration.profile = Arc::new(profile);
        }
    }

    fn places(&mut self, file: &File) {
        if let Some(catalogue) = &file.catalogue {
            let path = self.configuration.place.shown(&catalogue.value);
            if self.files.exists(&path) && !self.files.is_folder(&path) {
                self.configuration.catalogue = Some(path);
            } else {
                self.complain(Mistake::at(
                    &catalogue.pointer,
                    format!("there is no file `{path}`"),
                ));
            }
        }
        for (root, is_site) in [(&file.site_root, true), (&file.vault_root, false)] {
            let Some(root) = root else { continue };
            let path = self.configuration.place.shown(&root.value);
            if !self.files.is_folder(&path) {
                let message = format!("there is no folder `{}`", root.value);
                self.complain(Mistake::at(&root.pointer, message));
            } else if is_site {
                self.configuration.site_root = Some(path);
            } else {
                self.configuration.vault_root = Some(path);
            }
        }
    }

    fn kinds(&mut self, kinds: Vec<KindTable>) {
        let mut names: BTreeMap<String, String> = BTreeMap::new();
        for kind in kinds {
            let Placed {
                value: name,
                pointer,
            } = kind.name.clone();
            if let Some(first) = names.insert(name.clone(), pointer.clone()) {
                let message = format!("there is a kind `{name}` already");
                self.complain(Mistake::at(&pointer, message).beside(first));
                continue;
            }
            self.kind(kind);
        }
    }

    fn kind(&mut self, table: KindTable) {
        let Placed {
            value: name,
            pointer,
        } = table.name;
        let kind = kind_named(&name);
        if let Kind::Configured(name) = &kind
            && let Some(meant) = meant_kind(name)
        {
            let message = format!("`{name}` is nearly the name of a kind that is built in");
            let help = did_you_mean(meant);
            self.complain(Mistake::at(&pointer, message).help(Some(help)));
            self.configuration.schemas.distrust();
            return;
        }
        if let Some(paths) = table.paths {
            self.configuration.kinds.push(KindAt {
                kind: kind.clone(),
                paths: glob_set(paths),
            });
        } else if matches!(kind, Kind::Configured(_)) {
            let table = pointer.trim_end_matches("/name");
            let message = format!("no document can be of the kind `{name}`: it has no `paths`");
            self.complain(Mistake::lacking(table, "paths", message));
        }
        if let Some(path) = table.front_matter_schema {
            let schema = self.schema(&path);
            let schemas: &mut Schemas = &mut self.configuration.schemas;
            schemas.assign_front_matter(kind.clone(), schema);
        }
        if let Some(path) = table.document_schema {
            let schema = self.schema(&path);
            self.configuration.schemas.assign_document(kind, schema);
        }
    }

    fn schema(&mut self, place: &Placed<String>) -> Option<Arc<Schema>> {
        let path = self.configuration.place.shown(&place.value);
        if let Some(schema) = self.compiled.get(&path) {
            return schema.clone();
        }
        let files = self.files;
        let read = |path: &str| files.read(path).map_err(|unreadable| unreadable.reason);
        let schema = match read(&path) {
            Ok(text) => match Schema::compile(&Source::new(path.as_str(), text), &read) {
                Ok(schema) => Some(Arc::new(schema)),
                Err(findings) => {
                    self.findings.extend(findings);
                    None
                }
            },
            Err(reason) => {
                let message = format!("`{path}`: {reason}");
                self.complain(Mistake::at(&place.pointer, message));
                None
            }
        };
        self.compiled.insert(path, schema.clone());
        schema
    }

    /// The rules that the table at `pointer` speaks of, each with the pointer to what it says: first those of whole groups, so that what is
    /// said of a single rule counts for more.
    fn rules_at(&mut self, pointer: &str) -> Vec<(Rule, String)> {
        let root = self.root;
        let Some(table) = root.pointer(pointer) else {
            return Vec::new();
        };
        if !matches!(table.node.value, Value::Object(_)) {
            let help = "write `[rules]` and below it `rule = \"warning\"`".to_owned();
            let message = "`rules` must be a table of rules and severities";
            self.complain(Mistake::at_key(pointer, message).help(Some(help)));
            return Vec::new();
        }
        let (mut found, mut of_groups) = (Vec::new(), Vec::new());
        for member in table.node.members() {
            let id = member.key.value.as_ref();
            let pointer = join(pointer, id);
            let mut group = rules::in_group(id).peekable();
            match rules::find(id).or_else(|| group.peek().copied()) {
                None => {
                    let close = close_match(id, rules::names());
                    let help =
                        close.map_or("`framelint rules` lists them".to_owned(), did_you_mean);
                    let message = format!("there is no rule `{id}`");
                    self.complain(Mistake::at_key(&pointer, message).help(Some(help)));
                }
                Some(rule) if rule.info().group == Group::Input => {
                    let message = format!("`{id}` is always reported, and always as an error");
                    self.complain(Mistake::at_key(&pointer, message));
                }
                Some(_) if group.peek().is_some() => {
                    if matches!(member.node.value, Value::Object(_)) {
                        let message =
                            format!("`{id}` is a group of rules, and takes a severity alone");
                        self.complain(Mistake::at_key(&pointer, message));
                    } else if self.severity(id, &member.node, &pointer).is_some() {
                        of_groups.extend(group.map(|rule| (rule, pointer.clone())));
                    }
                }
                Some(rule) => found.push((rule, pointer)),
            }
        }
        of_groups.append(&mut found);
        of_groups
    }

    fn rules(&mut self, pointer: &str) {
        for (rule, pointer) in self.rules_at(pointer) {
            let Some(target) = self.root.pointer(&pointer) else {
                continue;
            };
            let node = target.node;
            let id = rule.info().id;
            if !matches!(node.value, Value::Object(_)) {
                let setting = self.severity(id, node, &pointer);
                self.configuration
                    .severities
                    .extend(setting.map(|setting| (id, setting)));
                continue;
            }
            if let Some(severity) = node.get(SEVERITY) {
                let setting = self.severity(id, severity, &join(&pointer, SEVERITY));
                self.configuration
                    .severities
                    .extend(setting.map(|setting| (id, setting)));
            }
            let options = rule.options().unwrap_or(OptionsType::of::<NoOptions>());
            for mistake in self.configuration.options.read(options, node, &pointer) {
                self.complain(mistake);
            }
        }
    }

    fn severity(&mut self, id: &str, node: &Node<'_>, pointer: &str) -> Option<Setting> {
        let setting = match node.as_str() {
            Some("error") => Setting::On(Severity::Error),
            Some("warning") => Setting::On(Severity::Warning),
            Some("info") => Setting::On(Severity::Info),
            Some("off") => Setting::Off,
            other => {
                let close = other.and_then(close_setting);
                let names = listed(SETTINGS);
                let message = format!("the severity of `{id}` must be one of {names}");
                self.complain(Mistake::at(pointer, message).help(close.map(did_you_mean)));
                return None;
            }
        };
        Some(setting)
    }

    /// What holds for some paths only. The rules are looked at even where something is wrong with the paths.
    fn overrides(&mut self, mut parts: Vec<Override>) {
        let count = self
            .root
            .get("overrides")
            .map_or(0, |parts| parts.items().len());
        for index in 0..count {
            let pointer = format!("/overrides/{index}/rules");
            let severities = self.severities(&pointer);
            let part = parts.iter().position(|part| part.rules.pointer == pointer);
            if let Some(part) = part.map(|part| parts.swap_remove(part)) {
                self.configuration.overrides.push(OverrideAt {
                    paths: glob_set(part.paths),
                    severities,
                });
            }
        }
    }

    /// What a table of rules says that only has severities.
    fn severities(&mut self, pointer: &str) -> BTreeMap<&'static str, Setting> {
        let mut severities = BTreeMap::new();
        for (rule, pointer) in self.rules_at(pointer) {
            let id = rule.info().id;
            let Some(target) = self.root.pointer(&pointer) else {
                continue;
            };
            if matches!(target.node.value, Value::Object(_)) {
                let message = format!(
                    "here `{id}` can only be given a severity: its options hold for all paths"
                );
                self.complain(Mistake::at_key(&pointer, message));
            } else {
                let setting = self.severity(id, target.node, &pointer);
                severities.extend(setting.map(|setting| (id, setting)));
            }
        }
        severities
    }
}

/// The severity that a word is close to, or the beginning of.
fn close_setting(word: &str) -> Option<&'static str> {
    let begins = |setting: &&str| word.len() > 1 && setting.starts_with(&word.to_lowercase());
    close_match(word, SETTINGS).or_else(|| SETTINGS.into_iter().find(begins))
}

/// Whether `pointer` leads to one of the keys or below it, or to a key that was most likely meant to be one of them.
fn is_about(pointer: &str, keys: &[&str]) -> bool {
    let key = pointer.split('/').nth(1).unwrap_or_default();
    close_match(key, keys.iter().copied()).is_some()
}

/// The kinds that are built in.
static BUILT_IN_KINDS: [Kind; 3] = [Kind::Role, Kind::SkillCatalogue, Kind::Guide];

fn kind_named(name: &str) -> Kind {
    let known = BUILT_IN_KINDS.iter().find(|kind| kind.name() == name);
    known
        .cloned()
        .unwrap_or_else(|| Kind::Configured(name.to_owned()))
}

/// The name of the kind that a name is a slip for: letters too many, too few or swapped. With another letter (*rule*) it is a word of its own.
pub(crate) fn meant_kind(name: &str) -> Option<&'static str> {
    let meant = close_match(name, BUILT_IN_KINDS.iter().map(Kind::name))?;
    let letters = |text: &str| {
        let mut letters: Vec<char> = text.to_lowercase().chars().collect();
        letters.sort_unstable();
        letters
    };
    let (own, others) = (letters(name), letters(meant));
    (own.len() != others.len() || own == others).then_some(meant)
}
