//! Outlines: equal to what is parsed, or else not complete.

use std::collections::HashSet;

use proptest::prelude::*;

use super::broken::{WHOLE, apply, check_spans_of, edit, few_cases, token};
use crate::go::outline::read as outline;
use crate::go::{Declaration, GoFile, declarations, parse};

/// Declarations that stand one to a line, as `Kind name`.
fn names(file: &GoFile) -> Vec<String> {
    let name = |found: &Declaration| {
        let receiver = found.receiver.as_ref().map(|name| format!("{name}.")).unwrap_or_default();
        let body = if found.has_body { "" } else { " without body" };
        format!("{:?} {receiver}{}{body}", found.kind, found.name)
    };
    file.declarations.iter().map(name).collect()
}

/// Checks that the outline of these declarations is what is parsed, and what they are.
#[track_caller]
fn check(code: &str, expected: &[&str]) {
    let text = format!("package p\n\n{code}");
    let (ours, theirs) = (outline(&text), parse(&text).without_uses());
    assert_eq!(names(&ours), expected, "{text}");
    assert_eq!(ours, theirs, "{text}");
    assert!(ours.is_complete, "{text}");
    assert_eq!(declarations(&text), ours.without_texts());
}

/// Checks that a text is not complete, and which declarations are read all the same.
#[track_caller]
fn check_broken(code: &str, expected: &[&str]) {
    let text = format!("package p\n\n{code}");
    let file = outline(&text);
    assert!(!file.is_complete, "{text}");
    assert_eq!(names(&file), expected, "{text}");
    check_spans_of(&text, &file);
}

#[test]
fn groups_of_specs() {
    check(
        "const (\n\ta, b = iota, 1 // c\n\tc, _ // d\n)\n",
        &["Const a", "Const b", "Const c", "Const _"],
    );
    check(
        "const (a = 1; b; c;)\nconst ()\nvar ()\ntype ()\nvar (a int; b = 2;)\n",
        &["Const a", "Const b", "Const c", "Var a", "Var b"],
    );
    check(
        "var (\n\tv, w int = f(\n\t\t1,\n\t)\n\n\t// x\n\tx = y /* z */\n)\n",
        &["Var v", "Var w", "Var x"],
    );
    check(
        "type (\n\ta struct{ b, c int }\n\td = e\n\tf func(int) (int, error)\n)\n",
        &["Type a", "Type d", "Type f"],
    );
}

#[test]
fn types() {
    check("type T[P any, Q interface{ ~int | ~string }] struct {\n\tP\n}\n", &["Type T"]);
    check("type T[\n\tP any, // p\n\tQ *P,\n] = map[P][]Q\n", &["Type T"]);
    check(
        "type T [n + 1]int\ntype U = [2]int\ntype V *T\ntype W (T)\n",
        &["Type T", "Type U", "Type V", "Type W"],
    );
    check(
        "type T <-chan struct{}\ntype U chan<- func(a, b int, c ...string) struct{ d int }\n",
        &["Type T", "Type U"],
    );
    check(
        "type T struct {\n\ta int `json:\"}\"`\n\tb string \"}{\"\n\tc struct{ d int }\n}\n",
        &["Type T"],
    );
    check(
        "type T interface {\n\tinterface{ M() }\n\tN() struct{}\n\t~int | ~uint\n}\n",
        &["Type T"],
    );
}

#[test]
fn functions() {
    check(
        "func f[T any, U ~[]T](a T, b ...U) (c map[string]struct{}, err error) {\n}\n",
        &["Func f"],
    );
    check(
        "func f() struct{ a int } { return g }\nfunc g() interface{ M() } {}\n",
        &["Func f", "Func g"],
    );
    check(
        "func f() func(int) func() string {\n}\nfunc g() []*p.T[int] {\n}\n",
        &["Func f", "Func g"],
    );
    check("func f() <-chan chan int { }\nfunc g() map[[2]int]*T { }\n", &["Func f", "Func g"]);
    check(
        "func f( // a\n\ta, b int, /* ) */\n\tc func(d int), // {\n) /* e */ (\n\tint, // f\n) /* { */ {\n}\n",
        &["Func f"],
    );
    check(
        "func f(int)\nfunc g() (a, b int)\n\n//go:linkname h runtime.h\nfunc h() *T // x\nfunc i() {}",
        &["Func f without body", "Func g without body", "Func h without body", "Func i"],
    );
    check(
        "func f() {}; var v = 1; func g(); type t int\n",
        &["Func f", "Var v", "Func g without body", "Type t"],
    );
}

