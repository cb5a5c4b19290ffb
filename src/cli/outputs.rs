//! Where the findings go: standard output or a file, and any number of further files in formats of their own.

use std::collections::HashSet;
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::builder::{OsStringValueParser, PossibleValue, PossibleValuesParser, TypedValueParser};
use framelint::render::Format;

use super::output::{Colour, Target, complain, write_to_target};

/// Takes the name of a format.
pub fn format_name() -> impl TypedValueParser<Value = Format> {
    let names = Format::ALL.map(|format| PossibleValue::new(format.name()).help(format.summary()));
    PossibleValuesParser::new(names).try_map(|name| Format::find(&name).map_err(|_| "no format"))
}

/// Takes `FILE` or `FORMAT=FILE`.
pub fn output_file() -> impl TypedValueParser<Value = OutputFile> {
    OsStringValueParser::new().try_map(OutputFile::parse)
}

/// Takes the path of a file, which standard output and standard input have none of.
pub fn file() -> impl TypedValueParser<Value = PathBuf> {
    OsStringValueParser::new().try_map(|value| path_of_file(value.into()))
}

fn path_of_file(path: PathBuf) -> Result<PathBuf, &'static str> {
    if path.as_os_str().is_empty() {
        return Err("an empty text names no file");
    }
    if path.as_os_str() == "-" {
        return Err("this takes a file and no stream; a file called `-` is `./-`");
    }
    Ok(path)
}

/// A file that findings are written to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputFile {
    /// The format that stands before it.
    format: Option<Format>,
    path: PathBuf,
}

impl OutputFile {
    fn parse(value: OsString) -> Result<Self, String> {
        let parts = value.to_str().and_then(|value| value.split_once('='));
        let Some((name, path)) = parts else {
            return Self::plain(value);
        };
        match Format::find(name) {
            Ok(_) if path.is_empty() => Err(format!("a file is missing after `{name}=`")),
            Ok(format) => Ok(Self {
                format: Some(format),
                path: path_of_file(path.into())?,
            }),
            Err(close) if could_be_a_format(name) => {
                let hint = match close {
                    Some(close) => format!("did you mean `{close}`?"),
                    None => format!("there are {}", Format::ALL.map(Format::name).join(", ")),
                };
                Err(format!(
                    "there is no format `{name}`; {hint} (a file of this name is `./{name}={path}`)"
                ))
            }
            Err(_) => Self::plain(value),
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn plain(path: OsString) -> Result<Self, String> {
        Ok(Self {
            format: None,
            path: path_of_file(path.into())?,
        })
    }
}

/// The path from the top, so that `x` and `./x` are one file; the path itself where that cannot be found.
pub fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// The file that a path leads to, by the same path whichever way leads there; a file that is not there by that of its folder.
fn real(path: &Path) -> PathBuf {
    let path = absolute(path);
    let in_folder = || Some(path.parent()?.canonicalize().ok()?.join(path.file_name()?));
    path.canonicalize().ok().or_else(in_folder).unwrap_or(path)
}

/// Refuses files that options name, if two of them are the same one.
pub fn are_different(files: &[(&str, &Path)]) -> Result<(), String> {
    let files: Vec<_> = files
        .iter()
        .map(|(option, path)| (option, path, real(path)))
        .collect();
    for (index, (option, path, file)) in files.iter().enumerate() {
        let same = files[..index].iter().find(|(_, _, other)| other == file);
        if let Some((other, ..)) = same {
            let path = path.display();
            return Err(if other == option {
                format!("{option} names `{path}` twice")
            } else {
                format!("{other} and {option} name the same file, `{path}`")
            });
        }
    }
    Ok(())
}

/// Refuses to write over a file that is read: it was named by mistake. `done` says what is done with those.
pub fn spare<'r>(
    written: &[(&str, &Path)],
    read: impl IntoIterator<Item = &'r Arc<str>>,
    done: &str,
) -> Result<(), String> {
    let is_there = |(_, path): &&(&str, &Path)| path.is_file();
    let written: Vec<_> = written.iter().filter(is_there).collect();
    if written.is_empty() {
        return Ok(());
    }
    let read = read.into_iter().map(|path| real(Path::new(&**path)));
    let read: HashSet<PathBuf> = read.collect();
    match written.iter().find(|(_, path)| read.contains(&real(path))) {
        Some((option, path)) => Err(format!(
            "{option} would write over `{}`, which is one of the files that are {done}: take another name, or delete it if it is an old one",
            path.display()
        )),
        None => Ok(()),
    }
}

/// Whether what stands before a `=` looks like the name of a format rather than the beginning of a path.
fn could_be_a_format(name: &str) -> bool {
    let mut characters = name.chars();
    !name.is_empty() && characters.all(|one| one.is_ascii_alphanumeric() || "-_".contains(one))
}

/// All that a run writes its findings to.
#[derive(Debug)]
pub struct Outputs<'a> {
    /// Where the findings go in the format of `--format`.
    pub main: Target<'a>,
    format: Format,
    further: Vec<(Format, &'a Path)>,
}

impl<'a> Outputs<'a> {
    /// A file without a format takes what would be printed.
    pub fn new(format: Format, files: &'a [OutputFile]) -> Result<Self, String> {
        let mut outputs = Self {
            main: Target::Output,
            format,
            further: Vec::new(),
        };
        for file in files {
            match file.format {
                Some(format) => outputs.further.push((format, &file.path)),
                None if outputs.main == Target::Output => outputs.main = Target::File(&file.path),
                None => {
                    return Err(
                        "only one --output-file can be without a format: write FORMAT=FILE for the others"
                            .to_owned(),
                    );
                }
            }
        }
        Ok(outputs)
    }

