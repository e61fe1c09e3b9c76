//! Sets of configurations in words.

use std::fmt;
use std::sync::LazyLock;

use crate::remembered::Remembered;
use crate::{Port, TargetSet};

/// A [`TargetSet`] in words: `windows/*, plan9/amd64`. Made by [`TargetSet::words`].
///
/// - all that `within` holds, over more than two systems: `every port`; when little is missing,
///   `every port but plan9/*, windows/*`;
/// - all ports of a system that `within` holds, if that has several: `windows/*`;
/// - most of them: `linux/* (not arm64, riscv64)`;
/// - an architecture on three and more systems: `*/arm64`;
/// - else the port;
/// - where `within` has both cgo settings and the set only one, `(cgo off)` or `(cgo on)` follows:
///   one note at the end speaks of everything before it; where the ports differ in this, each item
///   has its own, and those without one come last, if need be as `every other port`;
/// - the empty set: `no port`.
#[derive(Clone, Copy)]
pub struct Words {
    pub(crate) set: TargetSet,
    pub(crate) within: TargetSet,
}

/// Which of its configurations a port contributes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cgo {
    Off,
    On,
    /// Both, or the only one that is under discussion.
    All,
}

impl Cgo {
    fn note(self) -> &'static str {
        match self {
            Cgo::Off => " (cgo off)",
            Cgo::On => " (cgo on)",
            Cgo::All => "",
        }
    }
}

impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        static KNOWN: LazyLock<Remembered<String>> = LazyLock::new(Remembered::default);
        f.write_str(&KNOWN.get_or_make(self.set, self.within, || self.text()))
    }
}

impl Words {
    fn text(self) -> String {
        if self.set.is_empty() {
            return "no port".to_owned();
        }
        let within = self.within | self.set;
        let (off, on) = (TargetSet::without_cgo(), TargetSet::with_cgo());
        let around = self.set.with_both_cgo_settings() & within;
        // One setting throughout, and the other exists there: one note for all.
        for (setting, cgo) in [(off, Cgo::Off), (on, Cgo::On)] {
            if self.set.is_subset_of(setting) && !around.is_subset_of(setting) {
                let items = items(self.set, within & setting);
                return items.join(", ") + cgo.note();
            }
        }
        let of_port = |port: Port| {
            let (has, may) = (self.set & port.targets(), within & port.targets());
            match (has == may, has.is_subset_of(off)) {
                (true, _) => Cgo::All,
                (false, true) => Cgo::Off,
                (false, false) => Cgo::On,
            }
        };
        let mut all = Vec::new();
        for cgo in [Cgo::Off, Cgo::On, Cgo::All] {
            let ports = self.set.ports().filter(|port| of_port(*port) == cgo);
            let part: TargetSet = ports.map(Port::targets).collect();
            let around = within.with_both_cgo_settings();
            let is_rest =
                !all.is_empty() && around - part == (self.set - part).with_both_cgo_settings();
            if cgo == Cgo::All && is_rest {
                all.push("every other port".to_owned());
                break;
            }
            let words = items(part, around);
            all.extend(words.into_iter().map(|item| item + cgo.note()));
        }
        all.join(", ")
    }
}

/// The ports of a set, as few words as are clear. Cgo plays no part here.
fn items(set: TargetSet, within: TargetSet) -> Vec<String> {
    let listed = grouped(set, within);
    let rest = (within - set.with_both_cgo_settings()) & within;
    if systems(within).len() <= 2 || set.is_empty() {
        return listed;
    }
    if rest.is_empty() {
        return vec!["every port".to_owned()];
    }
    let missing = grouped(rest, within);
    if listed.len() > 4 && missing.len() * 2 < listed.len() {
        return vec![format!("every port but {}", missing.join(", "))];
    }
    listed
}

fn systems(set: TargetSet) -> Vec<&'static str> {
    let mut systems: Vec<&str> = set.ports().map(Port::os).collect();
    systems.dedup();
    systems
}

/// Whole architectures where that saves two words, then by system.
fn grouped(set: TargetSet, within: TargetSet) -> Vec<String> {
    let mut architectures: Vec<&str> = set.ports().map(Port::arch).collect();
    architectures.sort_unstable();
    architectures.dedup();
    let mut items = by_system(set, within);
    let mut left = set;
    let mut stars: Vec<String> = Vec::new();
    for architecture in architectures {
        let of_arch = TargetSet::of_arch(architecture) & within;
        let without = left - of_arch;
        if !of_arch.ports().all(|port| set.intersects(port.targets())) || left == without {
            continue;
        }
        let shorter = by_system(without, within);
        if shorter.len() + 2 < items.len() {
            stars.push(format!("*/{architecture}"));
            (items, left) = (shorter, without);
        }
    }
    stars.extend(items);
    stars
}

/// System by system: `windows/*`, `linux/* (not arm64)`, or its ports.
fn by_system(set: TargetSet, within: TargetSet) -> Vec<String> {
    let mut items = Vec::new();
    for system in systems(set) {
        let of_os = TargetSet::of_os(system);
        let has: Vec<Port> = (set & of_os).ports().collect();
        let missing = (within & of_os).ports().filter(|port| !has.contains(port));
        let missing: Vec<&str> = missing.map(Port::arch).collect();
        match (has.len(), missing.len()) {
            (2.., 0) => items.push(format!("{system}/*")),
            (some, few) if few > 0 && some >= 3 * few => {
                items.push(format!("{system}/* (not {})", missing.join(", ")));
            }
            _ => items.extend(has.iter().map(Port::to_string)),
        }
    }
    items
}
