//! A `replace` that names a version which is not the one selected: it is silently not applied.

use project::{Level, Module, Snapshot};
use syntax::Span;
use syntax::go_mod::{Replace, Require};

use crate::fixes::replace;
use crate::{Applicability, Explanation, Findings, Fix, Judges, Predicts, Related, Rule, Scope};

/// See the page.
pub static RULE: Rule = Rule {
    name: "replace-ignored",
    level: Level::Warning,
    predicts: Predicts::Drift,
    judges: Judges::Targets,
    scope: Scope::Module(check),
    docs: include_str!("replace_ignored.md"),
    off_by_default: false,
    former_names: &[],
};

fn check(snapshot: &Snapshot, module: &Module, findings: &mut Findings) {
    let Some((path, facts)) = &module.go_mod else { return };
    for replace in &facts.replaces {
        let Some(version) = &replace.old_version else { continue };
        let Some(selected) = selected(snapshot, replace) else { continue };
        if selected.version.text == version.text {
            continue;
        }
        findings.add(findings.judged(), path, replace.span, |_| Explanation {
            message: format!(
                "this replace is not applied: {} is required at {}, not at {version}",
                replace.old_path, selected.version
            ),
            why: "The go command says nothing, and builds the required version.".into(),
            related: vec![Related {
                path: path.clone(),
                span: selected.version.span,
                message: "required here".into(),
            }]
            .into_iter()
            .filter(|_| facts.requires.iter().any(|require| require == selected))
            .collect(),
            fixes: vec![
                edit(path, version.span, &selected.version.text, "Replace the required version"),
                edit(
                    path,
                    Span { start: replace.old_path.span.end, end: version.span.end },
                    "",
                    "Replace every version",
                ),
                edit(path, replace.removal, "", "Drop the replace"),
            ],
            ..Explanation::default()
        });
    }
}

/// The require line that decides the version. With several main modules the highest wins, which
/// only a build list can tell; then, and where a module before Go 1.17 does not list what it needs,
/// nothing is claimed.
fn selected<'a>(snapshot: &'a Snapshot, replace: &Replace) -> Option<&'a Require> {
    let mains = snapshot.modules.iter().filter(|module| module.is_main);
    let mut required = mains
        .filter_map(|module| module.go_mod.as_ref())
        .flat_map(|(_, facts)| &facts.requires)
        .filter(|require| require.path.text == replace.old_path.text);
    let first = required.next()?;
    required.all(|other| other.version.text == first.version.text).then_some(first)
}

fn edit(path: &project::FilePath, span: Span, text: &str, title: &str) -> Fix {
    Fix {
        title: title.into(),
        applicability: Applicability::Manual,
        edits: vec![replace(path, span, text)],
    }
}
