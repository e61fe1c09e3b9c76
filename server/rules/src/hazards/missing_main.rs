//! A program without `func main` on some port where it is built.

use project::{Level, Package, Snapshot, SourceFile};

use crate::{Explanation, Findings, Judges, Predicts, Related, Rule, Scope};

/// See the page.
pub static RULE: Rule = Rule {
    name: "missing-main",
    level: Level::Error,
    predicts: Predicts::LinkError,
    judges: Judges::Targets,
    scope: Scope::Package(check),
    docs: include_str!("missing_main.md"),
    off_by_default: false,
    former_names: &[],
};

fn check(snapshot: &Snapshot, package: &Package, findings: &mut Findings) {
    let is_program = |file: &&SourceFile| {
        !file.is_test && !file.built_for.is_empty() && file.package_name() == Some("main")
    };
    if !package.files.iter().any(|file| is_program(&file)) {
        return;
    }
    let names = snapshot.package_in(&package.dir).and_then(|id| snapshot.symbols(id));
    let Some(names) = names.map(|symbols| &symbols.library) else { return };
    // Without any, it is no program on any port, and the linker says so everywhere.
    let Some(main) = names.get("main").filter(|main| !main.on.is_empty()) else { return };
    let mut missing_on = names.built_for - main.on - names.unknown_on;
    for file in package.files.iter().filter(is_program) {
        let Some(clause) = file.header().and_then(|header| header.package.as_ref()) else {
            continue;
        };
        let on = file.built_for & missing_on;
        missing_on -= on;
        findings.add(on, &file.path, clause.span, |on| Explanation {
            message: format!("function main is undeclared in the main package on {on}"),
            why: "The linker refuses a program without it.".to_owned(),
            cause: Some(package.dir.to_string()),
            related: main
                .variants
                .iter()
                .filter_map(|variant| {
                    let declared_in = variant.file(package);
                    let universe = snapshot.assignment.universe();
                    Some(Related {
                        path: declared_in.path.clone(),
                        span: variant.declaration(package)?.name.span,
                        message: format!("main for {}", declared_in.built_for.words(universe)),
                    })
                })
                .collect(),
            ..Explanation::default()
        });
    }
}
