//! Sets of configurations: one bit per port and cgo setting.

use std::fmt;
use std::ops::{BitAnd, BitAndAssign, BitOr, BitOrAssign, Not, Sub, SubAssign};
use std::str::FromStr;
use std::sync::LazyLock;

use crate::{Port, Release, Words, os};

/// One configuration: a port with cgo off or on. Written `linux/amd64`
/// and `linux/amd64+cgo`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Target {
    /// The GOOS/GOARCH pair.
    pub port: Port,
    /// Whether cgo is enabled.
    pub cgo: bool,
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.port, if self.cgo { "+cgo" } else { "" })
    }
}

/// Reads `linux/amd64` and `linux/amd64+cgo`; fails for what no release in the table has.
impl FromStr for Target {
    type Err = ();

    fn from_str(text: &str) -> Result<Target, ()> {
        let (port, cgo) = match text.strip_suffix("+cgo") {
            Some(port) => (port, true),
            None => (text, false),
        };
        let (os, arch) = port.split_once('/').ok_or(())?;
        let port = Port::find(os, arch).ok_or(())?;
        if cgo && !port.supports_cgo() {
            return Err(());
        }
        Ok(Target { port, cgo })
    }
}

/// A set of [`Target`]s: the answer to every "where?".
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct TargetSet(u128);

/// Two bits a port: cgo off, then cgo on.
const fn bit(target: Target) -> u128 {
    1 << (2 * target.port.0 + target.cgo as u8)
}

/// Every bit of a cgo-off configuration.
const OFF: u128 = 0x5555_5555_5555_5555_5555_5555_5555_5555;

const _: () = assert!(crate::table::PORTS.len() <= 64, "a TargetSet has room for 64 ports");

impl TargetSet {
    /// No configuration.
    pub const EMPTY: TargetSet = TargetSet(0);

    /// Every configuration of every release in the table.
    pub fn all() -> TargetSet {
        static ALL: LazyLock<TargetSet> = LazyLock::new(|| TargetSet::of_ports(|_| true));
        *ALL
    }

    fn of_ports(wanted: impl Fn(Port) -> bool) -> TargetSet {
        Port::all().filter(|port| wanted(*port)).map(TargetSet::of_port).collect()
    }

    /// Both configurations of a port, or its only one.
    pub fn of_port(port: Port) -> TargetSet {
        let off = bit(Target { port, cgo: false });
        TargetSet(if port.supports_cgo() { off | off << 1 } else { off })
    }

    /// Every configuration that a release builds for.
    pub fn of_release(release: Release) -> TargetSet {
        static KNOWN: LazyLock<Vec<TargetSet>> = LazyLock::new(|| {
            let numbers = 0..=Release::CURRENT.number();
            numbers.map(|number| TargetSet::existing_in(Release::minor(number))).collect()
        });
        // A newer release counts as the newest that is known.
        KNOWN.get(usize::from(release.number())).or(KNOWN.last()).copied().unwrap_or_default()
    }

    fn existing_in(release: Release) -> TargetSet {
        let ports = TargetSet::of_ports(|port| port.exists_in(release));
        let cgo = TargetSet::of_ports(|port| port.supports_cgo_in(release));
        ports & (cgo | TargetSet::without_cgo())
    }

    /// The first-class ports, cgo off and on.
    pub fn first_class() -> TargetSet {
        TargetSet::of_ports(Port::is_first_class)
    }

    /// The ports on which the tag `unix` holds.
    pub fn unix() -> TargetSet {
        TargetSet::of_ports(|port| os::is_unix(port.os()))
    }

    /// Every configuration with cgo on.
    pub fn with_cgo() -> TargetSet {
        TargetSet::all() - TargetSet(OFF)
    }

    /// Every configuration with cgo off.
    pub fn without_cgo() -> TargetSet {
        TargetSet::all() & TargetSet(OFF)
    }

