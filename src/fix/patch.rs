//! A change as a unified patch that `git apply` and `patch` take.

use std::fmt::Write as _;
use std::io::{self, Write};

use similar::udiff::UnifiedHunkHeader;
use similar::{Algorithm, DiffOp, capture_diff_slices, group_diff_ops};

use super::Change;

/// Lines around each change.
const CONTEXT: usize = 3;

/// Writes a change of the file at `path` in the unified format (POSIX `diff -u`), with the prefixes `a/` and `b/`.
///
/// There is no `diff --git` line: git then takes the path as seen from where it is run, be that the root of the repository or not.
pub fn write_patch(out: &mut dyn Write, path: &str, change: &Change) -> io::Result<()> {
    // Lines end at line feeds alone: that is what git counts.
    let before: Vec<&str> = change.before.split_inclusive('\n').collect();
    let after: Vec<&str> = change.after.split_inclusive('\n').collect();
    writeln!(out, "--- {}", name("a/", path))?;
    writeln!(out, "+++ {}", name("b/", path))?;
    let operations = capture_diff_slices(Algorithm::Myers, &before, &after);
    for hunk in group_diff_ops(operations, CONTEXT) {
        if hunk.is_empty() {
            continue;
        }
        writeln!(out, "{}", UnifiedHunkHeader::new(&hunk))?;
        for operation in hunk {
            let (old, new) = (operation.old_range(), operation.new_range());
            if let DiffOp::Equal { .. } = operation {
                write_lines(out, ' ', &before[old])?;
            } else {
                write_lines(out, '-', &before[old])?;
                write_lines(out, '+', &after[new])?;
            }
        }
    }
    Ok(())
}

fn write_lines(out: &mut dyn Write, sign: char, lines: &[&str]) -> io::Result<()> {
    for line in lines {
        write!(out, "{sign}{line}")?;
        if !line.ends_with('\n') {
            writeln!(out, "\n\\ No newline at end of file")?;
        }
    }
    Ok(())
}

/// A file's name as git writes it: in quotation marks where it has characters that would end it or be taken for something else
/// (`quote.c` of git), with a tab after it where it has spaces.
fn name(prefix: &str, path: &str) -> String {
    let is_odd = |character: char| character.is_control() || matches!(character, '"' | '\\');
    if !path.contains(is_odd) {
        let end = if path.contains(' ') { "\t" } else { "" };
        return format!("{prefix}{path}{end}");
    }
    let mut name = format!("\"{prefix}");
    for character in path.chars() {
        match character {
            '"' | '\\' => name.extend(['\\', character]),
            '\n' => name.push_str("\\n"),
            '\t' => name.push_str("\\t"),
            '\r' => name.push_str("\\r"),
            character if character.is_control() => {
                for byte in character.encode_utf8(&mut [0; 4]).bytes() {
                    // Writing to a string cannot fail.
                    let _ = write!(name, "\\{byte:03o}");
                }
            }
            character => name.push(character),
        }
    }
    name.push('"');
    name
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn patch(path: &str, before: &str, after: &str) -> String {
        let mut out = Vec::new();
        let change = Change {
            before: before.to_owned(),
            after: after.to_owned(),
            findings: 1,
        };
        write_patch(&mut out, path, &change).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_patch_has_three_lines_around_each_change() {
        assert_eq!(
            patch(
                "roles/a.md",
                "1\n2\n3\n4\n5\n6\n7\n8\n",
                "1\n2\n3\n4\nfive\n6\n7\n8\n"
            ),
            "--- a/roles/a.md\n+++ b/roles/a.md\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n"
        );
    }

    #[test]
    fn a_last_line_without_a_line_break_is_marked() {
        assert_eq!(
            patch("a.md", "1\n2", "1\nzwei"),
            "--- a/a.md\n+++ b/a.md\n@@ -1,2 +1,2 @@\n 1\n-2\n\\ No newline at end of file\n+zwei\n\\ No newline at end of file\n"
        );
    }

    #[test]
    fn a_carriage_return_stays_part_of_its_line() {
        assert_eq!(
            patch("a.md", "1\r\n2\rx\r\n", "1\r\nzwei\rx\r\n"),
            "--- a/a.md\n+++ b/a.md\n@@ -1,2 +1,2 @@\n 1\r\n-2\rx\r\n+zwei\rx\r\n"
        );
    }

    #[test]
    fn names_are_quoted_where_git_would_misread_them() {
        assert_eq!(name("a/", "plain/ä.md"), "a/plain/ä.md");
        assert_eq!(name("a/", "two words.md"), "a/two words.md\t");
        assert_eq!(
            name("b/", "a \"b\"\n\u{1}.md"),
            "\"b/a \\\"b\\\"\\n\\001.md\""
        );
    }
}
