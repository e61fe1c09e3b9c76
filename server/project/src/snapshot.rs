//! The joined view of a workspace that rules read. Immutable.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use platform::{Assignment, Target, TargetSet};
use syntax::c::{CFile, Language};
use syntax::go::{GoFile, Header};
use syntax::go_mod::GoMod;

use crate::evidence::Said;
use crate::fast_map::FastMap;
use crate::imports::{Imports, Resolution};
use crate::layout::Layout;
use crate::members::Methods;
use crate::{
    CProgram, Changed, Demand, Evidence, Facts, FilePath, Inputs, Judged, Listing, Source, Symbols,
    Want,
};

/// A whole workspace at one moment.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// What it was made from.
    pub inputs: Arc<Inputs>,
    /// Tags and release in force.
    pub assignment: Assignment,
    /// Which configurations findings are about.
    pub judged: Judged,
    /// What release and CI files say.
    pub evidence: Evidence,
    /// By package, when release and CI files decide.
    pub(crate) judged_by_package: Vec<Judged>,
    /// Main modules first, in path order; then those that packages were looked for in: vendor/, or
    /// `replace` folders and folders of the module cache; the standard library where it is read.
    pub modules: Vec<Module>,
    /// The go.work in force, in the form of a module without a path: `go_mod` is its file.
    pub go_work: Option<Module>,
    /// Packages of the main modules in folder order, then every dependency read so far.
    pub packages: Vec<Arc<Package>>,
    /// What is other than in the Snapshot that it was made after.
    pub changed: Changed,
    pub(crate) by_dir: Arc<FastMap<FilePath, PackageId>>,
    pub(crate) layout: Arc<Layout>,
    pub(crate) imports: Arc<Imports>,
}

/// Index into [`Snapshot::packages`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PackageId(pub u32);

/// A module.
#[derive(Clone, Debug)]
pub struct Module {
    /// Its folder.
    pub dir: FilePath,
    /// How it is required: for a main module what its go.mod says, for a dependency the path
    /// that is required. None for a folder without a go.mod, one with a go.mod that does not
    /// say, and vendor/.
    pub path: Option<Box<str>>,
    /// Its go.mod and that file's facts; none for folders of the module cache.
    pub go_mod: Option<(FilePath, Arc<GoMod>)>,
    /// Findings are made in it.
    pub is_main: bool,
    /// Its dependencies come from a vendor/ folder that the go command obeys.
    pub is_vendored: bool,
}

/// The Go files of one folder.
#[derive(Clone, Debug)]
pub struct Package {
    /// Its folder.
    pub dir: FilePath,
    /// How it is imported; empty when the module's path is not known.
    pub import_path: Box<str>,
    /// Index into [`Snapshot::modules`].
    pub module: usize,
    /// Findings are made in it.
    pub is_own: bool,
    /// Its Go files in name order, tests among them (in dependencies left out).
    pub files: Vec<SourceFile>,
    /// Where it has a file that is not a test.
    pub built_for: TargetSet,
    /// Where assembly or an object file (.syso) is linked into it. Known of own packages.
    pub objects_on: TargetSet,
    /// The files that cgo may have compiled, headers among them, in name order. Known of own
    /// packages.
    pub c_files: Vec<CSource>,
    pub(crate) symbols: OnceLock<Option<Arc<Symbols>>>,
    pub(crate) methods: OnceLock<Arc<Methods>>,
    pub(crate) c_program: OnceLock<Option<Arc<CProgram>>>,
}

impl Package {
    /// A package of these files.
    pub fn new(
        dir: FilePath,
        import_path: Box<str>,
        module: usize,
        is_own: bool,
        files: Vec<SourceFile>,
    ) -> Package {
        let mut package = Package {
            dir,
            import_path,
            module,
            is_own,
            files,
            built_for: TargetSet::EMPTY,
            objects_on: TargetSet::EMPTY,
            c_files: Vec::new(),
            symbols: OnceLock::new(),
            methods: OnceLock::new(),
            c_program: OnceLock::new(),
        };
        package.built_for = package.library_built_for();
        package
    }

    /// Where one of its files that are not tests is built.
    pub(crate) fn library_built_for(&self) -> TargetSet {
        let library = self.files.iter().filter(|file| !file.is_test);
        library.fold(TargetSet::EMPTY, |set, file| set | file.built_for)
    }
}

