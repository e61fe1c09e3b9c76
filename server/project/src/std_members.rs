//! Fields and methods of the standard library's types that do not exist on every port: generated,
//! so that no Go installation is needed.

use std::sync::LazyLock;

use platform::TargetSet;
use syntax::go::Words;

use crate::fast_map::FastMap;
use crate::std_members_table::{LINKS, MEMBERS};
use crate::std_packages::ports;
use crate::std_symbols_table::RELEASE;

/// A type of the standard library: its package's import path, and its name.
pub(crate) type StdName = (&'static str, &'static str);

/// What is known of a type, or of a package's functions.
#[derive(Debug)]
pub(crate) struct StdMembers {
    name: StdName,
    /// The members that do not exist wherever the type does, and where they do.
    pub(crate) varying: FastMap<&'static str, TargetSet>,
    /// Types of fields, and of the first results of methods and functions.
    pub(crate) links: FastMap<&'static str, StdName>,
}

impl StdMembers {
    fn new(name: StdName) -> StdMembers {
        StdMembers { name, varying: FastMap::default(), links: FastMap::default() }
    }
}

/// The type, as the table calls it, if its members vary or lead to some that do.
pub(crate) fn std_type(package: &str, name: &str) -> Option<StdName> {
    known(package, name).map(|known| known.name)
}

/// What is known of a type. What the ports that only other releases have lack is not known: every
/// member exists there.
pub(crate) fn std_members((package, name): StdName) -> Option<&'static StdMembers> {
    known(package, name)
}

/// The first result of a function, if that type is one of [`std_type`].
pub(crate) fn std_result(package: &str, function: &str) -> Option<StdName> {
    known(package, "")?.links.get(function).copied()
}

fn known(package: &str, name: &str) -> Option<&'static StdMembers> {
    type Packages = FastMap<&'static str, FastMap<&'static str, StdMembers>>;
    static KNOWN: LazyLock<Packages> = LazyLock::new(|| {
        let elsewhere = !TargetSet::of_release(RELEASE);
        let mut known = Packages::default();
        for (package, name, off, on, members) in MEMBERS {
            let off = ports(off) & TargetSet::without_cgo();
            let on = ports(on) & TargetSet::with_cgo();
            let places = off | on | elsewhere;
            let varying = &mut entry(&mut known, package, name).varying;
            varying.extend(members.split_whitespace().map(|member| (member, places)));
        }
        for (package, name, links) in LINKS {
            let known = &mut entry(&mut known, package, name).links;
            known.extend(links.split_whitespace().filter_map(link));
        }
        known
    });
    fn entry<'k>(
        known: &'k mut Packages,
        package: &'static str,
        name: &'static str,
    ) -> &'k mut StdMembers {
        let types = known.entry(package).or_default();
        types.entry(name).or_insert_with(|| StdMembers::new((package, name)))
    }
    KNOWN.get(package)?.get(name)
}

/// By [`Words::number`], the members that tell that a file which imports a package may miss one,
/// and where. None where nothing varies.
pub(crate) fn std_member_words(package: &str) -> Option<&'static FastMap<u32, TargetSet>> {
    type Packages = FastMap<&'static str, FastMap<u32, TargetSet>>;
    static WORDS: LazyLock<Packages> = LazyLock::new(|| {
        let mut words = Packages::default();
        for (package, name, ..) in MEMBERS {
            let known = words.entry(package).or_default();
            for (member, on) in known_members(package, name) {
                *known.entry(Words::number(member)).or_default() |= !on;
            }
        }
        // What leads into another package, whose own members the file may not name.
        for (package, _, links) in LINKS {
            for (member, (to, _)) in links.split_whitespace().filter_map(link) {
                if to != *package {
                    words
                        .entry(package)
                        .or_default()
                        .insert(Words::number(member), TargetSet::all());
                }
            }
        }
        words
    });
    fn known_members(package: &str, name: &str) -> impl Iterator<Item = (&'static str, TargetSet)> {
        let known = known(package, name).into_iter();
        known.flat_map(|known| known.varying.iter().map(|(member, on)| (*member, *on)))
    }
    WORDS.get(package)
}

/// `member>package.Type`.
fn link(text: &'static str) -> Option<(&'static str, StdName)> {
    let (member, to) = text.split_once('>')?;
    Some((member, to.rsplit_once('.')?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(patterns: &str) -> TargetSet {
        TargetSet::parse_patterns(patterns.split_whitespace()).unwrap()
    }

    #[test]
    fn every_row_is_readable() {
        for (package, name, off, on, members) in MEMBERS {
            for patterns in [off, on] {
                let patterns = patterns.split(", ").filter(|pattern| !pattern.is_empty());
                assert!(TargetSet::parse_patterns(patterns).is_ok(), "{package}.{name}");
            }
            let read = std_members(std_type(package, name).unwrap()).unwrap();
            assert!(members.split_whitespace().all(|member| read.varying.contains_key(member)));
        }
        for (package, name, links) in LINKS {
            let read = std_members((package, name)).unwrap();
            assert_eq!(read.links.len(), links.split_whitespace().count(), "{package}.{name}");
        }
    }

    #[test]
    fn members_are_where_go_has_them() {
        let now = TargetSet::of_release(RELEASE);
        let attributes = std_members(("syscall", "SysProcAttr")).unwrap();
        for (member, patterns) in [
            ("Setpgid", "!js/* !plan9/* !wasip1/* !windows/*"),
            ("Cloneflags", "linux android"),
            ("HideWindow", "windows"),
        ] {
            assert_eq!(attributes.varying[member] & now, set(patterns) & now, "{member}");
        }
        assert!(!attributes.varying.contains_key("Nothing"));
    }

    #[test]
    fn functions_and_fields_lead_to_types() {
        let command = std_result("os/exec", "Command").unwrap();
        let attributes = std_members(command).unwrap().links["SysProcAttr"];
        assert_eq!(attributes, ("syscall", "SysProcAttr"));
        assert_eq!(std_result("os/exec", "LookPath"), None);
        assert_eq!(std_type("strings", "Builder"), None);
    }
}
