//! The project's own chores, as far as the tests share them.

pub mod derived;
pub mod from_go;
pub mod new_rule;
pub mod vsix;

use std::path::{Path, PathBuf};

/// The repository's root.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_owned()
}
