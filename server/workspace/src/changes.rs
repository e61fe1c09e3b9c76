//! Keeping a workspace current: edits of open documents, and changes on disk.

use std::collections::HashSet;
use std::sync::Arc;

use disk::Tree;
use project::{Demand, Entry, Facts, FilePath, is_go_file_name, is_passed_over};

use crate::Workspace;
use crate::reader::Depth;

/// Files that decide what a workspace is.
const STRUCTURAL: [&str; 4] = ["go.mod", "go.work", "anyport.toml", "modules.txt"];

impl Workspace {
    /// An open document's text lies over the disk's. `None` takes it away again.
    pub fn set_text(&mut self, path: &FilePath, text: Option<Arc<str>>) {
        if !self.tree.set(path, text) {
            return;
        }
        if is_structural(path) {
            self.structural_text_changed(path);
            return;
        }
        let mut is_structural = false;
        if self.file_changed(path, &mut is_structural) {
            self.rejoin();
        }
    }

    /// Files or folders that changed on disk: read anew (unless an open document lies over
    /// them). The error is that of anyport.toml; the changes are taken in nevertheless.
    pub fn disk_changed(&mut self, paths: &[FilePath]) -> anyhow::Result<()> {
        let mut is_structural = false;
        let mut is_touched = false;
        for path in paths {
            if self.is_relevant_structure(path) || self.inputs.listings.contains_key(path) {
                is_structural = true;
            } else {
                is_touched |= self.file_changed(path, &mut is_structural);
            }
        }
        if is_structural {
            let named: HashSet<&FilePath> = paths.iter().collect();
            let changed = |path: &FilePath| path.ancestors().any(|path| named.contains(&path));
            self.read_structure(&changed, &|_| ());
        } else if is_touched {
            self.rejoin();
        }
        self.configured()
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

    /// Takes in that a file changed, came or went. Says whether something has to be joined anew;
    /// sets the flag when that is not enough.
    fn file_changed(&mut self, path: &FilePath, is_structural: &mut bool) -> bool {
        let Some(dir) = path.parent() else {
            return false;
        };
        let Some(old) = self.inputs.listings.get(&dir).cloned() else {
            *is_structural |= self.is_in_new_folder(&dir);
            return false;
        };
        let name = path.name();
        let before = old.get(name).cloned();
        let is_known_file = self.inputs.files.contains_key(path);
        let mut is_touched = false;
        // A file that is open and known stays listed, whatever the disk does.
        if before.is_none() || self.tree.open_text(path).is_none() {
            let listing = self.tree.listing(&dir);
            let after = listing.get(name);
            if after.is_some_and(Entry::is_folder) && after != before.as_ref() {
                *is_structural = true;
            }
            if listing != old {
                Arc::make_mut(&mut self.inputs).listings.insert(dir.clone(), listing);
                is_touched = true;
            }
        }
        let is_there = self.inputs.listings.get(&dir).is_some_and(|it| it.has_file(name));
        if !is_there {
            if is_known_file {
                Arc::make_mut(&mut self.inputs).files.remove(path);
                self.hashes.remove(path);
            }
            return is_touched || is_known_file;
        }
        let Some(depth) = self.depth_of(path, &dir) else {
            return is_touched;
        };
        let read = self.reader.read(&self.tree, path, depth);
        if is_known_file && read.hash.is_some() && self.hashes.get(path) == read.hash.as_ref() {
            return is_touched;
        }
        self.insert(vec![read]);
        self.demand.add_file(path.clone());
        true
    }

    /// How deeply a Go file is read; none for other files, and where nobody asked.
    fn depth_of(&self, path: &FilePath, dir: &FilePath) -> Option<Depth> {
        let name = path.name();
        if !is_go_file_name(name) {
            return None;
        }
        if self.own_dirs.contains(dir) {
            return Some(Depth::Whole);
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

fn is_structural(path: &FilePath) -> bool {
    STRUCTURAL.contains(&path.name())
}
