//! What documents say that others must not contradict: keys, values and places.
//!
//! A fact is 40 bytes whatever it is about. Names are held once, beside the facts, under their hash.

use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

use crate::text::collapse_white_space;

/// Hash of a name (of a skill, a role, a path) with its white space collapsed; case and everything else counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NameId(u64);

impl NameId {
    /// The identity of a name.
    pub fn of(name: &str) -> Self {
        Self(xxh3_64(collapse_white_space(name).as_bytes()))
    }
}

/// 128-bit hash of a normalised value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ValueHash([u64; 2]);

impl ValueHash {
    /// The hash of a value that is already normalised.
    pub fn of(value: &str) -> Self {
        Self::from(xxh3_128(value.as_bytes()))
    }
}

impl From<u128> for ValueHash {
    fn from(hash: u128) -> Self {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the two halves of the hash"
        )]
        Self([(hash >> 64) as u64, hash as u64])
    }
}

/// Which document of the framework, from 0 in the order of their paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentId(pub u32);

/// Where a fact stands: a document and a piece of it. What the piece counts depends on the fact's relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The document.
    pub document: DocumentId,
    /// The piece, from 0.
    pub piece: u32,
}
