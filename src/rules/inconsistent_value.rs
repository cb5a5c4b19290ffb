//! `inconsistent-value`: two values in front matter that go together, and that documents pair differently.

use std::collections::BTreeMap;

use super::misspelt_schema::ENOUGH;
use crate::config::{OptionsType, Placed};
use crate::document::Document;
use crate::facts::{
    DeclaredPairs, DocumentId, Fact, NameId, Pair, Pointer, Reach, Relation, ValueHash, level_of,
};
use crate::finding::{Edit, Finding, Fix, Grade, Severity, Subject};
use crate::framework::Framework;
use crate::rule::{AgreementRule, Group, RuleInfo};
use crate::source::{Location, Source};

/// The rule.
#[derive(Debug)]
pub struct InconsistentValue;

const INFO: RuleInfo = RuleInfo {
    id: "inconsistent-value",
    group: Group::Agreement,
    severity: Some(Severity::Error),
    summary: "two values in front matter that go together are paired differently in different documents",
    explanation: "\
Some values are written again in every document: the title of the section that a breadcrumb leads to, the name that belongs to
an owner's address. When the section is renamed, some of the documents keep the old title, and readers see two names for one page.

The configuration says which values go together, in tables `[[rules.inconsistent-value.pairs]]` with two JSON pointers into the front
matter each: with `key = \"/breadcrumbs/*/url\"` and `value = \"/breadcrumbs/*/title\"`, breadcrumbs that lead to the same place must
have the same title. `*` stands for every item of a list, and for the same item in both.

Wherever the key is the same the value must be, white space aside. The value of most documents is right; then that of the document
whose words changed last. There is one finding for each document and wrong value. Without pairs in the configuration there are
none.",
    yields_to: &[],
};

impl AgreementRule for InconsistentValue {
    fn info(&self) -> &'static RuleInfo {
        &INFO
    }

    fn options(&self) -> Option<OptionsType> {
        Some(OptionsType::of::<DeclaredPairs>())
    }

    fn fixes(&self) -> Option<Grade> {
        Some(Grade::Any)
    }

    fn check(&self, framework: &Framework<'_>, findings: &mut Vec<Finding>) {
        let declared = framework.configuration.options::<DeclaredPairs>();
        for (number, pair) in declared.pairs.iter().enumerate() {
            if !is_there(framework, number) {
                let pointers = pair.pointers().into_iter();
                findings.extend(pointers.filter_map(|pointer| complaint(framework, pointer)));
            }
        }
        // By document, so that each is read again once.
        let mut wrong: BTreeMap<(&str, DocumentId), Vec<Wrong<'_>>> = BTreeMap::new();
        for (key, facts) in framework.facts.groups(Relation::PairsWith) {
            let values: Vec<&[Fact]> = facts
                .chunk_by(|one, other| one.value() == other.value())
                .collect();
            let right = values.iter().max_by_key(|facts| framework.weight(&[facts]));
            let Some(&right) = right.filter(|_| values.len() > 1) else {
                continue;
            };
            for fact in facts.iter().filter(|fact| fact.value() != right[0].value()) {
                let document = fact.document();
                let of_document = wrong.entry((framework.path(document), document));
                of_document.or_default().push(Wrong {
                    subject: key.subject,
                    value: fact.value(),
                    right,
                });
            }
        }
        for ((_, document), wrong) in wrong {
            for wrong in wrong {
                findings.extend(finding(framework, &declared, document, &wrong));
            }
        }
    }
}

/// Whether some document has the declared pair of this number.
fn is_there(framework: &Framework<'_>, number: usize) -> bool {
    let mut pairs = framework.facts.of(Relation::PairsWith).iter();
    pairs.any(|fact| fact.key().level == level_of(number))
}

