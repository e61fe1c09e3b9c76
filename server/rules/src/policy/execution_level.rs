//! `execution-level`: what the manifest of a Windows program must ask for.

use artifact::Kind;
use project::Level;

use super::{Check, Complaints, Subject};

pub(super) const CHECK: Check = Check { name: "execution-level", check };

fn check(subject: &Subject<'_>, complaints: &mut Complaints) {
    let (Some(pe), Some(wanted)) = (subject.pe(), subject.policy.execution_level) else { return };
    if subject.artifact.kind != Kind::Executable {
        return;
    }
    let wanted = wanted.name();
    let found = pe.manifest.as_ref().and_then(|it| it.execution_level.as_deref());
    let message = match found {
        Some(level) if level == wanted => return,
        Some(level) => format!("asks for {level}, and must ask for {wanted}"),
        None if pe.manifest.is_some() => format!("its manifest does not ask for {wanted}"),
        None => format!("has no manifest, and must ask for {wanted}"),
    };
    let remedy = "put requestedExecutionLevel into the manifest of the .syso that is linked";
    complaints.add(Level::Error, message, remedy);
}
