//! The variable that chooses a variant of an architecture, and what release tools take for it.

use crate::arch;

/// The variable that chooses among the variants of an architecture (`GOARM` for arm), and the
/// variant that release tools build unless they are told otherwise. None for architectures without
/// variants.
pub fn variant_of_arch(word: &str) -> Option<(&'static str, &'static str)> {
    match word {
        arch::I386 => Some(("GO386", "sse2")),
        arch::AMD64 => Some(("GOAMD64", "v1")),
        arch::ARM => Some(("GOARM", "6")),
        arch::ARM64 => Some(("GOARM64", "v8.0")),
        arch::MIPS | arch::MIPSLE | arch::MIPS64 | arch::MIPS64LE => Some(("GOMIPS", "hardfloat")),
        arch::PPC64 | arch::PPC64LE => Some(("GOPPC64", "power8")),
        arch::RISCV64 => Some(("GORISCV64", "rva20u64")),
        _ => None,
    }
}
