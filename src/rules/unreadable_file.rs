//! `unreadable-file`: a file or folder of the framework could not be read.

use crate::finding::{Finding, Severity};
use crate::parse::{ParsedSource, Recognised, merge};
use crate::rule::{Group, RuleInfo};

/// What is known about the rule. Its findings are made where files are found and read.
pub static INFO: RuleInfo = RuleInfo {
    id: "unreadable-file",
    group: Group::Input,
    severity: Some(Severity::Error),
    summary: "a file or folder cannot be read",
    explanation: "\
What cannot be read cannot be checked, and a check that leaves a page out without a word would be worse than none. \
The finding says what is in the way: no permission, a link that leads to nothing, a file that is not written in UTF-8 \
(with the place of the first byte that is not), a file that is no text at all, or one of more than 4 GiB.

A document with the marks of a merge that git could not finish (`<<<<<<<`, `=======`, `>>>>>>>`) says two things at once: the finding is at the first \
mark, and nothing else is said of the document until the merge is finished.

The rest of the framework is checked all the same, and the exit code is 2. The rule cannot be switched off; to leave a \
file out, name it in a `.gitignore` or `.ignore` file.",
    yields_to: &[],
};

/// The finding about a document whose merge was not finished.
pub fn unfinished_merge(parsed: &ParsedSource) -> Option<Finding> {
    let (source, recognised) = (parsed.source(), parsed.recognised());
    if matches!(recognised, Recognised::Other) {
        return None;
    }
    let mark = merge::unfinished(source.text(), recognised)?;
    let message = "a merge was not finished: this line is a mark that git left";
    let finding = INFO.finding(source, mark, message);
    Some(finding.help("keep what is right of the two sides, and remove the lines that begin with `<<<<<<<`, `=======` and `>>>>>>>`"))
}
