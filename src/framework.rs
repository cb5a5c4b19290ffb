//! All documents together, as agreement rules see them.

use std::marker::PhantomData;

/// The facts of all documents, with names resolved.
#[derive(Debug)]
pub struct Framework<'a>(PhantomData<&'a ()>);
