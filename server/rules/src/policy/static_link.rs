//! `static`: it must start without a loader and without shared libraries.

use artifact::Kind;
use project::Level;

use super::{Check, Complaints, Subject, can_be_static};

pub(super) const CHECK: Check = Check { name: "static", check };

fn check(subject: &Subject<'_>, complaints: &mut Complaints) {
    let Some(elf) = subject.elf() else { return };
    let is_judged = subject.policy.is_static == Some(true)
        && subject.artifact.kind == Kind::Executable
        && can_be_static(subject.artifact.port());
    let is_static = subject.artifact.coordinates.link.is_none_or(|link| link.is_static);
    if !is_judged || is_static {
        return;
    }
    let needed = match (&elf.interpreter, subject.artifact.needed.as_slice()) {
        (_, [only]) => only.clone(),
        (_, [first, rest @ ..]) => format!("{first} and {} more", rest.len()),
        (Some(loader), []) => loader.clone(),
        (None, []) => return,
    };
    let cgo = subject.go().and_then(artifact::GoBuild::cgo);
    let remedy = match cgo {
        Some(false) => "build without -buildmode=pie",
        _ => {
            "build with CGO_ENABLED=0; with cgo, use a musl compiler and -ldflags='-linkmode \
             external -extldflags -static'"
        }
    };
    complaints.add(Level::Error, format!("must be static, and needs {needed}"), remedy);
}
