//! A file of stand-ins for ports on which functions are missing: the same signatures, and bodies
//! that say so.

mod signature;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use platform::{Constraint, FileName, TargetSet};
use project::{Package, PackageId, Snapshot, SourceFile, Symbol};
use syntax::go::{Declaration, DeclarationKind};

use crate::missing_names::Family;
use crate::{Applicability, Edit, Fix};

/// What is offered for a missing name.
pub(crate) enum Stub {
    /// A file to create, and the names that it declares.
    Offered(Fix, BTreeSet<String>),
    /// Why none is: a sentence.
    Refused(String),
}

/// A file with the functions of the file that declares `name`, for exactly the ports on which the
/// package lacks it: this one, and those that are missing there as well and that somebody needs.
/// None where the name is not one of an own package, or is only cgo's.
pub(crate) fn stub(snapshot: &Snapshot, id: PackageId, name: &str) -> Option<Stub> {
    let missing_on = Family::of(snapshot, id, name)?.missing_on;
    let writer = Writer { snapshot, package: snapshot.package(id), id, missing_on };
    let symbol = snapshot.symbols(id)?.library.get(name)?;
    Some(match writer.write(name, symbol) {
        Ok((fix, names)) => Stub::Offered(fix, names),
        Err(reason) => Stub::Refused(format!("No stub is offered: {reason}.")),
    })
}

/// An import that a stub needs; in the order of paths, as gofmt has them.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Needed {
    path: String,
    called: Option<String>,
}

/// Import specs, one to a line.
fn written(imports: BTreeSet<Needed>) -> String {
    let written = imports.into_iter().map(|import| match import.called {
        Some(name) => format!("{name} \"{}\"", import.path),
        None => format!("\"{}\"", import.path),
    });
    written.collect::<Vec<_>>().join("\n\t")
}

struct Writer<'a> {
    snapshot: &'a Snapshot,
    package: &'a Package,
    id: PackageId,
    missing_on: TargetSet,
}

