//! The sources of the standard library.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, ensure};
use platform::{Assignment, FileName, Release, TargetSet};
use syntax::go::{self, GoFile};

use super::ports::{CURRENT, Port};

/// The files of each package that users can import, and where each is built under the current
/// release: somewhere. Tests are left out.
pub(super) type Library = BTreeMap<String, Vec<(TargetSet, GoFile)>>;

/// Reads the library below GOROOT/src.
pub(super) fn read(sources: &Path) -> anyhow::Result<Library> {
    let mut library = Library::new();
    let mut pending = vec![String::new()];
    while let Some(package) = pending.pop() {
        let mut files = Vec::new();
        for (name, is_folder) in entries(&sources.join(&package))? {
            if is_folder {
                let path = format!("{package}/{name}");
                pending.extend(is_package(&name).then(|| path.trim_matches('/').to_owned()));
            } else if Path::new(&name).extension().is_some_and(|end| end == "go") {
                files.extend(file(&sources.join(&package).join(&name), &name)?);
            }
        }
        library.insert(package, files);
    }
    Ok(library)
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

/// A file, if it is built somewhere.
fn file(path: &Path, name: &str) -> anyhow::Result<Option<(TargetSet, GoFile)>> {
    let name = FileName::parse(name);
    let assignment = Assignment::new(Release::minor(CURRENT));
    let mut built_for = assignment.name_holds_on(&name);
    if name.is_test || built_for.is_empty() {
        return Ok(None);
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
        return Ok(None);
    }
    ensure!(facts.is_complete, "{}: not understood", path.display());
    Ok(Some((built_for, facts)))
}

/// Whether the go command takes a file for documentation, which it does not build.
fn is_documentation(facts: &GoFile) -> bool {
    facts.header.package.as_ref().is_some_and(|name| &*name.text == "documentation")
}

/// Where something is, as patterns: with cgo off, and with cgo on.
pub(super) fn places(on: TargetSet) -> [String; 2] {
    let universe = TargetSet::of_release(Release::minor(CURRENT));
    [TargetSet::without_cgo(), TargetSet::with_cgo()].map(|setting| {
        let (places, all) = (ports(on & setting), ports(universe & setting));
        if places.is_empty() { String::new() } else { super::ports::patterns(&places, &all) }
    })
}

fn ports(set: TargetSet) -> std::collections::BTreeSet<Port> {
    set.ports().map(|port| (port.os().to_owned(), port.arch().to_owned())).collect()
}

/// Words on lines of up to 100 columns within a string literal.
pub(super) fn wrap(words: &[impl AsRef<str>]) -> String {
    let mut text = String::new();
    let mut column = 0;
    for word in words {
        let word = word.as_ref();
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
