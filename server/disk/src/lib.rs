//! Reads trees, GOROOT and the go command's persisted settings. The only crate that reads files.
#![expect(clippy::disallowed_methods, reason = "this crate owns reading files")]

mod build_memory;
mod environment;
mod facts_cache;
mod roots;
#[cfg(test)]
mod tests;
mod tree;
mod walk;

pub use build_memory::{BuildMemory, BuildRecord};
pub use environment::{cache_folder, find_environment, folds_case};
pub use facts_cache::{FactsCache, Remembered, Stamp};
pub use roots::{Root, find_root, roots_below};
pub use tree::{Disk, Memory, Tree, Unreadable, read_bytes, read_listing, read_start, read_text};
pub use walk::walk;

/// Writes a file, replacing what is there, and makes the folders that it needs.
pub fn write(path: &std::path::Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(path, bytes)
}
