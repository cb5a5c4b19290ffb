//! What the rules about links of names that lead elsewhere than they should have in common.

use crate::document::Link;
use crate::facts::{DocumentId, NameId, identity};
use crate::finding::{Finding, Fix};
use crate::framework::{Framework, Mention, UsedLink, leading_to};
use crate::source::Source;

/// A document that has a wrong link for a name.
pub(super) struct WrongLink<T> {
    /// What the name means.
    pub of: T,
    pub document: DocumentId,
    /// The identity of the link.
    pub link: NameId,
    /// That of the right one, as some document has it or as it would have to be.
    pub right: String,
    /// Whether that is beyond doubt.
    pub is_certain: bool,
}

impl<T: Copy + Ord> WrongLink<T> {
    /// One for each document that has `link`.
    pub(super) fn everywhere(
        of: T,
        link: &UsedLink<'_>,
        right: &str,
        is_certain: bool,
    ) -> impl Iterator<Item = Self> {
        let documents = link.documents().into_iter();
        documents.map(move |document| Self {
            of,
            document,
            link: link.id,
            right: right.to_owned(),
            is_certain,
        })
    }

    /// In the order of the documents.
    pub(super) fn sorted(mut wrong: Vec<Self>, framework: &Framework<'_>) -> Vec<Self> {
        wrong.sort_by_key(|wrong| {
            let path = framework.path(wrong.document);
            (path, wrong.of, framework.name(wrong.link))
        });
        wrong
    }

    /// Whether a mention in `source` has it.
    pub(super) fn is_in(&self, source: &Source, mention: &Mention<'_, '_>) -> bool {
        let link = mention
            .link
            .map(|link| identity(source.path(), &link.destination));
        link.is_some_and(|link| NameId::of(&link) == self.link)
    }

    /// Adds to a finding about the first of `links` the others, which lead to the same place, and the fix of all of them.
    pub(super) fn mended(
        &self,
        mut finding: Finding,
        source: &Source,
        links: &[&Link<'_>],
        is_safe: bool,
    ) -> Finding {
        for link in links.iter().skip(1) {
            finding = finding.related(source.locate(link.span), "the same link here");
        }
        let edits = links.iter();
        let edits = edits.map(|link| leading_to(source, link, &self.right));
        let title = format!("link to `{}`", self.right);
        finding
            .help(title.clone())
            .fix(Fix::of(title, is_safe, edits))
    }
}