impl Writer<'_> {
    fn write(&self, name: &str, symbol: &Symbol) -> Result<(Fix, BTreeSet<String>), String> {
        let (file, _) = self.function(name, symbol)?;
        let is_odd = |other: &&SourceFile| {
            !other.is_test
                && other.built_for.intersects(self.missing_on)
                && other.package_name() != file.package_name()
        };
        if let Some(odd) = self.package.files.iter().find(is_odd) {
            return Err(format!("there, {} is of another package", odd.path.name()));
        }
        let mut functions = Vec::new();
        let mut declared = BTreeSet::new();
        let mut imports = BTreeSet::new();
        for declaration in file.go().into_iter().flat_map(|go| &go.declarations) {
            let other = &*declaration.name.text;
            let known = self.snapshot.symbols(self.id).and_then(|it| it.library.get(other));
            let Some(known) = known.filter(|known| known.on == symbol.on) else { continue };
            if declaration.kind == DeclarationKind::Method {
                continue;
            }
            let copy = self.function(other, known).and_then(|_| self.copy(file, declaration));
            match copy {
                Ok((text, needed)) if other == name || self.is_needed(other) => {
                    functions.push(text);
                    declared.insert(other.to_owned());
                    imports.extend(needed);
                }
                Err(reason) if other == name => return Err(reason),
                Ok(_) | Err(_) => {}
            }
        }
        let (path_name, constraint) = self.place(file)?;
        let mut text = String::new();
        if let Some(constraint) = constraint {
            let _ = writeln!(text, "//go:build {constraint}\n");
        }
        let _ = writeln!(text, "package {}", file.package_name().unwrap_or_default());
        let _ = match imports.len() {
            0 => Ok(()),
            1 => writeln!(text, "\nimport {}", written(imports)),
            _ => writeln!(text, "\nimport (\n\t{}\n)", written(imports)),
        };
        for function in functions {
            let _ = write!(text, "\n{function}");
        }
        let where_missing = self.missing_on.words(self.snapshot.assignment.universe());
        let fix = Fix {
            title: format!("Create {path_name} with stubs for {where_missing}"),
            applicability: Applicability::Manual,
            edits: vec![Edit::Create { path: self.package.dir.child(&path_name), text }],
        };
        Ok((fix, declared))
    }

    /// The file and declaration of a function, if all its variants have one signature.
    fn function(&self, name: &str, symbol: &Symbol) -> Result<(&SourceFile, &Declaration), String> {
        let built = symbol.variants.iter().filter(|it| !it.file(self.package).built_for.is_empty());
        let mut variants =
            built.filter_map(|it| Some((it.file(self.package), it.declaration(self.package)?)));
        let first = variants.next().ok_or_else(|| format!("{name} is declared nowhere"))?;
        let plain = |it: &Declaration| -> String {
            it.signature.text.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        if first.1.kind != DeclarationKind::Func {
            return Err(format!("{name} is not a function"));
        }
        if variants.any(|(_, other)| plain(other) != plain(first.1)) {
            return Err(format!("the variants of {name} have different signatures"));
        }
        Ok(first)
    }

    /// A function's stand-in, and the imports that it needs, as they are to be written.
    fn copy(
        &self,
        file: &SourceFile,
        function: &Declaration,
    ) -> Result<(String, BTreeSet<Needed>), String> {
        let name = &*function.name.text;
        let signature = &*function.signature.text;
        let words = signature::words(signature)
            .ok_or_else(|| format!("the signature of {name} holds a comment or a string"))?;
        let names = &self.snapshot.symbols(self.id).ok_or("nothing is known")?.library;
        let mut imports = BTreeSet::new();
        for word in words {
            if let Some(selected) = word.selected {
                imports.insert(self.import(file, name, word.name, selected)?);
            } else if names
                .get(word.name)
                .is_some_and(|it| word.name != name && !self.missing_on.is_subset_of(it.on))
            {
                return Err(format!(
                    "the signature of {name} needs {}, which is missing there, too",
                    word.name
                ));
            }
        }
        let is_taken =
            |package: &str| names.get(package).is_some() || signature::holds(signature, package);
        let results = signature::results(signature)
            .ok_or_else(|| format!("the signature of {name} could not be read"))?;
        let mut needed = vec!["runtime"];
        if results.ends_in_error() {
            needed.push("errors");
        }
        for package in needed {
            if is_taken(package) {
                return Err(format!("{package} means something else in {name}"));
            }
            imports.insert(Needed { path: package.to_owned(), called: None });
        }
        let said = format!("\"{name}: not supported on \" + runtime.GOOS");
        let body = results.body(&said);
        let text =
            format!("// {name} is not supported on this system.\n{signature} {{\n{body}}}\n");
        Ok((text, imports))
    }

    /// The import that a signature needs, as it is written in the file.
    fn import(
        &self,
        file: &SourceFile,
        function: &str,
        package: &str,
        name: &str,
    ) -> Result<Needed, String> {
        let used = |text: &str| syntax::Name { text: text.into(), ..syntax::Name::default() };
        let used = syntax::go::Use { package: Some(used(package)), name: used(name), member: None };
        let scope = self.snapshot.scope(self.package, file);
        let import = scope
            .import_called(package)
            .ok_or_else(|| format!("{package} in the signature of {function} is not known"))?;
        let there = self.snapshot.availability(self.package, &import.path.text);
        let is_there = match there {
            project::Availability::Known { builds_on, .. } => {
                self.missing_on.is_subset_of(builds_on)
            }
            project::Availability::Unknown => true,
        };
        let is_named = scope
            .reference(&used)
            .is_none_or(|reference| self.missing_on.is_subset_of(reference.available_on));
        if &*import.path.text == "C" || !is_there || !is_named {
            return Err(format!(
                "the signature of {function} needs {package}.{name}, which is missing there, too"
            ));
        }
        let called = import.name.as_ref().map(|name| name.text.to_string());
        Ok(Needed { path: import.path.text.to_string(), called })
    }

    /// Whether an own file that is built where a name is missing may use it.
    fn is_needed(&self, name: &str) -> bool {
        let importers = self.snapshot.importers(self.id).iter();
        let importers =
            importers.map(|(package, file)| &self.snapshot.package(*package).files[*file]);
        self.package.files.iter().chain(importers).any(|user| {
            user.built_for.intersects(self.missing_on)
                && user.go().is_some_and(|go| match &go.uses {
                    Some(uses) => uses.iter().any(|used| {
                        let names = [Some(&used.name), used.member.as_ref()];
                        names.into_iter().flatten().any(|it| &*it.text == name)
                    }),
                    None => go.may_hold(name),
                })
        })
    }

    /// The name of the file, and the constraint that it needs besides.
    fn place(&self, file: &SourceFile) -> Result<(String, Option<String>), String> {
        let assignment = &self.snapshot.assignment;
        let base = base_of(file.path.name());
        let mut systems: Vec<&str> = self.missing_on.ports().map(platform::Port::os).collect();
        systems.dedup();
        let by_system = match systems.as_slice() {
            [one] => Some(format!("{base}_{one}.go")),
            _ => None,
        };
        let named = [by_system, Some(format!("{base}_other.go")), Some(format!("{base}_stub.go"))];
        let is_free = |name: &String| self.package.files.iter().all(|it| it.path.name() != name);
        let name = named.into_iter().flatten().find(is_free).ok_or("the names are taken")?;
        let named_on = assignment.name_holds_on(&FileName::parse(&name));
        if named_on == self.missing_on {
            return Ok((name, None));
        }
        let constraint = self.missing_on.as_constraint(named_on);
        let constraint = constraint.filter(|text| {
            let parsed = Constraint::parse_go_build(text);
            parsed.is_ok_and(|it| assignment.holds_on(&it) & named_on == self.missing_on)
        });
        let constraint = constraint.ok_or("no constraint says where it is missing")?;
        Ok((name, Some(constraint)))
    }
}

/// `kill_unix.go` and `kill_linux_arm64.go` to `kill`.
fn base_of(name: &str) -> &str {
    let parsed = FileName::parse(name);
    let mut base = name.strip_suffix(".go").unwrap_or(name);
    for word in [parsed.arch, parsed.os].into_iter().flatten() {
        let shorter = base.strip_suffix(word).and_then(|it| it.strip_suffix('_'));
        base = shorter.unwrap_or(base);
    }
    ["_unix", "_posix", "_supported", "_other"]
        .into_iter()
        .find_map(|suffix| base.strip_suffix(suffix))
        .filter(|shorter| !shorter.is_empty())
        .unwrap_or(base)
}
