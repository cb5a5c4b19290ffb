//! `framelint completions` and `framelint man`

use std::io::{self, Write};

use clap::CommandFactory;
use clap_complete::Shell;
use clap_mangen::Man;

use super::output::{Colour, write_to};
use super::{CLEAN, Cli};

/// Print a script that completes framelint's arguments in a shell
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  framelint completions bash > ~/.local/share/bash-completion/completions/framelint
  framelint completions fish > ~/.config/fish/completions/framelint.fish
  framelint completions zsh > ~/.zfunc/_framelint    # a folder that `fpath` names")]
pub struct CompletionsArguments {
    /// The shell
    shell: Shell,
}

/// Print the manual page of framelint or of one of its commands
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  framelint man check | man -l -")]
pub struct ManArguments {
    /// The command
    command: Option<String>,
}

pub fn completions(arguments: &CompletionsArguments) -> Result<u8, String> {
    let mut script = Vec::new();
    clap_complete::generate(
        arguments.shell,
        &mut Cli::command(),
        "framelint",
        &mut script,
    );
    print(&script)
}

pub fn man(arguments: &ManArguments) -> Result<u8, String> {
    let mut whole = Cli::command().disable_help_subcommand(true);
    whole.build();
    let command = match &arguments.command {
        None => whole,
        Some(name) => {
            let command = whole.find_subcommand(name);
            let command = command.ok_or_else(|| format!("there is no command `{name}`"))?;
            // A page of its own is called after both words: framelint-check(1).
            command.clone().display_name(format!("framelint-{name}"))
        }
    };
    let mut page = Vec::new();
    let program = concat!("framelint ", env!("CARGO_PKG_VERSION"));
    let manual = Man::new(command).source(program).manual("framelint manual");
    let written = manual.render(&mut page);
    written.map_err(|error| error.to_string())?;
    print(&page)
}

fn print(bytes: &[u8]) -> Result<u8, String> {
    write_to(
        None,
        Colour::Never,
        |out: &mut dyn Write, _| -> io::Result<()> { out.write_all(bytes) },
    )?;
    Ok(CLEAN)
}
