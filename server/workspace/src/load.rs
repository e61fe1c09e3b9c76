//! Reading a workspace: its structure, its own files, and what the join asks for.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use disk::{FactsCache, Remembered, Tree, find_root, walk};
use project::{Changed, Demand, Facts, FilePath, Inputs, Listing, Want, is_assembly_name};
use rayon::prelude::*;

use crate::reader::{Depth, Read};
use crate::workspace::empty_inputs;
use crate::{Progress, Workspace};

impl Workspace {
    /// Reads everything: root, settings, modules, folders, own files, what they ask for. Facts
    /// of files that `changed` does not name are kept.
    pub(crate) fn read_structure(
        &mut self,
        changed: &dyn Fn(&FilePath) -> bool,
        progress: &(dyn Fn(Progress) + Sync),
    ) {
        let go_work = self.options.environment.go_work.as_deref();
        self.root = find_root(&self.tree, &self.start, go_work);
        let old =
            std::mem::replace(&mut self.inputs, Arc::new(empty_inputs(&self.root, &self.options)));
        let old_hashes = std::mem::take(&mut self.hashes);
        if old.files.is_empty() {
            self.reader.remembered = self.cache().map(|it| it.load()).unwrap_or_default();
        }
        self.read_settings();
        let mut files = Vec::new();
        self.own_dirs = HashSet::new();
        if let Some(go_work) = self.root.go_work.clone() {
            self.read_go_mod(&go_work);
        }
        for dir in self.inputs.main_dirs() {
            self.read_go_mod(&dir.child("go.mod"));
            self.walk_module(&dir, &mut files);
        }
        self.read_evidence();
        let files = self.keep(files, &old, &old_hashes, changed);
        let read = self.reader.read_all(&self.tree, &files, progress);
        self.insert(read);
        self.demand = Demand::of_everything();
        self.rejoin();
    }

    fn walk_module(&mut self, dir: &FilePath, files: &mut Vec<(FilePath, Depth)>) {
        let ignored: Vec<String> = match self.inputs.files.get(&dir.child("go.mod")) {
            Some(Facts::GoMod(facts)) => {
                facts.ignored.iter().map(|line| line.text.to_string()).collect()
            }
            _ => Vec::new(),
        };
        for (folder, listing) in walk(&self.tree, dir, &ignored) {
            // The root of a nested module is listed too, to know that it is one.
            if folder == *dir || !listing.has_file("go.mod") {
                let assembly =
                    listing.entries().map(|(name, _)| name).filter(|name| is_assembly_name(name));
                files.extend(assembly.map(|name| (folder.child(name), Depth::Constraint)));
                let paths = listing.go_files().map(|name| folder.child(name));
                files.extend(paths.map(|path| (path.clone(), self.depth_of_own(&path))));
                self.own_dirs.insert(folder.clone());
            }
            let inputs = Arc::make_mut(&mut self.inputs);
            Arc::make_mut(&mut inputs.listings).insert(folder, listing);
        }
    }

    /// Takes over the facts of files that did not change; gives the others.
    fn keep(
        &mut self,
        files: Vec<(FilePath, Depth)>,
        old: &Inputs,
        old_hashes: &HashMap<FilePath, u64>,
        changed: &dyn Fn(&FilePath) -> bool,
    ) -> Vec<(FilePath, Depth)> {
        let inputs = Arc::make_mut(&mut self.inputs);
        let mut left = Vec::new();
        for (path, depth) in files {
            let facts = old.files.get(&path).filter(|facts| depth.is_in(facts) && !changed(&path));
            match facts {
                Some(facts) => {
                    if let Some(hash) = old_hashes.get(&path) {
                        self.hashes.insert(path.clone(), *hash);
                    }
                    inputs.files.insert(path, facts.clone());
                }
                None => left.push((path, depth)),
            }
        }
        left
    }

    /// Keeps on disk what was read, for the next run: where an earlier run did not do so already.
    pub fn remember(&mut self) {
        let known = std::mem::take(&mut self.reader.remembered);
        let is_known = |path: &FilePath, facts: &Facts| {
            let before = known.get(path);
            before.is_some_and(|it| {
                self.stamps.get(path) == Some(&it.stamp) && is_same_depth(facts, &it.facts)
            })
        };
        let files = || {
            let files = self.inputs.files.iter();
            files.filter(|(_, facts)| matches!(facts, Facts::Go(_) | Facts::Header(_)))
        };
        if files().all(|(path, facts)| is_known(path, facts)) {
            return;
        }
        let Some(cache) = self.cache() else { return };
        cache.store(files().filter_map(|(path, facts)| {
            let (stamp, hash) = (*self.stamps.get(path)?, *self.hashes.get(path)?);
            Some((path, Remembered { stamp, hash, facts: facts.clone() }))
        }));
    }

    /// Where the facts of this workspace are kept.
    pub(crate) fn cache(&self) -> Option<FactsCache> {
        Some(FactsCache::new(self.options.cache.as_ref()?, &self.root.dir))
    }

    /// Reads a go.mod or go.work, if it is there.
    pub(crate) fn read_go_mod(&mut self, path: &FilePath) {
        let is_there =
            path.parent().is_some_and(|dir| self.tree.listing(&dir).get(path.name()).is_some());
        if is_there {
            let read = self.reader.read(&self.tree, path, Depth::GoMod);
            self.insert(vec![read]);
        }
    }

