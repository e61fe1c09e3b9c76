//! The anyport binary: arguments, terminal, exit codes.
fn main() {}
