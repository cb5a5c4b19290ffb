//! A role page in Markdown, clip or authored: its blocks to its role levels, shared skills and updates.

use super::blocks::{Block, BlockKind, Inline, Table, number_prefix};
use super::headings::{self, OpenEntry};
use super::history::{HistoryReader, opens_history};
use super::joined;
use super::matrix;
use super::table::{self, TableKind};
use crate::config::template::{Match, Template};
use crate::config::{KnownSection, Profile, close_match};
use crate::document::{ContentsEntry, Document, Heading, LevelCount, Part, PartKind, RoleLevel};
use crate::text::{Span, Text, same_ignoring_case, words};

/// Reads the blocks of a role page into `document`.
pub fn read<'s>(mut blocks: Vec<Block<'s>>, document: &mut Document<'s>, profile: &Profile) {
    table::settle(&mut blocks, profile);
    let outline = Outline::of(&blocks, profile);
    let mut reader = Reader {
        section: opening(&blocks, document),
        document,
        profile,
        history: HistoryReader::default(),
        entries: 0,
        entry: None,
        introduction: Vec::new(),
        above_levels: Vec::new(),
    };
    for (at, block) in blocks.into_iter().enumerate() {
        let opens = if outline.role_levels.contains(&at) {
            Opens::RoleLevel
        } else if outline.entries.contains(&at) {
            Opens::Entry
        } else if outline.headless.contains(&at) {
            Opens::HeadlessEntry
        } else {
            Opens::Section
        };
        reader.block(block, opens);
    }
    reader.finish();
}

/// Where a page begins: what has its title in the front matter only begins below it.
fn opening(blocks: &[Block<'_>], document: &Document<'_>) -> Section {
    let is_title = |block: &Block<'_>| matches!(block.kind, BlockKind::Heading(1, _));
    if document.front_matter_title.is_none() || blocks.iter().any(is_title) {
        Section::Opening
    } else {
        Section::Introduction
    }
}

/// Where in the page the reader is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Section {
    Opening,
    /// Below the title.
    Introduction,
    Contents,
    /// Below the heading that says what the role is about.
    Summary,
    Other,
    /// Below the heading of the role levels, or of one of them.
    RoleLevels,
    Updates,
}

/// What a block opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Opens {
    RoleLevel,
    Entry,
    /// An entry whose heading is missing: the block is the lead-in of its description.
    HeadlessEntry,
    /// A part of the page, as a heading; otherwise nothing.
    Section,
}

/// Which headings open a role level or an entry, decided over the whole page.
struct Outline {
    /// Indices of their blocks.
    role_levels: Vec<usize>,
    /// Indices of the blocks of headings that open an entry.
    entries: Vec<usize>,
    /// Indices of the blocks above which the heading of an entry is missing.
    headless: Vec<usize>,
}

/// What is known of a heading before it is decided what it opens.
struct Candidate<'t> {
    at: usize,
    title: &'t str,
    level: u8,
    place: Place,
    /// A skill table follows before the next heading.
    has_table: bool,
    /// Words that only role levels have follow before the next heading.
    has_words: bool,
    /// Which candidate is the heading above it, of a lesser depth.
    parent: Option<usize>,
}

impl Candidate<'_> {
    fn in_order(&self) -> bool {
        self.place == Place::InOrder
    }
}

/// Where a heading stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Elsewhere,
    /// Below the heading of the role levels.
    Below,
    /// There, too, with a number before its words.
    InOrder,
}

impl Place {
    fn of(content: &Inline<'_>, is_below: bool) -> Self {
        match (is_below, content.number()) {
            (false, _) => Self::Elsewhere,
            (true, None) => Self::Below,
            (true, Some(_)) => Self::InOrder,
        }
    }
}

