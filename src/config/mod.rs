//! What a framework is made of and how strictly it is checked: the configuration file and the profiles.

mod profile;
mod schemas;
pub mod template;

use std::sync::Arc;

pub use profile::{Profile, close_match, fold};
pub use schemas::Schemas;

use crate::document::Kind;

/// Everything that a run is told: the profile, the kinds of documents and their schemas.
#[derive(Debug)]
pub struct Configuration {
    /// The words by which documents are recognised.
    pub profile: Arc<Profile>,
    /// The JSON Schemas of each kind.
    pub schemas: Schemas,
}

impl Default for Configuration {
    fn default() -> Self {
        Self {
            profile: Arc::new(Profile::gov_uk().clone()),
            schemas: Schemas::default(),
        }
    }
}

impl Configuration {
    /// The kind that the configuration gives to the documents at `path`; `None` leaves it to the document's own signs.
    pub fn kind_of(&self, _path: &str) -> Option<&Kind> {
        None
    }
}
