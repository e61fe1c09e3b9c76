//! `cargo xtask bench`: anyport beside what reads the same files, and beside what a user would run
//! instead; and how long an editor waits after a key.

mod keystrokes;
mod matrix;
mod measure;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use xtask::{derived, root};

use self::measure::{Contender, Runs};
use crate::tools::{self, Tools};

/// What a search for the same hazards would look for.
const PATTERN: &str = r#"^//go:build|^// \+build|import "C"|#cgo|syscall\."#;

/// Measures over these trees (GOROOT/src if none is named), and builds what stands after
/// `--matrix`; writes `docs/benchmarks.md`.
pub(crate) fn run(words: &[&str]) -> anyhow::Result<()> {
    let mut parts = words.splitn(2, |word| *word == "--matrix");
    let (trees, built) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let tools = Tools::install()?;
    let goroot = said(Command::new(tools.go()).args(["env", "GOROOT"]))?;
    let version = said(Command::new(tools.go()).args(["env", "GOVERSION"]))?;
    let ripgrep = said(Command::new("rg").arg("--version")).context(
        "ripgrep is missing: `cargo install ripgrep`, or the system's package `ripgrep`",
    )?;
    tools::run(
        Command::new("cargo").args(["build", "--release", "-p", "cli"]).current_dir(root()),
    )?;
    let bench = Bench {
        anyport: root().join("target/release/anyport"),
        go: Path::new(goroot.trim()).join("bin/go"),
        caches: root().join("target/bench"),
    };
    let cores = std::thread::available_parallelism()?;
    let ripgrep = ripgrep.lines().next().unwrap_or_default();
    let mut text = format!(
        "# Benchmarks\n\nWritten by `cargo xtask bench`: {cores} processors ({}), {}, {ripgrep}. The \
         programs take turns, so that a busy moment hits all; page caches are warm.\n\n\
         - *cold* begins without anything that an earlier run remembers, *warm* with it;\n\
         - `rg` looks for `{PATTERN}` in the same Go files: the least that reading them takes;\n\
         - `go vet` judges one port, with a warm build cache: what one would do instead, once for \
         each port;\n\
         - *keystroke* is what an editor waits from `didChange` to the diagnostics of that \
         version, all ports judged, in the package with the most files that do not compile \
         somewhere. Most beginnings of the statement that is typed do not parse. *counting* is a \
         loop that does nothing else and takes as long in the median: what it waits beyond that, \
         this machine adds.\n",
        processor(),
        version.trim(),
    );
    let goroot_src = Path::new(goroot.trim()).join("src");
    let named = trees.iter().map(|tree| (PathBuf::from(tree), name_of(Path::new(tree))));
    let mut named: Vec<(PathBuf, String)> = named.collect();
    if named.is_empty() {
        named.push((goroot_src, "GOROOT/src".to_owned()));
    }
    for (tree, name) in named {
        text.push_str(&bench.tree(&tree, &name)?);
    }
    for module in built {
        text.push_str(&matrix::section(&bench, Path::new(module))?);
    }
    print!("{text}");
    derived::write(&root().join("docs/benchmarks.md"), &text)
}

struct Bench {
    anyport: PathBuf,
    go: PathBuf,
    caches: PathBuf,
}

impl Bench {
    /// The section of one tree.
    fn tree(&self, tree: &Path, name: &str) -> anyhow::Result<String> {
        let (files, bytes) = go_files(tree)?;
        let path = tree.display().to_string();
        let anyport = self.anyport.display().to_string();
        let check = ["check", "--targets", "all", "--cgo", "off", "--format", "json", &path];
        let (warm, empty) = (self.caches.join("warm"), self.caches.join("empty"));
        let mut contenders = [
            Contender::new("anyport check --targets all, cold", &anyport, &check)
                .with("ANYPORT_CACHE_DIR", &empty)
                .emptying(&empty),
            Contender::new("anyport check --targets all, warm", &anyport, &check)
                .with("ANYPORT_CACHE_DIR", &warm),
            Contender::new(
                "rg",
                "rg",
                &["--type", "go", "--no-ignore", "--line-number", PATTERN, &path],
            ),
        ];
        let mut rows = measure::in_turns(&mut contenders, 11)?;
        let vet = Contender::new(
            "go vet ./..., one port",
            &self.go.display().to_string(),
            &["-C", &path, "vet", "./..."],
        );
        rows.extend(measure::in_turns(&mut [vet.with("CGO_ENABLED", Path::new("0"))], 3)?);
        let mut text = format!(
            "\n## {name}\n\n{files} Go files, {} MB.\n\n\
             | program | median | least | most | peak memory |\n|---|--:|--:|--:|--:|\n",
            bytes / 1_000_000,
        );
        for Runs { name, median, least, most, peak } in rows {
            let [median, least, most] = [median, least, most].map(seconds);
            writeln!(text, "| `{name}` | {median} | {least} | {most} | {} MB |", peak / 1_000_000)?;
        }
        if let Some(waits) = keystrokes::measure(&self.anyport, tree)? {
            writeln!(
                text,
                "\n| keystroke in `{}` ({} diagnostics) | median | 90 % | 99 % | most |\n\
                 |---|--:|--:|--:|--:|",
                waits.file, waits.diagnostics,
            )?;
            let counting = keystrokes::of_counting(waits.line.percentile(50))?;
            let rows = [
                ("a line comes, or goes", waits.line),
                ("counting, as long as that", counting),
                ("a statement is typed", waits.statement),
            ];
            for (what, times) in rows {
                let [half, most, nearly, all] =
                    [50, 90, 99, 100].map(|it| milliseconds(times.percentile(it)));
                writeln!(text, "| {what} | {half} | {most} | {nearly} | {all} |")?;
            }
        }
        Ok(text)
    }
}

fn seconds(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}

/// The module's path, or the folder's name.
fn name_of(tree: &Path) -> String {
    let go_mod = std::fs::read_to_string(tree.join("go.mod")).unwrap_or_default();
    let module = go_mod.lines().find_map(|line| line.strip_prefix("module "));
    module.map_or_else(|| tree.display().to_string(), |path| path.trim().to_owned())
}

/// How many Go files there are, and their bytes.
fn go_files(tree: &Path) -> anyhow::Result<(u64, u64)> {
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
    Ok((files, bytes))
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
