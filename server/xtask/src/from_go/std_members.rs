//! The exported fields and methods of the standard library's types that do not exist everywhere,
//! and what leads to such types.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use platform::TargetSet;
use syntax::go::{
    Declaration, DeclarationKind, GoFile, TypeName, TypeShape, first_result, type_shape,
};

use super::go;
use super::library::{self, Library};
use super::ports::CURRENT;

/// A package and a type of it.
type Type = (String, String);

/// What the library says of members.
#[derive(Default)]
struct Members {
    /// Of each type that varies, the members that do and where they are.
    varying: BTreeMap<Type, BTreeMap<String, TargetSet>>,
    /// The fields, methods and (of no type) functions that lead to another type: by package and
    /// type, what leads where.
    links: BTreeMap<Type, BTreeMap<String, Type>>,
}

pub(super) fn generate() -> anyhow::Result<String> {
    let root = go("local", &["env", "GOROOT"])?;
    write(&members(&library::read(&Path::new(root.trim()).join("src"))?))
}

fn members(library: &Library) -> Members {
    let mut members = Members::default();
    for (package, files) in library {
        for (name, found) in varying(files) {
            members.varying.insert((package.clone(), name), found);
        }
    }
    let links: Vec<Link> =
        library.iter().flat_map(|(package, files)| links(package, files)).collect();
    let mut reached: BTreeSet<Type> = members.varying.keys().cloned().collect();
    loop {
        let before = reached.len();
        for link in &links {
            if !reached.contains(&link.to) {
                continue;
            }
            let of = (link.package.clone(), link.of.clone());
            let from = members.links.entry(of.clone()).or_default();
            from.insert(link.member.clone(), link.to.clone());
            if !link.of.is_empty() {
                reached.insert(of);
            }
        }
        if reached.len() == before {
            return members;
        }
    }
}

fn is_exported(name: &str) -> bool {
    name.starts_with(char::is_uppercase)
}

/// The exported types of a package whose members vary where the type is, with the members that do.
/// Types that get members from another are left out.
fn varying(files: &[(TargetSet, GoFile)]) -> BTreeMap<String, BTreeMap<String, TargetSet>> {
    let mut types: BTreeMap<&str, (TargetSet, BTreeMap<String, TargetSet>)> = BTreeMap::new();
    let mut unknown = BTreeSet::new();
    for (built_for, it) in declarations(files) {
        let (name, members) = match (it.kind, &it.receiver) {
            (DeclarationKind::Method, Some(receiver)) => {
                (&**receiver, vec![it.name.text.to_string()])
            }
            (DeclarationKind::Type, _) => {
                let of_type = types.entry(&it.name.text).or_default();
                of_type.0 |= built_for;
                let shape = type_shape(&it.signature.text);
                let fields = match shape {
                    Some(TypeShape::Fieldless) => Vec::new(),
                    Some(TypeShape::Struct(fields)) if !fields.iter().any(|it| it.is_embedded) => {
                        fields.iter().map(|field| field.name.to_owned()).collect()
                    }
                    _ => {
                        unknown.insert(&*it.name.text);
                        continue;
                    }
                };
                (&*it.name.text, fields)
            }
            _ => continue,
        };
        let of_type = types.entry(name).or_default();
        for member in members.into_iter().filter(|member| is_exported(member)) {
            *of_type.1.entry(member).or_default() |= built_for;
        }
    }
    let mut varying = BTreeMap::new();
    for (name, (on, mut members)) in types {
        members.retain(|_, places| *places != on);
        if is_exported(name) && !unknown.contains(name) && !members.is_empty() {
            varying.insert(name.to_owned(), members);
        }
    }
    varying
}

fn declarations(files: &[(TargetSet, GoFile)]) -> impl Iterator<Item = (TargetSet, &Declaration)> {
    files.iter().flat_map(|(on, file)| file.declarations.iter().map(move |it| (*on, it)))
}

/// A field, method or function, and the type of what it is or returns.
struct Link {
    package: String,
    /// Empty of a function.
    of: String,
    member: String,
    to: Type,
}

/// The exported fields, methods and functions of a package whose type or first result has a name.
fn links(package: &str, files: &[(TargetSet, GoFile)]) -> Vec<Link> {
    let mut links = Vec::new();
    for (_, file) in files {
        for it in &file.declarations {
            let text = &*it.signature.text;
            let (of, found) = match (it.kind, &it.receiver) {
                (DeclarationKind::Func, _) => ("", vec![(&*it.name.text, first_result(text))]),
                (DeclarationKind::Method, Some(receiver)) => {
                    (&**receiver, vec![(&*it.name.text, first_result(text))])
                }
                (DeclarationKind::Type, _) => match type_shape(text) {
                    Some(TypeShape::Struct(fields)) => {
                        (&*it.name.text, fields.iter().map(|it| (it.name, it.of)).collect())
                    }
                    _ => continue,
                },
                _ => continue,
            };
            if !of.is_empty() && !is_exported(of) {
                continue;
            }
            for (member, to) in found.into_iter().filter(|(member, _)| is_exported(member)) {
                let to = to.and_then(|to| resolve(package, file, to));
                links.extend(to.map(|to| Link {
                    package: package.to_owned(),
                    of: of.to_owned(),
                    member: member.to_owned(),
                    to,
                }));
            }
        }
    }
    links
}

/// Packages of the library are called as their paths end.
fn resolve(package: &str, file: &GoFile, name: TypeName<'_>) -> Option<Type> {
    let package = match name.package {
        None => package,
        Some(called) => {
            let mut paths = file.header.imports.iter().map(|import| &*import.path.text);
            paths.find(|path| path.rsplit('/').next() == Some(called))?
        }
    };
    Some((package.to_owned(), name.name.to_owned()))
}

fn write(members: &Members) -> anyhow::Result<String> {
    let mut rows = String::new();
    for ((package, name), members) in &members.varying {
        let mut by_places: BTreeMap<[String; 2], Vec<&str>> = BTreeMap::new();
        for (member, on) in members {
            by_places.entry(library::places(*on)).or_default().push(member);
        }
        for ([off, on], members) in by_places {
            let members = library::wrap(&members);
            writeln!(rows, "    ({package:?}, {name:?}, {off:?}, {on:?}, \"\\\n{members}\"),")?;
        }
    }
    let mut links = String::new();
    for ((package, name), found) in &members.links {
        let link = |(member, to): (&String, &Type)| format!("{member}>{}.{}", to.0, to.1);
        let found: Vec<String> = found.iter().map(link).collect();
        writeln!(links, "    ({package:?}, {name:?}, \"\\\n{}\"),", library::wrap(&found))?;
    }
    Ok(format!(
        "//! Generated by `cargo xtask generate std-members`: do not edit.\n//!\n\
         //! Exported fields and methods of Go 1.{CURRENT}'s standard library that do not exist\n\
         //! everywhere, and what leads to them.\n\n\
         /// In order: package, type, ports with cgo off, ports with cgo on, as patterns; members of\n\
         /// the type that exist there alone. Types and members that are not here do not vary where\n\
         /// the type is.\n\
         #[rustfmt::skip]\n\
         pub(crate) static MEMBERS: &[(&str, &str, &str, &str, &str)] = &[\n{rows}];\n\n\
         /// In order: package, type, and `member>package.Type` of fields whose type, and methods\n\
         /// whose first result, is one of [`MEMBERS`] or leads to one. Of no type: functions.\n\
         #[rustfmt::skip]\n\
         pub(crate) static LINKS: &[(&str, &str, &str)] = &[\n{links}];\n"
    ))
}
