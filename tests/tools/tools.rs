//! Runs the tools that these tests need, as found on PATH.
#![expect(clippy::disallowed_methods, reason = "these tests exist to start tools and read files")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Runs a tool and returns what it prints; panics, with what it says, where it is missing or fails.
pub(crate) fn run(command: &mut Command) -> String {
    let described = format!("{command:?}");
    let output = command.output().unwrap_or_else(|error| panic!("{described}: {error}"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{described}: {said}");
    String::from_utf8(output.stdout).expect("tools print UTF-8")
}

/// A command of this name on PATH. Go does not look for another toolchain.
pub(crate) fn tool(name: &str) -> Command {
    let mut command = Command::new(name);
    command.env("GOTOOLCHAIN", "local");
    command
}

/// The folder of this repository.
pub(crate) fn repository() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().expect("the tests are a folder of the repository").to_owned()
}

/// Where the tools are installed.
pub(crate) fn tools_folder() -> PathBuf {
    let folder = std::env::var_os("ANYPORT_TOOLS");
    folder.map_or_else(|| repository().join("target/tools"), PathBuf::from)
}

/// The sources of Go's standard library and commands.
pub(crate) fn go_sources() -> PathBuf {
    go_root().join("src")
}

/// Where Go is.
pub(crate) fn go_root() -> PathBuf {
    PathBuf::from(run(tool("go").args(["env", "GOROOT"])).trim())
}

/// A file's text, if it is UTF-8.
pub(crate) fn read(path: &Path) -> Option<String> {
    let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    String::from_utf8(bytes).ok()
}

/// Writes a file.
pub(crate) fn write(path: &Path, text: &str) {
    fs::write(path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

/// The Go files below a folder, testdata left out.
pub(crate) fn go_files(folder: &Path) -> Vec<PathBuf> {
    all_go_files(folder).into_iter().filter(|path| !is_test_data(path)).collect()
}

/// Whether a file is below a folder that the go command passes over.
pub(crate) fn is_test_data(path: &Path) -> bool {
    path.iter().any(|part| part == "testdata")
}

/// The Go files below a folder.
pub(crate) fn all_go_files(folder: &Path) -> Vec<PathBuf> {
    let (mut folders, mut files) = (vec![folder.to_owned()], Vec::new());
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder);
        for entry in entries.unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let entry = entry.expect("a folder's entries can be read");
            let (path, kind) = (entry.path(), entry.file_type().expect("entries have a type"));
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file() && path.extension().is_some_and(|end| end == "go") {
                files.push(path);
            }
        }
    }
    files
}
