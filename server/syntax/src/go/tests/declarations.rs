//! Top-level declarations.

use std::fmt::Write as _;

use expect_test::{Expect, expect};

use crate::go::parse;

/// Checks the declarations: kind, receiver and name, then the spans as text.
fn check(text: &str, expected: &Expect) {
    let mut seen = String::new();
    for found in parse(text).declarations {
        assert_eq!(&text[found.name.span.range()], &*found.name.text);
        let receiver = found.receiver.map(|name| format!("({name}) ")).unwrap_or_default();
        let body = if found.has_body { "" } else { " no body" };
        let (span, signature) = (&text[found.span.range()], &*found.signature.text);
        assert_eq!(signature, &text[found.signature.span.range()]);
        let _ = writeln!(seen, "{:?} {receiver}{}{body}: {span:?}", found.kind, found.name);
        if !signature.is_empty() && span != signature {
            let _ = writeln!(seen, "  {signature:?}");
        }
    }
    expected.assert_eq(&seen);
}

#[test]
fn every_kind_is_read() {
    check(
        "package p\nconst (\n\ta, b = iota, 1\n\tc, _\n)\nvar v, w int\n\
            type t struct{}\ntype (\n\tu = t\n\tx[K any] []K\n)\nfunc init() {}\n\
            func asm(int)\nfunc (r *x[K]) m() (a, b int) { return }\n\
            func (t) n[K any]() {}\n",
        &expect![[r#"
            Const a: "a, b = iota, 1"
            Const b: "a, b = iota, 1"
            Const c: "c, _"
            Const _: "c, _"
            Var v: "v, w int"
            Var w: "v, w int"
            Type t: "t struct{}"
            Type u: "u = t"
            Type x: "x[K any] []K"
            Func init: "func init() {}"
              "func init()"
            Func asm no body: "func asm(int)"
            Method (x) m: "func (r *x[K]) m() (a, b int) { return }"
              "func (r *x[K]) m() (a, b int)"
            Method (t) n: "func (t) n[K any]() {}"
              "func (t) n[K any]()"
        "#]],
    );
}

#[test]
fn locals_are_none() {
    check(
        "package p\n\nfunc f() {\n\tvar a int\n\ttype t int\n\tg := func() { const c = 1 }\n}\n",
        &expect![[r#"
            Func f: "func f() {\n\tvar a int\n\ttype t int\n\tg := func() { const c = 1 }\n}"
              "func f()"
        "#]],
    );
}
