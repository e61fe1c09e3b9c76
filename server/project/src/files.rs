//! Facts of files by path, shared folder by folder: a keystroke changes one file of thousands, and
//! what was joined before keeps all others.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::{Facts, FilePath};

type Folder = BTreeMap<FilePath, Facts>;

/// Facts of files that were read, by path.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// By the folder's path.
    folders: BTreeMap<Arc<str>, Arc<Folder>>,
}

impl Files {
    /// What a file says.
    pub fn get<P: Borrow<str> + ?Sized>(&self, path: &P) -> Option<&Facts> {
        self.get_key_value(path).map(|(_, facts)| facts)
    }

    /// The same, with the path as it is kept.
    pub fn get_key_value<P: Borrow<str> + ?Sized>(&self, path: &P) -> Option<(&FilePath, &Facts)> {
        let path = path.borrow();
        self.folders.get(folder_of(path))?.get_key_value(path)
    }

    /// Whether a file was read.
    pub fn contains_key<P: Borrow<str> + ?Sized>(&self, path: &P) -> bool {
        self.get(path).is_some()
    }

    /// Notes what a file says now.
    pub fn insert(&mut self, path: FilePath, facts: Facts) {
        let folder = folder_of(path.as_str());
        // Most files come folder by folder.
        if !self.folders.contains_key(folder) {
            self.folders.insert(folder.into(), Arc::default());
        }
        if let Some(files) = self.folders.get_mut(folder) {
            Arc::make_mut(files).insert(path, facts);
        }
    }

    /// Forgets a file.
    pub fn remove(&mut self, path: &FilePath) {
        let folder = folder_of(path.as_str());
        if let Some(files) = self.folders.get_mut(folder) {
            Arc::make_mut(files).remove(path);
            if files.is_empty() {
                self.folders.remove(folder);
            }
        }
    }

    /// Whether no file was read.
    pub fn is_empty(&self) -> bool {
        self.folders.is_empty()
    }

    /// All files: folder by folder, in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&FilePath, &Facts)> {
        self.folders.values().flat_map(|files| files.iter())
    }

    /// What all files say.
    pub fn values(&self) -> impl Iterator<Item = &Facts> {
        self.iter().map(|(_, facts)| facts)
    }

    /// The files that do not say the `same` as before; none where files came or went.
    pub(crate) fn changed_since<'a>(
        &'a self,
        before: &Files,
        same: impl Fn(&Facts, &Facts) -> bool,
    ) -> Option<Vec<&'a FilePath>> {
        if self.folders.len() != before.folders.len() {
            return None;
        }
        let mut changed = Vec::new();
        for ((folder, files), (other, old)) in self.folders.iter().zip(&before.folders) {
            let is_same_folder = Arc::ptr_eq(folder, other) || folder == other;
            if !is_same_folder || files.len() != old.len() {
                return None;
            }
            if Arc::ptr_eq(files, old) {
                continue;
            }
            for ((path, facts), (other, old)) in files.iter().zip(&**old) {
                if path != other {
                    return None;
                }
                if !same(facts, old) {
                    changed.push(path);
                }
            }
        }
        Some(changed)
    }
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}
