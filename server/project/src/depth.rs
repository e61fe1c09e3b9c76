//! How deeply files have to be read: only what may matter to a finding is looked into.

use std::collections::{BTreeSet, HashMap};
use std::sync::{LazyLock, Mutex, PoisonError};

use platform::TargetSet;
use syntax::c::Language;
use syntax::go::js::SYSCALL_JS;
use syntax::go::{Header, Words};

use crate::changed::declared_anew;
use crate::fast_map::FastMap;
use crate::layout::Scope;
use crate::std_members::std_member_words;
use crate::std_symbols::std_symbol_holes;
use crate::{Availability, Changed, Facts, Package, PackageId, Snapshot, SourceFile, Want};

impl Snapshot {
    /// The files that have to be read more deeply to judge after such a change: outlines of
    /// imported packages that vary by port first, then all of those own files that may use a name
    /// where it is missing.
    pub fn wanted_depth(&self, changed: &Changed) -> Vec<Want> {
        let ids: BTreeSet<PackageId> = match changed {
            Changed::Everything => (0..self.packages.len() as u32).map(PackageId).collect(),
            Changed::Packages(changed) => {
                let importers = declared_anew(changed).flat_map(|id| self.importers(id));
                let importers = importers.map(|(importer, _)| *importer);
                importers.chain(declared_anew(changed)).collect()
            }
        };
        let outlines = self.wanted_outlines(&ids);
        if !outlines.is_empty() {
            return outlines;
        }
        let own = || ids.iter().map(|id| self.package(*id)).filter(|package| package.is_own);
        let c = own().filter(|package| self.wants_c(package));
        let c = c.map(|package| Want::C(package.dir.clone()));
        own().flat_map(|package| self.wanted_whole(package)).chain(c).collect()
    }

    /// Whether it matters what the C files of a package say, and nobody has looked.
    fn wants_c(&self, package: &Package) -> bool {
        if package.c_files.iter().all(|file| file.is_read) {
            return false;
        }
        let library = || package.files.iter().filter(|file| !file.is_test);
        let cgo = library().filter(|file| file.header().is_some_and(Header::uses_cgo));
        let exports = |file: &SourceFile| {
            file.go().is_some_and(|go| go.directives.iter().any(|it| &*it.verb == "export"))
        };
        let mut cgo_on = TargetSet::EMPTY;
        for file in cgo {
            // A function that C can call, or a linker that passes over what runs before `main`.
            if exports(file) || self.links_internally_somewhere() {
                return true;
            }
            cgo_on |= file.built_for;
        }
        // Where no file imports "C", C files are one too many.
        let without = (package.built_for & TargetSet::with_cgo()) - cgo_on;
        let compiled = package.c_files.iter().filter(|file| file.language != Language::Header);
        compiled.into_iter().any(|file| file.built_for.intersects(without))
    }

    fn wanted_outlines(&self, ids: &BTreeSet<PackageId>) -> Vec<Want> {
        ids.iter()
            .filter(|id| !self.package(**id).is_own && !self.importers(**id).is_empty())
            .map(|id| self.package(*id))
            .filter(|package| varies(package) && package.files.iter().any(is_header))
            .map(|package| Want::Outline(package.dir.clone()))
            .collect()
    }

    /// The files of a package that are to be read whole, and are not yet.
    fn wanted_whole(&self, package: &Package) -> Vec<Want> {
        let unread =
            package.files.iter().filter(|file| file.go().is_some_and(|go| go.uses.is_none()));
        let meets_javascript = package.imports_javascript();
        let wanted = unread.filter(|file| {
            meets_javascript && file.joins_javascript() || self.may_use_missing(package, file)
        });
        wanted.map(|file| Want::Whole(file.path.clone())).collect()
    }

    /// Whether a file is not even compiled on this machine: there, names that are nowhere go
    /// unnoticed.
    pub(crate) fn is_foreign(&self, file: &SourceFile) -> bool {
        let host = self.inputs.environment.host;
        !file.built_for.is_empty()
            && host.is_some_and(|host| !file.built_for.intersects(TargetSet::of_port(host)))
    }

