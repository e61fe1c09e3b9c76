//! Which uses of names do not compile where their file is built, and which names are missing
//! together.

use platform::{FileName, TargetSet};
use project::{
    Availability, FileScope, MissingMember, Names, Package, PackageId, Reference, Snapshot,
    SourceFile, Symbol,
};
use syntax::Span;
use syntax::go::{DeclarationKind, GoFile, Header, Use};

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
    let Some(seen) = Seen::by(snapshot, package, file) else { return Vec::new() };
    let on =
        |it: &Reference<'_>| seen.complained_on(missing_on(file, it), it.name.span, it.declared_on);
    let broken = seen.references.iter().map(|it| Broken { reference: *it, on: on(it) });
    broken.filter(|it| !it.on.is_empty()).collect()
}

/// The fields and methods that a file selects and that its compiler misses somewhere.
pub(crate) fn broken_members<'a>(
    snapshot: &'a Snapshot,
    package: &'a Package,
    file: &'a SourceFile,
) -> Vec<MissingMember<'a>> {
    let mut missing = snapshot.missing_members(package, file);
    if missing.is_empty() {
        return missing;
    }
    let Some(seen) = Seen::by(snapshot, package, file) else { return Vec::new() };
    for it in &mut missing {
        it.missing_on = seen.complained_on(it.missing_on, it.selection.member.span, it.declared_on);
    }
    missing.retain(|it| !it.missing_on.is_empty());
    missing
}

/// What a file refers to.
struct Seen<'a> {
    snapshot: &'a Snapshot,
    package: &'a Package,
    file: &'a SourceFile,
    go: &'a GoFile,
    scope: FileScope<'a>,
    references: Vec<Reference<'a>>,
}

impl<'a> Seen<'a> {
    fn by(snapshot: &'a Snapshot, package: &'a Package, file: &'a SourceFile) -> Option<Seen<'a>> {
        let go = file.go()?;
        let scope: FileScope<'a> = snapshot.scope(package, file);
        let of_use = |used: &'a Use| scope.reference(used);
        let references = go.uses().iter().filter_map(of_use).collect();
        Some(Seen { snapshot, package, file, go, scope, references })
    }

    /// Where the compiler complains of what is missing at a place: where it looks at it.
    fn complained_on(&self, missing_on: TargetSet, at: Span, declared_on: TargetSet) -> TargetSet {
        if missing_on.is_empty() {
            return missing_on;
        }
        let around = self.go.passed_over.iter().filter(|it| holds(it.text, at));
        let passed_over_on = around.map(|it| {
            names_missing_on(self.file, &self.references, it.after)
                | packages_missing_on(self.snapshot, self.package, &self.scope, self.go, it.after)
                | methods_missing_on(self.package, &it.members)
        });
        let mut on = missing_on - passed_over_on.collect::<TargetSet>();
        // Tests run where they are built: with cgo.
        let needs_cgo = !declared_on.intersects(TargetSet::without_cgo());
        if self.file.is_test && needs_cgo && !declared_on.is_empty() {
            on -= TargetSet::without_cgo();
        }
        // A name that is missing on every port is an ordinary mistake.
        if on == self.snapshot.assignment.universe() { TargetSet::EMPTY } else { on }
    }
}

fn missing_on(file: &SourceFile, reference: &Reference<'_>) -> TargetSet {
    file.built_for - reference.available_on
}

/// Where a name is missing that is used in a place: the compiler does not get further.
fn names_missing_on(file: &SourceFile, references: &[Reference<'_>], place: Span) -> TargetSet {
    let there = references.iter().filter(|it| holds(place, it.name.span));
    there.map(|it| missing_on(file, it)).collect()
}

/// Where a package has no files, of which a name is used in a place.
fn packages_missing_on(
    snapshot: &Snapshot,
    package: &Package,
    scope: &FileScope<'_>,
    go: &GoFile,
    place: Span,
) -> TargetSet {
    let there = go.uses().iter().filter(|used| holds(place, used.name.span));
    let qualifiers =
        there.filter_map(|used| used.package.as_ref().or(used.member.as_ref().map(|_| &used.name)));
    let imports = qualifiers.filter_map(|it| scope.import_called(&it.text));
    let missing_on =
        imports.map(|import| match snapshot.availability(package, &import.path.text) {
            Availability::Known { has_files_on, .. } => {
                snapshot.assignment.universe() - has_files_on
            }
            Availability::Unknown => TargetSet::EMPTY,
        });
    missing_on.collect()
}

/// Where a package has not all methods of these names that it has elsewhere. Of which types is not
/// looked at.
fn methods_missing_on(package: &Package, names: &[Box<str>]) -> TargetSet {
    let declared_on = |name: &str| {
        let declares = |file: &&SourceFile| {
            let declared = file.go().into_iter().flat_map(|go| &go.declarations);
            let mut methods = declared.filter(|it| it.kind == DeclarationKind::Method);
            methods.any(|it| &*it.name.text == name)
        };
        package.files.iter().filter(declares).map(|file| file.built_for).collect::<TargetSet>()
    };
    let declared_on = names.iter().map(|name| declared_on(name)).filter(|on| !on.is_empty());
    declared_on.map(|on| package.built_for - on).collect()
}

/// Where a file drops out because cgo is off: one that imports "C", where it would be built with
/// cgo, and on the ports that have no cgo, where nothing else forbids it.
pub(crate) fn drops_on(snapshot: &Snapshot, file: &SourceFile) -> TargetSet {
    if !file.header().is_some_and(Header::uses_cgo) {
        return TargetSet::EMPTY;
    }
    let off = snapshot.assignment.universe() & TargetSet::without_cgo();
    (file.built_for.with_both_cgo_settings() | allowed_on(snapshot, file)) & off
}

/// Where a file's name and constraint hold, whatever it imports; nowhere if the constraint cannot
/// be parsed.
pub(crate) fn allowed_on(snapshot: &Snapshot, file: &SourceFile) -> TargetSet {
    let assignment = &snapshot.assignment;
    let named = assignment.name_holds_on(&FileName::parse(file.path.name()));
    match file.header().and_then(|header| header.constraint.as_ref()) {
        None => named,
        Some(Ok(constraint)) => named & assignment.holds_on(constraint),
        Some(Err(_)) => TargetSet::EMPTY,
    }
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
