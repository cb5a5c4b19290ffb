//! The framework as it was at a git revision: what has changed since comes from git, the rest from disk.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::Arc;

use super::disk::why;
use super::git::{GitError, WorkTree, fields, os_string};
use super::ignore_files::IgnoreFiles;
use super::paths::{absolute, steps_up};
use super::walk::is_candidate;
use super::{CONFIGURATION_FILE, Discovery, DiskFiles};
use crate::files::{Files, Unreadable};

/// The files of a framework as they were at a revision, by the paths by which findings show them now.
#[derive(Debug)]
pub struct Revision<'d> {
    disk: &'d DiskFiles,
    /// The files to read, sorted: those that the ignore files of then let in.
    pub members: Vec<Arc<str>>,
    /// The nearest configuration above the framework's root.
    pub configuration: Option<Arc<str>>,
    repository: Repository,
    /// What the files held that were changed since.
    texts: HashMap<Arc<str>, Result<String, Unreadable>>,
}

impl<'d> Revision<'d> {
    /// Looks up what the files of `discovery` were at `revision`: anything that git takes for a commit, or such a name with `...`
    /// after it for where the history of `HEAD` left that of the commit.
    ///
    /// In a repository without any commit, `HEAD` stands for no files at all.
    pub fn read(discovery: &'d Discovery, revision: &str) -> Result<Self, GitError> {
        let disk = &discovery.files;
        let repository = Repository::read(discovery.work_tree()?, revision, disk)?;
        let changed = repository.changed.iter();
        let texts = repository.texts(changed.filter_map(|path| {
            let blob = repository.entries.get(path)?;
            Some((path, blob.as_str()))
        }))?;
        let texts = texts.into_iter().map(|(path, bytes)| {
            let text = DiskFiles::text_of(&path, bytes);
            (path, text)
        });
        let mut revision = Self {
            disk,
            members: Vec::new(),
            configuration: None,
            texts: texts.collect(),
            repository,
        };
        revision.members = revision.members(discovery);
        let mut above = discovery.root.ancestors();
        revision.configuration = above.find_map(|folder| {
            let path = disk.shown(&folder.join(CONFIGURATION_FILE));
            revision.exists(&path).then_some(path)
        });
        Ok(revision)
    }

    /// The names of the commits that `revision` stands for: where it is `HEAD` and a merge is under way, also those that are being
    /// merged. What they have is not new either.
    pub fn with_merged(discovery: &Discovery, revision: &str) -> Result<Vec<String>, GitError> {
        let mut revisions = vec![revision.to_owned()];
        if is_head(revision) {
            revisions.extend(discovery.work_tree()?.heads_of_merge());
        }
        Ok(revisions)
    }

    /// The files that the walk would have come to, and those that were named and were there.
    fn members(&self, discovery: &Discovery) -> Vec<Arc<str>> {
        let mut ignore_files = IgnoreFiles::new(self, self.disk, &self.repository.tree);
        let mut is_let_in = |path: &str| {
            let path = self.disk.path(path);
            let mut folders = discovery.folders.iter();
            folders.any(|folder| ignore_files.let_in(folder, &path))
        };
        let then = self.repository.entries.keys();
        let then = then.filter(|path| is_candidate(Path::new(&***path)) && self.is_at_hand(path));
        let mut members: BTreeSet<_> = then.filter(|path| is_let_in(path)).cloned().collect();
        let now = discovery.members.iter();
        let now = now.filter(|path| match self.repository.had(path) {
            // By way of a symbolic link.
            Some(true) => discovery.named.contains(*path) || is_let_in(path),
            had => had.is_none(),
        });
        members.extend(now.cloned());
        members.into_iter().collect()
    }

    /// Whether a file that the revision has is there to be looked at: of a sparse checkout, nothing else is there now either.
    fn is_at_hand(&self, path: &str) -> bool {
        self.repository.changed.contains(path) || self.disk.exists(path)
    }

    /// Whether the revision has a file in this folder that is at hand.
    fn had_folder(&self, path: &str) -> bool {
        let folder = match path {
            "" | "." => return true,
            path => format!("{path}/"),
        };
        let from = (Bound::Included(folder.as_str()), Bound::Unbounded);
        let below = self.repository.entries.range::<str, _>(from);
        let mut below = below.take_while(|(path, _)| path.starts_with(&folder));
        below.any(|(path, _)| self.is_at_hand(path))
    }
}

impl Files for Revision<'_> {
    fn read(&self, path: &str) -> Result<String, Unreadable> {
        let path = &*self.repository.without_links(path);
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
        let path = &*self.repository.without_links(path);
        match self.repository.had(path) {
            Some(true) => self.is_at_hand(path),
            Some(false) => self.had_folder(path),
            None => self.disk.exists(path),
        }
    }

    fn is_folder(&self, path: &str) -> bool {
        let path = &*self.repository.without_links(path);
        match self.repository.had(path) {
            Some(_) => self.had_folder(path),
            None => self.disk.is_folder(path),
        }
    }
}

/// A git repository at one revision.
#[derive(Debug)]
struct Repository {
    tree: WorkTree,
    /// The folder of the work tree as findings show it.
    top_shown: Arc<str>,
    /// The names of blobs by path.
    entries: BTreeMap<Arc<str>, String>,
    /// Symbolic links by path, with where they led; absolute.
    links: BTreeMap<Arc<str>, PathBuf>,
    /// The folders of submodules: what is in them is another repository's affair.
    submodules: Vec<Arc<str>>,
    /// Paths that are not on disk as they were.
    changed: BTreeSet<Arc<str>>,
    /// Shows paths as findings do.
    shown: DiskFiles,
}

/// The most symbolic links that are followed on the way to one file, as Linux does it (`path_resolution(7)`).
const MOST_LINKS: usize = 40;

