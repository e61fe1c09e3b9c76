//! Half-typed and senseless texts: what can be read is, and nothing panics.

use std::sync::Arc;

use proptest::prelude::*;

use crate::Span;
use crate::go::{GoFile, GoTree, LARGEST_PARSED, outline, parse, parse_header};

/// A text with most of Go's syntax and every kind of fact.
pub(super) const WHOLE: &str = include_str!("whole.go.txt");

/// The names of declarations and uses.
fn names(file: &GoFile) -> (Vec<&str>, Vec<&str>) {
    let declared = file.declarations.iter().map(|found| &*found.name.text);
    (declared.collect(), file.uses().iter().map(|found| &*found.name.text).collect())
}

/// Checks declarations and uses of a text that does not parse.
fn check(code: &str, declared: &[&str], used: &[&str]) {
    check_file(code, false, declared, used);
}

fn check_file(code: &str, is_complete: bool, declared: &[&str], used: &[&str]) {
    let text = format!("package p\n\nimport \"os\"\n\n{code}");
    let file = parse(&text);
    assert_eq!(file.is_complete, is_complete, "{text}");
    assert_eq!(outline(&text), file.clone().without_uses(), "{text}");
    assert_eq!(file.header.imports.len(), 1, "{text}");
    assert_eq!(names(&file), (declared.to_vec(), used.to_vec()), "{text}");
}

#[test]
fn a_statement_being_typed_leaves_the_rest() {
    check_file("func f() {\n\tos.\n}\n\nfunc g() { h() }\n", true, &["f", "g"], &["h"]);
    let used = ["g", "Exit", "i"];
    check_file("func f() {\n\tg(\n}\n\nfunc h() { os.Exit(i) }\n", true, &["f", "h"], &used);
    check_file("func f() {\n\tx := \n}\n\nfunc g() { h() }\n", true, &["f", "g"], &["h"]);
    check("func f() {\n\tif a {\n}\n\nfunc h() { i() }\n", &["f", "h"], &["a", "i"]);
}

#[test]
fn a_declaration_being_typed_leaves_the_rest() {
    check("func\n\nvar v = w\n", &["v"], &["w"]);
    check("func f(a int\n\nfunc g() { h() }\n", &["f", "g"], &["int", "h"]);
    check("type t struct {\n\nfunc g() { h() }\n", &["t", "g"], &[]);
    check("var v = \n\nfunc g() { h() }\n", &["v", "g"], &["h"]);
}

#[test]
fn statements_at_the_top_level_are_no_declarations() {
    check("x := 1\n\nfunc g() { h() }\n", &["g"], &["h"]);
    check("}\n\tvar local = 1\nvar top = 2\n", &["top"], &[]);
}

#[test]
fn without_a_package_clause_a_text_is_not_complete() {
    for text in ["", "\n// x\n", "func f() {}\n", "package\n"] {
        assert!(!parse(text).is_complete, "{text:?}");
    }
    assert!(parse("package p").is_complete);
}

#[test]
fn a_large_text_is_read_in_outline() {
    let body = "var v = 1\n".repeat(LARGEST_PARSED / 10);
    let file = parse(&format!("//go:build a\n\npackage p\n\nimport \"os\"\n\n{body}"));
    assert!(file.is_complete && file.uses.is_none());
    assert_eq!(file.declarations.len(), LARGEST_PARSED / 10);
    assert_eq!(file.header.imports.len(), 1);
    assert!(file.header.constraint.is_some());
}

/// Quadratic work would take minutes here.
#[test]
fn deep_nesting_is_read() {
    let depth = 50_000;
    let text = format!("package p\nvar v = {}x{}\n", "(".repeat(depth), ")".repeat(depth));
    assert_eq!(names(&parse(&text)), (vec!["v"], vec!["x"]));
    let text = format!("package p\nfunc f() {{ {}", "{ a := func() { ".repeat(20_000));
    check_spans(&text);
}

#[test]
fn the_whole_text_parses() {
    assert!(parse(WHOLE).is_complete);
    check_spans(WHOLE);
}

#[test]
fn every_truncation_is_read() {
    for (end, _) in WHOLE.char_indices() {
        check_spans(&WHOLE[..end]);
    }
}

/// Checks that every span lies in the text, on character boundaries, and names what it should.
fn check_spans(text: &str) {
    check_spans_of(text, &parse(text));
}

