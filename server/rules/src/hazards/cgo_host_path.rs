//! A `#cgo` line looks for headers or libraries at a path that other machines do not have.

use platform::{HostPath, HostPathKind, TargetSet, host_path};
use project::{Level, Package, Snapshot, SourceFile};
use syntax::cgo::{CgoDirective, condition_holds_on};

use crate::cgo_lines::{self, CgoPath, Purpose};
use crate::{Explanation, Findings, Judges, Predicts, Rule, Scope, Where};

mod fixes;

/// See the page.
pub static RULE: Rule = Rule {
    name: "cgo-host-path",
    level: Level::Error,
    predicts: Predicts::BuildError,
    judges: Judges::Cgo,
    scope: Scope::GoFile(check),
    docs: include_str!("cgo_host_path.md"),
    off_by_default: false,
    former_names: &[],
};

fn check(snapshot: &Snapshot, package: &Package, file: &SourceFile, findings: &mut Findings) {
    let preambles = file.header().into_iter().flat_map(|header| &header.preambles);
    for directive in preambles.flat_map(|preamble| &preamble.directives) {
        // Of a line that the go command refuses, another rule tells.
        if directive.error.is_some() {
            continue;
        }
        let applies_on = condition_holds_on(&directive.conditions, &snapshot.assignment);
        let applies_on = applies_on & file.built_for & findings.judged();
        let line = Line { snapshot, package, file, directive, applies_on };
        for path in cgo_lines::paths(directive) {
            if let Some(hazard) = Hazard::of(directive, &path) {
                let breaks_on = hazard.breaks_on(applies_on, findings.judged());
                let breaks_on = breaks_on - hazard.served_on(directive, &path);
                let span = cgo_lines::span(directive, &path.arguments);
                findings
                    .add(breaks_on, &file.path, span, |place| hazard.explain(&path, place, &line));
            }
        }
    }
}

/// A `#cgo` line and where it stands.
struct Line<'a> {
    snapshot: &'a Snapshot,
    package: &'a Package,
    file: &'a SourceFile,
    directive: &'a CgoDirective,
    /// Where it is obeyed and judged.
    applies_on: TargetSet,
}

/// What is wrong with a path.
enum Hazard {
    /// The go command takes its backslashes out.
    Backslashes,
    /// `$HOME` or `~`: taken as it stands.
    Unexpanded,
    /// Headers above the package's folder: no part of the build cache's key.
    AbovePackage,
    /// It exists on some machines only.
    Host(HostPath),
}

impl Hazard {
    fn of(directive: &CgoDirective, path: &CgoPath<'_>) -> Option<Hazard> {
        let written = cgo_lines::written(&directive.arguments[path.arguments.clone()]);
        if loses_backslashes(&written) {
            return Some(Hazard::Backslashes);
        }
        // The loader and the C compiler replace these.
        if ["$ORIGIN", "$LIB", "$PLATFORM", "$SYSROOT"].iter().any(|it| path.path.starts_with(it)) {
            return None;
        }
        let below = path.path.strip_prefix("${SRCDIR}");
        if below.is_some() || is_relative_to_package(path) {
            let is_header = matches!(path.purpose, Purpose::Headers | Purpose::Header);
            let leaves = leaves_folder(below.unwrap_or(path.path));
            return (is_header && leaves).then_some(Hazard::AbovePackage);
        }
        let found = host_path(path.path)?;
        match found.kind {
            HostPathKind::Unexpanded => Some(Hazard::Unexpanded),
            _ => Some(Hazard::Host(found)),
        }
    }

    /// Where it does harm. A path that its line confines to the platform it belongs to is meant.
    fn breaks_on(&self, applies_on: TargetSet, judged: TargetSet) -> TargetSet {
        let Hazard::Host(path) = self else {
            return applies_on;
        };
        let is_confined = match path.kind {
            HostPathKind::Personal | HostPathKind::Unexpanded => judged.is_one_platform(),
            HostPathKind::Platform => false,
            HostPathKind::System => applies_on.is_one_platform(),
        };
        if is_confined { TargetSet::EMPTY } else { applies_on - path.belongs_to() }
    }

    /// Where the line names a folder of its own for the same: one that is not there is passed over.
    fn served_on(&self, directive: &CgoDirective, path: &CgoPath<'_>) -> TargetSet {
        let is_platforms =
            matches!(self, Hazard::Host(host) if host.kind == HostPathKind::Platform);
        if !is_platforms || !matches!(path.purpose, Purpose::Headers | Purpose::Libraries) {
            return TargetSet::EMPTY;
        }
        let others = cgo_lines::paths(directive).into_iter();
        let others = others.filter(|it| it.purpose == path.purpose && it.path != path.path);
        others.filter_map(|it| host_path(it.path)).map(|it| it.belongs_to()).collect()
    }

