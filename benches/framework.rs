//! How long a check of a large framework takes, beside the floor: the same walk, files and threads, reading, the Markdown
//! events with their offsets and the YAML events with their spans, and nothing else.
//!
//! `cargo bench` writes a framework of 10,000 roles (about 230 MB) to a temporary folder, runs floor and check in turn, each in a
//! process of its own, and prints the median of each figure. `FRAMELINT_BENCH_ROLES` sets another number of roles,
//! `FRAMELINT_BENCH_RUNS` another number of runs.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::unwrap_used,
    missing_docs
)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use framelint::config::Configuration;
use framelint::engine::{Engine, Files, Unreadable};
use rayon::prelude::*;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| argument != "--bench")
        .collect();
    match &arguments[..] {
        [mode, folder] => child(mode, Path::new(folder)),
        _ => parent(),
    }
}

fn setting(name: &str, default: usize) -> usize {
    std::env::var(name)
        .ok()
        .and_then(|value| value.parse().ok())
        .unwrap_or(default)
}

fn parent() {
    let roles = setting("FRAMELINT_BENCH_ROLES", 10_000);
    let runs = setting("FRAMELINT_BENCH_RUNS", 3);
    let folder = tempfile::tempdir().unwrap();
    let bytes = Framework::new(roles).write(folder.path());
    #[expect(clippy::cast_precision_loss, reason = "megabytes for people")]
    let megabytes = bytes as f64 / 1e6;
    println!(
        "{roles} roles, {megabytes:.0} MB, {} threads",
        rayon::current_num_threads()
    );
    let mut floor = Vec::new();
    let mut check = Vec::new();
    for _ in 0..runs {
        floor.push(Figures::of_child("floor", folder.path()));
        check.push(Figures::of_child("check", folder.path()));
    }
    println!(
        "{:8}{:>10}{:>12}{:>10}{:>14}  result",
        "", "wall s", "processor s", "MB/s", "peak MiB"
    );
    let floor = Figures::median(&floor, "floor", megabytes);
    let check = Figures::median(&check, "check", megabytes);
    println!(
        "check / floor: {:.2} in processor time, {:.2} in wall time",
        check.1 / floor.1,
        check.0 / floor.0
    );
}

/// What one run of a child process took.
struct Figures {
    wall: f64,
    processor: f64,
    peak: f64,
    result: String,
}

impl Figures {
    fn of_child(mode: &str, folder: &Path) -> Self {
        let output = Command::new(std::env::current_exe().unwrap())
            .arg(mode)
            .arg(folder)
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let mut parts = text.trim().splitn(4, ' ');
        let mut number = || parts.next().unwrap().parse().unwrap();
        let (wall, processor, peak) = (number(), number(), number());
        Self {
            wall,
            processor,
            peak,
            result: parts.next().unwrap_or_default().to_owned(),
        }
    }

    fn median(runs: &[Self], name: &str, megabytes: f64) -> (f64, f64) {
        let median = |figure: fn(&Self) -> f64| {
            let mut figures: Vec<f64> = runs.iter().map(figure).collect();
            figures.sort_by(f64::total_cmp);
            figures[figures.len() / 2]
        };
        let (wall, processor) = (median(|run| run.wall), median(|run| run.processor));
        let peak = median(|run| run.peak);
        let speed = megabytes / wall;
        println!(
            "{name:8}{wall:>10.2}{processor:>12.2}{speed:>10.0}{peak:>14.0}  {}",
            runs[0].result
        );
        (wall, processor)
    }
}

fn child(mode: &str, folder: &Path) {
    let start = Instant::now();
    let result = match mode {
        "floor" => floor(folder),
        "check" => check(folder),
        other => panic!("no such mode: {other}"),
    };
    let wall = start.elapsed().as_secs_f64();
    println!(
        "{wall} {} {} {result}",
        processor_seconds(),
        peak_mebibytes()
    );
}

/// Processor time of this process so far (Linux: proc(5), `stat`, fields 14 and 15, in ticks of 1/100 s); 0 elsewhere.
fn processor_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat
        .rsplit(')')
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .collect();
    let ticks = |at: usize| {
        fields
            .get(at)
            .and_then(|field| field.parse::<f64>().ok())
            .unwrap_or(0.0)
    };
    (ticks(11) + ticks(12)) / 100.0
}

/// Most memory that this process has had (Linux: proc(5), `status`, `VmHWM`); 0 elsewhere.
fn peak_mebibytes() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .unwrap_or_default();
    line.trim()
        .trim_end_matches("kB")
        .trim()
        .parse::<f64>()
        .unwrap_or(0.0)
        / 1024.0
}

fn walk(folder: &Path) -> Vec<Arc<str>> {
    let files = ignore::WalkBuilder::new(folder)
        .require_git(false)
        .build()
        .filter_map(Result::ok);
    let files = files.filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()));
    let mut paths: Vec<Arc<str>> = files
        .map(|entry| entry.path().to_str().unwrap().into())
        .collect();
    paths.sort();
    paths
}

