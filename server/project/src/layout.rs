//! Where import paths lead: modules, their replacements and vendor/, as the go command resolves
//! them.

use std::collections::HashSet;
use std::sync::Arc;

use platform::{Release, TargetSet};
use syntax::go_mod::{GoMod, Replace};

use crate::fast_map::FastMap;
use crate::std_packages::std_package;
use crate::{Facts, FilePath, Inputs, Listing, Module, Want};

/// The path of the module that holds the standard library itself.
const STD: &str = "std";

/// The modules of a workspace and how import paths are found in them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Layout {
    /// Main modules in path order, then local dependencies.
    pub(crate) modules: Vec<Module>,
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

impl Layout {
    /// From go.mod, go.work and the listings read so far.
    pub(crate) fn new(inputs: &Inputs) -> Layout {
        let mut layout = Layout::default();
        for dir in main_dirs(inputs) {
            layout.add_main(inputs, dir);
        }
        layout.find_vendor(inputs);
        if layout.vendor.is_none() {
            for (dir, path) in local_replaces(inputs, &layout.modules) {
                layout.add_replacement(inputs, dir, path);
            }
        }
        layout
    }

    fn add_main(&mut self, inputs: &Inputs, dir: FilePath) {
        let go_mod = go_mod_in(inputs, &dir);
        if go_mod.is_none() && inputs.go_work.is_some() {
            return;
        }
        let path = go_mod.as_ref().and_then(|(_, facts)| Some(facts.module.as_ref()?.text.clone()));
        let index = self.modules.len();
        if path.as_deref() == Some(STD) {
            self.std = Some(index);
        } else if let Some(path) = &path {
            self.by_path.entry(path.clone()).or_default().push(index);
        }
        self.main_dirs.insert(dir.clone(), index);
        self.modules.push(Module { dir, path, go_mod, is_main: true, is_vendored: false });
    }

    fn add_replacement(&mut self, inputs: &Inputs, dir: FilePath, path: Box<str>) {
        let Some(go_mod) = go_mod_in(inputs, &dir) else {
            return;
        };
        if self.main_dirs.contains_key(&dir) || self.by_path.contains_key(&path) {
            return;
        }
        self.by_path.insert(path.clone(), vec![self.modules.len()]);
        self.modules.push(Module {
            dir,
            path: Some(path),
            go_mod: Some(go_mod),
            is_main: false,
            is_vendored: false,
        });
    }

    /// The go command uses vendor/ by itself when it is there, since Go 1.14 for a module and since
    /// Go 1.22 for a go.work.
    fn find_vendor(&mut self, inputs: &Inputs) {
        let since = if inputs.go_work.is_some() { 22 } else { 14 };
        let dir = inputs.root.child("vendor");
        let is_there =
            inputs.listings.get(&dir).is_some_and(|vendor| vendor.has_file("modules.txt"));
        let obeyed = match inputs.environment.go_flag("mod") {
            Some("vendor") => true,
            Some(_) => false,
            None => governing(inputs).and_then(language).is_none_or(|go| go.number() >= since),
        };
        if !is_there || !obeyed {
            return;
        }
        for module in &mut self.modules {
            module.is_vendored = true;
        }
        self.vendor = Some(self.modules.len());
        self.modules.push(Module {
            dir,
            path: None,
            go_mod: None,
            is_main: false,
            is_vendored: false,
        });
    }

