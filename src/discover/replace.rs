//! Replacing a file's text as a whole or not at all.

use std::fmt;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::DiskFiles;
use super::disk::why;

/// Why a file was not written.
#[derive(Debug)]
pub enum Unwritable {
    /// It is no longer what was read.
    Changed,
    /// There is no folder for it to be in.
    NoFolder,
    /// The system does not let it.
    System(io::Error),
}

impl fmt::Display for Unwritable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed => formatter.write_str("it was changed since it was read"),
            Self::NoFolder => formatter.write_str("there is no such folder"),
            Self::System(error) => formatter.write_str(&why(error)),
        }
    }
}

impl std::error::Error for Unwritable {}

impl From<io::Error> for Unwritable {
    fn from(error: io::Error) -> Self {
        Self::System(error)
    }
}

impl DiskFiles {
    /// Writes `after` to the file at `path` (as findings show it) if it still holds `before`.
    ///
    /// The text goes to a new file beside it, which then takes its place with its permissions: nobody ever sees a half-written file. Where
    /// the path is a symbolic link, the file that it leads to is replaced and the link stays.
    pub fn replace(&self, path: &str, before: &str, after: &str) -> Result<(), Unwritable> {
        let target = self.path(path).canonicalize()?;
        // A file that may not be written to must not be replaced either, though its folder would allow it.
        OpenOptions::new().write(true).open(&target)?;
        if fs::read(&target)? != before.as_bytes() {
            return Err(Unwritable::Changed);
        }
        let metadata = target.metadata()?;
        let (beside, file) = create_beside(&target)?;
        let written = write(file, after.as_bytes(), Some(&metadata));
        put_in_place(&target, &beside, written)
    }
}

/// Writes a file of the user's choice, whether or not it is there.
///
/// As with [`DiskFiles::replace`] nobody ever sees a half-written file, and links stay. What is no ordinary file (a terminal, a pipe) is written to
/// as it is, and so is a file in a folder that takes no new ones.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Unwritable> {
    let in_place = || Ok(fs::write(path, bytes)?);
    let (target, like) = match path.metadata() {
        Ok(metadata) if !metadata.is_file() => return in_place(),
        Ok(metadata) => {
            OpenOptions::new().write(true).open(path)?;
            (path.canonicalize()?, Some(metadata))
        }
        Err(_) if path.is_symlink() => return in_place(),
        Err(_) => (path.to_owned(), None),
    };
    let (beside, file) = match create_beside(&target) {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => return in_place(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(Unwritable::NoFolder),
        created => created?,
    };
    put_in_place(&target, &beside, write(file, bytes, like.as_ref()))
}

/// Lets the file that was written beside another take its place.
fn put_in_place(target: &Path, beside: &Path, written: io::Result<()>) -> Result<(), Unwritable> {
    let written = written.and_then(|()| fs::rename(beside, target));
    if written.is_err() {
        // What went wrong first is what is said.
        let _ = fs::remove_file(beside);
    }
    Ok(written?)
}

/// A new, empty, hidden file in the folder of `target`.
fn create_beside(target: &Path) -> io::Result<(PathBuf, File)> {
    const MOST_ATTEMPTS: u32 = 10_000;
    let mut attempt = 0;
    loop {
        let beside = target.with_file_name(format!(".framelint-{attempt}.tmp"));
        match OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&beside)
        {
            Ok(file) => return Ok((beside, file)),
            Err(error)
                if error.kind() == io::ErrorKind::AlreadyExists && attempt < MOST_ATTEMPTS =>
            {
                attempt += 1;
            }
            Err(error) => return Err(error),
        }
    }
}

fn write(mut file: File, bytes: &[u8], like: Option<&Metadata>) -> io::Result<()> {
    file.write_all(bytes)?;
    if let Some(like) = like {
        #[cfg(unix)]
        {
            use std::os::unix::fs::{MetadataExt, fchown};
            // Only the superuser can give a file away; anybody else owns what they write.
            let _ = fchown(&file, Some(like.uid()), Some(like.gid()));
        }
        file.set_permissions(like.permissions())?;
    }
    file.sync_all()
}
