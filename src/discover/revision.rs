//! The framework as it was at a git revision: what has changed since comes from git, the rest from disk.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use super::paths::{absolute, steps_up};
use super::{CONFIGURATION_FILE, Discovery, DiskFiles};
use crate::files::{Files, Unreadable};

/// The files of a framework as they were at a revision, by the paths by which findings show them now.
#[derive(Debug)]
pub struct Revision<'d> {
    disk: &'d DiskFiles,
    /// The files to read, sorted: those of now that were there, and those that are gone since.
    pub members: Vec<Arc<str>>,
    /// The nearest configuration above the framework's root.
    pub configuration: Option<Arc<str>>,
    repository: Repository,
    /// What the files held that were changed since.
    texts: HashMap<Arc<str>, Result<String, Unreadable>>,
}

/// Why a revision cannot be read.
#[derive(Debug)]
pub enum NoRevision {
    /// Git cannot be started.
    NoGit(io::Error),
    /// The framework is in no repository; what git says.
    NoRepository(String),
    /// The repository has no such revision.
    Unknown(String),
    /// A command of git failed; what it says.
    Failed(String),
}

impl fmt::Display for NoRevision {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoGit(error) if error.kind() == io::ErrorKind::NotFound => {
                formatter.write_str("--since needs `git`, and there is none on the search path")
            }
            Self::NoGit(error) => write!(formatter, "`git` cannot be started: {error}"),
            Self::NoRepository(message) => write!(
                formatter,
                "--since needs a git repository around the documents: {message}"
            ),
            Self::Unknown(revision) => write!(
                formatter,
                "this git repository has no revision `{revision}`; in a clone without its whole history it must be fetched first"
            ),
            Self::Failed(message) => write!(formatter, "git failed: {message}"),
        }
    }
}

impl std::error::Error for NoRevision {}

impl<'d> Revision<'d> {
    /// Looks up what the files of `discovery` were at `revision`, anything that git takes for a commit.
    ///
    /// In a repository without any commit, `HEAD` stands for no files at all.
    pub fn read(discovery: &'d Discovery, revision: &str) -> Result<Self, NoRevision> {
        let disk = &discovery.files;
        let repository = Repository::read(&discovery.root, revision, disk)?;
        let gone = repository.entries.keys().filter(|path| {
            repository.changed.contains(*path) && !disk.exists(path) && discovery.would_find(path)
        });
        let still_there = discovery.members.iter();
        let still_there = still_there.filter(|path| repository.had(path) != Some(false));
        let members: BTreeSet<Arc<str>> = gone.chain(still_there).cloned().collect();
        let changed = repository.changed.iter();
        let texts = repository.texts(changed.filter_map(|path| {
            let blob = repository.entries.get(path)?;
            Some((path, blob.as_str()))
        }))?;
        let mut revision = Self {
            disk,
            members: members.into_iter().collect(),
            configuration: None,
            repository,
            texts,
        };
        let mut above = discovery.root.ancestors();
        revision.configuration = above.find_map(|folder| {
            let path = disk.shown(&folder.join(CONFIGURATION_FILE));
            revision.exists(&path).then_some(path)
        });
        Ok(revision)
    }
}

impl Files for Revision<'_> {
    fn read(&self, path: &str) -> Result<String, Unreadable> {
        if let Some(text) = self.texts.get(path) {
            return text.clone();
        }
        if self.repository.had(path) == Some(false) {
            return Err(Unreadable {
                reason: "there was no such file".to_owned(),
                help: None,
                location: None,
            });
        }
        self.disk.read(path)
    }

    fn exists(&self, path: &str) -> bool {
        let had = self.repository.had(path);
        had.unwrap_or_else(|| self.disk.exists(path)) || self.is_folder(path)
    }

    fn is_folder(&self, path: &str) -> bool {
        match self.repository.had(path) {
            Some(_) => self.repository.had_folder(path),
            None => self.disk.is_folder(path),
        }
    }
}

