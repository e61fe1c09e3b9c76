//! Names of the standard library that do not exist on every port.

use platform::TargetSet;

use crate::fast_map::FastMap;

/// The exported names of a package that are missing on some target where the package has files, and
/// where each exists. None for a package whose names are the same everywhere.
pub(crate) fn std_symbol_holes(
    _import_path: &str,
) -> Option<&'static FastMap<&'static str, TargetSet>> {
    None
}
