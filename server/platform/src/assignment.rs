//! What is not a bit of the target set: build tags, release, experiments; and evaluation under them.

use std::collections::BTreeSet;

use crate::{Constraint, FileName, Release, TargetSet};

/// What decides the tags that depend on more than the port.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Assignment {
    /// The Go release that builds: decides `go1.N`, experiments, feature tags and which ports exist.
    pub release: Release,
    /// The build tags that are set (`-tags`); every other custom tag is not.
    pub tags: BTreeSet<String>,
}

impl Assignment {
    /// A release with no tags set.
    pub fn new(release: Release) -> Assignment {
        Assignment { release, tags: BTreeSet::new() }
    }

    /// Every configuration that exists under this assignment.
    pub fn universe(&self) -> TargetSet {
        TargetSet::of_release(self.release)
    }

    /// Where a tag is set, as the go command decides: GOOS, GOARCH, `unix`, `cgo`, `gc`, `go1.N`,
    /// implied systems, experiments and feature tags, and [`Assignment::tags`].
    pub fn tag_holds_on(&self, _tag: &str) -> TargetSet {
        TargetSet::EMPTY
    }

    /// Where a constraint holds.
    pub fn holds_on(&self, _constraint: &Constraint) -> TargetSet {
        TargetSet::EMPTY
    }

    /// Where a constraint holds for some choice of the tags that no port decides (custom
    /// tags, releases, experiments). Never too small; exact for up to ten such tags.
    pub fn may_hold_on(&self, _constraint: &Constraint) -> TargetSet {
        TargetSet::EMPTY
    }

    /// Where a file of that name is built as far as the name decides.
    pub fn name_holds_on(&self, _name: &FileName<'_>) -> TargetSet {
        TargetSet::EMPTY
    }
}
