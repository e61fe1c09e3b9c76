//! Tests that need Go, editors and compilers.
fn main() {}
