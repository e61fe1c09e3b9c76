//! What a change reaches: where something else may be said than before.

use std::collections::{BTreeMap, BTreeSet};

use crate::imports::Resolution;
use crate::{PackageId, Snapshot, SourceFile};

/// What is other than it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changed {
    /// Anything may be: modules, settings, where files are built.
    Everything,
    /// What files of these packages say, beside their imports and where they are built.
    Packages(BTreeMap<PackageId, Inside>),
}

/// What is other in a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Inside {
    /// What functions do, and nothing that anything else in the package could see.
    Bodies,
    /// What is declared.
    Declarations,
}

impl Changed {
    /// Nothing.
    pub const NOTHING: Changed = Changed::Packages(BTreeMap::new());

    /// Adds what else is.
    pub fn add(&mut self, other: &Changed) {
        let (Changed::Packages(packages), Changed::Packages(others)) = (&mut *self, other) else {
            *self = Changed::Everything;
            return;
        };
        for (id, inside) in others {
            let known = packages.entry(*id).or_insert(*inside);
            *known = (*known).max(*inside);
        }
    }

    /// Whether everything is declared as it was.
    pub fn is_in_bodies(&self) -> bool {
        match self {
            Changed::Everything => false,
            Changed::Packages(packages) => {
                packages.values().all(|inside| *inside == Inside::Bodies)
            }
        }
    }
}

impl Snapshot {
    /// The packages of which something else may be said after such a change: none when that is all
    /// of them. Own packages that import one which declares something else, however indirectly, see
    /// that; and the packages that any of these import are used otherwise.
    pub fn affected_by(&self, changed: &Changed) -> Option<BTreeSet<PackageId>> {
        let Changed::Packages(changed) = changed else { return None };
        let mut affected: BTreeSet<PackageId> = changed.keys().copied().collect();
        let mut queue = declared_anew(changed).collect::<Vec<_>>();
        while let Some(id) = queue.pop() {
            for (importer, _) in self.importers(id) {
                if affected.insert(*importer) {
                    queue.push(*importer);
                }
            }
        }
        let imported: Vec<PackageId> =
            affected.iter().flat_map(|id| self.own_imports(*id)).collect();
        affected.extend(imported);
        Some(affected)
    }

    /// The own packages that files of a package import, tests among them.
    fn own_imports(&self, id: PackageId) -> impl Iterator<Item = PackageId> {
        let package = self.package(id);
        let scope = self.layout.scope(package.module);
        let headers = package.files.iter().filter_map(SourceFile::header);
        let imports = headers.flat_map(|header| &header.imports);
        imports.filter_map(move |import| match self.imports.find(scope, &import.path.text)? {
            Resolution::Package(id) if self.package(id).is_own => Some(id),
            _ => None,
        })
    }
}

/// The packages that declare something else.
pub(crate) fn declared_anew(
    changed: &BTreeMap<PackageId, Inside>,
) -> impl Iterator<Item = PackageId> {
    let is_anew = |(_, inside): &(&PackageId, &Inside)| **inside == Inside::Declarations;
    changed.iter().filter(is_anew).map(|(id, _)| *id)
}
