//! Opening what was built.

use artifact::{Abi, Artifact, Details};
use project::{BuiltPort, FilePath, Opened, OutputComplaint, Policies};
use rayon::prelude::*;
use rules::{BuildMode, Inspection, Request};
use toolchain::Cancel;

/// Opens a port's programs and keeps what that shows.
pub(super) fn open(port: &mut BuiltPort, policies: &Policies, cancel: &Cancel) {
    let request = Request { target: port.target, mode: Some(BuildMode::Executable) };
    port.outputs.par_iter_mut().for_each(|output| {
        if !cancel.is_cancelled() {
            let path = FilePath::new(&output.path);
            let inspection = crate::inspect(&path, Some(&request), policies);
            output.opened = Some(opened(&inspection));
        }
    });
}

fn opened(inspection: &Inspection) -> Opened {
    let complaints = inspection.complaints.iter().map(|complaint| OutputComplaint {
        check: complaint.check.to_owned(),
        level: complaint.level,
        message: complaint.message.clone(),
        remedy: complaint.remedy.clone(),
    });
    let complaints = complaints.collect();
    match &inspection.artifact {
        Err(unreadable) => {
            Opened { fault: Some(unreadable.message.clone()), complaints, ..Opened::default() }
        }
        Ok(artifact) => Opened {
            fault: None,
            format: artifact.format.name().to_owned(),
            port: artifact.port().map(|port| port.to_string()),
            abi: artifact.coordinates.abi.map(|abi| Abi::name(abi).to_owned()),
            is_static: artifact.coordinates.link.map(|link| link.is_static),
            glibc: glibc(artifact),
            needed: artifact.needed.clone(),
            complaints,
        },
    }
}

fn glibc(artifact: &Artifact) -> Option<String> {
    let Details::Elf(elf) = &artifact.details else { return None };
    elf.highest("GLIBC_").map(|need| need.version.clone())
}
