//! The VS Code extension as one file, with the server in it.

#![expect(clippy::disallowed_methods, reason = "chores start programs and read what they need")]

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, ensure};

/// Packs the extension with this server program into a .vsix of that name.
///
/// `node` and `npm` are those of the PATH. The error is that of the first program that fails, with
/// what it printed.
pub fn pack(root: &Path, server: &Path, vsix: &Path) -> anyhow::Result<()> {
    let extension = root.join("editors/vscode");
    install(&extension)?;
    let bundled = extension.join("server");
    clear(&bundled)?;
    let name = server.file_name().context("a program has a file name")?;
    std::fs::create_dir_all(&bundled)?;
    std::fs::copy(server, bundled.join(name)).context("copying the server")?;
    let packed = run(Command::new("npm")
        .args(["run", "--silent", "package", "--", "--out"])
        .arg(vsix)
        .current_dir(&extension));
    clear(&bundled)?;
    packed
}

/// Installs what the extension is built with, as its lock file says, unless that is there.
fn install(extension: &Path) -> anyhow::Result<()> {
    let stamp: PathBuf = extension.join("node_modules/.package-lock.json");
    let is_current = match (modified(&stamp), modified(&extension.join("package-lock.json"))) {
        (Some(installed), Some(locked)) => installed >= locked,
        _ => false,
    };
    if is_current {
        return Ok(());
    }
    run(Command::new("npm").args(["ci", "--ignore-scripts", "--silent"]).current_dir(extension))
}

fn modified(path: &Path) -> Option<std::time::SystemTime> {
    path.metadata().and_then(|it| it.modified()).ok()
}

fn clear(folder: &Path) -> anyhow::Result<()> {
    if folder.exists() {
        std::fs::remove_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    Ok(())
}

fn run(command: &mut Command) -> anyhow::Result<()> {
    let output = command.output().with_context(|| format!("{command:?}"))?;
    ensure!(
        output.status.success(),
        "{command:?}: {}\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}
