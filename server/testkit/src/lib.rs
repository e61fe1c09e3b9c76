//! The fixture language of the tests: archives of files, and comments that say what is found where.
//!
//! # Archives
//!
//! Go's txtar format: prose, then files, each under a line `-- name --`. See [`Archive`].
//!
//! # Wants
//!
//! A comment at the end of a line says what is found on that line; see [`want`]:
//!
//! ```text
//! func f() { syscall.Kill(1, 2) } // want unavailable-symbol "syscall.Kill": plan9/*, windows/*
//! ```

pub mod page;
mod txtar;
pub mod want;

pub use txtar::{Archive, File};
