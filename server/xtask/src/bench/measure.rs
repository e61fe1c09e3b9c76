//! Programs that take turns, and what each took.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use wait4::Wait4 as _;

/// One program that is measured.
pub(crate) struct Contender {
    name: &'static str,
    program: String,
    words: Vec<String>,
    variables: Vec<(&'static str, PathBuf)>,
    /// A folder that is deleted before each run.
    emptied: Option<PathBuf>,
}

impl Contender {
    pub(crate) fn new(name: &'static str, program: &str, words: &[&str]) -> Contender {
        let words = words.iter().map(|&word| word.to_owned()).collect();
        let program = program.to_owned();
        Contender { name, program, words, variables: Vec::new(), emptied: None }
    }

    pub(crate) fn with(mut self, variable: &'static str, value: &Path) -> Contender {
        self.variables.push((variable, value.to_owned()));
        self
    }

    pub(crate) fn emptying(self, folder: &Path) -> Contender {
        Contender { emptied: Some(folder.to_owned()), ..self }
    }

    /// Time and peak memory (bytes) of one run.
    fn run(&self) -> anyhow::Result<(Duration, u64)> {
        if let Some(folder) = self.emptied.as_ref().filter(|folder| folder.exists()) {
            std::fs::remove_dir_all(folder)?;
        }
        let mut command = Command::new(&self.program);
        let variables = self.variables.iter().map(|(name, value)| (name, value));
        command.args(&self.words).envs(variables);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let began = Instant::now();
        let child = command.spawn().with_context(|| self.program.clone())?;
        let used = child.wait4()?;
        let time = began.elapsed();
        // 1 means findings for one and no match for the other.
        match used.status.code() {
            Some(0 | 1) => Ok((time, used.rusage.maxrss)),
            _ => bail!("{} {}: {}", self.program, self.words.join(" "), used.status),
        }
    }
}

/// What the runs of one program took.
pub(crate) struct Runs {
    pub(crate) name: &'static str,
    pub(crate) median: Duration,
    pub(crate) least: Duration,
    pub(crate) most: Duration,
    /// Bytes.
    pub(crate) peak: u64,
}

/// Runs all in turns, each so often, after one run each that does not count.
pub(crate) fn in_turns(contenders: &mut [Contender], runs: usize) -> anyhow::Result<Vec<Runs>> {
    let mut measured: Vec<(Vec<Duration>, u64)> = vec![(Vec::new(), 0); contenders.len()];
    for round in 0..=runs {
        for (contender, (times, peak)) in contenders.iter().zip(&mut measured) {
            let (time, used) = contender.run()?;
            if round > 0 {
                times.push(time);
                *peak = used.max(*peak);
            }
        }
    }
    let rows = contenders.iter().zip(measured).map(|(contender, (mut times, peak))| {
        times.sort();
        let (least, most) = (times[0], times[times.len() - 1]);
        Runs { name: contender.name, median: times[times.len() / 2], least, most, peak }
    });
    Ok(rows.collect())
}
