//! Where import paths lead: modules, their replacements, the module cache, vendor/ and the
//! standard library, as the go command resolves them.

mod own;
mod structure;

use std::sync::Arc;

use platform::TargetSet;

use crate::build_list::{BuildList, Origin};
use crate::fast_map::FastMap;
use crate::std_packages::std_package;
use crate::{FilePath, Inputs, Listing, Module, Want};

pub use own::{is_passed_over, matches_ignore};
use structure::{STD, is_vendored, std_to_read};
pub(crate) use structure::{go_mod_in, go_work, main_dirs, release_in_force, structure_wanted};

/// The modules of a workspace and how import paths are found in them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Layout {
    /// Main modules in path order, then dependencies.
    pub(crate) modules: Vec<Module>,
    /// By module.
    kinds: Vec<Kind>,
    main_dirs: FastMap<FilePath, usize>,
    by_path: FastMap<Box<str>, Vec<usize>>,
    vendor: Option<usize>,
    std: Option<usize>,
}

/// What an import path leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// "C" and "unsafe".
    Anywhere,
    /// A package of the standard library that is not read: where it has files.
    Std(TargetSet),
    /// A folder with Go files.
    Folder(FilePath, usize),
    /// Not known.
    Unknown,
}

/// What a module's folder is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A tree that people work on: folders of other modules may lie in it.
    Tree,
    /// A folder of the module cache: the module's alone, if it was downloaded.
    Cached,
    /// vendor/, or the sources of the standard library: every folder counts.
    Whole,
}

/// Whose imports: the standard library finds some packages in a vendor/ of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Scope {
    /// Those of modules.
    Modules,
    /// Those of the standard library.
    Std,
}

impl Layout {
    /// From go.mod, go.work and the listings read so far.
    pub(crate) fn new(inputs: &Inputs) -> Layout {
        let mut layout = Layout::default();
        for dir in main_dirs(inputs) {
            layout.add_main(inputs, dir);
        }
        if is_vendored(inputs) {
            layout.modules.iter_mut().for_each(|module| module.is_vendored = true);
            layout.vendor = Some(layout.add(inputs.root.child("vendor"), None, Kind::Whole));
        } else {
            for (path, origin) in BuildList::new(inputs).modules(inputs) {
                layout.add_dependency(inputs, path, origin);
            }
        }
        if layout.std.is_none() {
            layout.std =
                std_to_read(inputs).map(|dir| layout.add(dir, Some(STD.into()), Kind::Whole));
        }
        layout
    }

    fn add(&mut self, dir: FilePath, path: Option<Box<str>>, kind: Kind) -> usize {
        self.kinds.push(kind);
        self.modules.push(Module { dir, path, go_mod: None, is_main: false, is_vendored: false });
        self.modules.len() - 1
    }

    fn add_main(&mut self, inputs: &Inputs, dir: FilePath) {
        let go_mod = go_mod_in(inputs, &dir);
        if go_mod.is_none() && inputs.go_work.is_some() {
            return;
        }
        let path = go_mod.and_then(|facts| Some(facts.module.as_ref()?.text.clone()));
        let index = self.add(dir.clone(), path.clone(), Kind::Tree);
        self.modules[index].is_main = true;
        self.modules[index].go_mod = go_mod.map(|facts| (dir.child("go.mod"), Arc::clone(facts)));
        self.main_dirs.insert(dir, index);
        if path.as_deref() == Some(STD) {
            self.std = Some(index);
        } else if let Some(path) = path {
            self.by_path.entry(path).or_default().push(index);
        }
    }

    fn add_dependency(&mut self, inputs: &Inputs, path: &str, origin: Origin) {
        if self.by_path.contains_key(path) {
            return;
        }
        let index = match origin {
            Origin::Cached(dir) => self.add(dir, Some(path.into()), Kind::Cached),
            Origin::Folder(dir) => {
                let Some(go_mod) = go_mod_in(inputs, &dir) else { return };
                if self.main_dirs.contains_key(&dir) {
                    return;
                }
                let index = self.add(dir.clone(), Some(path.into()), Kind::Tree);
                self.modules[index].go_mod = Some((dir.child("go.mod"), Arc::clone(go_mod)));
                index
            }
        };
        self.by_path.insert(path.into(), vec![index]);
    }

    /// Whose imports those of a module are.
    pub(crate) fn scope(&self, module: usize) -> Scope {
        if self.std == Some(module) { Scope::Std } else { Scope::Modules }
    }

