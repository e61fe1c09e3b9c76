//! What the tests of all editors share.
#![expect(clippy::disallowed_methods, reason = "these tests exist to start tools and read files")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::tools::{repository, run, write};

/// The program under test, built as `cargo build` leaves it.
pub(crate) fn anyport_binary() -> PathBuf {
    run(Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--package", "cli"])
        .current_dir(repository()));
    let this = std::env::current_exe().expect("a test has a file");
    let folder = this.parent().and_then(Path::parent).expect("it stands in target/PROFILE/deps");
    folder.join(format!("anyport{}", std::env::consts::EXE_SUFFIX))
}

/// Folders of its own, so that nobody's editor settings take part.
pub(crate) fn private_folders(home: &Path) -> Vec<(&'static str, PathBuf)> {
    ["config", "data", "state", "cache"]
        .iter()
        .zip(["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"])
        .map(|(folder, variable)| (variable, home.join(folder)))
        .chain([("HOME", home.to_path_buf())])
        .collect()
}

/// A module for two ports, one of which lacks a function that `main` calls.
pub(crate) fn write_stopper(module: &Path) {
    fs::create_dir_all(module).expect("a folder for the module");
    write(&module.join("go.mod"), "module example.com/stopper\n\ngo 1.27\n");
    write(&module.join("anyport.toml"), "targets = [\"linux/amd64\", \"windows/amd64\"]\n");
    write(
        &module.join("main.go"),
        "// Stopper stops the process that started it.\npackage main\n\nimport (\n\t\"fmt\"\n\
         \t\"os\"\n)\n\nfunc main() {\n\tif err := stop(os.Getppid()); err != nil {\n\
         \t\tfmt.Println(\"cannot stop:\", err)\n\t}\n}\n",
    );
    write(
        &module.join("stop_unix.go"),
        "//go:build unix\n\npackage main\n\nimport \"syscall\"\n\n\
         func stop(pid int) error { return syscall.Kill(pid, syscall.SIGTERM) }\n",
    );
}

/// Command lines of processes that run a program below this folder: none, once an editor is closed
/// and has had a moment.
pub(crate) fn servers_left(folder: &Path) -> Vec<String> {
    let mut left = Vec::new();
    for _ in 0..50 {
        left = running_below(folder);
        if left.is_empty() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    left
}

fn running_below(folder: &Path) -> Vec<String> {
    let processes = fs::read_dir("/proc").expect("Linux shows its processes").flatten();
    processes
        .filter_map(|process| {
            let program = fs::read_link(process.path().join("exe")).ok()?;
            let words = fs::read(process.path().join("cmdline")).ok()?;
            program.starts_with(folder).then(|| String::from_utf8_lossy(&words).replace('\0', " "))
        })
        .collect()
}
