//! Paths that exist on some machines only, and on which.

use crate::{TargetSet, aliases, arch, os};

/// A path that does not exist on every machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostPath {
    /// What kind of place it is.
    pub kind: HostPathKind,
    /// Whose machines usually have it; empty unless the kind is [`HostPathKind::Platform`].
    pub homes: Vec<Home>,
}

/// One system or port whose machines usually have a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home {
    /// As the condition of a `#cgo` line: `darwin`, `linux,amd64`.
    pub condition: String,
    /// Where that holds (`linux` holds on android, too).
    pub targets: TargetSet,
}

impl HostPath {
    /// The ports whose machines usually have it.
    pub fn belongs_to(&self) -> TargetSet {
        self.homes.iter().fold(TargetSet::EMPTY, |set, home| set | home.targets)
    }
}

/// What kind of place a path leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostPathKind {
    /// One person's, or one moment's: `/home/alice`, `C:/Users/alice`, `/tmp`, `/mnt/c`.
    Personal,
    /// Some systems' or one port's: `/opt/homebrew`, `/usr/lib/x86_64-linux-gnu`, `C:/msys64`.
    Platform,
    /// Any other absolute path: whatever the machine at hand has there.
    System,
    /// It begins with `~` or a variable, which a shell would replace.
    Unexpanded,
}

/// Folders of people and of moments; what follows is a name.
const PERSONAL: [&str; 8] = [
    "/Users",
    "/home",
    "/private/tmp",
    "/private/var",
    "/root",
    "/tmp",
    "/var/folders",
    "/var/tmp",
];

/// Folders that package managers and vendors of some systems have made known.
const FOLDERS: &[(&str, &[&str])] = &[
    ("/Applications", &[os::DARWIN]),
    ("/Library", &[os::DARWIN]),
    ("/System", &[os::DARWIN]),
    ("/data/data", &[os::ANDROID]),
    ("/home/linuxbrew", &[os::LINUX]),
    ("/opt/csw", &[os::SOLARIS]),
    ("/opt/freeware", &[os::AIX]),
    ("/opt/homebrew", &[os::DARWIN]),
    ("/opt/local", &[os::DARWIN, os::ILLUMOS, os::SOLARIS]),
    ("/opt/ooce", &[os::ILLUMOS]),
    ("/usr/X11R6", &[os::OPENBSD]),
    ("/usr/local", &[os::DARWIN, os::DRAGONFLY, os::FREEBSD, os::OPENBSD]),
    ("/usr/local/Cellar", &[os::DARWIN]),
    ("/usr/local/opt", &[os::DARWIN]),
    ("/usr/pkg", &[os::NETBSD]),
];

/// What kind of path of one machine this is, `/` between its parts. `None` for a relative one.
pub fn host_path(path: &str) -> Option<HostPath> {
    let of = |kind| Some(HostPath { kind, homes: Vec::new() });
    let belongs_to = |homes| Some(HostPath { kind: HostPathKind::Platform, homes });
    if path == "~" || path.starts_with("~/") || path.starts_with('$') {
        return of(HostPathKind::Unexpanded);
    }
    if let Some(rest) = after_drive(path) {
        let is_home = rest.to_ascii_lowercase().starts_with("/users/");
        return if is_home {
            of(HostPathKind::Personal)
        } else {
            belongs_to(vec![home(os::WINDOWS)])
        };
    }
    if !path.starts_with('/') {
        return None;
    }
    let folders = FOLDERS.iter().filter(|(folder, _)| is_below(path, folder));
    if let Some((_, systems)) = folders.max_by_key(|(folder, _)| folder.len()) {
        return belongs_to(systems.iter().map(|it| home(it)).collect());
    }
    if let Some(port) = path.split('/').find_map(triple) {
        return belongs_to(vec![port]);
    }
    let is_mounted_drive = path.strip_prefix("/mnt/").is_some_and(
        |rest| matches!(rest.as_bytes(), [drive, b'/', ..] if drive.is_ascii_lowercase()),
    );
    let is_personal = PERSONAL.iter().any(|folder| path != *folder && is_below(path, folder));
    of(if is_personal || is_mounted_drive { HostPathKind::Personal } else { HostPathKind::System })
}

