//! `framelint check --watch`: the same run again after each change.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};

/// Editors write a file in several steps: a run waits until it has been quiet for so long.
const QUIET: Duration = Duration::from_millis(100);

/// Endings of files whose change can change what is found, case aside: documents, configurations, profiles and schemas.
const ENDINGS: [&str; 5] = ["md", "markdown", "txt", "toml", "json"];

/// Sees when files of a framework change.
pub struct Watch {
    watcher: RecommendedWatcher,
    events: Receiver<notify::Result<Event>>,
    folders: BTreeSet<PathBuf>,
    /// What the run itself writes.
    outputs: Vec<PathBuf>,
}

impl Watch {
    /// Begins to watch nothing yet. Changes of `outputs` (absolute paths) never count.
    pub fn new(outputs: Vec<PathBuf>) -> Result<Self, String> {
        let (sender, events) = channel();
        // Nobody receives any more once the watch has ended.
        let watcher = notify::recommended_watcher(move |event| drop(sender.send(event)));
        Ok(Self {
            watcher: watcher.map_err(|error| said(&error))?,
            events,
            folders: BTreeSet::new(),
            outputs,
        })
    }

    /// Watches these folders and no others, with what is in them.
    pub fn follow(&mut self, folders: BTreeSet<PathBuf>) -> Result<(), String> {
        for folder in self.folders.difference(&folders) {
            // It may be gone, which is why it is followed no longer.
            let _ = self.watcher.unwatch(folder);
        }
        for folder in folders.difference(&self.folders) {
            let watched = self.watcher.watch(folder, RecursiveMode::Recursive);
            watched.map_err(|error| said(&error))?;
        }
        self.folders = folders;
        Ok(())
    }

    /// Waits until something has changed, and then until it has been quiet for a moment.
    pub fn wait(&self) -> Result<(), String> {
        loop {
            let event = self.events.recv().map_err(|error| error.to_string())?;
            if self.counts(&event.map_err(|error| said(&error))?) {
                while self.events.recv_timeout(QUIET).is_ok() {}
                return Ok(());
            }
        }
    }

    fn counts(&self, event: &Event) -> bool {
        let is_output = |path: &PathBuf| self.outputs.contains(path);
        !event.kind.is_access()
            && event
                .paths
                .iter()
                .any(|path| matters(path) && !is_output(path))
    }
}

/// A folder that comes or goes brings files along; a hidden file is none, but for those that say what is ignored.
fn matters(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default();
    if name == ".gitignore" || name == ".ignore" {
        return true;
    }
    if name.as_encoded_bytes().starts_with(b".") {
        return false;
    }
    match path.extension().and_then(OsStr::to_str) {
        Some(ending) => ENDINGS
            .iter()
            .any(|known| ending.eq_ignore_ascii_case(known)),
        None => true,
    }
}

fn said(error: &notify::Error) -> String {
    format!("changes cannot be watched: {error}")
}
