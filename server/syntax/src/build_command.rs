//! What release and CI files say of where a project is built.

use platform::TargetSet;

use crate::{Linking, Span};

/// One command that builds, vets or tests Go packages, as a release or CI file says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildCommand {
    /// Where the file says it.
    pub span: Span,
    /// The ports that it is for, each with both cgo settings. Never empty.
    pub ports: TargetSet,
    /// Whether cgo is on; none where the file leaves that to the machine.
    pub cgo: Option<bool>,
    /// The file names the operating system itself, instead of a machine to run on.
    pub is_explicit: bool,
    /// The folder that it runs in, from the repository's root; empty for the root.
    pub dir: Box<str>,
    /// The packages, as written after the command (`./...`, `./cmd/x`, an import path); none where
    /// the file does not say which.
    pub packages: Vec<Box<str>>,
    /// Build tags that it sets.
    pub tags: Vec<Box<str>>,
    /// How it links.
    pub linking: Linking,
}

/// No file says more than so many different things.
const MOST: usize = 2000;

/// Collects commands; those that differ in their ports alone are one.
#[derive(Default)]
pub(crate) struct Commands {
    list: Vec<BuildCommand>,
}

impl Commands {
    /// Whether there is room for more.
    pub(crate) fn is_full(&self) -> bool {
        self.list.len() >= MOST
    }

    pub(crate) fn add(&mut self, command: BuildCommand) {
        if command.ports.is_empty() || self.is_full() {
            return;
        }
        let is_same = |known: &&mut BuildCommand| {
            known.span == command.span
                && known.cgo == command.cgo
                && known.is_explicit == command.is_explicit
                && known.dir == command.dir
                && known.packages == command.packages
                && known.tags == command.tags
                && known.linking == command.linking
        };
        // What differs in its ports alone stands at one place and comes in a row.
        match self.list.iter_mut().rev().take(64).find(is_same) {
            Some(known) => known.ports |= command.ports,
            None => self.list.push(command),
        }
    }

    pub(crate) fn into_list(self) -> Vec<BuildCommand> {
        self.list
    }
}

/// The words of a list of tags: separated by commas or blanks.
pub(crate) fn tags(list: &str) -> Vec<Box<str>> {
    let words = list.split([',', ' ', '\t', '\n']);
    words.filter(|word| !word.is_empty()).map(Into::into).collect()
}

/// A path put behind a folder, both from the repository's root; none where it leaves it or is
/// absolute.
pub(crate) fn below(dir: &str, path: &str) -> Option<Box<str>> {
    let path = path.replace('\\', "/");
    if path.starts_with(['/', '~']) || path.contains(':') {
        return None;
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in dir.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/").into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_inside_the_repository() {
        assert_eq!(below("", "./cmd/x/").as_deref(), Some("cmd/x"));
        assert_eq!(below("a/b", "../c").as_deref(), Some("a/c"));
        assert_eq!(below("a", r".\cmd").as_deref(), Some("a/cmd"));
        assert_eq!(below("a", ".").as_deref(), Some("a"));
        for path in ["..", "../../x", "/tmp", "~/x", r"C:\x"] {
            assert_eq!(below("", path), None, "{path}");
        }
    }
}
