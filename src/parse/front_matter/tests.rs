//! What a block is, what it says and what is said about damaged ones.
#![allow(
    clippy::unwrap_used,
    clippy::too_many_lines,
    clippy::format_collect,
    clippy::format_push_string
)]

use std::cell::RefCell;

use gray_matter::engine::Engine;
use gray_matter::{Matter, Pod};
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::document::FrontMatterFormat as Format;

fn value(text: &str) -> serde_json::Value {
    let (front_matter, _) = parse(text);
    let front_matter = front_matter.unwrap();
    assert_eq!(front_matter.problems, [], "{text}");
    front_matter.root.unwrap().to_json()
}

fn yaml(text: &str) -> serde_json::Value {
    value(&format!("---\n{text}---\n"))
}

/// The words under the only problem, its message, and whether the rest could be read.
fn problem(text: &str) -> (&str, String, bool) {
    let front_matter = parse(text).0.unwrap();
    assert_eq!(
        front_matter.problems.len(),
        1,
        "{:?}",
        front_matter.problems
    );
    let problem = &front_matter.problems[0];
    (
        problem.span.of(text),
        problem.message.clone(),
        front_matter.root.is_some(),
    )
}

fn yaml_problem(content: &str) -> (String, String) {
    let text = format!("---\n{content}---\nBody\n");
    let (words, message, read) = problem(&text);
    assert!(!read, "{content}");
    assert_eq!(&text[parse(&text).1..], "Body\n");
    (words.to_owned(), message)
}

#[test]
fn a_block_is_found_whatever_its_language_line_ends_and_mark() {
    for (text, format, body) in [
        ("---\na: 1\n---\nbody", Format::Yaml, "body"),
        ("\u{feff}---\r\na: 1\r\n---\r\nbody", Format::Yaml, "body"),
        ("---  \na: 1\n---\t\n\nbody", Format::Yaml, "\nbody"),
        ("+++\na = 1\n+++\nbody", Format::Toml, "body"),
        ("---json\n{\"a\": 1}\n---\nbody", Format::Json, "body"),
        ("{\n  \"a\": 1\n}\n\nbody", Format::Json, "\nbody"),
        ("---\na: 1\n---", Format::Yaml, ""),
        ("---\na: 1\n...\nbody", Format::Yaml, "body"),
    ] {
        let (front_matter, body_start) = parse(text);
        let front_matter = front_matter.unwrap();
        assert_eq!(front_matter.format, format, "{text}");
        assert_eq!(&text[body_start..], body, "{text}");
        assert_eq!(
            front_matter.root.unwrap().to_json(),
            json!({"a": 1}),
            "{text}"
        );
        assert_eq!(front_matter.problems, [], "{text}");
    }
}

#[test]
fn an_empty_block_is_an_empty_map() {
    for text in [
        "---\n---\nbody",
        "---\n\n# note\n\n---\nbody",
        "+++\n+++\nbody",
        "{}\nbody",
    ] {
        assert_eq!(value(text), json!({}), "{text}");
        assert_eq!(&text[parse(text).1..], "body");
    }
}

#[test]
fn text_that_only_looks_like_a_block_is_body() {
    for text in [
        "",
        "\u{feff}",
        "---",
        "---\n",
        "---\n\nSome prose.\n",
        "----\nprose\n",
        "# Title\n\n---\n\nmore\n",
        "{% include nav.html %}\n",
        "{\"a\": 1} is JSON\n",
        "Note: one line above dashes is a heading\n---\n",
        "Service owner\nLevel: working\n",
    ] {
        let (front_matter, body_start) = parse(text);
        assert!(front_matter.is_none(), "{text}: {front_matter:?}");
        assert_eq!(&text[body_start..], text.trim_start_matches('\u{feff}'));
    }
}

