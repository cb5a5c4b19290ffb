//! The integration tests: one binary, one module for each subject.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod any_damage;
mod cli;
mod comfort;
mod configuration;
mod corpus;
mod documentation;
mod fixes;
mod formats;
mod frameworks;
mod generated_docs;
mod init;
mod known;
mod mends;
mod misplaced;
mod mutations;
mod profile_words;
mod program;
mod readme;
mod repository;
mod rules;
mod schemas;
mod since;
mod slips;
mod slips_in_headings;
mod slips_in_tables;
mod suppressions;

use std::io::Write;

/// Says something that is seen although the test passes: the harness holds back what the print macros print.
pub fn say(text: &str) {
    // In one piece: other tests print at the same time.
    let _ = std::io::stderr().write_all(format!("{text}\n").as_bytes());
}
