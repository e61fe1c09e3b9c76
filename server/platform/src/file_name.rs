//! What a file name says about where the file is built: `x_linux_arm64_test.go`.

use crate::{arch, os};

/// A file name, taken apart as the go command does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileName<'a> {
    /// The system that the name asks for: a GOOS the go command knows, `hurd` or `nacl` included.
    pub os: Option<&'a str>,
    /// The architecture that it asks for, likewise.
    pub arch: Option<&'a str>,
    /// A Go test file: the name ends with `_test.go`.
    pub is_test: bool,
    /// The go command passes over it: the name starts with `_` or `.`.
    pub is_ignored: bool,
}

impl<'a> FileName<'a> {
    /// Takes a name (no folders) apart. Works for every ending: assembly, C and `.syso` files obey
    /// the same suffixes.
    pub fn parse(name: &'a str) -> FileName<'a> {
        let mut parsed = FileName {
            os: None,
            arch: None,
            is_test: name.ends_with("_test.go"),
            is_ignored: name.starts_with(['_', '.']),
        };
        // The go command cuts at the first dot, not the last: `x_linux.pb.go` is for Linux.
        let stem = name.split_once('.').map_or(name, |(stem, _)| stem);
        // What stands before the first `_` is never a suffix: `linux.go` is built everywhere.
        let Some((_, suffixes)) = stem.split_once('_') else {
            return parsed;
        };
        let suffixes = match suffixes.strip_suffix("test") {
            Some("") => return parsed,
            Some(rest) => rest.strip_suffix('_').unwrap_or(suffixes),
            None => suffixes,
        };
        let (before, last) = match suffixes.rsplit_once('_') {
            Some((before, last)) => (before.rsplit('_').next(), last),
            None => (None, suffixes),
        };
        if arch::is_known_arch(last) {
            parsed.arch = Some(last);
            parsed.os = before.filter(|word| os::is_known_os(word));
        } else if os::is_known_os(last) {
            parsed.os = Some(last);
        }
        parsed
    }

    /// Whether the name limits where the file is built.
    pub fn is_constrained(self) -> bool {
        self.os.is_some() || self.arch.is_some()
    }
}
