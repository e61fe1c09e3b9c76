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
    let mut compiled: Vec<_> = package.c_files.iter().filter_map(Compiled::of).collect();
    compiled.sort_by_key(|it| LANGUAGES.iter().position(|known| *known == it.language));
    let mut told_on = TargetSet::EMPTY;
    // The go command refuses a package once, whatever the number of files.
    for (index, first) in compiled.iter().enumerate() {
        let breaks_on = (refused_on & first.file.built_for) - told_on;
        told_on |= breaks_on;
        findings.add(breaks_on, &first.file.path, first_line(first.text), |place| {
            let is_there = |it: &&Compiled<'_>| it.file.built_for.intersects(place.targets);
            let others: Vec<_> = compiled[index + 1..].iter().filter(is_there).collect();
            let import = cgo.clone().next();
            let mut related: Vec<Related> = others.iter().map(|it| it.related()).collect();
            related.extend(import.and_then(|it| {
                let preamble = it.header()?.preambles.first()?;
                let message = "this file imports \"C\" on other ports".to_owned();
                Some(Related { path: it.path.clone(), span: preamble.import, message })
            }));
            let all: Vec<&CSource> =
                [first].into_iter().chain(others).map(|it| it.file).collect();
            let fixes = if import.is_none() { keep_out(&all) } else { None };
            let (name, language) = (first.file.path.name(), first.language);
            let more = match all.len() {
                1 => String::new(),
                count => format!(" and {} more", count - 1),
            };
            Explanation {
                message: format!(
                    "on {place}, the go command refuses this package: {language} source files not \
                     allowed when not using cgo or SWIG: {name}{more}"
                ),
                why: "With cgo on, the C files of a package are compiled along with it, and a file of it \
                      has to import \"C\" on the same ports. Names and //go:build lines of C files count \
                      as those of Go files do."
                    .to_owned(),
                related,
                fixes: fixes.into_iter().collect(),
                ..Explanation::default()
            }
        });
    }
}

/// In the order in which the go command looks for them.
const LANGUAGES: [&str; 4] = ["C", "C++", "Objective-C", "Fortran"];

/// A file that the go command has compiled with the package.
struct Compiled<'a> {
    file: &'a CSource,
    language: &'static str,
    text: &'a str,
}

impl<'a> Compiled<'a> {
    /// None for headers, and for files that nobody could read, which may hold a constraint.
    fn of(file: &'a CSource) -> Option<Compiled<'a>> {
        let facts = file.facts.as_ref()?;
        let is_certain = facts.constraint.as_ref().is_none_or(Result::is_ok);
        let language = language(file.language).filter(|_| is_certain)?;
        Some(Compiled { file, language, text: &facts.text })
    }

    fn related(&self) -> Related {
        Related {
            path: self.file.path.clone(),
            span: first_line(self.text),
            message: format!("this {} file is refused, too", self.language),
        }
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

/// A package without cgo has no use for C files: others compile them.
fn keep_out(files: &[&CSource]) -> Option<Fix> {
    let is_constrained =
        |file: &&CSource| file.facts.as_ref().is_none_or(|facts| facts.constraint.is_some());
    if files.iter().any(is_constrained) {
        return None;
    }
    let edit = |file: &&CSource| replace(&file.path, Span::new(0, 0), "//go:build ignore\n\n");
    let title = match files {
        [one] => format!("Keep {} out of the package", one.path.name()),
        _ => format!("Keep these {} files out of the package", files.len()),
    };
    let edits = files.iter().map(edit).collect();
    Some(Fix { title, applicability: Applicability::Manual, edits })
}
