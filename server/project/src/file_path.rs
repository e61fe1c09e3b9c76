//! Paths as the Snapshot knows them: absolute, normalised, with `/` on every system.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

/// An absolute path with `/` between its parts, no `.` or `..` in it and no `/` at its end
/// unless it is a root (`/home/me/m`, `C:/m`, `/`, `C:/`, `//server/share`). Cheap to clone.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FilePath(Arc<str>);

impl FilePath {
    /// From text that is absolute already; normalises `\`, `.`, `..` and doubled slashes, takes the
    /// `\\?\` of verbatim Windows paths away, and writes drive letters in upper case.
    pub fn new(text: &str) -> FilePath {
        if is_normal(text) {
            return FilePath(text.into());
        }
        let text = text.replace('\\', "/");
        let (prefix, rest) = split_prefix(&text);
        let mut parts: Vec<&str> = Vec::new();
        for part in rest.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop();
                }
                _ => parts.push(part),
            }
        }
        FilePath(format!("{prefix}{}", parts.join("/")).into())
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the two are equal; quick where one was cloned from the other.
    pub(crate) fn is_same_text(&self, other: &FilePath) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0 == other.0
    }

    /// The last part; empty for a root.
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }

    /// The folder that holds it; none for a root.
    pub fn parent(&self) -> Option<FilePath> {
        self.parent_text().map(|text| FilePath(text.into()))
    }

    /// The text of the folder that holds it; none for a root.
    pub(crate) fn parent_text(&self) -> Option<&str> {
        let at = self.0.rfind('/')?;
        if at + 1 == self.0.len() {
            return None;
        }
        let is_root = at == 0 || &self.0[..at] == "/" || self.0[..at].ends_with(':');
        Some(&self.0[..if is_root { at + 1 } else { at }])
    }

    /// This folder and every folder above it, the nearest first.
    pub fn ancestors(&self) -> impl Iterator<Item = FilePath> {
        std::iter::successors(Some(self.clone()), FilePath::parent)
    }

    /// An entry of this folder by its exact name, which may hold any character but `/`.
    #[must_use]
    pub fn child(&self, name: &str) -> FilePath {
        let slash = if self.0.ends_with('/') { "" } else { "/" };
        let mut text = String::with_capacity(self.0.len() + 1 + name.len());
        text.push_str(&self.0);
        text.push_str(slash);
        text.push_str(name);
        FilePath(text.into())
    }

    /// This path followed by a relative one (`..` allowed), or that path when it is absolute.
    #[must_use]
    pub fn join(&self, relative: &str) -> FilePath {
        if is_absolute(relative) {
            FilePath::new(relative)
        } else {
            FilePath::new(&format!("{}/{relative}", self.0))
        }
    }

    /// What remains after a folder's path: `""` for the folder itself, none when it lies elsewhere.
    pub fn relative_to(&self, folder: &FilePath) -> Option<&str> {
        let rest = self.0.strip_prefix(&*folder.0)?;
        if rest.is_empty() || folder.0.ends_with('/') { Some(rest) } else { rest.strip_prefix('/') }
    }

    /// Whether it is that folder or lies below it.
    pub fn is_within(&self, folder: &FilePath) -> bool {
        self.relative_to(folder).is_some()
    }
}

/// Whether text names a place by itself: `/x`, `\x`, `C:/x`, `C:\x`.
fn is_absolute(text: &str) -> bool {
    text.starts_with(['/', '\\']) || starts_with_drive(text)
}

fn starts_with_drive(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 2
        && bytes[0].is_ascii_alphabetic()
        && bytes[1] == b':'
        && matches!(bytes.get(2), None | Some(b'/' | b'\\'))
}

/// Splits what `..` cannot climb over from the rest: `/`, `C:/`, `//server/share/`.
fn split_prefix(text: &str) -> (String, &str) {
    let text = text.strip_prefix("//?/UNC").unwrap_or(text);
    let text = text.strip_prefix("//?/").unwrap_or(text);
    // A slash before a drive letter comes from a URI's path.
    let bare = text.trim_start_matches('/');
    if starts_with_drive(bare) {
        return (format!("{}:/", bare[..1].to_ascii_uppercase()), &bare[2..]);
    }
    ("/".to_owned(), text)
}

/// Whether [`FilePath::new`] would leave the text as it is.
fn is_normal(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('/') else {
        return false;
    };
    rest.is_empty()
        || (!text.contains('\\')
            && !starts_with_drive(rest)
            && rest.split('/').all(|part| !matches!(part, "" | "." | "..")))
}

/// Looked up by its text in maps and sets: order and hash are those of the text.
impl Borrow<str> for FilePath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FilePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for FilePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_normalised() {
        for (text, expected) in [
            ("/a/b", "/a/b"),
            ("/a//b/./c/../d/", "/a/b/d"),
            ("/../..", "/"),
            ("c:\\me\\m\\", "C:/me/m"),
            ("C:/me/..", "C:/"),
            ("/c:/me", "C:/me"),
            ("\\\\?\\C:\\me", "C:/me"),
            ("/a\\b", "/a/b"),
            ("/with blank/ü", "/with blank/ü"),
        ] {
            assert_eq!(FilePath::new(text).as_str(), expected, "{text}");
        }
    }

    #[test]
    fn parents_end_at_the_root() {
        let all = |text: &str| {
            FilePath::new(text).ancestors().map(|path| path.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(all("/a/b"), ["/a/b", "/a", "/"]);
        assert_eq!(all("C:/a"), ["C:/a", "C:/"]);
        assert_eq!(all("/"), ["/"]);
    }

    #[test]
    fn joining_climbs_and_starts_anew() {
        let folder = FilePath::new("/a/b");
        assert_eq!(folder.join("../c").as_str(), "/a/c");
        assert_eq!(folder.join("./c/").as_str(), "/a/b/c");
        assert_eq!(folder.join("/c").as_str(), "/c");
        assert_eq!(folder.join("D:\\c").as_str(), "D:/c");
        assert_eq!(FilePath::new("/").child("a").as_str(), "/a");
    }

    #[test]
    fn relative_paths_respect_part_boundaries() {
        let path = FilePath::new("/a/bc/d");
        assert_eq!(path.relative_to(&FilePath::new("/a")), Some("bc/d"));
        assert_eq!(path.relative_to(&FilePath::new("/")), Some("a/bc/d"));
        assert_eq!(path.relative_to(&path), Some(""));
        assert_eq!(path.relative_to(&FilePath::new("/a/b")), None);
    }
}
