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
    /// GOWORK, when it is set: `off`, or a go.work file.
    pub go_work: Option<String>,
    /// `CGO_ENABLED` from the environment or the go/env file.
    pub cgo_enabled: Option<bool>,
    /// `GO_EXTLINK_ENABLED=0`, in the environment or the go/env file.
    pub links_internally: bool,
    /// The file system does not tell upper from lower case.
    pub folds_case: bool,
}

impl Environment {
    /// The value of a flag in `GOFLAGS` (`-mod=vendor`, `--tags=a,b`): the last one counts.
    pub fn go_flag(&self, name: &str) -> Option<&str> {
        self.go_flags.iter().rev().find_map(|flag| {
            let flag = flag.strip_prefix("--").or_else(|| flag.strip_prefix('-'))?;
            flag.strip_prefix(name)?.strip_prefix('=')
        })
    }

    /// What makes every link on this machine an internal one, as it is written; none where nothing
    /// does.
    pub fn internal_linking(&self) -> Option<&'static str> {
        let flags = self.go_flag("ldflags").unwrap_or_default();
        match syntax::link_mode(flags) {
            Some("internal") => Some("GOFLAGS with -linkmode=internal"),
            Some(_) => None,
            None => self.links_internally.then_some("GO_EXTLINK_ENABLED=0"),
        }
    }
}
