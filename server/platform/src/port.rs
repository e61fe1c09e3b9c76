//! A port: a GOOS/GOARCH pair that some Go release since 1.21 builds for.

use std::fmt;

use crate::arch::{is_big_endian, pointer_width};
use crate::table::{NEWEST, OLDEST, PORTS};
use crate::{Release, TargetSet, arch, os};

/// A GOOS/GOARCH pair. Cheap to copy; its data stands in the generated table.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Port(pub(crate) u8);

/// Releases of the table, first and last. A last release of the table counts as "until today".
#[derive(Clone, Copy)]
pub(crate) struct Releases {
    first: u16,
    last: u16,
}

/// From that release to today.
pub(crate) const fn since(first: u16) -> Releases {
    Releases { first, last: u16::MAX }
}

/// From one release to another, both included.
pub(crate) const fn between(first: u16, last: u16) -> Releases {
    Releases { first, last }
}

/// In no release.
pub(crate) const NEVER: Releases = between(u16::MAX, 0);

impl Releases {
    /// Releases older than the table are taken for its oldest, newer ones for its newest.
    pub(crate) fn contains(self, release: Release) -> bool {
        let number = release.number().clamp(OLDEST, NEWEST);
        self.first <= number && number <= self.last
    }

    const fn is_never(self) -> bool {
        self.first > self.last
    }
}

/// One line of the generated port table.
pub(crate) struct Row {
    pub(crate) os: &'static str,
    pub(crate) arch: &'static str,
    releases: Releases,
    cgo: Releases,
    first_class: bool,
}

impl Row {
    pub(crate) const fn new(
        os: &'static str,
        arch: &'static str,
        releases: Releases,
        cgo: Releases,
        first_class: bool,
    ) -> Row {
        Row { os, arch, releases, cgo, first_class }
    }
}

/// A tag that the toolchain sets by itself (an experiment, a feature of an architecture): in
/// which releases, and on which ports, as patterns.
pub(crate) struct ToolTag {
    pub(crate) name: &'static str,
    pub(crate) releases: Releases,
    pub(crate) ports: &'static str,
}

impl ToolTag {
    pub(crate) const fn new(
        name: &'static str,
        releases: Releases,
        ports: &'static str,
    ) -> ToolTag {
        ToolTag { name, releases, ports }
    }
}

impl Port {
    /// Every port of every release in the table, in alphabetical order.
    pub fn all() -> impl DoubleEndedIterator<Item = Port> + ExactSizeIterator {
        (0..PORTS.len() as u8).map(Port)
    }

    /// The port of that GOOS and GOARCH, if some release has it.
    pub fn find(os: &str, arch: &str) -> Option<Port> {
        Port::all().find(|port| port.os() == os && port.arch() == arch)
    }

    fn row(self) -> &'static Row {
        &PORTS[usize::from(self.0)]
    }

    /// GOOS.
    pub fn os(self) -> &'static str {
        self.row().os
    }

    /// GOARCH.
    pub fn arch(self) -> &'static str {
        self.row().arch
    }

    /// Whether cgo can be on for this port, in some release.
    pub fn supports_cgo(self) -> bool {
        !self.row().cgo.is_never()
    }

    /// Whether cgo can be on for this port in that release.
    pub fn supports_cgo_in(self, release: Release) -> bool {
        self.row().cgo.contains(release)
    }

    /// Whether the Go project calls it first class (the list has not changed since Go 1.21).
    pub fn is_first_class(self) -> bool {
        self.row().first_class
    }

    /// Whether that release builds for it: whether its `go tool dist list` names it. A release
    /// newer than the table counts as the newest in it, an older one as the oldest.
    pub fn exists_in(self, release: Release) -> bool {
        self.row().releases.contains(release)
    }

    /// Whether a main package links only with cgo on (android/arm, ios/arm64, …).
    pub fn needs_cgo_to_link(self) -> bool {
        match self.os() {
            os::ANDROID => self.arch() != arch::ARM64,
            os::IOS => true,
            _ => false,
        }
    }

    /// Bits of a pointer (and of `int`): 32 or 64.
    pub fn pointer_width(self) -> u32 {
        pointer_width(self.arch())
    }

    /// Whether the most significant byte comes first.
    pub fn is_big_endian(self) -> bool {
        is_big_endian(self.arch())
    }

    /// Its configurations: cgo off, and cgo on where some release supports it.
    pub fn targets(self) -> TargetSet {
        TargetSet::of_port(self)
    }
}

/// `linux/amd64`.
impl fmt::Display for Port {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.os(), self.arch())
    }
}

impl fmt::Debug for Port {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}
