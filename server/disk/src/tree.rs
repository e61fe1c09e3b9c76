//! Folders and texts: of the disk, or of a tree in memory.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use project::{Entry, FilePath, Listing};

use crate::Stamp;

/// Why a file could not be read as text: one line, lower case.
pub type Unreadable = String;

/// The largest file that is read, in bytes.
const LIMIT: u64 = 8 << 20;

/// Where folders and texts come from.
pub trait Tree: Send + Sync {
    /// What a path is, looked at as a folder.
    fn listing(&self, dir: &FilePath) -> Listing;

    /// A file's text. Files over 8 MiB and broken UTF-8 are refused.
    fn text(&self, path: &FilePath) -> Result<Arc<str>, Unreadable>;

    /// What a file's text begins with: at least so many bytes, cut off where a character begins, or
    /// all of it. Says whether it is all. A tree that reads texts whole gives them whole.
    fn beginning(&self, path: &FilePath, _length: usize) -> Result<(Arc<str>, bool), Unreadable> {
        Ok((self.text(path)?, true))
    }

    /// What tells that a file is the same as before; none where nothing can.
    fn stamp(&self, _path: &FilePath) -> Option<Stamp> {
        None
    }
}

/// The disk.
#[derive(Clone, Copy, Debug, Default)]
pub struct Disk;

impl Tree for Disk {
    fn listing(&self, dir: &FilePath) -> Listing {
        read_listing(dir)
    }

    fn text(&self, path: &FilePath) -> Result<Arc<str>, Unreadable> {
        read_text(path, LIMIT)
    }

    fn beginning(&self, path: &FilePath, length: usize) -> Result<(Arc<str>, bool), Unreadable> {
        read_beginning(path, length)
    }

    fn stamp(&self, path: &FilePath) -> Option<Stamp> {
        Stamp::of(path)
    }
}

/// A tree in memory, for tests and texts that are on no disk: files by path, folders implied.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    files: BTreeMap<FilePath, Arc<str>>,
}

impl Memory {
    /// From texts by path relative to a folder.
    pub fn new(root: &FilePath, files: BTreeMap<String, String>) -> Memory {
        let files = files.into_iter().map(|(path, text)| (root.join(&path), Arc::from(text)));
        Memory { files: files.collect() }
    }
}

impl Tree for Memory {
    fn listing(&self, dir: &FilePath) -> Listing {
        if self.files.contains_key(dir) {
            return Listing::NotAFolder;
        }
        let mut entries: BTreeMap<Box<str>, Entry> = BTreeMap::new();
        let after_dir = self.files.range(dir.clone()..);
        // Names such as `a.b` sort between a folder `a` and what is in it.
        let near = after_dir.take_while(|(path, _)| path.as_str().starts_with(dir.as_str()));
        for (path, text) in near {
            let Some(rest) = path.relative_to(dir) else {
                continue;
            };
            match rest.split_once('/') {
                Some((folder, _)) => entries.insert(folder.into(), Entry::Folder),
                None => entries.insert(rest.into(), Entry::File(Some(text.len() as u64))),
            };
        }
        if entries.is_empty() { Listing::Missing } else { Listing::Folder(Arc::new(entries)) }
    }

    fn text(&self, path: &FilePath) -> Result<Arc<str>, Unreadable> {
        self.files.get(path).cloned().ok_or_else(|| "no such file".to_owned())
    }
}

/// What a path is, looked at as a folder. Entries whose names are not UTF-8 are left out. Takes one
/// pass over the folder, and one more look per symbolic link.
pub fn read_listing(dir: &FilePath) -> Listing {
    let path = Path::new(dir.as_str());
    let Ok(read) = fs::read_dir(path) else {
        return match fs::metadata(path) {
            Ok(metadata) if !metadata.is_dir() => Listing::NotAFolder,
            _ => Listing::Missing,
        };
    };
    let mut entries = BTreeMap::new();
    for entry in read.flatten() {
        let name = entry.file_name();
        if let (Some(name), Ok(kind)) = (name.to_str(), entry.file_type()) {
            entries.insert(name.into(), classify(dir, name, kind, &entry));
        }
    }
    Listing::Folder(Arc::new(entries))
}

