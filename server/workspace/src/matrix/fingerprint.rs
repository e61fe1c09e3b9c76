//! What a build depends on, as one number: when it has not changed, neither has the answer.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use disk::Tree;
use platform::{Assignment, FileName, Target};
use project::{Entry, FilePath, PackageId, SourceFile};
use toolchain::Go;

use crate::Workspace;

/// Files beside Go's that the go command compiles or links, by their endings.
const COMPILED: [&str; 18] = [
    "c", "cc", "cpp", "cxx", "m", "h", "hh", "hpp", "hxx", "f", "F", "for", "f90", "s", "S", "sx",
    "swig", "syso",
];
/// Files that decide which modules there are.
const DECIDING: [&str; 6] =
    ["go.mod", "go.sum", "go.work", "go.work.sum", "vendor/modules.txt", ".go-version"];
/// So deep may folders be that `//go:embed` takes in.
const DEEPEST: usize = 64;

/// Computes fingerprints, looking at every file once.
pub(super) struct Fingerprints<'a> {
    workspace: &'a Workspace,
    /// Of everything that is the same on all targets.
    common: u64,
    /// Of files beside Go's, by path.
    files: HashMap<FilePath, u64>,
    /// Of what may be embedded, by package folder.
    embedded: HashMap<FilePath, u64>,
}

impl<'a> Fingerprints<'a> {
    pub(super) fn new(workspace: &'a Workspace, go: &Go, flags: &[String]) -> Fingerprints<'a> {
        let mut fingerprints =
            Fingerprints { workspace, common: 0, files: HashMap::new(), embedded: HashMap::new() };
        let mut common = DefaultHasher::new();
        let environment = &workspace.options.environment;
        (env!("CARGO_PKG_VERSION"), environment.goroot.as_ref(), flags).hash(&mut common);
        for (name, value) in go.inherited() {
            // The user's folders decide nothing; the programs in PATH may.
            (name, value).hash(&mut common);
        }
        if let Some(goroot) = &environment.goroot {
            fingerprints.file(&goroot.child("VERSION")).hash(&mut common);
        }
        let snapshot = &workspace.snapshot;
        let modules = snapshot.modules.iter().filter(|module| module.is_main);
        let folders = modules.map(|module| &module.dir).chain([&snapshot.inputs.root]);
        for dir in folders {
            for name in DECIDING {
                fingerprints.file(&dir.join(name)).hash(&mut common);
            }
        }
        fingerprints.common = common.finish();
        fingerprints
    }

    /// The fingerprint of these packages on a target.
    pub(super) fn of(&mut self, target: Target, packages: &[PackageId]) -> u64 {
        let workspace = self.workspace;
        let snapshot = &workspace.snapshot;
        let environment = &workspace.options.environment;
        let mut hasher = DefaultHasher::new();
        (self.common, target.to_string()).hash(&mut hasher);
        for id in packages {
            snapshot.package(*id).dir.hash(&mut hasher);
        }
        for id in snapshot.closure(packages, target) {
            let package = snapshot.package(id);
            package.dir.hash(&mut hasher);
            let is_under =
                |dir: &Option<FilePath>| dir.as_ref().is_some_and(|dir| package.dir.is_within(dir));
            // Releases and downloaded versions never change.
            if is_under(&environment.module_cache) || is_under(&environment.goroot) {
                continue;
            }
            let files = package.files.iter().filter(|file| !file.is_test);
            let built: Vec<&SourceFile> =
                files.filter(|file| file.built_for.contains(target)).collect();
            for file in &built {
                // Of dependencies no more than headers may have been read.
                let read = workspace.hashes.get(&file.path).filter(|_| package.is_own);
                let content = read.copied().unwrap_or_else(|| self.file(&file.path));
                (file.path.name(), content).hash(&mut hasher);
            }
            self.compiled(&package.dir, &snapshot.assignment, target, &mut hasher);
            if built.iter().any(|file| embeds(file)) {
                self.embedded(&package.dir).hash(&mut hasher);
            }
        }
        hasher.finish()
    }

    /// C, assembly and object files of a package.
    fn compiled(
        &mut self,
        dir: &FilePath,
        assignment: &Assignment,
        target: Target,
        hasher: &mut DefaultHasher,
    ) {
        let Some(listing) = self.workspace.snapshot.listing(dir).cloned() else { return };
        for (name, _) in listing.entries().filter(|(_, entry)| entry.is_file()) {
            let is_compiled =
                name.rsplit_once('.').is_some_and(|(_, ending)| COMPILED.contains(&ending));
            let is_built = || assignment.name_holds_on(&FileName::parse(name)).contains(target);
            if is_compiled && is_built() {
                (name, self.file(&dir.child(name))).hash(hasher);
            }
        }
    }

    /// A file that was not read: what it looks like, or its text where it is open in an editor.
    fn file(&mut self, path: &FilePath) -> u64 {
        let tree = &self.workspace.tree;
        *self.files.entry(path.clone()).or_insert_with(|| {
            let mut hasher = DefaultHasher::new();
            tree.stamp(path).hash(&mut hasher);
            tree.open_text(path).hash(&mut hasher);
            hasher.finish()
        })
    }

    /// Everything below a package's folder but Go files and other modules: `//go:embed` may take
    /// in any of it.
    fn embedded(&mut self, dir: &FilePath) -> u64 {
        if let Some(known) = self.embedded.get(dir) {
            return *known;
        }
        let tree = &self.workspace.tree;
        let mut hasher = DefaultHasher::new();
        let mut folders = vec![(dir.clone(), 0)];
        while let Some((folder, depth)) = folders.pop() {
            let listing = tree.listing(&folder);
            if depth > DEEPEST || (depth > 0 && listing.has_file("go.mod")) {
                continue;
            }
            for (name, entry) in listing.entries() {
                let path = folder.child(name);
                match entry {
                    Entry::Folder if name != ".git" => folders.push((path, depth + 1)),
                    Entry::File(_) if !is_go_file(name) => {
                        (path.as_str(), tree.stamp(&path)).hash(&mut hasher);
                    }
                    _ => {}
                }
            }
        }
        let found = hasher.finish();
        self.embedded.insert(dir.clone(), found);
        found
    }
}

/// Whether a file may hold `//go:embed`: the compiler refuses it without that import.
fn embeds(file: &SourceFile) -> bool {
    file.header().is_some_and(|header| header.imports.iter().any(|it| &*it.path.text == "embed"))
}

fn is_go_file(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| ending == "go")
}
