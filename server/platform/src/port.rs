//! A port: a GOOS/GOARCH pair that some Go release since 1.21 builds for.

use crate::{Release, TargetSet};

/// A GOOS/GOARCH pair. Cheap to copy; its data stands in the generated table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Port(pub(crate) u8);

impl Port {
    /// Every port of every release in the table, in alphabetical order.
    pub fn all() -> impl Iterator<Item = Port> {
        std::iter::empty()
    }

    /// The port of that GOOS and GOARCH, if some release has it.
    pub fn find(_os: &str, _arch: &str) -> Option<Port> {
        None
    }

    /// GOOS.
    pub fn os(self) -> &'static str {
        ""
    }

    /// GOARCH.
    pub fn arch(self) -> &'static str {
        ""
    }

    /// Whether cgo can be on for this port.
    pub fn supports_cgo(self) -> bool {
        false
    }

    /// Whether the Go project calls it first class in the current release.
    pub fn is_first_class(self) -> bool {
        false
    }

    /// Whether that release builds for it.
    pub fn exists_in(self, _release: Release) -> bool {
        false
    }

    /// Whether a main package links only with cgo on (android/arm, ios/arm64, …).
    pub fn needs_cgo_to_link(self) -> bool {
        false
    }

    /// Its configurations: cgo off, and cgo on where it is supported.
    pub fn targets(self) -> TargetSet {
        TargetSet::EMPTY
    }
}
