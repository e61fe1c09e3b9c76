//! `import "C"` in a `_test.go`: the go command has no cgo for tests.

use project::{Level, Package, Snapshot, SourceFile};

use crate::{Explanation, Findings, Judges, Predicts, Rule, Scope};

/// See the page.
pub static RULE: Rule = Rule {
    name: "cgo-in-test",
    level: Level::Error,
    predicts: Predicts::BuildError,
    judges: Judges::Targets,
    scope: Scope::GoFile(check),
    docs: include_str!("cgo_in_test.md"),
    off_by_default: false,
    former_names: &[],
};

fn check(_: &Snapshot, _: &Package, file: &SourceFile, findings: &mut Findings) {
    let Some(preamble) = file.header().and_then(|header| header.preambles.first()) else { return };
    if !file.is_test {
        return;
    }
    findings.add(file.built_for, &file.path, preamble.import, |place| Explanation {
        message: format!("on {place}, the go command refuses this package: use of cgo in test"),
        why: "The go command runs cgo on a package's own files alone, never on those of its tests. It \
              builds neither the package nor what imports it, with cgo on as with cgo off."
            .to_owned(),
        ..Explanation::default()
    });
}