#[test]
fn a_block_with_a_damaged_delimiter_keeps_its_keys_and_its_body() {
    for (text, place, body) in [
        ("---\na: 1\n--\n# T\n", "--", "# T\n"),
        ("---\na: 1\n----\n\n# T\n", "----", "\n# T\n"),
        ("---\na: 1\n ---\n# T\n", "---", "# T\n"),
        ("---\na: 1\n\n# T\n\nProse.\n", "a: 1", "\n# T\n\nProse.\n"),
        (
            "---\na: 1\n# T\n\nProse.\n\n---\n\nMore.\n",
            "a: 1",
            "# T\n\nProse.\n\n---\n\nMore.\n",
        ),
        ("---\r\na: 1\r\nProse here.\r\n", "a: 1", "Prose here.\r\n"),
        ("---\na: 1\n", "a: 1", ""),
        ("--\na: 1\n---\n# T\n", "--", "# T\n"),
        ("----\na: 1\n---\n# T\n", "----", "# T\n"),
        ("\n---\na: 1\n---\n# T\n", "---", "# T\n"),
    ] {
        let front_matter = parse(text).0.unwrap();
        assert_eq!(problem(text).0, place, "{text:?}");
        assert_eq!(
            front_matter.root.unwrap().to_json(),
            json!({"a": 1}),
            "{text:?}"
        );
        assert_eq!(&text[parse(text).1..], body, "{text:?}");
    }
    let unopened = "a: 1\nb: 2\n---\n# T\n";
    let (place, message, read) = problem(unopened);
    assert_eq!((place, read), ("a: 1", true));
    assert_eq!(
        message,
        "front matter is never opened: a line of `---` is missing before this"
    );
    let unclosed_json = "{\n\"a\": 1\n\n# T\n";
    assert_eq!(problem(unclosed_json).0, "{");
    assert_eq!(&unclosed_json[parse(unclosed_json).1..], "# T\n");
}

#[test]
fn keys_are_known_even_where_front_matter_cannot_be_read() {
    let text = "---\nlayout: x: y\nphases:\n  - a\n---\n";
    let front_matter = parse(text).0.unwrap();
    assert!(front_matter.root.is_none());
    assert_eq!(keys(&front_matter, text), ["layout", "phases"]);
}

#[test]
fn yaml_scalars_follow_the_core_schema() {
    let read = yaml(
        "a: 0x1F\nb: 0o17\nc: -12\nd: 1.5e3\ne: .inf\nf: 2024-11-30\ng: yes\nh: ~\ni:\nj: True\nk: \"1\"\nl: !!str 1\nm: !!int \"7\"\nn: 18446744073709551615\no: +3\np: .5\nq: 1.2.3\n",
    );
    let expected = json!({
        "a": 31, "b": 15, "c": -12, "d": 1500.0, "e": ".inf", "f": "2024-11-30", "g": "yes", "h": null, "i": null, "j": true,
        "k": "1", "l": "1", "m": 7, "n": 18_446_744_073_709_551_615_u64, "o": 3, "p": 0.5, "q": "1.2.3",
    });
    assert_eq!(read, expected);
}

#[test]
fn merge_keys_and_aliases_are_followed() {
    let read = yaml("base: &b {x: 1, y: 2}\nc:\n  <<: *b\n  y: 3\nd:\n  <<: [*b, {z: 4}]\ne: *b\n");
    assert_eq!(read["c"], json!({"y": 3, "x": 1}));
    assert_eq!(read["d"], json!({"x": 1, "y": 2, "z": 4}));
    assert_eq!(read["e"], json!({"x": 1, "y": 2}));
}

#[test]
fn every_key_and_value_knows_its_place() {
    let text = "\u{feff}---\r\ntitle: Añb   # note\r\nlist:\r\n  - a: x\r\n    b: \"q é\"\r\n\r\nblock: |\r\n  one\r\n\r\nlast: [1, {k: v}]\r\nnone:\r\n---\r\n";
    let front_matter = parse(text).0.unwrap();
    let root = front_matter.root.unwrap();
    let at = |pointer: &str| root.pointer(pointer).unwrap().node.span.of(text);
    assert_eq!(at("/title"), "Añb");
    assert_eq!(at("/list"), "- a: x\r\n    b: \"q é\"");
    assert_eq!(at("/list/0"), "a: x\r\n    b: \"q é\"");
    assert_eq!(at("/list/0/b"), "\"q é\"");
    assert_eq!(at("/block"), "one");
    assert_eq!(at("/last"), "[1, {k: v}]");
    assert_eq!(at("/last/1/k"), "v");
    assert_eq!(at("/none"), "");
    assert_eq!(
        root.pointer("/none").unwrap().key.unwrap().span.of(text),
        "none"
    );

    let text = "+++\ntitle = \"Añb\"\nday = 2024-11-30\n[audience]\nprimary = 'x'\n[[crumbs]]\nurl = \"/\"\n+++\n";
    let root = parse(text).0.unwrap().root.unwrap();
    let at = |pointer: &str| root.pointer(pointer).unwrap().node.span.of(text);
    assert_eq!(at("/title"), "\"Añb\"");
    assert_eq!(at("/day"), "2024-11-30");
    assert_eq!(at("/audience"), "[audience]\nprimary = 'x'");
    assert_eq!(at("/crumbs/0/url"), "\"/\"");
    assert_eq!(root.to_json()["day"], json!("2024-11-30"));
}

