//! Sets in words, and as constraints.

use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::{any_set, likely_set, set};
use crate::{Assignment, Constraint, Release, TargetSet};

#[test]
fn words() {
    fn check(patterns: &str, within: &str, expected: &Expect) {
        let within = match within {
            "" => TargetSet::of_release(Release::CURRENT),
            within => set(within),
        };
        expected.assert_eq(&(set(patterns) & within).words(within).to_string());
    }
    check("", "", &expect!["no port"]);
    check("all", "", &expect!["every port"]);
    check("all", "linux windows", &expect!["linux/*, windows/*"]);
    check("all", "first-class", &expect!["every port"]);
    check("windows/* plan9/amd64", "", &expect!["plan9/amd64, windows/*"]);
    check("!windows/* !plan9/*", "", &expect!["every port but plan9/*, windows/*"]);
    check("!linux/arm64", "", &expect!["every port but linux/arm64"]);
    check("linux !linux/arm64 !linux/riscv64", "", &expect!["linux/* (not arm64, riscv64)"]);
    check("linux/arm64 linux/riscv64", "", &expect!["linux/arm64, linux/riscv64"]);
    check("*/arm64", "", &expect!["*/arm64"]);
    check(
        "*/386 */arm linux/mips linux/mipsle",
        "",
        &expect!["*/386, */arm, linux/mips, linux/mipsle"],
    );
    check("darwin/* linux/arm64", "first-class", &expect!["darwin/*, linux/arm64"]);
    check("windows/amd64", "windows/amd64 linux/amd64", &expect!["windows/amd64"]);
    check("js/wasm wasip1/wasm", "", &expect!["js/wasm, wasip1/wasm"]);
    check("linux/amd64+cgo", "", &expect!["linux/amd64 (cgo on)"]);
    check("all !linux/386+cgo", "linux/386", &expect!["linux/386 (cgo off)"]);
    check(
        "linux/amd64+cgo windows/* darwin/arm64+cgo",
        "",
        &expect!["darwin/arm64 (cgo on), linux/amd64 (cgo on), windows/*"],
    );
    check("linux/amd64+cgo", "linux/amd64+cgo windows/amd64", &expect!["linux/amd64"]);
}

#[test]
fn words_about_cgo() {
    let within = TargetSet::of_release(Release::CURRENT);
    let check = |set: TargetSet, expected: &Expect| {
        expected.assert_eq(&(set & within).words(within).to_string());
    };
    check(TargetSet::without_cgo(), &expect!["every port (cgo off)"]);
    check(TargetSet::with_cgo(), &expect!["every port (cgo on)"]);
    check(
        TargetSet::unix() & TargetSet::without_cgo(),
        &expect!["every port but js/wasm, plan9/*, wasip1/wasm, windows/* (cgo off)"],
    );
    check(
        set("linux windows") & TargetSet::without_cgo(),
        &expect!["linux/*, windows/* (cgo off)"],
    );
    check(within - set("linux/386+cgo"), &expect!["linux/386 (cgo off), every other port"]);
    check(
        (set("linux windows") - TargetSet::without_cgo()) | set("darwin"),
        &expect!["linux/* (cgo on), windows/* (cgo on), darwin/*"],
    );
}

#[test]
fn sets_as_constraints() {
    fn check(patterns: &str, within: &str, expected: &Expect) {
        let within = match within {
            "" => TargetSet::of_release(Release::CURRENT),
            within => set(within),
        };
        let constraint = (set(patterns) & within).as_constraint(within);
        expected.assert_eq(constraint.as_deref().unwrap_or("none"));
    }
    check("", "", &expect!["none"]);
    check("all", "", &expect!["none"]);
    check("linux", "", &expect!["linux && !android"]);
    check("linux android", "", &expect!["linux"]);
    check("linux", "first-class", &expect!["linux"]);
    check("darwin ios", "", &expect!["darwin"]);
    check("illumos", "", &expect!["illumos"]);
    check("solaris", "", &expect!["solaris && !illumos"]);
    check("!windows", "", &expect!["!windows"]);
    check("!windows !plan9", "", &expect!["!plan9 && !windows"]);
    check("!windows !plan9 !js !wasip1", "", &expect!["unix"]);
    check("linux darwin", "first-class", &expect!["unix"]);
    check("linux/amd64 windows", "", &expect!["windows || (linux && !android && amd64)"]);
    check("!linux/arm64", "", &expect!["android || !linux || !arm64"]);
    check("linux/arm64 linux/riscv64", "", &expect!["linux && !android && (arm64 || riscv64)"]);
    check("linux/amd64+cgo", "", &expect!["linux && !android && amd64 && cgo"]);
    check("linux/amd64+cgo", "linux/amd64", &expect!["cgo"]);
    check("linux/amd64", "linux/amd64 windows/amd64", &expect!["linux"]);
    check("linux/amd64", "linux/amd64 windows/arm64", &expect!["linux"]);
    check(
        "dragonfly freebsd netbsd openbsd darwin",
        "",
        &expect!["unix && !aix && !ios && !linux && !solaris"],
    );
    check("*/386 */arm linux/mips linux/mipsle", "", &expect!["386 || arm || mips || mipsle"]);
    check("js wasip1", "", &expect!["wasm"]);
}

#[test]
fn sets_of_one_cgo_setting_as_constraints() {
    let within = TargetSet::of_release(Release::CURRENT);
    let check = |set: TargetSet, expected: &Expect| {
        let constraint = (set & within).as_constraint(within);
        expected.assert_eq(constraint.as_deref().unwrap_or("none"));
    };
    check(TargetSet::with_cgo(), &expect!["cgo"]);
    check(TargetSet::without_cgo(), &expect!["!cgo"]);
    check(set("linux android") & TargetSet::with_cgo(), &expect!["linux && cgo"]);
    check(!(set("linux android") & TargetSet::with_cgo()), &expect!["!linux || !cgo"]);
    check(TargetSet::unix() & TargetSet::without_cgo(), &expect!["unix && !cgo"]);
}

/// Whether the constraint of a set, read again, holds on the set.
fn comes_back(set: TargetSet, within: TargetSet) -> Result<(), TestCaseError> {
    let (set, within) = (set & within, within);
    match set.as_constraint(within) {
        None => prop_assert!(set.is_empty() || set == within),
        Some(text) => {
            let constraint = Constraint::parse_go_build(&text).unwrap();
            prop_assert_eq!(&constraint.to_string(), &text);
            for minor in 21..=27 {
                let assignment = Assignment::new(Release::minor(minor));
                let reach = within & assignment.universe();
                prop_assert_eq!(assignment.holds_on(&constraint) & reach, set & reach, "{}", text);
            }
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn likely_sets_come_back(set in likely_set(), within in likely_set(), kind in 0..3) {
        let within = match kind {
            0 => TargetSet::all(),
            1 => TargetSet::first_class(),
            _ => within,
        };
        comes_back(set, within)?;
    }

    #[test]
    fn words_of_sets_without_cgo_can_be_read_back(set in likely_set(), within in likely_set()) {
        let set = set.with_both_cgo_settings();
        let within = (within | set).with_both_cgo_settings();
        let text = set.words(within).to_string();
        prop_assume!(!text.contains('(') && !text.contains("every") && !set.is_empty());
        prop_assert_eq!(TargetSet::parse_patterns(text.split(", ")).unwrap() & within, set);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn any_set_comes_back(set in any_set(), within in any_set()) {
        comes_back(set, within)?;
    }
}
