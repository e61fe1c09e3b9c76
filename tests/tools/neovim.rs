//! The whole cycle in a real Neovim, with the configuration file that is shipped.
#![expect(clippy::disallowed_methods, reason = "these tests exist to start tools and read files")]

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::tools::{repository, run, tool, write};

/// The program under test, built as `cargo build` leaves it.
fn anyport_binary() -> PathBuf {
    run(Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--package", "cli"])
        .current_dir(repository()));
    let this = std::env::current_exe().expect("a test has a file");
    let folder = this.parent().and_then(Path::parent).expect("it stands in target/PROFILE/deps");
    folder.join(format!("anyport{}", std::env::consts::EXE_SUFFIX))
}

fn cycle(run: &str) {
    let home = tempfile::tempdir().expect("a temporary folder");
    let module = home.path().join("module");
    std::fs::create_dir(&module).expect("a folder for the module");
    let file = module.join("notify.go");
    write(&module.join("go.mod"), "module example.com/notify\n\ngo 1.27\n");
    write(&file, "// Für ’n Mac 🍏.\n//go:build macos\n\npackage notify\n");
    let scripts = repository().join("tests/tools/neovim");
    let output = tool("nvim")
        .args(["--headless", "-u"])
        .arg(scripts.join("init.lua"))
        .arg("-l")
        .arg(scripts.join("cycle.lua"))
        .arg(&file)
        .current_dir(&module)
        .envs(private_folders(home.path()))
        .env("ANYPORT_BINARY", anyport_binary())
        .env("ANYPORT_NEOVIM", repository().join("editors/neovim"))
        .env("ANYPORT_RUN", run)
        .env(
            "ANYPORT_SETTINGS",
            format!(r#"{{"anyport": {{"targets": ["all"], "diagnostics": {{"run": "{run}"}}}}}}"#),
        )
        .output()
        .expect("Neovim 0.11 as `nvim` on the PATH");
    let told = String::from_utf8_lossy(&output.stdout);
    let log = std::fs::read_to_string(home.path().join("state/nvim/lsp.log")).unwrap_or_default();
    assert!(output.status.success(), "{told}\n{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(told.matches("PASS").count(), if run == "save" { 8 } else { 7 }, "{told}");
    assert!(!log.contains("[ERROR]"), "the editor's log complains:\n{log}");
}

/// Folders of its own, so that nobody's editor settings take part.
fn private_folders(home: &Path) -> Vec<(&'static str, PathBuf)> {
    ["config", "data", "state", "cache"]
        .iter()
        .zip(["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"])
        .map(|(folder, variable)| (variable, home.join(folder)))
        .chain([("HOME", home.to_path_buf())])
        .collect()
}

#[test]
fn a_finding_comes_and_goes_while_typing() {
    cycle("type");
}

#[test]
fn a_finding_comes_and_goes_on_save() {
    cycle("save");
}
