//! One thing wrong: where it stands, what is said about it and what mends it.

use std::fmt;

use xxhash_rust::xxh3::Xxh3;

use crate::source::{Location, Source};
use crate::text::Span;

/// How bad a finding is. Ordered: an error is the greatest.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; nothing to mend by itself.
    Info,
    /// Probably a mistake.
    Warning,
    /// A mistake.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// One thing wrong.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Id of the rule that found it.
    pub rule: &'static str,
    /// How bad it is, before the configuration has its say.
    pub severity: Severity,
    /// What is wrong: lower case, no full stop, the user's words in backticks.
    pub message: String,
    /// What stands under the caret.
    pub label: Option<String>,
    /// What to do.
    pub help: Option<String>,
    /// The smallest text that a person would change.
    pub location: Location,
    /// Other places that belong to it, in the order in which they are worth reading.
    pub related: Vec<Related>,
    /// Changes that mend it, the best first.
    pub fixes: Vec<Fix>,
    /// What the finding is about, wherever that stands.
    pub subject: Subject,
    /// The piece of the document that the finding is about (the whole row of a wrong level), which decides whether two findings
    /// speak of one mistake; bytes from 0.
    pub about: Span,
    /// Another piece that it is as much about (the second of two equal descriptions); bytes from 0.
    pub also_about: Vec<Span>,
    /// Hash of the offending text, for the fingerprint.
    offending: u128,
}

/// Another place that belongs to a finding.
#[derive(Clone, Debug)]
pub struct Related {
    /// Where it is.
    pub location: Location,
    /// What it has to do with the finding.
    pub message: String,
}

/// A change that mends a finding.
#[derive(Clone, Debug)]
pub struct Fix {
    /// What the change does, as an offer: *replace by `working`*.
    pub title: String,
    /// Whether the meaning cannot change.
    pub safe: bool,
    /// The replacements, in any order, none overlapping another.
    pub edits: Vec<Edit>,
}

/// Which fixes are applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grade {
    /// Those that cannot change the meaning.
    Safe,
    /// Those that a person should look at, too.
    Any,
}

impl Grade {
    /// The change that is made for a finding: the first that may be.
    pub fn choose(self, finding: &Finding) -> Option<&Fix> {
        let mut fixes = finding.fixes.iter();
        fixes.find(|fix| fix.safe || self == Self::Any)
    }
}

/// Replaces the text at a place.
#[derive(Clone, Debug)]
pub struct Edit {
    /// What is replaced.
    pub location: Location,
    /// What comes in its place.
    pub replacement: String,
}

/// What a finding is about: the part of its identity that survives edits elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subject {
    /// Name of the role.
    pub role: Option<String>,
    /// Title of the role level.
    pub role_level: Option<String>,
    /// Name of the skill.
    pub skill: Option<String>,
    /// Name of the skill level.
    pub skill_level: Option<String>,
    /// JSON pointer into front matter, a configuration or a schema.
    pub pointer: Option<String>,
}

impl Finding {
    /// A finding of `rule` at `span` (bytes from 0) of `source`.
    pub fn new(
        rule: &'static str,
        severity: Severity,
        source: &Source,
        span: Span,
        message: impl Into<String>,
    ) -> Self {
        // The same text has other line breaks where git has checked it out otherwise.
        let offending = span.of(source.text()).replace("\r\n", "\n");
        Self {
            about: span,
            ..Self::without_text(rule, severity, source.locate(span), message)
        }
        .offending(&offending)
    }

    /// A finding about a file whose text is not at hand.
    pub fn without_text(
        rule: &'static str,
        severity: Severity,
        location: Location,
        message: impl Into<String>,
    ) -> Self {
        Self {
            rule,
            severity,
            message: on_one_line(message.into()),
            label: None,
            help: None,
            about: location.span(),
            also_about: Vec::new(),
            location,
            related: Vec::new(),
            fixes: Vec::new(),
            subject: Subject::default(),
            offending: 0,
        }
    }

    /// Says what stands under the caret.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(on_one_line(label.into()));
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says what to do, when there is something to say.
    #[must_use]
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }

    /// Adds another place that belongs to it.
    #[must_use]
    pub fn related(mut self, location: Location, message: impl Into<String>) -> Self {
        self.related.push(Related {
            location,
            message: on_one_line(message.into()),
        });
        self
    }

    /// Offers a change that mends it, where there is one.
    #[must_use]
    pub fn fix(mut self, fix: impl Into<Option<Fix>>) -> Self {
        self.fixes.extend(fix.into());
        self
    }

    /// Says what it is about.
    #[must_use]
    pub fn subject(mut self, subject: Subject) -> Self {
        self.subject = subject;
        self
    }

    /// Names the piece of the document that it is about, bytes from 0; the primary span otherwise.
    #[must_use]
    pub fn about(mut self, span: Span) -> Self {
        self.about = span;
        self
    }

    /// Names another piece of the document that it is as much about, bytes from 0.
    #[must_use]
    pub fn also_about(mut self, span: Span) -> Self {
        self.also_about.push(span);
        self
    }

    /// Says by which words it is known again; by the text at its primary span otherwise.
    #[must_use]
    pub fn offending(mut self, words: &str) -> Self {
        self.offending = xxhash_rust::xxh3::xxh3_128(words.as_bytes());
        self
    }

    /// Lowers or raises it from its rule's severity.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// 32 hexadecimal digits that stay the same while the mistake does: of the rule, the subject and the offending words; never of
    /// a path or a position.
    pub fn fingerprint(&self) -> String {
        let mut hash = Xxh3::new();
        let subject = &self.subject;
        let parts = [
            &subject.role,
            &subject.role_level,
            &subject.skill,
            &subject.skill_level,
            &subject.pointer,
        ];
        let parts = std::iter::once(Some(self.rule)).chain(parts.into_iter().map(Option::as_deref));
        for part in parts {
            // A byte that no text contains keeps neighbours apart, and an absent part from an empty one.
            hash.update(&[0xff, u8::from(part.is_some())]);
            hash.update(part.unwrap_or_default().as_bytes());
        }
        hash.update(&self.offending.to_le_bytes());
        format!("{:032x}", hash.digest128())
    }

    /// The order in which findings are printed: path, start, end, rule, message.
    pub fn sort_key(&self) -> (&str, usize, usize, &str, &str) {
        let Location { path, start, end } = &self.location;
        (path, start.offset, end.offset, self.rule, &self.message)
    }
}

/// The words of a document that a message quotes may reach over a line break; the message does not.
fn on_one_line(message: String) -> String {
    if message.contains(['\n', '\r']) {
        message.replace("\r\n", " ").replace(['\n', '\r'], " ")
    } else {
        message
    }
}

impl Fix {
    /// Makes all of these edits; `None` where one of them cannot be made, or there is none.
    pub fn of(
        title: impl Into<String>,
        safe: bool,
        edits: impl IntoIterator<Item = Option<Edit>>,
    ) -> Option<Self> {
        let edits: Vec<Edit> = edits.into_iter().collect::<Option<_>>()?;
        (!edits.is_empty()).then(|| Self {
            title: title.into(),
            safe,
            edits,
        })
    }

    /// Replaces the text at one place.
    pub fn replace(
        title: impl Into<String>,
        safe: bool,
        location: Location,
        replacement: impl Into<String>,
    ) -> Self {
        Self {
            title: title.into(),
            safe,
            edits: vec![Edit {
                location,
                replacement: replacement.into(),
            }],
        }
    }
}
