//! The project's own chores: `cargo xtask`.
#![expect(clippy::print_stdout, reason = "a chore talks to whoever started it")]

use anyhow::{bail, ensure};
use xtask::derived::Derived;
use xtask::{derived, from_go, new_rule, root};

const USAGE: &str = "\
usage: cargo xtask COMMAND
  generate [WHAT…] [--check]   writes generated files: rules, readme, …; and, only by name, those
                               that need Go: ports, tag-characters, std-packages
  new-rule NAME                writes the four files of a rule";

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["generate", rest @ ..] => generate(rest),
        ["new-rule", name] => {
            new_rule::new_rule(&root(), name)?.iter().for_each(|path| println!("{path}"));
            Ok(())
        }
        _ => bail!("{USAGE}"),
    }
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
