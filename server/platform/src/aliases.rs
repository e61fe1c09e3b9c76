//! Words that people write where Go has another: `macos` for darwin, `x86_64` for amd64.

use crate::{arch, os};

/// Other words for a GOOS.
const SYSTEMS: &[(&str, &str)] = &[
    ("apple", os::DARWIN),
    ("cygwin", os::WINDOWS),
    ("mac", os::DARWIN),
    ("macintosh", os::DARWIN),
    ("macos", os::DARWIN),
    ("macosx", os::DARWIN),
    ("mingw", os::WINDOWS),
    ("mingw32", os::WINDOWS),
    ("mingw64", os::WINDOWS),
    ("msys", os::WINDOWS),
    ("osx", os::DARWIN),
    ("sunos", os::SOLARIS),
    ("wasi", os::WASIP1),
    ("win", os::WINDOWS),
    ("win32", os::WINDOWS),
    ("win64", os::WINDOWS),
    ("wsl", os::LINUX),
];

/// Other words for a GOARCH.
const ARCHITECTURES: &[(&str, &str)] = &[
    ("aarch64", arch::ARM64),
    ("arm32", arch::ARM),
    ("arm64e", arch::ARM64),
    ("arm64v8", arch::ARM64),
    ("armel", arch::ARM),
    ("armhf", arch::ARM),
    ("armv5", arch::ARM),
    ("armv6", arch::ARM),
    ("armv6l", arch::ARM),
    ("armv7", arch::ARM),
    ("armv7a", arch::ARM),
    ("armv7hl", arch::ARM),
    ("armv7l", arch::ARM),
    ("armv8", arch::ARM64),
    ("i386", arch::I386),
    ("i486", arch::I386),
    ("i586", arch::I386),
    ("i686", arch::I386),
    ("ia32", arch::I386),
    ("loongarch64", arch::LOONG64),
    ("mips64el", arch::MIPS64LE),
    ("mipsel", arch::MIPSLE),
    ("powerpc64", arch::PPC64),
    ("powerpc64le", arch::PPC64LE),
    ("ppc64el", arch::PPC64LE),
    ("rv64", arch::RISCV64),
    ("rv64gc", arch::RISCV64),
    ("wasm32", arch::WASM),
    ("x64", arch::AMD64),
    ("x86", arch::I386),
    ("x86-64", arch::AMD64),
    ("x86_32", arch::I386),
    ("x86_64", arch::AMD64),
];

/// The GOOS or GOARCH that a word probably means which is neither: another system's name for it, an
/// odd spelling (`Linux`), or one edit away from exactly one of them. `None` for Go's own words and
/// for words that are far from all of them.
pub fn suggestion(word: &str) -> Option<&'static str> {
    if os::is_supported_os(word) || arch::is_supported_arch(word) {
        return None;
    }
    let lower = word.to_lowercase();
    alias(&lower)
        .or_else(|| supported().find(|known| *known == lower))
        .or_else(|| one_edit_away(&lower))
}

/// Whether the word is an established name for what Go calls something else, in any case: `macOS`,
/// `x86_64`. Slips of the pen are not.
pub fn is_other_name(word: &str) -> bool {
    alias(&word.to_lowercase()).is_some()
}

/// The GOOS or GOARCH that a word in lower case is another name for.
pub(crate) fn alias(word: &str) -> Option<&'static str> {
    let of = |table: &[(&str, &'static str)]| {
        table.binary_search_by_key(&word, |(name, _)| name).ok().map(|at| table[at].1)
    };
    of(SYSTEMS).or_else(|| of(ARCHITECTURES))
}

fn supported() -> impl Iterator<Item = &'static str> {
    let all = os::KNOWN.into_iter().chain(arch::KNOWN);
    all.filter(|word| os::is_supported_os(word) || arch::is_supported_arch(word))
}

/// Words of less than four letters have too many neighbours.
fn one_edit_away(word: &str) -> Option<&'static str> {
    if word.chars().count() < 4 || os::is_known_os(word) || arch::is_known_arch(word) {
        return None;
    }
    let mut near = supported().filter(|known| is_one_edit(word, known));
    let first = near.next()?;
    near.next().is_none().then_some(first)
}

/// Whether one letter put in, left out or changed, or two neighbours swapped, turns one into the
/// other.
fn is_one_edit(left: &str, right: &str) -> bool {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let same = left.iter().zip(&right).take_while(|(a, b)| a == b).count();
    let (left, right) = (&left[same..], &right[same..]);
    match (left, right) {
        ([_, a @ ..], [_, b @ ..]) if a == b => true,
        ([_, a @ ..], b) if a == b => true,
        (a, [_, b @ ..]) if a == b => true,
        ([a, b, rest @ ..], [c, d, more @ ..]) => a == d && b == c && rest == more,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted() {
        assert!(SYSTEMS.is_sorted());
        assert!(ARCHITECTURES.is_sorted());
    }

    #[test]
    fn other_names_are_recognised() {
        for (word, meant) in [
            ("macos", "darwin"),
            ("macOS", "darwin"),
            ("OSX", "darwin"),
            ("mac", "darwin"),
            ("win", "windows"),
            ("win32", "windows"),
            ("Win64", "windows"),
            ("x86_64", "amd64"),
            ("X64", "amd64"),
            ("aarch64", "arm64"),
            ("i386", "386"),
            ("i686", "386"),
            ("x86", "386"),
            ("armv7", "arm"),
            ("armv7l", "arm"),
            ("Linux", "linux"),
            ("WINDOWS", "windows"),
            ("AMD64", "amd64"),
        ] {
            assert_eq!(suggestion(word), Some(meant), "{word}");
        }
    }

    #[test]
    fn slips_of_the_pen_are_recognised() {
        for (word, meant) in [
            ("linx", "linux"),
            ("linuxx", "linux"),
            ("lniux", "linux"),
            ("window", "windows"),
            ("darwim", "darwin"),
            ("amd46", "amd64"),
            ("opensbd", "openbsd"),
        ] {
            assert_eq!(suggestion(word), Some(meant), "{word}");
        }
    }

    #[test]
    fn words_of_their_own_are_left_alone() {
        for word in [
            "linux",
            "386",
            "unix",
            "cgo",
            "ignore",
            "integration",
            "bsd",
            "nacl",
            "arm65be",
            "mips64l",
            "ppc64l",
            "js2",
            "",
            "é",
            "purego",
            "zos",
            "riscv",
        ] {
            assert_eq!(suggestion(word), None, "{word}");
        }
    }
}
