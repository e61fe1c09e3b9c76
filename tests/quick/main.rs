//! Tests that need neither network nor Go.
fn main() {}