/// A git repository at one revision.
#[derive(Debug)]
struct Repository {
    /// The folder with the work tree; absolute.
    top: PathBuf,
    /// The same as findings show it.
    top_shown: Arc<str>,
    /// The names of blobs by path.
    entries: BTreeMap<Arc<str>, String>,
    /// The folders of submodules: what is in them is another repository's affair.
    submodules: Vec<Arc<str>>,
    /// Paths that are not on disk as they were.
    changed: BTreeSet<Arc<str>>,
}

impl Repository {
    fn read(root: &Path, revision: &str, disk: &DiskFiles) -> Result<Self, NoRevision> {
        let up = git(root, ["rev-parse", "--show-cdup"]).map_err(|error| match error {
            NoRevision::Failed(message) => NoRevision::NoRepository(message),
            other => other,
        })?;
        let up = PathBuf::from(os_string(up.trim_ascii_end()));
        let top = absolute(root, &up);
        let tree = tree_of(&top, revision)?;

        let mut repository = Self {
            top_shown: disk.shown(&top),
            entries: BTreeMap::new(),
            submodules: Vec::new(),
            changed: BTreeSet::new(),
            top,
        };
        let listed = git(
            &repository.top,
            ["ls-tree", "-r", "-z", "--full-tree", &tree],
        )?;
        for entry in fields(&listed) {
            // `100644 blob 0a1b…⇥path`
            let Some(tab) = memchr::memchr(b'\t', entry) else {
                continue;
            };
            let path = repository.shown(&entry[tab + 1..], disk);
            let head = String::from_utf8_lossy(&entry[..tab]);
            match head.split(' ').collect::<Vec<_>>()[..] {
                [_, "blob", name] => {
                    repository.entries.insert(path, name.to_owned());
                }
                [_, "commit", _] => repository.submodules.push(path),
                _ => {}
            }
        }
        let diff = [
            "diff",
            "--name-only",
            "--no-renames",
            "--no-relative",
            "--no-ext-diff",
            "--ignore-submodules",
            "-z",
            &tree,
            "--",
        ];
        let changed = git(&repository.top, diff)?;
        let changed = fields(&changed).map(|path| repository.shown(path, disk));
        repository.changed = changed.collect();
        Ok(repository)
    }

    /// How findings show the path that git shows as `path`.
    fn shown(&self, path: &[u8], disk: &DiskFiles) -> Arc<str> {
        disk.shown(&self.top.join(os_string(path)))
    }

    /// Whether the revision has a file at `path`; `None` where it cannot say: outside of the repository.
    fn had(&self, path: &str) -> Option<bool> {
        let is_in = |folder: &str| {
            let rest = path.strip_prefix(folder);
            rest.is_some_and(|rest| rest.starts_with('/'))
        };
        let is_above = self
            .top_shown
            .split('/')
            .all(|step| matches!(step, "." | ".."));
        let inside = if is_above {
            // The working directory lies in the repository, and so does what begins with no more `..` than leads to its top.
            Path::new(path).is_relative() && steps_up(path) <= steps_up(&self.top_shown)
        } else {
            is_in(&self.top_shown)
        };
        let foreign = self.submodules.iter().any(|folder| is_in(folder));
        (inside && !foreign).then(|| self.entries.contains_key(path))
    }

    fn had_folder(&self, path: &str) -> bool {
        let folder = match path {
            "" | "." => return true,
            path => format!("{path}/"),
        };
        let from = (Bound::Included(folder.as_str()), Bound::Unbounded);
        let mut below = self.entries.range::<str, _>(from);
        below
            .next()
            .is_some_and(|(path, _)| path.starts_with(&folder))
    }

