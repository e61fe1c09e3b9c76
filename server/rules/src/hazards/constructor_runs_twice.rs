//! A static constructor in the comment above `import "C"` of a file with exported functions.

use std::collections::BTreeMap;

use platform::TargetSet;
use project::{CUnit, Level, Package, Snapshot};
use syntax::c::{EarlyKind, Function, Linkage};

use crate::c_moves::move_to_c_file;
use crate::cgo_exports::{exports, exports_of};
use crate::early_calls::{Start, chains};
use crate::{Explanation, Findings, Judges, Predicts, Rule, Scope};

/// See the page.
pub static RULE: Rule = Rule {
    name: "constructor-runs-twice",
    level: Level::Warning,
    predicts: Predicts::RunFailure,
    judges: Judges::Cgo,
    scope: Scope::Package(check),
    docs: include_str!("constructor_runs_twice.md"),
    off_by_default: false,
    former_names: &[],
};

fn check(snapshot: &Snapshot, package: &Package, findings: &mut Findings) {
    let Some(id) = snapshot.package_in(&package.dir) else { return };
    let has_exports = |file: usize| !exports_of(file, &package.files[file]).is_empty();
    let exports = exports(package);
    if exports.is_empty() {
        return;
    }
    let Some(program) = snapshot.c_program(id) else { return };
    let mut found: BTreeMap<_, (TargetSet, &CUnit, &Function)> = BTreeMap::new();
    for variant in &program.variants {
        // What calls Go does not even come to its end once: that is another finding.
        let chains = chains(variant, &exports);
        for (number, unit) in variant.units.iter().enumerate() {
            if !unit.go_file.is_some_and(has_exports) {
                continue;
            }
            let hangs = |index: usize| {
                chains.iter().any(|it| it.unit == number && it.start == Start::Function(index))
            };
            let functions = unit.facts.functions.iter().enumerate();
            for (_, function) in functions.filter(|(index, it)| runs_twice(it) && !hangs(*index)) {
                let key = (unit.path_of(function.place).clone(), function.place.span);
                let entry = found.entry(key).or_insert((TargetSet::EMPTY, unit, function));
                entry.0 |= variant.on;
            }
        }
    }
    for ((path, span), (on, unit, function)) in found {
        findings.add(on, &path, span, |place| Explanation {
            message: format!("on {place}, the constructor `{}` runs twice", function.name),
            why: "cgo compiles the comment above `import \"C\"` of a file with exported functions twice: \
                  with the file, and with the code that C calls them by. Each has a constructor of its \
                  own."
                .to_owned(),
            fixes: move_to_c_file(snapshot, package, unit, function, false).into_iter().collect(),
            ..Explanation::default()
        });
    }
}

/// Two of one that everybody sees would not link.
fn runs_twice(function: &Function) -> bool {
    let is_constructor = function
        .runs_before_main
        .is_some_and(|it| matches!(it.kind, EarlyKind::Constructor { .. } | EarlyKind::InitArray));
    is_constructor && function.linkage == Linkage::Static
}