impl Outline {
    fn of(blocks: &[Block<'_>], profile: &Profile) -> Self {
        let mut candidates: Vec<Candidate<'_>> = Vec::new();
        let of_entries = headings::of_entries(blocks, profile);
        let mut entries = Vec::new();
        let mut has_title = false;
        let mut role_levels_heading: Option<u8> = None;
        // The headings that the reader is below, each with its position among the candidates.
        let mut above: Vec<(u8, Option<usize>)> = Vec::new();
        let mut open = false;
        for (at, block) in blocks.iter().enumerate() {
            match &block.kind {
                BlockKind::Heading(level, content) => {
                    let text = content.text.as_str();
                    let section = known_section(text, profile);
                    let is_entry = section.is_none() && of_entries.binary_search(&at).is_ok();
                    if let Some(candidate) = candidates.last_mut().filter(|_| is_entry) {
                        candidate.has_table = true;
                    }
                    // Above the first heading of a role level only its words make an entry of it.
                    if is_entry && (!candidates.is_empty() || headings::is_entry(text, profile)) {
                        entries.push(at);
                        continue;
                    }
                    if role_levels_heading.is_some_and(|above| *level <= above) {
                        role_levels_heading = None;
                    }
                    // A sign too few makes no title of it.
                    open = (*level > 1 || has_title) && section.is_none();
                    has_title |= *level == 1;
                    if section == Some(KnownSection::RoleLevels) {
                        role_levels_heading = Some(*level);
                    }
                    above.retain(|(depth, _)| depth < level);
                    let parent = above.last().and_then(|(_, candidate)| *candidate);
                    above.push((*level, open.then_some(candidates.len())));
                    if open {
                        candidates.push(Candidate {
                            at,
                            title: text,
                            level: *level,
                            place: Place::of(content, role_levels_heading.is_some()),
                            has_table: false,
                            has_words: false,
                            parent,
                        });
                    }
                }
                BlockKind::Table(table) if open => {
                    let skills = table
                        .recognised
                        .as_ref()
                        .is_some_and(|found| found.kind == TableKind::RoleLevel);
                    if let Some(candidate) = candidates.last_mut() {
                        candidate.has_table |= skills;
                    }
                }
                BlockKind::Paragraph(content) if open => {
                    if let Some(candidate) = candidates.last_mut() {
                        candidate.has_words |= is_role_level_words(&content.text, profile);
                    }
                }
                _ => {}
            }
        }
        pass_tables_up(&mut candidates);
        let with_table = |candidate: &&Candidate| candidate.has_table;
        let first = candidates
            .iter()
            .find(with_table)
            .map_or(usize::MAX, |candidate| candidate.at);
        let last = candidates
            .iter()
            .rfind(with_table)
            .map_or(0, |candidate| candidate.at);
        let depths = candidates.iter().filter(with_table);
        let depth = headings::most_frequent(depths.map(|candidate| candidate.level));
        let columns = matrix_columns(blocks);
        let is_named = |candidate: &&Candidate<'_>| {
            let mut columns = columns.iter();
            columns.any(|name| same_ignoring_case(name, candidate.title))
        };
        // As many headings as columns are those of the role levels, though one may have another name.
        let named_depth = candidates.iter().find(is_named).map(|named| named.level);
        let is_beside = |candidate: &&Candidate<'_>| {
            candidate.place != Place::Elsewhere && Some(candidate.level) == named_depth
        };
        let are_columns = candidates.iter().filter(is_beside).count() == columns.len();
        let role_levels = candidates.iter().filter(|candidate| {
            let among = Some(candidate.level) == depth && (first..=last).contains(&candidate.at);
            let named = is_named(candidate) || are_columns && is_beside(candidate);
            candidate.has_table || candidate.has_words || candidate.in_order() || among || named
        });
        Self {
            role_levels: role_levels.map(|candidate| candidate.at).collect(),
            headless: headings::headless(blocks, &entries, profile),
            entries,
        }
    }
}

