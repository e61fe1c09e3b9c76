//! A file whose name and build constraint hold together on no port.

use platform::{Assignment, FileName, Release, TargetSet, arch, os};
use project::{Level, Package, Snapshot, SourceFile};
use syntax::go::Header;

use crate::fixes::delete;
use crate::{Applicability, Explanation, Findings, Fix, Judges, Predicts, Rule, Scope};

/// See the page.
pub static RULE: Rule = Rule {
    name: "never-built",
    level: Level::Warning,
    predicts: Predicts::Drift,
    judges: Judges::Targets,
    scope: Scope::GoFile(check),
    docs: include_str!("never_built.md"),
    off_by_default: false,
    former_names: &[],
};

fn check(snapshot: &Snapshot, package: &Package, file: &SourceFile, findings: &mut Findings) {
    let Some(header) = file.header() else { return };
    let Some(Ok(constraint)) = &header.constraint else { return };
    let name = FileName::parse(file.path.name());
    let named = snapshot.assignment.name_holds_on(&name);
    if name.is_ignored || named.is_empty() || constraint.tags().iter().any(|tag| is_foreign(tag)) {
        return;
    }
    let constrained = snapshot.assignment.may_hold_on(constraint);
    let with_cgo = if header.uses_cgo() { TargetSet::with_cgo() } else { TargetSet::all() };
    let is_fallback =
        !header.uses_cgo() && snapshot.assignment.may_hold_on_new_port(&name, constraint);
    if is_fallback || !(named & constrained & with_cgo).is_empty() {
        return;
    }
    // Ports leave: an older Go that the module is for may still build it.
    let older = older_releases(snapshot, package);
    let mut older = older.map(|release| Assignment { release, ..snapshot.assignment.clone() });
    if older.any(|it| (it.name_holds_on(&name) & it.may_hold_on(constraint)).intersects(with_cgo)) {
        return;
    }
    let Some(line) = header.lines_in_force().next() else {
        return;
    };
    let contradicts_name = !constrained.is_empty() && !(constrained & with_cgo).is_empty();
    findings.add(findings.judged(), &file.path, line.span, |_| Explanation {
        message: if contradicts_name {
            format!("no port builds this file: its name and `{constraint}` exclude each other")
        } else {
            format!("no port builds this file: `{constraint}` holds nowhere")
        },
        why: why(header, named, snapshot.assignment.universe(), contradicts_name),
        fixes: contradicts_name.then(|| drop_constraint(file, header)).into_iter().collect(),
        ..Explanation::default()
    });
}

/// The releases before the one in force that a package's module is for, as its go line says.
fn older_releases(snapshot: &Snapshot, package: &Package) -> impl Iterator<Item = Release> {
    let go_mod = snapshot.modules.get(package.module).and_then(|module| module.go_mod.as_ref());
    let line = go_mod.and_then(|(_, facts)| facts.go.as_ref());
    let oldest = line.and_then(|line| Release::parse(&line.text)).map_or(0, Release::number);
    (oldest..snapshot.assignment.release.number()).map(Release::minor)
}

/// Tags of other compilers, and of ports that only they have: this table cannot tell where they
/// build.
fn is_foreign(tag: &str) -> bool {
    matches!(tag, "gc" | "gccgo" | "tinygo" | "baremetal")
        || os::is_known_os(tag) && !os::is_supported_os(tag)
        || arch::is_known_arch(tag) && !arch::is_supported_arch(tag)
}

fn why(header: &Header, named: TargetSet, universe: TargetSet, contradicts_name: bool) -> String {
    if contradicts_name {
        let named = named.words(universe);
        return format!("The name limits the file to {named}; name and constraint must both hold.");
    }
    if header.uses_cgo() {
        return "The file imports \"C\", so it is built only with cgo on.".into();
    }
    let several = header.lines_in_force().count() > 1;
    if several { "Several +build lines must all hold.".into() } else { String::new() }
}

fn drop_constraint(file: &SourceFile, header: &Header) -> Fix {
    Fix {
        title: "Delete the constraint, and let the name decide".into(),
        applicability: Applicability::Manual,
        edits: header.lines_in_force().map(|line| delete(&file.path, line.removal)).collect(),
    }
}
