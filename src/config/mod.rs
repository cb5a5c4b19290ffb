//! What a framework is made of and how strictly it is checked: the configuration file and the profiles.

mod profile;
pub mod template;

pub use profile::Profile;

/// The JSON Schemas that apply to a run's documents.
#[derive(Debug, Default)]
pub struct Schemas;
