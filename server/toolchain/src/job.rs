//! What is to be built for one target, and what that may take.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use platform::Target;
use project::{FilePath, PackageState};

/// What is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tool {
    /// `go build`.
    Build,
    /// `go vet`.
    Vet,
}

/// What is to be built for one target.
#[derive(Clone)]
pub struct Job {
    /// Port and cgo setting.
    pub target: Target,
    /// The folder that the go command runs in, and that its paths begin at.
    pub dir: FilePath,
    /// What is run.
    pub tool: Tool,
    /// Flags before the packages.
    pub flags: Vec<String>,
    /// The packages, in order, with those that are not to be built.
    pub packages: Vec<Planned>,
    /// What each run of the go command builds.
    pub rounds: Vec<Round>,
    /// The import paths of everything that a package imports on the target, directly or not, by
    /// its index. Asked only where something fails.
    pub imports: Imports,
}

/// See [`Job::imports`].
pub type Imports = Arc<dyn Fn(usize) -> BTreeSet<Box<str>> + Send + Sync>;

/// A package of a job.
#[derive(Clone, Debug)]
pub struct Planned {
    /// How it is imported.
    pub import_path: Box<str>,
    /// Its folder.
    pub dir: FilePath,
    /// How the go command is told of it: `./cmd/x`, or an import path.
    pub argument: Box<str>,
    /// What is known of it beforehand: [`PackageState::Excluded`], [`PackageState::NeedsCgo`];
    /// [`PackageState::NotRun`] for one that is to be built.
    pub state: PackageState,
}

/// One run of the go command.
#[derive(Clone, Debug)]
pub struct Round {
    /// Indices into [`Job::packages`].
    pub packages: Vec<usize>,
    /// The folder for the programs; the packages are programs then.
    pub output: Option<FilePath>,
}

/// What a port may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How many ports are built at a time; at least 1.
    pub jobs: usize,
    /// How long a port may take.
    pub timeout: Option<Duration>,
}
