//! A document as JSON, every value with its place: what `framelint export --format json` prints and document schemas check.

use std::borrow::Cow;

use super::{
    Date, Description, Document, Entry, Heading, Link, Member, Node, PartKind, Reference,
    RoleLevel, SharedRow, SkillDefinition, Update, Value,
};
use crate::text::{Span, Spanned, Text};

impl Document<'_> {
    /// The document as a JSON object. Every value stands at the words that say it; a list that has no words of its own stands at
    /// its first and last items, an empty one at the document's title. The kind and the dialect are said by no words: they stand
    /// before the title, and their keys at it. What the document does not say has no key.
    pub fn to_node(&self) -> Node<'_> {
        let start = Span::empty(self.body_start);
        let title = self.title.as_ref().map_or(start, Text::span);
        let history = self.history.as_ref();
        let last_updated = history
            .and_then(|history| history.last_updated.as_ref())
            .or(self.last_updated.as_ref());

        let mut object = Members::with_capacity(13);
        object.add_inferred("kind", self.kind.name(), title);
        object.add_inferred("dialect", self.dialect.name(), title);
        object.add_some("title", self.title.as_ref().map(text));
        let root = self
            .front_matter
            .as_ref()
            .and_then(|block| block.root.as_ref());
        object.add_some("front_matter", root.cloned());
        object.add(
            "role_levels",
            list(self.role_levels.iter().map(role_level).collect(), title),
        );
        object.add(
            "skills",
            list(self.skills.iter().map(skill).collect(), title),
        );
        object.add_some(
            "shared_skills",
            self.shared_skills
                .as_ref()
                .map(|shared| list(shared.rows.iter().map(shared_row).collect(), shared.header)),
        );
        object.add_some(
            "updates",
            history.map(|history| list(history.entries.iter().map(update).collect(), title)),
        );
        object.add_some(
            "published",
            history
                .and_then(|history| history.published.as_ref())
                .map(date),
        );
        object.add_some("last_updated", last_updated.map(date));
        object.add(
            "headings",
            list(self.headings.iter().map(heading).collect(), title),
        );
        object.add("links", list(self.links.iter().map(link).collect(), title));
        object.finish(title)
    }
}

impl Document<'_> {
    /// The document as a JSON object without what is in its tables: role levels and skills are only counted, each a `null`.
    pub fn to_outline(&self) -> Node<'_> {
        let start = Span::empty(self.body_start);
        let title = self.title.as_ref().map_or(start, Text::span);
        let mut object = Members::with_capacity(5);
        object.add_inferred("kind", self.kind.name(), title);
        object.add_inferred("dialect", self.dialect.name(), title);
        object.add_some("title", self.title.as_ref().map(text));
        let levels = self.role_levels.iter();
        let levels = levels.map(|level| Node::new(Value::Null, level.title.span()));
        object.add("role_levels", list(levels.collect(), title));
        let skills = self.skills.iter();
        let skills = skills.map(|skill| Node::new(Value::Null, skill.name.span()));
        object.add("skills", list(skills.collect(), title));
        object.finish(title)
    }
}

impl Description<'_> {
    /// The description as the published data set has it: a line a part, each point with `- ` before it.
    pub fn to_lines(&self) -> String {
        let length = self
            .parts
            .iter()
            .map(|part| part.text.as_str().len() + 3)
            .sum();
        let mut lines = String::with_capacity(length);
        for part in &self.parts {
            if !lines.is_empty() {
                lines.push('\n');
            }
            if part.kind == PartKind::Point {
                lines.push_str("- ");
            }
            for (index, word) in part.text.as_str().split_whitespace().enumerate() {
                if index > 0 {
                    lines.push(' ');
                }
                lines.push_str(word);
            }
        }
        lines
    }
}

fn role_level<'a>(level: &'a RoleLevel<'_>) -> Node<'a> {
    let place = level.title.span();
    let mut object = Members::with_capacity(3);
    object.add("title", text(&level.title));
    let number = level.number.as_ref();
    object.add_some(
        "number",
        number.map(|number| Node::new(Value::Number(number.value.into()), number.span)),
    );
    object.add("entries", list(level.entries().map(entry).collect(), place));
    object.finish(place)
}

fn entry<'a>(entry: &'a Entry<'_>) -> Node<'a> {
    let mut object = Members::with_capacity(5);
    object.add_some("skill", entry.skill.as_ref().map(text));
    object.add_some("link", entry.link.as_ref().map(destination));
    object.add_some("level", entry.level.as_ref().map(|level| text(&level.text)));
    let ordinal = entry.ordinal.as_ref();
    object.add_some("ordinal", ordinal.map(|ordinal| text(&ordinal.text)));
    object.add_some("description", entry.description.as_ref().map(description));
    object.finish(entry.span)
}

