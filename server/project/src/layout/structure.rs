//! The files and folders that decide what the modules are.

use std::sync::Arc;

use platform::Release;
use syntax::go_mod::GoMod;

use crate::build_list::BuildList;
use crate::{Facts, FilePath, Inputs, Listing, Want};

/// The path of the module that holds the standard library itself.
pub(crate) const STD: &str = "std";

impl Inputs {
    /// The folders of the main modules, in path order: the go.work's `use` folders, else the root.
    pub fn main_dirs(&self) -> Vec<FilePath> {
        main_dirs(self)
    }
}

/// The folders of the main modules, in path order: the go.work's `use` folders, else the root.
pub(crate) fn main_dirs(inputs: &Inputs) -> Vec<FilePath> {
    let Some(work) = go_work(inputs) else {
        return vec![inputs.root.clone()];
    };
    let mut dirs: Vec<FilePath> =
        work.uses.iter().map(|line| inputs.root.join(&line.value.text)).collect();
    dirs.sort();
    dirs.dedup();
    dirs
}

/// The go.work in force.
pub(crate) fn go_work(inputs: &Inputs) -> Option<&Arc<GoMod>> {
    match inputs.files.get(inputs.go_work.as_ref()?) {
        Some(Facts::GoMod(facts)) => Some(facts),
        _ => None,
    }
}

/// The go.mod of a folder, where it is known to hold one.
pub(crate) fn go_mod_in<'a>(inputs: &'a Inputs, dir: &FilePath) -> Option<&'a Arc<GoMod>> {
    match inputs.files.get(dir.child("go.mod").as_str()) {
        Some(Facts::GoMod(facts)) => Some(facts),
        _ => None,
    }
}

/// The files whose `go` and `toolchain` lines count: go.work, and the go.mod of each main module.
fn main_files(inputs: &Inputs) -> impl Iterator<Item = &GoMod> {
    let go_mods = main_dirs(inputs).into_iter().filter_map(|dir| go_mod_in(inputs, &dir));
    go_mods.chain(go_work(inputs)).map(|facts| &**facts)
}

/// The release that builds: that of the installed Go, or the one that the port table was made
/// from, raised by `go` and `toolchain` lines.
pub(crate) fn release_in_force(inputs: &Inputs) -> Release {
    let lines = main_files(inputs).flat_map(|facts| [facts.go.as_ref(), facts.toolchain.as_ref()]);
    let asked = lines.filter_map(|line| Release::parse(&line?.text));
    asked.fold(inputs.environment.installed.unwrap_or(Release::CURRENT), Release::max)
}

/// GOROOT/src, where its packages differ from those of the embedded table: the installed Go
/// builds, and is of another release.
fn other_std(inputs: &Inputs) -> Option<FilePath> {
    let installed = inputs.environment.installed?;
    let is_std = |facts: &GoMod| facts.module.as_ref().is_some_and(|name| &*name.text == STD);
    let is_other = installed != Release::CURRENT
        && installed == release_in_force(inputs)
        && !main_files(inputs).any(is_std);
    inputs.environment.goroot.as_ref().filter(|_| is_other).map(|root| root.child("src"))
}

/// [`other_std`], if it is there.
pub(crate) fn std_to_read(inputs: &Inputs) -> Option<FilePath> {
    other_std(inputs).filter(|dir| matches!(inputs.listings.get(dir), Some(Listing::Folder(_))))
}

/// Whether vendor/ is there and the go command uses it: by itself since Go 1.14 for a module and
/// since Go 1.22 for a go.work.
pub(crate) fn is_vendored(inputs: &Inputs) -> bool {
    let dir = inputs.root.child("vendor");
    if !inputs.listings.get(&dir).is_some_and(|vendor| vendor.has_file("modules.txt")) {
        return false;
    }
    let (governing, since) = match go_work(inputs) {
        Some(work) => (Some(work), 22),
        None => (go_mod_in(inputs, &inputs.root), if inputs.go_work.is_some() { 22 } else { 14 }),
    };
    match inputs.environment.go_flag("mod") {
        Some(flag) => flag == "vendor",
        None => governing
            .and_then(|facts| Release::parse(&facts.go.as_ref()?.text))
            .is_none_or(|release| release.number() >= since),
    }
}

/// The folders and files that decide what the modules are and were not looked at yet: vendor/,
/// `use` folders, directories that a `replace` names; then the go.mod files that decide which
/// versions are selected.
pub(crate) fn structure_wanted(inputs: &Inputs) -> Vec<Want> {
    let dirs = main_dirs(inputs);
    let mut wanted = vec![inputs.root.child("vendor")];
    wanted.extend(dirs.iter().cloned());
    let go_mods = dirs.iter().filter_map(|dir| Some((dir.clone(), go_mod_in(inputs, dir)?)));
    let work = go_work(inputs).map(|facts| (inputs.root.clone(), facts));
    for (home, facts) in go_mods.chain(work) {
        for replace in facts.replaces.iter().filter(|replace| replace.is_directory()) {
            wanted.push(home.join(&replace.new_path.text));
        }
    }
    wanted.retain(|dir| {
        inputs.listings.get(dir).is_none_or(|listing| {
            listing.has_file("go.mod") && !inputs.files.contains_key(&dir.child("go.mod"))
        })
    });
    wanted.sort();
    wanted.dedup();
    let mut wants: Vec<Want> = wanted.into_iter().map(Want::Module).collect();
    let std = other_std(inputs).filter(|dir| !inputs.listings.contains_key(dir));
    wants.extend(std.map(Want::Folder));
    if wants.is_empty() && !is_vendored(inputs) {
        wants = BuildList::new(inputs).wants;
    }
    wants
}
