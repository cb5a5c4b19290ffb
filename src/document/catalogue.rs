//! What only a skill catalogue says: its skills and the roles that need them.

use super::{Entry, Reference, SkillTable};
use crate::text::{Span, Text};

/// A skill as the catalogue defines it.
#[derive(Debug)]
pub struct SkillDefinition<'s> {
    /// Its name.
    pub name: Text<'s>,
    /// The paragraphs under its name, up to the table.
    pub summary: Vec<Text<'s>>,
    /// Its table: one entry a level.
    pub table: Option<SkillTable<'s>>,
    /// *Roles that require this skill*.
    pub required_by: Option<RequiredBy<'s>>,
    /// The headers of further tables of levels below it: those of skills whose own heading is missing.
    pub further_tables: Vec<Span>,
}

impl<'s> SkillDefinition<'s> {
    /// One entry a level.
    pub fn entries(&self) -> &[Entry<'s>] {
        self.table.as_ref().map_or(&[], |table| &table.entries)
    }
}

/// The list of a skill's roles in the catalogue.
#[derive(Debug)]
pub struct RequiredBy<'s> {
    /// The words that introduce it.
    pub heading: Text<'s>,
    /// The roles.
    pub roles: Vec<Reference<'s>>,
    /// How the words introduce it.
    pub introduction: Introduction,
    /// The first role whose line is no entry of its own, for a line break or a space that is missing.
    pub run_on: Option<Text<'s>>,
}

/// The words above a list of roles, against the profile's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Introduction {
    /// They are the profile's.
    Right,
    /// They are close to the profile's.
    Misspelt,
    /// There are none; the heading is the list's first role.
    Missing,
    /// They have run into the table above them.
    InTable,
}
