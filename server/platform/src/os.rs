//! Operating systems by their GOOS, and how they behave.

use crate::Port;

/// IBM AIX.
pub const AIX: &str = "aix";
/// Android; `linux` holds there too.
pub const ANDROID: &str = "android";
/// macOS.
pub const DARWIN: &str = "darwin";
/// `DragonFly` BSD.
pub const DRAGONFLY: &str = "dragonfly";
/// `FreeBSD`.
pub const FREEBSD: &str = "freebsd";
/// illumos; `solaris` holds there too.
pub const ILLUMOS: &str = "illumos";
/// iOS; `darwin` holds there too.
pub const IOS: &str = "ios";
/// WebAssembly in a JavaScript host.
pub const JS: &str = "js";
/// Linux.
pub const LINUX: &str = "linux";
/// `NetBSD`.
pub const NETBSD: &str = "netbsd";
/// `OpenBSD`.
pub const OPENBSD: &str = "openbsd";
/// Plan 9.
pub const PLAN9: &str = "plan9";
/// Oracle Solaris.
pub const SOLARIS: &str = "solaris";
/// WebAssembly in a WASI preview 1 host.
pub const WASIP1: &str = "wasip1";
/// Windows.
pub const WINDOWS: &str = "windows";

/// Every GOOS that the go command has known or reserves: those that file names can ask for.
pub(crate) const KNOWN: [&str; 18] = [
    AIX, ANDROID, DARWIN, DRAGONFLY, FREEBSD, "hurd", ILLUMOS, IOS, JS, LINUX, "nacl", NETBSD,
    OPENBSD, PLAN9, SOLARIS, WASIP1, WINDOWS, "zos",
];

/// Systems on which another system's tag holds too: (system, the other).
const IMPLIED: [(&str, &str); 3] = [(ANDROID, LINUX), (ILLUMOS, SOLARIS), (IOS, DARWIN)];

/// The word as a constant, when it is one of [`KNOWN`].
pub(crate) fn known(word: &str) -> Option<&'static str> {
    KNOWN.into_iter().find(|known| *known == word)
}

/// Whether the word is a GOOS of the past, present or future, as far as file names are
/// concerned (`hurd`, `nacl`, `zos` included).
pub fn is_known_os(word: &str) -> bool {
    KNOWN.contains(&word)
}

/// Whether some release in the table builds for that GOOS.
pub fn is_supported_os(word: &str) -> bool {
    Port::all().any(|port| port.os() == word)
}

/// Whether the tag `unix` holds on that GOOS.
pub fn is_unix(os: &str) -> bool {
    is_known_os(os) && ![JS, "nacl", PLAN9, WASIP1, WINDOWS, "zos"].contains(&os)
}

/// The other GOOS whose tag (and file-name suffix) holds on this one: `linux` for `android`.
pub fn implied_os(os: &str) -> Option<&'static str> {
    IMPLIED.iter().find(|(system, _)| *system == os).map(|(_, other)| *other)
}

/// Whether paths begin with a drive letter there, and `\` separates them.
pub fn has_drive_letters(os: &str) -> bool {
    os == WINDOWS
}

/// Whether a program can do without every shared library there. Elsewhere the system's own library
/// is the only way to its kernel.
pub fn has_static_programs(os: &str) -> bool {
    [DRAGONFLY, FREEBSD, LINUX, NETBSD].contains(&os)
}

/// Whether its file systems usually take `a.go` and `A.go` for one file.
pub fn folds_case(os: &str) -> bool {
    [DARWIN, IOS, WINDOWS].contains(&os)
}
