//! Files that are written to be shown.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use project::FilePath;

/// Writes a page into the folder of such files, in the place of an older one. The error says why
/// not.
pub(crate) fn write(cache: Option<&FilePath>, name: &str, text: &str) -> Result<FilePath, String> {
    let cache = cache.ok_or("no folder for pages: set ANYPORT_CACHE_DIR")?;
    let file = cache.join("pages").child(name);
    let written = disk::write(Path::new(file.as_str()), text.as_bytes());
    written.map_err(|error| format!("{file}: {error}"))?;
    Ok(file)
}

/// The name of a workspace's report: one file a workspace.
pub(crate) fn report_of(root: &FilePath) -> String {
    let mut hasher = DefaultHasher::new();
    root.hash(&mut hasher);
    format!("matrix-{:016x}.html", hasher.finish())
}
