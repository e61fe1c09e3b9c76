//! Keeping a workspace current: edits of open documents, and changes on disk.

use std::collections::HashSet;
use std::sync::Arc;

use disk::Tree;
use project::{
    Demand, Entry, EvidenceFile, Facts, FilePath, Listing, is_assembly_name, is_go_file_name,
    is_passed_over,
};

use syntax::c::Language;

use crate::Workspace;
use crate::reader::{Depth, Read};

/// Files that decide what a workspace is.
const STRUCTURAL: [&str; 4] = ["go.mod", "go.work", "anyport.toml", "modules.txt"];

/// What a batch of changed paths comes to.
#[derive(Default)]
struct Batch {
    /// Folders that were listed anew.
    listed: HashSet<FilePath>,
    /// Files to read.
    files: Vec<(FilePath, Depth)>,
    /// Something has to be joined anew.
    is_touched: bool,
    /// The modules and folders may be others now.
    is_structural: bool,
}

impl Workspace {
    /// An open document's text lies over the disk's. `None` takes it away again.
    pub fn set_text(&mut self, path: &FilePath, text: Option<Arc<str>>) {
        self.set_texts([(path.clone(), text)]);
    }

    /// [`Workspace::set_text`] for several documents, joining once.
    pub fn set_texts(&mut self, texts: impl IntoIterator<Item = (FilePath, Option<Arc<str>>)>) {
        let mut batch = Batch::default();
        for (path, text) in texts {
            match &text {
                Some(_) if is_go_file_name(path.name()) => self.reader.open(&path),
                _ => self.reader.close(&path),
            }
            let was_open = text.is_some() && self.tree.open_text(&path).is_some();
            if !self.tree.set(&path, text) {
                continue;
            }
            if EvidenceFile::at(&path).is_some() && self.inputs.decides_targets(&path) {
                self.read_structure(&|_| false, &|_| ());
            } else if is_structural(&path) {
                self.structural_text_changed(&path);
            } else if !(was_open && self.text_changed(&path, &mut batch)) {
                self.file_changed(&path, &mut batch);
            }
        }
        self.take_in(&batch);
    }

    /// Notes that a document which was open before has another text: its folder holds what it held.
    /// False where more may have changed.
    fn text_changed(&self, path: &FilePath, batch: &mut Batch) -> bool {
        let Some(dir) = path.parent() else { return false };
        let is_known = self.inputs.listings.get(&dir).is_some_and(|it| it.has_file(path.name()));
        if is_known && let Some(depth) = self.depth_of(path, &dir) {
            batch.files.push((path.clone(), depth));
        }
        is_known
    }

    /// Files or folders that changed on disk: read anew (unless an open document lies over them).
    /// The error is that of anyport.toml; the changes are taken in nevertheless.
    pub fn disk_changed(&mut self, paths: &[FilePath]) -> anyhow::Result<()> {
        let mut batch = Batch::default();
        for path in paths {
            if self.is_relevant_structure(path) || self.inputs.listings.contains_key(path) {
                batch.is_structural = true;
            } else {
                self.file_changed(path, &mut batch);
            }
        }
        if batch.is_structural {
            let named: HashSet<&FilePath> = paths.iter().collect();
            let changed = |path: &FilePath| path.ancestors().any(|path| named.contains(&path));
            self.read_structure(&changed, &|_| ());
        } else {
            self.take_in(&batch);
        }
        self.configured()
    }

    /// Reads the files of a batch and joins, if anything came out differently.
    fn take_in(&mut self, batch: &Batch) {
        let read = self.reader.read_all(&self.tree, &batch.files, &|_| ());
        let is_new = |read: &Read| {
            let is_known = self.inputs.files.contains_key(&read.path);
            !is_known || read.hash.is_none() || self.hashes.get(&read.path) != read.hash.as_ref()
        };
        let read: Vec<Read> = read.into_iter().filter(is_new).collect();
        if read.is_empty() && !batch.is_touched {
            return;
        }
        for read in &read {
            self.demand.add_file(read.path.clone());
        }
        self.insert(read);
        self.rejoin();
    }

