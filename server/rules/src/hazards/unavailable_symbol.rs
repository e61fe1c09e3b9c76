//! A used name that does not exist on some port where the using file is built.

use platform::TargetSet;
use project::{Level, Package, Reference, Snapshot, SourceFile};
use syntax::Span;
use syntax::go::GoFile;

use crate::fixes::narrow_to;
use crate::stub::{Stub, stub};
use crate::{Explanation, Findings, Judges, Predicts, Related, Rule, Scope};

/// See the page.
pub static RULE: Rule = Rule {
    name: "unavailable-symbol",
    level: Level::Error,
    predicts: Predicts::CompileError,
    judges: Judges::Targets,
    scope: Scope::GoFile(check),
    docs: include_str!("unavailable_symbol.md"),
    off_by_default: false,
    former_names: &[],
};

const GUARDED: &str = "The condition around it does not help: names are resolved before any code \
                       runs.";

/// As many declarations as a person looks at.
const MOST_RELATED: usize = 5;

fn check(snapshot: &Snapshot, package: &Package, file: &SourceFile, findings: &mut Findings) {
    let Some(go) = file.go() else { return };
    let scope = snapshot.scope(package, file);
    let references: Vec<Reference<'_>> =
        go.uses().iter().filter_map(|used| scope.reference(used)).collect();
    for reference in &references {
        let passed_over_on = passed_over_on(file, go, &references, reference);
        let mut missing_on = missing_on(file, reference) - passed_over_on;
        // Tests run where they are built: with cgo.
        let needs_cgo = !reference.declared_on.intersects(TargetSet::without_cgo());
        if file.is_test && needs_cgo && !reference.declared_on.is_empty() {
            missing_on -= TargetSet::without_cgo();
        }
        // A name that is missing on every port is an ordinary mistake.
        if missing_on == snapshot.assignment.universe() {
            continue;
        }
        let name = shown(reference);
        let is_guarded = go.runtime_checks.iter().any(|it| holds(*it, reference.name.span));
        findings.add(missing_on, &file.path, reference.name.span, |on| {
            let stub = reference
                .declared
                .and_then(|(id, symbol)| stub(snapshot, id, &reference.name.text, symbol));
            let mut why = Vec::new();
            if is_guarded {
                why.push(GUARDED.to_owned());
            }
            let mut fixes = Vec::new();
            match stub {
                Some(Stub::Offered(fix)) => fixes.push(fix),
                Some(Stub::Refused(reason)) => why.push(reason),
                None => {}
            }
            fixes.extend(narrow_to(snapshot, package, file, reference.available_on, on));
            Explanation {
                message: format!("undefined on {on}: {name}{}", whereabouts(snapshot, reference)),
                why: why.join(" "),
                cause: Some(cause(snapshot, reference)),
                related: declarations(snapshot, reference),
                fixes,
                ..Explanation::default()
            }
        });
    }
}

fn missing_on(file: &SourceFile, reference: &Reference<'_>) -> TargetSet {
    file.built_for - reference.available_on
}

/// Where the compiler does not get to a name, because it misses another before.
fn passed_over_on(
    file: &SourceFile,
    go: &GoFile,
    references: &[Reference<'_>],
    reference: &Reference<'_>,
) -> TargetSet {
    let around = go.passed_over.iter().filter(|it| holds(it.text, reference.name.span));
    around.fold(TargetSet::EMPTY, |set, it| {
        let before = references.iter().filter(|other| holds(it.after, other.name.span));
        before.fold(set, |set, other| set | missing_on(file, other))
    })
}

fn holds(outer: Span, inner: Span) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// As it is written: `syscall.Kill`, `kill`.
fn shown(reference: &Reference<'_>) -> String {
    let Some(import) = reference.import else { return reference.name.to_string() };
    let path = &*import.path.text;
    match &import.name {
        Some(name) if &*name.text == "." => reference.name.to_string(),
        Some(name) => format!("{name}.{}", reference.name),
        None => format!("{}.{}", path.rsplit('/').next().unwrap_or(path), reference.name),
    }
}

/// What is missing: all its uses have one cause.
fn cause(snapshot: &Snapshot, reference: &Reference<'_>) -> String {
    let package = match (reference.declared, reference.import) {
        (Some((id, _)), _) => snapshot.package(id).dir.as_str(),
        (None, Some(import)) => &import.path.text,
        (None, None) => "",
    };
    format!("{package}.{}", reference.name)
}

/// ` (defined for linux, darwin in foo_unix.go)`.
fn whereabouts(snapshot: &Snapshot, reference: &Reference<'_>) -> String {
    if reference.declared_on.is_empty() {
        return String::new();
    }
    let on = reference.declared_on.words(snapshot.assignment.universe());
    let Some((id, symbol)) = reference.declared else { return format!(" (defined for {on})") };
    let package = snapshot.package(id);
    let built = symbol.variants.iter().map(|variant| variant.file(package));
    let mut files: Vec<&str> =
        built.filter(|file| !file.built_for.is_empty()).map(|file| file.path.name()).collect();
    files.dedup();
    match files.as_slice() {
        [one] => format!(" (defined for {on} in {one})"),
        _ => format!(" (defined for {on})"),
    }
}

/// The declarations, one for each set of ports: at most five.
fn declarations(snapshot: &Snapshot, reference: &Reference<'_>) -> Vec<Related> {
    let Some((id, symbol)) = reference.declared else { return Vec::new() };
    let package = snapshot.package(id);
    let mut told: Vec<TargetSet> = Vec::new();
    let mut related = Vec::new();
    for variant in &symbol.variants {
        let file = variant.file(package);
        let Some(declaration) = variant.declaration(package) else { continue };
        if file.built_for.is_empty() || told.contains(&file.built_for) {
            continue;
        }
        told.push(file.built_for);
        related.push(Related {
            path: file.path.clone(),
            span: declaration.name.span,
            message: format!(
                "defined here for {}",
                file.built_for.words(snapshot.assignment.universe())
            ),
        });
    }
    related.truncate(MOST_RELATED);
    related
}
