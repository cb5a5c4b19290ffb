//! The command line of framelint.
fn main() {}
