//! Finds the parts of a document by the regular shape of the test documents, without framelint's parser, so that the two can disagree.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

pub type Range = std::ops::Range<usize>;

/// The words of the scale, ascending.
pub const SCALE: [&str; 4] = ["awareness", "working", "practitioner", "expert"];

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dialect {
    Clips,
    Authored,
    Pages,
}

impl Dialect {
    pub const ALL: [Self; 3] = [Self::Clips, Self::Authored, Self::Pages];

    pub fn folder(self) -> &'static str {
        match self {
            Self::Clips => "clips",
            Self::Authored => "authored",
            Self::Pages => "pages",
        }
    }
}

/// The roles of one dialect and the catalogue, which is the last of the pages.
pub struct Framework {
    pub dialect: Dialect,
    pub pages: Vec<Page>,
    pub roles: BTreeSet<String>,
    /// Which pages, the catalogue aside, need a skill at a level (lower case).
    pub uses: BTreeMap<(String, String), BTreeSet<usize>>,
}

/// One document; every range counts bytes of its text from 0.
#[derive(Default)]
pub struct Page {
    pub path: String,
    pub text: String,
    /// The opening and the closing fence of the front matter.
    pub fences: Option<(Range, Range)>,
    pub keys: Vec<Key>,
    pub title: Range,
    pub sections: Vec<Heading>,
    pub contents: Vec<Named>,
    pub count: Option<Count>,
    pub levels: Vec<RoleLevel>,
    pub skills: Vec<Skill>,
    pub shared: Option<Shared>,
    pub dates: Dates,
    /// Paragraphs and list items outside of tables, without their bullets.
    pub prose: Vec<Range>,
}

/// One top-level key of the front matter.
pub struct Key {
    pub name: Range,
    /// What stands behind the colon on its line.
    pub value: Range,
    /// All of its lines with their line breaks.
    pub lines: Range,
}

#[derive(Clone, Default)]
pub struct Heading {
    /// The line without its line break.
    pub line: Range,
    pub number: Option<Range>,
    pub text: Range,
}

/// A name with its number or its link where it has one.
#[derive(Clone)]
pub struct Named {
    /// The line in a list, the link with its text in a cell.
    pub whole: Range,
    pub number: Option<Range>,
    pub name: Range,
    pub link: Option<Range>,
}

pub struct Count {
    pub line: Range,
    pub number: Range,
    pub first: Option<Range>,
    pub last: Option<Range>,
}

#[derive(Default)]
pub struct RoleLevel {
    pub heading: Option<Heading>,
    pub table: Table,
}

/// A skill table.
#[derive(Default)]
pub struct Table {
    /// From the header to the last row, without the last line break.
    pub lines: Range,
    pub header: Range,
    pub columns: Vec<Range>,
    pub entries: Vec<Entry>,
}

pub struct Skill {
    pub heading: Heading,
    pub summary: Option<Range>,
    pub table: Table,
    pub roles_heading: Range,
    pub roles: Vec<Named>,
}

#[derive(Default)]
pub struct Entry {
    /// The row's line; in a page from the skill's line to the last point.
    pub row: Range,
    pub cells: Vec<Range>,
    /// The skill's name; empty in the catalogue.
    pub skill: Range,
    pub link: Option<Range>,
    pub level: Range,
    /// *Level: working* where it is written so.
    pub level_phrase: Range,
    pub ordinal: Option<Ordinal>,
    pub description: Range,
    pub lead_in: Range,
    /// Without bullets.
    pub points: Vec<Range>,
}

pub struct Ordinal {
    pub whole: Range,
    pub level: Range,
    pub word: Range,
    pub count: Range,
}

pub struct Shared {
    pub header: Range,
    pub columns: Vec<Range>,
    pub rows: Vec<SharedRow>,
}

pub struct SharedRow {
    /// The row's line; in a page from the role's line to the last skill's.
    pub line: Range,
    pub role: Named,
    pub skills: Vec<Named>,
}

#[derive(Default)]
pub struct Dates {
    pub at_top: Option<Range>,
    pub published: Option<Range>,
    pub last_updated: Option<Range>,
    pub entries: Vec<Range>,
}

impl Framework {
    /// Reads the corpus; the paths are relative to its folder *framework*.
    pub fn read(corpus: &Path, dialect: Dialect) -> Self {
        let folder = corpus.join("framework");
        let text = |path: &str| std::fs::read_to_string(folder.join(path)).unwrap();
        let mut names: Vec<_> = std::fs::read_dir(folder.join(dialect.folder()))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        let titles: BTreeSet<String> = (names.iter())
            .map(|name| {
                let text = text(&format!("{}/{name}", dialect.folder()));
                let title = match dialect {
                    Dialect::Pages => text.lines().nth(2),
                    _ => text.lines().find_map(|line| line.strip_prefix("# ")),
                };
                title.unwrap().to_owned()
            })
            .collect();
        let mut pages: Vec<_> = (names.iter())
            .map(|name| {
                let path = format!("{}/{name}", dialect.folder());
                let text = text(&path);
                match dialect {
                    Dialect::Pages => Page::copied(path, text, &titles),
                    _ => Page::markdown(path, text),
                }
            })
            .collect();
        pages.push(Page::markdown("skills.md".to_owned(), text("skills.md")));
        let mut uses = BTreeMap::<_, BTreeSet<usize>>::new();
        for (at, page) in pages.iter().enumerate() {
            for (_, entry) in page.entries() {
                let key = (
                    page.of(&entry.skill).to_owned(),
                    page.of(&entry.level).to_lowercase(),
                );
                uses.entry(key).or_default().insert(at);
            }
        }
        Self {
            dialect,
            pages,
            roles: titles,
            uses,
        }
    }

