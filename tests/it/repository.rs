//! Throw-away git repositories with a framework in them.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::program::{Ran, copy, in_repository, run};

pub const HARBOUR: &str = "fixtures/frameworks/harbour";
pub const DEFECTS: &str = "fixtures/frameworks/harbour-with-defects";

/// A git repository with a copy of a framework, committed.
pub struct Repository(TempDir);

impl Repository {
    pub fn of(framework: &str) -> Self {
        let repository = Self::empty();
        copy(&in_repository(framework), repository.path());
        repository.commit();
        repository
    }

    pub fn empty() -> Self {
        let repository = Self(tempfile::tempdir().unwrap());
        repository.git(&["init", "-q", "-b", "main"]);
        repository
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn git(&self, arguments: &[&str]) {
        git(self.path(), arguments);
    }

    pub fn commit(&self) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", "a state"]);
    }

    pub fn edit(&self, file: &str, from: &str, to: &str) {
        let path = self.path().join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{from:?} is not in {file}");
        fs::write(path, text.replacen(from, to, 1)).unwrap();
    }

    pub fn since(&self, revision: &str) -> Ran {
        let arguments = ["check", "--format", "short", "--since", revision];
        run(self.path(), &arguments)
    }
}

/// Runs git in a folder, by nobody's configuration.
pub fn git(folder: &Path, arguments: &[&str]) {
    let mut command = Command::new("git");
    let command = command.current_dir(folder);
    for configuration in [
        "user.name=A",
        "user.email=a@example.org",
        // A submodule comes from another folder.
        "protocol.file.allow=always",
    ] {
        command.args(["-c", configuration]);
    }
    let output = command.args(arguments).output().unwrap();
    assert!(output.status.success(), "git {arguments:?}: {output:?}");
}

/// The files and rules of findings in the short format.
pub fn places(short: &str) -> Vec<(&str, &str)> {
    let lines = short.lines().map(|line| {
        let (path, rest) = line.split_once(':').unwrap();
        let rule = rest.split([' ', ':']).find(|word| word.contains('-'));
        (path, rule.unwrap())
    });
    lines.collect()
}
