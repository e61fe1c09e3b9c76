//! `cargo xtask bench`: `anyport check` beside ripgrep over the same tree.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use wait4::Wait4 as _;
use xtask::{derived, root};

use crate::tools::{self, Tools};

/// What a search for the same hazards would look for.
const PATTERN: &str = r#"^//go:build|^// \+build|import "C"|#cgo|syscall\."#;
const RUNS: usize = 11;

/// One program that is measured.
struct Contender {
    name: &'static str,
    words: Vec<String>,
    times: Vec<Duration>,
    /// Bytes.
    peak: u64,
}

/// Measures over a tree (GOROOT/src if none is named) and writes `docs/benchmarks.md`.
pub(crate) fn run(tree: Option<&str>) -> anyhow::Result<()> {
    let tools = Tools::install()?;
    let (tree, shown) = if let Some(tree) = tree {
        (PathBuf::from(tree), tree.to_owned())
    } else {
        let goroot = said(Command::new(tools.go()).args(["env", "GOROOT"]))?;
        let version = said(Command::new(tools.go()).args(["env", "GOVERSION"]))?;
        (Path::new(goroot.trim()).join("src"), format!("GOROOT/src of {}", version.trim()))
    };
    let ripgrep = said(Command::new("rg").arg("--version")).context(
        "ripgrep is missing: `cargo install ripgrep`, or the system's package `ripgrep`",
    )?;
    tools::run(
        Command::new("cargo").args(["build", "--release", "-p", "cli"]).current_dir(root()),
    )?;
    let anyport = root().join("target/release/anyport").display().to_string();
    let path = tree.display().to_string();
    let words = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
    let contender = |name, words| Contender { name, words, times: Vec::new(), peak: 0 };
    let mut contenders = [
        contender(
            "anyport check --targets all",
            words(&[&anyport, "check", "--targets", "all", "--format", "json", &path]),
        ),
        contender("rg", words(&["rg", "--type", "go", "--line-number", PATTERN, &path])),
    ];
    // One run each to warm the page cache; then they take turns, so that a busy moment hits both.
    for round in 0..=RUNS {
        for contender in &mut contenders {
            let (time, peak) = measure(&contender.words)?;
            if round > 0 {
                contender.times.push(time);
                contender.peak = contender.peak.max(peak);
            }
        }
    }
    let text = report(&mut contenders, &shown, ripgrep.lines().next().unwrap_or_default(), &tree)?;
    print!("{text}");
    derived::write(&root().join("docs/benchmarks.md"), &text)
}

/// Time and peak memory (bytes) of one run.
fn measure(words: &[String]) -> anyhow::Result<(Duration, u64)> {
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let began = Instant::now();
    let child = command.spawn().with_context(|| words[0].clone())?;
    let used = child.wait4()?;
    let time = began.elapsed();
    // 1 means findings for one and no match for the other.
    match used.status.code() {
        Some(0 | 1) => Ok((time, used.rusage.maxrss)),
        _ => bail!("{}: {}", words.join(" "), used.status),
    }
}

fn report(
    contenders: &mut [Contender],
    shown: &str,
    ripgrep: &str,
    tree: &Path,
) -> anyhow::Result<String> {
    let (mut files, mut bytes) = (0_u64, 0_u64);
    let mut folders = vec![tree.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder)?.flatten() {
            let path = entry.path();
            let kind = entry.file_type()?;
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file() && path.extension().is_some_and(|it| it == "go") {
                files += 1;
                bytes += entry.metadata()?.len();
            }
        }
    }
    let cores = std::thread::available_parallelism()?;
    let mut text = format!(
        "# Benchmarks\n\nWritten by `cargo xtask bench`: {shown} ({files} Go files, {} MB), {cores} \
         processors ({}), {RUNS} runs each, taking turns, page cache warm.\n\
         {ripgrep} looks for `{PATTERN}`.\n\n\
         | program | median | least | most | peak memory |\n|---|--:|--:|--:|--:|\n",
        bytes / 1_000_000,
        processor(),
    );
    for contender in contenders {
        let times = &mut contender.times;
        ensure!(!times.is_empty(), "no run of {}", contender.name);
        times.sort();
        let [median, least, most] = [times[times.len() / 2], times[0], times[times.len() - 1]]
            .map(|time| format!("{:.2} s", time.as_secs_f64()));
        let peak = contender.peak / 1_000_000;
        writeln!(text, "| `{}` | {median} | {least} | {most} | {peak} MB |", contender.name)?;
    }
    Ok(text)
}

/// The processor's name, where the system tells it.
fn processor() -> String {
    let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("model name"));
    let name = line.map(|rest| rest.trim_start_matches(['\t', ' ', ':']).to_owned());
    name.unwrap_or_else(|| "unknown".to_owned())
}

fn said(command: &mut Command) -> anyhow::Result<String> {
    let output = command.output().with_context(|| format!("{command:?}"))?;
    ensure!(output.status.success(), "{command:?}: {}", output.status);
    Ok(String::from_utf8(output.stdout)?)
}
