//! The XML that Checkstyle writes, which CI servers and review tools read for any language.

use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesStart, BytesText, Event};

use super::{by_file, harmless};
use crate::engine::Report;
use crate::finding::Finding;
use crate::rules;

/// The version of Checkstyle whose output it looks like; readers ask for it.
const VERSION: &str = "4.3";

/// Writes an element `file` for each file, with an element `error` for each of its findings. Lines and columns count from 1.
pub(super) fn write(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let mut writer = Writer::new_with_indent(&mut *out, b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let checkstyle = BytesStart::new("checkstyle").with_attributes([("version", VERSION)]);
    if report.findings.is_empty() {
        writer.write_event(Event::Empty(checkstyle))?;
    } else {
        let end = checkstyle.to_end().into_owned();
        writer.write_event(Event::Start(checkstyle))?;
        for (path, findings) in by_file(report) {
            let file = BytesStart::new("file").with_attributes([("name", &*harmless(path))]);
            let end = file.to_end().into_owned();
            writer.write_event(Event::Start(file))?;
            for finding in findings {
                writer.write_event(Event::Empty(error(finding)))?;
            }
            writer.write_event(Event::End(end))?;
        }
        writer.write_event(Event::End(end))?;
    }
    writer.write_event(Event::Text(BytesText::new("\n")))
}

fn error(finding: &Finding) -> BytesStart<'static> {
    let start = finding.location.start;
    // Readers take the last part for the name of the check, and the one before it for its category.
    let source = match rules::find(finding.rule) {
        Some(rule) => format!("framelint.{}.{}", rule.info().group.name(), finding.rule),
        None => format!("framelint.{}", finding.rule),
    };
    BytesStart::new("error").with_attributes([
        ("line", &*start.line.to_string()),
        ("column", &*start.column.to_string()),
        ("severity", &*finding.severity.to_string()),
        ("message", &*harmless(&finding.message)),
        ("source", &*source),
    ])
}
