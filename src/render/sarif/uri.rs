//! Paths as URIs (RFC 3986), the way SARIF wants them.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

/// What relative paths are relative to; the name that `CodeQL` gave to the root of the source tree, and that others took over.
pub const BASE: &str = "%SRCROOT%";

/// Everything but the characters that mean themselves in a path: the unreserved ones (RFC 3986, section 2.3) and `/`. A `:` in the first
/// part would make that a scheme (section 4.2).
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Section 3.4.
#[derive(PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ArtifactLocation {
    uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri_base_id: Option<&'static str>,
}

/// Where a file is, from its path as findings show it.
pub fn artifact(path: &str) -> ArtifactLocation {
    let encoded = |path| utf8_percent_encode(path, ENCODED).to_string();
    let absolute = |uri| ArtifactLocation {
        uri,
        uri_base_id: None,
    };
    match path.split_once(":/") {
        Some((drive, rest)) if drive.len() == 1 => {
            absolute(format!("file:///{drive}:/{}", encoded(rest)))
        }
        _ if path.starts_with("//") => absolute(format!("file:{}", encoded(path))),
        _ if path.starts_with('/') => absolute(format!("file://{}", encoded(path))),
        _ => ArtifactLocation {
            uri: encoded(path),
            uri_base_id: Some(BASE),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relative_path_is_a_relative_reference_whatever_is_in_it() {
        for (path, uri) in [
            ("roles/keeper.md", "roles/keeper.md"),
            ("../a b#c%d?.md", "../a%20b%23c%25d%3F.md"),
            ("café: [1].md", "caf%C3%A9%3A%20%5B1%5D.md"),
        ] {
            let location = artifact(path);
            assert_eq!((&*location.uri, location.uri_base_id), (uri, Some(BASE)));
        }
    }

    #[test]
    fn an_absolute_path_is_a_file_uri() {
        for (path, uri) in [
            ("/srv/a b.md", "file:///srv/a%20b.md"),
            ("C:/docs/ä.md", "file:///C:/docs/%C3%A4.md"),
            ("//host/share/a.md", "file://host/share/a.md"),
        ] {
            let location = artifact(path);
            assert_eq!((&*location.uri, location.uri_base_id), (uri, None));
        }
    }
}
