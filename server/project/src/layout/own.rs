//! The folders that `./...` matches.

use super::Layout;
use crate::fast_map::FastMap;
use crate::{Entry, FilePath, Inputs, Listing};

impl Layout {
    /// The folders that `./...` matches in the main modules, and the module of each, in path order.
    pub(crate) fn own_folders<'a>(
        &self,
        inputs: &'a Inputs,
    ) -> Vec<(&'a FilePath, &'a Listing, usize)> {
        let mut owners: FastMap<&str, (&Listing, usize)> = FastMap::default();
        let mut own = Vec::new();
        // A folder comes before everything in it.
        for (dir, listing) in &*inputs.listings {
            let module = self.main_dirs.get(dir).copied().or_else(|| {
                let (above, module) = *owners.get(dir.parent_text()?)?;
                let is_own = above.get(dir.name()) == Some(&Entry::Folder)
                    && !is_passed_over(dir.name())
                    && !listing.has_file("go.mod")
                    && !self.is_ignored(dir, module);
                is_own.then_some(module)
            });
            if let Some(module) = module {
                owners.insert(dir.as_str(), (listing, module));
                own.push((dir, listing, module));
            }
        }
        own
    }

    fn is_ignored(&self, dir: &FilePath, module: usize) -> bool {
        let module = &self.modules[module];
        let Some((_, go_mod)) = &module.go_mod else {
            return false;
        };
        !go_mod.ignored.is_empty()
            && dir.relative_to(&module.dir).is_some_and(|relative| {
                go_mod.ignored.iter().any(|line| matches_ignore(&line.text, relative))
            })
    }
}

/// Whether `./...` passes over folders of that name.
pub fn is_passed_over(name: &str) -> bool {
    name.starts_with(['.', '_']) || matches!(name, "testdata" | "vendor")
}

/// Whether an `ignore` line of go.mod names that folder, given relative to the module: `./x` means
/// the one at the top, `x` one at any depth.
pub fn matches_ignore(line: &str, relative: &str) -> bool {
    let line = line.trim_end_matches('/');
    match line.strip_prefix("./") {
        Some(line) => relative == line,
        None => {
            relative.strip_suffix(line).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
        }
    }
}
