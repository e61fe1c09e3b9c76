//! Ports of Go, sets of them, and the constraints that choose among them.
//!
//! This crate alone knows the names of operating systems and
//! architectures. Everything anyport says is about *where*, and a
//! [`TargetSet`] is the answer to every "where?".

mod aliases;
pub mod arch;
mod as_constraint;
mod as_patterns;
mod assignment;
mod c_flags;
mod c_macros;
mod compilers;
mod constraint;
mod constraint_parser;
mod evaluate;
mod file_name;
mod host_path;
mod hosts;
mod machine;
mod misleading;
pub mod os;
mod patterns;
mod port;
mod release;
mod remembered;
mod runners;
mod table;
mod tag_characters_table;
mod tags;
mod target_set;
mod variants;
mod words;

pub use aliases::{is_other_name, suggestion};
pub use assignment::Assignment;
pub use c_flags::{PortFlag, port_flag};
pub use c_macros::c_macro_defined_on;
pub use constraint::{Constraint, ConstraintError};
pub use file_name::FileName;
pub use host_path::{Home, HostPath, HostPathKind, host_path};
pub use misleading::{MisleadingSuffix, is_everyday_word};
pub use port::Port;
pub use release::Release;
pub use tags::{TagKind, tag_kind};
pub use target_set::{Target, TargetSet};
pub use variants::variant_of_arch;
pub use words::Words;

#[cfg(test)]
mod tests;
