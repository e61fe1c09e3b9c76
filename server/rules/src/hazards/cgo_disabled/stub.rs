//! A file of stand-ins: the same functions for builds without cgo. Written only where every
//! signature can be copied as it stands.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use platform::{Constraint, FileName};
use project::SourceFile;
use syntax::go::{Declaration, DeclarationKind, Import};

use super::needs::Dropped;
use crate::Edit;

/// The file's name and the edit that creates it. `needed`: the names that it must have. `None`
/// where one of them cannot be written.
pub(super) fn create(
    dropped: &Dropped<'_>,
    file: usize,
    needed: &[&str],
) -> Option<(String, Edit)> {
    let source = &dropped.package.files[file];
    let go = source.go()?;
    let names = dropped.names(file);
    let gone: BTreeSet<&str> = all_names(dropped);
    let mut imports = BTreeSet::new();
    let mut functions = Vec::new();
    for (declaration, gone_on) in &names {
        let name = &*declaration.name.text;
        let is_needed = needed.contains(&name);
        let is_for_others = is_exported(name) && declaration.kind == DeclarationKind::Func;
        if !is_needed && !is_for_others {
            continue;
        }
        // Where another file has the name, a second one would be a redeclaration.
        let is_sole = *gone_on == dropped.on[file];
        match copyable(declaration, &go.header.imports, &gone).filter(|_| is_sole) {
            Some(used) => {
                imports.extend(used);
                functions.push(*declaration);
            }
            None if is_needed => return None,
            None => {}
        }
    }
    if functions.is_empty() {
        return None;
    }
    let name = name_without_cgo(source.path.name());
    if dropped.package.files.iter().any(|file| file.path.name() == name) {
        return None;
    }
    let constraint = constraint_without_cgo(source)?;
    let package = go.header.package.as_ref()?;
    let mut text = format!("//go:build {constraint}\n\npackage {package}\n");
    let bodies: Vec<Body> = functions.iter().map(|function| Body::of(function)).collect();
    let mut imports: Vec<String> = imports.into_iter().collect();
    if bodies.contains(&Body::Error) {
        imports.push("\"errors\"".to_owned());
        imports.sort();
        imports.dedup();
    }
    match imports.as_slice() {
        [] => {}
        [one] => write!(text, "\nimport {one}\n").ok()?,
        several => write!(text, "\nimport (\n\t{}\n)\n", several.join("\n\t")).ok()?,
    }
    for (function, body) in functions.iter().zip(bodies) {
        let (name, signature) = (&function.name.text, &function.signature.text);
        let body = match body {
            Body::Error => format!("return errors.New(\"{name}: built without cgo\")"),
            Body::Panic => format!("panic(\"{name}: built without cgo\")"),
        };
        write!(text, "\n// {name} needs cgo.\n{signature} {{\n\t{body}\n}}\n").ok()?;
    }
    let path = dropped.package.dir.join(&name);
    Some((name, Edit::Create { path, text }))
}

/// Every name that some file of the package takes with it.
fn all_names<'a>(dropped: &Dropped<'a>) -> BTreeSet<&'a str> {
    let files = 0..dropped.package.files.len();
    let names = files.flat_map(|file| dropped.names(file));
    names.map(|(declaration, _)| &*declaration.name.text).collect()
}

fn is_exported(name: &str) -> bool {
    name.starts_with(char::is_uppercase)
}

/// What a stand-in does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Body {
    /// It returns an error, since that is all that it returns.
    Error,
    Panic,
}

impl Body {
    fn of(function: &Declaration) -> Body {
        let result = result(&function.signature.text).unwrap_or_default();
        if result == "error" { Body::Error } else { Body::Panic }
    }
}

/// What stands after a signature's parameters.
fn result(signature: &str) -> Option<&str> {
    let mut depth = 0_usize;
    let mut opened = ' ';
    for (at, character) in signature.char_indices() {
        match character {
            '(' | '[' | '{' => {
                opened = if depth == 0 { character } else { opened };
                depth += 1;
            }
            ')' | ']' | '}' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 && opened == '(' {
                    return Some(signature[at + 1..].trim());
                }
            }
            _ => {}
        }
    }
    None
}

