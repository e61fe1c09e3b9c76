//! The project's own chores: `cargo xtask`.
#![expect(clippy::print_stdout, reason = "a chore talks to whoever started it")]
#![expect(clippy::disallowed_methods, reason = "chores start programs and read what they need")]

mod bench;
mod mutate;
mod tools;
mod verify;

use std::process::ExitCode;

use anyhow::{bail, ensure};
use xtask::derived::Derived;
use xtask::{derived, from_go, new_rule, root, vsix};

const USAGE: &str = "\
usage: cargo xtask COMMAND
  test                         formats, lints and tests everything, with real Go, editors, gcc
  tools                        installs what the tests need, and nothing else
  bench [MODULE…] [--matrix MODULE…]
                               measures checks and keystrokes beside ripgrep and go vet, and
                               builds beside a loop in a shell; writes docs/benchmarks.md
  mutate COUNT FILE…           reads that many changed copies of binaries: none may panic
  generate [WHAT…] [--check]   writes generated files: rules, readme, vscode; and, only by name,
                               those that need Go: ports, tag-characters, std-packages,
                               std-symbols, std-members
  new-rule NAME                writes the four files of a rule
  vsix                         packs the VS Code extension with a release build of the server";

fn main() -> anyhow::Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["test"] => {
            let sum = verify::run()?;
            return Ok(ExitCode::from(u8::from(sum.failed > 0)));
        }
        ["tools"] => drop(tools::Tools::install()?),
        ["bench", trees @ ..] => bench::run(trees)?,
        ["mutate", rest @ ..] => mutate::run(rest)?,
        ["generate", rest @ ..] => generate(rest)?,
        ["vsix"] => pack_extension()?,
        ["new-rule", name] => {
            new_rule::new_rule(&root(), name)?.iter().for_each(|path| println!("{path}"));
        }
        _ => bail!("{USAGE}"),
    }
    Ok(ExitCode::SUCCESS)
}

/// Packs the extension with a release build; Node.js and npm are the PATH's.
fn pack_extension() -> anyhow::Result<()> {
    tools::run(
        std::process::Command::new("cargo")
            .args(["build", "--release", "-p", "cli"])
            .current_dir(root()),
    )?;
    let target = root().join("target");
    let server = target.join(format!("release/anyport{}", std::env::consts::EXE_SUFFIX));
    let file = target.join("anyport.vsix");
    vsix::pack(&root(), &server, &file)?;
    println!("{}", file.display());
    Ok(())
}

fn generate(words: &[&str]) -> anyhow::Result<()> {
    let check = words.contains(&"--check");
    let named: Vec<&str> = words.iter().copied().filter(|word| *word != "--check").collect();
    let mut wanted: Vec<Derived> = derived::all(&root())?;
    if !named.is_empty() {
        wanted.retain(|derived| named.contains(&derived.what));
        let of_go = from_go::WHAT.into_iter().filter(|what| named.contains(what));
        for what in of_go {
            wanted.push(from_go::generate(what)?);
        }
    }
    for derived in wanted {
        let path = root().join(derived.path);
        if check {
            let is_current = derived::read(&path)? == derived.text;
            ensure!(is_current, "{} is stale: cargo xtask generate {}", derived.path, derived.what);
        } else {
            derived::write(&path, &derived.text)?;
        }
    }
    Ok(())
}
