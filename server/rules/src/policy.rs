//! What is wrong with a built binary: against itself, against what was asked for, and against the
//! policy of the project. One check, one file.

mod build_info;
mod dlls;
mod executable_stack;
mod execution_level;
mod installer_name;
mod libc;
mod machines;
mod manifest;
mod max_glibc;
mod max_size;
mod min_macos;
mod missing_loader;
mod request;
mod run_path;
mod signature;
mod signed;
mod static_link;

use artifact::{Artifact, Details, Elf, GoBuild, Kind, MachO, Pe, Unreadable};
use platform::{Port, Target, os};
use project::{FilePath, Level, Policies, Policy};

/// What a binary was built for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    /// The port, and whether cgo was on.
    pub target: Target,
    /// The build mode; none where only the port was named.
    pub mode: Option<BuildMode>,
}

/// What the go command was to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BuildMode {
    /// A program, as the port's default is.
    Executable,
    /// A program that can be loaded at any address.
    Pie,
    /// An archive that C programs link.
    CArchive,
    /// A shared library that C programs load.
    CShared,
}

/// What was found out about one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspection {
    /// The file.
    pub path: FilePath,
    /// What it is, or why it could not be read.
    pub artifact: Result<Artifact, Unreadable>,
    /// What is wrong with it, in the order of the checks.
    pub complaints: Vec<Complaint>,
}

/// One thing that is wrong with a binary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// The check's name; those of the policy are called like its keys.
    pub check: &'static str,
    /// How bad it is.
    pub level: Level,
    /// What is wrong, on one line, lower case.
    pub message: String,
    /// What to do, on one line.
    pub remedy: String,
}

/// One check.
struct Check {
    name: &'static str,
    check: fn(&Subject<'_>, &mut Complaints),
}

/// The order in which complaints stand: against itself, against the request, against the policy.
const CHECKS: [&Check; 17] = [
    &build_info::CHECK,
    &request::CHECK,
    &machines::CHECK,
    &signature::CHECK,
    &manifest::CHECK,
    &missing_loader::CHECK,
    &run_path::CHECK,
    &executable_stack::CHECK,
    &installer_name::CHECK,
    &static_link::CHECK,
    &libc::CHECK,
    &max_glibc::CHECK,
    &min_macos::CHECK,
    &signed::CHECK,
    &execution_level::CHECK,
    &dlls::CHECK,
    &max_size::CHECK,
];

/// What is judged: a binary, or one slice of a universal one.
struct Subject<'a> {
    artifact: &'a Artifact,
    /// The file's name, without its folder.
    name: &'a str,
    request: Option<&'a Request>,
    policy: &'a Policy,
}

/// What is said about it.
struct Complaints {
    check: &'static str,
    list: Vec<Complaint>,
}

impl Complaints {
    fn add(&mut self, level: Level, message: String, remedy: impl Into<String>) {
        let complaint = Complaint { check: self.check, level, message, remedy: remedy.into() };
        // The slices of a universal file often share a fault.
        if !self.list.contains(&complaint) {
            self.list.push(complaint);
        }
    }
}

impl<'a> Subject<'a> {
    fn elf(&self) -> Option<&'a Elf> {
        match &self.artifact.details {
            Details::Elf(elf) => Some(elf),
            _ => None,
        }
    }

    fn mach_o(&self) -> Option<&'a MachO> {
        match &self.artifact.details {
            Details::MachO(mach_o) => Some(mach_o),
            _ => None,
        }
    }

    fn pe(&self) -> Option<&'a Pe> {
        match &self.artifact.details {
            Details::Pe(pe) => Some(pe),
            _ => None,
        }
    }

    fn go(&self) -> Option<&'a GoBuild> {
        self.artifact.go.as_ref()
    }

    /// Whether it is a program or a shared library.
    fn is_linked(&self) -> bool {
        matches!(self.artifact.kind, Kind::Executable | Kind::SharedLibrary)
    }

    /// Whether it may be for that system, or is for sure where only one is possible.
    fn is_for(&self, system: &str) -> bool {
        match self.artifact.port() {
            Some(port) => port.os() == system,
            None => self.artifact.coordinates.operating_systems == [system],
        }
    }

    /// Whether it is a program for Apple's processors.
    fn is_for_apple_silicon(&self) -> bool {
        let goarch = self.artifact.coordinates.architecture.goarch;
        self.is_for(os::DARWIN) && goarch == Some(platform::arch::ARM64)
    }
}

/// What is wrong with a binary of that file name. The port asked for chooses among the policies, or
/// else the binary's own.
pub fn judge(
    artifact: &Artifact,
    name: &str,
    request: Option<&Request>,
    policies: &Policies,
) -> Vec<Complaint> {
    let mut complaints = Complaints { check: "", list: Vec::new() };
    let subjects: Vec<(&Artifact, Policy)> = artifact
        .slices()
        .iter()
        .map(|slice| {
            let port = request.map_or_else(|| slice.port(), |it| Some(it.target.port));
            (slice, policies.for_port(port))
        })
        .collect();
    for check in CHECKS {
        complaints.check = check.name;
        for (slice, policy) in &subjects {
            let subject = Subject { artifact: slice, name, request, policy };
            (check.check)(&subject, &mut complaints);
        }
    }
    complaints.list
}

/// `linux/amd64`, or what is known of it.
fn place(artifact: &Artifact) -> String {
    if let Some(port) = artifact.port() {
        return port.to_string();
    }
    let systems = artifact.coordinates.operating_systems.join(" or ");
    let machine = &artifact.coordinates.architecture;
    let machine = machine.goarch.unwrap_or(&machine.name);
    if systems.is_empty() { machine.to_owned() } else { format!("{systems} on {machine}") }
}

/// The systems that a container can be for.
fn systems(artifact: &Artifact) -> String {
    artifact.coordinates.operating_systems.join(" or ")
}

/// Whether a port's programs can do without shared libraries.
fn can_be_static(port: Option<Port>) -> bool {
    port.is_none_or(|port| os::has_static_programs(port.os()))
}

#[cfg(test)]
mod tests;
