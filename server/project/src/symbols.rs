//! The symbol index: which names a package declares, and where each of them exists.

use platform::TargetSet;
use syntax::go::{Declaration, DeclarationKind, GoFile, Words};

use crate::fast_map::FastMap;
use crate::{Facts, Package, SourceFile};

/// The package-level names of the packages that one folder holds, by who sees them.
#[derive(Clone, Debug)]
pub struct Symbols {
    /// What importers see, and the files that are not tests.
    pub library: Names,
    /// The same with what tests of the same package clause declare. None where there are none.
    pub with_tests: Option<Names>,
    /// What tests with a package clause of their own (`package p_test`) declare. None where
    /// there are none.
    pub external_tests: Option<Names>,
}

/// Package-level names and where each exists.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Where the package has files.
    pub built_for: TargetSet,
    /// Where a file is built that could not be read whole: there, any name may exist.
    pub unknown_on: TargetSet,
    symbols: FastMap<Box<str>, Symbol>,
    /// The names that do not exist wherever the package has files, by [`Words::number`], and
    /// where they do.
    holes: FastMap<u32, TargetSet>,
}

/// A package-level name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Symbol {
    /// Where it exists.
    pub on: TargetSet,
    /// Its declarations, in the order of files.
    pub variants: Vec<Variant>,
}

/// One declaration of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variant {
    /// Index into [`Package::files`].
    pub file: usize,
    /// Index into [`GoFile::declarations`].
    pub declaration: usize,
}

impl Variant {
    /// The file.
    pub fn file(self, package: &Package) -> &SourceFile {
        &package.files[self.file]
    }

    /// The declaration.
    pub fn declaration(self, package: &Package) -> Option<&Declaration> {
        package.files[self.file].go()?.declarations.get(self.declaration)
    }
}

impl Names {
    /// A name, if some file declares it.
    pub fn get(&self, name: &str) -> Option<&Symbol> {
        self.symbols.get(name)
    }

    /// All names, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Symbol)> {
        self.symbols.iter().map(|(name, symbol)| (&**name, symbol))
    }

    /// Where a name with that number is missing although the package has files.
    pub(crate) fn missing_on(&self, number: u32) -> TargetSet {
        match self.holes.get(&number) {
            Some(on) => self.built_for - *on - self.unknown_on,
            None => TargetSet::EMPTY,
        }
    }

    fn of<'a>(files: impl Iterator<Item = (usize, &'a SourceFile, TargetSet)>) -> Names {
        let mut names = Names::default();
        for (index, file, built_for) in files {
            names.built_for |= built_for;
            let Some(go) = file.go() else {
                names.unknown_on |= built_for;
                continue;
            };
            if !go.is_complete {
                names.unknown_on |= built_for;
            }
            names.add(index, built_for, go);
        }
        for (name, symbol) in &names.symbols {
            if !names.built_for.is_subset_of(symbol.on) {
                let on = names.holes.entry(Words::number(name)).or_insert(symbol.on);
                *on &= symbol.on;
            }
        }
        names
    }

    fn add(&mut self, file: usize, built_for: TargetSet, go: &GoFile) {
        for (declaration, it) in go.declarations.iter().enumerate() {
            let name = &*it.name.text;
            if it.kind == DeclarationKind::Method || matches!(name, "_" | "init") {
                continue;
            }
            let symbol = match self.symbols.get_mut(name) {
                Some(symbol) => symbol,
                None => self.symbols.entry(name.into()).or_default(),
            };
            symbol.on |= built_for;
            symbol.variants.push(Variant { file, declaration });
        }
    }
}

impl Symbols {
    /// The index of a package; none where some file was not looked into.
    pub(crate) fn of(package: &Package) -> Option<Symbols> {
        if package.files.iter().any(|file| matches!(file.facts, Facts::Header(_))) {
            return None;
        }
        let compiled_for = compiled_for(package);
        let files = || {
            let files = package.files.iter().zip(&compiled_for).enumerate();
            files.map(|(index, (file, on))| (index, file, *on))
        };
        let of_kind = |wanted: Kind| files().filter(move |(_, file, _)| kind(file) == wanted);
        let any = |wanted: Kind| package.files.iter().any(|file| kind(file) == wanted);
        let library = Names::of(of_kind(Kind::Library));
        let both = || files().filter(|(_, file, _)| kind(file) != Kind::ExternalTest);
        let with_tests = any(Kind::Test).then(|| Names::of(both()));
        let external_tests =
            any(Kind::ExternalTest).then(|| Names::of(of_kind(Kind::ExternalTest)));
        Some(Symbols { library, with_tests, external_tests })
    }

    /// The names that a file of the package sees without a qualifier.
    pub fn seen_by(&self, file: &SourceFile) -> &Names {
        let seen = match kind(file) {
            Kind::Library => None,
            Kind::Test => self.with_tests.as_ref(),
            Kind::ExternalTest => self.external_tests.as_ref(),
        };
        seen.unwrap_or(&self.library)
    }

    /// The names that an external test of the package sees where it imports it.
    pub fn seen_by_external_tests(&self) -> &Names {
        self.with_tests.as_ref().unwrap_or(&self.library)
    }
}

/// To which package of its folder a file belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Library,
    Test,
    ExternalTest,
}

fn kind(file: &SourceFile) -> Kind {
    match file.package_name() {
        _ if !file.is_test => Kind::Library,
        Some(name) if name.ends_with("_test") => Kind::ExternalTest,
        _ => Kind::Test,
    }
}

impl SourceFile {
    /// Whether it is a test with a package clause of its own (`package p_test`).
    pub fn is_external_test(&self) -> bool {
        kind(self) == Kind::ExternalTest
    }
}

/// Where each file is compiled with the others: of those that are built together, the first decides
/// what the package is called, and the compiler passes over files that call it otherwise.
fn compiled_for(package: &Package) -> Vec<TargetSet> {
    let mut by_clause: Vec<(&str, TargetSet)> = Vec::new();
    let mut compiled_for = Vec::with_capacity(package.files.len());
    for file in &package.files {
        let mut on = file.built_for;
        if let Some(clause) = file.package_name().filter(|_| !file.is_test && !on.is_empty()) {
            let named_otherwise = by_clause.iter().filter(|(other, _)| *other != clause);
            on = named_otherwise.fold(on, |on, (_, taken)| on - *taken);
            match by_clause.iter_mut().find(|(known, _)| *known == clause) {
                Some((_, taken)) => *taken |= on,
                None => by_clause.push((clause, on)),
            }
        }
        compiled_for.push(on);
    }
    compiled_for
}
