//! The `replace` lines in force.

use syntax::go_mod::{GoMod, Replace};

use super::Replacement;
use crate::fast_map::FastMap;
use crate::layout::go_work;
use crate::{FilePath, Inputs};

/// By replaced path and version.
type Lines<'a> = FastMap<(&'a str, Option<&'a str>), Line<'a>>;

/// A `replace` line, and the folder that its right-hand side is relative to.
struct Line<'a> {
    home: FilePath,
    replace: &'a Replace,
}

/// Lines of go.work beat those of its modules, and lines with a version beat those without.
pub(super) struct Replacements<'a> {
    of_work: Lines<'a>,
    of_modules: Lines<'a>,
}

impl<'a> Replacements<'a> {
    pub(super) fn new(inputs: &'a Inputs, mains: &[(FilePath, &'a GoMod)]) -> Replacements<'a> {
        let work = go_work(inputs).map(|facts| (inputs.root.clone(), &**facts));
        Replacements { of_work: lines(work.as_slice()), of_modules: lines(mains) }
    }

    /// What stands in place of a module at a version.
    pub(super) fn find(&self, path: &str, version: &str) -> Option<Replacement<'a>> {
        let find_in = |lines: &Lines<'a>| {
            let line = lines.get(&(path, Some(version))).or_else(|| lines.get(&(path, None)))?;
            Some(line.replacement())
        };
        find_in(&self.of_work).or_else(|| find_in(&self.of_modules))
    }
}

impl<'a> Line<'a> {
    fn replacement(&self) -> Replacement<'a> {
        let new = &*self.replace.new_path.text;
        match &self.replace.new_version {
            Some(version) if !self.replace.is_directory() => {
                Replacement::Module(new, &version.text)
            }
            _ => Replacement::Folder(self.home.join(new)),
        }
    }
}

fn lines<'a>(files: &[(FilePath, &'a GoMod)]) -> Lines<'a> {
    let mut lines = Lines::default();
    for (home, facts) in files {
        for replace in &facts.replaces {
            let version = replace.old_version.as_ref().map(|version| &*version.text);
            lines
                .entry((&*replace.old_path.text, version))
                .or_insert_with(|| Line { home: home.clone(), replace });
        }
    }
    lines
}
