//! Compiles the generated parser.
fn main() {}
