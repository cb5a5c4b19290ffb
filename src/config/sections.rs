//! The headings of the parts of a page, and which of them a heading is.

use serde::Deserialize;

use super::template::{Match, Template};

/// Headings of the parts of a page.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Sections {
    /// Opens the contents list.
    pub contents: Template,
    /// What the role is about: `{role}` with its article.
    pub summary: Template,
    /// Opens the role levels: `{role}`.
    pub role_levels: Template,
    /// Opens the shared-skills table: `{role}`.
    pub shared_skills: Template,
    /// Opens the update history.
    pub updates: Template,
    /// Opens the list of a skill's roles in the catalogue.
    pub required_by: Template,
}

/// The parts of a role page that a profile names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KnownSection {
    /// The contents list.
    Contents,
    /// What the role is about.
    Summary,
    /// The role levels.
    RoleLevels,
    /// The shared-skills table.
    SharedSkills,
    /// The update history.
    Updates,
}

impl Sections {
    /// The part that a heading opens, recognised even where a word is misspelt, and whether no words but the variable ones are other than
    /// the profile's.
    pub fn known(&self, heading: &str) -> Option<(KnownSection, bool)> {
        let recognised = self.recognise(heading);
        recognised.map(|(section, _, found)| (section, found.exact))
    }

    /// The part whose heading this is, with no other words than the profile's but for the variable ones.
    pub fn exact(&self, heading: &str) -> Option<KnownSection> {
        self.find(|template| template.matches(heading))
            .map(|(section, ..)| section)
    }

    /// The part that a misspelt heading opens, and how it was meant to be; `None` for one that is right, or opens no part that a profile
    /// names.
    pub fn meant(&self, heading: &str) -> Option<(KnownSection, String)> {
        let recognised = self.recognise(heading);
        let (section, template, found) = recognised.filter(|(.., found)| !found.exact)?;
        // A heading that names no role is a shorter one, not a misspelt one.
        let mut lacks_name = false;
        let meant = template.fill(|name| {
            let value = found.get(name).map(|range| &heading[range]);
            lacks_name |= value.is_none();
            value.unwrap_or_default().to_owned()
        });
        if lacks_name {
            return None;
        }
        super::close_match(heading, [meant.as_str()])?;
        Some((section, meant))
    }

    fn recognise(&self, heading: &str) -> Option<(KnownSection, &Template, Match<'_>)> {
        let exact = self.find(|template| template.matches(heading));
        exact.or_else(|| self.find(|template| template.resembles(heading)))
    }

    /// The first part for whose template `follows` finds something.
    fn find<'t>(
        &'t self,
        follows: impl Fn(&'t Template) -> Option<Match<'t>>,
    ) -> Option<(KnownSection, &'t Template, Match<'t>)> {
        let all = [
            (KnownSection::Contents, &self.contents),
            (KnownSection::Updates, &self.updates),
            (KnownSection::RoleLevels, &self.role_levels),
            (KnownSection::SharedSkills, &self.shared_skills),
            (KnownSection::Summary, &self.summary),
        ];
        let mut all = all.into_iter();
        all.find_map(|(section, template)| Some((section, template, follows(template)?)))
    }
}