    fn explain(&self, path: &CgoPath<'_>, place: Where, line: &Line<'_>) -> Explanation {
        let fixes = fixes::fixes(self, path, line);
        let taken = &line.directive.arguments[path.arguments.clone()];
        let named = path.path;
        let (message, why) = match self {
            Hazard::Backslashes => {
                let without: Vec<&str> = taken.iter().map(|it| &*it.value).collect();
                let (written, without) = (cgo_lines::written(taken), without.join(" "));
                let message =
                    format!("on {place}, `{written}` becomes `{without}`: a backslash escapes");
                (message, "The go command reads #cgo lines as a shell would, on Windows too.")
            }
            Hazard::Unexpanded => {
                let word = named.split('/').next().unwrap_or(named);
                let message = format!("on {place}, `{word}` is the name of a folder: not expanded");
                (message, "${SRCDIR} is the only variable that the go command replaces.")
            }
            Hazard::AbovePackage => {
                let message = format!("headers in `{named}` are no part of the build cache's key");
                (format!("{message}: on {place}, edits there do not rebuild the package"), ABOVE)
            }
            Hazard::Host(host) => return Explanation { fixes, ..host_message(host, path, place) },
        };
        let is_drift = matches!(self, Hazard::AbovePackage);
        Explanation {
            message,
            why: why.to_owned(),
            predicts: is_drift.then_some(Predicts::Drift),
            level: is_drift.then_some(Level::Info),
            fixes,
            ..Explanation::default()
        }
    }
}

const ABOVE: &str = "The go command hashes the C files and headers of the package's own folder; what lies \
    elsewhere can change unseen until `go build -a`. `go mod vendor` and the module cache do not \
    carry folders without Go files outside the module either.";

fn host_message(host: &HostPath, path: &CgoPath<'_>, place: Where) -> Explanation {
    let named = path.path;
    let whose = match host.kind {
        HostPathKind::Platform => {
            let homes: Vec<&str> = host.homes.iter().map(|it| &*it.condition).collect();
            format!("is a path of {}", homes.join(", "))
        }
        HostPathKind::Personal | HostPathKind::Unexpanded => "is on one machine".to_owned(),
        HostPathKind::System => "is whatever the building machine has there".to_owned(),
    };
    let harm = match path.purpose {
        Purpose::Headers | Purpose::Header => {
            format!("a build for {place} finds no headers there, or another port's")
        }
        Purpose::Libraries | Purpose::Library => {
            format!("a build for {place} finds no library there, or another port's")
        }
        Purpose::RunPath => {
            format!("a program for {place} looks there for libraries when it starts")
        }
        Purpose::SystemRoot => format!("a build for {place} takes its system from there"),
    };
    let why = "Headers of another port can have another layout without an error; its libraries are passed \
        over, or not found. What depends on the machine belongs into the environment: CGO_CFLAGS, \
        CGO_LDFLAGS, PKG_CONFIG_LIBDIR.";
    let is_run_path = path.purpose == Purpose::RunPath;
    Explanation {
        message: format!("`{named}` {whose}: {harm}"),
        why: why.to_owned(),
        predicts: is_run_path.then_some(Predicts::RunFailure),
        level: Some(Level::Warning),
        ..Explanation::default()
    }
}

/// Whether an argument loses a backslash that was meant: one before a letter or digit. `\ ` and
/// `\$` are how blanks and `$` are written.
fn loses_backslashes(written: &str) -> bool {
    let bytes = written.as_bytes();
    let is_lost = |pair: &[u8]| pair[0] == b'\\' && pair[1].is_ascii_alphanumeric();
    bytes.windows(2).any(is_lost)
}

/// The go command makes relative paths after these flags absolute, from the package's folder.
fn is_relative_to_package(path: &CgoPath<'_>) -> bool {
    let is_joined = matches!(path.purpose, Purpose::Headers | Purpose::Libraries);
    is_joined && (path.path.starts_with("./") || path.path.starts_with("../") || path.path == "..")
}

/// Whether a relative path leads out of the folder that it starts from.
fn leaves_folder(path: &str) -> bool {
    let mut depth = 0_i32;
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => depth -= 1,
            _ => depth += 1,
        }
        if depth < 0 {
            return true;
        }
    }
    false
}
