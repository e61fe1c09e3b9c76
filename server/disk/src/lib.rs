//! Reads trees, GOROOT and the go command's persisted settings. The only crate that reads files.
#![expect(clippy::disallowed_methods, reason = "this crate owns reading files")]

mod environment;
mod roots;
mod tree;

pub use environment::find_environment;
pub use roots::{Root, find_root};
pub use tree::{read_listing, read_text, walk};
