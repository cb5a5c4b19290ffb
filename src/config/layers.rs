//! Puts a profile together: each layer says what is other than in the one below.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

use super::close_match;
use super::file::{finding, read_toml};
use super::mistake::{Mistake, did_you_mean, listed};
use super::paths::beside;
use super::profile::{GOV_UK, Profile};
use super::typed::{self, Attempts};
use crate::document::pointer::join;
use crate::document::{Member, Node, Value};
use crate::files::Files;
use crate::finding::Finding;
use crate::source::Source;

/// The name of the built-in profile.
pub(super) const GOV_UK_NAME: &str = "gov-uk";
/// The names of the built-in profiles.
const PROFILES: [&str; 1] = [GOV_UK_NAME];
/// The key of a profile file that names the profile below.
const EXTENDS: &str = "extends";

static BUILT_IN: LazyLock<Node<'static>> = LazyLock::new(|| {
    static SOURCE: LazyLock<Source> =
        LazyLock::new(|| Source::new("gov-uk.toml", GOV_UK.to_owned()));
    let (root, _) = read_toml(&SOURCE);
    root.expect("the built-in profile is valid: a test reads it")
});

/// The layers so far.
pub(super) struct Layers<'f> {
    files: &'f dyn Files,
    /// What is wrong in the files of profiles.
    findings: Vec<Finding>,
    /// What the layers say together; `None` while nothing is said.
    merged: Option<Node<'static>>,
    profile: Option<Profile>,
    /// Profile files that are being read, the latest last.
    open: Vec<String>,
}

impl<'f> Layers<'f> {
    pub(super) fn new(files: &'f dyn Files) -> Self {
        Self {
            files,
            findings: Vec::new(),
            merged: None,
            profile: None,
            open: Vec::new(),
        }
    }

    /// The profile, unless it is the built-in one, and what is wrong in the files that it was read from.
    pub(super) fn finish(self) -> (Option<Profile>, Vec<Finding>) {
        (self.profile, self.findings)
    }

    /// Takes the profile called `name`, or the one at that path beside the file at `from`, with all layers below it. What is wrong
    /// with the name is a mistake at `pointer`.
    pub(super) fn take(&mut self, name: &str, from: &str, pointer: &str) -> Result<(), Mistake> {
        if name == GOV_UK_NAME {
            self.merged = Some(BUILT_IN.clone());
            return Ok(());
        }
        let is_path = Path::new(name)
            .extension()
            .is_some_and(|extension| extension == "toml");
        if !is_path {
            let help = match close_match(name, PROFILES) {
                Some(close) => did_you_mean(close),
                None => format!(
                    "built in is {}; the path of a profile file ends with `.toml`",
                    listed(PROFILES)
                ),
            };
            let mistake = Mistake::at(pointer, format!("there is no profile `{name}`"));
            return Err(mistake.help(Some(help)));
        }
        let path = beside(from, name);
        if self.open.contains(&path) {
            let message = format!("`{path}` extends itself");
            return Err(Mistake::at(pointer, message));
        }
        let text = self.files.read(&path).map_err(|unreadable| {
            let message = format!("`{path}`: {}", unreadable.reason);
            Mistake::at(pointer, message)
        })?;
        self.open.push(path.clone());
        self.file(&Source::new(path, text));
        self.open.pop();
        Ok(())
    }

    fn file(&mut self, source: &Source) {
        let (root, findings) = read_toml(source);
        self.findings.extend(findings);
        let Some(root) = root else { return };
        if let Some(extends) = root.get(EXTENDS) {
            let pointer = join("", EXTENDS);
            let taken = match extends.as_str() {
                Some(name) => self.take(name, source.path(), &pointer),
                None => Err(Mistake::at(
                    &pointer,
                    format!(
                        "`{EXTENDS}` must be the name of a profile or the path of a profile file"
                    ),
                )),
            };
            if let Err(mistake) = taken {
                self.findings.push(finding(source, &root, mistake));
            }
            // Whatever it was meant to extend: nothing is missing because of it.
            self.merged.get_or_insert_with(|| BUILT_IN.clone());
        }
        for mistake in self.add(&root, |key| key != EXTENDS) {
            let help = format!(
                "write `{EXTENDS} = \"{GOV_UK_NAME}\"` at the top to take what is not said from that profile"
            );
            let is_missing = mistake.is_about_something_missing();
            let mistake = if is_missing {
                mistake.help(Some(help))
            } else {
                mistake
            };
            self.findings.push(finding(source, &root, mistake));
        }
    }