#[test]
fn equal_keys_are_found_in_every_language() {
    for (text, pointer) in [
        ("---\na: 1\nb:\n  c: 2\n  d: 3\n  c: 4\n---\n", "/b/c"),
        (
            "{\"a\": 1, \"b\": {\"c\": 2, \"d\": 3, \"c\": 4}}\n",
            "/b/c",
        ),
        ("+++\na = 1\n[b]\nc = 2\nd = 3\nc = 4\n+++\n", "/b/c"),
    ] {
        let front_matter = parse(text).0.unwrap();
        let [problem] = &front_matter.problems[..] else {
            panic!("{text}: {:?}", front_matter.problems)
        };
        assert_eq!(problem.kind, FrontMatterProblemKind::DuplicateKey);
        assert_eq!(problem.pointer, pointer, "{text}");
        assert_eq!(problem.span.of(text).trim_matches('"'), "c");
        assert_eq!(
            problem.span.start as usize,
            text.rfind('c').unwrap() - usize::from(text.starts_with('{'))
        );
        assert_eq!(
            problem.first.unwrap().start as usize,
            text.find('c').unwrap() - usize::from(text.starts_with('{'))
        );
        assert_eq!(
            front_matter.root.unwrap().to_json(),
            json!({"a": 1, "b": {"c": 2, "d": 3}})
        );
    }
    let many: String = (0..100).map(|n| format!("k{n}: 1\n")).collect();
    let text = format!("---\n{many}k7: 2\n---\n");
    assert_eq!(problem(&text).0, "k7");
}

#[test]
fn a_syntax_error_is_shown_where_it_was_made_and_in_plain_words() {
    let plain = [
        (
            "title: a: b\n",
            "a: b",
            "this value has a colon and a space in it: it needs quotation marks around it",
        ),
        (
            "title: \"abc\nb: c\n",
            "\"abc",
            "this quotation mark is never closed",
        ),
        (
            "b: c\ntitle: 'abc\nd: 'e'\n",
            "'abc",
            "this quotation mark is never closed",
        ),
        (
            "title:abc\nb: c\n",
            "title:",
            "`title:` needs a space after its colon",
        ),
        (
            "b: c\ntitle:abc\n",
            "title:",
            "`title:` needs a space after its colon",
        ),
        (
            "title Service owner\nb: c\n",
            "title Service owner",
            "this line has no key: a key is followed by a colon and a space",
        ),
        (
            "b: c\ntitle Service owner\nd: e\n",
            "title Service owner",
            "this line has no key: a key is followed by a colon and a space",
        ),
        (
            "tags:\n  - a\n  -b\n",
            "-b",
            "`-b` needs a space after its dash",
        ),
        (
            "title: x\n\tb: c\n",
            "\t",
            "a tab is used for indentation, where only spaces are allowed",
        ),
        (
            "a:\n  b: c\n d: e\n",
            " d:",
            "the indentation of this line fits none of the lines above it",
        ),
        (
            "title: x\n b: c\n",
            " b:",
            "`b` is indented as if it went on with the value above it",
        ),
        ("tags: [a, b\nc: d\n", "[a, b", "this `[` is never closed"),
        ("a: {b: c\n", "{b: c", "this `{` is never closed"),
        (
            "a: 'it's'\n",
            "'it's'",
            "text follows the closing quotation mark: a quotation mark within the text must be written differently from those around it",
        ),
        (
            "a: @foo bar\n",
            "@foo bar",
            "text that begins with `@` needs quotation marks around it",
        ),
        (
            "a: **bold** words\n",
            "**bold** words",
            "text that begins with `*` needs quotation marks around it",
        ),
        (
            "a: *foo\n",
            "*foo",
            "`*foo` refers to an anchor that is nowhere above; text that begins with `*` needs quotation marks",
        ),
        (
            "a: \"x\\qy\"\n",
            "\\q",
            "`\\q` means nothing within double quotation marks: write `\\\\q`, or use single ones",
        ),
        (
            "a: - b\n",
            "- b",
            "a list begins on a line of its own; text that begins with `-` needs quotation marks",
        ),
        (
            "a: ]\n",
            "]",
            "this `]` closes nothing; text that begins with it needs quotation marks",
        ),
        (
            "- a\n- b\n",
            "- a",
            "front matter is made of keys and values, and this is a list",
        ),
        (
            "just words\n",
            "just words",
            "this line has no key: a key is followed by a colon and a space",
        ),
        ("a: b\n: c\n", ": c", "the key before this colon is missing"),
        (
            "? [x]\n: c\n",
            "? [x]",
            "a key must be plain text, not a list or a map",
        ),
    ];
    for (content, words, message) in plain {
        assert_eq!(
            yaml_problem(content),
            (words.to_owned(), message.to_owned()),
            "{content}"
        );
    }
    assert_eq!(problem("+++\na: 1\n+++\n").0, "a: 1");
    assert_eq!(problem("+++\na = \n+++\n").0, "a =");
    assert_eq!(
        problem("{\n\"a\": 1,\n}\n"),
        (
            ",",
            "no comma may stand before a closing bracket".to_owned(),
            false
        )
    );
    assert_eq!(
        problem("{\n\"a\": 1\n\"b\": 2\n}\n").1,
        "a comma is missing here"
    );
}

