//! Flags of C compilers and linkers that some ports do not know.

use crate::{Port, TargetSet, arch, os};

/// A flag that a compiler or linker of some ports refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortFlag {
    /// What it is: "a framework of Apple's".
    pub what: &'static str,
    /// Where it is refused, or names a library that is not there.
    pub refused_on: TargetSet,
    /// Where it is meant, as fields of a `#cgo` line.
    pub condition: &'static str,
    /// The linker refuses it rather than the compiler.
    pub is_library: bool,
}

/// Systems whose usual C compiler is clang. What gcc refuses, clang may pass over with a warning.
const CLANG: [&str; 5] = [os::ANDROID, os::DARWIN, os::FREEBSD, os::IOS, os::OPENBSD];
const APPLE: [&str; 2] = [os::DARWIN, os::IOS];
const X86: [&str; 2] = [arch::AMD64, arch::I386];
/// Architectures whose gcc has `-m64`.
const WITH_M64: [&str; 5] = [arch::AMD64, arch::I386, arch::PPC64, arch::PPC64LE, arch::S390X];

/// Beginnings of flags (of those that a `#cgo` line may hold) for what only x86 processors have.
const X86_FEATURES: [&str; 5] = ["-msse", "-mssse", "-mavx", "-maes", "-mbmi"];
/// Beginnings of the names that `-march=` has for x86 processors.
const X86_PROCESSORS: [&str; 16] = [
    "x86-64",
    "i386",
    "i486",
    "i586",
    "i686",
    "core",
    "corei7",
    "nehalem",
    "westmere",
    "sandybridge",
    "ivybridge",
    "haswell",
    "broadwell",
    "skylake",
    "icelake",
    "znver",
];

/// Libraries that come with Windows, and that no other system has.
const WINDOWS_LIBRARIES: [&str; 26] = [
    "advapi32", "bcrypt", "comctl32", "comdlg32", "crypt32", "dbghelp", "dwmapi", "gdi32", "imm32",
    "iphlpapi", "kernel32", "mswsock", "ncrypt", "ntdll", "ole32", "oleaut32", "psapi", "rpcrt4",
    "secur32", "setupapi", "shell32", "shlwapi", "user32", "userenv", "winmm", "ws2_32",
];

/// What is known of a flag; none for one that every port takes, or that nobody can be sure of.
/// `next` is the argument after it.
pub fn port_flag(flag: &str, next: Option<&str>) -> Option<PortFlag> {
    if flag == "-framework" && next.is_some() {
        let refused_on = compiled_by_gcc(|port| !APPLE.contains(&port.os()));
        let what = "frameworks are Apple's";
        return Some(PortFlag { what, refused_on, condition: "darwin", is_library: false });
    }
    if flag == "-mwindows" {
        let refused_on = compiled_by_gcc(|port| port.os() != os::WINDOWS);
        let what = "only Windows has such programs";
        return Some(PortFlag { what, refused_on, condition: os::WINDOWS, is_library: false });
    }
    if let Some(library) = flag.strip_prefix("-l") {
        return port_library(library);
    }
    let is_x86_processor = flag
        .strip_prefix("-march=")
        .is_some_and(|it| X86_PROCESSORS.iter().any(|name| it.starts_with(name)));
    let is_other = |port: Port| !X86.contains(&port.arch());
    let (what, refused_on) = match flag {
        "-m64" => {
            let is_without = |port: Port| !WITH_M64.contains(&port.arch());
            ("compilers of other architectures do not know it", compiled_by_gcc(is_without))
        }
        _ if is_x86_processor => ("the processor is an x86 one", ports(is_other)),
        _ if X86_FEATURES.iter().any(|name| flag.starts_with(name)) => {
            ("x86 processors alone have it", compiled_by_gcc(is_other))
        }
        _ => return None,
    };
    Some(PortFlag { what, refused_on, condition: "386 amd64", is_library: false })
}

fn port_library(library: &str) -> Option<PortFlag> {
    let (what, refused_on, condition) = match library {
        "dl" => ("Windows has no such library", TargetSet::of_os(os::WINDOWS), "!windows"),
        "rt" => {
            let without = [os::ANDROID, os::DARWIN, os::IOS, os::WINDOWS];
            let what = "only some Unix systems have such a library";
            (what, ports(|port| without.contains(&port.os())), "linux,!android")
        }
        _ if WINDOWS_LIBRARIES.contains(&library) => {
            let elsewhere = ports(|port| port.os() != os::WINDOWS);
            ("the library is one of Windows", elsewhere, os::WINDOWS)
        }
        _ => return None,
    };
    Some(PortFlag { what, refused_on, condition, is_library: true })
}

fn ports(is_meant: impl Fn(Port) -> bool) -> TargetSet {
    Port::all().filter(|port| is_meant(*port)).map(TargetSet::of_port).collect()
}

/// Where the usual C compiler is gcc.
fn compiled_by_gcc(is_meant: impl Fn(Port) -> bool) -> TargetSet {
    let is_gcc = |port: Port| {
        let is_llvm_mingw = port.os() == os::WINDOWS && port.arch() == arch::ARM64;
        !CLANG.contains(&port.os()) && !is_llvm_mingw
    };
    ports(|port| is_gcc(port) && is_meant(port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_of_some_ports() {
        let refused = |flag, next| port_flag(flag, next).map(|it| it.refused_on);
        let linux = |arch| Port::find(os::LINUX, arch).expect("a port").targets();
        let windows = TargetSet::of_os(os::WINDOWS);
        for flag in ["-m64", "-msse4.2", "-march=haswell", "-mavx2"] {
            let on = refused(flag, None).expect("known");
            assert!(linux(arch::ARM64).is_subset_of(on) && !linux(arch::AMD64).intersects(on));
        }
        assert_eq!(refused("-ldl", None), Some(windows));
        assert!(!refused("-lws2_32", None).expect("known").intersects(windows));
        assert!(refused("-framework", Some("Cocoa")).is_some());
        for flag in ["-framework", "-march=native", "-lm", "-lpthread", "-O2", "-mtune=generic"] {
            assert_eq!(port_flag(flag, None), None, "{flag}");
        }
    }
}