fn description<'a>(description: &'a Description<'_>) -> Node<'a> {
    let place = description.span;
    let mut object = Members::with_capacity(3);
    object.add_some("lead_in", description.lead_in().map(text));
    object.add(
        "points",
        list(description.points().map(text).collect(), place),
    );
    let lines = Cow::Owned(description.to_lines());
    object.add("text", Node::new(Value::String(lines), place));
    object.finish(place)
}

fn skill<'a>(skill: &'a SkillDefinition<'_>) -> Node<'a> {
    let place = skill.name.span();
    let mut object = Members::with_capacity(4);
    object.add("name", text(&skill.name));
    object.add(
        "summary",
        list(skill.summary.iter().map(text).collect(), place),
    );
    object.add(
        "levels",
        list(skill.entries().iter().map(entry).collect(), place),
    );
    let required_by = skill.required_by.as_ref().map(|required_by| {
        let roles = required_by.roles.iter();
        let roles = roles.map(|role| reference("role", role).finish(role.name.span()));
        list(roles.collect(), required_by.heading.span())
    });
    object.add_some("required_by", required_by);
    object.finish(place)
}

fn shared_row<'a>(row: &'a SharedRow<'_>) -> Node<'a> {
    let mut object = row
        .role
        .as_ref()
        .map_or_else(|| Members::with_capacity(1), |role| reference("role", role));
    let skills = row.skills.iter();
    let skills = skills.map(|skill| reference("skill", skill).finish(skill.name.span()));
    object.add("skills", list(skills.collect(), row.span));
    object.finish(row.span)
}

fn reference<'a>(key: &'static str, reference: &'a Reference<'_>) -> Members<'a> {
    let mut object = Members::with_capacity(3);
    object.add(key, text(&reference.name));
    object.add_some("link", reference.link.as_ref().map(destination));
    object
}

fn update<'a>(update: &'a Update<'_>) -> Node<'a> {
    let place = update.date.text.span();
    let mut object = Members::with_capacity(2);
    object.add("date", date(&update.date));
    object.add(
        "notes",
        list(update.notes.iter().map(text).collect(), place),
    );
    object.finish(place)
}

fn heading<'a>(heading: &'a Heading<'_>) -> Node<'a> {
    let place = heading.text.span();
    let mut object = Members::with_capacity(2);
    object.add(
        "level",
        Node::new(Value::Number(heading.level.into()), place),
    );
    object.add("text", text(&heading.text));
    object.finish(place)
}

fn link<'a>(link: &'a Link<'_>) -> Node<'a> {
    let mut object = Members::with_capacity(2);
    object.add("text", word(&link.text, link.span));
    object.add("destination", destination(link));
    object.finish(link.span)
}

fn destination<'a>(link: &'a Link<'_>) -> Node<'a> {
    word(&link.destination, link.span)
}

/// `2024-11-30`, or the words as they stand where they name no day.
fn date<'a>(date: &'a Date<'_>) -> Node<'a> {
    match date.day {
        Some(day) => Node::new(Value::String(day.to_string().into()), date.text.span()),
        None => text(&date.text),
    }
}

fn text<'a>(text: &'a Text<'_>) -> Node<'a> {
    word(text.as_str(), text.span())
}

fn word(value: &str, span: Span) -> Node<'_> {
    Node::new(Value::String(Cow::Borrowed(value)), span)
}

/// A list that stands where its items stand, or at `fallback` where it has none.
fn list(items: Vec<Node<'_>>, fallback: Span) -> Node<'_> {
    let span = match items.as_slice() {
        [] => fallback,
        [first, .., last] => first.span.to(last.span),
        [only] => only.span,
    };
    Node::new(Value::Array(items), span)
}

/// An object under construction; a key stands where its value stands.
struct Members<'a>(Vec<Member<'a>>);

impl<'a> Members<'a> {
    fn with_capacity(capacity: usize) -> Self {
        Self(Vec::with_capacity(capacity))
    }

    fn add(&mut self, key: &'static str, node: Node<'a>) {
        let key = Spanned::new(Cow::Borrowed(key), node.span);
        self.0.push(Member { key, node });
    }