fn floor(folder: &Path) -> String {
    let events: usize = walk(folder)
        .par_iter()
        .map(|path| {
            let text = String::from_utf8(std::fs::read(&**path).unwrap()).unwrap();
            let (front_matter, body) = match text
                .strip_prefix("---\n")
                .and_then(|rest| rest.split_once("\n---\n"))
            {
                Some(parts) => parts,
                None => ("", &text[..]),
            };
            let yaml = granit_parser::Parser::new_from_str(front_matter).count();
            let options = pulldown_cmark::Options::ENABLE_TABLES;
            yaml + pulldown_cmark::Parser::new_ext(body, options)
                .into_offset_iter()
                .count()
        })
        .sum();
    format!("{events} events")
}

struct Disk;

impl Files for Disk {
    fn read(&self, path: &str) -> Result<String, Unreadable> {
        let reason = |error: &dyn std::fmt::Display| Unreadable {
            reason: error.to_string(),
            help: None,
            location: None,
        };
        String::from_utf8(std::fs::read(path).map_err(|error| reason(&error))?)
            .map_err(|error| reason(&error))
    }

    fn exists(&self, path: &str) -> bool {
        Path::new(path).exists()
    }

    fn is_folder(&self, path: &str) -> bool {
        Path::new(path).is_dir()
    }
}

fn check(folder: &Path) -> String {
    let mut engine = Engine::new(Arc::new(Configuration::default()), &Disk);
    engine.read(walk(folder));
    let report = engine.report();
    for finding in report.findings.iter().take(5) {
        eprintln!(
            "{} {:?} {}",
            finding.rule, finding.location, finding.message
        );
    }
    format!(
        "{} documents, {} findings",
        report.documents,
        report.findings.len()
    )
}

/// A made-up framework that agrees with itself.
struct Framework {
    roles: usize,
    skills: usize,
}

const WORDS: [&str; 64] = [
    "anchor",
    "ballast",
    "beacon",
    "berth",
    "bilge",
    "bollard",
    "bridge",
    "buoy",
    "cable",
    "cargo",
    "channel",
    "chart",
    "crane",
    "crew",
    "deck",
    "dock",
    "draught",
    "fender",
    "ferry",
    "fog",
    "gangway",
    "harbour",
    "hatch",
    "hawser",
    "helm",
    "hold",
    "hull",
    "jetty",
    "keel",
    "ladder",
    "lamp",
    "ledger",
    "light",
    "log",
    "mast",
    "mooring",
    "pier",
    "pilot",
    "pontoon",
    "port",
    "propeller",
    "quay",
    "radar",
    "radio",
    "ramp",
    "rigging",
    "rope",
    "rudder",
    "sail",
    "sextant",
    "ship",
    "signal",
    "slipway",
    "sonar",
    "stern",
    "tackle",
    "tide",
    "timetable",
    "tug",
    "valve",
    "vessel",
    "wake",
    "wharf",
    "winch",
];
const LEVELS: [(&str, &str); 4] = [
    ("awareness", "first"),
    ("working", "second"),
    ("practitioner", "third"),
    ("expert", "fourth"),
];
const SITE: &str = "https://skills.harbour.example";

/// Pseudo-random numbers (`SplitMix64`), so that every run writes the same framework.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % limit as u64).unwrap()
    }

    /// `count` words, no word twice in a row.
    fn words(&mut self, count: usize) -> String {
        let mut words = Vec::with_capacity(count);
        let mut last = usize::MAX;
        while words.len() < count {
            let next = self.below(WORDS.len());
            if next != last {
                words.push(WORDS[next]);
                last = next;
            }
        }
        words.join(" ")
    }
}

/// A name of three words that no other number has.
fn name(number: usize) -> String {
    let word = |at: usize| WORDS[at % WORDS.len()];
    let (first, second, third) = (word(number), word(number / 64), word(number / 4096));
    let mut name = format!("{first} {second}er {third}ing");
    name[..1].make_ascii_uppercase();
    name
}

fn slug(name: &str) -> String {
    name.to_lowercase().replace(' ', "-")
}

impl Framework {
    fn new(roles: usize) -> Self {
        Self {
            roles,
            skills: (roles / 10).clamp(40, 1000),
        }
    }

    fn skill(number: usize) -> String {
        format!("{} work", name(number))
    }

    fn role(number: usize) -> String {
        format!("{} keeper", name(number))
    }

