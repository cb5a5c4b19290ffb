//! Arguments that name rules: completions know the names, and the library says what is wrong with others.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use clap::{Arg, Command, Error};
use framelint::rule::Rule;
use framelint::rules;

/// Takes any text as a name; offers those of rules and groups of rules.
#[derive(Clone, Copy, Debug)]
pub struct RuleNames;

impl TypedValueParser for RuleNames {
    type Value = String;

    fn parse_ref(
        &self,
        command: &Command,
        argument: Option<&Arg>,
        value: &OsStr,
    ) -> Result<String, Error> {
        StringValueParser::new().parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let infos = || rules::ALL.iter().copied().map(Rule::info);
        let mut groups: Vec<&str> = infos().map(|info| info.group.name()).collect();
        groups.dedup();
        let names = groups.into_iter().map(PossibleValue::new);
        let rules = infos().map(|info| PossibleValue::new(info.id).help(info.summary));
        Some(Box::new(names.chain(rules)))
    }
}
