//! Libraries are looked for in a folder of the machine that built it.

use project::Level;

use super::{Check, Complaints, Subject};

pub(super) const CHECK: Check = Check { name: "absolute-run-path", check };

/// Folders that belong to a system or to what is installed there, not to whoever built something.
const OF_SYSTEMS: [&str; 8] =
    ["/usr", "/lib", "/lib64", "/opt", "/system", "/System", "/Library", "/nix"];

fn check(subject: &Subject<'_>, complaints: &mut Complaints) {
    let elf = subject.elf().map(|elf| elf.rpath.iter().chain(&elf.runpath));
    let mach_o = subject.mach_o().map(|mach_o| mach_o.rpaths.iter());
    let folders = elf.into_iter().flatten().chain(mach_o.into_iter().flatten());
    if !subject.is_linked() {
        return;
    }
    for folder in folders.filter(|folder| is_of_a_builder(folder)) {
        complaints.add(
            Level::Warning,
            format!("looks for libraries in {folder}, which exists where it was built"),
            "use a path relative to the program: $ORIGIN/…, @loader_path/…, @executable_path/…",
        );
    }
}

fn is_of_a_builder(folder: &str) -> bool {
    let is_below = |system: &str| {
        folder.strip_prefix(system).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    folder.starts_with('/') && !OF_SYSTEMS.iter().any(|system| is_below(system))
}
