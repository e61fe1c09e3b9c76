//! Facts of go.mod and go.work.

mod argument;
mod reader;
mod segments;

use crate::{Ignore, Name, Span};

/// What a go.mod or go.work file says, as far as it could be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GoMod {
    /// The module path.
    pub module: Option<Name>,
    /// The `go` line's version.
    pub go: Option<Name>,
    /// The `toolchain` line's name.
    pub toolchain: Option<Name>,
    /// `godebug` settings, as written (`key=value`).
    pub godebug: Vec<Name>,
    /// `require` lines.
    pub requires: Vec<Require>,
    /// `replace` lines.
    pub replaces: Vec<Replace>,
    /// `exclude` lines: module path and version.
    pub excludes: Vec<(Name, Name)>,
    /// `retract` lines: lowest and highest version (equal for a single one).
    pub retracts: Vec<(Name, Name)>,
    /// `tool` lines: package paths.
    pub tools: Vec<Name>,
    /// `ignore` lines: directories.
    pub ignored: Vec<Name>,
    /// `use` lines of go.work: directories.
    pub uses: Vec<Line>,
    /// What could not be read, each within one line, in order: the go command refuses the file
    /// for it. A directive that belongs into the other of the two files is none.
    pub errors: Vec<Span>,
    /// Comments that silence findings.
    pub ignores: Vec<Ignore>,
}

/// A directive with one argument, and the line that it stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The argument.
    pub value: Name,
    /// What to delete to drop it: its lines with their line ends; a block with one line is
    /// dropped whole.
    pub removal: Span,
}

/// A `require` line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Require {
    /// The module path.
    pub path: Name,
    /// Its version.
    pub version: Name,
    /// `// indirect` stands behind it.
    pub is_indirect: bool,
}

/// A `replace` line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replace {
    /// The whole directive, without the keyword when it stands in a block, comments left out.
    pub span: Span,
    /// The replaced module.
    pub old_path: Name,
    /// The replaced version, if it names one.
    pub old_version: Option<Name>,
    /// What replaces it: a module path, or a directory.
    pub new_path: Name,
    /// The version of what replaces it; a directory has none.
    pub new_version: Option<Name>,
    /// What to delete to drop it: its lines with their line ends; a block with one line is
    /// dropped whole.
    pub removal: Span,
}

impl Replace {
    /// Whether the right-hand side is written as a directory (or is meant as one: no version).
    pub fn is_directory(&self) -> bool {
        self.new_version.is_none() || self.new_path.text.starts_with(['.', '/'])
    }
}

/// Parses go.mod or go.work.
pub fn parse(text: &str) -> GoMod {
    reader::read(text)
}

#[cfg(test)]
mod tests;
