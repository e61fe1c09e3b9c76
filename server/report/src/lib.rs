//! Results to text and JSON: one format, one file.
//!
//! Everything here is pure: values in, a string out. Colour, width and
//! the folder that paths are shown from are the caller's to decide.

mod change;
mod chosen_ports;
mod diff;
mod excerpt;
mod html;
mod inspection;
mod json;
mod lines;
mod matrix;
mod page;
mod paths;
mod rule_list;
#[cfg(test)]
mod testing;
mod text;
mod verdict;
mod words;

use std::sync::Arc;

use project::{FilePath, Snapshot};
use rules::Finding;

pub use diff::unified_diff;
pub use inspection::{inspection_html, inspection_json, inspection_schema, inspection_text};
pub use json::{json, json_schema};
pub use matrix::{BuiltMatrix, matrix_html, matrix_json, matrix_json_schema, matrix_text};
pub use page::page;
pub use paths::shown_from;
pub use rule_list::{rule_list, rule_list_json};
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

/// How text is dressed.
#[derive(Clone, Debug)]
pub struct Dress {
    /// Whether ANSI colours are used.
    pub colour: bool,
    /// The width to stay within, in columns of a terminal.
    pub width: usize,
    /// The folder that paths are shown from: the reader's current directory.
    pub base: FilePath,
}
