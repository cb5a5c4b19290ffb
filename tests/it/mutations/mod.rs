//! Damages a framework in every way that its documents hold evidence against and asks for one finding at the damage.
//!
//! The corpus is loaded once for each thread; then one document at a time is damaged, the report compared with that of the
//! undamaged framework, and the document restored. `FRAMELINT_SEED` chooses other places, `FRAMELINT_PLACES` how many of each kind,
//! `FRAMELINT_KINDS` only the kinds with these words in their name, `FRAMELINT_SHOWN` how many failures of a kind are shown.

mod catalogue;
mod damage;
mod entries;
mod front_matter;
mod kinds;
mod pages;
mod scan;
mod scan_markdown;
mod scan_page;
mod shared;
mod slips;
mod spelling;
mod table;
mod tables;
mod wording;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use fastrand::Rng;
use framelint::config::Configuration;
use framelint::engine::{Engine, MemoryFiles, Report};
use framelint::policy::Policy;

use damage::{Damage, Findings, Verdict, meets};
use scan::{Dialect, Framework, Page, Range};
use table::Tally;

/// The entries of the published data set that the documents of each dialect were made from.
const ENTRIES: usize = 1797;
const SKILLS: usize = 188;

/// An undamaged framework, what is found in it, and the damages to do to it.
struct Subject {
    framework: Framework,
    files: MemoryFiles,
    baseline: Findings,
    /// The kind's index and the damage, by the page's index.
    damages: BTreeMap<usize, Vec<(usize, Damage)>>,
}

impl Subject {
    fn new(corpus: &Path, dialect: Dialect, seed: u64, places: usize) -> Self {
        let framework = Framework::read(corpus, dialect);
        assert_eq!(framework.entries().count(), ENTRIES);
        assert_eq!(framework.catalogue().1.skills.len(), SKILLS);
        let files = MemoryFiles(
            (framework.pages.iter())
                .map(|page| (page.path.clone(), page.text.clone()))
                .collect(),
        );
        let report = report(&engine(&framework, &files));
        let taken = taken(&framework, &report);
        let mut damages = BTreeMap::<_, Vec<_>>::new();
        let wanted = std::env::var("FRAMELINT_KINDS").unwrap_or_default();
        let kinds = kinds::ALL.iter().enumerate();
        for (index, kind) in kinds.filter(|(_, kind)| kind.name.contains(&wanted)) {
            let mut rng = Rng::with_seed(seed);
            let mut chosen = (kind.places)(&framework, &mut rng);
            chosen.retain(|damage| {
                let ranges = taken.get(&damage.page).map_or(&[][..], Vec::as_slice);
                let overlap = |range: &Range| meets(range, &damage.touched);
                let is_spoken_of = || spoken_of(&framework.pages[damage.page], &report);
                !(ranges.iter().any(overlap) || damage.hides_needs && is_spoken_of())
            });
            rng.shuffle(&mut chosen);
            chosen.truncate(places);
            for damage in chosen {
                damages
                    .entry(damage.page)
                    .or_default()
                    .push((index, damage));
            }
        }
        Self {
            baseline: Findings::of(&report.findings),
            framework,
            files,
            damages,
        }
    }

    /// Does some of the damages to one page and judges what comes of each.
    fn run(
        &self,
        engine: &mut Engine<'_>,
        page: usize,
        part: &[(usize, Damage)],
        tally: &Mutex<Tally>,
    ) {
        let page = &self.framework.pages[page];
        for (index, damage) in part {
            let kind = &kinds::ALL[*index];
            let damaged = damage.apply(&page.text);
            engine.set(&page.path, Some(damaged.clone()));
            let findings = report(engine).findings;
            let verdict = Verdict::of(
                damage,
                kind.rules,
                &self.framework,
                &damaged,
                &self.baseline,
                &findings,
            );
            let what = || damage.describe(&self.framework);
            let mut tally = tally.lock().unwrap();
            tally.add(self.framework.dialect, *index, &verdict, what);
        }
        engine.set(&page.path, Some(page.text.clone()));
        let restored = Findings::of(&report(engine).findings);
        assert!(
            restored == self.baseline,
            "{} was restored, and the findings are not those of before",
            page.path
        );
    }
}

/// The places of the undamaged framework's findings by the page's index: damage there could not be told from what is wrong already.
fn taken(framework: &Framework, report: &Report) -> BTreeMap<usize, Vec<Range>> {
    let mut taken = BTreeMap::<_, Vec<_>>::new();
    for finding in &report.findings {
        let related = finding.related.iter().map(|related| &related.location);
        for location in std::iter::once(&finding.location).chain(related) {
            let mut pages = framework.pages.iter();
            if let Some(page) = pages.position(|page| page.path == *location.path) {
                let ranges = taken.entry(page).or_default();
                ranges.push(location.span().range());
            }
        }
    }
    taken
}

/// Whether a finding in another document says something about the role of this one.
fn spoken_of(page: &Page, report: &Report) -> bool {
    let role = format!("`{}`", page.of(&page.title));
    let mut findings = report.findings.iter();
    findings.any(|it| *it.location.path != *page.path && it.message.contains(&role))
}

/// What is reported where nothing is configured.
fn report(engine: &Engine<'_>) -> Report {
    let mut report = engine.report();
    Policy::default().apply(&mut report);
    report
}

fn engine<'f>(framework: &Framework, files: &'f MemoryFiles) -> Engine<'f> {
    let mut engine = Engine::new(Arc::new(Configuration::default()), files);
    let paths = framework.pages.iter().map(|page| page.path.as_str().into());
    engine.read(paths.collect());
    engine
}

/// A number from the environment.
pub fn number<N: std::str::FromStr<Err: std::fmt::Debug>>(variable: &str, default: N) -> N {
    std::env::var(variable).map_or(default, |value| value.parse().unwrap())
}

#[test]
fn every_kind_of_damage_is_found_once_at_its_place() {
    let Some(corpus) = super::corpus::folder("the seeded mutation test") else {
        return;
    };
    let seed = number("FRAMELINT_SEED", 20_250_925);
    let places = number("FRAMELINT_PLACES", 200);
    let subjects: Vec<_> = (Dialect::ALL.iter())
        .map(|dialect| Subject::new(&corpus, *dialect, seed, places))
        .collect();
    // The catalogue is the largest document and has the most kinds of damage: its damages are done in parts.
    let parts: Vec<_> = (subjects.iter().enumerate())
        .flat_map(|(subject, it)| {
            it.damages
                .iter()
                .map(move |(page, all)| (subject, *page, all))
        })
        .flat_map(|(subject, page, all)| all.chunks(100).map(move |part| (subject, page, part)))
        .collect();
    let tally = Mutex::new(Tally::default());
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        for _ in 0..threads {
            scope.spawn(|| {
                let mut engines: Vec<_> = (subjects.iter())
                    .map(|subject| engine(&subject.framework, &subject.files))
                    .collect();
                while let Some((subject, page, part)) =
                    parts.get(next.fetch_add(1, Ordering::Relaxed))
                {
                    subjects[*subject].run(&mut engines[*subject], *page, part, &tally);
                }
            });
        }
    });
    let tally = tally.into_inner().unwrap();
    super::say(&tally.to_string());
    tally.assert_found(998);
}
