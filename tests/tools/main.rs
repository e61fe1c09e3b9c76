//! Tests that need Go, editors and compilers.

mod build_lists;
mod cgo;
mod cgo_flags;
mod compile_errors;
mod constraints;
mod editors;
mod generated_from_go;
mod go;
mod go_facts;
mod go_mod;
mod grammars;
mod helix;
mod inspect;
mod matrix;
mod neovim;
mod outline;
mod packages;
mod predicted;
mod random;
mod std_symbols;
mod stubs;
mod tools;
mod vscode;
