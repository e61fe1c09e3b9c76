//! Reading release and CI files: where they may stand, and which are there.

use disk::Tree;
use project::{Entry, EvidenceFile};

use crate::Workspace;
use crate::reader::Depth;

/// Folders that are looked into, below those whose files count.
const FOLDERS: [&str; 3] = [".config", ".github", ".github/workflows"];

impl Workspace {
    /// Reads the release and CI files that count for this workspace.
    pub(crate) fn read_evidence(&mut self) {
        let mut files = Vec::new();
        for base in self.inputs.evidence_folders() {
            let listing = self.tree.listing(&base);
            let is_there = |folder: &str| {
                let first = folder.split('/').next().unwrap_or_default();
                listing.get(first).is_some_and(Entry::is_folder)
            };
            let below = FOLDERS.into_iter().filter(|folder| is_there(folder));
            let below = below.map(|folder| base.join(folder));
            for dir in std::iter::once(base.clone()).chain(below) {
                let listing = self.tree.listing(&dir);
                let names = listing.entries().filter(|(_, entry)| entry.is_file());
                let paths = names.map(|(name, _)| dir.child(name));
                files.extend(paths.filter(|path| EvidenceFile::at(path).is_some()));
            }
        }
        files.sort();
        files.dedup();
        let files: Vec<_> = files.into_iter().map(|path| (path, Depth::Evidence)).collect();
        let read = self.reader.read_all(&self.tree, &files, &|_| ());
        self.insert(read);
    }
}
