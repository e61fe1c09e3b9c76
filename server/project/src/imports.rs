//! The import graph of a Snapshot: who imports whom where, and where everything that is imported
//! has files.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::Arc;

use platform::{Target, TargetSet};

use crate::fast_map::FastMap;
use crate::layout::{Place, Scope};
use crate::{FilePath, Package, PackageId};

/// What an import path leads to, as an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Resolution {
    /// Not known.
    Unknown,
    /// "C" and "unsafe".
    Anywhere,
    /// A package of the standard library that is not read.
    Std(TargetSet),
    /// A package that is read.
    Package(PackageId),
}

impl Resolution {
    /// From a place, given the packages that were read.
    pub(crate) fn from_place(
        place: &Place,
        package_in: impl FnOnce(&FilePath) -> Option<PackageId>,
    ) -> Resolution {
        match place {
            Place::Anywhere => Resolution::Anywhere,
            Place::Std(set) => Resolution::Std(*set),
            Place::Folder(dir, _) => {
                package_in(dir).map_or(Resolution::Unknown, Resolution::Package)
            }
            Place::Unknown => Resolution::Unknown,
        }
    }
}

/// The imports of a package's files that are not tests, merged by path.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Edge {
    /// Index into [`Imports::paths`].
    pub(crate) import: u32,
    /// Where a file with that import is built.
    pub(crate) on: TargetSet,
}

/// The import graph.
#[derive(Clone, Debug, Default)]
pub(crate) struct Imports {
    /// Numbers of import paths, by scope.
    ids: [FastMap<Box<str>, u32>; 2],
    paths: Vec<Box<str>>,
    resolutions: Vec<Resolution>,
    /// By package.
    pub(crate) edges: Vec<Vec<Edge>>,
    /// By package: own packages whose files import it, and the files' indices.
    pub(crate) importers: Vec<Vec<(PackageId, usize)>>,
    /// By package: where it has files, and everything that it imports there has too.
    pub(crate) builds_on: Vec<TargetSet>,
}

impl Imports {
    /// What an import path that occurs leads to.
    pub(crate) fn find(&self, scope: Scope, path: &str) -> Option<Resolution> {
        self.known(scope, path).map(|id| self.resolution(id))
    }

    /// The number of an import path that was met before.
    pub(crate) fn known(&self, scope: Scope, path: &str) -> Option<u32> {
        self.ids[scope as usize].get(path).copied()
    }

    /// Adds an import path and what it leads to; gives its number.
    pub(crate) fn add(&mut self, scope: Scope, path: &str, resolution: Resolution) -> u32 {
        let id = self.paths.len() as u32;
        self.ids[scope as usize].insert(path.into(), id);
        self.paths.push(path.into());
        self.resolutions.push(resolution);
        id
    }

    pub(crate) fn resolution(&self, import: u32) -> Resolution {
        self.resolutions[import as usize]
    }

    /// Computes [`Imports::builds_on`]: the largest answer in which every package builds only where
    /// what it imports builds. Import cycles are tolerated; what is not known builds everywhere.
    pub(crate) fn find_builds(&mut self, packages: &[Arc<Package>]) {
        let mut builds: Vec<TargetSet> = packages.iter().map(|package| package.built_for).collect();
        let mut dependents: Vec<Vec<(usize, TargetSet)>> = vec![Vec::new(); packages.len()];
        let mut shrunk = Vec::new();
        for (package, edges) in self.edges.iter().enumerate() {
            for edge in edges {
                match self.resolution(edge.import) {
                    Resolution::Std(set) => builds[package] -= edge.on - set,
                    Resolution::Package(id) if has_library_files(packages, id) => {
                        dependents[id.0 as usize].push((package, edge.on));
                    }
                    _ => {}
                }
            }
        }
        shrunk.extend(0..packages.len());
        while let Some(package) = shrunk.pop() {
            for &(dependent, on) in &dependents[package] {
                let left = builds[dependent] - (on - builds[package]);
                if left != builds[dependent] {
                    builds[dependent] = left;
                    shrunk.push(dependent);
                }
            }
        }
        self.builds_on = builds;
    }

    /// See [`crate::Snapshot::chain_to_missing`].
    pub(crate) fn chain_to_missing(
        &self,
        packages: &[Arc<Package>],
        from: PackageId,
        on: TargetSet,
    ) -> Vec<Box<str>> {
        let mut steps = vec![Step { package: from, targets: on, reached: None }];
        let mut covered: HashMap<PackageId, TargetSet> = HashMap::from([(from, on)]);
        let mut queue = VecDeque::from([0]);
        while let Some(at) = queue.pop_front() {
            let Step { package, targets, .. } = steps[at];
            for edge in self.edges.get(package.0 as usize).into_iter().flatten() {
                let targets = targets & edge.on;
                let (next, has_files_on) = match self.resolution(edge.import) {
                    Resolution::Unknown | Resolution::Anywhere => continue,
                    Resolution::Std(set) => (None, set),
                    Resolution::Package(id) if !has_library_files(packages, id) => continue,
                    Resolution::Package(id) => (Some(id), packages[id.0 as usize].built_for),
                };
                if !(targets - has_files_on).is_empty() {
                    return self.trace(&steps, at, edge.import);
                }
                let Some(next) = next else { continue };
                let known = covered.entry(next).or_default();
                if !(targets - *known).is_empty() {
                    *known |= targets;
                    queue.push_back(steps.len());
                    steps.push(Step { package: next, targets, reached: Some((at, edge.import)) });
                }
            }
        }
        Vec::new()
    }

    /// See [`crate::Snapshot::closure`].
    pub(crate) fn closure(&self, from: &[PackageId], target: Target) -> Vec<PackageId> {
        let mut reached: BTreeSet<PackageId> = from.iter().copied().collect();
        let mut left: Vec<PackageId> = from.to_vec();
        while let Some(package) = left.pop() {
            for edge in self.edges.get(package.0 as usize).into_iter().flatten() {
                if let Resolution::Package(id) = self.resolution(edge.import)
                    && edge.on.contains(target)
                    && reached.insert(id)
                {
                    left.push(id);
                }
            }
        }
        reached.into_iter().collect()
    }

    fn trace(&self, steps: &[Step], mut at: usize, last: u32) -> Vec<Box<str>> {
        let mut chain = vec![self.paths[last as usize].clone()];
        while let Some((before, import)) = steps[at].reached {
            chain.push(self.paths[import as usize].clone());
            at = before;
        }
        chain.reverse();
        chain
    }
}

/// A package met on the way along imports.
struct Step {
    package: PackageId,
    targets: TargetSet,
    /// The step and the import that led there.
    reached: Option<(usize, u32)>,
}

/// Whether a package can be imported at all: it holds more than tests.
fn has_library_files(packages: &[Arc<Package>], id: PackageId) -> bool {
    packages[id.0 as usize].files.iter().any(|file| !file.is_test)
}
