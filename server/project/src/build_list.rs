//! The build list: which version of each module the go command selects, and what replaces it.

mod graph;
mod replacements;

use std::collections::BTreeMap;

use syntax::go_mod::GoMod;

use crate::layout::{go_mod_in, main_dirs};
use crate::versions::escaped;
use crate::{FilePath, Inputs, Want};
use graph::Graph;
use replacements::Replacements;

/// The modules that a workspace without vendor/ builds with, its main modules left out.
pub(crate) struct BuildList<'a> {
    replacements: Replacements<'a>,
    /// Selected versions by module path.
    selected: BTreeMap<&'a str, &'a str>,
    /// Every go.mod that decides was read. Where one is missing, any version may be another.
    is_complete: bool,
    /// The go.mod files that have to be read to know more, in order.
    pub(crate) wants: Vec<Want>,
}

/// Where a module's packages come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A folder that a `replace` names.
    Folder(FilePath),
    /// A folder of the module cache.
    Cached(FilePath),
}

impl<'a> BuildList<'a> {
    /// From go.mod, go.work and the go.mod files of dependencies read so far.
    pub(crate) fn new(inputs: &'a Inputs) -> BuildList<'a> {
        let mains: Vec<(FilePath, &GoMod)> = main_dirs(inputs)
            .into_iter()
            .filter_map(|dir| go_mod_in(inputs, &dir).map(|facts| (dir, &**facts)))
            .collect();
        let replacements = Replacements::new(inputs, &mains);
        let (selected, is_complete, wants) = Graph::new(inputs, &replacements, &mains).load();
        BuildList { replacements, selected, is_complete, wants }
    }

    /// Every module whose origin is known, in path order.
    pub(crate) fn modules(&self, inputs: &Inputs) -> BTreeMap<&'a str, Origin> {
        let cache = inputs.environment.module_cache.as_ref().filter(|_| self.is_complete);
        let origin = |(&path, &version)| {
            let origin = match self.replacements.find(path, version) {
                Some(Replacement::Folder(folder)) => Some(Origin::Folder(folder)),
                Some(Replacement::Module(path, version)) => cached_folder(cache, path, version),
                None => cached_folder(cache, path, version),
            };
            Some((path, origin?))
        };
        self.selected.iter().filter_map(origin).collect()
    }
}

/// What stands in place of a module.
enum Replacement<'a> {
    Folder(FilePath),
    /// Path and version.
    Module(&'a str, &'a str),
}

/// `$GOMODCACHE/example.org/!lib@v1.0.0`; none for what is no module path or version.
fn cached_folder(cache: Option<&FilePath>, path: &str, version: &str) -> Option<Origin> {
    let cache = cache.filter(|_| is_plain(path) && is_plain(version))?;
    Some(Origin::Cached(cache.child(&format!("{}@{}", escaped(path), escaped(version)))))
}

/// The go.mod file of a version, in the download cache; none for what is no module path or version.
fn cached_go_mod(cache: Option<&FilePath>, path: &str, version: &str) -> Option<FilePath> {
    let cache = cache.filter(|_| is_plain(path) && is_plain(version))?;
    let (path, version) = (escaped(path), escaped(version));
    Some(cache.child(&format!("cache/download/{path}/@v/{version}.mod")))
}

/// Whether text names something below a folder.
fn is_plain(text: &str) -> bool {
    text.split('/').all(|part| !matches!(part, "" | "." | "..") && !part.contains(['\\', ':']))
}
