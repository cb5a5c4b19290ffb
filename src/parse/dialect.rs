//! What kind of document a Markdown body is, and in which dialect: by votes, so that one damaged sign never decides.

use super::blocks::{Block, BlockKind};
use super::table::{self, TableKind};
use super::{front_matter, headings};
use crate::config::Profile;
use crate::document::{Dialect, FrontMatter, Kind};
use crate::text::Span;

/// Signs of each kind, counted.
#[derive(Debug, Default)]
pub struct Votes {
    role: u32,
    catalogue: u32,
    signs: Vec<(Sign, Span)>,
    level_column: bool,
    /// The kind that the front matter names.
    named: Option<(Kind, Span)>,
    /// How many keys of a clip's, and of a guide's, front matter there are.
    clip_keys: usize,
    guide_keys: usize,
    /// Whether nothing follows the front matter.
    bodiless: bool,
}

/// One sign of a role or a catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sign {
    /// The front matter names the kind.
    FrontMatter,
    /// The front matter is that of a clipped page, and nothing follows it.
    ClippedNothing,
    /// A heading that only role pages have.
    Heading,
    /// A sentence about the role levels.
    LevelCount,
    /// A skill table.
    SkillTable,
    /// A shared-skills table.
    SharedSkills,
    /// Headings that name a skill and its level.
    SkillHeadings,
    /// A catalogue's table.
    CatalogueTable,
    /// Headings that name the levels of a skill.
    CatalogueHeadings,
    /// The words before the list of a skill's roles.
    RequiredBy,
}

impl Sign {
    /// The sign in plain words.
    pub fn describe(self) -> &'static str {
        match self {
            Self::FrontMatter => "front matter that names the kind",
            Self::ClippedNothing => "the front matter of a clipped page, with nothing after it",
            Self::Heading => "the headings of a role page",
            Self::LevelCount => "a sentence that counts the role levels",
            Self::SkillTable => "a skill table",
            Self::SharedSkills => "a shared-skills table",
            Self::SkillHeadings => "headings that name a skill and its level",
            Self::CatalogueHeadings => "headings that name the levels of a skill",
            Self::CatalogueTable => "a table of skill levels",
            Self::RequiredBy => "a list of the roles that require a skill",
        }
    }
}

/// A document with this many votes for a kind is of that kind; with fewer but two it is unrecognised.
const ENOUGH: u32 = 3;

/// Front matter with this many keys of a clip's is that of a clip.
const ENOUGH_KEYS: usize = 3;

/// What the votes say.
#[derive(Debug)]
pub enum Verdict {
    /// A document of a kind.
    Kind(Kind),
    /// Too few signs of this kind.
    Unrecognised(Kind),
    /// No signs.
    Other,
}

