//! What a used name refers to, and where that exists.

use platform::TargetSet;
use syntax::Name;
use syntax::go::{GoFile, Import, Use};

use crate::snapshot::Availability;
use crate::std_symbols::std_symbol_holes;
use crate::symbols::{Names, Symbol};
use crate::{Package, PackageId, Snapshot, SourceFile};

/// What a used name refers to.
#[derive(Clone, Copy, Debug)]
pub struct Reference<'a> {
    /// The name, where it is used.
    pub name: &'a Name,
    /// The import that leads to its package; none for a name of the file's own package.
    pub import: Option<&'a Import>,
    /// The package and its declarations; none for a package that is not read.
    pub declared: Option<(PackageId, &'a Symbol)>,
    /// Where it is declared.
    pub declared_on: TargetSet,
    /// Where it is, or may be, or where something else is missing first (the whole package).
    pub available_on: TargetSet,
}

/// Names that every Go file knows. A package that declares one of them hides it there.
pub const PREDECLARED: [&str; 44] = [
    "any",
    "append",
    "bool",
    "byte",
    "cap",
    "clear",
    "close",
    "comparable",
    "complex",
    "complex128",
    "complex64",
    "copy",
    "delete",
    "error",
    "false",
    "float32",
    "float64",
    "imag",
    "int",
    "int16",
    "int32",
    "int64",
    "int8",
    "iota",
    "len",
    "make",
    "max",
    "min",
    "new",
    "nil",
    "panic",
    "print",
    "println",
    "real",
    "recover",
    "rune",
    "string",
    "true",
    "uint",
    "uint16",
    "uint32",
    "uint64",
    "uint8",
    "uintptr",
];

