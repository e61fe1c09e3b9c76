//! A file name that looks like a build constraint and is none, or is one that nobody meant.

use platform::{FileName, MisleadingSuffix, TargetSet};
use project::{Availability, FilePath, Level, Package, Snapshot, SourceFile};
use syntax::go::{Declaration, DeclarationKind, GoFile};

use crate::{
    Applicability, Edit, Explanation, Findings, Fix, Judges, Predicts, Related, Rule, Scope, fixes,
};

/// See the page.
pub static RULE: Rule = Rule {
    name: "misleading-file-name",
    level: Level::Warning,
    predicts: Predicts::Drift,
    judges: Judges::Targets,
    scope: Scope::GoFile(check),
    docs: include_str!("misleading_file_name.md"),
    off_by_default: false,
    former_names: &[],
};

fn check(snapshot: &Snapshot, package: &Package, file: &SourceFile, findings: &mut Findings) {
    let Some(facts) = file.go() else { return };
    // A constraint in the file says what is meant, whatever the name looks like.
    if facts.header.constraint.is_some() || facts.header.package.is_none() {
        return;
    }
    if let Some(suffix) = MisleadingSuffix::of(file.path.name()) {
        looks_constrained(snapshot, package, file, facts, &suffix, findings);
    }
    excludes_by_accident(snapshot, package, file, facts, findings);
}

/// `kill_unix.go`, `size_amd64_linux.go`: the word counts for nothing.
fn looks_constrained(
    snapshot: &Snapshot,
    package: &Package,
    file: &SourceFile,
    facts: &GoFile,
    suffix: &MisleadingSuffix,
    findings: &mut Findings,
) {
    let Ok(constraint) = platform::Constraint::parse_go_build(&suffix.meaning) else { return };
    let meant = snapshot.assignment.holds_on(&constraint);
    let variant = other_variant(package, file, facts, suffix);
    // Whatever varies by system says nothing of cgo, which files may well be about.
    let is_about_cgo = constraint.tags().contains(&"cgo");
    if variant.is_none() && (is_about_cgo || !imports_what_varies(snapshot, package, facts)) {
        return;
    }
    let Some(name) = &facts.header.package else { return };
    findings.add(file.built_for - meant, &file.path, name.span, |on| Explanation {
        message: format!("`{}` in the file name is no constraint: built on {on}", suffix.written),
        why: format!(
            "The go command knows only its own GOOS and GOARCH, in that order and in lower case; \
             the name reads like `{}`.",
            suffix.meaning
        ),
        related: variant
            .map(|(path, span)| Related {
                path: path.clone(),
                span,
                message: "declared here as well".into(),
            })
            .into_iter()
            .collect(),
        fixes: fixes::narrow(snapshot, file, &facts.header, &constraint).into_iter().collect(),
        ..Explanation::default()
    });
}

/// Whether the content is for some ports only: it imports a package that is not everywhere, or
/// whose names are not.
fn imports_what_varies(snapshot: &Snapshot, package: &Package, facts: &GoFile) -> bool {
    facts.header.imports.iter().any(|import| {
        let path = &*import.path.text;
        let varies = path == "syscall" || path.starts_with("golang.org/x/sys/");
        varies
            || match snapshot.availability(package, path) {
                Availability::Known { has_files_on, .. } => {
                    let universe = snapshot.assignment.universe();
                    !universe.is_subset_of(has_files_on)
                }
                Availability::Unknown => false,
            }
    })
}

