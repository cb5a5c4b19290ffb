//! A document as JSON, every value with its place: what `framelint export --format json` prints and document schemas check.
