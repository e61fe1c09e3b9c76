//! Two files declare one name where both are built.

use std::cmp::Reverse;
use std::collections::hash_map::Entry;

use platform::TargetSet;
use project::{FastMap, Level, Package, Snapshot, SourceFile};
use syntax::go::{Declaration, DeclarationKind};

use crate::fixes::narrow_to;
use crate::{Explanation, Findings, Fix, Judges, Predicts, Related, Rule, Scope, Where};

/// See the page.
pub static RULE: Rule = Rule {
    name: "duplicate-declaration",
    level: Level::Error,
    predicts: Predicts::CompileError,
    judges: Judges::Targets,
    scope: Scope::Package(check),
    docs: include_str!("duplicate_declaration.md"),
    off_by_default: false,
    former_names: &[],
};

fn check(snapshot: &Snapshot, package: &Package, findings: &mut Findings) {
    // Few names are declared more than once, and a list for each of the others would cost more
    // than all the rest.
    let mut first: FastMap<Key<'_>, Declared<'_>> = FastMap::default();
    let mut clashes: FastMap<Key<'_>, Vec<Declared<'_>>> = FastMap::default();
    for file in in_order_of_compilation(package) {
        let Some(go) = file.go().filter(|go| go.is_complete) else { continue };
        for it in &go.declarations {
            let name = &*it.name.text;
            let is_method = it.kind == DeclarationKind::Method;
            if name == "_" || name == "init" && !is_method {
                continue;
            }
            let key = (file.is_external_test(), it.receiver.as_deref(), name);
            match first.entry(key) {
                Entry::Vacant(place) => {
                    place.insert((file, it));
                }
                Entry::Occupied(first) => {
                    let earlier = clashes.entry(key).or_insert_with(|| vec![*first.get()]);
                    report(snapshot, package, file, it, earlier, findings);
                    earlier.push((file, it));
                }
            }
        }
    }
}

/// Whether it belongs to the external tests, the receiver of a method, and the name.
type Key<'a> = (bool, Option<&'a str>, &'a str);
type Declared<'a> = (&'a SourceFile, &'a Declaration);

fn report(
    snapshot: &Snapshot,
    package: &Package,
    file: &SourceFile,
    declaration: &Declaration,
    earlier: &[Declared<'_>],
    findings: &mut Findings,
) {
    let taken = earlier.iter().fold(TargetSet::EMPTY, |set, (file, _)| set | file.built_for);
    let twice_on = file.built_for & taken;
    // Twice on every port is an ordinary mistake.
    if twice_on == snapshot.assignment.universe() {
        return;
    }
    findings.add(twice_on, &file.path, declaration.name.span, |on| {
        let name = &declaration.name;
        let shown = match &declaration.receiver {
            Some(receiver) => format!("method {receiver}.{name}"),
            None => name.to_string(),
        };
        let clashes = earlier.iter().filter(|(other, _)| other.built_for.intersects(on.targets));
        let related = clashes.map(|(other, it)| Related {
            path: other.path.clone(),
            span: it.name.span,
            message: "declared here, too".to_owned(),
        });
        let related: Vec<Related> = related.collect();
        let other = related.first().map_or("another file", |it| it.path.name());
        Explanation {
            message: format!("{shown} is declared twice on {on}: {other} declares it, too"),
            cause: Some(format!("{} {other}", file.path)),
            related,
            fixes: fixes(snapshot, package, file, earlier, on),
            ..Explanation::default()
        }
    });
}

/// Leaves the declaration to one of the files: the one for most ports gives way first, since the
/// other was written for these.
fn fixes(
    snapshot: &Snapshot,
    package: &Package,
    file: &SourceFile,
    earlier: &[Declared<'_>],
    on: Where,
) -> Vec<Fix> {
    let clashes: Vec<&SourceFile> = earlier
        .iter()
        .map(|(other, _)| *other)
        .filter(|other| other.built_for.intersects(file.built_for))
        .collect();
    let taken = clashes.iter().map(|other| other.built_for).collect::<TargetSet>();
    let give_way = |narrowed: &SourceFile, taken| {
        let fix = narrow_to(snapshot, package, narrowed, narrowed.built_for - taken, on)?;
        let title = fix.title.replacen("this file", narrowed.path.name(), 1);
        Some((Reverse(narrowed.built_for.len()), Fix { title, ..fix }))
    };
    let mut fixes = Vec::from_iter(give_way(file, taken));
    // Where others clash with it as well, one of them alone mends nothing.
    if let [other] = clashes.as_slice() {
        fixes.extend(give_way(other, file.built_for));
    }
    fixes.sort_by_key(|(ports, _)| *ports);
    fixes.into_iter().map(|(_, fix)| fix).collect()
}

/// The order in which the compiler meets the files: tests come last, cgo before them.
fn in_order_of_compilation(package: &Package) -> Vec<&SourceFile> {
    let mut files: Vec<&SourceFile> = package.files.iter().collect();
    files.sort_by_key(|file| {
        (file.is_test, file.header().is_some_and(syntax::go::Header::uses_cgo))
    });
    files
}
