//! What a used name refers to, and where that exists.

use platform::TargetSet;
use syntax::Name;
use syntax::go::{GoFile, Import, PREDECLARED, Use};

use crate::fast_map::FastMap;
use crate::std_symbols::std_symbol_holes;
use crate::symbols::{Names, Symbol};
use crate::{Availability, Package, PackageId, Snapshot, SourceFile};

/// What a used name refers to.
#[derive(Clone, Copy, Debug)]
pub struct Reference<'a> {
    /// The name, where it is used.
    pub name: &'a Name,
    /// The import that leads to its package; none for a name of the file's own package.
    pub import: Option<&'a Import>,
    /// The package and its declarations; none where no file that was read declares it.
    pub declared: Option<(PackageId, &'a Symbol)>,
    /// Where it is declared.
    pub declared_on: TargetSet,
    /// Where it is, or may be, or where something else is missing first (the whole package).
    pub available_on: TargetSet,
}

/// What an own file sees: the names of its package, and its imports.
#[derive(Debug)]
pub struct FileScope<'a> {
    snapshot: &'a Snapshot,
    package: &'a Package,
    file: &'a SourceFile,
    /// None where the package was not looked into.
    own: Option<(PackageId, &'a Names)>,
    imports: Vec<Imported<'a>>,
}

/// An import of a file.
#[derive(Debug)]
struct Imported<'a> {
    import: &'a Import,
    /// What the file calls it; none where that is not known.
    called: Option<&'a str>,
    names: ImportedNames<'a>,
}

/// What is known of the names of an imported package.
#[derive(Clone, Copy, Debug)]
enum ImportedNames<'a> {
    Unknown,
    /// One that is read.
    Read(PackageId, &'a Names),
    /// One of the standard library: the names that are missing somewhere.
    Std {
        holes: &'static FastMap<&'static str, TargetSet>,
        has_files_on: TargetSet,
    },
}

impl Snapshot {
    /// What an own file sees.
    pub fn scope<'a>(&'a self, package: &'a Package, file: &'a SourceFile) -> FileScope<'a> {
        let imports = file.header().into_iter().flat_map(|header| &header.imports);
        let imported = |import: &'a Import| Imported {
            import,
            called: self.called(package, import),
            names: self.names_of_import(package, file, import),
        };
        let own = self.package_in(&package.dir);
        FileScope {
            snapshot: self,
            package,
            file,
            own: own.and_then(|id| Some((id, self.symbols(id)?.seen_by(file)))),
            imports: imports.map(imported).collect(),
        }
    }

    /// What a file calls an import; none where that is not known.
    pub(crate) fn called<'a>(&'a self, importer: &Package, import: &'a Import) -> Option<&'a str> {
        if let Some(written) = &import.name {
            return Some(&written.text);
        }
        let path = &*import.path.text;
        if path == "C" {
            return Some(path);
        }
        match self.availability(importer, path) {
            Availability::Unknown => None,
            Availability::Known { package: Some(id), .. } => {
                let files = self.package(id).files.iter();
                files
                    .filter(|file| !file.is_test && !file.built_for.is_empty())
                    .find_map(SourceFile::package_name)
            }
            Availability::Known { package: None, .. } => {
                let mut parts = path.rsplit('/');
                let last = parts.next()?;
                let is_version = last.strip_prefix('v').is_some_and(|it| it.parse::<u32>().is_ok());
                if is_version { parts.next() } else { Some(last) }
            }
        }
    }

    fn names_of_import<'a>(
        &'a self,
        package: &Package,
        file: &SourceFile,
        import: &Import,
    ) -> ImportedNames<'a> {
        match self.availability(package, &import.path.text) {
            Availability::Unknown => ImportedNames::Unknown,
            Availability::Known { package: None, has_files_on, .. } => {
                match std_symbol_holes(&import.path.text) {
                    Some(holes) => ImportedNames::Std { holes, has_files_on },
                    None => ImportedNames::Unknown,
                }
            }
            Availability::Known { package: Some(id), .. } => {
                let Some(symbols) = self.symbols(id) else { return ImportedNames::Unknown };
                let is_own_test = file.is_external_test() && self.package(id).dir == package.dir;
                let names =
                    if is_own_test { symbols.seen_by_external_tests() } else { &symbols.library };
                ImportedNames::Read(id, names)
            }
        }
    }
}