#[test]
fn what_yaml_has_no_room_for_is_called_by_its_name() {
    let (words, message) = yaml_problem("title: a\ndescription: \"b\u{1b}[0m\"\n");
    assert_eq!(words, "\u{1b}");
    assert!(message.contains("U+001B"), "{message}");
    let key = "k".repeat(3000);
    let (words, message) = yaml_problem(&format!("{key}: a\n"));
    assert_eq!(words, key);
    assert!(message.contains("1024"), "{message}");
}

#[test]
fn bombs_are_refused_at_once() {
    let mut bomb = String::from("---\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for n in 1..20 {
        let previous = format!("*a{}, ", n - 1).repeat(10);
        bomb.push_str(&format!("a{n}: &a{n} [{previous}]\n"));
    }
    bomb.push_str("---\n");
    assert!(
        problem(&bomb).1.contains("grow to more than"),
        "{:?}",
        problem(&bomb)
    );
    for deep in [
        format!("---\na: {}\n---\n", "[".repeat(100_000)),
        format!(
            "---\n{}\n---\n",
            (0..200)
                .map(|n| format!("{}a:\n", " ".repeat(n)))
                .collect::<String>()
        ),
        format!("---\n{}\n---\n", "- ".repeat(50_000)),
        format!("+++\na = {}\n+++\n", "[".repeat(100_000)),
        format!("---json\n{}\n---\n", "[".repeat(100_000)),
    ] {
        let (words, message, read) = problem(&deep);
        assert!(!read, "{message}");
        assert!(!words.is_empty());
    }
    assert_eq!(problem("---\na: &a [*a]\n---\n").0, "*a");
    assert_eq!(
        problem("---\na: 1\n--- b\nc: 2\n---\n").1,
        "front matter holds one document, and a second one begins here"
    );
}

thread_local! {
    static RAW: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Hands back what `gray_matter` takes for the content of the block, unread.
struct Raw;

impl Engine for Raw {
    fn parse(content: &str) -> Result<Pod, gray_matter::Error> {
        RAW.with(|raw| *raw.borrow_mut() = Some(content.to_owned()));
        Ok(Pod::Null)
    }
}

fn content_by_gray_matter(text: &str, delimiter: &str, close: &str) -> Option<String> {
    RAW.with(|raw| *raw.borrow_mut() = None);
    let mut matter: Matter<Raw> = Matter::new();
    delimiter.clone_into(&mut matter.delimiter);
    matter.close_delimiter = Some(close.to_owned());
    let parsed = matter.parse::<Pod>(text);
    // Its result also has the content of blocks that were read before a later failure.
    drop(parsed);
    RAW.with(|raw| raw.borrow_mut().take())
}

fn line() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "---",
        "+++",
        "---json",
        "--- ",
        " ---",
        "----",
        "--",
        "...",
        "",
        "  ",
        "title: x",
        "a = 1",
        "# Heading",
        "- item",
        "prose words",
        "{",
        "}",
        "{\"a\": 1}",
        "é: ü",
        "\tx: y",
        "a: [",
        "\"",
        "'",
        "k: |",
        "  text",
        "<<: *a",
        "b: &a 1",
        "\u{feff}",
        "? x",
        ": y",
        "| - | - |",
    ]);
    prop_oneof![
        6 => known.prop_map(str::to_owned),
        1 => "[ -~é]{0,12}",
    ]
}

