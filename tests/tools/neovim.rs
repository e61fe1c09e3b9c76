//! The whole cycle in a real Neovim, with the configuration file that is shipped.
#![expect(clippy::disallowed_methods, reason = "these tests exist to start tools and read files")]

use crate::editors::{anyport_binary, private_folders};
use crate::tools::{repository, tool, write};

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

#[test]
fn a_finding_comes_and_goes_while_typing() {
    cycle("type");
}

#[test]
fn a_finding_comes_and_goes_on_save() {
    cycle("save");
}
