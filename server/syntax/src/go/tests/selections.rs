//! Which fields and methods a file selects, and of what.

use crate::go::{GoFile, Selections, Value, parse};

fn shown(selections: &Selections, value: Value) -> String {
    let origin = |at: u32| {
        let origin = &selections.origins[at as usize];
        let package = origin.package.as_ref().map_or(String::new(), |name| format!("{name}."));
        format!("{package}{}{}", origin.name, if origin.is_called { "()" } else { "" })
    };
    match value {
        Value::Origin(at) => origin(at),
        Value::Key(at) => format!("key {}", origin(at)),
        Value::Selected(at) => {
            let it = &selections.list[at as usize];
            let call = if it.is_called { "()" } else { "" };
            format!("{}.{}{call}", shown(selections, it.of), it.member)
        }
    }
}

fn file(code: &str) -> (String, GoFile) {
    let text = format!("package p\n\nimport (\n\t\"os\"\n\tx \"a/b\"\n)\n\n{code}\n");
    let file = parse(&text);
    (text, file)
}

/// Checks the selections of code, in order.
fn check(code: &str, expected: &[&str]) {
    let (text, file) = file(code);
    assert!(file.is_complete, "{text}");
    let found = file.selections.list.iter().enumerate().map(|(at, it)| {
        assert_eq!(&text[it.member.span.range()], &*it.member.text);
        shown(&file.selections, Value::Selected(at as u32))
    });
    assert_eq!(found.collect::<Vec<_>>(), expected, "{code}");
}

#[test]
fn written_types_tell_what_is_selected_of() {
    check("func (t *T) f() { t.a.b() }", &["T.a", "T.a.b()"]);
    check("func f(a, b *x.T, n int) { b.c(a.d, n.e) }", &["x.T.c()", "x.T.d"]);
    check("func f() { var v T; v.m(); var w = v; (w).n() }", &["T.m()", "T.n()"]);
    check("func f() { v := &T{}; (*v).a = new(x.T).b }", &["T.a", "x.T.b"]);
    check("func f(i any) { v, ok := i.(*os.T); v.a(); ok.b() }", &["os.T.a()"]);
    check("func f(g G[int]) { g.m() }", &["G.m()"]);
    check(
        "func f(i any) { switch v := i.(type) { case *T: v.a(); case A, B: v.b() } }",
        &["T.a()"],
    );
}

#[test]
fn functions_and_variables_tell_it_too() {
    check("func f() { v, err := os.Open(1); v.a(); err.b() }", &["os.Open().a()"]);
    check("func f() { v.a.b(); os.V.c() }", &["v.a", "v.a.b()", "os.V.c()"]);
    check("func f(t T) { v := t.a(); v.b = t.c }", &["T.a()", "T.a().b", "T.c"]);
    check("func f() { a, b := g(), h(); a.m(b.n) }", &["g().m()", "h().n"]);
    check("func f() { (*T)(nil).m() }", &["T().m()"]);
}

#[test]
fn keys_are_fields_of_what_a_literal_makes() {
    check("var v = &x.T{A: 1, b: T{C: 2}}", &["key x.T.A", "key x.T.b", "key T.C"]);
    check("var v = []T{{a: 1}, {a: 2}}", &["key T.a", "key T.a"]);
    check("var v = map[string]*T{k: {a: 1}}", &["key T.a"]);
    check("var v = struct{ a int }{a: 1}", &[]);
}

#[test]
fn what_cannot_be_told_is_left_out() {
    check("func f[T any](v T, h H) { v.a(); h().b(); w := h; w.c() }", &["H.c()"]);
    check("func f(l []T, m map[string]T) { l[0].a(); for _, v := range l { v.b() } }", &[]);
    check("func f() { type T struct{}; var v T; v.a(); os := v; os.b() }", &[]);
    check("func f(p **T, c chan T) { p.a(); v := <-c; v.b(); (<-c).d() }", &[]);
    check("func f(e error) { e.Error(); len(v).x() }", &[]);
    check("func f(v T) { { v := g[0]; v.a() }; v.b() }", &["T.b()"]);
    check("func f(v ...T) { v.a() }", &[]);
}

#[test]
fn nothing_is_told_of_a_function_with_a_mistake() {
    let (_, file) = file("func f(t T) {\n\tt.a(\n}\n\nfunc g(t T) {\n\tt.b()\n}");
    let members: Vec<_> = file.selections.list.iter().map(|it| &*it.member.text).collect();
    assert_eq!(members, ["b"]);
}
