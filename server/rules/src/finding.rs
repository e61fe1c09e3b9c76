//! What a rule found.

use platform::TargetSet;
use project::{FilePath, Level};
use syntax::Span;

/// One hazard at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule's name.
    pub rule: &'static str,
    /// What happens if it is ignored.
    pub predicts: Predicts,
    /// How loud, configuration and source of the targets taken into account.
    pub level: Level,
    /// The file.
    pub path: FilePath,
    /// Where in it.
    pub span: Span,
    /// One line: what breaks and where, lower case, no full stop.
    pub message: String,
    /// Why, and what the go command says; one or more sentences. May be empty.
    pub why: String,
    /// Where it breaks: judged configurations only; never empty.
    pub targets: TargetSet,
    /// Findings with one cause carry one number; it is also the order of first appearance, from 1.
    pub cause: u32,
    /// Whether it is the cause of the findings of another rule that carry its number.
    pub is_cause: bool,
    /// Other places that explain it.
    pub related: Vec<Related>,
    /// Edits that mend it, the best first.
    pub fixes: Vec<Fix>,
}

/// What happens if a finding is ignored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Predicts {
    /// go/types reports it at this very line on these targets.
    CompileError,
    /// The go command, cgo, the C compiler or the assembler refuses.
    BuildError,
    /// The linker refuses.
    LinkError,
    /// The program fails when it runs.
    RunFailure,
    /// Memory is not given back.
    Leak,
    /// Nothing fails today, but what is built is not what it seems.
    Drift,
}

impl Predicts {
    /// As the JSON contract writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Predicts::CompileError => "compile-error",
            Predicts::BuildError => "build-error",
            Predicts::LinkError => "link-error",
            Predicts::RunFailure => "run-failure",
            Predicts::Leak => "leak",
            Predicts::Drift => "drift",
        }
    }

    /// Whether `go build` fails.
    pub fn stops_build(self) -> bool {
        matches!(self, Predicts::CompileError | Predicts::BuildError | Predicts::LinkError)
    }
}

/// A place that explains a finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Related {
    /// The file.
    pub path: FilePath,
    /// Where in it.
    pub span: Span,
    /// `defined here for unix`.
    pub message: String,
}

/// An edit, or several that belong together, that mends a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// An imperative: `Separate the conditions with a comma`.
    pub title: String,
    /// Whether it may be applied unseen.
    pub applicability: Applicability,
    /// The edits; those of one file do not overlap.
    pub edits: Vec<Edit>,
}

/// Whether a fix may be applied unseen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applicability {
    /// Cannot change behaviour elsewhere: `--fix` and `source.fixAll` apply it.
    Safe,
    /// A person has to choose it.
    Manual,
}

/// One change to the workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Replaces a span of a file's text.
    Replace {
        /// The file.
        path: FilePath,
        /// What goes.
        span: Span,
        /// What comes.
        text: String,
    },
    /// Creates a file; refused where one exists.
    Create {
        /// The file.
        path: FilePath,
        /// Its whole text.
        text: String,
    },
    /// Renames a file within its folder; refused where the new name is taken.
    Rename {
        /// The file.
        path: FilePath,
        /// Its new place.
        to: FilePath,
    },
}
