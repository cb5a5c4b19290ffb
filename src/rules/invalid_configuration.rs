//! `invalid-configuration`: a configuration that says something that cannot be done.

use crate::finding::Severity;
use crate::rule::{Group, RuleInfo};

/// What is known about the rule. Its findings are made where the configuration is read.
pub static INFO: RuleInfo = RuleInfo {
    id: "invalid-configuration",
    group: Group::Input,
    severity: Some(Severity::Error),
    summary: "`framelint.toml` says something that cannot be done",
    explanation: "\
A setting that is misspelt is a setting that nobody makes, and nobody notices. So every key of `framelint.toml` must be one that framelint \
knows, every value must be of the right sort and one that can be meant (two columns of one name cannot), every rule that it names must exist, and every file that it names must be there. The finding stands \
at the key or value, with the name that was probably meant.

A word of a profile or a level of the scale that no document says is such a mistake, too, where several documents agree on another that is close to \
it. They are then checked by the word that they agree on. So is a word that is quite another one, or missing in the profile, where what documents \
have in its place leaves fewer mistakes than they have by the profile.

The rest of the run goes on with the settings that can be used, and the exit code is 2. The rule cannot be switched off.",
    yields_to: &[],
};