    /// The texts of blobs, read by one process.
    fn texts<'p>(
        &self,
        blobs: impl Iterator<Item = (&'p Arc<str>, &'p str)>,
    ) -> Result<HashMap<Arc<str>, Result<String, Unreadable>>, NoRevision> {
        let blobs: Vec<_> = blobs.collect();
        if blobs.is_empty() {
            return Ok(HashMap::new());
        }
        let mut command = command(&self.top, ["cat-file", "--batch"]);
        let command = command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().map_err(NoRevision::NoGit)?;
        let texts = std::thread::scope(|scope| {
            let requests = child.stdin.take();
            // Git answers while it is being asked: one after the other would end with both waiting.
            scope.spawn(|| {
                if let Some(mut requests) = requests {
                    for (_, name) in &blobs {
                        // Where git has ended, reading its answers says so.
                        let _ = writeln!(requests, "{name}");
                    }
                }
            });
            read_batch(&mut child, &blobs)
        });
        let _ = child.wait();
        texts.map_err(|error| NoRevision::Failed(error.to_string()))
    }
}

/// What `git cat-file --batch` answers: for each blob a line `name blob size`, the bytes, a line break.
fn read_batch(
    child: &mut Child,
    blobs: &[(&Arc<str>, &str)],
) -> io::Result<HashMap<Arc<str>, Result<String, Unreadable>>> {
    let answers = child.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
    let mut answers = BufReader::new(answers);
    let mut texts = HashMap::new();
    for (path, name) in blobs {
        let mut head = String::new();
        answers.read_line(&mut head)?;
        let size = head.trim_end().rsplit(' ').next();
        let size = size.and_then(|size| size.parse().ok()).ok_or_else(|| {
            io::Error::new(
                io::ErrorKind::InvalidData,
                format!("the object {name} cannot be read"),
            )
        })?;
        let mut bytes = vec![0; size];
        answers.read_exact(&mut bytes)?;
        answers.read_exact(&mut [0])?;
        texts.insert(Arc::clone(path), DiskFiles::text_of(path, bytes));
    }
    Ok(texts)
}

/// The name of the tree of a revision.
fn tree_of(top: &Path, revision: &str) -> Result<String, NoRevision> {
    let verify = |name: &str| {
        let arguments = ["rev-parse", "--verify", "--quiet", "--end-of-options", name];
        git(top, arguments)
    };
    let tree = match verify(&format!("{revision}^{{tree}}")) {
        Ok(tree) => tree,
        // Before the first commit there is a branch, and nothing on it.
        Err(NoRevision::Failed(_))
            if revision == "HEAD" && git(top, ["symbolic-ref", "-q", "HEAD"]).is_ok() =>
        {
            git(top, ["hash-object", "-t", "tree", "--stdin"])?
        }
        Err(NoRevision::Failed(_)) => return Err(NoRevision::Unknown(revision.to_owned())),
        Err(error) => return Err(error),
    };
    Ok(String::from_utf8_lossy(tree.trim_ascii_end()).into_owned())
}

fn command<'a>(folder: &Path, arguments: impl IntoIterator<Item = &'a str>) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(arguments);
    // Looking must never wait for a lock, nor for a password.
    command.env("GIT_OPTIONAL_LOCKS", "0");
    command.env("GIT_TERMINAL_PROMPT", "0");
    command
}

fn git<'a>(
    folder: &Path,
    arguments: impl IntoIterator<Item = &'a str>,
) -> Result<Vec<u8>, NoRevision> {
    answer(command(folder, arguments).stdin(Stdio::null()))
}

fn answer(command: &mut Command) -> Result<Vec<u8>, NoRevision> {
    let output = command.output().map_err(NoRevision::NoGit)?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let message = String::from_utf8_lossy(&output.stderr);
    let message = message.trim().trim_start_matches("fatal: ");
    Err(NoRevision::Failed(message.to_owned()))
}

/// What NUL bytes end.
fn fields(output: &[u8]) -> impl Iterator<Item = &[u8]> {
    output
        .split(|byte| *byte == 0)
        .filter(|field| !field.is_empty())
}

#[cfg(unix)]
fn os_string(bytes: &[u8]) -> OsString {
    use std::os::unix::ffi::OsStrExt;
    OsStr::from_bytes(bytes).to_owned()
}

#[cfg(not(unix))]
fn os_string(bytes: &[u8]) -> OsString {
    OsStr::new(&*String::from_utf8_lossy(bytes)).to_owned()
}
