//! What is read of functions of JavaScript.

use super::{Callback, Callee, Holder, JsFile, Role, Sink, WaitKind};
use crate::go;

fn read(body: &str) -> JsFile {
    let text = format!("package p\n\nimport \"syscall/js\"\n\n{body}\n");
    *go::parse(&text).js.expect("it imports syscall/js")
}

/// What becomes of the first function of JavaScript, or of the variable that holds it.
fn sinks(body: &str) -> Vec<Sink> {
    let file = read(body);
    let call = &file.calls[file.functions[0].call as usize];
    let mut flows = &call.flows;
    while let [flow] = flows.as_slice()
        && let Sink::Holder(Holder::Variable(variable)) = flow.to
    {
        flows = &file.variables[variable as usize].flows;
    }
    flows.iter().map(|flow| flow.to.clone()).collect()
}

#[test]
fn only_files_that_import_it_or_start_something_have_facts() {
    assert_eq!(go::parse("package p\n\nfunc f() {}\n").js, None);
    assert!(go::parse("package main\n\nfunc main() {}\n").js.is_some());
    assert!(go::parse("package p\n\nfunc init() {}\n").js.is_some());
    assert!(go::parse("package p\n\nimport \"syscall/js\"\n").js.is_some());
}

#[test]
fn what_becomes_of_a_function() {
    let field = |name: &str| Holder::Field(name.into());
    for (body, expected) in [
        ("func f() { js.FuncOf(g) }", vec![Sink::Discarded]),
        ("func f() { x := js.FuncOf(g); x.Release() }", vec![Sink::Released]),
        ("func f() { x := js.FuncOf(g); defer x.Release() }", vec![Sink::Released]),
        ("func f() func() { x := js.FuncOf(g); return x.Release }", vec![Sink::Released]),
        ("func f() js.Value { return js.FuncOf(g).Value }", vec![Sink::Value]),
        ("func f() js.Func { return js.FuncOf(g) }", vec![Sink::Returned(0, 0)]),
        ("func f(c chan js.Func) { c <- js.FuncOf(g) }", vec![Sink::Sent]),
        ("func f() { h(1, js.FuncOf(g)) }", vec![Sink::Argument(0, 1)]),
        ("func f() { h([]any{js.FuncOf(g)}) }", vec![Sink::AnyElement]),
        ("func f() { t.f = js.FuncOf(g) }", vec![Sink::Holder(field("f"))]),
        ("func f() { t.f = append(t.f, js.FuncOf(g)) }", vec![Sink::Element(field("f"))]),
        ("func f() { v = T{f: js.FuncOf(g)} }", vec![Sink::Field("T".into(), "f".into())]),
        ("func f() { v = &T{f: js.FuncOf(g)} }", vec![Sink::Field("T".into(), "f".into())]),
        ("func f() { x := js.FuncOf(g); v = &x }", vec![Sink::Unknown]),
        ("func f() { x := js.FuncOf(g); x = y }", vec![Sink::Overwritten]),
        (
            "func f() { for _, x := range []js.Func{js.FuncOf(g)} { x.Release() } }",
            vec![Sink::Released],
        ),
    ] {
        assert_eq!(sinks(body), expected, "{body}");
    }
}

#[test]
fn a_name_means_the_innermost_variable() {
    let file = read("func f(js int, x any) {\n\tjs.FuncOf(x)\n}\nfunc g() { js.FuncOf(x) }");
    assert_eq!(file.functions.len(), 1, "a parameter hides the package");
    assert_eq!(file.functions[0].callback, Callback::Function("x".into()));
}

#[test]
fn who_runs_a_function_literal() {
    let file = read(
        "func f() {\n\tgo func() {}()\n\tfunc() {}()\n\tonce.Do(func() {})\n\tx := func() {}\n\t\
         js.FuncOf(func(js.Value, []js.Value) any { return x })\n\th(func() {})\n}",
    );
    let roles: Vec<_> = file.bodies[1..].iter().map(|body| body.role.clone()).collect();
    let expected = [
        Role::Goroutine,
        Role::Invoked,
        Role::Once,
        Role::Variable(0),
        Role::Callback,
        Role::Unknown,
    ];
    assert_eq!(roles, expected);
}

#[test]
fn what_waits() {
    let file = read(
        "func f(c chan int) {\n\t<-c\n\tselect {}\n\tselect {\n\tcase <-c:\n\tdefault:\n\t}\n\t\
         select {\n\tcase c <- 1:\n\tdefault:\n\t}\n\tfor range c {\n\t}\n}",
    );
    let kinds: Vec<_> = file.waits.iter().map(|wait| wait.kind.clone()).collect();
    let channel = || WaitKind::Receive(vec![Some(Holder::Variable(0))]);
    assert_eq!(kinds, [channel(), WaitKind::Forever, channel()]);
}

#[test]
fn a_call_says_what_it_is_given() {
    let file = read("func f() {\n\tx.Call(\"on\", 1, map[string]any{\"once\": true})\n}");
    let call = &file.calls[0];
    assert_eq!((call.first.as_deref(), call.says_once), (Some("on"), true));
    assert_eq!(call.callee, Callee::Method("Call".into()));
    assert_eq!(&*call.operand, "x");
}

#[test]
fn broken_files_are_read() {
    for body in
        ["func f() { js.FuncOf(", "func (", "func f() { x := js.FuncOf(func(", "var x = js."]
    {
        read(body);
    }
}
