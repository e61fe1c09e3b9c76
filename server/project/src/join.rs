//! Facts and listings to a [`Snapshot`]. Linear in what was read.

use std::collections::BTreeSet;
use std::sync::Arc;

use platform::{Assignment, FileName, TargetSet};
use syntax::c::Language;

use crate::demand::library_files;
use crate::fast_map::FastMap;
use crate::imports::{Edge, Imports, Resolution};
use crate::inputs::is_assembly_name;
use crate::layout::{Layout, Place, Scope, go_work, release_in_force};
use crate::rejoin::rejoin;
use crate::{
    CSource, Changed, Evidence, Facts, FilePath, Inputs, Judged, Listing, Module, Package,
    PackageId, Snapshot, SourceFile,
};

impl Snapshot {
    /// Joins the inputs. `previous`, the Snapshot before a change, saves work; the result is the
    /// same without it. The error names what is wrong with the configured targets.
    pub fn join(inputs: Arc<Inputs>, previous: Option<&Snapshot>) -> Result<Snapshot, String> {
        if let Some(snapshot) = previous.and_then(|previous| rejoin(&inputs, previous)) {
            return Ok(snapshot);
        }
        let layout = Layout::new(&inputs);
        let assignment = assignment(&inputs);
        let mut joiner = Joiner {
            inputs: &inputs,
            layout: &layout,
            assignment: &assignment,
            packages: Vec::new(),
            by_dir: FastMap::default(),
            imports: Imports::default(),
        };
        joiner.add_own_packages();
        joiner.follow_imports();
        let Joiner { packages, by_dir, mut imports, .. } = joiner;
        let packages: Vec<Arc<Package>> = packages.into_iter().map(Arc::new).collect();
        imports.find_builds(&packages);
        let go_work = go_work(&inputs).zip(inputs.go_work.clone()).map(|(facts, path)| Module {
            dir: inputs.root.clone(),
            path: None,
            go_mod: Some((path, Arc::clone(facts))),
            is_main: true,
            is_vendored: layout.modules.iter().any(|module| module.is_vendored),
        });
        let modules = layout.modules.clone();
        let evidence = Evidence::new(&inputs, &modules, &packages, &imports);
        let mut snapshot = Snapshot {
            inputs,
            assignment,
            judged: Judged::default(),
            judged_by_package: Vec::new(),
            evidence,
            modules,
            go_work,
            packages,
            changed: Changed::Everything,
            by_dir: Arc::new(by_dir),
            layout: Arc::new(layout),
            imports: Arc::new(imports),
        };
        snapshot.decide_judged()?;
        Ok(snapshot)
    }
}

/// Release and tags in force. The tags are the configured ones, else those of GOFLAGS.
fn assignment(inputs: &Inputs) -> Assignment {
    let tags: BTreeSet<String> = if let Some(tags) = &inputs.configuration.tags {
        tags.iter().cloned().collect()
    } else {
        let flag = inputs.environment.go_flag("tags").unwrap_or_default();
        flag.split([',', ' ']).filter(|tag| !tag.is_empty()).map(str::to_owned).collect()
    };
    Assignment { tags, ..Assignment::new(release_in_force(inputs)) }
}

struct Joiner<'a> {
    inputs: &'a Inputs,
    layout: &'a Layout,
    assignment: &'a Assignment,
    packages: Vec<Package>,
    by_dir: FastMap<FilePath, PackageId>,
    imports: Imports,
}

impl<'a> Joiner<'a> {
    fn add_own_packages(&mut self) {
        for (dir, listing, module) in self.layout.own_folders(self.inputs) {
            self.add_package(dir, listing, module, true);
        }
    }

    fn add_package(
        &mut self,
        dir: &FilePath,
        listing: &'a Listing,
        module: usize,
        is_own: bool,
    ) -> Option<PackageId> {
        let names: Vec<&str> =
            if is_own { listing.go_files().collect() } else { library_files(listing).collect() };
        let mut path = dir.child("").as_str().to_owned();
        let start = path.len();
        let source_file = |name: &str| {
            path.truncate(start);
            path.push_str(name);
            source_file(self.inputs, self.assignment, &path)
        };
        let files: Vec<SourceFile> = names.into_iter().filter_map(source_file).collect();
        if files.is_empty() {
            return None;
        }
        let import_path = self.layout.import_path(dir, module);
        let id = PackageId(self.packages.len() as u32);
        self.by_dir.insert(dir.clone(), id);
        let mut package = Package::new(dir.clone(), import_path, module, is_own, files);
        if is_own {
            package.objects_on = self.objects_on(dir, listing);
            package.c_files = c_files(self.inputs, self.assignment, dir, listing);
        }
        self.packages.push(package);
        Some(id)
    }

    /// Where assembly or an object file joins the build.
    fn objects_on(&self, dir: &FilePath, listing: &Listing) -> TargetSet {
        let files = listing.entries().filter(|(_, entry)| entry.is_file());
        let objects = files
            .filter(|(name, _)| is_assembly_name(name) || name.strip_suffix(".syso").is_some());
        objects.fold(TargetSet::EMPTY, |set, (name, _)| {
            let mut on = self.assignment.name_holds_on(&FileName::parse(name));
            let header = self.inputs.files.get(&dir.child(name)).and_then(Facts::header);
            if let Some(Ok(constraint)) = header.and_then(|header| header.constraint.as_ref()) {
                on &= self.assignment.holds_on(constraint);
            }
            set | on
        })
    }

