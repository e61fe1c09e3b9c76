//! What a change reaches: where something else may be said than before.

use std::collections::BTreeSet;

use crate::imports::Resolution;
use crate::{PackageId, Snapshot, SourceFile};

/// What is other than it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changed {
    /// Anything may be: modules, settings, where files are built.
    Everything,
    /// What files of these packages say, beside their imports and where they are built.
    Packages(BTreeSet<PackageId>),
}

impl Changed {
    /// Nothing.
    pub const NOTHING: Changed = Changed::Packages(BTreeSet::new());

    /// Adds what else is.
    pub fn add(&mut self, other: &Changed) {
        match (&mut *self, other) {
            (Changed::Packages(packages), Changed::Packages(others)) => packages.extend(others),
            _ => *self = Changed::Everything,
        }
    }
}

impl Snapshot {
    /// The packages of which something else may be said after such a change: none when that is all
    /// of them. Own packages that import a changed one, however indirectly, see other declarations;
    /// and the packages that any of these import are used otherwise.
    pub fn affected_by(&self, changed: &Changed) -> Option<BTreeSet<PackageId>> {
        let Changed::Packages(changed) = changed else { return None };
        let mut affected = changed.clone();
        let mut queue: Vec<PackageId> = changed.iter().copied().collect();
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
