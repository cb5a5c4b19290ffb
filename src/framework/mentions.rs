//! Where a document speaks of skills and roles.

use super::Framework;
use crate::document::{Document, Link, Reference};
use crate::facts::{DocumentId, Fact, Key, NameId, Relation};
use crate::finding::Subject;
use crate::text::{Span, Text};

/// A place where a document names a skill or a role.
#[derive(Clone, Copy)]
pub struct Mention<'p, 's> {
    /// The name as written.
    pub name: &'p Text<'s>,
    /// Where the name leads.
    pub link: Option<&'p Link<'s>>,
    /// The row or entry that it belongs to; the name itself in a catalogue's list.
    pub about: Span,
    /// The role level whose skill table names it.
    pub role_level: Option<&'p Text<'s>>,
    /// The skill whose list names it, in a catalogue.
    pub listed_for: Option<&'p Text<'s>>,
}

impl Mention<'_, '_> {
    /// The identity of the name.
    pub fn id(&self) -> NameId {
        NameId::of(self.name.as_str())
    }

    /// What a finding about the mention of a skill is about.
    pub fn skill_subject(&self) -> Subject {
        Subject {
            role_level: self.role_level.map(|title| title.as_str().to_owned()),
            skill: Some(self.name.as_str().to_owned()),
            ..Subject::default()
        }
    }

    /// What a finding about the mention of a role is about.
    pub fn role_subject(&self) -> Subject {
        Subject {
            role: Some(self.name.as_str().to_owned()),
            skill: self.listed_for.map(|skill| skill.as_str().to_owned()),
            ..Subject::default()
        }
    }
}

/// Every place where a role names a skill: its skill tables, then its shared-skills table.
pub fn skill_mentions<'p, 's>(document: &'p Document<'s>) -> impl Iterator<Item = Mention<'p, 's>> {
    let in_tables = document.role_levels.iter().flat_map(|level| {
        level.entries().filter_map(|entry| {
            Some(Mention {
                name: entry.skill.as_ref()?,
                link: entry.link.as_ref(),
                about: entry.span,
                role_level: Some(&level.title),
                listed_for: None,
            })
        })
    });
    let rows = document
        .shared_skills
        .iter()
        .flat_map(|shared| &shared.rows);
    let shared = rows.flat_map(|row| row.skills.iter().map(|skill| mention(skill, None)));
    in_tables.chain(shared)
}

/// Every place where a document names a role: its shared-skills table, or the lists of a catalogue.
pub fn role_mentions<'p, 's>(document: &'p Document<'s>) -> impl Iterator<Item = Mention<'p, 's>> {
    let rows = document
        .shared_skills
        .iter()
        .flat_map(|shared| &shared.rows);
    let in_rows = rows.filter_map(|row| row.role.as_ref());
    let in_rows = in_rows.map(|role| mention(role, None));
    let in_lists = document.skills.iter().flat_map(|skill| {
        let lists = skill.required_by.iter();
        lists.flat_map(|list| {
            list.roles
                .iter()
                .map(|role| mention(role, Some(&skill.name)))
        })
    });
    in_rows.chain(in_lists)
}

fn mention<'p, 's>(
    reference: &'p Reference<'s>,
    listed_for: Option<&'p Text<'s>>,
) -> Mention<'p, 's> {
    Mention {
        name: &reference.name,
        link: reference.link.as_ref(),
        about: reference.name.span(),
        role_level: None,
        listed_for,
    }
}

impl Framework<'_> {
    /// The documents that use a name in one of these relations, by path.
    pub fn users(&self, relations: &[Relation], name: NameId) -> Vec<DocumentId> {
        let facts = relations.iter().flat_map(|&relation| {
            self.facts.about(Key {
                relation,
                subject: name,
                level: 0,
            })
        });
        let mut users: Vec<DocumentId> = facts.map(Fact::document).collect();
        users.sort_by_key(|&user| (self.path(user), user));
        users.dedup();
        users
    }
}
