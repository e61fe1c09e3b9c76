//! Names of the standard library that do not exist on every port: generated, so that no Go
//! installation is needed.

use std::sync::LazyLock;

use platform::TargetSet;

use crate::fast_map::FastMap;
use crate::std_packages::ports;
use crate::std_symbols_table::{HOLES, RELEASE};

/// The exported names of a package that are missing on some target where the package has files, and
/// where each exists. None for a package whose names are the same everywhere.
///
/// What the ports that only other releases have lack is not known: every name exists there.
pub(crate) fn std_symbol_holes(
    import_path: &str,
) -> Option<&'static FastMap<&'static str, TargetSet>> {
    type Packages = FastMap<&'static str, FastMap<&'static str, TargetSet>>;
    static PACKAGES: LazyLock<Packages> = LazyLock::new(|| {
        let elsewhere = !TargetSet::of_release(RELEASE);
        let mut packages = Packages::default();
        for (package, off, on, names) in HOLES {
            let off = ports(off) & TargetSet::without_cgo();
            let on = ports(on) & TargetSet::with_cgo();
            let places = off | on | elsewhere;
            let known = packages.entry(package).or_default();
            known.extend(names.split_whitespace().map(|name| (name, places)));
        }
        packages
    });
    PACKAGES.get(import_path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fast_map::FastSet;

    fn set(patterns: &str) -> TargetSet {
        TargetSet::parse_patterns(patterns.split_whitespace()).unwrap()
    }

    #[test]
    fn every_pattern_is_readable_and_every_name_listed_once() {
        let mut names = 0;
        for (package, off, on, listed) in HOLES {
            for patterns in [off, on] {
                let patterns = patterns.split(", ").filter(|pattern| !pattern.is_empty());
                assert!(TargetSet::parse_patterns(patterns).is_ok(), "{package}");
            }
            names += listed.split_whitespace().count();
        }
        let packages: FastSet<&str> = HOLES.iter().map(|hole| hole.0).collect();
        let read = packages.iter().map(|package| std_symbol_holes(package).unwrap().len());
        assert_eq!(read.sum::<usize>(), names);
    }

    #[test]
    fn names_are_where_go_has_them() {
        let syscall = std_symbol_holes("syscall").unwrap();
        let now = TargetSet::of_release(RELEASE);
        for (name, patterns) in [
            ("Kill", "!plan9 !windows"),
            ("EpollCreate1", "linux android"),
            ("LoadDLL", "windows"),
            ("Kqueue", "darwin dragonfly freebsd ios netbsd openbsd"),
            (
                "SYS_SOCKETCALL",
                "linux/386 linux/arm linux/mips linux/mipsle linux/ppc64 linux/ppc64le linux/s390x \
                 android/386 android/arm",
            ),
            ("RFMEM", "plan9"),
        ] {
            assert_eq!(syscall[name] & now, set(patterns) & now, "{name}");
        }
        // Everywhere, unexported, and nowhere.
        for name in ["Exit", "Errno", "Read", "read", "Killl", ""] {
            assert_eq!(syscall.get(name), None, "{name}");
        }
        let syslog = std_symbol_holes("log/syslog").unwrap();
        assert_eq!(syslog["Dial"] & now, set("!plan9 !windows") & now);
        assert_eq!(syslog.get("Priority"), Some(&syslog["Dial"]));
    }

    #[test]
    fn ports_of_other_releases_lack_nothing() {
        let windows_arm = set("windows/arm");
        assert!(!windows_arm.intersects(TargetSet::of_release(RELEASE)));
        assert!(windows_arm.is_subset_of(std_symbol_holes("syscall").unwrap()["Kill"]));
    }

    #[test]
    fn packages_without_holes_are_none() {
        for path in ["fmt", "net", "os", "", "syscall/js", "C", "golang.org/x/sys/unix"] {
            assert!(std_symbol_holes(path).is_none(), "{path}");
        }
    }
}
