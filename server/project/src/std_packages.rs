//! The standard library's packages and where each has files: generated, so that no Go
//! installation is needed.

use std::collections::HashMap;
use std::sync::LazyLock;

use platform::TargetSet;

use crate::std_packages_table::{EVERYWHERE, SOMEWHERE};

/// Where a package of the standard library has files; none for a path that is not one.
/// Internal packages are known too, those vendored into the library are not.
pub(crate) fn std_package(import_path: &str) -> Option<TargetSet> {
    static PACKAGES: LazyLock<HashMap<&str, TargetSet>> = LazyLock::new(|| {
        let everywhere = EVERYWHERE.iter().map(|path| (*path, TargetSet::all()));
        let somewhere = SOMEWHERE.iter().map(|(path, off, on)| {
            let off = ports(off) & TargetSet::without_cgo();
            let on = ports(on) & TargetSet::with_cgo();
            (*path, off | on)
        });
        everywhere.chain(somewhere).collect()
    });
    PACKAGES.get(import_path).copied()
}

/// What a list of patterns names. A pattern that cannot be read hides nothing: what is not known is
/// available everywhere.
pub(crate) fn ports(patterns: &str) -> TargetSet {
    let patterns = patterns.split(", ").filter(|pattern| !pattern.is_empty());
    TargetSet::parse_patterns(patterns).unwrap_or_else(|_| TargetSet::all())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(patterns: &str) -> TargetSet {
        TargetSet::parse_patterns(patterns.split_whitespace()).unwrap()
    }

    #[test]
    fn every_pattern_is_readable() {
        for (path, off, on) in SOMEWHERE {
            for patterns in [off, on] {
                let patterns = patterns.split(", ").filter(|pattern| !pattern.is_empty());
                assert!(TargetSet::parse_patterns(patterns).is_ok(), "{path}");
            }
        }
    }

    #[test]
    fn packages_are_where_go_has_them() {
        for path in ["fmt", "net/http", "syscall", "log/syslog", "unsafe", "internal/abi", "plugin"]
        {
            assert_eq!(std_package(path), Some(TargetSet::all()), "{path}");
        }
        assert_eq!(std_package("syscall/js"), Some(set("js/wasm")));
        assert_eq!(std_package("runtime/cgo"), Some(TargetSet::with_cgo()));
        assert_eq!(std_package("internal/syscall/windows"), Some(set("windows")));
        for path in ["", "C", "fmt/", "net/http/v2", "golang.org/x/sys/unix", "cmd/go", "linux"] {
            assert_eq!(std_package(path), None, "{path}");
        }
    }
}
