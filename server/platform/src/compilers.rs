//! C compilers that build for a port from another one.

use crate::{Port, arch, os};

/// The machine part of compilers' names that is not the GOARCH.
const MACHINES: &[(&str, &str)] = &[
    (arch::I386, "i686-linux-gnu"),
    (arch::AMD64, "x86_64-linux-gnu"),
    (arch::ARM, "arm-linux-gnueabihf"),
    (arch::ARM64, "aarch64-linux-gnu"),
    (arch::LOONG64, "loongarch64-linux-gnu"),
    (arch::MIPS, "mips-linux-gnu"),
    (arch::MIPSLE, "mipsel-linux-gnu"),
    (arch::MIPS64, "mips64-linux-gnuabi64"),
    (arch::MIPS64LE, "mips64el-linux-gnuabi64"),
    (arch::PPC64, "powerpc64-linux-gnu"),
    (arch::PPC64LE, "powerpc64le-linux-gnu"),
    (arch::RISCV64, "riscv64-linux-gnu"),
    (arch::S390X, "s390x-linux-gnu"),
];

impl Port {
    /// A C compiler for the port as Linux distributions name and package it, to show what CC
    /// can be.
    pub fn cross_compiler(self) -> Option<String> {
        let machine = match (self.os(), self.arch()) {
            (os::LINUX, arch) => MACHINES.iter().find(|(it, _)| *it == arch)?.1,
            (os::WINDOWS, arch::AMD64) => "x86_64-w64-mingw32",
            (os::WINDOWS, arch::I386) => "i686-w64-mingw32",
            _ => return None,
        };
        Some(format!("{machine}-gcc"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compilers_are_named_as_they_are_packaged() {
        let of = |os, arch| Port::find(os, arch).expect("a port").cross_compiler();
        assert_eq!(of(os::LINUX, arch::ARM64).as_deref(), Some("aarch64-linux-gnu-gcc"));
        assert_eq!(of(os::WINDOWS, arch::AMD64).as_deref(), Some("x86_64-w64-mingw32-gcc"));
        assert_eq!(of(os::DARWIN, arch::ARM64), None);
        let linux = Port::all().filter(|port| port.os() == os::LINUX);
        assert_eq!(linux.filter(|port| port.cross_compiler().is_none()).count(), 0);
    }
}
