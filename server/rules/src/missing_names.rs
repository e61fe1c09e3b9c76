//! Which uses of names do not compile where their file is built, and which names are missing
//! together.

use platform::{FileName, TargetSet};
use project::{FileScope, Names, Package, PackageId, Reference, Snapshot, SourceFile, Symbol};
use syntax::Span;
use syntax::go::{GoFile, Use};

/// A use of a name that does not exist somewhere where its file is built.
pub(crate) struct Broken<'a> {
    pub(crate) reference: Reference<'a>,
    /// Where the compiler says so.
    pub(crate) on: TargetSet,
}

/// The uses of a file that do not compile somewhere.
pub(crate) fn broken<'a>(
    snapshot: &'a Snapshot,
    package: &'a Package,
    file: &'a SourceFile,
) -> Vec<Broken<'a>> {
    let Some(go) = file.go() else { return Vec::new() };
    let scope: FileScope<'a> = snapshot.scope(package, file);
    let of_use = |used: &'a Use| scope.reference(used);
    let references: Vec<Reference<'a>> = go.uses().iter().filter_map(of_use).collect();
    let on = |reference: &Reference<'_>| {
        let mut on = missing_on(file, reference) - passed_over_on(file, go, &references, reference);
        // Tests run where they are built: with cgo.
        let needs_cgo = !reference.declared_on.intersects(TargetSet::without_cgo());
        if file.is_test && needs_cgo && !reference.declared_on.is_empty() {
            on -= TargetSet::without_cgo();
        }
        // A name that is missing on every port is an ordinary mistake.
        if on == snapshot.assignment.universe() { TargetSet::EMPTY } else { on }
    };
    let broken = references.iter().map(|it| Broken { reference: *it, on: on(it) });
    broken.filter(|it| !it.on.is_empty()).collect()
}

fn missing_on(file: &SourceFile, reference: &Reference<'_>) -> TargetSet {
    file.built_for - reference.available_on
}

/// Where the compiler does not get to a name, because it misses another before.
fn passed_over_on(
    file: &SourceFile,
    go: &GoFile,
    references: &[Reference<'_>],
    reference: &Reference<'_>,
) -> TargetSet {
    let around = go.passed_over.iter().filter(|it| holds(it.text, reference.name.span));
    around.fold(TargetSet::EMPTY, |set, it| {
        let before = references.iter().filter(|other| holds(it.after, other.name.span));
        before.fold(set, |set, other| set | missing_on(file, other))
    })
}

/// Where a file drops out because cgo is off: one that imports "C", where it would be built with
/// cgo, and on the ports that have no cgo, where nothing else forbids it.
pub(crate) fn drops_on(snapshot: &Snapshot, file: &SourceFile) -> TargetSet {
    let assignment = &snapshot.assignment;
    let Some(header) = file.header().filter(|header| header.uses_cgo()) else {
        return TargetSet::EMPTY;
    };
    let named = assignment.name_holds_on(&FileName::parse(file.path.name()));
    let allowed = match &header.constraint {
        None => named,
        Some(Ok(constraint)) => named & assignment.holds_on(constraint),
        Some(Err(_)) => TargetSet::EMPTY,
    };
    let off = assignment.universe() & TargetSet::without_cgo();
    (file.built_for.with_both_cgo_settings() | allowed) & off
}

/// Whether a span lies in another.
pub(crate) fn holds(outer: Span, inner: Span) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// Where an own package lacks a name that one of its files declares, and which other names are
/// missing with it: those of the same files on the same ports.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Family<'a> {
    package: &'a Package,
    /// The name, with its declarations.
    pub(crate) symbol: &'a Symbol,
    /// Where the package has files, and none of them declares the name.
    pub(crate) missing_on: TargetSet,
}

impl<'a> Family<'a> {
    /// None where the name is not one of an own package, is missing nowhere, or only because of
    /// cgo: then `cgo-disabled` knows better.
    pub(crate) fn of(snapshot: &'a Snapshot, id: PackageId, name: &str) -> Option<Family<'a>> {
        let package = snapshot.package(id);
        if !package.is_own {
            return None;
        }
        // What tests declare, only tests see.
        let names = &snapshot.symbols(id)?.library;
        Family::of_symbol(snapshot, package, names, names.get(name)?)
    }

    /// The same, of a symbol among the names of its package.
    pub(crate) fn of_symbol(
        snapshot: &Snapshot,
        package: &'a Package,
        names: &Names,
        symbol: &'a Symbol,
    ) -> Option<Family<'a>> {
        let missing_on = names.built_for - symbol.on - names.unknown_on;
        let variants = symbol.variants.iter().map(|variant| variant.file(package));
        let dropped_on = variants.map(|file| drops_on(snapshot, file)).collect::<TargetSet>();
        let is_cgos =
            symbol.on.is_subset_of(TargetSet::with_cgo()) || missing_on.is_subset_of(dropped_on);
        let is_family = !symbol.on.is_empty() && !missing_on.is_empty() && !is_cgos;
        is_family.then_some(Family { package, symbol, missing_on })
    }

    /// The same for all its members, and for no others.
    pub(crate) fn key(&self) -> String {
        let mut files: Vec<&str> = self
            .symbol
            .variants
            .iter()
            .map(|variant| variant.file(self.package))
            .filter(|file| !file.built_for.is_empty())
            .map(|file| file.path.name())
            .collect();
        files.dedup();
        format!("{} {} {:?}", self.package.dir, files.join(" "), self.missing_on)
    }
}
