//! A rule as SARIF describes it: the same as `framelint explain` says.

use std::fmt::Write;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::level;
use super::log::{Configuration, Descriptor, Message, RuleProperties};
use crate::explain;
use crate::finding::Severity;
use crate::render::sentence;
use crate::rule::Rule;

/// What a SARIF log says of a rule, whether it found something or not.
pub fn descriptor(rule: Rule) -> Descriptor {
    let info = rule.info();
    let help = help(rule);
    let explanation = plain(info.explanation);
    let first = explanation.split("\n\n").next().unwrap_or_default();
    Descriptor {
        id: info.id,
        name: in_pascal_case(info.id),
        short_description: Message::new(plain(&sentence(info.summary))),
        full_description: Message::new(first.to_owned()),
        help: Message {
            text: plain(&help),
            markdown: Some(help),
        },
        default_configuration: Configuration {
            enabled: info.severity.is_some(),
            level: level(info.severity.unwrap_or(Severity::Warning)),
        },
        properties: RuleProperties {
            tags: [info.group.name()],
        },
    }
}

/// The explanation, what mends it and what can be configured. Markdown.
fn help(rule: Rule) -> String {
    let info = rule.info();
    let mut help = explain::unwrapped(info.explanation);
    // Writing to a string cannot fail.
    let _ = write!(help, "\n\nMended {}.", explain::fixes(rule));
    let options = explain::options(rule);
    if !options.is_empty() {
        let _ = write!(
            help,
            "\n\nOptions, in the table `[rules.{}]` of framelint.toml:\n",
            info.id
        );
    }
    for option in options {
        let _ = write!(help, "\n- `{}`: {}", option.name, option.description);
        if let Some(default) = option.default {
            let _ = write!(help, " (default: `{default}`)");
        }
    }
    help
}

/// `SkillLevelMismatch`: the name is for people (section 3.49.7), and no repetition of the id.
fn in_pascal_case(id: &str) -> String {
    let words = id.split('-').map(|word| {
        let (first, rest) = word.split_at(word.len().min(1));
        first.to_ascii_uppercase() + rest
    });
    words.collect()
}

/// The words of a Markdown text: paragraphs with a blank line between them, items with a hyphen.
fn plain(markdown: &str) -> String {
    let mut text = String::new();
    for event in Parser::new(markdown) {
        match event {
            Event::Text(words) | Event::Code(words) => text += &words,
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            Event::Start(Tag::Item) => text += "- ",
            Event::End(TagEnd::Paragraph | TagEnd::CodeBlock) => text += "\n\n",
            // Its last item has ended its line.
            Event::End(TagEnd::List(_)) => text.push('\n'),
            Event::End(TagEnd::Item) => {
                text.truncate(text.trim_end().len());
                text.push('\n');
            }
            _ => {}
        }
    }
    text.truncate(text.trim_end().len());
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plain_text_of_markdown_has_its_words_paragraphs_and_items() {
        let markdown = "One *a* and\n`b`.\n\nTwo:\n\n- x\n- y\n\nThree";
        assert_eq!(plain(markdown), "One a and b.\n\nTwo:\n\n- x\n- y\n\nThree");
    }

    #[test]
    fn a_name_is_the_id_in_other_letters() {
        assert_eq!(in_pascal_case("skill-level-mismatch"), "SkillLevelMismatch");
    }
}
