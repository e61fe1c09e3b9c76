//! The joined view of a workspace that rules read. Immutable.

use std::collections::BTreeMap;
use std::sync::Arc;

use platform::{Assignment, TargetSet};
use syntax::go::{GoFile, Header};
use syntax::go_mod::GoMod;

use crate::{Facts, FilePath, Inputs, Judged, Listing, Want};

/// A whole workspace at one moment.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// What it was made from.
    pub inputs: Arc<Inputs>,
    /// Tags and release in force.
    pub assignment: Assignment,
    /// Which configurations findings are about.
    pub judged: Judged,
    /// Main modules first, in path order; then local dependencies (`replace` folders).
    pub modules: Vec<Module>,
    /// Packages of the main modules and every dependency read so far, by folder.
    pub packages: Vec<Package>,
}

/// Index into [`Snapshot::packages`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PackageId(pub u32);

/// A module.
#[derive(Clone, Debug)]
pub struct Module {
    /// Its folder.
    pub dir: FilePath,
    /// Its path; none for a folder without a go.mod, or with one that does not say.
    pub path: Option<Box<str>>,
    /// Its go.mod and that file's facts.
    pub go_mod: Option<(FilePath, Arc<GoMod>)>,
    /// Findings are made in it.
    pub is_main: bool,
    /// It has a vendor/modules.txt that the go command would obey.
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
    /// Its Go files in name order, tests among them.
    pub files: Vec<SourceFile>,
    /// Where it has a file that is not a test.
    pub built_for: TargetSet,
}

/// A Go file.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Where it stands.
    pub path: FilePath,
    /// What it says.
    pub facts: Facts,
    /// Where it is built: its name, its constraint, and cgo when it imports "C".
    pub built_for: TargetSet,
    /// `_test.go`.
    pub is_test: bool,
}

impl SourceFile {
    /// Its header.
    pub fn header(&self) -> Option<&Header> {
        match &self.facts {
            Facts::Go(file) => Some(&file.header),
            Facts::Header(header) => Some(header),
            Facts::GoMod(_) | Facts::Unreadable => None,
        }
    }

    /// All its facts, if it was parsed whole.
    pub fn go(&self) -> Option<&GoFile> {
        match &self.facts {
            Facts::Go(file) => Some(file),
            _ => None,
        }
    }
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
    /// Joins the inputs. `previous`, the Snapshot before a change, saves work; the result is the same without it.
    pub fn join(inputs: Arc<Inputs>, _previous: Option<&Snapshot>) -> Result<Snapshot, String> {
        let assignment = Assignment::new(platform::Release::CURRENT);
        Ok(Snapshot {
            judged: Judged {
                targets: TargetSet::EMPTY,
                with_cgo: TargetSet::EMPTY,
                source: crate::Source::Default,
            },
            inputs,
            assignment,
            modules: Vec::new(),
            packages: Vec::new(),
        })
    }

    /// What it would know more with; empty when nothing is missing.
    pub fn wanted(&self) -> Vec<Want> {
        Vec::new()
    }

    /// A package by its index.
    pub fn package(&self, id: PackageId) -> &Package {
        &self.packages[id.0 as usize]
    }

    /// The package of a folder.
    pub fn package_in(&self, _dir: &FilePath) -> Option<PackageId> {
        None
    }

    /// What an import path means in a package, and where it is available.
    pub fn availability(&self, _importer: &Package, _import_path: &str) -> Availability {
        Availability::Unknown
    }

    /// The imports that lead from a package to one without files on some of these targets: import
    /// paths, the last of them the one without files.
    pub fn chain_to_missing(&self, _package: PackageId, _on: TargetSet) -> Vec<Box<str>> {
        Vec::new()
    }

    /// The own packages whose files import this one, and the files' indices.
    pub fn importers(&self, _package: PackageId) -> &[(PackageId, usize)] {
        &[]
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
        BTreeMap::new()
    }
}
