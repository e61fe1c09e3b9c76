//! A tree with texts of open documents over it.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use disk::{Stamp, Tree, Unreadable};
use project::{Entry, FilePath, Listing};

/// Open documents over a tree: their texts beat its texts, and they are files of their folders.
pub(crate) struct Overlaid {
    tree: Arc<dyn Tree>,
    texts: HashMap<FilePath, Arc<str>>,
    by_dir: HashMap<FilePath, BTreeMap<Box<str>, u64>>,
}

impl Overlaid {
    pub(crate) fn new(tree: Arc<dyn Tree>) -> Overlaid {
        Overlaid { tree, texts: HashMap::new(), by_dir: HashMap::new() }
    }

    /// The text of an open document.
    pub(crate) fn open_text(&self, path: &FilePath) -> Option<&Arc<str>> {
        self.texts.get(path)
    }

    /// The open documents whose texts are not the disk's, in order of their paths.
    pub(crate) fn unsaved(&self) -> Vec<(FilePath, Arc<str>)> {
        let differs = |(path, text): &(&FilePath, &Arc<str>)| {
            self.tree.text(path).ok().as_ref() != Some(*text)
        };
        let texts = self.texts.iter().filter(differs);
        let mut unsaved: Vec<_> =
            texts.map(|(path, text)| (path.clone(), Arc::clone(text))).collect();
        unsaved.sort();
        unsaved
    }

    /// Lays a text over a file, or takes it away. Says whether that changed what the file holds.
    pub(crate) fn set(&mut self, path: &FilePath, text: Option<Arc<str>>) -> bool {
        if self.texts.get(path) == text.as_ref() {
            return false;
        }
        let Some(dir) = path.parent() else {
            return false;
        };
        if let Some(text) = text {
            let names = self.by_dir.entry(dir).or_default();
            names.insert(path.name().into(), text.len() as u64);
            self.texts.insert(path.clone(), text);
        } else {
            self.texts.remove(path);
            if let Some(names) = self.by_dir.get_mut(&dir) {
                names.remove(path.name());
            }
        }
        true
    }
}

impl Tree for Overlaid {
    fn listing(&self, dir: &FilePath) -> Listing {
        let listing = self.tree.listing(dir);
        match (&listing, self.by_dir.get(dir)) {
            (Listing::Folder(entries), Some(open))
                if open.keys().any(|name| !entries.contains_key(name)) =>
            {
                let mut entries = BTreeMap::clone(entries);
                for (name, size) in open {
                    entries.entry(name.clone()).or_insert(Entry::File(Some(*size)));
                }
                Listing::Folder(Arc::new(entries))
            }
            _ => listing,
        }
    }

    fn text(&self, path: &FilePath) -> Result<Arc<str>, Unreadable> {
        match self.texts.get(path) {
            Some(text) => Ok(Arc::clone(text)),
            None => self.tree.text(path),
        }
    }

    fn beginning(&self, path: &FilePath, length: usize) -> Result<(Arc<str>, bool), Unreadable> {
        match self.texts.get(path) {
            Some(text) => Ok((Arc::clone(text), true)),
            None => self.tree.beginning(path, length),
        }
    }

    fn stamp(&self, path: &FilePath) -> Option<Stamp> {
        if self.texts.contains_key(path) { None } else { self.tree.stamp(path) }
    }
}
