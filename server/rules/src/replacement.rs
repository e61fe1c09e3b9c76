//! What a `replace` directive leads to, as the go command would see it.

use project::{Entry, FilePath, Listing, Module, Package, Snapshot, SourceFile};
use syntax::go_mod::Replace;

/// How the right-hand side is written.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Writing {
    /// A module at a version.
    Versioned,
    /// A folder, in a form that every host reads.
    Folder,
    /// A folder with backslashes.
    WindowsOnly,
    /// What the go command refuses, with its words.
    Refused(String),
}

/// What stands at the right-hand side's folder.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Folder {
    /// It was not looked at.
    Unknown,
    /// go.work uses it anyway.
    Workspace,
    /// Nothing.
    Missing,
    /// Something that is no folder.
    OtherKind,
    /// A folder without go.mod.
    NoGoMod,
    /// Nothing under this spelling; the path with the spelling on disk.
    OtherCase(String),
    /// A module, under an absolute path; how it would be written relative, when that stays in the
    /// repository.
    Absolute {
        /// `./lib`.
        relative: Option<String>,
    },
    /// A module outside the repository.
    Outside,
    /// A module inside the repository, or where no repository is known.
    Inside,
}

/// Reads the right-hand side's form, by the rules of golang.org/x/mod/modfile.
pub(crate) fn writing(replace: &Replace) -> Writing {
    let new = &*replace.new_path.text;
    let is_drive = matches!(new.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic());
    let is_folder = matches!(new, "." | "..")
        || ["./", "../", "/", ".\\", "..\\", "\\"].iter().any(|start| new.starts_with(start))
        || is_drive;
    match (&replace.new_version, is_folder) {
        (Some(_), false) => Writing::Versioned,
        (Some(_), true) => Writing::Refused(format!(
            "replacement module directory path {new:?} cannot have version"
        )),
        (None, true) if new.contains('\\') => Writing::WindowsOnly,
        (None, true) => Writing::Folder,
        (None, false) => Writing::Refused(
            "replacement module without version must be directory path \
             (rooted or starting with . or ..)"
                .into(),
        ),
    }
}

/// Looks at the folder of a directive that [`Writing::Folder`] describes.
pub(crate) fn folder(snapshot: &Snapshot, go_mod: &FilePath, replace: &Replace) -> Folder {
    let new = &*replace.new_path.text;
    let Some(base) = go_mod.parent() else { return Folder::Unknown };
    let dir = base.join(new);
    let is_used = snapshot.inputs.go_work.is_some()
        && snapshot.modules.iter().any(|module| module.is_main && module.dir == dir);
    if is_used {
        return Folder::Workspace;
    }
    match snapshot.listing(&dir) {
        None => Folder::Unknown,
        Some(Listing::NotAFolder) => Folder::OtherKind,
        Some(Listing::Missing) => {
            spelling(snapshot, &dir, new).map_or(Folder::Missing, Folder::OtherCase)
        }
        Some(Listing::Folder(entries)) if !entries.contains_key("go.mod") => Folder::NoGoMod,
        Some(Listing::Folder(_)) => place(snapshot, &base, &dir, new),
    }
}

/// The path with the last part as it is spelled on disk, where only case differs.
fn spelling(snapshot: &Snapshot, dir: &FilePath, new: &str) -> Option<String> {
    let Listing::Folder(entries) = snapshot.listing(&dir.parent()?)? else { return None };
    let wanted = dir.name();
    let (exact, _) = entries.iter().find(|(name, entry)| {
        name.eq_ignore_ascii_case(wanted) && !matches!(entry, Entry::File(_) | Entry::Other)
    })?;
    let trimmed = new.trim_end_matches('/');
    Some(format!("{}{exact}", &trimmed[..trimmed.len() - wanted.len()]))
}

fn place(snapshot: &Snapshot, base: &FilePath, dir: &FilePath, new: &str) -> Folder {
    let repository = snapshot.inputs.repository.as_ref();
    let is_outside = repository.is_some_and(|repository| !dir.is_within(repository));
    if new.starts_with('/') || new.as_bytes().get(1) == Some(&b':') {
        let relative = if is_outside || repository.is_none() {
            dir.relative_to(base).map(|below| format!("./{below}"))
        } else {
            Some(relative_path(base, dir))
        };
        return Folder::Absolute { relative };
    }
    if is_outside { Folder::Outside } else { Folder::Inside }
}

/// The way from one folder to another, with `/`, as go.mod wants it: `./lib`, `../../lib`.
fn relative_path(from: &FilePath, to: &FilePath) -> String {
    let from: Vec<&str> = from.as_str().split('/').collect();
    let to: Vec<&str> = to.as_str().split('/').collect();
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = from.len() - shared;
    let mut parts = if up == 0 { vec!["."] } else { vec![".."; up] };
    parts.extend(&to[shared..]);
    parts.join("/")
}

/// Whether an own file imports a package of the replaced module, as far as the module paths in
/// force tell.
/// `module`: whose imports count; none for all.
pub(crate) fn is_imported(snapshot: &Snapshot, module: Option<&Module>, replace: &Replace) -> bool {
    let counts = |package: &&Package| {
        module.is_none_or(|module| snapshot.modules[package.module].dir == module.dir)
    };
    let mut packages = snapshot.own_packages().filter(counts);
    packages.any(|package| imports(snapshot, package, replace, &|_| true))
}

/// Whether files of an own package import one of the replaced module.
pub(crate) fn imports(
    snapshot: &Snapshot,
    package: &Package,
    replace: &Replace,
    counts: &dyn Fn(&SourceFile) -> bool,
) -> bool {
    let required = required_paths(&snapshot.modules[package.module]);
    let files = package.files.iter().filter(|file| counts(file));
    let mut imports = files.filter_map(SourceFile::header).flat_map(|header| &header.imports);
    imports.any(|import| provider(&import.path.text, &required, &replace.old_path.text))
}

fn required_paths(module: &Module) -> Vec<&str> {
    let requires = module.go_mod.iter().flat_map(|(_, facts)| &facts.requires);
    requires.map(|require| &*require.path.text).collect()
}

/// Whether a module is the one with the longest path that holds the import path.
fn provider(import: &str, required: &[&str], module: &str) -> bool {
    let holds = |path: &str| {
        import.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    holds(module) && !required.iter().any(|other| other.len() > module.len() && holds(other))
}