fn document() -> impl Strategy<Value = String> {
    let opening = prop::sample::select(vec![
        "---",
        "+++",
        "---json",
        "--- ",
        "\u{feff}---",
        "{",
        "",
        "--",
    ]);
    let lines = prop::collection::vec((line(), prop::sample::select(vec!["\n", "\r\n"])), 0..14);
    (opening, lines, any::<bool>()).prop_map(|(opening, lines, ends)| {
        let mut text = format!("{opening}\n");
        for (line, end) in lines {
            text.push_str(&line);
            text.push_str(end);
        }
        if !ends {
            text.truncate(text.trim_end_matches(['\r', '\n']).len());
        }
        text
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn gray_matter_finds_the_same_block(text in document()) {
        let block = split(&text);
        for (delimiter, close) in [("---", "---"), ("+++", "+++"), ("---json", "---")] {
            let first = text.split('\n').next().unwrap_or_default().trim_end();
            // It takes a second `---json` for the closing line of the first.
            let twice = delimiter != close && text.matches(delimiter).count() > 1;
            if first != delimiter || twice {
                continue;
            }
            let theirs = content_by_gray_matter(&text, delimiter, close);
            let closed = block.as_ref().filter(|block| block.problem.is_none());
            let ours = closed.map(|block| block.content.of(&text));
            match (theirs, ours) {
                // It compares after dropping white space at the ends and carriage returns.
                (Some(theirs), Some(ours)) => {
                    let ours = ours.replace("\r\n", "\n");
                    prop_assert_eq!(theirs.as_str(), ours.trim());
                }
                (Some(theirs), None) => {
                    // It calls its engine once more for a second block of the same text, or for one that is never closed.
                    let closed = text.lines().skip(1).any(|line| line.trim_end() == close);
                    prop_assert!(!closed, "only gray_matter finds {theirs:?}");
                }
                (None, Some(ours)) => {
                    let dots = text[block.as_ref().map_or(0, |block| block.content.end as usize)..].starts_with("...");
                    prop_assert!(ours.trim().is_empty() || dots, "only we find {ours:?}");
                }
                (None, None) => {}
            }
        }
    }

    #[test]
    fn places_are_sound_and_plain_text_stands_where_it_says(text in document()) {
        let (front_matter, body_start) = parse(&text);
        prop_assert!(text.is_char_boundary(body_start));
        if let Some(front_matter) = front_matter {
            prop_assert!(front_matter.span.end as usize <= body_start);
            let _ = front_matter.span.of(&text);
            let _ = front_matter.opening.of(&text);
            for problem in &front_matter.problems {
                let _ = problem.span.of(&text);
                prop_assert!(problem.span.end as usize <= text.len());
            }
            prop_assert!(front_matter.root.is_some() || !front_matter.problems.is_empty());
            if let Some(root) = &front_matter.root {
                check(root, &text);
            }
        }
    }

    #[test]
    fn any_text_can_be_parsed(text in "(---|\\+\\+\\+|\\{)?\n?\\PC{0,60}(\n\\PC{0,20}){0,5}") {
        let _ = parse(&text);
    }
}

fn check(node: &Node<'_>, text: &str) {
    let written = node.span.of(text);
    if let Value::String(value) = &node.value
        && !written.contains('\n')
        && !written.starts_with(['"', '\'', '|', '>', '*', '&', '!'])
    {
        // The line breaks around a block scalar belong to its value and not to its place.
        assert_eq!(value.trim_matches('\n'), written);
    }
    for item in node.items() {
        check(item, text);
    }
    for member in node.members() {
        let key = member.key.span.of(text);
        assert!(
            key.trim_matches(['"', '\'']) == member.key.value
                || key.contains('\\')
                || key.contains('\n')
                || key.contains("''")
        );
        check(&member.node, text);
    }
}
