//! What can go wrong on some port: one file a rule, found by existence.
//!
//! [`check`] is a pure function of a Snapshot: same input, same bytes
//! out, same order.

mod c_moves;
mod cgo_conditions;
mod cgo_exports;
mod cgo_lines;
mod check;
mod comparison;
mod early_calls;
mod finding;
mod findings;
mod fixes;
pub mod hazards;
mod javascript;
mod memo;
mod missing_names;
mod narrowing;
mod part;
mod pkg_config;
mod policy;
mod replacement;
mod rule;
mod silence;
mod stub;
mod unmeant;

pub use check::{Outcome, check, check_part, check_until, check_with, predictions};
pub use comparison::{Agreement, Cell, Comparison, FoldedError, Judgement, Prediction};
pub use finding::{Applicability, Edit, Finding, Fix, Predicts, Related};
pub use findings::{Explanation, Findings, Where};
pub use memo::Stubs;
pub use part::Part;
pub use policy::{BuildMode, Complaint, Inspection, Request, judge};
pub use rule::{IdleIgnore, IdleReason, Judges, Rule, Scope};
pub use unmeant::{Unmeant, UnmeantSystem};