#[test]
fn methods() {
    check(
        "func (t T) m() {}\nfunc (T) n()\nfunc (*T) o() {}\nfunc (t *T[K, V]) p() {}\n",
        &["Method T.m", "Method T.n without body", "Method T.o", "Method T.p"],
    );
    check(
        "func (t (*T)) m() {}\nfunc (\n\tt *T, // t\n) n() {}\nfunc (t T[_]) o[P any](p P) P { return p }\n",
        &["Method T.m", "Method T.n", "Method T.o"],
    );
}

#[test]
fn values() {
    check(
        "var v = T{{1}, {[]int{2}, \"}\"}}\nvar w = map[string]struct{ a int }{\n\t\"b\": {1},\n}\n",
        &["Var v", "Var w"],
    );
    check("var f = func(a int) (b struct{ c int }) {\n\tvar d = 1\n\treturn\n}(1).c\n", &["Var f"]);
    check(
        "var v interface{ M() } = &T{}\nvar w = interface{}(x).(*T)\nvar x = a[1:2][:]\n",
        &["Var v", "Var w", "Var x"],
    );
    check(
        "var v, w = 'a' + '\\'' - '\\\\', '{' | '\"'\nvar x = \"}\\\"\" + `}\n{`\n",
        &["Var v", "Var w", "Var x"],
    );
    check(
        "const c = 0x1p-2 + 1e+5*.5i == 1_0 && !(a <= b) || c != d>=e\nvar d = -<-c\n",
        &["Const c", "Var d"],
    );
    check("var v = f(a...) +\n\tg(func() {}, []int{}...)\n", &["Var v"]);
    check("var é, _世界 = 1, 2\n", &["Var é", "Var _世界"]);
    check("const nil, true, iota = 1, 2, 3\n", &["Const nil", "Const true", "Const iota"]);
}

#[test]
fn bodies_are_skipped() {
    check(
        "func f() {\n\tx := '{'\n\ty := `\nfunc g() {}\n`\n\t/*\nfunc h() {\n*/\n\tz := a / b // }\n}\nvar v int\n",
        &["Func f", "Var v"],
    );
    // Functions are literals here, and end on a line of their own.
    check(
        "func f() {\ng(\nfunc (a int) error {\nreturn nil\n},\nfunc() {})\nvar a int\n}\n",
        &["Func f"],
    );
}

#[test]
fn line_ends_and_marks() {
    for text in [
        "\u{feff}package p\n\nimport (\n\t. \"a\"\n\t_ `b`; c \"d\"\n)\n\nimport \"e\"\nvar v int\n",
        "// x\r\n\r\npackage p\r\n\r\nimport \"a\"\r\n\r\nfunc f() { // g\r\n\tg()\r\n}\r\nvar (\r\n\ta = 1 // b\r\n)\r\n",
        "package p; import \"a\"; import (); import (\"b\"); func f()",
        "package p",
        WHOLE,
    ] {
        let (ours, theirs) = (outline(text), parse(text).without_uses());
        assert_eq!(ours, theirs, "{text}");
        assert!(ours.is_complete, "{text}");
    }
}