    /// Makes the import graph; dependencies join [`Joiner::packages`] as imports lead to them.
    fn follow_imports(&mut self) {
        // For each import, the package whose edges hold it already, and which edge.
        let mut last: Vec<(u32, usize)> = Vec::new();
        let mut at = 0;
        while at < self.packages.len() {
            let mut edges: Vec<Edge> = Vec::new();
            // Taken out for the while, since following an import may add packages.
            let files = std::mem::take(&mut self.packages[at].files);
            let scope = self.layout.scope(self.packages[at].module);
            for (index, file) in files.iter().enumerate() {
                for import in file.header().into_iter().flat_map(|header| &header.imports) {
                    let id = self.import(scope, &import.path.text);
                    self.note_importer(id, at, index);
                    if file.is_test {
                        continue;
                    }
                    last.resize(last.len().max(id as usize + 1), (u32::MAX, 0));
                    let (package, edge) = &mut last[id as usize];
                    if *package == at as u32 {
                        edges[*edge].on |= file.built_for;
                    } else {
                        (*package, *edge) = (at as u32, edges.len());
                        edges.push(Edge { import: id, on: file.built_for });
                    }
                }
            }
            self.packages[at].files = files;
            self.imports.edges.push(edges);
            at += 1;
        }
        self.imports.importers.resize(self.packages.len(), Vec::new());
    }

    fn note_importer(&mut self, import: u32, package: usize, file: usize) {
        let Resolution::Package(target) = self.imports.resolution(import) else {
            return;
        };
        if !self.packages[package].is_own {
            return;
        }
        let target = target.0 as usize;
        if self.imports.importers.len() <= target {
            self.imports.importers.resize(target + 1, Vec::new());
        }
        let list = &mut self.imports.importers[target];
        let entry = (PackageId(package as u32), file);
        if list.last() != Some(&entry) {
            list.push(entry);
        }
    }

    /// Whether a package of the standard library is built nowhere unless GOEXPERIMENT names it:
    /// whoever imports it does that.
    fn may_be_an_experiment(&self, PackageId(id): PackageId) -> bool {
        let package = &self.packages[id as usize];
        self.layout.scope(package.module) == Scope::Std && package.built_for.is_empty()
    }

    fn import(&mut self, scope: Scope, path: &str) -> u32 {
        if let Some(id) = self.imports.known(scope, path) {
            return id;
        }
        let place = self.layout.resolve(self.inputs, scope, path, &mut Vec::new());
        let resolution = match &place {
            Place::Folder(dir, module) if !self.by_dir.contains_key(dir) => {
                let listing = self.inputs.listings.get(dir);
                listing
                    .and_then(|listing| self.add_package(dir, listing, *module, false))
                    .map_or(Resolution::Unknown, Resolution::Package)
            }
            _ => Resolution::from_place(&place, |dir| self.by_dir.get(dir).copied()),
        };
        let resolution = match resolution {
            Resolution::Package(id) if self.may_be_an_experiment(id) => Resolution::Unknown,
            resolution => resolution,
        };
        self.imports.add(scope, path, resolution)
    }
}

/// The files of a folder that cgo may have compiled.
fn c_files(
    inputs: &Inputs,
    assignment: &Assignment,
    dir: &FilePath,
    listing: &Listing,
) -> Vec<CSource> {
    let source = |(name, language): (&str, Language)| {
        let path = dir.child(name);
        let read = inputs.files.get(&path);
        c_file(assignment, path, language, read)
    };
    listing.c_files().map(source).collect()
}

/// A file that cgo may have compiled, as far as it was read.
pub(crate) fn c_file(
    assignment: &Assignment,
    path: FilePath,
    language: Language,
    read: Option<&Facts>,
) -> CSource {
    let facts = match read {
        Some(Facts::C(facts)) => Some(Arc::clone(facts)),
        _ => None,
    };
    let mut built_for = assignment.name_holds_on(&FileName::parse(path.name()));
    if let Some(Ok(constraint)) = facts.as_ref().and_then(|it| it.constraint.as_ref()) {
        built_for &= assignment.holds_on(constraint);
    }
    CSource { path, language, facts, is_read: read.is_some(), built_for }
}

/// A file that was read, with where it is built; none where it was not read.
pub(crate) fn source_file(
    inputs: &Inputs,
    assignment: &Assignment,
    path: &str,
) -> Option<SourceFile> {
    let (path, facts) = inputs.files.get_key_value(path)?;
    let name = FileName::parse(path.name());
    let mut built_for = assignment.name_holds_on(&name);
    if let Some(header) = facts.header() {
        if let Some(Ok(constraint)) = &header.constraint {
            built_for &= assignment.holds_on(constraint);
        }
        // The go command refuses cgo in tests; it does not leave them out.
        if header.uses_cgo() && !name.is_test {
            built_for &= TargetSet::with_cgo();
        }
        // The go command takes such a file for documentation, whatever its constraint says.
        if header.package.as_ref().is_some_and(|name| &*name.text == "documentation") {
            built_for = TargetSet::EMPTY;
        }
    }
    Some(SourceFile { path: path.clone(), facts: facts.clone(), built_for, is_test: name.is_test })
}
