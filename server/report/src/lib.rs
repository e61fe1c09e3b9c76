//! Results to text and JSON: one format, one file.

mod json;
mod text;

use std::sync::Arc;

use project::{FilePath, Snapshot};
use rules::Finding;

pub use json::{json, json_schema};
pub use text::text;

/// One checked workspace, ready to be told.
pub struct Checked<'a> {
    /// What was judged.
    pub snapshot: &'a Snapshot,
    /// What was found, in order.
    pub findings: &'a [Finding],
    /// A file's text as it was judged.
    pub text: &'a dyn Fn(&FilePath) -> Option<Arc<str>>,
    /// How long it took, in seconds.
    pub seconds: f64,
}
