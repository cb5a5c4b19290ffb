//! What a value does against its schema, at the words that do it, to the person who wrote them.

use crate::document::FrontMatterFormat;
use crate::finding::{Finding, Fix, Subject};
use crate::rule::RuleInfo;
use crate::source::Source;
use crate::text::Span;

/// One thing that a schema does not accept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The smallest text that a person would change; bytes from 0.
    pub span: Span,
    /// The piece that it is about: the value, or the map that lacks a key.
    pub about: Span,
    /// JSON pointer (RFC 6901) of the value, or of the missing or unknown key.
    pub pointer: String,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// What stands under the caret.
    pub label: Option<String>,
    /// What to do.
    pub help: Option<String>,
    /// What to say at `span` instead, where one word is close enough.
    pub replacement: Option<Replacement>,
}

/// What takes the place of a key or of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Replacement {
    /// Another key.
    Key(String),
    /// Another text as the value.
    Text(String),
    /// A value that is no text, as all formats write it.
    Literal(String),
}

impl Replacement {
    /// What it says, without quotation marks.
    pub fn words(&self) -> &str {
        match self {
            Self::Key(words) | Self::Text(words) | Self::Literal(words) => words,
        }
    }

    /// How it is written in the place of `before`.
    fn written(&self, format: FrontMatterFormat, before: &str) -> String {
        match self {
            Self::Key(key) => format.key(key, before),
            Self::Text(text) => format.value(text, before),
            Self::Literal(value) => value.clone(),
        }
    }
}

impl Violation {
    /// The finding of `rule` that reports it, about a value that is written in `format`, or is none of any format.
    pub fn finding(
        self,
        rule: &RuleInfo,
        source: &Source,
        format: Option<FrontMatterFormat>,
    ) -> Finding {
        let subject = Subject {
            pointer: Some(self.pointer),
            ..Subject::default()
        };
        let mut finding = rule
            .finding(source, self.span, self.message)
            .maybe_help(self.help)
            .about(self.about)
            .subject(subject);
        finding.label = self.label;
        match self.replacement {
            Some(replacement) => {
                let title = format!("replace by `{}`", replacement.words());
                let before = self.span.of(source.text());
                let written = match format {
                    Some(format) => replacement.written(format, before),
                    None => replacement.words().to_owned(),
                };
                // There is one known word that it is close to.
                finding.fix(Fix::replace(title, true, source.locate(self.span), written))
            }
            None => finding,
        }
    }
}
