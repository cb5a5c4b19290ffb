//! From the bytes of a file to a [`Document`].

mod blocks;
mod catalogue;
mod cell;
pub mod comments;
mod damaged;
mod dialect;
pub mod front_matter;
mod guide;
mod headings;
pub(crate) mod heard;
mod history;
pub mod html;
mod joined;
mod markdown;
mod matrix;
pub mod merge;
mod page;
mod role;
mod table;

use self_cell::self_cell;

use dialect::{Verdict, Votes};
use heard::{Heard, Listener};

use crate::config::Profile;
use crate::document::{Document, Kind};
use crate::source::Source;
use crate::text::Span;

/// What a file turned out to be.
#[derive(Debug)]
pub enum Recognised<'s> {
    /// A document of the framework.
    Document(Box<Document<'s>>),
    /// Some signs of a role or a catalogue, but too few to read it as one.
    Unrecognised(Unrecognised),
    /// No document of a framework: a README, a licence.
    Other,
}

/// Why a file was not read as a document although it has signs of one.
#[derive(Debug)]
pub struct Unrecognised {
    /// The kind that it has signs of.
    pub kind: Kind,
    /// The signs that are there, in plain words.
    pub signs: Vec<String>,
    /// The signs that are missing, in plain words.
    pub missing: Vec<String>,
    /// The first sign's place.
    pub span: Span,
}

/// What a file says.
#[derive(Debug)]
struct Read<'s> {
    recognised: Recognised<'s>,
    heard: Heard,
}

self_cell! {
    /// A source together with what it says.
    pub struct ParsedSource {
        owner: Source,
        #[covariant]
        dependent: Read,
    }

    impl {Debug}
}

impl ParsedSource {
    /// Parses a text. `kind` is what the configuration says of its path; without it the document is recognised by its signs.
    ///
    /// Never fails: whatever is wrong with the text is for the rules to say.
    pub fn parse(source: Source, profile: &Profile, kind: Option<&Kind>) -> Self {
        Self::new(source, |source| {
            let mut listener = Listener::new(source, profile);
            let recognised = recognise(source, profile, kind, &mut listener);
            if let Recognised::Document(document) = &recognised {
                listener.document(document);
            }
            Read {
                recognised,
                heard: listener.finish(),
            }
        })
    }

    /// The text.
    pub fn source(&self) -> &Source {
        self.borrow_owner()
    }

    /// What it turned out to be.
    pub fn recognised(&self) -> &Recognised<'_> {
        &self.borrow_dependent().recognised
    }

    /// What it says of the words of its profile.
    pub(crate) fn take_heard(&mut self) -> Heard {
        self.with_dependent_mut(|_, read| std::mem::take(&mut read.heard))
    }

    /// What it says, where it is a document.
    pub fn document(&self) -> Option<&Document<'_>> {
        match self.recognised() {
            Recognised::Document(document) => Some(document),
            Recognised::Unrecognised(_) | Recognised::Other => None,
        }
    }
}

/// Decides what a text is and reads it as that.
fn recognise<'s>(
    source: &'s Source,
    profile: &Profile,
    configured: Option<&Kind>,
    listener: &mut Listener<'_>,
) -> Recognised<'s> {
    let text = source.text();
    let (front_matter, body_start) = front_matter::parse(text);
    if let Some(front_matter) = &front_matter {
        listener.front_matter(front_matter);
    }
    let front_matter_title = front_matter
        .as_ref()
        .and_then(|front_matter| front_matter.string(&profile.front_matter.title, text));
    if matches!(configured, None | Some(Kind::Role))
        && let Some(document) = page::read(text, body_start, profile)
    {
        listener.page(body_start);
        return Recognised::Document(Box::new(Document {
            front_matter,
            front_matter_title,
            body_start,
            ..document
        }));
    }
    let mut body = markdown::read(text, body_start, profile);
    listener.blocks(&body.blocks);
    let votes = Votes::count(text, front_matter.as_ref(), &body.blocks, profile);
    let kind = match (configured, votes.verdict()) {
        (Some(kind), _) => kind.clone(),
        (None, Verdict::Kind(kind)) => kind,
        (None, Verdict::Unrecognised(kind)) => {
            let (signs, span) = votes.signs();
            let missing = votes.missing(&kind);
            return Recognised::Unrecognised(Unrecognised {
                kind,
                signs,
                missing,
                span,
            });
        }
        (None, Verdict::Other) => return Recognised::Other,
    };
    let dialect = votes.dialect();
    let mut document = Document {
        front_matter,
        front_matter_title,
        body_start,
        ..Document::empty(kind, dialect)
    };
    document.links = body.images;
    document.anchors = body.anchors;
    document.in_code = body.in_code;
    document.open_comment = body.open_comment;
    if matches!(document.kind, Kind::Role | Kind::SkillCatalogue) {
        damaged::take(text, &mut body.blocks, &mut document, profile);
    }
    match document.kind {
        Kind::Role => role::read(body.blocks, &mut document, profile),
        Kind::SkillCatalogue => catalogue::read(body.blocks, &mut document, profile),
        Kind::Guide | Kind::Configured(_) => guide::read(body.blocks, &mut document),
    }
    document.links.sort_by_key(|link| link.span);
    Recognised::Document(Box::new(document))
}
