//! Text to facts: what a Go project's files say, as plain data with byte spans.
//!
//! Parsing never fails: facts are what could be read. This crate alone
//! knows tree-sitter, and no type of it shows in a public signature.

mod build_command;
mod builders;
pub mod c;
pub mod cgo;
pub mod go;
mod go_command;
pub mod go_mod;
pub mod goreleaser;
mod ignore;
mod lines;
mod linking;
mod plain_script;
mod span;
mod unquote;
pub mod workflow;
mod yaml;

pub use build_command::{BuildCommand, Builds, Claim};
pub use ignore::Ignore;
pub use linking::{Linking, link_mode};
pub use span::{Name, Span};
