//! Sets of configurations: one bit per port and cgo setting.

use std::fmt;
use std::ops::{BitAnd, BitAndAssign, BitOr, BitOrAssign, Not, Sub, SubAssign};
use std::str::FromStr;

use crate::{Port, Release};

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
        write!(f, "{}/{}{}", self.port.os(), self.port.arch(), if self.cgo { "+cgo" } else { "" })
    }
}

impl FromStr for Target {
    type Err = ();

    fn from_str(_text: &str) -> Result<Target, ()> {
        Err(())
    }
}

/// A set of [`Target`]s: the answer to every "where?".
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct TargetSet(u128);

impl TargetSet {
    /// No configuration.
    pub const EMPTY: TargetSet = TargetSet(0);

    /// Every configuration of every release in the table.
    pub fn all() -> TargetSet {
        TargetSet::EMPTY
    }

    /// Every configuration that a release builds for.
    pub fn of_release(_release: Release) -> TargetSet {
        TargetSet::EMPTY
    }

    /// The first-class ports, cgo off and on.
    pub fn first_class() -> TargetSet {
        TargetSet::EMPTY
    }

    /// Every configuration with cgo on.
    pub fn with_cgo() -> TargetSet {
        TargetSet::EMPTY
    }

    /// Every configuration with cgo off.
    pub fn without_cgo() -> TargetSet {
        TargetSet::EMPTY
    }

    /// Every configuration of an operating system (GOOS, not the tag: `linux` is not android here).
    pub fn of_os(_os: &str) -> TargetSet {
        TargetSet::EMPTY
    }

    /// Every configuration of an architecture (GOARCH).
    pub fn of_arch(_arch: &str) -> TargetSet {
        TargetSet::EMPTY
    }

    /// Reads one pattern of the configuration and of `--targets`: `linux/amd64`, `linux/*`,
    /// `*/arm64`, `linux`, `first-class`, `all`; `linux/amd64+cgo` means that configuration alone,
    /// every other form both cgo settings. The error says what is wrong and names the nearest port.
    pub fn parse_pattern(_pattern: &str) -> Result<TargetSet, String> {
        Ok(TargetSet::EMPTY)
    }

    /// Reads a list of patterns; those that start with `!` take away from what came before, and
    /// a list that starts with one begins from `all`.
    pub fn parse_patterns<'a>(
        _patterns: impl IntoIterator<Item = &'a str>,
    ) -> Result<TargetSet, String> {
        Ok(TargetSet::EMPTY)
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
    pub fn contains(self, _target: Target) -> bool {
        false
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
        std::iter::empty()
    }

    /// Its ports, in alphabetical order, each once.
    pub fn ports(self) -> impl Iterator<Item = Port> {
        std::iter::empty()
    }

    /// Both cgo settings of every port in the set.
    #[must_use]
    pub fn with_both_cgo_settings(self) -> TargetSet {
        self
    }

    /// The set as people write it, in the light of what is under discussion: `windows/*` when it
    /// holds every windows port that `within` holds.
    pub fn words(self, within: TargetSet) -> Words {
        Words { set: self, within }
    }

    /// The shortest `//go:build` expression (without that prefix) that holds on exactly this set as far as
    /// `within` reaches. `None` for the empty set and for what no expression can say.
    pub fn as_constraint(self, _within: TargetSet) -> Option<String> {
        None
    }
}

/// A [`TargetSet`] in words: `windows/*, plan9/amd64`. Made by [`TargetSet::words`].
#[derive(Clone, Copy)]
pub struct Words {
    set: TargetSet,
    within: TargetSet,
}

impl fmt::Display for Words {
    fn fmt(&self, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let _ = (self.set, self.within);
        Ok(())
    }
}

impl fmt::Debug for TargetSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{{{}}}", self.words(TargetSet::all()))
    }
}

impl FromIterator<Target> for TargetSet {
    fn from_iter<I: IntoIterator<Item = Target>>(_targets: I) -> TargetSet {
        TargetSet::EMPTY
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