/// Gives the table below the heading of a part of a role level (*Skills*) to the role level that the part is in: one that is known for it, or
/// each of several whose parts have the same heading.
fn pass_tables_up(candidates: &mut [Candidate<'_>]) {
    let is_part = |candidate: &Candidate<'_>| {
        let parent = candidate
            .parent
            .filter(|_| candidate.has_table && !candidate.has_words && !candidate.in_order())?;
        let holder = &candidates[parent];
        let is_known = holder.in_order() || holder.has_words;
        let is_repeated = || {
            let mut others = candidates.iter();
            others.any(|other| {
                other.has_table
                    && other.parent.is_some_and(|of_other| of_other != parent)
                    && same_ignoring_case(other.title, candidate.title)
            })
        };
        (!holder.has_table && (is_known || is_repeated())).then_some(parent)
    };
    let parents: Vec<Option<usize>> = candidates.iter().map(is_part).collect();
    for (part, parent) in parents.into_iter().enumerate() {
        if let Some(parent) = parent {
            candidates[part].has_table = false;
            candidates[parent].has_table = true;
        }
    }
}

/// The names of the role levels in the columns of matrices.
pub fn matrix_columns<'t>(blocks: &'t [Block<'_>]) -> Vec<&'t str> {
    let tables = blocks.iter().filter_map(|block| match &block.kind {
        BlockKind::Table(table) => Some(table),
        _ => None,
    });
    let is_matrix = |table: &&Table<'_>| {
        let recognised = table.recognised.as_ref();
        recognised.is_some_and(|found| found.kind == TableKind::Matrix)
    };
    let columns = tables
        .filter(is_matrix)
        .flat_map(|table| table.header.cells.iter().skip(1));
    columns
        .map(|cell| cell.content.text.as_str().trim())
        .collect()
}

fn is_role_level_words(text: &Text<'_>, profile: &Profile) -> bool {
    opens_with(text.as_str(), &profile.phrases.role_level)
}

/// Whether a text opens with one of `phrases`, case and their closing punctuation aside.
pub fn opens_with(text: &str, phrases: &[String]) -> bool {
    phrases.iter().any(|phrase| {
        let bare = phrase.trim_end_matches([':', '.']);
        text.get(..bare.len())
            .is_some_and(|start| same_ignoring_case(start, bare))
    })
}

/// What the running text above a single role level says of it; what is the same on every page becomes prose of the document.
pub fn without_preamble<'s>(
    above: Vec<Part<'s>>,
    document: &mut Document<'s>,
    profile: &Profile,
) -> Vec<Part<'s>> {
    let preamble = &profile.phrases.role_levels_preamble;
    let (preamble, summary) = above
        .into_iter()
        .partition(|part| opens_with(part.text.as_str(), preamble));
    document.prose.extend(texts(preamble));
    summary
}

