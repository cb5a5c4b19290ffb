//! framelint checks the documents of a capability framework: role pages, skill tables and the skill catalogue.
//!
//! Data flows one way: sources are parsed into [`document::Document`]s, [`rules`] look at each of them and at the
//! [`facts`] of all of them, and what they find becomes a [`engine::Report`] that [`render`] shows.

mod composed;
pub mod config;
pub mod discover;
pub mod document;
pub mod engine;
pub mod explain;
pub mod export;
pub mod facts;
pub mod files;
pub mod finding;
pub mod fix;
pub mod framework;
pub mod init;
pub mod lookalikes;
mod misheard;
pub mod parse;
pub mod policy;
pub mod render;
pub mod rule;
pub mod rules;
pub mod schema;
pub mod source;
mod survey;
pub mod text;
mod unsaid;
