//! What is said about values and schemas that are wrong, and where.
#![allow(
    clippy::unwrap_used,
    clippy::needless_pass_by_value,
    clippy::too_many_lines
)]

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::parse::front_matter;

fn schema(json: serde_json::Value) -> Schema {
    let source = Source::new("schemas/own.json", json.to_string());
    Schema::compile(&source, &|_| Err("there is no such file".to_owned())).unwrap()
}

/// The words under each violation, with its message and help.
fn violations(schema: &Schema, yaml: &str) -> Vec<(String, String, String)> {
    let text = format!("---\n{yaml}---\n");
    let front_matter = front_matter::parse(&text).0.unwrap();
    let root = front_matter.root.unwrap();
    let at = Root {
        name: "front matter",
        span: front_matter.opening,
        format: Some(front_matter.format),
    };
    let all = schema.mistakes(&root, at);
    all.into_iter()
        .map(|violation| {
            (
                violation.span.of(&text).to_owned(),
                violation.message,
                violation.help.unwrap_or_default(),
            )
        })
        .collect()
}

fn check(schema: &Schema, yaml: &str, expected: &[(&str, &str, &str)]) {
    let expected: Vec<_> = expected
        .iter()
        .map(|(words, message, help)| {
            (
                (*words).to_owned(),
                (*message).to_owned(),
                (*help).to_owned(),
            )
        })
        .collect();
    assert_eq!(violations(schema, yaml), expected, "{yaml}");
}

#[test]
fn a_violation_stands_at_the_value_that_is_wrong() {
    let schema = schema(json!({
        "type": "object",
        "properties": {
            "status": {"enum": ["draft", "published"]},
            "day": {"type": "string", "format": "date"},
            "source": {"type": "string", "format": "uri"},
            "tags": {"type": "array", "items": {"type": "string"}, "uniqueItems": true},
            "title": {"type": "string", "minLength": 1},
            "code": {"pattern": "^[A-Z]+$", "description": "write it in capitals"},
            "version": {"const": 2},
            "count": {"type": "integer", "minimum": 1},
            "audience": {"type": "object", "properties": {"primary": {"type": "string"}}},
            "either": {"anyOf": [{"type": "string"}, {"type": "array"}]},
            "choice": {"oneOf": [{"enum": ["one"]}, {"const": "two"}]},
        }
    }));
    for (yaml, words, message, help) in [
        (
            "status: drafft\n",
            "drafft",
            "`status` is `drafft`, which is not one of `draft`, `published`",
            "did you mean `draft`?",
        ),
        (
            "status: \"final\"\n",
            "\"final\"",
            "`status` is `final`, which is not one of `draft`, `published`",
            "",
        ),
        (
            "status:\n",
            "status",
            "`status` has no value, and must be one of `draft`, `published`",
            "",
        ),
        (
            "day:\n",
            "day",
            "`day` has no value, and must be a date",
            "",
        ),
        (
            "day: 2024-13-01\n",
            "2024-13-01",
            "`day` is `2024-13-01`, which is not a date",
            "write it as year, month and day, such as `2024-11-30`",
        ),
        (
            "source: example\n",
            "example",
            "`source` is `example`, which is not a web address",
            "write the whole address, such as `https://www.example.com/page`",
        ),
        (
            "tags: a\n",
            "a",
            "`tags` is text, and must be a list",
            "write it as a list: a line of its own, with `- ` before `a`",
        ),
        (
            "tags: [a, 7]\n",
            "7",
            "item 2 of `tags` is the number `7`, and must be text",
            "put it in quotation marks",
        ),
        (
            "tags: [a, b, a]\n",
            "a",
            "`tags` has the same item twice",
            "",
        ),
        ("title: \"\"\n", "\"\"", "`title` is empty", ""),
        (
            "code: ab\n",
            "ab",
            "`code` is `ab`, which does not have the form `^[A-Z]+$`",
            "write it in capitals",
        ),
        ("version: 3\n", "3", "`version` is `3`, and must be `2`", ""),
        (
            "count: 0\n",
            "0",
            "`count` is `0`, and must be 1 or more",
            "",
        ),
        (
            "audience: me\n",
            "me",
            "`audience` is text, and must be a map of keys and values",
            "",
        ),
        (
            "audience:\n  primary: [a]\n",
            "primary",
            "`primary` in `audience` is a list, and must be text",
            "",
        ),
        (
            "either: 7\n",
            "7",
            "`either` is the number `7`, and must be a list or text",
            "put it in quotation marks",
        ),
        (
            "choice: twoo\n",
            "twoo",
            "`choice` is `twoo`, which is not one of `one`, `two`",
            "did you mean `two`?",
        ),
    ] {
        check(&schema, yaml, &[(words, message, help)]);
    }
    check(&schema, "status: draft\nother: 1\n", &[]);
}

