//! The words of a first configuration, and of what is said about it.

use std::fmt::{self, Write};

use super::{PROFILE_FILE, Root, Survey};
use crate::config::meant_kind;
use crate::document::Kind;
use crate::finding::Severity;

/// How many keys of front matter are worth naming.
const KEYS: usize = 12;

/// Rules that find the same everywhere in a framework whose words are others than the profile's.
const ABOUT_WORDS: [&str; 4] = [
    "skill-table-columns",
    "unknown-skill-level",
    "skill-level-ordinal",
    "description-lead-in",
];

pub(super) fn summary(survey: &Survey, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    writeln!(out, "found {}", documents(survey))?;
    if !survey.keys.is_empty() {
        let keys = survey.keys.iter().take(KEYS);
        let keys: Vec<String> = keys
            .map(|(key, files)| format!("`{key}` ({files})"))
            .collect();
        let more = match survey.keys.len().saturating_sub(KEYS) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        writeln!(out, "front matter has {}{more}", keys.join(", "))?;
    }
    if let [catalogue] = survey.catalogues.as_slice() {
        writeln!(out, "the skill catalogue is `{catalogue}`")?;
    }
    for (info, findings) in &survey.rules {
        writeln!(out, "`{}` has {findings} findings", info.id)?;
    }
    write!(
        out,
        "`framelint check` finds {} and {} without a configuration",
        counted(survey.errors, "error"),
        counted(survey.warnings, "warning")
    )
}

pub(super) fn configuration(survey: &Survey, schema: &str) -> String {
    let mut text = format!(
        "#:schema {schema}\n\
         # What framelint is told about this framework. Every setting can be left out, and paths are seen from this folder.\n\
         # Found when this file was written: {}.\n",
        documents(survey)
    );
    // Writing to a string never fails.
    let _ = sections(survey, &mut text);
    text
}

fn sections(survey: &Survey, text: &mut String) -> fmt::Result {
    profile(survey, text)?;
    catalogue(survey, text)?;
    writeln!(
        text,
        "\n# Files and folders that are not read.\n# exclude = [\"drafts/\"]"
    )?;
    root(
        text,
        "site-root",
        survey.site_root.as_ref(),
        "Where links such as `/roles/tester` start from. Without it they are not checked.",
    )?;
    root(
        text,
        "vault-root",
        survey.vault_root.as_ref(),
        "Where wikilinks such as `[[tester]]` look for their files. Without it they are not checked.",
    )?;
    kinds(survey, text)?;
    rules(survey, text)?;
    pairs(survey, text)
}

fn profile(survey: &Survey, text: &mut String) -> fmt::Result {
    writeln!(
        text,
        "\n# The words by which documents are recognised: headings, columns, phrases, skill levels. A profile of your own begins with\n\
         # `extends = \"gov-uk\"` and says what is other."
    )?;
    let about_words = survey
        .rules
        .iter()
        .filter(|(info, _)| ABOUT_WORDS.contains(&info.id));
    let about_words: Vec<String> = about_words
        .map(|(info, findings)| format!("{} of {}", findings, in_backticks(info.id)))
        .collect();
    if survey.has_wrong_profile {
        writeln!(
            text,
            "# Something is wrong in this one, so that no document was read by it: `framelint check` says what."
        )?;
    } else if survey.kinds.is_empty() && !survey.unknown_kinds.is_empty() {
        writeln!(
            text,
            "# No role and no catalogue was recognised here: if there are some, their words are others than those of `gov-uk`."
        )?;
    } else if !about_words.is_empty() {
        writeln!(
            text,
            "# So many findings ({}) say that the words here are others than those of `gov-uk`.",
            about_words.join(", ")
        )?;
    } else if survey.roles_unread * 2 > survey.kinds.get(&Kind::Role).copied().unwrap_or(0) {
        writeln!(
            text,
            "# In {} no role level with skills was recognised: their words, or their layout, may be others than those of `gov-uk`.",
            counted(survey.roles_unread, "role")
        )?;
    }
    let profile = if survey.has_profile {
        PROFILE_FILE
    } else {
        "gov-uk"
    };
    writeln!(text, "profile = {}", quoted(profile))
}

fn catalogue(survey: &Survey, text: &mut String) -> fmt::Result {
    writeln!(
        text,
        "\n# The document that defines every skill at every level. It decides which of two wordings is right."
    )?;
    match survey.catalogues.as_slice() {
        [] => writeln!(
            text,
            "# None was recognised here. Where there is one, its path belongs here.\n# catalogue = \"skills.md\""
        ),
        [only] => writeln!(text, "catalogue = {}", quoted(only)),
        several => {
            writeln!(text, "# There are several, each recognised by its signs:")?;
            for catalogue in several {
                writeln!(text, "# catalogue = {}", quoted(catalogue))?;
            }
            Ok(())
        }
    }
}

