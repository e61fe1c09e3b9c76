//! A definition that everybody sees, in the comment above `import "C"` of a file with exports.

use std::collections::BTreeMap;

use platform::TargetSet;
use project::{CUnit, Level, Package, Snapshot};
use syntax::c::{Function, Linkage, Place};

use crate::c_moves::{holds_word, move_to_c_file};
use crate::cgo_exports::exports_of;
use crate::fixes::replace;
use crate::{Applicability, Explanation, Findings, Fix, Judges, Predicts, Rule, Scope};

/// See the page.
pub static RULE: Rule = Rule {
    name: "cgo-export-definition",
    level: Level::Error,
    predicts: Predicts::LinkError,
    judges: Judges::Cgo,
    scope: Scope::Package(check),
    docs: include_str!("cgo_export_definition.md"),
    off_by_default: false,
    former_names: &[],
};

fn check(snapshot: &Snapshot, package: &Package, findings: &mut Findings) {
    let Some(id) = snapshot.package_in(&package.dir) else { return };
    let exports = |file: usize| !exports_of(file, &package.files[file]).is_empty();
    if !(0..package.files.len()).any(exports) {
        return;
    }
    let Some(program) = snapshot.c_program(id) else { return };
    let mut found: BTreeMap<_, (TargetSet, &CUnit, Option<&Function>)> = BTreeMap::new();
    for variant in &program.variants {
        let preambles = variant.units.iter().filter(|unit| unit.go_file.is_some_and(exports));
        for unit in preambles {
            let mut add = |name: &str, place: Place, function| {
                let key = (unit.path_of(place).clone(), place.span, name.to_owned());
                let entry = found.entry(key).or_insert((TargetSet::EMPTY, unit, function));
                entry.0 |= variant.on;
            };
            for it in unit.facts.functions.iter().filter(|it| is_defined_for_all(it)) {
                add(&it.name, it.place, Some(it));
            }
            for it in unit.facts.variables.iter().filter(|it| !it.is_static) {
                add(&it.name, it.place, None);
            }
        }
    }
    for ((path, span, name), (on, unit, function)) in found {
        findings.add(on, &path, span, |place| Explanation {
            message: format!("on {place}, the linker finds `{name}` defined twice"),
            why: "cgo compiles the comment above `import \"C\"` of a file with exported functions twice: \
                  with the file, and with the code that C calls them by. `multiple definition of`, says \
                  the linker."
                .to_owned(),
            fixes: function.map_or_else(Vec::new, |it| fixes(snapshot, package, unit, it)),
            ..Explanation::default()
        });
    }
}

fn is_defined_for_all(function: &Function) -> bool {
    function.linkage == Linkage::External && !function.is_weak
}

fn fixes(snapshot: &Snapshot, package: &Package, unit: &CUnit, function: &Function) -> Vec<Fix> {
    let name = &*function.name;
    let is_used_elsewhere = package
        .c_files
        .iter()
        .filter_map(|file| file.facts.as_ref())
        .any(|facts| holds_word(&facts.text, name));
    let mut fixes = Vec::new();
    if function.whole.is_own() && !is_used_elsewhere {
        let edit = replace(&unit.path, function.whole.span.before(), "static inline ");
        fixes.push(Fix {
            title: format!("Make `{name}` static inline"),
            // What a static variable in it counts is counted once a copy.
            applicability: Applicability::Manual,
            edits: vec![edit],
        });
    }
    fixes.extend(move_to_c_file(snapshot, package, unit, function, true));
    fixes
}
