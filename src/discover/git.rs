//! Asking git about the repository that a framework lies in.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::disk::why;
use super::paths::absolute;

/// Why git does not answer.
#[derive(Debug)]
pub enum GitError {
    /// Git cannot be started.
    NoGit(io::Error),
    /// The framework is in no repository; what git says.
    NoRepository(String),
    /// The framework's folders lie in more than one repository, or some of them in none.
    NotOneRepository,
    /// The repository has no such revision.
    NoRevision(String),
    /// A command of git failed; what it says.
    Failed(String),
}

impl fmt::Display for GitError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoGit(error) if error.kind() == io::ErrorKind::NotFound => {
                formatter.write_str("this needs `git`, and there is none on the search path")
            }
            Self::NoGit(error) => write!(formatter, "`git` cannot be started: {}", why(error)),
            Self::NoRepository(message) => write!(
                formatter,
                "this needs a git repository around the documents: {message}"
            ),
            Self::NotOneRepository => formatter.write_str(
                "the folders that are checked lie in different git repositories, or some in none: check those of each repository by themselves",
            ),
            Self::NoRevision(revision) => formatter.write_str(&no_revision(revision)),
            Self::Failed(message) => write!(formatter, "git failed: {message}"),
        }
    }
}

impl std::error::Error for GitError {}

/// Why a name that git knows no commit by is none, as far as its form says.
fn no_revision(revision: &str) -> String {
    const TAKEN: &str = "only one revision is taken, such as `HEAD`, or one with `...` after it, such as `origin/main...`";
    let name = revision.strip_suffix("...").unwrap_or(revision);
    if revision.is_empty() {
        format!("an empty text names no git revision: {TAKEN}")
    } else if name.is_empty() {
        format!("`{revision}` names no git revision: {TAKEN}")
    } else if name.contains("..") {
        format!("`{revision}` is a range of git revisions: {TAKEN}")
    } else if name.contains(':') && !name.starts_with(':') {
        format!("`{revision}` is a path at a git revision: {TAKEN}")
    } else {
        format!(
            "this git repository has no revision `{revision}`; in a clone without its whole history it must be fetched first"
        )
    }
}

/// What git tells the programs that it starts about the repository that it is at work in. The documents may lie in another one, such as
/// a submodule, and in a linked work tree git would take any folder for its top.
const OF_ANOTHER_REPOSITORY: [&str; 7] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_COMMON_DIR",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_PREFIX",
];

/// The checked-out files of a repository.
#[derive(Debug)]
pub(super) struct WorkTree {
    /// Its folder; absolute.
    pub top: PathBuf,
    /// Where git keeps what belongs to it; absolute.
    pub administration: PathBuf,
    /// The index of a commit that is being made, where that is not the usual one.
    index: Option<PathBuf>,
}

impl WorkTree {
    /// The one that `folder` lies in.
    pub fn around(folder: &Path) -> Result<Self, GitError> {
        let ask = |question: &str| {
            let answer = answer(command(folder).args(["rev-parse", question]));
            answer.map(|answer| os_string(without_line_break(&answer)))
        };
        let up = ask("--show-cdup").map_err(|error| match error {
            GitError::Failed(message) => GitError::NoRepository(message),
            other => other,
        })?;
        let top = absolute(folder, Path::new(&up));
        let administration = PathBuf::from(ask("--absolute-git-dir")?);
        let index = std::env::var_os("GIT_INDEX_FILE").map(|index| top.join(index));
        let real = |path: &Path| path.canonicalize().ok();
        let index = index.filter(|index| {
            let folder = index.parent().and_then(real);
            folder.is_some() && folder == real(&administration)
        });
        Ok(Self {
            top,
            administration,
            index,
        })
    }

    /// The names of the commits that are being merged: those in git's file, and before there is that file, as in a hook that git runs
    /// before it commits a merge, those of the variables that git has for them (`GITHEAD_` and the name).
    pub fn heads_of_merge(&self) -> Vec<String> {
        let file = std::fs::read_to_string(self.administration.join("MERGE_HEAD"));
        let mut heads: BTreeSet<String> = file
            .iter()
            .flat_map(|file| file.lines())
            .map(str::to_owned)
            .collect();
        let variables = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
        let named = variables.filter_map(|name| Some(name.strip_prefix("GITHEAD_")?.to_owned()));
        // The variables may be those of another repository.
        let is_here = |name: &String| self.git(["cat-file", "-e", name]).is_ok();
        heads.extend(named.filter(is_here));
        heads.into_iter().collect()
    }

    /// What `git` with these arguments prints, run at the top.
    pub fn git<'a>(
        &self,
        arguments: impl IntoIterator<Item = &'a str>,
    ) -> Result<Vec<u8>, GitError> {
        answer(self.command().args(arguments))
    }

    /// `git` at the top, without its arguments yet; it has no standard input.
    pub fn command(&self) -> Command {
        let mut command = command(&self.top);
        if let Some(index) = &self.index {
            command.env("GIT_INDEX_FILE", index);
        }
        command
    }
}

fn command(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).stdin(Stdio::null());
    for variable in OF_ANOTHER_REPOSITORY {
        command.env_remove(variable);
    }
    // Looking must never wait for a lock, nor for a password.
    command.env("GIT_OPTIONAL_LOCKS", "0");
    command.env("GIT_TERMINAL_PROMPT", "0");
    command
}

fn answer(command: &mut Command) -> Result<Vec<u8>, GitError> {
    let output = command.output().map_err(GitError::NoGit)?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let message = String::from_utf8_lossy(&output.stderr);
    let message = message.trim().trim_start_matches("fatal: ");
    Err(GitError::Failed(message.to_owned()))
}

/// A folder's name may end with white space.
pub(super) fn without_line_break(answer: &[u8]) -> &[u8] {
    answer.strip_suffix(b"\n").unwrap_or(answer)
}

/// What NUL bytes end.
pub(super) fn fields(output: &[u8]) -> impl Iterator<Item = &[u8]> {
    output
        .split(|byte| *byte == 0)
        .filter(|field| !field.is_empty())
}

#[cfg(unix)]
pub(super) fn os_string(bytes: &[u8]) -> OsString {
    use std::os::unix::ffi::OsStrExt;
    OsStr::from_bytes(bytes).to_owned()
}

#[cfg(not(unix))]
pub(super) fn os_string(bytes: &[u8]) -> OsString {
    OsStr::new(&*String::from_utf8_lossy(bytes)).to_owned()
}
