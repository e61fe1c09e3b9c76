//! The join after an edit inside files: everything but their own facts is taken over.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use platform::TargetSet;
use syntax::go::GoFile;

use crate::imports::Edge;
use crate::inputs::is_assembly_name;
use crate::join::{c_file, source_file};
use crate::{Changed, Facts, FilePath, Inputs, Inside, Listing, PackageId, Snapshot, SourceFile};

/// The Snapshot that a join of these inputs gives, made from the one before; none where more has
/// changed than C files, and Go files that import what they imported before.
pub(crate) fn rejoin(inputs: &Arc<Inputs>, previous: &Snapshot) -> Option<Snapshot> {
    let changed = changed_files(inputs, &previous.inputs)?;
    let mut places = Vec::new();
    let mut c_places = Vec::new();
    for path in changed {
        let (facts, old) = (inputs.files.get(path)?, previous.inputs.files.get(path)?);
        if let (Facts::C(_), Facts::C(_)) = (facts, old) {
            c_places.push((previous.package_in(&path.parent()?)?, path, facts));
            continue;
        }
        if !imports_the_same(facts, old) {
            return None;
        }
        // Assembly says where functions may do without bodies, and is no file of its package.
        if is_assembly_name(path.name()) {
            return None;
        }
        // A file of no package: a test of a dependency, say.
        let Some(id) = previous.package_in(&path.parent()?) else {
            continue;
        };
        let files = &previous.package(id).files;
        places.extend(files.iter().position(|file| file.path == *path).map(|file| (id, file)));
    }
    let mut snapshot = Snapshot { inputs: Arc::clone(inputs), ..previous.clone() };
    let mut changed = BTreeMap::new();
    let mut is_built_elsewhere = false;
    for (id, file) in places {
        let package = Arc::make_mut(&mut snapshot.packages[id.0 as usize]);
        let old = &mut package.files[file];
        let new = source_file(inputs, &snapshot.assignment, old.path.as_str())?;
        let inside = inside(old, &new);
        is_built_elsewhere |= new.built_for != old.built_for;
        *old = new;
        package.c_program = OnceLock::new();
        if inside == Inside::Declarations {
            package.built_for = package.library_built_for();
            package.symbols = OnceLock::new();
            package.methods = OnceLock::new();
        }
        let known = changed.entry(id).or_insert(inside);
        *known = (*known).max(inside);
    }
    for (id, path, facts) in c_places {
        let package = Arc::make_mut(&mut snapshot.packages[id.0 as usize]);
        let source = package.c_files.iter_mut().find(|it| it.path == *path)?;
        *source = c_file(&snapshot.assignment, path.clone(), source.language, Some(facts));
        package.c_program = OnceLock::new();
        changed.insert(id, Inside::Declarations);
    }
    if is_built_elsewhere {
        for id in changed.into_keys() {
            snapshot.weigh_edges(id)?;
        }
        Arc::make_mut(&mut snapshot.imports).find_builds(&snapshot.packages);
        snapshot.evidence.follow(&snapshot.packages, &snapshot.imports);
        snapshot.decide_judged().ok()?;
        snapshot.changed = Changed::Everything;
    } else {
        snapshot.changed = Changed::Packages(changed);
    }
    Some(snapshot)
}

impl Snapshot {
    /// Computes anew where the imports of a package's files apply.
    fn weigh_edges(&mut self, id: PackageId) -> Option<()> {
        let scope = self.layout.scope(self.package(id).module);
        let mut numbers: Vec<(u32, TargetSet)> = Vec::new();
        for file in self.packages[id.0 as usize].files.iter().filter(|file| !file.is_test) {
            for import in file.header().into_iter().flat_map(|header| &header.imports) {
                numbers.push((self.imports.known(scope, &import.path.text)?, file.built_for));
            }
        }
        let imports = Arc::make_mut(&mut self.imports);
        let edges: &mut Vec<Edge> = &mut imports.edges[id.0 as usize];
        for edge in edges {
            let same = numbers.iter().filter(|(number, _)| *number == edge.import);
            edge.on = same.fold(TargetSet::EMPTY, |on, (_, built_for)| on | *built_for);
        }
        Some(())
    }
}

/// The files whose facts are others; none where anything else differs.
fn changed_files<'a>(inputs: &'a Inputs, before: &Inputs) -> Option<Vec<&'a FilePath>> {
    let is_alike = inputs.root == before.root
        && inputs.go_work == before.go_work
        && inputs.repository == before.repository
        && inputs.environment == before.environment
        && inputs.configuration == before.configuration
        && inputs.configuration_file == before.configuration_file
        && inputs.targets_from == before.targets_from
        && are_alike(&inputs.listings, &before.listings);
    if !is_alike {
        return None;
    }
    inputs.files.changed_since(&before.files, is_same_facts)
}

fn are_alike(
    listings: &Arc<BTreeMap<FilePath, Listing>>,
    before: &Arc<BTreeMap<FilePath, Listing>>,
) -> bool {
    Arc::ptr_eq(listings, before)
        || listings.len() == before.len()
            && listings.iter().zip(&**before).all(|((dir, listing), (other, old))| {
                dir.is_same_text(other) && is_same_listing(listing, old)
            })
}

fn is_same_listing(listing: &Listing, old: &Listing) -> bool {
    match (listing, old) {
        (Listing::Folder(entries), Listing::Folder(others)) if Arc::ptr_eq(entries, others) => true,
        _ => listing == old,
    }
}

fn is_same_facts(facts: &Facts, old: &Facts) -> bool {
    match (facts, old) {
        (Facts::Go(facts), Facts::Go(old)) => Arc::ptr_eq(facts, old),
        (Facts::Header(facts), Facts::Header(old)) => Arc::ptr_eq(facts, old),
        (Facts::GoMod(facts), Facts::GoMod(old)) => Arc::ptr_eq(facts, old),
        (Facts::C(facts), Facts::C(old)) => Arc::ptr_eq(facts, old),
        (Facts::Builds(facts), Facts::Builds(old)) => Arc::ptr_eq(facts, old),
        (Facts::Unreadable, Facts::Unreadable) => true,
        _ => false,
    }
}

/// What is other in a file.
fn inside(old: &SourceFile, new: &SourceFile) -> Inside {
    let declares_the_same = |file: &GoFile, old: &GoFile| {
        // One that was not read whole may have to be by now.
        file.uses.is_some() && !file.header.uses_cgo() && file.says_outside_of_bodies_what(old)
    };
    let is_same = new.built_for == old.built_for
        && new.go().zip(old.go()).is_some_and(|(new, old)| declares_the_same(new, old));
    if is_same { Inside::Bodies } else { Inside::Declarations }
}

/// Whether both are Go files with the same imports in the same order.
fn imports_the_same(facts: &Facts, old: &Facts) -> bool {
    let (Some(header), Some(old)) = (facts.header(), old.header()) else {
        return false;
    };
    let paths = header.imports.iter().map(|import| &import.path.text);
    paths.eq(old.imports.iter().map(|import| &import.path.text))
}
