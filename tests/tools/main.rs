//! Tests that need Go, editors and compilers.

mod go_facts;
mod grammars;
mod packages;
mod tools;