fn classify(dir: &FilePath, name: &str, kind: fs::FileType, entry: &fs::DirEntry) -> Entry {
    if kind.is_dir() {
        return Entry::Folder;
    }
    if kind.is_file() {
        // Windows hands sizes out with the folder; elsewhere each costs a system call.
        let size = if cfg!(windows) { entry.metadata().ok().map(|data| data.len()) } else { None };
        return Entry::File(size);
    }
    if !kind.is_symlink() {
        return Entry::Other;
    }
    let target = fs::read_link(entry.path()).ok();
    let to = target.as_deref().and_then(Path::to_str).map_or_else(
        // A target that is not UTF-8 stands for itself.
        || dir.child(name),
        |target| dir.join(target),
    );
    Entry::Link { to, is_folder: fs::metadata(entry.path()).ok().map(|data| data.is_dir()) }
}

/// A file's text. Files over `limit` bytes, everything that is no file, and broken UTF-8 are
/// refused.
pub fn read_text(path: &FilePath, limit: u64) -> Result<Arc<str>, Unreadable> {
    match String::from_utf8(read_bytes(path, limit)?) {
        Ok(text) => Ok(text.into()),
        Err(error) => Err(format!("not UTF-8 at byte {}", error.utf8_error().valid_up_to())),
    }
}

/// A file's bytes. Files over `limit` bytes and everything that is no file are refused.
pub fn read_bytes(path: &FilePath, limit: u64) -> Result<Vec<u8>, Unreadable> {
    let (file, size) = open(path)?;
    if size > limit {
        return Err(format!("larger than {limit} bytes"));
    }
    let mut bytes = Vec::with_capacity(size as usize + 1);
    // It may have grown since.
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| reason(&error))?;
    if bytes.len() as u64 > limit {
        return Err(format!("larger than {limit} bytes"));
    }
    Ok(bytes)
}

/// The first bytes of a file, `size` at most. Everything that is no file is refused.
pub fn read_start(path: &FilePath, size: u64) -> Result<Vec<u8>, Unreadable> {
    let (file, _) = open(path)?;
    let mut bytes = Vec::new();
    file.take(size).read_to_end(&mut bytes).map_err(|error| reason(&error))?;
    Ok(bytes)
}

/// A file with its size in bytes.
fn open(path: &FilePath) -> Result<(fs::File, u64), Unreadable> {
    let path = Path::new(path.as_str());
    // Looked at before it is opened: opening a pipe would wait for a writer.
    let metadata = fs::metadata(path).map_err(|error| reason(&error))?;
    if !metadata.is_file() {
        return Err("not a regular file".to_owned());
    }
    let file = fs::File::open(path).map_err(|error| reason(&error))?;
    Ok((file, metadata.len()))
}

/// What a file's text begins with, and whether that is all of it: at most so many bytes.
fn read_beginning(path: &FilePath, length: usize) -> Result<(Arc<str>, bool), Unreadable> {
    let path = Path::new(path.as_str());
    // Looked at before it is opened: opening a pipe would wait for a writer.
    let metadata = fs::metadata(path).map_err(|error| reason(&error))?;
    if !metadata.is_file() {
        return Err("not a regular file".to_owned());
    }
    let is_all = metadata.len() <= length as u64;
    let mut bytes = vec![0; length.min(metadata.len() as usize)];
    let mut file = fs::File::open(path).map_err(|error| reason(&error))?;
    // A file that has become shorter since is another one soon.
    file.read_exact(&mut bytes).map_err(|error| reason(&error))?;
    let text = match std::str::from_utf8(&bytes) {
        Ok(text) => text,
        // The cut goes through a character.
        Err(error) if error.error_len().is_none() && !is_all => {
            let valid = &bytes[..error.valid_up_to()];
            std::str::from_utf8(valid).expect("it is valid up to there")
        }
        Err(error) => return Err(format!("not UTF-8 at byte {}", error.valid_up_to())),
    };
    Ok((text.into(), is_all))
}

fn reason(error: &std::io::Error) -> Unreadable {
    match error.kind() {
        std::io::ErrorKind::NotFound => "no such file".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    }
}
