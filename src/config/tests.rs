//! What a configuration does, and what is said about one that is wrong.
#![allow(clippy::unwrap_used, clippy::too_many_lines)]

use proptest::prelude::*;

use super::*;
use crate::document::Dialect;
use crate::files::MemoryFiles;

fn parse_with(text: &str, files: &[(&str, &str)]) -> (Configuration, Vec<Finding>) {
    let files = files.iter();
    let files = files.map(|&(name, text)| (name.to_owned(), text.to_owned()));
    Configuration::parse(
        &Source::new("site/framelint.toml", text.to_owned()),
        "/home",
        &MemoryFiles(files.collect()),
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
    assert_eq!(
        configuration.setting("point-style", "site/a.md"),
        Some(Setting::Off)
    );
    assert_eq!(
        configuration.setting("repeated-word", "site/a.md"),
        Some(Setting::On(Severity::Error))
    );
    assert_eq!(configuration.setting("duplicate-skill", "site/a.md"), None);
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
            "the keys here are `profile`, `scale`, `catalogue`, `site-root`, `vault-root`, `exclude`, `kinds`, `rules`, `overrides`",
        ),
        (
            "exclude = \"drafts\"\n",
            "\"drafts\"",
            "`exclude` must be a list",
            "write `[\"drafts\"]`",
        ),
        (
            "exclude = [1]\n",
            "1",
            "each item of `exclude` must be text in quotation marks",
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
            "`site/mine.toml`: there is no such file",
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
            "[rules.page]\nseverity = \"off\"\n",
            "page",
            "`page` is a group of rules, and takes a severity alone",
            "",
        ),
        (
            "[rules]\nagreemnt = \"off\"\n",
            "agreemnt",
            "there is no rule `agreemnt`",
            "did you mean `agreement`?",
        ),
        (
            "[rules]\npage = \"of\"\n",
            "\"of\"",
            "the severity of `page` must be one of `error`, `warning`, `info`, `off`",
            "did you mean `off`?",
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
            "`name` is missing here",
            "",
        ),
        (
            "[[kinds]]\nname = \"policy\"\n",
            "[[kinds]]",
            "no document can be of the kind `policy`: it has no `paths`",
            "",
        ),
        (
            "[[kinds]]\nname = \"skill-catalog\"\npaths = []\n",
            "\"skill-catalog\"",
            "`skill-catalog` is nearly the name of a kind that is built in",
            "did you mean `skill-catalogue`?",
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
            "`site/a.json`: there is no such file",
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
            "[kinds]",
            "`kinds` must be a list",
            "write `[[kinds]]` for each of them",
        ),
        (
            "exclude = [\"a[\"]\n",
            "\"a[\"",
            "`a[` is not a pattern: `[` without `]`",
            "",
        ),
        (
            "[[kinds]]\nnmae = \"policy\"\n",
            "nmae",
            "`nmae` is not a setting",
            "did you mean `name`?",
        ),
        (
            "[[kinds]]\nname = 1\npaths = []\n",
            "1",
            "`name` must be text in quotation marks",
            "",
        ),
        (
            "[rules.point-style]\nseverity = \"eror\"\n",
            "\"eror\"",
            "the severity of `point-style` must be one of `error`, `warning`, `info`, `off`",
            "did you mean `error`?",
        ),
        (
            "[rules.point-style]\nsevrity = \"error\"\n",
            "sevrity",
            "`sevrity` is not a setting",
            "did you mean `severity`?",
        ),
        (
            "[[overrides]]\nrules = {}\n",
            "[[overrides]]",
            "`paths` is missing here",
            "",
        ),
        (
            "[[overrides]]\npaths = [\"a\"]\nrules = { point-stile = \"off\" }\n",
            "point-stile",
            "there is no rule `point-stile`",
            "did you mean `point-style`?",
        ),
        (
            "site-root = \"public\"\n",
            "\"public\"",
            "there is no folder `public`",
            "",
        ),
        (
            "catalogue = \"skills.md\"\n",
            "\"skills.md\"",
            "there is no file `site/skills.md`",
            "",
        ),
        (
            "scale = { levels = [] }\n",
            "[]",
            "`levels` must be a list of 1 to 255 texts",
            "",
        ),
        (
            "[scale]\nlevls = [\"low\", \"high\"]\n",
            "levls",
            "`levls` is not a setting",
            "did you mean `levels`?",
        ),
        (
            "exclude = [\"../x\"]\n",
            "\"../x\"",
            "`../x` fits nothing: patterns are seen from the folder of this file and stay within it",
            "",
        ),
        (
            "[[kinds]]\nname = \"role\"\npaths = [\"/roles/\"]\n",
            "\"/roles/\"",
            "`/roles/` fits nothing: patterns are seen from the folder of this file and stay within it",
            "",
        ),
        (
            "exclude = [\"\"]\n",
            "\"\"",
            "a pattern of paths must not be empty",
            "",
        ),
        (
            "[rules]\npoint-style = \"warn\"\n",
            "\"warn\"",
            "the severity of `point-style` must be one of `error`, `warning`, `info`, `off`",
            "did you mean `warning`?",
        ),
        (
            "[rules.outdated-skill-name.renamed]\n\"A b\" = \"a-b\"\n",
            "\"a-b\"",
            "`a-b` is the same name as `A b`: case, hyphens and spaces do not count",
            "",
        ),
        (
            "[rules.outdated-skill-name.renamed]\nA = \"B\"\nB = \"C\"\nC = \"A\"\n",
            "\"A\"",
            "`A` is itself renamed to `C` in the end",
            "",
        ),
        (
            "[rules.outdated-skill-name.renamed]\n\"\" = \"B\"\n",
            "\"\"",
            "the old name of a skill must not be empty",
            "",
        ),
        (
            "[[rules.inconsistent-value.pairs]]\nkey = \"/a/*/b/*/c\"\nvalue = \"/x/*/y\"\n",
            "[[rules.inconsistent-value.pairs]]",
            "the `*` of `value` must be those of `key`, at the same steps: each stands for the same item in both",
            "",
        ),
        (
            "exclude = []\nexclude = []\n",
            "exclude",
            "`exclude` is already there",
            "",
        ),
        ("exclude = [\n", "[", "this list has no `]` at its end", ""),
        (
            "exclude = [\"a\",\n\"b\"\ncatalogue = \"c.md\"\n",
            "[\"a\",",
            "this list has no `]` at its end",
            "",
        ),
        (
            "exclude = [\"a\" \"b\"]\n",
            "\"b\"]",
            "a comma is missing before this",
            "",
        ),
        (
            "profile = \"gov-uk\nexclude = []\n",
            "\"gov-uk",
            "this text has no quotation mark at its end",
            "",
        ),
        (
            "profile\n",
            "profile",
            "a key must have `=` and a value behind it",
            "",
        ),
        (
            "[rules\n",
            "[rules",
            "the name of this table has no `]` at its end",
            "",
        ),
        (
            "rules = { point-style = \"off\"\n",
            "{ point-style = \"off\"",
            "these keys and values have no `}` at their end",
            "",
        ),
    ] {
        let expected = (words.to_owned(), message.to_owned(), help.to_owned());
        assert_eq!(complaint(text), expected, "{text}");
    }
}

