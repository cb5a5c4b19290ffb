//! Entries together with the role level or skill that they belong to: how rules name them in messages and subjects.

use std::collections::HashSet;

use crate::config::Profile;
use crate::document::{Column, Document, Entry, SkillTable};
use crate::finding::{Finding, Subject};
use crate::source::Source;
use crate::text::Text;

/// An entry and what it belongs to.
#[derive(Clone, Copy)]
pub struct Placed<'d, 's> {
    document: &'d Document<'s>,
    /// The role level or the catalogue's skill.
    pub owner: Owner<'d, 's>,
    /// The table that it is a row of.
    pub table: &'d SkillTable<'s>,
    /// The entry.
    pub entry: &'d Entry<'s>,
}

/// What a skill table belongs to.
#[derive(Clone, Copy)]
pub enum Owner<'d, 's> {
    /// A role level, by its title.
    RoleLevel(&'d Text<'s>),
    /// A skill that a catalogue defines, by its name.
    Skill(&'d Text<'s>),
}

/// Every entry in document order.
pub fn entries<'d, 's>(document: &'d Document<'s>) -> impl Iterator<Item = Placed<'d, 's>> {
    tables(document).flat_map(move |(owner, table)| {
        table.entries.iter().map(move |entry| Placed {
            document,
            owner,
            table,
            entry,
        })
    })
}

/// Every skill table in document order.
pub fn tables<'d, 's>(
    document: &'d Document<'s>,
) -> impl Iterator<Item = (Owner<'d, 's>, &'d SkillTable<'s>)> {
    let of_roles = document.role_levels.iter().flat_map(|level| {
        let owner = Owner::RoleLevel(&level.title);
        level.tables.iter().map(move |table| (owner, table))
    });
    of_roles.chain(
        document
            .skills
            .iter()
            .filter_map(|skill| Some((Owner::Skill(&skill.name), skill.table.as_ref()?))),
    )
}

impl<'d, 's> Owner<'d, 's> {
    /// The title of the role level or the name of the skill.
    pub fn name(self) -> &'d Text<'s> {
        match self {
            Self::RoleLevel(name) | Self::Skill(name) => name,
        }
    }

    /// What a finding about its table is about.
    pub fn subject(self, document: &Document<'_>) -> Subject {
        let name = Some(self.name().as_str().to_owned());
        match self {
            Self::RoleLevel(_) => Subject {
                role_level: name,
                ..role(document)
            },
            Self::Skill(_) => Subject {
                skill: name,
                ..Subject::default()
            },
        }
    }
}

impl<'d, 's> Placed<'d, 's> {
    /// The name of the skill: the entry's own, or that of the catalogue's skill.
    pub fn skill(&self) -> Option<&'d Text<'s>> {
        match self.owner {
            Owner::RoleLevel(_) => self.entry.skill.as_ref(),
            Owner::Skill(name) => Some(name),
        }
    }

    /// The level's name: the profile's where it is known, else as written.
    pub fn level_name<'p>(&self, profile: &'p Profile) -> Option<&'p str>
    where
        'd: 'p,
    {
        match (self.entry.level_index(), &self.entry.level) {
            (Some(index), _) => Some(profile.level_name(index)),
            (None, Some(level)) => Some(level.text.as_str()),
            (None, None) => None,
        }
    }

    /// The column that has an empty cell in this row and in every other one: a mistake of the table and not of its rows.
    pub fn emptied_column(&self, source: &Source) -> Option<&'d Column<'s>> {
        let [part] = &self.entry.missing[..] else {
            return None;
        };
        let lacks_it = |entry: &Entry<'_>| {
            let [only] = &entry.missing[..] else {
                return false;
            };
            only.value == part.value && only.span.of(source.text()).trim().is_empty()
        };
        let entries = &self.table.entries;
        let mut columns = self.table.columns.iter();
        let known = |column: &&Column<'_>| column.known_as.as_ref() == Some(&part.value);
        // In a matrix the levels have the name of their role level above them.
        let column = columns.find(known).or(self.table.columns.last());
        column.filter(|_| entries.len() > 2 && entries.iter().all(lacks_it))
    }

    /// Whether it is the first of its table.
    pub fn is_first(&self) -> bool {
        let first = self.table.entries.first();
        first.is_some_and(|first| first.index == self.entry.index)
    }

    /// How a message names the entry: *`Agile working` at expert*.
    pub fn described(&self, profile: &Profile) -> String {
        match (self.skill(), self.level_name(profile)) {
            (Some(skill), Some(level)) => format!("`{}` at {level}", skill.as_str()),
            (Some(skill), None) => format!("`{}`", skill.as_str()),
            (None, _) => format!("a row of `{}`", self.owner.name().as_str()),
        }
    }

    /// What a finding about the entry is about.
    pub fn subject(&self, profile: &Profile) -> Subject {
        Subject {
            skill: self.skill().map(|skill| skill.as_str().to_owned()),
            skill_level: self.level_name(profile).map(str::to_owned),
            ..self.owner.subject(self.document)
        }
    }
}

/// What a finding about the document's role as a whole is about.
pub fn role(document: &Document<'_>) -> Subject {
    Subject {
        role: document.name().map(|name| name.as_str().to_owned()),
        ..Subject::default()
    }
}

/// Names in backticks, joined as in a sentence: *`a`, `b` and `c`*.
pub fn listed<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match names.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [others @ .., last] => format!("{} and {last}", others.join(", ")),
    }
}

/// Of the findings from `first` (from 0) on keeps one at each place: the columns of a matrix share the rest of their rows.
pub fn keep_first_at_each_place(findings: &mut Vec<Finding>, first: usize) {
    let mut places = HashSet::new();
    let new = findings.split_off(first).into_iter();
    findings.extend(new.filter(|finding| places.insert(finding.location.span())));
}
