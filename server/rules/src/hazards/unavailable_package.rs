//! An import of a package that has no files on some port where the importing file is built.

use platform::TargetSet;
use project::{Availability, Level, Package, PackageId, Snapshot, SourceFile};
use syntax::go::{Header, Import};

use crate::fixes::narrow_to;
use crate::{Explanation, Findings, Judges, Predicts, Related, Rule, Scope, Where};

/// See the page.
pub static RULE: Rule = Rule {
    name: "unavailable-package",
    level: Level::Error,
    predicts: Predicts::CompileError,
    judges: Judges::Targets,
    scope: Scope::GoFile(check),
    docs: include_str!("unavailable_package.md"),
    off_by_default: false,
    former_names: &[],
};

fn check(snapshot: &Snapshot, package: &Package, file: &SourceFile, findings: &mut Findings) {
    let Some(facts) = file.go() else { return };
    for import in &facts.header.imports {
        let Availability::Known { package: imported, has_files_on, builds_on } =
            snapshot.availability(package, &import.path.text)
        else {
            continue;
        };
        let lacks_files = file.built_for - has_files_on;
        let reported = if lacks_files.is_empty() {
            TargetSet::EMPTY
        } else {
            reported_before(package, file, import)
        };
        // One import after the other fails; the compiler tells the first of the package's only.
        let parts = [
            (lacks_files - reported, Predicts::CompileError),
            (lacks_files & reported, Predicts::BuildError),
        ];
        for (breaks_on, predicts) in parts {
            findings.add(breaks_on, &file.path, import.path.span, |on| Explanation {
                message: format!("package {} has no files on {}", import.path, none_of(on)),
                why: format!(
                    "The go command says: build constraints exclude all Go files in {}.",
                    import.path
                ),
                predicts: Some(predicts),
                cause: Some(import.path.text.to_string()),
                related: imported.map(|id| where_built(snapshot, id)).unwrap_or_default(),
                fixes: narrow_to(snapshot, package, file, has_files_on, on).into_iter().collect(),
                ..Explanation::default()
            });
        }
        // An own package says itself what it imports in vain.
        let Some(id) = imported.filter(|id| !snapshot.package(*id).is_own) else { continue };
        let breaks_below = (file.built_for & has_files_on) - builds_on;
        findings.add(breaks_below, &file.path, import.path.span, |on| {
            lacking_dependency(snapshot, package, file, import, id, builds_on, on)
        });
    }
}

/// Where a file that is compiled earlier, as part of the same package, imports the same path.
fn reported_before(package: &Package, file: &SourceFile, import: &Import) -> TargetSet {
    let place = |file: &SourceFile| {
        let header = file.header();
        let name = header.and_then(|header| header.package.as_ref()).map_or("", |name| &name.text);
        let is_external = file.is_test && name.ends_with("_test");
        (is_external, file.is_test, header.is_some_and(Header::uses_cgo), file.path.clone())
    };
    let here = place(file);
    let is_earlier = |other: &&SourceFile| {
        let there = place(other);
        there.0 == here.0 && there < here
    };
    let imports = |other: &&SourceFile| {
        let imports = other.header().map_or(&[][..], |header| &header.imports);
        imports.iter().any(|it| it.path.text == import.path.text)
    };
    let earlier = package.files.iter().filter(imports).filter(is_earlier);
    earlier.fold(TargetSet::EMPTY, |set, file| set | file.built_for)
}

/// What `on` reads as after a negation: "no files on every port" would leave some that have them.
fn none_of(on: Where) -> String {
    on.to_string().replacen("every ", "any ", 1)
}

/// The imported package is there, and something that it imports is not.
fn lacking_dependency(
    snapshot: &Snapshot,
    package: &Package,
    file: &SourceFile,
    import: &Import,
    imported: PackageId,
    builds_on: TargetSet,
    on: Where,
) -> Explanation {
    let chain = snapshot.chain_to_missing(imported, on.targets);
    let missing = chain.last().map_or("a package", |path| path);
    Explanation {
        message: format!("{} does not build on {on}: it needs {missing}", import.path),
        why: format!("{missing} has no files there. Imports lead to it: {}.", {
            let path: Vec<&str> = chain.iter().map(|path| &**path).collect();
            path.join(" → ")
        }),
        predicts: Some(Predicts::BuildError),
        cause: Some(missing.to_owned()),
        fixes: narrow_to(snapshot, package, file, builds_on, on).into_iter().collect(),
        ..Explanation::default()
    }
}

/// Files of the imported package, one for each set of ports that some file of it is built for: at
/// most three.
fn where_built(snapshot: &Snapshot, id: PackageId) -> Vec<Related> {
    let mut told: Vec<TargetSet> = Vec::new();
    let mut related = Vec::new();
    for file in snapshot.package(id).files.iter().filter(|file| !file.is_test) {
        let Some(name) = file.header().and_then(|header| header.package.as_ref()) else { continue };
        if file.built_for.is_empty() || told.contains(&file.built_for) || told.len() == 3 {
            continue;
        }
        told.push(file.built_for);
        related.push(Related {
            path: file.path.clone(),
            span: name.span,
            message: format!("built for {}", file.built_for.words(snapshot.assignment.universe())),
        });
    }
    related
}
