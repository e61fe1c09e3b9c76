//! Reading and writing constraint lines. The expected errors are the go command's.

use expect_test::{Expect, expect};
use proptest::prelude::*;

use crate::Constraint;

#[test]
fn go_build_lines_are_written_as_gofmt_does() {
    fn check(text: &str, written: &str) {
        assert_eq!(Constraint::parse_go_build(text).unwrap().to_string(), written, "{text}");
    }
    check("linux", "linux");
    check("  linux\t", "linux");
    check("linux&&amd64", "linux && amd64");
    check("(linux)", "linux");
    check("((linux && amd64)) || windows", "(linux && amd64) || windows");
    check("linux && amd64 || windows", "(linux && amd64) || windows");
    check("linux && (amd64 && cgo)", "linux && amd64 && cgo");
    check("linux || (amd64 || cgo)", "linux || amd64 || cgo");
    check("linux && (amd64 || 386)", "linux && (amd64 || 386)");
    check("!(linux||windows)", "!(linux || windows)");
    check("! linux", "!linux");
    check("!(!linux)", "!!linux");
    check("go1.21 && goexperiment.x", "go1.21 && goexperiment.x");
    check("größe || 日本", "größe || 日本");
}

#[test]
fn errors_are_the_go_commands() {
    fn check(text: &str, expected: &Expect) {
        let found = match Constraint::parse_go_build(text) {
            Ok(constraint) => format!("ok: {constraint}"),
            Err(error) => format!("{}: {error}", error.offset),
        };
        expected.assert_eq(&found);
    }
    check("", &expect!["0: unexpected end of expression"]);
    check("linux &&", &expect!["8: unexpected end of expression"]);
    check("linux amd64", &expect!["6: unexpected token amd64"]);
    check("linux,amd64", &expect!["5: invalid syntax at ,"]);
    check("linux & amd64", &expect!["6: invalid syntax at &"]);
    check("linux | amd64", &expect!["6: invalid syntax at |"]);
    check("!!linux", &expect!["1: double negation not allowed"]);
    check("!", &expect!["1: unexpected end of expression"]);
    check("(linux", &expect!["0: missing close paren"]);
    check("(linux amd64", &expect!["0: missing close paren"]);
    check("((linux", &expect!["1: missing close paren"]);
    check("(", &expect!["1: missing close paren"]);
    check("linux)", &expect!["5: unexpected token )"]);
    check("()", &expect!["1: unexpected token )"]);
    check("&& linux", &expect!["0: unexpected token &&"]);
    check("linux && || windows", &expect!["9: unexpected token ||"]);
    check("x86-64", &expect!["3: invalid syntax at -"]);
    check("  windows-x", &expect!["9: invalid syntax at -"]);
    check("½", &expect!["0: invalid syntax at ½"]);
    check("a\u{301}", &expect!["1: invalid syntax at ́"]);
    check("linux\n", &expect!["ok: linux"]);
    check(
        "linux\n windows",
        &expect![[r"
        5: invalid syntax at 
    "]],
    );
    check("\u{a0}windows &", &expect!["10: invalid syntax at &"]);
}

#[test]
fn depth_and_size_are_limited_as_in_go() {
    let nested = |depth: usize| format!("{}a{}", "(".repeat(depth), ")".repeat(depth));
    let error = |text: &str| Constraint::parse_go_build(text).unwrap_err();
    assert!(Constraint::parse_go_build(&nested(999)).is_ok());
    assert_eq!(error(&nested(1000)).message, "build expression too large");
    assert_eq!(error(&nested(1000)).offset, 999);
    assert_eq!(error(&"(".repeat(1_000_000)).message, "build expression too large");
    let long = |operands: usize| vec!["a"; operands].join(" && ");
    assert!(Constraint::parse_go_build(&long(1000)).is_ok());
    assert_eq!(error(&long(1001)).message, "build expression too large");
    let negations = format!("{}a{}", "!(".repeat(999), ")".repeat(999));
    assert_eq!(
        Constraint::parse_go_build(&negations).unwrap().to_string(),
        format!("{}a", "!".repeat(999))
    );
}

#[test]
fn plus_build_lines() {
    fn check(text: &str, expected: &Expect) {
        let found = match Constraint::parse_plus_build(text) {
            Ok(constraint) => constraint.to_string(),
            Err(error) => format!("error: {error}"),
        };
        expected.assert_eq(&found);
    }
    check("linux", &expect!["linux"]);
    check("linux,amd64 windows,!cgo", &expect!["(linux && amd64) || (windows && !cgo)"]);
    check("!linux !windows", &expect!["!linux || !windows"]);
    check("", &expect!["ignore"]);
    check("!", &expect!["ignore"]);
    check("!!linux", &expect!["ignore"]);
    check("!lin-ux", &expect!["!ignore"]);
    check("linux,", &expect!["linux && ignore"]);
    check("linux && amd64", &expect!["linux || ignore || amd64"]);
    assert!(Constraint::parse_plus_build(&"a ".repeat(101)).is_ok());
    assert!(Constraint::parse_plus_build(&"a ".repeat(102)).is_err());
}

#[test]
fn tags_come_once_and_in_order() {
    let constraint = Constraint::parse_go_build("b && !(a || b) || c && a").unwrap();
    assert_eq!(constraint.tags(), ["b", "a", "c"]);
}

#[test]
fn many_lines_do_not_nest_deeply() {
    let lines = (0..5_000).map(|number| Constraint::tag(&format!("t{number}")));
    let all = Constraint::all_of(lines).unwrap();
    assert_eq!(all.tags().len(), 5_000);
    assert_eq!(Constraint::all_of([]), None);
}

proptest! {
    #[test]
    fn no_text_is_too_strange(text in ".{0,60}", signs in "[ab!&|() ,é-]{0,60}") {
        for text in [text, signs] {
            if let Err(error) = Constraint::parse_go_build(&text) {
                prop_assert!(error.offset <= text.len());
                prop_assert!(text.is_char_boundary(error.offset));
            }
            let _ = Constraint::parse_plus_build(&text);
        }
    }
}
