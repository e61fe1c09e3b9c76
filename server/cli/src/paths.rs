//! Paths as people type them, made absolute.

use std::path::{Component, Path, PathBuf};

use anyhow::{Context, bail};
use project::FilePath;

/// The folder that relative paths begin at.
pub(crate) fn current_folder() -> anyhow::Result<FilePath> {
    let here = std::env::current_dir().context("the current folder cannot be found")?;
    file_path(&here)
}

/// A path that exists, made absolute. `...` at its end, as the go command
/// takes it, is dropped: a path means its module anyway.
pub(crate) fn existing(typed: &Path) -> anyhow::Result<FilePath> {
    let mut path = typed.to_path_buf();
    if path.file_name().is_some_and(|name| name == "...") {
        path.pop();
        if path.as_os_str().is_empty() {
            path.push(".");
        }
    }
    match path.try_exists() {
        Ok(true) => {}
        Ok(false) => bail!("{}: no such file or folder", typed.display()),
        Err(error) => bail!("{}: {error}", typed.display()),
    }
    absolute(&path)
}

/// A path made absolute, whether it exists or not.
pub(crate) fn absolute(path: &Path) -> anyhow::Result<FilePath> {
    // What `..` means behind a symbolic link only the file system knows.
    let climbs = path.components().any(|part| part == Component::ParentDir);
    let absolute = if climbs { path.canonicalize() } else { std::path::absolute(path) };
    file_path(&absolute.with_context(|| path.display().to_string())?)
}

fn file_path(path: &Path) -> anyhow::Result<FilePath> {
    let text =
        path.to_str().with_context(|| format!("{}: the path is not UTF-8", path.display()))?;
    // Windows marks canonical paths so.
    Ok(FilePath::new(text.strip_prefix(r"\\?\").unwrap_or(text)))
}

/// For the file system.
pub(crate) fn native(path: &FilePath) -> PathBuf {
    PathBuf::from(path.as_str())
}
