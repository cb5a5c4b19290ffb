//! Puts a profile together: each layer says what is other than in the one below.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use super::close_match;
use super::file::{finding, read_toml};
use super::mistake::{Mistake, did_you_mean, listed};
use super::own_words::{OwnWords, Places, add_places};
use super::paths::beside;
use super::phrases;
use super::profile::{GOV_UK, Profile, fold};
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
/// Keys of a profile file that are no words.
pub(super) const NO_WORDS: &[&str] = &[EXTENDS];

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
    /// Where the words of the files stand.
    places: Places,
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
            places: Places::new(),
            open: Vec::new(),
        }
    }

    /// The profile, unless it is the built-in one, and what is wrong in the files that it was read from.
    pub(super) fn finish(mut self) -> (Option<Profile>, Vec<Finding>) {
        if let (Some(profile), Some(merged)) = (&mut self.profile, &self.merged) {
            profile.own_words = Some(Arc::new(OwnWords::of(merged, &self.places)));
        }
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
        self.file(&Arc::new(Source::new(path, text)));
        self.open.pop();
        Ok(())
    }

    fn file(&mut self, source: &Arc<Source>) {
        let (root, findings) = read_toml(source);
        self.findings.extend(findings);
        let Some(mut root) = root else { return };
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
        }
        root.compose();
        // Whatever it was meant to extend: nothing is missing because of it.
        let mut keys = root.members().iter().map(|member| &*member.key.value);
        if keys.any(|key| close_match(key, [EXTENDS]).is_some()) {
            self.merged.get_or_insert_with(|| BUILT_IN.clone());
        }
        for mistake in self.add(source, &root, |key| key != EXTENDS) {
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

    /// Adds `key` of `root`, which was read from `source`, as the topmost layer.
    pub(super) fn add_key(
        &mut self,
        source: &Arc<Source>,
        root: &Node<'_>,
        key: &str,
    ) -> Vec<Mistake> {
        self.merged.get_or_insert_with(|| BUILT_IN.clone());
        self.add(source, root, |other| other == key)
    }

    /// Adds those keys of `layer` that count, leaving out what is wrong.
    fn add(
        &mut self,
        source: &Arc<Source>,
        layer: &Node<'_>,
        counts: impl Fn(&str) -> bool,
    ) -> Vec<Mistake> {
        const NAME: &str = "this profile";
        let mut attempts = Attempts::default();
        loop {
            let merged = Merge {
                left_out: &attempts.left_out,
                counts: &counts,
            }
            .of(self.merged.as_ref(), layer, "");
            let left_out = attempts.items_left_out(layer);
            match typed::read_whole::<Profile>(&merged, NAME, &left_out, NO_WORDS) {
                Ok(profile) => {
                    attempts.mistakes.extend(phrases::mistakes(layer));
                    same_names(layer, &merged, &mut attempts.mistakes);
                    self.profile = Some(profile);
                    // What is wrong here is not said of the layers above again.
                    if attempts.mistakes.is_empty() {
                        self.merged = Some(merged.into_owned());
                        let own = layer.members().iter();
                        for own in own.filter(|own| counts(&own.key.value)) {
                            let pointer = join("", &own.key.value);
                            let key = Some(own.key.span);
                            add_places(&mut self.places, source, &own.node, key, &pointer);
                        }
                    }
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

/// Tables whose texts are names by which different things are told apart.
const TABLES_OF_NAMES: [&str; 2] = ["columns", "front-matter"];

/// Adds a mistake for each name in `layer` that something else has, too: in `merged`, where the layer's own members are the last.
fn same_names(layer: &Node<'_>, merged: &Node<'_>, mistakes: &mut Vec<Mistake>) {
    for table in TABLES_OF_NAMES {
        let own = |key: &str| layer.get(table).and_then(|own| own.get(key)).is_some();
        let pointer = |key: &str| join(&join("", table), key);
        let members = merged.get(table).map_or(&[][..], Node::members);
        let mut before: Vec<(&str, String)> = Vec::new();
        for member in members {
            let (key, name) = (member.key.value.as_ref(), member.node.as_str().map(fold));
            let Some(name) = name else { continue };
            let same = before.iter().find(|(_, other)| *other == name);
            if let Some((other, _)) = same.filter(|_| own(key)) {
                let message = format!("`{key}` has the same name as `{other}`");
                let mistake = Mistake::at(&pointer(key), message).beside(pointer(other));
                let help = "give each a name of its own".to_owned();
                mistakes.push(mistake.help(Some(help)));
            }
            before.push((key, name));
        }
    }
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
            if (pointer.is_empty() && !(self.counts)(key)) || self.left_out.contains(&pointer_to_it)
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
}