/// A Go file.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Where it stands.
    pub path: FilePath,
    /// What it says.
    pub facts: Facts,
    /// Where it is built: its name, its constraint, and cgo when it imports "C". A constraint
    /// that the go command refuses counts as none; of an unreadable file only the name counts.
    pub built_for: TargetSet,
    /// `_test.go`.
    pub is_test: bool,
}

impl SourceFile {
    /// Its header.
    pub fn header(&self) -> Option<&Header> {
        self.facts.header()
    }

    /// What its package clause says.
    pub fn package_name(&self) -> Option<&str> {
        self.header()?.package.as_ref().map(|name| &*name.text)
    }

    /// All its facts, if it was read beyond its header.
    pub fn go(&self) -> Option<&GoFile> {
        match &self.facts {
            Facts::Go(file) => Some(file),
            _ => None,
        }
    }
}

/// A file that cgo may have compiled, or a header.
#[derive(Clone, Debug)]
pub struct CSource {
    /// Where it stands.
    pub path: FilePath,
    /// What it is written in.
    pub language: Language,
    /// What it says; none where nobody looked, or it cannot be read.
    pub facts: Option<Arc<CFile>>,
    /// Somebody looked.
    pub is_read: bool,
    /// Where it is built if cgo is on: its name and, once it was read, its constraint.
    pub built_for: TargetSet,
}

/// What is known of an imported package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Availability {
    /// Not read: it may be anywhere.
    Unknown,
    /// Read, or in the embedded table.
    Known {
        /// The package, when it is one of [`Snapshot::packages`].
        package: Option<PackageId>,
        /// Where it has files.
        has_files_on: TargetSet,
        /// Where it has files, and everything that it imports there has too.
        builds_on: TargetSet,
    },
}

impl Snapshot {
    /// What it would know more with; empty when nothing is missing.
    pub fn wanted(&self) -> Vec<Want> {
        Demand::of_everything().next(&self.inputs)
    }

    /// Which configurations findings in a package are about: those that release and CI files build
    /// it for, where these decide and say so; else what is judged in the workspace.
    pub fn judged_for(&self, package: PackageId) -> Judged {
        self.judged_by_package.get(package.0 as usize).copied().unwrap_or(self.judged)
    }

    /// The same workspace with every configuration judged.
    #[must_use]
    pub fn judged_everywhere(&self) -> Snapshot {
        let targets = self.assignment.universe();
        let with_cgo = targets & TargetSet::with_cgo();
        let judged = Judged { targets, tests: targets, with_cgo, ..self.judged };
        Snapshot { judged, judged_by_package: Vec::new(), ..self.clone() }
    }

    /// Decides what is judged, in the workspace and in each package. The error says what is wrong
    /// with the configured targets.
    pub(crate) fn decide_judged(&mut self) -> Result<(), String> {
        let said = self.evidence.of_everything();
        let is_all_read = self.evidence.unread.is_none();
        self.judged = Judged::decide(&self.inputs, &self.assignment, &said, is_all_read)?;
        self.judged_by_package.clear();
        let is_chosen = matches!(self.judged.source, Source::CommandLine | Source::Configuration);
        if is_chosen || self.evidence.clues.is_empty() {
            return Ok(());
        }
        let everything = self.judged;
        let overall = (&said, is_all_read);
        // Of thousands of packages the same few things are said.
        let mut known: Vec<(Said, Judged)> = Vec::new();
        for (id, package) in self.packages.iter().enumerate() {
            if !package.is_own {
                self.judged_by_package.push(everything);
                continue;
            }
            let said = self.evidence.of_package(id);
            let before = known.iter().find(|(other, _)| *other == said).map(|(_, judged)| *judged);
            let judged = before.unwrap_or_else(|| {
                let judged = everything.of_package(&self.inputs, &self.assignment, &said, overall);
                known.push((said, judged));
                judged
            });
            self.judged.targets |= judged.targets;
            self.judged.tests |= judged.tests;
            self.judged.with_cgo |= judged.with_cgo;
            self.judged_by_package.push(judged);
        }
        Ok(())
    }

