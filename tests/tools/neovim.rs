//! The whole cycle in a real Neovim, with the configuration file that is shipped.
#![expect(clippy::disallowed_methods, reason = "these tests exist to start tools and read files")]

use std::path::Path;
use std::process::Command;

use crate::editors::{anyport_binary, private_folders, servers_left};
use crate::tools::{repository, tool, tools_folder, write};

fn cycle(run: &str) {
    let home = tempfile::tempdir().expect("a temporary folder");
    let module = home.path().join("module");
    std::fs::create_dir(&module).expect("a folder for the module");
    let file = module.join("notify.go");
    write(&module.join("go.mod"), "module example.com/notify\n\ngo 1.27\n");
    write(&file, "// Für ’n Mac 🍏.\n//go:build macos\n\npackage notify\n");
    let settings =
        format!(r#"{{"anyport": {{"targets": ["all"], "diagnostics": {{"run": "{run}"}}}}}}"#);
    let mut editor = editor(home.path(), "cycle.lua", &file, &settings);
    let told = drive(home.path(), editor.env("ANYPORT_RUN", run));
    assert_eq!(told.matches("PASS").count(), if run == "save" { 8 } else { 7 }, "{told}");
}

/// Neovim with the configuration file that is shipped, to run a script on a file.
fn editor(home: &Path, script: &str, file: &Path, settings: &str) -> Command {
    let scripts = repository().join("tests/tools/neovim");
    let mut command = tool("nvim");
    command
        .args(["--headless", "-u"])
        .arg(scripts.join("init.lua"))
        .arg("-l")
        .arg(scripts.join(script))
        .arg(file)
        .current_dir(file.parent().expect("it stands in a module"))
        .envs(private_folders(home))
        .env("GOCACHE", tools_folder().join("go-build"))
        .env("ANYPORT_BINARY", anyport_binary())
        .env("ANYPORT_NEOVIM", repository().join("editors/neovim"))
        .env("ANYPORT_SETTINGS", settings);
    command
}

/// Runs it; what the script printed.
fn drive(home: &Path, editor: &mut Command) -> String {
    let output = editor.output().expect("Neovim 0.11 as `nvim` on the PATH");
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    let log = std::fs::read_to_string(home.join("state/nvim/lsp.log")).unwrap_or_default();
    assert!(output.status.success(), "{told}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(!log.contains("[ERROR]"), "the editor's log complains:\n{log}");
    told
}

#[test]
fn a_finding_comes_and_goes_while_typing() {
    cycle("type");
}

#[test]
fn a_finding_comes_and_goes_on_save() {
    cycle("save");
}

#[test]
fn edits_are_followed_in_other_files_and_hovering_tells_ports() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let module = home.path().join("module");
    std::fs::create_dir_all(module.join("lib")).expect("folders for the module");
    let file = module.join("main.go");
    write(&module.join("go.mod"), "module example.com/live\n\ngo 1.27\n");
    write(&module.join("stop_linux.go"), "package main\n\nfunc stop() {}\n");
    write(&module.join("lib/lib.go"), "package lib\n");
    let main = "package main\n\nimport _ \"example.com/live/lib\"\n\nfunc main() {\n\tstop()\n}\n";
    write(&file, main);
    let settings = r#"{"anyport": {"targets": ["linux/amd64", "windows/amd64"]}}"#;
    let told = drive(home.path(), &mut editor(home.path(), "live.lua", &file, settings));
    assert_eq!(told.matches("PASS").count(), 9, "{told}");
    assert_eq!(servers_left(home.path()), Vec::<String>::new(), "processes outlive the editor");
}

#[test]
fn the_matrix_runs_is_cancelled_and_runs_again() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let module = home.path().join("module");
    std::fs::create_dir(&module).expect("a folder for the module");
    let file = module.join("main.go");
    write(&module.join("go.mod"), "module example.com/stopper\n\ngo 1.27\n");
    write(&module.join("stop_unix.go"), "//go:build unix\n\npackage main\n\nfunc stop() {}\n");
    write(&file, "package main\n\nfunc main() {\n}\n");
    let settings = r#"{"anyport": {"targets": ["linux/amd64", "windows/amd64"]}}"#;
    let told = drive(home.path(), &mut editor(home.path(), "matrix.lua", &file, settings));
    assert_eq!(told.matches("PASS").count(), 16, "{told}");
    assert_eq!(servers_left(home.path()), Vec::<String>::new(), "processes outlive the editor");
}
