//! A manifest that Windows cannot read.

use project::Level;

use super::{Check, Complaints, Subject};

pub(super) const CHECK: Check = Check { name: "manifest", check };

fn check(subject: &Subject<'_>, complaints: &mut Complaints) {
    let manifest = subject.pe().and_then(|pe| pe.manifest.as_ref());
    if let Some(fault) = manifest.and_then(|manifest| manifest.fault.as_ref()) {
        complaints.add(
            Level::Warning,
            format!("the manifest is no XML that Windows takes: {fault}"),
            "correct the .manifest file and make the .syso anew",
        );
    }
}
