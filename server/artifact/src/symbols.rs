//! The symbols of objects: what they offer to a linker, and which compiler mangled them.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use crate::bytes::{LONGEST_TEXT, MOST_NAMES};

/// What an object or archive offers to a linker.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Symbols {
    /// How many global symbols it defines.
    pub defined: u64,
    /// Their names, in order, without the system's leading underscore; at most 4,096 of them.
    pub names: Vec<String>,
    /// The functions that Go code exports with `//export`, in order.
    pub go_exports: Vec<String>,
    /// How its C++ names are mangled; empty where it has none.
    pub mangling: Vec<Mangling>,
}

/// The two families of C++ names. What is mangled by one cannot be called from the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Mangling {
    /// `_Z3fooi`: gcc, clang, zig and MinGW.
    Itanium,
    /// `?foo@@YAXH@Z`: Microsoft's compiler, and clang where it stands in for it.
    Msvc,
}

impl Mangling {
    /// As people write it.
    pub fn name(self) -> &'static str {
        match self {
            Mangling::Itanium => "Itanium",
            Mangling::Msvc => "Microsoft",
        }
    }
}

/// Collects symbols.
#[derive(Default)]
pub(crate) struct Collector {
    defined: u64,
    names: BTreeSet<String>,
    go_exports: BTreeSet<String>,
    mangling: BTreeSet<Mangling>,
}

impl Collector {
    /// Looks at one symbol. A leading underscore is the system's where `has_underscore` says so.
    pub(crate) fn add(&mut self, name: &[u8], is_global_definition: bool, has_underscore: bool) {
        let name = &name[..name.len().min(LONGEST_TEXT)];
        let name = match name.strip_prefix(b"_") {
            Some(rest) if has_underscore => rest,
            _ => name,
        };
        // Even names that are only used tell how the compiler mangles.
        if name.starts_with(b"_Z") && name.get(2).is_some_and(u8::is_ascii_alphanumeric) {
            self.mangling.insert(Mangling::Itanium);
        } else if name.starts_with(b"?") && name[1..].contains(&b'@') {
            self.mangling.insert(Mangling::Msvc);
        }
        if let Some(exported) = exported_by_go(name)
            && self.go_exports.len() < MOST_NAMES
        {
            self.go_exports.insert(exported);
        }
        if is_global_definition && !name.is_empty() {
            self.defined += 1;
            if self.names.len() < MOST_NAMES {
                self.names.insert(String::from_utf8_lossy(name).into_owned());
            }
        }
    }

    /// Takes over what another has collected.
    pub(crate) fn absorb(&mut self, other: Symbols) {
        self.defined += other.defined;
        let room = MOST_NAMES.saturating_sub(self.names.len());
        self.names.extend(other.names.into_iter().take(room));
        let room = MOST_NAMES.saturating_sub(self.go_exports.len());
        self.go_exports.extend(other.go_exports.into_iter().take(room));
        self.mangling.extend(other.mangling);
    }

    pub(crate) fn finish(self) -> Symbols {
        Symbols {
            defined: self.defined,
            names: self.names.into_iter().collect(),
            go_exports: self.go_exports.into_iter().collect(),
            mangling: self.mangling.into_iter().collect(),
        }
    }
}

/// The function that a wrapper of cgo leads to: `Add` of `_cgoexp_95935062f5b1_Add`.
pub(crate) fn exported_by_go(name: &[u8]) -> Option<String> {
    let rest = name.strip_prefix(b"_cgoexp_")?;
    let at = rest.iter().position(|byte| *byte == b'_')?;
    let (hash, exported) = (&rest[..at], &rest[at + 1..]);
    let is_hash = !hash.is_empty() && hash.iter().all(u8::is_ascii_hexdigit);
    (is_hash && !exported.is_empty()).then(|| String::from_utf8_lossy(exported).into_owned())
}
