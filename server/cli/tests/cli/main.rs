//! The real binary: what is typed, what it answers, what it does to files. Needs neither Go nor
//! network.
#![expect(clippy::disallowed_methods, reason = "tests start the binary and look at files")]

mod errors;
mod page;
#[expect(dead_code, reason = "the tests of findings come with the rules")]
mod place;