    /// Adds `key` of `root` as the topmost layer.
    pub(super) fn add_key(&mut self, root: &Node<'_>, key: &str) -> Vec<Mistake> {
        self.merged.get_or_insert_with(|| BUILT_IN.clone());
        self.add(root, |other| other == key)
    }

    /// Adds those keys of `layer` that count, leaving out what is wrong.
    fn add(&mut self, layer: &Node<'_>, counts: impl Fn(&str) -> bool) -> Vec<Mistake> {
        const NAME: &str = "this profile";
        let mut attempts = Attempts::default();
        loop {
            let merged = Merge {
                left_out: &attempts.left_out,
                counts: &counts,
            }
            .of(self.merged.as_ref(), layer, "");
            match typed::read_whole::<Profile>(&merged, NAME) {
                Ok(profile) => {
                    unknown_variables(layer, &BUILT_IN, "", &mut attempts.mistakes);
                    self.profile = Some(profile);
                    self.merged = Some(merged.into_owned());
                    break;
                }
                Err(wrong) => {
                    if !attempts.go_on_without(wrong, "", NAME) {
                        break;
                    }
                }
            }
        }
        attempts.mistakes
    }
}

/// Adds a mistake for each phrase in `layer` with a variable that nobody fills: one that `known`, which has all of them, does not have there.
fn unknown_variables(
    layer: &Node<'_>,
    known: &Node<'_>,
    pointer: &str,
    mistakes: &mut Vec<Mistake>,
) {
    for member in layer.members() {
        let Some(known) = known.get(&member.key.value) else {
            continue;
        };
        let pointer = join(pointer, &member.key.value);
        let (Some(phrase), Some(like)) = (member.node.as_str(), known.as_str()) else {
            unknown_variables(&member.node, known, &pointer, mistakes);
            continue;
        };
        let like: Vec<&str> = variables(like).collect();
        for variable in variables(phrase).filter(|variable| !like.contains(variable)) {
            let close = close_match(variable, like.iter().copied());
            let help = match close {
                Some(close) => did_you_mean(&format!("{{{close}}}")),
                None if like.is_empty() => "nothing varies in this phrase".to_owned(),
                None => {
                    let like: Vec<String> = like.iter().map(|name| format!("{{{name}}}")).collect();
                    format!(
                        "what can vary here is {}",
                        listed(like.iter().map(String::as_str))
                    )
                }
            };
            let message = format!(
                "`{{{variable}}}` stands for nothing in `{}`",
                member.key.value
            );
            mistakes.push(Mistake::at(&pointer, message).help(Some(help)));
        }
    }
}

/// The names in braces of a phrase.
fn variables(phrase: &str) -> impl Iterator<Item = &str> {
    let parts = phrase.split('{').skip(1);
    parts.filter_map(|part| Some(part.split_once('}')?.0))
}

struct Merge<'m> {
    left_out: &'m BTreeSet<String>,
    /// Which keys of the layer count.
    counts: &'m dyn Fn(&str) -> bool,
}

impl Merge<'_> {
    /// `below` with what `layer` has in its place. Tables are merged key by key, everything else is taken as it is.
    fn of<'n>(&self, below: Option<&Node<'n>>, layer: &Node<'n>, pointer: &str) -> Node<'n> {
        let mut members: Vec<Member<'n>> =
            below.map_or_else(Vec::new, |below| below.members().to_vec());
        for member in layer.members() {
            let key = member.key.value.as_ref();
            let pointer_to_it = join(pointer, key);
            if (pointer.is_empty() && !(self.counts)(key)) || self.is_spoilt(member, &pointer_to_it)
            {
                continue;
            }
            let at = members.iter().position(|known| known.key.value == key);
            let known = at.map(|at| members.remove(at));
            let known = known.as_ref().map(|known| &known.node);
            let node = match (&member.node.value, known) {
                (Value::Object(_), Some(known)) if matches!(known.value, Value::Object(_)) => {
                    self.of(Some(known), &member.node, &pointer_to_it)
                }
                (Value::Object(_), _) => self.of(None, &member.node, &pointer_to_it),
                _ => member.node.clone(),
            };
            members.push(Member {
                key: member.key.clone(),
                node,
            });
        }
        Node::new(Value::Object(members), layer.span)
    }

    /// Whether something is wrong with a member: with all of it, or with an item of the list that it is.
    fn is_spoilt(&self, member: &Member<'_>, pointer: &str) -> bool {
        let is_list = matches!(member.node.value, Value::Array(_));
        self.left_out.contains(pointer)
            || (is_list
                && self.left_out.iter().any(|other| {
                    other
                        .strip_prefix(pointer)
                        .is_some_and(|rest| rest.starts_with('/'))
                }))
    }
}
