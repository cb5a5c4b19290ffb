//! How far a run is, shown on a terminal when it takes long enough to wonder.

use std::io::IsTerminal;
use std::sync::Once;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// What ends sooner shows nothing.
const PATIENCE: Duration = Duration::from_millis(500);

/// A bar on standard error. Where that is no terminal there is none.
pub struct Progress {
    bar: ProgressBar,
    begun: Instant,
    shown: Once,
    is_wanted: bool,
}

impl Progress {
    /// A bar that waits with showing itself. `files` is how many there are to read.
    pub fn new(files: usize, is_wanted: bool) -> Self {
        let hidden = ProgressDrawTarget::hidden();
        let bar = ProgressBar::with_draw_target(Some(files as u64), hidden);
        let style = ProgressStyle::with_template("checking [{bar:30}] {pos} of {len} files");
        Self {
            bar: bar.with_style(style.expect("the template is valid")),
            begun: Instant::now(),
            shown: Once::new(),
            is_wanted: is_wanted && std::io::stderr().is_terminal(),
        }
    }

    /// One more file was read.
    pub fn advance(&self) {
        if !self.is_wanted {
            return;
        }
        if self.begun.elapsed() >= PATIENCE {
            let show = || self.bar.set_draw_target(ProgressDrawTarget::stderr());
            self.shown.call_once(show);
        }
        self.bar.inc(1);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
