//! Facts that were read before: one file a workspace, safe to delete, and never trusted blindly.

use std::collections::HashMap;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use project::{Facts, FilePath};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use syntax::go::{GoFile, Header};

/// What a cache file begins with: another version of anyport has other facts.
const MAGIC: &str = concat!("anyport facts ", env!("CARGO_PKG_VERSION"), " 8\n");
/// Files in one part. Parts are read in parallel.
const PART: usize = 512;
/// What all cache files together may take, in bytes. The ones not used for longest go first.
const BUDGET: u64 = 512 << 20;
/// A file that changed so shortly before it was read may change again without its time changing.
const UNSETTLED: Duration = Duration::from_secs(2);

/// What tells that a file is the same as before: its size in bytes, and when it was written, in
/// nanoseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Stamp {
    size: u64,
    written: u64,
}

impl Stamp {
    /// The stamp of a regular file; none for all else.
    pub fn of(path: &FilePath) -> Option<Stamp> {
        let metadata = fs::metadata(path.as_str()).ok().filter(fs::Metadata::is_file)?;
        let written = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        Some(Stamp { size: metadata.len(), written: u64::try_from(written.as_nanos()).ok()? })
    }

    /// Whether a change from now on gives another stamp, however coarse the file system's clock.
    fn is_settled(self, now: SystemTime) -> bool {
        let written = UNIX_EPOCH + Duration::from_nanos(self.written);
        now.duration_since(written).is_ok_and(|age| age > UNSETTLED)
    }
}

/// A file that was read before.
#[derive(Clone, Debug)]
pub struct Remembered {
    /// What it looked like.
    pub stamp: Stamp,
    /// A number that tells its text from others.
    pub hash: u64,
    /// What it said.
    pub facts: Facts,
}

/// The file that keeps the facts of a workspace, in a folder of such files.
#[derive(Clone, Debug)]
pub struct FactsCache {
    file: PathBuf,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    path: String,
    stamp: Stamp,
    hash: u64,
    facts: StoredFacts,
}

#[derive(Serialize, Deserialize)]
enum StoredFacts {
    Go(Box<GoFile>),
    Header(Header),
}

impl FactsCache {
    /// The cache of the workspace in `root`, among those in `folder`.
    pub fn new(folder: &FilePath, root: &FilePath) -> FactsCache {
        let name = format!("{:016x}.facts", hash_of(root.as_str().as_bytes()));
        FactsCache { file: Path::new(folder.as_str()).join(name) }
    }

    /// What is remembered; nothing where there is no such file, or one that cannot be read.
    pub fn load(&self) -> HashMap<FilePath, Remembered> {
        let Ok(bytes) = fs::read(&self.file) else { return HashMap::new() };
        let parts: Option<Vec<Vec<Stored>>> = parts_of(&bytes).and_then(|parts| {
            parts.into_par_iter().map(|part| postcard::from_bytes(part).ok()).collect()
        });
        let files = parts.unwrap_or_default().into_iter().flatten();
        files
            .map(|it| {
                let facts = match it.facts {
                    StoredFacts::Go(facts) => Facts::Go(Arc::from(facts)),
                    StoredFacts::Header(facts) => Facts::Header(Arc::new(facts)),
                };
                let known = Remembered { stamp: it.stamp, hash: it.hash, facts };
                (FilePath::new(&it.path), known)
            })
            .collect()
    }

    /// Keeps these in place of what was kept. Best effort: what cannot be written is forgotten.
    pub fn store<'a>(&self, files: impl Iterator<Item = (&'a FilePath, Remembered)>) {
        let now = SystemTime::now();
        let settled: Vec<(&FilePath, Remembered)> =
            files.filter(|(_, known)| known.stamp.is_settled(now)).collect();
        let parts = settled.par_chunks(PART).map(|files| {
            let stored: Vec<Stored> = files.iter().filter_map(stored).collect();
            postcard::to_stdvec(&stored).unwrap_or_default()
        });
        let parts: Vec<Vec<u8>> = parts.collect();
        if let Err(error) = self.write(&parts) {
            tracing::info!("{}: {error}", self.file.display());
        }
    }

    /// Writes beside the file and renames, so that nobody reads half of it.
    fn write(&self, parts: &[Vec<u8>]) -> std::io::Result<()> {
        let Some(folder) = self.file.parent() else { return Ok(()) };
        fs::create_dir_all(folder)?;
        let beside = self.file.with_extension(format!("{}.part", std::process::id()));
        let mut file = fs::File::create(&beside)?;
        file.write_all(MAGIC.as_bytes())?;
        for part in parts {
            file.write_all(&(part.len() as u64).to_le_bytes())?;
            file.write_all(&hash_of(part).to_le_bytes())?;
            file.write_all(part)?;
        }
        drop(file);
        fs::rename(&beside, &self.file)?;
        sweep(folder, &self.file);
        Ok(())
    }
}

