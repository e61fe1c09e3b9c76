//! The standard library's exported names, and where each exists.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, ensure};
use platform::{Assignment, FileName, Release, TargetSet};
use syntax::go::{self, DeclarationKind};

use super::go;
use super::ports::{CURRENT, Port, patterns};

/// Where names are declared, by name.
pub type Places = BTreeMap<String, TargetSet>;

pub(super) fn generate() -> anyhow::Result<String> {
    let root = go("local", &["env", "GOROOT"])?;
    write(&holes(&Path::new(root.trim()).join("src"))?)
}

/// Of each package of the library that users can import, the exported names of its top level that
/// do not exist everywhere where the package has files, and where they do under the current
/// release. Packages whose names are the same everywhere are left out.
pub fn holes(sources: &Path) -> anyhow::Result<BTreeMap<String, Places>> {
    let mut holes = BTreeMap::new();
    let mut pending = vec![String::new()];
    while let Some(package) = pending.pop() {
        let (mut names, mut everywhere) = (Places::new(), TargetSet::EMPTY);
        for (name, is_folder) in entries(&sources.join(&package))? {
            if is_folder {
                let path = format!("{package}/{name}");
                pending.extend(is_package(&name).then(|| path.trim_matches('/').to_owned()));
            } else if Path::new(&name).extension().is_some_and(|end| end == "go") {
                let path = sources.join(&package).join(&name);
                everywhere |= add_file(&path, &name, &mut names)?;
            }
        }
        names.retain(|_, places| *places != everywhere);
        if !names.is_empty() {
            holes.insert(package, names);
        }
    }
    ensure!(!holes.is_empty(), "no package below {} varies", sources.display());
    Ok(holes)
}

/// Whether a folder of that name holds packages of the library that users can import.
fn is_package(name: &str) -> bool {
    !name.starts_with(['_', '.']) && !["cmd", "internal", "testdata", "vendor"].contains(&name)
}

/// The entries of a folder, and which are folders.
#[expect(clippy::disallowed_methods, reason = "generation reads the library's sources")]
fn entries(folder: &Path) -> anyhow::Result<Vec<(String, bool)>> {
    let read = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let entry = |entry: std::io::Result<fs::DirEntry>| {
        let entry = entry?;
        Ok((entry.file_name().to_string_lossy().into_owned(), entry.file_type()?.is_dir()))
    };
    read.map(entry).collect()
}

/// Adds the exported names that a file declares, and says where it is built.
fn add_file(path: &Path, name: &str, names: &mut Places) -> anyhow::Result<TargetSet> {
    let name = FileName::parse(name);
    let assignment = Assignment::new(Release::minor(CURRENT));
    let mut built_for = assignment.name_holds_on(&name);
    if name.is_test || built_for.is_empty() {
        return Ok(TargetSet::EMPTY);
    }
    let facts = go::outline(&crate::derived::read(path)?);
    match &facts.header.constraint {
        Some(Ok(constraint)) => built_for &= assignment.holds_on(constraint),
        Some(Err(error)) => anyhow::bail!("{}: {}", path.display(), error.message),
        None => {}
    }
    if facts.header.uses_cgo() {
        built_for &= TargetSet::with_cgo();
    }
    if built_for.is_empty() || is_documentation(&facts) {
        return Ok(TargetSet::EMPTY);
    }
    ensure!(facts.is_complete, "{}: not understood", path.display());
    for declared in facts.declarations {
        let is_exported = declared.name.text.starts_with(char::is_uppercase);
        if is_exported && declared.kind != DeclarationKind::Method {
            *names.entry(declared.name.text.into()).or_default() |= built_for;
        }
    }
    Ok(built_for)
}

/// Whether the go command takes a file for documentation, which it does not build.
fn is_documentation(facts: &go::GoFile) -> bool {
    facts.header.package.as_ref().is_some_and(|name| &*name.text == "documentation")
}

fn write(holes: &BTreeMap<String, Places>) -> anyhow::Result<String> {
    let universe = TargetSet::of_release(Release::minor(CURRENT));
    let settings = [TargetSet::without_cgo(), TargetSet::with_cgo()];
    let mut rows = String::new();
    for (package, names) in holes {
        let mut by_places: BTreeMap<[String; 2], Vec<&str>> = BTreeMap::new();
        for (name, places) in names {
            let written = settings.map(|setting| {
                let (places, all) = (ports(*places & setting), ports(universe & setting));
                if places.is_empty() { String::new() } else { patterns(&places, &all) }
            });
            by_places.entry(written).or_default().push(name);
        }
        for ([off, on], names) in by_places {
            writeln!(rows, "    ({package:?}, {off:?}, {on:?}, \"\\\n{}\"),", wrap(&names))?;
        }
    }
    Ok(format!(
        "//! Generated by `cargo xtask generate std-symbols`: do not edit.\n//!\n\
         //! Exported names of Go 1.{CURRENT}'s standard library that do not exist everywhere.\n\n\
         use platform::Release;\n\n\
         /// The release whose ports the patterns pick from.\n\
         pub(crate) const RELEASE: Release = Release::minor({CURRENT});\n\n\
         /// In order of packages: package, ports with cgo off, ports with cgo on, as patterns; names\n\
         /// of its top level that exist there alone. Packages and names that are not here do not vary\n\
         /// where the package has files.\n\
         #[rustfmt::skip]\n\
         pub(crate) static HOLES: &[(&str, &str, &str, &str)] = &[\n{rows}];\n"
    ))
}

fn ports(set: TargetSet) -> BTreeSet<Port> {
    set.ports().map(|port| (port.os().to_owned(), port.arch().to_owned())).collect()
}

/// Words on lines of up to 100 columns within a string literal.
fn wrap(words: &[&str]) -> String {
    let mut text = String::new();
    let mut column = 0;
    for word in words {
        if column + word.len() > 97 {
            text += " \\\n";
            column = 0;
        }
        let blank = if column == 0 { "     " } else { " " };
        text += blank;
        text += word;
        column += blank.len() + word.len();
    }
    text
}