impl Repository {
    fn read(tree: WorkTree, revision: &str, disk: &DiskFiles) -> Result<Self, GitError> {
        let name = tree_of(&tree, revision)?;
        let mut repository = Self {
            top_shown: disk.shown(&tree.top),
            entries: BTreeMap::new(),
            links: BTreeMap::new(),
            submodules: Vec::new(),
            changed: BTreeSet::new(),
            shown: disk.alike(),
            tree,
        };
        let listed = repository
            .tree
            .git(["ls-tree", "-r", "-z", "--full-tree", &name])?;
        let mut links = Vec::new();
        for entry in fields(&listed) {
            // `100644 blob 0a1b…⇥path`
            let Some(tab) = memchr::memchr(b'\t', entry) else {
                continue;
            };
            let path = repository.shown(&entry[tab + 1..]);
            let head = String::from_utf8_lossy(&entry[..tab]);
            match head.split(' ').collect::<Vec<_>>()[..] {
                ["120000", "blob", name] => links.push((path, name.to_owned())),
                [_, "blob", name] => {
                    repository.entries.insert(path, name.to_owned());
                }
                [_, "commit", _] => repository.submodules.push(path),
                _ => {}
            }
        }
        let links = links.iter().map(|(path, name)| (path, name.as_str()));
        for (path, target) in repository.texts(links)? {
            let link = disk.path(&path);
            let folder = link.parent().unwrap_or(&repository.tree.top);
            let target = absolute(folder, Path::new(&os_string(&target)));
            repository.links.insert(path, target);
        }
        let diff = [
            "diff",
            "--name-only",
            "--no-renames",
            "--no-relative",
            "--no-ext-diff",
            "--ignore-submodules",
            "-z",
            &name,
            "--",
        ];
        let changed = repository.tree.git(diff)?;
        let changed = fields(&changed).map(|path| repository.shown(path));
        repository.changed = changed.collect();
        Ok(repository)
    }

    /// How findings show the path that git shows as `path`.
    fn shown(&self, path: &[u8]) -> Arc<str> {
        self.shown.shown(&self.tree.top.join(os_string(path)))
    }

    /// The path with the symbolic links followed that the revision has on the way to it.
    fn without_links<'p>(&self, path: &'p str) -> Cow<'p, str> {
        let mut path = Cow::Borrowed(path);
        if self.links.is_empty() {
            return path;
        }
        for _ in 0..MOST_LINKS {
            let ends = memchr::memchr_iter(b'/', path.as_bytes()).chain([path.len()]);
            let mut links = ends.filter_map(|end| Some((end, self.links.get(&path[..end])?)));
            let Some((end, target)) = links.next() else {
                break;
            };
            let rest = path[end..].trim_start_matches('/');
            path = Cow::Owned(self.shown.shown(&target.join(rest)).to_string());
        }
        path
    }

    /// Whether the revision has a file at `path`, links followed; `None` where it cannot say: outside of the repository.
    fn had(&self, path: &str) -> Option<bool> {
        let path = &*self.without_links(path);
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

    /// The bytes of blobs, read by one process.
    fn texts<'p>(
        &self,
        blobs: impl Iterator<Item = (&'p Arc<str>, &'p str)>,
    ) -> Result<HashMap<Arc<str>, Vec<u8>>, GitError> {
        let blobs: Vec<_> = blobs.collect();
        if blobs.is_empty() {
            return Ok(HashMap::new());
        }
        let mut command = self.tree.command();
        let command = command.args(["cat-file", "--batch"]);
        let command = command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().map_err(GitError::NoGit)?;
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
        texts.map_err(|error| GitError::Failed(why(&error)))
    }
}

/// What `git cat-file --batch` answers: for each blob a line `name blob size`, the bytes, a line break.
fn read_batch(
    child: &mut Child,
    blobs: &[(&Arc<str>, &str)],
) -> io::Result<HashMap<Arc<str>, Vec<u8>>> {
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
        texts.insert(Arc::clone(path), bytes);
    }
    Ok(texts)
}

/// Whether this names the last commit, which is also where the history of `HEAD` left that of `HEAD`.
fn is_head(revision: &str) -> bool {
    matches!(
        revision.strip_suffix("...").unwrap_or(revision),
        "HEAD" | "@"
    )
}

/// The name of the tree of a revision; before the first commit, `HEAD` has an empty one.
fn tree_of(work_tree: &WorkTree, revision: &str) -> Result<String, GitError> {
    let is_branch = || work_tree.git(["symbolic-ref", "-q", "HEAD"]).is_ok();
    match committed_tree_of(work_tree, revision) {
        Err(GitError::NoRevision(_)) if is_head(revision) && is_branch() => {
            Ok(line(&work_tree.git([
                "hash-object",
                "-t",
                "tree",
                "--stdin",
            ])?))
        }
        tree => tree,
    }
}

fn committed_tree_of(work_tree: &WorkTree, revision: &str) -> Result<String, GitError> {
    let no_revision = |error| match error {
        GitError::Failed(_) => GitError::NoRevision(revision.to_owned()),
        error => error,
    };
    let commit = match revision.strip_suffix("...") {
        Some(other) => {
            let base = ["merge-base", "--end-of-options", other, "HEAD"];
            line(&work_tree.git(base).map_err(no_revision)?)
        }
        None => revision.to_owned(),
    };
    let name = format!("{commit}^{{tree}}");
    let verify = [
        "rev-parse",
        "--verify",
        "--quiet",
        "--end-of-options",
        &name,
    ];
    let tree = work_tree.git(verify).map_err(no_revision)?;
    Ok(line(&tree))
}

fn line(answer: &[u8]) -> String {
    String::from_utf8_lossy(answer.trim_ascii_end()).into_owned()
}