fn stored((path, known): &(&FilePath, Remembered)) -> Option<Stored> {
    let facts = match &known.facts {
        Facts::Go(facts) => StoredFacts::Go(Box::new(GoFile::clone(facts))),
        Facts::Header(facts) => StoredFacts::Header(Header::clone(facts)),
        _ => return None,
    };
    Some(Stored { path: path.to_string(), stamp: known.stamp, hash: known.hash, facts })
}

/// The parts of a cache file, each as it was written; none where anything is wrong.
fn parts_of(bytes: &[u8]) -> Option<Vec<&[u8]>> {
    let mut rest = bytes.strip_prefix(MAGIC.as_bytes())?;
    let mut parts = Vec::new();
    while !rest.is_empty() {
        let (length, after) = rest.split_first_chunk()?;
        let (hash, after) = after.split_first_chunk()?;
        let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
        let (part, after) = after.split_at_checked(length)?;
        parts.push((part, u64::from_le_bytes(*hash)));
        rest = after;
    }
    let parts = parts.into_par_iter().map(|(part, hash)| (hash_of(part) == hash).then_some(part));
    parts.collect()
}

/// Deletes the oldest cache files beside this one until all fit the budget.
fn sweep(folder: &Path, kept: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut files: Vec<(SystemTime, u64, PathBuf)> = entries
        .flatten()
        .filter(|entry| entry.path().extension().is_some_and(|it| it == "facts"))
        .filter_map(|entry| {
            let metadata = entry.metadata().ok()?;
            Some((metadata.modified().ok()?, metadata.len(), entry.path()))
        })
        .collect();
    files.sort();
    let mut total: u64 = files.iter().map(|(_, size, _)| size).sum();
    for (_, size, path) in files {
        if total <= BUDGET {
            return;
        }
        if path != kept && fs::remove_file(&path).is_ok() {
            total -= size;
        }
    }
}

pub(crate) fn hash_of(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(path: &Path) -> FilePath {
        FilePath::new(path.to_str().unwrap())
    }

    /// A cache with the facts of one file, and that file.
    fn kept(folder: &Path, age: Duration) -> (FactsCache, FilePath) {
        let file = folder.join("a.go");
        fs::write(&file, "package a\n\nfunc F() { G() }\n").unwrap();
        let time = fs::FileTimes::new().set_modified(SystemTime::now() - age);
        fs::File::options().append(true).open(&file).unwrap().set_times(time).unwrap();
        let file = path(&file);
        let facts = Facts::Go(Arc::new(syntax::go::parse("package a\n\nfunc F() { G() }\n")));
        let known = Remembered { stamp: Stamp::of(&file).unwrap(), hash: 7, facts };
        let cache = FactsCache::new(&path(&folder.join("cache")), &path(folder));
        cache.store([(&file, known)].into_iter());
        (cache, file)
    }

    const OLD: Duration = Duration::from_hours(1);

    #[test]
    fn what_was_stored_is_loaded() {
        let folder = tempfile::tempdir().unwrap();
        let (cache, file) = kept(folder.path(), OLD);
        let loaded = cache.load();
        let known = &loaded[&file];
        assert_eq!((Some(known.stamp), known.hash), (Stamp::of(&file), 7));
        let Facts::Go(facts) = &known.facts else { panic!("{:?}", known.facts) };
        assert_eq!(**facts, syntax::go::parse("package a\n\nfunc F() { G() }\n"));
    }

    #[test]
    fn a_file_that_has_just_changed_is_not_kept() {
        let folder = tempfile::tempdir().unwrap();
        assert!(kept(folder.path(), Duration::ZERO).0.load().is_empty());
    }

    #[test]
    fn a_damaged_file_counts_as_absent() {
        let folder = tempfile::tempdir().unwrap();
        let (cache, _) = kept(folder.path(), OLD);
        let bytes = fs::read(&cache.file).unwrap();
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x55;
            fs::write(&cache.file, &damaged).unwrap();
            assert!(cache.load().is_empty(), "byte {at}");
            fs::write(&cache.file, &bytes[..at]).unwrap();
            assert!(cache.load().is_empty(), "cut at {at}");
        }
    }
}
