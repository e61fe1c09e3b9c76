//! What release and CI files say of where a project is built.

use platform::TargetSet;

use crate::{Linking, Span};

/// What a release or CI file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Builds {
    /// Its commands, in order.
    pub commands: Vec<BuildCommand>,
    /// The line, from 1, of the first place that may build something for ports which are not known:
    /// a script, a Makefile, a value that only the machine knows.
    pub unread: Option<u32>,
}

/// One command that builds, vets or tests Go packages, as a release or CI file says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildCommand {
    /// Where the file says it.
    pub span: Span,
    /// The line of that, from 1.
    pub line: u32,
    /// The ports that it is for, each with both cgo settings. Never empty.
    pub ports: TargetSet,
    /// Whether cgo is on; none where the file leaves that to the machine.
    pub cgo: Option<bool>,
    /// How sure it is that this is built.
    pub claim: Claim,
    /// Whether tests are compiled as well: `go build` leaves them alone.
    pub tests: bool,
    /// The file names the system, and it is the very system of the machine that the command runs
    /// on: who does so lists all systems, not only those that are not built anyway.
    pub names_own_system: bool,
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

/// How sure it is that something is built for a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// A release file lists the ports that are shipped.
    Shipped,
    /// A go command for which the file names the system.
    Named,
    /// The machine that something runs on, or a system that is named to something else than go.
    Likely,
}

/// No file says more than so many different things.
const MOST: usize = 2000;

/// Collects commands; those that differ in their ports alone are one.
#[derive(Default)]
pub(crate) struct Commands {
    list: Vec<BuildCommand>,
    unread: Option<Span>,
}

impl Commands {
    /// Whether there is room for more.
    pub(crate) fn is_full(&self) -> bool {
        self.list.len() >= MOST
    }

    /// Notes that something is built that is not read.
    pub(crate) fn not_read(&mut self, place: Span) {
        self.unread.get_or_insert(place);
    }

    pub(crate) fn add(&mut self, command: BuildCommand) {
        if command.ports.is_empty() || self.is_full() {
            return;
        }
        let is_same = |known: &&mut BuildCommand| {
            known.span == command.span
                && known.cgo == command.cgo
                && known.claim == command.claim
                && known.tests == command.tests
                && known.dir == command.dir
                && known.packages == command.packages
                && known.tags == command.tags
                && known.linking == command.linking
        };
        // What differs in its ports alone stands at one place and comes in a row.
        match self.list.iter_mut().rev().take(64).find(is_same) {
            Some(known) => {
                known.ports |= command.ports;
                known.names_own_system |= command.names_own_system;
            }
            None => self.list.push(command),
        }
    }

    /// Everything, each with its line in the text.
    pub(crate) fn into_builds(mut self, text: &str) -> Builds {
        let ends: Vec<usize> = text.match_indices('\n').map(|(at, _)| at).collect();
        let line = |span: Span| ends.partition_point(|&at| at < span.start as usize) as u32 + 1;
        for command in &mut self.list {
            command.line = line(command.span);
        }
        Builds { commands: self.list, unread: self.unread.map(line) }
    }
}

/// The words of a list of tags: separated by commas or blanks.
pub(crate) fn tags(list: &str) -> Vec<Box<str>> {
    let words = list.split([',', ' ', '\t', '\n']);
    words.filter(|word| !word.is_empty()).map(Into::into).collect()
}

/// A path put behind a folder, both from the repository's root; none where it leaves it, is
/// absolute, or only a shell knows it.
pub(crate) fn below(dir: &str, path: &str) -> Option<Box<str>> {
    let path = path.replace('\\', "/");
    if path.starts_with(['/', '~']) || path.contains([':', '$', '`']) {
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
        for path in ["..", "../../x", "/tmp", "~/x", r"C:\x", "$HOME/x"] {
            assert_eq!(below("", path), None, "{path}");
        }
    }
}
