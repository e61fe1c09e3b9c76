//! A function without a body where the package has no assembly that could hold it.

use platform::{TargetSet, arch};
use project::{Level, Package, Snapshot, SourceFile};
use syntax::go::{Declaration, DeclarationKind, GoFile, Header};

use crate::fixes::narrow_to;
use crate::{Explanation, Findings, Judges, Predicts, Rule, Scope};

/// See the page.
pub static RULE: Rule = Rule {
    name: "missing-body",
    level: Level::Error,
    predicts: Predicts::BuildError,
    judges: Judges::Targets,
    scope: Scope::Package(check),
    docs: include_str!("missing_body.md"),
    off_by_default: false,
    former_names: &[],
};

/// The module that holds the standard library: there, bodies come from the runtime by name.
const STD: &str = "std";

fn check(snapshot: &Snapshot, package: &Package, findings: &mut Findings) {
    if snapshot.modules[package.module].path.as_deref() == Some(STD) {
        return;
    }
    let cgo_on = set_of(package, |file| file.header().is_some_and(Header::uses_cgo));
    for file in &package.files {
        let Some(go) = file.go().filter(|go| go.is_complete) else { continue };
        for (index, declaration) in go.declarations.iter().enumerate() {
            // Nobody can call what has no name, and the compiler asks nothing of it.
            if declaration.has_body || &*declaration.name.text == "_" {
                continue;
            }
            if is_initializer(declaration) {
                report_initializer(package, file, declaration, findings);
                continue;
            }
            let linked_on = set_of(package, |other| is_linked(other, declaration));
            let mut elsewhere = package.objects_on | cgo_on | linked_on;
            if is_imported_from_host(go, index) {
                elsewhere |= TargetSet::of_arch(arch::WASM);
            }
            let breaks_on = file.built_for - elsewhere;
            findings.add(breaks_on, &file.path, declaration.name.span, |on| Explanation {
                message: format!(
                    "missing function body on {on}: {} has none, and the package no assembly there",
                    declaration.name
                ),
                why: "A function without a body is written in assembly. The compiler refuses it \
                      where no .s file is built with the package."
                    .to_owned(),
                cause: Some(format!("{} {:?}", package.dir, breaks_on)),
                // Confined to cgo, the package would vanish without it.
                fixes: narrow_to(snapshot, package, file, elsewhere - cgo_on, on)
                    .into_iter()
                    .collect(),
                ..Explanation::default()
            });
        }
    }
}

/// Whether it is what runs before `main`, of which a package may have many.
fn is_initializer(declaration: &Declaration) -> bool {
    declaration.kind == DeclarationKind::Func && &*declaration.name.text == "init"
}

fn report_initializer(
    package: &Package,
    file: &SourceFile,
    declaration: &Declaration,
    findings: &mut Findings,
) {
    findings.add(file.built_for, &file.path, declaration.name.span, |on| Explanation {
        message: format!("missing function body on {on}: init has none"),
        why: "Nothing can refer to init by name: the compiler wants its body in Go, even where \
              assembly is built with the package."
            .to_owned(),
        cause: Some(format!("{} {}", package.dir, declaration.name)),
        ..Explanation::default()
    });
}

fn set_of(package: &Package, holds: impl Fn(&SourceFile) -> bool) -> TargetSet {
    let files = package.files.iter().filter(|file| holds(file));
    files.fold(TargetSet::EMPTY, |set, file| set | file.built_for)
}

/// Whether a file says under which name the function is linked.
fn is_linked(file: &SourceFile, declaration: &Declaration) -> bool {
    file.go().is_some_and(|go| {
        go.directives
            .iter()
            .filter(|it| &*it.verb == "go:linkname")
            .any(|it| it.arguments.split_whitespace().next() == Some(&*declaration.name.text))
    })
}

/// Whether the comment above says that the host of a WebAssembly module brings the function.
fn is_imported_from_host(go: &GoFile, index: usize) -> bool {
    let from = index.checked_sub(1).map_or(0, |before| go.declarations[before].span.end);
    let until = go.declarations[index].span.start;
    let mut above = go.directives.iter().filter(|it| from <= it.span.start && it.span.end <= until);
    above.any(|it| &*it.verb == "go:wasmimport")
}