    /// Adds what no words say: its key stands at `place`, and it before that.
    fn add_inferred(&mut self, key: &'static str, value: &'a str, place: Span) {
        let node = word(value, Span::empty(place.start as usize));
        let key = Spanned::new(Cow::Borrowed(key), place);
        self.0.push(Member { key, node });
    }

    fn add_some(&mut self, key: &'static str, node: Option<Node<'a>>) {
        if let Some(node) = node {
            self.add(key, node);
        }
    }

    fn finish(self, span: Span) -> Node<'a> {
        Node::new(Value::Object(self.0), span)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Profile;
    use crate::parse::ParsedSource;
    use crate::source::Source;

    const CLIP: &str = "\
---
title: Ferry pilot
source: https://skills.harbour.example/role/ferry-pilot
published: 2026-03-12
---
# Ferry pilot

## Ferry pilot role levels

There are 2 ferry pilot role levels, from deckhand to ferry pilot.

### 1. Deckhand

| Skill | Description |
| --- | --- |
| [Rope work](/skills#rope-work)  Level: working  Working is the second of 4 ascending skill levels | You can:  - tie a **knot** - untie it |

### 2. Ferry pilot

| Skill | Description |
| --- | --- |
| [Rope work](/skills#rope-work)  Level: expert  Expert is the fourth of 4 ascending skill levels | This skill level is currently not defined |

## Roles that share ferry pilot skills

| Role | Shared skills |
| --- | --- |
| [Harbour master](/role/harbour-master) | [Rope work](/skills#rope-work) |

## Updates

Published 7 January 2026

Last updated 12 March 2026

12 March 2026

- Ropes are new.
";

    fn view_of(text: &str, check: impl FnOnce(&Node<'_>)) {
        let source = Source::new("a.md", text.to_owned());
        let parsed = ParsedSource::parse(source, Profile::gov_uk(), None);
        let document = parsed.document().expect("is recognised");
        check(&document.to_node());
    }

    fn says<'n>(node: &'n Node<'_>, pointer: &str) -> &'n str {
        let target = node.pointer(pointer).expect(pointer);
        target.node.as_str().expect(pointer)
    }

    #[test]
    fn every_part_of_a_role_is_there() {
        view_of(CLIP, |view| {
            for (pointer, expected) in [
                ("/kind", "role"),
                ("/dialect", "clip"),
                ("/title", "Ferry pilot"),
                ("/front_matter/published", "2026-03-12"),
                ("/role_levels/0/title", "Deckhand"),
                ("/role_levels/0/entries/0/skill", "Rope work"),
                ("/role_levels/0/entries/0/link", "/skills#rope-work"),
                ("/role_levels/0/entries/0/level", "working"),
                ("/role_levels/0/entries/0/description/lead_in", "You can:"),
                ("/role_levels/0/entries/0/description/points/1", "untie it"),
                (
                    "/role_levels/0/entries/0/description/text",
                    "You can:\n- tie a knot\n- untie it",
                ),
                (
                    "/role_levels/1/entries/0/description/text",
                    "This skill level is currently not defined",
                ),
                ("/shared_skills/0/role", "Harbour master"),
                ("/shared_skills/0/link", "/role/harbour-master"),
                ("/shared_skills/0/skills/0/skill", "Rope work"),
                ("/updates/0/date", "2026-03-12"),
                ("/updates/0/notes/0", "Ropes are new."),
                ("/published", "2026-01-07"),
                ("/last_updated", "2026-03-12"),
                ("/headings/1/text", "Ferry pilot role levels"),
                ("/links/0/destination", "/skills#rope-work"),
            ] {
                assert_eq!(says(view, pointer), expected, "{pointer}");
            }
            let number = view.pointer("/role_levels/1/number").expect("has a number");
            assert_eq!(number.node.to_json(), 2);
        });
    }

    #[test]
    fn every_value_stands_at_the_words_that_say_it() {
        view_of(CLIP, |view| {
            let at = |pointer: &str| view.pointer(pointer).expect(pointer).node.span.of(CLIP);
            assert_eq!(at("/role_levels/0/entries/0/level"), "working");
            assert_eq!(at("/role_levels/0/entries/0/link"), "/skills#rope-work");
            assert_eq!(at("/role_levels/1/number"), "2");
            assert_eq!(
                at("/role_levels/1/entries/0/description"),
                "This skill level is currently not defined"
            );
            assert_eq!(at("/updates/0/date"), "12 March 2026");
            assert_eq!(at("/shared_skills/0/skills/0"), "Rope work");
            // An empty list stands where a reader would look for what it lacks.
            assert_eq!(at("/skills"), "Ferry pilot");
        });
    }
}
