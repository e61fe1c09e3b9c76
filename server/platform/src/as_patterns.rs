//! Sets of ports as the shortest list of patterns that says them.

use crate::{Port, TargetSet};

impl TargetSet {
    /// The ports of the set as patterns (`linux/*`, `first-class`, `!windows/arm64`), among the
    /// ports that `within` holds: as few as say just that. Cgo plays no part. The words
    /// for all are `all`; nothing is said as an empty list.
    pub fn as_patterns(self, within: TargetSet) -> Vec<String> {
        let within = within.with_both_cgo_settings();
        let set = self.with_both_cgo_settings() & within;
        let first_class = TargetSet::first_class() & within;
        // The first of the shortest counts.
        let mut found = by_system(set, set, within);
        let mut others = vec![("all", within)];
        others.insert(0, ("first-class", first_class));
        for (word, base) in others {
            if !base.intersects(set) {
                continue;
            }
            let away = taken_away(base - set, set);
            // Few know by heart which ports are first class: a list of what is left says more.
            let single = away.iter().filter(|pattern| !pattern.ends_with("/*")).count();
            let is_plain = word == "all" || single <= 1;
            let mut list = vec![word.to_owned()];
            list.extend(by_system(set - base, set, within));
            list.extend(away);
            if is_plain && list.len() < found.len() {
                found = list;
            }
        }
        found
    }
}

/// What is left to be said of a set, system by system.
fn by_system(left: TargetSet, set: TargetSet, within: TargetSet) -> Vec<String> {
    let mut listed = Vec::new();
    let mut taken = Vec::new();
    for system in systems(left) {
        let of_os = TargetSet::of_os(system) & within;
        let missing = of_os - set;
        let ports: Vec<Port> = (left & of_os).ports().collect();
        if missing.ports().count() + 1 < ports.len() {
            listed.push(format!("{system}/*"));
            taken.extend(missing.ports().map(|port| format!("!{port}")));
        } else {
            listed.extend(ports.iter().map(Port::to_string));
        }
    }
    listed.extend(taken);
    listed
}

/// Patterns that take away what is too much, and nothing of the set.
fn taken_away(away: TargetSet, set: TargetSet) -> Vec<String> {
    let mut list = Vec::new();
    for system in systems(away) {
        let of_os = TargetSet::of_os(system);
        if set.intersects(of_os) {
            list.extend((away & of_os).ports().map(|port| format!("!{port}")));
        } else {
            list.push(format!("!{system}/*"));
        }
    }
    list
}

fn systems(set: TargetSet) -> Vec<&'static str> {
    let mut systems: Vec<&str> = set.ports().map(Port::os).collect();
    systems.dedup();
    systems
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Release;

    fn said(patterns: &[&str]) -> String {
        let within = TargetSet::of_release(Release::CURRENT);
        let set = TargetSet::parse_patterns(patterns.iter().copied()).unwrap() & within;
        set.as_patterns(within).join(" ")
    }

    #[test]
    fn sets_are_said_shortly() {
        for (patterns, expected) in [
            (&["first-class"][..], "first-class"),
            (&["all"], "all"),
            (&["all", "!plan9/*"], "all !plan9/*"),
            (&["all", "!plan9/arm", "!js/*"], "all !js/* !plan9/arm"),
            (&["first-class", "!windows/*"], "first-class !windows/*"),
            (&["first-class", "windows/arm64"], "first-class windows/arm64"),
            (
                &["first-class", "!linux/arm", "!windows/386"],
                "darwin/* linux/386 linux/amd64 linux/arm64 windows/amd64",
            ),
            (&["linux/amd64"], "linux/amd64"),
            (&["linux/*", "!linux/arm"], "linux/* !linux/arm"),
            (&["linux/amd64", "darwin/arm64", "darwin/amd64"], "darwin/* linux/amd64"),
            (&["js/wasm"], "js/wasm"),
            (&["freebsd/*", "windows/arm64"], "freebsd/* windows/arm64"),
        ] {
            assert_eq!(said(patterns), expected, "{patterns:?}");
        }
        assert!(TargetSet::EMPTY.as_patterns(TargetSet::all()).is_empty());
    }

    #[test]
    fn what_is_said_is_the_set() {
        let within = TargetSet::of_release(Release::CURRENT);
        let ports: Vec<Port> = within.ports().collect();
        let mut seed: u64 = 7;
        for _ in 0..2000 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            // Between rare and frequent.
            let few = seed >> 61;
            let set: TargetSet = ports
                .iter()
                .enumerate()
                .filter(|(at, _)| (seed >> (at % 50)) % 8 <= few)
                .map(|(_, port)| port.targets() & within)
                .collect();
            let patterns = set.as_patterns(within);
            let read = TargetSet::parse_patterns(patterns.iter().map(String::as_str)).unwrap();
            assert_eq!(read & within, set, "{patterns:?}");
        }
    }
}
