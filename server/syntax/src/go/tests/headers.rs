//! Package clause, imports and preambles.

use std::fmt::Write as _;

use expect_test::{Expect, expect};

use super::broken::WHOLE;
use crate::Span;
use crate::go::{parse_header, parse_header_of_beginning};

fn quote(text: &str, span: Span) -> String {
    format!("{:?}", &text[span.range()])
}

/// Checks package, imports and preambles, each quoted from the text.
fn check(text: &str, expected: &Expect) {
    let header = parse_header(text);
    let mut seen = String::new();
    let package = header.package.as_ref().map(|name| quote(text, name.span));
    let _ = writeln!(seen, "package {}", package.unwrap_or("\"\"".into()));
    for import in &header.imports {
        let name = import.name.as_ref().map(|name| quote(text, name.span)).unwrap_or_default();
        let group = if import.is_grouped { " grouped" } else { "" };
        let _ = writeln!(seen, "import {name} {:?}{group}", import.path.text);
        assert!(import.path.text.is_empty() || text[import.path.span.range()].len() >= 2);
    }
    for preamble in &header.preambles {
        assert!(text[preamble.declaration.range()].starts_with("import"));
        let comment = preamble.comment.map(|span| quote(text, span)).unwrap_or_default();
        let _ = writeln!(seen, "preamble {comment}");
        if let Some(detached) = &preamble.detached {
            let gap = detached.gap.map(|span| quote(text, span)).unwrap_or_default();
            let above = if detached.above_group { " above a group" } else { "" };
            let _ = writeln!(seen, "detached {} gap {gap}{above}", quote(text, detached.comment));
        }
    }
    expected.assert_eq(&seen);
}

#[test]
fn imports_in_every_form() {
    check(
        "\u{feff}/* a\n b */ package p; import \"a\"\r\nimport (\r\n\
            \tx \"b/c\"; . \"d\"\r\n\t_ `e` // f\r\n)\r\nimport ()\nfunc f() {}\n\
            import \"late\"\n",
        &expect![[r#"
            package "p"
            import  "a"
            import "x" "b/c" grouped
            import "." "d" grouped
            import "_" "e" grouped
        "#]],
    );
}

#[test]
fn broken_texts_give_what_can_be_read() {
    check(
        "",
        &expect![[r#"
        package ""
    "#]],
    );
    check(
        "package",
        &expect![[r#"
        package ""
    "#]],
    );
    check(
        "pack\npackage p\nimp\nimport \"a\"\nimport \"b\nimport \"c\"\n",
        &expect![[r#"
        package "p"
        import  "a"
        import  "c"
    "#]],
    );
    check(
        "package p\nimport (\n\t\"a\n\tx\n\t\"b\"\n\nfunc f() { _ = \"c\" }\n",
        &expect![[r#"
            package "p"
            import "x" "b" grouped
        "#]],
    );
    check(
        "package p\nimport (\n\t\"a\"\nimport \"b\"\n",
        &expect![[r#"
        package "p"
        import  "a" grouped
        import  "b"
    "#]],
    );
}

#[test]
fn the_comment_that_touches_the_import_is_the_preamble() {
    check(
        "package p // #cgo a\n// #cgo b\n// c\nimport \"C\"\n",
        &expect![[r#"
            package "p"
            import  "C"
            preamble "// #cgo b\n// c"
        "#]],
    );
    check(
        "package p\n\n/*\n#include <a.h>\n*/\nimport \"C\"; import \"C\"\n",
        &expect![[r#"
            package "p"
            import  "C"
            import  "C"
            preamble "/*\n#include <a.h>\n*/"
            preamble 
        "#]],
    );
}

#[test]
fn a_blank_line_detaches_a_preamble() {
    check(
        "package p\n\n// #cgo LDFLAGS: -lm\n\n\nimport \"C\"\n",
        &expect![[r#"
            package "p"
            import  "C"
            preamble 
            detached "// #cgo LDFLAGS: -lm" gap "\n\n"
        "#]],
    );
    check(
        "package p\n\n/*\nint f(void);\n*/\n\n// #include <a.h>\nimport \"C\"\n",
        &expect![[r#"
            package "p"
            import  "C"
            preamble "// #include <a.h>"
            detached "/*\nint f(void);\n*/" gap "\n"
        "#]],
    );
    check(
        "package p\n\n// Static analysis; see below.\n\nimport \"C\"\n",
        &expect![[r#"
            package "p"
            import  "C"
            preamble 
        "#]],
    );
    check(
        "package p\n\n/* #include <a.h> */ import \"C\"\n",
        &expect![[r#"
            package "p"
            import  "C"
            preamble 
            detached "/* #include <a.h> */" gap 
        "#]],
    );
}

#[test]
fn above_a_group_only_a_single_import_has_a_preamble() {
    check(
        "package p\n// #cgo a\nimport (\n\t\"C\"\n)\n",
        &expect![[r#"
            package "p"
            import  "C" grouped
            preamble "// #cgo a"
        "#]],
    );
    check(
        "package p\n// #cgo a\nimport (\n\t\"C\"\n\t\"fmt\"\n)\n",
        &expect![[r#"
            package "p"
            import  "C" grouped
            import  "fmt" grouped
            preamble 
            detached "// #cgo a" gap  above a group
        "#]],
    );
    check(
        "package p\nimport (\n\t\"fmt\"\n\t// #cgo a\n\t\"C\"\n\n\t// #cgo b\n\n\t\"C\"\n)\n",
        &expect![[r#"
            package "p"
            import  "fmt" grouped
            import  "C" grouped
            import  "C" grouped
            preamble "// #cgo a"
            preamble 
            detached "// #cgo b" gap "\n"
        "#]],
    );
}

#[test]
fn the_beginning_of_a_text_says_the_same_or_nothing() {
    let declared = "// c\n\n//go:build linux\n\npackage p\n\nimport \"a\"\n\nfunc f() {}\n";
    let broken = "package p\n\nimport (\n\t\"a\n\tfunc f() {}\n";
    for text in [WHOLE, declared, broken, "package p\n", ""] {
        let whole = parse_header(text);
        for cut in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
            if let Some(header) = parse_header_of_beginning(&text[..cut]) {
                assert_eq!(header, whole, "{:?}", &text[..cut]);
            }
        }
    }
    // The keyword of the first declaration has to be there to its end.
    let end = declared.find("func").unwrap() + 4;
    assert_eq!(parse_header_of_beginning(&declared[..end]), None);
    assert_eq!(parse_header_of_beginning(&declared[..=end]), Some(parse_header(declared)));
}
