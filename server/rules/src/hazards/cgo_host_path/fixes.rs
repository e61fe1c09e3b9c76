//! The ways out: a path in the package, pkg-config, a condition, the environment.

use platform::{HostPath, HostPathKind, host_path};
use project::{Entry, FilePath, Listing};

use super::{Hazard, Line};
use crate::cgo_conditions::Condition;
use crate::cgo_lines::{self, CgoPath, Purpose};
use crate::fixes::replace;
use crate::{Applicability, Edit, Fix, pkg_config};

/// What can be done, the best first.
pub(super) fn fixes(hazard: &Hazard, path: &CgoPath<'_>, line: &Line<'_>) -> Vec<Fix> {
    let fixes = match hazard {
        Hazard::AbovePackage => Vec::new(),
        Hazard::Backslashes => vec![slashes(path, line), Some(environment(path, line))],
        Hazard::Unexpanded => vec![in_package(path, line), Some(environment(path, line))],
        Hazard::Host(host) => vec![
            in_package(path, line),
            from_pkg_config(line),
            confine(host, line),
            Some(environment(path, line)),
        ],
    };
    fixes.into_iter().flatten().collect()
}

fn fix(title: String, applicability: Applicability, edit: Edit) -> Fix {
    Fix { title, applicability, edits: vec![edit] }
}

/// The folder or file that is meant, if the package has one that the path's last parts name.
fn in_package(path: &CgoPath<'_>, line: &Line<'_>) -> Option<Fix> {
    let folder = &line.package.dir;
    let parts: Vec<&str> = path.path.split('/').filter(|part| !part.is_empty()).collect();
    let below = (1..parts.len())
        .map(|start| parts[start..].join("/"))
        .find(|below| exists(line, folder, below))?;
    let is_sure = FilePath::new(path.path).relative_to(folder) == Some(&*below);
    // A program does not look for its libraries where it was built, and what is below `/usr` is
    // hardly a copy of this package.
    let is_own = host_path(path.path)
        .is_some_and(|host| matches!(host.kind, HostPathKind::Personal | HostPathKind::Unexpanded));
    if path.purpose == Purpose::RunPath || !(is_own || is_sure) {
        return None;
    }
    let applicability = if is_sure { Applicability::Safe } else { Applicability::Manual };
    let last = &line.directive.arguments[path.arguments.end - 1];
    let text = last.written.replace(path.path, &format!("${{SRCDIR}}/{below}"));
    let title = format!("Use `${{SRCDIR}}/{below}` of this package");
    Some(fix(title, applicability, replace(&line.file.path, last.span, text)))
}

fn exists(line: &Line<'_>, folder: &FilePath, below: &str) -> bool {
    let path = folder.join(below);
    let Some(parent) = path.parent() else {
        return false;
    };
    match line.snapshot.listing(&parent) {
        Some(Listing::Folder(entries)) => {
            matches!(entries.get(path.name()), Some(Entry::Folder | Entry::File(_)))
        }
        _ => false,
    }
}

/// A line that holds nothing but paths and the libraries of known packages can leave both to
/// pkg-config.
fn from_pkg_config(line: &Line<'_>) -> Option<Fix> {
    let directive = line.directive;
    let paths = cgo_lines::paths(directive);
    let is_path = |index: usize| paths.iter().any(|path| path.arguments.contains(&index));
    let mut packages: Vec<&str> = Vec::new();
    for (index, argument) in directive.arguments.iter().enumerate() {
        if !is_path(index) {
            packages.push(pkg_config::of_library(argument.value.strip_prefix("-l")?)?);
        }
    }
    if packages.is_empty() {
        let of_path = |path: &CgoPath<'_>| {
            pkg_config::of_file(path.path).or_else(|| pkg_config::of_folder(path.path))
        };
        packages = paths.iter().map(of_path).collect::<Option<_>>()?;
    }
    packages.dedup();
    let span = syntax::Span { start: directive.verb.span.start, end: directive.span.end };
    let text = format!("pkg-config: {}", packages.join(" "));
    let title = format!("Ask pkg-config: `#cgo {text}`");
    Some(fix(title, Applicability::Manual, replace(&line.file.path, span, text)))
}

/// Obeys the line only where the path belongs, as far as that is judged.
fn confine(host: &HostPath, line: &Line<'_>) -> Option<Fix> {
    let (homes, edit) = confined(host, line)?;
    Some(fix(format!("Obey this line on {homes} only"), Applicability::Manual, edit))
}

/// The homes of a path and the edit that confines the line to them.
fn confined(host: &HostPath, line: &Line<'_>) -> Option<(String, Edit)> {
    let homes = host.homes.iter().filter(|home| home.targets.intersects(line.applies_on));
    let homes: Vec<&str> = homes.map(|home| &*home.condition).collect();
    let belongs_to = Condition::of_text(&homes.join(" "))?;
    let condition = if line.directive.conditions.is_empty() {
        belongs_to
    } else {
        Condition::meant(&line.directive.conditions)?.and(&belongs_to)?
    };
    let text = condition.simplified(&line.snapshot.assignment).written();
    let edit = cgo_lines::with_condition(&line.file.path, line.directive, &text);
    Some((homes.join(", "), edit))
}

/// Takes the path out: who needs it can say so in the environment.
fn environment(path: &CgoPath<'_>, line: &Line<'_>) -> Fix {
    let directive = line.directive;
    let taken = cgo_lines::written(&directive.arguments[path.arguments.clone()]);
    let title = format!("Take `{taken}` out, for CGO_{} in the environment", directive.verb);
    let edit = cgo_lines::without(&line.file.path, directive, &path.arguments);
    fix(title, Applicability::Manual, edit)
}

/// Slashes work on every system. A path with a drive needs more than that: its system.
fn slashes(path: &CgoPath<'_>, line: &Line<'_>) -> Option<Fix> {
    let last = &line.directive.arguments[path.arguments.end - 1];
    let text = last.written.replace('\\', "/");
    let edit = replace(&line.file.path, last.span, text.as_str());
    let start = last.value.len() - path.path.len().min(last.value.len());
    let unquoted = text.replace(['"', '\''], "");
    let found = unquoted.get(start..).and_then(host_path);
    let title = "Separate the folders with `/`";
    let Some(host) = found else {
        return Some(fix(title.to_owned(), Applicability::Safe, edit));
    };
    if host.kind != HostPathKind::Platform {
        return None;
    }
    if line.applies_on.is_subset_of(host.belongs_to()) {
        return Some(fix(title.to_owned(), Applicability::Safe, edit));
    }
    let (homes, condition) = confined(&host, line)?;
    Some(Fix {
        title: format!("{title}, and obey this line on {homes} only"),
        applicability: Applicability::Manual,
        edits: vec![condition, edit],
    })
}
