//! `anyport matrix` beside a loop in a shell that runs `go build` for the same ports, as many at a
//! time, each beginning with an empty build cache.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};

use super::{Bench, name_of, seconds};

/// How often each is run.
const TURNS: usize = 3;
/// The first-class ports.
const PORTS: [&str; 8] = [
    "linux/amd64",
    "linux/386",
    "linux/arm",
    "linux/arm64",
    "darwin/amd64",
    "darwin/arm64",
    "windows/amd64",
    "windows/386",
];

/// What all runs of one of them took, in the order of the turns.
#[derive(Default)]
struct Times(Vec<Duration>);

impl Times {
    fn row(&self, name: &str) -> String {
        let each: Vec<String> = self.0.iter().map(|time| seconds(*time)).collect();
        format!("| {name} | {} | {} |\n", seconds(self.median()), each.join(", "))
    }

    fn median(&self) -> Duration {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        sorted.get(sorted.len() / 2).copied().unwrap_or_default()
    }
}

/// The section of a module whose dependencies have been downloaded.
pub(super) fn section(bench: &Bench, module: &Path) -> anyhow::Result<String> {
    let at_a_time = std::thread::available_parallelism()?;
    let (mut ours, mut loops, mut again) = <(Times, Times, Times)>::default();
    for turn in 0..TURNS {
        // Who begins is slower, or faster, than who follows: they take turns in that, too.
        for is_ours in [turn % 2 == 0, turn % 2 != 0] {
            if is_ours {
                let mut command = Command::new(&bench.anyport);
                command.args(["matrix", "--cgo=off", "--format=json", "--fail-on=never"]);
                command.arg(format!("--targets={}", PORTS.join(",")));
                let (time, said) = cold(bench, module, &mut command)?;
                let said: serde_json::Value = serde_json::from_slice(&said)?;
                let ports = said["ports"].as_array().context("the report names ports")?;
                let mut rerun = 0.0;
                for port in ports {
                    rerun += port["rerun_seconds"].as_f64().context("a port says what took")?;
                }
                ours.0.push(time);
                again.0.push(Duration::from_secs_f64(rerun));
            } else {
                // Without -o: that would pass over all that no program needs.
                let each =
                    format!("GOOS=${{1%/*}} GOARCH=${{1#*/}} {} build ./...", bench.go.display());
                // xargs fails where one of them does, as some may.
                let line = format!(
                    "printf '%s\\n' {} | xargs -P {at_a_time} -n 1 sh -c '{each}' sh; true",
                    PORTS.join(" "),
                );
                loops.0.push(cold(bench, module, Command::new("sh").args(["-c", &line]))?.0);
            }
        }
    }
    let mut text = format!(
        "\n## Building `{}` for {} ports\n\nNothing in the build cache, {at_a_time} ports at a \
         time, cgo off. What fails with more errors than the compiler shows is compiled once more \
         with `-gcflags=-e`; the loop does not do that.\n\n\
         | program | median | each |\n|---|--:|---|\n",
        name_of(module),
        PORTS.len(),
    );
    text.push_str(&ours.row("`anyport matrix`"));
    text.push_str(&loops.row("`xargs -P … go build`"));
    text.push_str(&again.row("of `anyport matrix`: compiled once more, all ports together"));
    let ratio = ours.median().as_secs_f64() / loops.median().as_secs_f64() - 1.0;
    writeln!(text, "\nThe medians differ by {:+.1} %.", ratio * 100.0)?;
    Ok(text)
}

/// Time and output of one run that remembers nothing.
fn cold(
    bench: &Bench,
    module: &Path,
    command: &mut Command,
) -> anyhow::Result<(Duration, Vec<u8>)> {
    let folders = ["build-cache", "memory"].map(|name| bench.caches.join(name));
    for folder in folders.iter().filter(|folder| folder.exists()) {
        std::fs::remove_dir_all(folder)?;
    }
    let goroot = bench.go.parent().and_then(Path::parent).context("go stands in GOROOT/bin")?;
    command.current_dir(module).env("CGO_ENABLED", "0").env("GOROOT", goroot);
    command.env("GOCACHE", &folders[0]).env("ANYPORT_CACHE_DIR", &folders[1]);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let began = Instant::now();
    let output = command.output().with_context(|| format!("{command:?}"))?;
    let time = began.elapsed();
    ensure!(output.status.success(), "{command:?}: {}", output.status);
    Ok((time, output.stdout))
}