fn root(text: &mut String, key: &str, root: Option<&Root>, what: &str) -> fmt::Result {
    let Some(root) = root else {
        return Ok(());
    };
    writeln!(text, "\n# {what}")?;
    let folder = quoted(&root.folder);
    if root.is_certain() {
        return writeln!(text, "{key} = {folder}");
    }
    let places = counted(root.places, "place");
    if root.found == 0 {
        let example = in_backticks(&root.example);
        writeln!(
            text,
            "# Such links lead to {places} ({example} is one), none of which is in this folder."
        )?;
    } else {
        writeln!(
            text,
            "# Such links lead to {places}, of which {} in this folder. With this line `broken-link` reports those that belong here and are not.",
            root.found
        )?;
    }
    writeln!(text, "# {key} = {folder}")
}

fn kinds(survey: &Survey, text: &mut String) -> fmt::Result {
    if survey.unknown_kinds.is_empty() {
        return Ok(());
    }
    writeln!(
        text,
        "\n# Kinds of documents besides roles, skill catalogues and guides. What their front matter has is said by a JSON\n# Schema of your own, which has to be written first."
    )?;
    for kind in &survey.unknown_kinds {
        let keys: Vec<String> = kind.keys.iter().map(|key| in_backticks(key)).collect();
        // A name that is nearly a built-in one is taken for that.
        let name = meant_kind(&kind.folder).unwrap_or(&kind.folder);
        writeln!(
            text,
            "# The {} in {} all have {}.\n# [[kinds]]\n# name = {}\n# paths = [{}]\n# front-matter-schema = {}",
            counted(kind.files, "file"),
            in_backticks(&format!("{}/", kind.folder)),
            keys.join(", "),
            quoted(name),
            quoted(&format!("{}/", kind.folder)),
            quoted(&format!("schemas/{name}.json")),
        )?;
    }
    Ok(())
}

fn rules(survey: &Survey, text: &mut String) -> fmt::Result {
    writeln!(
        text,
        "\n# How bad the findings of a rule are: error, warning, info or off. `framelint rules` lists the rules."
    )?;
    if survey.rules.is_empty() {
        return writeln!(text, "# [rules]\n# point-style = \"off\"");
    }
    writeln!(
        text,
        "# These had very many findings. Mend them at your own pace, then take their lines out."
    )?;
    writeln!(text, "[rules]")?;
    for (info, findings) in &survey.rules {
        // One step down: a first run need not fail, and nothing is hidden.
        let (usual, lower) = match info.severity {
            Some(Severity::Error) => ("an error", "warning"),
            _ => ("a warning", "info"),
        };
        writeln!(
            text,
            "{} = \"{lower}\" # {findings} findings; {usual} unless set",
            info.id
        )?;
    }
    Ok(())
}

fn pairs(survey: &Survey, text: &mut String) -> fmt::Result {
    if survey.pairs.is_empty() {
        return Ok(());
    }
    writeln!(
        text,
        "\n# Values in front matter that go together: wherever the key is the same the value must be. They nearly always are."
    )?;
    for (key, value) in &survey.pairs {
        writeln!(
            text,
            "[[rules.inconsistent-value.pairs]]\nkey = {}\nvalue = {}",
            quoted(key),
            quoted(value)
        )?;
    }
    Ok(())
}

/// What there is, in a few words.
fn documents(survey: &Survey) -> String {
    let mut parts: Vec<String> = survey
        .kinds
        .iter()
        .map(|(kind, &documents)| {
            let name = match kind {
                Kind::Role => "role",
                Kind::SkillCatalogue => "skill catalogue",
                Kind::Guide => "guide",
                Kind::Configured(name) => name,
            };
            counted(documents, name)
        })
        .collect();
    if parts.is_empty() {
        parts.push("no documents".to_owned());
    }
    if survey.unusable > 0 {
        let files = counted(survey.unusable, "file");
        parts.push(format!(
            "{files} that cannot be read as what they seem to be"
        ));
    }
    if survey.passed_over > 0 {
        let files = counted(survey.passed_over, "other file");
        parts.push(format!("{files} of no kind that framelint knows"));
    }
    parts.join(", ")
}

fn counted(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// A comment ends with its line, whatever the name of a key or a file has in it.
fn in_backticks(name: &str) -> String {
    format!("`{}`", name.replace(char::is_control, " "))
}

/// A basic string of TOML 1.0 (section *String*).
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            _ if character.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(character));
            }
            _ => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}
