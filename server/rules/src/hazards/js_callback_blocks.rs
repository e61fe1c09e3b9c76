//! A callback that waits for what only JavaScript can bring.

use project::{Level, Package, Snapshot};
use syntax::Span;
use syntax::go::js::{Callback, FuncOf, Holder, Wait, WaitKind};

use crate::fixes::replace;
use crate::javascript::{Blocked, JsPackage, JsSource};
use crate::{Applicability, Explanation, Findings, Fix, Judges, Predicts, Related, Rule, Scope};

/// See the page.
pub static RULE: Rule = Rule {
    name: "js-callback-blocks",
    level: Level::Warning,
    predicts: Predicts::RunFailure,
    judges: Judges::JavaScript,
    scope: Scope::Package(check),
    docs: include_str!("js_callback_blocks.md"),
    off_by_default: false,
    former_names: &[],
};

const WHY: &str = "JavaScript stands still until the callback returns: no other callback runs, no \
                   promise is resolved, nothing arrives. The program ends with `fatal error: all \
                   goroutines are asleep - deadlock!`.";
const WHY_SLEEP: &str = "JavaScript stands still until the callback returns: no timer fires, no event \
                         is handled, nothing is drawn.";

fn check(_: &Snapshot, package: &Package, findings: &mut Findings) {
    let Some(package) = JsPackage::of(package) else { return };
    let mut told: Vec<(usize, Span)> = Vec::new();
    for (file, source) in package.files.iter().enumerate() {
        for func in &source.js.functions {
            let Some(callback) = package.callback(file, func) else { continue };
            let Some(blocked) = package.blocked(callback) else { continue };
            let at = package.files[blocked.at.0];
            if !at.is_judged() || told.contains(&blocked.at) {
                continue;
            }
            told.push(blocked.at);
            let is_sleep = blocked.wait.kind == WaitKind::Sleep;
            findings.add(at.built_for(), &at.file.path, blocked.at.1, |on| Explanation {
                message: message(&package, &blocked, &on.to_string()),
                why: if is_sleep { WHY_SLEEP } else { WHY }.to_owned(),
                level: is_sleep.then_some(Level::Info),
                related: related(&package, &blocked),
                fixes: fix(*source, func).into_iter().collect(),
                ..Explanation::default()
            });
        }
    }
}

fn message(package: &JsPackage<'_>, blocked: &Blocked<'_>, on: &str) -> String {
    let what = awaited(package.files[blocked.file], blocked.wait);
    let who = if blocked.calls.is_empty() { "the callback" } else { "the callback calls what" };
    match blocked.wait.kind {
        WaitKind::Sleep => format!("holds JavaScript up on {on}: {who} sleeps"),
        _ => format!(
            "deadlocks on {on}: {who} waits for {what}, and JavaScript waits for the callback"
        ),
    }
}

/// What a wait is for.
fn awaited(source: JsSource<'_>, wait: &Wait) -> String {
    let name = |holder: &Holder| match holder {
        Holder::Variable(variable) => source.js.variables[*variable as usize].name.text.to_string(),
        Holder::Field(name) | Holder::Global(name) => name.to_string(),
    };
    match &wait.kind {
        WaitKind::Request => "an answer from the network".to_owned(),
        WaitKind::Forever => "nothing, for ever".to_owned(),
        WaitKind::Group(Some(holder)) => format!("{}, which callbacks alone end", name(holder)),
        WaitKind::Receive(holders) => {
            let names: Vec<_> = holders.iter().flatten().map(name).collect();
            format!("{}, which callbacks alone feed", names.join(", "))
        }
        _ => "something".to_owned(),
    }
}

/// The way to the wait, if it is in another function.
fn related(package: &JsPackage<'_>, blocked: &Blocked<'_>) -> Vec<Related> {
    if blocked.calls.is_empty() {
        return Vec::new();
    }
    let place = |file: usize, span, message: &str| Related {
        path: package.files[file].file.path.clone(),
        span,
        message: message.to_owned(),
    };
    let calls = blocked.calls[1..].iter().map(|(file, span)| place(*file, *span, "which calls"));
    calls.chain([place(blocked.file, blocked.wait.span, "here it waits")]).collect()
}

/// All but the last `return nil` moves into a goroutine.
fn fix(source: JsSource<'_>, func: &FuncOf) -> Option<Fix> {
    let Callback::Literal(number) = func.callback else { return None };
    let body = source.body(number);
    let call = source.call_of(func);
    let last = body.last_statement.filter(|it| it.has_own_lines)?;
    let text = |span: Span| {
        let (start, end) = (span.start - call.span.start, span.end - call.span.start);
        func.text.get(start as usize..end as usize)
    };
    let moved = Span { start: body.block.start + 1, end: last.span.start };
    let inside = text(moved)?.trim_end();
    // Another return would return from the goroutine, and lines of a raw string would be indented.
    let is_plain = text(last.span)? == "return nil"
        && inside.starts_with('\n')
        && !inside.contains("return")
        && !inside.contains('`');
    if !is_plain {
        return None;
    }
    let tabs = "\t".repeat(last.tabs.into());
    let indented = |line: &str| if line.is_empty() { String::new() } else { format!("\t{line}") };
    let lines: Vec<_> = inside[1..].lines().map(indented).collect();
    Some(Fix {
        title: "Do it in a goroutine".to_owned(),
        applicability: Applicability::Manual,
        edits: vec![replace(
            &source.file.path,
            moved,
            format!("\n{tabs}go func() {{\n{}\n{tabs}}}()\n{tabs}", lines.join("\n")),
        )],
    })
}
