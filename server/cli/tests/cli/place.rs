//! A folder with files, and the binary run in it.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A temporary folder that holds a module.
pub(crate) struct Place {
    folder: TempDir,
}

/// What a run came to.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Place {
    pub(crate) fn new(files: &[(&str, &str)]) -> Place {
        let folder = tempfile::Builder::new().prefix("place-").tempdir().expect("a folder");
        let place = Place { folder };
        for (path, text) in files {
            place.write(path, text);
        }
        place
    }

    /// A module whose only hazard, a `#cgo` condition, can be fixed.
    pub(crate) fn with_a_fixable_hazard() -> Place {
        Place::new(&[("go.mod", GO_MOD), ("sensor.go", SENSOR)])
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        // As the file system spells it: macOS keeps temporary folders behind a symbolic link.
        self.folder.path().canonicalize().expect("it is there").join(path)
    }

    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).expect("a file")
    }

    /// The binary, in this folder, as on one kind of machine, without Go.
    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_anyport"));
        command.args(words).current_dir(self.path(""));
        if matches!(words.first(), Some(&"check" | &"init")) {
            command.args(["--host", "linux/amd64"]);
        }
        let system = std::env::var_os("SystemRoot");
        command.env_clear().env("HOME", self.path("home")).env("PATH", "");
        command.envs(system.map(|root| ("SystemRoot", root)));
        command.stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, words: &[&str]) -> Run {
        let output = self.command(words).output().expect("the binary starts");
        self.told(&output)
    }

    /// What was said, the folder's name taken out of it.
    pub(crate) fn told(&self, output: &Output) -> Run {
        let folder = self.path("").display().to_string();
        let folder = folder.trim_end_matches(std::path::is_separator);
        let text = |bytes: &[u8]| {
            let text = String::from_utf8(bytes.to_vec()).expect("UTF-8");
            text.replace(folder, "[folder]")
        };
        Run {
            code: output.status.code().expect("it ended by itself"),
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
        }
    }
}

impl Run {
    /// The last line of the report, the talk and the exit code.
    pub(crate) fn ending(&self) -> String {
        let last = self.stdout.lines().next_back().unwrap_or_default();
        format!("{last}\n{}exit code {}\n", self.stderr, self.code)
    }
}

/// Everything of a run, as one text to compare.
impl std::fmt::Display for Run {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.stdout)?;
        for line in self.stderr.lines() {
            writeln!(f, "stderr: {line}")?;
        }
        writeln!(f, "exit code {}", self.code)
    }
}

pub(crate) const GO_MOD: &str = "module example.com/m\n\ngo 1.27\n";

pub(crate) const SENSOR: &str = "\
package m

// #cgo linux && arm64 LDFLAGS: -li2c
// #include <stdint.h>
import \"C\"

var _ C.uint8_t
";
