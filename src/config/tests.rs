//! What a configuration does, and what is said about one that is wrong.
#![allow(clippy::unwrap_used, clippy::too_many_lines)]

use proptest::prelude::*;

use super::*;
use crate::document::Dialect;

fn parse_with(text: &str, files: &[(&str, &str)]) -> (Configuration, Vec<Finding>) {
    let read = |path: &str| {
        let file = files.iter().find(|(name, _)| *name == path);
        file.map(|(_, text)| (*text).to_owned())
            .ok_or_else(|| "there is no such file".to_owned())
    };
    Configuration::parse(
        &Source::new("site/framelint.toml", text.to_owned()),
        "/home",
        &read,
    )
}

/// The words under the only finding, its message and its help.
fn complaint(text: &str) -> (String, String, String) {
    let (_, findings) = parse_with(text, &[]);
    assert_eq!(findings.len(), 1, "{text}: {findings:?}");
    let finding = &findings[0];
    assert_eq!(finding.rule, "invalid-configuration");
    let words = finding.location.span().of(text).to_owned();
    (
        words,
        finding.message.clone(),
        finding.help.clone().unwrap_or_default(),
    )
}

#[test]
fn a_configuration_says_what_documents_are_and_how_bad_findings_are() {
    let text = r#"
profile = "gov-uk"
exclude = ["drafts/", "**/old-*.md"]

[[kinds]]
name = "role"
paths = ["roles/*.md"]

[[kinds]]
name = "policy"
paths = ["policies/**"]
front-matter-schema = "schemas/policy.json"

[rules]
point-style = "off"
repeated-word = "error"
"#;
    let schema = r#"{"required": ["owner"]}"#;
    let (configuration, findings) = parse_with(text, &[("site/schemas/policy.json", schema)]);
    assert!(findings.is_empty(), "{findings:?}");
    assert!(configuration.excludes("site/drafts/a/b.md"));
    assert!(configuration.excludes("site/roles/old-role.md"));
    assert!(!configuration.excludes("drafts/a.md"));
    assert_eq!(configuration.kind_of("site/roles/a.md"), Some(&Kind::Role));
    assert_eq!(configuration.kind_of("site/roles/deep/a.md"), None);
    let policy = Kind::Configured("policy".to_owned());
    assert_eq!(
        configuration.kind_of("site/policies/deep/a.md"),
        Some(&policy)
    );
    assert!(
        configuration
            .schemas
            .front_matter(&policy, Dialect::Authored)
            .is_some()
    );
    assert_eq!(configuration.setting("point-style"), Some(Setting::Off));
    assert_eq!(
        configuration.setting("repeated-word"),
        Some(Setting::On(Severity::Error))
    );
    assert_eq!(configuration.setting("duplicate-skill"), None);
}

#[test]
fn whatever_cannot_be_done_is_said_at_the_exact_words() {
    for (text, words, message, help) in [
        (
            "exlude = []\n",
            "exlude",
            "`exlude` is not a setting",
            "did you mean `exclude`?",
        ),
        (
            "colour = 1\n",
            "colour",
            "`colour` is not a setting",
            "the keys here are `profile`, `exclude`, `kinds`, `rules`",
        ),
        (
            "exclude = \"drafts\"\n",
            "\"drafts\"",
            "`exclude` must be a list of patterns",
            "write `[\"drafts\"]`",
        ),
        (
            "exclude = [1]\n",
            "1",
            "`exclude` must be text in quotation marks",
            "",
        ),
        (
            "profile = \"gov-ku\"\n",
            "\"gov-ku\"",
            "there is no profile `gov-ku`",
            "did you mean `gov-uk`?",
        ),
        (
            "profile = \"mine.toml\"\n",
            "\"mine.toml\"",
            "`site/mine.toml` cannot be read: there is no such file",
            "",
        ),
        (
            "[rules]\npoint-stile = \"off\"\n",
            "point-stile",
            "there is no rule `point-stile`",
            "did you mean `point-style`?",
        ),
        (
            "[rules]\npoint-style = \"of\"\n",
            "\"of\"",
            "the severity of `point-style` must be one of `error`, `warning`, `info`, `off`",
            "did you mean `off`?",
        ),
        (
            "[rules]\ninvalid-schema = \"off\"\n",
            "invalid-schema",
            "`invalid-schema` is always reported, and always as an error",
            "",
        ),
        (
            "rules = 1\n",
            "rules",
            "`rules` must be a table of rules and severities",
            "write `[rules]` and below it `rule = \"warning\"`",
        ),
        (
            "[[kinds]]\npaths = []\n",
            "[[kinds]]",
            "this kind has no `name`",
            "",
        ),
        (
            "[[kinds]]\nname = \"policy\"\n",
            "[[kinds]]",
            "no document can be of the kind `policy`: it has no `paths`",
            "",
        ),
        (
            "[[kinds]]\nname = \"role\"\npath = []\n",
            "path",
            "`path` is not a setting",
            "did you mean `paths`?",
        ),
        (
            "[[kinds]]\nname = \"role\"\ndocument-schema = \"a.json\"\n",
            "\"a.json\"",
            "`site/a.json` cannot be read: there is no such file",
            "",
        ),
        (
            "[[kinds]]\nname = \"role\"\n[[kinds]]\nname = \"role\"\n",
            "\"role\"",
            "there is a kind `role` already",
            "",
        ),
        (
            "[kinds]\nname = \"role\"\n",
            "kinds",
            "`kinds` must be a list",
            "write `[[kinds]]` for each kind",
        ),
        (
            "exclude = []\nexclude = []\n",
            "exclude",
            "`exclude` is already there",
            "",
        ),
        (
            "exclude = [\n",
            "exclude = [",
            "this is not TOML: unclosed array, expected `]`",
            "",
        ),
    ] {
        let expected = (words.to_owned(), message.to_owned(), help.to_owned());
        assert_eq!(complaint(text), expected, "{text}");
    }
}

#[test]
fn a_profile_or_schema_that_is_wrong_is_reported_in_its_own_file() {
    let text = "profile = \"mine.toml\"\n";
    let (_, findings) = parse_with(text, &[("site/mine.toml", "name = 1\n")]);
    assert_eq!(
        (&*findings[0].location.path, findings[0].rule),
        ("site/mine.toml", "invalid-configuration")
    );
    let text = "[[kinds]]\nname = \"role\"\ndocument-schema = \"a.json\"\n";
    let (configuration, findings) = parse_with(text, &[("site/a.json", "{\"type\": \"obj\"}")]);
    assert_eq!(
        (&*findings[0].location.path, findings[0].rule),
        ("site/a.json", "invalid-schema")
    );
    assert!(matches!(
        configuration.schemas.own_document(&Kind::Role),
        Some(None)
    ));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_can_be_read_as_a_configuration(
        lines in prop::collection::vec("(profile|exclude|kinds|rules|name|paths|\\[rules\\]|\\[\\[kinds\\]\\]|point-style|é)?( = )?[\\[\\]\"a-z0-9*.,{}é ]{0,12}", 0..8)
    ) {
        let text = lines.join("\n");
        let (_, findings) = parse_with(&text, &[]);
        for finding in findings {
            let _ = finding.location.span().of(&text);
        }
    }
}
