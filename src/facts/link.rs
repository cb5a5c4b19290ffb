//! Where links lead: their identity, by which two of them are the same, and the anchors of headings.

use std::borrow::Cow;

use crate::composed::composed;

/// What a link leads to, apart from how it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LinkForm {
    /// A file, by its path relative to the working directory.
    Relative,
    /// A path from the root of the site, which is not known.
    Site,
    /// A URL.
    Absolute,
}

/// The parts of a link's identity as [`identity`] writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkIdentity<'t> {
    /// What the link leads to.
    pub form: LinkForm,
    /// Path or URL, without anchor. A `#` that is part of it is written `%23`.
    pub target: &'t str,
    /// The anchor, without `#`.
    pub fragment: Option<&'t str>,
}

const SITE: &str = "site:";

/// How an identity has a `#` that is part of a file's name.
const ENCODED_NUMBER_SIGN: &str = "%23";

/// The target of an identity as a path of a file.
fn as_path(target: &str) -> Cow<'_, str> {
    if target.contains(ENCODED_NUMBER_SIGN) {
        Cow::Owned(target.replace(ENCODED_NUMBER_SIGN, "#"))
    } else {
        Cow::Borrowed(target)
    }
}

impl<'t> LinkIdentity<'t> {
    /// The path from the root of the site, without the slash before it and without a query.
    pub fn path_in_site(&self) -> &'t str {
        let path = self.target.strip_prefix(SITE).unwrap_or(self.target);
        path.split('?').next().unwrap_or(path).trim_matches('/')
    }

    /// The target as a path of a file.
    pub fn path(&self) -> Cow<'t, str> {
        as_path(self.target)
    }

    /// Reads what [`identity`] wrote.
    pub fn parse(identity: &'t str) -> Self {
        let (target, fragment) = match identity.split_once('#') {
            Some((target, fragment)) => (target, Some(fragment)),
            None => (identity, None),
        };
        let form = if target.starts_with(SITE) {
            LinkForm::Site
        } else if scheme_length(target).is_some() {
            LinkForm::Absolute
        } else {
            LinkForm::Relative
        };
        Self {
            form,
            target,
            fragment,
        }
    }
}

/// The identity of a link in the file at `path`: a relative one resolved against the file, a URL with its scheme and host in lower
/// case and no slash at its end; percent-encoding undone but for `%23`, an empty anchor dropped.
pub fn identity(path: &str, destination: &str) -> String {
    let (target, fragment) = match destination.split_once('#') {
        Some((target, fragment)) => (target, Some(fragment)),
        None => (destination, None),
    };
    let mut identity = if let Some(scheme) = scheme_length(target) {
        let host_end = target[scheme..].strip_prefix("://").map_or(scheme, |rest| {
            scheme + 3 + rest.find('/').unwrap_or(rest.len())
        });
        let rest = percent_decoded(&target[host_end..]);
        target[..host_end].to_ascii_lowercase() + rest.trim_end_matches('/')
    } else if target.starts_with('/') {
        format!("{SITE}{}", percent_decoded(target).trim_end_matches('/'))
    } else {
        let target = target.split('?').next().unwrap_or_default();
        if target.is_empty() {
            path.to_owned()
        } else {
            resolved(path, &percent_decoded(target))
        }
    };
    if identity.contains('#') {
        identity = identity.replace('#', ENCODED_NUMBER_SIGN);
    }
    if let Some(fragment) = fragment.filter(|fragment| !fragment.is_empty()) {
        identity.push('#');
        identity.push_str(&composed(&percent_decoded(fragment)));
    }
    identity
}

/// How a link with this identity is written in the file at `path`: [`identity`] of it is `identity` again.
pub fn destination(path: &str, identity: &str) -> String {
    let LinkIdentity {
        form,
        target,
        fragment,
    } = LinkIdentity::parse(identity);
    let target = &*as_path(target);
    let target = match form {
        LinkForm::Relative if target == path && fragment.is_some() => String::new(),
        LinkForm::Relative => seen_from(path, target),
        LinkForm::Site => target[SITE.len()..].to_owned(),
        LinkForm::Absolute => target.to_owned(),
    };
    let target = escaped(&target).replace('#', ENCODED_NUMBER_SIGN);
    match fragment {
        Some(fragment) => format!("{target}#{}", escaped(fragment)),
        None => target,
    }
}

/// What would end a destination in Markdown (`CommonMark` 0.31, 6.3) percent-encoded, and a `%` that was written as one.
fn escaped(part: &str) -> String {
    part.replace('%', "%25")
        .replace(' ', "%20")
        .replace('(', "%28")
        .replace(')', "%29")
        .replace('<', "%3C")
        .replace('>', "%3E")
}

