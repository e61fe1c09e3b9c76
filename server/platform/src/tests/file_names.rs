//! File names.

use super::set;
use crate::{Assignment, FileName, Release, TargetSet};

#[test]
fn names_are_taken_apart_as_the_go_command_does() {
    for (name, os, arch) in [
        ("a_linux.go", Some("linux"), None),
        ("a_amd64.s", None, Some("amd64")),
        ("a_linux_amd64.go", Some("linux"), Some("amd64")),
        ("a_linux_test.go", Some("linux"), None),
        ("a_linux_arm64_test.go", Some("linux"), Some("arm64")),
        ("a_linux.pb.go", Some("linux"), None),
        ("_linux.go", Some("linux"), None),
        ("x__windows.syso", Some("windows"), None),
        ("a_hurd.go", Some("hurd"), None),
        ("a_zos_s390.go", Some("zos"), Some("s390")),
        ("a_amd64_linux.go", Some("linux"), None),
        ("a_unix_amd64.go", None, Some("amd64")),
        ("a_linux_windows.go", Some("windows"), None),
        ("a_386_amd64.go", None, Some("amd64")),
        ("linux.go", None, None),
        ("linux_test.go", None, None),
        ("linux_amd64.go", None, Some("amd64")),
        ("amd64.go", None, None),
        ("a_linux_foo.go", None, None),
        ("a.linux.go", None, None),
        ("a_linux_.go", None, None),
        ("a_LINUX.go", None, None),
        ("a_macos.go", None, None),
        ("a_unix.go", None, None),
        ("a_cgo.go", None, None),
        ("a_linux_test_test.go", None, None),
        ("a_linuxtest.go", None, None),
        ("a_test.go", None, None),
        ("_test.go", None, None),
        ("", None, None),
        ("_", None, None),
        ("é_windows.go", Some("windows"), None),
    ] {
        let parsed = FileName::parse(name);
        assert_eq!((parsed.os, parsed.arch), (os, arch), "{name}");
    }
}

#[test]
fn tests_and_ignored_names() {
    assert!(FileName::parse("a_test.go").is_test);
    assert!(FileName::parse("a_linux_test.go").is_test);
    assert!(!FileName::parse("test.go").is_test);
    assert!(!FileName::parse("a_test.s").is_test);
    assert!(FileName::parse("_a.go").is_ignored);
    assert!(FileName::parse(".a.go").is_ignored);
    assert!(!FileName::parse("a.go").is_ignored);
}

#[test]
fn names_hold_where_their_words_do() {
    let assignment = Assignment::new(Release::CURRENT);
    let holds_on = |name: &str| assignment.name_holds_on(&FileName::parse(name));
    let of = |patterns: &str| set(patterns) & assignment.universe();
    assert_eq!(holds_on("a.go"), assignment.universe());
    assert_eq!(holds_on("a_linux.go"), of("linux android"));
    assert_eq!(holds_on("a_darwin_arm64.go"), of("darwin/arm64 ios/arm64"));
    assert_eq!(holds_on("a_windows_test.go"), of("windows"));
    assert_eq!(holds_on("a_nacl.go"), TargetSet::EMPTY);
    assert_eq!(holds_on("a_plan9_arm64.go"), TargetSet::EMPTY);
    assert_eq!(holds_on("_a.go"), TargetSet::EMPTY);
}
