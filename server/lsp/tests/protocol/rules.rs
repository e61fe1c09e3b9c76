//! Rules for tests: what a file declares decides what they find.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex};
use std::time::Duration;

use platform::TargetSet;
use project::{Level, Module, Package, Snapshot, SourceFile};
use rules::{
    Applicability, Edit, Explanation, Findings, Fix, Judges, Predicts, Related, Rule, Scope,
};
use syntax::go::Declaration;

pub(crate) static RULES: &[&Rule] = &[&BAD, &GATE, &MODULE, &MOVED, &PANICS, &TWIN];

const fn rule(name: &'static str, scope: Scope) -> Rule {
    Rule {
        name,
        level: Level::Error,
        predicts: Predicts::BuildError,
        judges: Judges::Targets,
        scope,
        docs: "# test\n\nFor tests.\n",
        off_by_default: false,
        former_names: &[],
    }
}

/// A declared name begins with `bad`; the fix calls it `good`.
static BAD: Rule = rule("bad-name", Scope::GoFile(bad));
/// A declared name begins with `gate`: the rule waits until the test opens the gate.
static GATE: Rule = rule("gate", Scope::GoFile(gate));
/// The module's path contains `bad`.
static MODULE: Rule = rule("bad-module", Scope::Module(module));
/// A declared name begins with `moved`: fixes create and rename files.
static MOVED: Rule = rule("moved", Scope::GoFile(moved));
/// A declared name begins with `panics`.
static PANICS: Rule = rule("panics", Scope::GoFile(panics));
/// Two files declare the same name that begins with `twin`.
static TWIN: Rule = rule("twin", Scope::Package(twin));

fn declared<'a>(file: &'a SourceFile, start: &'a str) -> impl Iterator<Item = &'a Declaration> {
    let declarations = file.go().map(|facts| facts.declarations.as_slice()).unwrap_or_default();
    declarations.iter().filter(move |it| it.name.text.starts_with(start))
}

fn bad(_: &Snapshot, _: &Package, file: &SourceFile, findings: &mut Findings) {
    for declaration in declared(file, "bad") {
        let name = &declaration.name;
        findings.add(TargetSet::all(), &file.path, name.span, |_| Explanation {
            message: format!("`{name}` is bad"),
            why: "names should be good".to_owned(),
            fixes: vec![Fix {
                title: "Make it good".to_owned(),
                applicability: Applicability::Safe,
                edits: vec![Edit::Replace {
                    path: file.path.clone(),
                    span: name.span,
                    text: name.text.replacen("bad", "good", 1),
                }],
            }],
            ..Explanation::default()
        });
    }
}

fn module(_: &Snapshot, module: &Module, findings: &mut Findings) {
    if let Some((path, go_mod)) = &module.go_mod
        && let Some(name) = &go_mod.module
        && name.text.contains("bad")
    {
        findings.add(TargetSet::all(), path, name.span, |_| Explanation {
            message: format!("module `{name}` is bad"),
            ..Explanation::default()
        });
    }
}

fn moved(_: &Snapshot, _: &Package, file: &SourceFile, findings: &mut Findings) {
    for declaration in declared(file, "moved") {
        let fix = |title: &str, edit: Edit| Fix {
            title: title.to_owned(),
            applicability: Applicability::Manual,
            edits: vec![edit],
        };
        let (path, text) = (file.path.join("../created.go"), "package m\n".to_owned());
        let (old, to) = (file.path.clone(), file.path.join("../renamed.go"));
        findings.add(TargetSet::all(), &file.path, declaration.name.span, |_| Explanation {
            message: "it has moved".to_owned(),
            fixes: vec![
                fix("Create a file", Edit::Create { path, text }),
                fix("Rename the file", Edit::Rename { path: old, to }),
            ],
            ..Explanation::default()
        });
    }
}

fn panics(_: &Snapshot, _: &Package, file: &SourceFile, _: &mut Findings) {
    assert!(declared(file, "panics").next().is_none(), "on purpose");
}

fn twin(_: &Snapshot, package: &Package, findings: &mut Findings) {
    let mut first = BTreeMap::new();
    for file in &package.files {
        for declaration in declared(file, "twin") {
            let name = &declaration.name;
            let Some((path, span)) = first.get(&*name.text) else {
                first.insert(&*name.text, (&file.path, name.span));
                continue;
            };
            findings.add(TargetSet::all(), &file.path, name.span, |_| Explanation {
                message: format!("there are two of `{name}`"),
                related: vec![Related {
                    path: (*path).clone(),
                    span: *span,
                    message: "the other".to_owned(),
                }],
                ..Explanation::default()
            });
        }
    }
}

/// Gates by name: how often the rule came to it, and whether it is open.
static GATES: Mutex<BTreeMap<String, (usize, bool)>> = Mutex::new(BTreeMap::new());
static MOVES: Condvar = Condvar::new();
const PATIENCE: Duration = Duration::from_secs(30);

fn gate(_: &Snapshot, _: &Package, file: &SourceFile, _: &mut Findings) {
    for declaration in declared(file, "gate") {
        let name = declaration.name.text.to_string();
        let mut gates = GATES.lock().unwrap();
        gates.entry(name.clone()).or_default().0 += 1;
        MOVES.notify_all();
        let (_gates, timeout) =
            MOVES.wait_timeout_while(gates, PATIENCE, |gates| !gates[&name].1).unwrap();
        assert!(!timeout.timed_out(), "nobody opened {name}");
    }
}

/// Waits until the rule stands before a gate.
pub(crate) async fn arrival(name: &str) {
    let name = name.to_owned();
    let wait = move || {
        let gates = GATES.lock().unwrap();
        let is_missing = |gates: &mut BTreeMap<String, (usize, bool)>| !gates.contains_key(&name);
        let (_gates, timeout) = MOVES.wait_timeout_while(gates, PATIENCE, is_missing).unwrap();
        assert!(!timeout.timed_out(), "nobody came to {name}");
    };
    tokio::task::spawn_blocking(wait).await.unwrap();
}

/// Lets the rule pass.
pub(crate) fn open_gate(name: &str) {
    GATES.lock().unwrap().entry(name.to_owned()).or_default().1 = true;
    MOVES.notify_all();
}