    /// Whose imports those of a file are.
    pub(crate) fn scope_of(&self, file: &FilePath) -> Scope {
        let Some(std) = self.std.filter(|&std| file.is_within(&self.modules[std].dir)) else {
            return Scope::Modules;
        };
        // The go command's own module stands in the same folder.
        let mut mains = self.main_dirs.iter().filter(|(_, module)| **module != std);
        if mains.any(|(dir, _)| file.is_within(dir)) { Scope::Modules } else { Scope::Std }
    }

    /// What an import path leads to. Folders that have to be looked at to tell are added to
    /// `wants`; the answer is then that of today's knowledge.
    pub(crate) fn resolve(
        &self,
        inputs: &Inputs,
        scope: Scope,
        path: &str,
        wants: &mut Vec<Want>,
    ) -> Place {
        if matches!(path, "C" | "unsafe") {
            return Place::Anywhere;
        }
        if path.split('/').any(|part| matches!(part, "" | "." | "..") || part.contains('\\')) {
            return Place::Unknown;
        }
        if let Some(place) = self.resolve_std(inputs, scope, path, wants) {
            return place;
        }
        let mut look = |module: usize, rest: &str| self.look(inputs, module, rest, wants);
        let mut prefix = path;
        loop {
            let rest = path[prefix.len()..].trim_start_matches('/');
            for &module in self.by_path.get(prefix).into_iter().flatten() {
                if let Some(place) = look(module, rest) {
                    return place;
                }
            }
            match prefix.rfind('/') {
                Some(at) => prefix = &prefix[..at],
                None => break,
            }
        }
        self.vendor.and_then(|vendor| look(vendor, path)).unwrap_or(Place::Unknown)
    }

    /// A package of the standard library: from its folder where it is read, else from the table.
    fn resolve_std(
        &self,
        inputs: &Inputs,
        scope: Scope,
        path: &str,
        wants: &mut Vec<Want>,
    ) -> Option<Place> {
        let Some(std) = self.std else {
            return std_package(path).map(Place::Std);
        };
        let is_main = self.modules[std].is_main;
        let may_be_std = path.split('/').next().is_some_and(|first| !first.contains('.'));
        if (is_main || (may_be_std && path != "cmd" && !path.starts_with("cmd/")))
            && let Some(place) = self.look(inputs, std, path, wants)
        {
            return Some(place);
        }
        if is_main {
            return std_package(path).map(Place::Std);
        }
        (scope == Scope::Std && !may_be_std)
            .then(|| self.look(inputs, std, &format!("vendor/{path}"), wants))?
    }

    /// A package's folder in a module, if it has Go files and no module lies in between.
    fn look(
        &self,
        inputs: &Inputs,
        module: usize,
        rest: &str,
        wants: &mut Vec<Want>,
    ) -> Option<Place> {
        let root = &self.modules[module].dir;
        let dir = if rest.is_empty() { root.clone() } else { root.child(rest) };
        match inputs.listings.get(&dir) {
            None => {
                wants.push(Want::Package(dir));
                return None;
            }
            Some(Listing::Missing) if self.kinds[module] == Kind::Cached => {
                return match inputs.listings.get(root) {
                    Some(Listing::Folder(_)) => None,
                    // A module that was not downloaded may well hold the package.
                    Some(_) => Some(Place::Unknown),
                    None => {
                        wants.push(Want::Folder(root.clone()));
                        None
                    }
                };
            }
            Some(listing) => {
                listing.go_files().next()?;
            }
        }
        if self.kinds[module] == Kind::Tree {
            for folder in dir.ancestors().take_while(|folder| folder != root) {
                match inputs.listings.get(&folder) {
                    None => wants.push(Want::Module(folder)),
                    Some(listing) if listing.has_file("go.mod") => return None,
                    Some(_) => {}
                }
            }
        }
        Some(Place::Folder(dir, module))
    }

    /// How the package in a folder of a module is imported; empty when that is not known.
    pub(crate) fn import_path(&self, dir: &FilePath, module: usize) -> Box<str> {
        let rest = dir.relative_to(&self.modules[module].dir).unwrap_or_default();
        if self.std == Some(module) || self.vendor == Some(module) {
            return rest.into();
        }
        match &self.modules[module].path {
            None => "".into(),
            Some(path) if rest.is_empty() => path.clone(),
            Some(path) => format!("{path}/{rest}").into(),
        }
    }
}
