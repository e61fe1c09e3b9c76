//! `cargo xtask test`: everything that has to hold, in one run.

use std::ffi::OsString;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};

use anyhow::Context as _;
use xtask::root;

use crate::tools::Tools;

/// How many tests passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sum {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
}

/// Installs the tools and runs everything; prints `N passed, M failed` last. A step without
/// tests of its own, such as the formatter, counts as one test.
pub(crate) fn run() -> anyhow::Result<Sum> {
    let variables = Tools::install()?.variables()?;
    let mut sum = Sum::default();
    let steps: [&[&str]; 4] = [
        &["fmt", "--all", "--check"],
        &["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"],
        &["test", "--quiet", "--workspace", "--no-fail-fast"],
        &[
            "test",
            "--quiet",
            "-p",
            "end-to-end",
            "--test",
            "tools",
            "--test",
            "proofs",
            "--no-fail-fast",
        ],
    ];
    for arguments in steps {
        let step = step(arguments, &variables)?;
        sum.passed += step.passed;
        sum.failed += step.failed;
    }
    println!("{} passed, {} failed", sum.passed, sum.failed);
    Ok(sum)
}

/// Runs cargo, passes on what it prints, and adds up.
fn step(arguments: &[&str], variables: &[(&'static str, OsString)]) -> anyhow::Result<Sum> {
    println!("\ncargo {}", arguments.join(" "));
    let mut command = Command::new("cargo");
    command.args(arguments).current_dir(root()).envs(variables.iter().cloned());
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().context("cargo")?;
    let mut sum = Sum::default();
    let output = child.stdout.take().context("cargo's output is piped")?;
    for line in BufReader::new(output).split(b'\n') {
        let line = line?;
        let mut terminal = std::io::stdout().lock();
        terminal.write_all(&line)?;
        terminal.write_all(b"\n")?;
        sum.add(&String::from_utf8_lossy(&line));
    }
    let succeeded = child.wait()?.success();
    match (succeeded, sum) {
        (true, Sum { passed: 0, .. }) => sum.passed = 1,
        (false, Sum { failed: 0, .. }) => sum.failed = 1,
        _ => {}
    }
    Ok(sum)
}

impl Sum {
    /// Adds `test result: ok. 7 passed; 0 failed; …`; passes over every other line.
    fn add(&mut self, line: &str) {
        // A test may have printed something before it.
        let Some((_, counts)) = line.split_once("test result: ") else {
            return;
        };
        let count = |word: &str| {
            let before = counts.split(word).next()?.trim_end();
            before.rsplit([' ', ';', '.']).next()?.parse::<usize>().ok()
        };
        if let (Some(passed), Some(failed)) = (count("passed"), count("failed;")) {
            self.passed += passed;
            self.failed += failed;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Sum;

    #[test]
    fn adds_up() {
        let mut sum = Sum::default();
        sum.add("test result: ok. 7 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out");
        sum.add("test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured");
        sum.add("running 3 tests");
        assert_eq!(sum, Sum { passed: 8, failed: 2 });
    }
}