/// A file of the package with the same stem, a suffix that does count, and a name that this file
/// declares too:
/// `kill_windows.go` beside `kill_unix.go`. Where both are built, the package does not compile.
fn other_variant<'a>(
    package: &'a Package,
    file: &SourceFile,
    facts: &GoFile,
    suffix: &MisleadingSuffix,
) -> Option<(&'a FilePath, syntax::Span)> {
    let stem = suffix.stem(file.path.name())?;
    package.files.iter().filter(|other| other.path != file.path).find_map(|other| {
        let name = other.path.name();
        let is_variant = name.strip_prefix(stem).is_some_and(|rest| rest.starts_with('_'))
            && FileName::parse(name).is_constrained()
            && other.built_for.intersects(file.built_for);
        let declarations = &other.go().filter(|_| is_variant)?.declarations;
        let shared = declarations.iter().find(|it| {
            let is_same =
                |own: &Declaration| own.name.text == it.name.text && own.receiver == it.receiver;
            !matches!(&*it.name.text, "_" | "init") && facts.declarations.iter().any(is_same)
        })?;
        Some((&other.path, shared.name.span))
    })
}

/// `callback_js.go`, `robot_arm.go`: the last word is a GOOS or GOARCH, and the file's names are
/// needed where it is left out. Nothing in the file or beside it speaks for a variant.
fn excludes_by_accident(
    snapshot: &Snapshot,
    package: &Package,
    file: &SourceFile,
    facts: &GoFile,
    findings: &mut Findings,
) {
    let parsed = FileName::parse(file.path.name());
    let word = parsed.arch.or(parsed.os);
    let Some(word) = word.filter(|word| platform::is_everyday_word(word)) else { return };
    let is_lone = parsed.os.is_none() || parsed.arch.is_none();
    let speaks_for_port = facts.header.uses_cgo() || imports_what_varies(snapshot, package, facts);
    if !is_lone || file.is_test || speaks_for_port || !facts.is_complete {
        return;
    }
    let Some((user, span, name, missing)) = needed_elsewhere(package, file, facts) else { return };
    let Some(clause) = &facts.header.package else { return };
    findings.add(missing, &file.path, clause.span, |on| Explanation {
        message: format!("`_{word}` in the file name leaves the file out on {on}"),
        why: format!("`{name}`, declared here alone, is used in a file that is built there."),
        related: vec![Related {
            path: user.clone(),
            span,
            message: format!("`{name}` is used here"),
        }],
        fixes: rename(package, file, word).into_iter().collect(),
        ..Explanation::default()
    });
}

type Need<'a> = (&'a FilePath, syntax::Span, &'a str, TargetSet);

/// A name that this file alone declares, and a file that uses it where this one is not built.
/// `None` too when any name is declared elsewhere: then the file is a variant.
fn needed_elsewhere<'a>(
    package: &'a Package,
    file: &SourceFile,
    facts: &'a GoFile,
) -> Option<Need<'a>> {
    let names = || {
        let declared = facts.declarations.iter();
        let plain = declared.filter(|it| it.kind != DeclarationKind::Method);
        plain.map(|it| &*it.name.text).filter(|name| !matches!(*name, "_" | "init" | "main"))
    };
    let others = || package.files.iter().filter(|other| other.path != file.path);
    let is_variant = others().filter_map(SourceFile::go).any(|other| {
        other.declarations.iter().any(|it| names().any(|name| name == &*it.name.text))
    });
    if is_variant {
        return None;
    }
    others().filter(|other| !other.is_test).find_map(|other| {
        let missing = other.built_for - file.built_for;
        let (used, name) = other.go()?.uses().iter().find_map(|it| {
            let name = names().find(|name| it.package.is_none() && *name == &*it.name.text)?;
            Some((it, name))
        })?;
        (!missing.is_empty()).then_some((&other.path, used.name.span, name, missing))
    })
}

/// The same name without the underscore: `callbackjs.go`.
fn rename(package: &Package, file: &SourceFile, word: &str) -> Option<Fix> {
    let old = file.path.name();
    let new = format!("{}{word}.go", old.strip_suffix(&format!("_{word}.go"))?);
    let to = file.path.parent()?.join(&new);
    if package.files.iter().any(|other| other.path == to) {
        return None;
    }
    Some(Fix {
        title: format!("Rename the file to {new}"),
        applicability: Applicability::Manual,
        edits: vec![Edit::Rename { path: file.path.clone(), to }],
    })
}
