//! Which names a file uses without declaring them.

use crate::go::parse;

/// Checks the uses: `package.name`, or `name`, or `name>member`.
fn check(code: &str, expected: &[&str]) {
    let text =
        format!("package p\n\nimport (\n\t\"os\"\n\tx \"a/b\"\n\t\"c/go-d/v2\"\n)\n\n{code}\n");
    let file = parse(&text);
    assert!(file.is_complete, "{text}");
    let uses = file.uses().iter().map(|found| {
        assert_eq!(&text[found.name.span.range()], &*found.name.text);
        match (&found.package, &found.member) {
            (Some(package), _) => format!("{package}.{}", found.name),
            (None, Some(member)) => format!("{}>{member}", found.name),
            (None, None) => found.name.to_string(),
        }
    });
    assert_eq!(uses.collect::<Vec<_>>(), expected, "{code}");
}

#[test]
fn names_of_other_files_are_uses() {
    check("var v = helper(other.Field, 1)", &["helper", "other>Field"]);
    check("func f() T { return T{} }", &["T", "T"]);
    check("type t struct { Embedded; *os.File; a, b Named }", &["Embedded", "os.File", "Named"]);
    check(
        "type t interface { Embedded; ~int | Named; m(a Named) }",
        &["Embedded", "int", "Named", "Named"],
    );
    check("const c = iota + other", &["iota", "other"]);
}

#[test]
fn what_the_file_declares_is_none() {
    check("func f() { g(); v++; _ = c }; func g() {}; var v int; const c = 1", &["int"]);
    check("type t struct { next *t }; func (r t) m() { r.m() }", &[]);
}

#[test]
fn methods_are_not_in_scope() {
    check("type t int; func (t) m() { m() }", &["int", "m"]);
}

#[test]
fn imports_qualify() {
    check(
        "func f(a os.File) { x.Y(); d.Z[os.A](); other.Z() }",
        &["os.File", "x.Y", "d.Z", "os.A", "other>Z"],
    );
    check(
        "func f() { os := g(); os.Exit(x.Y.Z) }; func g() error { return nil }",
        &["x.Y", "error", "nil"],
    );
    check("func f(os os.File) { os.Exit() }", &["os.File"]);
    check("func f(x any) { _ = func() { x.Y() } }; var d = d.E", &["any"]);
}

#[test]
fn variables_begin_behind_their_declaration() {
    check("func f() { v := v; _ = v }", &["v"]);
    check("func f() { var v, w = w, v; _ = v }", &["w", "v"]);
    check("func f() { const v = v; { v := 1; _ = v }; _ = v }", &["v"]);
    check("func f() { { v := 1; _ = v }; _ = v }", &["v"]);
    check("func f() { g := func() { g() }; g() }", &["g"]);
}

#[test]
fn types_begin_at_their_name() {
    check("func f() { type t struct { next *t }; var _ t }", &[]);
    check("func f() { var _ t; type t int }", &["t", "int"]);
}

#[test]
fn parameters_are_visible_in_the_body_alone() {
    check("func f(a a, b int) (c a, err error) { return a, c }", &["a", "int", "a", "error"]);
    check("var _ = func(a, b int) { _ = a + b }", &["int"]);
    check("var _ func(a, b int) c", &["int", "c"]);
    check("func f(a, b) {}", &["a", "b"]);
    check("func f(a ...b) { _ = a }", &["b"]);
}

#[test]
fn receivers_and_type_parameters() {
    check("func (r *T[K, _]) m(k K) K { return r.n(k) }", &["T"]);
    check("func (T[K]) m(k K) {}", &["T"]);
    check(
        "func f[K comparable, V M[K]](k K) V { return g[K, W](k) }",
        &["comparable", "M", "g", "W"],
    );
    check("func (r T) m[K any](k K) []K { return nil }; var _ K", &["T", "any", "nil", "K"]);
    check("type t[K any] struct { k K }; type u = t[K]", &["any", "K"]);
}

#[test]
fn statements_have_scopes_of_their_own() {
    check(
        "func f() { if a := b; a { c := a; _ = c } else if c { _ = a }; _ = a }",
        &["b", "c", "a"],
    );
    check("func f() { for i := 0; i < n; i++ { _ = i }; _ = i }", &["n", "i"]);
    check("func f() { for i, e := range e { _, _ = i, e }; for i = range e {} }", &["e", "i", "e"]);
    check("func f() { for range e {} }", &["e"]);
    check(
        "func f() { switch a := b; a { case c: d := a; _ = d; default: _ = d }; _ = a }",
        &["b", "c", "d", "a"],
    );
    check(
        "func f() { switch a := b.(type) { case a, c: _ = a; default: _ = a }; _ = a }",
        &["b", "a", "c", "a"],
    );
    check("func f() { switch a := b; c := a.(type) { case nil: _ = c } }", &["b", "nil"]);
    check(
        "func f() { select { case a := <-b: _ = a; case c <- d: case e = <-b: default: _ = a } }",
        &["b", "c", "d", "e", "b", "a"],
    );
}

#[test]
fn labels_are_none() {
    check("func f() { l: for { break l; continue l; goto l } }", &[]);
}

#[test]
fn keys_that_may_be_fields_are_none() {
    check("var _ = T{Name: a, 1: b}", &["T", "a", "b"]);
    check(
        "var _ = T{Name: U{Inner: {Deep: c}}, (d): e, f.G: h}",
        &["T", "U", "c", "d", "e", "f>G", "h"],
    );
    check("var _ = map[K]V{a: {b: c}}", &["K", "V", "a", "c"]);
    check("var _ = []map[K]int{{a: b}}", &["K", "int", "a", "b"]);
    check("var _ = [...]*[]V{a: {b: {c: d}}}", &["V", "a", "b", "d"]);
    check("var _ = map[[1]K]V{{a: b}: {c: d}}", &["K", "V", "a", "b", "d"]);
    check("var _ = []struct{ n int }{{n: a}}", &["int", "a"]);
}

#[test]
fn newer_go_is_read() {
    check("var _ = new(a + b*c)", &["new", "a", "b", "c"]);
    check("var _, _ = new(T), new([]os.File)", &["new", "T", "new", "os.File"]);
    check("type a[K any] = map[K]V", &["any", "V"]);
    check("func f() { for i := range 10 { _ = min(i, 2) } }", &["min"]);
}

#[test]
fn method_expressions_and_conversions() {
    check("var _ = (*T).M; var _ = T.M; var _ = []byte(a)", &["T", "T>M", "byte", "a"]);
    check("var _ = a.b.c.d(e).f[g:h].(T)", &["a>b", "e", "g", "h", "T"]);
}
