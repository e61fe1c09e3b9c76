//! A rule is data with one function.

use project::{FilePath, Level, Module, Package, Snapshot, SourceFile};
use syntax::Ignore;

use crate::{Findings, Predicts, Unmeant, UnmeantSystem};

/// One hazard. A `static RULE: Rule` stands in each file of `hazards/`.
pub struct Rule {
    /// Kebab-case, readable as "ignore *name*".
    pub name: &'static str,
    /// How loud it is at most.
    pub level: Level,
    /// What happens if it is ignored, unless the finding says otherwise.
    pub predicts: Predicts,
    /// Which configurations its findings are about.
    pub judges: Judges,
    /// What it looks at.
    pub scope: Scope,
    /// Its page, in Markdown; the first line is `# name`, the first paragraph says what breaks
    /// and why.
    pub docs: &'static str,
    /// Whether it is off unless the configuration names it.
    pub off_by_default: bool,
    /// Names it had before.
    pub former_names: &'static [&'static str],
}

/// Which configurations a rule's findings are about; `Findings::add` intersects with them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judges {
    /// The judged targets.
    Targets,
    /// The judged ports that support cgo, with cgo on. A file built on none of them is judged
    /// where it is built.
    Cgo,
    /// The judged targets, and those of [`Judges::Cgo`].
    TargetsAndCgo,
    /// The judged ports of the systems where people build.
    Hosts,
    /// Where a JavaScript engine runs the program, judged or not: a file that imports `syscall/js`
    /// is meant for it.
    JavaScript,
}

/// What a rule looks at. The driver calls it once per thing of that kind in the main modules.
#[derive(Clone, Copy)]
pub enum Scope {
    /// A Go file, in its package.
    GoFile(fn(&Snapshot, &Package, &SourceFile, &mut Findings)),
    /// A package.
    Package(fn(&Snapshot, &Package, &mut Findings)),
    /// A main module (its go.mod), or the go.work in force.
    Module(fn(&Snapshot, &Module, &mut Findings)),
    /// A system that a module is taken as not meant for: called once the packages were judged.
    Unmeant(fn(&Snapshot, &Unmeant, &UnmeantSystem, &mut Findings)),
    /// A comment that silences nothing: called after all others.
    Silencing(fn(&IdleIgnore<'_>, &mut Findings)),
}

/// A comment `anyport:ignore` that silences nothing.
#[derive(Clone, Copy, Debug)]
pub struct IdleIgnore<'a> {
    /// The file.
    pub path: &'a FilePath,
    /// The comment.
    pub ignore: &'a Ignore,
    /// Why it is idle.
    pub reason: IdleReason,
}

/// Why a comment silences nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdleReason {
    /// The rule ran, and finds nothing there on any port.
    NothingFound,
    /// There is no rule of that name; the nearest one, if one is near.
    UnknownRule(Option<&'static str>),
}

impl Rule {
    /// The page's first paragraph, on one line.
    pub fn summary(&self) -> String {
        let paragraph = self.docs.split("\n\n").nth(1).unwrap_or_default();
        paragraph.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}
