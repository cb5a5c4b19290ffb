//! Reading files from disk, and saying in plain words why one cannot be read.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use super::paths::{absolute, relative, with_slashes};
use super::tracked::Tracked;
use crate::files::{Files, Unreadable};
use crate::source::{Location, Source};
use crate::text::{MAX_SOURCE_BYTES, Position, Span};

/// The files of a run, by the paths that findings show: relative to the working directory, with `/`.
#[derive(Debug)]
pub struct DiskFiles {
    working_directory: PathBuf,
    /// Every file that was met, whether or not it is a document.
    known: HashSet<Arc<str>>,
    /// Files whose names are not Unicode: what is shown does not lead back to them.
    renamed: HashMap<Arc<str>, PathBuf>,
    /// Where only these files count as being there.
    tracked: Option<Tracked>,
    /// Whether there is a file that was not met: the same few are linked to from every page.
    elsewhere: RwLock<HashMap<String, bool>>,
}

impl DiskFiles {
    /// Files seen from `working_directory`, which must be absolute.
    pub fn new(working_directory: &Path) -> Self {
        Self {
            working_directory: working_directory.to_owned(),
            known: HashSet::new(),
            renamed: HashMap::new(),
            tracked: None,
            elsewhere: RwLock::default(),
        }
    }

    /// How findings show a path, which may be relative to the working directory.
    pub fn shown(&self, path: &Path) -> Arc<str> {
        let path = absolute(&self.working_directory, path);
        with_slashes(&relative(&self.working_directory, &path)).into()
    }

    /// The text that `bytes` are, which stand for the file at `path` (as findings show it).
    pub fn text_of(path: &str, bytes: Vec<u8>) -> Result<String, Unreadable> {
        if bytes.len() > MAX_SOURCE_BYTES {
            return Err(Unreadable {
                reason: TOO_LARGE.to_owned(),
                help: None,
                location: None,
            });
        }
        into_text(path, bytes)
    }

    pub(super) fn add(&mut self, shown: Arc<str>, path: &Path) {
        if path.to_str().is_none() {
            self.renamed.insert(Arc::clone(&shown), path.to_owned());
        }
        self.known.insert(shown);
    }

    /// Lets what git does not track count as not being there. (Whatever is read all the same was named by the user.)
    pub(super) fn keep_tracked(&mut self, tracked: Tracked) {
        let mut known = std::mem::take(&mut self.known);
        known.retain(|shown| tracked.contains(&self.path(shown)));
        self.known = known;
        self.tracked = Some(tracked);
    }

    /// Files seen from the same folder, none of which was met.
    pub(super) fn alike(&self) -> Self {
        Self::new(&self.working_directory)
    }

    /// Files seen from the folder of the file at `path`, none of which was met.
    #[must_use]
    pub fn beside(&self, path: &Path) -> Self {
        let path = absolute(&self.working_directory, path);
        Self::new(path.parent().unwrap_or(&path))
    }

    /// How `other` shows the file that these show as `path`.
    pub fn shown_by(&self, other: &Self, path: &str) -> Arc<str> {
        other.shown(&self.path(path))
    }

    pub(super) fn path(&self, shown: &str) -> PathBuf {
        match self.renamed.get(shown) {
            Some(path) => path.clone(),
            None => absolute(&self.working_directory, Path::new(shown)),
        }
    }
}

const TOO_LARGE: &str = "this file is larger than 4 GiB, the most that can be read";

impl Files for DiskFiles {
    fn read(&self, path: &str) -> Result<String, Unreadable> {
        let unreadable = |reason: String| Unreadable {
            reason,
            help: None,
            location: None,
        };
        let file = self.path(path);
        match read_bytes(&file) {
            Ok(Ok(bytes)) => into_text(path, bytes),
            Ok(Err(reason)) => Err(unreadable(reason)),
            Err(error) => Err(unreadable(cannot_be_read(false, &error))),
        }
    }

    fn is_folder(&self, path: &str) -> bool {
        self.path(path).is_dir()
    }

    fn is_untracked(&self, path: &str) -> bool {
        let tracked = self.tracked.as_ref();
        let path = self.path(path);
        tracked.is_some_and(|tracked| !tracked.has(&path) && path.exists())
    }

    fn exists(&self, path: &str) -> bool {
        if self.known.contains(path) {
            return true;
        }
        // What an ignore file leaves out can still be linked to, and so can what lies outside of the framework.
        let asked = self
            .elsewhere
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(exists) = asked.get(path) {
            return *exists;
        }
        drop(asked);
        let exists = self.path(path).exists() && !self.is_untracked(path);
        let mut asked = self
            .elsewhere
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        asked.insert(path.to_owned(), exists);
        exists
    }
}