#[test]
fn a_missing_key_beside_one_that_looks_like_it_is_one_mistake() {
    let closed = schema(json!({
        "type": "object",
        "required": ["title", "layout"],
        "additionalProperties": false,
        "properties": {"title": {}, "layout": {}, "audience": {}, "crumbs": {"items": {"required": ["url"], "properties": {"url": {}}}}}
    }));
    check(
        &closed,
        "tilte: a\nlayout: b\n",
        &[(
            "tilte",
            "`tilte` is not a key that belongs here",
            "did you mean `title`?",
        )],
    );
    check(
        &closed,
        "title: a\nlayout: b\naudiance: c\n",
        &[(
            "audiance",
            "`audiance` is not a key that belongs here",
            "did you mean `audience`?",
        )],
    );
    let help = "remove it, or give it the name of a key that the schema has";
    check(
        &closed,
        "title: a\nlayout: b\nsecondary-audience: c\n",
        &[(
            "secondary-audience",
            "`secondary-audience` is not a key that belongs here",
            help,
        )],
    );
    check(
        &closed,
        "title: a\n",
        &[("---", "front matter has no `layout`", "")],
    );
    check(
        &closed,
        "title: a\nlayout: b\ncrumbs:\n  - name: x\n",
        &[("name", "item 1 of `crumbs` has no `url`", "")],
    );
    check(
        &closed,
        "title: a\nlayout: b\ncrumbs:\n  - ulr: x\n",
        &[(
            "ulr",
            "`ulr` is not a key that belongs here",
            "did you mean `url`?",
        )],
    );

    let open = schema(
        json!({"required": ["title"], "properties": {"title": {}, "published": {}, "map": {"properties": {"primary": {}}}}}),
    );
    check(
        &open,
        "title: a\npublishd: b\n",
        &[(
            "publishd",
            "`publishd` is not a key that belongs here",
            "did you mean `published`?",
        )],
    );
    check(
        &open,
        "titel: a\npublished: b\n",
        &[(
            "titel",
            "`titel` is not a key that belongs here",
            "did you mean `title`?",
        )],
    );
    check(
        &open,
        "title: a\nmap: {primry: b}\n",
        &[(
            "primry",
            "`primry` is not a key that belongs here",
            "did you mean `primary`?",
        )],
    );
    check(&open, "title: a\nsomething: b\ntitles: c\n", &[]);
}

fn refused(files: &[(&str, &str)]) -> Vec<(String, String)> {
    let text = |path: &str| {
        files
            .iter()
            .find(|(name, _)| *name == path)
            .map(|(_, text)| (*text).to_owned())
    };
    let source = Source::new(files[0].0, files[0].1.to_owned());
    let read = |path: &str| text(path).ok_or_else(|| "there is no such file".to_owned());
    let findings = Schema::compile(&source, &read).unwrap_err();
    let place = |finding: &Finding| {
        let whole = text(&finding.location.path).unwrap();
        format!(
            "{}: {}",
            finding.location.path,
            &whole[finding.location.span().range()]
        )
    };
    findings
        .iter()
        .map(|finding| (place(finding), finding.message.clone()))
        .collect()
}

