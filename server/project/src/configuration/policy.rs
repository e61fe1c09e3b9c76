//! `[policy]`: what built binaries must be.

use std::collections::BTreeMap;

use platform::{Port, Target, TargetSet};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What built binaries must be, everywhere and on some ports. `anyport inspect` and `anyport
/// matrix` check it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Policies {
    /// Everywhere, unless a pattern says otherwise.
    #[serde(flatten)]
    pub everywhere: Policy,
    /// By the pattern of the ports that it is for: `[policy."windows/*"]`. Key by key, the pattern
    /// of fewer ports beats that of more.
    #[serde(flatten)]
    pub on: BTreeMap<String, Policy>,
}

/// What a built binary must be. What is left out is not checked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Policy {
    /// Whether it must start without a loader and without shared libraries.
    #[serde(default, rename = "static", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    pub is_static: Option<bool>,
    /// The C libraries that it may live on; `none` for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<CLibrary>", extend("examples" = [["none", "musl"]]))]
    pub libc: Option<Vec<CLibrary>>,
    /// The highest version of glibc that it may ask for: `2.28`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("examples" = ["2.28"]))]
    pub max_glibc: Option<Version>,
    /// The oldest macOS that must load it: `12.0`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("examples" = ["12.0"]))]
    pub min_macos: Option<Version>,
    /// How it must be signed, where the system knows signatures: `ad-hoc` takes any signature that
    /// holds, `certificate` only one of somebody with a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Signed")]
    pub signed: Option<Signed>,
    /// The execution level that the manifest of a Windows program must ask for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "ExecutionLevel")]
    pub execution_level: Option<ExecutionLevel>,
    /// The only libraries that a Windows binary may import, in any case of letters; `*` stands for
    /// anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<String>", extend("examples" = [["kernel32.dll", "api-ms-win-*"]]))]
    pub dlls: Option<Vec<String>>,
    /// How large it may be: bytes, or a number with `kB`, `MB`, `GB`, `KiB`, `MiB` or `GiB`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "SizeForm", extend("examples" = ["20 MB"]))]
    pub max_size: Option<u64>,
}

/// The two ways to write a size.
#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "only the schema needs it")]
enum SizeForm {
    /// In bytes.
    Bytes(u64),
    /// With a unit.
    Text(String),
}

/// A C library.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CLibrary {
    /// None.
    None,
    /// The GNU C library.
    Glibc,
    /// musl.
    Musl,
    /// Android's.
    Bionic,
    /// Windows' old C runtime.
    Msvcrt,
    /// Windows' universal C runtime.
    Ucrt,
}

/// How a binary must be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Signed {
    /// By hashes at least.
    AdHoc,
    /// With a certificate.
    Certificate,
}

/// The execution level of a manifest, spelt as there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum ExecutionLevel {
    /// As whoever starts it.
    AsInvoker,
    /// As much as whoever starts it may be given.
    HighestAvailable,
    /// As an administrator.
    RequireAdministrator,
}

impl ExecutionLevel {
    /// As manifests spell it.
    pub fn name(self) -> &'static str {
        match self {
            ExecutionLevel::AsInvoker => "asInvoker",
            ExecutionLevel::HighestAvailable => "highestAvailable",
            ExecutionLevel::RequireAdministrator => "requireAdministrator",
        }
    }
}

/// A version of numbers: `2.28`, `13`, `10.15.4`. Ordered by them: `2.9` is below `2.28`, and `13`
/// is `13.0`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Version {
    text: String,
    /// Without zeros at the end.
    numbers: Vec<u32>,
}

impl Version {
    /// Reads numbers with points between them.
    pub fn parse(text: &str) -> Option<Version> {
        let number = |word: &str| {
            let is_plain = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
            if is_plain { word.parse().ok() } else { None }
        };
        let mut numbers: Vec<u32> = text.split('.').map(number).collect::<Option<_>>()?;
        while numbers.last() == Some(&0) {
            numbers.pop();
        }
        Some(Version { text: text.to_owned(), numbers })
    }
}

impl PartialEq for Version {
    fn eq(&self, other: &Version) -> bool {
        self.numbers == other.numbers
    }
}

impl Eq for Version {}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Version) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Version) -> std::cmp::Ordering {
        self.numbers.cmp(&other.numbers)
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

impl TryFrom<String> for Version {
    type Error = String;

    fn try_from(text: String) -> Result<Version, String> {
        Version::parse(&text).ok_or_else(|| format!("`{text}` is no version"))
    }
}

impl From<Version> for String {
    fn from(version: Version) -> String {
        version.text
    }
}

impl Policies {
    /// The policy for a port; for a binary whose port is not known, what holds everywhere.
    pub fn for_port(&self, port: Option<Port>) -> Policy {
        let Some(port) = port else { return self.everywhere.clone() };
        let target = Target { port, cgo: false };
        let mut matching: Vec<(usize, &Policy)> = self
            .on
            .iter()
            .filter_map(|(pattern, policy)| {
                let set = TargetSet::parse_pattern(pattern).ok()?.with_both_cgo_settings();
                set.contains(target).then_some((set.len(), policy))
            })
            .collect();
        matching.sort_by_key(|(size, _)| *size);
        let narrow_first = matching.into_iter().map(|(_, policy)| policy.clone());
        narrow_first.chain([self.everywhere.clone()]).fold(Policy::default(), Policy::or)
    }

    /// These, and the other's where these say nothing: key by key, and pattern by pattern.
    #[must_use]
    pub fn or(self, other: Policies) -> Policies {
        let mut on = other.on;
        for (pattern, policy) in self.on {
            let below = on.remove(&pattern).unwrap_or_default();
            on.insert(pattern, policy.or(below));
        }
        Policies { everywhere: self.everywhere.or(other.everywhere), on }
    }

    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        *self == Policies::default()
    }
}

impl Policy {
    /// This, and the other's keys where this has none.
    #[must_use]
    pub fn or(self, other: Policy) -> Policy {
        Policy {
            is_static: self.is_static.or(other.is_static),
            libc: self.libc.or(other.libc),
            max_glibc: self.max_glibc.or(other.max_glibc),
            min_macos: self.min_macos.or(other.min_macos),
            signed: self.signed.or(other.signed),
            execution_level: self.execution_level.or(other.execution_level),
            dlls: self.dlls.or(other.dlls),
            max_size: self.max_size.or(other.max_size),
        }
    }
}
