//! Folders and texts.

use std::sync::Arc;

use project::{FilePath, Listing};

/// Why a file could not be read as text.
pub type Unreadable = String;

/// What a path is, looked at as a folder.
pub fn read_listing(_dir: &FilePath) -> Listing {
    Listing::Missing
}

/// A file's text. Files over `limit` bytes and broken UTF-8 are refused.
pub fn read_text(_path: &FilePath, _limit: u64) -> Result<Arc<str>, Unreadable> {
    Err(String::new())
}

/// Every folder below a module's root that the go command would look at (no `.x`, `_x`, `testdata`, `vendor`,
/// nested module, symlink or directory that go.mod ignores), with its listing.
pub fn walk(_root: &FilePath, _ignored: &[String]) -> Vec<(FilePath, Listing)> {
    Vec::new()
}