    /// A go.mod, go.work or anyport.toml under the editor's hands.
    fn structural_text_changed(&mut self, path: &FilePath) {
        if !self.is_relevant_structure(path) {
            return;
        }
        if self.root.configuration.as_ref() == Some(path) {
            self.read_settings();
            self.rejoin();
            return;
        }
        let ignored = |facts: Option<&Facts>| match facts {
            Some(Facts::GoMod(facts)) => {
                Some(facts.ignored.iter().map(|line| line.text.clone()).collect::<Vec<_>>())
            }
            _ => None,
        };
        let before = ignored(self.inputs.files.get(path));
        if path.name() == "go.mod" && before.is_some() && self.tree.text(path).is_ok() {
            self.read_go_mod(path);
            if ignored(self.inputs.files.get(path)) == before {
                self.demand = Demand::of_everything();
                self.rejoin();
                return;
            }
        }
        self.read_structure(&|changed| changed == path, &|_| ());
    }

    /// Whether a file decides what this workspace is: one that was read, or one that would be,
    /// since it stands above the root or in a folder of a module.
    fn is_relevant_structure(&self, path: &FilePath) -> bool {
        if self.inputs.decides_targets(path) {
            return true;
        }
        if !is_structural(path) {
            return false;
        }
        let Some(dir) = path.parent() else {
            return false;
        };
        self.inputs.files.contains_key(path)
            || self.inputs.listings.contains_key(&dir)
            || self.start.is_within(&dir)
            || self.root.dir.is_within(&dir)
    }

    /// Notes what it takes that a file changed, came or went.
    fn file_changed(&mut self, path: &FilePath, batch: &mut Batch) {
        let Some(dir) = path.parent() else {
            return;
        };
        let Some(old) = self.inputs.listings.get(&dir) else {
            batch.is_structural |= self.is_in_new_folder(&dir);
            return;
        };
        if batch.listed.insert(dir.clone()) {
            let listing = self.tree.listing(&dir);
            if listing != *old {
                batch.is_touched = true;
                batch.is_structural |= !folders_of(old).eq(folders_of(&listing));
                let inputs = Arc::make_mut(&mut self.inputs);
                Arc::make_mut(&mut inputs.listings).insert(dir.clone(), listing);
            }
        }
        let is_there = self.inputs.listings.get(&dir).is_some_and(|it| it.has_file(path.name()));
        if !is_there {
            if self.inputs.files.contains_key(path) {
                Arc::make_mut(&mut self.inputs).files.remove(path);
                batch.is_touched = true;
            }
            self.hashes.remove(path);
        } else if let Some(depth) = self.depth_of(path, &dir) {
            batch.files.push((path.clone(), depth));
        }
    }

    /// How deeply a file of a package is read; none for other files, and where nobody asked.
    fn depth_of(&self, path: &FilePath, dir: &FilePath) -> Option<Depth> {
        let name = path.name();
        if is_assembly_name(name) && self.own_dirs.contains(dir) {
            return Some(Depth::Constraint);
        }
        if !is_go_file_name(name) {
            // A C file of which nobody asked what it says is asked for when it matters.
            let is_read =
                matches!(self.inputs.files.get(path), Some(Facts::C(_) | Facts::Unreadable));
            let is_c = Language::of_name(name).is_some() && self.own_dirs.contains(dir);
            return (is_c && is_read).then_some(Depth::C);
        }
        if self.own_dirs.contains(dir) {
            return Some(self.depth_of_own(path));
        }
        let is_read = self.snapshot.package_in(dir).is_some();
        (is_read && !name.ends_with("_test.go")).then_some(Depth::Header)
    }

    /// Whether a folder that is not known came into being where `./...` would match it.
    fn is_in_new_folder(&self, dir: &FilePath) -> bool {
        let unknown: Vec<FilePath> =
            dir.ancestors().take_while(|dir| !self.inputs.listings.contains_key(dir)).collect();
        let Some(known) = unknown.last().and_then(FilePath::parent) else {
            return false;
        };
        self.own_dirs.contains(&known) && unknown.iter().all(|dir| !is_passed_over(dir.name()))
    }
}

/// The folders in a folder that `./...` may enter, links to folders among them.
fn folders_of(listing: &Listing) -> impl Iterator<Item = (&str, &Entry)> {
    listing.entries().filter(|(name, entry)| entry.is_folder() && !is_passed_over(name))
}

fn is_structural(path: &FilePath) -> bool {
    STRUCTURAL.contains(&path.name())
}
