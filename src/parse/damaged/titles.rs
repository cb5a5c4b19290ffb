//! The title, as a line without its sign or as a heading with a sign too many.

use super::super::blocks::BlockKind;
use super::super::role::matrix_columns;
use super::Reader;
use crate::document::{Damage, DamagedHeading};
use crate::text::{Text, same_ignoring_case};

impl<'s> Reader<'_, 's> {
    /// The title, as the first line of the page or as a heading with a sign too many: it is the one that the front matter or the headings
    /// of the sections confirm.
    pub(super) fn title(&mut self, front_matter_title: Option<&Text<'s>>) {
        if self.headings().any(|(level, _)| level == 1) {
            return;
        }
        let is_title = |line: &str| self.is_title(line, front_matter_title);
        match self.blocks.first().map(|block| &block.kind) {
            Some(BlockKind::Paragraph(first)) => {
                let line = first.text.as_str();
                let signs = usize::from(line.starts_with('#'));
                if is_title(line[signs..].trim()) {
                    self.make(0, 1, signs);
                }
            }
            Some(BlockKind::Heading(depth, first)) => {
                let text = first.text.trimmed();
                if is_title(text.as_str()) && self.is_too_deep(*depth, text.as_str()) {
                    self.raise(text);
                }
            }
            _ => {}
        }
    }

    fn is_title(&self, line: &str, front_matter_title: Option<&Text<'s>>) -> bool {
        let is_confirmed = || {
            let title = front_matter_title.map(|title| title.as_str().trim());
            title.is_some_and(|title| same_ignoring_case(title, line))
                || self.headings().any(|(_, text)| {
                    let role = self.profile.role_in(text);
                    role.is_some_and(|role| same_ignoring_case(&text[role], line))
                })
        };
        !line.is_empty() && is_confirmed()
    }

    /// Whether the heading that opens the page, with the words of its title, has a sign too many: parts of the page are as deep, and it is
    /// itself no role level, which would have skills below it or a column and no other heading of its name.
    fn is_too_deep(&self, depth: u8, title: &str) -> bool {
        let others: Vec<(u8, &str)> = self.headings().skip(1).collect();
        let columns = matrix_columns(self.blocks);
        let has_column = |text: &str| columns.iter().any(|name| same_ignoring_case(name, text));
        let is_there = || {
            let mut others = others.iter();
            others.any(|(_, text)| same_ignoring_case(text, title))
        };
        let is_role_level = self.skills_follow(0)
            || has_column(title) && others.iter().any(|(_, text)| has_column(text)) && !is_there();
        let has_signs = self.blocks[0].span.of(self.source).starts_with('#');
        has_signs && !is_role_level && others.iter().any(|(level, _)| *level == depth)
    }

    /// Makes the heading that opens the page, with these words, its title.
    fn raise(&mut self, text: Text<'s>) {
        if let BlockKind::Heading(level, _) = &mut self.blocks[0].kind {
            *level = 1;
        }
        self.damaged.push(DamagedHeading {
            level: 1,
            text,
            damage: Damage::TooDeep,
        });
    }
}
