//! Runs the go command of PATH, with nothing of the machine's settings.
#![expect(clippy::disallowed_methods, reason = "these tests exist to compare with Go's own files")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use platform::Release;

use crate::tools::tool;

/// Variables that would change what the go command says.
const SETTINGS: [&str; 14] = [
    "GOOS",
    "GOARCH",
    "GOFLAGS",
    "GOEXPERIMENT",
    "CGO_CFLAGS",
    "CGO_CPPFLAGS",
    "CGO_CXXFLAGS",
    "CGO_FFLAGS",
    "CGO_LDFLAGS",
    "CGO_CFLAGS_ALLOW",
    "CGO_CFLAGS_DISALLOW",
    "CGO_LDFLAGS_ALLOW",
    "CGO_LDFLAGS_DISALLOW",
    "CC",
];

/// Runs `go` in a folder. Fails where there is none; what the go command itself says is the caller's.
pub(crate) fn go(folder: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    let mut command = tool("go");
    for variable in SETTINGS {
        command.env_remove(variable);
    }
    command
        .current_dir(folder)
        .args(arguments)
        .envs([("GOENV", "off"), ("GOWORK", "off"), ("GOPROXY", "off")])
        .envs(environment.iter().copied())
        .output()
        .expect("go stands in PATH")
}

/// What `go env` says of one variable.
pub(crate) fn env(variable: &str) -> String {
    let output = go(&std::env::temp_dir(), &["env", variable], &[]);
    String::from_utf8(output.stdout).expect("a setting is text").trim().to_owned()
}

/// The release of the go command.
pub(crate) fn release() -> Release {
    Release::parse(&env("GOVERSION")).expect("a Go release")
}

/// The files below a folder, in order.
pub(crate) fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut folders = vec![folder.to_owned()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(folder) else { continue };
        for entry in entries.flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                Ok(kind) if kind.is_file() => files.push(entry.path()),
                _ => {}
            }
        }
    }
    files.sort();
    files
}
