//! The project's own chores: `cargo xtask`.
#![expect(clippy::print_stdout, reason = "a chore talks to whoever started it")]

use anyhow::{bail, ensure};
use xtask::{derived, new_rule, root};

const USAGE: &str = "\
usage: cargo xtask COMMAND
  generate [WHAT…] [--check]   writes generated files (ports, std-packages, rules, readme, …; all)
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
    for derived in derived::all(&root())? {
        if !named.is_empty() && !named.contains(&derived.what) {
            continue;
        }
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
