//! Paths as text: normal form, common folder, and the form that findings show.

use std::path::{Component, Path, PathBuf};

/// `path` seen from `base`, without `.` and `..`. Both are taken as text: links are not followed.
pub(super) fn absolute(base: &Path, path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in base.join(path).components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                normal.pop();
            }
            other => normal.push(other),
        }
    }
    normal
}

/// The longest path that begins all of `directories`; empty where there is none.
pub(super) fn common_directory<'p>(directories: impl IntoIterator<Item = &'p Path>) -> PathBuf {
    let mut directories = directories.into_iter();
    let Some(first) = directories.next() else {
        return PathBuf::new();
    };
    let mut common = first.to_owned();
    for directory in directories {
        while !directory.starts_with(&common) {
            if !common.pop() {
                return PathBuf::new();
            }
        }
    }
    common
}

/// How `path` is written seen from `base` (both absolute and normal), with `/`. A path on another drive stays absolute.
pub(super) fn relative(base: &Path, path: &Path) -> PathBuf {
    if let Ok(inside) = path.strip_prefix(base) {
        return if inside.as_os_str().is_empty() {
            PathBuf::from(".")
        } else {
            inside.to_owned()
        };
    }
    let common = common_directory([base, path]);
    if common.as_os_str().is_empty() {
        return path.to_owned();
    }
    let below = |path: &Path| path.components().skip(common.components().count()).count();
    let up = std::iter::repeat_n(Component::ParentDir, below(base));
    let down = path.components().skip(common.components().count());
    up.chain(down).collect()
}

/// The path with `/` between its parts; what is no Unicode in it is replaced.
pub(super) fn with_slashes(path: &Path) -> String {
    let text = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' {
        text.into_owned()
    } else {
        text.replace(std::path::MAIN_SEPARATOR, "/")
    }
}

/// How many folders up a path leads that has `..` at its start only.
pub fn steps_up(path: &str) -> usize {
    path.split('/').take_while(|step| *step == "..").count()
}