    pub fn catalogue(&self) -> (usize, &Page) {
        (self.pages.len() - 1, &self.pages[self.pages.len() - 1])
    }

    /// The role pages with their indices.
    pub fn role_pages(&self) -> impl Iterator<Item = (usize, &Page)> {
        self.pages[..self.pages.len() - 1].iter().enumerate()
    }

    /// Every entry of every role: the page's index, the page, the role level's index, the entry.
    pub fn entries(&self) -> impl Iterator<Item = (usize, &Page, usize, &Entry)> {
        self.role_pages().flat_map(|(at, page)| {
            page.entries()
                .map(move |(level, entry)| (at, page, level, entry))
        })
    }

    /// Every entry of the catalogue with its skill.
    pub fn definitions(&self) -> impl Iterator<Item = (&Skill, &Entry)> {
        let (_, catalogue) = self.catalogue();
        (catalogue.skills.iter())
            .flat_map(|skill| skill.table.entries.iter().map(move |entry| (skill, entry)))
    }

    /// How many role pages need the skill at the level.
    pub fn users(&self, skill: &str, level: &str) -> usize {
        let key = (skill.to_owned(), level.to_lowercase());
        self.uses.get(&key).map_or(0, BTreeSet::len)
    }

    /// Which role pages need the skill at any level.
    pub fn users_of_skill(&self, skill: &str) -> BTreeSet<usize> {
        (self.uses.iter())
            .filter(|((name, _), _)| name == skill)
            .flat_map(|(_, pages)| pages.iter().copied())
            .collect()
    }
}

impl Page {
    pub fn of(&self, range: &Range) -> &str {
        &self.text[range.clone()]
    }

    /// Every entry of a role with the index of its role level.
    pub fn entries(&self) -> impl Iterator<Item = (usize, &Entry)> {
        (self.levels.iter().enumerate())
            .flat_map(|(at, level)| level.table.entries.iter().map(move |entry| (at, entry)))
    }

    pub fn skill_names(&self) -> BTreeSet<&str> {
        self.entries()
            .map(|(_, entry)| self.of(&entry.skill))
            .collect()
    }

    pub fn key(&self, name: &str) -> Option<&Key> {
        self.keys.iter().find(|key| self.of(&key.name) == name)
    }

    /// Where `needle` first stands in `range`.
    pub fn find(&self, range: &Range, needle: &str) -> Option<Range> {
        let at = self.of(range).find(needle)? + range.start;
        Some(at..at + needle.len())
    }

    /// The part of `range` before `needle` and the part behind it.
    pub fn split(&self, range: &Range, needle: &str) -> Option<(Range, Range)> {
        let found = self.find(range, needle)?;
        Some((range.start..found.start, found.end..range.end))
    }

    pub fn trimmed(&self, range: &Range) -> Range {
        let text = self.of(range);
        let start = range.start + (text.len() - text.trim_start().len());
        start..start + text.trim().len()
    }

    /// `[name](link)` at the start of the range.
    pub fn linked(&self, range: &Range) -> Option<Named> {
        if !self.of(range).starts_with('[') {
            return None;
        }
        let (before, behind) = self.split(range, "](")?;
        let (link, rest) = self.split(&behind, ")")?;
        Some(Named {
            whole: range.start..rest.start,
            number: None,
            name: before.start + 1..before.end,
            link: Some(link),
        })
    }

    /// *Working is the second of 4 ascending skill levels*
    pub fn ordinal(&self, range: &Range) -> Option<Ordinal> {
        let (level, rest) = self.split(range, " is the ")?;
        let (word, rest) = self.split(&rest, " of ")?;
        let (count, _) = self.split(&rest, " ascending skill levels")?;
        Some(Ordinal {
            whole: range.clone(),
            level,
            word,
            count,
        })
    }

    /// *There are 5 … role levels, from A to B.*
    pub fn count_sentence(&self, line: &Range) -> Option<Count> {
        let text = self.of(line);
        if !text.contains(" role level") {
            return None;
        }
        let start = ["There are ", "There is "]
            .iter()
            .find(|start| text.starts_with(**start))?;
        let rest = line.start + start.len()..line.end;
        let (number, rest) = self.split(&rest, " ")?;
        let ends = self.split(&rest, ", from ").and_then(|(_, ends)| {
            let (first, last) = self.split(&ends, " to ")?;
            Some((first, last.start..last.end - 1))
        });
        let (first, last) = ends.unzip();
        Some(Count {
            line: line.clone(),
            number,
            first,
            last,
        })
    }

    /// The description's lead-in and points, which `separator` sets apart.
    pub fn describe(&self, entry: &mut Entry, description: &Range, separator: &str) {
        entry.description = description.clone();
        let mut rest = description.clone();
        let mut parts = Vec::new();
        while let Some((part, behind)) = self.split(&rest, separator) {
            parts.push(self.trimmed(&part));
            rest = behind;
        }
        parts.push(self.trimmed(&rest));
        if parts.len() > 1 {
            entry.lead_in = parts.remove(0);
            entry.points = parts;
        }
    }
}

/// The lines of a text, without line breaks.
pub fn lines(text: &str) -> Vec<Range> {
    let mut start = 0;
    text.split_inclusive('\n')
        .map(|line| {
            let range = start..start + line.trim_end_matches('\n').len();
            start += line.len();
            range
        })
        .collect()
}
