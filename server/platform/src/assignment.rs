//! What is not a bit of the target set: build tags, release, experiments; and evaluation under
//! them.

use std::collections::BTreeSet;

use crate::evaluate::{evaluate, may_hold, may_hold_on_new_architecture, may_hold_on_new_system};
use crate::tags::{compiler_tag, tag_kind, where_port_decides, where_toolchain_sets};
use crate::{Constraint, FileName, Release, TagKind, TargetSet};

/// What decides the tags that depend on more than the port.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Assignment {
    /// The Go release that builds: decides `go1.N`, experiments, feature tags and which ports
    /// exist.
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
    /// implied systems, experiments and feature tags, and [`Assignment::tags`]. A subset of the
    /// universe, as all answers of an assignment are.
    pub fn tag_holds_on(&self, tag: &str) -> TargetSet {
        self.tag_within(tag, self.universe())
    }

    fn tag_within(&self, tag: &str, universe: TargetSet) -> TargetSet {
        // The go command reads the old name of that experiment as the new one, and so never finds
        // the old one among the tags that are set.
        let tag = if tag == "boringcrypto" { "goexperiment.boringcrypto" } else { tag };
        if self.tags.contains(tag) {
            return universe;
        }
        let set = match tag_kind(tag) {
            TagKind::Release(number) if number <= self.release.number() => return universe,
            TagKind::Compiler if compiler_tag(tag) => return universe,
            TagKind::Release(_) | TagKind::Compiler | TagKind::Custom => TargetSet::EMPTY,
            TagKind::Experiment | TagKind::Feature => where_toolchain_sets(tag, self.release),
            TagKind::System | TagKind::Architecture | TagKind::Unix | TagKind::Cgo => {
                where_port_decides(tag)
            }
        };
        set & universe
    }

    /// Where a constraint holds.
    pub fn holds_on(&self, constraint: &Constraint) -> TargetSet {
        let universe = self.universe();
        evaluate(constraint, universe, &mut |tag| self.tag_within(tag, universe))
    }

    /// Where a constraint holds for some choice of the tags that no port decides (custom
    /// tags, releases, experiments, the compiler). Never too small; exact for up to ten such tags.
    pub fn may_hold_on(&self, constraint: &Constraint) -> TargetSet {
        may_hold(constraint, self.universe())
    }

    /// Whether a file of that name with that constraint may be for a port that Go does not have
    /// yet: a fallback such as `!amd64 && !arm64 && …`.
    pub fn may_hold_on_new_port(&self, name: &FileName<'_>, constraint: &Constraint) -> bool {
        let (named, universe) = (self.name_holds_on(name), self.universe());
        let system =
            name.os.is_none() && may_hold_on_new_system(constraint, universe).intersects(named);
        let architecture = name.arch.is_none()
            && may_hold_on_new_architecture(constraint, universe).intersects(named);
        system || architecture
    }

    /// Where a file of that name is built as far as the name decides.
    pub fn name_holds_on(&self, name: &FileName<'_>) -> TargetSet {
        let mut set = self.universe();
        if name.is_ignored {
            return TargetSet::EMPTY;
        }
        for tag in [name.os, name.arch].into_iter().flatten() {
            set &= self.tag_within(tag, set);
        }
        set
    }
}
