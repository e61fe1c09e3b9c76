//! C files in a package of which no file imports "C": the go command refuses it.

use platform::TargetSet;
use project::{CSource, Level, Package, Snapshot};
use syntax::Span;
use syntax::c::Language;

use crate::cgo_exports::is_cgo;
use crate::fixes::replace;
use crate::{Applicability, Explanation, Findings, Fix, Judges, Predicts, Related, Rule, Scope};

/// See the page.
pub static RULE: Rule = Rule {
    name: "c-files-without-cgo",
    level: Level::Error,
    predicts: Predicts::BuildError,
    judges: Judges::Cgo,
    scope: Scope::Package(check),
    docs: include_str!("c_files_without_cgo.md"),
    off_by_default: false,
    former_names: &[],
};

fn check(snapshot: &Snapshot, package: &Package, findings: &mut Findings) {
    if package.c_files.is_empty() || has_swig(snapshot, package) {
        return;
    }
    let cgo = package.files.iter().filter(|file| is_cgo(file));
    let cgo_on = cgo.clone().fold(TargetSet::EMPTY, |set, file| set | file.built_for);
    let refused_on = (package.built_for & TargetSet::with_cgo()) - cgo_on;
    for file in &package.c_files {
        // A file that nobody could read may hold a constraint.
        let (Some(language), Some(facts)) = (language(file.language), &file.facts) else {
            continue;
        };
        if facts.constraint.as_ref().is_some_and(Result::is_err) {
            continue;
        }
        let name = file.path.name();
        findings.add(refused_on & file.built_for, &file.path, first_line(&facts.text), |place| {
            let import = cgo.clone().next();
            let fixes = if import.is_none() { keep_out(file) } else { Vec::new() };
            let related = import.and_then(|it| {
                let preamble = it.header()?.preambles.first()?;
                let message = "this file imports \"C\" on other ports".to_owned();
                Some(Related { path: it.path.clone(), span: preamble.import, message })
            });
            Explanation {
                message: format!(
                    "on {place}, the go command refuses this package: {language} source files not \
                     allowed when not using cgo or SWIG: {name}"
                ),
                why: "With cgo on, the C files of a package are compiled along with it, and a file of it \
                      has to import \"C\" on the same ports. Names and //go:build lines of C files count \
                      as those of Go files do."
                    .to_owned(),
                related: related.into_iter().collect(),
                fixes,
                ..Explanation::default()
            }
        });
    }
}

/// As the go command calls it.
fn language(language: Language) -> Option<&'static str> {
    match language {
        Language::C => Some("C"),
        Language::Cpp => Some("C++"),
        Language::ObjectiveC => Some("Objective-C"),
        Language::Fortran => Some("Fortran"),
        Language::Header => None,
    }
}

fn has_swig(snapshot: &Snapshot, package: &Package) -> bool {
    let listing = snapshot.listing(&package.dir);
    let mut entries = listing.into_iter().flat_map(project::Listing::entries);
    entries.any(|(name, _)| matches!(name.rsplit_once('.'), Some((_, "swig" | "swigcxx"))))
}

fn first_line(text: &str) -> Span {
    let line = text.lines().next().unwrap_or_default();
    Span::new(0, line.len())
}

/// A package without cgo has no use for a C file: others compile it.
fn keep_out(file: &CSource) -> Vec<Fix> {
    if file.facts.as_ref().is_none_or(|facts| facts.constraint.is_some()) {
        return Vec::new();
    }
    let edit = replace(&file.path, Span::new(0, 0), "//go:build ignore\n\n");
    let title = format!("Keep {} out of the package", file.path.name());
    vec![Fix { title, applicability: Applicability::Manual, edits: vec![edit] }]
}
