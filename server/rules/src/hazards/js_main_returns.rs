//! A program whose main returns while JavaScript still holds its callbacks.

use project::{Level, Package, Snapshot};
use syntax::go::js::{Body, Callee, Role};

use crate::fixes::replace;
use crate::javascript::{Calling, JsPackage, JsSource, Node, calling, takes_back};
use crate::{Applicability, Explanation, Findings, Fix, Judges, Predicts, Related, Rule, Scope};

/// See the page.
pub static RULE: Rule = Rule {
    name: "js-main-returns",
    level: Level::Warning,
    predicts: Predicts::RunFailure,
    judges: Judges::JavaScript,
    scope: Scope::Package(check),
    docs: include_str!("js_main_returns.md"),
    off_by_default: false,
    former_names: &[],
};

const WHY: &str = "A program ends when main returns, and its callbacks with it: the first call of one \
                   says `Go program has already exited`.";

fn check(_: &Snapshot, package: &Package, findings: &mut Findings) {
    let Some(package) = JsPackage::of(package).filter(|it| it.is_program) else { return };
    let Some((file, main)) = package.declared("main", false) else { return };
    let source = package.files[file];
    let Role::Declared { name, .. } = &source.body(main).role else { return };
    let lasting = lasting(&package);
    if lasting.is_empty() || source.go.is_generated || ends_on_purpose(&package) {
        return;
    }
    if !package.passes_at_once(file, main, 0..u32::MAX) {
        return;
    }
    findings.add(source.built_for(), &source.file.path, name.span, |on| Explanation {
        message: format!("ends on {on} while JavaScript still has callbacks of it: main returns"),
        why: WHY.to_owned(),
        related: lasting,
        fixes: fix(source, source.body(main)).into_iter().collect(),
        ..Explanation::default()
    });
}

/// The calls that make JavaScript call back after the program's start.
fn lasting(package: &JsPackage<'_>) -> Vec<Related> {
    let mut calls = Vec::new();
    for (file, source) in package.files.iter().enumerate() {
        for func in &source.js.functions {
            let made = source.call_of(func);
            let starts = made.place.body.is_none_or(|body| package.starts_body(file, body));
            let owner = package.follow(Node::Call(file, func.call));
            let called = |(file, number): &(usize, u32)| {
                (*file, &package.files[*file].js.calls[*number as usize])
            };
            let is_over = !owner.released.is_empty()
                || owner.js_calls.iter().any(|it| takes_back(called(it).1));
            if !starts || is_over {
                continue;
            }
            calls.extend(owner.js_calls.iter().map(called).filter(|(file, call)| {
                let global = format!("{}.Global()", package.files[*file].js_name().unwrap_or(""));
                let is_set = matches!(&call.callee, Callee::Method(name) if &**name == "Set");
                matches!(calling(call), Calling::Later | Calling::OnceLater)
                    && package.is_js_call(call)
                    && matches!(call.callee, Callee::Method(_))
                    || is_set && *call.operand == global
            }));
        }
    }
    calls.sort_by_key(|(file, call)| (*file, call.span));
    calls.dedup_by_key(|(file, call)| (*file, call.span));
    let related = calls.into_iter().map(|(file, call)| Related {
        path: package.files[file].file.path.clone(),
        span: call.span,
        message: "callback registered here".to_owned(),
    });
    related.collect()
}

/// Whether the program says that it ends: somewhere, it calls `os.Exit` or the like.
fn ends_on_purpose(package: &JsPackage<'_>) -> bool {
    let mut calls = package.files.iter().flat_map(|source| &source.js.calls);
    calls.any(|call| {
        matches!(&call.callee, Callee::Imported { path, name }
            if matches!(&**path, "os" | "syscall") && &**name == "Exit")
    })
}

/// `select {}` at the end.
fn fix(source: JsSource<'_>, main: &Body) -> Option<Fix> {
    let last = main.last_statement.filter(|it| it.has_own_lines)?;
    let tabs = "\t".repeat(last.tabs.into());
    Some(Fix {
        title: "Keep the program running: select {}".to_owned(),
        applicability: Applicability::Manual,
        edits: vec![replace(&source.file.path, last.span.after(), format!("\n{tabs}select {{}}"))],
    })
}