/// A path as it is seen from the folder of the file at `path`.
fn seen_from(path: &str, target: &str) -> String {
    let folders: Vec<&str> = path.split('/').collect();
    let (folders, steps) = (
        &folders[..folders.len() - 1],
        target.split('/').collect::<Vec<_>>(),
    );
    let common = folders
        .iter()
        .zip(&steps[..steps.len() - 1])
        .take_while(|(one, other)| one == other)
        .count();
    let up = folders.len() - common;
    let down = steps[common..].iter().copied();
    std::iter::repeat_n("..", up)
        .chain(down)
        .collect::<Vec<_>>()
        .join("/")
}

/// Length in bytes of the scheme (RFC 3986, section 3.1) that a URL starts with.
fn scheme_length(target: &str) -> Option<usize> {
    let colon = target.find(':')?;
    let scheme = &target[..colon];
    let valid = scheme
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    (colon > 1 && valid && scheme.as_bytes()[0].is_ascii_alphabetic()).then_some(colon)
}

/// `target` as seen from the folder of `path`, without `.` and without `..` but at the start.
fn resolved(path: &str, target: &str) -> String {
    let folder = path.rfind('/').map_or("", |slash| &path[..=slash]);
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(target.split('/')) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    let root = if folder.starts_with('/') { "/" } else { "" };
    format!("{root}{}", parts.join("/"))
}

/// The text with `%20` and its like undone (RFC 3986, section 2.1), where that gives UTF-8.
pub fn percent_decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let digit = |at: usize| char::from(*bytes.get(at)?).to_digit(16);
        if let (b'%', Some(high), Some(low)) = (bytes[at], digit(at + 1), digit(at + 2))
            && let Ok(byte) = u8::try_from(high * 16 + low)
        {
            decoded.push(byte);
            at += 3;
        } else {
            decoded.push(bytes[at]);
            at += 1;
        }
    }
    String::from_utf8(decoded).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// The anchor of a heading, as GitHub makes it: lower case, spaces as hyphens, punctuation dropped. A heading that is there before
/// gets a number, which the caller adds.
pub fn slug(heading: &str) -> String {
    let mut slug = String::with_capacity(heading.len());
    for character in heading.trim().chars() {
        match character {
            // GitHub drops spaces other than the common one; others take them for one, and a reader sees no difference.
            _ if character.is_whitespace() => slug.push('-'),
            '-' | '_' => slug.push(character),
            _ if character.is_alphanumeric() => slug.extend(character.to_lowercase()),
            _ => {}
        }
    }
    slug
}

/// An anchor as anchors are compared: programs that make them of headings differ in how many hyphens stand for dropped punctuation.
pub fn even_anchor(anchor: &str) -> String {
    let anchor = composed(anchor);
    let parts = anchor.split('-').filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relative_link_is_resolved_against_its_file() {
        assert_eq!(
            identity("roles/a.md", "../skills.md#Agile%20work"),
            "skills.md#Agile work"
        );
        assert_eq!(identity("roles/a.md", "./b"), "roles/b");
        assert_eq!(identity("a.md", "../x/y.md"), "../x/y.md");
        assert_eq!(identity("../a/b.md", "../../c.md"), "../../c.md");
        assert_eq!(identity("/tmp/a/b.md", "../c.md"), "/tmp/c.md");
        assert_eq!(identity("roles/a.md", "#top"), "roles/a.md#top");
    }

    #[test]
    fn a_url_is_the_same_with_and_without_its_last_slash() {
        let one = identity("a.md", "HTTPS://Example.org/skills/#x");
        assert_eq!(one, identity("b/c.md", "https://example.org/skills#x"));
        assert_eq!(LinkIdentity::parse(&one).form, LinkForm::Absolute);
        assert_eq!(
            LinkIdentity::parse(&identity("a.md", "mailto:a@b.org")).form,
            LinkForm::Absolute
        );
        assert_eq!(
            LinkIdentity::parse(&identity("a.md", "/skills")).form,
            LinkForm::Site
        );
    }

    #[test]
    fn a_link_is_written_so_that_it_leads_to_the_same_place() {
        for (path, destination) in [
            ("roles/a.md", "../skills.md#x"),
            ("roles/a.md", "b.md"),
            ("roles/a.md", "#top"),
            ("a.md", "roles/b%20c.md"),
            ("clips/a.md", "../roles/b.md"),
            ("../a.md", "b.md#x"),
            ("../x/a.md", "../b.md"),
            ("a.md", "/skills/a#x"),
            ("a.md", "https://example.org/a%28b%29#x"),
            ("a.md", "C%23.md#x%20y"),
            ("C#/a.md", "b.md#x"),
            ("C#/a.md", "#x"),
            ("a.md", "a%25+b.md"),
        ] {
            let identity = identity(path, destination);
            assert_eq!(super::destination(path, &identity), destination);
        }
    }

    #[test]
    fn a_heading_has_the_anchor_that_github_gives_it() {
        assert_eq!(
            slug("Context, problem & option analysis (data)"),
            "context-problem--option-analysis-data"
        );
    }
}
