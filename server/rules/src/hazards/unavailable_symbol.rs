//! A used name that does not exist on some port where the using file is built.

use platform::TargetSet;
use project::{Level, Package, Reference, Snapshot, SourceFile};

use crate::fixes::narrow_to;
use crate::missing_names::{Broken, Family, broken, holds};
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
    for Broken { reference, on } in &broken(snapshot, package, file) {
        let name = shown(reference);
        let is_guarded = go.runtime_checks.iter().any(|it| holds(*it, reference.name.span));
        findings.add(*on, &file.path, reference.name.span, |on| {
            let stub =
                reference.declared.and_then(|(id, _)| stub(snapshot, id, &reference.name.text, on));
            let mut why = Vec::new();
            if is_guarded {
                why.push(GUARDED.to_owned());
            }
            let mut fixes = Vec::new();
            match stub.as_deref() {
                Some(Stub::Offered(offered)) => fixes.extend(offered.iter().map(|it| it.0.clone())),
                Some(Stub::Refused(reason)) => why.push(reason.clone()),
                None => {}
            }
            fixes.extend(narrow_to(snapshot, package, file, reference.available_on, on));
            Explanation {
                message: format!("undefined on {on}: {name}{}", whereabouts(snapshot, reference)),
                why: why.join(" "),
                cause: Some(cause(snapshot, reference)),
                part: Some(reference.name.to_string()),
                related: declarations(snapshot, reference),
                fixes,
                ..Explanation::default()
            }
        });
    }
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

/// What is missing: the names that the same files declare have one cause, which `no-variant` names.
fn cause(snapshot: &Snapshot, reference: &Reference<'_>) -> String {
    let family =
        reference.declared.and_then(|(id, _)| Family::of(snapshot, id, &reference.name.text));
    if let Some(family) = family {
        return family.key();
    }
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