    /// What an import path leads to. Folders that have to be looked at to tell are added to
    /// `wants`; the answer is then that of today's knowledge.
    pub(crate) fn resolve(&self, inputs: &Inputs, path: &str, wants: &mut Vec<Want>) -> Place {
        if matches!(path, "C" | "unsafe") {
            return Place::Anywhere;
        }
        if path.split('/').any(|part| matches!(part, "" | "." | "..") || part.contains('\\')) {
            return Place::Unknown;
        }
        let mut look = |module: usize, rest: &str| self.look(inputs, module, rest, wants);
        if let Some(place) = self.std.and_then(|std| look(std, path)) {
            return place;
        }
        if let Some(set) = std_package(path) {
            return Place::Std(set);
        }
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
            Some(listing) => {
                listing.go_files().next()?;
            }
        }
        for folder in dir.ancestors().take_while(|folder| folder != root) {
            match inputs.listings.get(&folder) {
                None => wants.push(Want::Module(folder)),
                Some(listing) if listing.has_file("go.mod") => return None,
                Some(_) => {}
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

    /// The folders that `./...` matches in the main modules, and the module of each, in path order.
    pub(crate) fn own_folders<'a>(
        &self,
        inputs: &'a Inputs,
    ) -> Vec<(&'a FilePath, &'a Listing, usize)> {
        let mut owners: FastMap<&str, (&Listing, usize)> = FastMap::default();
        let mut own = Vec::new();
        // A folder comes before everything in it.
        for (dir, listing) in &inputs.listings {
            let module = self.main_dirs.get(dir).copied().or_else(|| {
                let (above, module) = *owners.get(dir.parent_text()?)?;
                let is_own = above.get(dir.name()) == Some(&crate::Entry::Folder)
                    && !is_passed_over(dir.name())
                    && !listing.has_file("go.mod")
                    && !self.is_ignored(dir, module);
                is_own.then_some(module)
            });
            if let Some(module) = module {
                owners.insert(dir.as_str(), (listing, module));
                own.push((dir, listing, module));
            }
        }
        own
    }

    fn is_ignored(&self, dir: &FilePath, module: usize) -> bool {
        let module = &self.modules[module];
        let Some((_, go_mod)) = &module.go_mod else {
            return false;
        };
        !go_mod.ignored.is_empty()
            && dir.relative_to(&module.dir).is_some_and(|relative| {
                go_mod.ignored.iter().any(|line| matches_ignore(&line.text, relative))
            })
    }
}

/// Whether `./...` passes over folders of that name.
pub fn is_passed_over(name: &str) -> bool {
    name.starts_with(['.', '_']) || matches!(name, "testdata" | "vendor")
}

/// Whether an `ignore` line of go.mod names that folder, given relative to the module: `./x` means
/// the one at the top, `x` one at any depth.
pub fn matches_ignore(line: &str, relative: &str) -> bool {
    let line = line.trim_end_matches('/');
    match line.strip_prefix("./") {
        Some(line) => relative == line,
        None => {
            relative.strip_suffix(line).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
        }
    }
}

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
fn go_mod_in(inputs: &Inputs, dir: &FilePath) -> Option<(FilePath, Arc<GoMod>)> {
    let path = dir.child("go.mod");
    match inputs.files.get(&path) {
        Some(Facts::GoMod(facts)) => Some((path, Arc::clone(facts))),
        _ => None,
    }
}

/// The file whose `go` line decides how the go command behaves: go.work, else go.mod.
fn governing(inputs: &Inputs) -> Option<&GoMod> {
    match go_work(inputs) {
        Some(work) => Some(work),
        None => match inputs.files.get(&inputs.root.child("go.mod")) {
            Some(Facts::GoMod(facts)) => Some(facts),
            _ => None,
        },
    }
}

/// The release of a `go` line.
fn language(facts: &GoMod) -> Option<Release> {
    Release::parse(&facts.go.as_ref()?.text)
}

/// The highest release that the `go` and `toolchain` lines of go.work and the main modules ask for.
pub(crate) fn release_asked_for(inputs: &Inputs, modules: &[Module]) -> Option<Release> {
    let of_modules = modules.iter().filter(|module| module.is_main);
    let files = of_modules.filter_map(|module| Some(&module.go_mod.as_ref()?.1));
    files
        .chain(go_work(inputs))
        .flat_map(|facts| [facts.go.as_ref(), facts.toolchain.as_ref()])
        .filter_map(|line| Release::parse(&line?.text))
        .max()
}

/// The directory replacements that apply: folder and replaced path. Those of go.work come first and
/// beat those of its modules. A line with a version applies when just that version is required.
fn local_replaces(inputs: &Inputs, modules: &[Module]) -> Vec<(FilePath, Box<str>)> {
    let of_modules =
        || modules.iter().filter_map(|module| Some((&module.dir, &*module.go_mod.as_ref()?.1)));
    let applies = |replace: &Replace| {
        let Some(version) = &replace.old_version else {
            return true;
        };
        let mut required = of_modules()
            .flat_map(|(_, facts)| &facts.requires)
            .filter(|require| require.path.text == replace.old_path.text)
            .peekable();
        required.peek().is_some() && required.all(|require| require.version.text == version.text)
    };
    let work = go_work(inputs).map(|work| (&inputs.root, &**work));
    let mut taken: HashSet<&str> = HashSet::new();
    let mut found = Vec::new();
    for (home, facts) in work.into_iter().chain(of_modules()) {
        for replace in facts.replaces.iter().filter(|replace| applies(replace)) {
            if taken.insert(&replace.old_path.text) && replace.is_directory() {
                found.push((home.join(&replace.new_path.text), replace.old_path.text.clone()));
            }
        }
    }
    found
}

/// The folders that decide what the modules are, and that were not looked at yet: vendor/, `use`
/// folders, directories that a `replace` names.
pub(crate) fn structure_wanted(inputs: &Inputs) -> Vec<Want> {
    let dirs = main_dirs(inputs);
    let mut wanted = vec![inputs.root.child("vendor")];
    wanted.extend(dirs.iter().cloned());
    let go_mods = dirs.iter().filter_map(|dir| Some((dir.clone(), go_mod_in(inputs, dir)?.1)));
    let work = go_work(inputs).map(|work| (inputs.root.clone(), Arc::clone(work)));
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
    wanted.into_iter().map(Want::Module).collect()
}
