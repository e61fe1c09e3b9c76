//! The standard library's packages and where each has files: generated, so that no Go
//! installation is needed.

use platform::TargetSet;

/// Where a package of the standard library has files; none for a path that is not one.
pub(crate) fn std_package(_import_path: &str) -> Option<TargetSet> {
    None
}
