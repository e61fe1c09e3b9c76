//! Go functions that C can call, and what the packages that hold them become.

use std::collections::HashSet;

use platform::TargetSet;
use project::{Package, PackageId, Snapshot, SourceFile};
use syntax::Name;
use syntax::go::{Declaration, DeclarationKind};

/// A Go function that C can call.
pub(crate) struct Export<'a> {
    /// As C calls it.
    pub(crate) name: &'a str,
    /// The function's name in Go.
    pub(crate) function: &'a Name,
    /// The index of its file in the package.
    pub(crate) file: usize,
    /// Where its file is built.
    pub(crate) on: TargetSet,
}

/// Whether a file imports "C" and is no test.
pub(crate) fn is_cgo(file: &SourceFile) -> bool {
    !file.is_test && file.header().is_some_and(syntax::go::Header::uses_cgo)
}

/// The Go functions of a package that C can call, in order.
pub(crate) fn exports(package: &Package) -> Vec<Export<'_>> {
    let files = package.files.iter().enumerate().filter(|(_, file)| is_cgo(file));
    files.flat_map(|(index, file)| exports_of(index, file)).collect()
}

/// The functions of a file that C can call.
pub(crate) fn exports_of(index: usize, file: &SourceFile) -> Vec<Export<'_>> {
    let Some(go) = file.go().filter(|_| is_cgo(file)) else { return Vec::new() };
    let directives = go.directives.iter().filter(|it| &*it.verb == "export");
    let export = |directive: &'_ syntax::go::Directive| {
        let below = |it: &&Declaration| it.span.start > directive.span.start;
        // The comment is the function's own: nothing is declared in between.
        let declaration = go.declarations.iter().filter(below).min_by_key(|it| it.span.start)?;
        matches!(declaration.kind, DeclarationKind::Func | DeclarationKind::Method)
            .then_some(&declaration.name)
    };
    directives
        .filter(|directive| !directive.arguments.is_empty())
        .filter_map(|directive| {
            let function = export(directive)?;
            let (name, on) = (&*directive.arguments, file.built_for);
            Some(Export { name, function, file: index, on })
        })
        .collect()
}

/// A package and every own package that imports it, over however many others.
pub(crate) fn with_importers(snapshot: &Snapshot, package: PackageId) -> HashSet<PackageId> {
    let mut seen = HashSet::from([package]);
    let mut pending = vec![package];
    while let Some(package) = pending.pop() {
        for (importer, file) in snapshot.importers(package) {
            let is_test = snapshot.package(*importer).files[*file].is_test;
            if !is_test && seen.insert(*importer) {
                pending.push(*importer);
            }
        }
    }
    seen
}

/// Whether everything that a package ends up in is a library for C programs: release or CI files
/// build it so and not otherwise, or its `main` is empty, as such a library's is.
pub(crate) fn is_only_in_c_libraries(snapshot: &Snapshot, package: PackageId) -> bool {
    let users = with_importers(snapshot, package);
    let mut programs = users.iter().filter(|id| is_program(snapshot.package(**id))).peekable();
    programs.peek().is_some() && programs.all(|id| is_c_library(snapshot, *id))
}

fn is_program(package: &Package) -> bool {
    package.files.iter().any(|file| !file.is_test && file.package_name() == Some("main"))
}

fn is_c_library(snapshot: &Snapshot, program: PackageId) -> bool {
    let package = snapshot.package(program);
    if has_empty_main(package) && !exports(package).is_empty() {
        return true;
    }
    let clues = || snapshot.evidence.clues.iter().filter(|it| it.packages.contains(&program));
    // `go vet ./...` says nothing of what a program becomes.
    let is_meant = |packages: &[Box<str>]| packages.iter().any(|it| !it.contains("..."));
    clues().any(|clue| clue.command.linking.is_c_library())
        && clues()
            .all(|clue| clue.command.linking.is_c_library() || !is_meant(&clue.command.packages))
}

/// The longest body that holds nothing but blanks.
const EMPTY_BODY: u32 = " {\n\n}".len() as u32;

fn has_empty_main(package: &Package) -> bool {
    let files = package.files.iter().filter(|file| !file.is_test);
    let mut declarations = files.filter_map(SourceFile::go).flat_map(|go| &go.declarations);
    declarations.any(|it| {
        it.kind == DeclarationKind::Func
            && &*it.name.text == "main"
            && it.span.end - it.signature.span.end <= EMPTY_BODY
    })
}
