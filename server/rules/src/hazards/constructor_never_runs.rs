//! A constructor in a program that Go's own linker links: it passes over constructors.

use std::collections::BTreeMap;

use platform::{TargetSet, os};
use project::{CUnit, FilePath, Level, Package, PackageId, Snapshot};
use syntax::Span;
use syntax::c::{EarlyKind, Function};

use crate::cgo_exports::with_importers;
use crate::{Explanation, Findings, Judges, Predicts, Related, Rule, Scope};

/// See the page.
pub static RULE: Rule = Rule {
    name: "constructor-never-runs",
    level: Level::Warning,
    predicts: Predicts::RunFailure,
    judges: Judges::Cgo,
    scope: Scope::Package(check),
    docs: include_str!("constructor_never_runs.md"),
    off_by_default: false,
    former_names: &[],
};

/// Something that has Go's own linker link.
struct Reason {
    /// Where it does.
    on: TargetSet,
    /// In words, where nobody can look.
    named: &'static str,
    /// Where it is written; none for the environment.
    place: Option<(FilePath, Span)>,
}

fn check(snapshot: &Snapshot, package: &Package, findings: &mut Findings) {
    let Some(id) = snapshot.package_in(&package.dir) else { return };
    let reasons = reasons(snapshot, id);
    if reasons.is_empty() {
        return;
    }
    let Some(program) = snapshot.c_program(id) else { return };
    let mut found: BTreeMap<_, (TargetSet, &CUnit, &Function)> = BTreeMap::new();
    for variant in &program.variants {
        for unit in &variant.units {
            for function in unit.facts.functions.iter().filter(|it| is_constructor(it)) {
                let key = (unit.path_of(function.place).clone(), function.place.span);
                let entry = found.entry(key).or_insert((TargetSet::EMPTY, unit, function));
                entry.0 |= variant.on;
            }
        }
    }
    for ((path, span), (on, _, function)) in found {
        let skipped_on = reasons.iter().fold(TargetSet::EMPTY, |set, it| set | it.on);
        // Whoever builds only elsewhere does not matter here.
        let reasons = reasons.iter().filter(|it| it.on.intersects(on));
        let related = reasons.clone().filter_map(|reason| {
            let (path, span) = reason.place.clone()?;
            Some(Related { path, span, message: "this links with Go's own linker".to_owned() })
        });
        let Some(first) = reasons.clone().next() else { continue };
        findings.add(on & skipped_on, &path, span, |place| Explanation {
            message: format!(
                "on {place}, the constructor `{}` never runs: {}",
                function.name, first.named
            ),
            why: "The Go command has the C compiler link programs with cgo of their own, unless it is told \
                  otherwise. Go's own linker leaves constructors out, and nobody complains."
                .to_owned(),
            related: related.collect(),
            ..Explanation::default()
        });
    }
}

/// What is said of linking programs that a package is in. Other formats than ELF are not looked at:
/// what Go's own linker makes of constructors there has not been tried.
fn reasons(snapshot: &Snapshot, package: PackageId) -> Vec<Reason> {
    let elf = TargetSet::of_os(os::LINUX);
    let mut reasons = Vec::new();
    if let Some(named) = snapshot.inputs.environment.internal_linking() {
        reasons.push(Reason { on: elf, named, place: None });
    }
    let is_internal =
        |clue: &&project::Clue| clue.command.linking.is_internal && clue.command.cgo != Some(false);
    let mut clues = snapshot.evidence.clues.iter().filter(is_internal).peekable();
    if clues.peek().is_none() {
        return reasons;
    }
    let programs = with_importers(snapshot, package);
    for clue in clues.filter(|clue| clue.packages.iter().any(|it| programs.contains(it))) {
        reasons.push(Reason {
            on: elf & clue.command.ports.with_both_cgo_settings(),
            named: "-linkmode=internal or GO_EXTLINK_ENABLED=0",
            place: Some((clue.path.clone(), clue.command.span)),
        });
    }
    reasons
}

fn is_constructor(function: &Function) -> bool {
    function
        .runs_before_main
        .is_some_and(|it| matches!(it.kind, EarlyKind::Constructor { .. } | EarlyKind::InitArray))
}
