//! What builds said, per target and package: plain values that `toolchain` makes and reports tell.

use platform::Target;
use serde::{Deserialize, Serialize};

use crate::{FilePath, Level};

/// What every program with cgo needs: it does not build where the C compiler is for another port.
pub const C_RUNTIME: &str = "runtime/cgo";

/// What the builds of one target came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuiltPort {
    /// Port and cgo setting.
    pub target: Target,
    /// What it came to as a whole.
    pub state: PortState,
    /// The own packages that are judged there, in order of their folders.
    pub packages: Vec<BuiltPackage>,
    /// Programs that were written.
    pub outputs: Vec<Output>,
    /// How long the builds took, in milliseconds; for what was not rebuilt, the last build.
    pub milliseconds: u64,
    /// How long the second runs took that asked for all errors, in milliseconds.
    pub rerun_milliseconds: u64,
    /// What the go command said of no package (an unusable go.mod, a download that failed), and
    /// remarks such as that output was cut off. May be empty.
    pub said: Vec<String>,
}

/// What a target came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PortState {
    /// Everything was built.
    Built,
    /// Nothing that is built there has changed since it last built.
    Unchanged,
    /// Something does not build.
    Failed,
    /// The packages build; the programs link only with cgo on.
    NeedsCgo,
    /// No package has a file there.
    Excluded,
    /// The run was cancelled before it was done.
    Cancelled,
    /// It took longer than it was given.
    TimedOut,
    /// The go command could not be run, or refused to begin.
    Refused,
}

/// A package on one target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuiltPackage {
    /// How it is imported; where the module's path is not known, its folder.
    pub import_path: Box<str>,
    /// Its folder; none for a dependency, which is listed only where it fails.
    pub dir: Option<FilePath>,
    /// What it came to.
    pub state: PackageState,
    /// Why it failed, in the order in which it was said.
    pub errors: Vec<BuildError>,
}

/// What a package came to on one target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PackageState {
    /// It was built.
    Built,
    /// It was built before, from the same files.
    Unchanged,
    /// It does not build: there is at least one error.
    Failed,
    /// Not built, since this package, which it imports, does not build.
    Blocked(Box<str>),
    /// No file of it is for that target: patterns such as `./...` pass over it without a word.
    Excluded,
    /// It is a program, and links only with cgo on.
    NeedsCgo,
    /// The run ended before its turn.
    NotRun,
}

/// One error of the go command, a compiler or a linker.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BuildError {
    /// The file; none where none was named.
    pub file: Option<FilePath>,
    /// The line from 1; 0 where none was named.
    pub line: usize,
    /// The column in bytes from 1; 0 where none was named.
    pub column: usize,
    /// What was said; further lines begin with a tab or a blank.
    pub message: String,
}

/// A program that was built.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Output {
    /// The package's import path.
    pub package: String,
    /// The file.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// What opening it showed; none where it was not opened.
    pub opened: Option<Opened>,
}

/// What opening a program showed, as it is remembered with the build: the whole of it is told by
/// an inspection of the file, while there is one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// Why it could not be read; none where it could.
    pub fault: Option<String>,
    /// `ELF`, `Mach-O`, …
    pub format: String,
    /// The port that container and build information name together, if they do.
    pub port: Option<String>,
    /// `no C library`, `glibc`, …; none where nothing says so.
    pub abi: Option<String>,
    /// Whether it starts without a loader and shared libraries; none where that means nothing.
    pub is_static: Option<bool>,
    /// The highest version of glibc that it asks for.
    pub glibc: Option<String>,
    /// The shared libraries that it needs.
    pub needed: Vec<String>,
    /// What is wrong with it.
    pub complaints: Vec<OutputComplaint>,
}

/// One thing that is wrong with a program.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct OutputComplaint {
    /// The check's name; those of the policy are called like its keys.
    pub check: String,
    /// How bad it is.
    pub level: Level,
    /// What is wrong, on one line.
    pub message: String,
    /// What to do, on one line.
    pub remedy: String,
}

impl PortState {
    /// The word of reports.
    pub fn as_str(self) -> &'static str {
        match self {
            PortState::Built => "built",
            PortState::Unchanged => "unchanged",
            PortState::Failed => "failed",
            PortState::NeedsCgo => "needs-cgo",
            PortState::Excluded => "excluded",
            PortState::Cancelled => "cancelled",
            PortState::TimedOut => "timed-out",
            PortState::Refused => "refused",
        }
    }

    /// Whether nothing can be concluded about what was not built.
    pub fn is_unsure(self) -> bool {
        matches!(self, PortState::Cancelled | PortState::TimedOut | PortState::Refused)
    }
}

impl PackageState {
    /// The word of reports.
    pub fn as_str(&self) -> &'static str {
        match self {
            PackageState::Built => "built",
            PackageState::Unchanged => "unchanged",
            PackageState::Failed => "failed",
            PackageState::Blocked(_) => "blocked",
            PackageState::Excluded => "excluded",
            PackageState::NeedsCgo => "needs-cgo",
            PackageState::NotRun => "not-run",
        }
    }
}
