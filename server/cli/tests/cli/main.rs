//! The real binary: what is typed, what it answers, what it does to files. Needs neither Go nor
//! network.
#![expect(clippy::disallowed_methods, reason = "tests start the binary and look at files")]

mod check;
mod demo;
mod errors;
mod fix;
mod init;
mod inspect;
#[cfg(unix)]
mod matrix;
mod page;
mod place;
mod schema;
