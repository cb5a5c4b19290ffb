//! The README and the pages in `docs` tell the truth: what they show of the tool's output is what the tool prints.

use crate::program::{in_repository, run};

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
fn the_output_in_the_readme_and_the_docs_is_what_framelint_prints() {
    let pages = std::fs::read_dir("docs").unwrap();
    let pages = pages.map(|page| page.unwrap().path());
    let pages = pages.filter(|page| page.extension().is_some_and(|ending| ending == "md"));
    for page in pages.chain(["README.md".into()]) {
        let text = std::fs::read_to_string(&page).unwrap();
        let page = page.display();
        for (arguments, claimed) in claims(&text) {
            let words: Vec<&str> = arguments.split_whitespace().collect();
            let printed = run(&in_repository(""), &words).out;
            assert!(
                !claimed.trim().is_empty(),
                "{arguments}: {page} shows nothing"
            );
            assert!(
                printed.contains(claimed.trim_end()),
                "`framelint {arguments}` prints no such thing as {page} shows:\n{claimed}\nbut\n{printed}"
            );
        }
    }
}

#[test]
fn the_readme_shows_output() {
    let readme = std::fs::read_to_string("README.md").unwrap();
    assert!(!claims(&readme).is_empty());
}