/// A pointer of the configuration that leads nowhere in any document, where several have a key that is close to one of its, or a list
/// that it has no `*` for.
fn complaint(framework: &Framework<'_>, pointer: &Placed<Pointer>) -> Option<Finding> {
    let complaint = |message, help| {
        framework
            .configuration
            .complaint(&pointer.pointer, message, help)
    };
    // The key that is lacking with the one that may be meant, and in how many documents.
    let mut meant: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut lists: BTreeMap<String, usize> = BTreeMap::new();
    for document in framework.facts.documents() {
        let id = framework.facts.document_at(&document.path)?;
        let Some(parsed) = framework.document(id) else {
            continue;
        };
        let page = parsed.document();
        let block = page.and_then(|document| document.front_matter.as_ref());
        let root = block.and_then(|block| block.root.as_ref());
        match root.map(|root| pointer.value.reach(root)) {
            Some(Reach::Whole) => return None,
            Some(Reach::Lacks(key, Some(close))) => {
                *meant.entry((key.to_owned(), close.to_owned())).or_default() += 1;
            }
            Some(Reach::InList(last)) => {
                let right = pointer.value.with_every_item(last);
                *lists.entry(right).or_default() += 1;
            }
            _ => {}
        }
    }
    if let Some((right, number)) = lists.into_iter().max_by_key(|(_, number)| *number)
        && number >= ENOUGH
    {
        let message = format!(
            "this leads into a list in {number} documents, and a `*` has to stand for its items"
        );
        return complaint(message, format!("did you mean `{right}`?"));
    }
    let ((key, close), number) = meant.into_iter().max_by_key(|(_, number)| *number)?;
    if number < ENOUGH {
        return None;
    }
    let message = format!("no document has the key `{key}`, and {number} have `{close}`");
    complaint(message, format!("did you mean `{close}`?"))
}

/// What a document pairs with a key, and what most documents do.
struct Wrong<'a> {
    subject: NameId,
    value: ValueHash,
    right: &'a [Fact],
}

fn finding(
    framework: &Framework<'_>,
    declared: &DeclaredPairs,
    document: DocumentId,
    wrong: &Wrong<'_>,
) -> Option<Finding> {
    let parsed = framework.document(document)?;
    let source = parsed.source();
    let page = parsed.document()?;
    let mut places = places(declared, page, wrong.subject, wrong.value).into_iter();
    let first = places.next()?;
    let (right_pair, place) = right(framework, declared, wrong)?;
    let right = &right_pair.value;
    let message = format!(
        "`{}` goes with the {} `{}` here, and with `{right}` {}",
        first.key,
        first.name,
        first.value,
        elsewhere(framework, document, wrong.right)
    );
    let mut finding = INFO
        .finding(source, first.span, message)
        .subject(Subject {
            pointer: Some(first.pointer.clone()),
            ..Subject::default()
        })
        .label("another value than elsewhere")
        .help(format!(
            "use one {} for `{}` everywhere",
            first.name, first.key
        ))
        .related(place, format!("`{right}` here"));
    let mut edits = vec![edit(source, page, &first, &right_pair)];
    for place in places {
        finding = finding.related(source.locate(place.span), "the same value here");
        edits.push(edit(source, page, &place, &right_pair));
    }
    let fix = Fix::of(format!("replace by `{right}`"), false, edits);
    Some(finding.fix(fix))
}

/// Where a document has a value for what a fact is about.
fn places<'p>(
    declared: &'p DeclaredPairs,
    document: &Document<'_>,
    subject: NameId,
    value: ValueHash,
) -> Vec<Pair<'p>> {
    let mut pairs = declared.in_document(document);
    pairs.retain(|pair| {
        NameId::of(&pair.subject()) == subject && ValueHash::of(&pair.value) == value
    });
    pairs
}

/// The first pair by path that has the right value, and where that stands.
fn right<'p>(
    framework: &Framework<'_>,
    declared: &'p DeclaredPairs,
    wrong: &Wrong<'_>,
) -> Option<(Pair<'p>, Location)> {
    let documents = wrong.right.iter().map(Fact::document);
    let first = documents.min_by_key(|&document| framework.path(document))?;
    let parsed = framework.document(first)?;
    let mut places = places(
        declared,
        parsed.document()?,
        wrong.subject,
        wrong.right[0].value(),
    );
    let place = (!places.is_empty()).then(|| places.swap_remove(0))?;
    let location = parsed.source().locate(place.span);
    Some((place, location))
}

fn elsewhere(framework: &Framework<'_>, document: DocumentId, right: &[Fact]) -> String {
    let others = right.iter().map(Fact::document);
    let others: Vec<DocumentId> = others.filter(|&other| other != document).collect();
    match others[..] {
        [] => "in another place of this document".to_owned(),
        [other] => format!("in `{}`", framework.path(other)),
        _ => format!("in {} other documents", others.len()),
    }
}

/// The change of a value that is one line of text; `None` for any other.
fn edit(
    source: &Source,
    document: &Document<'_>,
    place: &Pair<'_>,
    right: &Pair<'_>,
) -> Option<Edit> {
    let front_matter = document.front_matter.as_ref()?;
    if right.is_text {
        front_matter.rewrite(source, place.span, &right.value)
    } else {
        front_matter.replace(source, place.span, right.value.clone())
    }
}