#[test]
fn a_schema_that_is_wrong_is_reported_in_its_own_file() {
    let draft_7 = "\"$schema\": \"http://json-schema.org/draft-07/schema#\"";
    for (text, place, message) in [
        (
            "{\"type\": \"objekt\"}".to_owned(),
            "\"objekt\"",
            "`type` is `objekt`, which is not one of",
        ),
        (
            format!("{{{draft_7}, \"type\": \"strin\"}}"),
            "\"strin\"",
            "`type` is `strin`, which is not one of",
        ),
        (
            "{\"required\": \"title\"}".to_owned(),
            "\"title\"",
            "`required` is text, and must be a list",
        ),
        (
            "{\"type\": \"object\",}".to_owned(),
            ",",
            "no comma may stand before a closing bracket",
        ),
        (
            "{\"type\": \"object\", \"type\": \"array\"}".to_owned(),
            "\"type\"",
            "`type` is already there",
        ),
        (
            "{\"properties\": {\"a\": {\"format\": \"dat\"}}}".to_owned(),
            "\"dat\"",
            "`dat` is not a format that is known here",
        ),
        (
            "{\"properties\": {\"a\": {\"pattern\": \"(\"}}}".to_owned(),
            "\"(\"",
            "`(` is not a pattern that can be used here",
        ),
        (
            "{\"pattern\": \"(?=a)b\"}".to_owned(),
            "\"(?=a)b\"",
            "`(?=a)b` is not a pattern that can be used here",
        ),
        (
            "{\"$ref\": \"#/$defs/none\"}".to_owned(),
            "\"#/$defs/none\"",
            "`#/$defs/none` leads nowhere",
        ),
        (
            "{\"$ref\": \"none.json\"}".to_owned(),
            "\"none.json\"",
            "the schema file `schemas/none.json`: there is no such file",
        ),
        (
            "{\"$ref\": \"https://example.com/a.json\"}".to_owned(),
            "\"https://example.com/a.json\"",
            "`https://example.com/a.json` is not a local file",
        ),
        (
            "{\"$schema\": \"https://example.com/draft\"}".to_owned(),
            "\"https://example.com/draft\"",
            "`https://example.com/draft` is not a draft of JSON Schema",
        ),
        (
            r##"{"properties": {"a": {"$ref": "#/$defs/b"}}, "$defs": {"b": {"$ref": "#/$defs/c"}, "c": {"allOf": [{"$ref": "#/$defs/b"}]}}}"##.to_owned(),
            "\"#/$defs/c\"",
            "`#/$defs/c` leads back here",
        ),
        (
            r#"{"propertis": {"a": {}}}"#.to_owned(),
            "\"propertis\"",
            "`propertis` is not a keyword",
        ),
        (
            r#"{"properties": {"titel": {"anyOf": [{"tpye": "string"}]}}}"#.to_owned(),
            "\"tpye\"",
            "`tpye` is not a keyword",
        ),
        (
            r#"{"required": ["a"], "messages": {"requird": {"a": "no a"}}}"#.to_owned(),
            "\"requird\"",
            "`requird` is not a keyword that there can be a message for",
        ),
        (
            r#"{"required": ["title"], "messages": {"required": {"titel": "no title", "type": "no type"}}}"#.to_owned(),
            "\"titel\"",
            "`titel` is not one of the keys that are required",
        ),
        (
            r#"{"properties": {"title": {}, "tags": {}}, "required": ["tags", "titel", "kind"]}"#.to_owned(),
            "\"titel\"",
            "`titel` is not one of the keys in `properties`",
        ),
        (
            "[]".to_owned(),
            "[]",
            "a schema is a map, or `true` or `false`",
        ),
    ] {
        let found = refused(&[("schemas/own.json", &text)]);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert_eq!(found[0].0, format!("schemas/own.json: {place}"), "{text}");
        assert!(found[0].1.starts_with(message), "{text}: {}", found[0].1);
    }
}

#[test]
fn all_mistakes_in_a_schema_are_reported_at_once() {
    let text = r##"{
  "type": "objekt",
  "required": "title",
  "minLenght": 1,
  "pattern": 1,
  "properties": {"a": {"format": "dat", "pattern": "("}, "b": {"$ref": "#/$defs/nope"}, "c": {"$ref": "nope.json#/a"}}
}"##;
    let found = refused(&[("own.json", text)]);
    let mut words: Vec<&str> = found
        .iter()
        .map(|(place, _)| &place["own.json: ".len()..])
        .collect();
    words.sort_unstable();
    let expected = [
        "\"#/$defs/nope\"",
        "\"(\"",
        "\"dat\"",
        "\"minLenght\"",
        "\"nope.json#/a\"",
        "\"objekt\"",
        "\"title\"",
        "1",
    ];
    assert_eq!(words, expected);
    let source = Source::new("own.json", r#"{"required": "title"}"#.to_owned());
    let findings = Schema::compile(&source, &|_| Err(String::new())).unwrap_err();
    assert_eq!(
        findings[0].help.as_deref(),
        Some("write it as a list: `[\"title\"]`")
    );
}

