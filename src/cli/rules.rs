//! `framelint rules` and `framelint explain`

use framelint::explain;
use framelint::policy::close_rule;
use framelint::render::wrap;
use framelint::rule::Rule;
use framelint::rules;

use super::CLEAN;
use super::output::{Colour, write_to};
use super::rule_names::RuleNames;

/// Characters of a line of an explanation.
const WIDTH: usize = 96;

/// List the rules with their severities
#[derive(Debug, clap::Args)]
pub struct ListArguments {}

/// Say what a rule finds, why that matters and how it decides
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  framelint explain skill-description-drift")]
pub struct ExplainArguments {
    /// Id of the rule, as in `error[skill-description-drift]`
    #[arg(value_name = "RULE", value_parser = RuleNames { groups: false }, hide_possible_values = true)]
    rule: String,
}

pub fn list(_arguments: &ListArguments) -> Result<u8, String> {
    let infos = || rules::ALL.iter().copied().map(Rule::info);
    let width = infos().map(|info| info.id.len()).max().unwrap_or_default();
    write_to(None, Colour::Never, |out, _| {
        let mut group = None;
        for rule in rules::ALL.iter().copied() {
            let info = rule.info();
            if group != Some(info.group) {
                if group.is_some() {
                    writeln!(out)?;
                }
                writeln!(out, "{}", info.group.name())?;
                group = Some(info.group);
            }
            writeln!(
                out,
                "  {:width$}  {:7}  {}",
                info.id,
                explain::severity(rule),
                info.summary
            )?;
        }
        Ok(())
    })?;
    Ok(CLEAN)
}

pub fn explain(arguments: &ExplainArguments) -> Result<u8, String> {
    let Some(rule) = rules::find(&arguments.rule) else {
        let close = close_rule(&arguments.rule);
        let hint = close.map_or("`framelint rules` lists them".to_owned(), |close| {
            format!("did you mean `{close}`?")
        });
        return Err(format!("there is no rule `{}`; {hint}", arguments.rule));
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
