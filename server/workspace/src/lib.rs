//! The pipeline that every front end needs: tree to Snapshot to findings.

mod changes;
mod evidence;
mod fix;
mod inspect;
mod load;
mod matrix;
mod overlaid;
mod reader;
mod settings;
#[cfg(test)]
mod tests;
mod workspace;

use project::{Environment, FilePath};

pub use disk::Root;
pub use fix::{Applied, apply_fix, apply_safe_fixes};
pub use inspect::{binaries_below, inspect, policies_for, policies_of};
pub use matrix::{Matrix, MatrixOptions, MatrixPlan};
pub use settings::Misconfiguration;
pub use toolchain::{Cancel, Event as BuildEvent, Go};
pub use workspace::{Options, Progress, Workspace};

/// The findings of a workspace under the rules that it was opened with.
pub fn check(workspace: &Workspace) -> rules::Outcome {
    rules::check_with(workspace.rules(), &workspace.snapshot())
}

/// All workspaces of an editor's folder: the one that it belongs to, and those of the modules
/// and go.work files below it, in path order. A go.work stands for the modules that it uses.
/// Never empty.
pub fn roots_below(folder: &FilePath, environment: &Environment) -> Vec<Root> {
    disk::roots_below(&disk::Disk, folder, environment.go_work.as_deref())
}

/// The workspace that a file or folder belongs to.
pub fn root_of(path: &FilePath, environment: &Environment) -> Root {
    disk::find_root(&disk::Disk, path, environment.go_work.as_deref())
}