/// The same of facts that were read before.
pub(super) fn check_spans_of(text: &str, file: &GoFile) {
    let slice = |span: Span| text.get(span.range()).expect("spans slice the text");
    assert!(file.header.package_clause as usize <= text.len());
    let header = parse_header(text);
    assert_eq!(header.package, file.header.package);
    assert_eq!(header.imports, file.header.imports);
    assert_eq!(header.preambles, file.header.preambles);
    for import in &file.header.imports {
        slice(import.path.span);
        assert!(slice(import.declaration).starts_with("import"));
        assert!(import.name.as_ref().is_none_or(|name| slice(name.span) == &*name.text));
    }
    for preamble in &file.header.preambles {
        preamble.comment.map(slice);
        let gap = preamble.detached.as_ref().and_then(|detached| detached.gap);
        assert!(gap.is_none_or(|gap| slice(gap).trim().is_empty()));
    }
    for line in &file.header.build_lines {
        assert!(slice(line.span).starts_with('/'));
        assert_eq!(slice(line.expression.span), &*line.expression.text);
    }
    for found in &file.declarations {
        assert_eq!(slice(found.name.span), &*found.name.text);
        assert!(slice(found.span).starts_with(slice(found.signature.span)));
    }
    for found in file.uses() {
        assert_eq!(slice(found.name.span), &*found.name.text);
        let package = found.package.as_ref().or(found.member.as_ref());
        assert!(package.is_none_or(|name| slice(name.span) == &*name.text));
    }
    assert!(file.uses().is_sorted_by_key(|found| found.name.span));
    for found in &file.directives {
        assert!(slice(found.span).starts_with("//"));
    }
    for ignore in &file.ignores {
        assert!(slice(ignore.covers).contains(slice(ignore.span)));
        slice(ignore.removal);
    }
}

/// Words that Go texts are made of, and some that they are not.
pub(super) fn token() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(vec![
        "package p\n",
        "import ",
        "\"C\"",
        "\"a/b\"",
        "`",
        "\"",
        "'",
        "(",
        ")",
        "{",
        "}",
        "[",
        "]",
        "func ",
        "type ",
        "var ",
        "const ",
        "x",
        " y",
        "é",
        "😀",
        ".",
        ",",
        ";",
        "\n",
        "\r\n",
        " ",
        "\t",
        ":=",
        "=",
        ":",
        "*",
        "...",
        "if ",
        "for ",
        "range ",
        "switch ",
        "case ",
        "select ",
        "struct",
        "interface",
        "map",
        "chan ",
        "<-",
        "// ",
        "/*",
        "*/",
        "//go:build ",
        "// +build ",
        "//anyport:ignore x\n",
        "// Code generated x DO NOT EDIT.\n",
        "1",
        "0x",
        "\\",
        "\0",
        "\u{feff}",
        "// #cgo LDFLAGS: -lm\n",
        "_",
        "nil",
        "new(",
        "go:build",
        "return ",
        "&&",
        "!",
    ])
}

/// A replacement somewhere in a text: where it begins and ends, as shares of the length.
pub(super) fn edit() -> impl Strategy<Value = (f64, f64, String)> {
    let inserted = proptest::collection::vec(token(), 0..4).prop_map(|tokens| tokens.concat());
    (0.0..1.0, 0.0..0.02, inserted)
}

pub(super) fn apply(text: &str, (from, length, inserted): &(f64, f64, String)) -> String {
    let place = |share: f64| {
        #[expect(clippy::cast_sign_loss, reason = "shares are not negative")]
        #[expect(clippy::cast_precision_loss, reason = "texts are short")]
        text.floor_char_boundary((share * text.len() as f64) as usize)
    };
    [&text[..place(*from)], inserted, &text[place((from + length).min(1.0))..]].concat()
}

pub(super) fn few_cases() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(few_cases())]

    #[test]
    fn senseless_texts_are_read(text in any::<String>()) {
        check_spans(&text);
    }

    #[test]
    fn token_soup_is_read(tokens in proptest::collection::vec(token(), 0..80)) {
        check_spans(&tokens.concat());
    }

    #[test]
    fn edited_trees_give_the_facts_of_fresh_ones(
        edits in proptest::collection::vec(edit(), 1..12),
    ) {
        let mut text = WHOLE.to_owned();
        let mut tree = GoTree::new(Arc::from(WHOLE));
        for edit in &edits {
            text = apply(&text, edit);
            tree.update(Arc::from(text.as_str()));
            prop_assert_eq!(tree.facts(), parse(&text), "{}", text);
        }
    }
}
