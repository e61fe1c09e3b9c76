//! Runs the go command and other tools: with an explicit environment, never through a shell, a
//! process group each, killed whole.
#![expect(clippy::disallowed_methods, reason = "this crate owns starting processes")]

mod cancel;
mod go;
mod job;
mod matrix;
mod port;
mod process;
mod said;

pub use cancel::Cancel;
pub use go::Go;
pub use job::{Imports, Job, Limits, Planned, Round, Tool};
pub use matrix::{Event, run};
pub use port::program_name;
