//! `libc`: the C libraries that it may live on.

use artifact::Abi;
use project::{CLibrary, Level};

use super::{Check, Complaints, Subject};

pub(super) const CHECK: Check = Check { name: "libc", check };

fn check(subject: &Subject<'_>, complaints: &mut Complaints) {
    let Some(allowed) = subject.policy.libc.as_ref().filter(|_| subject.is_linked()) else {
        return;
    };
    // Where a system has only one, or nothing tells, there is nothing to choose.
    let found = match subject.artifact.coordinates.abi {
        Some(Abi::None) => CLibrary::None,
        Some(Abi::Glibc) => CLibrary::Glibc,
        Some(Abi::Musl) => CLibrary::Musl,
        Some(Abi::Bionic) => CLibrary::Bionic,
        Some(Abi::Msvcrt) => CLibrary::Msvcrt,
        Some(Abi::Ucrt) => CLibrary::Ucrt,
        Some(Abi::Libc | Abi::LibSystem | Abi::Gojs | Abi::WasiPreview1) | None => return,
    };
    if allowed.contains(&found) {
        return;
    }
    let names: Vec<&str> = allowed.iter().map(|it| abi(*it).name()).collect();
    complaints.add(
        Level::Error,
        format!("lives on {}, and may live on {} only", abi(found).name(), names.join(" or ")),
        "with cgo the C compiler that CC names decides; CGO_ENABLED=0 does without",
    );
}

fn abi(library: CLibrary) -> Abi {
    match library {
        CLibrary::None => Abi::None,
        CLibrary::Glibc => Abi::Glibc,
        CLibrary::Musl => Abi::Musl,
        CLibrary::Bionic => Abi::Bionic,
        CLibrary::Msvcrt => Abi::Msvcrt,
        CLibrary::Ucrt => Abi::Ucrt,
    }
}
