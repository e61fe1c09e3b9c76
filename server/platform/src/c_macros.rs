//! Macros that C compilers define by themselves, as far as the port decides them.

use crate::{Port, TargetSet, arch, os};

/// What a macro stands for.
#[derive(Clone, Copy)]
enum Meaning {
    Systems(&'static [&'static str]),
    Architectures(&'static [&'static str]),
    /// 64-bit pointers and `long`.
    Lp64,
}

use Meaning::{Architectures, Lp64, Systems};

const APPLE: Meaning = Systems(&[os::DARWIN, os::IOS]);
const LINUX: Meaning = Systems(&[os::LINUX, os::ANDROID]);
const SUN: Meaning = Systems(&[os::SOLARIS, os::ILLUMOS]);
/// Apple's compilers and Windows' have no `__unix__`.
const UNIX: Meaning = Systems(&[
    os::ANDROID,
    os::DRAGONFLY,
    os::FREEBSD,
    os::ILLUMOS,
    os::LINUX,
    os::NETBSD,
    os::OPENBSD,
    os::SOLARIS,
]);
const AMD64: Meaning = Architectures(&[arch::AMD64]);
const I386: Meaning = Architectures(&[arch::I386]);
const ARM64: Meaning = Architectures(&[arch::ARM64]);
const MIPS: Meaning = Architectures(&[arch::MIPS, arch::MIPSLE, arch::MIPS64, arch::MIPS64LE]);
const PPC64: Meaning = Architectures(&[arch::PPC64, arch::PPC64LE]);

/// Sorted by nothing but kind: the list is short.
const MACROS: &[(&str, Meaning)] = &[
    ("__linux__", LINUX),
    ("__linux", LINUX),
    ("__gnu_linux__", LINUX),
    ("__ANDROID__", Systems(&[os::ANDROID])),
    ("__APPLE__", APPLE),
    ("__MACH__", APPLE),
    ("_WIN32", Systems(&[os::WINDOWS])),
    ("__WIN32__", Systems(&[os::WINDOWS])),
    ("__MINGW32__", Systems(&[os::WINDOWS])),
    ("__FreeBSD__", Systems(&[os::FREEBSD])),
    ("__OpenBSD__", Systems(&[os::OPENBSD])),
    ("__NetBSD__", Systems(&[os::NETBSD])),
    ("__DragonFly__", Systems(&[os::DRAGONFLY])),
    ("__sun", SUN),
    ("__sun__", SUN),
    ("_AIX", Systems(&[os::AIX])),
    ("__unix__", UNIX),
    ("__unix", UNIX),
    ("__x86_64__", AMD64),
    ("__x86_64", AMD64),
    ("__amd64__", AMD64),
    ("__amd64", AMD64),
    ("__i386__", I386),
    ("__i386", I386),
    ("__aarch64__", ARM64),
    ("__arm__", Architectures(&[arch::ARM])),
    ("__riscv", Architectures(&[arch::RISCV64])),
    ("__s390x__", Architectures(&[arch::S390X])),
    ("__loongarch64", Architectures(&[arch::LOONG64])),
    ("__mips__", MIPS),
    ("__powerpc64__", PPC64),
    ("__LP64__", Lp64),
    ("_LP64", Lp64),
];

/// Where the C compiler of a port defines that macro by itself, with both cgo settings of each
/// port; none for a macro that something else decides.
pub fn c_macro_defined_on(name: &str) -> Option<TargetSet> {
    if matches!(name, "_MSC_VER" | "__CYGWIN__" | "__EMSCRIPTEN__" | "__wasm__") {
        // The go command has no port with such a compiler.
        return Some(TargetSet::EMPTY);
    }
    if name == "_WIN64" {
        return Some(ports(|port| port.os() == os::WINDOWS && port.pointer_width() == 64));
    }
    let (_, meaning) = MACROS.iter().find(|(it, _)| *it == name)?;
    Some(match meaning {
        Systems(systems) => systems.iter().map(|system| TargetSet::of_os(system)).collect(),
        Architectures(list) => list.iter().map(|arch| TargetSet::of_arch(arch)).collect(),
        Lp64 => ports(|port| port.os() != os::WINDOWS && port.pointer_width() == 64),
    })
}

fn ports(is_wanted: impl Fn(Port) -> bool) -> TargetSet {
    Port::all().filter(|port| is_wanted(*port)).map(TargetSet::of_port).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn macros_name_ports() {
        let words =
            |name| c_macro_defined_on(name).map(|set| set.words(TargetSet::all()).to_string());
        assert_eq!(words("__APPLE__").as_deref(), Some("darwin/*, ios/*"));
        assert_eq!(words("_WIN64").as_deref(), Some("windows/amd64, windows/arm64"));
        assert_eq!(c_macro_defined_on("_MSC_VER"), Some(TargetSet::EMPTY));
        assert_eq!(words("NDEBUG"), None);
        let linux = Port::find(os::LINUX, arch::AMD64).expect("a port").targets();
        for name in ["__linux__", "__unix__", "__x86_64__", "__LP64__"] {
            assert!(linux.is_subset_of(c_macro_defined_on(name).expect("known")), "{name}");
        }
    }
}