/// The texts of some parts.
pub fn texts(parts: Vec<Part<'_>>) -> impl Iterator<Item = Text<'_>> {
    parts.into_iter().map(|part| part.text)
}

/// The section that a heading opens, recognised even where a word is misspelt.
pub fn known_section(text: &str, profile: &Profile) -> Option<KnownSection> {
    let sections = &profile.sections;
    // A role level's heading with the paragraph below it has the words of several sections.
    let is_joined = || joined::paragraph(text, &[], profile).is_some();
    let (section, is_exact) = sections.known(text)?;
    (is_exact || !is_joined()).then_some(section)
}

struct Reader<'a, 's> {
    document: &'a mut Document<'s>,
    profile: &'a Profile,
    section: Section,
    history: HistoryReader<'s>,
    /// Entries so far.
    entries: u32,
    /// The entry below whose heading the reader is.
    entry: Option<OpenEntry<'s>>,
    /// Running text between the title and the first section.
    introduction: Vec<Part<'s>>,
    /// Running text between the heading of the role levels and the first of them.
    above_levels: Vec<Part<'s>>,
}

impl<'s> Reader<'_, 's> {
    fn block(&mut self, block: Block<'s>, opens: Opens) {
        match block.kind {
            BlockKind::Heading(level, content) => self.heading(level, content, opens),
            BlockKind::Paragraph(content) => {
                if opens == Opens::HeadlessEntry {
                    self.close_entry();
                    let place = content.text.span();
                    self.open_entry(OpenEntry::headless(place, self.entries, self.profile));
                }
                self.paragraph(content);
            }
            BlockKind::Item(content) => self.item(content),
            BlockKind::Table(table) => self.table(&table),
        }
    }

    fn heading(&mut self, level: u8, content: Inline<'s>, opens: Opens) {
        if opens == Opens::Entry {
            self.entry_heading(level, content);
            return;
        }
        self.close_entry();
        let number = content.number();
        // What stands above it may be front matter that was pasted twice.
        let opening = self.section == Section::Opening
            || self
                .document
                .headings
                .iter()
                .all(|heading| heading.level > 1)
                && self.document.role_levels.is_empty();
        self.collect_links(&content);
        let mut text = content.text;
        if opens == Opens::RoleLevel {
            let (number, resume) =
                number.map_or((None, 0), |(number, resume)| (Some(number), resume));
            let whole = text.slice(resume..text.as_str().len()).trimmed();
            let names = self
                .document
                .contents
                .iter()
                .map(|entry| entry.text.as_str());
            let names: Vec<&str> = names.collect();
            let joined = joined::paragraph(whole.as_str(), &names, self.profile);
            let title = whole
                .slice(0..joined.unwrap_or(whole.as_str().len()))
                .trimmed();
            let summary = joined.map(|at| Part {
                kind: PartKind::Sentence,
                text: whole.slice(at..whole.as_str().len()),
            });
            if joined.is_some() {
                text = title.clone();
            }
            self.document.role_levels.push(RoleLevel {
                title,
                has_heading: true,
                number,
                summary: summary.into_iter().collect(),
                tables: Vec::new(),
            });
            self.section = Section::RoleLevels;
        } else if level == 1 && opening && self.document.title.is_none() {
            self.document.title = Some(text.trimmed());
            self.section = Section::Introduction;
        } else {
            self.section = match known_section(text.as_str(), self.profile) {
                Some(KnownSection::Contents) => Section::Contents,
                Some(KnownSection::RoleLevels) => Section::RoleLevels,
                Some(KnownSection::Updates) => Section::Updates,
                Some(KnownSection::Summary) => Section::Summary,
                Some(KnownSection::SharedSkills) | None => Section::Other,
            };
        }
        self.document.headings.push(Heading { level, text });
    }

    fn paragraph(&mut self, content: Inline<'s>) {
        self.collect_links(&content);
        if let Some(entry) = &mut self.entry {
            entry.paragraph(content.text, self.profile);
            return;
        }
        let text = content.text;
        let before_levels = self.document.role_levels.is_empty();
        if before_levels && self.document.level_count.is_none() && self.section != Section::Updates
        {
            self.document.level_count = level_count(&text, self.profile);
            if self.document.level_count.is_some() {
                self.document.prose.push(text);
                return;
            }
        }
        let below_levels = matches!(self.section, Section::Other | Section::RoleLevels);
        if !before_levels && below_levels && opens_history(&text, self.profile) {
            self.section = Section::Updates;
        }
        match self.section {
            Section::Updates if self.history.paragraph(&text, self.profile) => {}
            Section::Opening | Section::Introduction | Section::Other
                if self
                    .profile
                    .sections
                    .contents
                    .resembles(text.as_str())
                    .is_some() =>
            {
                self.section = Section::Contents;
                self.document.contents_title = Some(text.trimmed());
            }
            Section::Contents if self.document.contents.is_empty() => {
                self.document.prose.push(text);
            }
            Section::Contents => {
                self.section = Section::Introduction;
                self.running(PartKind::Sentence, text);
            }
            _ => self.running(PartKind::Sentence, text),
        }
    }

    /// Takes running text for the part of the page that it belongs to.
    fn running(&mut self, kind: PartKind, text: Text<'s>) {
        let document = &mut *self.document;
        let part = Part { kind, text };
        match (self.section, document.role_levels.last_mut()) {
            (Section::Summary, _) => document.summary.push(part),
            (Section::Introduction, _) => self.introduction.push(part),
            (Section::RoleLevels, Some(level)) if level.tables.is_empty() => {
                level.summary.push(part);
            }
            (Section::RoleLevels, None) => self.above_levels.push(part),
            _ => document.prose.push(part.text),
        }
    }

    /// The running text above the role levels, without what is the same on every page.
    fn single_level_summary(&mut self) -> Vec<Part<'s>> {
        let above = std::mem::take(&mut self.above_levels);
        without_preamble(above, self.document, self.profile)
    }

    /// Settles what was only clear at the end of the page.
    fn finish(mut self) {
        self.close_entry();
        let document = self.document;
        document.history = self.history.finish();
        if document.summary.is_empty() {
            document.summary = self.introduction;
        } else {
            document.prose.extend(texts(self.introduction));
        }
        document.prose.extend(texts(self.above_levels));
    }

    fn item(&mut self, content: Inline<'s>) {
        self.collect_links(&content);
        if let Some(entry) = &mut self.entry {
            entry.item(&content.text, self.profile);
            return;
        }
        match self.section {
            Section::Contents => self.document.contents.push(contents_entry(&content)),
            Section::Updates if self.history.note(&content.text) => {}
            _ => self.running(PartKind::Point, content.text),
        }
    }

    /// Takes the heading of an entry. With a skill that the role level has already another one begins, whose heading is missing: what stands
    /// behind the points of the entry above is about that one.
    fn entry_heading(&mut self, level: u8, content: Inline<'s>) {
        self.collect_links(&content);
        let opened = OpenEntry::of_role(&content, self.entries, self.profile);
        let begins_again = opened.skill().is_some_and(|skill| self.has_skill(skill));
        if let Some(entry) = self.entry.as_mut().filter(|_| begins_again) {
            let about_next = entry.split_off();
            self.document.prose.extend(texts(about_next));
        }
        self.close_entry();
        if begins_again && let Some(level) = self.document.role_levels.last_mut() {
            level.tables.push(headings::table(content.text.span()));
        }
        self.open_entry(opened);
        let text = content.text;
        self.document.headings.push(Heading { level, text });
    }

    /// Whether an entry since the last heading of a role level, or since its skills began again, is about the skill.
    fn has_skill(&self, skill: &str) -> bool {
        let level = self.document.role_levels.last();
        let table = level.and_then(|level| level.tables.last());
        let entries = table.iter().flat_map(|table| &table.entries);
        let names = entries.filter_map(|entry| Some(entry.skill.as_ref()?.as_str()));
        let open = self.entry.as_ref().and_then(OpenEntry::skill);
        let mut names = names.chain(open);
        names.any(|name| same_ignoring_case(name, skill))
    }

    fn open_entry(&mut self, entry: OpenEntry<'s>) {
        self.entry = Some(entry);
        self.entries += 1;
    }

    /// Ends the entry whose description was being read.
    fn close_entry(&mut self) {
        let Some(entry) = self.entry.take() else {
            return;
        };
        let entry = entry.finish(self.profile);
        let level = self.last_level();
        if level.tables.is_empty() {
            let place = if level.has_heading {
                level.title.span()
            } else {
                Span::empty(entry.span.start as usize)
            };
            level.tables.push(headings::table(place));
        }
        if let Some(table) = level.tables.last_mut() {
            table.entries.push(entry);
        }
    }

    /// The role level that skills belong to: that of the last heading, else one without a heading, as a role of a single level has it.
    fn last_level(&mut self) -> &mut RoleLevel<'s> {
        if self.document.role_levels.is_empty() {
            let title = self.document.name().cloned().unwrap_or_default();
            let level = RoleLevel::without_heading(title, self.single_level_summary());
            self.document.role_levels.push(level);
        }
        let last = self.document.role_levels.len() - 1;
        &mut self.document.role_levels[last]
    }

    fn table(&mut self, table: &Table<'s>) {
        self.close_entry();
        for row in std::iter::once(&table.header).chain(&table.rows) {
            for cell in &row.cells {
                self.collect_links(&cell.content);
            }
        }
        let Some(recognised) = &table.recognised else {
            let cells = table
                .rows
                .iter()
                .flat_map(|row| &row.cells)
                .map(|cell| cell.content.text.clone());
            self.document.prose.extend(cells);
            return;
        };
        if recognised.kind == TableKind::Shared {
            let shared = table::shared_skills(table, recognised, self.profile);
            self.document.shared_skills.get_or_insert(shared);
            return;
        }
        if recognised.kind == TableKind::Matrix {
            self.matrix(table);
            return;
        }
        let skills = table::skill_table(table, recognised, self.entries, self.profile);
        self.entries += u32::try_from(skills.entries.len()).unwrap_or(0);
        self.last_level().tables.push(skills);
    }

    /// Gives each role level its column of a matrix; those without a heading have none but the column's. A name that two columns have
    /// is that of two role levels.
    fn matrix(&mut self, table: &Table<'s>) {
        let mut taken: Vec<usize> = Vec::new();
        let columns = matrix::read(table, self.entries, self.profile);
        let titles: Vec<&Text<'s>> = columns.iter().map(|(title, _)| title).collect();
        let renamed = renamed_level(self.document, &titles);
        for (title, mut skills) in columns {
            self.entries += u32::try_from(skills.entries.len()).unwrap_or(0);
            // What the page says elsewhere, too, is no mistake of the header.
            let is_said = is_said(self.document, &title);
            let levels = &mut self.document.role_levels;
            // A misspelt name is that of the only role level that is close and has no skills of its own.
            let close = || {
                let headed = levels
                    .iter()
                    .filter(|level| level.has_heading && level.tables.is_empty());
                let right = close_match(title.as_str(), headed.map(|level| level.title.as_str()))?;
                levels
                    .iter()
                    .position(|level| level.title.as_str() == right)
            };
            let mut named = levels.iter().enumerate();
            let named =
                named.find(|(at, level)| is_name(&level.title, &title) && !taken.contains(at));
            let renamed = renamed.filter(|(span, _)| *span == title.span());
            let known = named.map(|(at, _)| at).or_else(close);
            let known = known.or(renamed.map(|(_, level)| level));
            let column = skills.columns.last_mut();
            let known_as = column.and_then(|column| column.known_as.as_mut());
            if let (Some(known), Some(name)) = (known.filter(|_| !is_said), known_as) {
                levels[known].title.as_str().clone_into(name);
            }
            let at = known.unwrap_or_else(|| {
                levels.push(RoleLevel::without_heading(title, Vec::new()));
                levels.len() - 1
            });
            levels[at].tables.push(skills);
            taken.push(at);
        }
    }

    fn collect_links(&mut self, content: &Inline<'s>) {
        self.document
            .links
            .extend(content.links.iter().map(|(_, link)| link.clone()));
    }
}