#[test]
fn a_schema_that_is_wrong_is_reported_in_its_own_file() {
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

#[test]
fn a_profile_says_what_is_other_than_in_the_one_that_it_extends() {
    let text = "profile = \"mine.toml\"\n";
    let mine = "extends = \"below/base.toml\"\n[columns]\nskill = \"Ability\"\n";
    let base = "extends = \"gov-uk\"\nname = \"base\"\n[scale]\nlevels = [\"low\", \"high\"]\n[columns]\nskill = \"Talent\"\nrole = \"Job\"\n";
    let files = [("site/mine.toml", mine), ("site/below/base.toml", base)];
    let (configuration, findings) = parse_with(text, &files);
    assert!(findings.is_empty(), "{findings:?}");
    let profile = &configuration.profile;
    assert_eq!(profile.name, "base");
    assert_eq!(profile.scale.levels, ["low", "high"]);
    assert_eq!(profile.columns.skill, "Ability");
    assert_eq!(profile.columns.role, "Job");
    assert_eq!(profile.columns.description, "Description");

    let text = format!("{text}scale.levels = [\"one\", \"two\", \"three\"]\n");
    let (configuration, findings) = parse_with(&text, &files);
    assert!(findings.is_empty(), "{findings:?}");
    assert_eq!(configuration.profile.level_name(2), "three");
    assert_eq!(configuration.profile.columns.skill, "Ability");
}

/// Path, words, message and help of each finding.
fn complaints_of_profile(profile: &str) -> Vec<(String, String, String)> {
    let text = "profile = \"mine.toml\"\n";
    let (_, findings) = parse_with(text, &[("site/mine.toml", profile)]);
    let shown = findings.into_iter().map(|finding| {
        assert_eq!(&*finding.location.path, "site/mine.toml");
        let words = finding.location.span().of(profile).to_owned();
        (words, finding.message, finding.help.unwrap_or_default())
    });
    shown.collect()
}

#[test]
fn whatever_is_wrong_in_a_profile_is_said_there_at_the_exact_words() {
    let own = |words: &str, message: &str, help: &str| {
        (words.to_owned(), message.to_owned(), help.to_owned())
    };
    let extends = "extends = \"gov-uk\"\n";
    let text = format!("{extends}colunms = 1\n[skill]\nlevel = 2\nlead-ins = [\"You can:\", 3]\n");
    assert_eq!(
        complaints_of_profile(&text),
        [
            own(
                "colunms",
                "`colunms` is not a setting",
                "did you mean `columns`?"
            ),
            own("2", "`level` must be text in quotation marks", ""),
            own(
                "3",
                "each item of `lead-ins` must be text in quotation marks",
                ""
            ),
        ]
    );
    assert_eq!(
        complaints_of_profile("name = \"mine\"\n[scale]\n"),
        [own(
            "[scale]",
            "`levels` is missing here",
            "write `extends = \"gov-uk\"` at the top to take what is not said from that profile"
        )]
    );
    assert_eq!(
        complaints_of_profile("extends = \"mine.toml\"\n"),
        [own("\"mine.toml\"", "`site/mine.toml` extends itself", "")]
    );
    assert_eq!(
        complaints_of_profile("extends = \"gov-kk\"\n"),
        [own(
            "\"gov-kk\"",
            "there is no profile `gov-kk`",
            "did you mean `gov-uk`?"
        )]
    );
}

#[test]
fn values_by_which_nothing_can_be_recognised_are_mistakes() {
    let levels = "scale.levels = [\"Low\", \"\", \"low\", \"High  up\"]";
    for (setting, words, message) in [
        (
            "skill.level = \"Grade: {levl}\"",
            "{levl}",
            "`{levl}` stands for nothing in `level`",
        ),
        (
            "skill.level = \"Grade\"",
            "\"Grade\"",
            "`level` has no `{level}`",
        ),
        (
            "skill.level = \"{level}\"",
            "\"{level}\"",
            "every text would follow `{level}`",
        ),
        (
            "phrases.published = \"On {date\"",
            "{date",
            "a brace of `{date` has no partner",
        ),
        (
            "phrases.published = \"On (date}\"",
            "(date}",
            "a brace of `(date}` has no partner",
        ),
        (
            "headings.entry = \"{level}: {skill} {skill}\"",
            "{skill}",
            "`{skill}` stands twice in `entry`",
        ),
        (
            "headings.entry = \"{skill}/{level}\"",
            "{skill}/{level}",
            "`{skill}` and `{level}` cannot be told apart",
        ),
        (
            "phrases.renamed = [\"{old} is now {new}\", \"{old} was renamed\"]",
            "\"{old} was renamed\"",
            "`renamed` has no `{new}`",
        ),
        (
            "skill.lead-ins = [\"As {role} you can:\"]",
            "{role}",
            "`{role}` stands for nothing in `lead-ins`",
        ),
        (
            "skill.lead-ins = []",
            "[]",
            "`lead-ins` must be a list of at least one text",
        ),
        (
            "sections.summary = \" \"",
            "\" \"",
            "`summary` must be text that is not empty",
        ),
        (
            "columns.skill = \"level\"",
            "\"level\"",
            "`skill` has the same name as `level`",
        ),
        (
            "front-matter.kind = \"title\"",
            "\"title\"",
            "`kind` has the same name as `title`",
        ),
        (
            "language.months = [\"January\"]",
            "[\"January\"]",
            "`months` must be a list of 12 texts",
        ),
        (
            "language.numbers = [\"one\", \"two three\"]",
            "\"two three\"",
            "each item of `numbers` must be a single word",
        ),
    ] {
        let profile = format!("extends = \"gov-uk\"\n{setting}\n");
        let found = complaints_of_profile(&profile);
        assert_eq!(found.len(), 1, "{setting}: {found:?}");
        assert_eq!((&*found[0].0, &*found[0].1), (words, message), "{setting}");
    }
    let profile = format!(
        "extends = \"gov-uk\"\n{levels}\nlanguage.months = [\"\"]\nskill.level = \"{{level\"\ncolumns.skil = \"Skill\"\n"
    );
    let found = complaints_of_profile(&profile);
    let found: Vec<&str> = found.iter().map(|(words, ..)| words.as_str()).collect();
    let expected = ["\"\"", "\"low\"", "\"\"", "skil", "{level"];
    assert_eq!(found, expected);
}

#[test]
fn names_are_taken_without_white_space_that_nobody_sees() {
    let profile = "extends = \"gov-uk\"\nscale.levels = [\" low\", \"quite  high\"]\n";
    let (configuration, findings) =
        parse_with("profile = \"mine.toml\"\n", &[("site/mine.toml", profile)]);
    assert!(findings.is_empty(), "{findings:?}");
    assert_eq!(configuration.profile.scale.levels, ["low", "quite high"]);
}

#[test]
fn a_mistake_in_the_paths_of_an_override_hides_none_in_its_rules() {
    let text = "[[overrides]]\npaths = \"x\"\nrules = { point-stle = \"off\" }\n";
    let (_, findings) = parse_with(text, &[]);
    let messages: Vec<&str> = findings.iter().map(|found| &*found.message).collect();
    let expected = ["`paths` must be a list", "there is no rule `point-stle`"];
    assert_eq!(messages, expected);
}

#[test]
fn severities_can_hold_for_some_paths_only() {
    let text = r#"
catalogue = "all.md"
site-root = "."

[rules]
point-style = "error"
page = "info"
update-history = "off"

[rules.repeated-word]
severity = "info"

[[overrides]]
paths = ["old/"]
rules = { point-style = "off", repeated-word = "warning" }

[[overrides]]
paths = ["old/kept.md"]
rules = { point-style = "info" }
"#;
    let (configuration, findings) = parse_with(text, &[("site/all.md", "# All\n")]);
    assert!(findings.is_empty(), "{findings:?}");
    let of = |rule, path| configuration.setting(rule, path);
    let on = |severity| Some(Setting::On(severity));
    assert_eq!(of("point-style", "site/a.md"), on(Severity::Error));
    assert_eq!(of("repeated-word", "site/a.md"), on(Severity::Info));
    assert_eq!(of("broken-link", "site/a.md"), on(Severity::Info));
    assert_eq!(of("update-history", "site/a.md"), Some(Setting::Off));
    assert_eq!(of("duplicate-role", "site/a.md"), None);
    assert_eq!(of("point-style", "site/old/a.md"), Some(Setting::Off));
    assert_eq!(of("repeated-word", "site/old/a.md"), on(Severity::Warning));
    assert_eq!(of("point-style", "site/old/kept.md"), on(Severity::Info));
    assert_eq!(
        configuration.kind_of("site/all.md"),
        Some(&Kind::SkillCatalogue)
    );
    assert_eq!(configuration.site_root(), Some("site"));
    assert_eq!(configuration.vault_root(), None);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_can_be_read_as_a_configuration(
        lines in prop::collection::vec("(profile|scale|catalogue|exclude|kinds|rules|overrides|name|paths|\\[rules\\]|\\[\\[kinds\\]\\]|point-style|é)?( = )?[\\[\\]\"a-z0-9*.,{}é ]{0,12}", 0..8)
    ) {
        let text = lines.join("\n");
        let (_, findings) = parse_with(&text, &[]);
        for finding in findings {
            let _ = finding.location.span().of(&text);
        }
    }
}
