//! Nobody declared the ports, and the module is far from building on one of the systems that Go
//! supports best.

use project::{Level, Snapshot};

use crate::unmeant::{Unmeant, UnmeantSystem, place_of};
use crate::{Applicability, Edit, Explanation, Findings, Fix, Judges, Predicts, Rule, Scope};

/// See the page.
pub static RULE: Rule = Rule {
    name: "undeclared-ports",
    level: Level::Info,
    predicts: Predicts::BuildError,
    judges: Judges::Targets,
    scope: Scope::Unmeant(check),
    docs: include_str!("undeclared_ports.md"),
    off_by_default: false,
    former_names: &[],
};

fn check(snapshot: &Snapshot, unmeant: &Unmeant, system: &UnmeantSystem, findings: &mut Findings) {
    let mut modules = snapshot.modules.iter();
    let Some(module) = modules.find(|module| module.is_main && module.dir == system.dir) else {
        return;
    };
    let Some((path, span)) = place_of(module) else { return };
    findings.add(system.targets, path, span, |on| Explanation {
        message: format!(
            "{} causes keep this module from building on {on}: taken as not meant for it",
            system.causes
        ),
        why: "Nobody says which ports this module is for: there is no `targets` in anyport.toml, \
              and no release or CI file lists them. What breaks there is not shown; `--targets` \
              shows it."
            .to_owned(),
        fixes: declare(snapshot, unmeant).into_iter().collect(),
        ..Explanation::default()
    });
}

/// Writes an anyport.toml that names the other ports; none where there is one, or nothing is left.
fn declare(snapshot: &Snapshot, unmeant: &Unmeant) -> Option<Fix> {
    let left = snapshot.judged.targets - unmeant.targets();
    if snapshot.inputs.configuration_file.is_some() || left.is_empty() {
        return None;
    }
    let text = snapshot.anyport_toml(left);
    Some(Fix {
        title: "Declare the other ports in anyport.toml".to_owned(),
        applicability: Applicability::Manual,
        edits: vec![Edit::Create { path: snapshot.inputs.root.child("anyport.toml"), text }],
    })
}
