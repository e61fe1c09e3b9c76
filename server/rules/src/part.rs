//! Parts of a workspace that are judged alone, because nothing else has changed.

use std::collections::BTreeSet;

use project::{FilePath, Package, Snapshot};

/// A part of a workspace. Modules are in none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// The packages of these folders.
    Folders(BTreeSet<FilePath>),
    /// These Go files, as their packages have them.
    Files(BTreeSet<FilePath>),
}

impl Part {
    /// Whether findings in a file are this part's.
    pub fn holds(&self, path: &FilePath) -> bool {
        match self {
            Part::Folders(folders) => {
                is_source(path) && path.parent().is_some_and(|it| folders.contains(&it))
            }
            Part::Files(files) => files.contains(path),
        }
    }

    /// The own packages that it touches.
    pub(crate) fn packages<'a>(&self, snapshot: &'a Snapshot) -> Vec<&'a Package> {
        let folders: BTreeSet<FilePath> = match self {
            Part::Folders(folders) => folders.clone(),
            Part::Files(files) => files.iter().filter_map(FilePath::parent).collect(),
        };
        let ids = folders.iter().filter_map(|dir| snapshot.package_in(dir));
        ids.map(|id| snapshot.package(id)).filter(|package| package.is_own).collect()
    }
}

/// Whether a file is part of a package. go.mod and the like stand in the same folder, and are not.
fn is_source(path: &FilePath) -> bool {
    const EXTENSIONS: [&str; 20] = [
        "go", "c", "cc", "cpp", "cxx", "m", "h", "hh", "hpp", "hxx", "f", "F", "for", "f90", "s",
        "S", "sx", "swig", "swigcxx", "syso",
    ];
    path.name().rsplit_once('.').is_some_and(|(_, it)| EXTENSIONS.contains(&it))
}