    /// Whether a file may use a name where that is missing, or uses cgo.
    fn may_use_missing(&self, package: &Package, file: &SourceFile) -> bool {
        let Some(go) = file.go() else { return false };
        let Some(words) = &go.words else { return true };
        let on = file.built_for & (self.judged.targets | self.judged.with_cgo);
        if go.header.uses_cgo() {
            return true;
        }
        if self.is_foreign(file) && !on.is_empty() {
            return true;
        }
        if self.may_miss_member(package, file, words, on) {
            return true;
        }
        let own = self.package_in(&package.dir).and_then(|id| self.symbols(id));
        let own = own.filter(|_| varies(package)).map(|symbols| symbols.seen_by(file));
        // By what an import is called; none where it may be called anything.
        let mut imported: Vec<(Option<u32>, Holes<'_>)> = Vec::new();
        let mut unqualified: Vec<Holes<'_>> = own.map(Holes::Names).into_iter().collect();
        for import in &go.header.imports {
            let Some(holes) = self.holes_of_import(package, file, &import.path.text) else {
                continue;
            };
            match self.called(package, import) {
                Some(".") => unqualified.push(holes),
                called => imported.push((called.map(Words::number), holes)),
            }
        }
        let is_missing = |holes: &Holes<'_>, name| holes.missing_on(name).intersects(on);
        !unqualified.is_empty()
            && words.plain().iter().any(|name| unqualified.iter().any(|it| is_missing(it, *name)))
            || !imported.is_empty()
                && words.selected().any(|(of, name)| {
                    let mut of_package =
                        imported.iter().filter(|(called, _)| called.is_none_or(|it| it == of));
                    of_package.any(|(_, holes)| is_missing(holes, name))
                })
    }

    /// Whether a file may select a field or method where its type lacks it.
    fn may_miss_member(
        &self,
        package: &Package,
        file: &SourceFile,
        words: &Words,
        on: TargetSet,
    ) -> bool {
        let is_missing = |missing: &FastMap<u32, TargetSet>, name: u32| {
            missing.get(&name).is_some_and(|there| there.intersects(on))
        };
        let selects = |missing: &FastMap<u32, TargetSet>| {
            !missing.is_empty() && words.selected().any(|(_, name)| is_missing(missing, name))
        };
        let own = self.package_in(&package.dir).filter(|_| varies(package));
        if let Some(own) = own.map(|id| self.methods(id)) {
            let names_type = |name| own.varying_types.contains(name);
            if selects(&own.missing_on) || words.plain().iter().any(names_type) {
                return true;
            }
        }
        let imports = file.header().into_iter().flat_map(|header| &header.imports);
        for path in imports.map(|import| &*import.path.text) {
            if let Some(missing) = std_member_words(path) {
                let mut keys = words.plain().iter();
                if selects(missing) || keys.any(|name| is_missing(missing, *name)) {
                    return true;
                }
                continue;
            }
            let Availability::Known { package: Some(id), .. } = self.availability(package, path)
            else {
                continue;
            };
            let imported = self.package(id);
            // Of the standard library's, the table names all that vary.
            let is_std = !imported.is_own && self.layout.scope(imported.module) == Scope::Std;
            if is_std || !varies(imported) {
                continue;
            }
            let methods = self.methods(id);
            let names_type = |(_, name)| methods.varying_types.contains(&name);
            if selects(&methods.exported_missing_on) || words.selected().any(names_type) {
                return true;
            }
        }
        false
    }

    /// The names of an imported package that are missing somewhere.
    fn holes_of_import(
        &self,
        package: &Package,
        file: &SourceFile,
        import_path: &str,
    ) -> Option<Holes<'_>> {
        match self.availability(package, import_path) {
            Availability::Known { package: Some(id), .. } => {
                let imported = self.package(id);
                let symbols = self.symbols(id).filter(|_| varies(imported))?;
                let is_own_test = file.is_external_test() && imported.dir == package.dir;
                Some(Holes::Names(if is_own_test {
                    symbols.seen_by_external_tests()
                } else {
                    &symbols.library
                }))
            }
            Availability::Known { package: None, .. } => std_holes(import_path).map(Holes::Std),
            Availability::Unknown => None,
        }
    }
}

impl Package {
    /// Whether some file that is not a test imports `syscall/js` and is built where that is.
    pub fn imports_javascript(&self) -> bool {
        let is_it = |import: &syntax::go::Import| &*import.path.text == SYSCALL_JS;
        self.files
            .iter()
            .filter(|file| file.joins_javascript())
            .any(|file| file.header().is_some_and(|header| header.imports.iter().any(is_it)))
    }
}

impl SourceFile {
    /// Whether it is built where a JavaScript engine runs the program, and no test.
    pub fn joins_javascript(&self) -> bool {
        !self.is_test && self.built_for.intersects(TargetSet::with_javascript())
    }
}

/// Names that are missing somewhere.
enum Holes<'a> {
    Names(&'a crate::Names),
    Std(&'static FastMap<u32, TargetSet>),
}

impl Holes<'_> {
    fn missing_on(&self, number: u32) -> TargetSet {
        match self {
            Holes::Names(names) => names.missing_on(number),
            Holes::Std(holes) => holes.get(&number).copied().unwrap_or(TargetSet::EMPTY),
        }
    }
}

/// By [`Words::number`], where a name of a package of the standard library is missing.
fn std_holes(import_path: &str) -> Option<&'static FastMap<u32, TargetSet>> {
    type Known = HashMap<Box<str>, &'static FastMap<u32, TargetSet>>;
    static KNOWN: LazyLock<Mutex<Known>> = LazyLock::new(Mutex::default);
    let holes = std_symbol_holes(import_path)?;
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    Some(known.entry(import_path.into()).or_insert_with(|| {
        let mut numbers: FastMap<u32, TargetSet> = FastMap::default();
        for (name, on) in holes {
            *numbers.entry(Words::number(name)).or_default() |= !*on;
        }
        // One for each of the few packages that vary.
        Box::leak(Box::new(numbers))
    }))
}

/// Whether its files are built for different targets.
fn varies(package: &Package) -> bool {
    let mut sets = package.files.iter().map(|file| file.built_for).filter(|set| !set.is_empty());
    let first = sets.next();
    sets.any(|set| Some(set) != first)
}

fn is_header(file: &SourceFile) -> bool {
    matches!(file.facts, Facts::Header(_))
}
