//! The contract of a rule: what it is called, how bad its findings are, and what it looks at.

use crate::config::{Configuration, OptionsType, Profile, Schemas};
use crate::document::Document;
use crate::finding::{Edit, Finding, Grade, Severity};
use crate::framework::Framework;
use crate::source::Source;
use crate::text::{Span, Text};

/// What is known about a rule without running it. The lists of rules in the documentation and in `framelint rules` come from it.
#[derive(Debug)]
pub struct RuleInfo {
    /// Kebab-case, names the problem, never changes its meaning.
    pub id: &'static str,
    /// What it looks at.
    pub group: Group,
    /// How bad its findings are; `None` for a rule that is off unless it is switched on.
    pub severity: Option<Severity>,
    /// What it finds, in one line: lower case, no full stop.
    pub summary: &'static str,
    /// Why that matters to the owner of the words, and how the rule decides. Markdown.
    pub explanation: &'static str,
    /// Rules that are more specific: where one of them has a finding about the same piece of a document, this rule is silent.
    pub yields_to: &'static [&'static str],
}

/// What a rule looks at; the headings of the rule list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Files, configuration and schemas: what keeps the other rules from running.
    Input,
    /// The metadata at the top of a document.
    FrontMatter,
    /// One page as a whole.
    Page,
    /// Skill tables.
    SkillTables,
    /// Several documents.
    Agreement,
}

impl Group {
    /// Its name on the command line and in lists.
    pub fn name(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::FrontMatter => "front-matter",
            Self::Page => "page",
            Self::SkillTables => "skill-tables",
            Self::Agreement => "agreement",
        }
    }
}

/// A rule.
#[derive(Clone, Copy)]
pub enum Rule {
    /// Looks at one document at a time.
    Document(&'static dyn DocumentRule),
    /// Looks at what several documents say.
    Agreement(&'static dyn AgreementRule),
    /// Its findings are made where what they are about comes up: by whoever reads files and configurations, by the engine, by the policy.
    Elsewhere(&'static RuleInfo),
}

impl Rule {
    /// What is known about it.
    pub fn info(self) -> &'static RuleInfo {
        match self {
            Self::Document(rule) => rule.info(),
            Self::Agreement(rule) => rule.info(),
            Self::Elsewhere(info) => info,
        }
    }

    /// What it can be told in the configuration.
    pub fn options(self) -> Option<OptionsType> {
        match self {
            Self::Document(rule) => rule.options(),
            Self::Agreement(rule) => rule.options(),
            Self::Elsewhere(_) => None,
        }
    }

    /// Which changes it offers: [`Grade::Safe`] where some of them are safe, [`Grade::Any`] where each needs a person.
    pub fn fixes(self) -> Option<Grade> {
        match self {
            Self::Document(rule) => rule.fixes(),
            Self::Agreement(rule) => rule.fixes(),
            Self::Elsewhere(_) => None,
        }
    }
}

/// A rule that looks at one document.
pub trait DocumentRule: Sync {
    /// What is known about the rule.
    fn info(&self) -> &'static RuleInfo;
    /// What it can be told in the configuration; [`Configuration::options`] has it.
    fn options(&self) -> Option<OptionsType> {
        None
    }
    /// Which changes it offers, as [`Rule::fixes`] says it.
    fn fixes(&self) -> Option<Grade> {
        None
    }
    /// Adds what is wrong with the document to `findings`.
    fn check(&self, context: &DocumentContext<'_>, findings: &mut Vec<Finding>);
    /// Adds the same mistake where it takes several documents to make it.
    fn check_agreement(&self, _framework: &Framework<'_>, _findings: &mut Vec<Finding>) {}
}

/// A rule that looks at the facts of all documents.
pub trait AgreementRule: Sync {
    /// What is known about the rule.
    fn info(&self) -> &'static RuleInfo;
    /// What it can be told in the configuration; [`Configuration::options`] has it.
    fn options(&self) -> Option<OptionsType> {
        None
    }
    /// Which changes it offers, as [`Rule::fixes`] says it.
    fn fixes(&self) -> Option<Grade> {
        None
    }
    /// Adds what the documents disagree about to `findings`.
    fn check(&self, framework: &Framework<'_>, findings: &mut Vec<Finding>);
}

/// What a document rule may look at.
#[derive(Clone, Copy)]
pub struct DocumentContext<'a> {
    /// The text and its path.
    pub source: &'a Source,
    /// What it says.
    pub document: &'a Document<'a>,
    /// Everything that the run is told.
    pub configuration: &'a Configuration,
    /// The words by which the framework is recognised.
    pub profile: &'a Profile,
    /// The JSON Schemas that apply, compiled when first needed.
    pub schemas: &'a Schemas,
}

impl DocumentContext<'_> {
    /// The change of [`Document::rewrite`] in this document.
    pub fn rewrite(&self, text: &Text<'_>, words: &str) -> Option<Edit> {
        self.document.rewrite(self.source, text, words)
    }
}

impl RuleInfo {
    /// A finding of this rule at `span` (bytes from 0), as bad as the rule says.
    pub fn finding(&self, source: &Source, span: Span, message: impl Into<String>) -> Finding {
        Finding::new(
            self.id,
            self.severity.unwrap_or(Severity::Warning),
            source,
            span,
            message,
        )
    }
}
