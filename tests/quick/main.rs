//! Tests that need neither network nor Go.
#![expect(clippy::disallowed_methods, reason = "tests read the repository")]

mod complete;
mod driver;
mod floors;
mod owners;
mod repository;
mod tidy;