impl Votes {
    /// Counts the signs of a Markdown document.
    pub fn count(
        source: &str,
        front_matter: Option<&FrontMatter<'_>>,
        blocks: &[Block<'_>],
        profile: &Profile,
    ) -> Self {
        let keys = front_matter
            .map(|front_matter| front_matter::keys(front_matter, source))
            .unwrap_or_default();
        let present = |known: &[String]| {
            known
                .iter()
                .filter(|known| keys.contains(&known.as_str()))
                .count()
        };
        let mut votes = Self {
            named: front_matter.and_then(|front_matter| named_kind(front_matter, profile)),
            clip_keys: present(&profile.front_matter.clip),
            guide_keys: present(&profile.front_matter.guide),
            ..Self::default()
        };
        let end = front_matter.map_or(0, |front_matter| front_matter.span.end as usize);
        votes.bodiless = source[end..].trim().is_empty();
        if let Some(front_matter) =
            front_matter.filter(|_| votes.bodiless && votes.clip_keys >= ENOUGH_KEYS)
        {
            votes.vote_role(Sign::ClippedNothing, ENOUGH - 1, front_matter.opening);
        }
        match votes.named {
            Some((Kind::Role, span)) => votes.vote_role(Sign::FrontMatter, ENOUGH, span),
            Some((Kind::SkillCatalogue, span)) => {
                votes.vote_catalogue(Sign::FrontMatter, ENOUGH, span);
            }
            _ => {}
        }
        for block in blocks {
            votes.block(block, profile);
        }
        if let Some(&first) = headings::of_entries(blocks, profile).first() {
            votes.vote_role(Sign::SkillHeadings, ENOUGH, blocks[first].span);
        }
        if let Some(&first) = headings::of_skill_levels(blocks, profile).first() {
            votes.vote_catalogue(Sign::CatalogueHeadings, ENOUGH, blocks[first].span);
        }
        votes
    }

    /// A skill table and a shared-skills table say most; a heading or a sentence says a little.
    fn block(&mut self, block: &Block<'_>, profile: &Profile) {
        let sections = &profile.sections;
        match &block.kind {
            BlockKind::Heading(_, content) => {
                let text = content.text.as_str();
                if sections.role_levels.matches(text).is_some()
                    || sections.summary.matches(text).is_some()
                {
                    self.vote_role(Sign::Heading, 1, block.span);
                } else if sections.required_by.matches(text).is_some() {
                    self.vote_catalogue(Sign::RequiredBy, 1, block.span);
                }
            }
            BlockKind::Paragraph(content) => {
                let text = content.text.as_str();
                let phrases = &profile.phrases;
                if phrases.level_count.matches(text).is_some()
                    || phrases.one_level.matches(text).is_some()
                {
                    self.vote_role(Sign::LevelCount, 1, block.span);
                } else if sections.required_by.matches(text).is_some() {
                    self.vote_catalogue(Sign::RequiredBy, 1, block.span);
                }
            }
            // What a closed block of code shows may be an example.
            BlockKind::Table(table) if table.in_code => {}
            BlockKind::Table(table) => match &table.recognised {
                Some(found) if matches!(found.kind, TableKind::RoleLevel | TableKind::Matrix) => {
                    self.level_column |= found.columns.contains(&Some(table::ColumnKind::Level));
                    self.vote_role(Sign::SkillTable, found.votes, block.span);
                }
                Some(found) if found.kind == TableKind::Shared => {
                    self.vote_role(Sign::SharedSkills, found.votes, block.span);
                }
                Some(found) => self.vote_catalogue(Sign::CatalogueTable, found.votes, block.span),
                None => {}
            },
            BlockKind::Item(_) => {}
        }
    }

    fn vote_role(&mut self, sign: Sign, votes: u32, span: Span) {
        self.role += votes;
        self.signs.push((sign, span));
    }

    fn vote_catalogue(&mut self, sign: Sign, votes: u32, span: Span) {
        self.catalogue += votes;
        self.signs.push((sign, span));
    }

    /// What the votes say; the front matter settles what has no sign of a role.
    pub fn verdict(&self) -> Verdict {
        let most = self.role.max(self.catalogue);
        let kind = if self.catalogue > self.role {
            Kind::SkillCatalogue
        } else {
            Kind::Role
        };
        let guide = self.guide_keys > 0 || matches!(self.named, Some((Kind::Guide, _)));
        // A guide may show a table as an example.
        let has_frame_of_guide =
            self.guide_keys > 1 || matches!(self.named, Some((Kind::Guide, _)));
        let needed = if has_frame_of_guide {
            2 * ENOUGH
        } else {
            ENOUGH
        };
        if most >= needed {
            Verdict::Kind(kind)
        } else if guide {
            Verdict::Kind(Kind::Guide)
        } else if most + 1 >= ENOUGH {
            Verdict::Unrecognised(kind)
        } else {
            Verdict::Other
        }
    }

    /// The signs that are there, in plain words, each once, and the place of the first.
    pub fn signs(&self) -> (Vec<String>, Span) {
        let mut signs: Vec<Sign> = self.signs.iter().map(|(sign, _)| *sign).collect();
        signs.sort_unstable();
        signs.dedup();
        let first = self
            .signs
            .iter()
            .map(|(_, span)| *span)
            .min()
            .unwrap_or_default();
        (
            signs
                .into_iter()
                .map(|sign| sign.describe().to_owned())
                .collect(),
            first,
        )
    }

    /// The signs of `kind` that are missing, in plain words.
    pub fn missing(&self, kind: &Kind) -> Vec<String> {
        let expected: &[Sign] = match kind {
            Kind::SkillCatalogue => &[Sign::CatalogueTable, Sign::RequiredBy],
            _ => &[Sign::Heading, Sign::LevelCount, Sign::SkillTable],
        };
        let missing = expected
            .iter()
            .filter(|sign| !self.signs.iter().any(|(there, _)| there == *sign));
        missing.map(|sign| sign.describe().to_owned()).collect()
    }

    /// Whether a document is a clip or was written for the repo.
    pub fn dialect(&self) -> Dialect {
        let authored = self.named.is_some() || self.level_column;
        if self.clip_keys == 0 || authored && self.clip_keys < ENOUGH_KEYS {
            Dialect::Authored
        } else {
            Dialect::Clip
        }
    }
}

/// The kind that the front matter names, exactly or nearly.
fn named_kind(front_matter: &FrontMatter<'_>, profile: &Profile) -> Option<(Kind, Span)> {
    let root = front_matter.root.as_ref()?;
    let node = root.get(&profile.front_matter.kind)?;
    let kinds = [Kind::Role, Kind::SkillCatalogue, Kind::Guide];
    let close =
        crate::config::close_match(node.as_str()?, kinds.iter().map(Kind::name))?.to_owned();
    kinds
        .into_iter()
        .find(|kind| kind.name() == close)
        .map(|kind| (kind, node.span))
}
