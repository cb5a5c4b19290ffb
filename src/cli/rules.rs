//! `framelint rules` and `framelint explain`

use framelint::explain;
use framelint::policy::close_rule_or_group;
use framelint::render::wrap;
use framelint::rule::{Group, Rule};
use framelint::rules;

use super::CLEAN;
use super::output::{Colour, write_to};
use super::rule_names::RuleNames;

/// Characters of a line of an explanation.
const WIDTH: usize = 96;

/// List the rules with their severities
#[derive(Debug, clap::Args)]
pub struct ListArguments {}

/// Say what a rule finds, why that matters and how it decides, or list a group of rules
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  framelint explain skill-description-drift")]
pub struct ExplainArguments {
    /// Id of the rule, as in `error[skill-description-drift]`, or the name of a group
    #[arg(value_name = "RULE", value_parser = RuleNames, hide_possible_values = true)]
    rule: String,
}

pub fn list(_arguments: &ListArguments) -> Result<u8, String> {
    write_list(|_| true)
}

/// Lists the rules of the groups that `wanted` takes.
fn write_list(wanted: impl Fn(Group) -> bool) -> Result<u8, String> {
    let rules = rules::ALL.iter().copied();
    let rules: Vec<Rule> = rules.filter(|rule| wanted(rule.info().group)).collect();
    let widths = rules.iter().map(|rule| rule.info().id.len());
    let width = widths.max().unwrap_or_default();
    write_to(None, Colour::Never, |out, _| {
        for (at, group) in rules
            .chunk_by(|one, other| one.info().group == other.info().group)
            .enumerate()
        {
            if at > 0 {
                writeln!(out)?;
            }
            writeln!(out, "{}", group[0].info().group.name())?;
            for rule in group {
                let info = rule.info();
                let severity = explain::severity(*rule);
                writeln!(out, "  {:width$}  {severity:7}  {}", info.id, info.summary)?;
            }
        }
        Ok(())
    })?;
    Ok(CLEAN)
}

pub fn explain(arguments: &ExplainArguments) -> Result<u8, String> {
    // As it stands in a finding, `error[rule]`, it may be pasted.
    let name = arguments.rule.trim();
    let name = name.split_once('[').map_or(name, |(_, rest)| rest);
    let name = name.trim_end_matches([']', ':']);
    if rules::ALL
        .iter()
        .any(|rule| rule.info().group.name() == name)
    {
        return write_list(|group| group.name() == name);
    }
    let Some(rule) = rules::find(name) else {
        let close = close_rule_or_group(name);
        let hint = close.map_or("`framelint rules` lists them".to_owned(), |close| {
            format!("did you mean `{close}`?")
        });
        return Err(format!(
            "there is no rule or group of rules `{name}`; {hint}"
        ));
    };
    let info = rule.info();
    write_to(None, Colour::Never, |out, _| {
        writeln!(out, "{}: {}\n", info.id, info.summary)?;
        writeln!(out, "  group     {}", info.group.name())?;
        writeln!(out, "  severity  {}", explain::severity(rule))?;
        writeln!(out, "  mended    {}\n", explain::fixes(rule))?;
        for line in explain::unwrapped(info.explanation).lines() {
            writeln!(out, "{}", wrap(line, WIDTH))?;
        }
        let options = explain::options(rule);
        if !options.is_empty() {
            writeln!(
                out,
                "\nOptions, in the table `[rules.{}]` of framelint.toml:",
                info.id
            )?;
        }
        for option in options {
            let default = option
                .default
                .map(|default| format!(" (default: {default})"));
            let described = format!(
                "  {}: {}{}",
                option.name,
                option.description,
                default.unwrap_or_default()
            );
            writeln!(out, "{}", wrap(&described, WIDTH))?;
        }
        Ok(())
    })?;
    Ok(CLEAN)
}