impl<'a> FileScope<'a> {
    /// What a use refers to; none where that is not known for certain, or is known to be
    /// everywhere.
    pub fn reference(&self, used: &'a Use) -> Option<Reference<'a>> {
        match (&used.package, &used.member) {
            (Some(qualifier), _) => match self.imported(&qualifier.text) {
                Called::By(imported) => self.in_import(imported, &used.name),
                // What the path suggests is not the package's name.
                Called::ByNone => self.unqualified(qualifier, Some(&used.name)),
                Called::Unknown => None,
            },
            // A package's name never stands alone.
            (None, None) => self.unqualified(&used.name, None),
            (None, Some(member)) => match self.imported(&used.name.text) {
                Called::By(imported) => self.in_import(imported, member),
                Called::ByNone => self.unqualified(&used.name, Some(member)),
                Called::Unknown => None,
            },
        }
    }

    /// The import that the file calls so, if that is certain.
    pub fn import_called(&self, name: &str) -> Option<&'a Import> {
        match self.imported(name) {
            Called::By(imported) => Some(imported.import),
            Called::ByNone | Called::Unknown => None,
        }
    }

    /// The import that the file calls so.
    fn imported(&self, name: &str) -> Called<'_, 'a> {
        let mut found = Called::ByNone;
        for imported in &self.imports {
            found = match (imported.called.map(|called| called == name), found) {
                // One that may be called anything is not called as another: no file may have two
                // imports of one name.
                (Some(false), found) | (None, found @ Called::By(_)) => found,
                (Some(true), Called::By(_)) => return Called::Unknown,
                (Some(true), _) => Called::By(imported),
                (None, _) => Called::Unknown,
            };
        }
        found
    }

    /// An exported name of an imported package.
    fn in_import(&self, imported: &Imported<'a>, name: &'a Name) -> Option<Reference<'a>> {
        if !name.text.starts_with(char::is_uppercase) {
            return None;
        }
        let reference = match imported.names {
            ImportedNames::Unknown => return None,
            ImportedNames::Std { holes, has_files_on } => {
                let declared_on = *holes.get(&*name.text)? & has_files_on;
                let available_on = declared_on | !has_files_on;
                Reference { name, import: None, declared: None, declared_on, available_on }
            }
            ImportedNames::Read(id, names) => match declared(id, names, name) {
                Some(reference) => reference,
                None => self.nowhere(id, names, name, None)?,
            },
        };
        Some(Reference { import: Some(imported.import), ..reference })
    }

    /// A name of the file's own package, or of one that it imports with a dot.
    fn unqualified(&self, name: &'a Name, member: Option<&Name>) -> Option<Reference<'a>> {
        if PREDECLARED.contains(&&*name.text) {
            return None;
        }
        let (id, names) = self.own?;
        let own = declared(id, names, name);
        // What the package declares itself where the file is built, no dot import can bring.
        let is_own = own.is_some_and(|own| own.declared_on.intersects(self.file.built_for));
        let mut found = own;
        for imported in self.imports.iter().filter(|imported| imported.called == Some(".")) {
            let Some(other) = self.in_import(imported, name) else {
                if is_own || matches!(imported.names, ImportedNames::Read(..)) {
                    continue;
                }
                return None;
            };
            found = Some(match found {
                None => other,
                Some(own) => Reference {
                    declared_on: own.declared_on | other.declared_on,
                    available_on: own.available_on | other.available_on,
                    ..own
                },
            });
        }
        found.or_else(|| self.nowhere(id, names, name, member))
    }

    /// A name that no file of an own package declares. None where a program may yet write it.
    fn nowhere(
        &self,
        id: PackageId,
        names: &Names,
        name: &'a Name,
        member: Option<&Name>,
    ) -> Option<Reference<'a>> {
        let package = self.snapshot.package(id);
        // What this machine builds, its compiler judges.
        if !package.is_own || !self.snapshot.is_foreign(self.file) {
            return None;
        }
        let is_generating = |go: &GoFile| {
            go.header.uses_cgo() || go.directives.iter().any(|it| &*it.verb == "go:generate")
        };
        let may_be_generated = name.text.starts_with('_')
            || package.files.iter().filter_map(SourceFile::go).any(is_generating);
        // Where other files import a package of that name, this one lacks the import.
        let is_import = member.is_some() && self.is_imported_somewhere(&name.text);
        if may_be_generated && !is_import {
            return None;
        }
        let available_on = names.unknown_on | !names.built_for;
        let declared_on = TargetSet::EMPTY;
        Some(Reference { name, import: None, declared: None, declared_on, available_on })
    }

    /// Whether some file of the package imports another that it calls so.
    fn is_imported_somewhere(&self, name: &str) -> bool {
        let imports = self.package.files.iter().filter_map(SourceFile::header);
        imports
            .flat_map(|header| &header.imports)
            .any(|import| self.snapshot.called(self.package, import) == Some(name))
    }
}

fn declared<'a>(id: PackageId, names: &'a Names, name: &'a Name) -> Option<Reference<'a>> {
    let symbol = names.get(&name.text)?;
    let available_on = symbol.on | names.unknown_on | !names.built_for;
    let declared = Some((id, symbol));
    Some(Reference { name, import: None, declared, declared_on: symbol.on, available_on })
}

/// Which import a file calls by a name.
enum Called<'s, 'a> {
    By(&'s Imported<'a>),
    ByNone,
    /// One may be.
    Unknown,
}
