//! Writes the files that are made from what a Go release says of itself.

mod library;
mod ports;
mod std_members;
mod std_packages;
pub mod std_symbols;
mod tag_characters;

use std::io::Write as _;
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail, ensure};

use crate::derived::Derived;
use crate::root;

/// What can be generated here.
pub const WHAT: [&str; 5] =
    ["ports", "tag-characters", "std-packages", "std-symbols", "std-members"];

/// Generates one of [`WHAT`]. Needs the current Go on PATH; `ports` fetches older ones too.
pub fn generate(what: &str) -> anyhow::Result<Derived> {
    require_current_go()?;
    let (what, path, text) = match what {
        "ports" => (WHAT[0], "server/platform/src/table.rs", ports::generate()?),
        "tag-characters" => {
            (WHAT[1], "server/platform/src/tag_characters_table.rs", tag_characters::generate()?)
        }
        "std-packages" => {
            (WHAT[2], "server/project/src/std_packages_table.rs", std_packages::generate()?)
        }
        "std-symbols" => {
            (WHAT[3], "server/project/src/std_symbols_table.rs", std_symbols::generate()?)
        }
        "std-members" => {
            (WHAT[4], "server/project/src/std_members_table.rs", std_members::generate()?)
        }
        _ => bail!("nothing called {what} is generated from Go"),
    };
    Ok(Derived { path, text: rustfmt(&text)?, what })
}

fn rustfmt(text: &str) -> anyhow::Result<String> {
    let mut command = command("rustfmt");
    command.args(["--edition", "2024", "--config-path"]).arg(root());
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().context("rustfmt")?;
    child.stdin.take().context("rustfmt has no stdin")?.write_all(text.as_bytes())?;
    let output = child.wait_with_output()?;
    ensure!(output.status.success(), "rustfmt refuses what was generated");
    Ok(String::from_utf8(output.stdout)?)
}

#[expect(clippy::disallowed_methods, reason = "generation asks the go command")]
fn command(program: &str) -> Command {
    Command::new(program)
}

/// Runs `go` of that toolchain (`go1.21.13`, or `local` for the one on PATH) and gives its output.
fn go(toolchain: &str, arguments: &[&str]) -> anyhow::Result<String> {
    go_with(toolchain, &[], arguments)
}

/// The same with these variables. Others that change what Go builds are unset.
fn go_with(
    toolchain: &str,
    variables: &[(&str, &str)],
    arguments: &[&str],
) -> anyhow::Result<String> {
    let mut command = command("go");
    command.args(arguments).current_dir(std::env::temp_dir());
    for variable in ["GOEXPERIMENT", "GOAMD64", "GOARM", "GOARM64", "GOOS", "GOARCH"] {
        command.env_remove(variable);
    }
    command.env("GOTOOLCHAIN", toolchain).env("GOFLAGS", "").env("GOWORK", "off");
    command.env("GOENV", "off").envs(variables.iter().copied());
    let output = command.output().context("go")?;
    let talk = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "go {}: {talk}", arguments.join(" "));
    Ok(String::from_utf8(output.stdout)?)
}

/// Fails unless the `go` on PATH is of the release that everything is generated from.
fn require_current_go() -> anyhow::Result<()> {
    let version = go("local", &["env", "GOVERSION"])?;
    ensure!(
        version.starts_with(&format!("go1.{}", ports::CURRENT)),
        "go 1.{} must be first in PATH, not {version}",
        ports::CURRENT
    );
    Ok(())
}
