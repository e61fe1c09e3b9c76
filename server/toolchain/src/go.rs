//! The go command and the environment that it is given: explicit, one for each port.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};
use platform::{Release, Target};
use project::{Environment, FilePath};

/// What a build needs of the machine beside Go's own variables: where programs, caches,
/// certificates and credentials for downloads are. Names in capitals: Windows does not care.
const NEEDED: &[&str] = &[
    "ALL_PROXY",
    "APPDATA",
    "COMSPEC",
    "HOME",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "LOCALAPPDATA",
    "LOGNAME",
    "NETRC",
    "NO_PROXY",
    "PATH",
    "PATHEXT",
    "PROGRAMDATA",
    "PROGRAMFILES",
    "SSH_AUTH_SOCK",
    "SSL_CERT_DIR",
    "SSL_CERT_FILE",
    "SYSTEMDRIVE",
    "SYSTEMROOT",
    "TEMP",
    "TMP",
    "TMPDIR",
    "USER",
    "USERPROFILE",
    "WINDIR",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
];

/// Compilers, and where they look.
const COMPILERS: &[&str] = &["AR", "CC", "CXX", "FC", "SDKROOT"];

/// Beginnings of names that belong to Go, to cgo, or to what they call.
const FAMILIES: &[&str] = &["GO", "CGO_", "GIT_", "PKG_CONFIG", "ZIG_", "MACOSX_"];

/// Go's variables that the matrix decides itself, and those that say nothing about a build.
const DECIDED: &[&str] =
    &["CGO_ENABLED", "GOARCH", "GOBIN", "GOEXE", "GOOS", "GOTMPDIR", "GOTRACEBACK", "GOMAXPROCS"];

/// The first release whose `go build` writes `-json`.
const WRITES_JSON: Release = Release::minor(24);

/// The go command.
#[derive(Clone, Debug)]
pub struct Go {
    program: PathBuf,
    /// What it inherits.
    variables: BTreeMap<String, String>,
    /// Its version, as its VERSION file has it.
    pub version: Option<Release>,
}

impl Go {
    /// The go command of the machine's Go, and of these variables those that a build needs. The
    /// error says that there is none.
    pub fn find(
        environment: &Environment,
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> anyhow::Result<Go> {
        let goroot = environment.goroot.as_ref();
        let goroot = goroot.context("no go command: put the folder of `go` in PATH")?;
        let name = if cfg!(windows) { "go.exe" } else { "go" };
        let program = Path::new(goroot.as_str()).join("bin").join(name);
        if !program.is_file() {
            bail!("{}: no such program", program.display());
        }
        let variables = variables.into_iter().filter(|(name, _)| is_inherited(name)).collect();
        Ok(Go { program, variables, version: environment.installed })
    }

    /// The variables that are handed down, in order of their names.
    pub fn inherited(&self) -> impl Iterator<Item = (&str, &str)> {
        self.variables.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Whether its `go build` knows `-json`.
    pub(crate) fn writes_json(&self) -> bool {
        self.version.is_none_or(|version| version >= WRITES_JSON)
    }

    /// The command for one target, in a folder, with its temporary files in another.
    pub(crate) fn command(&self, target: Target, dir: &FilePath, scratch: &Path) -> Command {
        let mut command = Command::new(&self.program);
        command
            .env_clear()
            .envs(&self.variables)
            .env("GOOS", target.port.os())
            .env("GOARCH", target.port.arch())
            .env("CGO_ENABLED", if target.cgo { "1" } else { "0" })
            .env("GOTMPDIR", scratch)
            // C compilers speak the user's language otherwise.
            .env("LC_ALL", "C")
            // The go command takes the name of its folder from here, links resolved or not.
            .env("PWD", dir.as_str())
            .current_dir(dir.as_str());
        command
    }
}

/// Whether a build needs that variable of the machine's.
fn is_inherited(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    let is_of = |list: &[&str]| list.contains(&name.as_str());
    let is_of_family = FAMILIES.iter().any(|family| name.starts_with(family));
    !is_of(DECIDED) && (is_of(NEEDED) || is_of(COMPILERS) || is_of_family)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_changes_the_answer_is_inherited() {
        for name in ["GOOS", "GOARCH", "CGO_ENABLED", "GOBIN", "LD_PRELOAD", "LANG", "EDITOR"] {
            assert!(!is_inherited(name), "{name}");
        }
        for name in ["PATH", "Path", "GOFLAGS", "GOAMD64", "CC", "CGO_CFLAGS", "http_proxy"] {
            assert!(is_inherited(name), "{name}");
        }
    }

    #[test]
    fn without_go_the_error_says_what_to_do() {
        let error = Go::find(&Environment::default(), []).unwrap_err();
        assert_eq!(error.to_string(), "no go command: put the folder of `go` in PATH");
    }
}