    pub(crate) fn insert(&mut self, read: Vec<Read>) {
        let inputs = Arc::make_mut(&mut self.inputs);
        for Read { path, facts, hash, stamp } in read {
            match stamp.zip(hash) {
                Some((stamp, _)) => self.stamps.insert(path.clone(), stamp),
                None => self.stamps.remove(&path),
            };
            match hash {
                Some(hash) => self.hashes.insert(path.clone(), hash),
                None => self.hashes.remove(&path),
            };
            inputs.files.insert(path, facts);
        }
    }

    /// Reads what the demand loop asks for, until it asks for nothing.
    pub(crate) fn read_wanted(&mut self) {
        loop {
            let wants = self.demand.next(&self.inputs);
            if wants.is_empty() {
                return;
            }
            self.fulfil_all(&wants);
        }
    }

    /// Reads what the Snapshot asks for to judge after such a change; says whether that was
    /// anything. What was `asked` for before could not be read deeper.
    pub(crate) fn read_deeper(&mut self, changed: &Changed, asked: &mut HashSet<Want>) -> bool {
        let mut wants = self.snapshot.wanted_depth(changed);
        wants.retain(|want| asked.insert(want.clone()));
        self.fulfil_all(&wants);
        !wants.is_empty()
    }

    fn fulfil_all(&mut self, wants: &[Want]) {
        let fulfilled: Vec<Fulfilled> = wants.par_iter().map(|want| self.fulfil(want)).collect();
        for Fulfilled { listings, read } in fulfilled {
            let inputs = Arc::make_mut(&mut self.inputs);
            for (dir, listing) in listings {
                // What is known already stays: own folders are as they were walked.
                Arc::make_mut(&mut inputs.listings).entry(dir).or_insert(listing);
            }
            self.insert(read);
        }
    }

    /// How deeply an own file is read at first: one under the editor's hands all of it.
    pub(crate) fn depth_of_own(&self, path: &FilePath) -> Depth {
        if self.tree.open_text(path).is_some() { Depth::Whole } else { Depth::Outline }
    }

    fn fulfil(&self, want: &Want) -> Fulfilled {
        let listing_of = |dir: &FilePath| match self.inputs.listings.get(dir) {
            Some(listing) => listing.clone(),
            None => self.tree.listing(dir),
        };
        match want {
            Want::Package(dir) => {
                let listing = listing_of(dir);
                let paths = listing.go_files().filter(|name| !name.ends_with("_test.go"));
                let paths = paths.map(|name| dir.child(name));
                let paths = paths.filter(|path| !self.inputs.files.contains_key(path));
                let read =
                    paths.map(|path| self.reader.read(&self.tree, &path, Depth::Header)).collect();
                Fulfilled { listings: vec![(dir.clone(), listing)], read }
            }
            Want::Folder(dir) => {
                Fulfilled { listings: vec![(dir.clone(), listing_of(dir))], read: Vec::new() }
            }
            Want::GoMod(path) => {
                let read = self.reader.read(&self.tree, path, Depth::GoMod);
                Fulfilled { listings: Vec::new(), read: vec![read] }
            }
            Want::Outline(dir) => {
                let listing = listing_of(dir);
                let paths = listing.go_files().filter(|name| !name.ends_with("_test.go"));
                let paths: Vec<FilePath> = paths.map(|name| dir.child(name)).collect();
                let read = |path| self.reader.read(&self.tree, path, Depth::Declarations);
                Fulfilled { listings: Vec::new(), read: paths.par_iter().map(read).collect() }
            }
            Want::Whole(path) => {
                let read = self.reader.read(&self.tree, path, Depth::Whole);
                Fulfilled { listings: Vec::new(), read: vec![read] }
            }
            Want::C(dir) => {
                let listing = listing_of(dir);
                let paths = listing.c_files().map(|(name, _)| dir.child(name));
                let paths: Vec<FilePath> =
                    paths.filter(|path| !self.inputs.files.contains_key(path)).collect();
                let read = |path| self.reader.read(&self.tree, path, Depth::C);
                Fulfilled { listings: Vec::new(), read: paths.par_iter().map(read).collect() }
            }
            Want::Module(dir) => {
                let listing = listing_of(dir);
                let go_mod = dir.child("go.mod");
                let is_new = listing.has_file("go.mod") && !self.inputs.files.contains_key(&go_mod);
                let read = is_new.then(|| self.reader.read(&self.tree, &go_mod, Depth::GoMod));
                let mut listings = vec![(dir.clone(), listing)];
                let unknown = |dir: &FilePath| !self.inputs.listings.contains_key(dir);
                for above in dir.ancestors().skip(1).take_while(unknown) {
                    let listing = self.tree.listing(&above);
                    listings.push((above, listing));
                }
                Fulfilled { listings, read: read.into_iter().collect() }
            }
        }
    }
}

fn is_same_depth(facts: &Facts, others: &Facts) -> bool {
    match (facts, others) {
        (Facts::Go(facts), Facts::Go(others)) => {
            facts.uses.is_some() == others.uses.is_some()
                && facts.words.is_some() == others.words.is_some()
        }
        (Facts::Header(_), Facts::Header(_)) => true,
        _ => false,
    }
}

/// What was read for a want.
struct Fulfilled {
    listings: Vec<(FilePath, Listing)>,
    read: Vec<Read>,
}
