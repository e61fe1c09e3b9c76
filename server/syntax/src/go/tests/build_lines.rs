//! Constraint comments: which one counts, and which only look as if.

use std::fmt::Write as _;

use expect_test::{Expect, expect};

use crate::go::{parse, parse_header};

/// Checks the constraint in force and every build line's form, standing and expression.
fn check(text: &str, expected: &Expect) {
    let file = parse(text);
    let header = parse_header(text);
    assert_eq!(header.constraint, file.header.constraint);
    let shown = |constraint: &Result<platform::Constraint, platform::ConstraintError>| {
        constraint
            .as_ref()
            .map_or_else(|error| format!("error: {}", error.message), ToString::to_string)
    };
    let mut seen = format!("{}\n", header.constraint.as_ref().map_or("none".into(), shown));
    for line in &file.header.build_lines {
        assert_eq!(&text[line.expression.span.range()], &*line.expression.text);
        let written = &text[line.span.range()];
        let (form, standing) = (line.form, line.standing);
        let _ = writeln!(seen, "{form:?} {standing:?} {:?} in {written:?}", line.expression.text);
    }
    let before = |line: &&crate::go::BuildLine| line.span.start < header.package_clause;
    let leading: Vec<_> = file.header.build_lines.iter().filter(before).cloned().collect();
    assert_eq!(leading, header.build_lines);
    expected.assert_eq(&seen);
}

#[test]
fn one_go_build_line_before_the_clause_counts() {
    check(
        "//go:build a && !b\npackage p\n",
        &expect![[r#"
        a && !b
        GoBuild InForce "a && !b" in "//go:build a && !b"
    "#]],
    );
    check(
        "\u{feff}// Copyright\r\n\r\n  //go:build a \r\n\r\npackage p\r\n",
        &expect![[r#"
        a
        GoBuild InForce "a" in "//go:build a "
    "#]],
    );
    check(
        "/*\n//go:build a\n*/ // x\n//go:build b\npackage p\n",
        &expect![[r#"
        b
        GoBuild InForce "b" in "//go:build b"
    "#]],
    );
    check(
        "/* x */ //go:build a\npackage p\n",
        &expect![[r#"
        none
        GoBuild OrdinaryComment "a" in "//go:build a"
    "#]],
    );
}

#[test]
fn refused_lines() {
    check(
        "//go:build a\n//go:build b\n//go:build c\npackage p\n",
        &expect![[r#"
        error: multiple //go:build comments
        GoBuild InForce "a" in "//go:build a"
        GoBuild Repeated "b" in "//go:build b"
        GoBuild Repeated "c" in "//go:build c"
    "#]],
    );
    check(
        "//go:build\npackage p\n",
        &expect![[r#"
        error: unexpected end of expression
        GoBuild InForce "" in "//go:build"
    "#]],
    );
}

#[test]
fn plus_build_lines_need_a_blank_line_behind_them() {
    check(
        "// +build a b,!c\n//+build d\n\n// +build e\npackage p\n",
        &expect![[r#"
        (a || (b && !c)) && d
        PlusBuild InForce "a b,!c" in "// +build a b,!c"
        PlusBuild InForce "d" in "//+build d"
        PlusBuild Detached "e" in "// +build e"
    "#]],
    );
    check(
        "/* x */\n// +build a\n\npackage p\n",
        &expect![[r#"
        none
        PlusBuild Detached "a" in "// +build a"
    "#]],
    );
    check(
        "// +build a!b\n\npackage p\n",
        &expect![[r#"
            ignore
            PlusBuild InForce "a!b" in "// +build a!b"
        "#]],
    );
    check(
        "//go:build a\n// +build b\n\npackage p\n",
        &expect![[r#"
        a
        GoBuild InForce "a" in "//go:build a"
        PlusBuild Superseded "b" in "// +build b"
    "#]],
    );
}

#[test]
fn behind_the_clause_none_counts() {
    check(
        "package p\n//go:build a\n// +build b\nvar _ = `\n//go:build c\n` //go:build d\n",
        &expect![[r#"
        none
        GoBuild Misplaced "a" in "//go:build a"
        PlusBuild Misplaced "b" in "// +build b"
        GoBuild Misplaced "d" in "//go:build d"
    "#]],
    );
    check(
        "pack\n//go:build a\npackage p\n",
        &expect![[r#"
        none
        GoBuild OrdinaryComment "a" in "//go:build a"
    "#]],
    );
}

#[test]
fn near_misses_are_ordinary_comments() {
    check(
        "// go:build a\n//go: build b\n/*go:build c*/\n//go:build!d\n//go:builder e\n\
            //+builds f\npackage p\n",
        &expect![[r#"
            none
            NearlyGoBuild OrdinaryComment "a" in "// go:build a"
            NearlyGoBuild OrdinaryComment "b" in "//go: build b"
            NearlyGoBuild OrdinaryComment "c" in "/*go:build c*/"
            NearlyGoBuild OrdinaryComment "!d" in "//go:build!d"
        "#]],
    );
}
