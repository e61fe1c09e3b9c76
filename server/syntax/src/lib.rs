//! Text to facts: what a Go project's files say, as plain data with byte spans.
//!
//! Parsing never fails: facts are what could be read. This crate alone
//! knows tree-sitter, and no type of it shows in a public signature.

pub mod cgo;
pub mod go;
pub mod go_mod;
mod ignore;
mod lines;
mod span;
mod unquote;

pub use ignore::Ignore;
pub use span::{Name, Span};
