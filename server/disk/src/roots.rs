//! Which workspace a path belongs to.

use std::collections::BTreeSet;

use project::{FilePath, Listing, is_passed_over};
use syntax::go_mod;

use crate::Tree;

/// A workspace: one go.work, or one module, or a folder with neither.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Root {
    /// Its folder.
    pub dir: FilePath,
    /// The go.work in force, if any.
    pub go_work: Option<FilePath>,
    /// The nearest folder upwards that holds `.git`.
    pub repository: Option<FilePath>,
    /// The nearest anyport.toml, looked for up to the repository's root.
    pub configuration: Option<FilePath>,
}

/// How deep [`roots_below`] looks.
const DEEPEST: usize = 12;

/// Finds the workspace of a file or folder: the nearest go.mod upwards, and a go.work that uses
/// it: the one that `go_work` (GOWORK) names, else the nearest upwards. `off` means none. A
/// module that the go.work does not use stands alone; a folder with neither file is a module
/// without a path.
pub fn find_root(tree: &dyn Tree, path: &FilePath, go_work: Option<&str>) -> Root {
    let start = nearest_folder(tree, path);
    let module = upwards(tree, &start, "go.mod");
    let work = match go_work.filter(|value| !value.is_empty()) {
        Some("off") => None,
        Some(named) => Some(start.join(named)),
        None => upwards(tree, &start, "go.work").map(|dir| dir.child("go.work")),
    };
    let work = work.filter(|work| match &module {
        None => true,
        Some(module) => uses(tree, work, module) || lies_below(work, module),
    });
    let home = work.as_ref().and_then(FilePath::parent);
    let dir = home.or(module).unwrap_or(start);
    let repository = dir.ancestors().find(|folder| tree.listing(folder).get(".git").is_some());
    let configuration = dir
        .ancestors()
        .take_while(|folder| match &repository {
            Some(repository) => folder.is_within(repository),
            None => *folder == dir,
        })
        .find(|folder| tree.listing(folder).has_file("anyport.toml"))
        .map(|folder| folder.child("anyport.toml"));
    Root { dir, go_work: work, repository, configuration }
}

/// All workspaces of a folder: the one that it belongs to, and those of the modules and go.work
/// files below it. A go.work stands for the modules that it uses. In path order, never empty.
pub fn roots_below(tree: &dyn Tree, folder: &FilePath, go_work: Option<&str>) -> Vec<Root> {
    let mut found = BTreeSet::new();
    let mut frontier = vec![folder.clone()];
    for _ in 0..DEEPEST {
        let mut deeper = Vec::new();
        for dir in frontier {
            let listing = tree.listing(&dir);
            if listing.has_file("go.mod") || listing.has_file("go.work") {
                found.insert(find_root(tree, &dir, go_work));
            }
            let folders = listing.entries().filter(|(_, entry)| **entry == project::Entry::Folder);
            deeper.extend(
                folders.filter(|(name, _)| !is_passed_over(name)).map(|(name, _)| dir.child(name)),
            );
        }
        frontier = deeper;
    }
    let above = find_root(tree, folder, go_work);
    // A folder with neither file counts only when nothing else is found.
    let is_workspace = above.go_work.is_some() || tree.listing(&above.dir).has_file("go.mod");
    if is_workspace || found.is_empty() {
        found.insert(above);
    }
    found.into_iter().collect()
}

/// The path itself if it is a folder, else the nearest one upwards that is.
fn nearest_folder(tree: &dyn Tree, path: &FilePath) -> FilePath {
    path.ancestors()
        .find(|folder| matches!(tree.listing(folder), Listing::Folder(_)))
        .unwrap_or_else(|| path.clone())
}

fn upwards(tree: &dyn Tree, start: &FilePath, name: &str) -> Option<FilePath> {
    start.ancestors().find(|folder| tree.listing(folder).has_file(name))
}

fn uses(tree: &dyn Tree, work: &FilePath, module: &FilePath) -> bool {
    let (Ok(text), Some(home)) = (tree.text(work), work.parent()) else {
        return false;
    };
    go_mod::parse(&text).uses.iter().any(|line| home.join(&line.value.text) == *module)
}

/// A go.work further down than the module: the path given is in the go.work's folder.
fn lies_below(work: &FilePath, module: &FilePath) -> bool {
    work.parent().is_some_and(|home| home != *module && home.is_within(module))
}
