//! Build tags: what decides each, and where those hold that a port or the toolchain decides.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::table::TOOL_TAGS;
use crate::{Release, TargetSet, arch, os};

/// What decides whether a build tag is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TagKind {
    /// A GOOS that the go command knows, supported or not.
    System,
    /// A GOARCH that it knows, supported or not.
    Architecture,
    /// `unix`.
    Unix,
    /// `cgo`.
    Cgo,
    /// `gc`, `gccgo`.
    Compiler,
    /// `go1.N`: set from that release on.
    Release(u16),
    /// `goexperiment.…`, and `boringcrypto`, the old name of one.
    Experiment,
    /// A feature of an architecture: `amd64.v3`, `arm.7`.
    Feature,
    /// Only `-tags` can set it.
    Custom,
}

/// What decides that tag.
pub fn tag_kind(tag: &str) -> TagKind {
    match tag {
        "unix" => return TagKind::Unix,
        "cgo" => return TagKind::Cgo,
        "gc" | "gccgo" => return TagKind::Compiler,
        "boringcrypto" => return TagKind::Experiment,
        _ => {}
    }
    if os::is_known_os(tag) {
        return TagKind::System;
    }
    if arch::is_known_arch(tag) {
        return TagKind::Architecture;
    }
    match tag.split_once('.') {
        Some(("go1", number)) => release_number(number).map_or(TagKind::Custom, TagKind::Release),
        Some(("goexperiment", _)) => TagKind::Experiment,
        Some((word, _)) if arch::is_known_arch(word) => TagKind::Feature,
        _ => TagKind::Custom,
    }
}

/// The N of the tag `go1.N`: `1`, `21`; not `0`, `07`, `21.3`.
fn release_number(number: &str) -> Option<u16> {
    let is_plain = number.bytes().all(|byte| byte.is_ascii_digit()) && !number.starts_with('0');
    is_plain.then(|| number.parse().ok()).flatten()
}

/// Whether that compiler tag is the one of the go command's own compiler.
pub(crate) fn compiler_tag(tag: &str) -> bool {
    tag == "gc"
}

/// Where a tag holds that the port and the cgo setting decide alone; empty for all others.
pub(crate) fn where_port_decides(tag: &str) -> TargetSet {
    static SETS: LazyLock<HashMap<&str, TargetSet>> = LazyLock::new(|| {
        let mut sets = HashMap::new();
        for system in os::KNOWN {
            let implying = os::KNOWN.into_iter().filter(|o| os::implied_os(o) == Some(system));
            let set = implying.chain([system]).map(TargetSet::of_os).collect();
            sets.insert(system, set);
        }
        sets.extend(arch::KNOWN.map(|arch| (arch, TargetSet::of_arch(arch))));
        sets.insert("unix", TargetSet::unix());
        sets.insert("cgo", TargetSet::with_cgo());
        sets
    });
    SETS.get(tag).copied().unwrap_or_default()
}

/// Where the toolchain of that release sets a tag by itself.
pub(crate) fn where_toolchain_sets(tag: &str, release: Release) -> TargetSet {
    static SETS: LazyLock<Vec<TargetSet>> = LazyLock::new(|| {
        let patterns = TOOL_TAGS.iter().map(|tag| tag.ports.split(", "));
        patterns.map(|list| TargetSet::parse_patterns(list).unwrap_or_default()).collect()
    });
    let of_tag = |(_, row): &(&TargetSet, &crate::port::ToolTag)| {
        row.name == tag && row.releases.contains(release)
    };
    SETS.iter().zip(TOOL_TAGS).filter(of_tag).map(|(set, _)| *set).collect()
}
