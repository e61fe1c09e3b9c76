//! The set algebra, and the table behind it.

use proptest::prelude::*;

use super::{any_set, set};
use crate::{Port, Release, Target, TargetSet, arch, os};

proptest! {
    #[test]
    fn it_is_the_algebra_of_sets(a in any_set(), b in any_set(), at in 0..200usize) {
        let targets: Vec<Target> = TargetSet::all().iter().collect();
        let target = targets[at % targets.len()];
        prop_assert_eq!((a | b).contains(target), a.contains(target) || b.contains(target));
        prop_assert_eq!((a & b).contains(target), a.contains(target) && b.contains(target));
        prop_assert_eq!((a - b).contains(target), a.contains(target) && !b.contains(target));
        prop_assert_eq!((!a).contains(target), !a.contains(target));
        prop_assert_eq!(a.is_subset_of(b), (a - b).is_empty());
        prop_assert_eq!(a.intersects(b), !(a & b).is_empty());
        prop_assert_eq!(a.iter().collect::<TargetSet>(), a);
        prop_assert_eq!(a.iter().count(), a.len());
        let ports: Vec<Port> = a.ports().collect();
        prop_assert!(ports.is_sorted());
        prop_assert!(ports.iter().all(|port| a.intersects(port.targets())));
        let whole: TargetSet = ports.into_iter().map(Port::targets).collect();
        prop_assert_eq!(a.with_both_cgo_settings(), whole);
        let again: Vec<Target> = a.iter().map(|t| t.to_string().parse().unwrap()).collect();
        prop_assert_eq!(again, a.iter().collect::<Vec<_>>());
    }
}

#[test]
fn go_1_27_has_47_ports_41_with_cgo() {
    let current = TargetSet::of_release(Release::CURRENT);
    assert_eq!(current.ports().count(), 47);
    assert_eq!((current & TargetSet::with_cgo()).len(), 41);
    assert_eq!(current.len(), 88);
    assert_eq!(TargetSet::first_class().ports().count(), 8);
}

#[test]
fn ports_come_and_go() {
    let exists =
        |port: &str, minor| set(port).intersects(TargetSet::of_release(Release::minor(minor)));
    assert!(exists("windows/arm", 23) && !exists("windows/arm", 24));
    assert!(exists("freebsd/riscv64", 25) && !exists("freebsd/riscv64", 26));
    assert!(!exists("openbsd/ppc64", 21) && exists("openbsd/ppc64", 22));
    assert!(!exists("openbsd/riscv64", 22) && exists("openbsd/riscv64", 23));
    assert!(!exists("linux/ppc64+cgo", 26) && exists("linux/ppc64+cgo", 27));
    assert_eq!(
        TargetSet::of_release(Release::minor(3)),
        TargetSet::of_release(Release::minor(21)),
        "older releases count as the oldest"
    );
    assert_eq!(
        TargetSet::of_release(Release::minor(99)),
        TargetSet::of_release(Release::CURRENT),
        "newer releases count as the newest"
    );
}

#[test]
fn what_ports_are_like() {
    let port = |text: &str| text.parse::<Target>().unwrap().port;
    let needs_cgo: Vec<String> =
        Port::all().filter(|p| p.needs_cgo_to_link()).map(|p| p.to_string()).collect();
    assert_eq!(
        needs_cgo,
        ["android/386", "android/amd64", "android/arm", "ios/amd64", "ios/arm64"]
    );
    assert_eq!(port("linux/mips").pointer_width(), 32);
    assert_eq!(port("js/wasm").pointer_width(), 64);
    assert!(port("linux/s390x").is_big_endian() && !port("linux/ppc64le").is_big_endian());
    assert!("plan9/386+cgo".parse::<Target>().is_err());
    assert!("linux/sparc".parse::<Target>().is_err());
    assert!("linux".parse::<Target>().is_err());
}

#[test]
fn every_port_is_of_a_known_system_and_architecture() {
    for port in Port::all() {
        assert!(os::is_known_os(port.os()) && arch::is_known_arch(port.arch()), "{port}");
    }
    assert!(os::is_unix("linux") && os::is_unix("hurd"));
    assert!(!os::is_unix("windows") && !os::is_unix("unix"));
    assert!(TargetSet::unix().ports().all(|port| os::is_unix(port.os())));
}

#[test]
fn releases_are_read_as_go_writes_them() {
    for text in ["1.27", "1.27.3", "1.27rc1", "go1.27", "go1.27.3", " go1.27-custom\n"] {
        assert_eq!(Release::parse(text), Some(Release::minor(27)), "{text}");
    }
    for text in ["", "1", "2.1", "gogo1.2", "1.", "devel"] {
        assert_eq!(Release::parse(text), None, "{text}");
    }
}
