//! The machines of continuous integration: which port a runner's labels mean.

use crate::{Port, arch, os};

/// How the names of hosted machines begin, and what system that is.
const SYSTEMS: [(&str, &str); 3] =
    [("macos", os::DARWIN), ("ubuntu", os::LINUX), ("windows", os::WINDOWS)];

/// Labels that self-hosted machines carry for their architecture.
const ARCHITECTURES: [(&str, &str); 3] =
    [("arm", arch::ARM), ("arm64", arch::ARM64), ("x64", arch::AMD64)];

/// Since this release of macOS, hosted machines are Arm ones unless their label says otherwise.
const FIRST_MACOS_ON_ARM: u32 = 14;

/// Actions that run a script on a virtual machine, by the name of their repository.
const MACHINES: [(&str, &str); 7] = [
    ("dragonflybsd-vm", os::DRAGONFLY),
    ("freebsd-vm", os::FREEBSD),
    ("netbsd-vm", os::NETBSD),
    ("omnios-vm", os::ILLUMOS),
    ("openbsd-vm", os::OPENBSD),
    ("openindiana-vm", os::ILLUMOS),
    ("solaris-vm", os::SOLARIS),
];

impl Port {
    /// The port of a GitHub Actions runner: `ubuntu-latest`, `windows-11-arm`, `macos-15-intel`,
    /// or what self-hosted ones are labelled with (`self-hosted`, `linux`, `arm64`). None where the
    /// labels do not say. As <https://docs.github.com/actions/reference/runners> names them.
    pub fn of_runner<'a>(labels: impl IntoIterator<Item = &'a str>) -> Option<Port> {
        let labels: Vec<String> = labels.into_iter().map(str::to_lowercase).collect();
        labels.iter().find_map(|label| hosted(label)).or_else(|| self_hosted(&labels))
    }

    /// What `runner.os` is on a GitHub Actions runner of this port.
    pub fn runner_os(self) -> Option<&'static str> {
        match self.os() {
            os::DARWIN => Some("macOS"),
            os::LINUX => Some("Linux"),
            os::WINDOWS => Some("Windows"),
            _ => None,
        }
    }

    /// The port of the virtual machine that a GitHub action starts (`vmactions/freebsd-vm@v1`);
    /// `architecture` is what it is told, if anything.
    pub fn of_virtual_machine(action: &str, architecture: Option<&str>) -> Option<Port> {
        let name = action.split('@').next()?.rsplit('/').next()?;
        let (_, os) = MACHINES.iter().find(|(machine, _)| *machine == name)?;
        Port::find(os, go_architecture(architecture.unwrap_or(arch::AMD64)))
    }

    /// The port of a system and an architecture in anybody's words: `FreeBSD`, `x86-64`.
    pub fn in_other_words(system: &str, architecture: Option<&str>) -> Option<Port> {
        let system = system.to_lowercase();
        let system = crate::aliases::alias(&system).unwrap_or(&system);
        Port::find(system, go_architecture(architecture.unwrap_or(arch::AMD64)))
    }
}

/// Go's word for an architecture.
fn go_architecture(word: &str) -> &str {
    crate::aliases::alias(&word.to_lowercase()).unwrap_or(word)
}

/// `ubuntu-24.04-arm`, `macos-14`, `windows-latest`.
fn hosted(label: &str) -> Option<Port> {
    let (name, rest) = label.split_once('-')?;
    let (_, system) = SYSTEMS.iter().find(|(system, _)| *system == name)?;
    let version = rest.split('-').next().unwrap_or_default();
    let is_version = version.starts_with(|c: char| c.is_ascii_digit());
    if !is_version && !["latest", "slim"].contains(&version) {
        return None;
    }
    let says = |word: &str| rest.split('-').any(|part| part == word);
    let is_arm = if *system == os::DARWIN {
        let number = version.split('.').next().and_then(|number| number.parse::<u32>().ok());
        let is_new = number.is_none_or(|number| number >= FIRST_MACOS_ON_ARM);
        says("xlarge") || is_new && !says("intel") && !says("large")
    } else {
        says("arm") || says("arm64")
    };
    Port::find(system, if is_arm { arch::ARM64 } else { arch::AMD64 })
}

/// The labels that every self-hosted machine gets.
fn self_hosted(labels: &[String]) -> Option<Port> {
    let known = |label: &String| match label.as_str() {
        "macos" => Some(os::DARWIN),
        "linux" => Some(os::LINUX),
        "windows" => Some(os::WINDOWS),
        _ => None,
    };
    let system = labels.iter().find_map(known)?;
    let architecture = |label: &String| {
        ARCHITECTURES.iter().find(|(word, _)| word == label).map(|(_, architecture)| *architecture)
    };
    Port::find(system, labels.iter().find_map(architecture).unwrap_or(arch::AMD64))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runner(labels: &str) -> String {
        Port::of_runner(labels.split(' ')).map_or("unknown".to_owned(), |port| port.to_string())
    }

    #[test]
    fn labels_mean_ports() {
        for (labels, expected) in [
            ("ubuntu-latest", "linux/amd64"),
            ("ubuntu-24.04-arm", "linux/arm64"),
            ("ubuntu-slim", "linux/amd64"),
            ("windows-2022", "windows/amd64"),
            ("windows-11-arm", "windows/arm64"),
            ("macos-13", "darwin/amd64"),
            ("macos-14", "darwin/arm64"),
            ("macOS-latest", "darwin/arm64"),
            ("macos-15-intel", "darwin/amd64"),
            ("macos-latest-large", "darwin/amd64"),
            ("macos-13-xlarge", "darwin/arm64"),
            ("self-hosted linux arm64", "linux/arm64"),
            ("self-hosted Windows", "windows/amd64"),
            ("self-hosted", "unknown"),
            ("ubuntu-custom-pool", "unknown"),
            ("", "unknown"),
        ] {
            assert_eq!(runner(labels), expected, "{labels}");
        }
    }

    #[test]
    fn virtual_machines_mean_ports() {
        let machine = |action, architecture| {
            Port::of_virtual_machine(action, architecture).map(|port| port.to_string())
        };
        assert_eq!(machine("vmactions/freebsd-vm@v1", None).as_deref(), Some("freebsd/amd64"));
        let arm = machine("vmactions/openbsd-vm@v1", Some("aarch64"));
        assert_eq!(arm.as_deref(), Some("openbsd/arm64"));
        assert_eq!(machine("actions/checkout@v6", None), None);
        let said = Port::in_other_words("FreeBSD", Some("x86-64")).map(|port| port.to_string());
        assert_eq!(said.as_deref(), Some("freebsd/amd64"));
    }
}
