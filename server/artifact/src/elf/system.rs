//! Which system an ELF file is for, and which C library it lives on.

use platform::os;

use super::VersionNeed;
use super::notes::Notes;
use crate::{Abi, GoBuild};

/// What is known of a file.
pub(super) struct Seen<'a> {
    pub(super) os_abi: u8,
    pub(super) interpreter: Option<&'a str>,
    pub(super) notes: &'a Notes,
    pub(super) needed: &'a [String],
    pub(super) needs: &'a [VersionNeed],
    pub(super) go: Option<&'a GoBuild>,
    /// Whether objects of a C compiler are in it.
    pub(super) is_linked_by_c: bool,
    /// Whether it is a program or a shared library.
    pub(super) is_linked: bool,
}

/// Functions that only one C library has, to be found in static programs: those of glibc first.
pub(super) const MARKS_OF_LIBCS: [&str; 4] =
    ["__libc_setup_tls", "_dl_relocate_static_pie", "__init_libc", "__libc_start_init"];

/// How many of the marks are glibc's.
const MARKS_OF_GLIBC: usize = 2;

/// The systems that the file names; none where it names none.
pub(super) fn operating_systems(seen: &Seen<'_>) -> Vec<&'static str> {
    let by_loader = seen.interpreter.and_then(loader).map(|(systems, _)| systems);
    let by_note = || {
        let owners = [
            ("Android", os::ANDROID),
            ("NetBSD", os::NETBSD),
            ("OpenBSD", os::OPENBSD),
            ("FreeBSD", os::FREEBSD),
            ("DragonFly", os::DRAGONFLY),
        ];
        let owned = |owner: &str| seen.notes.owners.iter().any(|it| it == owner);
        let found = owners.iter().find(|(owner, _)| owned(owner)).map(|(_, system)| vec![*system]);
        // GNU's note names Hurd by 1, Solaris by 2, kFreeBSD by 3.
        found.or_else(|| (seen.notes.gnu_system == Some(0)).then(|| vec![os::LINUX]))
    };
    let by_os_abi = || {
        Some(match object::elf::OsAbi(seen.os_abi) {
            object::elf::ELFOSABI_GNU => vec![os::LINUX],
            object::elf::ELFOSABI_FREEBSD => vec![os::FREEBSD],
            object::elf::ELFOSABI_NETBSD => vec![os::NETBSD],
            object::elf::ELFOSABI_OPENBSD => vec![os::OPENBSD],
            object::elf::ELFOSABI_SOLARIS => vec![os::ILLUMOS, os::SOLARIS],
            _ => return None,
        })
    };
    // musl and others keep the name of glibc's library out of theirs.
    let by_glibc = || is_for_glibc(seen).then(|| vec![os::LINUX]);
    by_loader.or_else(by_note).or_else(by_os_abi).or_else(by_glibc).unwrap_or_default()
}

/// The C library, as far as the file tells. Symbols are looked at last: `mark` finds the first of
/// [`MARKS_OF_LIBCS`].
pub(super) fn abi(seen: &Seen<'_>, mark: impl Fn() -> Option<usize>) -> Option<Abi> {
    if is_for_glibc(seen) {
        return Some(Abi::Glibc);
    }
    if let Some((_, abi)) = seen.interpreter.and_then(loader) {
        return abi;
    }
    if !seen.is_linked {
        return None;
    }
    let needs = |start: &str| seen.needed.iter().any(|library| library.starts_with(start));
    if needs("libc.musl-") || needs("ld-musl-") {
        return Some(Abi::Musl);
    }
    match operating_systems(seen).as_slice() {
        [system] if *system == os::ANDROID => return Some(Abi::Bionic),
        [system, ..] if *system != os::LINUX && needs("libc.so") => return Some(Abi::Libc),
        _ => {}
    }
    if !seen.needed.is_empty() {
        return None;
    }
    if seen.go.is_some() && !seen.is_linked_by_c {
        return Some(Abi::None);
    }
    // glibc's start files bring the note; a static program of another library has none.
    match mark() {
        Some(at) if at < MARKS_OF_GLIBC => Some(Abi::Glibc),
        Some(_) => Some(Abi::Musl),
        None if seen.notes.gnu_system == Some(0) => Some(Abi::Glibc),
        None => None,
    }
}

fn is_for_glibc(seen: &Seen<'_>) -> bool {
    seen.needed.iter().any(|library| library == "libc.so.6")
        || seen.needs.iter().any(|need| need.version.starts_with("GLIBC_2."))
}

/// The systems and the C library of a loader.
fn loader(path: &str) -> Option<(Vec<&'static str>, Option<Abi>)> {
    let name = path.rsplit('/').next().unwrap_or(path);
    Some(match path {
        "/usr/libexec/ld.so" => (vec![os::OPENBSD], Some(Abi::Libc)),
        "/libexec/ld-elf.so.1" | "/libexec/ld-elf32.so.1" => (vec![os::FREEBSD], Some(Abi::Libc)),
        "/usr/libexec/ld-elf.so.2" | "/libexec/ld-elf.so.2" => {
            (vec![os::DRAGONFLY], Some(Abi::Libc))
        }
        "/usr/libexec/ld.elf_so" | "/libexec/ld.elf_so" => (vec![os::NETBSD], Some(Abi::Libc)),
        _ if path.starts_with("/system/bin/linker") => (vec![os::ANDROID], Some(Abi::Bionic)),
        _ if name.starts_with("ld-musl-") => (vec![os::LINUX], Some(Abi::Musl)),
        _ if name.starts_with("ld-linux") || name == "ld64.so.1" || name == "ld64.so.2" => {
            (vec![os::LINUX], Some(Abi::Glibc))
        }
        // MIPS and old s390 call theirs as Solaris does; Solaris keeps its own in these folders.
        "/lib/ld.so.1" | "/lib64/ld.so.1" | "/lib32/ld.so.1" => {
            (vec![os::ILLUMOS, os::LINUX, os::SOLARIS], None)
        }
        _ if name == "ld.so.1" => (vec![os::ILLUMOS, os::SOLARIS], Some(Abi::Libc)),
        _ => return None,
    })
}
