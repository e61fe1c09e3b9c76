//! Who needs what drops out: uses of names that only files left out declare.

use std::collections::HashMap;

use platform::TargetSet;
use project::{FilePath, Package, Snapshot, SourceFile};
use syntax::Span;
use syntax::go::{Declaration, DeclarationKind, GoFile, Import, PREDECLARED};

use crate::missing_names::drops_on;

/// A package, some files of which drop out somewhere.
pub(super) struct Dropped<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) package: &'a Package,
    /// Where each file drops out, in the package's order.
    pub(super) on: Vec<TargetSet>,
    /// Where each name is declared by a file that is still built.
    declared_on: HashMap<&'a str, TargetSet>,
    /// Where any name may be: files that could not be read to their end are built there.
    unknown_on: TargetSet,
}

/// A use of a name that is gone there.
pub(super) struct Need<'a> {
    pub(super) name: &'a str,
    pub(super) path: &'a FilePath,
    pub(super) span: Span,
    /// The index of the file that uses it, in the same package.
    pub(super) file: Option<usize>,
    pub(super) on: TargetSet,
}

/// An import of the package.
pub(super) struct Importer<'a> {
    pub(super) path: &'a FilePath,
    pub(super) span: Span,
    pub(super) on: TargetSet,
}

impl<'a> Dropped<'a> {
    /// What drops out where cgo is off.
    pub(super) fn without_cgo(snapshot: &'a Snapshot, package: &'a Package) -> Dropped<'a> {
        let on = package.files.iter().map(|file| drops_on(snapshot, file)).collect();
        Dropped::new(snapshot, package, on)
    }

    fn new(snapshot: &'a Snapshot, package: &'a Package, on: Vec<TargetSet>) -> Dropped<'a> {
        let mut declared_on: HashMap<&str, TargetSet> = HashMap::new();
        let mut unknown_on = TargetSet::EMPTY;
        // Without a file that drops out, nobody asks.
        let files = if on.iter().all(|it| it.is_empty()) { &[][..] } else { &package.files };
        for (file, on) in files.iter().zip(&on).filter(|(file, _)| !file.is_test) {
            let built = file.built_for - *on;
            match readable(file) {
                Some(go) => {
                    for it in &go.declarations {
                        if it.kind != DeclarationKind::Method {
                            *declared_on.entry(&it.name.text).or_default() |= built;
                        }
                    }
                }
                None => unknown_on |= built,
            }
        }
        Dropped { snapshot, package, on, declared_on, unknown_on }
    }

    /// The same if these files were confined to cgo, too.
    pub(super) fn and(&self, files: &[usize]) -> Dropped<'a> {
        let mut on = vec![TargetSet::EMPTY; self.on.len()];
        for index in files {
            on[*index] = self.package.files[*index].built_for & TargetSet::without_cgo();
        }
        Dropped::new(self.snapshot, self.package, on)
    }

    fn built(&self, index: usize) -> TargetSet {
        self.package.files[index].built_for - self.on[index]
    }

    /// Where nothing is left of the package.
    pub(super) fn vanishes_on(&self) -> TargetSet {
        let files = || (0..self.on.len()).filter(|index| !self.package.files[*index].is_test);
        let gone = files().fold(TargetSet::EMPTY, |set, index| set | self.on[index]);
        files().fold(gone, |set, index| set - self.built(index))
    }

    /// Where a name that a file declares is gone with it.
    fn gone_on(&self, file: usize, name: &str) -> TargetSet {
        let declared_on = self.declared_on.get(name).copied().unwrap_or_default();
        self.on[file] - declared_on - self.unknown_on
    }

    /// The names that a file takes with it, and where.
    pub(super) fn names(&self, file: usize) -> Vec<(&'a Declaration, TargetSet)> {
        let declarations =
            self.package.files[file].go().into_iter().flat_map(|go| &go.declarations);
        declarations
            .filter(|it| it.kind != DeclarationKind::Method && is_name(&it.name.text))
            .map(|it| (it, self.gone_on(file, &it.name.text)))
            .filter(|(_, on)| !on.is_empty())
            .collect()
    }

    /// The uses of names that a file takes with it, each name once a file, in this package and
    /// in those that import it. Tests do not count: they run where they are built, with cgo.
    pub(super) fn needs(&self, file: usize) -> Vec<Need<'a>> {
        let names = self.names(file).into_iter();
        let names: HashMap<&str, TargetSet> = names.map(|(it, on)| (&*it.name.text, on)).collect();
        if names.is_empty() {
            return Vec::new();
        }
        let gone = |name: &str| names.get(name).copied().unwrap_or_default();
        let package_name = package_name(&self.package.files[file]);
        let mut needs = Vec::new();
        for (index, user) in self.package.files.iter().enumerate() {
            if let Some(go) = readable(user)
                && !user.is_test
                && package_name == self::package_name(user)
                && !go.header.imports.iter().any(is_dot)
            {
                let built = self.built(index);
                let uses = go.uses().iter().filter(|it| it.package.is_none());
                for used in uses.filter(|it| gone(&it.name.text).intersects(built)) {
                    let on = gone(&used.name.text) & built;
                    add(&mut needs, &used.name, &user.path, Some(index), on);
                }
            }
        }
        for (user, import) in self.imports().into_iter().filter(|(user, _)| !user.is_test) {
            if let (Some(go), Some(package_name)) = (readable(user), package_name) {
                let local = import.name.as_ref().map_or(package_name, |name| &name.text);
                for used in go.uses() {
                    let is_ours = used.package.as_ref().is_some_and(|it| &*it.text == local);
                    let on = gone(&used.name.text) & user.built_for;
                    if is_ours && !on.is_empty() {
                        add(&mut needs, &used.name, &user.path, None, on);
                    }
                }
            }
        }
        needs
    }

    /// The imports of the package by files of own packages that are no tests.
    pub(super) fn importers(&self) -> Vec<Importer<'a>> {
        let users = self.imports().into_iter().filter(|(user, _)| !user.is_test);
        let importer = |(user, import): (&'a SourceFile, &'a Import)| Importer {
            path: &user.path,
            span: import.path.span,
            on: user.built_for,
        };
        users.map(importer).collect()
    }

    fn imports(&self) -> Vec<(&'a SourceFile, &'a Import)> {
        let Some(id) = self.snapshot.package_in(&self.package.dir) else {
            return Vec::new();
        };
        let mut imports = Vec::new();
        for (importer, file) in self.snapshot.importers(id) {
            let user = &self.snapshot.package(*importer).files[*file];
            let all = user.header().into_iter().flat_map(|header| &header.imports);
            let path = &self.package.import_path;
            imports.extend(all.filter(|it| it.path.text == *path).map(|it| (user, it)));
        }
        imports
    }
}

fn add<'a>(
    needs: &mut Vec<Need<'a>>,
    name: &'a syntax::Name,
    path: &'a FilePath,
    file: Option<usize>,
    on: TargetSet,
) {
    if !needs.iter().any(|it| it.name == &*name.text && it.path == path) {
        needs.push(Need { name: &name.text, path, span: name.span, file, on });
    }
}

fn readable(file: &SourceFile) -> Option<&GoFile> {
    file.go().filter(|go| go.is_complete)
}

fn package_name(file: &SourceFile) -> Option<&str> {
    file.header()?.package.as_ref().map(|name| &*name.text)
}

fn is_dot(import: &Import) -> bool {
    import.name.as_ref().is_some_and(|name| &*name.text == ".")
}

/// Whether a declared name can be missed: without it, a predeclared one stays what it was.
fn is_name(name: &str) -> bool {
    name != "_" && name != "init" && !PREDECLARED.contains(&name)
}