    /// Ten skills that follow on one another, so that roles with near numbers share some.
    fn skills_of(&self, role: usize) -> impl Iterator<Item = usize> + use<'_> {
        let first = role * 7 % self.skills;
        (0..10).map(move |offset| (first + offset) % self.skills)
    }

    fn description(skill: usize, level: usize) -> String {
        let mut random = Random((skill * 4 + level) as u64);
        let points: Vec<String> = (0..4).map(|_| random.words(14)).collect();
        format!("You can:  - {}", points.join(" - "))
    }

    /// Writes the documents; gives their bytes.
    fn write(&self, folder: &Path) -> usize {
        let roles: PathBuf = folder.join("roles");
        std::fs::create_dir(&roles).unwrap();
        let mut required_by = vec![Vec::new(); self.skills];
        for role in 0..self.roles {
            for skill in self.skills_of(role) {
                required_by[skill].push(role);
            }
        }
        let bytes: usize = (0..self.roles)
            .into_par_iter()
            .map(|role| {
                let text = self.role_page(role);
                std::fs::write(roles.join(format!("{}.md", slug(&Self::role(role)))), &text)
                    .unwrap();
                text.len()
            })
            .sum();
        let catalogue = Self::catalogue(&required_by);
        std::fs::write(folder.join("skills.md"), &catalogue).unwrap();
        bytes + catalogue.len()
    }

    fn front_matter(title: &str, path: &str) -> String {
        format!(
            "---\ntitle: {title}\naliases:\n  - {title}\ncreated: 2025-01-01\nmodified: 2025-01-02\nsource: \"{SITE}/{path}\"\n\
             tags:\n  - clippings\nauthor: \"[[The harbour]]\"\npublished: 2024-11-30\ndescription: What this page is about.\n---\n"
        )
    }

    fn role_page(&self, role: usize) -> String {
        let title = Self::role(role);
        let lower = title.to_lowercase();
        let levels = ["Junior", "Plain", "Senior", "Chief"];
        let mut random = Random(role as u64 + 1_000_000);
        let mut page = Self::front_matter(&title, &format!("role/{}", slug(&title)));
        writeln!(page, "# {title}\n\nContents\n").unwrap();
        writeln!(page, "- — [What a {lower} does]({SITE}/role/#what)\n- — [{title} role levels]({SITE}/role/#role-levels)\n").unwrap();
        for (number, level) in levels.iter().enumerate() {
            writeln!(
                page,
                "- — [{}\\. {level} {lower}]({SITE}/role/#{number})",
                number + 1
            )
            .unwrap();
        }
        writeln!(
            page,
            "\n## What a {lower} does\n\nThis role is about {}.\n",
            random.words(30)
        )
        .unwrap();
        writeln!(page, "## {title} role levels\n\nThere are 4 {lower} role levels, from junior {lower} to chief {lower}.\n").unwrap();
        for (number, level) in levels.iter().enumerate() {
            writeln!(
                page,
                "### {}. {level} {lower}\n\nAt this role level, you will:\n",
                number + 1
            )
            .unwrap();
            for _ in 0..4 {
                writeln!(page, "- {}", random.words(12)).unwrap();
            }
            page.push_str("\n| Skill | Description |\n| --- | --- |\n");
            for skill in self.skills_of(role) {
                let (name, (level, ordinal)) = (Self::skill(skill), LEVELS[number]);
                let (link, capital) = (
                    slug(&name),
                    format!("{}{}", level[..1].to_uppercase(), &level[1..]),
                );
                writeln!(
                    page,
                    "| [{name}]({SITE}/skills#{link})  Level: {level}  {capital} is the {ordinal} of 4 ascending skill levels | {} |",
                    Self::description(skill, number)
                )
                .unwrap();
            }
            page.push('\n');
        }
        self.shared_skills(role, &mut page);
        page.push_str("\n## Updates\n\nPublished 7 January 2020\n\nLast updated 30 November 2024\n\n30 November 2024\n\n");
        page.push_str(
            "- The content of this role was reviewed.\n\n7 January 2020\n\n- First published.\n",
        );
        page
    }

    fn shared_skills(&self, role: usize, page: &mut String) {
        page.push_str("| Role | Shared skills |\n| --- | --- |\n");
        for other in (role + 1..(role + 6).min(self.roles)).filter(|other| *other != role) {
            let shared: Vec<usize> = self
                .skills_of(role)
                .filter(|skill| self.skills_of(other).any(|theirs| theirs == *skill))
                .collect();
            if shared.is_empty() {
                continue;
            }
            let other = Self::role(other);
            let links: Vec<String> = shared
                .into_iter()
                .map(Self::skill)
                .map(|name| format!("[{name}]({SITE}/skills#{})", slug(&name)))
                .collect();
            writeln!(
                page,
                "| [{other}]({SITE}/role/{}) | {} |",
                slug(&other),
                links.join("  ")
            )
            .unwrap();
        }
    }

    fn catalogue(required_by: &[Vec<usize>]) -> String {
        let mut page = Self::front_matter("Skills A to Z", "skills");
        page.push_str("# Skills A to Z\n");
        for (skill, roles) in required_by.iter().enumerate() {
            let name = Self::skill(skill);
            writeln!(page, "\n## {name}\n\n{name} is about ropes.\n\n| Skill level | Description |\n| --- | --- |").unwrap();
            for (number, (level, ordinal)) in LEVELS.iter().enumerate() {
                let capital = format!("{}{}", level[..1].to_uppercase(), &level[1..]);
                let description = Self::description(skill, number);
                writeln!(page, "| {capital}  {capital} is the {ordinal} of 4 ascending skill levels | {description} |").unwrap();
            }
            page.push_str("\nRoles that require this skill\n\n");
            for role in roles {
                let role = Self::role(*role);
                writeln!(page, "- [{role}]({SITE}/role/{})", slug(&role)).unwrap();
            }
        }
        page
    }
}