impl Snapshot {
    /// What a use in an own file refers to; none where that is not known for certain, or exists
    /// nowhere: then it is a mistake on every port alike.
    pub fn reference<'a>(
        &'a self,
        package: &'a Package,
        file: &'a SourceFile,
        used: &'a Use,
    ) -> Option<Reference<'a>> {
        match &used.package {
            Some(qualifier) => match self.imported(package, file, &qualifier.text) {
                Imported::Import(import) => self.in_import(package, file, import, &used.name),
                // What the path suggests is not the package's name.
                Imported::None => self.unqualified(package, file, qualifier, Some(&used.name)),
                Imported::Unknown => None,
            },
            // A package's name never stands alone.
            None => match (&used.member, self.imported(package, file, &used.name.text)) {
                (None, _) | (_, Imported::None) => {
                    self.unqualified(package, file, &used.name, used.member.as_ref())
                }
                (Some(member), Imported::Import(import)) => {
                    self.in_import(package, file, import, member)
                }
                (Some(_), Imported::Unknown) => None,
            },
        }
    }

    /// The import that a file calls so.
    fn imported<'a>(
        &'a self,
        package: &'a Package,
        file: &'a SourceFile,
        name: &str,
    ) -> Imported<'a> {
        let mut found = Imported::None;
        for import in file.header().into_iter().flat_map(|header| &header.imports) {
            let is_called_so = match &import.name {
                Some(written) => Some(&*written.text == name),
                None => self.name_of_package(package, &import.path.text).map(|it| it == name),
            };
            found = match (is_called_so, found) {
                (Some(false), found) => found,
                (Some(true), Imported::None) => Imported::Import(import),
                // One that may be called anything, or two of one name.
                _ => return Imported::Unknown,
            };
        }
        found
    }

    /// What the package clause of an imported package says; none where that is not known.
    fn name_of_package<'a>(&'a self, importer: &Package, import_path: &'a str) -> Option<&'a str> {
        if import_path == "C" {
            return Some("C");
        }
        match self.availability(importer, import_path) {
            Availability::Unknown => None,
            Availability::Known { package: Some(id), .. } => {
                let files = self.package(id).files.iter();
                files
                    .filter(|file| !file.is_test && !file.built_for.is_empty())
                    .find_map(SourceFile::package_name)
            }
            Availability::Known { package: None, .. } => {
                let mut parts = import_path.rsplit('/');
                let last = parts.next()?;
                let is_version = last.strip_prefix('v').is_some_and(|it| it.parse::<u32>().is_ok());
                if is_version { parts.next() } else { Some(last) }
            }
        }
    }

    /// An exported name of an imported package.
    fn in_import<'a>(
        &'a self,
        package: &'a Package,
        file: &'a SourceFile,
        import: &'a Import,
        name: &'a Name,
    ) -> Option<Reference<'a>> {
        if !name.text.starts_with(char::is_uppercase) {
            return None;
        }
        match self.availability(package, &import.path.text) {
            Availability::Unknown => None,
            Availability::Known { package: None, has_files_on, .. } => {
                let holes = std_symbol_holes(&import.path.text)?;
                let declared_on = *holes.get(&*name.text)? & has_files_on;
                let available_on = declared_on | !has_files_on;
                let import = Some(import);
                Some(Reference { name, import, declared: None, declared_on, available_on })
            }
            Availability::Known { package: Some(id), .. } => {
                let names = self.names_seen(id, package, file)?;
                let reference = Snapshot::in_names(id, names, name);
                let is_own = self.package(id).is_own;
                let reference = reference
                    .or_else(|| is_own.then(|| self.nowhere(id, names, name, false))?)?;
                Some(Reference { import: Some(import), ..reference })
            }
        }
    }

    /// The names of an imported package that a file sees.
    fn names_seen(&self, id: PackageId, package: &Package, file: &SourceFile) -> Option<&Names> {
        let symbols = self.symbols(id)?;
        let is_own_test = file.is_external_test() && self.package(id).dir == package.dir;
        Some(if is_own_test { symbols.seen_by_external_tests() } else { &symbols.library })
    }

    fn in_names<'a>(id: PackageId, names: &'a Names, name: &'a Name) -> Option<Reference<'a>> {
        let symbol = names.get(&name.text)?;
        let available_on = symbol.on | names.unknown_on | !names.built_for;
        let declared = Some((id, symbol));
        Some(Reference { name, import: None, declared, declared_on: symbol.on, available_on })
    }

    /// A name of the file's own package, or of one that it imports with a dot.
    fn unqualified<'a>(
        &'a self,
        package: &'a Package,
        file: &'a SourceFile,
        name: &'a Name,
        member: Option<&Name>,
    ) -> Option<Reference<'a>> {
        if PREDECLARED.contains(&&*name.text) {
            return None;
        }
        let id = self.package_in(&package.dir)?;
        let names = self.symbols(id)?.seen_by(file);
        let own = Snapshot::in_names(id, names, name);
        let imports = file.header().into_iter().flat_map(|header| &header.imports);
        let with_dot =
            imports.filter(|import| import.name.as_ref().is_some_and(|it| &*it.text == "."));
        let mut found = own;
        for import in with_dot {
            // What the package declares itself where the file is built, no dot import can bring.
            let is_own = own.is_some_and(|own| own.declared_on.intersects(file.built_for));
            if !is_own && self.is_opaque(package, import) {
                return None;
            }
            let Some(other) = self.in_import(package, file, import, name) else { continue };
            found = Some(match found {
                None => other,
                Some(own) => Reference {
                    declared_on: own.declared_on | other.declared_on,
                    available_on: own.available_on | other.available_on,
                    ..own
                },
            });
        }
        found.or_else(|| self.nowhere(id, names, name, member.is_some()))
    }

    /// A name that no file of an own package declares. None where a program may yet write it.
    fn nowhere<'a>(
        &self,
        id: PackageId,
        names: &Names,
        name: &'a Name,
        has_member: bool,
    ) -> Option<Reference<'a>> {
        let package = self.package(id);
        let is_generating = |go: &GoFile| {
            go.header.uses_cgo() || go.directives.iter().any(|it| &*it.verb == "go:generate")
        };
        let may_be_generated = name.text.starts_with('_')
            || package.files.iter().filter_map(SourceFile::go).any(is_generating);
        // Where other files import a package of that name, this one lacks the import.
        let is_import = has_member && self.is_imported_somewhere(package, &name.text);
        if may_be_generated && !is_import {
            return None;
        }
        let available_on = names.unknown_on | !names.built_for;
        let declared_on = TargetSet::EMPTY;
        Some(Reference { name, import: None, declared: None, declared_on, available_on })
    }

    /// Whether some file of a package imports another that it calls so.
    fn is_imported_somewhere(&self, package: &Package, name: &str) -> bool {
        let imports = package.files.iter().filter_map(SourceFile::header);
        imports.flat_map(|header| &header.imports).any(|import| match &import.name {
            Some(written) => &*written.text == name,
            None => self.name_of_package(package, &import.path.text) == Some(name),
        })
    }

    /// Whether the names of an imported package are not known.
    fn is_opaque(&self, package: &Package, import: &Import) -> bool {
        match self.availability(package, &import.path.text) {
            Availability::Known { package: Some(id), .. } => self.symbols(id).is_none(),
            Availability::Known { package: None, .. } | Availability::Unknown => true,
        }
    }
}

enum Imported<'a> {
    Import(&'a Import),
    /// No import is called so.
    None,
    /// One may be.
    Unknown,
}