#[test]
fn what_is_being_typed_is_not_complete() {
    for (code, expected) in [
        ("func\n\nvar v = w\n", &["Var v"][..]),
        ("func f\n\nfunc g() {}\n", &["Func f", "Func g"]),
        ("func f(a int\n\nfunc g() {}\n", &["Func f", "Func g"]),
        ("func f(a int,\n\nfunc g() {}\n", &["Func f", "Func g"]),
        ("func f() (\n\nfunc g() {}\n", &["Func f", "Func g"]),
        ("func f() *\n\nfunc g() {}\n", &["Func f", "Func g"]),
        ("func f() {\n\tif a {\n}\n\nfunc g() {}\n", &["Func f", "Func g"]),
        ("func f() {\n\tif a {\n}\n\nfunc (t *T) g() {}\n", &["Func f", "Method T.g"]),
        ("func f() {\n\ta := `\n}\n\nfunc g() {}\n", &["Func f"]),
        ("func f() {\n\ta := \"\n}\n\nfunc g() {}\n", &["Func f", "Func g"]),
        ("func f() {\n\ta := 'ab'\n}\n\nfunc g() {}\n", &["Func f", "Func g"]),
        ("func f()\n{\n}\n\nfunc g() {}\n", &["Func f without body", "Func g"]),
        ("func f() {}}\n\nfunc g() {}\n", &["Func f", "Func g"]),
        ("func (t *T) \n\nfunc g() {}\n", &["Func g"]),
        ("func (t *T, u) m() {}\n\nfunc g() {}\n", &["Method u.m", "Func g"]),
        ("type T\n\ntype U int\n", &["Type T", "Type U"]),
        ("type T struct {\n\ta int\n\nfunc g() {}\n", &["Type T", "Func g"]),
        ("type T struct {\n\ta int\n\nvar v int\n", &["Type T", "Var v"]),
        ("type T = \n\ntype U int\n", &["Type T", "Type U"]),
        ("var v\n\nvar w int\n", &["Var v", "Var w"]),
        ("var v =\n\nvar w int\n", &["Var v", "Var w"]),
        ("var v = os.\n\nfunc g() {}\n", &["Var v", "Func g"]),
        ("var v = f(a,\n\nfunc g() {}\n", &["Var v", "Func g"]),
        ("var v = []T{\n\nfunc g() {}\n", &["Var v", "Func g"]),
        ("var v = a b\n\nfunc g() {}\n", &["Var v", "Func g"]),
        ("var v,\n\nfunc g() {}\n", &["Var v", "Func g"]),
        ("const (\n\ta = 1\n\tb =\n)\n\nfunc g() {}\n", &["Const a", "Const b", "Func g"]),
        ("const (\n\ta = 1\n\nfunc g() {}\n", &["Const a", "Func g"]),
        ("const c int\n", &["Const c"]),
        ("var v = 1 +", &["Var v"]),
        ("x := 1\n\nfunc g() {}\n", &["Func g"]),
        ("import\n\nfunc g() {}\n", &["Func g"]),
        ("import (\n\t\"a\"\n\nfunc g() {}\n", &["Func g"]),
        ("func g() {}\n\nimport \"a\"\n", &["Func g"]),
        ("var v int;;\n", &["Var v"]),
        ("/* x", &[]),
        ("/*/", &[]),
        ("var v = #\n", &["Var v"]),
    ] {
        check_broken(code, expected);
    }
    for text in ["", "\n// x\n", "func f() {}\n", "package\n", "package p q\n"] {
        assert!(!outline(text).is_complete, "{text:?}");
    }
}

/// Quadratic work would take minutes here.
#[test]
fn deep_nesting_is_read() {
    for (open, close) in [("(", ")"), ("[", "]"), ("{", "}"), ("func(){", "}"), ("T{", "}")] {
        let text =
            format!("package p\nvar v = x{}y{}\n", open.repeat(200_000), close.repeat(200_000));
        assert_eq!(names(&outline(&text)), ["Var v"]);
        assert!(!outline(&text[..text.len() - 2]).is_complete);
    }
    let lines = "func f( {\n".repeat(100_000);
    assert_eq!(outline(&format!("package p\n{lines}")).declarations.len(), 100_000);
}

/// Checks what holds of every text.
fn check_any(text: &str) {
    let (ours, theirs) = (outline(text), parse(text));
    check_spans_of(text, &ours);
    let seen: HashSet<_> = ours.declarations.iter().map(|found| found.name.span).collect();
    assert_eq!(seen.len(), ours.declarations.len(), "{text}");
    assert!(ours.declarations.is_sorted_by_key(|found| found.name.span), "{text}");
    if ours.is_complete && theirs.is_complete {
        assert_eq!(ours.declarations, theirs.declarations, "{text}");
    }
    let rest = |file: GoFile| GoFile { declarations: Vec::new(), is_complete: false, ..file };
    assert_eq!(rest(ours), rest(theirs.without_uses()), "{text}");
}

#[test]
fn every_truncation_is_outlined() {
    let whole = outline(WHOLE).declarations;
    for (end, _) in WHOLE.char_indices() {
        check_any(&WHOLE[..end]);
        // The grammar wants a line end behind some declarations.
        let text = format!("{}\n", &WHOLE[..end]);
        let file = outline(&text);
        assert!(file.is_complete || !parse(&text).is_complete, "{text}");
        if file.is_complete {
            // The last one may be cut short.
            let certain = &file.declarations[..file.declarations.len().saturating_sub(1)];
            assert!(whole.starts_with(certain), "{text}");
        }
    }
}

proptest! {
    #![proptest_config(few_cases())]

    #[test]
    fn senseless_texts_are_outlined(text in any::<String>()) {
        check_any(&text);
    }

    #[test]
    fn token_soup_is_outlined(tokens in proptest::collection::vec(token(), 0..80)) {
        check_any(&tokens.concat());
    }

    #[test]
    fn edited_texts_are_outlined(edits in proptest::collection::vec(edit(), 1..6)) {
        let mut text = WHOLE.to_owned();
        for edit in &edits {
            text = apply(&text, edit);
            check_any(&text);
        }
    }
}
