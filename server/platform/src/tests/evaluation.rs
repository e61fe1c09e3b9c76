//! Where constraints hold.

use expect_test::{Expect, expect};

use super::set;
use crate::{Assignment, Constraint, Release, TagKind, TargetSet, tag_kind};

fn assignment() -> Assignment {
    Assignment::new(Release::CURRENT)
}

fn parse(text: &str) -> Constraint {
    Constraint::parse_go_build(text).unwrap()
}

#[test]
fn constraints_hold_where_the_go_command_says() {
    fn check(text: &str, expected: &Expect) {
        let set = assignment().holds_on(&parse(text));
        expected.assert_eq(&set.words(assignment().universe()).to_string());
    }
    check("linux", &expect!["android/*, linux/*"]);
    check("darwin && !ios", &expect!["darwin/*"]);
    check("solaris", &expect!["illumos/amd64, solaris/amd64"]);
    check("!unix", &expect!["js/wasm, plan9/*, wasip1/wasm, windows/*"]);
    check("cgo && linux", &expect!["android/*, linux/* (cgo on)"]);
    check("!cgo", &expect!["every port (cgo off)"]);
    check("gc && !gccgo", &expect!["every port"]);
    check("macos || Linux || ignore || hurd || ppc || posix", &expect!["no port"]);
    check("go1.27", &expect!["every port"]);
    check("go1.28 || go1.0 || go1.021 || go1.21.3 || go1", &expect!["no port"]);
    check("arm64.v8.0 || amd64.v2", &expect!["*/arm64"]);
    check("goexperiment.dwarf5", &expect!["every port but aix/ppc64, darwin/*, ios/*"]);
    check("boringcrypto", &expect!["no port"]);
}

#[test]
fn set_tags_hold_everywhere() {
    let mut assignment = assignment();
    assignment.tags = ["integration", "linux", "boringcrypto", "nacl"].map(String::from).into();
    let everywhere = assignment.universe();
    assert_eq!(assignment.tag_holds_on("integration"), everywhere);
    assert_eq!(assignment.tag_holds_on("linux"), everywhere);
    assert_eq!(assignment.tag_holds_on("nacl"), everywhere);
    assert_eq!(assignment.tag_holds_on("e2e"), TargetSet::EMPTY);
    assert_eq!(
        assignment.tag_holds_on("boringcrypto"),
        TargetSet::EMPTY,
        "it is read as goexperiment.boringcrypto, which -tags did not name"
    );
}

#[test]
fn releases_decide_tags_and_ports() {
    let old = Assignment::new(Release::minor(21));
    assert_eq!(old.tag_holds_on("go1.22"), TargetSet::EMPTY);
    assert_eq!(old.tag_holds_on("go1.21"), old.universe());
    assert_eq!(old.tag_holds_on("arm64.v8.0"), TargetSet::EMPTY);
    assert!(old.tag_holds_on("windows").intersects(set("windows/arm")));
    assert!(!assignment().tag_holds_on("windows").intersects(set("windows/arm")));
    let later = Assignment::new(Release::minor(30));
    assert_eq!(later.tag_holds_on("go1.30"), later.universe());
}

#[test]
fn free_tags_may_hold() {
    let may = |text: &str| assignment().may_hold_on(&parse(text));
    let everywhere = assignment().universe();
    let of = |patterns: &str| set(patterns) & everywhere;
    assert_eq!(may("integration && linux"), of("linux android"));
    assert_eq!(may("integration && !integration"), TargetSet::EMPTY);
    assert_eq!(may("!go1.20 && windows"), of("windows"));
    assert_eq!(may("gccgo || gc"), everywhere);
    assert_eq!(may("amd64.v3"), of("*/amd64"));
    assert_eq!(may("nacl || ppc"), TargetSet::EMPTY);
    assert_eq!(may("linux && windows && a"), TargetSet::EMPTY);
    // More tags than are tried: too large is allowed, too small is not.
    let names: Vec<String> = (0..12).map(|number| format!("t{number}")).collect();
    let conjunction = names.join(" && ");
    assert_eq!(may(&format!("{conjunction} && linux")), of("linux android"));
    assert_eq!(may(&format!("{conjunction} && linux && windows")), TargetSet::EMPTY);
    assert_eq!(may(&format!("!({conjunction}) && linux")), of("linux android"));
}

#[test]
fn deep_constraints_are_evaluated() {
    let deep = format!("{}linux{}", "!(".repeat(998), ")".repeat(998));
    assert_eq!(assignment().holds_on(&parse(&deep)), assignment().tag_holds_on("linux"));
}

#[test]
fn tags_are_of_a_kind() {
    for (tag, kind) in [
        ("linux", TagKind::System),
        ("hurd", TagKind::System),
        ("386", TagKind::Architecture),
        ("sparc64", TagKind::Architecture),
        ("go1.5", TagKind::Release(5)),
        ("go1.05", TagKind::Custom),
        ("go1.99999999", TagKind::Custom),
        ("go2.1", TagKind::Custom),
        ("goexperiment.swissmap", TagKind::Experiment),
        ("boringcrypto", TagKind::Experiment),
        ("riscv64.rva22u64", TagKind::Feature),
        ("gc", TagKind::Compiler),
        ("unix", TagKind::Unix),
        ("cgo", TagKind::Cgo),
        ("Linux", TagKind::Custom),
        ("macos", TagKind::Custom),
    ] {
        assert_eq!(tag_kind(tag), kind, "{tag}");
    }
}