#[test]
fn a_key_that_is_no_keyword_is_none_of_ours_where_nobody_meant_one() {
    for text in [
        r#"{"properties": {"propertis": {"note": "n", "example": 1, "comment": "c", "x-order": 1, "names": {}}}}"#,
        r#"{"$defs": {"tpye": {}}, "default": {"tpye": 1}, "const": {"requird": 1}, "enum": [{"minLenght": 1}], "examples": [{"titel": 1}]}"#,
        r#"{"dependentRequired": {"titel": ["a"]}, "patternProperties": {"tilte": {"when": "w", "hint": "h"}}}"#,
        r##"{"properties": {"children": {"items": {"$ref": "#"}}}}"##,
    ] {
        let source = Source::new("own.json", text.to_owned());
        let compiled = Schema::compile(&source, &|_| Err(String::new()));
        assert!(compiled.is_ok(), "{text}: {compiled:?}");
    }
}

#[test]
fn references_lead_to_other_schema_files() {
    let own = r##"{"properties": {"day": {"$ref": "../shared%20parts/types.json#/$defs/day"}, "name": {"$ref": "#name"}}, "$defs": {"n": {"$anchor": "name", "type": "string"}}}"##;
    let types = r#"{"$schema": "http://json-schema.org/draft-07/schema", "$defs": {"day": {"type": "string", "format": "date"}}}"#;
    let source = Source::new("../schemas/own.json", own.to_owned());
    let read = |path: &str| {
        if path == "../shared parts/types.json" {
            Ok(types.to_owned())
        } else {
            Err(format!("no {path}"))
        }
    };
    let schema = Schema::compile(&source, &read).unwrap();
    assert_eq!(violations(&schema, "day: today\n")[0].0, "today");
    assert_eq!(violations(&schema, "name: 1\n")[0].0, "1");
    let broken = [
        ("own.json", r#"{"$ref": "types.json"}"#),
        ("types.json", r#"{"format": "dat"}"#),
    ];
    assert_eq!(refused(&broken)[0].0, "types.json: \"dat\"");
    let named = r#"{"$id": "https://example.com/schemas/own.json", "properties": {"day": {"$ref": "types.json#/$defs/day"}}}"#;
    let source = Source::new("own.json", named.to_owned());
    let schema = Schema::compile(&source, &|path: &str| {
        if path == "types.json" {
            Ok(types.to_owned())
        } else {
            Err(String::new())
        }
    })
    .unwrap();
    assert_eq!(violations(&schema, "day: today\n")[0].0, "today");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_front_matter_can_be_checked(lines in prop::collection::vec("(title|layout|phases|status|audience|breadcrumbs|odd)?:? ?[-\\[\\]{},a-z0-9\" ]{0,16}", 0..8)) {
        let text = format!("---\n{}\n---\n", lines.join("\n"));
        let source = Source::new("guide.json", include_str!("../../schemas/front-matter/guide.json").to_owned());
        thread_local! {
            static GUIDE: std::cell::OnceCell<Schema> = const { std::cell::OnceCell::new() };
        }
        GUIDE.with(|guide| {
            let guide = guide.get_or_init(|| Schema::compile(&source, &|_| Err(String::new())).unwrap());
            let (front_matter, _) = front_matter::parse(&text);
            if let Some((root, opening)) = front_matter.and_then(|block| Some((block.root?, block.opening))) {
                let format = crate::document::FrontMatterFormat::Yaml;
                let found = guide.violations(&root, Root { name: "front matter", span: opening, format: Some(format) });
                assert_eq!(found.is_empty(), guide.is_valid(&root));
                for violation in found {
                    assert!(!violation.span.of(&text).is_empty());
                }
            }
        });
    }
}