/// The bytes of an ordinary file; in plain words why they are not read where that is no error of the system.
fn read_bytes(path: &Path) -> io::Result<Result<Vec<u8>, String>> {
    // Opening a pipe would wait for somebody to write to it.
    let metadata = path.metadata()?;
    if !metadata.is_file() {
        return Ok(Err("this is no ordinary file and is not read".to_owned()));
    }
    let limit = MAX_SOURCE_BYTES as u64;
    let mut file = File::open(path)?;
    let mut bytes = Vec::new();
    if metadata.len() <= limit {
        bytes.reserve_exact(usize::try_from(metadata.len()).unwrap_or_default() + 1);
        file.by_ref().take(limit + 1).read_to_end(&mut bytes)?;
    }
    if metadata.len() > limit || bytes.len() as u64 > limit {
        return Ok(Err(TOO_LARGE.to_owned()));
    }
    Ok(Ok(bytes))
}

fn into_text(path: &str, bytes: Vec<u8>) -> Result<String, Unreadable> {
    const UTF_16_MARKS: [&[u8]; 2] = [&[0xff, 0xfe], &[0xfe, 0xff]];
    if UTF_16_MARKS.iter().any(|mark| bytes.starts_with(mark)) {
        return Err(Unreadable {
            reason: "this file is written in UTF-16, not in UTF-8".to_owned(),
            help: Some("save the file with the encoding UTF-8".to_owned()),
            location: None,
        });
    }
    if let Some(nul) = memchr::memchr(0, &bytes) {
        let valid = std::str::from_utf8(&bytes[..nul]).map_err(|error| error.valid_up_to());
        let offset = valid.err().unwrap_or(nul);
        return Err(Unreadable {
            reason: "this is no text file: it has bytes that no text has".to_owned(),
            help: Some(
                "if it is a picture or an office document, give it the ending of its kind"
                    .to_owned(),
            ),
            location: Some(locate(path, &bytes[..offset])),
        });
    }
    String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        let bytes = error.as_bytes();
        let location = locate(path, &bytes[..offset]);
        Unreadable {
            reason: format!(
                "this file is not written in UTF-8: line {} has the byte 0x{:02x}",
                location.start.line, bytes[offset]
            ),
            help: Some(not_utf_8_help(bytes[offset])),
            location: Some(location),
        }
    })
}

/// Most such files come from Windows, where the byte is one of these characters (the `windows-1252` index of the WHATWG Encoding
/// Standard).
fn not_utf_8_help(byte: u8) -> String {
    let windows = match byte {
        0x91 => Some('‘'),
        0x92 => Some('’'),
        0x93 => Some('“'),
        0x94 => Some('”'),
        0x96 => Some('–'),
        0x97 => Some('—'),
        0xa0..=0xff => Some(char::from(byte)).filter(|character| character.is_alphabetic()),
        _ => None,
    };
    match windows {
        Some(character) => format!(
            "save the file with the encoding UTF-8; in Windows-1252, which it may be written in, the byte is `{character}`"
        ),
        None => "save the file with the encoding UTF-8".to_owned(),
    }
}

/// The place of the first byte that is not in `before`, which is text but for NUL bytes.
fn locate(path: &str, before: &[u8]) -> Location {
    let text = String::from_utf8_lossy(before).into_owned();
    let offset = before.len();
    let source = Source::new(path, text);
    let end = source.text().len();
    let start = Position {
        offset,
        ..source.locate(Span::empty(end)).start
    };
    Location {
        path: Arc::clone(source.path()),
        start,
        end: Position {
            column: start.column + 1,
            offset: offset + 1,
            ..start
        },
    }
}

/// Why a file or folder cannot be read, in plain words.
pub(super) fn cannot_be_read(is_folder: bool, error: &io::Error) -> String {
    let what = if is_folder { "folder" } else { "file" };
    format!("this {what} cannot be read: {}", why(error))
}

/// What is wrong, by the system, in plain words.
pub fn why(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "it is not there".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        io::ErrorKind::StorageFull => "there is no space left".to_owned(),
        _ => plain_words(&error.to_string()),
    }
}

/// A message of the system in the form of ours: lower case, no full stop, no error number.
pub(super) fn plain_words(message: &str) -> String {
    let message = message
        .split_once(" (os error")
        .map_or(message, |(message, _)| message)
        .trim_end_matches('.');
    let mut characters = message.chars();
    match characters.next() {
        Some(first) => first.to_lowercase().chain(characters).collect(),
        None => String::new(),
    }
}
