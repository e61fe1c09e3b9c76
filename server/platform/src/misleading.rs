//! Endings of file names that look like build constraints and are none, and the reverse.

use crate::{FileName, aliases, arch, os};

/// The end of a file name that reads like a constraint, and that the go command takes for a part of
/// the name: `kill_unix.go`, `size_amd64_linux.go`, `open_Windows.go`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MisleadingSuffix {
    /// The words, with their underscores, as written: `_unix`.
    pub written: String,
    /// The constraint that they read like, as `//go:build` would say it.
    pub meaning: String,
}

/// Words for families of ports, with what they read like. `cgo` and `nocgo` are no ports, and are
/// read the same way.
const FAMILIES: &[(&str, &str)] = &[
    ("bsd", "dragonfly || freebsd || netbsd || openbsd"),
    ("cgo", "cgo"),
    ("nocgo", "!cgo"),
    ("notwindows", "!windows"),
    ("posix", "unix"),
    ("unix", "unix"),
];

impl MisleadingSuffix {
    /// The misleading end of a Go file's name, if it has one.
    pub fn of(name: &str) -> Option<MisleadingSuffix> {
        let stem = stem_of(name)?;
        let words: Vec<&str> = stem.split('_').skip(1).collect();
        let last = *words.last()?;
        let parsed = FileName::parse(name);
        if let (Some(system), None) = (parsed.os, parsed.arch) {
            // `_amd64_linux`: the go command wants the architecture last, and looks at no more than
            // the system here.
            let before = words.iter().rev().nth(1)?;
            return arch::is_supported_arch(before).then(|| MisleadingSuffix {
                written: format!("_{before}_{system}"),
                meaning: format!("{system} && {before}"),
            });
        }
        if parsed.is_constrained() {
            return None;
        }
        // `x86_64` holds an underscore itself.
        let two = words.len() >= 2 && words.ends_with(&["x86", "64"]);
        let written = if two { "x86_64" } else { last };
        let meaning = meaning(written)?;
        Some(MisleadingSuffix { written: format!("_{written}"), meaning: meaning.to_owned() })
    }

    /// What stands before it in a Go file's name.
    pub fn stem<'a>(&self, name: &'a str) -> Option<&'a str> {
        stem_of(name)?.strip_suffix(&*self.written)
    }
}

/// A Go file's name without its ending and `_test`.
fn stem_of(name: &str) -> Option<&str> {
    let stem = name.strip_suffix(".go")?;
    Some(stem.strip_suffix("_test").unwrap_or(stem))
}

fn meaning(word: &str) -> Option<&'static str> {
    let lower = word.to_lowercase();
    let family = FAMILIES.iter().find(|(family, _)| *family == lower).map(|(_, meaning)| *meaning);
    // Words such as `mac` and `win` are words of their own; only what can hardly be anything else
    // counts.
    let alias = || aliases::alias(&lower).filter(|_| lower.len() > 3);
    let other_case = || os::known(&lower).or_else(|| arch::known(&lower)).filter(|_| lower != word);
    family.or_else(alias).or_else(other_case)
}

/// Whether a GOOS or GOARCH is also a word for other things, so that a file name may end with it by
/// accident.
pub fn is_everyday_word(word: &str) -> bool {
    [os::JS, os::ANDROID, os::IOS, os::WINDOWS, os::PLAN9, arch::ARM, arch::WASM].contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_that_count_for_nothing() {
        for (name, written, meaning) in [
            ("kill_unix.go", "_unix", "unix"),
            ("kill_posix_test.go", "_posix", "unix"),
            ("notify_macos.go", "_macos", "darwin"),
            ("open_win32.go", "_win32", "windows"),
            ("add_x86_64.go", "_x86_64", "amd64"),
            ("add_aarch64.go", "_aarch64", "arm64"),
            ("size_amd64_linux.go", "_amd64_linux", "linux && amd64"),
            ("open_Windows.go", "_Windows", "windows"),
            ("add_AMD64.go", "_AMD64", "amd64"),
            ("dns_cgo.go", "_cgo", "cgo"),
        ] {
            let found = MisleadingSuffix::of(name).expect(name);
            assert_eq!((&*found.written, &*found.meaning), (written, meaning), "{name}");
        }
    }

    #[test]
    fn endings_that_count_or_say_nothing() {
        for name in [
            "unix.go",
            "kill_linux.go",
            "kill_linux_amd64.go",
            "kill_amd64.go",
            "kill_unix_amd64.go",
            "big_win.go",
            "a_b.go",
            "linux.go",
            "kill_unix.s",
            "",
        ] {
            assert_eq!(MisleadingSuffix::of(name), None, "{name}");
        }
    }

    #[test]
    fn the_stem_is_what_stands_before() {
        let name = "kill_unix_test.go";
        let found = MisleadingSuffix::of(name).expect("misleading");
        assert_eq!(found.stem(name), Some("kill"));
    }
}
