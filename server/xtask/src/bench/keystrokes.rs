//! How long an editor waits after a key: the real server over pipes.

use std::collections::{BTreeMap, HashMap};
use std::hint::black_box;
use std::io::{BufRead, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use serde_json::{Value, json};

/// How many keys are pressed, each way.
const EDITS: usize = 300;
/// What is typed, over and over: most of its beginnings do not parse.
const STATEMENT: &str = "if err := check(ctx); err != nil { return err }";
/// Between two keys: a fast typist's pause.
const PAUSE: Duration = Duration::from_millis(60);

/// What was waited.
pub(crate) struct Waits {
    /// The file that was edited, relative to the tree.
    pub(crate) file: String,
    /// Its diagnostics.
    pub(crate) diagnostics: usize,
    /// For a line that comes and goes, in order of size.
    pub(crate) line: Times,
    /// For the characters of a statement.
    pub(crate) statement: Times,
}

/// Waits, in order of size.
pub(crate) struct Times(Vec<Duration>);

impl Times {
    /// What that many of a hundred keys wait at most.
    pub(crate) fn percentile(&self, percent: usize) -> Duration {
        self.0[(self.0.len() - 1) * percent / 100]
    }
}

/// Edits the file with the most compile errors of the package that has most such files, all ports
/// judged, in its middle, so that each edit moves some; none where there is no such file.
pub(crate) fn measure(anyport: &Path, tree: &Path) -> anyhow::Result<Option<Waits>> {
    let Some((file, line)) = place(anyport, tree)? else { return Ok(None) };
    let path = tree.join(&file).canonicalize()?;
    let text = std::fs::read_to_string(&path)?;
    let uri = format!("file://{}", path.display());
    let mut server = Server::start(anyport, tree)?;
    server.notify(
        "textDocument/didOpen",
        &json!({"textDocument": {"uri": uri, "languageId": "go", "version": 0, "text": text}}),
    )?;
    let diagnostics = server.published(&uri, 0)?;
    let mut version = 0;
    let mut press = |start: (u64, usize), end: (u64, usize), text: &str| {
        std::thread::sleep(PAUSE);
        version += 1;
        let place = |(line, character)| json!({"line": line, "character": character});
        let range = json!({"start": place(start), "end": place(end)});
        let began = Instant::now();
        server.notify(
            "textDocument/didChange",
            &json!({
                "textDocument": {"uri": uri, "version": version},
                "contentChanges": [{"range": range, "text": text}],
            }),
        )?;
        server.published(&uri, version)?;
        anyhow::Ok(began.elapsed())
    };
    let here = (line, 0);
    let mut of_line = Vec::with_capacity(EDITS);
    while of_line.len() < EDITS {
        of_line.push(press(here, here, "\n")?);
        of_line.push(press(here, (line + 1, 0), "")?);
    }
    let mut of_statement = Vec::with_capacity(EDITS);
    while of_statement.len() < EDITS {
        press(here, here, "\n")?;
        for (column, key) in STATEMENT.char_indices() {
            let at = (line, column);
            of_statement.push(press(at, at, key.encode_utf8(&mut [0; 4]))?);
        }
        press(here, (line + 1, 0), "")?;
    }
    server.stop()?;
    of_line.sort();
    of_statement.sort();
    let (line, statement) = (Times(of_line), Times(of_statement));
    Ok(Some(Waits { file, diagnostics, line, statement }))
}

/// What the machine itself adds: how long the same counting takes, time after time, that takes so
/// long in the median, with the same pauses.
pub(crate) fn of_counting(median: Duration) -> anyhow::Result<Times> {
    let count = |rounds: u64| {
        let began = Instant::now();
        let sum = (0..rounds).fold(0_u64, |sum, it| black_box(sum.rotate_left(5) ^ it));
        black_box(sum);
        began.elapsed()
    };
    let sample = |rounds: u64, times: usize| {
        let one = |_| {
            std::thread::sleep(PAUSE);
            count(rounds)
        };
        let mut times: Vec<Duration> = (0..times).map(one).collect();
        times.sort();
        Times(times)
    };
    let rounds = 1 << 20;
    let trial = sample(rounds, 21).percentile(50);
    let rounds = u128::from(rounds) * median.as_nanos() / trial.as_nanos().max(1);
    Ok(sample(u64::try_from(rounds)?, EDITS))
}

/// In the folder that has the most files with a compile error the file with the most, and the line
/// of the one in the middle, from 0.
fn place(anyport: &Path, tree: &Path) -> anyhow::Result<Option<(String, u64)>> {
    let output = Command::new(anyport)
        .args(["check", "--no-cache", "--targets", "all", "--cgo", "off", "--format", "json"])
        .arg(tree)
        .stdin(Stdio::null())
        .output()?;
    let report: Value = serde_json::from_slice(&output.stdout).context("a JSON report")?;
    let mut folders: HashMap<&str, BTreeMap<&str, Vec<u64>>> = HashMap::new();
    for finding in report["findings"].as_array().into_iter().flatten() {
        let (Some(path), Some(line)) = (finding["path"].as_str(), finding["line"].as_u64()) else {
            continue;
        };
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        if finding["predicts"] == "compile-error" {
            folders.entry(folder).or_default().entry(path).or_default().push(line - 1);
        }
    }
    let largest =
        folders.into_values().max_by_key(|files| (files.len(), files.keys().next().copied()));
    let files = largest.into_iter().flatten().filter(|(path, _)| !path.ends_with("_test.go"));
    let file = files.max_by_key(|(_, lines)| lines.len());
    Ok(file.map(|(path, lines)| (path.to_owned(), lines[lines.len() / 2])))
}

struct Server {
    child: Child,
    output: BufReader<std::process::ChildStdout>,
}

impl Server {
    fn start(anyport: &Path, tree: &Path) -> anyhow::Result<Server> {
        let mut child = Command::new(anyport)
            .arg("lsp")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let output = BufReader::new(child.stdout.take().context("a pipe")?);
        let mut server = Server { child, output };
        let root = format!("file://{}", tree.canonicalize()?.display());
        let params = json!({
            "processId": null,
            "rootUri": root,
            "initializationOptions": {"targets": ["all"], "cgo": "off"},
            "capabilities": {"textDocument": {"publishDiagnostics": {"versionSupport": true}}},
            "workspaceFolders": [{"uri": root, "name": "tree"}],
        });
        server
            .send(&json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params}))?;
        while server.receive()?["id"] != 1 {}
        server.notify("initialized", &json!({}))?;
        Ok(server)
    }

    fn notify(&mut self, method: &str, params: &Value) -> anyhow::Result<()> {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}))
    }

    fn send(&mut self, message: &Value) -> anyhow::Result<()> {
        let body = message.to_string();
        let input = self.child.stdin.as_mut().context("a pipe")?;
        write!(input, "Content-Length: {}\r\n\r\n{body}", body.len())?;
        Ok(input.flush()?)
    }

    fn receive(&mut self) -> anyhow::Result<Value> {
        let mut length = None;
        loop {
            let mut line = String::new();
            ensure!(self.output.read_line(&mut line)? > 0, "the server ended");
            let line = line.trim_end();
            if line.is_empty() {
                break;
            }
            if let Some(value) = line.strip_prefix("Content-Length: ") {
                length = Some(value.parse()?);
            }
        }
        let mut body = vec![0; length.context("a length")?];
        self.output.read_exact(&mut body)?;
        Ok(serde_json::from_slice(&body)?)
    }

    /// Waits for the diagnostics of that version, and counts them.
    fn published(&mut self, uri: &str, version: usize) -> anyhow::Result<usize> {
        loop {
            let message = self.receive()?;
            let params = &message["params"];
            let is_it = message["method"] == "textDocument/publishDiagnostics"
                && params["uri"] == uri
                && params["version"] == version;
            let found = params["diagnostics"].as_array().map_or(0, Vec::len);
            if is_it && found > 0 {
                return Ok(found);
            }
        }
    }

    fn stop(mut self) -> anyhow::Result<()> {
        self.send(&json!({"jsonrpc": "2.0", "id": 2, "method": "shutdown"}))?;
        while self.receive()?["id"] != 2 {}
        self.notify("exit", &Value::Null)?;
        self.child.wait()?;
        Ok(())
    }
}
