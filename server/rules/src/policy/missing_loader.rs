//! A program without C that needs the loader of a C library all the same.

use platform::os;
use project::Level;

use super::{Check, Complaints, Subject};

pub(super) const CHECK: Check = Check { name: "missing-loader", check };

fn check(subject: &Subject<'_>, complaints: &mut Complaints) {
    let Some(elf) = subject.elf() else { return };
    let is_without_c = subject.go().and_then(artifact::GoBuild::cgo) == Some(false);
    let Some(loader) = elf.interpreter.as_ref().filter(|_| subject.is_for(os::LINUX)) else {
        return;
    };
    if is_without_c && subject.artifact.needed.is_empty() {
        complaints.add(
            Level::Info,
            format!(
                "built with cgo off, but starts only where {loader} exists: not in an image \
                 from scratch or of another C library"
            ),
            "build without -buildmode=pie",
        );
    }
}