    /// Whether a file is to be written in a format of its own.
    pub fn has_further(&self) -> bool {
        !self.further.is_empty()
    }

    /// Writes to all of them by means of `write`, which is told whether to use colours; says of those that cannot be written why not, and
    /// gives whether there is none.
    pub fn write(
        &self,
        colour: Colour,
        write: impl Fn(Format, &mut dyn Write, bool) -> io::Result<()>,
    ) -> bool {
        let further = self.further.iter();
        let further = further.map(|(format, path)| (*format, Target::File(path)));
        let mut complete = true;
        for (format, target) in std::iter::once((self.format, self.main)).chain(further) {
            let written = write_to_target(target, colour, |out, colour| write(format, out, colour));
            if let Err(message) = written {
                complain(message);
                complete = false;
            }
        }
        complete
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn file(value: &str) -> Result<OutputFile, String> {
        OutputFile::parse(value.into())
    }

    #[test]
    fn a_format_stands_before_the_file_and_other_signs_of_equality_belong_to_the_path() {
        let json = file("json=a=b.json").unwrap();
        assert_eq!(json.format, Some(Format::Json));
        assert_eq!(json.path, Path::new("a=b.json"));
        for path in [
            "found.log",
            "./json=a",
            "out/a=b",
            "a.b=c",
            "two words=c",
            "=a",
        ] {
            assert_eq!(file(path), OutputFile::plain(path.into()));
        }
    }

    #[test]
    fn a_name_that_is_no_format_is_not_taken_for_a_path() {
        for (value, start) in [
            (
                "jsno=a.json",
                "there is no format `jsno`; did you mean `json`? ",
            ),
            (
                "Short=a",
                "there is no format `Short`; did you mean `short`? ",
            ),
            (
                "pdf=a",
                "there is no format `pdf`; there are human, short, json",
            ),
            ("json=", "a file is missing after `json=`"),
        ] {
            let error = file(value).unwrap_err();
            assert!(error.starts_with(start), "{error}");
        }
    }

    #[test]
    fn one_file_takes_what_would_be_printed() {
        let files = |values: &[&str]| values.iter().map(|value| file(value).unwrap()).collect();
        let two: Vec<OutputFile> = files(&["json=a", "b"]);
        let outputs = Outputs::new(Format::Short, &two).unwrap();
        assert_eq!(outputs.main, Target::File(Path::new("b")));
        assert!(outputs.has_further());
        let plain: Vec<OutputFile> = files(&["a", "b"]);
        let error = Outputs::new(Format::Short, &plain).unwrap_err();
        assert!(error.starts_with("only one --output-file can be without a format"));
    }
}
