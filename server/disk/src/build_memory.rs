//! What builds came to before: one small file a workspace, safe to delete.

use std::fs;
use std::path::{Path, PathBuf};

use project::{FilePath, Output};
use serde::{Deserialize, Serialize};

use crate::facts_cache::hash_of;

/// What a file begins with: another version of anyport computes other fingerprints.
const MAGIC: &str = concat!("anyport builds ", env!("CARGO_PKG_VERSION"), " 1\n");
/// The oldest records beyond so many are forgotten.
const MOST_RECORDS: usize = 2000;

/// The last build of one target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuildRecord {
    /// `linux/amd64+cgo`.
    pub target: String,
    /// What was run on which packages, as a number that tells such questions apart.
    pub question: u64,
    /// Of everything that was built, when it succeeded; none when it failed.
    pub fingerprint: Option<u64>,
    /// How long it took.
    pub milliseconds: u64,
    /// The programs that came out; the files may be gone.
    pub outputs: Vec<Output>,
}

/// The file that keeps the builds of a workspace, in the folder of such files.
#[derive(Clone, Debug)]
pub struct BuildMemory {
    file: PathBuf,
}

impl BuildMemory {
    /// The memory of the workspace in `root`.
    pub fn new(folder: &FilePath, root: &FilePath) -> BuildMemory {
        let name = format!("{:016x}.builds", hash_of(root.as_str().as_bytes()));
        BuildMemory { file: Path::new(folder.as_str()).join(name) }
    }

    /// What is remembered; nothing where there is no such file, or one that cannot be read.
    pub fn load(&self) -> Vec<BuildRecord> {
        let Ok(bytes) = fs::read(&self.file) else { return Vec::new() };
        let records = bytes.strip_prefix(MAGIC.as_bytes()).and_then(|rest| {
            let (hash, rest) = rest.split_first_chunk()?;
            (hash_of(rest) == u64::from_le_bytes(*hash)).then_some(rest)
        });
        records.and_then(|rest| postcard::from_bytes(rest).ok()).unwrap_or_default()
    }

    /// Puts these records in the place of older ones about the same. Best effort.
    pub fn remember(&self, new: &[BuildRecord]) {
        let mut records = self.load();
        let is_same =
            |a: &BuildRecord, b: &BuildRecord| a.target == b.target && a.question == b.question;
        records.retain(|old| !new.iter().any(|new| is_same(old, new)));
        records.extend_from_slice(new);
        records.drain(..records.len().saturating_sub(MOST_RECORDS));
        if let Err(error) = self.write(&records) {
            tracing::info!("{}: {error}", self.file.display());
        }
    }

    /// Writes beside the file and renames, so that nobody reads half of it.
    fn write(&self, records: &[BuildRecord]) -> std::io::Result<()> {
        let body = postcard::to_stdvec(records).map_err(std::io::Error::other)?;
        let mut bytes = MAGIC.as_bytes().to_vec();
        bytes.extend(hash_of(&body).to_le_bytes());
        bytes.extend(body);
        if let Some(folder) = self.file.parent() {
            fs::create_dir_all(folder)?;
        }
        let beside = self.file.with_extension(format!("{}.part", std::process::id()));
        fs::write(&beside, bytes)?;
        fs::rename(&beside, &self.file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(target: &str, fingerprint: u64) -> BuildRecord {
        let fingerprint = Some(fingerprint);
        let (target, outputs) = (target.to_owned(), Vec::new());
        BuildRecord { target, question: 1, fingerprint, milliseconds: 5, outputs }
    }

    #[test]
    fn the_last_build_of_a_target_is_remembered() {
        let folder = tempfile::tempdir().unwrap();
        let path = FilePath::new(folder.path().to_str().unwrap());
        let memory = BuildMemory::new(&path, &FilePath::new("/m"));
        assert_eq!(memory.load(), []);
        memory.remember(&[record("a", 1), record("b", 2)]);
        memory.remember(&[record("a", 3)]);
        assert_eq!(memory.load(), [record("b", 2), record("a", 3)]);
        let bytes = fs::read(&memory.file).unwrap();
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x55;
            fs::write(&memory.file, &damaged).unwrap();
            assert_eq!(memory.load(), [], "byte {at}");
        }
    }
}