    /// Every configuration of an operating system (GOOS, not the tag: `linux` is not android here).
    pub fn of_os(os: &str) -> TargetSet {
        TargetSet::of_ports(|port| port.os() == os)
    }

    /// Every configuration of an architecture (GOARCH).
    pub fn of_arch(arch: &str) -> TargetSet {
        TargetSet::of_ports(|port| port.arch() == arch)
    }

    /// Whether it holds nothing.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many configurations it holds.
    pub const fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Whether it holds that configuration.
    pub const fn contains(self, target: Target) -> bool {
        self.0 & bit(target) != 0
    }

    /// Whether every configuration of it is one of the other's.
    pub const fn is_subset_of(self, other: TargetSet) -> bool {
        self.0 & !other.0 == 0
    }

    /// Whether the two share a configuration.
    pub const fn intersects(self, other: TargetSet) -> bool {
        self.0 & other.0 != 0
    }

    /// Its configurations, by port in alphabetical order, cgo off before cgo on.
    pub fn iter(self) -> impl Iterator<Item = Target> {
        let mut bits = self.0;
        std::iter::from_fn(move || {
            if bits == 0 {
                return None;
            }
            let lowest = bits.trailing_zeros() as u8;
            bits &= bits - 1;
            Some(Target { port: Port(lowest / 2), cgo: lowest % 2 == 1 })
        })
    }

    /// Its ports, in alphabetical order, each once.
    pub fn ports(self) -> impl Iterator<Item = Port> {
        let off = TargetSet((self.0 | self.0 >> 1) & OFF);
        off.iter().map(|target| target.port)
    }

    /// Both cgo settings of every port in the set, where some release supports both.
    #[must_use]
    pub fn with_both_cgo_settings(self) -> TargetSet {
        let off = (self.0 | self.0 >> 1) & OFF;
        TargetSet(off | off << 1) & TargetSet::all()
    }

    /// The set as people write it, in the light of what is under discussion: `windows/*` when it
    /// holds every windows port that `within` holds. See [`Words`].
    pub fn words(self, within: TargetSet) -> Words {
        Words { set: self, within }
    }
}

/// Its words among all configurations, in braces.
impl fmt::Debug for TargetSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{{{}}}", self.words(TargetSet::all()))
    }
}

impl From<Target> for TargetSet {
    fn from(target: Target) -> TargetSet {
        TargetSet(bit(target))
    }
}

impl FromIterator<Target> for TargetSet {
    fn from_iter<I: IntoIterator<Item = Target>>(targets: I) -> TargetSet {
        targets.into_iter().map(TargetSet::from).collect()
    }
}

/// The union.
impl FromIterator<TargetSet> for TargetSet {
    fn from_iter<I: IntoIterator<Item = TargetSet>>(sets: I) -> TargetSet {
        sets.into_iter().fold(TargetSet::EMPTY, TargetSet::bitor)
    }
}

impl BitOr for TargetSet {
    type Output = TargetSet;
    fn bitor(self, other: TargetSet) -> TargetSet {
        TargetSet(self.0 | other.0)
    }
}

impl BitOrAssign for TargetSet {
    fn bitor_assign(&mut self, other: TargetSet) {
        self.0 |= other.0;
    }
}

impl BitAnd for TargetSet {
    type Output = TargetSet;
    fn bitand(self, other: TargetSet) -> TargetSet {
        TargetSet(self.0 & other.0)
    }
}

impl BitAndAssign for TargetSet {
    fn bitand_assign(&mut self, other: TargetSet) {
        self.0 &= other.0;
    }
}

impl Sub for TargetSet {
    type Output = TargetSet;
    fn sub(self, other: TargetSet) -> TargetSet {
        TargetSet(self.0 & !other.0)
    }
}

impl SubAssign for TargetSet {
    fn sub_assign(&mut self, other: TargetSet) {
        self.0 &= !other.0;
    }
}

impl Not for TargetSet {
    type Output = TargetSet;
    fn not(self) -> TargetSet {
        TargetSet::all() - self
    }
}
