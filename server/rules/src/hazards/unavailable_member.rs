//! A field or method that its type lacks on some port where the file is built.

use project::{FilePath, Level, MissingMember, Package, Snapshot, SourceFile};

use crate::fixes::narrow_to;
use crate::missing_names::broken_members;
use crate::{Explanation, Findings, Judges, Predicts, Related, Rule, Scope};

/// See the page.
pub static RULE: Rule = Rule {
    name: "unavailable-member",
    level: Level::Error,
    predicts: Predicts::CompileError,
    judges: Judges::Targets,
    scope: Scope::GoFile(check),
    docs: include_str!("unavailable_member.md"),
    off_by_default: false,
    former_names: &[],
};

/// As many declarations as a person looks at.
const MOST_RELATED: usize = 5;

fn check(snapshot: &Snapshot, package: &Package, file: &SourceFile, findings: &mut Findings) {
    if !findings.are_wanted_in(&file.path) {
        return;
    }
    for missing in &broken_members(snapshot, package, file) {
        let member = &missing.selection.member;
        let name = format!("{}.{member}", missing.of);
        findings.add(missing.missing_on, &file.path, member.span, |on| Explanation {
            message: format!("undefined on {on}: {name}{}", whereabouts(snapshot, missing)),
            cause: Some(cause(snapshot, missing)),
            part: Some(name),
            related: declarations(snapshot, missing),
            fixes: narrow_to(snapshot, package, file, !missing.missing_on, on)
                .into_iter()
                .collect(),
            ..Explanation::default()
        });
    }
}

/// The files that declare it, each once.
fn files<'a>(snapshot: &'a Snapshot, missing: &MissingMember<'_>) -> Vec<&'a FilePath> {
    let declared = missing.declared.iter();
    let files = declared.map(|(id, variant)| variant.file(snapshot.package(*id)));
    let mut files: Vec<_> =
        files.filter(|it| !it.built_for.is_empty()).map(|it| &it.path).collect();
    files.sort();
    files.dedup();
    files
}

/// What is missing: members that the same files declare are missing together.
fn cause(snapshot: &Snapshot, missing: &MissingMember<'_>) -> String {
    let files = files(snapshot, missing);
    if files.is_empty() {
        return format!("{}.{}", missing.of, missing.selection.member);
    }
    let files: Vec<&str> = files.into_iter().map(FilePath::as_str).collect();
    format!("{} {:?}", files.join(" "), missing.missing_on)
}

/// ` (defined for linux, darwin in foo_unix.go)`.
fn whereabouts(snapshot: &Snapshot, missing: &MissingMember<'_>) -> String {
    let on = missing.declared_on.words(snapshot.assignment.universe());
    match files(snapshot, missing).as_slice() {
        [one] => format!(" (defined for {on} in {})", one.name()),
        _ => format!(" (defined for {on})"),
    }
}

/// The declarations, at most five.
fn declarations(snapshot: &Snapshot, missing: &MissingMember<'_>) -> Vec<Related> {
    let mut related = Vec::new();
    for (id, variant) in &missing.declared {
        let package = snapshot.package(*id);
        let file = variant.file(package);
        let Some(declaration) = variant.declaration(package) else { continue };
        let span = declaration.name.span;
        let is_told = related.iter().any(|it: &Related| it.path == file.path && it.span == span);
        if file.built_for.is_empty() || is_told {
            continue;
        }
        let on = file.built_for.words(snapshot.assignment.universe());
        let message = format!("defined here for {on}");
        related.push(Related { path: file.path.clone(), span, message });
    }
    related.truncate(MOST_RELATED);
    related
}
