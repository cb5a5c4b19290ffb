//! `framelint rules` and `framelint explain`

use framelint::policy::close_rule;
use framelint::render::wrap;
use framelint::rule::{Rule, RuleInfo};
use framelint::rules;

use super::CLEAN;
use super::output::{Colour, write_to};

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
    #[arg(value_name = "RULE")]
    rule: String,
}

pub fn list(_arguments: &ListArguments) -> Result<u8, String> {
    let infos = || rules::ALL.iter().copied().map(Rule::info);
    let width = infos().map(|info| info.id.len()).max().unwrap_or_default();
    write_to(None, Colour::Never, |out, _| {
        let mut group = None;
        for info in infos() {
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
                severity(info),
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
        writeln!(
            out,
            "{} ({}, {})",
            info.id,
            info.group.name(),
            severity(info)
        )?;
        writeln!(out, "\n{}\n", wrap(info.summary, WIDTH))?;
        let mut lines = info.explanation.trim().lines();
        lines.try_for_each(|line| writeln!(out, "{}", wrap(line, WIDTH)))
    })?;
    Ok(CLEAN)
}

fn severity(info: &RuleInfo) -> String {
    info.severity
        .map_or("off".to_owned(), |severity| severity.to_string())
}
