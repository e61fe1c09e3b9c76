//! What came out is not what was asked for.

use artifact::{Kind, Link};
use project::Level;

use super::{BuildMode, Check, Complaints, Subject, place};

pub(super) const CHECK: Check = Check { name: "request", check };

fn check(subject: &Subject<'_>, complaints: &mut Complaints) {
    let Some(request) = subject.request else { return };
    let target = request.target;
    let coordinates = &subject.artifact.coordinates;
    let os = target.port.os();
    let systems = &coordinates.operating_systems;
    let built_os = subject.go().and_then(artifact::GoBuild::goos);
    let is_other_system =
        !systems.is_empty() && !systems.contains(&os) || built_os.is_some_and(|built| built != os);
    let is_other_machine = coordinates.architecture.goarch.map_or_else(
        || !coordinates.architecture.name.is_empty(),
        |goarch| goarch != target.port.arch(),
    );
    if is_other_system || is_other_machine {
        complaints.add(
            Level::Error,
            format!("asked for {}, and got {}", target.port, place(subject.artifact)),
            "look at what sets GOOS and GOARCH: `go env -changed`, scripts, the file's name",
        );
    }
    let cgo = subject.go().and_then(artifact::GoBuild::cgo);
    if let Some(built) = cgo
        && built != target.cgo
    {
        let (asked, got) = if target.cgo { ("on", "0") } else { ("off", "1") };
        complaints.add(
            Level::Error,
            format!("asked for cgo {asked}, and got CGO_ENABLED={got}"),
            format!("build with CGO_ENABLED={}", u8::from(target.cgo)),
        );
    }
    if let Some(mode) = request.mode {
        mode_of(mode, subject, complaints);
    }
}

fn mode_of(mode: BuildMode, subject: &Subject<'_>, complaints: &mut Complaints) {
    let (kind, link) = (subject.artifact.kind, subject.artifact.coordinates.link);
    let is_pie = link.is_some_and(|Link { is_pie, .. }| is_pie);
    let (asked, is_right) = match mode {
        BuildMode::Executable => ("a program", kind == Kind::Executable),
        BuildMode::Pie => ("a position-independent program", kind == Kind::Executable && is_pie),
        BuildMode::CArchive => ("an archive for C", kind == Kind::Archive),
        BuildMode::CShared => ("a shared library for C", kind == Kind::SharedLibrary),
    };
    if !is_right {
        let got = match kind {
            Kind::Executable if mode == BuildMode::Pie => "a program at fixed addresses",
            Kind::Executable => "a program",
            Kind::SharedLibrary => "a shared library",
            Kind::Object => "an object",
            Kind::Archive => "an archive",
            Kind::Core | Kind::Other => "something else",
        };
        complaints.add(
            Level::Error,
            format!("asked for {asked}, and got {got}"),
            "look at -buildmode in the command and in GOFLAGS",
        );
    }
}
