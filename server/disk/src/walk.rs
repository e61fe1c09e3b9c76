//! The folders that `./...` matches.

use project::{Entry, FilePath, Listing, is_passed_over, matches_ignore};
use rayon::prelude::*;

use crate::Tree;

/// No workspace has more folders; a walk from `/` by mistake ends here.
const MOST_FOLDERS: usize = 200_000;

/// Every folder below a module's root that the go command would look at (no `.x`, `_x`,
/// `testdata`, `vendor`, nested module, symlink or directory that go.mod ignores), with its
/// listing, in path order. The roots of nested modules are listed, and not entered.
pub fn walk(tree: &dyn Tree, root: &FilePath, ignored: &[String]) -> Vec<(FilePath, Listing)> {
    let mut found = Vec::new();
    let mut frontier = vec![root.clone()];
    while !frontier.is_empty() && found.len() < MOST_FOLDERS {
        let listed: Vec<(FilePath, Listing)> = frontier
            .into_par_iter()
            .map(|dir| {
                let listing = tree.listing(&dir);
                (dir, listing)
            })
            .collect();
        frontier = listed
            .par_iter()
            .flat_map_iter(|(dir, listing)| folders_to_enter(root, ignored, dir, listing))
            .collect();
        found.extend(listed);
    }
    found.sort_by(|left, right| left.0.cmp(&right.0));
    found
}

fn folders_to_enter(
    root: &FilePath,
    ignored: &[String],
    dir: &FilePath,
    listing: &Listing,
) -> Vec<FilePath> {
    if dir != root && listing.has_file("go.mod") {
        return Vec::new();
    }
    let folders = listing.entries().filter(|(_, entry)| **entry == Entry::Folder);
    folders
        .filter(|(name, _)| !is_passed_over(name))
        .map(|(name, _)| dir.child(name))
        .filter(|folder| {
            let relative = folder.relative_to(root).unwrap_or_default();
            !ignored.iter().any(|line| matches_ignore(line, relative))
        })
        .collect()
}
