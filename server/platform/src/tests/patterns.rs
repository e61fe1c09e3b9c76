//! Patterns of the configuration and of `--targets`.

use expect_test::{Expect, expect};

use super::set;
use crate::TargetSet;

#[test]
fn patterns_name_sets() {
    let all = TargetSet::all();
    assert_eq!(set("all"), all);
    assert_eq!(set("first-class"), TargetSet::first_class());
    assert_eq!(set("linux/*"), TargetSet::of_os("linux"));
    assert_eq!(set("linux"), TargetSet::of_os("linux"));
    assert_eq!(set("*/arm64"), TargetSet::of_arch("arm64"));
    assert_eq!(set("*/*"), all);
    assert_eq!(set("linux/amd64").len(), 2);
    assert_eq!(set("linux/amd64+cgo").len(), 1);
    assert!(set("linux/amd64+cgo").is_subset_of(TargetSet::with_cgo()));
    assert_eq!(set("!plan9/*"), all - TargetSet::of_os("plan9"));
    assert_eq!(set("linux/* !linux/386 windows"), set("linux windows") - set("linux/386"));
    assert_eq!(set("!linux linux/386"), (all - set("linux")) | set("linux/386"));
    assert_eq!(set(""), TargetSet::EMPTY);
}

#[test]
fn errors_name_the_nearest_port() {
    fn check(pattern: &str, expected: &Expect) {
        expected.assert_eq(&TargetSet::parse_patterns([pattern]).unwrap_err());
    }
    check("macos", &expect!["Go has no operating system called `macos`: did you mean darwin"]);
    check(
        "macos/arm64",
        &expect!["Go has no operating system called `macos`: did you mean darwin/arm64"],
    );
    check(
        "macos/x86_64",
        &expect!["Go has no operating system called `macos`: did you mean darwin/amd64"],
    );
    check(
        "linux/x86_64",
        &expect!["Go has no architecture called `x86_64`: did you mean linux/amd64"],
    );
    check("Linux/*", &expect!["Go has no operating system called `Linux`: did you mean linux/*"]);
    check("arm64", &expect!["Go has no operating system called `arm64`: did you mean */arm64"]);
    check("aarch64", &expect!["Go has no operating system called `aarch64`: did you mean */arm64"]);
    check(
        "linux-amd64",
        &expect!["Go has no operating system called `linux-amd64`: did you mean linux/amd64"],
    );
    check("x86_64", &expect!["Go has no operating system called `x86_64`: did you mean */amd64"]);
    check(
        "linux/amd46",
        &expect!["Go has no architecture called `amd46`: did you mean linux/amd64"],
    );
    check(
        "!widows/*",
        &expect!["Go has no operating system called `widows`: did you mean windows/*"],
    );
    check(
        "haiku",
        &expect![
            "Go has no operating system called `haiku`: it has aix, android, darwin, dragonfly, freebsd, illumos, ios, js, linux, netbsd, openbsd, plan9, solaris, wasip1, windows"
        ],
    );
    check(
        "linux/vax",
        &expect![
            "Go has no architecture called `vax`: it has 386, amd64, arm, arm64, loong64, mips, mips64, mips64le, mipsle, ppc64, ppc64le, riscv64, s390x, wasm"
        ],
    );
    check(
        "windows/s390x",
        &expect!["Go has no port windows/s390x: windows runs on 386, amd64, arm, arm64"],
    );
    check("plan9/386+cgo", &expect!["Go does not support cgo on plan9/386"]);
    check("linux/*+cgo", &expect!["`+cgo` belongs to one port, and `linux/*` names several"]);
    check(
        "linux/amd64+Cgo",
        &expect![
            "Go has no architecture called `amd64+Cgo`: it has 386, amd64, arm, arm64, loong64, mips, mips64, mips64le, mipsle, ppc64, ppc64le, riscv64, s390x, wasm"
        ],
    );
    check("", &expect!["an empty pattern: write `all` for every port"]);
    check("!!linux", &expect!["`!` has nothing to take `linux` away from here"]);
    check(
        "a/b/c",
        &expect![
            "Go has no operating system called `a`: it has aix, android, darwin, dragonfly, freebsd, illumos, ios, js, linux, netbsd, openbsd, plan9, solaris, wasip1, windows"
        ],
    );
}
