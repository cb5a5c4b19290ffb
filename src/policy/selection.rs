//! `--select` and `--ignore`: which rules count.

use std::collections::BTreeSet;
use std::fmt;

use crate::config::{Setting, close_match};
use crate::rule::{Group, Rule, RuleInfo};
use crate::rules;

/// The rules that count: those that are on by default, or those selected; without those ignored.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    selected: Option<BTreeSet<&'static str>>,
    ignored: BTreeSet<&'static str>,
}

/// A name that selects nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SelectionError {
    /// There is no such rule or group; the one that may be meant.
    Unknown(String, Option<&'static str>),
    /// What keeps framelint from checking everything cannot be ignored.
    AlwaysReported(&'static str),
}

impl fmt::Display for SelectionError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(name, close) => {
                write!(formatter, "there is no rule or group of rules `{name}`")?;
                match close {
                    Some(close) => write!(formatter, "; did you mean `{close}`?"),
                    None => formatter.write_str("; `framelint rules` lists them"),
                }
            }
            Self::AlwaysReported(rule) => {
                write!(
                    formatter,
                    "`{rule}` is always reported and cannot be ignored"
                )
            }
        }
    }
}

impl std::error::Error for SelectionError {}

impl Selection {
    /// Reads the names of rules and of groups of rules. Without a name in `select` the rules count that are on by default.
    pub fn new(select: &[String], ignore: &[String]) -> Result<Self, SelectionError> {
        let mut selection = Self::default();
        if !select.is_empty() {
            let mut selected = BTreeSet::new();
            for name in select {
                selected.extend(named(name)?.into_iter().map(|info| info.id));
            }
            selection.selected = Some(selected);
        }
        for name in ignore {
            for info in named(name)? {
                if info.group == Group::Input {
                    return Err(SelectionError::AlwaysReported(info.id));
                }
                selection.ignored.insert(info.id);
            }
        }
        Ok(selection)
    }

    /// Whether the findings of a rule count. A selection on the command line counts for more than the configuration's setting.
    pub fn contains(&self, rule: &str, setting: Option<Setting>) -> bool {
        let wanted = match (&self.selected, setting) {
            (Some(selected), _) => selected.contains(rule),
            (None, Some(setting)) => setting != Setting::Off,
            (None, None) => rules::find(rule).is_none_or(|rule| rule.info().severity.is_some()),
        };
        wanted && !self.ignored.contains(rule)
    }
}

/// The id of the rule that `name` is close to.
pub fn close_rule(name: &str) -> Option<&'static str> {
    close_match(name, rules::ALL.iter().map(|rule| rule.info().id))
}

/// The id of the rule, or the name of the group, that `name` is close to.
pub fn close_rule_or_group(name: &str) -> Option<&'static str> {
    close_match(name, rules::names())
}

/// The rule of this name, or the rules that are on in the group of this name.
fn named(name: &str) -> Result<Vec<&'static RuleInfo>, SelectionError> {
    let name = name.trim();
    if let Some(rule) = rules::find(name) {
        return Ok(vec![rule.info()]);
    }
    let group: Vec<_> = rules::in_group(name).map(Rule::info).collect();
    if group.is_empty() {
        let close = close_rule_or_group(name);
        return Err(SelectionError::Unknown(name.to_owned(), close));
    }
    Ok(group)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_rule_is_named_with_the_one_that_may_be_meant() {
        let error = Selection::new(&["unreadable-flie".to_owned()], &[]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "there is no rule or group of rules `unreadable-flie`; did you mean `unreadable-file`?"
        );
    }

    #[test]
    fn what_could_not_be_read_cannot_be_ignored() {
        let error = Selection::new(&[], &["unreadable-file".to_owned()]).unwrap_err();
        assert_eq!(error, SelectionError::AlwaysReported("unreadable-file"));
    }

    #[test]
    fn names_may_be_set_apart_by_spaces() {
        let names = [" unknown-skill".to_owned(), " input ".to_owned()];
        let selection = Selection::new(&names, &[]).unwrap();
        assert!(selection.contains("unknown-skill", None));
        assert!(selection.contains("unreadable-file", None));
    }

    #[test]
    fn selecting_leaves_the_other_rules_out() {
        let selection = Selection::new(&["input".to_owned()], &[]).unwrap();
        assert!(selection.contains("unreadable-file", None));
        assert!(!selection.contains("duplicate-skill", None));
        assert!(Selection::default().contains("duplicate-skill", None));
    }
}
