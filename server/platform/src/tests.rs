//! Tests of the crate as its users see it.

mod algebra;
mod constraints;
mod evaluation;
mod file_names;
mod patterns;
mod words;

use proptest::prelude::*;

use crate::{Port, TargetSet};

/// A set by its patterns, blank-separated.
fn set(patterns: &str) -> TargetSet {
    TargetSet::parse_patterns(patterns.split_whitespace()).unwrap()
}

/// Any set.
fn any_set() -> impl Strategy<Value = TargetSet> {
    any::<u128>().prop_map(|bits| {
        let chosen = TargetSet::all().iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1);
        chosen.map(|(_, target)| target).collect()
    })
}

/// Sets such as code has: whole systems and architectures, with and without cgo, and some single
/// ports.
fn likely_set() -> impl Strategy<Value = TargetSet> {
    let ports: Vec<Port> = Port::all().collect();
    let part = (proptest::sample::select(ports), 0..8u8).prop_map(|(port, kind)| match kind {
        0..3 => TargetSet::of_os(port.os()),
        3 | 4 => TargetSet::of_arch(port.arch()),
        5 => TargetSet::of_os(port.os()) & TargetSet::with_cgo(),
        6 => TargetSet::of_os(port.os()) & TargetSet::without_cgo(),
        _ => port.targets(),
    });
    proptest::collection::vec(part, 0..6).prop_map(|parts| parts.into_iter().collect())
}
