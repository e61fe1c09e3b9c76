//! The machine that a program was compiled for, in Go's words.

use crate::Port;

impl Port {
    /// The port of a machine given in Rust's words (`macos`, `x86_64`: those of
    /// `std::env::consts`), if Go has it.
    pub fn of_machine(os: &str, arch: &str, is_big_endian: bool) -> Option<Port> {
        let os = match os {
            "macos" => "darwin",
            other => other,
        };
        let arch = match (arch, is_big_endian) {
            ("x86_64", _) => "amd64",
            ("x86", _) => "386",
            ("aarch64", _) => "arm64",
            ("powerpc64", true) => "ppc64",
            ("powerpc64", false) => "ppc64le",
            ("loongarch64", _) => "loong64",
            ("mips", false) => "mipsle",
            ("mips64", false) => "mips64le",
            (other, _) => other,
        };
        Port::find(os, arch)
    }

    /// Whether people's settings stand in `~/Library/Application Support` there.
    pub fn keeps_settings_in_library(self) -> bool {
        matches!(self.os(), "darwin" | "ios")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn machines_are_named_as_go_does() {
        let name = |os, arch, big| {
            Port::of_machine(os, arch, big).map(|port| format!("{}/{}", port.os(), port.arch()))
        };
        assert_eq!(name("macos", "aarch64", false).as_deref(), Some("darwin/arm64"));
        assert_eq!(name("linux", "powerpc64", false).as_deref(), Some("linux/ppc64le"));
        assert_eq!(name("windows", "x86", false).as_deref(), Some("windows/386"));
        assert_eq!(name("haiku", "x86_64", false), None);
    }
}
