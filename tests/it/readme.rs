//! The README tells the truth: what it shows of the tool's output is what the tool prints.

/// The blocks of a document that claim to be output, with the arguments that they claim it of.
fn claims(document: &str) -> Vec<(&str, &str)> {
    const MARK: &str = "<!-- output of: ";
    let after = document
        .match_indices(MARK)
        .map(|(at, _)| &document[at + MARK.len()..]);
    after
        .map(|rest| {
            let (arguments, rest) = rest
                .split_once(" -->\n```text\n")
                .expect("a block follows the mark");
            (arguments, rest.split_once("```").expect("the block ends").0)
        })
        .collect()
}

#[test]
fn the_output_in_the_readme_is_what_framelint_prints() {
    let readme = std::fs::read_to_string("README.md").unwrap();
    let claims = claims(&readme);
    assert!(!claims.is_empty());
    for (arguments, claimed) in claims {
        let output = assert_cmd::Command::cargo_bin("framelint")
            .unwrap()
            .args(arguments.split_whitespace())
            .output()
            .unwrap();
        let printed = String::from_utf8(output.stdout).unwrap();
        assert!(
            !claimed.trim().is_empty(),
            "{arguments}: the README shows nothing"
        );
        assert!(
            printed.contains(claimed.trim_end()),
            "`framelint {arguments}` prints no such thing as the README shows:\n{claimed}\nbut\n{printed}"
        );
    }
}