    /// The packages in which findings are made.
    pub fn own_packages(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().map(|package| &**package).filter(|package| package.is_own)
    }

    /// A package by its index.
    pub fn package(&self, id: PackageId) -> &Package {
        &self.packages[id.0 as usize]
    }

    /// The package of a folder.
    pub fn package_in(&self, dir: &FilePath) -> Option<PackageId> {
        self.by_dir.get(dir).copied()
    }

    /// What an import path means in a package, and where it is available. "C" and "unsafe" are
    /// everywhere; a folder without Go files, or with nothing but tests, is unknown.
    pub fn availability(&self, importer: &Package, import_path: &str) -> Availability {
        let scope = self.layout.scope(importer.module);
        let resolution = self.imports.find(scope, import_path).unwrap_or_else(|| {
            let place = self.layout.resolve(&self.inputs, scope, import_path, &mut Vec::new());
            Resolution::from_place(&place, |dir| self.package_in(dir))
        });
        let universe = self.assignment.universe();
        match resolution {
            Resolution::Unknown => Availability::Unknown,
            Resolution::Anywhere => {
                Availability::Known { package: None, has_files_on: universe, builds_on: universe }
            }
            Resolution::Std(set) => Availability::Known {
                package: None,
                has_files_on: set & universe,
                builds_on: set & universe,
            },
            Resolution::Package(id) => {
                let package = self.package(id);
                if package.files.iter().all(|file| file.is_test) {
                    return Availability::Unknown;
                }
                Availability::Known {
                    package: Some(id),
                    has_files_on: package.built_for,
                    builds_on: self.imports.builds_on[id.0 as usize],
                }
            }
        }
    }

    /// The imports that lead from a package to one without files on some of these targets: import
    /// paths, the last of them the one without files. The shortest such chain; empty when there is
    /// none.
    pub fn chain_to_missing(&self, package: PackageId, on: TargetSet) -> Vec<Box<str>> {
        self.imports.chain_to_missing(&self.packages, package, on)
    }

    /// The packages that imports lead to from these on a target, directly or not, themselves among
    /// them; in the order of their indices.
    pub fn closure(&self, from: &[PackageId], target: Target) -> Vec<PackageId> {
        self.imports.closure(from, target)
    }

    /// The names that a package declares; none for a dependency that was not looked into.
    pub fn symbols(&self, id: PackageId) -> Option<&Symbols> {
        let package = self.package(id);
        let symbols = package.symbols.get_or_init(|| Symbols::of(package).map(Arc::new));
        symbols.as_deref()
    }

    /// The C code of an own package, as it is compiled; none where it was not read, or is too much.
    pub fn c_program(&self, id: PackageId) -> Option<&CProgram> {
        let package = self.package(id);
        let program =
            package.c_program.get_or_init(|| CProgram::of(package, &self.assignment).map(Arc::new));
        program.as_deref()
    }

    /// Whether somebody says that a linker is to be used which passes over what runs before `main`.
    pub(crate) fn links_internally_somewhere(&self) -> bool {
        self.inputs.environment.internal_linking().is_some()
            || self.evidence.clues.iter().any(|clue| clue.command.linking.is_internal)
    }

    /// The own packages whose files import this one, and the files' indices.
    pub fn importers(&self, package: PackageId) -> &[(PackageId, usize)] {
        self.imports.importers.get(package.0 as usize).map_or(&[], Vec::as_slice)
    }

    /// What a path is, as far as it was looked at.
    pub fn listing(&self, dir: &FilePath) -> Option<&Listing> {
        self.inputs.listings.get(dir)
    }

    /// A path as reports show it: relative to the workspace root where it lies below.
    pub fn shown<'a>(&self, path: &'a FilePath) -> &'a str {
        path.relative_to(&self.inputs.root).unwrap_or(path.as_str())
    }

    /// Every file of the main modules' packages, by path.
    pub fn own_files(&self) -> BTreeMap<&FilePath, (PackageId, usize)> {
        let own = (0u32..).zip(&self.packages).filter(|(_, package)| package.is_own);
        own.flat_map(|(id, package)| {
            package
                .files
                .iter()
                .enumerate()
                .map(move |(at, file)| (&file.path, (PackageId(id), at)))
        })
        .collect()
    }
}
