//! What has to be read to know more: the demand loop between the join and whoever reads files.

use crate::fast_map::FastSet;
use crate::layout::{Layout, Place, Scope, structure_wanted};
use crate::{Facts, FilePath, Inputs, Listing, Want};

/// Finds out, round by round, what is wanted. Follows imports from the main modules' files through
/// local dependencies; each import path and each folder is looked at once.
#[derive(Clone, Debug, Default)]
pub struct Demand {
    layout: Option<Layout>,
    files: Vec<FilePath>,
    takes_all: bool,
    /// Import paths, by scope.
    seen: [FastSet<Box<str>>; 2],
    pending: Vec<(Scope, Box<str>)>,
    scanned: FastSet<FilePath>,
}

impl Demand {
    /// Starts from every file of the inputs.
    pub fn of_everything() -> Demand {
        Demand { takes_all: true, ..Demand::default() }
    }

    /// Goes on from a file that was read since.
    pub fn add_file(&mut self, path: FilePath) {
        self.files.push(path);
    }

    /// What is wanted now, in order; empty when nothing is missing. Call again with inputs that
    /// have it: each want has to leave a listing, and facts of every file that it asks for.
    pub fn next(&mut self, inputs: &Inputs) -> Vec<Want> {
        if self.layout.is_none() {
            let wants = structure_wanted(inputs);
            if !wants.is_empty() {
                return wants;
            }
        }
        let layout = self.layout.take().unwrap_or_else(|| Layout::new(inputs));
        if std::mem::take(&mut self.takes_all) {
            for (path, facts) in inputs.files.iter() {
                self.scan(layout.scope_of(path), facts);
            }
        }
        for path in std::mem::take(&mut self.files) {
            if let Some(facts) = inputs.files.get(&path) {
                self.scan(layout.scope_of(&path), facts);
            }
        }
        let mut wants = Vec::new();
        let mut waiting = Vec::new();
        while let Some((scope, path)) = self.pending.pop() {
            let before = wants.len();
            let place = layout.resolve(inputs, scope, &path, &mut wants);
            if let Place::Folder(dir, module) = place {
                self.enter(inputs, dir, layout.scope(module), &mut wants);
            }
            if wants.len() > before {
                waiting.push((scope, path));
            }
        }
        self.pending = waiting;
        self.layout = Some(layout);
        wants.sort();
        wants.dedup();
        wants
    }

    /// Looks at the imports of a dependency's folder, or asks for its headers.
    fn enter(&mut self, inputs: &Inputs, dir: FilePath, scope: Scope, wants: &mut Vec<Want>) {
        if self.scanned.contains(&dir) {
            return;
        }
        let Some(listing) = inputs.listings.get(&dir) else {
            return;
        };
        for name in library_files(listing) {
            let Some(facts) = inputs.files.get(&dir.child(name)) else {
                wants.push(Want::Package(dir));
                return;
            };
            self.scan(scope, facts);
        }
        self.scanned.insert(dir);
    }

    fn scan(&mut self, scope: Scope, facts: &Facts) {
        let seen = &mut self.seen[scope as usize];
        for import in facts.header().into_iter().flat_map(|header| &header.imports) {
            if !seen.contains(&import.path.text) {
                seen.insert(import.path.text.clone());
                self.pending.push((scope, import.path.text.clone()));
            }
        }
    }
}

/// The Go files of a folder that an importer compiles: all but tests.
pub(crate) fn library_files(listing: &Listing) -> impl Iterator<Item = &str> {
    listing.go_files().filter(|name| !name.ends_with("_test.go"))
}
