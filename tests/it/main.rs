//! The integration tests: one binary, one module for each subject.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod cli;
mod configuration;
mod rules;
mod schemas;

use std::io::Write;

/// Says something that is seen although the test passes: the harness holds back what the print macros print.
pub fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}
