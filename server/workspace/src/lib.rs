//! The pipeline that every front end needs: tree to Snapshot to findings.

mod fix;
mod workspace;

pub use fix::{Applied, apply_safe_fixes};
pub use workspace::{Options, Progress, Workspace};
