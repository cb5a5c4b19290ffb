//! The schemas that are checked in, against the documents that they describe.

use std::fs;
use std::path::{Path, PathBuf};

use framelint::config::Profile;
use framelint::parse::ParsedSource;
use framelint::schema::{Root, Schema};
use framelint::source::Source;
use framelint::text::Span;

fn files_in(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_in(&path, files);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "md" || extension == "txt")
        {
            files.push(path);
        }
    }
}

/// What `schemas/document.json` has against the documents in a folder, and how many there are.
fn check(folder: &Path) -> (usize, Vec<String>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/document.json");
    let source = Source::new("schemas/document.json", fs::read_to_string(path).unwrap());
    let schema = Schema::compile(&source, &|_| Err("there is no such file".to_owned())).unwrap();
    let root = Root {
        name: "the document",
        span: Span::default(),
        format: None,
    };
    let mut files = Vec::new();
    files_in(folder, &mut files);
    let (mut documents, mut wrong) = (0, Vec::new());
    for file in files {
        let name = file.display().to_string();
        let source = Source::new(name.as_str(), fs::read_to_string(&file).unwrap());
        let parsed = ParsedSource::parse(source, Profile::gov_uk(), None);
        if let Some(document) = parsed.document() {
            documents += 1;
            let violations = schema.violations(&document.to_node(), root);
            wrong.extend(
                violations.into_iter().map(|violation| {
                    format!("{name}: {} {}", violation.pointer, violation.message)
                }),
            );
        }
    }
    (documents, wrong)
}

#[test]
fn the_document_schema_accepts_every_document_without_a_mistake() {
    let harbour = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/frameworks/harbour");
    let (documents, wrong) = check(&harbour);
    assert!(documents > 8, "only {documents} documents in the framework");
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn the_document_schema_accepts_the_corpus() {
    let Some(corpus) = std::env::var_os("FRAMELINT_CORPUS") else {
        crate::say("skipped: FRAMELINT_CORPUS is not set");
        return;
    };
    let (documents, wrong) = check(Path::new(&corpus));
    assert!(documents > 300, "only {documents} documents in the corpus");
    assert_eq!(wrong, Vec::<String>::new());
}
