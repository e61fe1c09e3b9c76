//! What the machine contributes: found by the front end without running go, handed down as values.

use platform::{Port, Release};

use crate::FilePath;

/// The machine as the go command would see it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Environment {
    /// The port of the machine, or what the front end was told it is.
    pub host: Option<Port>,
    /// GOROOT, if a Go installation was found.
    pub goroot: Option<FilePath>,
    /// What its VERSION file says.
    pub installed: Option<Release>,
    /// GOMODCACHE.
    pub module_cache: Option<FilePath>,
    /// GOFLAGS, split as the go command does.
    pub go_flags: Vec<String>,
    /// CGO_ENABLED from the environment or the go/env file.
    pub cgo_enabled: Option<bool>,
    /// The file system does not tell upper from lower case.
    pub folds_case: bool,
}