/// The place of the only column of a matrix that is named after no role level, and the only role level with a heading that no column is named
/// after: they are the same.
fn renamed_level(document: &Document<'_>, columns: &[&Text<'_>]) -> Option<(Span, usize)> {
    let levels = &document.role_levels;
    let mut strangers = columns
        .iter()
        .filter(|column| !levels.iter().any(|level| is_name(&level.title, column)));
    let mut missing = levels.iter().enumerate().filter(|(_, level)| {
        let is_free = level.has_heading && level.tables.is_empty();
        is_free && !columns.iter().any(|column| is_name(&level.title, column))
    });
    let (stranger, (level, _)) = (strangers.next()?, missing.next()?);
    let is_only = strangers.next().is_none() && missing.next().is_none();
    is_only.then(|| (stranger.span(), level))
}

/// Whether the sentence about the role levels or the contents list has a name.
fn is_said(document: &Document<'_>, name: &Text<'_>) -> bool {
    let sentence = document.level_count.iter();
    let ends = sentence.flat_map(|sentence| sentence.first.iter().chain(&sentence.last));
    let entries = document.contents.iter().map(|entry| &entry.text);
    ends.chain(entries).any(|said| is_name(said, name))
}

fn is_name(name: &Text<'_>, other: &Text<'_>) -> bool {
    same_ignoring_case(name.as_str(), other.as_str())
}

