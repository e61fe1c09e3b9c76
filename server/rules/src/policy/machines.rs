//! The objects of an archive are for different processors, or one of them is broken.

use artifact::Details;
use project::Level;

use super::{Check, Complaints, Subject};

pub(super) const CHECK: Check = Check { name: "archive-members", check };

fn check(subject: &Subject<'_>, complaints: &mut Complaints) {
    let Details::Archive(archive) = &subject.artifact.details else { return };
    let machines = archive.machines();
    if let [first, second, ..] = machines.as_slice() {
        let of = |machine: &str| {
            let is_of = |it: &&artifact::Member| it.machine.as_deref() == Some(machine);
            archive.members.iter().find(is_of).map(|it| it.name.as_str()).unwrap_or_default()
        };
        complaints.add(
            Level::Error,
            format!(
                "its objects are for different processors: {} for {first}, {} for {second}",
                of(first),
                of(second)
            ),
            "build one archive for each port",
        );
    }
    let broken = archive.members.iter().find(|member| member.fault.is_some());
    if let Some((member, fault)) = broken.and_then(|it| Some((it, it.fault.as_ref()?))) {
        complaints.add(
            Level::Error,
            format!("its member {} is broken: {fault}", member.name),
            "build the archive anew",
        );
    }
}