fn home(system: &str) -> Home {
    Home { condition: system.to_owned(), targets: tag_holds_on(system) }
}

/// What follows `C:`.
fn after_drive(path: &str) -> Option<&str> {
    let rest = path.strip_prefix(|c: char| c.is_ascii_alphabetic())?;
    rest.strip_prefix(':')
}

fn is_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Where the tag of a system holds.
fn tag_holds_on(system: &str) -> TargetSet {
    let implied = |port: &crate::Port| os::implied_os(port.os()) == Some(system);
    let others = crate::Port::all().filter(implied).map(TargetSet::of_port);
    others.fold(TargetSet::of_os(system), |a, b| a | b)
}

/// The port of a folder named as compilers name one: `x86_64-linux-gnu`, `i686-w64-mingw32`.
fn triple(folder: &str) -> Option<Home> {
    let (machine, rest) = folder.split_once('-')?;
    let system = rest.split('-').find_map(|word| match word {
        "linux" => Some(os::LINUX),
        "mingw32" => Some(os::WINDOWS),
        _ => None,
    })?;
    let arch = match machine {
        "mips64" if folder.contains("el-") => arch::MIPS64LE,
        known if arch::is_supported_arch(known) => known,
        other => aliases::alias(other)?,
    };
    let targets = tag_holds_on(system) & TargetSet::of_arch(arch);
    (!targets.is_empty()).then(|| Home { condition: format!("{system},{arch}"), targets })
}

impl TargetSet {
    /// Whether it holds ports of one architecture and one system alone; a system counts as the
    /// one whose tag holds there (android as linux).
    pub fn is_one_platform(self) -> bool {
        let mut platforms =
            self.ports().map(|port| (os::implied_os(port.os()).unwrap_or(port.os()), port.arch()));
        platforms.next().is_some_and(|first| platforms.all(|other| other == first))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(path: &str) -> String {
        let Some(found) = host_path(path) else {
            return "none".to_owned();
        };
        match found.kind {
            HostPathKind::Platform => found.belongs_to().words(TargetSet::all()).to_string(),
            kind => format!("{kind:?}"),
        }
    }

    #[test]
    fn paths_belong_to_whom_they_belong() {
        for (path, expected) in [
            ("include", "none"),
            ("../include", "none"),
            ("${SRCDIR}/include", "Unexpanded"),
            ("$HOME/include", "Unexpanded"),
            ("~/include", "Unexpanded"),
            ("/home/alice/include", "Personal"),
            ("/Users/alice/include", "Personal"),
            ("/mnt/c/zlib", "Personal"),
            ("/mnt/cache", "System"),
            ("C:/Users/alice", "Personal"),
            ("C:/msys64/include", "windows/*"),
            ("/usr/include", "System"),
            ("/usr/locale", "System"),
            ("/opt/homebrew/include", "darwin/*, ios/*"),
            ("/usr/local/opt/openssl@3/lib", "darwin/*, ios/*"),
            ("/usr/local/lib", "darwin/*, dragonfly/amd64, freebsd/*, ios/*, openbsd/*"),
            ("/usr/lib/x86_64-linux-gnu", "android/amd64, linux/amd64"),
            ("/usr/arm-linux-gnueabihf/lib", "android/arm, linux/arm"),
            ("/usr/i686-w64-mingw32/lib", "windows/386"),
            ("/usr/lib/not-linux-gnu", "System"),
        ] {
            assert_eq!(told(path), expected, "{path}");
        }
    }

    #[test]
    fn android_and_linux_of_one_architecture_are_one_platform() {
        let ports = |os: &str| TargetSet::of_os(os) & TargetSet::of_arch(arch::ARM64);
        assert!((ports(os::LINUX) | ports(os::ANDROID)).is_one_platform());
        assert!(!(ports(os::LINUX) | ports(os::DARWIN)).is_one_platform());
        assert!(!TargetSet::of_os(os::LINUX).is_one_platform());
        assert!(!TargetSet::EMPTY.is_one_platform());
    }
}
