//! Ports of Go, sets of them, and the constraints that choose among them.
//!
//! This crate alone knows the names of operating systems and
//! architectures. Everything anyport says is about *where*, and a
//! [`TargetSet`] is the answer to every "where?".

mod assignment;
mod constraint;
mod file_name;
mod hosts;
mod port;
mod release;
mod target_set;

pub use assignment::Assignment;
pub use constraint::{Constraint, ConstraintError};
pub use file_name::FileName;
pub use port::Port;
pub use release::Release;
pub use target_set::{Target, TargetSet, Words};
