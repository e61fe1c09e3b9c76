//! Tests that need Go, editors and compilers.

mod constraints;
mod generated_from_go;
mod go_facts;
mod grammars;
mod neovim;
mod packages;
mod tools;