/// The imports that a function's signature needs, as they are to be written; `None` where it
/// cannot be copied: it names C, something that is gone, too, or a package that is not found.
fn copyable(
    function: &Declaration,
    imports: &[Import],
    gone: &BTreeSet<&str>,
) -> Option<Vec<String>> {
    if function.kind != DeclarationKind::Func || !function.has_body {
        return None;
    }
    let signature = &*function.signature.text;
    // A comment or a tag in it could hold anything.
    if signature.contains("//") || signature.contains("/*") || signature.contains(['"', '`']) {
        return None;
    }
    let (_, mut rest) = signature.split_once(&*function.name.text)?;
    let mut used = Vec::new();
    while let Some(start) = rest.find(|c: char| c.is_alphabetic() || c == '_') {
        let word = &rest[start..];
        let end = word.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(word.len());
        let (word, after) = word.split_at(end);
        if after.starts_with('.') && !after.starts_with("...") {
            used.push(written(imports.iter().find(|import| is_called(import, word))?));
            // What is selected is the package's own.
            let selected = after[1..].find(|c: char| !c.is_alphanumeric() && c != '_');
            rest = &after[selected.map_or(after.len(), |it| it + 1)..];
            continue;
        }
        if gone.contains(word) {
            return None;
        }
        rest = after;
    }
    Some(used)
}

fn is_called(import: &Import, word: &str) -> bool {
    let path = &*import.path.text;
    let last = path.rsplit('/').next().unwrap_or(path);
    path != "C" && import.name.as_ref().map_or(last, |name| &name.text) == word
}

fn written(import: &Import) -> String {
    let name = import.name.as_ref().map(|name| format!("{name} ")).unwrap_or_default();
    format!("{name}\"{}\"", import.path.text)
}

/// `zip_linux.go` to `zip_nocgo_linux.go`, so that its name says where, too.
fn name_without_cgo(name: &str) -> String {
    let parsed = FileName::parse(name);
    let mut stem = name.strip_suffix(".go").unwrap_or(name);
    let mut suffix = String::new();
    for word in [parsed.arch, parsed.os].into_iter().flatten() {
        if let Some(before) = stem.strip_suffix(word).and_then(|it| it.strip_suffix('_')) {
            suffix = format!("_{word}{suffix}");
            stem = before;
        }
    }
    let stem = stem.strip_suffix("_cgo").unwrap_or(stem);
    format!("{stem}_nocgo{suffix}.go")
}

/// The file's constraint with `!cgo` in place of `cgo`.
fn constraint_without_cgo(file: &SourceFile) -> Option<Constraint> {
    let cgo = Constraint::tag("cgo");
    let without = cgo.clone().negated();
    let Some(own) = &file.header()?.constraint else {
        return Some(without);
    };
    let mut rest = own.as_ref().ok()?.clone();
    let mut others = Vec::new();
    while let Constraint::And(left, right) = rest {
        others.push(*right);
        rest = *left;
    }
    others.push(rest);
    others.retain(|it| *it != cgo);
    if others.iter().any(|it| it.tags().contains(&"cgo")) {
        return None;
    }
    Some(others.into_iter().rev().fold(without, Constraint::and))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_their_suffixes() {
        for (name, expected) in [
            ("zip.go", "zip_nocgo.go"),
            ("zip_cgo.go", "zip_nocgo.go"),
            ("zip_linux.go", "zip_nocgo_linux.go"),
            ("zip_linux_arm64.go", "zip_nocgo_linux_arm64.go"),
            ("linux.go", "linux_nocgo.go"),
        ] {
            assert_eq!(name_without_cgo(name), expected);
        }
    }

    #[test]
    fn results_are_what_follows_the_parameters() {
        for (signature, expected) in [
            ("func f()", Some("")),
            ("func f() error", Some("error")),
            ("func f(a func() error) (int, error)", Some("(int, error)")),
            ("func f() func() error", Some("func() error")),
            ("func f[T any, P interface{ m() }](a T) error", Some("error")),
            ("func f(", None),
        ] {
            assert_eq!(result(signature), expected, "{signature}");
        }
    }
}
