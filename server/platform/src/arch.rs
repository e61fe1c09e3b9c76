//! Architectures by their GOARCH.

use crate::Port;

/// x86, 32 bits.
pub const I386: &str = "386";
/// x86, 64 bits.
pub const AMD64: &str = "amd64";
/// Arm, 32 bits.
pub const ARM: &str = "arm";
/// Arm, 64 bits.
pub const ARM64: &str = "arm64";
/// `LoongArch`, 64 bits.
pub const LOONG64: &str = "loong64";
/// MIPS, 32 bits, big-endian.
pub const MIPS: &str = "mips";
/// MIPS, 32 bits, little-endian.
pub const MIPSLE: &str = "mipsle";
/// MIPS, 64 bits, big-endian.
pub const MIPS64: &str = "mips64";
/// MIPS, 64 bits, little-endian.
pub const MIPS64LE: &str = "mips64le";
/// Power, 64 bits, big-endian.
pub const PPC64: &str = "ppc64";
/// Power, 64 bits, little-endian.
pub const PPC64LE: &str = "ppc64le";
/// RISC-V, 64 bits.
pub const RISCV64: &str = "riscv64";
/// IBM Z.
pub const S390X: &str = "s390x";
/// WebAssembly.
pub const WASM: &str = "wasm";

/// Every GOARCH that the go command has known or reserves: those that file names can ask for.
pub(crate) const KNOWN: [&str; 24] = [
    I386,
    AMD64,
    "amd64p32",
    ARM,
    "armbe",
    ARM64,
    "arm64be",
    LOONG64,
    MIPS,
    MIPSLE,
    MIPS64,
    MIPS64LE,
    "mips64p32",
    "mips64p32le",
    "ppc",
    PPC64,
    PPC64LE,
    "riscv",
    RISCV64,
    "s390",
    S390X,
    "sparc",
    "sparc64",
    WASM,
];

/// The word as a constant, when it is one of [`KNOWN`].
pub(crate) fn known(word: &str) -> Option<&'static str> {
    KNOWN.into_iter().find(|known| *known == word)
}

/// Whether the word is a GOARCH of the past, present or future, as far as file names are
/// concerned (`ppc`, `sparc64`, … included).
pub fn is_known_arch(word: &str) -> bool {
    KNOWN.contains(&word)
}

/// Whether some release in the table builds for that GOARCH.
pub fn is_supported_arch(word: &str) -> bool {
    Port::all().any(|port| port.arch() == word)
}

/// Bits of a pointer and of `int`. WebAssembly has 64, as Go sees it.
pub fn pointer_width(arch: &str) -> u32 {
    if [I386, ARM, MIPS, MIPSLE].contains(&arch) { 32 } else { 64 }
}

/// Whether the most significant byte comes first.
pub fn is_big_endian(arch: &str) -> bool {
    [MIPS, MIPS64, PPC64, S390X].contains(&arch)
}