/// Reads an entry of the contents list: a dash and a number may precede its words.
fn contents_entry<'s>(content: &Inline<'s>) -> ContentsEntry<'s> {
    let text = content.text.trimmed();
    let skip = super::blocks::after_bullet(text.as_str()).unwrap_or(0);
    let text = text.slice(skip..text.as_str().len());
    let (number, resume) =
        number_prefix(&text).map_or((None, 0), |(number, resume)| (Some(number), resume));
    ContentsEntry {
        text: text.slice(resume..text.as_str().len()).trimmed(),
        number,
        link: content.links.first().map(|(_, link)| link.clone()),
    }
}

/// Reads the sentence that counts the role levels.
pub fn level_count<'s>(text: &Text<'s>, profile: &Profile) -> Option<LevelCount<'s>> {
    let value = text.as_str();
    if value.len() > 300 || words(value).count() > 40 {
        return None;
    }
    let phrases = profile.level_counts();
    let exact = phrases
        .iter()
        .find_map(|&(phrase, _)| Some((phrase, phrase.matches(value)?)));
    // Four common words can be found in many a sentence: only a number shows that it is this one, or all of its words.
    let says_number = |text: &str| {
        let number = |word: &str| {
            word.contains(|c: char| c.is_ascii_digit()) || profile.number(word).is_some()
        };
        words(text).take(8).any(|(_, word)| number(word))
    };
    let close = || {
        let mut close = phrases.iter();
        let close = close.find_map(|&(phrase, _)| Some((phrase, phrase.resembles(value)?)))?;
        let count = close.1.get("count");
        count
            .is_some_and(|count| says_number(&value[count]))
            .then_some(close)
    };
    let numberless = || {
        let mut phrases = phrases.iter();
        phrases.find_map(|&(phrase, numberless)| {
            let found = numberless.matches(value)?;
            let before = filled(phrase, &found, value)
                .split('\0')
                .next()?
                .split_whitespace()
                .count();
            let (at, _) = words(value).nth(before)?;
            Some((phrase, found, at..at))
        })
    };
    let (phrase, found, missing) = match exact {
        Some((phrase, found)) => (phrase, found, None),
        None if says_number(value) => close().map(|(phrase, found)| (phrase, found, None))?,
        None => numberless().map(|(phrase, found, place)| (phrase, found, Some(place)))?,
    };
    let capture = |name| found.get(name).map(|range| text.slice(range));
    let count = missing.map_or_else(|| capture("count"), |place| Some(text.slice(place)))?;
    let otherwise = (!found.exact)
        .then(|| other_word(text, &filled(phrase, &found, value)))
        .flatten();
    Some(LevelCount {
        span: text.span(),
        number: profile.number(count.as_str()),
        count,
        role: capture("role")?,
        first: capture("first"),
        last: capture("last"),
        otherwise,
    })
}

/// A phrase with what stands for its variables in a text, and a null character for what does not.
fn filled(phrase: &Template, found: &Match<'_>, text: &str) -> String {
    phrase.fill(|name| {
        let range = found.get(name);
        range.map_or_else(|| "\0".to_owned(), |range| text[range].to_owned())
    })
}

/// The only word in which a text differs from `right`, without the sign that may stand behind it, and the right one.
fn other_word<'s>(text: &Text<'s>, right: &str) -> Option<(Text<'s>, String)> {
    let bare = |word: &str| word.trim_end_matches(['.', ',', ':']).len();
    let value = text.as_str();
    let pairs = || words(value).zip(words(right).map(|(_, word)| word));
    let is_other = |&((_, word), expected): &((usize, &str), &str)| {
        !same_ignoring_case(&word[..bare(word)], &expected[..bare(expected)])
    };
    let mut others = pairs().filter(is_other);
    let ((at, word), expected) = others.next()?;
    let is_only = others.next().is_none() && words(value).count() == words(right).count();
    let right = &expected[..bare(expected)];
    is_only.then(|| (text.slice(at..at + bare(word)), right.to_owned()))
}
